//! What a field may be: a text, a number, a choice, a list …

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Fields, Origin, Raw, TWICE, alike};
use crate::http::{
    limits::{LIST_ITEMS, TEXT_CHARS},
    negotiation,
    problem::Fault,
};

/// What would be right where a route has no more to say.
const TEXT: &str = "1 to 500 characters";
const BOOLEAN: &str = "true or false";
const ID: &str = "a UUID, such as 2b1c7f0e-5f3a-4c55-9a39-0d6c1f1f7a11";
const INSTANT: &str =
    "a date, or an RFC 3339 time such as 2026-03-04T05:06:07Z; in a query, + is written %2B";

impl Fields {
    /// Text, trimmed, neither empty nor with control characters in it.
    pub fn take_str(&mut self, name: &'static str) -> Option<String> {
        self.take_text(name, TEXT)
    }

    /// As [`Fields::take_str`], saying what would be right.
    pub fn take_text(&mut self, name: &'static str, expected: &str) -> Option<String> {
        match text(self.take_one(name)?) {
            Ok(value) => Some(value),
            Err(why) => self.refuse(name, why, expected),
        }
    }

    /// As [`Fields::take_text`], of a field that has to be there.
    pub fn take_required_str(&mut self, name: &'static str, expected: &str) -> Option<String> {
        if !self.is_given(name) {
            self.known.push(name);
            return self.refuse(name, "is missing", expected);
        }
        self.take_text(name, expected)
    }

    /// Text as it would be written in a query: in a body also a number, or numbers in an array, which
    /// are joined with commas.
    pub fn take_written(&mut self, name: &'static str, expected: &str) -> Option<String> {
        let read = match self.take_one(name)? {
            Raw::Json(value) => match written(&value) {
                Some(written) => text(Raw::Text(Ok(written))),
                None => Err("has to be a string or a number"),
            },
            raw => text(raw),
        };
        match read {
            Ok(text) => Some(text),
            Err(why) => self.refuse(name, why, expected),
        }
    }

    /// A finite number in `range`.
    pub fn take_f64(&mut self, name: &'static str, range: RangeInclusive<f64>) -> Option<f64> {
        let expected = format!("a number from {} to {}", range.start(), range.end());
        let number = match self.take_one(name)? {
            Raw::Json(Value::Number(number)) => number.as_f64(),
            Raw::Json(_) => None,
            raw => match text(raw) {
                // Rust also reads words such as "inf" as numbers.
                Ok(text) if text.contains(|c: char| c.is_ascii_digit()) => text.parse().ok(),
                Ok(_) => None,
                Err(why) => return self.refuse(name, why, expected),
            },
        };
        match number {
            Some(number) if range.contains(&number) => Some(number),
            Some(_) => self.refuse(name, "is out of range", expected),
            None => self.refuse(name, "is not a number", expected),
        }
    }

    /// A whole number in `range`.
    pub fn take_u64(&mut self, name: &'static str, range: RangeInclusive<u64>) -> Option<u64> {
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        let digits = match self.take_one(name)? {
            // By way of text, which keeps numbers beyond u64 apart from what is no whole number.
            Raw::Json(Value::Number(number)) => match number.as_f64() {
                Some(float) if !number.is_u64() => float.to_string(),
                _ => number.to_string(),
            },
            Raw::Json(_) => String::new(),
            raw => match text(raw) {
                Ok(text) => text,
                Err(why) => return self.refuse(name, why, expected),
            },
        };
        let unsigned = digits.strip_prefix('-').unwrap_or(&digits);
        if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.refuse(name, "is not a whole number", expected);
        }
        match digits.parse() {
            Ok(number) if range.contains(&number) => Some(number),
            _ => self.refuse(name, "is out of range", expected),
        }
    }

    /// One of `choices`.
    pub fn take_choice<T: Copy>(
        &mut self,
        name: &'static str,
        choices: &[(&'static str, T)],
    ) -> Option<T> {
        let names: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
        let expected = format!("one of: {}", names.join(", "));
        let value = self.take_text(name, &expected)?;
        let chosen = choices.iter().find(|(choice, _)| *choice == value);
        if chosen.is_none() {
            let fault = Fault::at(self.place(name), "is none of the choices").expected(expected);
            self.fault(fault.candidates(alike(&value, &names)));
        }
        chosen.map(|(_, value)| *value)
    }

    /// What to answer as, of formats with their names and media types: the field `format` says so, or else the header
    /// `Accept`. `None` where neither does, or what is wanted is not to be had.
    pub fn take_format<T: Copy>(&mut self, formats: &[(&'static str, &str, T)]) -> Option<T> {
        let is_said = self.is_given("format");
        let names: Vec<_> = formats.iter().map(|(name, _, it)| (*name, *it)).collect();
        let named = self.take_choice("format", &names);
        if is_said {
            return named;
        }
        let types: Vec<_> = formats.iter().map(|(_, media, it)| (*media, *it)).collect();
        negotiation::preferred(self.accept.as_ref()?, &types)
    }

    /// A repeatable field: given several times in a query, an array or one string in a body. Empty
    /// where it was not given.
    pub fn take_list(&mut self, name: &'static str) -> Vec<String> {
        let mut raws = self.take(name);
        if let [Raw::Json(Value::Array(items))] = raws.as_mut_slice() {
            raws = items.drain(..).map(Raw::Json).collect();
        } else if self.origin == Origin::Body && raws.len() > 1 {
            // A body has arrays for this; a member twice is a mistake even here.
            self.refuse::<()>(name, TWICE, "an array");
            return Vec::new();
        }
        if raws.len() > LIST_ITEMS {
            let expected = format!("at most {LIST_ITEMS} values");
            self.refuse::<()>(name, "has too many values", expected);
            return Vec::new();
        }
        let mut values = Vec::with_capacity(raws.len());
        for (index, raw) in raws.into_iter().enumerate() {
            match text(raw) {
                Ok(value) => values.push(value),
                Err(why) => {
                    let fault = Fault::at(self.item_place(name, index), why);
                    self.fault(fault.expected(TEXT));
                }
            }
        }
        values
    }

    /// `true` or `false`; in a body as JSON has them.
    pub fn take_bool(&mut self, name: &'static str) -> Option<bool> {
        let value = match self.take_one(name)? {
            Raw::Json(Value::Bool(value)) => return Some(value),
            Raw::Json(_) => None,
            raw => match text(raw) {
                Ok(text) => text.parse().ok(),
                Err(why) => return self.refuse(name, why, BOOLEAN),
            },
        };
        value.or_else(|| self.refuse(name, "is neither true nor false", BOOLEAN))
    }

    /// The members of an object, which only a body has.
    pub fn take_members(
        &mut self,
        name: &'static str,
        expected: &str,
    ) -> Option<Map<String, Value>> {
        match self.take_one(name)? {
            Raw::Json(Value::Object(members)) => Some(members),
            _ => self.refuse(name, "is no object", expected),
        }
    }

    /// The id of anything, whether or not there is such a thing.
    pub fn take_id(&mut self, name: &'static str) -> Option<Uuid> {
        let text = self.take_text(name, ID)?;
        // Hyphenated only, as in addresses.
        match text.parse() {
            Ok(id) if text.len() == 36 => Some(id),
            _ => self.refuse(name, "is not an id", ID),
        }
    }

    /// An instant. A time without an offset, and the beginning of a date, are taken in UTC.
    pub fn take_instant(&mut self, name: &'static str) -> Option<DateTime<Utc>> {
        let text = self.take_text(name, INSTANT)?;
        let instant = DateTime::parse_from_rfc3339(&text)
            .map(|at| at.to_utc())
            .or_else(|_| text.parse().map(|at: NaiveDateTime| at.and_utc()))
            .or_else(|_| text.parse().map(|date: NaiveDate| midnight(date)));
        match instant {
            Ok(instant) => Some(instant),
            Err(_) => self.refuse(name, "is not a time", INSTANT),
        }
    }
}

/// The text of a value, or what is wrong with it. The value itself is never part of that.
fn text(raw: Raw) -> Result<String, &'static str> {
    let text = match raw {
        Raw::Text(text) => text?,
        Raw::Json(Value::String(text)) => text,
        Raw::Json(_) => return Err("has to be a string"),
    };
    let trimmed = text.trim();
    if trimmed.is_empty() {
        Err("is empty")
    } else if trimmed.chars().any(char::is_control) {
        Err("has a control character in it")
    } else if trimmed.chars().count() > TEXT_CHARS {
        Err("is too long")
    } else {
        Ok(trimmed.to_owned())
    }
}

/// A JSON value as a query would have it.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => {
            let items: Option<Vec<String>> = items
                .iter()
                .map(|item| item.is_number().then(|| item.to_string()))
                .collect();
            Some(items?.join(","))
        }
        _ => None,
    }
}

fn midnight(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(chrono::NaiveTime::MIN).and_utc()
}
