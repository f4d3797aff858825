//! `nearhelp`: a resource directory that answers "where is help near here?" and keeps nothing about who asked.

pub mod geography;
pub mod hours;
pub mod hsds;
pub mod snapshot;
pub mod standing;
pub mod store;
pub mod updates;
