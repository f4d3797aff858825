//! The records of each kind, numbered, and the sets that filters are made of.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use roaring::RoaringBitmap;
use uuid::Uuid;

use crate::hsds::Service;
use crate::hsds::taxonomy::Taxonomies;
use crate::snapshot::documents::Documents;
use crate::snapshot::listing::Listing;
use crate::standing::RecordKind;

/// The registers of one snapshot.
#[derive(Default)]
pub struct Lists {
    organizations: Register,
    services: Register,
    locations: Register,
    service_at_locations: Register,
    /// Listings that do not say whom they serve.
    without_coverage: RoaringBitmap,
    /// By listing number: the number of its service_at_location.
    of_listing: Vec<Option<u32>>,
}

/// The records of a kind. A record's number is its place among the ids.
#[derive(Default)]
pub struct Register {
    ids: Vec<Uuid>,
    last_modified: Vec<Option<DateTime<Utc>>>,
    /// By id of a term or of a taxonomy.
    terms: HashMap<Uuid, RoaringBitmap>,
    organizations: HashMap<Uuid, RoaringBitmap>,
}

impl Lists {
    /// The registers of `documents`, beside `listings` as they are numbered.
    pub fn of_all(documents: &Documents, listings: &[Listing]) -> Lists {
        let mut services_at: HashMap<Uuid, Vec<&Service>> = HashMap::new();
        for placed in documents.service_at_locations.values() {
            if let Some(service) = documents.services.get(&placed.service_id) {
                let services = services_at.entry(placed.location_id).or_default();
                services.push(service);
            }
        }
        let organizations = documents.organizations.values().map(|organization| {
            let services = documents.services_of.get(&organization.id);
            let services = services.into_iter().flatten();
            Entry {
                id: organization.id,
                last_modified: organization.last_modified,
                services: services
                    .filter_map(|id| documents.services.get(id))
                    .collect(),
            }
        });
        let services = documents.services.values().map(|service| Entry {
            id: service.id,
            last_modified: service.last_modified,
            services: vec![service],
        });
        let locations = documents.locations.values().map(|location| Entry {
            id: location.id,
            last_modified: location.last_modified,
            services: services_at.get(&location.id).cloned().unwrap_or_default(),
        });
        let service_at_locations = documents.service_at_locations.values();
        let service_at_locations = service_at_locations.map(|placed| Entry {
            id: placed.id,
            last_modified: placed.last_modified,
            services: documents
                .services
                .get(&placed.service_id)
                .into_iter()
                .collect(),
        });
        let service_at_locations = Register::of(service_at_locations.collect());
        Lists {
            organizations: Register::of(organizations.collect()),
            services: Register::of(services.collect()),
            locations: Register::of(locations.collect()),
            without_coverage: (0u32..)
                .zip(listings)
                .filter(|(_, listing)| listing.coverage.is_empty())
                .map(|(number, _)| number)
                .collect(),
            of_listing: listings
                .iter()
                .map(|listing| service_at_locations.number(listing.id))
                .collect(),
            service_at_locations,
        }
    }

    pub fn of(&self, kind: RecordKind) -> &Register {
        match kind {
            RecordKind::Organization => &self.organizations,
            RecordKind::Service => &self.services,
            RecordKind::Location => &self.locations,
            RecordKind::ServiceAtLocation => &self.service_at_locations,
        }
    }

    pub fn without_coverage(&self) -> &RoaringBitmap {
        &self.without_coverage
    }

    /// From numbers of listings to numbers of services at locations.
    pub fn records_of_listings(&self, listings: &RoaringBitmap) -> RoaringBitmap {
        listings
            .iter()
            .filter_map(|listing| *self.of_listing.get(listing as usize)?)
            .collect()
    }
}

/// A record, and the services whose terms and organizations are its own.
struct Entry<'a> {
    id: Uuid,
    last_modified: Option<DateTime<Utc>>,
    services: Vec<&'a Service>,
}

impl Register {
    fn of(mut entries: Vec<Entry>) -> Register {
        entries.sort_unstable_by_key(|entry| entry.id);
        let mut register = Register::default();
        for (number, entry) in (0u32..).zip(entries) {
            register.ids.push(entry.id);
            register.last_modified.push(entry.last_modified);
            for service in entry.services {
                for id in terms(service) {
                    register.terms.entry(id).or_default().insert(number);
                }
                if let Some(id) = service.organization_id {
                    register.organizations.entry(id).or_default().insert(number);
                }
            }
        }
        register
    }

    pub fn id(&self, number: u32) -> Uuid {
        self.ids[number as usize]
    }

    pub fn number(&self, id: Uuid) -> Option<u32> {
        let number = self.ids.binary_search(&id).ok()?;
        u32::try_from(number).ok()
    }

    pub fn all(&self) -> RoaringBitmap {
        let mut all = RoaringBitmap::new();
        all.insert_range(0..self.ids.len() as u32);
        all
    }

    /// Nothing for a term or taxonomy that nobody has.
    pub fn with_term(&self, id: Uuid) -> RoaringBitmap {
        self.terms.get(&id).cloned().unwrap_or_default()
    }

    pub fn of_organization(&self, id: Uuid) -> RoaringBitmap {
        self.organizations.get(&id).cloned().unwrap_or_default()
    }

    pub fn modified_since(&self, numbers: &RoaringBitmap, since: DateTime<Utc>) -> RoaringBitmap {
        numbers
            .iter()
            .filter(|number| self.last_modified[*number as usize] >= Some(since))
            .collect()
    }
}

/// The ids of a service's terms, of those above them, and of their taxonomies.
fn terms(service: &Service) -> impl Iterator<Item = Uuid> {
    let ours = Taxonomies::embedded();
    let kind = [(&ours.kind, service.kind.as_str())];
    let categories = service.categories.iter();
    let categories = categories.map(|code| (&ours.category, code.as_str()));
    let audiences = service.audiences.iter();
    let audiences = audiences.map(|code| (&ours.audience, code.as_str()));
    let strengths = service.criteria.iter();
    let strengths = strengths.filter_map(|criterion| criterion.get("strength")?.as_str());
    let strengths = strengths.map(|code| (&ours.criterion, code));
    kind.into_iter()
        .chain(categories)
        .chain(audiences)
        .chain(strengths)
        .flat_map(|(taxonomy, code)| {
            let terms = taxonomy.with_ancestors(code);
            let mut ids: Vec<Uuid> = terms.map(|code| taxonomy.term_id(code)).collect();
            if !ids.is_empty() {
                ids.push(taxonomy.id());
            }
            ids
        })
}
