//! A little directory to publish.

use chrono::{DateTime, TimeDelta, Utc};
use nearhelp::standing::{
    Claim, Decisions, Denial, FactGroup, How, Record, RecordKind, RecordRef, Resolution, SameAs,
    Source, SourceKind, compute,
};
use nearhelp::store::{Change, Changeset, Header, Operation, Store};
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 123_456_789).unwrap()
}

pub fn open(url: &str) -> Store {
    Store::open(url, now()).unwrap_or_else(|error| panic!("{error}"))
}

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub fn record_ref(kind: RecordKind, n: u128) -> RecordRef {
    RecordRef { kind, id: id(n) }
}

pub fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("{other} is no object"),
    }
}

pub fn source(n: u128) -> Source {
    Source {
        id: id(n),
        key: format!("source-{n}"),
        name: format!("Source {n}, “St. John’s”"),
        kind: SourceKind::Directory,
        date: "2026-03-04".parse().ok(),
        url: Some("https://example.org/?a=b".to_owned()),
    }
}

pub fn claim(record: RecordRef, source_id: Uuid, body: Value) -> Claim {
    Claim {
        record,
        source_id,
        foreign_id: "row 1".to_owned(),
        body: object(body),
        denies: vec![Denial {
            group: FactGroup::Phones,
            why: "It rang out.".to_owned(),
        }],
        words: Some("Call us.\nAny time.".to_owned()),
        how: How::Called,
        date: None,
    }
}

pub fn same_as(record: RecordRef, source_id: Uuid) -> SameAs {
    SameAs {
        source_id,
        foreign_id: "row 1".to_owned(),
        record,
    }
}

pub fn resolution(record: RecordRef, preferred: Uuid) -> Resolution {
    Resolution {
        record,
        group: FactGroup::Phones,
        preferred,
        reason: "We called.".to_owned(),
        by: "ana".to_owned(),
        at: now(),
    }
}

/// A changeset on the present revision.
pub fn changeset(store: &Store, changes: Vec<Change>, records: Vec<Record>) -> Changeset {
    Changeset {
        expected_revision: store.directory().unwrap().revision,
        at: now() + TimeDelta::nanoseconds(1),
        how: Operation::Load,
        by: "ana".to_owned(),
        reason: "the spring update".to_owned(),
        source_id: None,
        changes,
        records,
        removed: Vec::new(),
    }
}

pub const ORGANIZATION: RecordRef = reference(RecordKind::Organization, 11);
pub const LOCATION: RecordRef = reference(RecordKind::Location, 12);
pub const SERVICE: RecordRef = reference(RecordKind::Service, 13);
pub const SERVICE_AT_LOCATION: RecordRef = reference(RecordKind::ServiceAtLocation, 14);

const fn reference(kind: RecordKind, n: u128) -> RecordRef {
    RecordRef {
        kind,
        id: Uuid::from_u128(n),
    }
}

/// One claim of source 1 on a record of each kind, children first.
pub fn listing_claims() -> Vec<Claim> {
    vec![
        claim(
            SERVICE_AT_LOCATION,
            id(1),
            json!({"service_id": SERVICE.id, "location_id": LOCATION.id}),
        ),
        claim(
            SERVICE,
            id(1),
            // An id as a source may write it.
            json!({"name": "Hotline", "organization_id": ORGANIZATION.id.to_string().to_uppercase(), "phones": [{"number": "+18165550100"}]}),
        ),
        claim(
            LOCATION,
            id(1),
            json!({"latitude": 38.912_345_678_901_23, "longitude": -94.4, "zeta": null, "alpha": [1, 2.5, u64::MAX]}),
        ),
        claim(ORGANIZATION, id(1), json!({"name": "Hope House"})),
    ]
}

/// Of a changeset that is planned in its transaction.
pub fn header() -> Header {
    Header {
        expected_revision: None,
        at: now(),
        by: "ana".to_owned(),
        api_key_id: None,
        how: Operation::Load,
        reason: "the spring update".to_owned(),
        source_id: Some(id(1)),
    }
}

/// What [`listing_claims`] make, children first.
pub fn listing_records() -> Vec<Record> {
    let sources = [(id(1), source(1))].into();
    listing_claims()
        .into_iter()
        .map(|claim| compute(&[claim], &sources, &Decisions::default()).unwrap())
        .collect()
}

/// Publishes source 1 and its listing, and returns what was published.
pub fn publish_listing(store: &Store) -> Changeset {
    let mut changes = vec![Change::PutSource(source(1))];
    changes.extend(listing_claims().into_iter().map(Change::PutClaim));
    changes.push(Change::PutSameAs(same_as(ORGANIZATION, id(1))));
    changes.push(Change::PutResolution(resolution(SERVICE, id(1))));
    let set = Changeset {
        source_id: Some(id(1)),
        ..changeset(store, changes, listing_records())
    };
    store
        .publish(&set)
        .unwrap_or_else(|error| panic!("{error}"));
    set
}

/// All that a store answers, to compare two states of it.
pub fn everything(store: &Store) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        store.directory().unwrap(),
        store.sources().unwrap(),
        store.claims().unwrap(),
        store.same_as().unwrap(),
        store.resolutions().unwrap(),
        store.records().unwrap(),
        store.changesets(1000).unwrap(),
    )
}
