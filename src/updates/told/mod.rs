//! A place that was stripped may still be told by the texts about it: those of its service, of its organization, and
//! of whatever else the organization has, are searched for the street, the ZIP, the coordinates and the name of the
//! building, and a text that has one is withheld.

mod alike;
mod common;
mod house;
mod place;
mod point;
mod road;
mod street;
mod words;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::names::Name;
use super::strip::WARNING;
use crate::eligibility::{Criterion, reading::NOT_SHOWN};
use crate::standing::{FactGroup, RecordKind};

pub use place::Place;

/// Fields that are keys.
const KEYS: [&str; 3] = ["organization_id", "service_id", "location_id"];
/// Lists that stay as they are, or go.
const WHOLE: [&str; 3] = ["cases", "criteria", "within"];
/// What areas are called by, beside what they are.
const CALLED: [&str; 2] = ["name", "description"];
/// What another location says of where it is itself.
const OWN_PLACE: [&str; 4] = ["addresses", "latitude", "longitude", "public_area"];

/// What may not be told, by the entry that may not tell it.
#[derive(Default)]
pub struct Told {
    places: Vec<Place>,
    of: HashMap<Name, Vec<usize>>,
}

impl Told {
    pub(super) fn new(places: Vec<Place>, of: BTreeMap<Name, Vec<usize>>) -> Told {
        Told {
            places,
            of: of.into_iter().collect(),
        }
    }

    /// Whoever may not tell something.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.of.keys()
    }

    /// The places that the entry whose canonical name is `name` may not tell.
    pub fn places_of(&self, name: &Name) -> impl Iterator<Item = &Place> {
        let places = self.of.get(name).into_iter().flatten();
        places.map(|place| &self.places[*place])
    }

    /// Whether there is anything that the entry whose canonical name is `name` may not tell.
    pub fn concerns(&self, name: &Name) -> bool {
        self.of.contains_key(name)
    }

    /// Whether `text`, of the entry whose canonical name is `name`, tells the place of what it is about.
    pub fn tells(&self, name: &Name, text: &str) -> bool {
        let places = self.of.get(name).into_iter().flatten();
        places
            .into_iter()
            .any(|place| self.places[*place].is_in(text))
    }

    /// Whether `text`, whoever's it is, tells any of the places.
    pub fn tells_any(&self, text: &str) -> bool {
        self.places.iter().any(|place| place.is_in(text))
    }

    /// Whether anything in `value`, whoever's it is, tells any of the places.
    pub fn is_told_by(&self, value: &Value) -> bool {
        self.places.iter().any(|place| place.is_told_by(value))
    }

    /// `body` without the texts that tell it.
    pub fn without(&self, name: &Name, body: &Map<String, Value>) -> Map<String, Value> {
        if !self.concerns(name) {
            return body.clone();
        }
        let fields = body.iter().filter_map(|(field, value)| {
            let is_area = field == "within" || body.contains_key("extent");
            if is_no_text(name.1, field) || (is_area && is_zip(value)) {
                return Some((field.clone(), value.clone()));
            }
            // The name of an unknown column is a text like another.
            (!self.tells(name, field)).then_some(())?;
            if FactGroup::is_ground_field(field) {
                // A word that an article passes on would stand stronger without its name.
                return Some((field.clone(), self.unnamed(name, value)));
            }
            let mut left = match self.value(name, value) {
                None if field == "before_you_call" => Value::from(WARNING),
                // Of a paper: that one is asked for stays.
                None if field == "document" => Value::from(NOT_SHOWN),
                left => left?,
            };
            if field == "service_areas" {
                called_alike(value, &mut left);
            }
            // A hole in a list of ZIPs would tell which of them it is.
            if left != *value && WHOLE.contains(&field.as_str()) {
                // Without its rules a service would seem to take whoever it may turn away.
                left = Criterion::instead_of(value).filter(|_| field == "criteria")?;
            }
            Some((field.clone(), left))
        });
        fields.collect()
    }

    /// The value with other words in place of what tells it.
    fn unnamed(&self, name: &Name, value: &Value) -> Value {
        match value {
            Value::String(text) if self.tells(name, text) => Value::from(NOT_SHOWN),
            Value::Object(fields) => {
                let fields = fields.iter().filter(|(field, _)| !self.tells(name, field));
                let left = fields.map(|(field, value)| (field.clone(), self.unnamed(name, value)));
                Value::Object(left.collect())
            }
            Value::Array(items) => items.iter().map(|item| self.unnamed(name, item)).collect(),
            plain => self.value(name, plain).unwrap_or_default(),
        }
    }

    fn value(&self, name: &Name, value: &Value) -> Option<Value> {
        Some(match value {
            Value::String(text) if self.tells(name, text) => return None,
            Value::Number(number) if self.tells(name, &number.to_string()) => return None,
            Value::Array(items) => items
                .iter()
                .filter_map(|item| self.value(name, item))
                .collect(),
            Value::Object(fields) => Value::Object(self.without(name, fields)),
            plain => plain.clone(),
        })
    }
}

/// Where one area lost what it is called by, all do.
fn called_alike(were: &Value, left: &mut Value) {
    let (Value::Array(were), Value::Array(left)) = (were, left) else {
        return;
    };
    for field in CALLED {
        let count = |areas: &[Value]| {
            areas
                .iter()
                .filter(|area| area.get(field).is_some())
                .count()
        };
        if count(left) < count(were) {
            for area in left.iter_mut().filter_map(Value::as_object_mut) {
                area.shift_remove(field);
            }
        }
    }
}

fn is_no_text(kind: RecordKind, field: &str) -> bool {
    KEYS.contains(&field) || (kind == RecordKind::Location && OWN_PLACE.contains(&field))
}

/// An area that is served may be the ZIP in which the place is.
fn is_zip(value: &Value) -> bool {
    match value {
        Value::String(text) => text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit()),
        Value::Array(items) => items.iter().all(is_zip),
        _ => false,
    }
}
