//! Sources, claims and records: whose word stands, and how well (the rules of the promise that a
//! number which may be wrong is never shown as right).
//!
//! [`claim`] has what sources say, [`decision`] what we say of that, [`record`] what is computed from both,
//! [`dial`] what that means for a number, [`freshness`] for how long we may say so; [`number`] is how numbers
//! are written.

pub mod claim;
pub mod decision;
pub mod dial;
pub mod freshness;
pub mod number;
pub mod record;

pub use crate::hsds::{FactGroup, Standing};
pub use claim::{Claim, Denial, How, RecordKind, RecordRef, SameAs, Source, SourceKind};
pub use decision::{BlockedNumber, Decisions, Resolution, Verification, fingerprint};
pub use record::{Alternative, Fact, Rank, Record, compute, group_of, numbers};
