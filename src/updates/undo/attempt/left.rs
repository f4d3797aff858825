//! What an undo leaves as it is, and why: what was changed later, and what may not come back.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;
use uuid::Uuid;

use super::super::super::confidential::{HiddenSince, says_withheld, shows};
use super::super::super::names::is_hash;
use super::super::super::strip;
use super::super::super::told::Place;
use super::super::{Conflict, Reasons, Why};
use super::{Attempt, BATCH, Stopped};
use crate::geography::Gazetteer;
use crate::standing::number::display;
use crate::standing::{Claim, RecordKind, RecordRef};
use crate::store::{Change, Changed, StoreError, Subject, Transaction};

impl Attempt {
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

    /// Leaves what nobody would be asked about: a place that comes back and may be one that is kept from the public now, and what
    /// tells an address of whoever keeps it.
    pub fn find_what_is_hidden_since(
        &self,
        tx: &mut Transaction<'_>,
        gazetteer: &Gazetteer,
    ) -> Result<(), Stopped> {
        let since = HiddenSince::of(tx, gazetteer, self.changeset)?;
        if since.is_empty() {
            return Ok(());
        }
        let mut wrong = Reasons::new();
        let records = self.put_back.records.iter().copied();
        let records: Vec<RecordRef> = records
            .filter(|record| !self.left.contains_key(record))
            .collect();
        for part in records.chunks(BATCH as usize) {
            for claim in tx.claims_of(part)? {
                let own = Place::of(&claim.body);
                let mut before = self.before.iter();
                let was_there = before
                    .any(|it| it.record == claim.record && own.is_same_as(&Place::of(&it.body)));
                if !was_there && since.may_be_in(tx, gazetteer, &claim)? {
                    wrong.insert(claim.record, Why::PerhapsConfidential);
                }
            }
        }
        match wrong.is_empty() {
            true => Ok(()),
            false => Err(Stopped::LeaveToo(wrong)),
        }
    }

    pub(super) fn conflicts(&self, tx: &mut Transaction<'_>) -> Result<Vec<Conflict>, StoreError> {
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
        let other = |name: String, why| Conflict {
            record: None,
            name: Some(name),
            why,
            changesets: Vec::new(),
        };
        let changed = self.left_others.iter();
        conflicts.extend(changed.map(|name| other(name.clone(), Why::ChangedLater)));
        let blocked = self.not_called.iter();
        conflicts.extend(blocked.map(|number| other(display(number), Why::NotCalled)));
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

/// Whether the history has nothing of it but that it was there, since its place is confidential; or since it was in the
/// house of one that is.
fn is_scrubbed(claim: &Claim) -> bool {
    let is_nobody = is_hash(&claim.foreign_id) || claim.record.kind == RecordKind::Location;
    is_nobody && claim.body.is_empty() && claim.denies.is_empty()
}

fn entry(record: RecordRef, source: Uuid, foreign_id: &str) -> (RecordKind, Uuid, String) {
    (record.kind, source, foreign_id.to_owned())
}

/// Under its hash an entry is known to be confidential, even if its source forgets to say so.
pub fn forgets_a_secret(change: &Change) -> bool {
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

/// What a change is of: the same for all changes of one thing.
pub fn key(change: &Change) -> String {
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
