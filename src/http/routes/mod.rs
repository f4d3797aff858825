//! The handlers, a file a subject. A handler parses, asks and answers; it decides nothing.

pub mod docs;
pub mod locations;
pub mod nearby;
pub mod operations;
pub mod organizations;
mod parameters;
pub mod places;
pub mod profile;
pub mod root;
pub mod service_at_locations;
pub mod services;
pub mod taxonomies;

use actix_web::HttpResponse;
use serde::Serialize;

use crate::{http::caching, snapshot::Snapshot};

/// An answer that depends on where somebody is, from one snapshot, whose revision it names.
fn private(snapshot: &Snapshot, body: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(caching::PRIVATE)
        .insert_header(("Directory-Revision", snapshot.revision))
        .json(body)
}

/// An answer that is the same for everybody, from one snapshot, whose revision it names.
fn public(snapshot: &Snapshot, body: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(caching::PUBLIC)
        .insert_header(("Directory-Revision", snapshot.revision))
        .json(body)
}
