//! Takes the place out of what says that its place is confidential, before anything else looks at it.
//!
//! A withheld location is built anew from an allow-list, so that a field nobody thought of is dropped
//! and not leaked. Nothing that was dropped is logged, counted or kept.

mod allowed;
mod flags;
pub mod private;
mod statements;

#[cfg(test)]
mod tests;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::told::Place;
use crate::geography::{Area, Gazetteer, fold};
use crate::hsds::LocationType;
use crate::standing::{Denial, RecordKind};
use flags::{Column, Flag, Reading};

pub use allowed::WARNING;
pub use flags::is_excluded;
pub use statements::is_in_line as says_confidential;

/// What stands for the reason of a denial.
const REASON: &str = "A source says that this is wrong.";
/// Lists of a location that are about who is called and when, not about where it is.
const ASIDES: [&str; 8] = [
    "phones",
    "contacts",
    "schedules",
    "languages",
    "service_areas",
    "accessibility",
    "url",
    "public_area",
];

/// Whether a place may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Secrecy {
    /// Nothing says that it may not.
    Open,
    /// Something says so that can be read otherwise. It is withheld, and a person should be told.
    Doubtful,
    /// A flag or a plain statement says that it may not.
    Confidential,
}

/// Whether a location, as a source has it, is withheld: a flag, its address, its name or a sentence says so.
pub fn is_confidential(location: &Map<String, Value>) -> bool {
    secrecy(location) > Secrecy::Open
}

/// How sure it is that a location, as a source has it, is confidential.
pub fn secrecy(location: &Map<String, Value>) -> Secrecy {
    of_object(location, false)
}

/// Whether the name of a column may say that something is kept from the public, and so is read.
pub fn is_mark(column: &str) -> bool {
    Column::named(column).is_mark()
}

/// Whether the column with this cell keeps a place from the public, or gives it; nothing where it is of something else.
pub fn is_kept_by(column: &str, cell: &Value) -> Option<bool> {
    let (Flag::Place(reading) | Flag::Bare(reading)) = Column::named(column).flag(cell)?;
    Some(reading != Reading::No)
}

/// Whether a column of the record says that it is a home of survivors: `dv_shelter`.
pub fn is_home(body: &Map<String, Value>) -> bool {
    body.iter().any(|(column, value)| match value {
        Value::Object(fields) => is_home(fields),
        value => Column::named(column).is_home && flags::read(value) == Some(Reading::Yes),
    })
}

/// Whether a record other than a location says of its own place that it is confidential. That a service is
/// confidential says nothing of a place.
pub fn keeps_its_places(kind: RecordKind, body: &Map<String, Value>) -> bool {
    let is_flag = |(column, flag): (Column, Option<Flag>)| match flag {
        Some(Flag::Place(reading)) => reading != Reading::No,
        Some(Flag::Bare(reading)) => {
            let is_of_places = kind != RecordKind::Service && column.is_bare;
            // "Confidentiality: high", whoever says so.
            (is_of_places && reading != Reading::No) || (column.is_guard && reading == Reading::Yes)
        }
        None => false,
    };
    let is_flagged = |fields: &Map<String, Value>| {
        let of_field = |(column, value): (&String, &Value)| {
            let column = Column::named(column);
            is_flag((column, column.flag(value)))
        };
        flags::pair(fields).is_some_and(|pair| is_flag(flags::of_pair(pair)))
            || fields.iter().any(of_field)
    };
    let nested = body
        .iter()
        .filter(|(field, _)| !ASIDES.contains(&field.as_str()));
    let mut objects = nested.flat_map(|(_, value)| match value {
        Value::Array(items) => items.iter().filter_map(Value::as_object).collect(),
        Value::Object(fields) => vec![fields],
        _ => Vec::new(),
    });
    let mut texts = body.values().filter_map(Value::as_str);
    is_flagged(body)
        || objects.any(is_flagged)
        || (kind == RecordKind::ServiceAtLocation && texts.any(statements::is_said))
}

fn of_object(fields: &Map<String, Value>, is_address: bool) -> Secrecy {
    let own = flags::pair(fields).and_then(|pair| flags::of_pair(pair).1);
    let fields = fields
        .iter()
        .filter(|(field, _)| !ASIDES.contains(&field.as_str()));
    let of_fields = fields.map(|(field, value)| {
        let column = Column::named(field);
        // Of an address: the record is shown, and that is not.
        let kept = match is_address && column.excludes(value) {
            true => Secrecy::Confidential,
            false => Secrecy::Open,
        };
        let is_address = is_address || column.is_address;
        kept.max(of_flag(column.flag(value)))
            .max(of_value(value, is_address, column.is_name))
    });
    of_fields.fold(of_flag(own), Secrecy::max)
}

fn of_value(value: &Value, is_address: bool, is_name: bool) -> Secrecy {
    match value {
        Value::String(text) => of_text(&fold(text), is_address, is_name),
        Value::Array(items) => items
            .iter()
            .map(|item| of_value(item, is_address, is_name))
            .fold(Secrecy::Open, Secrecy::max),
        Value::Object(fields) => of_object(fields, is_address),
        _ => Secrecy::Open,
    }
}

fn of_text(folded: &str, is_address: bool, is_name: bool) -> Secrecy {
    // One word by itself: a tag.
    let is_tag = || {
        let word = folded.replace(' ', "");
        ["confidential", "undisclosed", "confidencial"].contains(&word.as_str())
    };
    if statements::says(folded) || (is_address && statements::says_in_line(folded)) {
        Secrecy::Confidential
    } else if (is_name && statements::says_in_line(folded)) || is_tag() {
        Secrecy::Doubtful
    } else {
        Secrecy::Open
    }
}

fn of_flag(flag: Option<Flag>) -> Secrecy {
    match flag {
        Some(Flag::Place(Reading::Yes) | Flag::Bare(Reading::Yes)) => Secrecy::Confidential,
        Some(Flag::Place(Reading::Unclear) | Flag::Bare(Reading::Unclear)) => Secrecy::Doubtful,
        Some(Flag::Place(Reading::No) | Flag::Bare(Reading::No)) | None => Secrecy::Open,
    }
}

/// The location without its place. The public area is the one given, else the county that the address names, else that
/// of its town; of a town beyond its own county the ZIP says which. It is never taken from a street or a point.
pub fn strip(location: &Map<String, Value>, gazetteer: &Gazetteer) -> Map<String, Value> {
    let mut stripped = Map::new();
    let place = Place::of(location);
    allowed::keep(
        location,
        &["languages", "phones", "schedules"],
        &place,
        &mut stripped,
    );
    if let Some(stated) = location
        .get("location_type")
        .filter(|stated| !stated.is_null())
    {
        // Feeds have `confidential` here.
        let kind = LocationType::deserialize(stated).unwrap_or(LocationType::Physical);
        stripped.insert("location_type".to_owned(), json!(kind));
    }
    stripped.insert("withheld".to_owned(), Value::Bool(true));
    keep_exclusion(RecordKind::Location, location, &mut stripped);
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

/// The region is a county by its name alone too, unless the town or the ZIP is elsewhere: “Jackson” is more often the
/// county of Missouri than its town of that name.
fn stated_county(location: &Map<String, Value>, gazetteer: &Gazetteer) -> Option<Area> {
    let address = location.get("addresses")?.as_array()?.first()?;
    let text = |field: &str| address.get(field)?.as_str();
    let state = text("state_province")?;
    let named = |name: &str| Area::parse(gazetteer, &format!("{name}, {state}")).ok();
    let is_county = |area: &Area| matches!(area, Area::County(_));
    let of_region = text("region").and_then(named);
    if let Some(county) = of_region.filter(is_county) {
        return Some(county);
    }
    let county_of = |area: Area| match area {
        Area::Town(id) => Area::County(gazetteer.town(id).county),
        other => other,
    };
    let zip = text("postal_code").and_then(|zip| gazetteer.zip(zip.get(..5)?.parse().ok()?));
    // Kansas City's centre is in Jackson County, and whoever is told so of a house in Clay is told wrong.
    let by_zip = |area: Area| match (area, zip.map(|zip| &zip.counties)) {
        (Area::County(centre), Some(counties)) if !counties.contains(&centre) => {
            let around = gazetteer.counties_around(centre);
            let other = counties.first().filter(|county| around.contains(county));
            Area::County(*other.unwrap_or(&centre))
        }
        _ => area,
    };
    let of_city = text("city").and_then(named).map(county_of);
    let by_name = text("region").and_then(|region| named(&format!("{region} County")));
    let by_name = by_name.filter(|area| match area {
        Area::County(fips) => match (of_city, zip) {
            (None, None) => true,
            (city, zip) => {
                city == Some(*area) || zip.is_some_and(|zip| zip.counties.contains(fips))
            }
        },
        _ => false,
    });
    by_name.or(of_city.map(by_zip)).or(of_region.map(county_of))
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
    allowed::keep(
        placed,
        &["phones", "schedules"],
        &Place::default(),
        &mut stripped,
    );
    keep_exclusion(RecordKind::ServiceAtLocation, placed, &mut stripped);
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

fn keep_exclusion(kind: RecordKind, from: &Map<String, Value>, into: &mut Map<String, Value>) {
    if is_excluded(kind, from) {
        into.insert("excluded".to_owned(), Value::Bool(true));
    }
}
