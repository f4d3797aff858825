//! Takes the place out of what says that its place is confidential, before anything else looks at it.
//!
//! A withheld location is built anew from an allow-list, so that a field nobody thought of is dropped
//! and not leaked. Nothing that was dropped is logged, counted or kept.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::geography::{Area, Gazetteer};
use crate::hsds::LocationType;
use crate::standing::Denial;

/// Fields of a withheld location that say nothing of where it is.
const KEPT: [&str; 3] = ["languages", "phones", "schedules"];
/// Of the objects inside it, the fields that are no free text.
const KEPT_INSIDE: [&str; 22] = [
    "answered_by",
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
/// What stands for a warning before a call: the warning may tell the place, and a number without one
/// would be offered as if nothing were to be asked first.
const WARNING: &str = "A source says to take care with this number. Ask who you have reached.";
/// What stands for the reason of a denial.
const REASON: &str = "A source says that this is wrong.";
/// What an address says where a source keeps it to itself.
const CONFIDENTIAL_WORDS: [&str; 4] = ["confidential", "undisclosed", "withheld", "not public"];

/// Whether a location, as a source has it, is confidential: it says so, or its address does.
pub fn is_confidential(location: &Map<String, Value>) -> bool {
    let flagged = location.get("withheld") == Some(&Value::Bool(true));
    let addresses = location.get("addresses").and_then(Value::as_array);
    flagged
        || addresses.into_iter().flatten().any(|address| {
            let lines = ["attention", "address_1", "address_2", "city"];
            let texts = lines.iter().filter_map(|line| address.get(line)?.as_str());
            texts.into_iter().any(says_confidential)
        })
}

/// Whether a line of an address says that there is none to be told.
pub fn says_confidential(line: &str) -> bool {
    let line = line.to_lowercase();
    CONFIDENTIAL_WORDS.iter().any(|word| line.contains(word))
}

/// The location without its place. The public area is the one given, else the county of the town or the
/// county that the address names; it is never taken from a street, a ZIP or a point.
pub fn strip(location: &Map<String, Value>, gazetteer: &Gazetteer) -> Map<String, Value> {
    let mut stripped = Map::new();
    keep(location, &KEPT, &mut stripped);
    if let Some(Ok(kind)) = location.get("location_type").map(LocationType::deserialize) {
        stripped.insert("location_type".to_owned(), json!(kind));
    }
    stripped.insert("withheld".to_owned(), Value::Bool(true));
    let area = match location.get("public_area").and_then(Value::as_str) {
        // A ZIP is too narrow to be public.
        Some(text) => Area::parse(gazetteer, text)
            .ok()
            .filter(|area| !matches!(area, Area::Zip(_))),
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

/// A service at a withheld location, without the words of the place: what it is of what, how to reach
/// it, when, and for which areas of the gazetteer.
pub fn strip_service_at(placed: &Map<String, Value>) -> Map<String, Value> {
    let mut stripped = Map::new();
    for field in ["service_id", "location_id"] {
        if let Some(key) = placed.get(field) {
            stripped.insert(field.to_owned(), key.clone());
        }
    }
    keep(placed, &["phones", "schedules"], &mut stripped);
    let areas = placed.get("service_areas").and_then(Value::as_array);
    let extents: Vec<Value> = areas
        .into_iter()
        .flatten()
        .filter(|area| area.get("extent_type").and_then(Value::as_str) == Some("text"))
        .filter_map(|area| Some(json!({"extent": area.get("extent")?, "extent_type": "text"})))
        .collect();
    if !extents.is_empty() {
        stripped.insert("service_areas".to_owned(), Value::Array(extents));
    }
    stripped
}

/// What a withheld entry denies, without its words.
pub fn strip_denials(denials: &[Denial]) -> Vec<Denial> {
    denials.iter().map(without_words).collect()
}

/// What it denies, without the words.
pub fn without_words(denial: &Denial) -> Denial {
    Denial {
        group: denial.group,
        why: REASON.to_owned(),
    }
}

/// Copies the lists `names` of `from`, with what is allowed in their objects. A list is of objects:
/// anything else in its place is text.
fn keep(from: &Map<String, Value>, names: &[&str], into: &mut Map<String, Value>) {
    for name in names {
        if let Some(Value::Array(items)) = from.get(*name) {
            let objects = items.iter().filter_map(Value::as_object);
            let kept = objects.map(|object| Value::Object(without_texts(object)));
            into.insert((*name).to_owned(), kept.collect());
        }
    }
}

/// The object's allowed fields, as far as they hold a number or a code.
fn without_texts(object: &Map<String, Value>) -> Map<String, Value> {
    let mut kept = Map::new();
    for (field, value) in object {
        let is_code = match value {
            Value::String(text) => field == "number" || !text.replace(", ", ",").contains(' '),
            Value::Number(_) => true,
            _ => false,
        };
        if is_code && KEPT_INSIDE.contains(&field.as_str()) {
            kept.insert(field.clone(), value.clone());
        } else if field == "before_you_call" && !value.is_null() {
            kept.insert(field.clone(), json!(WARNING));
        }
    }
    keep(object, &["languages"], &mut kept);
    kept
}
