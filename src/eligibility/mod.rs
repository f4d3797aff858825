//! Who can be helped: criteria on services, a person's answers, and a verdict with its reasons.
//!
//! - [`vocabulary`]: the facts that criteria test and that people are asked for, from `data/eligibility.json`.
//! - [`Criterion`]: what a service asks of a person, as data; [`reading`] checks its JSON form (`docs/eligibility.md`).
//! - [`Truth`]: Kleene's logic. A missing answer never makes a yes or a no.
//!
//! Nothing here reads a file, a clock or the network, and nothing here logs: an answer is somebody's life.

mod criterion;
pub mod reading;
mod truth;
pub mod vocabulary;

#[cfg(test)]
mod tests;

pub use criterion::{Bounds, Criterion, Provenance, Strength, Test};
pub use reading::Fault;
pub use truth::Truth;
pub use vocabulary::{Fact, FactId, FactType, Vocabulary};
