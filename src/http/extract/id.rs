//! The id in an address.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use uuid::Uuid;

use crate::http::problem::Problem;

/// The `{id}` of a route. What is no UUID cannot be the id of anything, so the answer is the same 404.
#[derive(Clone, Copy, Debug)]
pub struct Id(pub Uuid);

impl FromRequest for Id {
    type Error = Problem;
    type Future = Ready<Result<Id, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request.match_info().get("id").unwrap_or_default();
        // Hyphenated only: the other spellings of a UUID would be second addresses of one record.
        let uuid = Some(id).filter(|id| id.len() == 36).map(Uuid::parse_str);
        ready(match uuid {
            Some(Ok(uuid)) => Ok(Id(uuid)),
            _ => Err(Problem::not_found("record")),
        })
    }
}

/// The `{revision}` of a route.
#[derive(Clone, Copy, Debug)]
pub struct Revision(pub i64);

/// The `{number}` of a route.
#[derive(Clone, Copy, Debug)]
pub struct Number(pub i64);

impl FromRequest for Revision {
    type Error = Problem;
    type Future = Ready<Result<Revision, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = whole(request, "revision").map(Revision);
        ready(found.ok_or_else(|| Problem::not_found("changeset")))
    }
}

impl FromRequest for Number {
    type Error = Problem;
    type Future = Ready<Result<Number, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = whole(request, "number").map(Number);
        ready(found.ok_or_else(|| Problem::not_found("item")))
    }
}

/// A whole number, as it would be written.
fn whole(request: &HttpRequest, name: &str) -> Option<i64> {
    let text = request.match_info().get(name)?;
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}
