//! The store's obvious twin: plain maps in memory. Random changesets must leave both alike.

use std::collections::BTreeMap;

use nearhelp::standing::{
    BlockedNumber, Claim, Record, RecordKind, RecordRef, Resolution, SameAs, Source, Verification,
};
use nearhelp::store::{Change, Changed, Changeset, Published, Store, StoreError, Subject, Trace};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde::Serialize;
use serde_json::{Value, from_value, to_value};
use uuid::Uuid;

use crate::random;
use crate::samples::open;

/// Publishes `cases` random histories, each to a new store, and compares after every changeset.
/// `empty` gives the URL of an empty database, and what keeps it there.
pub fn agrees<T>(cases: u32, empty: impl Fn() -> (String, T)) {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let histories = proptest::collection::vec(random::changeset(), 1..6);
    let outcome = TestRunner::new(config).run(&histories, |history| {
        let (url, _keep) = empty();
        let store = open(&url);
        let mut model = Model::default();
        let beginning = (random::beginning(), false);
        for (mut set, stale) in std::iter::once(beginning).chain(history) {
            set.expected_revision = model.revision - i64::from(stale);
            match (store.publish(&set), model.publish(&set)) {
                (Ok(revision), Ok(())) => prop_assert_eq!(revision, model.revision),
                (Err(StoreError::Moved { .. }), Err(Refusal::Moved)) => {}
                (Err(StoreError::Orphan(_)), Err(Refusal::Orphan)) => {}
                (found, expected) => prop_assert!(false, "{:?}, not {:?}", found, expected),
            }
            model.compare(&store)?;
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[derive(Debug)]
enum Refusal {
    Moved,
    Orphan,
}

/// Maps in the order of the store's answers.
#[derive(Clone, Default)]
struct Model {
    revision: i64,
    sources: BTreeMap<Uuid, Source>,
    claims: BTreeMap<(&'static str, Uuid, Uuid, String), Claim>,
    same_as: BTreeMap<(Uuid, &'static str, String), SameAs>,
    resolutions: BTreeMap<(&'static str, Uuid, String), Resolution>,
    verifications: BTreeMap<(&'static str, Uuid, String), Verification>,
    blocks: BTreeMap<String, BlockedNumber>,
    /// With the revision that wrote it; `None` for a tombstone.
    records: BTreeMap<RecordRef, (i64, Option<Record>)>,
    changesets: Vec<Published>,
    changes: Vec<Changed>,
}

impl Model {
    fn publish(&mut self, set: &Changeset) -> Result<(), Refusal> {
        if set.expected_revision != self.revision {
            return Err(Refusal::Moved);
        }
        if set.changes.is_empty() && set.records.is_empty() && set.removed.is_empty() {
            return Ok(());
        }
        let mut next = self.clone();
        next.revision += 1;
        let changeset = Published {
            revision: next.revision,
            at: set.at,
            how: set.how,
            by: set.by.clone(),
            api_key_id: None,
            reason: set.reason.clone(),
            source_id: set.source_id,
            report: None,
        };
        for change in &set.changes {
            let (subject, record, before, after) = next.change(change)?;
            next.changes.push(Changed {
                changeset: changeset.clone(),
                subject,
                record,
                before,
                after,
            });
        }
        // What is named may come later, but not after the changeset.
        let named = (next.claims.values().map(|claim| claim.source_id))
            .chain(next.same_as.values().map(|same| same.source_id))
            .chain(next.resolutions.values().map(|r| r.preferred))
            .chain(set.source_id);
        for source in named {
            next.needs(source)?;
        }
        next.changesets.push(changeset);
        for kind in RecordKind::ALL {
            for record in set
                .records
                .iter()
                .filter(|record| record.record.kind == kind)
            {
                let written = (next.revision, Some(record.clone()));
                next.records.insert(record.record, written);
            }
        }
        // The last of several records with one id counts, so parents are looked for at the end.
        for (_, record) in next.records.values() {
            for &(kind, field) in parents(record.as_ref()) {
                let parent = record
                    .as_ref()
                    .and_then(|record| record.body.get(field)?.as_str());
                let id = parent
                    .and_then(|id| id.parse().ok())
                    .ok_or(Refusal::Orphan)?;
                if !next.records.contains_key(&RecordRef { kind, id }) {
                    return Err(Refusal::Orphan);
                }
            }
        }
        for record in &set.removed {
            if let Some(stored @ (_, Some(_))) = next.records.get_mut(record) {
                *stored = (next.revision, None);
            }
        }
        *self = next;
        Ok(())
    }

    fn change(&mut self, change: &Change) -> Result<History, Refusal> {
        Ok(match change.clone() {
            Change::PutSource(new) => {
                let before = self.sources.insert(new.id, new.clone());
                (Subject::Source, None, json(before), json(Some(new)))
            }
            Change::PutClaim(new) => {
                let before = self.claims.insert(
                    (
                        new.record.kind.as_str(),
                        new.record.id,
                        new.source_id,
                        new.foreign_id.clone(),
                    ),
                    new.clone(),
                );
                (
                    Subject::Claim,
                    Some(new.record),
                    json(before),
                    json(Some(new)),
                )
            }
            Change::RemoveClaim {
                record,
                source_id,
                foreign_id,
            } => {
                let key = (record.kind.as_str(), record.id, source_id, foreign_id);
                let before = self.claims.remove(&key);
                (Subject::Claim, Some(record), json(before), None)
            }
            Change::PutSameAs(new) => {
                let before = self.same_as.insert(
                    (
                        new.source_id,
                        new.record.kind.as_str(),
                        new.foreign_id.clone(),
                    ),
                    new.clone(),
                );
                (
                    Subject::SameAs,
                    Some(new.record),
                    json(before),
                    json(Some(new)),
                )
            }
            Change::RemoveSameAs {
                source_id,
                kind,
                foreign_id,
            } => {
                let before = self.same_as.remove(&(source_id, kind.as_str(), foreign_id));
                let record = before.as_ref().map(|before| before.record);
                (Subject::SameAs, record, json(before), None)
            }
            Change::PutResolution(new) => {
                let group = word(new.group);
                let before = self.resolutions.insert(
                    (new.record.kind.as_str(), new.record.id, group),
                    new.clone(),
                );
                (
                    Subject::Resolution,
                    Some(new.record),
                    json(before),
                    json(Some(new)),
                )
            }
            Change::RemoveResolution { record, group } => {
                let key = (record.kind.as_str(), record.id, word(group));
                let before = self.resolutions.remove(&key);
                (Subject::Resolution, Some(record), json(before), None)
            }
            Change::PutVerification(new) => {
                let key = (new.record.kind.as_str(), new.record.id, word(new.group));
                let before = self.verifications.insert(key, new.clone());
                (
                    Subject::Verification,
                    Some(new.record),
                    json(before),
                    json(Some(new)),
                )
            }
            Change::RemoveVerification { record, group } => {
                let key = (record.kind.as_str(), record.id, word(group));
                let before = self.verifications.remove(&key);
                (Subject::Verification, Some(record), json(before), None)
            }
            Change::PutBlock(new) => {
                let before = self.blocks.insert(new.number.clone(), new.clone());
                (Subject::Block, None, json(before), json(Some(new)))
            }
            Change::RemoveBlock { number } => {
                let before = self.blocks.remove(&number);
                (Subject::Block, None, json(before), None)
            }
        })
    }

    fn needs(&self, source: Uuid) -> Result<(), Refusal> {
        self.sources
            .contains_key(&source)
            .then_some(())
            .ok_or(Refusal::Orphan)
    }

    fn compare(&self, store: &Store) -> Result<(), TestCaseError> {
        prop_assert_eq!(store.directory()?.revision, self.revision);
        prop_assert_eq!(store.sources()?, all(&self.sources));
        prop_assert_eq!(store.claims()?, all(&self.claims));
        prop_assert_eq!(store.same_as()?, all(&self.same_as));
        prop_assert_eq!(store.resolutions()?, all(&self.resolutions));
        prop_assert_eq!(store.verifications()?, all(&self.verifications));
        prop_assert_eq!(store.blocked_numbers()?, all(&self.blocks));
        let changesets: Vec<_> = self.changesets.iter().rev().cloned().collect();
        prop_assert_eq!(store.changesets(1000)?, changesets);
        for since in [0, self.revision / 2, self.revision] {
            let found = store.records_since(since)?;
            let expected = self
                .records
                .iter()
                .filter(|(_, (revision, _))| *revision > since);
            let (kept, withdrawn): (Vec<_>, Vec<_>) =
                expected.partition(|(_, (_, record))| record.is_some());
            let kept: Vec<_> = kept
                .into_iter()
                .filter_map(|(_, (_, record))| record.clone())
                .collect();
            let withdrawn: Vec<_> = withdrawn.into_iter().map(|(record, _)| *record).collect();
            prop_assert_eq!(&found.records, &kept);
            prop_assert_eq!(found.withdrawn, withdrawn);
            for record in &found.records {
                let (revision, _) = self.records[&record.record];
                let written = self.changesets[revision as usize - 1].at;
                prop_assert_eq!(found.modified_at[&record.record], written);
            }
            prop_assert_eq!(found.modified_at.len(), found.records.len());
            let revisions: BTreeMap<_, _> = self
                .records
                .iter()
                .filter(|(_, (revision, _))| *revision > since)
                .map(|(record, (revision, _))| (*record, *revision))
                .collect();
            prop_assert_eq!(found.revisions, revisions);
        }
        for (since, until) in [(0, self.revision - 1), (self.revision / 2, self.revision)] {
            let mut traces = Vec::new();
            store.traces(since, until, &mut |revision, trace| {
                traces.push((revision, trace))
            })?;
            let expected: Vec<_> = self
                .changes
                .iter()
                .filter(|change| (since + 1..=until).contains(&change.changeset.revision))
                .filter_map(|change| Some((change.changeset.revision, trace(change)?)))
                .collect();
            prop_assert_eq!(traces, expected);
        }
        for record in random::references() {
            let of: Vec<_> = self
                .claims
                .values()
                .filter(|claim| claim.record == record)
                .cloned()
                .collect();
            prop_assert_eq!(store.claims_of(&[record])?, of);
            let of: Vec<_> = self
                .changes
                .iter()
                .filter(|change| change.record == Some(record))
                .cloned()
                .collect();
            prop_assert_eq!(store.changes_of(record)?, of);
        }
        let last: Vec<_> = self
            .changes
            .iter()
            .filter(|change| change.changeset.revision == self.revision)
            .cloned()
            .collect();
        prop_assert_eq!(store.changes_in(self.revision)?, last);
        Ok(())
    }
}

type History = (Subject, Option<RecordRef>, Option<Value>, Option<Value>);

fn parents(record: Option<&Record>) -> &'static [(RecordKind, &'static str)] {
    match record.map(|record| record.record.kind) {
        Some(RecordKind::Service) => &[(RecordKind::Organization, "organization_id")],
        Some(RecordKind::ServiceAtLocation) => &[
            (RecordKind::Service, "service_id"),
            (RecordKind::Location, "location_id"),
        ],
        _ => &[],
    }
}

fn all<K, V: Clone>(map: &BTreeMap<K, V>) -> Vec<V> {
    map.values().cloned().collect()
}

fn json<T: Serialize>(value: Option<T>) -> Option<Value> {
    value.map(|value| to_value(value).unwrap())
}

fn word<T: Serialize>(value: T) -> String {
    to_value(value).unwrap().as_str().unwrap().to_owned()
}

/// What the change left behind.
fn trace(change: &Changed) -> Option<Trace> {
    let after = change.after.clone();
    Some(match (change.subject, after) {
        (Subject::Source, Some(source)) => Trace::Source(from_value(source).ok()?),
        (Subject::Claim, Some(claim)) => Trace::Claim(from_value(claim).ok()?),
        _ => Trace::Record(change.record?),
    })
}
