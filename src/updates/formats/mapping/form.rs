//! What a mapping says, read and checked: `docs/mapping.md` has the form for those who write one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::tree::{MappingFault, Node};
use crate::standing::RecordKind;
use crate::updates::entries::SourceHeader;

/// How the columns of files become records.
#[derive(Debug)]
pub struct Mapping {
    pub(super) source: Option<SourceHeader>,
    /// Texts that stand for an empty cell.
    pub(super) nothing: BTreeSet<String>,
    pub(super) files: Vec<FileForm>,
    pub(super) records: Vec<RecordForm>,
    /// What somebody answers and the verdict to expect, by the key of their service.
    pub(super) cases: BTreeMap<String, Vec<Case>>,
}

/// As `cases` of a service has it, and its line.
#[derive(Debug)]
pub(super) struct Case {
    pub line: usize,
    pub value: Value,
}

#[derive(Debug)]
pub(super) struct FileForm {
    /// What the mapping calls it.
    pub name: String,
    /// Where it is, beside the others.
    pub path: String,
    pub ignore: Vec<(String, usize)>,
    pub join: Vec<Join>,
}

/// Each row of a file is taken together with one row of another.
#[derive(Debug)]
pub(super) struct Join {
    pub file: String,
    /// Of the row: what the other file has in `to`.
    pub on: Rule,
    pub to: String,
    pub line: usize,
}

/// The records of one kind that the rows of a file make.
#[derive(Debug)]
pub(super) struct RecordForm {
    pub kind: RecordKind,
    pub file: String,
    pub key: Rule,
    /// Rows that make this record at all; others are nobody's loss.
    pub only: Vec<Condition>,
    pub skip: Vec<Skip>,
    pub fields: Vec<(Vec<String>, Rule)>,
    pub parts: Vec<Part>,
}

/// Rows that make no record, and why.
#[derive(Debug)]
pub(super) struct Skip {
    pub when: Condition,
    pub reason: String,
    /// Whether the row is at fault, rather than no record of this kind.
    pub is_rejected: bool,
}

/// An object in a list of the record: a criterion, a phone with columns of its own.
#[derive(Debug)]
pub(super) struct Part {
    pub of: String,
    pub when: Vec<Condition>,
    pub what: What,
}

#[derive(Debug)]
pub(super) enum What {
    Object(Vec<(Vec<String>, Rule)>),
    /// A value, or the values of a list that are not there yet.
    Item(Box<Rule>),
}

impl What {
    pub fn rules(&self) -> Vec<(String, &Rule)> {
        match self {
            What::Object(fields) => fields
                .iter()
                .map(|(path, rule)| (path.join("/"), rule))
                .collect(),
            What::Item(rule) => vec![(String::new(), rule)],
        }
    }
}

/// From cells to a value.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub line: usize,
    /// Which key of the mapping this is.
    pub key: String,
    pub from: From,
    pub split: Option<String>,
    pub map: Option<ValueTable>,
    pub read_as: ReadAs,
    pub range: Option<(f64, f64)>,
    /// The state of counties and addresses that name none.
    pub state: Option<String>,
    /// The format of a date.
    pub format: Option<String>,
    pub empty_clears: bool,
    /// A cell that is at fault takes its field, and not its row.
    pub leave_out: bool,
}

#[derive(Clone, Debug)]
pub(super) enum From {
    Columns {
        names: Vec<String>,
        join: String,
    },
    /// A text with `{columns}` in it.
    Text(Vec<Piece>),
    Value(Value),
}

#[derive(Clone, Debug)]
pub(super) enum Piece {
    Plain(String),
    Column(String),
}

#[derive(Clone, Debug)]
pub(super) struct ValueTable {
    pub values: BTreeMap<String, Value>,
    pub other: Other,
}

/// What becomes of a value that is not in the table.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Other {
    Fault,
    Keep,
    Drop,
    Value(Value),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReadAs {
    Text,
    Number,
    YesNo,
    Date,
    Url,
    List,
    Phones,
    Address,
    Areas,
    Counties,
    Hours,
    Languages,
}

impl ReadAs {
    pub const ALL: [(&'static str, ReadAs); 12] = [
        ("text", ReadAs::Text),
        ("number", ReadAs::Number),
        ("yes_no", ReadAs::YesNo),
        ("date", ReadAs::Date),
        ("url", ReadAs::Url),
        ("list", ReadAs::List),
        ("phones", ReadAs::Phones),
        ("address", ReadAs::Address),
        ("areas", ReadAs::Areas),
        ("counties", ReadAs::Counties),
        ("hours", ReadAs::Hours),
        ("languages", ReadAs::Languages),
    ];

    /// Whether a list comes out.
    pub fn is_list(self) -> bool {
        !matches!(
            self,
            ReadAs::Text | ReadAs::Number | ReadAs::YesNo | ReadAs::Date | ReadAs::Url
        )
    }
}

/// What a row has to be like. All that is said has to hold.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub line: usize,
    pub key: String,
    /// One of them is enough.
    pub columns: Vec<String>,
    pub is: Option<Vec<String>>,
    pub contains: Option<Vec<String>>,
    pub empty: Option<bool>,
    pub not: bool,
}

impl Mapping {
    /// Reads a mapping, or tells every fault of it.
    pub fn parse(text: &str) -> Result<Mapping, Vec<MappingFault>> {
        let node = Node::parse(text).map_err(|fault| vec![fault])?;
        let mut reader = super::reader::Reader::default();
        let mapping = reader.mapping(&node);
        match reader.faults.is_empty() {
            true => Ok(mapping),
            false => {
                reader.faults.sort_by_key(|fault| fault.line);
                Err(reader.faults)
            }
        }
    }
}

impl Rule {
    /// The columns that it reads.
    pub fn columns(&self) -> Vec<&str> {
        match &self.from {
            From::Columns { names, .. } => names.iter().map(String::as_str).collect(),
            From::Text(pieces) => pieces
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Column(name) => Some(name.as_str()),
                    Piece::Plain(_) => None,
                })
                .collect(),
            From::Value(_) => Vec::new(),
        }
    }

    /// The text that it gives every record.
    pub fn only_text(&self) -> Option<&str> {
        match &self.from {
            From::Text(pieces) => match &pieces[..] {
                [Piece::Plain(text)] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn is_list(&self) -> bool {
        self.split.is_some() || self.read_as.is_list()
    }
}

/// How values are compared: small, with single blanks.
pub(super) fn squeezed(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
