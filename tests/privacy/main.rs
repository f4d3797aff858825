//! A confidential place cannot be found, and the person who asks leaves no trace.

#[path = "../common/mod.rs"]
mod common;

mod answers;
mod excluded;
mod hidden;
mod keys;
mod logs;
mod non_interference;
mod sentinel;
mod sources;
mod texts;
mod updates;
