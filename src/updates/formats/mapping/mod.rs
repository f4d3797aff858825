//! Any CSV, through a mapping: a TOML file that says which column is what. `docs/mapping.md` has its form.

mod address;
mod columns;
mod fields;
mod form;
mod line;
mod phones;
mod private;
mod reader;
mod row;
mod rule;
mod sheet;
mod suggest;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::rows;
use super::shape::problem;
use super::{Input, Raw, Refusal, See};
use crate::standing::RecordKind;
use crate::updates::entries::{Entry, Position, Problem, ReadAt, Severity, SourceHeader};
use columns::{Columns, columns_of};
pub use form::Mapping;
use form::{FileForm, RecordForm};
use row::{Reading, Unused, is_made};
use sheet::{Joined, Row, Sheet};
pub use suggest::suggest;
pub use tree::MappingFault;

/// Files as a mapping reads them.
pub struct MappedInput {
    mapping: Mapping,
    raw: Raw,
    unused: BTreeMap<String, BTreeSet<String>>,
    ignored: BTreeMap<String, BTreeSet<String>>,
}

/// Why a mapping does not read its files.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// The mapping itself is at fault, or names what the files do not have.
    #[error("{} fault(s) in the mapping, the first: {}", .0.len(), .0.first().map_or_else(String::new, |fault| fault.to_string()))]
    Mapping(Vec<MappingFault>),
    #[error(transparent)]
    Input(#[from] Refusal),
}

/// Rows that are read for a first mapping.
const ROWS_TO_GUESS_FROM: usize = 5000;

/// A first mapping for one CSV, made from its headers and its first rows.
pub fn suggest_for(raw: &Raw) -> Result<String, Refusal> {
    let mut sheet = Sheet::open(raw, "")?;
    let mut rows = Vec::new();
    while rows.len() < ROWS_TO_GUESS_FROM
        && let Some((_, cells)) = sheet.next()?
    {
        rows.extend(cells);
    }
    let names = sheet.header.names.iter();
    let headers: Vec<&str> = names
        .map(|name| name.as_deref().unwrap_or_default())
        .collect();
    Ok(suggest(&headers, &rows))
}

impl MappedInput {
    /// Checks the mapping against the headers of its files. Of one file, its name does not matter.
    pub fn open(mapping: Mapping, raw: Raw) -> Result<MappedInput, MappingError> {
        let is_folder = matches!(&raw, Raw::Path(path) if path.is_dir());
        if let ([_, _, ..], false) = (&mapping.files[..], is_folder) {
            let names: Vec<&str> = mapping
                .files
                .iter()
                .map(|file| file.path.as_str())
                .collect();
            return Err(MappingError::Input(Refusal::Malformed {
                file: "the update".to_owned(),
                detail: "is one file, and the mapping reads several".to_owned(),
                expected: format!("a folder with {}", names.join(", ")),
            }));
        }
        let mut headers = BTreeMap::new();
        for file in &mapping.files {
            headers.insert(file.name.clone(), Sheet::open(&raw, &file.path)?.header);
        }
        let mut columns = Columns::new(&mapping, &headers);
        columns.check();
        if !columns.faults.is_empty() {
            columns.faults.sort_by_key(|fault| fault.line);
            return Err(MappingError::Mapping(columns.faults));
        }
        let (unused, ignored) = (columns.unused(), columns.ignored());
        Ok(MappedInput {
            mapping,
            raw,
            unused,
            ignored,
        })
    }

    /// The columns of each file that the mapping neither reads nor ignores. They are kept in their records.
    pub fn unused(&self) -> impl Iterator<Item = (&str, &str)> {
        let of_file = |(file, columns)| {
            let columns: &BTreeSet<String> = columns;
            let file: &String = file;
            columns
                .iter()
                .map(move |column| (file.as_str(), column.as_str()))
        };
        self.unused.iter().flat_map(of_file)
    }

    fn sheet(&self, name: &str) -> Result<Option<(&FileForm, Sheet)>, Refusal> {
        let form = self.mapping.files.iter().find(|file| file.name == name);
        form.map(|form| Ok((form, Sheet::open(&self.raw, &form.path)?)))
            .transpose()
    }

    fn read_form(
        &self,
        form: &RecordForm,
        is_survey: bool,
        see: &mut See,
    ) -> Result<ControlFlow<()>, Refusal> {
        let Some((file, mut sheet)) = self.sheet(&form.file)? else {
            return Ok(ControlFlow::Continue(()));
        };
        let mut joined: Vec<(&str, Joined)> = Vec::new();
        for join in &file.join {
            if let Some((_, other)) = self.sheet(&join.file)? {
                joined.push((&join.file, Joined::read(other, &join.to)?));
            }
        }
        let keeps_unused = self.is_first_of_file(form);
        let forms = self.mapping.records.iter();
        let is_placing =
            |other: &&RecordForm| other.kind == RecordKind::Location && other.file == form.file;
        let placing: Vec<&RecordForm> = forms
            .filter(|other| keeps_unused && is_placing(other))
            .collect();
        let columns = Arc::new(columns_of(form));
        let mut seen: HashSet<(String, u64)> = HashSet::new();
        while let Some((number, cells)) = sheet.next()? {
            // Each form reads the row, and it is told once.
            let wrong = wrong_row(&sheet, form.kind, number, cells.as_deref());
            if let Some(problem) = wrong.filter(|_| keeps_unused)
                && see(Err(problem)).is_break()
            {
                return Ok(ControlFlow::Break(()));
            }
            let Some(cells) = cells else {
                continue;
            };
            let mut row = Row {
                header: &sheet.header,
                cells: &cells,
                joined: Vec::new(),
            };
            for (join, (name, other)) in file.join.iter().zip(&joined) {
                let on = join.on.value(&row, &self.mapping.nothing).ok().flatten();
                let found = on.and_then(|on| other.row(on.as_str()?));
                row.joined.push((name, &other.header, found));
            }
            let reading = Reading {
                form,
                is_survey,
                row: &row,
                nothing: &self.mapping.nothing,
                at: ReadAt {
                    file: sheet.file.clone(),
                    row: Some(number),
                    parts: Vec::new(),
                    columns: columns.clone(),
                },
                source: self
                    .mapping
                    .source
                    .as_ref()
                    .map_or("", |source| source.key.as_str()),
            };
            let unused = Unused {
                file: &file.name,
                columns: &self.unused,
                ignored: &self.ignored,
                is_kept: keeps_unused,
                is_placed: placing
                    .iter()
                    .any(|form| is_made(form, &row, &self.mapping.nothing)),
            };
            // An organization stands in the rows of all its services: what says the same again is shown once.
            let mut once = |read: Result<Entry, Problem>| match read.map(|it| self.with_cases(it)) {
                Ok(entry) if !seen.insert((entry.key.clone(), hash(&entry.body))) => {
                    ControlFlow::Continue(())
                }
                read => see(read),
            };
            if reading.see(unused, &mut once).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn with_cases(&self, mut entry: Entry) -> Entry {
        if entry.record == RecordKind::Service {
            let cases = self.mapping.cases.get(&entry.key);
            let cases = cases.map(Vec::as_slice).unwrap_or_default();
            // Also where there are none: the mapping has all of them, and one that was taken out of it is tried no more.
            let values = cases.iter().map(|case| case.value.clone());
            entry.body.insert("cases".to_owned(), values.collect());
            let parts = cases.iter().enumerate();
            entry.at.parts.extend(parts.map(|(at, case)| {
                let line = u64::try_from(case.line).unwrap_or_default();
                (format!("cases/{at}"), "the mapping".into(), line)
            }));
        }
        entry
    }

    /// Cases of services that the files do not have: nobody would hear of them else.
    fn untried(&self, met: &HashSet<String>) -> impl Iterator<Item = Problem> {
        let untried = self.mapping.cases.iter();
        let untried = untried.filter(|(service, _)| !met.contains(*service));
        untried.flat_map(|(service, cases)| {
            cases.iter().map(|case| Problem {
                key: Some(service.clone()),
                ..problem(
                    Severity::Warning,
                    "case_untried",
                    RecordKind::Service,
                    Position {
                        file: "the mapping".into(),
                        row: u64::try_from(case.line).ok(),
                        column: None,
                    },
                    "cases",
                    "is of a service that is not there",
                    "the key of a service",
                )
            })
        })
    }

    fn is_first_of_file(&self, form: &RecordForm) -> bool {
        let first = self
            .mapping
            .records
            .iter()
            .find(|other| other.file == form.file);
        first.is_some_and(|first| std::ptr::eq(first, form))
    }
}

impl Input for MappedInput {
    /// A row that is skipped is a warning with the code `row_skipped`: no entry, and nothing wrong. Any other
    /// warning stands before the entry of its row.
    fn read(&self, kind: RecordKind, see: &mut See) -> Result<(), Refusal> {
        let mut met = HashSet::new();
        let mut seen = |read: Result<Entry, Problem>| {
            let key = match &read {
                Ok(entry) => Some(&entry.key),
                Err(problem) => problem.key.as_ref(),
            };
            met.extend(
                key.filter(|key| self.mapping.cases.contains_key(*key))
                    .cloned(),
            );
            see(read)
        };
        for form in self.mapping.records.iter().filter(|form| form.kind == kind) {
            if self.read_form(form, false, &mut seen)?.is_break() {
                return Ok(());
            }
        }
        if kind == RecordKind::Service {
            let mut untried = self.untried(&met);
            let _ = untried.try_for_each(|problem| see(Err(problem)));
        }
        Ok(())
    }

    /// Also the rows with faults in them.
    fn survey(&self, kind: RecordKind, see: &mut dyn FnMut(Entry)) -> Result<(), Refusal> {
        for form in self.mapping.records.iter().filter(|form| form.kind == kind) {
            let mut seen = |read: Result<Entry, Problem>| {
                if let Ok(entry) = read {
                    see(entry);
                }
                ControlFlow::Continue(())
            };
            if self.read_form(form, true, &mut seen)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn source(&self) -> Option<&SourceHeader> {
        self.mapping.source.as_ref()
    }
}

/// What is wrong with a row as a whole. One without cells could not be taken apart, or is no record.
fn wrong_row(
    sheet: &Sheet,
    kind: RecordKind,
    number: u64,
    cells: Option<&[String]>,
) -> Option<Problem> {
    let last_named = sheet.header.names.iter().rposition(Option::is_some);
    let (severity, code, detail, expected) = match (cells, sheet.row) {
        (None, rows::Row::Skipped(why)) => {
            let (code, detail, expected) = why.told();
            (Severity::Warning, code, detail, expected)
        }
        (None, rows::Row::Cut) => (
            Severity::Error,
            "cut_off",
            "has fewer cells than the header and no end of its line, and is left out",
            "the whole file: it ends in the middle of a row",
        ),
        (None, _) => (
            Severity::Error,
            "misquoted",
            "has quotes that do not match, and is left out",
            "a quote within a quoted cell written twice",
        ),
        (Some(cells), _) if last_named >= Some(cells.len()) => (
            Severity::Warning,
            "too_few_cells",
            "has fewer cells than the header",
            "a cell for each column",
        ),
        (Some(_), _) => return None,
    };
    let position = Position {
        file: sheet.file.clone(),
        row: Some(number),
        column: None,
    };
    Some(problem(
        severity, code, kind, position, "", detail, expected,
    ))
}

fn hash(body: &Map<String, Value>) -> u64 {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    hasher.finish()
}
