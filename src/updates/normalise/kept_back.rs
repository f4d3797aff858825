//! What a source keeps from the public that it may have given before.

use serde_json::{Map, Value};

use super::{forms, read_number};
use crate::updates::risk::texts;

/// What an entry marks as private. It is in memory alone, to be taken out of what its source said before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeptBack {
    pub(super) phones: Vec<Value>,
    /// The record itself says so of all its phones, whether or not it still gives them.
    pub(super) all_phones: bool,
    pub(super) email: bool,
}

impl KeptBack {
    pub fn is_empty(&self) -> bool {
        *self == KeptBack::default()
    }

    /// What the source said `before` without that, if it said any. What it gives `now`, to everybody, stays.
    pub fn without(
        &self,
        before: &Map<String, Value>,
        now: &Map<String, Value>,
    ) -> Option<Map<String, Value>> {
        let mut body = before.clone();
        if self.email && !now.contains_key("email") {
            body.shift_remove("email");
        }
        let given = now.get("phones").and_then(Value::as_array);
        let given: Vec<(String, Value)> = given.into_iter().flatten().filter_map(line).collect();
        let is_all = self.all_phones && given.is_empty();
        if let Some(Value::Array(phones)) = body.get_mut("phones") {
            phones.retain(|phone| !is_all && !self.has(phone, &given));
            if phones.is_empty() {
                body.shift_remove("phones");
            }
        }
        (body != *before).then_some(body)
    }

    /// Whether the phone is private: a number with its extension, or one that is not `given` with any.
    fn has(&self, phone: &Value, given: &[(String, Value)]) -> bool {
        let Some((number, extension)) = line(phone) else {
            return false;
        };
        let is_given = given.iter().any(|(given, _)| *given == number);
        if given.contains(&(number.clone(), extension.clone())) {
            return false;
        }
        self.phones.iter().any(|kept| match line(kept) {
            Some(kept) => kept.0 == number && (!is_given || kept.1 == extension),
            // Several in one cell.
            None => {
                let written = kept.get("number").unwrap_or(&Value::Null);
                !is_given && texts::mention(written, &|found| found == number)
            }
        })
    }
}

/// The number and the extension.
fn line(phone: &Value) -> Option<(String, Value)> {
    let mut phone = phone.as_object()?.clone();
    forms::extension(&mut phone);
    let number = read_number(&phone)?;
    let extension = phone.get("extension").cloned().unwrap_or_default();
    Some((number, extension))
}
