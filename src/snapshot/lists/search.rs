//! `search`: which records have words in their names and descriptions.

use roaring::RoaringBitmap;
use uuid::Uuid;

use crate::geography::fold;
use crate::hsds::{Location, Organization, Service};
use crate::snapshot::Snapshot;
use crate::standing::RecordKind;

impl Snapshot {
    /// The numbers of the records of a kind in whose names and descriptions, or in those of the records
    /// that they are of, each word of `text` is a part of a word.
    pub fn search(&self, kind: RecordKind, text: &str) -> RoaringBitmap {
        let folded = fold(text);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return RoaringBitmap::new();
        }
        let register = self.lists.of(kind);
        let has = |number: &u32| {
            let texts = fold(&self.texts(kind, register.id(*number)).join(" "));
            words.iter().all(|word| texts.contains(word))
        };
        register.all().iter().filter(has).collect()
    }

    fn texts(&self, kind: RecordKind, id: Uuid) -> Vec<&str> {
        let documents = &self.documents;
        let of_service = |service: &Uuid| {
            let service = documents.services.get(service)?;
            let organization = documents.organizations.get(&service.organization_id?);
            let mut texts = texts_of_service(service);
            texts.extend(organization.into_iter().flat_map(texts_of_organization));
            Some(texts)
        };
        let texts = match kind {
            RecordKind::Organization => documents.organizations.get(&id).map(texts_of_organization),
            RecordKind::Location => documents.locations.get(&id).map(texts_of_location),
            RecordKind::Service => of_service(&id),
            RecordKind::ServiceAtLocation => {
                documents.service_at_locations.get(&id).map(|placed| {
                    let location = documents.locations.get(&placed.location_id);
                    let mut texts = of_service(&placed.service_id).unwrap_or_default();
                    texts.extend(location.into_iter().flat_map(texts_of_location));
                    texts.extend(placed.description.as_deref());
                    texts
                })
            }
        };
        texts.unwrap_or_default()
    }
}

fn texts_of_organization(organization: &Organization) -> Vec<&str> {
    let alternate = organization.alternate_name.as_deref();
    [
        organization.name.as_str(),
        organization.description.as_str(),
    ]
    .into_iter()
    .chain(alternate)
    .collect()
}

fn texts_of_service(service: &Service) -> Vec<&str> {
    let others = [&service.alternate_name, &service.description];
    let others = others.into_iter().filter_map(|text| text.as_deref());
    [service.name.as_str()].into_iter().chain(others).collect()
}

fn texts_of_location(location: &Location) -> Vec<&str> {
    let texts = [
        &location.name,
        &location.alternate_name,
        &location.description,
        &location.public_area,
    ];
    texts
        .into_iter()
        .filter_map(|text| text.as_deref())
        .collect()
}
