//! A place that was stripped may still be told by the texts about it: those of its service and of its
//! organization are searched for the street, the ZIP and the coordinates, and a text that has one is withheld.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

use super::entries::{Entry, SourceFile};
use super::names::{Name, canonical_of};
use super::strip;
use crate::standing::RecordKind;

/// Fields that are no texts: keys, numbers, and areas of the gazetteer.
const NO_TEXTS: [&str; 4] = ["organization_id", "number", "extent", "within"];
const SUFFIXES: [&str; 26] = [
    "ave",
    "avenue",
    "blvd",
    "boulevard",
    "cir",
    "circle",
    "court",
    "ct",
    "dr",
    "drive",
    "highway",
    "hwy",
    "lane",
    "ln",
    "parkway",
    "pkwy",
    "pl",
    "place",
    "rd",
    "road",
    "st",
    "street",
    "ter",
    "terrace",
    "trail",
    "way",
];
const DIRECTIONS: [&str; 12] = [
    "n", "s", "e", "w", "ne", "nw", "se", "sw", "north", "south", "east", "west",
];

/// What may not be told, by the service or organization that may not tell it.
pub struct Told(HashMap<Name, Vec<Place>>);

/// A true place, as far as a text can tell it.
#[derive(Clone, Default)]
struct Place {
    streets: Vec<Street>,
    zips: Vec<String>,
    /// To three decimals, which is a hundred metres.
    degrees: Vec<String>,
}

#[derive(Clone)]
struct Street {
    number: Option<String>,
    name: Vec<String>,
}

impl Told {
    /// By the places of the entries whose canonical names are `withheld`.
    pub fn of(
        files: &[SourceFile],
        canonical: &HashMap<Name, Name>,
        withheld: &BTreeSet<Name>,
    ) -> Told {
        let entries: Vec<(&SourceFile, &Entry)> = files
            .iter()
            .flat_map(|file| file.entries.iter().map(move |entry| (file, entry)))
            .collect();
        let first = |file: &SourceFile, kind, key: &str| {
            canonical_of(canonical, &(file.source.key.clone(), kind, key.to_owned()))
        };
        let mut places: HashMap<Name, Vec<Place>> = HashMap::new();
        for (file, entry) in &entries {
            let name = first(file, entry.record, &entry.key);
            if entry.record == RecordKind::Location && withheld.contains(&name) {
                places.entry(name).or_default().push(Place::of(&entry.body));
            }
        }
        let mut told: HashMap<Name, Vec<Place>> = HashMap::new();
        // Services first: their organizations are found by way of them.
        for (from, refers_by, to) in [
            (
                RecordKind::ServiceAtLocation,
                "service_id",
                RecordKind::Service,
            ),
            (
                RecordKind::Service,
                "organization_id",
                RecordKind::Organization,
            ),
        ] {
            for (file, entry) in entries.iter().filter(|(_, entry)| entry.record == from) {
                let key = |field: &str| entry.body.get(field).and_then(Value::as_str);
                let known = match key("location_id") {
                    Some(location) => places.get(&first(file, RecordKind::Location, location)),
                    None => told.get(&first(file, from, &entry.key)),
                };
                if let (Some(known), Some(about)) = (known.cloned(), key(refers_by)) {
                    told.entry(first(file, to, about))
                        .or_default()
                        .extend(known);
                }
            }
        }
        Told(told)
    }

    /// Whether `text`, of the entry whose canonical name is `name`, tells the place of what it is about.
    pub fn tells(&self, name: &Name, text: &str) -> bool {
        let words = words(text);
        let places = self.0.get(name).into_iter().flatten();
        places.into_iter().any(|place| place.is_in(text, &words))
    }

    /// `body` without the texts that tell it.
    pub fn without(&self, name: &Name, body: &Map<String, Value>) -> Map<String, Value> {
        if !self.0.contains_key(name) {
            return body.clone();
        }
        let fields = body.iter().filter_map(|(field, value)| {
            if NO_TEXTS.contains(&field.as_str()) {
                return Some((field.clone(), value.clone()));
            }
            Some((field.clone(), self.value(name, value)?))
        });
        fields.collect()
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

impl Place {
    fn of(location: &Map<String, Value>) -> Place {
        let mut place = Place::default();
        let addresses = location.get("addresses").and_then(Value::as_array);
        for address in addresses.into_iter().flatten() {
            let text = |field: &str| address.get(field).and_then(Value::as_str);
            let lines = ["address_1", "address_2"].into_iter().filter_map(text);
            let lines = lines.filter(|line| !strip::says_confidential(line));
            place.streets.extend(lines.filter_map(street));
            place
                .zips
                .extend(text("postal_code").and_then(|zip| words(zip).into_iter().next()));
        }
        for field in ["latitude", "longitude"] {
            let degrees = location.get(field).and_then(Value::as_f64);
            let written = degrees.map(|degrees| degrees.abs().to_string());
            let to_three =
                written.and_then(|text| Some(text.get(..text.find('.')? + 4)?.to_owned()));
            place.degrees.extend(to_three);
        }
        place
    }

    fn is_in(&self, text: &str, words: &[String]) -> bool {
        self.zips.iter().any(|zip| words.contains(zip))
            || self.degrees.iter().any(|degrees| text.contains(degrees))
            || self.streets.iter().any(|street| street.is_in(words))
    }
}

impl Street {
    /// Its name with its number before it, or with a word for street behind it.
    fn is_in(&self, words: &[String]) -> bool {
        let count = self.name.len();
        words.windows(count).enumerate().any(|(at, window)| {
            let before = words[..at]
                .iter()
                .rev()
                .find(|word| !is_one_of(&DIRECTIONS, word));
            let after = words.get(at + count);
            window == self.name
                && (before.is_some_and(|word| self.number.as_ref() == Some(word))
                    || after.is_some_and(|word| is_one_of(&SUFFIXES, word))
                    || (self.number.is_none() && count > 1))
        })
    }
}

/// `12 N Elm Grove St, Apt 3`: number 12, name “elm grove”. Nothing where no name is left.
fn street(line: &str) -> Option<Street> {
    let mut words = words(line);
    let is_number = |word: &String| word.starts_with(|c: char| c.is_ascii_digit());
    let number = words
        .first()
        .is_some_and(is_number)
        .then(|| words.remove(0));
    let name: Vec<String> = words
        .into_iter()
        .skip_while(|word| is_one_of(&DIRECTIONS, word))
        .take_while(|word| !is_one_of(&SUFFIXES, word))
        .collect();
    (!name.is_empty()).then_some(Street { number, name })
}

fn is_one_of(words: &[&str], word: &str) -> bool {
    words.contains(&word)
}

/// The words of a text: letters and digits, small.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
