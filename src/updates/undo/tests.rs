use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::geography::Gazetteer;
use crate::standing::Record;
use crate::store::{Kept, Operation};
use crate::updates::entries::SourceFile;
use crate::updates::formats::SourceInput;
use crate::updates::load::{Author, Options, Part, Update, load};

struct Directory {
    store: Store,
    ids: u128,
}

impl Directory {
    fn new() -> Directory {
        let store = Store::in_memory(chrono::DateTime::UNIX_EPOCH).unwrap();
        Directory { store, ids: 0 }
    }

    fn load(&mut self, source: &str, entries: Vec<Value>) -> Option<i64> {
        self.load_as(source, entries, Options::default())
    }

    fn load_as(&mut self, source: &str, entries: Vec<Value>, options: Options) -> Option<i64> {
        let file: SourceFile = serde_json::from_value(json!({
            "source": {"key": source, "name": source, "kind": "directory", "date": null, "url": null},
            "claims": entries,
        }))
        .unwrap();
        let input = SourceInput(file);
        let update = Update {
            parts: &[Part::of_source(&input)],
            same: &[],
            author: Author {
                at: chrono::DateTime::UNIX_EPOCH,
                by: "ana".to_owned(),
                reason: "a test".to_owned(),
                api_key_id: None,
                how: Operation::Load,
            },
            options: Options {
                strict: true,
                without_holding: true,
                ..options
            },
        };
        let mut next = || {
            self.ids += 1;
            Uuid::from_u128(self.ids)
        };
        let loaded = load(
            &self.store,
            Gazetteer::embedded(),
            &update,
            &mut next,
            &mut |_| (),
        );
        loaded.unwrap().changeset
    }

    fn undo(&self, changeset: i64) -> Undone {
        let task = Undo {
            changeset,
            strict: false,
            dry_run: false,
        };
        undo(&self.store, Gazetteer::embedded(), &task, &person()).unwrap()
    }

    fn records(&self) -> Vec<Record> {
        self.store.records().unwrap().records
    }

    fn names(&self) -> Vec<String> {
        let records = self.records();
        let names = records
            .iter()
            .filter_map(|record| record.body.get("name")?.as_str().map(str::to_owned));
        names.collect()
    }
}

fn person() -> Person {
    Person {
        by: "bo".to_owned(),
        at: chrono::DateTime::UNIX_EPOCH,
        reason: "it was wrong".to_owned(),
        api_key_id: None,
    }
}

fn organization(key: &str, name: &str) -> Value {
    json!({"record": "organization", "key": key, "words": null, "body": {"name": name}})
}

fn service(key: &str, organization: &str, name: &str) -> Value {
    json!({"record": "service", "key": key, "words": null,
        "body": {"name": name, "organization_id": organization}})
}

fn place(key: &str, body: Value) -> Value {
    json!({"record": "location", "key": key, "words": null, "body": body})
}

fn withheld() -> Value {
    json!({"location_type": "physical", "withheld": true, "public_area": "Jackson County, MO"})
}

fn open() -> Value {
    json!({"location_type": "physical", "withheld": false, "latitude": 38.9, "longitude": -94.4,
        "addresses": [{"address_1": "12 Sentinel Street", "city": "Lee's Summit",
            "region": "Jackson County", "state_province": "MO", "country": "US", "address_type": "physical"}]})
}

#[test]
fn what_a_changeset_added_is_withdrawn_and_its_source_stays() {
    let mut directory = Directory::new();
    let added = directory
        .load("a", vec![organization("x", "Haven")])
        .unwrap();
    let undone = directory.undo(added);
    assert_eq!(undone.changeset, Some(2));
    assert_eq!(undone.conflicts, []);
    assert!(directory.records().is_empty());
    assert_eq!(directory.store.sources().unwrap().len(), 1);
}

#[test]
fn an_undo_can_be_undone() {
    let mut directory = Directory::new();
    directory.load("a", vec![organization("x", "Haven")]);
    let before = directory.records();
    let renamed = directory
        .load("a", vec![organization("x", "Hope")])
        .unwrap();
    let after = directory.records();
    let undo = directory.undo(renamed).changeset.unwrap();
    assert_eq!(directory.records(), before);
    let redo = directory.undo(undo).changeset.unwrap();
    assert_eq!(directory.records(), after);
    directory.undo(redo);
    assert_eq!(directory.records(), before);
}

#[test]
fn an_undo_twice_does_nothing_the_second_time() {
    let mut directory = Directory::new();
    let added = directory
        .load("a", vec![organization("x", "Haven")])
        .unwrap();
    directory.undo(added);
    let again = directory.undo(added);
    assert_eq!(again.changeset, None);
    assert_eq!(again.conflicts.len(), 1);
}

#[test]
fn what_was_changed_later_is_left_and_told() {
    let mut directory = Directory::new();
    let added = vec![organization("x", "Haven"), organization("y", "Hope")];
    let added = directory.load("a", added).unwrap();
    directory.load("a", vec![organization("x", "Haven House")]);
    let undone = directory.undo(added);
    assert_eq!(directory.names(), ["Haven House"]);
    let [conflict] = &undone.conflicts[..] else {
        panic!("{undone:?}")
    };
    assert_eq!(conflict.name.as_deref(), Some("Haven House"));
    assert_eq!(conflict.why, Why::ChangedLater);
    assert_eq!(conflict.changesets, [2]);
}

#[test]
fn strict_refuses_all_for_one() {
    let mut directory = Directory::new();
    let added = vec![organization("x", "Haven"), organization("y", "Hope")];
    let changeset = directory.load("a", added).unwrap();
    directory.load("a", vec![organization("x", "Haven House")]);
    let before = directory.store.records().unwrap();
    let task = Undo {
        changeset,
        strict: true,
        dry_run: false,
    };
    let refused = undo(&directory.store, Gazetteer::embedded(), &task, &person());
    assert!(matches!(refused, Err(UndoError::Conflicts(conflicts)) if conflicts.len() == 1));
    assert_eq!(directory.store.records().unwrap(), before);
}

#[test]
fn a_dry_run_says_what_would_be_done() {
    let mut directory = Directory::new();
    let changeset = directory
        .load("a", vec![organization("x", "Haven")])
        .unwrap();
    let before = directory.store.records().unwrap();
    let task = Undo {
        changeset,
        strict: false,
        dry_run: true,
    };
    let told = undo(&directory.store, Gazetteer::embedded(), &task, &person()).unwrap();
    assert_eq!(directory.store.records().unwrap(), before);
    assert_eq!(told, directory.undo(changeset));
}

#[test]
fn what_others_belong_to_is_left() {
    let mut directory = Directory::new();
    let added = vec![organization("x", "Haven"), organization("y", "Hope")];
    let added = directory.load("a", added).unwrap();
    directory.load("a", vec![service("s", "x", "Shelter")]);
    let undone = directory.undo(added);
    assert_eq!(directory.names(), ["Haven", "Shelter"]);
    assert_eq!(undone.conflicts[0].why, Why::NeededByOthers);
}

#[test]
fn what_only_one_source_makes_whole_is_left() {
    let mut directory = Directory::new();
    let added = directory
        .load("a", vec![organization("x", "Haven")])
        .unwrap();
    let record = directory.records()[0].record;
    // Another source that has a number of it and no name.
    let claim = serde_json::from_value(json!({
        "record": record, "source_id": directory.store.sources().unwrap()[0].id, "foreign_id": "other",
        "body": {"phones": [{"number": "+18165550100"}]}, "denies": [], "words": null,
        "how": "document", "date": null,
    }))
    .unwrap();
    let wrote: Result<(), StoreError> = directory.store.write(|tx| {
        tx.begin(person().header(Operation::Edit))?;
        tx.apply(&[crate::store::Change::PutClaim(claim)])?;
        tx.finish(None).map(drop)
    });
    wrote.unwrap();
    let undone = directory.undo(added);
    assert_eq!(directory.names(), ["Haven"]);
    assert_eq!(undone.conflicts[0].why, Why::NotWhole);
}

#[test]
fn a_place_that_became_confidential_stays_so() {
    let mut directory = Directory::new();
    directory.load("a", vec![place("x", open())]);
    let record = directory.records()[0].record;
    let mut claim = directory.store.claims().unwrap().remove(0);
    claim.body = serde_json::from_value(withheld()).unwrap();
    let wrote = directory.store.write(|tx| {
        tx.begin(person().header(Operation::Edit))?;
        tx.apply(&[crate::store::Change::PutClaim(claim)])?;
        let sources = tx.sources()?.into_iter().map(|s| (s.id, s)).collect();
        super::super::recompute::recompute(tx, &sources, &[record])?;
        tx.finish(None)
    });
    let wrote: Result<i64, StoreError> = wrote;
    let undone = directory.undo(wrote.unwrap());
    assert_eq!(undone.changeset, None);
    assert_eq!(undone.conflicts[0].why, Why::StaysConfidential);
    assert_eq!(directory.records()[0].body["withheld"], true);
    assert!(!directory.records()[0].body.contains_key("latitude"));
}

#[test]
fn what_was_scrubbed_restores_nothing() {
    let mut directory = Directory::new();
    directory.load("a", vec![organization("x", "Haven")]);
    let renamed = directory
        .load("a", vec![organization("x", "Hope")])
        .unwrap();
    let record = directory.records()[0].record;
    let scrubbed: Result<(), StoreError> = directory.store.write(|tx| {
        let mut rewrite =
            |_, value: Value| match value.pointer("/body/name") == Some(&json!("Haven")) {
                true => Value::Null,
                false => value,
            };
        tx.rewrite_claims_and_history(&[record], &mut rewrite, &mut |_| Kept::Nothing)?;
        Ok(())
    });
    scrubbed.unwrap();
    assert_eq!(directory.undo(renamed).changeset, None);
    assert_eq!(directory.names(), ["Hope"]);
}

#[test]
fn an_entry_that_was_confidential_is_so_when_it_comes_again_after_an_undo() {
    let mut directory = Directory::new();
    let added = directory.load("a", vec![place("x", withheld())]).unwrap();
    directory.undo(added);
    assert!(directory.records().is_empty());
    directory.load("a", vec![place("x", open())]);
    assert_eq!(directory.records()[0].body["withheld"], true);
    assert!(!directory.records()[0].body.contains_key("latitude"));
}

fn entries() -> impl Strategy<Value = Vec<(u8, u8)>> {
    proptest::collection::btree_map(0..6_u8, 0..3_u8, 1..6).prop_map(|of| of.into_iter().collect())
}

/// Each with its organization and a service.
fn as_claims(prefix: &str, entries: &[(u8, u8)]) -> Vec<Value> {
    entries
        .iter()
        .flat_map(|(key, name)| {
            let (key, name) = (format!("{prefix}{key}"), format!("Name {name}"));
            [organization(&key, &name), service(&key, &key, &name)]
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_last_update_undone_leaves_what_the_one_before_it_made(
        a in entries(), b in entries(), full in any::<bool>(),
    ) {
        let mut directory = Directory::new();
        directory.load("a", as_claims("", &a));
        let before = directory.records();
        let options = Options { full, ..Options::default() };
        if let Some(changeset) = directory.load_as("a", as_claims("", &b), options) {
            let undone = directory.undo(changeset);
            prop_assert_eq!(undone.conflicts, []);
        }
        prop_assert_eq!(directory.records(), before);
    }

    #[test]
    fn an_earlier_update_of_other_records_is_undone_alone(a in entries(), b in entries()) {
        let mut directory = Directory::new();
        let first = directory.load("a", as_claims("a", &a)).unwrap();
        directory.load("b", as_claims("b", &b));
        let undone = directory.undo(first);
        prop_assert_eq!(undone.conflicts, []);
        let mut alone = Directory::new();
        alone.load("b", as_claims("b", &b));
        prop_assert_eq!(directory.records(), alone.records());
    }

    #[test]
    fn every_record_that_a_later_update_changed_is_told(a in entries(), b in entries()) {
        let mut directory = Directory::new();
        let first = directory.load("a", as_claims("", &a)).unwrap();
        directory.load("a", as_claims("", &b));
        let later = directory.records();
        let changed: Vec<u8> = a.iter().filter(|(key, name)| {
            b.iter().any(|(other, new)| other == key && new != name)
        }).map(|(key, _)| *key).collect();
        let undone = directory.undo(first);
        // The organization and the service of each.
        prop_assert_eq!(undone.conflicts.len(), 2 * changed.len());
        for conflict in undone.conflicts {
            let find = |records: &[Record]| records.iter().find(|r| Some(r.record) == conflict.record).cloned();
            prop_assert_eq!(find(&directory.records()), find(&later));
        }
    }
}
