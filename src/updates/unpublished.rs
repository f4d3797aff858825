//! Numbers and e-mails that a source keeps from the public: its texts must not tell them either.

mod emails;

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::entries::Entry;
use super::normalise::read_numbers;
use super::risk::hash;
use super::risk::numbers::{known_crisis_numbers, phones};
use super::risk::texts::{self, local, read};
use super::strip::private::{self, EMAILS, PHONES};
use super::told::without_telling;
use crate::standing::{RecordKind, numbers as numbers_of};
use emails::emails;

/// Fields in which digits are no number to call, or that are left out by themselves where they are private.
const NO_TEXTS: [&str; 6] = ["email", "extent", "id", "number", "postal_code", "unmapped"];
/// Without a name a record would be none.
const NAMES: [&str; 2] = ["name", "alternate_name"];
/// In place of a name that tells one with all its words.
const NO_NAME: &str = "Name not shown";

/// By the keys of sources: what they mark as private in an update and give nobody in it.
#[derive(Default)]
pub struct Unpublished(HashMap<String, Secrets>);

#[derive(Default)]
struct Secrets {
    numbers: HashSet<String>,
    /// What whoever lives there dials of these.
    locally: HashSet<String>,
    emails: HashSet<String>,
    /// Hashes of what it gives to the public, of which there may be much.
    given: HashSet<u64>,
}

impl Unpublished {
    /// Sees an entry, as it was read.
    pub fn see(&mut self, source: &str, entry: &Entry) {
        if !self.0.contains_key(source) {
            self.0.insert(source.to_owned(), Secrets::default());
        }
        if let Some(secrets) = self.0.get_mut(source) {
            secrets.see(&entry.body, false);
        }
    }

    /// Once all entries are seen. A short code is in too many texts, and what everybody knows is no secret.
    pub fn finish(&mut self) {
        for secrets in self.0.values_mut() {
            let given = std::mem::take(&mut secrets.given);
            let known = known_crisis_numbers();
            secrets.numbers.retain(|number| {
                let is_secret = number.starts_with("+1") && !known.contains(&number.as_str());
                is_secret && !given.contains(&hash(number.as_str()))
            });
            secrets
                .emails
                .retain(|email| !given.contains(&hash(email.as_str())));
            let locally = secrets.numbers.iter().filter_map(|number| local(number));
            secrets.locally = locally.map(str::to_owned).collect();
        }
        self.0
            .retain(|_, secrets| !secrets.numbers.is_empty() || !secrets.emails.is_empty());
    }

    /// The body without the texts of its source that tell such a number or e-mail, but for those that are `given` to the
    /// public; nothing where there are none.
    pub fn without(
        &self,
        source: &str,
        kind: RecordKind,
        body: &Map<String, Value>,
        given: &HashSet<String>,
    ) -> Option<Map<String, Value>> {
        let secrets = self.0.get(source)?;
        let tells = |text: &str| secrets.are_in(text, given);
        if !texts::is_any(body, &tells) {
            return None;
        }
        let mut named = body.clone();
        for field in NAMES {
            if let Some(Value::String(name)) = named.get_mut(field)
                && tells(name)
            {
                *name = without_secret(name, &tells);
            }
        }
        let left = without_telling(kind, &named, &tells, &NO_TEXTS);
        (left != *body).then_some(left)
    }
}

/// The numbers and the e-mails that a claim gives to the public.
pub fn given(body: &Map<String, Value>) -> impl Iterator<Item = String> {
    let contacts = body.get("contacts").and_then(Value::as_array);
    let contacts = contacts.into_iter().flatten().filter_map(Value::as_object);
    let of_record = std::iter::once(body);
    of_record.chain(contacts).flat_map(|of| {
        let numbers = numbers_of(of).into_iter().map(str::to_owned);
        numbers.chain(emails_of(of))
    })
}

fn emails_of(fields: &Map<String, Value>) -> Vec<String> {
    let email = fields.get("email").and_then(Value::as_str);
    email.map(emails).unwrap_or_default()
}

/// The words of a name that have no digit and no e-mail, where these tell nothing.
fn without_secret(name: &str, tells: &dyn Fn(&str) -> bool) -> String {
    let is_word = |word: &&str| !word.contains(|c: char| c.is_numeric() || c == '@');
    let words: Vec<&str> = name.split_whitespace().filter(is_word).collect();
    let left = words.join(" ");
    let left = left.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | ')' | '!'));
    match left.is_empty() || tells(left) {
        true => NO_NAME.to_owned(),
        false => left.to_owned(),
    }
}

impl Secrets {
    /// Takes in the phones and e-mails of a record or a contact; all of a contact that is private are.
    fn see(&mut self, body: &Map<String, Value>, is_private: bool) {
        let are_private = is_private || private::keeper(body, &PHONES).is_some();
        let is_email_private = is_private || private::keeper(body, &EMAILS).is_some();
        for email in emails_of(body) {
            match is_email_private {
                true => drop(self.emails.insert(email)),
                false => drop(self.given.insert(hash(email.as_str()))),
            }
        }
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
                true => drop(self.numbers.insert(number)),
                false => drop(self.given.insert(hash(number.as_str()))),
            }
        }
    }

    /// Whether a text tells one that is not `given`.
    fn are_in(&self, text: &str, given: &HashSet<String>) -> bool {
        let is_kept = |number: &String| self.numbers.contains(number) && !given.contains(number);
        let is_kept_locally = |seven: &String| {
            let is_given = || given.iter().any(|number| local(number) == Some(seven));
            self.locally.contains(seven) && !is_given()
        };
        let has_number = || {
            let read = read(text);
            read.anywhere.iter().any(is_kept) || read.local.iter().any(is_kept_locally)
        };
        let is_email_kept = |email: &String| self.emails.contains(email) && !given.contains(email);
        (!self.numbers.is_empty() && has_number())
            || (!self.emails.is_empty() && emails(text).iter().any(is_email_kept))
    }
}
