//! `nearhelp`: a resource directory that answers "where is help near here?" and keeps nothing about who asked.
//!
//! Two rivers meet in [`store`]. An update runs through [`updates`] into it: parsed, stripped of confidential places,
//! normalised, planned, published as one changeset of claims; [`standing`] makes records of claims. A question runs
//! through [`http`] (or [`cli`]) to a [`snapshot`], the immutable, in-memory form of one revision, and never touches
//! the store; [`export`] writes a snapshot in other formats. What a place is, [`geography`] knows; what is open, [`hours`]; who can be helped, [`eligibility`]; the standard's objects are [`hsds`].
//!
//! Which module may use which is written in `tests/layering.rs`, and kept by it.

pub mod cli;
pub mod config;
pub mod eligibility;
pub mod export;
pub mod geography;
pub mod hours;
pub mod hsds;
pub mod http;
pub mod logging;
pub mod snapshot;
pub mod standing;
pub mod store;
pub mod updates;
