//! Numbers in texts: what waits as a phone, is blocked or lost to another must not go out in a sentence instead.

mod doubt;
mod stays;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value, json};

use super::beside::Beside;
use super::numbers::{is_hotline, known_crisis_numbers, phones};
pub use super::plain::in_plain;
pub use super::reading::read;
use super::reading::{LOCAL_DIGITS, Read};
use super::{Case, Holding, Part, Rule, stays_with};
use crate::standing::{FactGroup, group_of, number, numbers as numbers_of};
use crate::store::{StoreError, Transaction};
use doubt::Doubt;
pub use doubt::local;
use stays::stays;

/// The least ten digits of which the first is no 0 or 1.
const LEAST_NUMBER: u64 = 2_000_000_000;
/// Fields in which digits are no number to call, and what is never shown as a text.
const NO_TEXTS: [&str; 5] = ["extent", "id", "number", "postal_code", "unmapped"];

/// What the directory and the update say of numbers, apart from the record that is judged.
#[derive(Default)]
pub struct Numbers {
    /// Given as phones by the directory.
    served: HashSet<String>,
    /// What whoever lives there dials of these.
    served_locally: HashSet<String>,
    /// Of these the ones of hotlines.
    of_lines: HashSet<String>,
    /// Lost to another in one record, and served in none.
    lost: HashSet<String>,
    /// Seen to wait in this update.
    waiting: HashSet<String>,
    pub(super) beside: Beside,
}

impl Numbers {
    /// Walks over all records.
    pub fn of(tx: &mut Transaction<'_>) -> Result<Numbers, StoreError> {
        let mut known = Numbers::default();
        tx.each_record(&mut |record| {
            let kind = record.record.kind;
            known.beside.see(record.record, &record.body);
            let of_record = numbers_of(&record.body);
            if is_hotline(kind, &record.body) {
                let of_line = of_record.iter().map(|n| (*n).to_owned());
                known.of_lines.extend(of_line);
            }
            known
                .served
                .extend(of_record.iter().map(|n| (*n).to_owned()));
            for alternative in record.facts.values().flat_map(|fact| &fact.alternatives) {
                let lost = numbers_of(&alternative.fields);
                known.lost.extend(lost.iter().map(|n| (*n).to_owned()));
            }
        })?;
        known.beside.has_all();
        let served = &known.served;
        known.lost.retain(|number| !served.contains(number));
        let locally = served.iter().filter_map(|number| local(number));
        known.served_locally = locally.map(str::to_owned).collect();
        Ok(known)
    }

    /// Whether everybody knows it, or the directory has it as a phone.
    pub(super) fn is_judged(&self, number: &str) -> bool {
        known_crisis_numbers().contains(&number) || self.served.contains(number)
    }

    /// Whether everybody knows it, or a hotline that is served has it; of seven digits, as whoever lives there dials it.
    pub(super) fn is_of_a_line(&self, number: &str) -> bool {
        let is_of = |line: &str| local(line) == Some(number);
        known_crisis_numbers().contains(&number)
            || self.of_lines.contains(number)
            || number.len() == LOCAL_DIGITS && self.lines().any(is_of)
    }

    /// The numbers of hotlines, and those that everybody knows.
    fn lines(&self) -> impl Iterator<Item = &str> {
        let of_lines = self.of_lines.iter().map(String::as_str);
        of_lines.chain(known_crisis_numbers().iter().copied())
    }

    /// Holds the texts that the claim brings with a number that may be wrong: of a hotline (`is_line`) any that is none
    /// of its own, of another hotline or known. `blocked` are the numbers that are,
    /// `coming` those that the update gives to hotlines or that wait as theirs; the other holdings of the claim are known.
    pub fn hold(
        &mut self,
        case: &Case,
        is_line: bool,
        blocked: &HashSet<String>,
        coming: &HashSet<String>,
        holdings: &mut Vec<Holding>,
    ) {
        self.waiting.extend(held_numbers(holdings));
        let kind = case.new.record.kind;
        let waits: HashSet<String> = held_numbers(holdings).collect();
        let own = numbers_of(&case.proposed.body)
            .into_iter()
            .filter(|number| !waits.contains(*number))
            .collect();
        let lost_here = [Some(case.proposed), case.present]
            .into_iter()
            .flatten()
            .flat_map(|record| record.facts.values())
            .flat_map(|fact| &fact.alternatives)
            .flat_map(|alternative| numbers_of(&alternative.fields))
            .collect();
        let doubt = Doubt {
            known: self,
            own,
            lost_here,
            blocked,
            coming,
            is_line,
        };
        let doubtful = |value: &Value| doubt.of(value);
        let mut texts: BTreeMap<FactGroup, (Map<String, Value>, BTreeSet<String>)> =
            BTreeMap::new();
        let old = |field: &str| case.old.and_then(|old| old.body.get(field));
        for (field, value) in &case.new.body {
            if NO_TEXTS.contains(&field.as_str()) || old(field) == Some(value) {
                continue;
            }
            let mut found = doubtful(value);
            if let Some(old) = old(field).filter(|_| !found.is_empty()) {
                let before = doubtful(old);
                found.retain(|number| !before.contains(number));
            }
            if found.is_empty() {
                continue;
            }
            match stays_with(holdings, field) {
                // It waits already; what stays of it meanwhile has no such text either.
                Some(stays) => {
                    if let Some(Value::Array(items)) = stays.get_mut(field) {
                        let was = old(field).and_then(Value::as_array);
                        items.retain(|item| {
                            was.is_some_and(|was| was.contains(item)) || doubtful(item).is_empty()
                        });
                    }
                }
                None => {
                    let (fields, numbers) = texts.entry(group_of(kind, field)).or_default();
                    fields.insert(field.clone(), value.clone());
                    numbers.extend(found);
                }
            }
        }
        for (group, (after, numbers)) in texts {
            let is_doubtful = |value: &Value| !doubtful(value).is_empty();
            let stay = |(field, new): (&String, &Value)| {
                Some((field.clone(), stays(field, old(field), new, &is_doubtful)?))
            };
            let before = after.iter().filter_map(stay).collect();
            let shown: Vec<String> = numbers.iter().map(|n| shown(n)).collect();
            holdings.push(Holding {
                rule: Rule::NumberInText,
                part: Part::Group {
                    group,
                    before,
                    after,
                },
                why: format!(
                    "a text has a number that waits, is blocked, lost to another, is called a hotline's{} or is like a crisis number: {}",
                    if is_line { ", no number of this hotline" } else { "" },
                    shown.join(", ")
                ),
                question: Some(json!(numbers)),
            });
        }
    }
}

/// A number in words for people, one without its area's code too.
pub(super) fn shown(number: &str) -> String {
    match number.split_at_checked(3) {
        Some((exchange, line)) if number.len() == LOCAL_DIGITS => format!("{exchange}-{line}"),
        _ => number::display(number),
    }
}

/// The numbers that come with what is held.
pub(super) fn held_numbers(holdings: &[Holding]) -> impl Iterator<Item = String> {
    holdings.iter().flat_map(|holding| {
        let Part::Group { before, after, .. } = &holding.part else {
            return BTreeSet::new();
        };
        let of = |fields: &Map<String, Value>| -> BTreeSet<String> {
            fields
                .values()
                .flat_map(phones)
                .filter_map(written)
                .collect()
        };
        let stays = of(before);
        of(after)
            .into_iter()
            .filter(|n| !stays.contains(n))
            .collect()
    })
}

/// The number of a phone; those inside contacts are kept as they were written.
pub fn written(phone: &Value) -> Option<String> {
    number::normalise(phone.get("number")?.as_str()?).ok()
}

/// Whether a text of the body has something like a number in it.
pub fn has_number(body: &Map<String, Value>) -> bool {
    is_any(body, &|text| !read(text).is_empty())
}

/// The numbers that its texts tell, as people write them or say that they are to be called: of some seven digits.
pub fn told(body: &Map<String, Value>) -> BTreeSet<String> {
    let mut told = BTreeSet::new();
    let texts = body.iter();
    for (_, value) in texts.filter(|(field, _)| !NO_TEXTS.contains(&field.as_str())) {
        in_texts(value, &mut |text| {
            let read = read(text);
            told.extend([read.written, read.codes, read.local].into_iter().flatten());
        });
    }
    told
}

/// Whether it is so of any text of the body.
pub fn is_any(body: &Map<String, Value>, is_so: &dyn Fn(&str) -> bool) -> bool {
    let mut found = false;
    for (field, value) in body {
        if !found && !NO_TEXTS.contains(&field.as_str()) {
            in_texts(value, &mut |text| found = found || is_so(text));
        }
    }
    found
}

fn in_texts(value: &Value, see: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => see(text),
        // An extension, which is shown beside its number.
        Value::Number(number) if number.as_u64().is_some_and(|n| n >= LEAST_NUMBER) => {
            see(&number.to_string());
        }
        Value::Array(items) => items.iter().for_each(|item| in_texts(item, see)),
        Value::Object(fields) => {
            let texts = fields.iter();
            texts
                .filter(|(field, _)| !NO_TEXTS.contains(&field.as_str()) && !field.ends_with("_id"))
                .for_each(|(_, value)| in_texts(value, see));
        }
        _ => {}
    }
}

/// Whether a text of the body has this number, as whoever lives there dials it too.
pub fn has(body: &Map<String, Value>, number: &str) -> bool {
    let local = local(number);
    is_any(body, &|text| {
        let is_local = |read: &Read| local.is_some_and(|local| read.local.contains(local));
        let is_in = |read: Read| read.anywhere.contains(number) || is_local(&read);
        is_in(read(text))
    })
}

/// Whether a text in the value has a number of which `is_one` says so.
pub fn mention(value: &Value, is_one: &dyn Fn(&str) -> bool) -> bool {
    let mut found = false;
    in_texts(value, &mut |text| {
        found = found || read(text).anywhere.iter().any(|number| is_one(number));
    });
    found
}
