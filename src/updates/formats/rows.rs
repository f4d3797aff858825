//! The rows of a CSV file, as spreadsheets read them, in bounded memory.
//!
//! A fault in the quoting takes its row and no other, which the csv crate cannot promise: a quote that is not
//! closed would swallow the rest of the file.

use std::io::BufRead;
use std::sync::Arc;

use crate::updates::formats::Refusal;
use crate::updates::formats::text::unreadable;

/// How long a line may be, in bytes.
pub const LINE: usize = 4 << 20;
const PIECE: usize = 1 << 16;

/// Reads rows.
pub struct Rows<R> {
    read: R,
    file: Arc<str>,
    separator: u8,
    /// What was read; from `at` on it is yet to be taken apart.
    bytes: Vec<u8>,
    at: usize,
    is_ended: bool,
    /// As a spreadsheet counts.
    pub row: u64,
    /// The cells of the present row, one after the other, and where each ends.
    cells: Vec<u8>,
    ends: Vec<usize>,
    /// The cells of the first row.
    header: Option<Vec<String>>,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    Cells,
    /// Its quotes do not match.
    Misquoted,
    /// The file ends in the middle of it.
    Cut,
    /// It is of no record, for this reason.
    Skipped(Skipped),
}

/// Why a row is of no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skipped {
    /// The header again, as where files were pasted together.
    Header,
    /// A sum below the others.
    Total,
}

impl Skipped {
    /// The code of its warning, what the row is, and what is expected of it.
    pub fn told(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Skipped::Header => (
                "row_header_again",
                "is the header again, and is no record",
                "nothing, or the row without it",
            ),
            Skipped::Total => (
                "row_total",
                "is a total, and no record",
                "nothing, or its name where it is a record: in two columns at least",
            ),
        }
    }
}

impl<R: BufRead> Rows<R> {
    /// The separator is the one that the first line has most of.
    pub fn new(read: R, file: &Arc<str>) -> Result<Rows<R>, Refusal> {
        let mut rows = Rows {
            read,
            file: Arc::clone(file),
            separator: b',',
            bytes: Vec::new(),
            at: 0,
            is_ended: false,
            row: 0,
            cells: Vec::new(),
            ends: Vec::new(),
            header: None,
        };
        rows.more()?;
        let first = rows.bytes.split(|byte| *byte == b'\n' || *byte == b'\r');
        let first = first.into_iter().next().unwrap_or_default();
        let count = |separator: &u8| first.iter().filter(|byte| *byte == separator).count();
        // The last of equals is taken, so the usual one stands last.
        if let Some(separator) = [b'\t', b';', b','].into_iter().max_by_key(count) {
            rows.separator = separator;
        }
        Ok(rows)
    }

    /// The cells of the present row.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins
            .zip(&self.ends)
            .map(|(begin, end)| std::str::from_utf8(&self.cells[begin..*end]).unwrap_or_default())
    }

    /// Goes to the next row that is not empty.
    pub fn next(&mut self) -> Result<Option<Row>, Refusal> {
        loop {
            // Not at every row: what is behind has to be moved.
            if self.at >= PIECE || self.at == self.bytes.len() {
                self.bytes.drain(..self.at);
                self.at = 0;
            }
            if self.byte(self.at)?.is_none() {
                return Ok(None);
            }
            self.row += 1;
            let row = self.take()?;
            // The last row of a file may have no end of its line, or fewer cells than the first; not both.
            let is_ended = self.is_ended && !self.has_line_end();
            if row == Row::Cells && self.cells().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let row = match (row, &self.header) {
                (Row::Misquoted, _) => row,
                (_, None) => {
                    let cells = self.cells().map(|cell| cell.trim().to_owned());
                    self.header = Some(cells.collect());
                    row
                }
                (_, Some(header)) if is_ended && self.ends.len() < header.len() => Row::Cut,
                (_, Some(header)) => self.skipped(header).map_or(row, Row::Skipped),
            };
            return Ok(Some(row));
        }
    }

    /// Why the present row is of no record.
    fn skipped(&self, header: &[String]) -> Option<Skipped> {
        let mut told = self.cells().filter(|cell| !cell.trim().is_empty());
        let (first, is_alone) = (told.next()?, told.next().is_none());
        if is_alone && header.len() > 1 && is_total(first) {
            return Some(Skipped::Total);
        }
        let mut cells = self.cells().map(str::trim);
        let is_header = header
            .iter()
            .all(|name| cells.next().unwrap_or_default() == name);
        (is_header && cells.all(str::is_empty)).then_some(Skipped::Header)
    }

    /// Takes a row apart and moves behind it; behind its first line where it is misquoted.
    fn take(&mut self) -> Result<Row, Refusal> {
        self.cells.clear();
        self.ends.clear();
        let begin = self.at;
        let mut at = begin;
        let mut first_line = None;
        let mut is_quoted = false;
        let mut is_begin = true;
        loop {
            if at - begin > LINE {
                // A cell over many lines may be one that nobody closed.
                match first_line {
                    Some(end) => return Ok(self.misquoted(end)),
                    None => return Err(self.too_long()),
                }
            }
            let Some(byte) = self.byte(at)? else {
                if is_quoted {
                    return Ok(self.misquoted(first_line.unwrap_or(at)));
                }
                self.ends.push(self.cells.len());
                self.at = at;
                return Ok(Row::Cells);
            };
            at += 1;
            let is_line_end = byte == b'\n' || byte == b'\r';
            if is_line_end && byte == b'\r' && self.byte(at)? == Some(b'\n') {
                if is_quoted {
                    self.cells.push(byte);
                }
                at += 1;
            }
            if is_quoted {
                if is_line_end {
                    first_line = first_line.or(Some(at));
                    self.cells.push(b'\n');
                } else if byte != b'"' {
                    self.cells.push(byte);
                } else {
                    match self.byte(at)? {
                        Some(b'"') => {
                            self.cells.push(b'"');
                            at += 1;
                        }
                        Some(next) if next != self.separator && !matches!(next, b'\n' | b'\r') => {
                            let end = match first_line {
                                Some(end) => end,
                                None => self.line_end(at)?,
                            };
                            return Ok(self.misquoted(end));
                        }
                        _ => is_quoted = false,
                    }
                }
            } else if is_line_end {
                self.ends.push(self.cells.len());
                self.at = at;
                return Ok(Row::Cells);
            } else if byte == self.separator {
                self.ends.push(self.cells.len());
                is_begin = true;
                continue;
            } else if byte == b'"' && is_begin {
                is_quoted = true;
            } else {
                self.cells.push(byte);
            }
            is_begin = false;
        }
    }

    /// Whether the present row, which was taken, ends with its line.
    fn has_line_end(&self) -> bool {
        let last = self.at.checked_sub(1).and_then(|at| self.bytes.get(at));
        matches!(last, Some(b'\n' | b'\r'))
    }

    fn line_end(&mut self, from: usize) -> Result<usize, Refusal> {
        let mut at = from;
        loop {
            match self.byte(at)? {
                None => return Ok(at),
                Some(b'\r') if self.byte(at + 1)? == Some(b'\n') => return Ok(at + 2),
                Some(b'\n' | b'\r') => return Ok(at + 1),
                Some(_) if at - self.at > LINE => return Err(self.too_long()),
                Some(_) => at += 1,
            }
        }
    }

    fn misquoted(&mut self, end: usize) -> Row {
        self.at = end;
        self.cells.clear();
        self.ends.clear();
        Row::Misquoted
    }

    fn byte(&mut self, at: usize) -> Result<Option<u8>, Refusal> {
        while self.bytes.len() <= at && !self.is_ended {
            self.more()?;
        }
        Ok(self.bytes.get(at).copied())
    }

    fn more(&mut self) -> Result<(), Refusal> {
        let read = self.read.fill_buf();
        let bytes = read.map_err(|error| unreadable(&self.file, error))?;
        self.is_ended = bytes.is_empty();
        self.bytes.extend(bytes);
        let count = bytes.len();
        self.read.consume(count);
        Ok(())
    }

    fn too_long(&self) -> Refusal {
        Refusal::TooLarge {
            file: self.file.to_string(),
            what: "a line",
            limit: format!("{LINE} bytes"),
        }
    }
}

/// Whether a cell is “Total”, “Totals: 7” or “Total programs 7”, and not “Total Wellness”.
fn is_total(cell: &str) -> bool {
    let cell = cell.trim().to_lowercase();
    let Some(rest) = cell.strip_prefix("total") else {
        return false;
    };
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    let is_word = !rest.starts_with(char::is_alphabetic);
    let is_count = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    is_word && (rest.contains([':', '=']) || rest.split_whitespace().last().is_none_or(is_count))
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;

    fn rows(text: &str) -> Vec<(u64, Option<Vec<String>>)> {
        let mut read = BufReader::with_capacity(3, text.as_bytes());
        let mut rows = Rows::new(&mut read, &"test.csv".into()).unwrap();
        rows.separator = b',';
        let mut all = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let cells = rows.cells().map(str::to_owned).collect();
            all.push((rows.row, (row == Row::Cells).then_some(cells)));
        }
        all
    }

    fn cells(row: u64, cells: &[&str]) -> (u64, Option<Vec<String>>) {
        (
            row,
            Some(cells.iter().map(|cell| (*cell).to_owned()).collect()),
        )
    }

    #[test]
    fn any_line_end_ends_a_row() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "1,\"x,\"\"y\"\"\"", "", "2", ""].join(end);
            assert_eq!(
                rows(&text),
                [
                    cells(1, &["a", "b"]),
                    cells(2, &["1", "x,\"y\""]),
                    cells(4, &["2"])
                ]
            );
        }
    }

    #[test]
    fn a_cell_of_many_lines_is_one_row_of_a_spreadsheet() {
        assert_eq!(
            rows("a\n\"x\ny\"\nz\n"),
            [cells(1, &["a"]), cells(2, &["x\ny"]), cells(3, &["z"])]
        );
    }

    #[test]
    fn a_fault_of_quotes_takes_its_row_only() {
        assert_eq!(
            rows("a,b\n1,\"Hope \"House\" x\"\n2,\"open\n3,\"fine\"\n4,5\" tall\n5,\"open"),
            [
                cells(1, &["a", "b"]),
                (2, None),
                (3, None),
                cells(4, &["3", "fine"]),
                cells(5, &["4", "5\" tall"]),
                (6, None),
            ]
        );
    }

    #[test]
    fn a_last_row_with_neither_all_cells_nor_an_end_was_cut_off() {
        for (text, last) in [
            ("a,b,c\n1,2,3\n4,Pro", Row::Cut),
            ("a,b,c\n1,2,3\n4,Pro\n", Row::Cells),
            ("a,b,c\n1,2,3\n4,Pro\r", Row::Cells),
            ("a,b,c\n1,2,3\n4,Pro,", Row::Cells),
            ("a,b,c\n1,2,3\n4,5,6", Row::Cells),
            ("a", Row::Cells),
        ] {
            let mut read = BufReader::with_capacity(3, text.as_bytes());
            let mut rows = Rows::new(&mut read, &"test.csv".into()).unwrap();
            rows.separator = b',';
            let mut seen = None;
            while let Some(row) = rows.next().unwrap() {
                seen = Some(row);
            }
            assert_eq!(seen, Some(last), "{text:?}");
        }
    }

    #[test]
    fn a_header_that_comes_again_and_a_total_are_no_records() {
        use Skipped::{Header, Total};
        for (row, is) in [
            ("Agency,Phone,", Row::Skipped(Header)),
            ("\"Agency\", Phone", Row::Skipped(Header)),
            ("Agency,816-336-0142", Row::Cells),
            ("Agency", Row::Cells),
            ("Total: 7 programs,", Row::Skipped(Total)),
            (",TOTAL", Row::Skipped(Total)),
            ("Totals 12,,", Row::Skipped(Total)),
            ("Total programs: 7", Row::Skipped(Total)),
            ("Total programs 7", Row::Skipped(Total)),
            ("Total Wellness,", Row::Cells),
            ("Total Care,816-336-0142", Row::Cells),
            ("Total Care 24/7,", Row::Cells),
            ("Totality 7,", Row::Cells),
        ] {
            let text = format!("Agency,Phone,\n{row}\nElm,1,\n");
            let mut read = text.as_bytes();
            let mut rows = Rows::new(&mut read, &"test.csv".into()).unwrap();
            let mut next = || rows.next().unwrap();
            assert_eq!(next(), Some(Row::Cells), "{row}");
            assert_eq!(next(), Some(is), "{row}");
            assert_eq!(next(), Some(Row::Cells), "{row}");
            assert_eq!(next(), None, "{row}");
        }
        // Where a name is all that a row has, it is one.
        let mut read = "name\nTotal\n".as_bytes();
        let mut rows = Rows::new(&mut read, &"test.csv".into()).unwrap();
        rows.next().unwrap();
        assert_eq!(rows.next().unwrap(), Some(Row::Cells));
    }

    #[test]
    fn a_line_without_an_end_is_refused_whether_quoted_or_not() {
        for begin in ["a,b\n1,", "a,b\n1,\""] {
            let endless = begin.as_bytes().chain(std::io::repeat(b'x'));
            // Far more than the limit, far less than would be read without it.
            let mut read = BufReader::new(endless.take(16 << 20));
            let mut rows = Rows::new(&mut read, &"test.csv".into()).unwrap();
            assert!(matches!(rows.next(), Ok(Some(Row::Cells))));
            assert!(matches!(rows.next(), Err(Refusal::TooLarge { .. })));
            assert!(rows.bytes.len() < LINE + 3 * PIECE);
        }
    }
}
