//! The handlers, a file a subject. A handler parses, asks and answers; it decides nothing.

pub mod changes;
pub mod docs;
pub mod edits;
pub mod eligibility;
pub mod export;
pub mod history;
pub mod locations;
pub mod nearby;
pub mod operations;
pub mod organizations;
mod parameters;
pub mod pathways;
pub mod places;
pub mod profile;
pub mod reviews;
pub mod root;
pub mod service_at_locations;
pub mod services;
pub mod suggestions;
pub mod taxonomies;
pub mod undo;
pub mod updates;
pub mod verifications;

use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use crate::{
    http::{caching, extract::Id},
    snapshot::Snapshot,
    standing::{RecordKind, RecordRef},
};

/// An answer that depends on where somebody is, from one snapshot, whose revision it names.
fn private_head(snapshot: &Snapshot) -> HttpResponseBuilder {
    let mut head = HttpResponse::Ok();
    head.insert_header(caching::PRIVATE)
        .insert_header(("Directory-Revision", snapshot.revision));
    head
}

/// An answer that is the same for everybody, from one snapshot, whose revision it names.
fn public(snapshot: &Snapshot, body: &impl Serialize) -> HttpResponse {
    public_head(snapshot).json(body)
}

/// A single record, with the revision of it that `If-Match` takes.
fn single(snapshot: &Snapshot, kind: RecordKind, id: Id, body: &impl Serialize) -> HttpResponse {
    let mut head = public_head(snapshot);
    if let Some(revision) = snapshot.record_revision(RecordRef { kind, id: id.0 }) {
        head.insert_header(("Record-Revision", revision));
    }
    head.json(body)
}

fn public_head(snapshot: &Snapshot) -> HttpResponseBuilder {
    let mut head = HttpResponse::Ok();
    head.insert_header(caching::PUBLIC)
        .insert_header(("Directory-Revision", snapshot.revision));
    head
}
