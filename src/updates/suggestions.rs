//! What anybody thinks is wrong, judged: it becomes an edit, or it is rejected. Who judged it and why is kept; of what
//! was said, and of when, nothing.

use serde_json::{Map, Value};
use uuid::Uuid;

use super::check;
use super::confidential::{self, About};
use super::edit::{Edit, EditError, What, edit};
use super::entries::SourceHeader;
use super::load::Author;
use super::person::Person;
use super::report::Report;
use crate::geography::Gazetteer;
use crate::standing::RecordRef;
use crate::store::{Decision, HeldState, JudgedSuggestion, Operation, StoreError, Transaction};

/// What puts the record right.
#[derive(Clone, Debug)]
pub struct Correction {
    /// Whose word it becomes.
    pub source: SourceHeader,
    /// A merge patch (RFC 7396).
    pub change: Map<String, Value>,
    /// The revision of the record that whoever corrects it has seen.
    pub seen: Option<i64>,
    /// It waits for a publisher.
    pub draft: bool,
}

/// Why a suggestion was not judged. It is still there, and nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum JudgeError {
    #[error("there is no such suggestion")]
    Unknown,
    /// Members of the change that no record of its kind has: what was meant would be lost with the suggestion.
    #[error("nothing reads {} of the change", .0.join(", "))]
    NotRead(Vec<String>),
    #[error(transparent)]
    Edit(#[from] EditError),
}

impl From<StoreError> for JudgeError {
    fn from(error: StoreError) -> JudgeError {
        JudgeError::Edit(error.into())
    }
}

/// What is kept of what anybody says of a record: of one that keeps a place nothing with an address, which nobody else is
/// to read.
pub fn kept(tx: &mut Transaction<'_>, record: RecordRef, text: &str) -> Result<String, StoreError> {
    let mut text = text.to_owned();
    confidential::discreet(tx, About::Records(&[record]), [&mut text])?;
    Ok(text)
}

/// Which record a suggestion is of.
pub fn record_of(tx: &mut Transaction<'_>, id: Uuid) -> Result<RecordRef, JudgeError> {
    let suggestion = tx.suggestion(id)?;
    Ok(suggestion.ok_or(JudgeError::Unknown)?.record)
}

/// Makes the edit that a suggestion led to, as any other, and closes the suggestion: the report of the edit, and the
/// record's revision after it. Without a correction somebody has put it right already, as the reason says.
pub fn approve(
    tx: &mut Transaction<'_>,
    gazetteer: &Gazetteer,
    id: Uuid,
    correction: Option<Correction>,
    person: &Person,
    random_id: &mut dyn FnMut() -> Uuid,
) -> Result<Option<(Report, Option<i64>)>, JudgeError> {
    let record = record_of(tx, id)?;
    let person = &person.discreet(tx, About::Records(&[record]))?;
    let edited = match correction {
        None => None,
        Some(correction) => {
            let unknown = check::unknown(record.kind, &correction.change);
            let unknown: Vec<String> = unknown.map(str::to_owned).collect();
            if !unknown.is_empty() {
                return Err(JudgeError::NotRead(unknown));
            }
            let asked = Edit {
                record,
                source: correction.source,
                what: What::Patch(correction.change),
                seen: correction.seen,
                author: Author {
                    at: person.at,
                    by: person.by.clone(),
                    reason: format!("{} (suggestion {id})", person.reason),
                    api_key_id: person.api_key_id,
                    how: Operation::Edit,
                },
                draft: correction.draft,
            };
            Some(edit(tx, gazetteer, asked, random_id)?)
        }
    };
    close(tx, id, record, person, HeldState::Approved)?;
    Ok(edited)
}

/// Closes a suggestion that is not right.
pub fn reject(tx: &mut Transaction<'_>, id: Uuid, person: &Person) -> Result<(), JudgeError> {
    let record = record_of(tx, id)?;
    close(tx, id, record, person, HeldState::Rejected)
}

fn close(
    tx: &mut Transaction<'_>,
    id: Uuid,
    record: RecordRef,
    person: &Person,
    state: HeldState,
) -> Result<(), JudgeError> {
    let person = person.discreet(tx, About::Records(&[record]))?;
    let decision = Decision {
        state,
        at: person.at,
        by: person.by,
        reason: person.reason,
        remembered_until: None,
    };
    Ok(tx.judge_suggestion(&JudgedSuggestion {
        id,
        record,
        decision,
    })?)
}
