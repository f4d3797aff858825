//! Takes the place out of what says that its place is confidential, before anything else looks at it.
//!
//! A withheld location is built anew from an allow-list, so that a field nobody thought of is dropped
//! and not leaked. Nothing that was dropped is logged, counted or kept.

use serde_json::{Map, Value};

use crate::geography::{Area, Gazetteer};

/// Fields of a withheld location that say nothing of where it is.
const KEPT: [&str; 4] = ["location_type", "languages", "phones", "schedules"];
/// Of the objects inside it, the fields that are no free text.
const KEPT_INSIDE: [&str; 23] = [
    "answered_by",
    "before_you_call",
    "byday",
    "bymonthday",
    "byweekno",
    "byyearday",
    "closes_at",
    "code",
    "count",
    "dtstart",
    "extension",
    "freq",
    "interval",
    "keyword",
    "makes_report",
    "number",
    "opens_at",
    "timezone",
    "type",
    "until",
    "valid_from",
    "valid_to",
    "wkst",
];
/// What an address says where a source keeps it to itself.
const CONFIDENTIAL_WORDS: [&str; 4] = ["confidential", "undisclosed", "withheld", "not public"];

/// Whether a location, as a source has it, is confidential: it says so, or its address does.
pub fn is_confidential(location: &Map<String, Value>) -> bool {
    let flagged = location.get("withheld") == Some(&Value::Bool(true));
    let addresses = location.get("addresses").and_then(Value::as_array);
    flagged
        || addresses.into_iter().flatten().any(|address| {
            let lines = ["attention", "address_1", "address_2"];
            lines.iter().any(|line| {
                let text = address
                    .get(line)
                    .and_then(Value::as_str)
                    .unwrap_or("")
                    .to_lowercase();
                CONFIDENTIAL_WORDS.iter().any(|word| text.contains(word))
            })
        })
}

/// The location without its place. The public area is the one given, else the county of the town or the
/// county that the address names; it is never taken from a street, a ZIP or a point.
pub fn strip(location: &Map<String, Value>, gazetteer: &Gazetteer) -> Map<String, Value> {
    let mut stripped = Map::new();
    for field in KEPT {
        if let Some(value) = location.get(field) {
            stripped.insert(field.to_owned(), without_texts(value));
        }
    }
    stripped.insert("withheld".to_owned(), Value::Bool(true));
    let area = match location.get("public_area").and_then(Value::as_str) {
        Some(text) => Area::parse(gazetteer, text).ok(),
        None => stated_county(location, gazetteer),
    };
    if let Some(area) = area {
        stripped.insert(
            "public_area".to_owned(),
            Value::String(area.label(gazetteer)),
        );
    }
    stripped
}

fn stated_county(location: &Map<String, Value>, gazetteer: &Gazetteer) -> Option<Area> {
    let address = location.get("addresses")?.as_array()?.first()?;
    let text = |field: &str| address.get(field)?.as_str();
    let state = text("state_province")?;
    let named = |name: &str| Area::parse(gazetteer, &format!("{name}, {state}")).ok();
    let area = text("region")
        .and_then(named)
        .or_else(|| text("city").and_then(named))?;
    Some(match area {
        Area::Town(id) => Area::County(gazetteer.town(id).county),
        other => other,
    })
}

/// `value` with only the allowed fields of the objects in it.
fn without_texts(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(without_texts).collect()),
        Value::Object(fields) => Value::Object(
            fields
                .iter()
                .filter(|(field, _)| {
                    KEPT_INSIDE.contains(&field.as_str()) || field.as_str() == "languages"
                })
                .map(|(field, value)| (field.clone(), without_texts(value)))
                .collect(),
        ),
        plain => plain.clone(),
    }
}
