//! What waits for a person: a part of a claim, as it stays and as it would be.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::report::Report;
use super::risk::{Holding, Rule};
use crate::standing::{Claim, FactGroup, RecordRef, group_of};
use crate::store::{Hold, StoreError, Transaction};

/// What would be done if a person approved it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Proposal {
    /// The fields of one group of a source's claim.
    Group {
        record: RecordRef,
        source_id: Uuid,
        foreign_id: String,
        group: FactGroup,
        before: Map<String, Value>,
        after: Map<String, Value>,
        why: String,
    },
    /// A source's claim whole.
    Claim { claim: Claim, why: String },
    /// That the source says nothing more of these.
    Withdraw {
        claims: Vec<(RecordRef, String)>,
        source_id: Uuid,
        why: String,
    },
}

/// Parts `new` by what has to wait: what stands of the source's word now, and the holds. Nothing stands
/// where all of it waits.
pub fn part(
    old: Option<&Claim>,
    new: &Claim,
    holdings: Vec<Holding>,
    at: DateTime<Utc>,
) -> (Option<Claim>, Vec<Hold>) {
    let mut stands = Some(new.clone());
    let mut holds = Vec::new();
    for holding in holdings {
        let proposal = match holding.group {
            Some(group) => {
                if let Some(claim) = &mut stands {
                    claim
                        .body
                        .retain(|field, _| group_of(claim.record.kind, field) != group);
                    claim.body.extend(holding.before.clone());
                }
                Proposal::Group {
                    record: new.record,
                    source_id: new.source_id,
                    foreign_id: new.foreign_id.clone(),
                    group,
                    before: holding.before,
                    after: holding.after,
                    why: holding.why,
                }
            }
            None => {
                stands = None;
                Proposal::Claim {
                    claim: new.clone(),
                    why: holding.why,
                }
            }
        };
        holds.push(hold(new, holding.rule, &proposal, at));
    }
    (stands, holds)
}

fn hold(claim: &Claim, rule: Rule, proposal: &Proposal, at: DateTime<Utc>) -> Hold {
    let group = match proposal {
        Proposal::Group { group, .. } => Some(*group),
        Proposal::Claim { .. } | Proposal::Withdraw { .. } => None,
    };
    Hold {
        // Filled in when the update is over.
        revision: 0,
        at,
        source_id: claim.source_id,
        rule: rule.as_str().to_owned(),
        record: Some(claim.record),
        group,
        group_key: group_key(rule, claim, proposal),
        proposal: json!(proposal),
        fingerprint: fingerprint(proposal),
    }
}

/// Items with one key are judged together: what one source changes in the same way.
fn group_key(rule: Rule, claim: &Claim, proposal: &Proposal) -> String {
    match proposal {
        Proposal::Group {
            group,
            before,
            after,
            ..
        } => digest(&json!([
            rule.as_str(),
            claim.source_id,
            claim.record.kind,
            group,
            before,
            after
        ])),
        // A record of its own is a question of its own.
        _ => digest(&json!([rule.as_str(), claim.source_id, claim.record])),
    }
}

/// The same proposal on the same fact has the same, whenever it is made.
fn fingerprint(proposal: &Proposal) -> String {
    digest(&json!(proposal))
}

fn digest(value: &Value) -> String {
    let digest = Sha256::digest(value.to_string());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes what waits. What a person rejected before, and would have to judge again unchanged, does not.
pub fn put(
    tx: &mut Transaction<'_>,
    report: &mut Report,
    holds: Vec<Hold>,
) -> Result<(), StoreError> {
    for hold in &holds {
        *report.held_by_rule.entry(hold.rule.clone()).or_default() += 1;
    }
    tx.hold(&holds)?;
    Ok(())
}
