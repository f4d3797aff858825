//! Whoever replays the feed, from zero or from anywhere, has the directory.

use std::collections::{BTreeMap, BTreeSet};

use nearhelp::export::Format;
use nearhelp::snapshot::Snapshot;
use nearhelp::snapshot::feed::Cursor;
use nearhelp::standing::RecordKind;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json, to_value};

use crate::world::{SOURCE_KINDS, Step, World, exported, id, phones};

const NUMBERS: [&str; 4] = ["+18165550100", "+18165550101", "+18165550102", "988"];

/// What one follower of the feed has.
#[derive(Default)]
struct Mirror {
    records: BTreeMap<(String, String), Value>,
    cursor: Option<Cursor>,
}

impl Mirror {
    /// Takes in all that there is, `limit` entries at a time.
    fn sync(&mut self, snapshot: &Snapshot, limit: usize) -> Result<(), TestCaseError> {
        let mut last = None;
        loop {
            let from = match &self.cursor {
                Some(cursor) => snapshot.changes_behind(cursor).expect("a cursor of ours"),
                None => 0,
            };
            let until = snapshot.changes().min(from + limit);
            for at in from..until {
                let change = snapshot.change(at).expect("an entry");
                let place = (change.revision, change.kind_order(), change.id);
                prop_assert!(last < Some(place), "out of order: {:?}, {:?}", last, place);
                last = Some(place);
                let key = (change.kind.to_owned(), change.id.to_string());
                let had = self.records.get(&key).cloned().unwrap_or_default();
                let has = to_value(&change.record).unwrap();
                prop_assert_eq!(change.deleted, has.is_null());
                let gone = own_numbers(&had).difference(&own_numbers(&has)).count();
                prop_assert!(gone == 0 || change.safety, "{:?} {:?}", had, has);
                let hid = had["withheld"] == false && has["withheld"] == true;
                prop_assert!(!hid || change.redact, "{:?} {:?}", had, has);
                if change.deleted {
                    self.records.remove(&key);
                } else {
                    self.records.insert(key, has);
                }
                self.cursor = Some(Cursor::parse(&change.cursor).expect("a cursor"));
            }
            if until == snapshot.changes() {
                return Ok(());
            }
        }
    }

    fn has_the_directory(&self, snapshot: &Snapshot) -> Result<(), TestCaseError> {
        let order = &snapshot.documents.order;
        let expected: BTreeMap<(String, String), Value> = order
            .iter()
            .map(|record| {
                let key = (record.kind.as_str().to_owned(), record.id.to_string());
                (key, to_value(snapshot.documents.whole(*record)).unwrap())
            })
            .collect();
        for (key, record) in &expected {
            prop_assert_eq!(self.records.get(key), Some(record));
        }
        prop_assert_eq!(self.records.len(), expected.len());
        Ok(())
    }
}

trait KindOrder {
    fn kind_order(&self) -> RecordKind;
}

impl KindOrder for nearhelp::snapshot::feed::ChangedRecord {
    fn kind_order(&self) -> RecordKind {
        RecordKind::parse(self.kind).expect("a kind")
    }
}

fn own_numbers(record: &Value) -> BTreeSet<String> {
    let phones = record["phones"].as_array().into_iter().flatten();
    phones
        .filter_map(|phone| Some(phone["number"].as_str()?.to_owned()))
        .collect()
}

/// One record of each name: two organizations, three services, three locations, four places.
fn beginning() -> Vec<Step> {
    let says = |kind, n, body| Step::Says(0, kind, n, body);
    let mut steps = Vec::new();
    for n in 0..2 {
        steps.push(says(
            RecordKind::Organization,
            n,
            json!({"name": format!("O{n}")}),
        ));
    }
    for n in 0..3 {
        let organization = id(RecordKind::Organization, n % 2);
        let body = json!({"name": format!("S{n}"), "organization_id": organization, "phones": phones(&[NUMBERS[0]])});
        steps.push(says(RecordKind::Service, n, body));
        let body = json!({"location_type": "physical", "latitude": 38.9, "longitude": -94.4});
        steps.push(says(RecordKind::Location, n, body));
    }
    for n in 0..4 {
        let service = id(RecordKind::Service, n % 3);
        let body = json!({"service_id": service, "location_id": id(RecordKind::Location, n % 2)});
        steps.push(says(RecordKind::ServiceAtLocation, n, body));
    }
    steps
}

fn numbers() -> impl Strategy<Value = Value> {
    subsequence(NUMBERS.to_vec(), 0..3).prop_map(|numbers| phones(&numbers))
}

fn over(mut body: Value, phones: Value) -> Value {
    // Without the field the source says nothing of phones; with an empty one that there is none.
    if phones.as_array().is_some_and(|phones| !phones.is_empty()) {
        body["phones"] = phones;
    }
    body
}

fn said() -> impl Strategy<Value = (RecordKind, u128, Value)> {
    let organization = (0..2u128, "[AB]", numbers()).prop_map(|(n, name, phones)| {
        (
            RecordKind::Organization,
            n,
            over(json!({"name": name}), phones),
        )
    });
    let service = (0..3u128, 0..2u128, "[AB]", numbers()).prop_map(|(n, of, name, phones)| {
        let body = json!({"name": name, "organization_id": id(RecordKind::Organization, of)});
        (RecordKind::Service, n, over(body, phones))
    });
    let location = (0..3u128, any::<bool>(), 38..40, numbers()).prop_map(
        |(n, withheld, latitude, phones)| {
            let body = if withheld {
                json!({"location_type": "physical", "withheld": true, "public_area": "Jackson County, MO"})
            } else {
                json!({"location_type": "physical", "latitude": latitude, "longitude": -94.4})
            };
            (RecordKind::Location, n, over(body, phones))
        },
    );
    let placed =
        (0..4u128, 0..3u128, 0..3u128, numbers()).prop_map(|(n, service, location, phones)| {
            let body = json!({
                "service_id": id(RecordKind::Service, service),
                "location_id": id(RecordKind::Location, location),
            });
            (RecordKind::ServiceAtLocation, n, over(body, phones))
        });
    prop_oneof![organization, service, location, placed]
}

fn step() -> impl Strategy<Value = Step> {
    let sources = 0..SOURCE_KINDS.len();
    prop_oneof![
        6 => (sources.clone(), said()).prop_map(|(source, (kind, n, body))| Step::Says(source, kind, n, body)),
        3 => (sources.clone(), said()).prop_map(|(source, (kind, n, _))| Step::Says(source, kind, n, Value::Null)),
        1 => (sources, 0..3u32).prop_map(|(source, edition)| Step::Renames(source, edition)),
    ]
}

#[test]
fn a_mirror_has_the_directory_wherever_it_began() {
    let changeset = (
        proptest::collection::vec(step(), 1..4),
        proptest::collection::vec(any::<bool>(), 12),
        select(vec![1usize, 2, 5, 100]),
    );
    let config = Config {
        cases: 48,
        failure_persistence: None,
        ..Config::default()
    };
    let histories = proptest::collection::vec(changeset, 1..12);
    TestRunner::new(config)
        .run(&histories, |history| {
            let mut world = World::new();
            world.publish(&beginning());
            let mut mirrors: Vec<Mirror> = Vec::new();
            for (steps, syncs, limit) in &history {
                let snapshot = world.snapshot();
                mirrors.push(Mirror::default());
                for (mirror, syncs) in mirrors.iter_mut().rev().zip(syncs) {
                    if *syncs || mirror.cursor.is_none() {
                        mirror.sync(&snapshot, *limit)?;
                        mirror.has_the_directory(&snapshot)?;
                    }
                }
                world.publish(steps);
            }
            let snapshot = world.snapshot();
            mirrors.push(Mirror::default());
            for mirror in &mut mirrors {
                mirror.sync(&snapshot, 3)?;
                mirror.has_the_directory(&snapshot)?;
                // Nothing more, and nothing twice.
                let cursor = mirror.cursor.as_ref().expect("it has something");
                prop_assert_eq!(snapshot.changes_behind(cursor), Some(snapshot.changes()));
            }
            let mirror = mirrors.last().expect("a mirror");
            let services: Vec<&Value> = mirror
                .records
                .iter()
                .filter(|((kind, _), _)| kind == "service")
                .map(|(_, record)| record)
                .collect();
            let export: Vec<Value> =
                serde_json::from_slice(&exported(&snapshot, Format::HsdsJson)).unwrap();
            prop_assert_eq!(services, export.iter().collect::<Vec<_>>());
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_number_that_another_source_takes_away_comes_with_the_records_that_had_it() {
    let mut world = World::new();
    world.publish(&beginning());
    let before = world.snapshot();
    let cursor = Cursor::parse(&before.change(before.changes() - 1).unwrap().cursor).unwrap();
    // A provider says that the number is the other organization's: service 0 is not touched.
    let mine = json!({"name": "O1", "phones": phones(&[NUMBERS[0]])});
    world.publish(&[Step::Says(2, RecordKind::Organization, 1, mine)]);
    let after = world.snapshot();
    let from = after.changes_behind(&cursor).unwrap();
    let changed: Vec<_> = (from..after.changes())
        .filter_map(|at| after.change(at))
        .collect();
    let service = changed.iter().find(|c| c.id == id(RecordKind::Service, 0));
    let record = to_value(&service.expect("the service").record).unwrap();
    assert_eq!(record["phones"][0]["dial"], "ask_first", "{record}");
    let of_another_kind = changed.iter().any(|c| c.id == id(RecordKind::Location, 2));
    assert!(!of_another_kind, "what has nothing to do with it stays");
}

#[test]
fn a_place_that_becomes_withheld_says_to_delete_older_copies() {
    let mut world = World::new();
    world.publish(&beginning());
    let hidden =
        json!({"location_type": "physical", "withheld": true, "public_area": "Jackson County, MO"});
    world.publish(&[Step::Says(0, RecordKind::Location, 0, hidden)]);
    let snapshot = world.snapshot();
    let all: Vec<_> = (0..snapshot.changes())
        .filter_map(|at| snapshot.change(at))
        .collect();
    let of = |kind, n| all.iter().find(|c| c.id == id(kind, n)).unwrap();
    // The place, what is given there, the service that has it among its places; the organization, whose texts
    // may have told it, and what else is served with it.
    assert!(of(RecordKind::Location, 0).redact);
    assert!(of(RecordKind::ServiceAtLocation, 0).redact);
    assert!(of(RecordKind::Service, 0).redact);
    assert!(of(RecordKind::Organization, 0).redact);
    assert!(of(RecordKind::Service, 2).redact);
    assert!(!of(RecordKind::Location, 1).redact);
    assert!(!of(RecordKind::Organization, 1).redact);
    assert!(!of(RecordKind::Service, 1).redact);
}

#[test]
fn a_withdrawn_record_is_a_tombstone_that_says_of_its_numbers() {
    let mut world = World::new();
    world.publish(&beginning());
    world.publish(&[
        Step::Says(0, RecordKind::Service, 0, Value::Null),
        Step::Says(0, RecordKind::Location, 2, Value::Null),
        Step::Says(0, RecordKind::ServiceAtLocation, 3, Value::Null),
        Step::Says(0, RecordKind::Organization, 1, Value::Null),
    ]);
    let snapshot = world.snapshot();
    let all: Vec<_> = (0..snapshot.changes())
        .filter_map(|at| snapshot.change(at))
        .collect();
    let of = |kind, n| all.iter().find(|c| c.id == id(kind, n)).unwrap();
    let service = of(RecordKind::Service, 0);
    assert!(service.deleted && service.safety && service.record.is_none());
    assert_eq!(service.revision, 2);
    let location = of(RecordKind::Location, 2);
    assert!(location.deleted && !location.safety);
    // Whether it had a confidential place is told of none: all are to be forgotten.
    assert!(all.iter().any(|change| change.deleted));
    for change in &all {
        assert_eq!(
            change.redact, change.deleted,
            "{} {}",
            change.kind, change.id
        );
    }
}
