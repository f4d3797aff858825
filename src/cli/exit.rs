//! How a command ends.

use std::{fmt::Display, process::ExitCode};

use thiserror::Error;

/// The exit code of a command. Most wrong usage is clap's to report, with the same code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done = 0,
    /// The input has problems, and they were told.
    Problems = 1,
    WrongUsage = 2,
    SystemFailed = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// The system failed a command: a port, a disk, a database. One line for a person, and exit code 3.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct Failure(String);

impl Failure {
    /// `cause` is the line that the person reads.
    pub fn new(cause: impl Display) -> Failure {
        Failure(cause.to_string())
    }
}
