//! The fields of a request, by name: the query string of a GET or the JSON object of a POST.

mod values;

use std::{collections::BTreeSet, future::Future, ops::RangeInclusive, pin::Pin};

use actix_web::{
    FromRequest, HttpRequest, dev,
    http::{Method, header::Accept},
    web::Payload,
};
use serde_json::Value;

use super::{body, decode};
use crate::{
    eligibility::{Answers, Vocabulary},
    http::{
        limits::{LIST_ITEMS, TEXT_CHARS},
        negotiation,
        problem::{Candidate, Fault, Place, Problem},
    },
};

/// The fields of a request, taken one by one and then [finished](Fields::finish).
///
/// It knows no names. A route takes each field that it has, whether or not it was given; what is wrong
/// is gathered, so that the asker hears of all of it at once, and what was never taken is unknown.
///
/// ```ignore
/// let near = fields.take_str("near");
/// let page = fields.take_u64("page", 1..=1_000_000).unwrap_or(1);
/// fields.finish()?;
/// ```
#[derive(Debug)]
pub struct Fields {
    origin: Origin,
    given: Vec<Given>,
    /// The names in the query beside a body.
    beside: Vec<String>,
    /// An answer may stand where a name should, and no name is repeated that is none of the route's.
    is_private: bool,
    known: Vec<&'static str>,
    faults: Vec<Fault>,
    /// The media types that are wanted, where the request says so.
    accept: Option<Accept>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Query,
    Body,
}

/// A field as it was sent.
#[derive(Debug)]
struct Given {
    name: String,
    values: Vec<Raw>,
}

#[derive(Debug)]
enum Raw {
    /// Out of a query string: text, whatever it stands for.
    Text(Result<String, &'static str>),
    /// Out of a body: typed.
    Json(Value),
}

impl Fields {
    /// The fields of a query string.
    pub fn from_query(query: &str) -> Fields {
        let pairs = decode::query(query)
            .into_iter()
            .map(|(name, value)| (name, Raw::Text(value)));
        Fields::new(Origin::Query, pairs)
    }

    /// The fields of a command line, by the names that a query has.
    pub fn from_pairs(pairs: Vec<(&str, String)>) -> Fields {
        let pairs = pairs
            .into_iter()
            .map(|(name, value)| (name.to_owned(), Raw::Text(Ok(value))));
        Fields::new(Origin::Query, pairs)
    }

    fn new(origin: Origin, pairs: impl Iterator<Item = (String, Raw)>) -> Fields {
        let mut given: Vec<Given> = Vec::new();
        for (name, value) in pairs {
            match given.iter_mut().find(|field| field.name == name) {
                Some(field) => field.values.push(value),
                None => given.push(Given {
                    name,
                    values: vec![value],
                }),
            }
        }
        Fields {
            origin,
            given,
            beside: Vec::new(),
            is_private: false,
            known: Vec::new(),
            faults: Vec::new(),
            accept: None,
        }
    }

    /// Whether the request has a value of the field, right or wrong. Asked before it is taken.
    pub fn is_given(&self, name: &str) -> bool {
        let mut fields = self.given.iter().filter(|field| field.name == name);
        fields.any(|field| !field.values.iter().all(is_null))
    }

    /// Whether they came in a body.
    pub fn is_body(&self) -> bool {
        self.origin == Origin::Body
    }

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

    /// Adds what a route finds wrong itself.
    pub fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// Where a field stands, or would stand.
    pub fn place(&self, name: &str) -> Place {
        match self.origin {
            Origin::Query => Place::Parameter(name.to_owned()),
            Origin::Body => Place::Pointer(format!("/{}", escape(name))),
        }
    }

    /// Where one value of a repeatable field stands.
    pub fn item_place(&self, name: &str, index: usize) -> Place {
        match self.origin {
            Origin::Query => self.place(name),
            Origin::Body => Place::Pointer(format!("/{}/{index}", escape(name))),
        }
    }

    /// Whether anything was wrong with the field so far.
    pub fn is_faulty(&self, name: &str) -> bool {
        let place = self.place(name);
        self.faults.iter().any(|fault| fault.place == place)
    }

    /// Says of these, where they are given and nobody took them, where they belong. Their values are never told.
    pub fn misplaced(
        &mut self,
        names: impl Iterator<Item = &'static str>,
        why: &str,
        belongs: &str,
    ) {
        for name in names {
            let count = self.given.len();
            let known = &self.known;
            self.given
                .retain(|field| field.name != name || known.contains(&name));
            if self.given.len() < count {
                self.refuse::<()>(name, why, belongs);
            }
        }
    }

    /// Whether they are of a body that may have a person's answers.
    fn takes_answers(&self) -> bool {
        self.is_body() && self.known.contains(&ANSWERS)
    }

    /// Says that whoever asks may have written an answer where a name should be.
    pub fn keep_names_private(&mut self) {
        self.is_private = true;
    }

    /// A name that somebody sent, as far as it may be repeated: not at any length, since it is the asker's text.
    fn repeatable(&self, name: &str) -> String {
        let is_ours = || self.known.contains(&name) || Vocabulary::embedded().find(name).is_some();
        match (self.is_private || self.takes_answers()) && !is_ours() {
            true => String::new(),
            false => name.chars().take(64).collect(),
        }
    }

    /// Reports all that was wrong, and the fields that nobody took.
    pub fn finish(mut self) -> Result<(), Problem> {
        // A POST is there so that a search leaves no address behind.
        for name in std::mem::take(&mut self.beside) {
            let place = Place::Parameter(self.repeatable(&name));
            self.fault(Fault::at(place, "belongs into the body of a POST"));
        }
        for Given { name, .. } in std::mem::take(&mut self.given) {
            if self.known.contains(&name.as_str()) {
                continue;
            }
            let near = alike(&name, &self.known);
            let expected = match &self.known[..] {
                [] => "nothing: this route takes no parameters".to_owned(),
                known => format!("one of: {}", known.join(", ")),
            };
            let fault = match (self.repeatable(&name).as_str(), self.origin) {
                ("", Origin::Body) => Fault::at(
                    Place::Pointer(String::new()),
                    "has a member that is not known here",
                ),
                ("", Origin::Query) => Fault::at(
                    Place::Parameter(String::new()),
                    "a parameter is not known here",
                ),
                (name, _) => Fault::at(self.place(name), "is not known here"),
            };
            self.faults.push(fault.expected(expected).candidates(near));
        }
        if self.takes_answers() {
            let (known, faults) = (&self.known, &mut self.faults);
            for fault in faults.iter_mut().filter(|fault| fault.detail == TWICE) {
                if let Place::Pointer(pointer) = &mut fault.place
                    && !known.contains(&pointer.split('/').nth(1).unwrap_or_default())
                {
                    pointer.clear();
                }
            }
        }
        if self.faults.is_empty() {
            Ok(())
        } else {
            Err(Problem::faults(self.faults))
        }
    }

    fn take(&mut self, name: &'static str) -> Vec<Raw> {
        self.known.push(name);
        self.given
            .iter_mut()
            .find(|field| field.name == name)
            .map(|field| std::mem::take(&mut field.values))
            .unwrap_or_default()
            .into_iter()
            // Programs write null for what they have not.
            .filter(|raw| !is_null(raw))
            .collect()
    }

    fn take_one(&mut self, name: &'static str) -> Option<Raw> {
        let mut raws = self.take(name);
        if raws.len() > 1 {
            return self.refuse(name, TWICE, "one value");
        }
        raws.pop()
    }

    fn refuse<T>(&mut self, name: &str, why: &str, expected: impl Into<String>) -> Option<T> {
        self.fault(Fault::at(self.place(name), why).expected(expected));
        None
    }
}

const TWICE: &str = "is given more than once";
/// The field in which a person answers questions.
const ANSWERS: &str = "answers";

/// What would be right where a route has no more to say.
const TEXT: &str = "1 to 500 characters";

fn is_null(raw: &Raw) -> bool {
    matches!(raw, Raw::Json(Value::Null))
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

/// The names that may have been meant by `text`, the likeliest first.
fn alike(text: &str, names: &[&str]) -> Vec<Candidate> {
    let text: String = text.to_lowercase().chars().take(64).collect();
    let mut scored: Vec<(usize, &str)> = names
        .iter()
        .map(|name| (strsim::osa_distance(&text, name), *name))
        // A third of the letters may be wrong, so that short names do not all look alike.
        .filter(|(distance, name)| *distance <= (name.chars().count() / 3).max(1))
        .collect();
    scored.sort_unstable();
    scored
        .into_iter()
        .map(|(_, name)| Candidate::Name(name.to_owned()))
        .collect()
}

/// Of a pointer into the answers what names a question: the rest is the asker's text, and may be an answer.
fn known_part(pointer: &str) -> &str {
    match pointer.strip_prefix("/answers") {
        Some(inside) if inside.starts_with('/') => {
            &pointer[..pointer.len() - inside.len() + Answers::known_part(inside).len()]
        }
        _ => pointer,
    }
}

/// A name as a token of a JSON pointer (RFC 6901).
pub(super) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

impl FromRequest for Fields {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Fields, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let mut query = Fields::from_query(request.query_string());
        query.accept = negotiation::accepted(request);
        if request.method() != Method::POST {
            return Box::pin(async { Ok(query) });
        }
        let payload = Payload::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            let payload = payload.await.map_err(|_| Problem::internal("no payload"))?;
            let read = body::read(&request, payload).await?;
            let pairs = read.members.into_iter();
            let mut fields = Fields::new(
                Origin::Body,
                pairs.map(|(name, value)| (name, Raw::Json(value))),
            );
            fields.accept = query.accept;
            let repeated = read.repeated.iter().map(|pointer| known_part(pointer));
            for pointer in repeated.collect::<BTreeSet<_>>() {
                let pointer = pointer.to_owned();
                fields.fault(Fault::at(Place::Pointer(pointer), TWICE).expected("one value"));
            }
            fields.beside = query.given.into_iter().map(|given| given.name).collect();
            Ok(fields)
        })
    }
}

#[cfg(test)]
mod tests;
