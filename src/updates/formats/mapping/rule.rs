//! From the cells of a row to a value, as a rule says.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::form::{Condition, From, Other, Piece, ReadAs, Rule, squeezed};
use super::sheet::Row;
use super::{address, phones};
use crate::hours;
use crate::updates::normalise::has_numbers;
use crate::updates::strip::says_confidential;

/// What is wrong with a cell. It does not quote it.
#[derive(Debug)]
pub(super) struct CellFault {
    pub code: &'static str,
    pub detail: String,
    pub expected: String,
    pub value: String,
}

type Read = Result<Option<Value>, CellFault>;

impl Rule {
    /// The value for a row; none where its cells are empty.
    pub fn value(&self, row: &Row, nothing: &BTreeSet<String>) -> Read {
        let text = match &self.from {
            From::Value(value) => return Ok(Some(value.clone())),
            From::Columns { names, join } => {
                let cells: Vec<&str> = names
                    .iter()
                    .map(|name| cell(row, name, nothing))
                    .filter(|cell| !cell.is_empty())
                    .collect();
                cells.join(join)
            }
            From::Text(pieces) => template(pieces, row, nothing),
        };
        if text.is_empty() {
            return Ok(None);
        }
        let Some(separator) = &self.split else {
            return self.read(&text);
        };
        let mut all: Vec<Value> = Vec::new();
        for item in text.split(separator.as_str()).map(str::trim) {
            if item.is_empty() || nothing.contains(&item.to_lowercase()) {
                continue;
            }
            match self.read(item)? {
                Some(Value::Array(items)) => all.extend(items),
                Some(value) => all.push(value),
                None => {}
            }
        }
        let mut once: Vec<Value> = Vec::new();
        for value in all {
            if !once.contains(&value) {
                once.push(value);
            }
        }
        Ok((!once.is_empty()).then_some(Value::Array(once)))
    }

    /// One text, by the value table and then as what it is.
    fn read(&self, text: &str) -> Read {
        let Some(table) = &self.map else {
            return self.read_as(text);
        };
        let value = match (table.values.get(&squeezed(text)), &table.other) {
            (Some(value), _) | (None, Other::Value(value)) => value,
            (None, Other::Keep) => return self.read_as(text),
            (None, Other::Drop) => return Ok(None),
            (None, Other::Fault) => {
                return Err(fault(
                    "value_unknown",
                    text,
                    "is not in the value table",
                    "a value of the table, or “other” in the mapping",
                ));
            }
        };
        match value {
            Value::String(text) if text.is_empty() => Ok(None),
            Value::String(text) => self.read_as(text),
            Value::Array(items) if items.is_empty() => Ok(None),
            value => Ok(Some(value.clone())),
        }
    }

    fn read_as(&self, text: &str) -> Read {
        let value = match self.read_as {
            ReadAs::Text => json!(text),
            ReadAs::List => json!([text]),
            ReadAs::Number => self.number(text)?,
            ReadAs::YesNo => match text.to_lowercase().as_str() {
                "yes" | "y" | "true" | "t" | "1" | "x" => json!(true),
                "no" | "n" | "false" | "f" | "0" => json!(false),
                _ => {
                    return Err(fault(
                        "not_yes_or_no",
                        text,
                        "says neither yes nor no",
                        "yes or no",
                    ));
                }
            },
            ReadAs::Date => self.date(text)?,
            ReadAs::Url => json!(url(text)?),
            ReadAs::Phones => match phones::phones(text) {
                Ok(phones) => json!(phones),
                // What of it is sure is taken, and the rest told, as of any other phone.
                Err(_) if has_numbers(text) => json!([{ "number": text }]),
                Err(detail) => {
                    let expected = "numbers such as “main: 305-555-0100; fax: 305-555-0101”";
                    return Err(fault("phone_impossible", text, detail, expected));
                }
            },
            ReadAs::Address => match address::address(text, self.state.as_deref()) {
                Some(address) => json!([address]),
                // That it is kept from the public is read from the line.
                None if says_confidential(text) => json!([{ "address_1": text }]),
                None => {
                    let expected = "“12 Main Street, Miami, FL 33101”, with commas between";
                    return Err(fault("address_unreadable", text, "is no address", expected));
                }
            },
            ReadAs::Areas | ReadAs::Counties => {
                let extent = self.area(text);
                json!([{"name": text, "extent": extent, "extent_type": "text"}])
            }
            ReadAs::Hours => json!(hours::written(text)),
            ReadAs::Languages => json!([{"name": text}]),
        };
        Ok(Some(value))
    }

    fn number(&self, text: &str) -> Result<Value, CellFault> {
        let plain = text
            .trim_start_matches('$')
            .trim_end_matches('%')
            .replace(',', "");
        let number: Option<f64> = plain.trim().parse().ok();
        let Some(number) = number.filter(|number| number.is_finite()) else {
            return Err(fault("not_a_number", text, "is no number", "a number"));
        };
        if let Some((from, to)) = self
            .range
            .filter(|(from, to)| !(*from..=*to).contains(&number))
        {
            let expected = format!("a number from {from} to {to}");
            return Err(fault("out_of_range", text, "is out of range", &expected));
        }
        let is_whole = number.fract() == 0.0 && number.abs() < 9e15;
        Ok(if is_whole {
            json!(number as i64)
        } else {
            json!(number)
        })
    }

    fn date(&self, text: &str) -> Result<Value, CellFault> {
        let format = self.format.as_deref().unwrap_or("%Y-%m-%d");
        match NaiveDate::parse_from_str(text, format) {
            Ok(date) => Ok(json!(date)),
            Err(_) => {
                let example = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap_or_default();
                let expected = format!("a date such as {}", example.format(format));
                Err(fault("not_a_date", text, "is no date", &expected))
            }
        }
    }

    fn area(&self, text: &str) -> String {
        let is_county = self.read_as == ReadAs::Counties;
        let Some(state) = &self.state else {
            return text.to_owned();
        };
        let small = text.to_lowercase();
        if matches!(
            small.as_str(),
            "statewide" | "all counties" | "entire state"
        ) {
            return state.clone();
        }
        let has_kind = ["county", "parish", "borough", "city"]
            .iter()
            .any(|kind| small.ends_with(kind));
        match (text.contains(','), is_county && !has_kind) {
            (true, _) => text.to_owned(),
            (false, true) => format!("{text} County, {state}"),
            (false, false) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.to_owned(),
            (false, false) => format!("{text}, {state}"),
        }
    }
}

impl Condition {
    pub fn holds(&self, row: &Row, nothing: &BTreeSet<String>) -> bool {
        let holds = |column: &String| {
            let cell = squeezed(cell(row, column, nothing));
            let is = self.is.as_ref().is_none_or(|texts| texts.contains(&cell));
            let contains = self.contains.as_ref();
            let contains =
                contains.is_none_or(|texts| texts.iter().any(|text| has_words(&cell, text)));
            is && contains && self.empty.is_none_or(|empty| empty == cell.is_empty())
        };
        self.columns.iter().any(holds) != self.not
    }
}

/// Whether the words are there as words: `court` is not in `courtyard`.
fn has_words(cell: &str, words: &str) -> bool {
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let begins = words.starts_with(char::is_alphanumeric);
    let ends = words.ends_with(char::is_alphanumeric);
    cell.match_indices(words).any(|(at, _)| {
        (!begins || is_edge(cell[..at].chars().next_back()))
            && (!ends || is_edge(cell[at + words.len()..].chars().next()))
    })
}

/// A cell, or nothing where it says so.
fn cell<'a>(row: &'a Row, column: &str, nothing: &BTreeSet<String>) -> &'a str {
    let cell = row.cell(column);
    if nothing.contains(&cell.to_lowercase()) {
        ""
    } else {
        cell
    }
}

/// Nothing, where any of its columns is empty.
fn template(pieces: &[Piece], row: &Row, nothing: &BTreeSet<String>) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Plain(plain) => text.push_str(plain),
            Piece::Column(column) => match cell(row, column, nothing) {
                "" => return String::new(),
                cell => text.push_str(cell),
            },
        }
    }
    text
}

/// With a scheme, which HSDS asks for.
fn url(text: &str) -> Result<String, CellFault> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let dots = host.strip_prefix("www.").unwrap_or(host);
    let is_host = dots.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    let is_plain = !rest.contains(char::is_whitespace) && !host.contains('@');
    if !(is_host && is_plain && matches!(scheme, "http" | "https")) {
        let expected = "an address such as https://example.org";
        return Err(fault(
            "url_impossible",
            text,
            "is no address of a site",
            expected,
        ));
    }
    Ok(format!("{scheme}://{rest}"))
}

fn fault(code: &'static str, value: &str, detail: &str, expected: &str) -> CellFault {
    CellFault {
        code,
        detail: detail.to_owned(),
        expected: expected.to_owned(),
        value: value.to_owned(),
    }
}
