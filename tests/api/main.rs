//! The API over HTTP, a file a subject.

#[path = "../common/mod.rs"]
mod common;

mod broken_requests;
mod eligibility;
mod etiquette;
mod limits;
mod lists;
mod nearby;
mod operations;
mod parameters;
mod pathways;
mod places;
mod profile;
mod records;
mod snapshots;
