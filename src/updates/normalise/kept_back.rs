//! What a source keeps from the public that it may have given before.

use serde_json::{Map, Value};

use super::{forms, read_number, retain};
use crate::geography::fold;
use crate::updates::risk::texts;

/// What an entry marks as private. It is in memory alone, to be taken out of what its source said before.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeptBack {
    /// Those of contacts too.
    pub(super) phones: Vec<Value>,
    /// The record itself says so of all its phones, whether or not it still gives them.
    pub(super) all_phones: bool,
    pub(super) email: bool,
    pub(super) contacts: Vec<OfContact>,
}

/// What a contact keeps back.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OfContact {
    /// As the entry has it now.
    pub contact: Map<String, Value>,
    /// Nothing where all of the contact is private.
    pub part: Option<KeptBack>,
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
        self.take_out(&mut body, now);
        let given = list(now, "contacts");
        retain(&mut body, "contacts", |_, contact| {
            let contact = contact.as_object_mut();
            contact.is_none_or(|contact| self.is_left_of(contact, given))
        });
        forget_empty(&mut body, "contacts");
        (body != *before).then_some(body)
    }

    /// Takes the phones and the e-mail out of a record or a contact.
    fn take_out(&self, body: &mut Map<String, Value>, now: &Map<String, Value>) {
        if self.email && !now.contains_key("email") {
            body.shift_remove("email");
        }
        self.take_out_phones(body, now, self.all_phones);
    }

    fn take_out_phones(&self, body: &mut Map<String, Value>, now: &Map<String, Value>, all: bool) {
        let given: Vec<(String, Value)> = list(now, "phones").iter().filter_map(line).collect();
        let is_all = all && given.is_empty();
        retain(body, "phones", |_, phone| {
            !is_all && !self.has(phone, &given)
        });
        forget_empty(body, "phones");
    }

    /// Takes out of a contact what is private of it, and says whether it stays. What it is `given` as, does.
    fn is_left_of(&self, contact: &mut Map<String, Value>, given: &[Value]) -> bool {
        let mut given = given.iter().filter_map(Value::as_object);
        let nothing = Map::new();
        let now = given.find(|now| is_same(now, contact)).unwrap_or(&nothing);
        if now == contact {
            return true;
        }
        self.take_out_phones(contact, now, false);
        let mut kept = self.contacts.iter();
        kept.all(|kept| {
            let is_own = is_same(&kept.contact, contact);
            match &kept.part {
                Some(part) if is_own => part.take_out(contact, now),
                _ => {}
            }
            !is_own || kept.part.is_some()
        })
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

fn list<'a>(body: &'a Map<String, Value>, field: &str) -> &'a [Value] {
    let items = body.get(field).and_then(Value::as_array);
    items.map_or(&[], Vec::as_slice)
}

fn forget_empty(body: &mut Map<String, Value>, field: &str) {
    if body
        .get(field)
        .and_then(Value::as_array)
        .is_some_and(Vec::is_empty)
    {
        body.shift_remove(field);
    }
}

/// Whether it is one person: by the id or the name, or where there is no name by what they are written to or called at.
fn is_same(contact: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    let text = |of: &Map<String, Value>, field: &str| {
        let text = fold(of.get(field)?.as_str()?);
        (!text.trim().is_empty()).then_some(text)
    };
    let is_shared = |field| text(contact, field).is_some_and(|own| text(other, field) == Some(own));
    let is_named = text(contact, "name").is_some() && text(other, "name").is_some();
    let number = |phone: &Value| line(phone).map(|(number, _)| number);
    let numbers: Vec<String> = list(other, "phones").iter().filter_map(number).collect();
    is_shared("id")
        || is_shared("name")
        || !is_named
            && (is_shared("email")
                || list(contact, "phones")
                    .iter()
                    .filter_map(number)
                    .any(|it| numbers.contains(&it)))
}

/// The number and the extension.
fn line(phone: &Value) -> Option<(String, Value)> {
    let mut phone = phone.as_object()?.clone();
    forms::extension(&mut phone);
    let number = read_number(&phone)?;
    let extension = phone.get("extension").cloned().unwrap_or_default();
    Some((number, extension))
}
