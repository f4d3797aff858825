//! From whole records to listings.

mod contact;
mod standing;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::capacity::Reports;
use super::documents::{Documents, term_texts};
use super::listing::{Links, Listing, ListingAddress, ListingLocation, Named, Place};
use crate::config::Ages;
use crate::eligibility::{Coverage, Criteria, Grounds};
use crate::geography::{Area, Gazetteer, Point};
use crate::hours::{Caveat, Timetables};
use crate::hsds::{
    FactGroup, Location, LocationType, Organization, Precision, Schedule, Service, ServiceArea,
    ServiceAtLocation, Standing, Status, language_name,
};
use contact::{phones, primary_contact};
use standing::{last_checked, sources, standing};

/// The listings of all services at locations whose service, organization and location are there.
/// Their hours are to be asked mostly about instants near `around`.
pub fn listings(
    documents: &Documents,
    ages: &Ages,
    gazetteer: &Gazetteer,
    around: DateTime<Utc>,
) -> Vec<Listing> {
    let mut timetables = Timetables::new(around);
    let mut interned = Interned::default();
    let mut listings: Vec<Listing> = documents
        .service_at_locations
        .values()
        .filter_map(|placed| {
            let service = documents.services.get(&placed.service_id)?;
            let location = documents.locations.get(&placed.location_id)?;
            let organization = documents.organizations.get(&service.organization_id?)?;
            let areas = areas(placed, service);
            let (coverage, is_partly_read) = Coverage::read(areas, gazetteer);
            let text = serves_text(areas);
            let covered = Coverage {
                areas: &coverage,
                is_partly_read,
                text: text.as_deref(),
            };
            let criteria = criteria(documents, placed, service, covered, ages, gazetteer);
            Some(Listing {
                coverage,
                criteria: interned.share(criteria),
                ..listing(
                    placed,
                    service,
                    location,
                    organization,
                    gazetteer,
                    &mut timetables,
                )
            })
        })
        .collect();
    listings.sort_unstable_by_key(|listing| listing.id);
    listings
}

/// Criteria, each once.
#[derive(Default)]
struct Interned(HashMap<String, Arc<Criteria>>);

impl Interned {
    fn share(&mut self, criteria: Criteria) -> Arc<Criteria> {
        // Floats have no hash; written out, equal criteria are equal texts.
        let entry = self.0.entry(format!("{criteria:?}"));
        Arc::clone(entry.or_insert_with(|| Arc::new(criteria)))
    }
}

/// What is said of the service here, else of the service everywhere.
fn areas<'a>(placed: &'a ServiceAtLocation, service: &'a Service) -> &'a [ServiceArea] {
    if placed.service_areas.is_empty() {
        &service.service_areas
    } else {
        &placed.service_areas
    }
}

fn criteria(
    documents: &Documents,
    placed: &ServiceAtLocation,
    service: &Service,
    coverage: Coverage,
    ages: &Ages,
    gazetteer: &Gazetteer,
) -> Criteria {
    let ground = |id, group| documents.grounds.get(id)?.get(&group);
    let covers = if placed.service_areas.is_empty() {
        &service.id
    } else {
        &placed.id
    };
    let grounds = Grounds {
        eligibility: ground(&service.id, FactGroup::Eligibility),
        cost: ground(&service.id, FactGroup::Cost),
        coverage: ground(covers, FactGroup::Coverage),
        stale_days: ages.stale_days,
    };
    Criteria::of(service, coverage, grounds, gazetteer)
}

fn listing(
    placed: &ServiceAtLocation,
    service: &Service,
    location: &Location,
    organization: &Organization,
    gazetteer: &Gazetteer,
    timetables: &mut Timetables,
) -> Listing {
    // The nearest word first: what is said of the service here, then of the place, the service, the organization.
    let phones = phones([
        &placed.phones,
        &location.phones,
        &service.phones,
        &organization.phones,
    ]);
    let Hours {
        schedules,
        standing: hours_standing,
        checked: hours_checked,
    } = hours(placed, service, location);
    let place = place(location, gazetteer);
    // The zone of the place itself. A line without a place has only what its schedules say.
    let zone = place
        .order_point()
        .and_then(|point| gazetteer.time_zone(point)?.parse().ok());
    Listing {
        id: placed.id,
        name: listing_name(&service.name, &organization.name),
        kind: service.kind,
        searchable: service.status.is_searchable(),
        categories: service.categories.clone(),
        audiences: service.audiences.clone(),
        attributes: service
            .attributes
            .iter()
            .filter_map(|attribute| Some(attribute.taxonomy_term.as_ref()?.code.clone()))
            .collect(),
        languages: languages(placed, service, location),
        accessibility: accessibility(location),
        is_free: is_free(service),
        needs_no_documents: needs_no_documents(service),
        organization: Named {
            id: organization.id,
            name: organization.name.clone(),
        },
        service: Named {
            id: service.id,
            name: service.name.clone(),
        },
        place,
        withheld: location.withheld,
        coverage: Vec::new(),
        serves_text: serves_text(areas(placed, service)),
        location: shown_location(location),
        primary_contact: primary_contact(&phones, service, organization),
        phones,
        opening: timetables.of(schedules, zone),
        caveat: match (service.status, hours_standing) {
            (Status::TemporarilyClosed, _) => Caveat::TemporarilyClosed,
            (_, Some(Standing::Stale)) => Caveat::Stale {
                checked: hours_checked,
            },
            _ => Caveat::None,
        },
        eligibility_summary: eligibility_summary(service),
        criteria: Arc::default(),
        reports: Reports::of(service),
        standing: standing(placed, service, location, organization),
        last_checked: last_checked(placed, service, location, organization),
        sources: sources(placed, service, location, organization),
        links: Links {
            itself: format!("/v1/service_at_locations/{}", placed.id),
        },
    }
}

/// The schedules that stand for a listing, with how they stand.
struct Hours<'a> {
    schedules: &'a [Schedule],
    standing: Option<Standing>,
    checked: Option<NaiveDate>,
}

/// The schedules that stand for a listing of these documents.
pub fn schedules_of<'a>(documents: &'a Documents, listing: &Listing) -> &'a [Schedule] {
    let find = || {
        let placed = documents.service_at_locations.get(&listing.id)?;
        let service = documents.services.get(&placed.service_id)?;
        let location = documents.locations.get(&placed.location_id)?;
        Some(hours(placed, service, location).schedules)
    };
    find().unwrap_or_default()
}

/// What is said of the service here, else of the service, else of the place.
fn hours<'a>(
    placed: &'a ServiceAtLocation,
    service: &'a Service,
    location: &'a Location,
) -> Hours<'a> {
    let group = &FactGroup::Hours;
    let stated = [
        (&placed.schedules, &placed.standing, &placed.last_checked),
        (&service.schedules, &service.standing, &service.last_checked),
        (
            &location.schedules,
            &location.standing,
            &location.last_checked,
        ),
    ];
    let stated = stated.into_iter().find(|(s, _, _)| !s.is_empty());
    Hours {
        schedules: stated.map_or(&[], |(schedules, _, _)| schedules),
        standing: stated.and_then(|(_, standing, _)| standing.get(group).copied()),
        checked: stated.and_then(|(_, _, checked)| checked.get(group).copied()),
    }
}

/// The service's name, with the organization's where that is not in it: "Emergency shelter" alone says little in a list.
fn listing_name(service: &str, organization: &str) -> String {
    if service
        .to_lowercase()
        .contains(&organization.to_lowercase())
    {
        service.to_owned()
    } else {
        format!("{organization}: {service}")
    }
}

/// Of the service, the place and its lines.
fn languages(placed: &ServiceAtLocation, service: &Service, location: &Location) -> Vec<String> {
    let phones = [&placed.phones, &service.phones, &location.phones];
    let of_phones = phones
        .into_iter()
        .flatten()
        .flat_map(|phone| &phone.languages);
    let of_records = service.languages.iter().chain(&location.languages);
    let mut words: Vec<String> = of_records
        .chain(of_phones)
        .flat_map(|language| {
            let (code, name) = (language.code.as_deref(), language.name.as_deref());
            [code, name, code.and_then(language_name)]
        })
        .flatten()
        .map(str::to_lowercase)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn accessibility(location: &Location) -> Vec<String> {
    let mut words: Vec<String> = location
        .accessibility
        .iter()
        .flat_map(|accessibility| [&accessibility.description, &accessibility.details])
        .flatten()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Every stated cost is nothing. Silence is not free.
fn is_free(service: &Service) -> bool {
    let amounts: Vec<f64> = service
        .cost_options
        .iter()
        .filter_map(|cost| cost.amount)
        .collect();
    match amounts[..] {
        [] => {
            let fees = service.fees_description.as_deref().unwrap_or("").trim();
            let fees = fees.trim_end_matches('.').to_lowercase();
            [
                "free",
                "free of charge",
                "none",
                "no cost",
                "no charge",
                "no fee",
                "no fees",
            ]
            .contains(&fees.as_str())
        }
        _ => amounts.iter().all(|amount| *amount == 0.0),
    }
}

/// No identification is asked for and no document is named. Silence is not none.
fn needs_no_documents(service: &Service) -> bool {
    let identification = service.terms.get("identification");
    let not_required = identification.and_then(|term| term.get("required")) == Some(&false.into());
    let is_none = |document: &str| document.trim().eq_ignore_ascii_case("none");
    let mut named = service
        .required_documents
        .iter()
        .filter_map(|d| d.document.as_deref());
    let says_none = !service.required_documents.is_empty() && named.clone().all(is_none);
    says_none || not_required && named.all(is_none)
}

fn place(location: &Location, gazetteer: &Gazetteer) -> Place {
    // A line is found wherever it serves, whatever is kept of it.
    if location.withheld && location.location_type != LocationType::Virtual {
        let label = location.public_area.as_deref();
        let area = label.and_then(|label| Area::parse(gazetteer, label).ok());
        return match (label, area.and_then(|area| area.reference_point(gazetteer))) {
            (Some(label), Some(reference)) => Place::Area {
                reference,
                label: label.to_owned(),
            },
            _ => Place::None,
        };
    }
    let stated = location.latitude.zip(location.longitude);
    let point = stated.and_then(|(latitude, longitude)| Point::new(latitude, longitude).ok());
    match point {
        Some(point) if location.location_type != LocationType::Virtual => Place::Point {
            point,
            precision: location.precision.unwrap_or(Precision::Address),
        },
        _ => Place::None,
    }
}

/// What may be shown of a location. A withheld one is built from nothing but its area.
fn shown_location(location: &Location) -> ListingLocation {
    if location.withheld {
        return ListingLocation {
            id: location.id,
            public_area: location.public_area.clone(),
            ..ListingLocation::default()
        };
    }
    ListingLocation {
        id: location.id,
        latitude: location.latitude,
        longitude: location.longitude,
        precision: location.precision,
        address: location.addresses.first().map(|address| ListingAddress {
            address_1: address.address_1.clone(),
            address_2: address.address_2.clone(),
            city: address.city.clone(),
            region: address.region.clone(),
            state_province: address.state_province.clone(),
            postal_code: address.postal_code.clone(),
        }),
        public_area: None,
    }
}

/// What the areas are called, or described as.
fn serves_text(areas: &[ServiceArea]) -> Option<String> {
    let names: Vec<&str> = areas
        .iter()
        .filter_map(|area| {
            // Any other extent is a shape and no words.
            let is_text = area.extent_type.as_deref().is_none_or(|of| of == "text");
            let extent = area.extent.as_deref().filter(|_| is_text);
            let described = area
                .description
                .as_deref()
                .map(|text| text.trim().trim_end_matches('.'));
            area.name.as_deref().or(extent).or(described)
        })
        .filter(|text| !text.trim().is_empty())
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

fn eligibility_summary(service: &Service) -> Option<String> {
    let mut texts: Vec<&str> = service
        .eligibility_description
        .as_deref()
        .into_iter()
        .collect();
    texts.extend(term_texts(&service.terms));
    (!texts.is_empty()).then(|| texts.join(" "))
}
