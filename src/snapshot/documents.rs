//! The whole records, as HSDS has them and ready to serve.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::hsds::taxonomy::Taxonomies;
use crate::hsds::{
    Address, FactGroup, Location, Organization, Phone, Service, ServiceAtLocation, SourceNote,
    Standing,
};
use crate::standing::dial::NumberBook;
use crate::standing::{Record, RecordKind, Source};

/// Every record by its id.
#[derive(Default)]
pub struct Documents {
    pub organizations: HashMap<Uuid, Organization>,
    pub services: HashMap<Uuid, Service>,
    pub locations: HashMap<Uuid, Location>,
    pub service_at_locations: HashMap<Uuid, ServiceAtLocation>,
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
                    service.attributes = attributes(&service);
                    (service.standing, service.sources) = (standing, sources);
                    documents.services.insert(id, service);
                }
                RecordKind::Location => {
                    let mut location: Location = serde_json::from_value(body).map_err(misshapen)?;
                    location.phones = phones(&location.phones);
                    (location.standing, location.sources) = (standing, sources);
                    documents.locations.insert(id, location);
                }
                RecordKind::ServiceAtLocation => {
                    let mut placed: ServiceAtLocation =
                        serde_json::from_value(body).map_err(misshapen)?;
                    placed.phones = phones(&placed.phones);
                    (placed.standing, placed.sources) = (standing, sources);
                    documents.service_at_locations.insert(id, placed);
                }
            }
        }
        Ok(documents)
    }

    /// A service with its organization and where it is given.
    pub fn whole_service(&self, id: Uuid) -> Option<Service> {
        let mut service = self.services.get(&id)?.clone();
        service.organization = self.organization_of(&service);
        let mut placed: Vec<ServiceAtLocation> = self
            .service_at_locations
            .values()
            .filter(|placed| placed.service_id == id)
            .map(|placed| ServiceAtLocation {
                location: self.whole_location(placed.location_id),
                ..placed.clone()
            })
            .collect();
        placed.sort_by_key(|placed| placed.id);
        service.service_at_locations = placed;
        Some(service)
    }

    /// A service at a location with both of them whole.
    pub fn whole_service_at_location(&self, id: Uuid) -> Option<ServiceAtLocation> {
        let mut placed = self.service_at_locations.get(&id)?.clone();
        placed.location = self.whole_location(placed.location_id);
        placed.service = self.services.get(&placed.service_id).map(|service| {
            Box::new(Service {
                organization: self.organization_of(service),
                ..service.clone()
            })
        });
        Some(placed)
    }

    /// A location with addresses as HSDS wants them: every part there, what is not known empty.
    pub fn whole_location(&self, id: Uuid) -> Option<Location> {
        let mut location = self.locations.get(&id)?.clone();
        for address in &mut location.addresses {
            complete(address);
        }
        Some(location)
    }

    fn organization_of(&self, service: &Service) -> Option<Organization> {
        self.organizations.get(&service.organization_id?).cloned()
    }
}

fn complete(address: &mut Address) {
    address.address_1.get_or_insert_default();
    address.city.get_or_insert_default();
    address.state_province.get_or_insert_default();
    address.postal_code.get_or_insert_default();
    address.country.get_or_insert_with(|| "US".to_owned());
    address
        .address_type
        .get_or_insert_with(|| "physical".to_owned());
}

/// The body with ids for the record and for the objects inside it, which sources often leave out.
fn with_ids(record: &Record) -> Value {
    let mut body = record.body.clone();
    let id = record.record.id;
    for (field, value) in &mut body {
        if let Value::Array(items) = value {
            for (at, item) in items.iter_mut().enumerate() {
                give_id(item, id, field, at);
            }
        }
    }
    body.insert("id".to_owned(), Value::String(id.to_string()));
    Value::Object(body)
}

fn give_id(item: &mut Value, parent: Uuid, field: &str, at: usize) {
    let Value::Object(fields) = item else { return };
    let id = Uuid::new_v5(&parent, format!("{field}/{at}").as_bytes());
    fields
        .entry("id")
        .or_insert_with(|| Value::String(id.to_string()));
    for (field, value) in fields.iter_mut() {
        if let Value::Array(items) = value {
            for (at, item) in items.iter_mut().enumerate() {
                give_id(item, id, field, at);
            }
        }
    }
}

fn attributes(service: &Service) -> Vec<crate::hsds::Attribute> {
    let ours = Taxonomies::embedded();
    let kind = ours
        .kind
        .attribute(service.kind.as_str(), service.id, "service");
    let categories = service
        .categories
        .iter()
        .filter_map(|code| ours.category.attribute(code, service.id, "service"));
    let audiences = service
        .audiences
        .iter()
        .filter_map(|code| ours.audience.attribute(code, service.id, "service"));
    kind.into_iter()
        .chain(categories)
        .chain(audiences)
        .collect()
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
    let ids: std::collections::BTreeSet<Uuid> =
        record.facts.values().map(|fact| fact.source_id).collect();
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
