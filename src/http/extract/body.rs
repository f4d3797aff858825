//! A JSON body to names and values.

use std::{collections::BTreeSet, fmt};

use actix_web::{
    HttpRequest,
    http::{Method, header},
    rt::time::timeout,
    web::{Bytes, Data, Payload},
};
use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Value, error::Category};

use super::fields::escape;
use crate::http::{
    limits::{BODY_BYTES, Limits},
    problem::{Problem, ProblemKind},
};

/// The members of a JSON object in order, with repeated names kept: `serde_json` alone would let the
/// last one win in silence.
#[derive(Default)]
pub struct Members {
    pub members: Vec<(String, Value)>,
    /// What stands more than once further inside, as JSON pointers. Of each the last was taken.
    pub repeated: BTreeSet<String>,
}

impl Members {
    /// The object, where nothing stands in it twice.
    pub fn into_object(self) -> Option<Map<String, Value>> {
        let count = self.members.len();
        let object: Map<String, Value> = self.members.into_iter().collect();
        (self.repeated.is_empty() && object.len() == count).then_some(object)
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut read = Members::default();
                while let Some(name) = map.next_key::<String>()? {
                    let repeated = &mut read.repeated;
                    let at = pointer("", &name);
                    let value = map.next_value_seed(Inside { at, repeated })?;
                    read.members.push((name, value));
                }
                Ok(read)
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// Reads what stands at a pointer, and notes every name that an object in it has twice.
struct Inside<'a> {
    at: String,
    repeated: &'a mut BTreeSet<String>,
}

impl<'de> DeserializeSeed<'de> for Inside<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Inside<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            let at = pointer(&self.at, &items.len().to_string());
            let repeated = &mut *self.repeated;
            match seq.next_element_seed(Inside { at, repeated })? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let at = pointer(&self.at, &name);
            let repeated = &mut *self.repeated;
            let value = map.next_value_seed(Inside { at, repeated })?;
            if members.contains_key(&name) {
                self.repeated.insert(pointer(&self.at, &name));
            }
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}

/// Reads any JSON, with what stands more than once in it, as JSON pointers.
pub fn with_repeated(bytes: &[u8]) -> serde_json::Result<(Value, BTreeSet<String>)> {
    let mut repeated = BTreeSet::new();
    let inside = Inside {
        at: String::new(),
        repeated: &mut repeated,
    };
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = inside.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok((value, repeated))
}

/// Where a member stands. Its name is the asker's text, and so not told at any length.
fn pointer(at: &str, name: &str) -> String {
    let short: String = name.chars().take(64).collect();
    format!("{at}/{}", escape(&short))
}

/// Reads the request's body as a JSON object, within the limits of size, depth (128, `serde_json`'s
/// own) and time.
pub async fn read(request: &HttpRequest, payload: Payload) -> Result<Members, Problem> {
    check_type(request)?;
    parse(&read_bytes(request, payload).await?)
}

/// The same into a type.
pub async fn read_as<T: DeserializeOwned>(
    request: &HttpRequest,
    payload: Payload,
) -> Result<T, Problem> {
    let object = read(request, payload).await?.into_object();
    let object = object.ok_or_else(|| broken("has a member twice"))?;
    serde_json::from_value(Value::Object(object))
        .map_err(|error| broken(&without_values(&error.to_string())))
}

/// What serde says, without what was sent: the name of a member that is missing, or what was expected.
fn without_values(words: &str) -> String {
    if words.starts_with("missing field") {
        return words.to_owned();
    }
    match words.rsplit_once("expected ") {
        Some((_, expected)) => format!("has a member that is not right; expected {expected}"),
        None => "has a member that is not right".to_owned(),
    }
}

async fn read_bytes(request: &HttpRequest, payload: Payload) -> Result<Bytes, Problem> {
    let declared = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > BODY_BYTES as u64) {
        return Err(too_large());
    }
    // actix has a deadline for a slow head and none for a slow body.
    let deadline = request
        .app_data::<Data<Limits>>()
        .map_or_else(|| Limits::default().body, |limits| limits.body);
    match timeout(deadline, payload.to_bytes_limited(BODY_BYTES)).await {
        Ok(Ok(Ok(bytes))) => Ok(bytes),
        Ok(Ok(Err(_))) => Err(broken("The body broke off or is wrongly encoded.")),
        Ok(Err(_)) => Err(too_large()),
        Err(_) => Err(Problem::new(
            ProblemKind::RequestTooSlow,
            "The body did not arrive in time.",
        )),
    }
}

/// The members of the JSON object that the bytes are.
fn parse(bytes: &[u8]) -> Result<Members, Problem> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(broken("is missing"));
    }
    serde_json::from_slice(bytes).map_err(|error| match error.classify() {
        // Only the top level is typed, so nothing else can be of the wrong type.
        Category::Data => broken("must be a JSON object"),
        // The parser's own words may quote the text, so only the place is passed on.
        _ => broken(&format!(
            "cannot be read as JSON from line {}, column {}",
            error.line(),
            error.column()
        )),
    })
}

fn check_type(request: &HttpRequest) -> Result<(), Problem> {
    let essence = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(|value| value.split(';').next().unwrap_or_default().trim());
    match essence {
        Some(essence) if essence.eq_ignore_ascii_case("application/json") => Ok(()),
        Some(essence)
            if request.method() == Method::PATCH
                && essence.eq_ignore_ascii_case("application/merge-patch+json") =>
        {
            Ok(())
        }
        _ => Err(Problem::new(
            ProblemKind::UnsupportedMediaType,
            "The body has to be JSON, with the header Content-Type: application/json.",
        )),
    }
}

fn broken(fault: &str) -> Problem {
    Problem::body(
        "The body could not be read.",
        fault,
        "a JSON object whose members are the parameters",
    )
}

fn too_large() -> Problem {
    Problem::new(ProblemKind::BodyTooLarge, "The body may have 65,536 bytes.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_repeated_members_in_order() {
        let read = parse(br#" {"b": 1, "a": [2], "b": null} "#).unwrap();
        let names: Vec<&str> = read.members.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["b", "a", "b"]);
    }

    #[test]
    fn what_stands_twice_further_in_is_told() {
        let body = br#"{"a": {"b/": 1, "c": [1.5, {"d": true, "d": "x", "d": null}], "b/": -1}, "e": {"b/": 1}}"#;
        let read = parse(body).unwrap();
        let repeated: Vec<&String> = read.repeated.iter().collect();
        assert_eq!(repeated, ["/a/b~1", "/a/c/1/d"]);
        let value = Value::Object(read.members.into_iter().collect());
        assert_eq!(value, serde_json::from_slice::<Value>(body).unwrap());
    }

    #[test]
    fn tells_where_without_the_text() {
        let problem = parse(b"{\n \"near\": secret }").err().unwrap();
        let json = serde_json::to_string(&problem).unwrap();
        assert!(json.contains("line 2, column 10"), "{json}");
        assert!(!json.contains("secret"), "{json}");
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{{\"a\": {}", "[".repeat(60_000));
        assert!(parse(deep.as_bytes()).is_err());
    }

    #[test]
    fn only_an_object_will_do() {
        for body in [
            "",
            " \n",
            "[]",
            "1",
            "null",
            "\"x\"",
            "{",
            "{}x",
            "{\"a\":\"\u{0}\"}",
        ] {
            assert!(parse(body.as_bytes()).is_err(), "{body}");
        }
    }
}
