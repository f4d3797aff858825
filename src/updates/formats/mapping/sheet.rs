//! A CSV, read row by row, and the rows of another that are joined to it.

use std::cell::Cell;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::rc::Rc;
use std::sync::Arc;

use super::super::{Raw, Refusal};

/// The longest row: an unclosed quote takes the rest of the file into one cell.
const LONGEST_ROW: u64 = 4 << 20;
/// What a joined file may have in its cells; it is held while the other one is read.
const LARGEST_JOINED: usize = 256 << 20;

/// A file with its header, at its first row.
pub(super) struct Sheet {
    pub file: Arc<str>,
    pub header: Arc<Header>,
    reader: csv::Reader<Box<dyn Read>>,
    since: Rc<Cell<u64>>,
}

/// The names of a file's columns. A name that comes again is `Phone (2)`; no name is none.
#[derive(Debug, Default)]
pub(super) struct Header {
    pub names: Vec<Option<String>>,
    at: HashMap<String, usize>,
}

impl Header {
    pub fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Header {
        let mut header = Header::default();
        for (at, cell) in cells.enumerate() {
            let cell = cell.trim();
            let mut name = cell.to_owned();
            let mut again = 2;
            while !name.is_empty() && header.at.contains_key(&name) {
                name = format!("{cell} ({again})");
                again += 1;
            }
            if !name.is_empty() {
                header.at.insert(name.clone(), at);
            }
            header.names.push((!name.is_empty()).then_some(name));
        }
        header
    }

    pub fn find(&self, name: &str) -> Option<usize> {
        self.at.get(name).copied()
    }

    pub fn known(&self) -> impl Iterator<Item = &str> {
        self.names.iter().filter_map(Option::as_deref)
    }
}

impl Sheet {
    pub fn open(raw: &Raw, path: &str) -> Result<Sheet, Refusal> {
        let (file, bytes): (String, Box<dyn Read>) = match raw {
            Raw::Memory { name, bytes } => (name.clone(), Box::new(Cursor::new(bytes.clone()))),
            Raw::Path(root) => {
                let full = if root.is_dir() {
                    root.join(path)
                } else {
                    root.clone()
                };
                let file = full
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned());
                let file = file.unwrap_or_default();
                match File::open(&full) {
                    Ok(open) => (file, Box::new(open)),
                    Err(error) => return Err(Refusal::Unreadable { file, error }),
                }
            }
        };
        let since = Rc::new(Cell::new(0));
        let bounded = Bounded {
            bytes: decoded(bytes),
            since: since.clone(),
        };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(Box::new(bounded) as Box<dyn Read>);
        let mut first = csv::StringRecord::new();
        reader
            .read_record(&mut first)
            .map_err(|error| refusal(&file, &error))?;
        Ok(Sheet {
            file: file.into(),
            header: Arc::new(Header::of(first.iter())),
            reader,
            since,
        })
    }

    /// The next row with its number, as a spreadsheet counts them. Rows without any text are left over.
    pub fn next(&mut self) -> Result<Option<(u64, Vec<String>)>, Refusal> {
        let mut record = csv::StringRecord::new();
        loop {
            self.since.set(0);
            let is_one = self.reader.read_record(&mut record);
            if !is_one.map_err(|error| refusal(&self.file, &error))? {
                return Ok(None);
            }
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                // Rows, not lines: a cell may have several.
                let row = self.reader.position().record();
                return Ok(Some((
                    row,
                    record.iter().map(|cell| cell.trim().to_owned()).collect(),
                )));
            }
        }
    }
}

/// The rows of a joined file by the column that they are found by.
pub(super) struct Joined {
    pub header: Arc<Header>,
    rows: HashMap<String, Vec<String>>,
}

impl Joined {
    pub fn read(mut sheet: Sheet, to: &str) -> Result<Joined, Refusal> {
        let mut rows = HashMap::new();
        let mut size = 0;
        let at = sheet.header.find(to);
        while let Some((_, cells)) = sheet.next()? {
            size += cells.iter().map(String::len).sum::<usize>();
            if size > LARGEST_JOINED {
                return Err(Refusal::TooLarge {
                    file: sheet.file.to_string(),
                    what: "a file that is joined to another",
                    limit: format!("{} MiB", LARGEST_JOINED >> 20),
                });
            }
            if let Some(key) = at
                .and_then(|at| cells.get(at))
                .filter(|key| !key.is_empty())
            {
                rows.entry(key.clone()).or_insert(cells);
            }
        }
        Ok(Joined {
            header: sheet.header,
            rows,
        })
    }

    pub fn row(&self, key: &str) -> Option<&[String]> {
        self.rows.get(key).map(Vec::as_slice)
    }
}

/// A row together with those that are joined to it.
pub(super) struct Row<'a> {
    pub header: &'a Header,
    pub cells: &'a [String],
    /// The other files by their names in the mapping.
    pub joined: Vec<(&'a str, &'a Header, Option<&'a [String]>)>,
}

/// A column with its cell.
pub(super) struct Named<'a> {
    /// The joined file that it is of.
    pub file: Option<&'a str>,
    pub name: &'a str,
    pub cell: &'a str,
}

impl Named<'_> {
    /// Whether the mapping calls it so: `column`, or `file.column`.
    pub fn is_called(&self, column: &str) -> bool {
        match self.file {
            None => column == self.name,
            Some(file) => column.split_once('.') == Some((file, self.name)),
        }
    }
}

impl Row<'_> {
    /// The columns that have a name, those of the row first and then those that are joined to it.
    pub fn columns(&self) -> impl Iterator<Item = Named<'_>> {
        let own = (None, self.header, Some(self.cells));
        let joined = self.joined.iter();
        let joined = joined.map(|(file, header, cells)| (Some(*file), *header, *cells));
        std::iter::once(own)
            .chain(joined)
            .flat_map(|(file, header, cells)| {
                let names = header.names.iter().enumerate();
                names.filter_map(move |(at, name)| {
                    Some(Named {
                        file,
                        name: name.as_deref()?,
                        cell: cells
                            .and_then(|cells| cells.get(at))
                            .map_or("", String::as_str),
                    })
                })
            })
    }

    /// All cells, whether or not they stand under a name.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        let joined = self.joined.iter().filter_map(|(_, _, cells)| *cells);
        let all = std::iter::once(self.cells).chain(joined).flatten();
        all.map(String::as_str)
    }

    /// The text of `column`, or of `file.column` of a joined file.
    pub fn cell(&self, column: &str) -> &str {
        let of = |header: &Header, cells: &'_ [String]| -> Option<usize> {
            header.find(column).filter(|at| *at < cells.len())
        };
        if let Some(at) = of(self.header, self.cells) {
            return &self.cells[at];
        }
        let joined = column.split_once('.').and_then(|(file, column)| {
            let (_, header, cells) = self.joined.iter().find(|(name, ..)| *name == file)?;
            let at = header.find(column)?;
            cells.as_ref()?.get(at)
        });
        joined.map_or("", String::as_str)
    }
}

/// The text of a file as UTF-8, without a byte order mark.
fn decoded(bytes: Box<dyn Read>) -> Box<dyn Read> {
    Box::new(WithoutMark { bytes, start: None })
}

struct WithoutMark {
    bytes: Box<dyn Read>,
    /// What was read to see whether there is a mark, once it was.
    start: Option<Cursor<Vec<u8>>>,
}

impl Read for WithoutMark {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.start.is_none() {
            let mut start = Vec::new();
            (&mut self.bytes).take(3).read_to_end(&mut start)?;
            if start == [0xef, 0xbb, 0xbf] {
                start.clear();
            }
            self.start = Some(Cursor::new(start));
        }
        let start = self.start.get_or_insert_with(|| Cursor::new(Vec::new()));
        match start.read(buffer)? {
            0 => self.bytes.read(buffer),
            count => Ok(count),
        }
    }
}

/// Fails where a row has no end.
struct Bounded {
    bytes: Box<dyn Read>,
    since: Rc<Cell<u64>>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since.get() > LONGEST_ROW {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let count = self.bytes.read(buffer)?;
        self.since.set(self.since.get() + count as u64);
        Ok(count)
    }
}

fn refusal(file: &str, error: &csv::Error) -> Refusal {
    let row = error.position().map_or(1, |position| position.record() + 1);
    match error.kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            Refusal::TooLarge {
                file: file.to_owned(),
                what: "a row",
                limit: format!("{} MiB; is a quotation mark not closed?", LONGEST_ROW >> 20),
            }
        }
        csv::ErrorKind::Utf8 { .. } => Refusal::Malformed {
            file: file.to_owned(),
            detail: format!("row {row} is not UTF-8"),
            expected: "a CSV saved as UTF-8".to_owned(),
        },
        _ => Refusal::Malformed {
            file: file.to_owned(),
            detail: format!("row {row} cannot be read as CSV"),
            expected: "cells with commas between".to_owned(),
        },
    }
}
