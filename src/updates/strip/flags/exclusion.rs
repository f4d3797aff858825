//! Columns by which a record is kept and not shown: `ExcludeFromWebsite`, `DisplayOnWeb`, "do not refer".

use serde_json::{Map, Value};

use super::cell::may_fold_to;
use super::{Column, Reading, pair, plain, read};

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

impl Column {
    /// Whether the column with this cell says that the record is kept and not shown: `ExcludeFromWebsite`,
    /// "do not refer".
    pub(super) fn excludes(self, value: &Value) -> bool {
        match self.exclusion {
            Some(Exclusion::Excludes) => !matches!(read(value), None | Some(Reading::No)),
            Some(Exclusion::Includes) => read(value) == Some(Reading::No),
            None => false,
        }
    }
}

/// Whether any column, or any attribute by name, says that the record is kept and not shown.
pub fn is_excluded(body: &Map<String, Value>) -> bool {
    if body.get("excluded") == Some(&Value::Bool(true)) {
        return true;
    }
    body.iter().any(|(column, value)| {
        if Column::named(column).excludes(value) {
            return true;
        }
        match value {
            Value::String(text) => says_not_to_refer(text),
            Value::Array(items) => items.iter().filter_map(Value::as_object).any(|item| {
                pair(item).is_some_and(|(name, value)| Column::of(name).excludes(value))
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
