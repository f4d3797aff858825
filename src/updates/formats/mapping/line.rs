//! Numbers that are a hotline's by the name of their column: `24 Hour Hotline`.

use serde_json::{Map, Value};

use super::form::{Part, RecordForm};
use crate::updates::risk::numbers::is_called_line;

/// Says of a record's phones what their column says.
pub(super) fn name(form: &RecordForm, body: &mut Map<String, Value>) {
    let of_phones = form
        .fields
        .iter()
        .filter(|(path, _)| path.first().is_some_and(|field| field == "phones"));
    let columns = of_phones.flat_map(|(_, rule)| rule.columns());
    if let Some(column) = columns.into_iter().find(|column| is_called_line(column))
        && let Some(Value::Array(phones)) = body.get_mut("phones")
    {
        say(column, phones);
    }
}

/// The same of items of a list.
pub(super) fn name_part(part: &Part, items: &mut [Value]) {
    let rules = part.what.rules();
    let mut columns = rules.iter().flat_map(|(_, rule)| rule.columns());
    if part.of == "phones"
        && let Some(column) = columns.find(|column| is_called_line(column))
    {
        say(column, items);
    }
}

fn say(column: &str, phones: &mut [Value]) {
    for phone in phones.iter_mut().filter_map(Value::as_object_mut) {
        let is_said = phone.contains_key("description") || phone.contains_key("name");
        if !is_said {
            phone.insert("description".to_owned(), Value::from(column));
        }
    }
}
