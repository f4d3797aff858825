//! Reading updates: every format, from outside. Loading them by the built program: what is hostile, what
//! fails, what is killed, two at once.

#[path = "../common/mod.rs"]
mod common;

mod again;
mod failing_disk;
mod harness;
mod hidden;
mod hostile;
mod json;
mod killed;
mod loading;
mod lost;
mod million;
mod private;
mod problems;
mod publishers;
mod tabular;
mod unplaced;
mod unread;
mod whole;
