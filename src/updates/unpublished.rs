//! Numbers that a source keeps from the public: its texts must not tell them either.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::entries::Entry;
use super::normalise::read_numbers;
use super::risk::hash;
use super::risk::numbers::{known_crisis_numbers, phones};
use super::risk::texts::{self, local, read};
use super::strip::private::{self, PHONES};
use super::told::without_telling;
use crate::standing::RecordKind;

/// Fields in which digits are no number to call, or without which a record would be none.
const NO_TEXTS: [&str; 6] = ["extent", "id", "name", "number", "postal_code", "unmapped"];

/// By the keys of sources: the numbers that they mark as private in an update and give nobody in it.
#[derive(Default)]
pub struct Unpublished(HashMap<String, Numbers>);

#[derive(Default)]
struct Numbers {
    kept: HashSet<String>,
    /// What whoever lives there dials of these.
    kept_locally: HashSet<String>,
    /// Hashes of those that it gives to the public, of which there may be many.
    given: HashSet<u64>,
}

impl Unpublished {
    /// Sees an entry, as it was read.
    pub fn see(&mut self, source: &str, entry: &Entry) {
        if !self.0.contains_key(source) {
            self.0.insert(source.to_owned(), Numbers::default());
        }
        if let Some(numbers) = self.0.get_mut(source) {
            numbers.see(&entry.body, false);
        }
    }

    /// Once all entries are seen. A short code is in too many texts, and what everybody knows is no secret.
    pub fn finish(&mut self) {
        for numbers in self.0.values_mut() {
            let given = std::mem::take(&mut numbers.given);
            let known = known_crisis_numbers();
            numbers.kept.retain(|number| {
                let is_secret = number.starts_with("+1") && !known.contains(&number.as_str());
                is_secret && !given.contains(&hash(number.as_str()))
            });
            let locally = numbers.kept.iter().filter_map(|number| local(number));
            numbers.kept_locally = locally.map(str::to_owned).collect();
        }
        self.0.retain(|_, numbers| !numbers.kept.is_empty());
    }

    /// The body without the texts of its source that tell such a number, but for those that are `given` to the public;
    /// nothing where there are none.
    pub fn without(
        &self,
        source: &str,
        kind: RecordKind,
        body: &Map<String, Value>,
        given: &HashSet<String>,
    ) -> Option<Map<String, Value>> {
        let numbers = self.0.get(source)?;
        let is_kept = |number: &String| numbers.kept.contains(number) && !given.contains(number);
        let is_kept_locally = |seven: &String| {
            let is_given = || given.iter().any(|number| local(number) == Some(seven));
            numbers.kept_locally.contains(seven) && !is_given()
        };
        let tells = |text: &str| {
            let read = read(text);
            read.anywhere.iter().any(is_kept) || read.local.iter().any(is_kept_locally)
        };
        if !texts::is_any(body, &tells) {
            return None;
        }
        let left = without_telling(kind, body, &tells, &NO_TEXTS);
        (left != *body).then_some(left)
    }
}

impl Numbers {
    /// Takes in the phones of a record or a contact; all of a contact that is private are.
    fn see(&mut self, body: &Map<String, Value>, is_private: bool) {
        let are_private = is_private || private::keeper(body, &PHONES).is_some();
        for (field, value) in body {
            match (field.as_str(), value) {
                ("phones", Value::Array(phones)) => {
                    for phone in phones.iter().filter_map(Value::as_object) {
                        let is_private = are_private || private::is_private(phone);
                        self.take(phone, is_private);
                    }
                }
                ("contacts", Value::Array(contacts)) => {
                    for contact in contacts.iter().filter_map(Value::as_object) {
                        self.see(contact, private::is_contact_private(contact));
                    }
                }
                (_, value) => {
                    let phones = phones(value).into_iter().filter_map(Value::as_object);
                    phones.for_each(|phone| self.take(phone, false));
                }
            }
        }
    }

    fn take(&mut self, phone: &Map<String, Value>, is_private: bool) {
        // What is not to be dialled is given to nobody.
        if !is_private && phone.get("dial").is_some_and(|dial| dial == "do_not") {
            return;
        }
        for number in read_numbers(phone) {
            match is_private {
                true => drop(self.kept.insert(number)),
                false => drop(self.given.insert(hash(number.as_str()))),
            }
        }
    }
}
