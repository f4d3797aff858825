//! What makes held items one question, and a proposal the same as one of before.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Proposal, digest_of};
use crate::standing::{Claim, RecordKind};
use crate::updates::risk::Rule;

/// Items with one key are one question: what one source changes in the same way; of a crisis number, the
/// number, whoever says it.
pub(super) fn group_key(
    rule: Rule,
    claim: &Claim,
    proposal: &Proposal,
    question: Option<&Value>,
) -> String {
    let rule_word = rule.as_str();
    digest(&match (proposal, question) {
        (_, Some(question)) if rule == Rule::CrisisNumber => return number_key(question),
        (_, Some(question)) => json!([rule_word, claim.source_id, question]),
        (
            Proposal::Group {
                group,
                before,
                after,
                ..
            },
            None,
        ) => {
            json!([
                rule_word,
                claim.source_id,
                claim.record.kind,
                group,
                before,
                after
            ])
        }
        // A record of its own is a question of its own.
        _ => json!([
            rule_word,
            claim.source_id,
            claim.record.kind,
            claim.foreign_id
        ]),
    })
}

/// Of the crisis numbers that go and come: those that come, whoever says so, and whatever they take the place of.
pub(super) fn number_key(question: &Value) -> String {
    let come = question.get(1).filter(|come| *come != &json!([]));
    let asked = come.map_or_else(|| question.clone(), |come| json!([[], come]));
    digest(&json!([Rule::CrisisNumber.as_str(), asked]))
}

/// The entry that a proposal is of.
pub(super) fn named(proposal: &Proposal) -> Option<(Uuid, RecordKind, &str)> {
    match proposal {
        Proposal::Group {
            record,
            source_id,
            foreign_id,
            ..
        } => Some((*source_id, record.kind, foreign_id)),
        Proposal::Claim { claim, .. } | Proposal::Duplicate { claim, .. } => {
            Some((claim.source_id, claim.record.kind, &claim.foreign_id))
        }
        _ => None,
    }
}

/// The same proposal on the same fact has the same, whenever it is made. A withheld record has another id
/// each time that it is proposed, so that the source's own name for it counts.
pub(super) fn fingerprint(
    rule: Rule,
    (source_id, kind, foreign_id): (Uuid, RecordKind, &str),
    proposal: &Proposal,
    question: Option<&Value>,
) -> String {
    let what = match proposal {
        Proposal::Group {
            group,
            before,
            after,
            present,
            ..
        } => json!([group, before, after, present]),
        Proposal::Claim { claim, was, .. } => match question {
            // What is called where it leads may be another number by then.
            Some(question) if rule == Rule::CrisisNumber => {
                json!([digest_of(claim), was, question])
            }
            _ => json!([digest_of(claim), was]),
        },
        // For good, whatever else changes in it.
        Proposal::Duplicate { of, .. } => json!([of]),
        Proposal::Public { .. } | Proposal::Withdraw { .. } | Proposal::Read { .. } => Value::Null,
    };
    digest(&json!([rule.as_str(), source_id, kind, foreign_id, what]))
}

/// Of the value, whatever the order of its fields.
pub(super) fn digest(value: &Value) -> String {
    crate::standing::fingerprint(&[("of".to_owned(), value.clone())].into_iter().collect())
}
