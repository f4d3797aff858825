//! `nearhelp openapi`

use std::io::{self, ErrorKind, Write};

use super::{Exit, Failure};
use crate::http::openapi;

/// Prints the document. It is what `openapi/openapi.json` has to be.
pub fn run() -> Result<Exit, Failure> {
    match io::stdout().write_all(openapi::json().as_bytes()) {
        // A reader that has seen enough, such as `head`, is no failure.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::new(error)),
        _ => Ok(Exit::Done),
    }
}
