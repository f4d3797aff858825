//! What was approved in a changeset that is undone: it waits again, under a number of its own, so that nothing that was
//! proposed is lost by a wrong word.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::memory::EntryKey;
use super::shown::item_of;
use super::{Proposal, named};
use crate::standing::RecordRef;
use crate::store::{
    Held, HeldFilter, HeldState, Hold, Operation, Published, StoreError, Transaction,
};

/// In the report of an undo, the changeset that it undid.
pub const UNDONE: &str = "undone";

/// Of what something was put back.
#[derive(Default)]
pub struct PutBack {
    pub records: BTreeSet<RecordRef>,
    /// What waited under an id of its own may have been written to another.
    pub entries: BTreeSet<EntryKey>,
}

/// Has what was approved in the changeset `undone` wait, where something of its records was put back: the numbers under
/// which it does. It is held by the undo, at the revision and time given.
///
/// A place that was to be known stays as it is: nothing of it was kept. What was read was read.
pub fn again(
    tx: &mut Transaction<'_>,
    undone: i64,
    put_back: &PutBack,
    (revision, at): (i64, DateTime<Utc>),
) -> Result<Vec<i64>, StoreError> {
    let Some(undone) = approval(tx, undone)? else {
        return Ok(Vec::new());
    };
    let filter = HeldFilter {
        state: Some(HeldState::Approved),
        ..HeldFilter::default()
    };
    let mut holds = Vec::new();
    tx.each_held(&filter, &mut |held| {
        let is_of_it = held
            .decision
            .as_ref()
            .is_some_and(|word| word.at == undone.at && word.by == undone.by);
        if is_of_it && is_put_back(&held, put_back) {
            holds.push(Hold {
                revision,
                at,
                ..held.hold
            });
        }
    })?;
    let fingerprints: Vec<&str> = holds.iter().map(|hold| hold.fingerprint.as_str()).collect();
    let before = tx.held_before(&fingerprints, at)?;
    let before: BTreeSet<String> = before.into_iter().map(|it| it.hold.fingerprint).collect();
    holds.retain(|hold| !before.contains(&hold.fingerprint));
    tx.hold(&holds)
}

/// The approval that a changeset was, or that it did again by undoing an undo.
fn approval(tx: &mut Transaction<'_>, revision: i64) -> Result<Option<Published>, StoreError> {
    let mut found = tx.changeset(revision)?;
    let mut is_done_again = true;
    while let Some(undo) = found.as_ref().filter(|it| it.how == Operation::Undo) {
        let undone = undo
            .report
            .as_ref()
            .and_then(|report| report.get(UNDONE)?.as_i64());
        // It is of what was before it, so that this comes to an end.
        let Some(undone) = undone.filter(|undone| *undone < undo.revision) else {
            return Ok(None);
        };
        found = tx.changeset(undone)?;
        is_done_again = !is_done_again;
    }
    Ok(found.filter(|it| is_done_again && it.how == Operation::Review))
}

fn is_put_back(held: &Held, put_back: &PutBack) -> bool {
    let item = item_of(held);
    let entry = item.as_ref().and_then(|item| named(&item.proposal));
    let entry = entry.map(|(source, kind, key)| (source, kind, key.to_owned()));
    records(held).iter().any(|of| put_back.records.contains(of))
        || entry.is_some_and(|entry| put_back.entries.contains(&entry))
}

/// The records that the item's approval wrote; none where nothing of it can be done again.
fn records(held: &Held) -> BTreeSet<RecordRef> {
    let Some(item) = item_of(held) else {
        return BTreeSet::new();
    };
    let of = held.hold.record.into_iter();
    match item.proposal {
        Proposal::Group { record, .. } => of.chain([record]).collect(),
        Proposal::Claim { claim, .. } => of.chain([claim.record]).collect(),
        Proposal::Duplicate {
            claim, of: same, ..
        } => of.chain([claim.record, same]).collect(),
        Proposal::Withdraw { claims, .. } => claims.into_iter().map(|(record, _)| record).collect(),
        Proposal::Public { .. } | Proposal::Read { .. } => BTreeSet::new(),
    }
}
