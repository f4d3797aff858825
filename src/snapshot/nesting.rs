//! Records as HSDS nests them: as lists have them, with their one-to-one fields alone, and whole.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::documents::{Documents, Whole};
use crate::hsds::{
    Address, Location, Organization, Phone, Service, ServiceAtLocation, milliseconds,
};
use crate::standing::{RecordKind, RecordRef};

/// What the standard has a list say for `minimal`.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
// For the schema: a whole service is not this.
#[serde(deny_unknown_fields)]
pub struct MinimalService {
    pub id: Uuid,
    /// When the service, or anything that is nested in it, last changed.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "milliseconds"
    )]
    pub modified_date: Option<DateTime<Utc>>,
}

impl Documents {
    /// An organization's one-to-one fields.
    pub fn basic_organization(&self, id: Uuid) -> Option<Organization> {
        Some(self.organizations.get(&id)?.basics())
    }

    /// An organization with its services, whole or with their own fields alone, and where they are given.
    pub fn whole_organization(&self, id: Uuid, full_service: bool) -> Option<Organization> {
        let mut organization = self.organizations.get(&id)?.clone();
        let services = self.services_of.get(&id).map_or(&[][..], Vec::as_slice);
        organization.services = services
            .iter()
            .filter_map(|id| {
                Some(if full_service {
                    Service {
                        organization: None,
                        ..self.whole_service(*id)?
                    }
                } else {
                    self.services.get(id)?.basics()
                })
            })
            .collect();
        let locations: BTreeSet<Uuid> = services
            .iter()
            .flat_map(|service| self.places(*service))
            .map(|placed| placed.location_id)
            .collect();
        organization.locations = locations
            .into_iter()
            .filter_map(|id| self.whole_location(id))
            .collect();
        Some(organization)
    }

    /// A service's one-to-one fields, with those of its organization.
    pub fn basic_service(&self, id: Uuid) -> Option<Service> {
        let service = self.services.get(&id)?;
        Some(Service {
            organization: self
                .organization_of(service)
                .map(|organization| organization.basics()),
            ..service.basics()
        })
    }

    /// That a service is there, and when it last changed.
    pub fn minimal_service(&self, id: Uuid) -> Option<MinimalService> {
        let service = self.services.get(&id)?;
        Some(MinimalService {
            id,
            modified_date: service.last_modified,
        })
    }

    /// A service with its organization and where it is given.
    pub fn whole_service(&self, id: Uuid) -> Option<Service> {
        let service = self.services.get(&id)?;
        Some(Service {
            organization: self.organization_of(service).cloned(),
            service_at_locations: self
                .places(id)
                .map(|placed| ServiceAtLocation {
                    location: self.whole_location(placed.location_id),
                    ..placed.clone()
                })
                .collect(),
            ..service.clone()
        })
    }

    /// The one-to-one fields of a service at a location, and of both of them.
    pub fn basic_service_at_location(&self, id: Uuid) -> Option<ServiceAtLocation> {
        let placed = self.service_at_locations.get(&id)?;
        Some(ServiceAtLocation {
            location: self.basic_location(placed.location_id),
            service: self.basic_service(placed.service_id).map(Box::new),
            ..placed.basics()
        })
    }

    /// A service at a location with both of them whole.
    pub fn whole_service_at_location(&self, id: Uuid) -> Option<ServiceAtLocation> {
        let placed = self.service_at_locations.get(&id)?;
        Some(ServiceAtLocation {
            location: self.whole_location(placed.location_id),
            service: self.services.get(&placed.service_id).map(|service| {
                Box::new(Service {
                    organization: self.organization_of(service).cloned(),
                    ..service.clone()
                })
            }),
            ..placed.clone()
        })
    }

    /// A location's one-to-one fields.
    pub fn basic_location(&self, id: Uuid) -> Option<Location> {
        Some(self.locations.get(&id)?.basics())
    }

    /// A location with addresses as HSDS wants them: every part there, what is not known empty.
    pub fn whole_location(&self, id: Uuid) -> Option<Location> {
        let mut location = self.locations.get(&id)?.clone();
        for address in &mut location.addresses {
            complete(address);
        }
        Some(location)
    }

    /// A record as the feed has it: whole, but an organization without its services, which come by themselves.
    pub fn whole(&self, record: RecordRef) -> Option<Whole> {
        let id = record.id;
        Some(match record.kind {
            RecordKind::Organization => Whole::Organization(self.organizations.get(&id)?.clone()),
            RecordKind::Service => Whole::Service(Box::new(self.whole_service(id)?)),
            RecordKind::Location => Whole::Location(self.whole_location(id)?),
            RecordKind::ServiceAtLocation => {
                Whole::ServiceAtLocation(Box::new(self.whole_service_at_location(id)?))
            }
        })
    }

    /// The numbers of a record by itself: those that may be dialled.
    pub fn phones(&self, record: RecordRef) -> &[Phone] {
        let id = &record.id;
        let phones = match record.kind {
            RecordKind::Organization => self.organizations.get(id).map(|r| &r.phones),
            RecordKind::Service => self.services.get(id).map(|r| &r.phones),
            RecordKind::Location => self.locations.get(id).map(|r| &r.phones),
            RecordKind::ServiceAtLocation => self.service_at_locations.get(id).map(|r| &r.phones),
        };
        phones.map_or(&[], Vec::as_slice)
    }

    fn organization_of(&self, service: &Service) -> Option<&Organization> {
        self.organizations.get(&service.organization_id?)
    }

    /// Where a service is given.
    pub(super) fn places(&self, service: Uuid) -> impl Iterator<Item = &ServiceAtLocation> {
        let ids = self.places_of.get(&service).into_iter().flatten();
        ids.filter_map(|id| self.service_at_locations.get(id))
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
