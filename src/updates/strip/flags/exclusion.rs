//! Columns by which a record is kept and not shown: `ExcludeFromWebsite`, `DisplayOnWeb`, "do not refer".

use serde_json::{Map, Value};

use super::cell::may_fold_to;
use super::{Column, Reading, pair, plain, read};
use crate::standing::RecordKind;

/// Which word of a column keeps a record from where it is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Exclusion {
    /// `ExcludeFromWebsite`: whatever does not say no.
    Excludes,
    /// `DisplayOnWeb`: no.
    Includes,
}

impl Exclusion {
    /// Of a column's plain name.
    pub fn of(column: &str) -> Option<Exclusion> {
        let has = |parts: &[&str]| parts.iter().any(|part| column.contains(part));
        let shown_in = [
            "web",
            "directory",
            "online",
            "internet",
            "search",
            "publicview",
        ];
        if (has(&[
            "exclude",
            "hidefrom",
            "omitfrom",
            "suppressfrom",
            "removefrom",
        ]) && has(&[
            "web",
            "directory",
            "online",
            "internet",
            "search",
            "public",
            "print",
            "listing",
        ])) || has(&["donotrefer", "dontrefer", "donotlist"])
        {
            return Some(Exclusion::Excludes);
        }
        let shows = [
            "displayon",
            "displayin",
            "showon",
            "showin",
            "publishon",
            "publishto",
            "includein",
            "includeon",
        ];
        (has(&shows) && has(&shown_in)).then_some(Exclusion::Includes)
    }
}

/// Whole names of columns by which a record is not shown: on a location they keep its place.
const UNPUBLISHES: [&str; 9] = [
    "donotpublish",
    "donotdisplay",
    "donotshow",
    "hidden",
    "ishidden",
    "hide",
    "notpublic",
    "nonpublic",
    "unpublished",
];
const VISIBILITY: [&str; 3] = ["visibility", "recordvisibility", "listingvisibility"];
const UNSEEN: [&str; 7] = [
    "private",
    "hidden",
    "internal",
    "internalonly",
    "staffonly",
    "notpublic",
    "nonpublic",
];

/// Whether the column with this cell says of a record other than a location that it is not for the public.
fn unpublishes(column: &str, value: &Value) -> bool {
    let column = plain(column).replace("dont", "donot");
    if VISIBILITY.contains(&column.as_str()) {
        let code = value.as_str().map(plain);
        return code.is_some_and(|code| UNSEEN.contains(&code.as_str()));
    }
    UNPUBLISHES.contains(&column.as_str()) && read(value) == Some(Reading::Yes)
}

impl Column {
    /// Whether the column with this cell says that the record is kept and not shown: `ExcludeFromWebsite`,
    /// "do not refer".
    pub fn excludes(self, value: &Value) -> bool {
        match self.exclusion {
            Some(Exclusion::Excludes) => !matches!(read(value), None | Some(Reading::No)),
            Some(Exclusion::Includes) => read(value) == Some(Reading::No),
            None => false,
        }
    }
}

/// Whether any column, or any attribute by name, says that the record of this kind is kept and not shown.
pub fn is_excluded(kind: RecordKind, body: &Map<String, Value>) -> bool {
    if body.get("excluded") == Some(&Value::Bool(true)) {
        return true;
    }
    let is_of_itself = kind != RecordKind::Location;
    body.iter().any(|(column, value)| {
        let known = Column::named(column);
        // Each of those is a mark too, and most columns are not.
        let may_unpublish = is_of_itself && (known.keeps || known.restricts || known.is_seen_by);
        if known.excludes(value) || (may_unpublish && unpublishes(column, value)) {
            return true;
        }
        match value {
            Value::String(text) => says_not_to_refer(text),
            Value::Array(items) => items.iter().filter_map(Value::as_object).any(|item| {
                pair(item).is_some_and(|(name, value)| {
                    Column::of(name).excludes(value) || (is_of_itself && unpublishes(name, value))
                })
            }),
            Value::Object(fields) => fields
                .iter()
                .any(|(column, value)| Column::named(column).excludes(value)),
            _ => false,
        }
    })
}

fn says_not_to_refer(text: &str) -> bool {
    text.len() < 80 && may_fold_to(text, b"d") && plain(text).starts_with("donotrefer")
}
