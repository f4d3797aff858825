//! The fields of a request, by name: the query string of a GET or the JSON object of a POST.

mod values;

use std::{collections::BTreeSet, future::Future, pin::Pin};

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

    /// Where a member of a field that is an object stands.
    pub fn member_place(&self, name: &str, member: &str) -> Place {
        match self.origin {
            Origin::Body if !member.is_empty() => {
                Place::Pointer(format!("/{}/{}", escape(name), escape(member)))
            }
            _ => self.place(name),
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

fn is_null(raw: &Raw) -> bool {
    matches!(raw, Raw::Json(Value::Null))
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
pub fn escape(name: &str) -> String {
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
