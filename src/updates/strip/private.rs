//! Phones, e-mails and contacts that their source keeps to itself: `is_private`, `Phone1IsPrivate`, `visibility`.

use serde_json::{Map, Value};

use super::flags::{self, Column};

/// Whether a phone says of itself that it is not for the public.
pub fn is_private(part: &Map<String, Value>) -> bool {
    part.iter()
        .any(|(column, value)| Column::named(column).keeps_part(value))
}

/// Whether all of a contact is not for the public: a column that keeps its phones or its e-mail keeps only those.
pub fn is_contact_private(contact: &Map<String, Value>) -> bool {
    contact.iter().any(|(column, value)| {
        let is_of = |words: &[&str]| keeps_what_it_names(column, value, words);
        Column::named(column).keeps_part(value) && !is_of(&PHONES) && !is_of(&EMAILS)
    })
}

/// What a record's own column may keep from the public, and the parts of names of such columns.
pub const PHONES: [&str; 9] = [
    "phone",
    "telefono",
    "telephone",
    "tel",
    "fax",
    "hotline",
    "mobile",
    "cell",
    "number",
];
/// What a column may call the e-mail addresses.
pub const EMAILS: [&str; 3] = ["email", "mail", "correo"];

/// The column of the record itself that says so of what these words name: `phone_is_private` beside `phones`.
pub fn keeper<'a>(record: &'a Map<String, Value>, words: &[&str]) -> Option<&'a str> {
    let mut columns = record.iter();
    let found = columns.find(|(column, value)| keeps_what_it_names(column, value, words));
    found.map(|(column, _)| column.as_str())
}

/// Whether this column is about what the words name, and keeps it from the public.
pub fn keeps_what_it_names(column: &str, value: &Value, words: &[&str]) -> bool {
    // A list or an object says it of itself, if at all.
    let is_cell = !matches!(value, Value::Array(_) | Value::Object(_));
    is_cell && Column::named(column).keeps_part(value) && {
        let plain = flags::plain(column);
        // "Hotel", "mailing address"
        let plain = plain.replace("hotel", "").replace("mailing", "");
        words.iter().any(|word| plain.contains(word))
    }
}
