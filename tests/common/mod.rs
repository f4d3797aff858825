//! The one harness. A test reads as a sentence: a directory, a caller, what it asks, what comes back.
//!
//! [`Directory`] is a server within the test's process, on a free port, over real HTTP, and [`sources`]
//! is what it may be filled with; [`Binary`] runs the built program in an empty folder.
#![allow(
    dead_code,
    unused_imports,
    reason = "each test binary uses a part of the harness"
)]

mod binary;
mod caller;
mod directory;
pub mod package;
pub mod sources;

pub use binary::{Binary, run, run_interrupted, run_typing, run_under, run_watched, start};
pub use caller::{Answer, Caller, Page, connect, raw, raw_on};
pub use directory::{Directory, quick};
pub use sources::{Sources, Stored};
