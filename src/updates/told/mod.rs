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
use uuid::Uuid;

use super::check;
use super::names::Name;
use super::strip::WARNING;
use crate::eligibility::{Criterion, reading::NOT_SHOWN};
use crate::standing::{FactGroup, RecordKind};

pub use place::{Place, Text};

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

    /// All of the places.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.places.iter()
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
        let Some(places) = self.of.get(name) else {
            return false;
        };
        let text = Text::of(text);
        let mut places = places.iter();
        places.any(|place| self.places[*place].is_told_in(&text))
    }

    /// Whether `body` is of a location in the very house of one of the places that the entry of this name may not tell.
    pub fn is_at(&self, name: &Name, body: &Map<String, Value>) -> bool {
        name.1 == RecordKind::Location && self.concerns(name) && {
            let own = Place::of(body);
            self.places_of(name).any(|place| own.is_same_as(place))
        }
    }

    /// Whether `text`, whoever's it is, tells any of the places.
    pub fn tells_any(&self, text: &str) -> bool {
        let text = Text::of(text);
        self.places.iter().any(|place| place.is_told_in(&text))
    }

    /// Whether anything in `value`, whoever's it is, tells any of the places.
    pub fn is_told_by(&self, value: &Value) -> bool {
        is_any_text(value, &mut |text| self.tells_any(text))
    }

    /// `body` without the texts that tell it.
    pub fn without_texts(&self, name: &Name, body: &Map<String, Value>) -> Map<String, Value> {
        match self.concerns(name) {
            true => without_telling(name.1, body, &|text| self.tells(name, text), &[]),
            false => body.clone(),
        }
    }

    /// The same, and without what nothing reads: cells by themselves tell nothing, and together a place.
    pub fn without(&self, name: &Name, body: &Map<String, Value>) -> Map<String, Value> {
        let mut left = self.without_texts(name, body);
        if self.concerns(name) {
            check::leave_out_unread(name.1, &mut left);
        }
        left
    }
}

/// Whether any text in `value` is such, the names of fields and numbers too. An id is no text.
pub fn is_any_text(value: &Value, is_such: &mut dyn FnMut(&str) -> bool) -> bool {
    match value {
        Value::String(text) => Uuid::parse_str(text).is_err() && is_such(text),
        Value::Number(number) => is_such(&number.to_string()),
        Value::Array(items) => items.iter().any(|item| is_any_text(item, is_such)),
        Value::Object(fields) => fields
            .iter()
            .any(|(field, value)| is_such(field) || is_any_text(value, is_such)),
        Value::Null | Value::Bool(_) => false,
    }
}

/// `body` without the texts of which `tells` says so, but for the fields of these names.
pub fn without_telling(
    kind: RecordKind,
    body: &Map<String, Value>,
    tells: &dyn Fn(&str) -> bool,
    no_texts: &[&str],
) -> Map<String, Value> {
    let without = Without {
        kind,
        tells,
        no_texts,
    };
    without.body(body)
}

struct Without<'a> {
    kind: RecordKind,
    tells: &'a dyn Fn(&str) -> bool,
    no_texts: &'a [&'a str],
}

impl Without<'_> {
    fn body(&self, body: &Map<String, Value>) -> Map<String, Value> {
        let fields = body.iter().filter_map(|(field, value)| {
            let is_area = field == "within" || body.contains_key("extent");
            if self.is_no_text(field) || (is_area && is_zip(value)) {
                return Some((field.clone(), value.clone()));
            }
            // The name of an unknown column is a text like another.
            (!(self.tells)(field)).then_some(())?;
            if FactGroup::is_ground_field(field) {
                // A word that an article passes on would stand stronger without its name.
                return Some((field.clone(), self.unnamed(value)));
            }
            let mut left = match self.value(value) {
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
    fn unnamed(&self, value: &Value) -> Value {
        match value {
            Value::String(text) if (self.tells)(text) => Value::from(NOT_SHOWN),
            Value::Object(fields) => {
                let fields = fields.iter().filter(|(field, _)| !(self.tells)(field));
                let left = fields.map(|(field, value)| (field.clone(), self.unnamed(value)));
                Value::Object(left.collect())
            }
            Value::Array(items) => items.iter().map(|item| self.unnamed(item)).collect(),
            plain => self.value(plain).unwrap_or_default(),
        }
    }

    fn value(&self, value: &Value) -> Option<Value> {
        Some(match value {
            Value::String(text) if (self.tells)(text) => return None,
            Value::Number(number) if (self.tells)(&number.to_string()) => return None,
            Value::Array(items) => items.iter().filter_map(|item| self.value(item)).collect(),
            Value::Object(fields) => Value::Object(self.body(fields)),
            plain => plain.clone(),
        })
    }

    fn is_no_text(&self, field: &str) -> bool {
        let is_own_place = self.kind == RecordKind::Location && OWN_PLACE.contains(&field);
        KEYS.contains(&field) || is_own_place || self.no_texts.contains(&field)
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

/// An area that is served may be the ZIP in which the place is.
fn is_zip(value: &Value) -> bool {
    match value {
        Value::String(text) => text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit()),
        Value::Array(items) => items.iter().all(is_zip),
        _ => false,
    }
}
