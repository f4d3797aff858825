use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::standing::{BlockedNumber, Denial, Resolution, Verification, fingerprint};

const RECORD: RecordRef = RecordRef {
    kind: RecordKind::Service,
    id: Uuid::from_u128(1),
};

fn sources() -> BTreeMap<Uuid, Source> {
    let kinds = [
        ("article", SourceKind::Article),
        ("another article", SourceKind::Article),
        ("record", SourceKind::PublicRecord),
        ("provider", SourceKind::Provider),
    ];
    kinds
        .into_iter()
        .map(|(key, kind)| {
            let source = Source {
                id: source(key),
                key: key.to_owned(),
                name: key.to_owned(),
                kind,
                date: None,
                url: None,
            };
            (source.id, source)
        })
        .collect()
}

fn source(key: &str) -> Uuid {
    Uuid::new_v5(&Uuid::nil(), key.as_bytes())
}

fn claim(key: &str, body: Value) -> Claim {
    let Value::Object(body) = body else {
        panic!("a body is an object")
    };
    Claim {
        record: RECORD,
        source_id: source(key),
        foreign_id: "1".to_owned(),
        body,
        denies: Vec::new(),
        words: None,
        how: How::Document,
        date: None,
    }
}

fn number(number: &str) -> Value {
    json!({"phones": [{"number": number, "type": "voice"}]})
}

fn record(claims: &[Claim]) -> Record {
    compute(claims, &sources(), &Decisions::default()).unwrap()
}

fn phones(record: &Record) -> &Fact {
    &record.facts[&FactGroup::Phones]
}

#[test]
fn the_better_source_wins_and_is_not_disputed_by_a_lesser() {
    let record = record(&[
        claim("article", number("+18883738888")),
        claim("record", number("+18883737888")),
    ]);
    assert_eq!(numbers(&record.body), ["+18883737888"]);
    assert_eq!(phones(&record).standing, Standing::Unverified);
    let alternatives = &phones(&record).alternatives;
    assert_eq!(numbers(&alternatives[0].fields), ["+18883738888"]);
    assert!(!alternatives[0].rival);
}

#[test]
fn two_sources_of_equal_trust_that_cannot_both_be_right_are_a_dispute() {
    let record = record(&[
        claim("article", number("+18165550100")),
        claim("another article", number("+18165550199")),
    ]);
    assert_eq!(phones(&record).standing, Standing::Disputed);
    assert!(phones(&record).alternatives[0].rival);
}

#[test]
fn two_sources_that_can_both_be_right_are_none() {
    let more = json!({"phones": [{"number": "+18165550100"}, {"number": "+18165550101"}]});
    let record = record(&[
        claim("article", number("+18165550100")),
        claim("another article", more),
    ]);
    assert_eq!(phones(&record).standing, Standing::Unverified);
}

#[test]
fn a_denial_disputes_what_is_not_better_than_itself() {
    let denial = |of| Claim {
        denies: vec![Denial {
            group: FactGroup::Identity,
            why: "No trace of it.".to_owned(),
        }],
        ..claim(of, json!({}))
    };
    let name = json!({"name": "Haven"});
    let disputed = record(&[claim("article", name.clone()), denial("record")]);
    let fact = &disputed.facts[&FactGroup::Identity];
    assert_eq!(fact.standing, Standing::Disputed);
    assert_eq!(fact.doubts, ["No trace of it."]);
    let stands = record(&[claim("provider", name), denial("record")]);
    assert_eq!(
        stands.facts[&FactGroup::Identity].standing,
        Standing::Unverified
    );
}

#[test]
fn a_call_by_us_outranks_every_source_and_verifies() {
    let called = Claim {
        how: How::Called,
        ..claim("article", number("+18165550100"))
    };
    let record = record(&[called, claim("provider", number("+18165550199"))]);
    assert_eq!(numbers(&record.body), ["+18165550100"]);
    assert_eq!(phones(&record).standing, Standing::Verified);
}

#[test]
fn a_resolution_settles_a_dispute_without_verifying() {
    let claims = [
        claim("article", number("+18165550100")),
        claim("another article", number("+18165550199")),
    ];
    for (preferred, expected) in [
        ("article", "+18165550100"),
        ("another article", "+18165550199"),
    ] {
        let resolution = Resolution {
            record: RECORD,
            group: FactGroup::Phones,
            preferred: source(preferred),
            reason: "asked the provider".to_owned(),
            by: "ana".to_owned(),
            at: chrono::DateTime::UNIX_EPOCH,
        };
        let record = compute(&claims, &sources(), &Decisions::new([resolution], [], [])).unwrap();
        assert_eq!(numbers(&record.body), [expected]);
        assert_eq!(phones(&record).standing, Standing::Unverified);
    }
}

fn confirmed(value: Value, date: &str) -> Verification {
    let Value::Object(fields) = value else {
        panic!("a group's fields are an object")
    };
    Verification {
        record: RECORD,
        group: FactGroup::Phones,
        how: How::Called,
        date: date.parse().unwrap(),
        value: fingerprint(&fields),
        by: "ana".to_owned(),
        at: chrono::DateTime::UNIX_EPOCH,
        note: None,
    }
}

#[test]
fn a_confirmation_holds_for_the_value_that_was_confirmed() {
    let claims = [
        claim("provider", number("+18165550100")),
        claim("article", number("+18165550199")),
    ];
    // Of another value: nothing changes.
    let other = confirmed(number("+18165550111"), "2026-03-04");
    let decisions = Decisions::new([], [other], []);
    let unchanged = compute(&claims, &sources(), &decisions);
    assert_eq!(unchanged, Some(record(&claims)));

    for (stands, key) in [("+18165550100", "provider"), ("+18165550199", "article")] {
        // The order of the fields is no part of the value.
        let value = json!({"phones": [{"type": "voice", "number": stands}]});
        let decisions = Decisions::new([], [confirmed(value, "2026-03-04")], []);
        let record = compute(&claims, &sources(), &decisions).unwrap();
        assert_eq!(numbers(&record.body), [stands]);
        let fact = phones(&record);
        assert_eq!(fact.standing, Standing::Verified);
        assert!(fact.rank.confirmed);
        assert_eq!(fact.source_id, source(key));
        assert_eq!(fact.how, How::Called);
        assert_eq!(fact.date, "2026-03-04".parse().ok());
    }
}

#[test]
fn a_later_confirmation_by_the_claim_itself_is_the_one_that_is_told() {
    let said = Claim {
        how: How::Provider,
        date: "2026-05-01".parse().ok(),
        ..claim("provider", number("+18165550100"))
    };
    for (date, how) in [("2026-04-30", How::Provider), ("2026-05-02", How::Called)] {
        let verification = confirmed(number("+18165550100"), date);
        let decisions = Decisions::new([], [verification], []);
        let record = compute(std::slice::from_ref(&said), &sources(), &decisions).unwrap();
        assert_eq!(phones(&record).how, how);
        assert_eq!(phones(&record).standing, Standing::Verified);
    }
}

#[test]
fn a_blocked_number_is_nowhere() {
    let bad = "+18165550100";
    let body = json!({
        "name": "Line",
        "phones": [{"number": bad}, {"number": "+18165550111"}],
        "contacts": [{"name": "Ana", "phones": [{"number": bad}]}],
    });
    let claims = [claim("provider", body), claim("article", number(bad))];
    let block = BlockedNumber {
        number: bad.to_owned(),
        reason: "It is a trap.".to_owned(),
        by: "ana".to_owned(),
        at: chrono::DateTime::UNIX_EPOCH,
    };
    let decisions = Decisions::new([], [], [block]);
    let record = compute(&claims, &sources(), &decisions).unwrap();
    assert_eq!(numbers(&record.body), ["+18165550111"]);
    assert_eq!(record.body["contacts"], json!([{"name": "Ana"}]));
    assert!(!serde_json::to_string(&record).unwrap().contains(bad));

    // Without it there is no word on phones at all.
    let only = [claim(
        "article",
        json!({"name": "Line", "phones": [{"number": bad}]}),
    )];
    let record = compute(&only, &sources(), &decisions).unwrap();
    assert!(!record.facts.contains_key(&FactGroup::Phones));
}

#[test]
fn a_group_comes_whole_from_one_source_and_groups_may_come_from_several() {
    let record = record(&[
        claim("record", json!({"name": "Right", "minimum_age": 18})),
        claim(
            "article",
            json!({"name": "Wrong", "alternate_name": "Also wrong", "fees_description": "free"}),
        ),
    ]);
    assert_eq!(record.body.get("name"), Some(&json!("Right")));
    assert_eq!(record.body.get("alternate_name"), None);
    assert_eq!(record.body.get("fees_description"), Some(&json!("free")));
    assert_eq!(record.facts[&FactGroup::Cost].source_id, source("article"));
}

#[test]
fn whose_record_it_is_may_come_from_any_source() {
    let record = record(&[
        claim("record", json!({"name": "Line"})),
        claim("article", json!({"name": "Other", "organization_id": "x"})),
    ]);
    assert_eq!(record.body.get("organization_id"), Some(&json!("x")));
}

fn any_claim() -> impl Strategy<Value = Claim> {
    const KEYS: [&str; 4] = ["article", "another article", "record", "provider"];
    const HOWS: [How; 2] = [How::Document, How::Called];
    let field = prop_oneof![
        "[a-c]".prop_map(|name| json!({"name": name})),
        (100u16..104).prop_map(|n| number(&format!("+18165550{n}"))),
        (0u8..3).prop_map(|age| json!({"minimum_age": age})),
    ];
    let who = (
        prop::sample::select(&KEYS[..]),
        prop::sample::select(&HOWS[..]),
    );
    (who, field, 0u8..4).prop_map(|((key, how), body, foreign)| Claim {
        how,
        foreign_id: foreign.to_string(),
        ..claim(key, body)
    })
}

proptest! {
    #[test]
    fn the_order_of_claims_never_matters(
        claims in prop::collection::btree_map(0u8..255, any_claim(), 1..8),
    ) {
        // One claim for each source and foreign id, as the store has them.
        let mut unique: BTreeMap<(Uuid, String), Claim> = BTreeMap::new();
        for claim in claims.into_values() {
            unique.insert((claim.source_id, claim.foreign_id.clone()), claim);
        }
        let mut claims: Vec<Claim> = unique.into_values().collect();
        let forwards = compute(&claims, &sources(), &Decisions::default());
        claims.reverse();
        prop_assert_eq!(forwards, compute(&claims, &sources(), &Decisions::default()));
    }

    #[test]
    fn a_lesser_claim_never_makes_a_better_one_disputed(lesser in prop::collection::vec(any_claim(), 0..6)) {
        let mut claims: Vec<Claim> = lesser
            .into_iter()
            .map(|claim| Claim { how: How::Document, source_id: source("article"), ..claim })
            .collect();
        claims.push(claim("record", number("+18165550100")));
        let record = record(&claims);
        prop_assert_eq!(phones(&record).standing, Standing::Unverified);
        prop_assert_eq!(numbers(&record.body), ["+18165550100"]);
    }
}
