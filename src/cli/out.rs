//! What a command prints. A reader that has seen enough, such as `head`, is no failure: the command does what it would, and
//! ends as it would.

use std::{
    fmt::Arguments,
    io::{self, ErrorKind, Write},
    process,
};

use super::{Exit, Failure};

/// Writes to standard output.
pub fn print(text: &str) -> Result<Exit, Failure> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::new(error)),
        _ => Ok(Exit::Done),
    }
}

/// The same in the midst of a command, which ends where nothing can be written.
pub fn say(text: Arguments) {
    if let Err(failure) = print(&text.to_string()) {
        warn(format_args!("nearhelp: {failure}\n"));
        process::exit(Exit::SystemFailed as i32);
    }
}

/// Writes to standard error, if anybody reads it.
pub fn warn(text: Arguments) {
    let _ = io::stderr().write_all(text.to_string().as_bytes());
}

/// In the place of the standard library's, which panic where nobody reads.
macro_rules! print {
    ($($text:tt)*) => { $crate::cli::out::say(format_args!($($text)*)) };
}
macro_rules! println {
    ($($text:tt)*) => { $crate::cli::out::say(format_args!("{}\n", format_args!($($text)*))) };
}
macro_rules! eprint {
    ($($text:tt)*) => { $crate::cli::out::warn(format_args!($($text)*)) };
}
macro_rules! eprintln {
    ($($text:tt)*) => { $crate::cli::out::warn(format_args!("{}\n", format_args!($($text)*))) };
}
