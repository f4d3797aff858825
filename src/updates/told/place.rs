//! A true place, as far as a text can tell it.

mod building;
mod given;
mod link;

use serde_json::Value;

use super::house;
use super::point::{self, Degrees};
use super::street::{Searched, Street};
use super::words::{readings, written};

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
    /// One of the streets comes with the number of a house, and not for mail alone.
    knows_house: bool,
    open: Open,
    /// What is not known of it is not looked for.
    is_as_given: bool,
}

/// What may be told: where what it belongs to is in the open.
#[derive(Clone, Debug, Default, PartialEq)]
struct Open {
    streets: Vec<Street>,
    zips: Vec<String>,
    degrees: Vec<Degrees>,
}

/// A text as it can be read, which takes longer than to look for one place in it.
pub struct Text<'a> {
    written: &'a str,
    readings: Vec<(String, Searched)>,
    /// A link to a map, which tells any.
    has_link: bool,
    /// Whether it has any coordinates at all.
    has_point: bool,
    /// The ZIPs of addresses in it.
    zips: Vec<String>,
}

impl Text<'_> {
    pub fn of(written: &str) -> Text<'_> {
        let read = |reading: String| {
            let searched = Searched::of(&reading);
            (reading, searched)
        };
        let readings: Vec<(String, Searched)> = readings(written).into_iter().map(read).collect();
        let is_any = |is_in: fn(&str) -> bool| readings.iter().any(|(reading, _)| is_in(reading));
        Text {
            written,
            has_link: is_any(link::is_in),
            has_point: is_any(|reading| point::is_other_in(reading, &[], 1)),
            zips: self::written(written)
                .iter()
                .flat_map(|it| house::zips(it))
                .collect(),
            readings,
        }
    }
}

impl Place {
    /// Which house it is nobody said, or nobody remembers: any may be, but for those [left open](Place::leave_open). A box at
    /// the post, an address for mail and a street without a number are of no house.
    pub fn is_of_unknown_house(&self) -> bool {
        !self.knows_house
    }

    /// Whether there is any line to look for, of a house or not.
    pub fn has_street(&self) -> bool {
        !self.streets.is_empty()
    }

    /// The same place, of which only what is given is looked for: in the texts of whoever it may not be.
    pub fn as_given(mut self) -> Place {
        self.is_as_given = true;
        self
    }

    /// Whether it is known which house it is.
    pub fn has_house(&self) -> bool {
        self.streets.iter().any(Street::is_house)
            || self.degrees.iter().any(|degrees| !degrees.is_coarse)
    }

    /// Lets where something is that is in the open be told.
    pub fn leave_open(&mut self, open: &Place) {
        let (from, also) = (&open.open, &mut self.open);
        let streets = open.streets.iter().chain(&from.streets);
        also.streets.extend(streets.cloned());
        also.zips
            .extend(open.zips.iter().chain(&from.zips).cloned());
        let degrees = open.degrees.iter().chain(&from.degrees);
        also.degrees.extend(degrees.cloned());
    }

    /// Whether what is not known of it may be what a text tells.
    fn may_be_in(&self, text: &Text) -> bool {
        let is_of_unknown_house = self.is_of_unknown_house();
        // A number alone may be one of a field of its own, where half of a point tells nothing.
        let is_nowhere =
            is_of_unknown_house && self.degrees.iter().all(|degrees| degrees.is_coarse);
        let least = if is_nowhere { 1 } else { 2 };
        let is_point = |reading| point::is_other_in(reading, &self.open.degrees, least);
        let is_zip = || {
            let is_unknown = is_of_unknown_house || self.zips.is_empty();
            is_unknown && text.zips.iter().any(|zip| !self.open.zips.contains(zip))
        };
        let mut readings = text.readings.iter().map(|(reading, _)| reading);
        (text.has_point && readings.clone().any(|reading| is_point(reading)))
            || is_zip()
            || (is_of_unknown_house
                && (readings.any(|reading| self.may_be_house_in(reading))
                    || self.may_be_said_in(text.written)))
    }

    fn may_be_house_in(&self, reading: &str) -> bool {
        let mut sentences = sentences(reading).into_iter();
        sentences.any(|part| {
            let searched = Searched::of(part);
            searched.houses().any(|house| !self.leaves(&house))
        })
    }

    /// Whether a text, as it is written, tells a house in any words.
    fn may_be_said_in(&self, text: &str) -> bool {
        written(text).iter().any(|written| {
            let mut houses = house::houses(written).into_iter();
            houses.any(|ways| !ways.iter().any(|house| self.leaves(house)))
        })
    }

    fn leaves(&self, house: &str) -> bool {
        let mut open = self.open.streets.iter();
        Street::of(house).is_some_and(|house| open.any(|open| open.is_same_house(&house)))
    }

    /// Whether a text has any of it.
    pub fn is_in(&self, text: &str) -> bool {
        self.is_told_in(&Text::of(text))
    }

    /// The same of a text in which others are searched for too.
    pub fn is_told_in(&self, text: &Text) -> bool {
        text.has_link
            || text.readings.iter().any(|(reading, searched)| {
                self.has_zip(searched)
                    || self.degrees.iter().any(|degrees| degrees.is_in(reading))
                    || self.streets.iter().any(|street| street.is_in(searched))
                    || self.has_building(searched)
                    || self.is_numbered_in(searched)
            })
            || (!self.is_as_given && self.may_be_in(text))
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

    /// Whether another place is the same house, however it is written.
    pub fn is_same_as(&self, other: &Place) -> bool {
        let same_house = |street: &Street| {
            let mut known = other.streets.iter();
            known.any(|known| known.may_be_same_house(street))
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

    /// Forgets the buildings and streets whose names are in what the public knows the record by. An address beside the
    /// name is none.
    pub fn forget_names_in(&mut self, public_name: &str) {
        for written in written(public_name) {
            let named = house::in_name(&written).into_iter();
            let named = named.filter_map(|house| Street::of(&house));
            self.open.streets.extend(named);
        }
        for reading in readings(public_name) {
            let searched = Searched::of(&reading);
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
