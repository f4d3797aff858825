//! Which records of the directory a new one may be again, and who else has its numbers.
//!
//! A million records are a few hundred megabytes: of each only numbers are kept (hashes of its words, its numbers,
//! its street), and words that many have lead nowhere. So each entry costs the same, however large the directory.

mod traits;

use std::collections::HashMap;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::hash;
use super::numbers::digits_apart;
use crate::standing::{Record, RecordKind, RecordRef};
use traits::{Traits, organization_of, packed, unpacked};

pub(in crate::updates) use traits::{street, words_of};

/// A key that more records have than this tells nothing.
const RARE: usize = 24;
/// From this score on it is probably the same.
const PROBABLE: u32 = 60;
const SAME_NAME: u32 = 60;
const SIMILAR_NAME: u32 = 35;
const SAME_NUMBER: u32 = 30;
const SAME_STREET: u32 = 30;
const SAME_SITE: u32 = 30;
const SAME_OWNER: u32 = 30;

/// What may be one record with another: the score, of 100, and the reasons in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    pub of: RecordRef,
    pub score: u32,
    pub reason: String,
}

/// A number of a new record that the directory knows, or almost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clash {
    /// The number is another organization's.
    OtherName { number: String },
    /// One name, and a number a digit or two away.
    NearlySame { number: String, known: String },
}

/// What is kept of a record.
struct Entry {
    record: RecordRef,
    sources: Vec<Uuid>,
    /// Of a service, its organization; of an organization, itself.
    organization_id: Option<Uuid>,
    words: Box<[u64]>,
    numbers: Box<[u64]>,
    street: Option<u64>,
    site: Option<u64>,
}

/// The records of the directory by their words, numbers, streets and sites.
#[derive(Default)]
pub struct Index {
    entries: Vec<Entry>,
    by_key: HashMap<u64, Vec<u32>>,
    /// Whose name it is, to see whether a number is given to another.
    names: HashMap<Uuid, Box<[u64]>>,
}

impl Index {
    /// Adds a record of the directory. What is withheld is nothing to compare with.
    pub fn add(&mut self, record: &Record) {
        let kind = record.record.kind;
        if kind == RecordKind::ServiceAtLocation
            || record.body.get("withheld") == Some(&Value::Bool(true))
        {
            return;
        }
        let traits = Traits::of(kind, &record.body);
        let at = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        for key in traits.keys() {
            let holders = self.by_key.entry(key).or_default();
            if holders.len() <= RARE {
                holders.push(at);
            }
        }
        let words: Box<[u64]> = traits.words.iter().map(hash).collect();
        if kind == RecordKind::Organization {
            self.names.insert(record.record.id, words.clone());
        }
        let mut sources: Vec<Uuid> = record
            .facts
            .values()
            .flat_map(|fact| {
                let others = fact.alternatives.iter().map(|other| other.source_id);
                others.chain([fact.source_id])
            })
            .collect();
        sources.sort_unstable();
        sources.dedup();
        self.entries.push(Entry {
            record: record.record,
            sources,
            organization_id: organization_of(record.record, &record.body),
            words,
            numbers: traits
                .numbers
                .iter()
                .filter_map(|number| packed(number))
                .collect(),
            street: traits.street.as_ref().map(hash),
            site: traits.site.as_ref().map(hash),
        });
    }

    /// The record that this new one of `source_id` probably is: of its kind, from other sources alone.
    /// Of several the best, then the first by id, so that the order of the directory never matters.
    pub fn probable(
        &self,
        source_id: Uuid,
        record: RecordRef,
        body: &Map<String, Value>,
    ) -> Option<Match> {
        if self.entries.is_empty() {
            return None;
        }
        let traits = Traits::of(record.kind, body);
        let known = self.known_to(&traits);
        let same_name = known
            .iter()
            .filter(|entry| entry.record.kind == record.kind && is_same(&entry.words, &traits))
            .count();
        known
            .into_iter()
            .filter(|entry| entry.record.kind == record.kind && entry.record.id != record.id)
            .filter(|entry| !entry.sources.contains(&source_id))
            .filter_map(|entry| score(entry, &traits, organization_of(record, body), same_name))
            .max_by(|a, b| a.score.cmp(&b.score).then(b.of.cmp(&a.of)))
    }

    /// Knows what an organization of the update is called, for the services that come after it.
    pub fn learn(&mut self, record: RecordRef, body: &Map<String, Value>) {
        if record.kind == RecordKind::Organization {
            let name = body.get("name").and_then(Value::as_str);
            let words = words_of(name.unwrap_or_default());
            self.names
                .insert(record.id, words.iter().map(hash).collect());
        }
    }

    /// Numbers of a new or changed record that others have, or that are almost its own.
    pub fn clashes(
        &self,
        record: RecordRef,
        body: &Map<String, Value>,
        name: Option<&str>,
    ) -> Vec<Clash> {
        if self.entries.is_empty() {
            return Vec::new();
        }
        let traits = Traits::of(record.kind, body);
        let organization = organization_of(record, body);
        let own: Box<[u64]> = match organization.and_then(|id| self.names.get(&id)) {
            Some(words) => words.clone(),
            None => words_of(name.unwrap_or_default())
                .iter()
                .map(hash)
                .collect(),
        };
        let mut clashes = Vec::new();
        for number in &traits.numbers {
            let others = self.holders(hash(&("number", number))).filter(|entry| {
                organization.is_some()
                    && entry.organization_id.is_some()
                    && entry.organization_id != organization
            });
            let is_others = others
                .filter_map(|entry| self.names.get(&entry.organization_id?))
                .any(|words| !own.is_empty() && !is_alike(words, &own));
            if is_others {
                clashes.push(Clash::OtherName {
                    number: number.clone(),
                });
            }
        }
        let named_alike = self.known_to(&traits).into_iter().filter(|entry| {
            entry.record != record
                && entry.record.kind == record.kind
                && is_same(&entry.words, &traits)
        });
        for entry in named_alike.filter(|entry| !entry.words.is_empty()) {
            for known in entry.numbers.iter().map(|packed| unpacked(*packed)) {
                for number in &traits.numbers {
                    if matches!(digits_apart(number, &known), Some(1 | 2)) {
                        let known = known.clone();
                        clashes.push(Clash::NearlySame {
                            number: number.clone(),
                            known,
                        });
                    }
                }
            }
        }
        clashes.sort_by_key(|clash| format!("{clash:?}"));
        clashes.dedup();
        clashes
    }

    fn holders(&self, key: u64) -> impl Iterator<Item = &Entry> {
        let holders = self
            .by_key
            .get(&key)
            .filter(|holders| holders.len() <= RARE);
        holders
            .into_iter()
            .flatten()
            .filter_map(|at| self.entries.get(*at as usize))
    }

    fn known_to(&self, traits: &Traits) -> Vec<&Entry> {
        let mut at: Vec<u32> = traits
            .keys()
            .iter()
            .filter_map(|key| self.by_key.get(key).filter(|holders| holders.len() <= RARE))
            .flatten()
            .copied()
            .collect();
        at.sort_unstable();
        at.dedup();
        at.into_iter()
            .filter_map(|at| self.entries.get(at as usize))
            .collect()
    }
}

fn is_same(words: &[u64], traits: &Traits) -> bool {
    let own: Vec<u64> = traits.words.iter().map(hash).collect();
    !own.is_empty() && is_set(words, &own)
}

fn is_set(a: &[u64], b: &[u64]) -> bool {
    a.len() == b.len() && a.iter().all(|word| b.contains(word))
}

/// Whether one name is the other with a word more or less, of at least two: `Hope House` and
/// `Hope House Kansas City`, but never `Hope House` and `Hope Haven`.
fn is_within(a: &[u64], b: &[u64]) -> bool {
    let (small, large) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    small.len() >= 2 && small.iter().all(|word| large.contains(word))
}

pub(super) fn is_alike(a: &[u64], b: &[u64]) -> bool {
    is_set(a, b) || is_within(a, b)
}

fn score(
    entry: &Entry,
    traits: &Traits,
    organization: Option<Uuid>,
    same_name: usize,
) -> Option<Match> {
    let own: Vec<u64> = traits.words.iter().map(hash).collect();
    let mut score = 0;
    let mut evidence = 0;
    let mut reasons = Vec::new();
    if !own.is_empty() && is_set(&entry.words, &own) {
        score += SAME_NAME;
        reasons.push("the same name");
    } else if is_within(&entry.words, &own) {
        score += SIMILAR_NAME;
        reasons.push("one name is in the other");
    } else {
        // Two under one roof, or behind one switchboard, are two.
        return None;
    }
    let numbers = traits.numbers.iter().filter_map(|number| packed(number));
    if numbers
        .into_iter()
        .any(|number| entry.numbers.contains(&number))
    {
        (score, evidence) = (score + SAME_NUMBER, evidence + 1);
        reasons.push("the same telephone number");
    }
    if entry.street.is_some() && entry.street == traits.street.as_ref().map(hash) {
        (score, evidence) = (score + SAME_STREET, evidence + 1);
        reasons.push("the same address");
    }
    if entry.site.is_some() && entry.site == traits.site.as_ref().map(hash) {
        (score, evidence) = (score + SAME_SITE, evidence + 1);
        reasons.push("the same website");
    }
    // Two offices of one organization may both be called "Main office".
    let is_elsewhere = match (entry.street, &traits.street) {
        (Some(known), Some(street)) => known != hash(street),
        _ => false,
    };
    if organization.is_some() && entry.organization_id == organization && !is_elsewhere {
        (score, evidence) = (score + SAME_OWNER, evidence + 1);
        reasons.push("the same organization");
    }
    // Services and places have names like "Emergency shelter"; and of an organization with many branches
    // the name alone says nothing either.
    let name_tells =
        entry.record.kind == RecordKind::Organization && own.len() >= 2 && same_name <= 2;
    (score >= PROBABLE && (evidence > 0 || name_tells)).then(|| Match {
        of: entry.record,
        score: score.min(100),
        reason: reasons.join(", "),
    })
}

#[cfg(test)]
mod tests;
