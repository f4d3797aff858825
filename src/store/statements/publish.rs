//! The head of a changeset that is written in parts.

use diesel::prelude::*;

use super::Connection;
use crate::store::rows::ChangesetRow;
use crate::store::schema::{changeset, directory, quiet_update};
use crate::store::text::{json, plain, time, word};
use crate::store::{Header, StoreError};

/// The revision that a changeset begun now would make.
pub(in crate::store) fn next(
    conn: &mut Connection,
    expected: Option<i64>,
) -> Result<i64, StoreError> {
    let found: i64 = directory::table.select(directory::revision).first(conn)?;
    match expected {
        Some(expected) if expected != found => Err(StoreError::Moved { expected, found }),
        _ => Ok(found + 1),
    }
}

pub(in crate::store) fn head(
    conn: &mut Connection,
    revision: i64,
    header: &Header,
) -> Result<(), StoreError> {
    diesel::insert_into(changeset::table)
        .values(ChangesetRow {
            revision,
            at: time(header.at),
            by: plain(&header.by)?,
            reason: plain(&header.reason)?,
            source_id: header.source_id.map(|id| id.to_string()),
            how: word(header.how)?,
            api_key_id: header.api_key_id.map(|id| id.to_string()),
            report: None,
        })
        .execute(conn)?;
    Ok(())
}

pub(in crate::store) fn finish(
    conn: &mut Connection,
    revision: i64,
    report: Option<&serde_json::Value>,
) -> Result<(), StoreError> {
    if let Some(report) = report {
        diesel::update(changeset::table.find(revision))
            .set(changeset::report.eq(json(report)?))
            .execute(conn)?;
    }
    diesel::update(directory::table)
        .set(directory::revision.eq(revision))
        .execute(conn)?;
    Ok(())
}

/// Of an update of one source that published nothing, that it was.
pub(in crate::store) fn nothing(
    conn: &mut Connection,
    header: &Header,
    report: &serde_json::Value,
) -> Result<(), StoreError> {
    let Some(source_id) = header.source_id else {
        return Ok(());
    };
    diesel::insert_into(quiet_update::table)
        .values((
            quiet_update::source_id.eq(source_id.to_string()),
            quiet_update::at.eq(time(header.at)),
            quiet_update::report.eq(json(report)?),
        ))
        .execute(conn)?;
    Ok(())
}
