//! What is published, and what the history says of it.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::StoreError;
use crate::standing::{
    BlockedNumber, Claim, FactGroup, Record, RecordKind, RecordRef, Resolution, SameAs, Source,
    Verification,
};

/// What a changeset came about by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// The directory that a new database starts with.
    Seed,
    /// An update from a source.
    Load,
    /// One record, changed through the API or the command line.
    Edit,
    /// Held items, approved.
    Review,
    /// A person's decision between claims.
    Resolve,
    Verify,
    /// A number, blocked.
    Block,
    /// A number, put back into service.
    Unblock,
    Merge,
    Undo,
}

/// The head of a changeset that is written in parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The revision that the changes were planned on; none where they are planned in the transaction.
    pub expected_revision: Option<i64>,
    pub at: DateTime<Utc>,
    pub by: String,
    /// The key that the request was made with, where there was one.
    pub api_key_id: Option<Uuid>,
    pub how: Operation,
    pub reason: String,
    /// The source of the update, where there is one. The changeset itself may be what adds it.
    pub source_id: Option<Uuid>,
}

/// A set of changes that is published whole or not at all.
#[derive(Clone, Debug, PartialEq)]
pub struct Changeset {
    /// The revision that the changes were planned on.
    pub expected_revision: i64,
    pub at: DateTime<Utc>,
    pub how: Operation,
    pub by: String,
    pub reason: String,
    /// The source of the update, where there is one. The changeset itself may be what adds it.
    pub source_id: Option<Uuid>,
    pub changes: Vec<Change>,
    /// The records that the changes make, computed again. The last of several with one id counts.
    pub records: Vec<Record>,
    /// The records that no claim supports any more. Each stays as a tombstone without its body.
    pub removed: Vec<RecordRef>,
}

/// One change of what is written. `Put` adds, or replaces what has the same key.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    PutSource(Source),
    PutClaim(Claim),
    RemoveClaim {
        record: RecordRef,
        source_id: Uuid,
        foreign_id: String,
    },
    PutSameAs(SameAs),
    RemoveSameAs {
        source_id: Uuid,
        /// A source's entries of different kinds may have one foreign id.
        kind: RecordKind,
        foreign_id: String,
    },
    PutResolution(Resolution),
    RemoveResolution {
        record: RecordRef,
        group: FactGroup,
    },
    PutVerification(Verification),
    RemoveVerification {
        record: RecordRef,
        group: FactGroup,
    },
    PutBlock(BlockedNumber),
    RemoveBlock {
        number: String,
    },
}

/// A changeset as the history has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    pub revision: i64,
    pub at: DateTime<Utc>,
    pub how: Operation,
    pub by: String,
    pub api_key_id: Option<Uuid>,
    pub reason: String,
    pub source_id: Option<Uuid>,
    /// The counts of the update.
    pub report: Option<Value>,
}

/// An update of a source that published nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct QuietUpdate {
    pub source_id: Uuid,
    pub at: DateTime<Utc>,
    /// The counts of the update.
    pub report: Value,
}

/// What a change was of, and so what its `before` and `after` are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Source,
    Claim,
    SameAs,
    Resolution,
    Verification,
    Block,
}

/// A change as the history has it: who, when, why, before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    pub changeset: Published,
    pub subject: Subject,
    /// Nothing for a source or a number. For a `same_as` the record after the change.
    pub record: Option<RecordRef>,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

impl Changed {
    /// The change that puts back what was before; none where nothing was and nothing is, or for a new
    /// source, which stays. Where [`super::Transaction::written`] no longer gives `after` under its key,
    /// a later changeset has been there.
    pub fn undone(&self) -> Result<Option<Change>, StoreError> {
        fn read<T: DeserializeOwned>(value: &Value) -> Result<T, StoreError> {
            T::deserialize(value)
                .map_err(|_| StoreError::Other("a stored change cannot be read".to_owned()))
        }
        if let Some(before) = &self.before {
            return Ok(Some(match self.subject {
                Subject::Source => Change::PutSource(read(before)?),
                Subject::Claim => Change::PutClaim(read(before)?),
                Subject::SameAs => Change::PutSameAs(read(before)?),
                Subject::Resolution => Change::PutResolution(read(before)?),
                Subject::Verification => Change::PutVerification(read(before)?),
                Subject::Block => Change::PutBlock(read(before)?),
            }));
        }
        let Some(after) = &self.after else {
            return Ok(None);
        };
        Ok(match self.subject {
            Subject::Source => None,
            Subject::Claim => {
                let claim: Claim = read(after)?;
                Some(Change::RemoveClaim {
                    record: claim.record,
                    source_id: claim.source_id,
                    foreign_id: claim.foreign_id,
                })
            }
            Subject::SameAs => {
                let same_as: SameAs = read(after)?;
                Some(Change::RemoveSameAs {
                    source_id: same_as.source_id,
                    kind: same_as.record.kind,
                    foreign_id: same_as.foreign_id,
                })
            }
            Subject::Resolution => {
                let resolution: Resolution = read(after)?;
                Some(Change::RemoveResolution {
                    record: resolution.record,
                    group: resolution.group,
                })
            }
            Subject::Verification => {
                let verification: Verification = read(after)?;
                Some(Change::RemoveVerification {
                    record: verification.record,
                    group: verification.group,
                })
            }
            Subject::Block => {
                let block: BlockedNumber = read(after)?;
                Some(Change::RemoveBlock {
                    number: block.number,
                })
            }
        })
    }
}

/// What a change left behind. What was before it was left behind by an earlier one.
#[derive(Clone, Debug, PartialEq)]
pub enum Trace {
    /// The source, as it was then.
    Source(Source),
    /// A claim on a record, as it was then.
    Claim(Claim),
    /// Any other change of a record.
    Record(RecordRef),
}

/// The database's one row about itself.
#[derive(Clone, PartialEq)]
pub struct Directory {
    /// Random, made with the database.
    pub directory_id: Uuid,
    /// The number of the last published changeset.
    pub revision: i64,
    /// The key of every keyed hash that is kept.
    pub secret: [u8; 32],
}

/// Without the secret, which no log may have.
impl fmt::Debug for Directory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Directory")
            .field("directory_id", &self.directory_id)
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}

/// Records of one revision, parents before children, then by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    pub revision: i64,
    pub records: Vec<Record>,
    pub withdrawn: Vec<RecordRef>,
    /// The revision that last wrote each of `records` and `withdrawn`.
    pub revisions: BTreeMap<RecordRef, i64>,
    /// When each of `records` was last written.
    pub modified_at: BTreeMap<RecordRef, DateTime<Utc>>,
    /// The services at locations among `withdrawn`: their service, and when they went.
    pub left: Vec<(Uuid, DateTime<Utc>)>,
}
