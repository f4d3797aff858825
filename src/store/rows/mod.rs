//! Rows as Diesel reads and writes them, and the domain's types that they stand for.

mod access;
mod waiting;

use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

pub(super) use access::{ApiKeyRow, CallRow, ReplyRow};
pub(super) use waiting::{HeldRow, JudgedSuggestionRow, SuggestionRow};

use super::schema::{
    blocked_number, change, changeset, claim, directory, resolution, same_as, source, verification,
};
use super::text::{
    date, from_date, from_day, from_id, from_json, from_record, from_time, from_word, json, plain,
    time, word,
};
use super::{Changed, Directory, Published, StoreError};
use crate::standing::{
    BlockedNumber, Claim, Record, RecordKind, Resolution, SameAs, Source, Verification,
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = directory)]
pub(super) struct DirectoryRow {
    pub directory_id: String,
    pub revision: i64,
    pub secret: Vec<u8>,
    pub created_at: String,
}

impl TryFrom<DirectoryRow> for Directory {
    type Error = StoreError;

    fn try_from(row: DirectoryRow) -> Result<Directory, StoreError> {
        Ok(Directory {
            directory_id: from_id(&row.directory_id)?,
            revision: row.revision,
            secret: row.secret.try_into().map_err(|_| {
                StoreError::Other("the directory's secret is not of 32 bytes".to_owned())
            })?,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = source, treat_none_as_default_value = false)]
pub(super) struct SourceRow {
    id: String,
    key: String,
    name: String,
    kind: String,
    date: Option<String>,
    url: Option<String>,
}

impl TryFrom<&Source> for SourceRow {
    type Error = StoreError;

    fn try_from(source: &Source) -> Result<SourceRow, StoreError> {
        Ok(SourceRow {
            id: source.id.to_string(),
            key: plain(&source.key)?,
            name: plain(&source.name)?,
            kind: word(source.kind)?,
            date: date(source.date),
            url: source.url.as_deref().map(plain).transpose()?,
        })
    }
}

impl TryFrom<SourceRow> for Source {
    type Error = StoreError;

    fn try_from(row: SourceRow) -> Result<Source, StoreError> {
        Ok(Source {
            id: from_id(&row.id)?,
            key: row.key,
            name: row.name,
            kind: from_word(&row.kind)?,
            date: from_date(row.date)?,
            url: row.url,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = claim, treat_none_as_default_value = false)]
pub(super) struct ClaimRow {
    record_kind: String,
    record_id: String,
    source_id: String,
    foreign_id: String,
    body: String,
    denies: String,
    words: Option<String>,
    how: String,
    date: Option<String>,
}

impl TryFrom<&Claim> for ClaimRow {
    type Error = StoreError;

    fn try_from(claim: &Claim) -> Result<ClaimRow, StoreError> {
        Ok(ClaimRow {
            record_kind: claim.record.kind.as_str().to_owned(),
            record_id: claim.record.id.to_string(),
            source_id: claim.source_id.to_string(),
            foreign_id: plain(&claim.foreign_id)?,
            body: json(&claim.body)?,
            denies: json(&claim.denies)?,
            words: claim.words.as_deref().map(plain).transpose()?,
            how: word(claim.how)?,
            date: date(claim.date),
        })
    }
}

impl TryFrom<ClaimRow> for Claim {
    type Error = StoreError;

    fn try_from(row: ClaimRow) -> Result<Claim, StoreError> {
        Ok(Claim {
            record: from_record(&row.record_kind, &row.record_id)?,
            source_id: from_id(&row.source_id)?,
            foreign_id: row.foreign_id,
            body: from_json(&row.body)?,
            denies: from_json(&row.denies)?,
            words: row.words,
            how: from_word(&row.how)?,
            date: from_date(row.date)?,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = same_as, treat_none_as_default_value = false)]
pub(super) struct SameAsRow {
    source_id: String,
    record_kind: String,
    foreign_id: String,
    record_id: String,
}

impl TryFrom<&SameAs> for SameAsRow {
    type Error = StoreError;

    fn try_from(same_as: &SameAs) -> Result<SameAsRow, StoreError> {
        Ok(SameAsRow {
            source_id: same_as.source_id.to_string(),
            record_kind: same_as.record.kind.as_str().to_owned(),
            foreign_id: plain(&same_as.foreign_id)?,
            record_id: same_as.record.id.to_string(),
        })
    }
}

impl TryFrom<SameAsRow> for SameAs {
    type Error = StoreError;

    fn try_from(row: SameAsRow) -> Result<SameAs, StoreError> {
        Ok(SameAs {
            source_id: from_id(&row.source_id)?,
            record: from_record(&row.record_kind, &row.record_id)?,
            foreign_id: row.foreign_id,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = resolution, treat_none_as_default_value = false)]
pub(super) struct ResolutionRow {
    record_kind: String,
    record_id: String,
    fact_group: String,
    preferred: String,
    reason: String,
    by: String,
    at: String,
}

impl TryFrom<&Resolution> for ResolutionRow {
    type Error = StoreError;

    fn try_from(resolution: &Resolution) -> Result<ResolutionRow, StoreError> {
        Ok(ResolutionRow {
            record_kind: resolution.record.kind.as_str().to_owned(),
            record_id: resolution.record.id.to_string(),
            fact_group: word(resolution.group)?,
            preferred: resolution.preferred.to_string(),
            reason: plain(&resolution.reason)?,
            by: plain(&resolution.by)?,
            at: time(resolution.at),
        })
    }
}

impl TryFrom<ResolutionRow> for Resolution {
    type Error = StoreError;

    fn try_from(row: ResolutionRow) -> Result<Resolution, StoreError> {
        Ok(Resolution {
            record: from_record(&row.record_kind, &row.record_id)?,
            group: from_word(&row.fact_group)?,
            preferred: from_id(&row.preferred)?,
            reason: row.reason,
            by: row.by,
            at: from_time(&row.at)?,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = verification, treat_none_as_default_value = false)]
pub(super) struct VerificationRow {
    record_kind: String,
    record_id: String,
    fact_group: String,
    how: String,
    date: String,
    value: String,
    by: String,
    at: String,
    note: Option<String>,
}

impl TryFrom<&Verification> for VerificationRow {
    type Error = StoreError;

    fn try_from(verification: &Verification) -> Result<VerificationRow, StoreError> {
        Ok(VerificationRow {
            record_kind: verification.record.kind.as_str().to_owned(),
            record_id: verification.record.id.to_string(),
            fact_group: word(verification.group)?,
            how: word(verification.how)?,
            date: verification.date.to_string(),
            value: plain(&verification.value)?,
            by: plain(&verification.by)?,
            at: time(verification.at),
            note: verification.note.as_deref().map(plain).transpose()?,
        })
    }
}

impl TryFrom<VerificationRow> for Verification {
    type Error = StoreError;

    fn try_from(row: VerificationRow) -> Result<Verification, StoreError> {
        Ok(Verification {
            record: from_record(&row.record_kind, &row.record_id)?,
            group: from_word(&row.fact_group)?,
            how: from_word(&row.how)?,
            date: from_day(&row.date)?,
            value: row.value,
            by: row.by,
            at: from_time(&row.at)?,
            note: row.note,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = blocked_number, treat_none_as_default_value = false)]
pub(super) struct BlockRow {
    number: String,
    reason: String,
    by: String,
    at: String,
}

impl TryFrom<&BlockedNumber> for BlockRow {
    type Error = StoreError;

    fn try_from(block: &BlockedNumber) -> Result<BlockRow, StoreError> {
        Ok(BlockRow {
            number: plain(&block.number)?,
            reason: plain(&block.reason)?,
            by: plain(&block.by)?,
            at: time(block.at),
        })
    }
}

impl TryFrom<BlockRow> for BlockedNumber {
    type Error = StoreError;

    fn try_from(row: BlockRow) -> Result<BlockedNumber, StoreError> {
        Ok(BlockedNumber {
            number: row.number,
            reason: row.reason,
            by: row.by,
            at: from_time(&row.at)?,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = changeset, treat_none_as_default_value = false)]
pub(super) struct ChangesetRow {
    pub revision: i64,
    pub at: String,
    pub by: String,
    pub reason: String,
    pub source_id: Option<String>,
    pub how: String,
    pub api_key_id: Option<String>,
    pub report: Option<String>,
}

impl TryFrom<ChangesetRow> for Published {
    type Error = StoreError;

    fn try_from(row: ChangesetRow) -> Result<Published, StoreError> {
        Ok(Published {
            revision: row.revision,
            at: from_time(&row.at)?,
            by: row.by,
            reason: row.reason,
            source_id: row.source_id.as_deref().map(from_id).transpose()?,
            how: from_word(&row.how)?,
            api_key_id: row.api_key_id.as_deref().map(from_id).transpose()?,
            report: row.report.as_deref().map(from_json).transpose()?,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = change, treat_none_as_default_value = false)]
pub(super) struct ChangeRow {
    pub revision: i64,
    pub position: i64,
    pub subject: String,
    pub record_kind: Option<String>,
    pub record_id: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl TryFrom<(ChangeRow, ChangesetRow)> for Changed {
    type Error = StoreError;

    fn try_from((row, changeset): (ChangeRow, ChangesetRow)) -> Result<Changed, StoreError> {
        let value = |text: Option<String>| -> Result<Option<Value>, StoreError> {
            text.as_deref().map(from_json).transpose()
        };
        Ok(Changed {
            changeset: changeset.try_into()?,
            subject: from_word(&row.subject)?,
            record: match (&row.record_kind, &row.record_id) {
                (Some(kind), Some(id)) => Some(from_record(kind, id)?),
                _ => None,
            },
            before: value(row.before)?,
            after: value(row.after)?,
        })
    }
}

/// A record's columns, those of its parents included. The four tables differ in which parents
/// they have, so each takes what it needs.
pub(super) struct RecordRow {
    pub id: String,
    pub organization_id: String,
    pub service_id: String,
    pub location_id: String,
    pub body: String,
    pub facts: String,
}

impl TryFrom<&Record> for RecordRow {
    type Error = StoreError;

    fn try_from(record: &Record) -> Result<RecordRow, StoreError> {
        let parent = |kind: RecordKind, field: &str| {
            if record.record.kind != kind {
                return Ok(String::new());
            }
            let id = record.body.get(field).and_then(Value::as_str);
            match id.and_then(|id| id.parse::<Uuid>().ok()) {
                Some(id) => Ok(id.to_string()),
                None => Err(StoreError::Orphan(format!(
                    "{} {} has no {field}",
                    kind.as_str(),
                    record.record.id
                ))),
            }
        };
        Ok(RecordRow {
            id: record.record.id.to_string(),
            organization_id: parent(RecordKind::Service, "organization_id")?,
            service_id: parent(RecordKind::ServiceAtLocation, "service_id")?,
            location_id: parent(RecordKind::ServiceAtLocation, "location_id")?,
            body: json(&record.body)?,
            facts: json(&record.facts)?,
        })
    }
}
