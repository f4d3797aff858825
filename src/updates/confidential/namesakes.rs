//! Organizations, whoever's, that are called like one that may not tell a house. What they say of it is searched too.

use std::collections::HashSet;
use std::ptr;

use serde_json::{Map, Value};

use super::gone::said_once;
use crate::standing::{RecordKind, RecordRef};
use crate::store::{StoreError, Transaction};
use crate::updates::batch::Context;
use crate::updates::names::{Name, records_of};
use crate::updates::survey::Called;
use crate::updates::told::Place;

/// By what those are called that may not: in the update, and in the directory where the update does not have them.
pub(super) struct Namesakes<'a> {
    said: &'a Called,
    known: Called,
    /// The same of those who keep a place that nobody gives.
    unknown: Called,
}

impl<'a> Namesakes<'a> {
    pub(super) fn of(
        tx: &mut Transaction<'_>,
        context: &'a Context,
    ) -> Result<Namesakes<'a>, StoreError> {
        let survey = context.survey;
        let told = &survey.told;
        // A suspicion is nothing that others have to be silent for.
        let sure = survey.houses.keys().flat_map(|name| told.places_of(name));
        let sure: HashSet<*const Place> = sure.map(ptr::from_ref).collect();
        let may_not_tell = |name: &&Name| {
            let mut places = told.places_of(name);
            name.1 == RecordKind::Organization
                && !survey.keys.has(name)
                && places.any(|place| sure.contains(&ptr::from_ref(place)))
        };
        let known = called(tx, context, told.names().filter(may_not_tell))?;
        let owners = survey.unknown.owners().map(|(name, _)| name);
        let absent = owners.filter(|name| !survey.keys.has(name));
        let unknown = called(tx, context, absent)?;
        let said = &survey.secretive;
        Ok(Namesakes {
            said,
            known,
            unknown,
        })
    }

    fn is_empty(&self) -> bool {
        self.said.is_empty() && self.known.is_empty()
    }

    /// The canonical names of those that are called like this organization.
    pub(super) fn alike(&self, organization: &Map<String, Value>) -> impl Iterator<Item = &Name> {
        let said = self.said.alike(organization);
        said.chain(self.known.alike(organization))
    }

    /// The same of whoever keeps a place that nobody gives, where the update does not have them.
    pub(super) fn alike_unknown(
        &self,
        organization: &Map<String, Value>,
    ) -> impl Iterator<Item = &Name> {
        self.unknown.alike(organization)
    }

    /// Those that the directory has, each with whom it is called like.
    pub(super) fn there(
        &self,
        tx: &mut Transaction<'_>,
    ) -> Result<Vec<(RecordRef, Name)>, StoreError> {
        let mut there = Vec::new();
        // Most updates say nothing of a place that is kept, and a walk over a directory costs.
        if self.is_empty() {
            return Ok(there);
        }
        tx.each_of_kind(RecordKind::Organization, &mut |record| {
            let alike = self.alike(&record.body);
            there.extend(alike.map(|name| (record.record, name.clone())));
        })?;
        Ok(there)
    }

    /// Those that it had, by what they were called last.
    pub(super) fn withdrawn(
        &self,
        tx: &mut Transaction<'_>,
    ) -> Result<Vec<(RecordRef, Name)>, StoreError> {
        let mut withdrawn = Vec::new();
        if self.is_empty() {
            return Ok(withdrawn);
        }
        for organization in tx.withdrawn(RecordKind::Organization)? {
            if let Some(body) = said_once(tx, organization)?.last() {
                let alike = self.alike(body);
                withdrawn.extend(alike.map(|name| (organization, name.clone())));
            }
        }
        Ok(withdrawn)
    }
}

/// What the directory calls the organizations of these names.
fn called<'a>(
    tx: &mut Transaction<'_>,
    context: &Context,
    names: impl Iterator<Item = &'a Name>,
) -> Result<Called, StoreError> {
    let mut called = Called::default();
    let kind = RecordKind::Organization;
    let names: Vec<&Name> = names.filter(|name| name.1 == kind).collect();
    let known = records_of(tx, &context.directory, names.iter().copied())?;
    let by_id = names
        .iter()
        .filter_map(|name| Some((*name, name.2.parse().ok()?)));
    let by_id = by_id.map(|(name, id)| (name, RecordRef { kind, id }));
    for (name, organization) in known.into_iter().chain(by_id) {
        for claim in tx.claims_of(&[organization])? {
            called.add(&claim.body, name.clone());
        }
    }
    Ok(called)
}
