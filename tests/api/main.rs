//! The API over HTTP, a file a subject.

#[path = "../common/mod.rs"]
mod common;

mod broken_requests;
mod etiquette;
mod limits;
mod nearby;
mod operations;
mod parameters;
mod places;
mod records;
mod snapshots;
