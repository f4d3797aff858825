//! Fields that are more than a text or a number.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Fields, Origin, Raw, escape, text};
use crate::http::problem::Place;

const BOOLEAN: &str = "true or false";
const ID: &str = "a UUID, such as 2b1c7f0e-5f3a-4c55-9a39-0d6c1f1f7a11";
const INSTANT: &str =
    "a date, or an RFC 3339 time such as 2026-03-04T05:06:07Z; in a query, + is written %2B";

impl Fields {
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

    /// Where a member of such an object stands.
    pub fn member_place(&self, name: &str, member: &str) -> Place {
        match self.origin {
            _ if member.is_empty() => self.place(name),
            Origin::Query => self.place(name),
            Origin::Body => Place::Pointer(format!("/{}/{}", escape(name), escape(member))),
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

fn midnight(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(chrono::NaiveTime::MIN).and_utc()
}
