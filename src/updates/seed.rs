//! The directory that a new database starts with: Missouri's, and the national lines.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::UpdateError;
use super::entries::{SameEntry, SourceFile};
use super::plan::{Author, Present, plan};
use crate::geography::Gazetteer;
use crate::store::{Changeset, Operation, Store, StoreError};

const SOURCE_FILES: [&str; 7] = [
    include_str!("../../data/seed/missouri/article-000.json"),
    include_str!("../../data/seed/missouri/article-001.json"),
    include_str!("../../data/seed/missouri/article-002.json"),
    include_str!("../../data/seed/missouri/article-003.json"),
    include_str!("../../data/seed/missouri/article-004.json"),
    include_str!("../../data/seed/missouri/public-record.json"),
    include_str!("../../data/seed/national-lines.json"),
];
const SAME_AS: &str = include_str!("../../data/seed/missouri/same-as.json");

/// Loads the seed directory into a store that has no changeset yet, as changeset 1; leaves any other alone.
/// Says whether it loaded.
pub fn seed(
    store: &Store,
    gazetteer: &Gazetteer,
    at: DateTime<Utc>,
    random_id: &mut dyn FnMut() -> Uuid,
) -> Result<bool, UpdateError> {
    let present = Present::of(store)?;
    if present.directory.revision > 0 {
        return Ok(false);
    }
    match store.publish(&changeset(present, gazetteer, at, random_id)?) {
        Ok(_) => Ok(true),
        // Another process was first: with the same seed, or with something else, which stays.
        Err(StoreError::Moved { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The changeset that adds the seed directory.
pub fn changeset(
    present: Present,
    gazetteer: &Gazetteer,
    at: DateTime<Utc>,
    random_id: &mut dyn FnMut() -> Uuid,
) -> Result<Changeset, UpdateError> {
    let author = Author {
        at,
        how: Operation::Seed,
        by: "nearhelp".to_owned(),
        reason: "The seed directory".to_owned(),
    };
    let (files, same) = files();
    plan(present, gazetteer, &files, &same, author, random_id).map_err(UpdateError::Problems)
}

/// The seed's source files and which of their entries are one record.
#[expect(
    clippy::expect_used,
    reason = "the files are part of the program and a test reads them"
)]
pub fn files() -> (Vec<SourceFile>, Vec<SameEntry>) {
    let files = SOURCE_FILES
        .iter()
        .map(|text| serde_json::from_str(text).expect("the seed files are valid"))
        .collect();
    let same = serde_json::from_str(SAME_AS).expect("same-as.json is valid");
    (files, same)
}
