//! What of a listing can be searched for.

use std::collections::HashMap;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::synonyms::Synonyms;
use super::{Concept, Document, Weight};
use crate::geography::Gazetteer;
use crate::hsds::taxonomy::{Taxonomies, Taxonomy};
use crate::hsds::{FactGroup, Language, Location, LocationType, Organization, Phone, Service};
use crate::snapshot::documents::{Documents, term_texts};
use crate::snapshot::listing::{Listing, Place};
use crate::standing::record::numbers;
use crate::standing::{Record, RecordKind, RecordRef};

/// What records are called and called at beside what is served of them, by the record's id.
///
/// A name that a lesser source gives a line is searched for and never displayed; a number that lost finds the record
/// that it was printed for.
#[derive(Default)]
pub struct Asides(HashMap<Uuid, Aside>);

#[derive(Default)]
struct Aside {
    names: Vec<String>,
    numbers: Vec<String>,
}

impl Asides {
    /// Of all records. Of a location nothing is taken but numbers.
    pub fn of(records: &[Record]) -> Asides {
        let mut asides: HashMap<Uuid, Aside> = HashMap::new();
        for record in records {
            let mut aside = Aside::default();
            // The record's own too: one that lost in another record of its organization is not among its phones.
            aside.add_numbers(&record.body);
            for (group, fact) in &record.facts {
                for alternative in &fact.alternatives {
                    match group {
                        // Locations are left out: nothing that was said of a place is found once it is withheld.
                        FactGroup::Identity if record.record.kind != RecordKind::Location => {
                            aside.add_names(&alternative.fields);
                        }
                        FactGroup::Phones => aside.add_numbers(&alternative.fields),
                        _ => {}
                    }
                }
            }
            if !aside.names.is_empty() || !aside.numbers.is_empty() {
                asides.insert(record.record.id, aside);
            }
        }
        Asides(asides)
    }
}

impl Aside {
    fn add_names(&mut self, fields: &Map<String, Value>) {
        let names = ["name", "alternate_name"].into_iter();
        let names = names.filter_map(|field| fields.get(field)?.as_str());
        self.names.extend(names.map(str::to_owned));
    }

    fn add_numbers(&mut self, fields: &Map<String, Value>) {
        self.numbers
            .extend(numbers(fields).into_iter().map(str::to_owned));
    }
}

/// A document for each listing, numbered as they come.
pub fn documents<'a>(
    listings: &'a [Listing],
    documents: &'a Documents,
    asides: &'a Asides,
    gazetteer: &'a Gazetteer,
) -> impl Iterator<Item = Document> + 'a {
    (0u32..).zip(listings).map(move |(number, listing)| {
        let mut making = Making::of(number, asides);
        making.listing(listing, documents, gazetteer);
        making.document
    })
}

/// A document for each service and organization that belongs to no listing, numbered as they come.
pub fn unlisted<'a>(
    records: &'a [RecordRef],
    documents: &'a Documents,
    asides: &'a Asides,
) -> impl Iterator<Item = Document> + 'a {
    (0u32..).zip(records).map(move |(number, record)| {
        let mut making = Making::of(number, asides);
        let organization = if record.kind == RecordKind::Organization {
            Some(record.id)
        } else {
            let service = documents.services.get(&record.id);
            service.and_then(|service| {
                making.service(service);
                making.numbers(&service.phones);
                service.organization_id
            })
        };
        if let Some(organization) = organization.and_then(|id| documents.organizations.get(&id)) {
            making.organization(organization);
            making.numbers(&organization.phones);
        }
        making.document
    })
}

struct Making<'a> {
    document: Document,
    synonyms: &'static Synonyms,
    asides: &'a Asides,
}

impl<'a> Making<'a> {
    fn of(number: u32, asides: &'a Asides) -> Making<'a> {
        Making {
            document: Document {
                number,
                ..Document::default()
            },
            synonyms: Synonyms::embedded(),
            asides,
        }
    }

    fn listing(&mut self, listing: &Listing, documents: &Documents, gazetteer: &Gazetteer) {
        if let Some(service) = documents.services.get(&listing.service.id) {
            self.service(service);
        }
        if let Some(organization) = documents.organizations.get(&listing.organization.id) {
            self.organization(organization);
        }
        if let Some(location) = documents.locations.get(&listing.location.id) {
            self.location(location, listing, gazetteer);
        }
        if let Some(placed) = documents.service_at_locations.get(&listing.id)
            && !listing.withheld
        {
            self.text(Weight::Text, placed.description.as_deref());
        }
        self.text(Weight::Place, listing.serves_text.as_deref());
        self.aside(listing.id);
        for phone in &listing.phones {
            self.text(Weight::OtherName, phone.keyword.as_deref());
            self.document.numbers.push(phone.number.clone());
            let losing = phone.alternatives.iter().map(|a| a.number.clone());
            self.document.numbers.extend(losing);
        }
    }

    fn numbers(&mut self, phones: &[Phone]) {
        for phone in phones {
            self.text(Weight::OtherName, phone.keyword.as_deref());
            self.document.numbers.push(phone.number.clone());
            let losing = phone.alternatives.iter().map(|a| a.number.clone());
            self.document.numbers.extend(losing);
        }
    }

    fn service(&mut self, service: &Service) {
        self.text(Weight::Name, Some(&service.name));
        self.text(Weight::OtherName, service.alternate_name.as_deref());
        self.aside(service.id);
        let ours = Taxonomies::embedded();
        let synonyms = self.synonyms;
        for code in &service.categories {
            self.term(&ours.category, code, Weight::Category, |code| {
                synonyms.category(code)
            });
        }
        for code in &service.audiences {
            self.term(&ours.audience, code, Weight::Audience, |code| {
                synonyms.audience(code)
            });
        }
        let kind = synonyms.kind(service.kind).into_iter();
        self.document
            .concepts
            .extend(kind.map(|kind| (Weight::Category, kind)));
        self.languages(&service.languages);
        for text in [
            &service.description,
            &service.eligibility_description,
            &service.application_process,
            &service.fees_description,
            &service.alert,
        ] {
            self.text(Weight::Text, text.as_deref());
        }
        for text in term_texts(&service.terms) {
            self.text(Weight::Text, Some(text));
        }
        for document in &service.required_documents {
            self.text(Weight::Text, document.document.as_deref());
        }
    }

    fn organization(&mut self, organization: &Organization) {
        self.text(Weight::Organization, Some(&organization.name));
        self.text(Weight::OtherName, organization.alternate_name.as_deref());
        self.aside(organization.id);
        self.text(Weight::Text, Some(&organization.description));
    }

    /// Of a withheld place its area, which [`Place::Area`] has, and nothing else.
    fn location(&mut self, location: &Location, listing: &Listing, gazetteer: &Gazetteer) {
        if listing.withheld || location.withheld {
            if let Place::Area { label, .. } = &listing.place {
                self.text(Weight::Place, Some(label));
            }
            return;
        }
        self.aside(location.id);
        self.languages(&location.languages);
        // "By phone", "Online", "Place not stated" are no places.
        if location.location_type == LocationType::Physical {
            self.text(Weight::OtherName, location.name.as_deref());
            self.text(Weight::OtherName, location.alternate_name.as_deref());
        }
        let mut county_is_stated = false;
        for address in &location.addresses {
            county_is_stated |= address.region.is_some();
            for part in [
                &address.city,
                &address.region,
                &address.state_province,
                &address.postal_code,
            ] {
                self.text(Weight::Place, part.as_deref());
            }
        }
        if !county_is_stated && let Place::Point { point, .. } = &listing.place {
            let county = gazetteer.county_at(*point);
            self.text(
                Weight::Place,
                county.map(|county| county.label()).as_deref(),
            );
        }
    }

    /// A term by its name, and those above it.
    fn term(
        &mut self,
        taxonomy: &Taxonomy,
        code: &str,
        weight: Weight,
        concept: impl Fn(&str) -> Option<Concept>,
    ) {
        for (at, code) in taxonomy.with_ancestors(code).enumerate() {
            let weight = if at == 0 { weight } else { Weight::Above };
            if let Some(term) = taxonomy.term(code) {
                self.text(weight, Some(&term.name));
            }
            let concept = concept(code).into_iter();
            self.document
                .concepts
                .extend(concept.map(|concept| (weight, concept)));
        }
    }

    fn languages(&mut self, languages: &[Language]) {
        for language in languages {
            self.text(Weight::Audience, language.name.as_deref());
        }
    }

    fn aside(&mut self, id: Uuid) {
        if let Some(aside) = self.asides.0.get(&id) {
            let names = aside
                .names
                .iter()
                .map(|name| (Weight::OtherName, name.clone()));
            self.document.fields.extend(names);
            self.document.numbers.extend(aside.numbers.iter().cloned());
        }
    }

    fn text(&mut self, weight: Weight, text: Option<&str>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.document.fields.push((weight, text.to_owned()));
        }
    }
}
