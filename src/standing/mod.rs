//! Sources, claims and records: whose word stands, and how well (the rules of the promise that a
//! number which may be wrong is never shown as right).
//!
//! [`claim`] has what is written, [`record`] what is computed from it, [`dial`] what that means for a
//! number, [`freshness`] for how long we may say so; [`number`] is how numbers are written.

pub mod claim;
pub mod dial;
pub mod freshness;
pub mod number;
pub mod record;

pub use crate::hsds::{FactGroup, Standing};
pub use claim::{
    Claim, Denial, How, RecordKind, RecordRef, Resolution, SameAs, Source, SourceKind,
};
pub use record::{Alternative, Fact, Rank, Record, compute, numbers};
