//! Numbers that a row keeps from the public, in a column that the mapping may not know: `Phone1IsPrivate`.

use serde_json::{Map, Value, json};

use super::form::{Part, RecordForm};
use super::sheet::{Named, Row};
use crate::geography::fold;
use crate::updates::strip::private::{EMAILS, PHONES, keeps_what_it_names};

/// Marks what a record's row keeps from the public, for [`crate::updates::normalise`] to leave out and tell.
pub(super) fn mark(form: &RecordForm, row: &Row, body: &mut Map<String, Value>) {
    let own = form
        .fields
        .iter()
        .map(|(path, rule)| (path, rule.columns()));
    for (path, columns) in own {
        match path.first().map(String::as_str) {
            Some("phones") if keeps(row, &columns, &PHONES) => {
                for phone in objects(body, "phones") {
                    phone.insert("is_private".to_owned(), json!(true));
                }
            }
            Some("email") if keeps(row, &columns, &EMAILS) => {
                body.insert("email_is_private".to_owned(), json!(true));
            }
            _ => {}
        }
    }
}

/// The same of items of a list.
pub(super) fn mark_part(part: &Part, row: &Row, items: &mut [Value]) {
    let rules = part.what.rules();
    let columns: Vec<&str> = rules.iter().flat_map(|(_, rule)| rule.columns()).collect();
    if part.of == "phones" && keeps(row, &columns, &PHONES) {
        for phone in items.iter_mut().filter_map(Value::as_object_mut) {
            phone.insert("is_private".to_owned(), json!(true));
        }
    }
}

fn objects<'a>(body: &'a mut Map<String, Value>, list: &str) -> Vec<&'a mut Map<String, Value>> {
    let items = body.get_mut(list).and_then(Value::as_array_mut);
    let items = items.into_iter().flatten();
    items.filter_map(Value::as_object_mut).collect()
}

/// Whether a column of the row, or of a row that is joined to it, keeps what is read from these columns. One that is of
/// no other column in particular keeps all.
fn keeps(row: &Row, read: &[&str], words: &[&str]) -> bool {
    let is_read = |column: &Named| read.iter().any(|read| column.is_called(read));
    row.columns().any(|flag| {
        let cell = Value::from(flag.cell);
        if is_read(&flag) || !keeps_what_it_names(flag.name, &cell, words) {
            return false;
        }
        let mut owners = row
            .columns()
            .filter(|other| is_of(flag.name, other.name))
            .peekable();
        owners.peek().is_none() || owners.any(|owner| is_read(&owner))
    })
}

/// Whether a column such as `Phone1IsPrivate` is about this one: `Phone1Number`, `Phone 1`.
pub(super) fn is_of(flag: &str, column: &str) -> bool {
    let squeezed = |name: &str| fold(name).replace(' ', "");
    let column = squeezed(column);
    let stem = column.strip_suffix("number").unwrap_or(&column);
    // "Phone" is not what `Phone2IsPrivate` is about.
    squeezed(flag).strip_prefix(stem).is_some_and(|rest| {
        let is_another = rest.starts_with(|c: char| c.is_ascii_digit());
        !stem.is_empty() && !rest.is_empty() && rest != "number" && !is_another
    })
}
