//! Everything that is ever written comes through here, in this order: [`entries`] (parse), [`strip`],
//! [`normalise`], [`plan`] (ids, claims, records), check, publish. [`seed`] is the first update of a directory.

pub mod check;
pub mod entries;
pub mod formats;
pub mod names;
pub mod normalise;
pub mod plan;
pub mod seed;
pub mod strip;
pub mod survey;
pub mod told;

use crate::store::StoreError;
use entries::Problem;

/// In place of what is wrong with a value that must not be quoted.
const WITHHELD: &str = "is not right; its value is withheld";

/// Why an update was not published. Nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    #[error("{} problem(s) in the update, the first: {}", .0.len(), .0.first().map_or_else(String::new, |p| p.to_string()))]
    Problems(Vec<Problem>),
    #[error(transparent)]
    Store(#[from] StoreError),
}
