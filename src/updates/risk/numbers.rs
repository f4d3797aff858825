//! Crisis numbers: those of hotlines ([`line`]), those everybody knows, and those that look like them ([`alike`]).

mod alike;
mod line;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::standing::{RecordKind, number};
use crate::updates::normalise::read_numbers;
pub use alike::{apart, digits_apart, is_one_digit_off, known_crisis_numbers, looks_like};
pub use line::{is_called_line, is_hotline, line_categories, says_hotline};

/// What says what a phone is for; before it is in form also beside its number.
pub const LABELS: [&str; 5] = ["name", "description", "type", "department", "number"];

/// Whether a phone says of itself that it is a hotline.
fn is_line(phone: &Value) -> bool {
    LABELS
        .into_iter()
        .filter_map(|field| phone.get(field)?.as_str())
        .any(is_called_line)
}

/// The phones of a field, at any depth: those of contacts too.
pub fn phones(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().flat_map(phones).collect(),
        Value::Object(fields) if fields.contains_key("number") => vec![value],
        Value::Object(fields) => fields.values().flat_map(phones).collect(),
        _ => Vec::new(),
    }
}

/// The numbers of a body as its source has it, each with whether it waits unless it is served already.
pub fn given(kind: RecordKind, body: &Map<String, Value>) -> Vec<(String, bool)> {
    let phones: Vec<&Value> = body.values().flat_map(phones).collect();
    let of_hotline = !phones.is_empty() && is_hotline(kind, body);
    let numbers = |phone| {
        let is_line = of_hotline || is_line(phone);
        let numbers = phone.as_object().map(read_numbers).unwrap_or_default();
        numbers.into_iter().map(move |number| {
            let is_crisis = is_line || looks_like(&number).is_some();
            (number, is_crisis)
        })
    };
    phones.into_iter().flat_map(numbers).collect()
}

/// What makes a phone the same contact: its number, and what goes with it.
type Contact<'a> = (String, &'a Value, &'a Value, &'a Value);

fn contact(phone: &Value) -> Contact<'_> {
    let written = phone
        .get("number")
        .and_then(Value::as_str)
        .unwrap_or_default();
    // Phones inside contacts are kept as they were written.
    let number = number::normalise(written).unwrap_or_else(|_| written.to_owned());
    let part = |field: &str| phone.get(field).unwrap_or(&Value::Null);
    (number, part("extension"), part("type"), part("keyword"))
}

/// Whether it may be dialled, and what is to be read first, as its source says.
fn cautions(phone: &Value) -> [&Value; 2] {
    ["dial", "before_you_call"].map(|field| phone.get(field).unwrap_or(&Value::Null))
}

/// Whether one of the phones is the same contact.
pub fn has_contact(phones: &[Value], phone: &Value) -> bool {
    phones.iter().any(|other| contact(other) == contact(phone))
}

/// A change of a field's phones of which a part has to wait.
#[derive(Debug, PartialEq)]
pub struct Waiting {
    /// What stays.
    pub stays: Option<Value>,
    /// The crisis numbers that go, and those that come.
    pub gone: BTreeSet<String>,
    pub come: BTreeSet<String>,
}

/// Of the change of one field from `old` to `new`, what has to wait: every crisis number that comes, goes
/// or changes, and every other that is one as `is_of_line` says.
pub fn crisis_change(
    field: &str,
    old: Option<&Value>,
    new: Option<&Value>,
    is_of_line: &dyn Fn(&str) -> bool,
) -> Option<Waiting> {
    let before = old.map(phones).unwrap_or_default();
    let after = new.map(phones).unwrap_or_default();
    let is_crisis = |phone: &Value| {
        let number = contact(phone).0;
        is_of_line(&number) || is_line(phone) || looks_like(&number).is_some()
    };
    let is_in = |phone: &Value, list: &[&Value]| {
        let same =
            |other: &&Value| contact(other) == contact(phone) && cautions(other) == cautions(phone);
        list.iter().any(same)
    };
    // The same number may be called a hotline from now on.
    let lines: Vec<&Value> = before.iter().copied().filter(|it| is_crisis(it)).collect();
    let come: Vec<&&Value> = after
        .iter()
        .filter(|phone| is_crisis(phone) && !is_in(phone, &lines))
        .collect();
    let gone: Vec<&&Value> = before
        .iter()
        .filter(|phone| is_crisis(phone) && !is_in(phone, &after))
        .collect();
    if come.is_empty() && gone.is_empty() {
        return None;
    }
    let numbers = |phones: &[&&Value]| phones.iter().map(|phone| contact(phone).0).collect();
    let stays = match field {
        // One by one: what is no crisis number does not wait. What goes when one comes may be what that takes the
        // place of, and stays as long.
        "phones" => {
            let kept: Vec<&Value> = after
                .iter()
                .filter(|phone| !come.contains(phone))
                .copied()
                .collect();
            let replaced = before
                .iter()
                .filter(|phone| !is_in(phone, &kept))
                .filter(|phone| !come.is_empty() || gone.contains(phone));
            let stays: Vec<Value> = kept
                .iter()
                .chain(replaced)
                .map(|phone| (**phone).clone())
                .collect();
            (!stays.is_empty()).then_some(Value::Array(stays))
        }
        _ => old.cloned(),
    };
    Some(Waiting {
        stays,
        gone: numbers(&gone),
        come: numbers(&come),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_crisis_number_waits_and_not_the_phones_beside_it() {
        let office = json!({"number": "+18165550100", "type": "voice"});
        let moved = json!({"number": "+18165550101", "type": "voice"});
        let wrong = json!({"number": "+18883738888", "type": "voice"});
        let right = json!({"number": "+18883737888", "type": "voice"});
        let change = |old: Value, new: Value, all| {
            crisis_change("phones", Some(&old), Some(&new), &|_| all)
                .and_then(|waiting| waiting.stays)
        };
        let list = |phones: &[&Value]| json!(phones);
        assert_eq!(
            change(list(&[&office]), list(&[&moved, &wrong]), false),
            Some(list(&[&moved, &office]))
        );
        assert_eq!(
            change(list(&[&right]), list(&[&wrong]), false),
            Some(list(&[&right]))
        );
        assert_eq!(
            change(list(&[&right, &office]), list(&[&office]), false),
            Some(list(&[&office, &right]))
        );
        assert_eq!(change(list(&[&office]), list(&[&moved]), false), None);
        assert_eq!(
            change(list(&[&office]), list(&[&moved]), true),
            Some(list(&[&office]))
        );
        let said = json!({"number": "+18165550109", "description": "24/7 Hotline"});
        assert!(crisis_change("phones", None, Some(&list(&[&said])), &|_| false).is_some());
        let unsaid = json!({"number": "+18165550109", "description": "Office"});
        assert_eq!(
            change(list(&[&unsaid, &office]), list(&[&said, &office]), false),
            Some(list(&[&office, &unsaid]))
        );
        assert_eq!(change(list(&[&said]), list(&[&said]), false), None);
        let contacts = json!([{"name": "x", "phones": [{"number": "888-373-8888"}]}]);
        let waiting =
            crisis_change("contacts", None, Some(&contacts), &|_| false).expect("it waits");
        assert_eq!((waiting.stays, waiting.come.len()), (None, 1));
    }
}
