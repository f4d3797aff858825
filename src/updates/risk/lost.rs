//! Numbers that an update takes away: those that its source spoils or empties in many records at once, it did not mean
//! to take back. What it no longer gives stays as it was, and is not of these.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Case, Holding, Part, Rule, hash, is_too_much, one, stays_with};
use crate::standing::{FactGroup, RecordKind, RecordRef, number, numbers as numbers_of};
use crate::store::{Directory, StoreError, Transaction};
use crate::updates::names::{Name, keyed_hash, source_id};
use crate::updates::normalise::read_number;
use crate::updates::strip::private;

/// Entries that are looked up together.
const BATCH: usize = 2000;

/// What a claim is kept under: its source, kind and foreign id.
type Key = (Uuid, RecordKind, String);

/// The entries of an update by what they do to numbers.
#[derive(Default)]
pub struct Lost {
    /// Entries that give a number.
    given: usize,
    /// Those that empty their phones, or have one that cannot be read, with the numbers that they still say.
    perhaps: Vec<(Name, BTreeSet<String>)>,
    /// Of these the ones that had others. Hashes of names.
    losing: HashSet<u64>,
}

impl Lost {
    pub(super) fn see(&mut self, name: &Name, body: &Map<String, Value>) {
        let Some(phones) = body.get("phones") else {
            return;
        };
        if private::keeper(body, &private::PHONES).is_some() {
            return;
        }
        let items = phones.as_array().into_iter().flatten();
        let (mut said, mut is_spoiled, mut count) = (BTreeSet::new(), false, 0);
        for phone in items {
            count += 1;
            match phone.as_object().and_then(read_number) {
                Some(number) => drop(said.insert(number)),
                None => is_spoiled = true,
            }
        }
        self.given += usize::from(!said.is_empty());
        if is_spoiled || count == 0 {
            self.perhaps.push((name.clone(), said));
        }
    }

    /// Whether enough is to be looked up.
    pub fn is_full(&self) -> bool {
        self.perhaps.len() >= BATCH
    }

    /// Looks up which of the entries had other numbers in the directory.
    pub fn look_up(
        &mut self,
        tx: &mut Transaction<'_>,
        directory: &Directory,
    ) -> Result<(), StoreError> {
        let perhaps = std::mem::take(&mut self.perhaps);
        let mut said: HashMap<Key, (&Name, &BTreeSet<String>)> = HashMap::new();
        for (name, numbers) in &perhaps {
            for key in [name.2.clone(), keyed_hash(directory, name)] {
                said.insert((source_id(&name.0), name.1, key), (name, numbers));
            }
        }
        let keys: Vec<_> = said
            .keys()
            .map(|(source, kind, key)| (*source, *kind, key.as_str()))
            .collect();
        let same = tx.same_as_of(&keys)?;
        let records: BTreeSet<RecordRef> = same.iter().map(|same| same.record).collect();
        for claim in tx.claims_of(&records.into_iter().collect::<Vec<_>>())? {
            let key = (claim.source_id, claim.record.kind, claim.foreign_id);
            if let Some((name, said)) = said.get(&key)
                && numbers_of(&claim.body)
                    .into_iter()
                    .any(|number| !said.contains(number))
            {
                self.losing.insert(hash(name));
            }
        }
        Ok(())
    }

    /// Whether the entry loses a number, with so many others that a person should see it.
    pub fn is_one_of_many(&self, name: &Name) -> bool {
        let lost = self.losing.len();
        let is_all = self.given == 0 && lost > 1;
        (is_all || is_too_much(lost, self.given + lost)) && self.losing.contains(&hash(name))
    }
}

/// Holds what the phones lose. Where a part of them is held anyway, all stay as they are meanwhile.
pub(super) fn hold(case: &Case, holdings: &mut Vec<Holding>) {
    let Some((old, before)) = case
        .old
        .and_then(|old| Some((old, old.body.get("phones")?)))
        .filter(|_| case.loses_phones)
    else {
        return;
    };
    let said = numbers_of(&case.new.body);
    let gone: Vec<String> = numbers_of(&old.body)
        .into_iter()
        .filter(|number| !said.contains(number))
        .map(number::display)
        .collect();
    if gone.is_empty() {
        return;
    }
    if let Some(stays) = stays_with(holdings, "phones") {
        stays.insert("phones".to_owned(), before.clone());
        return;
    }
    holdings.push(Holding {
        rule: Rule::LostPhones,
        part: Part::Group {
            group: FactGroup::Phones,
            before: one("phones", Some(before)),
            after: one("phones", case.new.body.get("phones")),
        },
        why: format!(
            "the update takes away numbers of many records, or none of them can be read; here {}",
            gone.join(", ")
        ),
        // Whichever they are.
        question: Some(json!(["phones"])),
    });
}
