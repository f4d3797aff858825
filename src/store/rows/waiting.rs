//! Rows of what waits for a person.

use diesel::prelude::*;

use crate::store::schema::{held, judged_suggestion, suggestion};
use crate::store::text::{
    from_id, from_json, from_record, from_time, from_word, json, plain, time, word,
};
use crate::store::{Decision, Held, HeldState, Hold, JudgedSuggestion, StoreError, Suggestion};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = held, treat_none_as_default_value = false)]
pub(in crate::store) struct HeldRow {
    number: i64,
    revision: i64,
    at: String,
    source_id: String,
    rule: String,
    record_kind: Option<String>,
    record_id: Option<String>,
    fact_group: Option<String>,
    group_key: String,
    proposal: String,
    fingerprint: String,
    state: String,
    decided_at: Option<String>,
    decided_by: Option<String>,
    reason: Option<String>,
    remembered_until: Option<String>,
}

impl HeldRow {
    pub fn waiting(number: i64, hold: &Hold) -> Result<HeldRow, StoreError> {
        Ok(HeldRow {
            number,
            revision: hold.revision,
            at: time(hold.at),
            source_id: hold.source_id.to_string(),
            rule: plain(&hold.rule)?,
            record_kind: hold.record.map(|record| record.kind.as_str().to_owned()),
            record_id: hold.record.map(|record| record.id.to_string()),
            fact_group: hold.group.map(word).transpose()?,
            group_key: plain(&hold.group_key)?,
            proposal: json(&hold.proposal)?,
            fingerprint: plain(&hold.fingerprint)?,
            state: word(HeldState::Waiting)?,
            decided_at: None,
            decided_by: None,
            reason: None,
            remembered_until: None,
        })
    }
}

impl TryFrom<HeldRow> for Held {
    type Error = StoreError;

    fn try_from(row: HeldRow) -> Result<Held, StoreError> {
        let state = from_word(&row.state)?;
        let decision = match row.decided_at {
            Some(at) => Some(Decision {
                state,
                at: from_time(&at)?,
                by: row.decided_by.unwrap_or_default(),
                reason: row.reason.unwrap_or_default(),
                remembered_until: row.remembered_until.as_deref().map(from_time).transpose()?,
            }),
            None => None,
        };
        Ok(Held {
            number: row.number,
            hold: Hold {
                revision: row.revision,
                at: from_time(&row.at)?,
                source_id: from_id(&row.source_id)?,
                rule: row.rule,
                record: match (&row.record_kind, &row.record_id) {
                    (Some(kind), Some(id)) => Some(from_record(kind, id)?),
                    _ => None,
                },
                group: row.fact_group.as_deref().map(from_word).transpose()?,
                group_key: row.group_key,
                proposal: from_json(&row.proposal)?,
                fingerprint: row.fingerprint,
            },
            state,
            decision,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = suggestion)]
pub(in crate::store) struct SuggestionRow {
    id: String,
    at: String,
    record_kind: String,
    record_id: String,
    body: String,
}

impl TryFrom<&Suggestion> for SuggestionRow {
    type Error = StoreError;

    fn try_from(suggestion: &Suggestion) -> Result<SuggestionRow, StoreError> {
        Ok(SuggestionRow {
            id: suggestion.id.to_string(),
            at: time(suggestion.at),
            record_kind: suggestion.record.kind.as_str().to_owned(),
            record_id: suggestion.record.id.to_string(),
            body: json(&suggestion.body)?,
        })
    }
}

impl TryFrom<SuggestionRow> for Suggestion {
    type Error = StoreError;

    fn try_from(row: SuggestionRow) -> Result<Suggestion, StoreError> {
        Ok(Suggestion {
            id: from_id(&row.id)?,
            at: from_time(&row.at)?,
            record: from_record(&row.record_kind, &row.record_id)?,
            body: from_json(&row.body)?,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = judged_suggestion)]
pub(in crate::store) struct JudgedSuggestionRow {
    id: String,
    record_kind: String,
    record_id: String,
    state: String,
    at: String,
    by: String,
    reason: String,
}

impl TryFrom<&JudgedSuggestion> for JudgedSuggestionRow {
    type Error = StoreError;

    fn try_from(judged: &JudgedSuggestion) -> Result<JudgedSuggestionRow, StoreError> {
        Ok(JudgedSuggestionRow {
            id: judged.id.to_string(),
            record_kind: judged.record.kind.as_str().to_owned(),
            record_id: judged.record.id.to_string(),
            state: word(judged.decision.state)?,
            at: time(judged.decision.at),
            by: plain(&judged.decision.by)?,
            reason: plain(&judged.decision.reason)?,
        })
    }
}

impl TryFrom<JudgedSuggestionRow> for JudgedSuggestion {
    type Error = StoreError;

    fn try_from(row: JudgedSuggestionRow) -> Result<JudgedSuggestion, StoreError> {
        Ok(JudgedSuggestion {
            id: from_id(&row.id)?,
            record: from_record(&row.record_kind, &row.record_id)?,
            decision: Decision {
                state: from_word(&row.state)?,
                at: from_time(&row.at)?,
                by: row.by,
                reason: row.reason,
                remembered_until: None,
            },
        })
    }
}
