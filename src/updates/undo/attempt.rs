//! One attempt at undoing a changeset, in one transaction.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;
use uuid::Uuid;

use super::super::check::check;
use super::super::confidential::{self, Hiding, says_withheld, shows};
use super::super::names::is_hash;
use super::super::numbers;
use super::super::person::Person;
use super::super::recompute::recompute;
use super::super::strip;
use super::{Conflict, Reasons, UndoError, Undone, Why};
use crate::geography::Gazetteer;
use crate::standing::{Claim, Record, RecordKind, RecordRef, Source};
use crate::store::{
    Change, Changed, Decision, HeldFilter, HeldState, Operation, StoreError, Subject, Transaction,
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
    /// Records of which something was put back.
    touched: BTreeSet<RecordRef>,
    sources: BTreeMap<Uuid, Source>,
    changes: u64,
    /// What was said of the locations whose words are put back.
    before: Vec<Claim>,
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
            touched: BTreeSet::new(),
            sources: BTreeMap::new(),
            changes: 0,
            before: Vec::new(),
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

    /// Leaves what is not as the changeset left it.
    pub fn find_what_changed_later(&mut self, tx: &mut Transaction<'_>) -> Result<(), StoreError> {
        // A changeset may change one thing twice: what it left behind is what the last change did.
        let mut seen = HashSet::new();
        let (mut left, mut left_others) = (Vec::new(), Vec::new());
        // A place that the changeset made confidential went to another id, under the hash of its name.
        let (mut scrubbed, mut moved) = (HashSet::new(), Vec::new());
        self.each_part(tx, &mut |tx, part| {
            let (changed, undoing): (Vec<Changed>, Vec<Change>) = part.into_iter().unzip();
            let written = tx.written(&undoing)?;
            let withheld = withheld_now(tx, &undoing)?;
            for ((changed, change), written) in changed.into_iter().zip(&undoing).zip(written) {
                let is_first = seen.insert(key(change));
                match change {
                    Change::PutClaim(claim) if is_scrubbed(claim) => {
                        scrubbed.insert(entry(claim.record, claim.source_id, &claim.foreign_id));
                    }
                    Change::RemoveClaim {
                        record,
                        source_id,
                        foreign_id,
                    } if is_hash(foreign_id) => {
                        moved.push((entry(*record, *source_id, foreign_id), *record));
                    }
                    _ => {}
                }
                let why = match change {
                    _ if is_first && written != changed.after => Why::ChangedLater,
                    Change::PutClaim(claim)
                        if is_scrubbed(claim) || shows_place(claim, &withheld) =>
                    {
                        Why::StaysConfidential
                    }
                    _ => continue,
                };
                match changed.record {
                    Some(record) => left.push((record, why)),
                    None => left_others.push(key(change)),
                }
            }
            Ok(())
        })?;
        self.left.extend(left);
        moved.retain(|(entry, _)| scrubbed.contains(entry));
        for (_, record) in moved {
            self.left.entry(record).or_insert(Why::StaysConfidential);
        }
        self.left_others.extend(left_others);
        Ok(())
    }

    pub fn put_back(&mut self, tx: &mut Transaction<'_>) -> Result<(), StoreError> {
        let known = sources(tx)?;
        let (mut touched, mut numbers) = (BTreeSet::new(), BTreeSet::new());
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
                let is_location = |record: &RecordRef| record.kind == RecordKind::Location;
                if let Some(location) = changed.record.filter(is_location)
                    && touched.insert(location)
                {
                    before.extend(tx.claims_of(&[location])?);
                }
                touched.extend(changed.record);
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

    /// Computes the records again, and sees that all that stand are whole.
    pub fn compute(&mut self, tx: &mut Transaction<'_>) -> Result<(), Stopped> {
        let mut wrong = Reasons::new();
        let mut gone: BTreeSet<RecordRef> = self.touched.clone();
        let touched: Vec<RecordRef> = self.touched.iter().copied().collect();
        for part in touched.chunks(BATCH as usize) {
            for record in recompute(tx, &self.sources, part)? {
                gone.remove(&record.record);
                let is_withheld = record.body.get("withheld") == Some(&Value::Bool(true));
                let withheld = is_withheld.then_some(record.record.id);
                if !check(
                    std::slice::from_ref(&record),
                    &withheld.into_iter().collect(),
                )
                .is_empty()
                {
                    wrong.insert(record.record, Why::NotWhole);
                }
            }
        }
        if !gone.is_empty() {
            tx.each_record(&mut |record| {
                for parent in parents(&record).filter(|parent| gone.contains(parent)) {
                    wrong.insert(parent, Why::NeededByOthers);
                }
            })?;
        }
        // What was left before and is wrong all the same was wrong before.
        wrong.retain(|record, _| !self.left.contains_key(record));
        match wrong.is_empty() {
            true => Ok(()),
            false => Err(Stopped::LeaveToo(wrong)),
        }
    }

    /// A place that was public, and is not now that its words of before are back, is taken back as by any update
    /// that says so.
    pub fn hide_again(
        &self,
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
        };
        confidential::hide_again(tx, &mut hiding, withheld, &before)?;
        Ok(())
    }

    pub fn finish(self, tx: &mut Transaction<'_>, person: &Person) -> Result<Undone, StoreError> {
        let held = self.judge_held_items(tx, person)?;
        let conflicts = self.conflicts(tx)?;
        let revision = tx.finish(None)?;
        Ok(Undone {
            undone: self.changeset,
            changeset: (revision == self.revision).then_some(revision),
            revision,
            changes: self.changes,
            records: self.touched.len() as u64,
            held,
            conflicts,
        })
    }

    /// What waits of an update that was undone is nothing to judge any more.
    fn judge_held_items(
        &self,
        tx: &mut Transaction<'_>,
        person: &Person,
    ) -> Result<u64, StoreError> {
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
            if held.hold.revision == self.changeset {
                of_it.push(held.number);
            }
        })?;
        Ok(tx.decide(&of_it, &decision)?.len() as u64)
    }

    fn conflicts(&self, tx: &mut Transaction<'_>) -> Result<Vec<Conflict>, StoreError> {
        let records: Vec<RecordRef> = self.left.keys().copied().collect();
        let names: BTreeMap<RecordRef, Option<String>> = tx
            .records_of(&records)?
            .into_iter()
            .map(|record| {
                let name = record.body.get("name").and_then(Value::as_str);
                (record.record, name.map(str::to_owned))
            })
            .collect();
        let mut conflicts = Vec::new();
        for (record, why) in &self.left {
            // Who a place was before it was confidential is nobody now.
            if *why == Why::StaysConfidential && !names.contains_key(record) {
                continue;
            }
            let mut changesets: Vec<i64> = tx
                .changes_of(*record)?
                .into_iter()
                .map(|changed| changed.changeset.revision)
                .filter(|revision| *revision > self.changeset && *revision != self.revision)
                .collect();
            changesets.dedup();
            conflicts.push(Conflict {
                record: Some(*record),
                name: names.get(record).cloned().flatten(),
                why: *why,
                changesets,
            });
        }
        conflicts.extend(self.left_others.iter().map(|other| Conflict {
            record: None,
            name: Some(other.clone()),
            why: Why::ChangedLater,
            changesets: Vec::new(),
        }));
        Ok(conflicts)
    }
}

/// Whether the claim would bring words of a place back that is confidential now.
fn shows_place(claim: &Claim, withheld: &HashSet<Uuid>) -> bool {
    match claim.record.kind {
        RecordKind::Location => withheld.contains(&claim.record.id) && shows(claim),
        RecordKind::ServiceAtLocation => {
            let is_withheld = location_of(claim).is_some_and(|id| withheld.contains(&id));
            is_withheld && strip::strip_service_at(&claim.body) != claim.body
        }
        RecordKind::Organization | RecordKind::Service => false,
    }
}

/// Whether the history has nothing of it but that it was there, since its place is confidential.
fn is_scrubbed(claim: &Claim) -> bool {
    is_hash(&claim.foreign_id) && claim.body.is_empty() && claim.denies.is_empty()
}

fn entry(record: RecordRef, source: Uuid, foreign_id: &str) -> (RecordKind, Uuid, String) {
    (record.kind, source, foreign_id.to_owned())
}

/// Under its hash an entry is known to be confidential, even if its source forgets to say so.
fn forgets_a_secret(change: &Change) -> bool {
    matches!(change, Change::RemoveSameAs { foreign_id, .. }
        if is_hash(foreign_id))
}

/// The locations of these claims whose place is confidential.
fn withheld_now(tx: &mut Transaction<'_>, changes: &[Change]) -> Result<HashSet<Uuid>, StoreError> {
    let locations = changes.iter().filter_map(|change| match change {
        Change::PutClaim(claim) => location_of(claim),
        _ => None,
    });
    let locations: BTreeSet<RecordRef> = locations
        .map(|id| RecordRef {
            kind: RecordKind::Location,
            id,
        })
        .collect();
    let claims = tx.claims_of(&locations.into_iter().collect::<Vec<_>>())?;
    let withheld = claims.iter().filter(|claim| says_withheld(claim));
    Ok(withheld.map(|claim| claim.record.id).collect())
}

/// The location that the claim is of.
fn location_of(claim: &Claim) -> Option<Uuid> {
    match claim.record.kind {
        RecordKind::Location => Some(claim.record.id),
        RecordKind::ServiceAtLocation => claim.body.get("location_id")?.as_str()?.parse().ok(),
        RecordKind::Organization | RecordKind::Service => None,
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

/// What a change is of: the same for all changes of one thing.
fn key(change: &Change) -> String {
    let of_record = |subject: Subject, record: &RecordRef, rest: &str| {
        format!("{subject:?}/{}/{}/{rest}", record.kind.as_str(), record.id)
    };
    match change {
        Change::PutSource(source) => format!("source {}", source.name),
        Change::PutClaim(claim) => of_record(
            Subject::Claim,
            &claim.record,
            &format!("{}/{}", claim.source_id, claim.foreign_id),
        ),
        Change::RemoveClaim {
            record,
            source_id,
            foreign_id,
        } => of_record(Subject::Claim, record, &format!("{source_id}/{foreign_id}")),
        Change::PutSameAs(same) => format!(
            "same/{}/{}/{}",
            same.source_id,
            same.record.kind.as_str(),
            same.foreign_id
        ),
        Change::RemoveSameAs {
            source_id,
            kind,
            foreign_id,
        } => format!("same/{source_id}/{}/{foreign_id}", kind.as_str()),
        Change::PutResolution(resolution) => of_record(
            Subject::Resolution,
            &resolution.record,
            resolution.group.as_str(),
        ),
        Change::RemoveResolution { record, group } => {
            of_record(Subject::Resolution, record, group.as_str())
        }
        Change::PutVerification(verification) => of_record(
            Subject::Verification,
            &verification.record,
            verification.group.as_str(),
        ),
        Change::RemoveVerification { record, group } => {
            of_record(Subject::Verification, record, group.as_str())
        }
        Change::PutBlock(block) => format!("number {}", block.number),
        Change::RemoveBlock { number } => format!("number {number}"),
    }
}
