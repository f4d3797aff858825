//! What people write of whoever keeps a place: the place is not stored, so that any address in it may be the one.

use std::collections::BTreeSet;

use super::{parents, says_withheld, shows};
use crate::standing::{Claim, RecordKind, RecordRef};
use crate::store::{StoreError, Transaction};
use crate::updates::told::Place;

/// What stands for a text that may tell it.
pub const NOT_KEPT: &str = "Not kept: it may tell a confidential place.";

/// What is written of these records, or [`NOT_KEPT`] where they, or the organizations they belong to, keep a place and it
/// has an address that is not in the open.
pub fn discreet(
    tx: &mut Transaction<'_>,
    records: &[RecordRef],
    text: &str,
) -> Result<String, StoreError> {
    let place = kept_place(tx, records)?;
    let tells = place.is_some_and(|place| place.is_in(text));
    Ok(if tells { NOT_KEPT } else { text }.to_owned())
}

/// What is not known of the places that they keep, if they keep any.
fn kept_place(
    tx: &mut Transaction<'_>,
    records: &[RecordRef],
) -> Result<Option<Place>, StoreError> {
    let of_kind = |kind: RecordKind| {
        let records = records.iter().copied();
        records.filter(move |record| record.kind == kind)
    };
    // Up to the organizations, and down to all that they have.
    let there: Vec<RecordRef> = of_kind(RecordKind::Location).collect();
    let mut placed = tx.children_of(&there)?;
    placed.extend(of_kind(RecordKind::ServiceAtLocation));
    let placed_claims = tx.claims_of(&placed)?;
    let mut services = parents(placed_claims.iter(), "service_id", RecordKind::Service);
    services.extend(of_kind(RecordKind::Service));
    let around = tx.claims_of(&[services.clone(), there.clone()].concat())?;
    let mut organizations = parents(around.iter(), "organization_id", RecordKind::Organization);
    organizations.extend(of_kind(RecordKind::Organization));
    services.extend(tx.children_of(&organizations)?);
    placed.extend(tx.children_of(&services)?);
    let placed: BTreeSet<RecordRef> = placed.into_iter().collect();
    let placed = tx.claims_of(&placed.into_iter().collect::<Vec<_>>())?;
    let mut locations = parents(placed.iter(), "location_id", RecordKind::Location);
    locations.extend(there);
    let claims: Vec<Claim> = tx.claims_of(&locations)?;
    if !claims.iter().any(says_withheld) {
        return Ok(None);
    }
    let mut place = Place::default();
    for claim in claims.iter().filter(|claim| shows(claim)) {
        place.leave_open(&Place::of(&claim.body));
    }
    Ok(Some(place))
}
