//! A first mapping, from the names of a file's columns and from what is in them.

mod vocabulary;
mod writer;

use std::collections::BTreeMap;

use super::sheet::Header;
use super::{address, phones, private};
use crate::hours;
use crate::standing::RecordKind;
use crate::updates::strip;

use RecordKind::Service;
use vocabulary::{ADDRESS, KNOWN, Known, STREET};
use writer::Writer;

/// Rows that tell what is in a column. All of them tell whether it is a key.
const ROWS_TO_GUESS_FROM: usize = 50;

/// Ways in which one column may say yes or no.
const MOST_FLAGS: usize = 12;

/// A column that was recognised.
struct Found<'a> {
    known: &'a Known,
    /// Whose it is: a number may be a service's or an organization's too.
    kind: RecordKind,
    column: String,
    /// Recognised by what is in it, not by its name.
    is_guess: bool,
}

/// A mapping for a file with these headers, of which `rows` are some. It loads as it is; what was guessed is said
/// in comments, and what nothing is known of stays unmapped.
pub fn suggest(headers: &[&str], rows: &[Vec<String>]) -> String {
    let header = Header::of(headers.iter().copied());
    let mut parts = ADDRESS.iter();
    let is_in_parts = parts.any(|(field, names)| {
        matches!(*field, "city" | "postal_code")
            && header
                .known()
                .any(|name| names.contains(&plain(name).as_str()))
    });
    let mut found: Vec<Found> = Vec::new();
    let mut address: Vec<(&str, String)> = Vec::new();
    let mut rest: Vec<String> = Vec::new();
    for (at, name) in header.names.iter().enumerate() {
        let Some(name) = name else { continue };
        let plain = plain(name);
        // Which rows may show it only a person can say: “Phone1Number” beside “Phone1IsPrivate”.
        if has_private_sibling(name, &header) {
            rest.push(name.clone());
            continue;
        }
        let is_free = |known: &Known| !found.iter().any(|found| std::ptr::eq(found.known, known));
        let is_street = is_in_parts && STREET.contains(&plain.as_str());
        let by_name = KNOWN
            .iter()
            .find(|known| known.names.contains(&plain.as_str()) && is_free(known) && !is_street);
        let part = ADDRESS.iter().find(|(field, names)| {
            let is_called = names.contains(&plain.as_str()) || *field == "address_1" && is_street;
            is_called && !address.iter().any(|(taken, _)| taken == field)
        });
        let cells = rows
            .iter()
            .take(ROWS_TO_GUESS_FROM)
            .filter_map(|row| row.get(at))
            .map(|cell| cell.trim());
        let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
        let by_value = || {
            KNOWN
                .iter()
                .find(|known| looks_like(known, &cells) && is_free(known))
        };
        let by_flag = KNOWN
            .iter()
            .find(|known| known.field == "withheld" && is_free(known))
            .filter(|_| !flags(name, rows, at).is_empty());
        match (by_name.or(by_flag), part) {
            (Some(known), _) => found.push(Found {
                known,
                kind: known.kind,
                column: name.clone(),
                is_guess: false,
            }),
            (None, Some((field, _))) => address.push((field, name.clone())),
            (None, None) => match by_value() {
                Some(known) => found.push(Found {
                    known,
                    kind: known.kind,
                    column: name.clone(),
                    is_guess: true,
                }),
                None => rest.push(name.clone()),
            },
        }
    }
    // “Name” alone is whose row it is.
    if let Some(at) = rest
        .iter()
        .position(|name| matches!(plain(name).as_str(), "name" | "title"))
        && !found
            .iter()
            .any(|found| found.kind == Service && found.known.field == "name")
        && let Some(known) = KNOWN
            .iter()
            .find(|known| known.kind == Service && known.field == "name")
    {
        found.push(Found {
            known,
            kind: known.kind,
            column: rest.remove(at),
            is_guess: true,
        });
    }
    let own_key = rest
        .iter()
        .position(|name| matches!(plain(name).as_str(), "id" | "key" | "uuid" | "record id"));
    let own_key = own_key.map(|at| rest.remove(at));
    let mut writer = Writer {
        found,
        address,
        rest,
        own_key,
        rows,
        header,
    };
    writer.give_phones();
    writer.leave_flag();
    writer.toml()
}

/// What each cell of a column says of whether its place is kept from the public; nothing where the column is of
/// something else, or one cell is no such word.
fn flags(column: &str, rows: &[Vec<String>], at: usize) -> BTreeMap<String, bool> {
    let mut flags = BTreeMap::new();
    let cells = rows.iter().filter_map(|row| row.get(at));
    for cell in cells
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty())
    {
        match strip::is_kept_by(column, &serde_json::Value::from(cell)) {
            Some(is_kept) if flags.len() < MOST_FLAGS => flags.insert(cell.to_owned(), is_kept),
            _ => return BTreeMap::new(),
        };
    }
    flags
}

/// Whether most of the cells are what the field is read as. Only what cannot well be anything else.
fn looks_like(known: &Known, cells: &[&str]) -> bool {
    if cells.is_empty() {
        return false;
    }
    let is = |cell: &&&str| match known.field {
        "phones" => {
            cell.chars().filter(char::is_ascii_digit).count() >= 10 && phones::phones(cell).is_ok()
        }
        "schedules" => hours::written(cell)
            .iter()
            .any(|schedule| schedule.opens_at.is_some()),
        "url" => {
            cell.starts_with("http://") || cell.starts_with("https://") || cell.starts_with("www.")
        }
        "email" => known.kind == Service && cell.contains('@') && !cell.contains(' '),
        "address" => address::address(cell, None).is_some_and(|address| {
            address.contains_key("postal_code") && address.contains_key("city")
        }),
        _ => false,
    };
    cells.iter().filter(is).count() * 10 > cells.len() * 7
}

/// Whether its own name, or another column for some rows, says that this one's number is private.
fn has_private_sibling(name: &str, header: &Header) -> bool {
    let squeezed = |name: &str| crate::geography::fold(name).replace(' ', "");
    let own = squeezed(name);
    let is_of_phone = ["phone", "tel", "fax", "hotline", "mobile", "cell"]
        .iter()
        .any(|word| own.contains(word));
    let keeps = ["private", "confidential", "unlisted", "hidden", "donot"];
    let is_kept = |name: &str| keeps.iter().any(|word| name.contains(word));
    is_of_phone
        && (is_kept(&own)
            || header
                .known()
                .any(|other| private::is_of(other, name) && is_kept(&squeezed(other))))
}

/// The words of a column's name, without case and signs: of `PhysicalAddress1` as of `physical_address 1`.
fn plain(name: &str) -> String {
    let mut words = String::new();
    let mut before: Option<char> = None;
    let mut signs = name.chars().peekable();
    while let Some(sign) = signs.next() {
        let is_begin = before.is_some_and(|before| {
            let ends_capitals = signs.peek().is_some_and(|next| next.is_lowercase());
            before.is_lowercase() && sign.is_uppercase()
                || before.is_uppercase() && sign.is_uppercase() && ends_capitals
                || before.is_alphabetic() && sign.is_numeric()
                || before.is_numeric() && sign.is_uppercase()
        });
        if (is_begin || !sign.is_alphanumeric()) && !words.ends_with(' ') {
            words.push(' ');
        }
        if sign.is_alphanumeric() {
            words.extend(sign.to_lowercase());
        }
        before = Some(sign);
    }
    words.trim().to_owned()
}
