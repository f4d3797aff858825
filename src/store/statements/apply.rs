//! The changes of one part of a changeset: what was there is read at once, the changes are made to it
//! in their order, and what comes out is written at once.

use std::collections::HashMap;
use std::hash::Hash;

use diesel::prelude::*;
use diesel::upsert::excluded;
use serde::Serialize;
use uuid::Uuid;

use super::{Connection, IDS, ROWS, all, decisions, read};
use crate::standing::{
    BlockedNumber, Claim, FactGroup, RecordKind, RecordRef, Resolution, SameAs, Source,
    Verification,
};
use crate::store::rows::{
    BlockRow, ChangeRow, ClaimRow, ResolutionRow, SameAsRow, SourceRow, VerificationRow,
};
use crate::store::schema::{
    blocked_number, change, claim, resolution, same_as, source, verification,
};
use crate::store::text::{from_json, json, word};
use crate::store::{Change, StoreError, Subject};

/// Makes the changes; the first has the position `first` in the history of `revision`.
pub(in crate::store) fn apply(
    conn: &mut Connection,
    revision: i64,
    first: i64,
    changes: &[Change],
) -> Result<(), StoreError> {
    let mut present = Present::of(conn, changes)?;
    let mut history = Vec::with_capacity(changes.len());
    for (position, change) in (first..).zip(changes) {
        let (subject, record, before, after) = present.take(change)?;
        history.push(ChangeRow {
            revision,
            position,
            subject: word(subject)?,
            record_kind: record.map(|record| record.kind.as_str().to_owned()),
            record_id: record.map(|record| record.id.to_string()),
            before,
            after,
        });
    }
    present.write(conn)?;
    insert!(conn, change, history);
    Ok(())
}

/// What is written now under the key of each change.
pub(in crate::store) fn written(
    conn: &mut Connection,
    changes: &[Change],
) -> Result<Vec<Option<serde_json::Value>>, StoreError> {
    let mut present = Present::of(conn, changes)?;
    changes
        .iter()
        .map(|change| {
            let now = present.now(change)?;
            now.as_deref().map(from_json).transpose()
        })
        .collect()
}

/// A row: what it is now, as JSON, and what it becomes.
struct Slot<'a, T> {
    was: bool,
    now: Option<String>,
    /// None where no change was made to it.
    new: Option<Option<&'a T>>,
}

type Slots<'a, K, T> = HashMap<K, Slot<'a, T>>;

/// The history's part of a change: of what, before, after.
type Made = (Subject, Option<RecordRef>, Option<String>, Option<String>);

type ClaimKey = (RecordRef, Uuid, String);
type EntryKey = (Uuid, RecordKind, String);
type GroupKey = (RecordRef, FactGroup);

/// The rows that a part's changes are of.
#[derive(Default)]
struct Present<'a> {
    sources: Slots<'a, Uuid, Source>,
    claims: Slots<'a, ClaimKey, Claim>,
    same_as: Slots<'a, EntryKey, SameAs>,
    resolutions: Slots<'a, GroupKey, Resolution>,
    verifications: Slots<'a, GroupKey, Verification>,
    blocks: Slots<'a, String, BlockedNumber>,
}

impl<'a> Present<'a> {
    fn of(conn: &mut Connection, changes: &'a [Change]) -> Result<Present<'a>, StoreError> {
        let mut present = Present::default();
        let (mut sources, mut claimed, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        let (mut resolved, mut verified, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
        for change in changes {
            match change {
                Change::PutSource(new) => sources.push(new.id.to_string()),
                Change::PutClaim(new) => claimed.push(new.record),
                Change::RemoveClaim { record, .. } => claimed.push(*record),
                Change::PutSameAs(new) => {
                    entries.push((new.source_id, new.record.kind, new.foreign_id.as_str()));
                }
                Change::RemoveSameAs {
                    source_id,
                    kind,
                    foreign_id,
                } => entries.push((*source_id, *kind, foreign_id)),
                Change::PutResolution(new) => resolved.push(new.record),
                Change::RemoveResolution { record, .. } => resolved.push(*record),
                Change::PutVerification(new) => verified.push(new.record),
                Change::RemoveVerification { record, .. } => verified.push(*record),
                Change::PutBlock(new) => numbers.push(new.number.clone()),
                Change::RemoveBlock { number } => numbers.push(number.clone()),
            }
        }
        for ids in sources.chunks(IDS) {
            let rows = source::table
                .select(SourceRow::as_select())
                .filter(source::id.eq_any(ids))
                .load(conn)?;
            found(&mut present.sources, all(rows)?, |source: &Source| {
                source.id
            })?;
        }
        found(
            &mut present.claims,
            read::claims_of(conn, &claimed)?,
            claim_key,
        )?;
        found(
            &mut present.same_as,
            read::same_as_of(conn, &entries)?,
            entry_key,
        )?;
        let rows = decisions::resolutions_of(conn, &resolved)?;
        found(&mut present.resolutions, rows, |r| (r.record, r.group))?;
        let rows = decisions::verifications_of(conn, &verified)?;
        found(&mut present.verifications, rows, |v| (v.record, v.group))?;
        let rows = decisions::blocks_of(conn, &numbers)?;
        found(&mut present.blocks, rows, |block| block.number.clone())?;
        Ok(present)
    }

    /// Makes one change.
    fn take(&mut self, change: &'a Change) -> Result<Made, StoreError> {
        macro_rules! made {
            ($subject:ident, $slots:ident, $key:expr, $new:expr, $record:expr) => {{
                let (before, after) = take(&mut self.$slots, $key, $new)?;
                (Subject::$subject, $record, before, after)
            }};
        }
        Ok(match change {
            Change::PutSource(new) => made!(Source, sources, new.id, Some(new), None),
            Change::PutClaim(new) => {
                made!(Claim, claims, claim_key(new), Some(new), Some(new.record))
            }
            Change::RemoveClaim {
                record,
                source_id,
                foreign_id,
            } => {
                let key = (*record, *source_id, foreign_id.clone());
                made!(Claim, claims, key, None, Some(*record))
            }
            Change::PutSameAs(new) => {
                made!(SameAs, same_as, entry_key(new), Some(new), Some(new.record))
            }
            Change::RemoveSameAs {
                source_id,
                kind,
                foreign_id,
            } => {
                let key = (*source_id, *kind, foreign_id.clone());
                let (before, after) = take(&mut self.same_as, key, None)?;
                let old: Option<SameAs> = before.as_deref().map(from_json).transpose()?;
                (Subject::SameAs, old.map(|old| old.record), before, after)
            }
            Change::PutResolution(new) => {
                let key = (new.record, new.group);
                made!(Resolution, resolutions, key, Some(new), Some(new.record))
            }
            Change::RemoveResolution { record, group } => {
                let key = (*record, *group);
                made!(Resolution, resolutions, key, None, Some(*record))
            }
            Change::PutVerification(new) => {
                let key = (new.record, new.group);
                made!(
                    Verification,
                    verifications,
                    key,
                    Some(new),
                    Some(new.record)
                )
            }
            Change::RemoveVerification { record, group } => {
                let key = (*record, *group);
                made!(Verification, verifications, key, None, Some(*record))
            }
            Change::PutBlock(new) => {
                made!(Block, blocks, new.number.clone(), Some(new), None)
            }
            Change::RemoveBlock { number } => made!(Block, blocks, number.clone(), None, None),
        })
    }

    /// What is under the change's key, as JSON.
    fn now(&mut self, change: &Change) -> Result<Option<String>, StoreError> {
        fn of<K: Eq + Hash, T>(slots: &Slots<'_, K, T>, key: &K) -> Option<String> {
            slots.get(key).and_then(|slot| slot.now.clone())
        }
        Ok(match change {
            Change::PutSource(new) => of(&self.sources, &new.id),
            Change::PutClaim(new) => of(&self.claims, &claim_key(new)),
            Change::RemoveClaim {
                record,
                source_id,
                foreign_id,
            } => of(&self.claims, &(*record, *source_id, foreign_id.clone())),
            Change::PutSameAs(new) => of(&self.same_as, &entry_key(new)),
            Change::RemoveSameAs {
                source_id,
                kind,
                foreign_id,
            } => of(&self.same_as, &(*source_id, *kind, foreign_id.clone())),
            Change::PutResolution(new) => of(&self.resolutions, &(new.record, new.group)),
            Change::RemoveResolution { record, group } => of(&self.resolutions, &(*record, *group)),
            Change::PutVerification(new) => of(&self.verifications, &(new.record, new.group)),
            Change::RemoveVerification { record, group } => {
                of(&self.verifications, &(*record, *group))
            }
            Change::PutBlock(new) => of(&self.blocks, &new.number),
            Change::RemoveBlock { number } => of(&self.blocks, number),
        })
    }

    /// Writes what became of the rows, each once: PostgreSQL refuses a row twice in one statement.
    fn write(&self, conn: &mut Connection) -> Result<(), StoreError> {
        macro_rules! put {
            ($slots:ident, $row:ident, $table:ident, ($($key:ident),+), ($($value:ident),+)) => {
                insert!(conn, $table, put(&self.$slots, false, |new| $row::try_from(new))?);
                for rows in put(&self.$slots, true, |new| $row::try_from(new))?.chunks(ROWS) {
                    diesel::insert_into($table::table)
                        .values(rows)
                        .on_conflict(($($table::$key,)+))
                        .do_update()
                        .set(($($table::$value.eq(excluded($table::$value)),)+))
                        .execute(conn)?;
                }
            };
        }
        put!(
            sources,
            SourceRow,
            source,
            (id),
            (key, name, kind, date, url)
        );
        put!(
            claims,
            ClaimRow,
            claim,
            (record_kind, record_id, source_id, foreign_id),
            (body, denies, words, how, date)
        );
        put!(
            same_as,
            SameAsRow,
            same_as,
            (source_id, record_kind, foreign_id),
            (record_id)
        );
        put!(
            resolutions,
            ResolutionRow,
            resolution,
            (record_kind, record_id, fact_group),
            (preferred, reason, by, at)
        );
        put!(
            verifications,
            VerificationRow,
            verification,
            (record_kind, record_id, fact_group),
            (how, date, value, by, at, note)
        );
        put!(blocks, BlockRow, blocked_number, (number), (reason, by, at));

        for (record, source_id, foreign_id) in gone(&self.claims) {
            diesel::delete(claim::table.find((
                record.kind.as_str(),
                record.id.to_string(),
                source_id.to_string(),
                foreign_id,
            )))
            .execute(conn)?;
        }
        for (source_id, kind, foreign_id) in gone(&self.same_as) {
            let key = (source_id.to_string(), kind.as_str(), foreign_id);
            diesel::delete(same_as::table.find(key)).execute(conn)?;
        }
        for (record, group) in gone(&self.resolutions) {
            let key = (record.kind.as_str(), record.id.to_string(), word(group)?);
            diesel::delete(resolution::table.find(key)).execute(conn)?;
        }
        for (record, group) in gone(&self.verifications) {
            let key = (record.kind.as_str(), record.id.to_string(), word(group)?);
            diesel::delete(verification::table.find(key)).execute(conn)?;
        }
        for number in gone(&self.blocks) {
            diesel::delete(blocked_number::table.find(number)).execute(conn)?;
        }
        Ok(())
    }
}

fn claim_key(claim: &Claim) -> ClaimKey {
    (claim.record, claim.source_id, claim.foreign_id.clone())
}

fn entry_key(same_as: &SameAs) -> EntryKey {
    let kind = same_as.record.kind;
    (same_as.source_id, kind, same_as.foreign_id.clone())
}

fn found<K: Eq + Hash, T: Serialize>(
    slots: &mut Slots<'_, K, T>,
    rows: Vec<T>,
    key: impl Fn(&T) -> K,
) -> Result<(), StoreError> {
    for row in rows {
        let slot = Slot {
            was: true,
            now: Some(json(&row)?),
            new: None,
        };
        slots.insert(key(&row), slot);
    }
    Ok(())
}

/// Replaces what is under the key, and gives it before and after.
fn take<'a, K: Eq + Hash, T: Serialize>(
    slots: &mut Slots<'a, K, T>,
    key: K,
    new: Option<&'a T>,
) -> Result<(Option<String>, Option<String>), StoreError> {
    let after = new.map(json).transpose()?;
    let slot = slots.entry(key).or_insert(Slot {
        was: false,
        now: None,
        new: None,
    });
    slot.new = Some(new);
    Ok((std::mem::replace(&mut slot.now, after.clone()), after))
}

/// The rows to write over what `was` there or where nothing was, in the order of their keys, next to which their
/// neighbours are.
fn put<'a, K: Ord, T, Row>(
    slots: &Slots<'a, K, T>,
    was: bool,
    row: impl Fn(&'a T) -> Result<Row, StoreError>,
) -> Result<Vec<Row>, StoreError> {
    let mut put: Vec<(&K, &T)> = slots
        .iter()
        .filter(|(_, slot)| slot.was == was)
        .filter_map(|(key, slot)| Some((key, slot.new??)))
        .collect();
    put.sort_unstable_by_key(|(key, _)| *key);
    put.into_iter().map(|(_, new)| row(new)).collect()
}

/// The keys of the rows to delete.
fn gone<'s, K, T>(slots: &'s Slots<'_, K, T>) -> impl Iterator<Item = &'s K> {
    let is_gone = |slot: &Slot<'_, T>| slot.was && slot.new.is_some_and(|new| new.is_none());
    slots
        .iter()
        .filter(move |(_, slot)| is_gone(slot))
        .map(|(key, _)| key)
}
