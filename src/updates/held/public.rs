//! A confidential place that a person lets be known. Its address was not kept, so that the word alone shows nothing:
//! the place is shown once the same source gives it again, and hidden again as soon as anybody says so.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Proposal;
use super::shown::item_of;
use crate::standing::{Claim, RecordKind, RecordRef};
use crate::store::{HeldFilter, HeldState, StoreError, Transaction};
use crate::updates::confidential::says_withheld;
use crate::updates::names::is_hash;
use crate::updates::risk::Rule;

/// Records whose place may be known, and those of what is served there, by the keyed hashes under which their source's
/// entries are kept.
pub type Opened = BTreeMap<String, RecordRef>;

/// What people let be known of these sources.
pub fn opened(tx: &mut Transaction<'_>, sources: &[Uuid]) -> Result<Opened, StoreError> {
    let mut opened = Opened::new();
    for source_id in sources {
        let filter = HeldFilter {
            state: Some(HeldState::Approved),
            source_id: Some(*source_id),
            rule: Some(Rule::ConfidentialToPublic.as_str().to_owned()),
            ..HeldFilter::default()
        };
        let mut approved = Vec::new();
        // Nothing is left of it where the place was hidden again.
        tx.each_held(&filter, &mut |held| approved.extend(item_of(&held)))?;
        for item in approved {
            if let Proposal::Public {
                record, foreign_id, ..
            } = item.proposal
                && keeper(tx, record, (*source_id, &foreign_id))? == Some(None)
            {
                opened.extend(served_there(tx, record, *source_id)?);
                opened.insert(foreign_id, record);
            }
        }
    }
    Ok(opened)
}

/// Whether the source has a word on the record; and if so, another source that keeps the place confidential, which
/// a person's word on this one does not touch.
pub fn keeper(
    tx: &mut Transaction<'_>,
    record: RecordRef,
    (source_id, foreign_id): (Uuid, &str),
) -> Result<Option<Option<Uuid>>, StoreError> {
    let claims = tx.claims_of(&[record])?;
    let is_own = |claim: &&Claim| claim.source_id == source_id && claim.foreign_id == foreign_id;
    let mut others = claims.iter().filter(|claim| !is_own(claim));
    let keeper = others.find(|claim| says_withheld(claim));
    let keeper = keeper.map(|claim| claim.source_id);
    Ok(match claims.iter().any(|claim| is_own(&claim)) {
        false if keeper.is_none() => None,
        _ => Some(keeper),
    })
}

fn served_there(
    tx: &mut Transaction<'_>,
    location: RecordRef,
    source_id: Uuid,
) -> Result<Vec<(String, RecordRef)>, StoreError> {
    let mut there = tx.children_of(&[location])?;
    there.retain(|record| record.kind == RecordKind::ServiceAtLocation);
    let claims = tx.claims_of(&there)?.into_iter();
    let claims = claims.filter(|claim| claim.source_id == source_id && is_hash(&claim.foreign_id));
    Ok(claims
        .map(|claim| (claim.foreign_id, claim.record))
        .collect())
}
