//! `nearhelp openapi`

use super::{Exit, Failure, out};
use crate::http::openapi;

/// Prints the document. It is what `openapi/openapi.json` has to be.
pub fn run() -> Result<Exit, Failure> {
    out::print(&openapi::json())
}
