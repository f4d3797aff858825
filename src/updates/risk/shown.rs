//! The numbers that a record shows to whoever reads it: as phones, and in its texts.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::numbers::phones;
use super::texts::{local, told, written};

#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Given as phones, those of contacts too.
    pub phones: BTreeSet<String>,
    /// In texts, as people write numbers or say that they are to be called: of some seven digits.
    pub told: BTreeSet<String>,
}

impl Shown {
    pub fn of(body: &Map<String, Value>) -> Shown {
        let phones = body.values().flat_map(phones);
        Shown {
            phones: phones.filter_map(written).collect(),
            told: told(body),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.phones.is_empty() && self.told.is_empty()
    }

    pub fn extend(&mut self, other: &Shown) {
        self.phones.extend(other.phones.iter().cloned());
        self.told.extend(other.told.iter().cloned());
    }

    /// Takes away what is shown there too.
    pub fn leave_out(&mut self, other: &Shown) {
        self.phones.retain(|number| !other.phones.contains(number));
        self.told.retain(|number| !other.has(number));
    }

    /// All of them, but for those in texts that are known.
    pub fn but_known(mut self, is_known: impl Fn(&str) -> bool) -> BTreeSet<String> {
        self.told.retain(|number| !is_known(number));
        let is_as_phone = |number: &String| has(&self.phones, number);
        self.told.retain(|number| !is_as_phone(number));
        self.phones.append(&mut self.told);
        self.phones
    }

    fn has(&self, number: &str) -> bool {
        self.told.contains(number) || has(&self.phones, number)
    }
}

/// Whether it is one of them, or what whoever lives there dials of one.
fn has(numbers: &BTreeSet<String>, number: &str) -> bool {
    numbers.contains(number) || numbers.iter().any(|known| local(known) == Some(number))
}
