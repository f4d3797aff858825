//! Columns and their values, as feeds of human services have them: iCarol's `PhysicalAddressIsPrivate`, AIRS's
//! `Confidential`, a spreadsheet's "Display physical address to public?".

mod cell;
mod exclusion;
mod vocabulary;

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::geography::fold;

use cell::is_cross;
pub use cell::{Reading, plain, read};
use exclusion::Exclusion;
pub use exclusion::is_excluded;
use vocabulary::{
    ACCESS, CODED, DICE, GIVES, GIVES_ALL, GIVES_NOTHING, GUARDS, HIDES, HIGH, HOMES, KEEPS,
    KEEPS_ITS_PLACE, KEPT, MAY, NEVER, NO, NOT_GIVEN, NOTES, OF_HARM, OTHERS, PLACE_WORDS, PLACES,
    PRIVATE_CODES, RESTRICTED_CODES, RESTRICTS, SECRET_CODES, SEEN_BY, TELLS,
};

/// What the column says of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// It is about an address or a place by name, and keeps it from the public.
    Place(Reading),
    /// It keeps something from the public and does not say what: on a location its place.
    Bare(Reading),
}

/// What the name of a column tells by itself, the same in every row of a table.
#[derive(Clone, Copy)]
pub struct Column {
    /// It has a word for a place in it.
    is_of_place: bool,
    /// It keeps something from the public, or gives it.
    keeps: bool,
    gives: bool,
    gives_all: bool,
    restricts: bool,
    /// It says whether it is a home of survivors.
    pub is_home: bool,
    /// It says who may come or look.
    is_access: bool,
    /// It says of any record that it is to be kept.
    pub is_guard: bool,
    /// It is "Conf." and no more: confidential, or confirmed.
    is_perhaps: bool,
    is_seen_by: bool,
    is_coded: bool,
    /// It is about something else that may be private.
    is_of_others: bool,
    /// It is a note or about those who call, so that nothing follows for a phone.
    is_of_notes: bool,
    /// It says where the whole record is shown, and which word keeps it from there.
    exclusion: Option<Exclusion>,
    /// It is a part of an address.
    pub is_address: bool,
    /// It is what the place is called.
    pub is_name: bool,
    /// It says that all is confidential.
    pub is_bare: bool,
}

/// How many names of columns are remembered, and how long each may be. A table has tens.
const REMEMBERED: usize = 512;
const LONGEST_NAME: usize = 64;

thread_local! {
    static COLUMNS: RefCell<HashMap<String, Column>> = RefCell::default();
}

impl Column {
    /// Reads the name of a column. It is asked of each cell of a large file, and so remembered.
    pub fn named(name: &str) -> Column {
        if name.len() > LONGEST_NAME {
            return Column::of(name);
        }
        COLUMNS.with_borrow_mut(|columns| {
            if let Some(column) = columns.get(name) {
                return *column;
            }
            let column = Column::of(name);
            // Keys of a file that has no end of them are not kept.
            if columns.len() == REMEMBERED {
                columns.clear();
            }
            columns.insert(name.to_owned(), column);
            column
        })
    }

    fn of(name: &str) -> Column {
        let column = plain(name).replace("dont", "donot");
        let has = |parts: &[&str]| parts.iter().any(|part| column.contains(part));
        // "Website" has "site" in it.
        let is_of_place = PLACES
            .iter()
            .any(|part| column.replace("website", "").contains(part))
            && !has(&["email"]);
        let keeps_its_place = keeps_its_place(&column);
        Column {
            is_of_place: is_of_place || keeps_its_place,
            keeps: has(&KEEPS)
                || is_any_pair(&column, &NEVER, &TELLS)
                || is_any_pair(&column, &[NO], &DICE)
                || (is_of_place || column.contains("physical")) && has(&HIDES),
            gives: (has(&GIVES) || is_any_pair(&column, &MAY, &TELLS)) && !has(&GIVES_NOTHING),
            gives_all: GIVES_ALL.contains(&column.as_str()),
            restricts: RESTRICTS.contains(&column.as_str()) || keeps_its_place,
            is_home: is_any_pair(&column, &OF_HARM, &HOMES) && !has(&OTHERS),
            is_access: ACCESS.contains(&column.as_str()),
            is_guard: GUARDS.contains(&column.as_str()),
            is_perhaps: matches!(without_flag(&column), "conf" | "confid"),
            is_seen_by: SEEN_BY.iter().any(|end| column.ends_with(end)),
            is_coded: CODED.iter().any(|end| column.ends_with(end)),
            is_of_others: has(&OTHERS),
            is_of_notes: has(&NOTES),
            exclusion: Exclusion::of(&column),
            is_address: has(&["address", "attention", "street", "city"]),
            is_name: matches!(column.as_str(), "name" | "alternatename"),
            is_bare: matches!(column.as_str(), "confidential" | "isconfidential"),
        }
    }

    /// Whether the column may say something here, whatever its cell.
    pub fn is_mark(self) -> bool {
        let keeps = self.keeps || self.restricts || self.is_perhaps || self.is_home;
        keeps || self.gives || self.gives_all || self.exclusion.is_some()
    }

    /// What the column with this cell says of a place, if it is of those that do: `Yes` is that it is kept from
    /// the public.
    pub fn flag(self, value: &Value) -> Option<Flag> {
        if self.exclusion.is_some() {
            return None;
        }
        let keeps = self.keeps || self.restricts || self.is_perhaps;
        if !(keeps || self.is_access || self.is_coded || self.gives || self.gives_all) {
            return None;
        }
        let reading = read(value)?;
        let code = || plain(value.as_str().unwrap_or_default());
        let is_high = || HIGH.contains(&code().as_str());
        if self.restricts && (reading == Reading::Yes || is_high()) {
            return Some(match self.is_of_place {
                true => Flag::Place(Reading::Yes),
                false => Flag::Bare(Reading::Yes),
            });
        }
        let is_kept = || {
            let code = code();
            code.len() < 30 && KEPT.iter().any(|kept| code.contains(kept))
        };
        if (self.restricts || self.is_seen_by) && is_kept() {
            return Some(Flag::Place(Reading::Yes));
        }
        if self.is_perhaps {
            return (reading == Reading::Yes).then_some(Flag::Bare(Reading::Unclear));
        }
        if self.is_access && RESTRICTED_CODES.contains(&code().as_str()) {
            return Some(Flag::Bare(Reading::Unclear));
        }
        if self.keeps {
            return match (self.is_of_place, self.is_of_others) {
                (true, _) => Some(Flag::Place(reading)),
                (false, false) => Some(Flag::Bare(reading)),
                (false, true) => None,
            };
        }
        let code = code();
        let is_secret = code.len() < 30 && SECRET_CODES.iter().any(|secret| code.contains(secret));
        let is_restricted = self.is_seen_by && RESTRICTED_CODES.contains(&code.as_str());
        if self.is_coded && (is_secret || is_restricted) && !self.is_of_others {
            return Some(match self.is_of_place {
                true => Flag::Place(Reading::Yes),
                false => Flag::Bare(Reading::Yes),
            });
        }
        if (self.gives && self.is_of_place) || self.gives_all {
            return Some(match reading {
                Reading::No => Flag::Place(Reading::Yes),
                Reading::Unclear if begins_with_no(value) => Flag::Place(Reading::Yes),
                Reading::Unclear if is_partial(value) => Flag::Place(Reading::Unclear),
                _ => Flag::Place(Reading::No),
            });
        }
        None
    }

    /// Whether the column with this cell, of a phone or a contact or about one, keeps it from the public. Whatever
    /// does not say no keeps it.
    pub fn keeps_part(self, value: &Value) -> bool {
        if self.excludes(value) {
            return true;
        }
        if self.is_of_place || self.is_of_notes {
            return false;
        }
        // A column may hold the number itself: "private line".
        let is_number = |text: &str| text.bytes().filter(u8::is_ascii_digit).count() >= 7;
        if self.keeps {
            let reading = read(value).unwrap_or(Reading::No);
            return reading != Reading::No && !value.as_str().is_some_and(is_number);
        }
        if self.gives || self.gives_all {
            return read(value) == Some(Reading::No) || is_partial(value);
        }
        let code = value.as_str().filter(|_| self.is_coded).map(plain);
        code.is_some_and(|code| PRIVATE_CODES.contains(&code.as_str()))
    }
}

/// Whether one of the first words stands right before one of the others.
fn is_any_pair(column: &str, first: &[&str], others: &[&str]) -> bool {
    first.iter().any(|word| {
        let mut found = column.match_indices(word);
        found.any(|(at, word)| {
            let rest = &column[at + word.len()..];
            others.iter().any(|other| rest.starts_with(other))
        })
    })
}

/// Whether a column's plain name is a short form for "confidential", or "anonymous", and a place.
fn keeps_its_place(column: &str) -> bool {
    let column = without_flag(column);
    let bare = PLACE_WORDS
        .iter()
        .fold(column.to_owned(), |rest, word| rest.replace(word, ""));
    bare != column && KEEPS_ITS_PLACE.contains(&bare.as_str())
}

/// "Loc_Conf_Flag", "Conf (Y/N)"
fn without_flag(column: &str) -> &str {
    let ends = ["flag", "yn"];
    ends.iter()
        .find_map(|end| column.strip_suffix(end))
        .unwrap_or(column)
}

/// Whether a cell says no, and more: "No (DV)".
fn begins_with_no(value: &Value) -> bool {
    let text = fold(value.as_str().unwrap_or_default());
    NOT_GIVEN.iter().any(|no| {
        let rest = text.strip_prefix(no);
        let rest = rest.and_then(|rest| rest.strip_prefix(' '));
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit())) || text == *no
    })
}

/// Whether a column that gives the place to the public gives a part of it only: "city only", "hidden".
fn is_partial(value: &Value) -> bool {
    let written = value.as_str().unwrap_or_default();
    let text = plain(written);
    let parts = [
        "only",
        "partial",
        "approx",
        "hide",
        "hidden",
        "restrict",
        "oninquiry",
        "onrequest",
    ];
    let is_crossed = text.is_empty() && is_cross(written);
    is_crossed
        || text.len() < 40
            && (parts.iter().any(|part| text.contains(part))
                || SECRET_CODES.iter().any(|c| text.contains(c)))
}

/// What a column with its cell says of a place. The name is a cell too, and is not remembered.
pub fn of_pair((column, value): (&str, &Value)) -> (Column, Option<Flag>) {
    let column = Column::of(column);
    (column, column.flag(value))
}

/// An object that is a column and its cell: an attribute, a row of metadata.
pub fn pair(object: &Map<String, Value>) -> Option<(&str, &Value)> {
    let names = [
        "field_name",
        "label",
        "key",
        "field",
        "attribute",
        "property",
        "name",
        "fld",
    ];
    let values = ["replacement_value", "value", "v", "answer", "field_value"];
    let name = names.iter().find_map(|name| object.get(*name)?.as_str())?;
    Some((name, values.iter().find_map(|value| object.get(*value))?))
}
