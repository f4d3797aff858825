//! Takes a place out of everything that is kept of a record, its history included.

use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::{Connection, IDS, all, decisions, ids_of, read};
use crate::standing::{Claim, RecordKind, RecordRef, Resolution, SameAs, Source, Verification};
use crate::store::rows::{ClaimRow, HeldRow, ResolutionRow, SameAsRow, VerificationRow};
use crate::store::schema::{
    blocked_number, call, change, changeset, claim, held, idempotency, judged_suggestion,
    resolution, same_as, suggestion, verification,
};
use crate::store::text::{from_json, from_word, json, word};
use crate::store::{Held, HeldState, Kept, StoreError, Subject};

type Rewrite<'a> = &'a mut dyn FnMut(Subject, Value) -> Value;

/// Changes read at once: a record that a feed updates daily has many.
const CHANGES: i64 = 1000;

pub(in crate::store) fn rewrite(
    conn: &mut Connection,
    records: &[RecordRef],
    rewrite: Rewrite<'_>,
    kept: &mut dyn FnMut(&Held) -> Kept,
) -> Result<u64, StoreError> {
    let mut dropped = 0;
    for kind in RecordKind::ALL {
        for ids in ids_of(kind, records).chunks(IDS) {
            present(conn, kind, ids, rewrite)?;
            history(conn, kind, ids, rewrite)?;
            dropped += proposed(conn, kind, ids, kept)?;
            diesel::delete(suggestion::table)
                .filter(suggestion::record_kind.eq(kind.as_str()))
                .filter(suggestion::record_id.eq_any(ids))
                .execute(conn)?;
        }
    }
    // Which of them are of these records is not known, and they are soon forgotten anyway.
    diesel::delete(idempotency::table).execute(conn)?;
    Ok(dropped)
}

/// How many of them wait no longer.
fn proposed(
    conn: &mut Connection,
    kind: RecordKind,
    ids: &[String],
    kept: &mut dyn FnMut(&Held) -> Kept,
) -> Result<u64, StoreError> {
    let rows = held::table
        .select(HeldRow::as_select())
        .filter(held::record_kind.eq(kind.as_str()))
        .filter(held::record_id.eq_any(ids))
        .order(held::number)
        .load(conn)?;
    keep(conn, rows, kept)
}

/// The same of what a source has waiting that is of no one record.
pub(in crate::store) fn of_no_record(
    conn: &mut Connection,
    source_id: Uuid,
    kept: &mut dyn FnMut(&Held) -> Kept,
) -> Result<u64, StoreError> {
    let rows = held::table
        .select(HeldRow::as_select())
        .filter(held::record_id.is_null())
        .filter(held::source_id.eq(source_id.to_string()))
        .order(held::number)
        .load(conn)?;
    keep(conn, rows, kept)
}

fn keep(
    conn: &mut Connection,
    rows: Vec<HeldRow>,
    kept: &mut dyn FnMut(&Held) -> Kept,
) -> Result<u64, StoreError> {
    let mut dropped = 0;
    for item in all::<HeldRow, Held>(rows)? {
        // What goes may be in any of these, or be found by its fingerprint.
        let (proposal, fingerprint, state) = match kept(&item) {
            Kept::All => continue,
            Kept::Part {
                proposal,
                fingerprint,
            } => (proposal, fingerprint, item.state),
            Kept::Nothing => match item.state {
                HeldState::Waiting => {
                    dropped += 1;
                    (Value::Null, String::new(), HeldState::Superseded)
                }
                state => (Value::Null, String::new(), state),
            },
        };
        diesel::update(held::table.find(item.number))
            .set((
                held::proposal.eq(json(&proposal)?),
                held::group_key.eq(&fingerprint),
                held::fingerprint.eq(&fingerprint),
                held::state.eq(word(state)?),
            ))
            .execute(conn)?;
    }
    Ok(dropped)
}

/// Puts `instead` for whatever people typed as a reason or a note that tells something.
pub(in crate::store) fn reasons(
    conn: &mut Connection,
    instead: &str,
    tells: &mut dyn FnMut(&str) -> bool,
) -> Result<(), StoreError> {
    macro_rules! rewrite {
        ($table:ident, $key:ident: $type:ty, $words:ident, $read:expr) => {
            let rows = $table::table
                .select(($table::$key, $read))
                .filter($table::$words.is_not_null())
                .load::<($type, String)>(conn)?;
            for (key, words) in rows {
                if tells(&words) {
                    diesel::update($table::table.find(key))
                        .set($table::$words.eq(instead))
                        .execute(conn)?;
                }
            }
        };
    }
    rewrite!(changeset, revision: i64, reason, changeset::reason);
    rewrite!(changeset, revision: i64, by, changeset::by);
    rewrite!(held, number: i64, reason, held::reason.assume_not_null());
    rewrite!(judged_suggestion, id: String, reason, judged_suggestion::reason);
    rewrite!(judged_suggestion, id: String, by, judged_suggestion::by);
    rewrite!(call, id: String, note, call::note.assume_not_null());
    rewrite!(call, id: String, by, call::by);
    rewrite!(blocked_number, number: String, reason, blocked_number::reason);
    rewrite!(blocked_number, number: String, by, blocked_number::by);
    blocks(conn, instead, tells)
}

/// Sources in the history, which are of no record.
pub(in crate::store) fn sources(
    conn: &mut Connection,
    rewrite: &mut dyn FnMut(Source) -> Source,
) -> Result<(), StoreError> {
    in_history(conn, Subject::Source, &mut |source| {
        from_json(&json(&rewrite(from_json(&json(&source)?)?))?)
    })
}

/// The same of the history of blocked numbers, which is of no record.
fn blocks(
    conn: &mut Connection,
    instead: &str,
    tells: &mut dyn FnMut(&str) -> bool,
) -> Result<(), StoreError> {
    in_history(conn, Subject::Block, &mut |mut block| {
        for words in ["reason", "by"] {
            if block[words].as_str().is_some_and(&mut *tells) {
                block[words] = Value::from(instead);
            }
        }
        Ok(block)
    })
}

/// Passes what the history has of a subject that is of no record through `rewrite`.
fn in_history(
    conn: &mut Connection,
    subject: Subject,
    rewrite: &mut dyn FnMut(Value) -> Result<Value, StoreError>,
) -> Result<(), StoreError> {
    let changes = change::table
        .select((
            change::revision,
            change::position,
            change::before,
            change::after,
        ))
        .filter(change::subject.eq(word(subject)?))
        .load::<(i64, i64, Option<String>, Option<String>)>(conn)?;
    let mut rewritten = |text: &Option<String>| -> Result<Option<String>, StoreError> {
        let text = text.as_deref();
        text.map(|text| json(&rewrite(from_json(text)?)?))
            .transpose()
    };
    for (revision, position, before, after) in changes {
        let new = (rewritten(&before)?, rewritten(&after)?);
        if new != (before, after) {
            diesel::update(change::table.find((revision, position)))
                .set((change::before.eq(new.0), change::after.eq(new.1)))
                .execute(conn)?;
        }
    }
    Ok(())
}

/// The rows are written anew, since the rewriting may change their keys.
fn present(
    conn: &mut Connection,
    kind: RecordKind,
    ids: &[String],
    rewrite: Rewrite<'_>,
) -> Result<(), StoreError> {
    let records = ids
        .iter()
        .map(|id| crate::store::text::from_record(kind.as_str(), id))
        .collect::<Result<Vec<RecordRef>, _>>()?;

    let claims = read::claims_of(conn, &records)?;
    let rows = same_as::table
        .select(SameAsRow::as_select())
        .filter(same_as::record_kind.eq(kind.as_str()))
        .filter(same_as::record_id.eq_any(ids))
        .load(conn)?;
    let entries: Vec<SameAs> = all(rows)?;
    let resolutions = decisions::resolutions_of(conn, &records)?;
    let verifications = decisions::verifications_of(conn, &records)?;

    macro_rules! anew {
        ($subject:ident, $table:ident, $row:ident, $type:ident, $values:expr) => {
            diesel::delete($table::table)
                .filter($table::record_kind.eq(kind.as_str()))
                .filter($table::record_id.eq_any(ids))
                .execute(conn)?;
            for value in $values {
                let value: $type = rewritten(&value, Subject::$subject, rewrite)?;
                diesel::insert_into($table::table)
                    .values($row::try_from(&value)?)
                    .execute(conn)?;
            }
        };
    }
    anew!(Claim, claim, ClaimRow, Claim, claims);
    anew!(SameAs, same_as, SameAsRow, SameAs, entries);
    anew!(
        Resolution,
        resolution,
        ResolutionRow,
        Resolution,
        resolutions
    );
    anew!(
        Verification,
        verification,
        VerificationRow,
        Verification,
        verifications
    );
    Ok(())
}

fn rewritten<T: Serialize + DeserializeOwned>(
    value: &T,
    subject: Subject,
    rewrite: Rewrite<'_>,
) -> Result<T, StoreError> {
    let value: Value = from_json(&json(value)?)?;
    from_json(&json(&rewrite(subject, value))?)
}

fn history(
    conn: &mut Connection,
    kind: RecordKind,
    ids: &[String],
    rewrite: Rewrite<'_>,
) -> Result<(), StoreError> {
    type Row = (i64, i64, String, Option<String>, Option<String>);
    let mut last = (0, -1);
    loop {
        let rows = change::table
            .select((
                change::revision,
                change::position,
                change::subject,
                change::before,
                change::after,
            ))
            .filter(change::record_kind.eq(kind.as_str()))
            .filter(change::record_id.eq_any(ids))
            .filter(
                change::revision
                    .gt(last.0)
                    .or(change::revision.eq(last.0).and(change::position.gt(last.1))),
            )
            .order((change::revision, change::position))
            .limit(CHANGES)
            .load::<Row>(conn)?;
        let Some(end) = rows.last() else {
            return Ok(());
        };
        last = (end.0, end.1);
        for (revision, position, subject, before, after) in rows {
            let subject: Subject = from_word(&subject)?;
            let mut text = |text: Option<String>| -> Result<Option<String>, StoreError> {
                let Some(text) = text else { return Ok(None) };
                let value = rewrite(subject, from_json(&text)?);
                Ok(Some(json(&value)?))
            };
            let (new_before, new_after) = (text(before.clone())?, text(after.clone())?);
            if (&new_before, &new_after) != (&before, &after) {
                diesel::update(change::table.find((revision, position)))
                    .set((change::before.eq(new_before), change::after.eq(new_after)))
                    .execute(conn)?;
            }
        }
    }
}
