//! The one way in which anything is written.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::upsert::excluded;
use serde::Serialize;

use super::Connection;
use crate::standing::{Claim, RecordKind, RecordRef, Resolution, SameAs, Source};
use crate::store::rows::{
    ChangeRow, ChangesetRow, ClaimRow, RecordRow, ResolutionRow, SameAsRow, SourceRow,
};
use crate::store::schema::{
    change, changeset, claim, directory, location, organization, resolution, same_as, service,
    service_at_location, source,
};
use crate::store::text::{json, time, word};
use crate::store::{Change, Changeset, StoreError, Subject};

/// Rows in one statement: SQLite takes 32766 parameters, PostgreSQL 65535, and a row has up to eight.
const ROWS: usize = 1000;

/// Publishes within a transaction that holds the write lock.
pub(in crate::store) fn publish(conn: &mut Connection, set: &Changeset) -> Result<i64, StoreError> {
    let found: i64 = directory::table.select(directory::revision).first(conn)?;
    if found != set.expected_revision {
        return Err(StoreError::Moved {
            expected: set.expected_revision,
            found,
        });
    }
    if set.changes.is_empty() && set.records.is_empty() && set.removed.is_empty() {
        return Ok(found);
    }
    let revision = found + 1;

    let mut history = Vec::with_capacity(set.changes.len());
    for (position, change) in (0..).zip(&set.changes) {
        history.push(apply(conn, revision, position, change)?);
    }
    diesel::insert_into(changeset::table)
        .values(ChangesetRow {
            revision,
            at: time(set.at),
            by: set.by.clone(),
            reason: set.reason.clone(),
            source_id: set.source_id.map(|id| id.to_string()),
        })
        .execute(conn)?;
    for rows in in_chunks(history) {
        diesel::insert_into(change::table)
            .values(rows)
            .execute(conn)?;
    }
    put_records(conn, revision, set)?;
    withdraw(conn, revision, set)?;
    diesel::update(directory::table)
        .set(directory::revision.eq(revision))
        .execute(conn)?;
    Ok(revision)
}

/// Makes one change, and says what the history keeps of it.
fn apply(
    conn: &mut Connection,
    revision: i64,
    position: i64,
    change: &Change,
) -> Result<ChangeRow, StoreError> {
    let (subject, record, before, after) = match change {
        Change::PutSource(new) => {
            let old = find_source(conn, new)?;
            let row = SourceRow::try_from(new)?;
            diesel::insert_into(source::table)
                .values(&row)
                .on_conflict(source::id)
                .do_update()
                .set(&row)
                .execute(conn)?;
            (Subject::Source, None, text(old.as_ref())?, text(Some(new))?)
        }
        Change::PutClaim(new) => {
            let old = find_claim(
                conn,
                new.record,
                &new.source_id.to_string(),
                &new.foreign_id,
            )?;
            let row = ClaimRow::try_from(new)?;
            diesel::insert_into(claim::table)
                .values(&row)
                .on_conflict((
                    claim::record_kind,
                    claim::record_id,
                    claim::source_id,
                    claim::foreign_id,
                ))
                .do_update()
                .set(&row)
                .execute(conn)?;
            (
                Subject::Claim,
                Some(new.record),
                text(old.as_ref())?,
                text(Some(new))?,
            )
        }
        Change::RemoveClaim {
            record,
            source_id,
            foreign_id,
        } => {
            let source_id = source_id.to_string();
            let old = find_claim(conn, *record, &source_id, foreign_id)?;
            diesel::delete(claim::table.find((
                record.kind.as_str(),
                record.id.to_string(),
                source_id,
                foreign_id,
            )))
            .execute(conn)?;
            (Subject::Claim, Some(*record), text(old.as_ref())?, None)
        }
        Change::PutSameAs(new) => {
            let old = find_same_as(
                conn,
                &new.source_id.to_string(),
                new.record.kind,
                &new.foreign_id,
            )?;
            let row = SameAsRow::from(new);
            diesel::insert_into(same_as::table)
                .values(&row)
                .on_conflict((
                    same_as::source_id,
                    same_as::record_kind,
                    same_as::foreign_id,
                ))
                .do_update()
                .set(&row)
                .execute(conn)?;
            (
                Subject::SameAs,
                Some(new.record),
                text(old.as_ref())?,
                text(Some(new))?,
            )
        }
        Change::RemoveSameAs {
            source_id,
            kind,
            foreign_id,
        } => {
            let source_id = source_id.to_string();
            let old = find_same_as(conn, &source_id, *kind, foreign_id)?;
            diesel::delete(same_as::table.find((source_id, kind.as_str(), foreign_id)))
                .execute(conn)?;
            let record = old.as_ref().map(|old| old.record);
            (Subject::SameAs, record, text(old.as_ref())?, None)
        }
        Change::PutResolution(new) => {
            let old = find_resolution(conn, new.record, &word(new.group)?)?;
            let row = ResolutionRow::try_from(new)?;
            diesel::insert_into(resolution::table)
                .values(&row)
                .on_conflict((
                    resolution::record_kind,
                    resolution::record_id,
                    resolution::fact_group,
                ))
                .do_update()
                .set(&row)
                .execute(conn)?;
            (
                Subject::Resolution,
                Some(new.record),
                text(old.as_ref())?,
                text(Some(new))?,
            )
        }
        Change::RemoveResolution { record, group } => {
            let group = word(group)?;
            let old = find_resolution(conn, *record, &group)?;
            diesel::delete(resolution::table.find((
                record.kind.as_str(),
                record.id.to_string(),
                group,
            )))
            .execute(conn)?;
            (
                Subject::Resolution,
                Some(*record),
                text(old.as_ref())?,
                None,
            )
        }
    };
    Ok(ChangeRow {
        revision,
        position,
        subject: word(subject)?,
        record_kind: record.map(|record| record.kind.as_str().to_owned()),
        record_id: record.map(|record| record.id.to_string()),
        before,
        after,
    })
}

fn find_source(conn: &mut Connection, new: &Source) -> Result<Option<Source>, StoreError> {
    source::table
        .find(new.id.to_string())
        .select(SourceRow::as_select())
        .first(conn)
        .optional()?
        .map(Source::try_from)
        .transpose()
}

fn find_claim(
    conn: &mut Connection,
    record: RecordRef,
    source_id: &str,
    foreign_id: &str,
) -> Result<Option<Claim>, StoreError> {
    claim::table
        .find((
            record.kind.as_str(),
            record.id.to_string(),
            source_id,
            foreign_id,
        ))
        .select(ClaimRow::as_select())
        .first(conn)
        .optional()?
        .map(Claim::try_from)
        .transpose()
}

fn find_same_as(
    conn: &mut Connection,
    source_id: &str,
    kind: RecordKind,
    foreign_id: &str,
) -> Result<Option<SameAs>, StoreError> {
    same_as::table
        .find((source_id, kind.as_str(), foreign_id))
        .select(SameAsRow::as_select())
        .first(conn)
        .optional()?
        .map(SameAs::try_from)
        .transpose()
}

fn find_resolution(
    conn: &mut Connection,
    record: RecordRef,
    group: &str,
) -> Result<Option<Resolution>, StoreError> {
    resolution::table
        .find((record.kind.as_str(), record.id.to_string(), group))
        .select(ResolutionRow::as_select())
        .first(conn)
        .optional()?
        .map(Resolution::try_from)
        .transpose()
}

fn text<T: Serialize>(value: Option<&T>) -> Result<Option<String>, StoreError> {
    value.map(json).transpose()
}

/// Writes the records of a changeset, parents before children. A record that comes back is
/// withdrawn no longer.
fn put_records(conn: &mut Connection, revision: i64, set: &Changeset) -> Result<(), StoreError> {
    // By reference, so that each is there once: PostgreSQL refuses a row twice in one statement.
    let records: BTreeMap<RecordRef, _> = set
        .records
        .iter()
        .map(|record| (record.record, record))
        .collect();
    let modified_at = time(set.at);
    for kind in RecordKind::ALL {
        let rows = records
            .values()
            .filter(|record| record.record.kind == kind)
            .map(|record| RecordRow::try_from(*record))
            .collect::<Result<Vec<_>, _>>()?;
        macro_rules! put {
            ($table:ident, $($parent:ident),*) => {
                for rows in rows.chunks(ROWS) {
                    let values: Vec<_> = rows
                        .iter()
                        .map(|row| (
                            $table::id.eq(&row.id),
                            $($table::$parent.eq(&row.$parent),)*
                            $table::body.eq(&row.body),
                            $table::facts.eq(&row.facts),
                            $table::revision.eq(revision),
                            $table::modified_at.eq(&modified_at),
                        ))
                        .collect();
                    diesel::insert_into($table::table)
                        .values(values)
                        .on_conflict($table::id)
                        .do_update()
                        .set((
                            $($table::$parent.eq(excluded($table::$parent)),)*
                            $table::body.eq(excluded($table::body)),
                            $table::facts.eq(excluded($table::facts)),
                            $table::revision.eq(excluded($table::revision)),
                            $table::modified_at.eq(excluded($table::modified_at)),
                            $table::withdrawn_at.eq(None::<String>),
                        ))
                        .execute(conn)?;
                }
            };
        }
        match kind {
            RecordKind::Organization => put!(organization,),
            RecordKind::Location => put!(location,),
            RecordKind::Service => put!(service, organization_id),
            RecordKind::ServiceAtLocation => put!(service_at_location, service_id, location_id),
        }
    }
    Ok(())
}

/// Makes tombstones. What is withdrawn already, or was never a record, stays as it is.
fn withdraw(conn: &mut Connection, revision: i64, set: &Changeset) -> Result<(), StoreError> {
    let at = time(set.at);
    for record in &set.removed {
        macro_rules! bury {
            ($table:ident) => {
                diesel::update($table::table.find(record.id.to_string()))
                    .filter($table::withdrawn_at.is_null())
                    .set((
                        $table::body.eq("{}"),
                        $table::facts.eq("{}"),
                        $table::revision.eq(revision),
                        $table::modified_at.eq(&at),
                        $table::withdrawn_at.eq(&at),
                    ))
                    .execute(conn)?
            };
        }
        match record.kind {
            RecordKind::Organization => bury!(organization),
            RecordKind::Location => bury!(location),
            RecordKind::Service => bury!(service),
            RecordKind::ServiceAtLocation => bury!(service_at_location),
        };
    }
    Ok(())
}

fn in_chunks(mut rows: Vec<ChangeRow>) -> impl Iterator<Item = Vec<ChangeRow>> {
    std::iter::from_fn(move || {
        let rest = rows.split_off(rows.len().min(ROWS));
        let chunk = std::mem::replace(&mut rows, rest);
        (!chunk.is_empty()).then_some(chunk)
    })
}
