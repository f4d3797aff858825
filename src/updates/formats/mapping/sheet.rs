//! A CSV, read row by row, and the rows of another that are joined to it.

use std::collections::HashMap;
use std::io::BufRead;
use std::sync::Arc;

use super::super::rows::{self, Rows};
use super::super::text::{Bytes, Text};
use super::super::{Raw, Refusal};

/// What a joined file may have in its cells; it is held while the other one is read.
const LARGEST_JOINED: usize = 256 << 20;

/// A file with its header, at its first row.
pub(super) struct Sheet {
    pub file: Arc<str>,
    pub header: Arc<Header>,
    /// What the present row is.
    pub row: rows::Row,
    rows: Rows<Box<dyn BufRead>>,
}

/// The cells of a row; none where it cannot be taken apart, or is no record.
pub(super) type Cells = Option<Vec<String>>;

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
        let text = match raw {
            Raw::Memory { name, bytes } => Text::new(name, Bytes::Memory(bytes.clone())),
            Raw::Path(root) => {
                let full = if root.is_dir() {
                    root.join(path)
                } else {
                    root.clone()
                };
                let name = full.file_name().unwrap_or_default().to_string_lossy();
                Text::new(&name, Bytes::Path(full.clone()))
            }
        };
        let mut rows = Rows::new(text.opened()?, &text.name)?;
        let header = match rows.next()? {
            Some(rows::Row::Cells) => Header::of(rows.cells()),
            None => Header::default(),
            Some(_) => return Err(misquoted(&text.name, rows.row)),
        };
        Ok(Sheet {
            file: text.name,
            header: Arc::new(header),
            row: rows::Row::Cells,
            rows,
        })
    }

    /// The next row with its number, as a spreadsheet counts them. Rows without any text are left over.
    pub fn next(&mut self) -> Result<Option<(u64, Cells)>, Refusal> {
        let Some(row) = self.rows.next()? else {
            return Ok(None);
        };
        let cells = self.rows.cells().map(|cell| cell.trim().to_owned());
        let cells = (row == rows::Row::Cells).then(|| cells.collect());
        self.row = row;
        Ok(Some((self.rows.row, cells)))
    }
}

fn misquoted(file: &str, row: u64) -> Refusal {
    Refusal::Malformed {
        file: file.to_owned(),
        detail: format!("row {row} has quotes that do not match"),
        expected: "a quote within a quoted cell written twice".to_owned(),
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
        while let Some((row, cells)) = sheet.next()? {
            if let rows::Row::Skipped(_) = sheet.row {
                continue;
            }
            let cells = cells.ok_or_else(|| misquoted(&sheet.file, row))?;
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
