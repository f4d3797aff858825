//! Organizations that a person found to be one: what the one has in the open may be the place that the other keeps.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::gone::refers;
use super::kept::waiting;
use super::open::opened_places;
use super::{Flagged, Hiding, hide_again, parents, parents_of, says_withheld, shows};
use crate::geography::Gazetteer;
use crate::standing::{Claim, RecordKind, RecordRef, Source};
use crate::store::{Hold, StoreError, Transaction};
use crate::updates::batch::open_id;
use crate::updates::held::{self, Loading};
use crate::updates::risk::Holding;
use crate::updates::risk::counties::{in_area, of_location};
use crate::updates::risk::place::has_place;
use crate::updates::survey::says_open;
use crate::updates::told::Place;

/// What was hidden since two organizations are one.
#[derive(Default)]
pub struct Merged {
    /// How many places.
    pub hidden: u64,
    /// How many items that waited and told one are dropped.
    pub dropped: u64,
    /// What is to be asked.
    pub asked: Vec<Hold>,
}

/// Hides what may be such a place now that these records have the claims of several sources, as an update of them all
/// would. A source that keeps a place of theirs itself knows which are open.
pub fn hide_merged(
    tx: &mut Transaction<'_>,
    sources: &BTreeMap<Uuid, Source>,
    merged: &[RecordRef],
    loading: &Loading,
) -> Result<Merged, StoreError> {
    let gazetteer = Gazetteer::embedded();
    let perhaps = perhaps(tx, gazetteer, merged)?;
    if perhaps.is_empty() {
        return Ok(Merged::default());
    }
    let mut hiding = Hiding {
        directory: &tx.directory()?,
        gazetteer,
        sources,
        random_id: &mut Uuid::new_v4,
        dropped: 0,
    };
    let places: Vec<Place> = perhaps.iter().map(|claim| Place::of(&claim.body)).collect();
    let locations = perhaps.iter().map(|claim| claim.record).collect();
    let hidden = hide_again(tx, &mut hiding, locations, &[])?;
    held::hidden::forget(tx, &places.iter().collect::<Vec<_>>(), &mut hiding)?;
    let hidden: Vec<RecordRef> = hidden.into_values().collect();
    let mut asked = Vec::new();
    for claim in tx.claims_of(&hidden)?.iter().filter(|it| says_withheld(it)) {
        let why = vec![Holding::perhaps_confidential()];
        asked.extend(held::holds((None, None), claim, why, None, loading));
    }
    let places = hidden.iter().filter(|it| it.kind == RecordKind::Location);
    Ok(Merged {
        hidden: places.count() as u64,
        dropped: hiding.dropped,
        asked,
    })
}

/// What says where services of an organization are that wait: they are not joined to it yet, as the organization is.
fn placed_by_what_waits(
    tx: &mut Transaction<'_>,
    organization: RecordRef,
    waiting: &[Claim],
) -> Result<Vec<Claim>, StoreError> {
    let ids = |claim: Claim| {
        let called = (claim.source_id, claim.record.kind, claim.foreign_id);
        [organization.id, open_id(&called)]
    };
    // What waits names it as it was before it was merged.
    let claims = tx.claims_of(&[organization])?.into_iter();
    let organizations: BTreeSet<Uuid> = claims.flat_map(ids).collect();
    let services = waiting.iter().filter(|claim| {
        let of = refers(&claim.body, "organization_id");
        claim.record.kind == RecordKind::Service && of.is_some_and(|it| organizations.contains(&it))
    });
    let services: BTreeSet<Uuid> = services.map(|claim| claim.record.id).collect();
    let is_there = |claim: &&Claim| {
        let of = refers(&claim.body, "service_id");
        of.is_some_and(|service| services.contains(&service))
    };
    Ok(waiting.iter().filter(is_there).cloned().collect())
}

/// What is claimed of the locations that may be it.
fn perhaps(
    tx: &mut Transaction<'_>,
    gazetteer: &Gazetteer,
    merged: &[RecordRef],
) -> Result<Vec<Claim>, StoreError> {
    let mut perhaps = Vec::new();
    let of_kind = |kind| {
        merged
            .iter()
            .copied()
            .filter(move |it: &RecordRef| it.kind == kind)
    };
    let mut services = parents_of(tx, merged, "service_id", RecordKind::Service)?;
    services.extend(of_kind(RecordKind::Service));
    let mut organizations = parents_of(tx, &services, "organization_id", RecordKind::Organization)?;
    organizations.extend(of_kind(RecordKind::Organization));
    if organizations.is_empty() {
        return Ok(perhaps);
    }
    let opened = opened_places(tx)?;
    let waiting = waiting(tx)?;
    let flagged = Flagged::of(tx)?;
    for organization in organizations.into_iter().collect::<BTreeSet<_>>() {
        let children = tx.children_of(&[organization])?;
        let placed = tx.children_of(&children)?;
        let mut placed = tx.claims_of(&placed)?;
        placed.extend(placed_by_what_waits(tx, organization, &waiting)?);
        let mut locations = parents(placed.iter(), "location_id", RecordKind::Location);
        locations.retain(|location| !opened.contains(location));
        let claims = tx.claims_of(&locations)?;
        let kept: Vec<&Claim> = claims.iter().filter(|claim| says_withheld(claim)).collect();
        let known: BTreeSet<Uuid> = kept.iter().map(|claim| claim.source_id).collect();
        // Who has a flag, and no place, keeps one that nobody gives.
        let own = [&[organization][..], &children].concat();
        let own = tx.claims_of(&own)?.into_iter();
        let is_flagged = own.into_iter().any(|claim| {
            let (record, kind) = (claim.record, claim.record.kind);
            let id = open_id(&(claim.source_id, kind, claim.foreign_id));
            flagged.keeps(record) || flagged.keeps(RecordRef { kind, id })
        });
        let is_known = |claim: &Claim| {
            known.contains(&claim.source_id) || says_withheld(claim) || says_open(&claim.body)
        };
        let known = claims.iter().filter(|claim| is_known(claim));
        let known: BTreeSet<RecordRef> = known.map(|claim| claim.record).collect();
        let areas: Vec<BTreeSet<u32>> = kept
            .iter()
            .map(|claim| {
                let area = claim.body.get("public_area").and_then(|area| area.as_str());
                area.map_or_else(BTreeSet::new, |area| in_area(area, gazetteer))
            })
            .collect();
        let is_near = |claim: &Claim| {
            let here = of_location(&claim.body, gazetteer);
            let is_in =
                |area: &BTreeSet<u32>| area.is_empty() || here.iter().any(|it| area.contains(it));
            is_flagged || areas.iter().any(|area| here.is_empty() || is_in(area))
        };
        perhaps.extend(
            claims
                .iter()
                .filter(|claim| {
                    shows(claim)
                        && !known.contains(&claim.record)
                        && has_place(&claim.body)
                        && is_near(claim)
                })
                .cloned(),
        );
    }
    Ok(perhaps)
}
