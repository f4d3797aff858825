//! Listings as CSV (RFC 4180, UTF-8), for spreadsheets.
//!
//! A spreadsheet runs a cell that begins like a formula, and cells are texts that strangers wrote. So a
//! text that begins with `=`, `+`, `-`, `@`, a tab, a carriage return or a line feed (or with the first
//! four in full width, which some programs take for the same) gets an apostrophe before it, by which
//! spreadsheets know a text (OWASP, "CSV Injection"). Numbers are exempt, of coordinates and telephones
//! both, and nothing else: a sign and digits can become nothing but that number. So `+18165550100` stays
//! as it must be dialled, as long as it is digits after the plus.

use std::borrow::Cow;
use std::io;

use super::flat::{Cell, Kept, export_cells, export_columns};
use crate::snapshot::listing::ListingAnswer;

pub const MEDIA_TYPE: &str = "text/csv; charset=utf-8; header=present";

/// The first row of an export.
pub fn header() -> Vec<u8> {
    header_of(&export_columns().collect::<Vec<_>>())
}

/// The first row of a table with these columns.
pub(super) fn header_of(columns: &[&str]) -> Vec<u8> {
    let mut row = columns.join(",").into_bytes();
    row.extend(b"\r\n");
    row
}

/// Appends the row of a listing in an export.
pub fn row(listing: &ListingAnswer<'_>, kept: &Kept<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    row_of(&export_cells(listing, kept).collect::<Vec<_>>(), out)
}

/// Appends a row of any cells.
pub(super) fn row_of(cells: &[Cell<'_>], out: &mut Vec<u8>) -> io::Result<()> {
    let mut writer = writer(out);
    writer.write_record(cells.iter().map(|cell| written(cell).into_owned()))?;
    writer.flush()
}

/// A writer of rows that end as RFC 4180 wants it.
pub(super) fn writer(out: &mut Vec<u8>) -> ::csv::Writer<&mut Vec<u8>> {
    ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .buffer_capacity(1024)
        .from_writer(out)
}

fn written<'a>(cell: &'a Cell<'a>) -> Cow<'a, str> {
    match cell {
        Cell::Text(text) => harmless(text),
        Cell::Phone(number) if is_dialled(number) => Cow::Borrowed(number),
        Cell::Phone(number) => harmless(number),
        Cell::Number(number) => Cow::Owned(number.to_string()),
        Cell::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
        Cell::Empty => Cow::Borrowed(""),
    }
}

fn is_dialled(number: &str) -> bool {
    let digits = number.strip_prefix('+').unwrap_or(number);
    !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
}

fn harmless(text: &str) -> Cow<'_, str> {
    const FORMULAS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(FORMULAS) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> String {
        written(&Cell::Text(text.into())).into_owned()
    }

    #[test]
    fn what_begins_like_a_formula_is_text() {
        for text in [
            "=HYPERLINK(\"http://x\")",
            "+1+cmd|' /C calc'!A0",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1",
            "+18165550100",
        ] {
            assert_eq!(cell(text), format!("'{text}"));
        }
        for text in ["Hope House", "a=b", "'quoted'", "816-555-0100", ""] {
            assert_eq!(cell(text), text);
        }
    }

    #[test]
    fn numbers_stay_as_they_are() {
        let phone = |number| written(&Cell::Phone(number)).into_owned();
        assert_eq!(phone("+18165550100"), "+18165550100");
        assert_eq!(phone("988"), "988");
        // Nothing that only pretends to be one.
        assert_eq!(phone("+1|cmd"), "'+1|cmd");
        assert_eq!(phone("+"), "'+");
        assert_eq!(written(&Cell::Number(-94.4)), "-94.4");
    }
}
