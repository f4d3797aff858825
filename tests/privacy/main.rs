//! The person leaves no trace: what is asked is in nothing that we write.

#[path = "../common/mod.rs"]
mod common;

mod logs;
