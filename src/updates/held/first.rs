//! The first update of a source that nobody has seen: something to read.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Item, Loading, Proposal, digest};
use crate::standing::{Claim, RecordKind, RecordRef};
use crate::store::Hold;
use crate::updates::risk::{Rule, numbers};

/// Records that a person can be asked to read.
const SAMPLE: usize = 20;

/// Gathered while the update is loaded. Which records are the sample does not depend on their order.
///
/// Only names of records are kept: what they say is read when it is shown, so that nothing is here that has to
/// be hidden later.
#[derive(Default)]
pub struct FirstReading {
    /// Those with the least ids, in which there is no order but chance.
    sample: BTreeMap<Uuid, RecordRef>,
    crisis_numbers: BTreeMap<String, BTreeSet<RecordRef>>,
    confidential: BTreeSet<RecordRef>,
}

impl FirstReading {
    /// `claim` as the update has it, stripped.
    pub fn see(&mut self, claim: &Claim, is_withheld: bool) {
        let record = claim.record;
        if is_withheld {
            // Once for each place: what is served there goes without saying.
            if record.kind == RecordKind::Location {
                self.confidential.insert(record);
            }
            return;
        }
        let is_line = numbers::is_hotline(record.kind, &claim.body);
        for phone in claim.body.values().flat_map(numbers::phones) {
            if let Some(number) = phone.get("number").and_then(Value::as_str)
                && (is_line || numbers::looks_like(number).is_some())
            {
                self.crisis_numbers
                    .entry(number.to_owned())
                    .or_default()
                    .insert(record);
            }
        }
        if record.kind != RecordKind::ServiceAtLocation {
            self.sample.insert(record.id, record);
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
        let item = Item {
            by: loading.by.clone(),
            api_key_id: loading.api_key_id,
            // Of no record, so that it could not be taken out again.
            reason: None,
            why: "the first update of this source: read what it says".to_owned(),
            crisis_numbers: BTreeSet::new(),
            proposal: Proposal::Read {
                sample: self.sample.into_values().collect(),
                crisis_numbers: self.crisis_numbers,
                confidential: self.confidential.into_iter().collect(),
            },
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
