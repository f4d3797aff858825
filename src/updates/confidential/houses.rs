//! What the directory has in the open in the very house of a place that an update keeps from the public, and with its
//! number, whatever it is called.

use std::collections::BTreeSet;

use super::open::opened_places;
use super::{parents, parents_of};
use crate::standing::{Claim, RecordKind, RecordRef};
use crate::store::{StoreError, Transaction};
use crate::updates::batch::Context;
use crate::updates::names::records_of;
use crate::updates::survey::{Around, House, says_open};

pub(super) fn same_in_the_open(
    tx: &mut Transaction<'_>,
    context: &Context,
) -> Result<BTreeSet<RecordRef>, StoreError> {
    let mut same = BTreeSet::new();
    let kept = &context.survey.houses;
    // A walk over all places costs.
    if kept.is_empty() {
        return Ok(same);
    }
    let opened = opened_places(tx)?;
    let mut kept = kept.clone();
    // An update that says no more than that the place is confidential has no number of theirs.
    for (name, location) in records_of(tx, &context.directory, context.survey.houses.keys())? {
        if let Some(house) = kept.get_mut(name) {
            for claim in claims_around(tx, location)? {
                house.take_in(claim.record.kind, &claim.body);
            }
        }
    }
    let around = Around::new(kept.values());
    let mut there = Vec::new();
    tx.each_of_kind(RecordKind::Location, &mut |location| {
        let body = &location.body;
        let is_open = body.get("withheld").is_none_or(|it| it != true);
        if is_open && !says_open(body) && !opened.contains(&location.record) && around.has(body) {
            there.push((location.record, House::of(body)));
        }
    })?;
    for (location, house) in &mut there {
        for claim in claims_around(tx, *location)? {
            house.take_in(claim.record.kind, &claim.body);
        }
    }
    for house in kept.values() {
        let at_it = there
            .iter()
            .filter(|(_, it)| it.place.is_same_as(&house.place));
        let at_it: Vec<(RecordRef, House)> = at_it.cloned().collect();
        same.extend(house.perhaps(&at_it));
    }
    Ok(same)
}

/// What is claimed of a location, of what is there, and of whose it is.
pub(super) fn claims_around(
    tx: &mut Transaction<'_>,
    location: RecordRef,
) -> Result<Vec<Claim>, StoreError> {
    let placed = tx.children_of(&[location])?;
    let services = parents_of(tx, &placed, "service_id", RecordKind::Service)?;
    let mut claims = tx.claims_of(&[&[location][..], &placed, &services].concat())?;
    let organizations = parents(claims.iter(), "organization_id", RecordKind::Organization);
    claims.extend(tx.claims_of(&organizations)?);
    Ok(claims)
}
