//! How a listing stands, which comes from four records.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::hsds::{
    FactGroup, Location, Organization, Service, ServiceAtLocation, SourceNote, Standing,
};

/// Of each fact group the least standing of any record that it comes from.
pub fn standing(
    placed: &ServiceAtLocation,
    service: &Service,
    location: &Location,
    organization: &Organization,
) -> BTreeMap<FactGroup, Standing> {
    let mut least: BTreeMap<FactGroup, Standing> = BTreeMap::new();
    for map in [
        &placed.standing,
        &service.standing,
        &location.standing,
        &organization.standing,
    ] {
        for (group, standing) in map {
            let known = least.entry(*group).or_insert(*standing);
            *known = (*known).max(*standing);
        }
    }
    let dialled = [
        &placed.phones,
        &location.phones,
        &service.phones,
        &organization.phones,
    ];
    if let Some(worst) = dialled
        .into_iter()
        .flatten()
        .filter_map(|p| p.standing)
        .max()
    {
        least.insert(FactGroup::Phones, worst);
    }
    least
}

/// Of each fact group the earliest day of any record that it comes from.
pub fn last_checked(
    placed: &ServiceAtLocation,
    service: &Service,
    location: &Location,
    organization: &Organization,
) -> BTreeMap<FactGroup, NaiveDate> {
    let mut earliest: BTreeMap<FactGroup, NaiveDate> = BTreeMap::new();
    for map in [
        &placed.last_checked,
        &service.last_checked,
        &location.last_checked,
        &organization.last_checked,
    ] {
        for (group, day) in map {
            let known = earliest.entry(*group).or_insert(*day);
            *known = (*known).min(*day);
        }
    }
    earliest
}

/// Each source once, by name.
pub fn sources(
    placed: &ServiceAtLocation,
    service: &Service,
    location: &Location,
    organization: &Organization,
) -> Vec<SourceNote> {
    let mut by_id: BTreeMap<Uuid, &SourceNote> = BTreeMap::new();
    let all = [
        &placed.sources,
        &service.sources,
        &location.sources,
        &organization.sources,
    ];
    for note in all.into_iter().flatten() {
        by_id.insert(note.id, note);
    }
    let mut notes: Vec<SourceNote> = by_id.into_values().cloned().collect();
    notes.sort_by(|a, b| a.name.cmp(&b.name));
    notes
}
