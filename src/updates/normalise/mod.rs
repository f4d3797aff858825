//! Brings what a source says into one form: numbers, places, areas, codes.

mod forms;

use std::collections::HashSet;
use std::sync::LazyLock;

use chrono::DateTime;
use serde_json::{Map, Value, json};

use super::strip;
use crate::eligibility::Criterion;
use crate::geography::{self, Area, Gazetteer, Point};
use crate::hsds::Precision;
use crate::hsds::taxonomy::Taxonomies;
use crate::standing::{RecordKind, number};

/// The fault of a withheld location that says no area.
pub const AREA_MISSING: &str = "public_area_missing";

const CRITERION: &str = "a criterion as docs/eligibility.md has it";

/// A field that cannot be brought into form.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// Of the [`super::entries::Problem`] that it becomes.
    pub code: &'static str,
    pub field: String,
    pub detail: String,
    pub expected: &'static str,
}

/// Normalises the body of a stripped entry in place and tells every fault.
pub fn normalise(
    kind: RecordKind,
    body: &mut Map<String, Value>,
    gazetteer: &Gazetteer,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    if strip::is_excluded(body) {
        body.insert("excluded".to_owned(), Value::Bool(true));
    }
    forms::texts(body);
    phones(body, &mut faults);
    areas(body, gazetteer, &mut faults);
    match kind {
        RecordKind::Location => {
            forms::addresses(body, gazetteer);
            place(body, gazetteer, &mut faults);
        }
        RecordKind::Service => {
            codes(body, &mut faults);
            capacities(body, &mut faults);
            criteria(body, gazetteer, &mut faults);
        }
        RecordKind::Organization | RecordKind::ServiceAtLocation => {}
    }
    faults
}

fn objects<'a>(body: &'a mut Map<String, Value>, field: &str) -> Vec<&'a mut Map<String, Value>> {
    match body.get_mut(field) {
        Some(Value::Array(items)) => items.iter_mut().filter_map(Value::as_object_mut).collect(),
        _ => Vec::new(),
    }
}

fn phones(body: &mut Map<String, Value>, faults: &mut Vec<Fault>) {
    for (at, phone) in objects(body, "phones").into_iter().enumerate() {
        let known = faults.len();
        forms::extension(phone, at, faults);
        if faults.len() > known {
            continue;
        }
        let written = phone
            .get("number")
            .and_then(Value::as_str)
            .unwrap_or_default();
        match number::normalise(written) {
            Ok(number) => {
                phone.insert("number".to_owned(), Value::String(number));
            }
            Err(fault) => faults.push(Fault {
                code: "phone_impossible",
                field: format!("phones/{at}/number"),
                detail: fault.to_string(),
                expected: "a number such as 816-555-0100",
            }),
        }
    }
}

fn areas(body: &mut Map<String, Value>, gazetteer: &Gazetteer, faults: &mut Vec<Fault>) {
    for (at, service_area) in objects(body, "service_areas").into_iter().enumerate() {
        if service_area.get("extent_type").and_then(Value::as_str) != Some("text") {
            continue;
        }
        let extent = service_area
            .get("extent")
            .and_then(Value::as_str)
            .unwrap_or_default();
        match Area::parse(gazetteer, extent) {
            Ok(area) => {
                service_area.insert("extent".to_owned(), Value::String(area.label(gazetteer)));
            }
            Err(_) => faults.push(Fault {
                code: "area_unknown",
                field: format!("service_areas/{at}/extent"),
                detail: format!("“{extent}” is in no gazetteer"),
                expected: "a ZIP, “Town, ST”, “X County, ST”, a state, or “United States”",
            }),
        }
    }
}

/// Room that nobody can tell the age of must not be offered, and so is refused.
fn capacities(body: &mut Map<String, Value>, faults: &mut Vec<Fault>) {
    for (at, capacity) in objects(body, "capacities").into_iter().enumerate() {
        let mut missing = |field: &str, detail: &str, expected| {
            faults.push(Fault {
                code: "capacity_incomplete",
                field: format!("capacities/{at}/{field}"),
                detail: detail.to_owned(),
                expected,
            });
        };
        let unit = capacity.get("unit").and_then(|unit| unit.get("name"));
        if unit.is_none_or(|name| name.as_str().is_none_or(|name| name.trim().is_empty())) {
            missing(
                "unit/name",
                "says what is counted, and is missing",
                "a unit, such as “bed”",
            );
        }
        let available = capacity.get("available").and_then(Value::as_f64);
        if available.is_none_or(|available| available < 0.0) {
            missing("available", "not a count", "how many were free, 0 or more");
        }
        let updated = capacity.get("updated").and_then(Value::as_str);
        if updated.is_none_or(|updated| DateTime::parse_from_rfc3339(updated).is_err()) {
            missing(
                "updated",
                "not an instant",
                "when it was reported, such as 2026-03-04T05:06:07Z (RFC 3339)",
            );
        }
    }
}

/// Gives an open location that has no point that of its ZIP, its town or its county, in that order.
fn place(body: &mut Map<String, Value>, gazetteer: &Gazetteer, faults: &mut Vec<Fault>) {
    if body.get("withheld") == Some(&Value::Bool(true)) {
        if !body.contains_key("public_area") {
            faults.push(Fault {
                code: AREA_MISSING,
                field: "public_area".to_owned(),
                detail: "a withheld location needs an area that it may be said to be in".to_owned(),
                expected: "a county, such as “Jackson County, MO”",
            });
        }
        return;
    }
    let degrees = |field: &str| body.get(field).and_then(Value::as_f64);
    if body.contains_key("latitude") || body.contains_key("longitude") {
        let point = degrees("latitude").zip(degrees("longitude"));
        match point.map(|(latitude, longitude)| Point::new(latitude, longitude)) {
            Some(Ok(_)) => {
                body.entry("precision").or_insert(json!(Precision::Address));
            }
            _ => faults.push(Fault {
                code: "point_impossible",
                field: "latitude, longitude".to_owned(),
                detail: "not a point on Earth".to_owned(),
                expected: "both, in WGS 84 degrees",
            }),
        }
        return;
    }
    let placed = body
        .get("addresses")
        .and_then(Value::as_array)
        .and_then(|addresses| addresses.iter().find_map(|a| place_of(a, gazetteer)));
    if let Some((point, precision)) = placed {
        body.insert("latitude".to_owned(), json!(point.latitude()));
        body.insert("longitude".to_owned(), json!(point.longitude()));
        body.insert("precision".to_owned(), json!(precision));
    }
}

fn place_of(address: &Value, gazetteer: &Gazetteer) -> Option<(Point, Precision)> {
    let text = |field: &str| address.get(field)?.as_str();
    let found = |near: &str, precision| {
        let origin = geography::resolve(gazetteer, near, None).ok()?;
        Some((origin.point, precision))
    };
    let in_state = |name: &str| Some(format!("{name}, {}", text("state_province")?));
    text("postal_code")
        .and_then(|zip| found(zip, Precision::PostalCode))
        .or_else(|| found(&in_state(text("city")?)?, Precision::City))
        .or_else(|| found(&in_state(text("region")?)?, Precision::County))
}

fn codes(body: &mut Map<String, Value>, faults: &mut Vec<Fault>) {
    let ours = Taxonomies::embedded();
    let lists = [
        ("categories", &ours.category),
        ("audiences", &ours.audience),
    ];
    for (field, taxonomy) in lists {
        let codes = body
            .get(field)
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        for code in codes {
            if code
                .as_str()
                .is_none_or(|code| taxonomy.term(code).is_none())
            {
                faults.push(Fault {
                    code: "code_unknown",
                    field: field.to_owned(),
                    detail: format!("{code} is no term of this taxonomy"),
                    expected: "a code of data/taxonomy.json",
                });
            }
        }
    }
}

/// The ids under which criteria are exported.
fn criterion_terms() -> &'static HashSet<String> {
    static TERMS: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let ours = &Taxonomies::embedded().criterion;
        let ids = ours.terms.iter().map(|term| ours.term_id(&term.code));
        ids.map(|id| id.to_string()).collect()
    });
    &TERMS
}

/// Takes the criteria out of the attributes as which they are exported, and checks all of them.
fn criteria(body: &mut Map<String, Value>, gazetteer: &Gazetteer, faults: &mut Vec<Fault>) {
    let is_ours = |attribute: &Value| {
        let term = attribute.get("taxonomy_term_id").and_then(Value::as_str);
        let nested = attribute
            .pointer("/taxonomy_term/id")
            .and_then(Value::as_str);
        let mut ids = term.into_iter().chain(nested);
        ids.any(|id| criterion_terms().contains(id))
    };
    let mut exported = Vec::new();
    if let Some(Value::Array(attributes)) = body.get_mut("attributes") {
        for (at, attribute) in attributes.iter().enumerate().filter(|(_, a)| is_ours(a)) {
            let value = attribute.get("value").and_then(Value::as_str);
            match value.map(serde_json::from_str::<Value>) {
                Some(Ok(criterion)) => exported.push(criterion),
                _ => faults.push(Fault {
                    code: "criterion_wrong",
                    field: format!("attributes/{at}/value"),
                    detail: "is no JSON".to_owned(),
                    expected: CRITERION,
                }),
            }
        }
        attributes.retain(|attribute| !is_ours(attribute));
        if attributes.is_empty() {
            body.remove("attributes");
        }
    }
    if !exported.is_empty() {
        let own = body.entry("criteria").or_insert_with(|| json!([]));
        if let Value::Array(own) = own {
            exported.retain(|criterion| !own.contains(criterion));
            own.extend(exported);
        }
    }
    if let Some(criteria) = body.get("criteria")
        && let Err(wrong) = Criterion::read_all(criteria, gazetteer)
    {
        faults.extend(wrong.into_iter().map(|fault| {
            let fault = fault.inside("criteria");
            Fault {
                code: "criterion_wrong",
                field: fault.field,
                detail: format!("{}, but should be {}", fault.detail, fault.expected),
                expected: CRITERION,
            }
        }));
    }
}
