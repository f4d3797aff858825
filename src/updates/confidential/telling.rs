//! What the directory has in its texts of places that an update has as confidential.

use std::collections::{BTreeMap, BTreeSet};

use super::gone::{belonged, said_once};
use super::namesakes::Namesakes;
use super::{keeps, parents, public_names, says_withheld, shows};
use crate::standing::{Claim, RecordKind, RecordRef};
use crate::store::{StoreError, Transaction};
use crate::updates::batch::Context;
use crate::updates::names::{Name, records_of};
use crate::updates::told::{Place, Told};

/// Records whose texts, as they were taken before, tell such a place.
#[derive(Default)]
pub(super) struct Telling {
    pub records: BTreeSet<RecordRef>,
    /// What each of them may not tell, by [`name_of`] it.
    pub told: Told,
}

/// Under which a record may not tell a place here: the update need not have it.
pub(super) fn name_of(record: RecordRef) -> Name {
    (String::new(), record.kind, record.id.to_string())
}

/// Of the records of the update, and of whatever else those have in the directory who keep a house that is given.
pub(super) fn telling_in_the_open(
    tx: &mut Transaction<'_>,
    context: &Context,
    (namesakes, there): (&Namesakes, &[(RecordRef, Name)]),
) -> Result<Telling, StoreError> {
    let told = &context.survey.told;
    let mut of: BTreeMap<RecordRef, Vec<&Place>> = BTreeMap::new();
    // A single record that is edited has the ids of records for keys.
    let by_id = told.names().filter_map(|name| {
        let (kind, id) = (name.1, name.2.parse().ok()?);
        Some((name, RecordRef { kind, id }))
    });
    let known = records_of(tx, &context.directory, told.names())?;
    for (name, record) in known.into_iter().chain(by_id) {
        of.entry(record).or_default().extend(told.places_of(name));
    }
    let mut keepers: BTreeMap<RecordRef, Vec<&Place>> = BTreeMap::new();
    for (record, places) in of.iter_mut().filter(|(record, _)| keeps(record)) {
        let (given, others) = places.iter().partition(|place| place.has_house());
        *places = others;
        keepers.insert(*record, given);
    }
    let new = new_places(tx, context)?;
    let withdrawn = match new.is_empty() {
        true => Vec::new(),
        false => namesakes.withdrawn(tx)?,
    };
    for (organization, name) in there.iter().chain(&withdrawn) {
        let places = keepers.entry(*organization).or_default();
        places.extend(told.places_of(name));
    }
    keepers.retain(|_, places| !places.is_empty());

    let mut places: Vec<Place> = Vec::new();
    let mut names: BTreeMap<Name, Vec<usize>> = BTreeMap::new();
    let mut all: BTreeSet<RecordRef> = of.keys().copied().collect();
    // What was said once and corrected since, an undo would bring back.
    let mut once: BTreeSet<RecordRef> = BTreeSet::new();
    for (record, known) in of {
        let from = places.len();
        places.extend(known.into_iter().cloned());
        let numbers = names.entry(name_of(record)).or_default();
        numbers.extend(from..places.len());
    }
    for (keeper, known) in keepers {
        let is_new = known
            .iter()
            .any(|place| new.iter().any(|new| std::ptr::eq(*new, *place)));
        let Belongings {
            mut records,
            called,
            offices,
        } = belongings(tx, keeper)?;
        if is_new {
            records.extend(belonged(tx, &[keeper])?);
        }
        let from = places.len();
        for place in known {
            let mut place = match place.has_house() {
                true => place.clone(),
                false => place.clone().as_given(),
            };
            for name in &called {
                place.forget_names_in(name);
            }
            for office in &offices {
                if !office.is_same_as(&place) {
                    place.leave_open(office);
                }
            }
            places.push(place);
        }
        for record in records {
            let numbers = names.entry(name_of(record)).or_default();
            numbers.extend(from..places.len());
            all.insert(record);
            if is_new {
                once.insert(record);
            }
        }
    }

    let told = Told::new(places, names);
    let claims = tx.claims_of(&all.into_iter().collect::<Vec<_>>())?;
    let mut records: BTreeSet<RecordRef> = claims
        .iter()
        .filter(|claim| tells(&told, claim))
        .map(|claim| claim.record)
        .collect();
    for record in once {
        if !records.contains(&record) && told_once(tx, &told, record)? {
            records.insert(record);
        }
    }
    Ok(Telling { records, told })
}

fn tells(told: &Told, claim: &Claim) -> bool {
    let name = &name_of(claim.record);
    let denied = claim.denies.iter().map(|denial| &denial.why);
    told.without(name, &claim.body) != claim.body
        || told.tells(name, &claim.foreign_id)
        || claim
            .words
            .iter()
            .chain(denied)
            .any(|words| told.tells(name, words))
}

/// Whether the history of the record has it.
fn told_once(tx: &mut Transaction<'_>, told: &Told, record: RecordRef) -> Result<bool, StoreError> {
    let name = &name_of(record);
    let said = said_once(tx, record)?;
    let mut said = said.iter();
    Ok(said.any(|body| told.is_at(name, body) || told.without(name, body) != *body))
}

/// The places of locations that the directory does not have, or has in the open. What was said of the others was searched
/// when they came.
fn new_places<'a>(
    tx: &mut Transaction<'_>,
    context: &'a Context,
) -> Result<Vec<&'a Place>, StoreError> {
    let survey = context.survey;
    let locations = survey.withheld.iter();
    let locations = locations.filter(|name| name.1 == RecordKind::Location);
    let known = records_of(tx, &context.directory, locations.clone())?;
    let records: BTreeSet<RecordRef> = known.iter().map(|(_, record)| *record).collect();
    let claims = tx.claims_of(&records.into_iter().collect::<Vec<_>>())?;
    let kept = claims.iter().filter(|claim| says_withheld(claim));
    let kept: BTreeSet<RecordRef> = kept.map(|claim| claim.record).collect();
    let known = known.into_iter();
    let known = known.filter(|(_, record)| kept.contains(record));
    let known: BTreeSet<&Name> = known.map(|(name, _)| name).collect();
    let new = locations.filter(|name| !known.contains(name));
    Ok(new.flat_map(|name| survey.told.places_of(name)).collect())
}

/// What belongs to a keeper.
struct Belongings {
    /// The keeper, the services, their places and what is there.
    records: BTreeSet<RecordRef>,
    /// What they are publicly called.
    called: Vec<String>,
    /// Where they are in the open.
    offices: Vec<Place>,
}

fn belongings(tx: &mut Transaction<'_>, keeper: RecordRef) -> Result<Belongings, StoreError> {
    let services = tx.children_of(&[keeper])?;
    let placed = tx.children_of(&services)?;
    let own = [&[keeper][..], &services, &placed].concat();
    let claims = tx.claims_of(&own)?;
    let locations = parents(claims.iter(), "location_id", RecordKind::Location);
    let own: BTreeSet<RecordRef> = own.into_iter().collect();
    let called = public_names(tx, &own)?;
    let offices = tx.claims_of(&locations)?.into_iter();
    let offices = offices.filter(shows).map(|claim| Place::of(&claim.body));
    Ok(Belongings {
        offices: offices.collect(),
        records: own.into_iter().chain(locations).collect(),
        called,
    })
}
