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

impl FromRequest for Revision {
    type Error = Problem;
    type Future = Ready<Result<Revision, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = request.match_info().get("revision").unwrap_or_default();
        let revision = text
            .parse()
            .ok()
            .filter(|revision: &i64| revision.to_string() == text);
        ready(
            revision
                .map(Revision)
                .ok_or_else(|| Problem::not_found("changeset")),
        )
    }
}
