//! Reads what an update is given as: a file, a folder, an archive, bytes that came over HTTP.
//!
//! Whatever the format, entries come out: bodies in HSDS 3.1's names, ids being the source's own keys.
//! An [`Input`] is read several times and never held whole, so that a file of any size can be loaded.

mod json;
pub mod mapping;
mod open;
mod rows;
mod shape;
mod source;
mod tabular;
mod text;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use super::entries::{Entry, Problem, SourceHeader};
use crate::standing::RecordKind;

pub use json::JsonInput;
pub use open::open;
pub use source::SourceInput;
pub use tabular::TabularInput;

/// What an update can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Our own, of `data/README.md`.
    Source,
    /// HSDS 3.x.
    HsdsJson,
    /// HSDS 1.x to 3.x as a folder or zip of CSV tables.
    HsdsTabular,
    /// One table, with a mapping that says what its columns are.
    Csv,
}

/// An update that can be read, as often as needed, and in a thread of its own.
pub trait Input: Sync {
    /// Shows every entry of one kind to `see` in the order of the file, and in its place what could not be
    /// read as one: a fault in a row takes that row only. Stops early where `see` breaks.
    fn read(&self, kind: RecordKind, see: &mut See) -> Result<(), Refusal>;

    /// Shows every entry of one kind as far as it can be read, also those that are rejected for a fault, or stand
    /// behind another of their key: that a place is confidential may be said there, and nowhere else. Locations
    /// without a key, and addresses of no location, are shown with an empty one.
    fn survey(&self, kind: RecordKind, see: &mut dyn FnMut(Entry)) -> Result<(), Refusal> {
        self.read(kind, &mut |read| {
            if let Ok(entry) = read {
                see(entry);
            }
            ControlFlow::Continue(())
        })
    }

    /// Who speaks, where the file itself says so.
    fn source(&self) -> Option<&SourceHeader> {
        None
    }

    /// How many bytes there are to read, as they are kept, where that is known.
    fn size(&self) -> Option<u64> {
        None
    }
}

/// Takes entries as they are read.
pub type See<'a> = dyn FnMut(Result<Entry, Problem>) -> ControlFlow<()> + 'a;

/// Where an update's bytes are.
#[derive(Clone, Debug)]
pub enum Raw {
    /// A file or a folder, read in place.
    Path(PathBuf),
    /// What came over HTTP. It is never written to a disk.
    Memory { name: String, bytes: Arc<[u8]> },
}

/// Why an update cannot be read at all. Nothing of what is in it is quoted.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// 413: an archive that unpacks without end, a line without an end, nesting without a floor.
    #[error("{file}: {what} is over the limit of {limit}")]
    TooLarge {
        file: String,
        what: &'static str,
        limit: String,
    },
    /// 400
    #[error("{file}: {detail}; expected {expected}")]
    Malformed {
        file: String,
        detail: String,
        expected: String,
    },
    #[error("{file}: {error}")]
    Unreadable {
        file: String,
        #[source]
        error: std::io::Error,
    },
}
