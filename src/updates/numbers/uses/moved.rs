//! When a number came to records and went.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use super::super::{has, phones_with};
use crate::standing::RecordRef;
use crate::store::{Operation, StoreError, Subject, Trace, Transaction};

/// A change that brought the number, or took it away.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moved {
    pub changeset: i64,
    pub at: DateTime<Utc>,
    pub by: String,
    pub reason: String,
    /// Nothing where the number itself was blocked or unblocked.
    pub record: Option<RecordRef>,
    pub name: Option<String>,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Came,
    Went,
    Blocked,
    Unblocked,
}

impl What {
    pub fn as_str(self) -> &'static str {
        match self {
            What::Came => "came",
            What::Went => "went",
            What::Blocked => "blocked",
            What::Unblocked => "unblocked",
        }
    }
}

/// When sources gave the number to records or took it away, and when it was blocked or not any more.
pub(super) fn changes(tx: &mut Transaction<'_>, number: &str) -> Result<Vec<Moved>, StoreError> {
    let mut records = BTreeSet::new();
    let revision = tx.directory()?.revision;
    tx.traces(0, revision, &mut |_, trace| {
        if let Trace::Claim(claim) = trace
            && has(&claim.body, number)
        {
            records.insert(claim.record);
        }
    })?;
    let mut changes = Vec::new();
    for record in records {
        changes.extend(tx.changes_of(record)?);
    }
    for changeset in tx.changesets(i32::MAX.unsigned_abs())? {
        if matches!(
            changeset.how,
            Operation::Block | Operation::Unblock | Operation::Undo
        ) {
            let of_blocks = tx.changes_in(changeset.revision)?.into_iter();
            changes.extend(of_blocks.filter(|changed| changed.subject == Subject::Block));
        }
    }
    let mut moved: Vec<Moved> = changes
        .into_iter()
        .filter_map(|changed| {
            let is_block = changed.subject == Subject::Block;
            let is_there = |value: &Option<Value>| match value {
                Some(value) if is_block => {
                    value.get("number").and_then(Value::as_str) == Some(number)
                }
                Some(value) => phones_with(value, number),
                None => false,
            };
            let what = match (is_there(&changed.before), is_there(&changed.after)) {
                (false, true) if is_block => What::Blocked,
                (true, false) if is_block => What::Unblocked,
                (false, true) => What::Came,
                (true, false) => What::Went,
                _ => return None,
            };
            Some(Moved {
                changeset: changed.changeset.revision,
                at: changed.changeset.at,
                by: changed.changeset.by,
                reason: changed.changeset.reason,
                record: changed.record,
                name: None,
                what,
            })
        })
        .collect();
    moved.sort_by_key(|moved| std::cmp::Reverse(moved.changeset));
    Ok(moved)
}
