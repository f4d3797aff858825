//! The whole records, as HSDS has them and ready to serve.

mod grounds;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, SubsecRound, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::eligibility::Ground;
use crate::hsds::{
    FactGroup, Location, Organization, Phone, Service, ServiceAtLocation, ServiceCapacity,
    SourceNote, Standing,
};
use crate::standing::dial::NumberBook;
use crate::standing::{Record, RecordKind, RecordRef, Source};
use grounds::{add_criteria_of_equals, attribute_criteria, attributes, grounds_of};

/// Every record by its id.
#[derive(Default)]
pub struct Documents {
    pub organizations: HashMap<Uuid, Organization>,
    pub services: HashMap<Uuid, Service>,
    pub locations: HashMap<Uuid, Location>,
    pub service_at_locations: HashMap<Uuid, ServiceAtLocation>,
    /// All of them, by kind and then by id.
    pub order: Vec<RecordRef>,
    /// Whose word it is, by service or service at a location, for the groups that criteria are made of.
    pub(super) grounds: HashMap<Uuid, BTreeMap<FactGroup, Ground>>,
    /// By organization, in the order of ids.
    pub(super) services_of: HashMap<Uuid, Vec<Uuid>>,
    /// The services at locations by service, in the order of ids.
    pub(super) places_of: HashMap<Uuid, Vec<Uuid>>,
}

/// A record as it is served.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Whole {
    Organization(Organization),
    Service(Box<Service>),
    Location(Location),
    ServiceAtLocation(Box<ServiceAtLocation>),
}

/// A record whose body is not of HSDS's shape.
#[derive(Debug, thiserror::Error)]
#[error("the stored {} {id} is not of its shape: {fault}", kind.as_str())]
pub struct Misshapen {
    kind: RecordKind,
    id: Uuid,
    fault: serde_json::Error,
}

impl Documents {
    /// The records as HSDS has them, with their numbers judged.
    pub fn of(
        records: &[Record],
        sources: &BTreeMap<Uuid, Source>,
    ) -> Result<Documents, Misshapen> {
        let book = NumberBook::of(records, sources);
        let mut documents = Documents::default();
        for record in records {
            let body = with_ids(record);
            let id = record.record.id;
            let misshapen = |fault| Misshapen {
                kind: record.record.kind,
                id,
                fault,
            };
            let phones = |phones: &[Phone]| match record.facts.get(&FactGroup::Phones) {
                Some(fact) => book.judge(record.record, phones, fact),
                None => Vec::new(),
            };
            let standing = standing_of(record);
            let sources_by_id = sources;
            let sources = sources_of(record, sources);
            match record.record.kind {
                RecordKind::Organization => {
                    let mut organization: Organization =
                        serde_json::from_value(body).map_err(misshapen)?;
                    organization.phones = phones(&organization.phones);
                    (organization.standing, organization.sources) = (standing, sources);
                    documents.organizations.insert(id, organization);
                }
                RecordKind::Service => {
                    let mut service: Service = serde_json::from_value(body).map_err(misshapen)?;
                    service.phones = phones(&service.phones);
                    let mut grounds = grounds_of(record, sources_by_id);
                    if add_criteria_of_equals(&mut service, record, sources_by_id)
                        && let Some(ground) = grounds.get_mut(&FactGroup::Eligibility)
                    {
                        ground.disputed = true;
                    }
                    attribute_criteria(&mut service, grounds.get(&FactGroup::Eligibility));
                    service.attributes = attributes(&service, &grounds);
                    documents.grounds.insert(id, grounds);
                    complete(&mut service.capacities);
                    (service.standing, service.sources) = (standing, sources);
                    documents.services.insert(id, service);
                }
                RecordKind::Location => {
                    let mut location: Location = serde_json::from_value(body).map_err(misshapen)?;
                    location.phones = phones(&location.phones);
                    (location.standing, location.sources) = (standing, sources);
                    close(&mut location);
                    documents.locations.insert(id, location);
                }
                RecordKind::ServiceAtLocation => {
                    let mut placed: ServiceAtLocation =
                        serde_json::from_value(body).map_err(misshapen)?;
                    placed.phones = phones(&placed.phones);
                    let grounds = grounds_of(record, sources_by_id);
                    documents.grounds.insert(id, grounds);
                    (placed.standing, placed.sources) = (standing, sources);
                    documents.service_at_locations.insert(id, placed);
                }
            }
        }
        documents.join();
        Ok(documents)
    }

    fn join(&mut self) {
        let refs = |kind, ids: Vec<&Uuid>| {
            let mut ids: Vec<Uuid> = ids.into_iter().copied().collect();
            ids.sort_unstable();
            ids.into_iter().map(move |id| RecordRef { kind, id })
        };
        self.order = refs(
            RecordKind::Organization,
            self.organizations.keys().collect(),
        )
        .chain(refs(RecordKind::Location, self.locations.keys().collect()))
        .chain(refs(RecordKind::Service, self.services.keys().collect()))
        .chain(refs(
            RecordKind::ServiceAtLocation,
            self.service_at_locations.keys().collect(),
        ))
        .collect();
        for service in self.services.values() {
            if let Some(organization) = service.organization_id {
                let services = self.services_of.entry(organization).or_default();
                services.push(service.id);
            }
        }
        for placed in self.service_at_locations.values() {
            let places = self.places_of.entry(placed.service_id).or_default();
            places.push(placed.id);
        }
        let lists = self.services_of.values_mut();
        for ids in lists.chain(self.places_of.values_mut()) {
            ids.sort_unstable();
        }
    }

    /// Says when the records were last written, and when a service lost one of its places: a service's
    /// time, and that of a service at a location, is the latest of all that is nested in it, since HSDS
    /// 3.1 counts related information in.
    pub fn date(
        &mut self,
        written: &BTreeMap<RecordRef, DateTime<Utc>>,
        left: &[(Uuid, DateTime<Utc>)],
    ) {
        let at = |kind, id| {
            let at = written.get(&RecordRef { kind, id })?;
            // As it is served, so that what is served can be asked for.
            Some(at.trunc_subsecs(3))
        };
        for organization in self.organizations.values_mut() {
            organization.last_modified = at(RecordKind::Organization, organization.id);
        }
        for location in self.locations.values_mut() {
            location.last_modified = at(RecordKind::Location, location.id);
        }
        for service in self.services.values_mut() {
            let organization = service.organization_id;
            service.last_modified = at(RecordKind::Service, service.id)
                .max(organization.and_then(|id| at(RecordKind::Organization, id)));
        }
        for placed in self.service_at_locations.values_mut() {
            let mut service = self.services.get_mut(&placed.service_id);
            let place = at(RecordKind::ServiceAtLocation, placed.id)
                .max(at(RecordKind::Location, placed.location_id));
            placed.last_modified = service
                .as_ref()
                .and_then(|service| {
                    let organization = service.organization_id?;
                    at(RecordKind::Organization, organization)
                })
                .max(at(RecordKind::Service, placed.service_id))
                .max(place);
            if let Some(service) = &mut service {
                service.last_modified = service.last_modified.max(place);
            }
        }
        for (service, at) in left {
            if let Some(service) = self.services.get_mut(service) {
                service.last_modified = service.last_modified.max(Some(at.trunc_subsecs(3)));
            }
        }
    }
}

/// Takes out of a withheld location whatever might say where it is, should any have been stored: all
/// that is served, in whatever format, comes from here.
fn close(location: &mut Location) {
    if location.withheld {
        (location.latitude, location.longitude) = (None, None);
        location.precision = None;
        location.addresses.clear();
        location.transportation = None;
        (location.name, location.alternate_name) = (None, None);
        location.description = None;
    }
}

/// Lists of objects that are no objects of HSDS, and have no ids.
const CRITERIA: [&str; 2] = ["criteria", "cases"];

/// The body with ids for the record and for the objects inside it, which sources often leave out.
fn with_ids(record: &Record) -> Value {
    let mut body = record.body.clone();
    let id = record.record.id;
    for (field, value) in &mut body {
        if !CRITERIA.contains(&field.as_str()) {
            give_ids(value, id, field);
        }
    }
    body.insert("id".to_owned(), Value::String(id.to_string()));
    Value::Object(body)
}

/// Gives the objects of a list their ids, by what has the list, and those of the lists in them.
fn give_ids(list: &mut Value, parent: Uuid, field: &str) {
    let Value::Array(items) = list else { return };
    for (at, item) in items.iter_mut().enumerate() {
        let Value::Object(fields) = item else {
            continue;
        };
        let id = Uuid::new_v5(&parent, format!("{field}/{at}").as_bytes());
        fields
            .entry("id")
            .or_insert_with(|| Value::String(id.to_string()));
        for (field, value) in fields.iter_mut() {
            give_ids(value, id, field);
        }
    }
}

/// Leaves what HSDS cannot do without, each with the id of its unit.
fn complete(capacities: &mut Vec<ServiceCapacity>) {
    capacities.retain(ServiceCapacity::is_whole);
    for capacity in capacities {
        let made = capacity.unit.made_id();
        capacity.unit.id.get_or_insert(made);
    }
}

fn standing_of(record: &Record) -> BTreeMap<FactGroup, Standing> {
    record
        .facts
        .iter()
        .map(|(group, fact)| (*group, fact.standing))
        .collect()
}

/// The sources that the record rests on, by name.
fn sources_of(record: &Record, sources: &BTreeMap<Uuid, Source>) -> Vec<SourceNote> {
    let ids: BTreeSet<Uuid> = record.facts.values().map(|fact| fact.source_id).collect();
    let mut notes: Vec<SourceNote> = ids
        .iter()
        .filter_map(|id| sources.get(id))
        .map(|source| SourceNote {
            id: source.id,
            name: source.name.clone(),
            date: source.date,
        })
        .collect();
    notes.sort_by(|a, b| a.name.cmp(&b.name));
    notes
}

/// The texts of the programme terms, for a summary.
pub fn term_texts(terms: &Map<String, Value>) -> impl Iterator<Item = &str> {
    terms.values().filter_map(|term| term.get("text")?.as_str())
}
