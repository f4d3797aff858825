//! What the directory has in the open of places that an update withholds.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;
use uuid::Uuid;

use super::parents;
use crate::geography::Gazetteer;
use crate::standing::{Claim, RecordKind, RecordRef};
use crate::store::{StoreError, Transaction};
use crate::updates::batch::Context;
use crate::updates::held::public;
use crate::updates::load::Settled;
use crate::updates::names::{Name, canonical_of, keyed_hash, records_of, source_id};
use crate::updates::survey::{FEW, Unknown, numbers_of, says_open};
use crate::updates::told::Place;

/// Where withheld locations are by what every source said while they were in the open: an update that hides a place
/// seldom gives it again, and still has it in its texts.
pub fn places_in_the_open(
    tx: &mut Transaction<'_>,
    canonical: &HashMap<Name, Name>,
    settled: &BTreeMap<Name, Settled>,
    withheld: &BTreeSet<Name>,
) -> Result<BTreeMap<Name, Vec<Place>>, StoreError> {
    let names: BTreeSet<&Name> = withheld
        .iter()
        .chain(canonical.keys())
        .filter(|name| name.1 == RecordKind::Location)
        .filter(|name| withheld.contains(&canonical_of(canonical, name)))
        .collect();
    let directory = tx.directory()?;
    let mut records: BTreeMap<RecordRef, Name> = BTreeMap::new();
    let known = records_of(tx, &directory, names.iter().copied())?;
    let edited = names
        .iter()
        .filter_map(|name| Some((*name, settled.get(*name)?.record)));
    for (name, record) in known.into_iter().chain(edited) {
        records.insert(record, canonical_of(canonical, name));
    }
    let claims = tx.claims_of(&records.keys().copied().collect::<Vec<_>>())?;
    let mut places: BTreeMap<Name, Vec<Place>> = BTreeMap::new();
    for claim in claims.iter().filter(|claim| shows(claim)) {
        let name = records[&claim.record].clone();
        places.entry(name).or_default().push(Place::of(&claim.body));
    }
    Ok(places)
}

/// The locations in the open of organizations, of services and of what is a service somewhere that keep their places, or
/// that are named themselves: by whoever keeps them, what is claimed of each.
pub fn kept_in_the_open(
    tx: &mut Transaction<'_>,
    secretive: &BTreeSet<Name>,
) -> Result<BTreeMap<Name, Vec<Claim>>, StoreError> {
    let directory = tx.directory()?;
    let mut kept: BTreeMap<Name, Vec<Claim>> = BTreeMap::new();
    for (name, record) in records_of(tx, &directory, secretive)? {
        let placed = match record.kind {
            RecordKind::Organization => {
                let services = tx.children_of(&[record])?;
                tx.children_of(&services)?
            }
            RecordKind::Service => tx.children_of(&[record])?,
            RecordKind::ServiceAtLocation => vec![record],
            RecordKind::Location => Vec::new(),
        };
        let placed = tx.claims_of(&placed)?;
        let mut locations = parents(placed.iter(), "location_id", RecordKind::Location);
        locations.extend(Some(record).filter(|record| record.kind == RecordKind::Location));
        let mut claims = tx.claims_of(&locations)?;
        claims.retain(shows);
        if !claims.is_empty() {
            kept.entry(name.clone()).or_default().extend(claims);
        }
    }
    Ok(kept)
}

/// Locations in the open that may be a confidential place that an update does not give: of whoever keeps it, or of who is
/// called so and has a number of theirs. Each with who keeps it, and what is claimed of it.
pub fn perhaps_in_the_open(
    tx: &mut Transaction<'_>,
    gazetteer: &Gazetteer,
    unknown: &Unknown,
) -> Result<Vec<(Name, Claim)>, StoreError> {
    let mut perhaps = Vec::new();
    if unknown.is_empty() {
        return Ok(perhaps);
    }
    let directory = tx.directory()?;
    let owners: BTreeMap<&Name, usize> = unknown.owners().collect();
    let mut own: BTreeMap<RecordRef, BTreeSet<usize>> = BTreeMap::new();
    for (name, record) in records_of(tx, &directory, owners.keys().copied())? {
        let organizations = match record.kind {
            RecordKind::Organization => vec![record],
            _ => {
                let claims = tx.claims_of(&[record])?;
                parents(claims.iter(), "organization_id", RecordKind::Organization)
            }
        };
        for organization in organizations {
            own.entry(organization).or_default().insert(owners[name]);
        }
    }
    let mut there: BTreeMap<RecordRef, Name> = BTreeMap::new();
    for (name, service) in records_of(tx, &directory, unknown.services())? {
        there.insert(service, name.clone());
    }
    let mut alike: BTreeMap<RecordRef, BTreeSet<usize>> = BTreeMap::new();
    tx.each_of_kind(RecordKind::Organization, &mut |record| {
        let of = unknown.alike(&record.body);
        if !of.is_empty() {
            alike.insert(record.record, of);
        }
    })?;
    let opened = opened_places(tx)?;
    let mut reached = reached(tx, unknown, &own)?;
    let organizations = own.keys().chain(alike.keys()).chain(reached.keys());
    let organizations: BTreeSet<RecordRef> = organizations.copied().collect();
    for organization in organizations {
        let services = tx.children_of(&[organization])?;
        let placed = tx.children_of(&services)?;
        let around = [&[organization][..], &services, &placed].concat();
        let around = tx.claims_of(&around)?;
        let mut locations = parents(around.iter(), "location_id", RecordKind::Location);
        locations.retain(|location| !opened.contains(location));
        let claims = tx.claims_of(&locations)?;
        let numbers: BTreeSet<String> = around
            .iter()
            .chain(&claims)
            .flat_map(|claim| numbers_of(&claim.body))
            .collect();
        let own = own.remove(&organization).unwrap_or_default();
        let reached = reached.remove(&organization).unwrap_or_default();
        let mut keepers = BTreeSet::new();
        let like = alike.remove(&organization).into_iter().flatten();
        keepers.extend(like.filter(|keeper| unknown.may_be(*keeper, &numbers)));
        let public: BTreeSet<RecordRef> = claims
            .iter()
            .filter(|claim| says_open(&claim.body))
            .map(|claim| claim.record)
            .collect();
        let at = services_at(&around);
        for claim in claims {
            let has_in_common = |keeper: &&usize| {
                let own: BTreeSet<String> = numbers_of(&claim.body).collect();
                let mut at = at.get(&claim.record).into_iter().flatten();
                unknown.has_in_common(**keeper, None, &own)
                    || at.any(|(service, numbers)| {
                        unknown.has_in_common(**keeper, there.get(service), numbers)
                    })
            };
            let is_it = |keeper: &&usize| unknown.may_be_at(**keeper, &claim.body, gazetteer);
            // Under another name by its number alone: that of the place, or where that has none, of whose it is.
            let mut here: BTreeSet<String> = numbers_of(&claim.body).collect();
            let services = at.get(&claim.record).into_iter().flatten();
            here.extend(services.flat_map(|(_, numbers)| numbers.clone()));
            let here = if here.is_empty() { &numbers } else { &here };
            let by_number = here.iter().filter_map(|number| reached.get(number));
            let by_number: BTreeSet<usize> = by_number.flatten().copied().collect();
            let of = keepers.iter().chain(own.iter().filter(has_in_common));
            let mut of = of.chain(&by_number);
            let keeper = of.find(is_it);
            let keeper = keeper.filter(|_| shows(&claim) && !public.contains(&claim.record));
            let name = keeper.and_then(|keeper| owners.iter().find(|(_, of)| *of == keeper));
            if let Some((name, _)) = name {
                perhaps.push(((*name).clone(), claim));
            }
        }
    }
    Ok(perhaps)
}

/// The numbers of those who keep such a place, with whose they are, by the organizations of other names that have them.
/// One that more than a few have is a line for all.
fn reached(
    tx: &mut Transaction<'_>,
    unknown: &Unknown,
    own: &BTreeMap<RecordRef, BTreeSet<usize>>,
) -> Result<BTreeMap<RecordRef, BTreeMap<String, BTreeSet<usize>>>, StoreError> {
    let mut numbers: HashMap<&str, BTreeSet<usize>> = HashMap::new();
    for (number, keeper) in unknown.own_numbers() {
        numbers.entry(number).or_default().insert(keeper);
    }
    let mut whose: BTreeMap<String, BTreeSet<RecordRef>> = BTreeMap::new();
    let kinds = [RecordKind::Organization, RecordKind::Service];
    for kind in kinds.into_iter().filter(|_| !numbers.is_empty()) {
        tx.each_of_kind(kind, &mut |record| {
            let id = record.body.get("organization_id").and_then(Value::as_str);
            let owner = RecordRef {
                kind: RecordKind::Organization,
                id: id
                    .and_then(|id| id.parse().ok())
                    .unwrap_or(record.record.id),
            };
            if !own.contains_key(&owner) {
                let known = numbers_of(&record.body);
                for number in known.filter(|number| numbers.contains_key(number.as_str())) {
                    whose.entry(number).or_default().insert(owner);
                }
            }
        })?;
    }
    let mut reached: BTreeMap<RecordRef, BTreeMap<String, BTreeSet<usize>>> = BTreeMap::new();
    for (number, owners) in whose.into_iter().filter(|(_, owners)| owners.len() <= FEW) {
        for owner in owners {
            let keepers = numbers[number.as_str()].clone();
            reached
                .entry(owner)
                .or_default()
                .insert(number.clone(), keepers);
        }
    }
    Ok(reached)
}

/// What people let be known, whoever's word it is.
pub(super) fn opened_places(tx: &mut Transaction<'_>) -> Result<BTreeSet<RecordRef>, StoreError> {
    let sources: Vec<Uuid> = tx.sources()?.iter().map(|source| source.id).collect();
    Ok(public::opened(tx, &sources)?.into_values().collect())
}

/// The services at each location, with their numbers.
fn services_at(claims: &[Claim]) -> BTreeMap<RecordRef, Vec<(RecordRef, BTreeSet<String>)>> {
    let mut numbers: BTreeMap<RecordRef, BTreeSet<String>> = BTreeMap::new();
    for claim in claims {
        let own = numbers.entry(claim.record).or_default();
        own.extend(numbers_of(&claim.body));
    }
    let mut at: BTreeMap<RecordRef, Vec<_>> = BTreeMap::new();
    for claim in claims {
        let services = parents([claim].into_iter(), "service_id", RecordKind::Service);
        let locations = parents([claim].into_iter(), "location_id", RecordKind::Location);
        for (service, location) in services.into_iter().zip(locations) {
            let mut numbers_there = numbers[&claim.record].clone();
            numbers_there.extend(numbers.get(&service).into_iter().flatten().cloned());
            at.entry(location)
                .or_default()
                .push((service, numbers_there));
        }
    }
    at
}

/// Records in the open that the update has as withheld.
pub(super) fn withheld_in_the_open(
    tx: &mut Transaction<'_>,
    context: &Context,
) -> Result<BTreeSet<RecordRef>, StoreError> {
    let withheld = &context.survey.withheld;
    let aliases = context.canonical.keys();
    let aliases = aliases.filter(|name| withheld.contains(&canonical_of(context.canonical, name)));
    let names: Vec<&Name> = withheld.iter().chain(aliases).collect();
    let asked: Vec<(Uuid, RecordKind, &str)> = names
        .iter()
        .map(|(source, kind, key)| (source_id(source), *kind, key.as_str()))
        .collect();
    let known = tx.same_as_of(&asked)?;
    let mut open: BTreeSet<RecordRef> = known.into_iter().map(|same| same.record).collect();
    // A place that was let be known once is kept under its hash, and one that is edited under any name.
    let hashes: Vec<String> = names
        .iter()
        .map(|name| keyed_hash(&context.directory, name))
        .collect();
    let asked: Vec<(Uuid, RecordKind, &str)> = names
        .iter()
        .zip(&hashes)
        .map(|((source, kind, _), hash)| (source_id(source), *kind, hash.as_str()))
        .collect();
    let known = tx.same_as_of(&asked)?;
    let mut perhaps: BTreeSet<RecordRef> = known.into_iter().map(|same| same.record).collect();
    let settled = names.iter().filter_map(|name| context.settled.get(name));
    perhaps.extend(settled.map(|settled| settled.record));
    perhaps.retain(|record| record.kind == RecordKind::Location);
    let claims = tx.claims_of(&perhaps.into_iter().collect::<Vec<_>>())?;
    let shown = claims.iter().filter(|claim| shows(claim));
    open.extend(shown.map(|claim| claim.record));
    Ok(open)
}

/// Locations in the open that an organization of the update has, with the very place of one that the update withholds.
pub(super) fn twins_in_the_open(
    tx: &mut Transaction<'_>,
    context: &Context,
    namesakes: &[(RecordRef, Name)],
) -> Result<BTreeSet<RecordRef>, StoreError> {
    let told = &context.survey.told;
    let names = told
        .names()
        .filter(|name| name.1 == RecordKind::Organization);
    let mut organizations: BTreeMap<RecordRef, Vec<&Place>> = BTreeMap::new();
    for (name, record) in records_of(tx, &context.directory, names)? {
        let places = organizations.entry(record).or_default();
        places.extend(told.places_of(name));
    }
    for (organization, name) in namesakes {
        let places = organizations.entry(*organization).or_default();
        places.extend(told.places_of(name));
    }
    let mut twins = BTreeSet::new();
    if organizations.is_empty() {
        return Ok(twins);
    }
    let opened = opened_places(tx)?;
    for (organization, places) in organizations {
        let services = tx.children_of(&[organization])?;
        let placed = tx.children_of(&services)?;
        let placed = tx.claims_of(&placed)?;
        let locations = parents(placed.iter(), "location_id", RecordKind::Location);
        let is_twin = |claim: &&Claim| {
            let own = Place::of(&claim.body);
            shows(claim)
                && !opened.contains(&claim.record)
                && places.iter().any(|place| own.is_same_as(place))
        };
        let claims = tx.claims_of(&locations)?;
        twins.extend(claims.iter().filter(is_twin).map(|claim| claim.record));
    }
    Ok(twins)
}

/// Whether a location is claimed with its place.
pub fn shows(claim: &Claim) -> bool {
    claim.record.kind == RecordKind::Location && !says_withheld(claim)
}

pub fn says_withheld(claim: &Claim) -> bool {
    claim.body.get("withheld") == Some(&Value::Bool(true))
}
