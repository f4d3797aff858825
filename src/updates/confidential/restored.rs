//! What an undo would bring back of whoever keeps a place that was hidden since: it may be that place, and nobody is asked.

use std::collections::BTreeSet;

use super::houses::claims_around;
use super::open::opened_places;
use super::{says_withheld, shows};
use crate::geography::Gazetteer;
use crate::standing::{Claim, RecordRef};
use crate::store::{StoreError, Transaction};
use crate::updates::risk::keepers::{Keepers, hashed};
use crate::updates::risk::place::has_place;
use crate::updates::survey::says_open;

/// Of these locations, as they would be again, the ones that may be a place that was hidden by `changeset` or after it.
pub fn may_be_hidden_since(
    tx: &mut Transaction<'_>,
    gazetteer: &Gazetteer,
    changeset: i64,
    restored: &[Claim],
) -> Result<BTreeSet<RecordRef>, StoreError> {
    let mut perhaps = BTreeSet::new();
    let is_in_question =
        |claim: &&Claim| shows(claim) && !says_open(&claim.body) && has_place(&claim.body);
    let restored: Vec<&Claim> = restored.iter().filter(is_in_question).collect();
    if restored.is_empty() {
        return Ok(perhaps);
    }
    // What was in the open beside a place that is kept is no secret.
    let mut let_be = opened_places(tx)?;
    for claim in hashed(tx)?.iter().filter(|claim| says_withheld(claim)) {
        let changes = tx.changes_of(claim.record)?;
        let first = changes.first().map(|change| change.changeset.revision);
        if first.is_some_and(|first| first < changeset) {
            let_be.insert(claim.record);
        }
    }
    let keepers = Keepers::of(tx, gazetteer, &let_be)?;
    if keepers.is_empty() {
        return Ok(perhaps);
    }
    for claim in restored {
        if !keepers.is_near(&claim.body, gazetteer) {
            continue;
        }
        let around = claims_around(tx, claim.record)?;
        let is_theirs = |claim: &Claim| {
            keepers.keeper_of(claim.record).is_some()
                || !keepers.namesakes_of(&claim.body).is_empty()
                || !keepers.numbers_in(&claim.body).is_empty()
        };
        if around.iter().any(is_theirs) {
            perhaps.insert(claim.record);
        }
    }
    Ok(perhaps)
}
