//! The HSDS tabular data package, 1.x to 3.x: a folder or zip of CSV tables.
//!
//! Tables of records are streamed; the rows that belong to them are kept in [`children`] while the records of
//! one kind are read.

mod archive;
mod children;
mod header;
mod join;
mod tables;

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io::BufRead;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::rows::{Row, Rows, Skipped};
use super::shape::{entry, problem, shape};
use super::text::{Bytes, Text};
use super::{Input, Refusal, See};
use crate::standing::RecordKind;
use crate::updates::entries::{Entry, Position, Problem, ReadAt, Severity};
use archive::{Files, too_large};
use header::{Header, MOST_COLUMNS};
use join::Join;
use tables::{Role, Table, table_of};

/// A package of tables.
pub struct TabularInput {
    files: Vec<File>,
    /// What was found that is not read.
    remarks: Vec<(&'static str, Arc<str>, &'static str)>,
}

/// A table of the package.
struct File {
    text: Text,
    table: &'static Table,
    header: Header,
}

impl TabularInput {
    /// Of a folder of tables.
    pub fn folder(path: &Path, name: &str) -> Result<TabularInput, Refusal> {
        TabularInput::of(archive::folder(path, name)?, name)
    }

    /// Of a zip of tables.
    pub fn zip(bytes: &Bytes, name: &str) -> Result<TabularInput, Refusal> {
        TabularInput::of(archive::zip(bytes, name)?, name)
    }

    fn of(found: Files, name: &str) -> Result<TabularInput, Refusal> {
        let mut files: Vec<File> = Vec::new();
        let mut remarks = Vec::new();
        for archive in found.archives {
            remarks.push((
                "nested_archive",
                archive,
                "is an archive, which is not opened",
            ));
        }
        for text in found.texts {
            let Some(stem) = text.name.strip_suffix(".csv") else {
                // The descriptor, and words for readers.
                if ![".json", ".md", ".txt"]
                    .iter()
                    .any(|end| text.name.ends_with(end))
                {
                    remarks.push(("unknown_table", text.name, "is no table of HSDS"));
                }
                continue;
            };
            match table_of(stem) {
                None => remarks.push(("unknown_table", text.name, "is no table of HSDS")),
                Some(table) if table.role == Role::LeftOut => {
                    remarks.push(("left_out", text.name, "is a table that is not kept"));
                }
                Some(table) if table.role == Role::Repeated => {}
                Some(table) => {
                    let header = text.read(|read| {
                        let mut rows = Rows::new(read, &text.name)?;
                        rows.next()?;
                        if rows.cells().count() > MOST_COLUMNS {
                            return Err(too_large(
                                &text.name,
                                "the number of columns",
                                MOST_COLUMNS as u64,
                            ));
                        }
                        Ok(Header::of(table, rows.cells()))
                    })?;
                    if files.iter().any(|file| std::ptr::eq(file.table, table))
                        && matches!(table.role, Role::Record(_))
                    {
                        return Err(Refusal::Malformed {
                            file: text.name.to_string(),
                            detail: "is a table that the package has twice".to_owned(),
                            expected: "every table once".to_owned(),
                        });
                    }
                    files.push(File {
                        text,
                        table,
                        header,
                    });
                }
            }
        }
        if !files
            .iter()
            .any(|file| matches!(file.table.role, Role::Record(_)))
        {
            return Err(Refusal::Malformed {
                file: name.to_owned(),
                detail: "has no table of organizations, services or locations".to_owned(),
                expected:
                    "an HSDS tabular data package, such as organizations.csv with services.csv"
                        .to_owned(),
            });
        }
        Ok(TabularInput { files, remarks })
    }

    /// Where a row of a file is.
    fn position(&self, file: usize, row: u64) -> Position {
        Position {
            file: Arc::clone(&self.files[file].text.name),
            row: Some(row),
            column: None,
        }
    }
}

/// Takes rows as they are read, by their number.
type SeeRow<'a> = dyn FnMut(u64, Result<&Rows<&mut dyn BufRead>, Fault>) -> ControlFlow<()> + 'a;

/// Shows the rows of a file, and in their place what is wrong with them.
fn each_row(file: &File, see: &mut SeeRow) -> Result<(), Refusal> {
    file.text.read(|read| {
        let mut rows = Rows::new(read, &file.text.name)?;
        rows.next()?;
        while let Some(row) = rows.next()? {
            let number = rows.row;
            let count = rows.cells().count();
            let extra = rows.cells().skip(file.header.len());
            let flow = if row == Row::Misquoted {
                see(number, Err(Fault::Misquoted))
            } else if row == Row::Cut {
                see(number, Err(Fault::Cut))
            } else if let Row::Skipped(why) = row {
                see(number, Err(Fault::Skipped(why)))
            } else if extra.into_iter().any(|cell| !cell.trim().is_empty()) {
                see(number, Err(Fault::TooMany))
            } else {
                if count < file.header.len() && see(number, Err(Fault::TooFew)).is_break() {
                    return Ok(());
                }
                see(number, Ok(&rows))
            };
            if flow.is_break() {
                break;
            }
        }
        Ok(())
    })
}

/// What is wrong with a row.
#[derive(Clone, Copy)]
enum Fault {
    Misquoted,
    Cut,
    Skipped(Skipped),
    TooMany,
    TooFew,
    NoParent,
    Dangling,
    NoId,
    Duplicate,
}

impl Fault {
    fn problem(self, kind: RecordKind, position: Position) -> Problem {
        use Severity::{Error, Warning};
        let (severity, code, field, detail, expected) = match self {
            Fault::Misquoted => (
                Error,
                "misquoted",
                "",
                "has quotes that do not match, and is left out",
                "a quote within a quoted cell written twice",
            ),
            Fault::Cut => (
                Error,
                "cut_off",
                "",
                "has fewer cells than the header and no end of its line, and is left out",
                "the whole file: it ends in the middle of a row",
            ),
            Fault::Skipped(why) => {
                let (code, detail, expected) = why.told();
                (Warning, code, "", detail, expected)
            }
            // An unquoted comma moves what follows it: a number to where another belongs.
            Fault::TooMany => (
                Error,
                "too_many_cells",
                "",
                "has more cells than the header, and is left out",
                "a cell for each column, in quotes where it has a comma",
            ),
            Fault::TooFew => (
                Warning,
                "too_few_cells",
                "",
                "has fewer cells than the header",
                "a cell for each column",
            ),
            Fault::NoParent => (
                Error,
                "parent_missing",
                "",
                "belongs to no record",
                "the id of what it belongs to",
            ),
            Fault::Dangling => (
                Error,
                "dangling_reference",
                "",
                "belongs to a record that the package does not have",
                "the id of a row of its table",
            ),
            Fault::NoId => (
                Error,
                "id_missing",
                "id",
                "is missing",
                "an id by which to know the record again",
            ),
            Fault::Duplicate => (
                Error,
                "duplicate_id",
                "id",
                "is that of a row above, which is taken",
                "an id of its own",
            ),
        };
        problem(severity, code, kind, position, field, detail, expected)
    }
}

impl Input for TabularInput {
    fn read(&self, kind: RecordKind, see: &mut See) -> Result<(), Refusal> {
        self.read_as(kind, false, see)
    }

    /// Every row of an id.
    fn survey(&self, kind: RecordKind, see: &mut dyn FnMut(Entry)) -> Result<(), Refusal> {
        self.read_as(kind, true, &mut |read| {
            if let Ok(entry) = read {
                see(entry);
            }
            ControlFlow::Continue(())
        })
    }

    fn size(&self) -> Option<u64> {
        self.files.iter().map(|file| file.text.size()).sum()
    }
}

impl TabularInput {
    fn read_as(&self, kind: RecordKind, is_survey: bool, see: &mut See) -> Result<(), Refusal> {
        let is_first = kind == RecordKind::ALL[0];
        if is_first {
            for (code, file, detail) in &self.remarks {
                let at = Position {
                    file: Arc::clone(file),
                    ..Position::default()
                };
                let expected = "the tables of HSDS";
                let told = problem(Severity::Warning, code, kind, at, "", detail, expected);
                if see(Err(told)).is_break() {
                    return Ok(());
                }
            }
        }
        let is_it = |file: &File| file.table.role == Role::Record(kind);
        let own = self.files.iter().position(is_it);
        let mut join = Join::new(&self.files, kind);
        let mut flow = ControlFlow::Continue(());
        for (number, file) in self.files.iter().enumerate() {
            join.load(number, file, is_first, &mut |row, fault| {
                flow = see(Err(fault.problem(kind, self.position(number, row))));
                flow
            })?;
            if flow.is_break() {
                return Ok(());
            }
        }
        join.loaded();
        if let Some(own) = own {
            flow = self.records((kind, is_survey), own, &mut join, see)?;
        }
        if is_survey && kind == RecordKind::Location && flow.is_continue() {
            for address in join.loose_addresses() {
                let body = Map::from_iter([("addresses".to_owned(), Value::Array(vec![address]))]);
                flow = see(Ok(entry(kind, String::new(), body, ReadAt::default())));
            }
        }
        for (file, row) in join.dangling(is_first) {
            if flow.is_break() {
                break;
            }
            let at = self.position(usize::from(file), row);
            flow = see(Err(Fault::Dangling.problem(kind, at)));
        }
        Ok(())
    }

    fn records(
        &self,
        (kind, is_survey): (RecordKind, bool),
        own: usize,
        join: &mut Join,
        see: &mut See,
    ) -> Result<ControlFlow<()>, Refusal> {
        let file = &self.files[own];
        let columns = Arc::new(join.columns(&file.header));
        let hashers = [RandomState::new(), RandomState::new()];
        let mut seen = HashSet::new();
        let mut broken = ControlFlow::Continue(());
        each_row(file, &mut |row, cells| {
            broken = (|| {
                let problem_of = |fault: Fault| fault.problem(kind, self.position(own, row));
                let rows = match cells {
                    Ok(rows) => rows,
                    Err(fault) => return see(Err(problem_of(fault))),
                };
                let mut unread = Vec::new();
                let mut body = file.header.fields(file.table, rows.cells(), &mut unread);
                let mut parts = Vec::new();
                let key = key_of(kind, &mut body);
                let nameless = is_survey && kind == RecordKind::Location;
                let Some(key) = key.or_else(|| nameless.then(String::new)) else {
                    return see(Err(problem_of(Fault::NoId)));
                };
                if !seen.insert([hashers[0].hash_one(&key), hashers[1].hash_one(&key)])
                    && !is_survey
                {
                    return see(Err(problem_of(Fault::Duplicate)));
                }
                join.join(&key, &mut body, &mut parts, &mut unread);
                shape(&mut body);
                let at = ReadAt {
                    file: Arc::clone(&file.text.name),
                    row: Some(row),
                    parts,
                    columns: Arc::clone(&columns),
                };
                for field in unread {
                    let detail = "cannot be read, and is left out";
                    let expected = "a number, or for a weekday its name";
                    let position = at.position(&field);
                    let severity = Severity::Warning;
                    see(Err(problem(
                        severity,
                        "unreadable_value",
                        kind,
                        position,
                        &field,
                        detail,
                        expected,
                    )))?;
                }
                see(Ok(entry(kind, key, body, at)))
            })();
            broken
        })?;
        Ok(broken)
    }
}

/// Takes the record's id out of its body.
fn key_of(kind: RecordKind, body: &mut Map<String, Value>) -> Option<String> {
    let id = body.remove("id");
    let id = id.as_ref().and_then(super::shape::key_of);
    id.or_else(|| match kind {
        RecordKind::ServiceAtLocation => super::shape::joined_key(body),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_so_many_columns_that_each_cell_finds_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let opened = |columns: usize| {
            let header = format!("id,name{}\n", ",x".repeat(columns - 2));
            std::fs::write(folder.path().join("organizations.csv"), header).unwrap();
            TabularInput::folder(folder.path(), "feed")
        };
        assert!(opened(MOST_COLUMNS).is_ok());
        let refused = opened(MOST_COLUMNS + 1).err();
        assert!(matches!(refused, Some(Refusal::TooLarge { .. })));
    }
}
