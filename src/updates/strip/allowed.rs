//! What is kept of the lists inside a withheld record: fields with a name of ours and a value of a known form. A
//! value of any other form is text, and text can tell.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::private;
use crate::hsds::{AnsweredBy, MakesReport};
use crate::updates::told::Place;

/// What stands for a warning before a call: the warning may tell the place, and a number without one
/// would be offered as if nothing were to be asked first.
pub const WARNING: &str = "A source says to take care with this number. Ask who you have reached.";
const PHONE_TYPES: [&str; 9] = [
    "text",
    "sms",
    "voice",
    "fax",
    "cell",
    "video",
    "pager",
    "textphone",
    "tty",
];
const FREQUENCIES: [&str; 7] = [
    "SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY",
];
const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// Copies the lists `names` of `from`, with what is allowed in their objects. A list is of objects: anything else in
/// its place is text. What tells `place` is not allowed in whatever form.
pub fn keep(
    from: &Map<String, Value>,
    names: &[&str],
    place: &Place,
    into: &mut Map<String, Value>,
) {
    for name in names {
        let Some(Value::Array(items)) = from.get(*name) else {
            continue;
        };
        // The column that says so of all of them is not kept.
        let are_private = *name == "phones" && private::keeper(from, &private::PHONES).is_some();
        let objects = items.iter().filter_map(Value::as_object);
        let kept = objects.map(|object| {
            let mut fields = fields(name, object, place);
            if are_private {
                fields.insert("is_private".to_owned(), Value::Bool(true));
            }
            Value::Object(fields)
        });
        into.insert((*name).to_owned(), kept.collect());
    }
}

fn fields(list: &str, object: &Map<String, Value>, place: &Place) -> Map<String, Value> {
    let mut kept = Map::new();
    for (field, value) in object {
        if list == "phones" && field == "before_you_call" && !value.is_null() {
            kept.insert(field.clone(), json!(WARNING));
        }
        let allowed = match list {
            "phones" => of_phone(field, value),
            "schedules" => of_schedule(field, value),
            "languages" => (field == "code" && is_language(value)).then(|| value.clone()),
            _ => None,
        };
        if let Some(value) = allowed.filter(|value| !place.is_told_by(value)) {
            kept.insert(field.clone(), value);
        }
    }
    if list == "phones" {
        // Whatever the source calls it: it is left out where it is normalised, and told.
        if private::is_private(object) {
            kept.insert("is_private".to_owned(), Value::Bool(true));
        }
        keep(object, &["languages"], place, &mut kept);
    }
    kept
}

fn of_phone(field: &str, value: &Value) -> Option<Value> {
    let is_kept = match field {
        // A number that is none is refused later, and not quoted.
        "number" => value.is_string(),
        "type" => value
            .as_str()
            .is_some_and(|text| PHONE_TYPES.contains(&text.to_lowercase().as_str())),
        "dial" => value == "do_not",
        "answered_by" => AnsweredBy::deserialize(value).is_ok(),
        "makes_report" => MakesReport::deserialize(value).is_ok(),
        "keyword" => value.as_str().is_some_and(|text| {
            text.len() <= 20 && text.chars().all(|c| c.is_ascii_alphanumeric())
        }),
        "extension" => return extension(value),
        _ => false,
    };
    is_kept.then(|| value.clone())
}

/// `12`, `x12`, `ext. 12`
fn extension(value: &Value) -> Option<Value> {
    let digits = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => {
            let text = text.trim().to_lowercase();
            let digits = text
                .trim_start_matches("extension")
                .trim_start_matches("ext");
            digits
                .trim_start_matches(['x', '.', ':', '#', ' '])
                .to_owned()
        }
        _ => return None,
    };
    let is_short = (1..=6).contains(&digits.len());
    digits
        .parse::<u32>()
        .ok()
        .filter(|_| is_short)
        .map(|number| json!(number))
}

fn of_schedule(field: &str, value: &Value) -> Option<Value> {
    let text = value.as_str().map(str::trim).unwrap_or_default();
    let is_kept = match field {
        "freq" => FREQUENCIES.contains(&text.to_uppercase().as_str()),
        "wkst" => WEEKDAYS.contains(&text.to_uppercase().as_str()),
        "byday" => text.split(',').all(is_weekday),
        "byweekno" | "bymonthday" | "byyearday" => text.split(',').all(is_ordinal),
        "opens_at" | "closes_at" => is_time(text),
        "dtstart" | "until" | "valid_from" | "valid_to" => is_date(text),
        "interval" | "count" => value
            .as_f64()
            .is_some_and(|n| n.fract() == 0.0 && (0.0..1000.0).contains(&n)),
        // Offsets are in quarters of an hour.
        "timezone" => value
            .as_f64()
            .or_else(|| text.parse().ok())
            .is_some_and(|hours: f64| {
                (-12.0..=14.0).contains(&hours) && (hours * 4.0).fract() == 0.0
            }),
        _ => false,
    };
    is_kept.then(|| value.clone())
}

/// `MO`, `-1FR`
fn is_weekday(text: &str) -> bool {
    let text = text.trim().to_uppercase();
    let split = text
        .len()
        .checked_sub(2)
        .filter(|at| text.is_char_boundary(*at));
    split.is_some_and(|at| {
        let (ordinal, day) = text.split_at(at);
        WEEKDAYS.contains(&day) && (ordinal.is_empty() || is_ordinal(ordinal))
    })
}

fn is_ordinal(text: &str) -> bool {
    let ordinal = text.trim().parse::<i32>();
    ordinal.is_ok_and(|ordinal| (-366..=366).contains(&ordinal))
}

/// `09:00`, `09:00:00-06:00`, `9:00 am`
fn is_time(text: &str) -> bool {
    (4..=20).contains(&text.len())
        && text.contains(':')
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || " :.+-ZAaPpMm".contains(c))
}

/// `2026-01-31`, with or without a time.
fn is_date(text: &str) -> bool {
    let head = text.get(..10).unwrap_or_default();
    let is_day = chrono::NaiveDate::parse_from_str(head, "%Y-%m-%d").is_ok();
    is_day
        && text.len() <= 32
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || "-:T.Z+ ".contains(c))
}

/// `en`, `pt-BR`
fn is_language(value: &Value) -> bool {
    let mut parts = value.as_str().unwrap_or_default().split('-');
    let is_code =
        |part: &str| (2..=4).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphabetic());
    parts
        .next()
        .is_some_and(|code| code.len() <= 3 && is_code(code))
        && parts.take(2).all(is_code)
}
