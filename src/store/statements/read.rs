//! What is asked of the database. Each runs in a transaction that sees one state.

use diesel::connection::DefaultLoadingMode;
use diesel::prelude::*;

use super::Connection;
use crate::standing::{Claim, Record, RecordKind, RecordRef, Resolution, SameAs, Source};
use crate::store::rows::{
    ChangeRow, ChangesetRow, ClaimRow, DirectoryRow, ResolutionRow, SameAsRow, SourceRow,
};
use crate::store::schema::{
    change, changeset, claim, directory, location, organization, resolution, same_as, service,
    service_at_location, source,
};
use crate::store::text::{from_id, from_json, from_record, from_time, from_word};
use crate::store::{Changed, Directory, Published, Records, StoreError, Subject, Trace};

/// Ids in one `IN`: SQLite takes 32766 parameters, and a plan grows with them.
const IDS: usize = 1000;

pub(in crate::store) fn directory(conn: &mut Connection) -> Result<Directory, StoreError> {
    directory::table
        .select(DirectoryRow::as_select())
        .first(conn)?
        .try_into()
}

pub(in crate::store) fn sources(conn: &mut Connection) -> Result<Vec<Source>, StoreError> {
    let rows = source::table
        .select(SourceRow::as_select())
        .order(source::id)
        .load(conn)?;
    all(rows)
}

pub(in crate::store) fn claims(conn: &mut Connection) -> Result<Vec<Claim>, StoreError> {
    let rows = claim::table
        .select(ClaimRow::as_select())
        .order((
            claim::record_kind,
            claim::record_id,
            claim::source_id,
            claim::foreign_id,
        ))
        .load(conn)?;
    all(rows)
}

pub(in crate::store) fn claims_of(
    conn: &mut Connection,
    records: &[RecordRef],
) -> Result<Vec<Claim>, StoreError> {
    let mut claims = Vec::new();
    for kind in RecordKind::ALL {
        let mut ids: Vec<String> = records
            .iter()
            .filter(|record| record.kind == kind)
            .map(|record| record.id.to_string())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        for ids in ids.chunks(IDS) {
            let rows = claim::table
                .select(ClaimRow::as_select())
                .filter(claim::record_kind.eq(kind.as_str()))
                .filter(claim::record_id.eq_any(ids))
                .order((claim::record_id, claim::source_id, claim::foreign_id))
                .load(conn)?;
            claims.extend(all::<_, Claim>(rows)?);
        }
    }
    Ok(claims)
}

pub(in crate::store) fn same_as(conn: &mut Connection) -> Result<Vec<SameAs>, StoreError> {
    let rows = same_as::table
        .select(SameAsRow::as_select())
        .order((
            same_as::source_id,
            same_as::record_kind,
            same_as::foreign_id,
        ))
        .load(conn)?;
    all(rows)
}

pub(in crate::store) fn resolutions(conn: &mut Connection) -> Result<Vec<Resolution>, StoreError> {
    let rows = resolution::table
        .select(ResolutionRow::as_select())
        .order((
            resolution::record_kind,
            resolution::record_id,
            resolution::fact_group,
        ))
        .load(conn)?;
    all(rows)
}

pub(in crate::store) fn records_since(
    conn: &mut Connection,
    revision: i64,
) -> Result<Records, StoreError> {
    let mut found = Records {
        revision: directory::table.select(directory::revision).first(conn)?,
        ..Records::default()
    };
    for kind in RecordKind::ALL {
        macro_rules! stored {
            ($table:ident) => {
                $table::table
                    .select((
                        $table::id,
                        $table::body,
                        $table::facts,
                        $table::revision,
                        $table::modified_at,
                        $table::withdrawn_at,
                    ))
                    .filter($table::revision.gt(revision))
                    .order($table::id)
                    .load::<(String, String, String, i64, String, Option<String>)>(conn)?
            };
        }
        let rows = match kind {
            RecordKind::Organization => stored!(organization),
            RecordKind::Location => stored!(location),
            RecordKind::Service => stored!(service),
            RecordKind::ServiceAtLocation => stored!(service_at_location),
        };
        for (id, body, facts, revision, modified_at, withdrawn_at) in rows {
            let record = RecordRef {
                kind,
                id: from_id(&id)?,
            };
            found.revisions.insert(record, revision);
            if withdrawn_at.is_some() {
                found.withdrawn.push(record);
            } else {
                found.modified_at.insert(record, from_time(&modified_at)?);
                found.records.push(Record {
                    record,
                    body: from_json(&body)?,
                    facts: from_json(&facts)?,
                });
            }
        }
    }
    let left = service_at_location::table
        .select((
            service_at_location::service_id,
            service_at_location::modified_at,
        ))
        .filter(service_at_location::revision.gt(revision))
        .filter(service_at_location::withdrawn_at.is_not_null())
        .order(service_at_location::id)
        .load::<(String, String)>(conn)?;
    for (service, at) in left {
        found.left.push((from_id(&service)?, from_time(&at)?));
    }
    Ok(found)
}

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
        .filter(change::revision.le(until))
        .order((change::revision, change::position))
        .load_iter::<Row, DefaultLoadingMode>(conn)?;
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

fn all<Row, T: TryFrom<Row, Error = StoreError>>(rows: Vec<Row>) -> Result<Vec<T>, StoreError> {
    rows.into_iter().map(T::try_from).collect()
}
