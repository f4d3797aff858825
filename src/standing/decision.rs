//! What we say ourselves of what sources say: whose word stands, what we confirmed, which numbers are blocked.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::claim::{How, RecordRef};
use crate::hsds::FactGroup;

/// A person's decision between claims. Settling is not verifying.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resolution {
    pub record: RecordRef,
    pub group: FactGroup,
    /// The source whose claim stands.
    pub preferred: Uuid,
    pub reason: String,
    pub by: String,
    pub at: DateTime<Utc>,
}

/// A person's word that a fact group is right. It holds for the value that was confirmed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verification {
    pub record: RecordRef,
    pub group: FactGroup,
    pub how: How,
    /// The day on which it was confirmed, which may be before it was written down.
    pub date: NaiveDate,
    /// The [`fingerprint`] of the group's fields as they were.
    pub value: String,
    pub by: String,
    pub at: DateTime<Utc>,
    pub note: Option<String>,
}

/// A number that no record gives to anyone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BlockedNumber {
    /// E.164, or a short code's digits.
    pub number: String,
    pub reason: String,
    pub by: String,
    pub at: DateTime<Utc>,
}

/// All that was decided on the records that are computed.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    resolutions: HashMap<(RecordRef, FactGroup), Resolution>,
    verifications: HashMap<(RecordRef, FactGroup), Verification>,
    blocked: HashSet<String>,
}

impl Decisions {
    /// Of several on one group of a record the latest counts.
    pub fn new(
        resolutions: impl IntoIterator<Item = Resolution>,
        verifications: impl IntoIterator<Item = Verification>,
        blocked: impl IntoIterator<Item = BlockedNumber>,
    ) -> Decisions {
        let mut decisions = Decisions {
            blocked: blocked.into_iter().map(|block| block.number).collect(),
            ..Decisions::default()
        };
        for new in resolutions {
            let key = (new.record, new.group);
            let old = decisions.resolutions.get(&key);
            if old.is_none_or(|old| old.at <= new.at) {
                decisions.resolutions.insert(key, new);
            }
        }
        for new in verifications {
            let key = (new.record, new.group);
            let old = decisions.verifications.get(&key);
            if old.is_none_or(|old| old.at <= new.at) {
                decisions.verifications.insert(key, new);
            }
        }
        decisions
    }

    /// Which source somebody decided for.
    pub fn resolution(&self, record: RecordRef, group: FactGroup) -> Option<&Resolution> {
        self.resolutions.get(&(record, group))
    }

    /// The latest confirmation.
    pub fn verification(&self, record: RecordRef, group: FactGroup) -> Option<&Verification> {
        self.verifications.get(&(record, group))
    }

    /// Whether the number, in E.164 or a short code, was withdrawn everywhere.
    pub fn is_blocked(&self, number: &str) -> bool {
        self.blocked.contains(number)
    }

    /// The value without the phones, at any depth, that have a blocked number. `None` where nothing is left of it.
    pub(super) fn without_blocked(&self, field: &str, value: &Value) -> Option<Value> {
        if self.blocked.is_empty() {
            return Some(value.clone());
        }
        match value {
            Value::Array(items) => {
                let is_blocked = |item: &Value| {
                    let number = item.get("number").and_then(Value::as_str);
                    field == "phones" && number.is_some_and(|number| self.is_blocked(number))
                };
                let kept: Vec<Value> = items
                    .iter()
                    .filter(|item| !is_blocked(item))
                    .filter_map(|item| self.without_blocked("", item))
                    .collect();
                (items.is_empty() || !kept.is_empty()).then_some(Value::Array(kept))
            }
            Value::Object(fields) => Some(Value::Object(
                fields
                    .iter()
                    .filter_map(|(field, value)| {
                        Some((field.clone(), self.without_blocked(field, value)?))
                    })
                    .collect(),
            )),
            other => Some(other.clone()),
        }
    }
}

/// Tells whether a group's fields are still what they were, whatever the order of the fields: SHA-256
/// in hexadecimal digits.
pub fn fingerprint(fields: &Map<String, Value>) -> String {
    let sorted = sorted(&Value::Object(fields.clone()));
    let digest = Sha256::digest(sorted.to_string());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(sorted).collect(),
        Value::Object(fields) => {
            let by_name: BTreeMap<&String, Value> = fields
                .iter()
                .map(|(name, value)| (name, sorted(value)))
                .collect();
            by_name
                .into_iter()
                .map(|(name, value)| (name.clone(), value))
                .collect()
        }
        other => other.clone(),
    }
}
