//! What leaves as a whole: the feed of changes and the exports.

#[path = "../common/mod.rs"]
mod common;

mod blocked;
mod documented;
mod formats;
mod generated;
mod http;
mod nearby;
mod reader;
mod replay;
mod secrets;
mod tabular;
mod world;
