//! The directory that a new database starts with: Missouri's, and the national lines.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::entries::{SameEntry, SourceFile};
use super::formats::SourceInput;
use super::load::{self, Author, LoadError, Options, Part, Update};
use crate::geography::Gazetteer;
use crate::store::{Operation, Store};

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
) -> Result<bool, LoadError> {
    // Without the lock, so that a server starts while somebody loads.
    if store.directory()?.revision > 0 {
        return Ok(false);
    }
    let (files, same) = files();
    let inputs: Vec<SourceInput> = files.into_iter().map(SourceInput).collect();
    let parts: Vec<Part> = inputs.iter().map(Part::of_source).collect();
    let update = Update {
        parts: &parts,
        same: &same,
        author: Author {
            at,
            by: "nearhelp".to_owned(),
            reason: "The seed directory".to_owned(),
            api_key_id: None,
            how: Operation::Seed,
        },
        // Whoever maintains the program has judged it.
        options: Options {
            strict: true,
            without_holding: true,
            ..Options::default()
        },
    };
    store.write(|tx| {
        // Of many processes that start at once one does it.
        if tx.directory()?.revision > 0 {
            return Ok(false);
        }
        load::run(tx, gazetteer, &update, random_id, &mut |_| ())?;
        Ok(true)
    })
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
