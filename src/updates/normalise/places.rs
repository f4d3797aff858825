//! Where a location is, and which areas a service serves, by the gazetteer.

use serde_json::{Map, Value, json};

use super::{Fault, Loses, objects};
use crate::geography::{self, Area, Gazetteer, Point, fold};
use crate::hsds::Precision;

/// The fault of a withheld location that says no area.
pub const AREA_MISSING: &str = "public_area_missing";

/// Writes each area as the gazetteer calls it. What it does not have stays as words.
pub fn areas(body: &mut Map<String, Value>, gazetteer: &Gazetteer, faults: &mut Vec<Fault>) {
    for (at, service_area) in objects(body, "service_areas").into_iter().enumerate() {
        name_as_extent(service_area, gazetteer);
        if service_area.get("extent_type").and_then(Value::as_str) != Some("text") {
            continue;
        }
        let extent = service_area
            .get("extent")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        match Area::parse(gazetteer, &extent) {
            Ok(area) => {
                service_area.insert("extent".to_owned(), Value::String(area.label(gazetteer)));
            }
            Err(_) => {
                faults.push(Fault {
                    code: "area_unknown",
                    field: format!("service_areas/{at}/extent"),
                    detail: format!("“{extent}” is in no gazetteer, and stays as words"),
                    expected: "a ZIP, “Town, ST”, “X County, ST”, a state, or “United States”",
                    loses: Loses::Part,
                });
                service_area.shift_remove("extent");
                service_area.shift_remove("extent_type");
                service_area
                    .entry("name")
                    .or_insert_with(|| Value::String(extent));
            }
        }
    }
}

/// Where an area has no extent its name is one, if a gazetteer has it: plain HSDS says “Missouri” and no more. A town by
/// its name alone is none: “Midwest” is in Wyoming.
fn name_as_extent(service_area: &mut Map<String, Value>, gazetteer: &Gazetteer) {
    if ["extent", "extent_type"]
        .iter()
        .any(|member| service_area.contains_key(*member))
    {
        return;
    }
    let name = service_area.get("name").and_then(Value::as_str);
    let is_named_alone = |area: &Area| match (area, name) {
        (Area::Town(id), Some(name)) => fold(name) == fold(gazetteer.town(*id).name),
        _ => false,
    };
    let area = name.and_then(|name| Area::parse(gazetteer, name).ok());
    if let Some(area) = area.filter(|area| !is_named_alone(area)) {
        let extent = Value::String(area.label(gazetteer));
        service_area.insert("extent".to_owned(), extent);
        service_area.insert("extent_type".to_owned(), "text".into());
    }
}

/// Gives an open location that has no point that of its ZIP, its town or its county, in that order.
pub fn place(body: &mut Map<String, Value>, gazetteer: &Gazetteer, faults: &mut Vec<Fault>) {
    if body.get("withheld") == Some(&Value::Bool(true)) {
        if !body.contains_key("public_area") {
            faults.push(Fault {
                code: AREA_MISSING,
                field: "public_area".to_owned(),
                detail: "a withheld location needs an area that it may be said to be in".to_owned(),
                expected: "a county, such as “Jackson County, MO”",
                loses: Loses::Record,
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
                return;
            }
            _ if is_nothing(body.get("latitude")) && is_nothing(body.get("longitude")) => {}
            _ => faults.push(Fault {
                code: "point_impossible",
                field: "latitude, longitude".to_owned(),
                // West of 90 degrees, where most of the country is, swapped ones are none at all.
                detail: match point.is_some_and(|(a, b)| Point::new(b, a).is_ok()) {
                    true => "not a point on Earth, but one the other way round".to_owned(),
                    false => "not a point on Earth".to_owned(),
                },
                expected: "both, in WGS 84 degrees",
                loses: Loses::Part,
            }),
        }
        for field in ["latitude", "longitude", "precision"] {
            body.insert(field.to_owned(), Value::Null);
        }
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

fn is_nothing(value: Option<&Value>) -> bool {
    value.is_none_or(Value::is_null)
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
