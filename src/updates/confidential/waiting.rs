//! What waits, whoever brought it, and was kept before anybody said that a place is confidential.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::namesakes::Namesakes;
use super::shows;
use crate::standing::{RecordKind, RecordRef};
use crate::store::{HeldFilter, StoreError, Transaction};
use crate::updates::batch::{Context, open_id};
use crate::updates::names::{Name, source_id};
use crate::updates::survey::says_open;
use crate::updates::told::{Place, is_any_text};

/// What waits of the entries of an update, of organizations that are called like theirs, and of what these have.
#[derive(Default)]
pub(super) struct Waiting {
    /// Records of which something waits that tells a place that the update hides.
    pub records: Vec<RecordRef>,
    /// Locations in the open in the very house, to which nothing belongs yet but what waits.
    pub houses: Vec<RecordRef>,
}

/// Looks through all that waits, twice: for what belongs to whom, and for what tells a place.
pub(super) fn waiting_in_the_open(
    tx: &mut Transaction<'_>,
    context: &Context,
    (namesakes, there): (&Namesakes, &[(RecordRef, Name)]),
) -> Result<Waiting, StoreError> {
    let survey = context.survey;
    let told = &survey.told;
    let mut waiting = BTreeSet::new();
    let mut of: BTreeMap<RecordRef, BTreeSet<&Name>> = BTreeMap::new();
    for name in survey.withheld.iter().chain(told.names()) {
        let id = open_id(&(source_id(&name.0), name.1, name.2.clone()));
        of.entry(RecordRef { kind: name.1, id })
            .or_default()
            .insert(name);
    }
    if of.is_empty() {
        return Ok(Waiting::default());
    }
    for (organization, name) in there {
        of.entry(*organization).or_default().insert(name);
    }
    // What belongs to what waits, or to what is called alike, is found parents first.
    let mut bodies: Vec<(RecordRef, Map<String, Value>)> = Vec::new();
    let mut parts: BTreeSet<RecordRef> = BTreeSet::new();
    tx.each_held(&HeldFilter::default(), &mut |held| {
        let (record, proposal) = (held.hold.record, &held.hold.proposal);
        match (record, proposal.pointer("/proposal/claim/body")) {
            (Some(record), Some(Value::Object(body))) => bodies.push((record, body.clone())),
            (Some(record), _) if !proposal.is_null() => {
                parts.insert(record);
            }
            _ => {}
        }
    })?;
    let claims = tx.claims_of(&parts.into_iter().collect::<Vec<_>>())?;
    bodies.extend(claims.into_iter().map(|claim| (claim.record, claim.body)));
    for kind in RecordKind::ALL {
        for (record, body) in bodies.iter().filter(|(record, _)| record.kind == kind) {
            let mut names: BTreeSet<&Name> = BTreeSet::new();
            if kind == RecordKind::Organization {
                names.extend(namesakes.alike(body));
                let keepers = survey.unknown.alike(body);
                let owners = survey.unknown.owners();
                let owners = owners.filter(|(_, keeper)| keepers.contains(keeper));
                names.extend(owners.map(|(name, _)| name));
                names.extend(namesakes.alike_unknown(body));
            }
            for (field, kind) in PARENTS {
                let parent = body.get(field).and_then(Value::as_str);
                let parent = parent.and_then(|id| id.parse().ok());
                let parent = parent.and_then(|id| of.get(&RecordRef { kind, id }));
                names.extend(parent.into_iter().flatten().copied());
            }
            of.entry(*record).or_default().extend(names);
        }
    }
    // A location is whose what is there is.
    let mut at: BTreeMap<RecordRef, BTreeSet<&Name>> = BTreeMap::new();
    for (record, body) in &bodies {
        let location = body.get("location_id").and_then(Value::as_str);
        let id = location.and_then(|id| id.parse().ok());
        let kind = RecordKind::Location;
        if let (Some(id), Some(names)) = (id, of.get(record)) {
            at.entry(RecordRef { kind, id }).or_default().extend(names);
        }
    }
    for (location, names) in &at {
        of.entry(*location).or_default().extend(names);
    }
    tx.each_held(&HeldFilter::default(), &mut |held| {
        let (record, proposal) = (held.hold.record, &held.hold.proposal);
        let Some(names) = record.and_then(|record| of.get(&record)) else {
            return;
        };
        let is_hidden = names.iter().any(|name| survey.withheld.contains(*name));
        let tells = || {
            is_any_text(proposal, &mut |text| {
                names.iter().any(|name| told.tells(name, text))
            })
        };
        if !proposal.is_null() && (is_hidden || tells()) {
            waiting.extend(record);
        }
    })?;
    let mut houses = tx.claims_of(&at.keys().copied().collect::<Vec<_>>())?;
    houses.retain(|claim| {
        let own = Place::of(&claim.body);
        let names = &at[&claim.record];
        let mut places = names.iter().flat_map(|name| told.places_of(name));
        let mut owners = survey.unknown.owners();
        let may_be_it = |(name, keeper): (&Name, usize)| {
            let unknown = &survey.unknown;
            names.contains(name) && unknown.may_be_at(keeper, &claim.body, context.gazetteer)
        };
        shows(claim)
            && (places.any(|place| own.is_same_as(place))
                || (!says_open(&claim.body) && owners.any(may_be_it)))
    });
    Ok(Waiting {
        records: waiting.into_iter().collect(),
        houses: houses.into_iter().map(|claim| claim.record).collect(),
    })
}

/// Whose a record is.
const PARENTS: [(&str, RecordKind); 2] = [
    ("organization_id", RecordKind::Organization),
    ("service_id", RecordKind::Service),
];
