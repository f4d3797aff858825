//! Reading updates: every format, from outside.

#[path = "../common/mod.rs"]
mod common;

mod harness;
mod json;
mod tabular;
mod whole;
