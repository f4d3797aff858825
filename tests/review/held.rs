use nearhelp::standing::{BlockedNumber, RecordKind};
use nearhelp::store::{Call, Change, Header, HeldState, Operation};
use nearhelp::updates::held::{Proposal, Undecided};
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::common::sources::{NOW, at, claim, line, listing, serves};
use crate::common::{Sources, Stored};

pub const RIGHT: &str = "+18883737888";
pub const WRONG: &str = "888-373-8888";

pub fn phones(numbers: &[&str]) -> Value {
    numbers
        .iter()
        .map(|number| json!({"number": number, "type": "voice"}))
        .collect()
}

pub fn a_line(numbers: &[&str]) -> Sources {
    let service = json!({"categories": ["hotline.trafficking"], "phones": phones(numbers)});
    Sources::of([line("line", &["Missouri"], service)])
}

fn an_office(numbers: &[&str], more: Value) -> Sources {
    let mut service = json!({"phones": phones(numbers)});
    if let (Some(service), Some(more)) = (service.as_object_mut(), more.as_object()) {
        service.extend(more.clone());
    }
    Sources::of([at("office", 38.9, -94.4, service)])
}

pub fn served(stored: &Stored, name: &str) -> Vec<String> {
    let service = named(stored, "service", name).expect("the service");
    let numbers = service.body.get("phones").and_then(Value::as_array);
    let number = |phone: &Value| phone["number"].as_str().unwrap_or_default().to_owned();
    numbers.into_iter().flatten().map(number).collect()
}

#[test]
fn a_hotlines_number_waits_and_its_record_does_not() {
    let stored = Stored::empty();
    let report = load(&stored, &a_line(&[RIGHT]));
    assert_eq!((report.added, report.held), (3, 1));
    assert_eq!(rules(&stored), ["crisis_number"]);
    assert!(served(&stored, "line").is_empty());
    let decided = approve(&stored, &numbers(&stored));
    assert_eq!((decided.done.len(), decided.undecided.len()), (1, 0));
    assert_eq!(served(&stored, "line"), [RIGHT]);
    // Loaded again, nothing happens.
    let report = load(&stored, &a_line(&[RIGHT]));
    assert_eq!(
        (report.changeset, report.unchanged, report.held),
        (None, 4, 0)
    );
}

#[test]
fn a_changed_or_lost_crisis_number_waits_with_what_it_was_before() {
    let stored = Stored::of(&a_line(&[RIGHT]));
    for (numbers, group) in [(vec![WRONG], 1), (vec![], 1)] {
        load(&stored, &a_line(&numbers));
        let held = waiting(&stored);
        assert_eq!(held.len(), group, "{numbers:?}");
        let Proposal::Group { before, .. } = item(&held[0]).proposal else {
            panic!("a group");
        };
        assert_eq!(before["phones"][0]["number"], RIGHT);
        assert_eq!(served(&stored, "line"), [RIGHT]);
    }
}

#[test]
fn a_short_code_that_a_digit_was_lost_of_or_added_to_waits() {
    for wrong in ["23373", "2337333", "233734", "74174", "9888", "98", "2111"] {
        let stored = Stored::empty();
        load(&stored, &an_office(&["816-555-0100", wrong], json!({})));
        assert_eq!(served(&stored, "office"), ["+18165550100"], "{wrong}");
        // With a digit more or less than a short code has it is no number.
        let is_number = (3..=6).contains(&wrong.len());
        let expected: &[&str] = if is_number { &["crisis_number"] } else { &[] };
        assert_eq!(rules(&stored), expected, "{wrong}");
    }
    let stored = Stored::of(&an_office(&["64081", "816-555-0100"], json!({})));
    assert_eq!(served(&stored, "office").len(), 2);
}

#[test]
fn a_number_like_a_crisis_number_waits_beside_one_that_does_not() {
    let stored = Stored::of(&an_office(&["816-555-0100"], json!({})));
    load(&stored, &an_office(&["816-555-0101", WRONG], json!({})));
    assert_eq!(rules(&stored), ["crisis_number"]);
    // What goes with it may be what it takes the place of.
    assert_eq!(served(&stored, "office"), ["+18165550101", "+18165550100"]);
    approve(&stored, &numbers(&stored));
    assert_eq!(served(&stored, "office"), ["+18165550101", "+18883738888"]);
}

#[test]
fn a_number_stays_while_the_one_that_takes_its_place_waits() {
    let stored = Stored::of(&an_office(&["816-555-0100"], json!({})));
    load(&stored, &an_office(&[WRONG], json!({})));
    assert_eq!(rules(&stored), ["crisis_number"]);
    assert_eq!(served(&stored, "office"), ["+18165550100"]);
    let report = load(&stored, &an_office(&[WRONG], json!({})));
    assert_eq!((report.changeset, report.held), (None, 1));
    reject(&stored, &numbers(&stored));
    assert_eq!(served(&stored, "office"), ["+18165550100"]);
    load(&stored, &an_office(&["888-373-7899"], json!({})));
    approve(&stored, &numbers(&stored));
    assert_eq!(served(&stored, "office"), ["+18883737899"]);
}

#[test]
fn what_takes_a_hotline_out_of_sight_waits() {
    let said = |service: Value, place: Value| {
        let mut body = json!({"categories": ["hotline.trafficking"], "phones": phones(&[RIGHT]),
            "service_areas": serves(&["Missouri", "Kansas"])});
        let fields = service.as_object().expect("an object").clone();
        body.as_object_mut().expect("an object").extend(fields);
        let mut claims = line("line", &["Missouri", "Kansas"], body);
        for claim in &mut claims {
            let kind = claim["record"].as_str().unwrap_or_default().to_owned();
            if let Some(fields) = place[kind].as_object() {
                let body = claim["body"].as_object_mut().expect("an object");
                body.extend(fields.clone());
            }
        }
        Sources::of([claims])
    };
    let nothing = || json!({});
    let stored = Stored::of(&said(nothing(), nothing()));
    let before = records(&stored);
    for (service, place) in [
        (json!({"status": "inactive"}), nothing()),
        (json!({"status": "defunct"}), nothing()),
        (json!({"kind": "training"}), nothing()),
        (json!({"categories": ["hotline.runaway"]}), nothing()),
        (json!({"service_areas": []}), nothing()),
        (json!({"service_areas": serves(&["Missouri"])}), nothing()),
        (json!({"service_areas": serves(&["Alaska"])}), nothing()),
        (
            nothing(),
            json!({"location": {"location_type": "physical"}}),
        ),
        (
            nothing(),
            json!({"service_at_location": {"service_areas": serves(&["Alaska"])}}),
        ),
        (json!({"do_not_refer": true}), nothing()),
        (json!({"ExcludeFromWebsite": true}), nothing()),
        (
            nothing(),
            json!({"organization": {"ExcludeFromWebsite": true}}),
        ),
        (nothing(), json!({"location": {"HideFromPublic": 1}})),
        (
            nothing(),
            json!({"service_at_location": {"ExcludeFromDirectory": "Y"}}),
        ),
    ] {
        load(&stored, &said(service.clone(), place.clone()));
        assert_eq!(rules(&stored), ["crisis_number"], "{service} {place}");
        assert_eq!(records(&stored), before, "{service} {place}");
        reject(&stored, &numbers(&stored));
    }
    // More is no loss.
    let more = json!({"service_areas": serves(&["Missouri", "Kansas", "Iowa"]),
        "categories": ["hotline.trafficking", "legal.civil"], "status": "temporarily closed"});
    load(&stored, &said(more, nothing()));
    assert!(rules(&stored).is_empty());
    // Nor is it of an office.
    let stored = Stored::of(&an_office(&["816-555-0100"], nothing()));
    load(
        &stored,
        &an_office(
            &["816-555-0100"],
            json!({"status": "inactive", "kind": "training"}),
        ),
    );
    assert!(rules(&stored).is_empty());
}

#[test]
fn a_hotline_that_would_belong_to_what_is_not_shown_waits() {
    let said = |phone: &str, kind: &str, owner: &str| {
        let mut claims = line("line", &["Missouri"], json!({"phones": phones(&[phone])}));
        for claim in &mut claims {
            if claim["record"] == kind {
                claim["body"]["organization_id"] = json!(owner);
            }
        }
        let fields = json!({"name": "Kept", "ExcludeFromWebsite": true});
        claims.push(crate::common::sources::claim(
            "organization",
            "kept",
            fields,
        ));
        claims.push(crate::common::sources::claim(
            "organization",
            "open",
            json!({"name": "Open"}),
        ));
        Sources::of([claims])
    };
    for kind in ["service", "location"] {
        let stored = Stored::of(&said(RIGHT, kind, "line"));
        let before = records(&stored);
        load(&stored, &said(RIGHT, kind, "kept"));
        assert_eq!(rules(&stored), ["crisis_number"], "{kind}");
        assert_eq!(records(&stored), before, "{kind}");
        let items = numbers(&stored);
        let own = write(&stored, |tx| {
            nearhelp::updates::held::approve(tx, &items, &somebody("a test"))
        });
        assert!(matches!(own.undecided[..], [(_, Undecided::FourEyes(_))]));
        let decided = approve(&stored, &items);
        assert_eq!(decided.done.len(), 1, "{decided:?}");
        assert_ne!(records(&stored), before, "{kind}");
        // There it is out of sight already; and what is shown may have it.
        for owner in ["kept", "open"] {
            load(&stored, &said(RIGHT, kind, owner));
            assert!(rules(&stored).is_empty(), "{kind} {owner}");
        }
        // Nothing is lost with an office.
        let stored = Stored::of(&said("816-555-0100", kind, "line"));
        load(&stored, &said("816-555-0100", kind, "kept"));
        assert!(rules(&stored).is_empty(), "{kind}");
    }
}

#[test]
fn a_text_with_a_number_like_that_of_a_served_hotline_waits() {
    let served_line = "+18165550137";
    let with_line = |text: &str| {
        let mut claims = line(
            "line",
            &["Missouri"],
            json!({"categories": ["hotline"], "phones": phones(&[served_line])}),
        );
        let office = json!({"phones": phones(&["816-555-0190"]), "description": text});
        claims.extend(at("office", 38.9, -94.4, office));
        Sources::of([claims])
    };
    for (text, waits) in [
        ("At night: 816-555-0138", true),
        ("At night: 816-555-0173", true),
        (
            "At night: eight one six, triple five, zero one three nine",
            true,
        ),
        ("Text HELP to 2-3-3-7-3-4", true),
        ("Composez le 9-9-8", true),
        ("Call 888&#45&#51&#55&#51-7889", true),
        ("At night: 555-0138", true),
        (
            "At night: eight sixteen, five fifty-five, oh one thirty-eight",
            true,
        ),
        ("Text BEFREE to 2337333", true),
        ("Call 98-9, 24 hours a day", true),
        ("Text HOME to 741742 24/7", true),
        ("Text “HOME” to 741741 24/7, or call 988 8-12", false),
        ("At night: 816-555-0137 ext. 12", false),
        ("At night: 555-0137", false),
        ("By day: 555-0190x12", false),
        ("By day: 555-0155", false),
        ("At night: 816-555-0137", false),
        ("By day: 816-555-0190", false),
        ("At night: 816-555-0155", false),
    ] {
        let stored = Stored::of(&with_line("Beds"));
        load(&stored, &with_line(text));
        let expected: &[&str] = if waits { &["number_in_text"] } else { &[] };
        assert_eq!(rules(&stored), expected, "{text}");
    }
}

#[test]
fn a_hotline_is_not_hidden_by_a_merge() {
    let name = "Missouri Trafficking Line";
    let hides = json!({"ExcludeFromWebsite": true});
    let elsewhere = json!({"name": "Kept Elsewhere", "ExcludeFromWebsite": true});
    let of = |source: &str, kind: &str, service: &Value, organization: &Value| {
        let fields = json!({"categories": ["hotline"], "phones": phones(&[RIGHT])});
        let mut claims = line(name, &["Missouri"], fields);
        for claim in &mut claims {
            let more = match claim["record"].as_str() {
                Some("service") => service,
                Some("organization") => organization,
                _ => continue,
            };
            let more = more.as_object().expect("an object").clone();
            let body = claim["body"].as_object_mut().expect("an object");
            body.extend(more);
        }
        Sources::default().and(source, kind, [claims])
    };
    let nothing = json!({});
    // It is not to be shown itself, or belongs to what is not.
    for (service, organization) in [(&hides, &nothing), (&nothing, &elsewhere)] {
        let stored = Stored::of(&of("one", "directory", &nothing, &nothing));
        load(&stored, &of("two", "provider", service, organization));
        let mut merges = waiting(&stored);
        merges.retain(|held| held.hold.rule == "duplicate");
        let merges: Vec<i64> = merges.iter().map(|held| held.number).collect();
        let mut refused = Vec::new();
        for merge in merges {
            refused.extend(approve(&stored, &[merge]).undecided);
        }
        assert!(
            matches!(&refused[..], [(_, Undecided::HidesLine(lines))] if lines.contains(name)),
            "{refused:?}"
        );
        assert_eq!(served(&stored, name), [RIGHT]);
        let shown = named(&stored, "service", name).expect("the line");
        assert_eq!(shown.body.get("excluded"), None);
    }
}

#[test]
fn a_hotline_does_not_go_with_what_it_is_offered_at() {
    let whole = line(
        "line",
        &["Missouri"],
        json!({"categories": ["hotline"], "phones": phones(&[RIGHT])}),
    );
    let of = |without: &[&str]| {
        let mut claims = whole.clone();
        claims.retain(|claim| !without.contains(&claim["record"].as_str().unwrap_or_default()));
        let mut office = at("office", 38.9, -94.4, json!({}));
        office.extend(claims);
        Sources::of([office])
    };
    for without in [
        &["service_at_location"][..],
        &["service_at_location", "location"][..],
        &["location"][..],
        &["organization"][..],
    ] {
        let stored = Stored::of(&of(&[]));
        let before = records(&stored);
        load_full(&stored, &of(without));
        assert_eq!(rules(&stored), ["withdrawal"], "{without:?}");
        assert_eq!(records(&stored), before);
    }
}

#[test]
fn what_others_belong_to_stays_although_a_full_update_lacks_it() {
    let of = |without: &[&str]| {
        let mut office = at("office", 38.9, -94.4, json!({}));
        office.retain(|claim| !without.contains(&claim["record"].as_str().unwrap_or_default()));
        Sources::of([office, at("other", 38.9, -94.4, json!({}))])
    };
    for (without, stays) in [
        (&["location"][..], true),
        (&["organization"][..], true),
        (&["service_at_location", "location"][..], false),
    ] {
        let stored = Stored::of(&of(&[]));
        let before = records(&stored);
        let report = load_full(&stored, &of(without));
        let told = report.problems_by_code.get("needed_by_others");
        assert_eq!(told.is_some(), stays, "{without:?} {report:#?}");
        assert_eq!(records(&stored) == before, stays, "{without:?}");
    }
}

#[test]
fn forty_equal_changes_are_one_question_and_a_crisis_number_is_one_whoever_says_it() {
    let many = |number: &str| -> Vec<_> {
        let service = || json!({"phones": phones(&[number])});
        (0..5)
            .map(|n| at(&format!("office {n}"), 38.9, -94.4, service()))
            .collect()
    };
    let stored = Stored::of(&Sources::of(many("816-555-0100")));
    load(&stored, &Sources::of(many(WRONG)));
    let groups = write(&stored, |tx| {
        nearhelp::updates::held::groups(tx, &Default::default())
    });
    assert_eq!(groups.len(), 1);
    assert_eq!(groups[0].numbers.len(), 5);
    assert_eq!(approve(&stored, &groups[0].numbers).done.len(), 5);
}

#[test]
fn the_same_item_waits_once_and_a_later_one_takes_its_place() {
    let stored = Stored::of(&a_line(&[RIGHT]));
    load(&stored, &a_line(&[WRONG]));
    let first = numbers(&stored);
    let report = load(&stored, &a_line(&[WRONG]));
    assert_eq!((report.changeset, report.held), (None, 1));
    assert_eq!(numbers(&stored), first);
    load(&stored, &a_line(&["888-373-7899"]));
    let second = numbers(&stored);
    assert_eq!(second.len(), 1);
    assert_ne!(second, first);
    let old = write(&stored, |tx| tx.held_with(&first));
    assert_eq!(old[0].state, HeldState::Superseded);
    // It says again what is there: nothing is left to judge.
    load(&stored, &a_line(&[RIGHT]));
    assert!(waiting(&stored).is_empty());
}

#[test]
fn a_rejection_is_remembered_and_counted() {
    let stored = Stored::of(&a_line(&[RIGHT]));
    load(&stored, &a_line(&[WRONG]));
    reject(&stored, &numbers(&stored));
    let report = load(&stored, &a_line(&[WRONG]));
    assert_eq!(report.remembered.get("crisis_number"), Some(&1));
    assert_eq!((report.held, report.unchanged), (0, 4));
    assert!(waiting(&stored).is_empty());
    assert_eq!(served(&stored, "line"), [RIGHT]);
}

#[test]
fn nobody_approves_their_own_crisis_number_without_a_call_and_typing_it_again() {
    let stored = Stored::of(&a_line(&[RIGHT]));
    load(&stored, &a_line(&[WRONG]));
    let number = numbers(&stored);
    let mut own = somebody("A Test ");
    let refused = write(&stored, |tx| {
        nearhelp::updates::held::approve(tx, &number, &own)
    });
    assert!(matches!(
        refused.undecided[..],
        [(_, Undecided::FourEyes(_))]
    ));
    own.retyped = vec![WRONG.to_owned()];
    let refused = write(&stored, |tx| {
        nearhelp::updates::held::approve(tx, &number, &own)
    });
    assert!(matches!(
        refused.undecided[..],
        [(_, Undecided::FourEyes(_))]
    ));
    let call = |days: i64| Call {
        id: Uuid::from_u128(days as u128),
        number: "+18883738888".to_owned(),
        by: "a test".to_owned(),
        at: *NOW - chrono::Duration::days(days),
        note: None,
    };
    for (days, is_enough) in [(8, false), (6, true)] {
        write(&stored, |tx| tx.log_call(&call(days)));
        let decided = write(&stored, |tx| {
            nearhelp::updates::held::approve(tx, &number, &own)
        });
        assert_eq!(decided.done.len(), usize::from(is_enough), "{days} days");
    }
}

#[test]
fn a_place_that_moves_far_waits() {
    let stored = Stored::of(&Sources::of([at("office", 38.9, -94.4, json!({}))]));
    load(
        &stored,
        &Sources::of([at("office", 38.91, -94.4, json!({}))]),
    );
    assert!(waiting(&stored).is_empty());
    let report = load(
        &stored,
        &Sources::of([at("office", 39.5, -94.4, json!({}))]),
    );
    assert_eq!(report.held, 1);
    assert_eq!(rules(&stored), ["moved"]);
    approve(&stored, &numbers(&stored));
    assert!(
        records(&stored)
            .iter()
            .any(|record| record.body.get("latitude") == Some(&json!(39.5)))
    );
}

#[test]
fn survivors_housing_without_a_word_waits_stripped_and_is_published_as_confidential() {
    let house = || {
        let service = json!({"categories": ["shelter.emergency"], "audiences": ["domestic_violence_survivors"],
            "description": "Come to 12 Sentinel Street."});
        let location = json!({"addresses": [{"address_1": "12 Sentinel Street", "city": "Lee's Summit",
            "state_province": "MO"}], "latitude": 38.9, "longitude": -94.4});
        Sources::of([listing("house", service, location)])
    };
    let stored = Stored::empty();
    let report = load(&stored, &house());
    assert_eq!((report.added, report.held), (2, 2));
    assert_eq!(rules(&stored), ["survivors_housing", "waits_for_parent"]);
    let text = format!("{:?} {:?}", waiting(&stored), records(&stored));
    assert!(
        !text.contains("Sentinel") && !text.contains("38.9"),
        "{text}"
    );
    let before = numbers(&stored);
    load(&stored, &house());
    assert_eq!(numbers(&stored), before);
    let decided = approve(&stored, &before[..1]);
    assert_eq!((decided.done.len(), decided.followed.len()), (1, 1));
    assert!(waiting(&stored).is_empty());
    let withheld = records(&stored)
        .into_iter()
        .filter(|r| r.body.get("withheld") == Some(&json!(true)));
    assert_eq!(withheld.count(), 1);
    let report = load(&stored, &house());
    assert_eq!(report.changeset, None, "{report:?}");
}

#[test]
fn what_is_confidential_and_comes_as_public_waits_by_itself() {
    let house = |location| Sources::of([listing("house", json!({}), location)]);
    let stored = Stored::of(&house(
        json!({"withheld": true, "public_area": "Jackson County, MO"}),
    ));
    let open = json!({"latitude": 38.9, "longitude": -94.4});
    let report = load(&stored, &house(open.clone()));
    assert_eq!((report.changeset, report.held), (None, 1));
    assert_eq!(rules(&stored), ["confidential_to_public"]);
    reject(&stored, &numbers(&stored));
    let report = load(&stored, &house(open));
    assert_eq!(report.remembered.get("confidential_to_public"), Some(&1));
    // Without a place there is nothing to judge.
    load(&stored, &house(json!({})));
    assert!(waiting(&stored).is_empty());
}

#[test]
fn a_confidential_place_is_shown_once_a_person_let_it_be_known_and_its_source_gives_it_again() {
    let house = |location| Sources::of([listing("house", json!({}), location)]);
    let hidden = json!({"withheld": true, "public_area": "Jackson County, MO"});
    let open = json!({"latitude": 38.9, "longitude": -94.4});
    let shown = |stored: &Stored| {
        let location = records(stored)
            .into_iter()
            .find(|record| record.record.kind == RecordKind::Location)
            .expect("the location");
        let get = |field: &str| location.body.get(field).cloned().unwrap_or_default();
        (get("withheld"), get("latitude"), get("public_area"))
    };
    let stored = Stored::of(&house(hidden.clone()));
    load(&stored, &house(open.clone()));
    let decided = approve(&stored, &numbers(&stored));
    assert_eq!((decided.done.len(), decided.to_give_again.len()), (1, 1));
    assert_eq!(shown(&stored).0, true);
    // Another source is not who was let say it.
    let other = Sources::default()
        .and(
            "third",
            "directory",
            [vec![claim("location", "house", open.clone())]],
        )
        .same_as("location", "house", "third", "provider");
    load(&stored, &other);
    assert_eq!(shown(&stored).0, true);
    let stored = Stored::of(&house(hidden));
    load(&stored, &house(open.clone()));
    approve(&stored, &numbers(&stored));
    let report = load(&stored, &house(open));
    assert_eq!((report.changed, report.held), (1, 0), "{report:?}");
    assert_eq!(shown(&stored), (json!(false), json!(38.9), Value::Null));
}

#[test]
fn a_blocked_number_that_returns_waits_until_it_is_unblocked() {
    let stored = Stored::of(&an_office(&["816-555-0100"], json!({})));
    write(&stored, |tx| {
        tx.begin(Header {
            expected_revision: None,
            at: *NOW,
            by: "a test".to_owned(),
            api_key_id: None,
            how: Operation::Block,
            reason: "a test".to_owned(),
            source_id: None,
        })?;
        tx.apply(&[Change::PutBlock(BlockedNumber {
            number: "+18165550199".to_owned(),
            reason: "a private person".to_owned(),
            by: "a test".to_owned(),
            at: *NOW,
        })])?;
        tx.finish(None)
    });
    load(
        &stored,
        &an_office(&["816-555-0101", "816-555-0199"], json!({})),
    );
    assert_eq!(rules(&stored), ["blocked_number"]);
    assert_eq!(served(&stored, "office"), ["+18165550101", "+18165550100"]);
    let refused = approve(&stored, &numbers(&stored));
    assert!(matches!(refused.undecided[..], [(_, Undecided::Blocked)]));
}

#[test]
fn a_full_update_that_loses_much_or_a_hotline_waits_as_one() {
    let offices = |count: usize| -> Vec<Vec<Value>> {
        (0..count)
            .map(|n| at(&format!("office {n}"), 38.9, -94.4, json!({})))
            .collect()
    };
    let stored = Stored::of(&Sources::of(offices(3)));
    let before = records(&stored);
    load_full(&stored, &Sources::of(offices(1)));
    assert_eq!(rules(&stored), ["withdrawal"]);
    assert_eq!(records(&stored), before);
    load_full(&stored, &Sources::of(offices(1)));
    assert_eq!(rules(&stored), ["withdrawal"]);
    approve(&stored, &numbers(&stored));
    assert_eq!(records(&stored).len(), 4);
    // A few are withdrawn, but for a hotline.
    let stored = Stored::of(&Sources::of(offices(2)));
    load_full(&stored, &Sources::of(offices(1)));
    assert_eq!(records(&stored).len(), 4);
    let mut claims = offices(1);
    claims.push(line(
        "line",
        &["Missouri"],
        json!({"categories": ["hotline"], "phones": phones(&[RIGHT])}),
    ));
    let stored = Stored::of(&Sources::of(claims));
    load_full(&stored, &Sources::of(offices(1)));
    assert_eq!(rules(&stored), ["withdrawal"]);
    assert_eq!(records(&stored).len(), 8);
}

#[test]
fn a_lesser_word_does_not_wait_and_an_equal_one_on_phones_does() {
    let others = |kind: &str, numbers: &[&str]| {
        let service = json!({"phones": phones(numbers)});
        ["organization", "service", "location", "service_at_location"]
            .iter()
            .fold(
                Sources::default().and("other", kind, [at("office", 38.9, -94.4, service)]),
                |sources, record| sources.same_as(record, "office", "other", "provider"),
            )
    };
    let stored = Stored::of(&an_office(&["816-555-0100"], json!({})));
    load(&stored, &others("article", &["816-555-0177"]));
    assert!(waiting(&stored).is_empty(), "{:?}", waiting(&stored));
    assert_eq!(served(&stored, "office"), ["+18165550100"]);
    let stored = Stored::of(&an_office(&["816-555-0100"], json!({})));
    load(&stored, &others("provider", &["816-555-0177"]));
    assert_eq!(rules(&stored), ["contradiction"]);
    assert_eq!(served(&stored, "office"), ["+18165550100"]);
    assert!(!format!("{:?}", named(&stored, "service", "office")).contains("Disputed"));
}

fn hope(source: &str) -> Sources {
    let service = json!({"phones": phones(&["816-555-0100"])});
    Sources::default().and(
        source,
        "directory",
        [at("Hope House", 38.9, -94.4, service)],
    )
}

#[test]
fn a_probable_duplicate_waits_with_all_of_it_and_can_be_merged() {
    let stored = Stored::of(&hope("one"));
    let report = load(&stored, &hope("two"));
    // The location belongs to nobody before the service is there.
    assert_eq!(rules(&stored)[0], "duplicate", "{report:?}");
    let mut duplicates = waiting(&stored);
    duplicates.retain(|held| held.hold.rule == "duplicate");
    let duplicates: Vec<i64> = duplicates.iter().map(|held| held.number).collect();
    approve(&stored, &duplicates);
    let organizations = records(&stored)
        .into_iter()
        .filter(|r| r.record.kind.as_str() == "organization");
    assert_eq!(organizations.count(), 1);
    assert!(
        !rules(&stored).contains(&"waits_for_parent".to_owned()),
        "{:?}",
        waiting(&stored)
    );
    let report = load(&stored, &hope("two"));
    assert_eq!(report.rejected, 0, "{report:?}");
}

#[test]
fn no_duplicate_is_said_once_and_for_good() {
    let stored = Stored::of(&hope("one"));
    load(&stored, &hope("two"));
    let organization = numbers(&stored)[0];
    let decided = reject(&stored, &[organization]);
    assert_eq!(decided.done, [organization]);
    let organizations = records(&stored)
        .into_iter()
        .filter(|r| r.record.kind.as_str() == "organization");
    assert_eq!(organizations.count(), 2);
    load(&stored, &hope("two"));
    assert!(
        !rules(&stored).contains(&"duplicate".to_owned())
            || waiting(&stored).iter().all(|h| h.number != organization)
    );
}

#[test]
fn what_belongs_to_something_rejected_is_rejected_with_it_and_not_dangling_later() {
    let service =
        json!({"categories": ["shelter.emergency"], "audiences": ["trafficking_survivors"]});
    let address = json!([{"address_1": "1 A St", "city": "Liberty", "state_province": "MO"}]);
    let house = Sources::of([listing("house", service, json!({"addresses": address}))]);
    let stored = Stored::empty();
    load(&stored, &house);
    let decided = reject(&stored, &numbers(&stored)[..1]);
    assert_eq!((decided.done.len(), decided.followed.len()), (1, 1));
    let report = load(&stored, &house);
    assert_eq!(
        (report.held, report.rejected, report.unchanged),
        (0, 0, 4),
        "{report:?}"
    );
}

#[test]
fn the_first_update_of_a_source_is_gathered_to_read() {
    let stored = Stored::empty();
    load(&stored, &a_line(&[RIGHT]));
    let groups = write(&stored, |tx| {
        nearhelp::updates::held::groups(tx, &Default::default())
    });
    let first = groups
        .iter()
        .find(|group| group.rule == "first_update")
        .expect("one to read");
    let shown = write(&stored, |tx| {
        nearhelp::updates::held::show(tx, first.numbers[0])
    })
    .expect("it is shown");
    assert!(!shown.records.is_empty());
    load(&stored, &a_line(&[RIGHT]));
    let groups = write(&stored, |tx| {
        nearhelp::updates::held::groups(tx, &Default::default())
    });
    assert_eq!(
        groups
            .iter()
            .filter(|group| group.rule == "first_update")
            .count(),
        1
    );
}

#[test]
fn the_seed_directory_is_what_it_is_and_a_source_of_its_own_names_is_seen() {
    let stored = Stored::seeded();
    let claims = [
        claim("organization", "a", json!({"name": "Covering House"})),
        claim("organization", "b", json!({"name": "Covered Ministries"})),
        claim("organization", "c", json!({"name": "Hope Haven"})),
        claim(
            "organization",
            "d",
            json!({"name": "Midwest Trauma Recovery"}),
        ),
    ];
    load(
        &stored,
        &Sources::default().and("new", "directory", [claims.to_vec()]),
    );
    let held = waiting(&stored);
    assert_eq!(held.len(), 1, "{held:?}");
    assert_eq!(held[0].hold.rule, "duplicate");
}

/// Offices, each with these phones.
fn offices(phones_of: &[Value]) -> Sources {
    let office = |(n, phones): (usize, &Value)| {
        at(
            &format!("office {n}"),
            38.9,
            -94.4,
            json!({"phones": phones}),
        )
    };
    Sources::of(phones_of.iter().enumerate().map(office).collect::<Vec<_>>())
}

fn number(n: usize) -> String {
    format!("816-336-{:04}", 1000 + n)
}

#[test]
fn the_numbers_of_many_records_do_not_go_unseen() {
    let right: Vec<Value> = (0..40).map(|n| phones(&[&number(n)])).collect();
    let spoiled = |_: usize| phones(&["#NAME?"]);
    let beside = |_: usize| phones(&["816-336-0199", "ask Ana"]);
    type Spoil<'a> = &'a dyn Fn(usize) -> Value;
    let emptied = |_: usize| json!([]);
    for (spoil, count, waiting) in [
        (&spoiled as Spoil, 40, 40),
        (&beside, 40, 40),
        (&emptied, 40, 40),
        (&spoiled, 6, 6),
        // What a source loses in ordinary days goes, and is told.
        (&spoiled, 5, 0),
        (&emptied, 5, 0),
    ] {
        let stored = Stored::of(&offices(&right));
        let mut now = right.clone();
        (0..count).for_each(|n| now[n] = spoil(n));
        let report = load(&stored, &offices(&now));
        assert_eq!(report.held, waiting, "{count}: {:?}", report.held_by_rule);
        for n in 0..count {
            let is_there = served(&stored, &format!("office {n}"))
                .contains(&format!("+1816336{:04}", 1000 + n));
            assert_eq!(is_there, waiting > 0, "{n} of {count}");
        }
        // The same again is no news.
        let report = load(&stored, &offices(&now));
        assert_eq!(report.changeset, None, "{report:?}");
        if waiting == 0 {
            continue;
        }
        let groups = write(&stored, |tx| {
            nearhelp::updates::held::groups(tx, &Default::default())
        });
        assert_eq!((groups.len(), groups[0].rule.as_str()), (1, "lost_phones"));
        // The source mends it: nothing is left to judge.
        load(&stored, &offices(&right));
        assert!(rules(&stored).is_empty());
        // And where a person says that it is so, the numbers go.
        load(&stored, &offices(&now));
        let held = numbers(&stored);
        assert_eq!(approve(&stored, &held).done.len(), held.len());
        assert!(!served(&stored, "office 0").contains(&"+18163361000".to_owned()));
    }
}

#[test]
fn a_small_feed_whose_numbers_all_go_keeps_them() {
    let right: Vec<Value> = (0..3).map(|n| phones(&[&number(n)])).collect();
    let stored = Stored::of(&offices(&right));
    let report = load(
        &stored,
        &offices(&[json!([]), phones(&["#NAME?"]), phones(&["none"])]),
    );
    assert_eq!(report.held, 3, "{report:?}");
    assert_eq!(served(&stored, "office 1"), ["+18163361001"]);
}

/// What is called on its place or its organization is shown as the hotline's.
#[test]
fn a_number_around_a_hotline_waits() {
    let said = |kind: &str, number: Option<&str>| {
        let fields = json!({"categories": ["hotline"], "phones": phones(&[RIGHT])});
        let mut claims = line("line", &["Missouri"], fields);
        for claim in claims.iter_mut().filter(|claim| claim["record"] == kind) {
            claim["body"]["phones"] = number.map_or(json!([]), |number| phones(&[number]));
            claim["body"]["description"] = json!("Day and night.");
        }
        Sources::of([claims])
    };
    for kind in ["organization", "location", "service_at_location"] {
        let stored = Stored::of(&said(kind, None));
        load(&stored, &said(kind, Some("816-336-0177")));
        assert_eq!(rules(&stored), ["crisis_number"], "{kind}");
        assert_eq!(served(&stored, "line"), [RIGHT], "{kind}");
        // In the first update that gives it too, beside what else waits there.
        let stored = Stored::empty();
        load(&stored, &said(kind, Some("816-336-0177")));
        let waits = rules(&stored);
        assert!(
            waits.contains(&"crisis_number".to_owned()),
            "{kind}: {waits:?}"
        );
        let records = records(&stored);
        assert!(!format!("{records:?}").contains("8163360177"), "{kind}");
        // Nor does it go unseen.
        let stored = Stored::of(&said(kind, Some("816-336-0177")));
        load(&stored, &said(kind, None));
        assert_eq!(rules(&stored), ["crisis_number"], "{kind}");
    }
}

#[test]
fn a_desk_that_would_become_a_hotline_waits() {
    let desk = json!({"phones": phones(&["816-336-0177"]), "kind": "help"});
    let of = |kind: &str, more: Value| {
        let mut claims = at("Intake desk", 38.9, -94.4, desk.clone());
        for claim in claims.iter_mut().filter(|claim| claim["record"] == kind) {
            let body = claim["body"].as_object_mut().expect("an object");
            body.extend(more.as_object().expect("an object").clone());
        }
        Sources::of([claims])
    };
    for (kind, more) in [
        (
            "service",
            json!({"name": "National Human Trafficking Hotline"}),
        ),
        ("service", json!({"categories": ["hotline.trafficking"]})),
        ("service", json!({"alternate_name": "Crisis hotline"})),
        (
            "organization",
            json!({"name": "National Human Trafficking Hotline"}),
        ),
    ] {
        let stored = Stored::of(&of(kind, json!({})));
        let before = records(&stored);
        load(&stored, &of(kind, more.clone()));
        assert_eq!(rules(&stored), ["crisis_number"], "{more}");
        assert_eq!(records(&stored), before, "{more}");
    }
}

/// What waits as survivors' housing, or was refused as that, stays so under a name that says nothing of it.
#[test]
fn survivors_housing_that_waits_is_not_published_under_another_name() {
    let house = |categories: &[&str], description: &str, more: Value| {
        let service = json!({"categories": categories, "description": description});
        let mut location = json!({"addresses": [{"address_1": "12 Sentinel Street", "city": "Lee's Summit",
            "state_province": "MO"}], "latitude": 38.9, "longitude": -94.4});
        let location_fields = location.as_object_mut().expect("an object");
        location_fields.extend(more.as_object().expect("an object").clone());
        Sources::of([listing("house", service, location)])
    };
    let safe = || house(&["shelter.emergency"], "A safe house.", json!({}));
    let night = |more: Value| house(&["food"], "Meals at night.", more);
    for is_refused in [false, true] {
        let stored = Stored::empty();
        load(&stored, &safe());
        assert!(rules(&stored).contains(&"survivors_housing".to_owned()));
        if is_refused {
            reject(&stored, &numbers(&stored)[..1]);
        }
        load(&stored, &night(json!({})));
        let text = format!("{:?} {:?}", waiting(&stored), records(&stored));
        assert!(!text.contains("Sentinel"), "{is_refused}: {text}");
        // Unless somebody says that it is public.
        load(&stored, &night(json!({"withheld": false})));
        let text = format!("{:?}", records(&stored));
        assert!(text.contains("Sentinel"), "{is_refused}: {text}");
    }
}

/// As a person goes through them: the organization today, its service tomorrow.
#[test]
fn what_belongs_to_what_was_merged_is_judged_after_it() {
    for is_merged in [true, false] {
        let listing = || {
            let fields = json!({"name": "Night shelter", "phones": phones(&["816-555-0190"])});
            let mut claims = at("aid", 38.9, -94.4, fields);
            for claim in &mut claims {
                if claim["record"] == "organization" {
                    claim["body"]["name"] = json!("Juniper House");
                }
            }
            claims
        };
        let stored = Stored::of(&Sources::default().and("one", "directory", [listing()]));
        load(
            &stored,
            &Sources::default().and("two", "provider", [listing()]),
        );
        let duplicates = || {
            let mut waiting = waiting(&stored);
            waiting.retain(|held| held.hold.rule == "duplicate");
            waiting.iter().map(|held| held.number).collect::<Vec<i64>>()
        };
        let found = duplicates();
        assert_eq!(found.len(), 2, "{:?}", waiting(&stored));
        let whys = || {
            let filter = HeldFilter {
                state: Some(HeldState::Waiting),
                rule: Some("waits_for_parent".to_owned()),
                ..HeldFilter::default()
            };
            let groups = write(&stored, |tx| nearhelp::updates::held::groups(tx, &filter));
            let whys: Vec<String> = groups.into_iter().map(|group| group.why).collect();
            whys.join("\n")
        };
        let [organization, service] = found[..] else {
            panic!("{found:?}")
        };
        let waits =
            |kind: &str, number: i64| format!("the {kind} that it belongs to waits: {number}");
        let said = whys();
        assert!(
            said.contains(&waits("organization", organization))
                || said.contains(&waits("service", service)),
            "{said}"
        );
        assert!(approve(&stored, &found[..1]).undecided.is_empty());
        // Of what is there now nothing waits.
        let said = whys();
        assert!(
            !said.contains("the organization") && said.contains(&waits("service", service)),
            "{said}"
        );
        let decided = match is_merged {
            true => approve(&stored, &found[1..]),
            false => reject(&stored, &found[1..]),
        };
        assert!(decided.undecided.is_empty(), "{decided:?}");
        assert_eq!(waiting(&stored), []);
    }
}
