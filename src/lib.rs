//! `nearhelp`: a resource directory that answers "where is help near here?" and keeps nothing about who asked.

pub mod cli;
pub mod config;
pub mod geography;
pub mod hours;
pub mod hsds;
pub mod http;
pub mod logging;
pub mod snapshot;
pub mod standing;
pub mod store;
pub mod updates;
