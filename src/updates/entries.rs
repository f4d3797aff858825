//! What a source file says, entry by entry, in the shape that `data/README.md` describes.

use std::fmt;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::standing::{Denial, How, RecordKind, SourceKind};

/// A source with all that it says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    pub source: SourceHeader,
    #[serde(rename = "claims")]
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceHeader {
    pub key: String,
    pub name: String,
    pub kind: SourceKind,
    pub date: Option<NaiveDate>,
    pub url: Option<String>,
    /// For maintainers who read the file.
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

/// One record as the source has it. Ids in the body are the source's own keys.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub record: RecordKind,
    pub key: String,
    pub words: Option<String>,
    #[serde(default)]
    pub body: Map<String, Value>,
    #[serde(default)]
    pub denies: Vec<Denial>,
    #[serde(default = "document")]
    pub how: How,
}

fn document() -> How {
    How::Document
}

/// Says that an entry of one source is the record of another's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SameEntry {
    pub record: RecordKind,
    pub source: String,
    pub key: String,
    pub is: EntryName,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryName {
    pub source: String,
    pub key: String,
}

/// A fault in an update: where it is, what is wrong, what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub source: String,
    pub record: RecordKind,
    /// The source's key; for a withheld entry it is left out, since a key can tell the place.
    pub key: Option<String>,
    pub field: String,
    pub detail: String,
    pub expected: &'static str,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.key.as_deref().unwrap_or("(withheld)");
        write!(
            f,
            "{}: {} {key}, {}: {}; expected {}",
            self.source,
            self.record.as_str(),
            self.field,
            self.detail,
            self.expected
        )
    }
}
