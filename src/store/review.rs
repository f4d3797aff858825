//! What waits for a person's judgement.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::standing::{FactGroup, RecordRef};

/// A part of an update that is not published before a person has judged it.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// The directory's revision when the update was over.
    pub revision: i64,
    pub at: DateTime<Utc>,
    pub source_id: Uuid,
    /// The word of the rule that holds it.
    pub rule: String,
    pub record: Option<RecordRef>,
    pub group: Option<FactGroup>,
    /// Items with the same key are judged together.
    pub group_key: String,
    /// What would be published. `null` once it is scrubbed.
    pub proposal: Value,
    /// The same proposal, made again, has the same.
    pub fingerprint: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldState {
    Waiting,
    Approved,
    Rejected,
    /// A later proposal took its place, or nothing is left to judge.
    Superseded,
}

/// A [`Hold`] and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// From 1; what people call it by. Never used again.
    pub number: i64,
    pub hold: Hold,
    pub state: HeldState,
    /// None while it waits.
    pub decision: Option<Decision>,
}

/// What of a held item may be kept where what it is of is scrubbed.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    All,
    /// A part: the item waits on, as a question of its own.
    Part {
        proposal: Value,
        fingerprint: String,
    },
    /// Nothing: it waits no longer.
    Nothing,
}

/// What a person, or the memory of what a person said, made of held items.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Not `Waiting`.
    pub state: HeldState,
    pub at: DateTime<Utc>,
    pub by: String,
    pub reason: String,
    /// Until when the same proposal need not be judged again. A date beyond all dates is for good.
    pub remembered_until: Option<DateTime<Utc>>,
}

/// Which held items: all that match every part that is given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeldFilter {
    pub state: Option<HeldState>,
    pub source_id: Option<Uuid>,
    pub rule: Option<String>,
    pub group_key: Option<String>,
    pub fact_group: Option<FactGroup>,
    pub record: Option<RecordRef>,
}

/// How many items of a source a rule held, and how they stand.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldCount {
    pub source_id: Uuid,
    pub rule: String,
    pub state: HeldState,
    pub count: i64,
    /// When the first of them was held.
    pub oldest: DateTime<Utc>,
}

/// How many items of a source a rule held for the first time.
#[derive(Clone, Debug, PartialEq)]
pub struct NewlyHeld {
    pub source_id: Uuid,
    pub rule: String,
    pub count: i64,
}

/// What somebody outside says of a record. Deleted when it is judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub record: RecordRef,
    pub body: Value,
}

/// What a person made of a [`Suggestion`], of which nothing else is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedSuggestion {
    pub id: Uuid,
    pub record: RecordRef,
    /// Approved or rejected, and never remembered.
    pub decision: Decision,
}
