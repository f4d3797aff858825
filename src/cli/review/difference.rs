//! What differs between a field as it is and as it would be, for a person to judge it: phones whole, a long text around
//! what differs.

use serde_json::Value;

use crate::updates::risk::numbers::phones;

/// A text that is no longer than this is shown whole.
const WHOLE: usize = 400;
/// Of a longer one as many characters on each side of what differs.
const AROUND: usize = 60;

/// Each part of the field that differs, as it is and as it would be: of a list its items, of anything else all of it.
pub fn differing(was: &Value, becomes: &Value) -> Vec<(String, String)> {
    let (Some(before), Some(after)) = (items(was), items(becomes)) else {
        return vec![told(Some(was), Some(becomes))];
    };
    let (gone, mut come) = (without(before, after), without(after, before));
    if gone.is_empty() && come.is_empty() {
        // They stand in another order.
        return vec![told(Some(was), Some(becomes))];
    }
    let mut pairs: Vec<(Option<&Value>, Option<&Value>)> = Vec::new();
    for item in &gone {
        let same = come.iter().position(|other| names(other) == names(item));
        pairs.push((Some(item), same.map(|at| come.remove(at))));
    }
    let mut come = come.into_iter();
    // What goes stands beside what comes in its place.
    for pair in pairs.iter_mut().filter(|(_, becomes)| becomes.is_none()) {
        pair.1 = come.next();
    }
    pairs.extend(come.map(|item| (None, Some(item))));
    let pairs = pairs.into_iter();
    pairs.map(|(was, becomes)| told(was, becomes)).collect()
}

/// Of a list its items, of which nothing has none.
fn items(value: &Value) -> Option<&[Value]> {
    match value {
        Value::Null => Some(&[]),
        Value::Array(items) => Some(items),
        _ => None,
    }
}

/// The items of a list that another has not.
fn without<'a>(list: &'a [Value], other: &[Value]) -> Vec<&'a Value> {
    let mut left: Vec<&Value> = other.iter().collect();
    let mut rest: Vec<&Value> = list.iter().collect();
    rest.retain(|item| match left.iter().position(|it| it == item) {
        Some(at) => {
            left.swap_remove(at);
            false
        }
        None => true,
    });
    rest
}

/// What an item of a list is known by.
fn names(item: &Value) -> [&Value; 2] {
    ["number", "name"].map(|field| item.get(field).unwrap_or(&Value::Null))
}

fn told(was: Option<&Value>, becomes: Option<&Value>) -> (String, String) {
    let both = [was, becomes].into_iter().flatten();
    // Any part of a phone may be what makes it another.
    let is_whole = both.clone().any(|value| !phones(value).is_empty());
    let [was, becomes] = [was, becomes].map(text);
    match (was, becomes) {
        (Some(was), Some(becomes)) if !is_whole => around(&was, &becomes),
        (was, becomes) => {
            let or_nothing = |text: Option<String>| text.unwrap_or_else(|| "nothing".to_owned());
            (or_nothing(was), or_nothing(becomes))
        }
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        value => Some(value.to_string()),
    }
}

/// Two texts, of which what is the same at the beginning and at the end is left out where they are long.
fn around(was: &str, becomes: &str) -> (String, String) {
    let both: [Vec<char>; 2] = [was.chars().collect(), becomes.chars().collect()];
    let [a, b] = &both;
    if a.len().max(b.len()) <= WHOLE {
        return (was.to_owned(), becomes.to_owned());
    }
    let shorter = a.len().min(b.len());
    let begin = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let end = a.iter().rev().zip(b.iter().rev());
    let end = end.take_while(|(a, b)| a == b).count();
    let end = end.min(shorter - begin);
    let part = |text: &Vec<char>| {
        let from = begin.saturating_sub(AROUND);
        let until = (text.len() - end + AROUND).min(text.len());
        let part: String = text[from..until].iter().collect();
        let dots = |is_cut: bool| if is_cut { "…" } else { "" };
        format!("{}{part}{}", dots(from > 0), dots(until < text.len()))
    };
    (part(a), part(b))
}
