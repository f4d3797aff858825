//! The handlers, a file a subject. A handler parses, asks and answers; it decides nothing.

pub mod docs;
pub mod nearby;
pub mod operations;
pub mod places;
pub mod records;

use actix_web::{HttpResponse, http::header::CACHE_CONTROL};
use serde::Serialize;

use crate::snapshot::Snapshot;

/// An answer from one snapshot, whose revision it names. Not to be kept: where somebody is can be in it.
fn answer(snapshot: &Snapshot, body: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(("Directory-Revision", snapshot.revision))
        .json(body)
}
