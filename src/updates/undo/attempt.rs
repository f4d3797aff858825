//! One attempt at undoing a changeset, in one transaction.

mod computing;
mod left;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::super::confidential::{self, Hiding, says_withheld, shows};
use super::super::held::again::{PutBack, UNDONE};
use super::super::held::memory::EntryKey;
use super::super::held::{self, four_eyes::has_called};
use super::super::numbers;
use super::super::person::Person;
use super::super::told::Place;
use super::{Reasons, UndoError, Undone};
use left::{forgets_a_secret, key};

use crate::geography::Gazetteer;
use crate::standing::{Claim, Record, RecordKind, RecordRef, Source};
use crate::store::{
    Change, Changed, Decision, HeldFilter, HeldState, Operation, StoreError, Transaction,
};

/// Changes that are read and written together.
const BATCH: u32 = 2000;

/// Fields that name a record to which another belongs.
const PARENTS: [(&str, RecordKind); 3] = [
    ("organization_id", RecordKind::Organization),
    ("service_id", RecordKind::Service),
    ("location_id", RecordKind::Location),
];

/// Is shown a part of the changes, each with what undoes it.
type See<'a> =
    dyn FnMut(&mut Transaction<'_>, Vec<(Changed, Change)>) -> Result<(), StoreError> + 'a;

/// Records that have to be left, found by earlier attempts.
pub type Left = Reasons;

/// Why an attempt came to nothing.
pub enum Stopped {
    /// These have to be left as well.
    LeaveToo(Reasons),
    Because(UndoError),
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Stopped {
        Stopped::Because(error.into())
    }
}

impl From<UndoError> for Stopped {
    fn from(error: UndoError) -> Stopped {
        Stopped::Because(error)
    }
}

pub struct Attempt {
    changeset: i64,
    /// The changeset that is being made.
    revision: i64,
    left: Left,
    /// Sources and blocked numbers that were changed later, by their key.
    left_others: BTreeSet<String>,
    /// Blocked numbers that nobody called before they are put back into service.
    not_called: BTreeSet<String>,
    put_back: PutBack,
    /// Those, and others that it concerns.
    touched: BTreeSet<RecordRef>,
    sources: BTreeMap<Uuid, Source>,
    changes: u64,
    /// What was said of the locations whose words are put back.
    before: Vec<Claim>,
    /// Items that waited and told a place that is hidden again.
    dropped: u64,
}

impl Attempt {
    pub fn begin(
        tx: &mut Transaction<'_>,
        changeset: i64,
        person: &Person,
        left: Left,
    ) -> Result<Attempt, StoreError> {
        Ok(Attempt {
            changeset,
            revision: tx.begin(person.header(Operation::Undo))?,
            left,
            left_others: BTreeSet::new(),
            not_called: BTreeSet::new(),
            put_back: PutBack::default(),
            touched: BTreeSet::new(),
            sources: BTreeMap::new(),
            changes: 0,
            before: Vec::new(),
            dropped: 0,
        })
    }

    /// Shows the changes of the changeset, the last first, in parts, each with what undoes it.
    fn each_part(&self, tx: &mut Transaction<'_>, see: &mut See<'_>) -> Result<(), StoreError> {
        let mut before = None;
        loop {
            let part = tx.last_changes_in(self.changeset, before, BATCH)?;
            let Some((last, _)) = part.last() else {
                return Ok(());
            };
            before = Some(*last);
            let mut undoing = Vec::with_capacity(part.len());
            for (_, changed) in part {
                // What was scrubbed is nothing that could be put back.
                let is_scrubbed = changed.before == Some(Value::Null);
                if !is_scrubbed && let Some(change) = changed.undone()? {
                    undoing.push((changed, change));
                }
            }
            see(tx, undoing)?;
        }
    }

    pub fn put_back(
        &mut self,
        tx: &mut Transaction<'_>,
        person: &Person,
    ) -> Result<(), StoreError> {
        let known = sources(tx)?;
        let (mut touched, mut numbers) = (BTreeSet::new(), BTreeSet::new());
        let (mut not_called, mut entries) = (BTreeSet::new(), BTreeSet::new());
        let (mut changes, mut before) = (0, Vec::new());
        self.each_part(tx, &mut |tx, part| {
            let mut undoing = Vec::new();
            for (changed, change) in part {
                let is_left = match changed.record {
                    Some(record) => self.left.contains_key(&record),
                    None => self.left_others.contains(&key(&change)),
                };
                if is_left || forgets_a_secret(&change) {
                    continue;
                }
                if let Change::RemoveBlock { number } = &change
                    && !has_called(tx, number, &person.by, person.at)?
                {
                    not_called.insert(number.clone());
                    continue;
                }
                let is_location = |record: &RecordRef| record.kind == RecordKind::Location;
                if let Some(location) = changed.record.filter(is_location)
                    && touched.insert(location)
                {
                    before.extend(tx.claims_of(&[location])?);
                }
                touched.extend(changed.record);
                entries.extend(entry_of(&change));
                if let Change::PutBlock(block) = &change {
                    numbers.insert(block.number.clone());
                }
                if let Change::RemoveBlock { number } = &change {
                    numbers.insert(number.clone());
                }
                undoing.push(change);
            }
            changes += undoing.len() as u64;
            tx.apply(&undoing)
        })?;
        self.not_called = not_called;
        self.put_back = PutBack {
            records: touched.clone(),
            entries,
        };
        self.changes = changes;
        self.before = before;
        self.sources = sources(tx)?;
        // A number or a source that is another now is so in every record that has it.
        for source in self.sources.values() {
            if known.get(&source.id) != Some(source) {
                tx.claim_keys_of_source(source.id, &mut |record, _| {
                    touched.insert(record);
                })?;
            }
        }
        if !numbers.is_empty() {
            touched.extend(numbers::records_with(tx, &numbers)?);
        }
        self.touched = touched;
        Ok(())
    }

    /// A place that was public, and is not now that its words of before are back, is taken back as by any update
    /// that says so.
    pub fn hide_again(
        &mut self,
        tx: &mut Transaction<'_>,
        gazetteer: &Gazetteer,
    ) -> Result<(), StoreError> {
        let locations = self.touched.iter().copied();
        let locations: Vec<RecordRef> = locations
            .filter(|record| record.kind == RecordKind::Location)
            .collect();
        let mut withheld = BTreeSet::new();
        let mut shown = BTreeSet::new();
        for claim in &tx.claims_of(&locations)? {
            if says_withheld(claim) {
                withheld.insert(claim.record);
            } else {
                shown.insert(claim.record);
            }
        }
        shown.extend(
            self.before
                .iter()
                .filter(|it| shows(it))
                .map(|it| it.record),
        );
        withheld.retain(|record| shown.contains(record));
        if withheld.is_empty() {
            return Ok(());
        }
        let mut before = self.before.clone();
        before.retain(|claim| shows(claim) && withheld.contains(&claim.record));
        let mut hiding = Hiding {
            directory: &tx.directory()?,
            gazetteer,
            sources: &self.sources,
            random_id: &mut Uuid::new_v4,
            dropped: 0,
        };
        confidential::hide_again(tx, &mut hiding, withheld, &before)?;
        let places: Vec<Place> = before.iter().map(|claim| Place::of(&claim.body)).collect();
        held::hidden::forget(tx, &places.iter().collect::<Vec<_>>(), &mut hiding)?;
        self.dropped = hiding.dropped;
        Ok(())
    }

    pub fn finish(self, tx: &mut Transaction<'_>, person: &Person) -> Result<Undone, StoreError> {
        let held = self.judge_held_items(tx, person)?;
        let conflicts = self.conflicts(tx)?;
        let waits_again = match self.changes {
            0 => Vec::new(),
            _ => held::again::again(
                tx,
                self.changeset,
                &self.put_back,
                (self.revision, person.at),
            )?,
        };
        let told = json!({
            UNDONE: self.changeset, "superseded": held, "waits_again": waits_again, "dropped": self.dropped,
        });
        let revision = tx.finish((self.changes > 0).then_some(&told))?;
        let changeset = (revision == self.revision).then_some(revision);
        Ok(Undone {
            undone: self.changeset,
            changeset,
            revision,
            changes: self.changes,
            records: self.touched.len() as u64,
            held: held.len() as u64,
            waits_again,
            dropped: self.dropped,
            conflicts,
        })
    }

    /// What waits of an update that was undone is nothing to judge any more; the numbers of it. An update that
    /// published nothing has the revision of the changeset before it: its items are its own.
    fn judge_held_items(
        &self,
        tx: &mut Transaction<'_>,
        person: &Person,
    ) -> Result<Vec<i64>, StoreError> {
        let Some(undone) = tx.changeset(self.changeset)? else {
            return Ok(Vec::new());
        };
        let filter = HeldFilter {
            state: Some(HeldState::Waiting),
            ..HeldFilter::default()
        };
        let decision = Decision {
            state: HeldState::Superseded,
            at: person.at,
            by: person.by.clone(),
            reason: person.reason.clone(),
            remembered_until: None,
        };
        let mut of_it = Vec::new();
        tx.each_held(&filter, &mut |held| {
            let is_of_source = undone.source_id.is_none_or(|id| id == held.hold.source_id);
            if held.hold.revision == self.changeset && held.hold.at == undone.at && is_of_source {
                of_it.push(held.number);
            }
        })?;
        tx.decide(&of_it, &decision)
    }
}

/// Whose word a change puts back or takes away.
fn entry_of(change: &Change) -> Option<EntryKey> {
    match change {
        Change::PutClaim(claim) => {
            Some((claim.source_id, claim.record.kind, claim.foreign_id.clone()))
        }
        Change::RemoveClaim {
            record,
            source_id,
            foreign_id,
        } => Some((*source_id, record.kind, foreign_id.clone())),
        _ => None,
    }
}

fn parents(record: &Record) -> impl Iterator<Item = RecordRef> + '_ {
    PARENTS.into_iter().filter_map(|(field, kind)| {
        let id = record.body.get(field)?.as_str()?.parse().ok()?;
        Some(RecordRef { kind, id })
    })
}

fn sources(tx: &mut Transaction<'_>) -> Result<BTreeMap<Uuid, Source>, StoreError> {
    let sources = tx.sources()?.into_iter();
    Ok(sources.map(|source| (source.id, source)).collect())
}
