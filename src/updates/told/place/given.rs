//! What a location, as its source has it, gives of its place.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::house;
use super::super::point::Degrees;
use super::super::street::Street;
use super::super::words::words;
use super::Place;
use super::building::building;
use crate::hsds::Precision;
use crate::updates::strip;

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
        let knew_house = self.knows_house;
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
        // "12, Elm St", parted at its comma.
        let line = |field: &str| fields.get(field).and_then(Value::as_str);
        if let (Some(number), Some(street)) = (line("address_1"), line("address_2"))
            && is_number(number.trim())
        {
            self.read_line(&format!("{} {street}", number.trim()));
        }
        let kind = fields.get("address_type").and_then(Value::as_str);
        if kind.is_some_and(is_of_mail) {
            self.knows_house = knew_house;
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
        let knew_house = self.knows_house;
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
        if is_of_mail(field) {
            self.knows_house = knew_house;
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
        // "12, Elm St"
        let joined = match parts.as_slice() {
            [number, street, ..] if is_number(number) => format!("{number} {street}"),
            _ => String::new(),
        };
        if !joined.is_empty() {
            parts.splice(..2, [joined.as_str()]);
        }
        let is_mail = text.to_lowercase().contains("c/o");
        let knew_house = self.knows_house;
        for (at, part) in parts.iter().enumerate() {
            if strip::says_confidential(part) {
                self.read_around(part);
                continue;
            }
            let is_address =
                part.starts_with(|c: char| c.is_ascii_digit()) || at == 0 || parts.len() == 1;
            if is_address || part.to_lowercase().contains("box") {
                self.read_street(part);
            }
        }
        if is_mail {
            self.knows_house = knew_house;
        }
    }

    /// What a text would be left out for as the address of a house is what counts as one.
    fn read_street(&mut self, line: &str) {
        if let Some(street) = Street::of(line) {
            self.knows_house |= street.is_house() && house::is_one(line);
            self.streets.push(street);
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
            self.read_street(left);
        }
    }
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|c| c.is_ascii_digit())
}

/// Whether an address of this kind, or in this field, is where post goes.
fn is_of_mail(kind: &str) -> bool {
    let kind = kind.to_lowercase();
    kind.contains("mail") || kind == "postal" || kind.contains("postaladdress")
}

/// Whether a point with this [`Precision`] is that of many places.
fn is_coarse(precision: &Value) -> bool {
    Precision::deserialize(precision).is_ok_and(|precision| precision > Precision::Street)
}

fn is_aside(field: &str) -> bool {
    matches!(
        field,
        "phones" | "contacts" | "schedules" | "languages" | "serviceareas"
    )
}
