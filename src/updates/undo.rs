//! Puts back what was before a changeset, as a new changeset, which can be undone too.
//!
//! What a later changeset made of a record is nobody's to take away unasked: such a record is left whole, and
//! told. So is what a person confirmed since, and one that would not be whole without what is undone, or that others still belong to.
//! A place that is confidential now does not come back, whatever was written before.

mod attempt;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::confidential::About;
use super::person::Person;
use crate::geography::Gazetteer;
use crate::standing::RecordRef;
use crate::store::{Published, Store, StoreError, Transaction};

pub use attempt::Left;
use attempt::{Attempt, Stopped};

/// What is to be undone, and how.
#[derive(Clone, Copy, Debug)]
pub struct Undo {
    /// The changeset's number.
    pub changeset: i64,
    /// One conflict refuses all.
    pub strict: bool,
    /// Nothing stays.
    pub dry_run: bool,
}

/// What became of a changeset.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Undone {
    /// What was undone.
    pub undone: i64,
    /// The changeset that undid it; nothing where there was nothing to undo.
    pub changeset: Option<i64>,
    /// The directory's revision after it.
    pub revision: i64,
    /// Changes that were taken back.
    pub changes: u64,
    /// Records that were computed again.
    pub records: u64,
    /// Of its held items, those that waited and do no longer.
    pub held: u64,
    /// What was approved in it and is taken back waits again, under these numbers.
    pub waits_again: Vec<i64>,
    /// What waited and told a place that is confidential again: it waits no longer, since nothing was left of it without that.
    pub dropped: u64,
    pub conflicts: Vec<Conflict>,
}

/// What was left as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Conflict {
    /// Nothing for a source or a blocked number.
    #[schema(value_type = Option<Object>)]
    pub record: Option<RecordRef>,
    /// As it is shown to everybody.
    pub name: Option<String>,
    pub why: Why,
    /// Later changesets that changed the same.
    pub changesets: Vec<i64>,
}

/// Why a record was left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    ChangedLater,
    /// A person confirmed since what would go.
    VerifiedLater,
    /// A blocked number, or one of a hotline or like a crisis number, to which whoever puts it back has logged no
    /// call within seven days.
    NotCalled,
    /// Its place was public before and is not now.
    StaysConfidential,
    /// It may be a place that whoever has it keeps from the public since.
    PerhapsConfidential,
    /// What would be left of it is no whole record.
    NotWhole,
    /// Other records belong to it.
    NeededByOthers,
    /// What it goes with is left: a service its last place, a record what it belongs to.
    GoesWithLeft,
}

impl Why {
    pub fn as_str(self) -> &'static str {
        match self {
            Why::ChangedLater => "was changed later",
            Why::VerifiedLater => "was verified later",
            Why::NotCalled => {
                "comes back only by whoever has called it within seven days, and logged that"
            }
            Why::StaysConfidential => "is confidential now, and stays so",
            Why::PerhapsConfidential => {
                "may be a place that has been confidential since: load it again, and it is judged"
            }
            Why::NotWhole => "would not be whole without it",
            Why::NeededByOthers => "is needed by what belongs to it",
            Why::GoesWithLeft => "goes with what is left",
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    #[error("there is no changeset {0}")]
    Unknown(i64),
    /// With `strict`.
    #[error("{} records cannot be undone, and one is enough to refuse all", .0.len())]
    Conflicts(Vec<Conflict>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Undoes a changeset, or with `dry_run` says what that would do.
pub fn undo(
    store: &Store,
    gazetteer: &Gazetteer,
    undo: &Undo,
    person: &Person,
) -> Result<Undone, UndoError> {
    loop {
        let left = plan(store, gazetteer, undo, person)?;
        let done = match undo.dry_run {
            true => store.rehearse(|tx| attempt(tx, gazetteer, undo, person, left)),
            false => store.write(|tx| attempt(tx, gazetteer, undo, person, left)),
        };
        match done {
            Ok(undone) => return Ok(undone),
            // Somebody published in between.
            Err(Stopped::LeaveToo(_)) => continue,
            Err(Stopped::Because(error)) => return Err(error),
        }
    }
}

/// Which records have to be left so that the others are whole, for [`run`].
pub fn plan(
    store: &Store,
    gazetteer: &Gazetteer,
    undo: &Undo,
    person: &Person,
) -> Result<Left, UndoError> {
    let mut left = Left::new();
    loop {
        match store.rehearse(|tx| attempt(tx, gazetteer, undo, person, left.clone())) {
            Err(Stopped::LeaveToo(more)) => left.extend(more),
            Err(Stopped::Because(error)) => return Err(error),
            Ok(_) => return Ok(left),
        }
    }
}

/// As [`undo`], within a transaction, after [`plan`].
pub fn run(
    tx: &mut Transaction<'_>,
    gazetteer: &Gazetteer,
    undo: &Undo,
    person: &Person,
    left: Left,
) -> Result<Undone, UndoError> {
    attempt(tx, gazetteer, undo, person, left).map_err(|stopped| match stopped {
        Stopped::Because(error) => error,
        Stopped::LeaveToo(_) => UndoError::Store(StoreError::Busy),
    })
}

fn attempt(
    tx: &mut Transaction<'_>,
    gazetteer: &Gazetteer,
    undo: &Undo,
    person: &Person,
    left: Left,
) -> Result<Undone, Stopped> {
    let known = tx.changeset(undo.changeset)?;
    let Published { revision, .. } = known.ok_or(UndoError::Unknown(undo.changeset))?;
    let person = &person.discreet(tx, About::Changeset(revision))?;
    let mut attempt = Attempt::begin(tx, revision, person, left)?;
    attempt.find_what_changed_later(tx)?;
    attempt.put_back(tx, person)?;
    attempt.compute(tx, person)?;
    attempt.find_what_is_hidden_since(tx, gazetteer)?;
    attempt.hide_again(tx, gazetteer)?;
    let undone = attempt.finish(tx, person)?;
    match undo.strict && !undone.conflicts.is_empty() {
        true => Err(UndoError::Conflicts(undone.conflicts).into()),
        false => Ok(undone),
    }
}

/// Records by why they are left.
type Reasons = BTreeMap<RecordRef, Why>;
