//! Links and addresses for mail, wherever in a record they stand. What is none would be offered as a way to
//! somebody, unjudged, and is left out.

use serde_json::{Map, Value};

use super::forms::url;
use super::{Fault, Loses};
use crate::hsds::link::{is_email, is_link};

/// Fields that are links, in a record or a part of it.
const LINKS: [&str; 5] = ["logo", "schedule_link", "uri", "url", "website"];
/// Lists of links by themselves, or of objects with one.
const LISTS: [&str; 2] = ["additional_urls", "additional_websites"];

/// Brings links into form, and takes out what is none.
pub fn links(body: &mut Map<String, Value>, faults: &mut Vec<Fault>) {
    for field in LISTS {
        let Some(Value::Array(items)) = body.get_mut(field) else {
            continue;
        };
        let mut at = 0;
        items.retain_mut(|item| {
            let known = faults.len();
            match item {
                Value::String(text) => {
                    faults.extend(fault_of("url", text, || format!("{field}/{at}")));
                }
                Value::Object(fields) => in_fields(fields, &format!("{field}/{at}/"), faults),
                _ => {}
            }
            at += 1;
            faults.len() == known
        });
    }
    in_fields(body, "", faults);
}

fn in_fields(fields: &mut Map<String, Value>, path: &str, faults: &mut Vec<Fault>) {
    fields.retain(|field, value| {
        let is_one = field == "email" || LINKS.contains(&field.as_str());
        match value {
            Value::String(text) if is_one => {
                let fault = fault_of(field, text, || format!("{path}{field}"));
                let is_kept = fault.is_none();
                faults.extend(fault);
                is_kept
            }
            Value::Object(_) | Value::Array(_) if !LISTS.contains(&field.as_str()) => {
                in_parts(value, &format!("{path}{field}/"), faults);
                true
            }
            _ => true,
        }
    });
}

fn in_parts(value: &mut Value, path: &str, faults: &mut Vec<Fault>) {
    match value {
        Value::Object(fields) => in_fields(fields, path, faults),
        Value::Array(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                in_parts(item, &format!("{path}{at}/"), faults);
            }
        }
        _ => {}
    }
}

/// Why the text is left out; otherwise it is in form. Nothing at all is no fault.
fn fault_of(field: &str, text: &mut String, path: impl Fn() -> String) -> Option<Fault> {
    if text.trim().is_empty() {
        return None;
    }
    let (code, detail, expected) = match field {
        "email" => {
            *text = text.trim().trim_start_matches("mailto:").to_owned();
            if is_email(text) {
                return None;
            }
            (
                "email_impossible",
                "is no address for mail",
                "an address such as help@example.org; a number in `phones`",
            )
        }
        _ => {
            *text = url(text);
            if is_link(text) {
                return None;
            }
            (
                "url_impossible",
                "is no address of the web",
                "an address such as https://example.org; a number in `phones`",
            )
        }
    };
    Some(Fault {
        code,
        field: path(),
        detail: detail.to_owned(),
        expected,
        loses: Loses::Part,
    })
}
