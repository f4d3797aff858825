//! A little directory in which everything may change, by changesets as an update makes them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use nearhelp::export::{Format, export};
use nearhelp::geography::Gazetteer;
use nearhelp::snapshot::Snapshot;
use nearhelp::standing::{
    Claim, Decisions, How, Record, RecordKind, RecordRef, Source, SourceKind, compute,
};
use nearhelp::store::{Change, Changeset, Operation, Store};
use nearhelp::updates::seed;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use uuid::Uuid;

pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

/// The directory, what it was made of, and its database.
pub struct World {
    pub store: Store,
    sources: BTreeMap<Uuid, Source>,
    claims: BTreeMap<(RecordRef, Uuid), Claim>,
    _folder: TempDir,
}

/// A change of one thing.
#[derive(Clone, Debug)]
pub enum Step {
    /// The source says so from now on; null takes its word back.
    Says(usize, RecordKind, u128, Value),
    /// The source has another edition.
    Renames(usize, u32),
}

pub const SOURCE_KINDS: [SourceKind; 3] = [
    SourceKind::Directory,
    SourceKind::Article,
    SourceKind::Provider,
];

fn source(n: usize, edition: u32) -> Source {
    Source {
        id: Uuid::from_u128(0xA0 + n as u128),
        key: format!("source-{n}"),
        name: format!("Source {n}, edition {edition}"),
        kind: SOURCE_KINDS[n],
        date: None,
        url: None,
    }
}

pub fn reference(kind: RecordKind, n: u128) -> RecordRef {
    RecordRef {
        kind,
        id: id(kind, n),
    }
}

pub fn id(kind: RecordKind, n: u128) -> Uuid {
    let position = RecordKind::ALL.iter().position(|k| *k == kind).unwrap();
    Uuid::from_u128(((position as u128 + 1) << 64) + n)
}

pub fn store() -> (Store, TempDir) {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite://{}/nearhelp.db", folder.path().display());
    (Store::open(&url, now()).unwrap(), folder)
}

/// The seed directory.
pub fn seeded() -> (Store, TempDir) {
    let (store, folder) = store();
    let seeded = seed::seed(&store, Gazetteer::embedded(), now(), &mut Uuid::new_v4);
    assert!(seeded.unwrap());
    (store, folder)
}

pub fn load(store: &Store) -> Arc<Snapshot> {
    Arc::new(Snapshot::load(store, Gazetteer::embedded(), chrono::DateTime::UNIX_EPOCH).unwrap())
}

pub fn exported(snapshot: &Arc<Snapshot>, format: Format) -> Vec<u8> {
    let pieces = export(Arc::clone(snapshot), format, chrono::DateTime::UNIX_EPOCH);
    pieces.flat_map(|piece| piece.unwrap()).collect()
}

impl World {
    pub fn new() -> World {
        let (store, folder) = store();
        World {
            store,
            sources: BTreeMap::new(),
            claims: BTreeMap::new(),
            _folder: folder,
        }
    }

    pub fn snapshot(&self) -> Arc<Snapshot> {
        load(&self.store)
    }

    /// Publishes the steps as one changeset.
    pub fn publish(&mut self, steps: &[Step]) {
        let mut changes = Vec::new();
        let mut touched = BTreeSet::new();
        if self.sources.is_empty() {
            for n in 0..SOURCE_KINDS.len() {
                changes.push(self.put_source(source(n, 0)));
            }
        }
        for step in steps {
            match step {
                Step::Renames(n, edition) => changes.push(self.put_source(source(*n, *edition))),
                Step::Says(n, kind, record, body) => {
                    let record = reference(*kind, *record);
                    let source_id = source(*n, 0).id;
                    touched.insert(record);
                    if body.is_null() {
                        if self.claims.remove(&(record, source_id)).is_some() {
                            changes.push(Change::RemoveClaim {
                                record,
                                source_id,
                                foreign_id: "a".to_owned(),
                            });
                        }
                    } else {
                        let claim = claim(record, source_id, body);
                        self.claims.insert((record, source_id), claim.clone());
                        changes.push(Change::PutClaim(claim));
                    }
                }
            }
        }
        let computed: Vec<(RecordRef, Option<Record>)> = touched
            .into_iter()
            .map(|record| (record, self.compute(record)))
            .collect();
        let removed = computed.iter().filter(|(_, made)| made.is_none());
        let set = Changeset {
            expected_revision: self.store.directory().unwrap().revision,
            at: now(),
            how: Operation::Load,
            by: "a test".to_owned(),
            reason: "a test".to_owned(),
            source_id: None,
            changes,
            removed: removed.map(|(record, _)| *record).collect(),
            records: computed
                .iter()
                .filter_map(|(_, made)| made.clone())
                .collect(),
        };
        self.store
            .publish(&set)
            .unwrap_or_else(|error| panic!("{error}"));
    }

    fn put_source(&mut self, source: Source) -> Change {
        self.sources.insert(source.id, source.clone());
        Change::PutSource(source)
    }

    fn compute(&self, record: RecordRef) -> Option<Record> {
        let claims: Vec<Claim> = self
            .claims
            .values()
            .filter(|claim| claim.record == record)
            .cloned()
            .collect();
        compute(&claims, &self.sources, &Decisions::default())
    }
}

fn claim(record: RecordRef, source_id: Uuid, body: &Value) -> Claim {
    Claim {
        record,
        source_id,
        foreign_id: "a".to_owned(),
        body: serde_json::from_value::<Map<String, Value>>(body.clone()).unwrap(),
        denies: Vec::new(),
        words: None,
        how: How::Document,
        date: None,
    }
}

pub fn phones(numbers: &[&str]) -> Value {
    let phones = numbers
        .iter()
        .map(|n| json!({"number": n, "type": "voice"}));
    phones.collect()
}
