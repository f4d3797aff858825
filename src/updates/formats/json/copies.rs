//! A record may stand in a file many times: an organization under each of its services. It is one entry: the
//! first of its fullest copies. Where copies contradict each other, somebody is told.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};

use serde_json::{Map, Value};

use crate::standing::RecordKind;

/// Every record of the file in a few bytes, by two hashes of its key: a million records are no burden, and
/// that two of them should fall together is not to be feared.
#[derive(Default)]
pub struct Copies {
    hashers: [RandomState; 2],
    seen: HashMap<[u64; 2], Seen>,
}

struct Seen {
    copies: u32,
    /// Which copy is to be taken, counted from 0.
    fullest: u32,
    /// How much that copy says.
    leaves: u32,
}

/// What a copy that is met is.
#[derive(Debug, PartialEq, Eq)]
pub enum Copy {
    Taken,
    /// Says nothing that the copies before it contradict, and is not the one to take.
    Same,
    Differs {
        field: String,
        is_taken: bool,
    },
}

/// One reading of the file.
pub struct Reading<'a> {
    of: &'a Copies,
    met: HashMap<[u64; 2], Met>,
}

/// Of a record with more than one copy: how many were met, and their fields with their values, hashed.
#[derive(Default)]
struct Met {
    copies: u32,
    fields: Vec<[u64; 2]>,
}

impl Copies {
    /// Takes note of a copy, in the order of the file.
    pub fn note(&mut self, kind: RecordKind, key: &str, body: &Map<String, Value>) {
        let leaves = body.values().map(leaves).sum();
        let name = self.name(kind, key);
        let seen = self.seen.entry(name).or_insert(Seen {
            copies: 0,
            fullest: 0,
            leaves,
        });
        if leaves > seen.leaves {
            seen.fullest = seen.copies;
            seen.leaves = leaves;
        }
        seen.copies += 1;
    }

    pub fn reading(&self) -> Reading<'_> {
        Reading {
            of: self,
            met: HashMap::new(),
        }
    }

    fn name(&self, kind: RecordKind, key: &str) -> [u64; 2] {
        let hash = |hasher: &RandomState| hasher.hash_one((kind, key));
        [hash(&self.hashers[0]), hash(&self.hashers[1])]
    }

    fn hash(&self, what: impl Hash) -> u64 {
        self.hashers[0].hash_one(what)
    }
}

impl Reading<'_> {
    /// Meets the next copy of a record, in the order in which they were noted.
    pub fn meet(&mut self, kind: RecordKind, key: &str, body: &Map<String, Value>) -> Copy {
        let name = self.of.name(kind, key);
        let Some(seen) = self.of.seen.get(&name).filter(|seen| seen.copies > 1) else {
            return Copy::Taken;
        };
        let met = self.met.entry(name).or_default();
        let is_taken = met.copies == seen.fullest;
        met.copies += 1;
        let mut differs = None;
        for (field, value) in body {
            let field_hash = self.of.hash(field);
            let value_hash = self.of.hash(value.to_string());
            match met.fields.iter().find(|known| known[0] == field_hash) {
                Some(known) if known[1] != value_hash => {
                    differs.get_or_insert_with(|| field.clone());
                }
                Some(_) => {}
                None => met.fields.push([field_hash, value_hash]),
            }
        }
        match differs {
            Some(field) => Copy::Differs { field, is_taken },
            None if is_taken => Copy::Taken,
            None => Copy::Same,
        }
    }
}

/// How many plain values there are.
fn leaves(value: &Value) -> u32 {
    match value {
        Value::Array(items) => items.iter().map(leaves).sum(),
        Value::Object(fields) => fields.values().map(leaves).sum(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn met(bodies: &[Value]) -> Vec<Copy> {
        let bodies = || bodies.iter().map(|body| body.as_object().unwrap());
        let mut copies = Copies::default();
        for body in bodies() {
            copies.note(RecordKind::Organization, "o", body);
        }
        let mut reading = copies.reading();
        bodies()
            .map(|body| reading.meet(RecordKind::Organization, "o", body))
            .collect()
    }

    #[test]
    fn the_first_of_the_fullest_copies_is_taken() {
        let (short, full) = (json!({"name": "O"}), json!({"name": "O", "email": "e"}));
        assert_eq!(met(std::slice::from_ref(&short)), [Copy::Taken]);
        assert_eq!(
            met(&[short.clone(), short.clone()]),
            [Copy::Taken, Copy::Same]
        );
        assert_eq!(
            met(&[short.clone(), full.clone(), full, short]),
            [Copy::Same, Copy::Taken, Copy::Same, Copy::Same]
        );
    }

    #[test]
    fn a_contradiction_is_told_of_the_field() {
        let first = json!({"name": "O", "email": "e"});
        let other = json!({"name": "P", "url": "u", "website": "w"});
        let differs = |is_taken| Copy::Differs {
            field: "name".to_owned(),
            is_taken,
        };
        assert_eq!(
            met(&[first.clone(), other, first]),
            [Copy::Same, differs(true), Copy::Same]
        );
    }
}
