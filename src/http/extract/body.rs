//! A JSON body to names and values.

use std::fmt;

use actix_web::{
    HttpRequest,
    http::{Method, header},
    rt::time::timeout,
    web::{Bytes, Data, Payload},
};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::{Value, error::Category};

use crate::http::{
    limits::{BODY_BYTES, Limits},
    problem::{Problem, ProblemKind},
};

/// The members of a JSON object in order, with repeated names kept: `serde_json` alone would let the
/// last one win in silence.
pub struct Members(pub Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
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
    let Members(members) = read(request, payload).await?;
    let mut object = serde_json::Map::new();
    for (name, value) in members {
        if object.insert(name, value).is_some() {
            return Err(broken("has a member twice"));
        }
    }
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
        let members = parse(br#" {"b": 1, "a": [2], "b": null} "#).unwrap().0;
        let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["b", "a", "b"]);
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
