use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::standing::{Fact, FactGroup, How, Rank, SourceKind, Standing};

const OTHERS: Uuid = Uuid::from_u128(1);
const OURS: Uuid = Uuid::from_u128(2);

fn record(kind: RecordKind, id: u128, source_id: Uuid, body: Value) -> Record {
    let fact = Fact {
        source_id,
        rank: Rank {
            confirmed: false,
            kind: SourceKind::Directory,
        },
        how: How::Document,
        date: None,
        standing: Standing::Unverified,
        doubts: Vec::new(),
        alternatives: Vec::new(),
    };
    Record {
        record: RecordRef {
            kind,
            id: Uuid::from_u128(id),
        },
        body: body.as_object().cloned().unwrap_or_default(),
        facts: BTreeMap::from([(FactGroup::Identity, fact)]),
    }
}

/// Whether `new` is probably `there`.
fn is_probable(kind: RecordKind, there: Value, new: Value) -> bool {
    let mut index = Index::default();
    index.add(&record(kind, 10, OTHERS, there));
    let new = record(kind, 20, OURS, new);
    index.probable(OURS, new.record, &new.body).is_some()
}

#[test]
fn organizations_are_one_by_name_and_never_by_shared_words() {
    for (a, b, expected) in [
        ("The Covering House", "Covering House, Inc.", true),
        ("Lydia's House", "Lydia’s House", true),
        (
            "Kansas City Missouri Police Department",
            "Kansas City, Missouri, Police Department",
            true,
        ),
        (
            "St. Joseph Police Department",
            "Saint Joseph Police Department",
            true,
        ),
        ("Midwest Recovery Centers", "Midwest Recovery Center", true),
        ("The Covering House", "Covered", false),
        ("Hope House", "Hope Haven of Missouri", false),
        (
            "Midwest Recovery Centers",
            "Midwest Trauma Recovery Center",
            false,
        ),
        (
            "Lee's Summit Police Department",
            "Lee's Summit Social Services",
            false,
        ),
        ("Lee's Summit CARES Coalition", "SAFE Coalition", false),
        (
            "Oak Grove Police Department",
            "Independence Police Department",
            false,
        ),
        (
            "Missouri Crisis Line",
            "Missouri Youth Services Helpline",
            false,
        ),
        ("Project ROAR", "Project Harmony", false),
        ("Queen's Haven", "Hope Haven", false),
        ("Covered", "Covered", false),
    ] {
        let name = |name: &str| json!({"name": name});
        assert_eq!(
            is_probable(RecordKind::Organization, name(a), name(b)),
            expected,
            "{a} / {b}"
        );
        assert_eq!(
            is_probable(RecordKind::Organization, name(b), name(a)),
            expected,
            "{b} / {a}"
        );
    }
}

#[test]
fn a_service_needs_more_than_a_name() {
    let service = |name: &str, number: &str| json!({"name": name, "phones": [{"number": number}]});
    for (a, b, expected) in [
        (
            service("Emergency shelter", "+18165550100"),
            service("Emergency shelter", "+18165550199"),
            false,
        ),
        (
            service("Emergency shelter", "+18165550100"),
            service("Emergency shelter", "+18165550100"),
            true,
        ),
        (
            service("Emergency shelter", "+18165550100"),
            service("Legal help", "+18165550100"),
            false,
        ),
    ] {
        assert_eq!(is_probable(RecordKind::Service, a, b), expected);
    }
}

#[test]
fn a_place_is_one_by_name_and_address() {
    let place = |name: &str, line: &str| json!({"name": name, "addresses": [{"address_1": line, "city": "Liberty", "postal_code": "64068-1234"}]});
    for (a, b, expected) in [
        (
            place("Main office", "12 N. Main Street"),
            place("Main Office", "12 North Main St"),
            true,
        ),
        (
            place("Main office", "12 N. Main Street"),
            place("Main Office", "14 North Main St"),
            false,
        ),
        (
            place("Clinic", "12 N. Main Street"),
            place("Main Office", "12 North Main St"),
            false,
        ),
    ] {
        assert_eq!(is_probable(RecordKind::Location, a, b), expected);
    }
}

#[test]
fn a_source_has_no_duplicates_of_its_own_and_a_common_name_is_no_evidence() {
    let mut index = Index::default();
    let name = json!({"name": "Salvation Army"});
    index.add(&record(RecordKind::Organization, 1, OURS, name.clone()));
    let new = record(RecordKind::Organization, 20, OURS, name.clone());
    assert_eq!(index.probable(OURS, new.record, &new.body), None);
    for id in 2..60 {
        index.add(&record(RecordKind::Organization, id, OTHERS, name.clone()));
    }
    assert_eq!(index.probable(OURS, new.record, &new.body), None);
}

#[test]
fn a_number_under_another_name_and_one_that_is_almost_the_same_are_told() {
    let mut index = Index::default();
    let hope = json!({"name": "Hope House", "phones": [{"number": "+18164610100"}]});
    index.add(&record(RecordKind::Organization, 1, OTHERS, hope));
    let clashes = |name: &str, number: &str| {
        let body = json!({"name": name, "phones": [{"number": number}]});
        let new = record(RecordKind::Organization, 2, OURS, body);
        index.clashes(new.record, &new.body, Some(name)).len()
    };
    assert_eq!(clashes("Hope Haven of Missouri", "+18164610100"), 1);
    assert_eq!(clashes("Hope House", "+18164610100"), 0);
    assert_eq!(clashes("Hope House", "+18164610101"), 1);
    assert_eq!(clashes("Hope House", "+18164619999"), 0);
}
