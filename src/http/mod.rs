//! The only place that knows actix. [`router`] is the table of contents; [`server`] runs it.

mod access_log;
mod caching;
mod compression;
mod cors;
pub mod extract;
pub mod follow;
pub mod guard;
mod headers;
pub mod limits;
mod list;
mod methods;
pub mod metrics;
mod negotiation;
pub mod openapi;
mod panics;
pub mod problem;
mod profile;
pub mod rate_limit;
pub mod router;
pub mod routes;
pub mod server;
mod state;
mod streaming;
mod wire;
mod writing;

pub use state::{Readiness, State};
