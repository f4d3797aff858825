//! Everything that is ever written comes through here. [`load`] drives an update, batch by batch: [`formats`]
//! read it, [`strip`] takes confidential places out, [`normalise`] and check bring it into form, [`risk`] says
//! what is [`held`] for a person. [`seed`] is the first update of a directory.

mod batch;
pub mod calls;
pub mod check;
mod confidential;
pub mod digest;
pub mod edit;
pub mod entries;
pub mod fingerprint;
mod foresee;
pub mod formats;
pub mod held;
pub mod history;
pub mod load;
mod merge;
mod missing;
pub mod names;
pub mod normalise;
pub mod numbers;
pub mod person;
mod phrases;
mod prepared;
mod reading;
mod recompute;
pub mod report;
pub mod risk;
pub mod seed;
pub mod strip;
pub mod suggestions;
pub mod survey;
pub mod told;
pub mod undo;
mod unpublished;
pub mod verify;
mod weigh;

/// In place of what is wrong with a value that must not be quoted.
const WITHHELD: &str = "is not right; its value is withheld";
