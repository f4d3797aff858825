use serde_json::json;

use super::*;
use crate::standing::Decisions;
use crate::standing::{Claim, Denial, How, compute};

const ARTICLE: Uuid = Uuid::from_u128(1);
const ANOTHER_ARTICLE: Uuid = Uuid::from_u128(2);
const PUBLIC_RECORD: Uuid = Uuid::from_u128(3);

const HAVEN: RecordRef = organization(10);
const HOUSE: RecordRef = organization(11);

const fn organization(id: u128) -> RecordRef {
    RecordRef {
        kind: RecordKind::Organization,
        id: Uuid::from_u128(id),
    }
}

fn sources() -> BTreeMap<Uuid, Source> {
    let source = |id, name: &str, kind| Source {
        id,
        key: name.to_owned(),
        name: name.to_owned(),
        kind,
        date: None,
        url: None,
    };
    [
        source(ARTICLE, "The Article", SourceKind::Article),
        source(ANOTHER_ARTICLE, "The Other", SourceKind::Article),
        source(PUBLIC_RECORD, "The Record", SourceKind::PublicRecord),
    ]
    .into_iter()
    .map(|source| (source.id, source))
    .collect()
}

fn claim(record: RecordRef, source_id: Uuid, body: Value) -> Claim {
    Claim {
        record,
        source_id,
        foreign_id: "1".to_owned(),
        body: body.as_object().cloned().unwrap_or_default(),
        denies: Vec::new(),
        words: None,
        how: How::Document,
        date: None,
    }
}

fn named(record: RecordRef, source: Uuid, name: &str, number: &str) -> Claim {
    claim(
        record,
        source,
        json!({"name": name, "phones": [{"number": number, "type": "voice"}]}),
    )
}

/// The phones of `record`, judged among all the records that the claims make.
fn judged(claims: &[Claim], record: RecordRef) -> Vec<Phone> {
    let sources = sources();
    let mut by_record: BTreeMap<RecordRef, Vec<Claim>> = BTreeMap::new();
    for claim in claims {
        by_record
            .entry(claim.record)
            .or_default()
            .push(claim.clone());
    }
    let records: Vec<Record> = by_record
        .values()
        .filter_map(|claims| compute(claims, &sources, &Decisions::default()))
        .collect();
    let book = NumberBook::of(&records, &sources);
    let of = records.iter().find(|r| r.record == record).unwrap();
    book.judge(record, &phones_of(&of.body), &of.facts[&FactGroup::Phones])
}

#[test]
fn a_number_that_nobody_contradicts_is_ok_and_unverified() {
    let phones = judged(&[named(HAVEN, ARTICLE, "Haven", "+18165550100")], HAVEN);
    assert_eq!(phones[0].dial, Some(Dial::Ok));
    assert_eq!(phones[0].standing, Some(Standing::Unverified));
    assert_eq!(phones[0].before_you_call, None);
}

#[test]
fn a_number_that_lost_is_an_alternative_and_nothing_else() {
    let phones = judged(
        &[
            named(HAVEN, ARTICLE, "Haven", "+18883738888"),
            named(HAVEN, PUBLIC_RECORD, "Haven", "+18883737888"),
        ],
        HAVEN,
    );
    assert_eq!(phones.len(), 1);
    assert_eq!(phones[0].number, "+18883737888");
    assert_eq!(phones[0].dial, Some(Dial::Ok));
    let lost = &phones[0].alternatives[0];
    assert_eq!(
        (lost.number.as_str(), lost.dial),
        ("+18883738888", Dial::DoNot)
    );
    assert_eq!(
        lost.why,
        "Given by “The Article”, but “The Record” has 888-373-7888. Do not dial it."
    );
}

#[test]
fn a_number_that_lost_in_one_record_of_an_organization_is_offered_in_none() {
    let service = RecordRef {
        kind: RecordKind::Service,
        id: Uuid::from_u128(20),
    };
    let line = |source, number| {
        claim(
            service,
            source,
            json!({"name": "Line", "organization_id": HAVEN.id, "phones": [{"number": number}]}),
        )
    };
    let claims = [
        named(HAVEN, ARTICLE, "Haven", "+18883738888"),
        line(ARTICLE, "+18883738888"),
        line(PUBLIC_RECORD, "+18883737888"),
    ];
    assert_eq!(judged(&claims, HAVEN), []);
    assert_eq!(judged(&claims, service)[0].number, "+18883737888");
}

#[test]
fn a_number_of_which_equals_disagree_is_to_be_asked_about() {
    let phones = judged(
        &[
            named(HAVEN, ARTICLE, "Haven", "+18165550100"),
            named(HAVEN, ANOTHER_ARTICLE, "Haven", "+18165550199"),
        ],
        HAVEN,
    );
    assert_eq!(phones[0].dial, Some(Dial::AskFirst));
    assert_eq!(phones[0].standing, Some(Standing::Disputed));
    assert!(
        phones[0]
            .before_you_call
            .as_deref()
            .unwrap()
            .contains("The Other")
    );
}

#[test]
fn a_number_that_a_better_source_gives_to_somebody_else_names_them() {
    let claims = [
        named(HAVEN, ARTICLE, "Hope Haven", "+18164614673"),
        named(HOUSE, PUBLIC_RECORD, "Hope House", "+18164614673"),
    ];
    let haven = &judged(&claims, HAVEN)[0];
    assert_eq!(haven.dial, Some(Dial::AskFirst));
    assert_eq!(
        haven.before_you_call.as_deref(),
        Some("Public records give this number to Hope House. Ask who you have reached.")
    );
    assert_eq!(judged(&claims, HOUSE)[0].dial, Some(Dial::Ok));
}

#[test]
fn two_organizations_may_share_a_number_by_equal_sources() {
    let claims = [
        named(HAVEN, ARTICLE, "Haven", "+18165550100"),
        named(HOUSE, ANOTHER_ARTICLE, "House", "+18165550100"),
    ];
    assert_eq!(judged(&claims, HAVEN)[0].dial, Some(Dial::Ok));
}

#[test]
fn what_a_call_sets_off_is_said_before_it() {
    let report =
        json!({"name": "Line", "phones": [{"number": "+18003923738", "makes_report": "yes"}]});
    let phones = judged(&[claim(HAVEN, ARTICLE, report)], HAVEN);
    assert_eq!(phones[0].dial, Some(Dial::AskFirst));
    assert_eq!(
        phones[0].before_you_call.as_deref(),
        Some("Calling can start a report to the state.")
    );
}

#[test]
fn a_denied_number_is_disputed() {
    let denial = Claim {
        denies: vec![Denial {
            group: FactGroup::Phones,
            why: "The line was given up.".to_owned(),
        }],
        ..claim(HAVEN, PUBLIC_RECORD, json!({}))
    };
    let phones = judged(
        &[named(HAVEN, ARTICLE, "Haven", "+18165550100"), denial],
        HAVEN,
    );
    assert_eq!(phones[0].dial, Some(Dial::AskFirst));
    assert!(
        phones[0]
            .before_you_call
            .as_deref()
            .unwrap()
            .contains("The line was given up.")
    );
}
