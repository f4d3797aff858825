//! Takes a record out of the records that it nests, and those out of one another.

use serde_json::{Map, Value};

use crate::standing::RecordKind;
use crate::updates::formats::shape::{joined_key, key_of, shape};

/// A record that stood somewhere in an item.
pub struct Found {
    pub kind: RecordKind,
    /// The source's id for it, where it has one.
    pub key: Option<String>,
    pub body: Map<String, Value>,
    /// Fields with something to tell of, and what.
    pub remarks: Vec<(&'static str, Remark)>,
}

/// What somebody should look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Refers to another record than the one that the record is nested with.
    Torn,
    /// Not kept here.
    LeftOut,
    /// Has something in it that is no record, in the place of one.
    NoRecord,
}

/// The fields under which records nest, and of which kind they are.
const NESTED: [(&str, RecordKind); 8] = [
    ("organization", RecordKind::Organization),
    ("organizations", RecordKind::Organization),
    ("service", RecordKind::Service),
    ("services", RecordKind::Service),
    ("location", RecordKind::Location),
    ("locations", RecordKind::Location),
    ("service_at_location", RecordKind::ServiceAtLocation),
    ("service_at_locations", RecordKind::ServiceAtLocation),
];

/// The kind of a record that stands by itself, by fields that no other kind has.
pub fn kind_of(record: &Map<String, Value>) -> Option<RecordKind> {
    let has = |fields: &[&str]| fields.iter().any(|field| record.contains_key(*field));
    let is_placed = has(&["addresses", "latitude", "accessibility"]);
    let is_service = has(&["service_at_locations"])
        || (!is_placed && has(&["status", "eligibility_description", "service_areas"]));
    let kind = if has(&["location", "location_id"]) && !has(&["name"]) {
        RecordKind::ServiceAtLocation
    } else if has(&["name"]) && is_service {
        // Feeds say of a service what they would say of its place: `location_type: confidential`.
        RecordKind::Service
    } else if has(&["location_type", "addresses", "latitude", "accessibility"]) {
        RecordKind::Location
    } else if has(&["taxonomy", "taxonomy_id", "term_uri", "version"]) {
        return None;
    } else if has(&["organization", "organization_id", "service_at_locations"])
        || has(&["status", "eligibility_description", "service_areas"])
    {
        RecordKind::Service
    } else if has(&["name"]) {
        RecordKind::Organization
    } else {
        return None;
    };
    Some(kind)
}

/// Takes apart an object that is no record but has lists of them, each under the name of its kind, and says how much
/// in the place of a record is none. Gives back what is not such an object.
pub fn lists_apart(
    object: Map<String, Value>,
    found: &mut Vec<Found>,
) -> Result<usize, Map<String, Value>> {
    let is_list = |(field, value): (&String, &Value)| {
        value.is_array() && NESTED.iter().any(|(name, _)| name == field)
    };
    let is_record = ["id", "name"]
        .into_iter()
        .any(|field| object.contains_key(field));
    if is_record || !object.iter().any(is_list) {
        return Err(object);
    }
    let mut strange = 0;
    for (field, value) in object {
        let Some((_, kind)) = NESTED.iter().find(|(name, _)| *name == field) else {
            continue;
        };
        let records = match value {
            Value::Array(records) => records,
            Value::Null => continue,
            // One by itself.
            value => vec![value],
        };
        for record in records {
            match record {
                Value::Object(record) => apart(*kind, record, found),
                _ => strange += 1,
            }
        }
    }
    Ok(strange)
}

/// The record and all that it nests, parents before children.
pub fn apart(kind: RecordKind, record: Map<String, Value>, found: &mut Vec<Found>) {
    let key = record.get("id").and_then(key_of);
    let mut own = Found {
        kind,
        key,
        body: Map::new(),
        remarks: Vec::new(),
    };
    let mut nested = Vec::new();
    for (field, value) in record {
        let kind = NESTED.iter().find(|(name, _)| *name == field);
        match (kind, value) {
            (_, Value::Null) => {}
            (Some((_, kind)), Value::Object(record)) => nested.push((*kind, record)),
            (Some((field, kind)), Value::Array(records)) => {
                let of_list = nested.len() + records.len();
                let objects = records.into_iter().filter_map(|record| match record {
                    Value::Object(record) => Some((*kind, record)),
                    _ => None,
                });
                nested.extend(objects);
                if nested.len() < of_list {
                    own.remarks.push((field, Remark::NoRecord));
                }
            }
            (Some((field, _)), _) => own.remarks.push((field, Remark::NoRecord)),
            (None, value) => {
                // The service's own `program` says what the service is a part of.
                if field == "programs" {
                    own.remarks.push(("programs", Remark::LeftOut));
                } else if field != "id" {
                    own.body.insert(field, value);
                }
            }
        }
    }
    shape(&mut own.body);
    let mut children = Vec::new();
    for (nested_kind, mut record) in nested {
        let id = record.get("id").and_then(key_of);
        // Which of the two names the other.
        if let Some(field) = reference(kind, nested_kind) {
            refer(&mut own.body, field, id, &mut own.remarks);
            // Only named, and not told.
            if record.keys().all(|field| field == "id") {
                continue;
            }
        } else if let Some(field) = reference(nested_kind, kind) {
            refer(&mut record, field, own.key.clone(), &mut own.remarks);
        }
        children.push((nested_kind, record));
    }
    if kind == RecordKind::ServiceAtLocation && own.key.is_none() {
        own.key = joined_key(&own.body);
    }
    found.push(own);
    for (kind, record) in children {
        apart(kind, record, found);
    }
}

/// The field by which a record of one kind names the one that it belongs to.
fn reference(of: RecordKind, to: RecordKind) -> Option<&'static str> {
    Some(match (of, to) {
        (RecordKind::Service, RecordKind::Organization) => "organization_id",
        (RecordKind::ServiceAtLocation, RecordKind::Service) => "service_id",
        (RecordKind::ServiceAtLocation, RecordKind::Location) => "location_id",
        _ => return None,
    })
}

fn refer(
    body: &mut Map<String, Value>,
    field: &'static str,
    id: Option<String>,
    remarks: &mut Vec<(&'static str, Remark)>,
) {
    let Some(id) = id else { return };
    match body.get(field).and_then(key_of) {
        Some(known) if known != id => remarks.push((field, Remark::Torn)),
        _ => {
            body.insert(field.to_owned(), Value::String(id));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(record: Value) -> Vec<(String, Option<String>, Value)> {
        let Value::Object(record) = record else {
            unreachable!("an object")
        };
        let mut found = Vec::new();
        apart(kind_of(&record).unwrap(), record, &mut found);
        let of = |found: Found| {
            let kind = found.kind.as_str().to_owned();
            (kind, found.key, Value::Object(found.body))
        };
        found.into_iter().map(of).collect()
    }

    fn is(kind: &str, key: &str, body: Value) -> (String, Option<String>, Value) {
        (kind.to_owned(), Some(key.to_owned()), body)
    }

    #[test]
    fn every_record_is_one_of_its_own() {
        let service = json!({
            "id": 1, "name": "S", "organization": {"id": "o", "name": "O"}, "phones": [{"number": "911"}],
            "service_at_locations": [
                {"id": "p", "description": "D", "location": {"id": "l", "location_type": "physical"}},
                {"location_id": "l"},
            ],
        });
        assert_eq!(
            found(service),
            [
                is(
                    "service",
                    "1",
                    json!({"name": "S", "phones": [{"number": "911"}], "organization_id": "o"})
                ),
                is("organization", "o", json!({"name": "O"})),
                is(
                    "service_at_location",
                    "p",
                    json!({"description": "D", "service_id": "1", "location_id": "l"})
                ),
                is("location", "l", json!({"location_type": "physical"})),
                is(
                    "service_at_location",
                    "1/l",
                    json!({"service_id": "1", "location_id": "l"})
                ),
            ]
        );
    }

    #[test]
    fn what_is_no_record_is_remarked_and_stands_in_no_body() {
        let elm = "12 Elm Street";
        for (location, remarks) in [
            (json!([elm, elm]), 1),
            (json!(elm), 1),
            (json!([{"id": "l", "latitude": 1}, elm]), 1),
            (json!([[]]), 1),
            (json!(null), 0),
            (json!([]), 0),
            (json!({"id": "l", "latitude": 1}), 0),
        ] {
            let Value::Object(record) = json!({"id": "p", "service_id": "s", "location": location})
            else {
                unreachable!("an object")
            };
            let mut found = Vec::new();
            apart(kind_of(&record).unwrap(), record, &mut found);
            let own = &found[0];
            assert_eq!(
                own.remarks,
                vec![("location", Remark::NoRecord); remarks],
                "{location}"
            );
            assert!(!format!("{:?}", own.body).contains("Elm"), "{location}");
        }
    }

    #[test]
    fn an_organization_has_services_and_locations() {
        let organization = json!({
            "id": "o", "name": "O", "locations": [{"id": "l", "latitude": 1}],
            "services": [{"id": "s", "name": "S", "status": "active"}],
        });
        assert_eq!(
            found(organization),
            [
                is("organization", "o", json!({"name": "O"})),
                is("location", "l", json!({"latitude": 1})),
                is(
                    "service",
                    "s",
                    json!({"name": "S", "status": "active", "organization_id": "o"})
                ),
            ]
        );
    }
}
