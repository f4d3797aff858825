//! What a source file says, entry by entry, in the shape that `data/README.md` describes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::standing::{Denial, How, RecordKind, Source, SourceKind};

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

impl SourceHeader {
    /// A source that is new: its key is its name, as far as a person can type it.
    pub fn new(name: &str, kind: SourceKind) -> SourceHeader {
        SourceHeader {
            key: SourceHeader::key_of(name),
            name: name.to_owned(),
            kind,
            date: None,
            url: None,
            _note: None,
        }
    }

    /// The key of the source that is called so, however its letters are written.
    pub fn key_of(name: &str) -> String {
        let words = name
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty());
        let key = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
        if key.is_empty() { name.to_owned() } else { key }
    }
}

impl From<&Source> for SourceHeader {
    fn from(source: &Source) -> SourceHeader {
        SourceHeader {
            key: source.key.clone(),
            name: source.name.clone(),
            kind: source.kind,
            date: source.date,
            url: source.url.clone(),
            _note: None,
        }
    }
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
    #[serde(skip)]
    pub at: ReadAt,
}

/// Where an entry and its parts were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadAt {
    pub file: Arc<str>,
    /// As a spreadsheet counts: the header is row 1. In ndjson the line. Nothing where a format has no rows.
    pub row: Option<u64>,
    /// Parts of the body that were read from rows of their own: path (`phones/0`), file, row.
    pub parts: Vec<(String, Arc<str>, u64)>,
    /// What the file calls a field, where it has another name for it: the field's path without
    /// numbers (`phones/number`) to the column.
    pub columns: Arc<BTreeMap<String, String>>,
}

/// A row of a file.
pub type Row = (Arc<str>, u64);

/// Where something is, for a person who has the file open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Position {
    #[schema(value_type = String, example = "services.csv")]
    pub file: Arc<str>,
    pub row: Option<u64>,
    pub column: Option<String>,
}

impl ReadAt {
    /// Nothing where the format has no rows.
    pub fn row(&self) -> Option<Row> {
        Some((self.file.clone(), self.row?))
    }

    /// Where the field with this path (`phones/0/number`) is.
    pub fn position(&self, field: &str) -> Position {
        let part = self.parts.iter().find(|(path, ..)| {
            let rest = field.strip_prefix(path.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        // What is of the whole entry has no column.
        let names = field
            .split('/')
            .filter(|name| !name.is_empty() && name.parse::<u32>().is_err());
        let names: Vec<&str> = names.collect();
        let known = self.columns.get(&names.join("/")).cloned();
        let (file, row) = match part {
            Some((_, file, row)) => (file.clone(), Some(*row)),
            None => (self.file.clone(), self.row),
        };
        Position {
            file,
            row,
            column: known.or_else(|| row.and(names.last().map(|name| (*name).to_owned()))),
        }
    }
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

/// What becomes of the entry that a problem is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The entry is rejected.
    Error,
    /// A part of the entry is left out; the rest of it is taken.
    LeftOut,
    /// The entry is taken; somebody should look.
    Warning,
}

/// A fault in an update: where it is, what is wrong, what would be right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ProblemInUpdate)]
pub struct Problem {
    pub severity: Severity,
    /// Which rule was broken; stable, in snake case.
    pub code: String,
    pub source: String,
    #[schema(value_type = String, example = "service")]
    pub record: RecordKind,
    /// The source's key; for a withheld entry it is left out, since a key can tell the place.
    pub key: Option<String>,
    #[serde(flatten)]
    pub position: Position,
    /// The path in the body, with `/` between.
    pub field: String,
    /// What is there; left out for a withheld entry.
    pub value: Option<String>,
    pub detail: String,
    pub expected: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(row) = self.position.row {
            write!(f, "{}:{row}: ", self.position.file)?;
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_where_its_part_was_read() {
        let columns = [("phones/number".to_owned(), "Phone".to_owned())];
        let at = ReadAt {
            file: "services.csv".into(),
            row: Some(7),
            parts: vec![("phones/1".to_owned(), "phones.csv".into(), 12)],
            columns: Arc::new(columns.into()),
        };
        let told = |field| {
            let Position { file, row, column } = at.position(field);
            (file.to_string(), row, column)
        };
        let position =
            |file: &str, row, column: &str| (file.to_owned(), Some(row), Some(column.to_owned()));
        assert_eq!(told("name"), position("services.csv", 7, "name"));
        assert_eq!(
            told("phones/0/number"),
            position("services.csv", 7, "Phone")
        );
        assert_eq!(told("phones/1/number"), position("phones.csv", 12, "Phone"));
        assert_eq!(
            told("phones/11/number"),
            position("services.csv", 7, "Phone")
        );
    }
}
