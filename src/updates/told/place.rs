//! A true place, as far as a text can tell it.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::common::is_common;
use super::house;
use super::point::{Degrees, is_any_in};
use super::street::{Searched, Street};
use super::words::{readings, words, written};
use crate::hsds::Precision;
use crate::updates::strip;

/// Links behind which only a place can be.
const MAPS: [&str; 8] = [
    "maps.google",
    "google.com/maps",
    "maps.apple.com",
    "bing.com/maps",
    "openstreetmap.org",
    "waze.com",
    "mapquest.com",
    "what3words",
];
/// Hosts of short links, behind which a place can be as well as anything else.
const SHORT_LINKS: [&str; 26] = [
    "goo.gl",
    "g.co",
    "g.page",
    "apple.co",
    "bit.ly",
    "tinyurl.com",
    "t.co",
    "ow.ly",
    "is.gd",
    "v.gd",
    "buff.ly",
    "rebrand.ly",
    "cutt.ly",
    "rb.gy",
    "shorturl.at",
    "t.ly",
    "tiny.cc",
    "lnkd.in",
    "fb.me",
    "aka.ms",
    "bl.ink",
    "s.id",
    "qr.io",
    "w3w.co",
    "osm.org",
    "dub.sh",
];
/// Words that name no building by themselves.
const GENERIC: [&str; 40] = [
    "the",
    "a",
    "of",
    "and",
    "at",
    "for",
    "main",
    "office",
    "site",
    "location",
    "house",
    "home",
    "center",
    "centre",
    "shelter",
    "safe",
    "emergency",
    "program",
    "services",
    "service",
    "crisis",
    "family",
    "women",
    "womens",
    "campus",
    "headquarters",
    "hq",
    "administrative",
    "admin",
    "confidential",
    "undisclosed",
    "n",
    "s",
    "e",
    "w",
    "downtown",
    "county",
    "domestic",
    "violence",
    "bldg",
];

/// What a building is, or a part of one.
const BUILDINGS: [&str; 20] = [
    "annex",
    "annexe",
    "building",
    "bldg",
    "wing",
    "hall",
    "tower",
    "house",
    "home",
    "lodge",
    "manor",
    "cottage",
    "apartments",
    "apts",
    "villa",
    "villas",
    "floor",
    "suite",
    "campus",
    "basement",
];

/// A true place, as far as a text can tell it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    streets: Vec<Street>,
    zips: Vec<String>,
    degrees: Vec<Degrees>,
    /// What the building is called.
    buildings: Vec<Vec<String>>,
    /// Words that the public knows the record by, which name no building any more.
    public_words: Vec<String>,
    /// Streets that may be told: where what it belongs to is in the open.
    open: Vec<Street>,
}

impl Place {
    /// Of a location as its source has it.
    pub fn of(location: &Map<String, Value>) -> Place {
        let mut place = Place::default();
        place.read_all(location, 0);
        for field in ["name", "alternate_name"] {
            let name = location
                .get(field)
                .and_then(Value::as_str)
                .unwrap_or_default();
            place.buildings.extend(building(name));
        }
        place
    }

    fn read_all(&mut self, fields: &Map<String, Value>, depth: usize) {
        let mut degrees = Degrees::default();
        for (field, value) in fields {
            let field = field.to_lowercase().replace(['_', ' ', '-'], "");
            let number = || {
                value
                    .as_f64()
                    .or_else(|| value.as_str()?.trim().parse().ok())
            };
            match field.as_str() {
                "latitude" | "lat" => degrees.latitude = number(),
                "longitude" | "lon" | "lng" | "long" => degrees.longitude = number(),
                "precision" => degrees.is_coarse = is_coarse(value),
                _ => self.read(&field, value, depth),
            }
        }
        // A point of zeros is none.
        if degrees.latitude.is_some_and(|degrees| degrees != 0.0)
            || degrees.longitude.is_some_and(|degrees| degrees != 0.0)
        {
            self.degrees.push(degrees);
        }
    }

    fn read(&mut self, field: &str, value: &Value, depth: usize) {
        // What kind of address it is, is none.
        let is_street = (field.contains("address") && !field.ends_with("type"))
            || field.contains("street")
            || field == "attention";
        let is_zip = field.contains("postal") || field.contains("zip");
        match value {
            Value::String(text) if is_zip => self.read_zip(text),
            Value::Number(number) if is_zip => self.read_zip(&number.to_string()),
            Value::String(text) if is_street => self.read_line(text),
            Value::Array(items) if depth < 4 && !is_aside(field) => {
                for item in items {
                    self.read(field, item, depth + 1);
                }
            }
            Value::Object(fields) if depth < 4 && !is_aside(field) => {
                self.read_all(fields, depth + 1)
            }
            _ => {}
        }
    }

    fn read_zip(&mut self, text: &str) {
        let zip = words(text).into_iter().next();
        let is_zip = |zip: &String| zip.len() >= 3;
        self.zips
            .extend(zip.filter(is_zip).map(|zip| match zip.len() {
                // The leading zero is what spreadsheets lose.
                3 | 4 if zip.chars().all(|c| c.is_ascii_digit()) => format!("{zip:0>5}"),
                9 => zip.chars().take(5).collect(),
                _ => zip,
            }));
    }

    /// Several lines in one are each an address; what says that it is confidential is none.
    fn read_line(&mut self, text: &str) {
        let mut parts: Vec<&str> = text
            .split([',', ';', '\n', '(', ')', '|'])
            .map(str::trim)
            .collect();
        parts.retain(|part| !part.is_empty());
        for (at, part) in parts.iter().enumerate() {
            if strip::says_confidential(part) {
                self.read_around(part);
                continue;
            }
            let is_address =
                part.starts_with(|c: char| c.is_ascii_digit()) || at == 0 || parts.len() == 1;
            if is_address || part.to_lowercase().contains("box") {
                self.streets.extend(Street::of(part));
            }
        }
    }

    /// The address in a line that says that it is confidential: what stands before or behind the words that say so.
    fn read_around(&mut self, line: &str) {
        let is_word = |word: &str| {
            let word = word.to_lowercase();
            [
                "confiden",
                "undisclos",
                "withh",
                "unlist",
                "unpubl",
                "disclos",
                "publi",
                "redact",
                "suppress",
                "privat",
                "secret",
                "hidden",
                "anonym",
                "internal",
                "compart",
            ]
            .iter()
            .any(|part| word.contains(part))
        };
        let is_filler = |word: &&str| {
            let plain = word
                .trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase();
            is_word(word)
                || matches!(
                    plain.as_str(),
                    "" | "location"
                        | "address"
                        | "not"
                        | "is"
                        | "the"
                        | "this"
                        | "do"
                        | "a"
                        | "share"
                        | "print"
                        | "release"
                        | "give"
                        | "out"
                        | "only"
                        | "use"
                        | "for"
                        | "office"
                        | "staff"
                )
        };
        let left: Vec<&str> = line
            .split_whitespace()
            .filter(|word| !is_filler(word))
            .collect();
        let left = left.join(" ");
        if left.contains(|c: char| c.is_ascii_digit()) {
            let left = left.trim_matches(|c: char| !c.is_alphanumeric());
            self.streets.extend(Street::of(left));
        }
    }

    /// Which house it is nobody said, or nobody remembers: any may be, but for those [left open](Place::leave_open).
    pub fn is_of_unknown_house(&self) -> bool {
        self.streets.is_empty()
    }

    /// Whether it is known which house it is.
    pub fn has_house(&self) -> bool {
        self.streets.iter().any(Street::is_house)
            || self.degrees.iter().any(|degrees| !degrees.is_coarse)
    }

    /// Lets where something is that is in the open be told.
    pub fn leave_open(&mut self, open: &Place) {
        self.open.extend(open.streets.iter().cloned());
    }

    /// Whether it may be what a text tells.
    fn may_be_in(&self, reading: &str) -> bool {
        let mut sentences = sentences(reading).into_iter();
        sentences.any(|part| {
            Searched::of(part)
                .houses()
                .any(|house| !self.leaves(&house))
        }) || (self.degrees.iter().all(|degrees| degrees.is_coarse) && is_any_in(reading))
    }

    /// Whether a text, as it is written, tells a house in any words.
    fn may_be_said_in(&self, text: &str) -> bool {
        written(text).iter().any(|written| {
            let mut houses = house::houses(written).into_iter();
            house::has_zip(written)
                || houses.any(|ways| !ways.iter().any(|house| self.leaves(house)))
        })
    }

    fn leaves(&self, house: &str) -> bool {
        Street::of(house)
            .is_some_and(|house| self.open.iter().any(|open| open.is_same_house(&house)))
    }

    /// Whether a text has any of it.
    pub fn is_in(&self, text: &str) -> bool {
        readings(text).iter().any(|reading| {
            let searched = Searched::of(reading);
            MAPS.iter().any(|link| reading.contains(link))
                || SHORT_LINKS.iter().any(|host| has_host(reading, host))
                || reading.contains("///")
                || self.has_zip(&searched)
                || self.degrees.iter().any(|degrees| degrees.is_in(reading))
                || self.streets.iter().any(|street| street.is_in(&searched))
                || (self.is_of_unknown_house() && self.may_be_in(reading))
                || self.has_building(&searched)
                || self.is_numbered_in(&searched)
        }) || (self.is_of_unknown_house() && self.may_be_said_in(text))
    }

    /// The building by its name, or by a word of its own near one for a building or near the rest: "the annex of
    /// Thornapple".
    fn has_building(&self, text: &Searched) -> bool {
        let words = text.words();
        self.buildings.iter().any(|name| {
            let is_own = |word: &String| {
                // "Thornapple's"
                let stem = word.strip_suffix('s').unwrap_or(word);
                name.iter().any(|own| own == word || own == stem)
                    && word.len() > 4
                    && !GENERIC.contains(&word.as_str())
                    && !self.public_words.contains(word)
                    && !is_common(word)
            };
            let is_building = |word: &String, other: &String| {
                word != other && (BUILDINGS.contains(&other.as_str()) || is_own(other))
            };
            (name.len() > 1 && text.has(name))
                || (0..words.len()).any(|at| {
                    let around = &words[at.saturating_sub(3)..words.len().min(at + 4)];
                    is_own(&words[at]) && around.iter().any(|other| is_building(&words[at], other))
                })
        })
    }

    /// `thornapple7314@`: a word of the building's name beside the number of the house.
    fn is_numbered_in(&self, text: &Searched) -> bool {
        let is_own = |word: &String| {
            let mut names = self.buildings.iter();
            let is_own = word.len() > 3 && !GENERIC.contains(&word.as_str());
            is_own && names.any(|name| name.contains(word))
        };
        let is_number = |word: &String| self.streets.iter().any(|street| street.has_number(word));
        let is_pair = |a: &String, b: &String| is_number(a) && is_own(b);
        let mut pairs = text.words().windows(2);
        !self.buildings.is_empty()
            && pairs.any(|pair| is_pair(&pair[0], &pair[1]) || is_pair(&pair[1], &pair[0]))
    }

    fn has_zip(&self, text: &Searched) -> bool {
        self.zips.iter().any(|zip| {
            text.words()
                .iter()
                .any(|word| word == zip || (word.len() == 9 && word.starts_with(zip.as_str())))
                || text.has_joined(zip)
        })
    }

    /// Whether any text or number in a value has any of it.
    pub fn is_told_by(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => self.is_in(text),
            Value::Number(number) => self.is_in(&number.to_string()),
            Value::Array(items) => items.iter().any(|item| self.is_told_by(item)),
            Value::Object(fields) => fields
                .iter()
                .any(|(field, value)| self.is_in(field) || self.is_told_by(value)),
            Value::Null | Value::Bool(_) => false,
        }
    }

    /// Whether another place is the same house.
    pub fn is_same_as(&self, other: &Place) -> bool {
        let same_house = |street: &Street| {
            other
                .streets
                .iter()
                .any(|known| known.is_same_house(street))
        };
        let near = |degrees: &Degrees| other.degrees.iter().any(|known| known.is_near(degrees));
        self.streets.iter().any(same_house) || self.degrees.iter().any(near)
    }

    /// Whether this place is in none of these houses. Where an address is given, a point that is put right is no move.
    pub fn is_elsewhere_than(&self, known: &[Place]) -> bool {
        if known.is_empty() {
            return true;
        }
        if self.streets.is_empty() {
            return !self.degrees.is_empty() && !known.iter().any(|known| self.is_same_as(known));
        }
        let mut houses = self.streets.iter().filter(|street| street.is_house());
        let is_known = |street: &Street| {
            let mut known = known.iter().flat_map(|known| &known.streets);
            known.any(|known| known == street || known.is_same_house(street))
        };
        !houses.all(is_known)
    }

    /// Forgets the buildings and streets whose names are in what the public knows the record by.
    pub fn forget_names_in(&mut self, public_name: &str) {
        for written in written(public_name) {
            let said = house::houses(&written).into_iter().flatten();
            self.open
                .extend(said.filter_map(|house| Street::of(&house)));
        }
        for reading in readings(public_name) {
            let searched = Searched::of(&reading);
            let houses = searched.houses().filter_map(|house| Street::of(&house));
            self.open.extend(houses);
            self.buildings.retain(|name| !searched.has(name));
            self.public_words.extend(searched.words().iter().cloned());
            for street in &mut self.streets {
                street.forget_in(&searched);
            }
        }
    }
}

/// "Open 9 to 5; Elm Street": no address has such a mark in it. A dot is one behind a number only.
fn sentences(reading: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, mark) in reading.match_indices([';', '!', '?', '.']) {
        let (before, after) = (&reading[..at], &reading[at + 1..]);
        let is_behind_number = before.ends_with(|c: char| c.is_ascii_digit());
        if mark != "." || (is_behind_number && after.starts_with(char::is_whitespace)) {
            parts.push(&reading[start..at]);
            start = at + 1;
        }
    }
    parts.push(&reading[start..]);
    parts
}

/// Whether a point with this [`Precision`] is that of many places.
fn is_coarse(precision: &Value) -> bool {
    Precision::deserialize(precision).is_ok_and(|precision| precision > Precision::Street)
}

/// Whether a link to the host, or to one under it, is in the text.
fn has_host(reading: &str, host: &str) -> bool {
    reading.match_indices(host).any(|(at, _)| {
        let is_name = |c: char| c.is_alphanumeric() || c == '-';
        let after = &reading[at + host.len()..];
        !reading[..at].ends_with(is_name) && after.starts_with(['/', '?', ':'])
    })
}

fn is_aside(field: &str) -> bool {
    matches!(
        field,
        "phones" | "contacts" | "schedules" | "languages" | "serviceareas"
    )
}

/// What a building is called, where that is a name of its own.
fn building(name: &str) -> Option<Vec<String>> {
    if strip::says_confidential(name) {
        return None;
    }
    let words = words(readings(name).first()?);
    let own = words
        .iter()
        .filter(|word| !GENERIC.contains(&word.as_str()) && word.len() > 2);
    (own.count() > 0).then_some(words)
}
