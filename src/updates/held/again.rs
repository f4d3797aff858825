//! What was approved in a changeset that is undone: it waits again, under a number of its own, so that nothing that was
//! proposed is lost by a wrong word.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::Proposal;
use super::shown::item_of;
use crate::standing::RecordRef;
use crate::store::{Held, HeldFilter, HeldState, Hold, Operation, StoreError, Transaction};

/// Has what was approved in the changeset `undone` wait, where something of its records was put back: the numbers under
/// which it does. It is held by the undo, at the revision and time given.
///
/// A place that was to be known stays as it is: nothing of it was kept. What was read was read.
pub fn again(
    tx: &mut Transaction<'_>,
    undone: i64,
    put_back: &BTreeSet<RecordRef>,
    (revision, at): (i64, DateTime<Utc>),
) -> Result<Vec<i64>, StoreError> {
    let undone = tx.changeset(undone)?;
    let Some(undone) = undone.filter(|undone| undone.how == Operation::Review) else {
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
        if is_of_it && records(&held).iter().any(|of| put_back.contains(of)) {
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
