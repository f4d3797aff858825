//! Who changed what, when and why.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{Connection, Streaming, all};
use crate::standing::RecordRef;
use crate::store::rows::{ChangeRow, ChangesetRow};
use crate::store::schema::{change, changeset, quiet_update};
use crate::store::text::{from_id, from_json, from_record, from_time, from_word, time};
use crate::store::{Changed, Published, QuietUpdate, StoreError, Subject, Trace};

pub(in crate::store) fn changesets(
    conn: &mut Connection,
    limit: u32,
) -> Result<Vec<Published>, StoreError> {
    let rows = changeset::table
        .select(ChangesetRow::as_select())
        .order(changeset::revision.desc())
        .limit(limit.into())
        .load(conn)?;
    all(rows)
}

/// The updates from `since` on that published nothing, the oldest first.
pub(in crate::store) fn quiet_updates(
    conn: &mut Connection,
    since: DateTime<Utc>,
) -> Result<Vec<QuietUpdate>, StoreError> {
    let rows = quiet_update::table
        .select((
            quiet_update::source_id,
            quiet_update::at,
            quiet_update::report,
        ))
        .filter(quiet_update::at.ge(time(since)))
        .order((quiet_update::at, quiet_update::id))
        .load::<(String, String, String)>(conn)?;
    rows.into_iter()
        .map(|(source_id, at, report)| {
            Ok(QuietUpdate {
                source_id: from_id(&source_id)?,
                at: from_time(&at)?,
                report: from_json(&report)?,
            })
        })
        .collect()
}

pub(in crate::store) fn changeset(
    conn: &mut Connection,
    revision: i64,
) -> Result<Option<Published>, StoreError> {
    changeset::table
        .find(revision)
        .select(ChangesetRow::as_select())
        .first(conn)
        .optional()?
        .map(Published::try_from)
        .transpose()
}

pub(in crate::store) fn changes_in(
    conn: &mut Connection,
    revision: i64,
) -> Result<Vec<Changed>, StoreError> {
    let rows = change::table
        .inner_join(changeset::table)
        .select((ChangeRow::as_select(), ChangesetRow::as_select()))
        .filter(change::revision.eq(revision))
        .order(change::position)
        .load::<(ChangeRow, ChangesetRow)>(conn)?;
    all(rows)
}

pub(in crate::store) fn last_changes_in(
    conn: &mut Connection,
    revision: i64,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<(i64, Changed)>, StoreError> {
    let rows = change::table
        .inner_join(changeset::table)
        .select((ChangeRow::as_select(), ChangesetRow::as_select()))
        .filter(change::revision.eq(revision))
        .filter(change::position.lt(before.unwrap_or(i64::MAX)))
        .order(change::position.desc())
        .limit(limit.into())
        .load::<(ChangeRow, ChangesetRow)>(conn)?;
    rows.into_iter()
        .map(|row| Ok((row.0.position, row.try_into()?)))
        .collect()
}

pub(in crate::store) fn changes_of(
    conn: &mut Connection,
    record: RecordRef,
) -> Result<Vec<Changed>, StoreError> {
    let rows = change::table
        .inner_join(changeset::table)
        .select((ChangeRow::as_select(), ChangesetRow::as_select()))
        .filter(change::record_kind.eq(record.kind.as_str()))
        .filter(change::record_id.eq(record.id.to_string()))
        .order((change::revision, change::position))
        .load::<(ChangeRow, ChangesetRow)>(conn)?;
    all(rows)
}

pub(in crate::store) fn traces(
    conn: &mut Connection,
    since: i64,
    until: i64,
    see: &mut dyn FnMut(i64, Trace),
) -> Result<(), StoreError> {
    type Row = (i64, String, Option<String>, Option<String>, Option<String>);
    let rows = change::table
        .select((
            change::revision,
            change::subject,
            change::record_kind,
            change::record_id,
            change::after,
        ))
        .filter(change::revision.gt(since))
        .filter(change::revision.le(until))
        .order((change::revision, change::position))
        .load_iter::<Row, Streaming>(conn)?;
    for row in rows {
        let (revision, subject, kind, id, after) = row?;
        let trace = match (from_word(&subject)?, after, kind.zip(id)) {
            (Subject::Source, Some(source), _) => Trace::Source(from_json(&source)?),
            (Subject::Claim, Some(claim), _) => Trace::Claim(from_json(&claim)?),
            (_, _, Some((kind, id))) => Trace::Record(from_record(&kind, &id)?),
            _ => continue,
        };
        see(revision, trace);
    }
    Ok(())
}
