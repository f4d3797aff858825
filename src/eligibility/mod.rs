//! Who can be helped: criteria on services, a person's answers, and a verdict with its reasons.
//!
//! - [`vocabulary`]: the facts that criteria test and that people are asked for, from `data/eligibility.json`.
//! - [`Criterion`]: what a service asks of a person, as data; [`reading`] checks its JSON form (`docs/eligibility.md`).
//! - [`Criteria`]: all of a listing's, with those that the fields of HSDS come to; [`Rule`]: their logic alone.
//! - Where sources, or one source with itself, do not agree, and what they say in words beside their rules, decides nothing.
//! - [`Truth`]: Kleene's logic. A missing answer never makes a yes or a no.
//! - [`Answers`] and [`Criteria::judge`]: from answers to a [`Verdict`] with its reasons.
//! - [`RuleBook`]: the rules of many listings, asked once each, and the next question.
//!
//! Nothing here reads a file, a clock or the network, and nothing here logs: an answer is somebody's life.

mod answers;
mod book;
mod cases;
mod criteria;
mod criterion;
mod disputes;
mod evaluate;
mod judge;
mod phrases;
mod question;
pub mod reading;
mod residence;
mod rule;
mod service_fields;
mod tried;
mod truth;
pub mod vocabulary;

#[cfg(test)]
mod tests;

pub use answers::Answers;
pub use book::RuleBook;
pub use cases::check_cases;
pub use criteria::{Coverage, Criteria, Ground, Grounds, Verdict};
pub use criterion::{Bounds, Criterion, Provenance, Strength, Test};
pub use disputes::{OfAnother, contradicting_sentences};
pub use judge::{CriterionResult, CriterionSource, Judged, Judgement};
pub use question::{NextQuestion, Unsettled};
pub use reading::Fault;
pub use residence::Residence;
pub use rule::{Doubt, Rule};
pub use service_fields::in_spanish;
pub use truth::Truth;
pub use vocabulary::{Fact, FactId, FactType, Vocabulary};
