//! What each record adds to each table.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::hsds::taxonomy::Taxonomies;
use crate::hsds::{Language, Phone, Schedule, Service, ServiceArea, ServiceAtLocation, Unit};
use crate::snapshot::documents::Documents;
use crate::standing::{RecordKind, RecordRef};

/// An object's own fields, of which a table takes those that it has columns for.
pub(super) type Row = Map<String, Value>;

/// The ids of one table's rows.
///
/// Objects inside a record have the ids that their source gave them, or one made from their record. Two
/// records may have one object's id between them, and a primary key may not: the second is named anew.
/// What was made from a record is not remembered, since it cannot come twice.
#[derive(Default)]
pub(super) struct Ids {
    given: HashSet<Uuid>,
    /// Of phones, for the languages spoken there.
    phones: HashSet<Uuid>,
    units: HashMap<Uuid, Unit>,
}

fn unique(given: &mut HashSet<Uuid>, id: Option<Uuid>, made: Uuid) -> Uuid {
    match id {
        Some(id) if id != made && given.insert(id) => id,
        _ => made,
    }
}

fn made(parent: Uuid, field: &str, at: usize) -> Uuid {
    Uuid::new_v5(&parent, format!("{field}/{at}").as_bytes())
}

fn row(object: &impl Serialize, id: Uuid) -> Row {
    let mut row = match serde_json::to_value(object) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    row.insert("id".to_owned(), Value::String(id.to_string()));
    row
}

fn linked(mut row: Row, column: &str, id: Uuid) -> Row {
    row.insert(column.to_owned(), Value::String(id.to_string()));
    row
}

/// The row of a record, where it is one of the table's.
fn itself(record: RecordRef, found: Option<&impl Serialize>) -> Vec<Row> {
    let row = found.map(|found| row(found, record.id));
    row.into_iter().collect()
}

/// The column that names a record of this kind.
fn column_of(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Organization => "organization_id",
        RecordKind::Service => "service_id",
        RecordKind::Location => "location_id",
        RecordKind::ServiceAtLocation => "service_at_location_id",
    }
}

/// Rows of the objects that a record has in `field`.
fn parts<T: Serialize>(
    ids: &mut Ids,
    record: RecordRef,
    field: &str,
    objects: &[T],
    id: impl Fn(&T) -> Option<Uuid>,
) -> Vec<Row> {
    let objects = objects.iter().enumerate();
    objects
        .map(|(at, object)| {
            let id = unique(&mut ids.given, id(object), made(record.id, field, at));
            linked(row(object, id), column_of(record.kind), record.id)
        })
        .collect()
}

/// A service that has its organization.
fn service(documents: &Documents, record: RecordRef) -> Option<&Service> {
    let service = documents.services.get(&record.id)?;
    let has_organization = documents
        .organizations
        .contains_key(&service.organization_id?);
    (record.kind == RecordKind::Service && has_organization).then_some(service)
}

/// A service at a location that has both.
fn placed(documents: &Documents, record: RecordRef) -> Option<&ServiceAtLocation> {
    let placed = documents.service_at_locations.get(&record.id)?;
    let of = RecordRef {
        kind: RecordKind::Service,
        id: placed.service_id,
    };
    let has_both =
        service(documents, of).is_some() && documents.locations.contains_key(&placed.location_id);
    (record.kind == RecordKind::ServiceAtLocation && has_both).then_some(placed)
}

/// Whether the record is a row itself, so that others can be linked to it.
fn is_there(documents: &Documents, record: RecordRef) -> bool {
    match record.kind {
        RecordKind::Organization | RecordKind::Location => true,
        RecordKind::Service => service(documents, record).is_some(),
        RecordKind::ServiceAtLocation => placed(documents, record).is_some(),
    }
}

pub(super) fn organizations(documents: &Documents, record: RecordRef, _: &mut Ids) -> Vec<Row> {
    let found = documents.organizations.get(&record.id);
    itself(
        record,
        found.filter(|_| record.kind == RecordKind::Organization),
    )
}

pub(super) fn services(documents: &Documents, record: RecordRef, _: &mut Ids) -> Vec<Row> {
    itself(record, service(documents, record))
}

pub(super) fn locations(documents: &Documents, record: RecordRef, _: &mut Ids) -> Vec<Row> {
    let found = documents.locations.get(&record.id);
    itself(
        record,
        found.filter(|_| record.kind == RecordKind::Location),
    )
}

pub(super) fn service_at_locations(
    documents: &Documents,
    record: RecordRef,
    _: &mut Ids,
) -> Vec<Row> {
    itself(record, placed(documents, record))
}

/// The numbers of a record, none of which is one that must not be dialled.
fn phones_of(documents: &Documents, record: RecordRef) -> &[Phone] {
    if is_there(documents, record) {
        documents.phones(record)
    } else {
        &[]
    }
}

pub(super) fn phones(documents: &Documents, record: RecordRef, ids: &mut Ids) -> Vec<Row> {
    let phones = phones_of(documents, record);
    parts(ids, record, "phones", phones, |phone| phone.id)
}

pub(super) fn addresses(documents: &Documents, record: RecordRef, ids: &mut Ids) -> Vec<Row> {
    if record.kind != RecordKind::Location {
        return Vec::new();
    }
    let Some(location) = documents.whole_location(record.id) else {
        return Vec::new();
    };
    parts(ids, record, "addresses", &location.addresses, |a| a.id)
}

pub(super) fn schedules(documents: &Documents, record: RecordRef, ids: &mut Ids) -> Vec<Row> {
    let schedules: &[Schedule] = match record.kind {
        RecordKind::Organization => &[],
        RecordKind::Location => documents
            .locations
            .get(&record.id)
            .map_or(&[], |location| &location.schedules),
        RecordKind::Service => service(documents, record).map_or(&[], |s| &s.schedules),
        RecordKind::ServiceAtLocation => placed(documents, record).map_or(&[], |p| &p.schedules),
    };
    parts(ids, record, "schedules", schedules, |s| s.id)
}

pub(super) fn service_areas(documents: &Documents, record: RecordRef, ids: &mut Ids) -> Vec<Row> {
    let areas: &[ServiceArea] = match record.kind {
        RecordKind::Organization | RecordKind::Location => &[],
        RecordKind::Service => service(documents, record).map_or(&[], |s| &s.service_areas),
        RecordKind::ServiceAtLocation => {
            placed(documents, record).map_or(&[], |p| &p.service_areas)
        }
    };
    parts(ids, record, "service_areas", areas, |area| area.id)
}

pub(super) fn required_documents(
    documents: &Documents,
    record: RecordRef,
    ids: &mut Ids,
) -> Vec<Row> {
    let needed = service(documents, record).map_or(&[][..], |s| &s.required_documents);
    parts(ids, record, "required_documents", needed, |d| d.id)
}

/// The same unit of many services is one row, by the id that its source gave it, so long as nobody else
/// gave another unit that id.
fn unit_id(ids: &mut Ids, unit: &Unit) -> (Uuid, bool) {
    let id = unit.id.unwrap_or_else(|| unit.made_id());
    match ids.units.get(&id) {
        Some(known) if *known != *unit => {
            let made = Unit {
                id: None,
                ..unit.clone()
            }
            .made_id();
            (made, ids.units.insert(made, unit.clone()).is_none())
        }
        Some(_) => (id, false),
        None => {
            ids.units.insert(id, unit.clone());
            (id, true)
        }
    }
}

pub(super) fn units(documents: &Documents, record: RecordRef, ids: &mut Ids) -> Vec<Row> {
    let capacities = service(documents, record).map_or(&[][..], |s| &s.capacities);
    let mut rows = Vec::new();
    for capacity in capacities {
        if let (id, true) = unit_id(ids, &capacity.unit) {
            rows.push(row(&capacity.unit, id));
        }
    }
    rows
}

pub(super) fn capacities(documents: &Documents, record: RecordRef, ids: &mut Ids) -> Vec<Row> {
    let capacities = service(documents, record).map_or(&[][..], |s| &s.capacities);
    let rows = parts(ids, record, "capacities", capacities, |c| c.id);
    let rows = rows.into_iter().zip(capacities);
    rows.map(|(row, capacity)| linked(row, "unit_id", unit_id(ids, &capacity.unit).0))
        .collect()
}

pub(super) fn languages(documents: &Documents, record: RecordRef, ids: &mut Ids) -> Vec<Row> {
    let own: &[Language] = match record.kind {
        RecordKind::Location => documents
            .locations
            .get(&record.id)
            .map_or(&[], |location| &location.languages),
        _ => service(documents, record).map_or(&[], |s| &s.languages),
    };
    let mut rows = parts(ids, record, "languages", own, |language| language.id);
    for (at, phone) in phones_of(documents, record).iter().enumerate() {
        let made_phone = made(record.id, "phones", at);
        let phone_id = unique(&mut ids.phones, phone.id, made_phone);
        for (at, language) in phone.languages.iter().enumerate() {
            let made = made(made_phone, "languages", at);
            let id = unique(&mut ids.given, language.id, made);
            rows.push(linked(row(language, id), "phone_id", phone_id));
        }
    }
    rows
}

pub(super) fn accessibility(documents: &Documents, record: RecordRef, ids: &mut Ids) -> Vec<Row> {
    let location = documents
        .locations
        .get(&record.id)
        .filter(|_| record.kind == RecordKind::Location);
    let access = location.map_or(&[][..], |location| &location.accessibility);
    parts(ids, record, "accessibility", access, |a| a.id)
}

pub(super) fn cost_options(documents: &Documents, record: RecordRef, ids: &mut Ids) -> Vec<Row> {
    let costs = service(documents, record).map_or(&[][..], |s| &s.cost_options);
    parts(ids, record, "cost_options", costs, |cost| cost.id)
}

pub(super) fn taxonomies() -> Vec<Row> {
    let taxonomies = Taxonomies::embedded().all().into_iter();
    taxonomies
        .map(|taxonomy| row(&taxonomy.to_hsds(), taxonomy.id()))
        .collect()
}

pub(super) fn taxonomy_terms() -> Vec<Row> {
    let taxonomies = Taxonomies::embedded().all();
    let terms = taxonomies.into_iter().flat_map(|taxonomy| {
        taxonomy
            .terms
            .iter()
            .map(|term| taxonomy.to_hsds_term(term))
    });
    terms.map(|term| row(&term, term.id)).collect()
}

pub(super) fn attributes(documents: &Documents, record: RecordRef, _: &mut Ids) -> Vec<Row> {
    let attributes = service(documents, record).map_or(&[][..], |s| &s.attributes);
    // Made of the service and the term, so that a code which a source gave twice is there twice.
    let seen_before = |at: usize| {
        let id = attributes[at].id;
        attributes[..at].iter().any(|attribute| attribute.id == id)
    };
    let attributes = attributes.iter().enumerate();
    attributes
        .filter(|(at, _)| !seen_before(*at))
        .map(|(_, attribute)| row(attribute, attribute.id))
        .collect()
}
