//! The first update of a source that nobody has seen: something to read.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Item, Loading, Proposal, digest};
use crate::standing::{Claim, RecordKind};
use crate::store::Hold;
use crate::updates::risk::{Rule, numbers};

/// Records that a person can be asked to read.
const SAMPLE: usize = 20;

/// Gathered while the update is loaded. Which records are the sample does not depend on their order.
#[derive(Default)]
pub struct FirstReading {
    sample: BTreeMap<String, Value>,
    crisis_numbers: BTreeMap<String, BTreeSet<String>>,
    confidential: BTreeMap<String, Value>,
}

impl FirstReading {
    /// `claim` as the update has it, stripped.
    pub fn see(&mut self, claim: &Claim, is_withheld: bool) {
        let kind = claim.record.kind;
        let key = digest(&json!([kind, claim.foreign_id]));
        let name = claim
            .body
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or("(no name)");
        if is_withheld {
            // Its source's key for it may tell the place.
            let row = json!({"record": kind, "body": claim.body});
            self.confidential.insert(key, row);
            return;
        }
        let is_line = numbers::is_hotline(kind, &claim.body);
        for phone in claim.body.values().flat_map(numbers::phones) {
            if let Some(number) = phone.get("number").and_then(Value::as_str)
                && (is_line || numbers::looks_like(number).is_some())
            {
                self.crisis_numbers
                    .entry(number.to_owned())
                    .or_default()
                    .insert(name.to_owned());
            }
        }
        if kind != RecordKind::ServiceAtLocation {
            let is_full = self.sample.len() >= SAMPLE;
            if !is_full
                || self
                    .sample
                    .last_key_value()
                    .is_some_and(|(last, _)| key < *last)
            {
                let row = json!({"record": kind, "key": claim.foreign_id, "body": claim.body});
                self.sample.insert(key, row);
            }
            if self.sample.len() > SAMPLE {
                self.sample.pop_last();
            }
        }
    }

    /// Nothing where nothing was read.
    pub fn hold(self, source_id: Uuid, loading: &Loading) -> Option<Hold> {
        if self.sample.is_empty() && self.confidential.is_empty() {
            return None;
        }
        let rule = Rule::FirstUpdate.as_str();
        let update = json!({
            "sample": self.sample.into_values().collect::<Vec<_>>(),
            "crisis_numbers": self.crisis_numbers,
            "confidential": self.confidential.into_values().collect::<Vec<_>>(),
        });
        let item = Item {
            by: loading.by.clone(),
            why: "the first update of this source: read what it says".to_owned(),
            crisis_numbers: BTreeSet::new(),
            proposal: Proposal::Read { update },
        };
        Some(Hold {
            revision: 0,
            at: loading.at,
            source_id,
            rule: rule.to_owned(),
            record: None,
            group: None,
            group_key: digest(&json!([rule, source_id])),
            fingerprint: digest(&json!([rule, source_id])),
            proposal: json!(item),
        })
    }
}
