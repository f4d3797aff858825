//! From an empty or older database to one that this program knows.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel_migrations::MigrationHarness;
use uuid::Uuid;

use super::{Connection, MIGRATIONS};
use crate::store::StoreError;
use crate::store::rows::DirectoryRow;
use crate::store::schema::directory;
use crate::store::text::time;

/// Whether there is nothing to prepare. Of a database that has our tables it reads only, so that nobody who
/// opens it waits for a long load.
pub(in crate::store) fn is_prepared(conn: &mut Connection) -> Result<bool, StoreError> {
    if applied(conn)? != known()? {
        return Ok(false);
    }
    let rows: i64 = directory::table.count().get_result(conn)?;
    Ok(rows > 0)
}

/// The versions of the migrations that this program has.
fn known() -> Result<BTreeSet<String>, StoreError> {
    let migrations: Vec<Box<dyn Migration<<Connection as diesel::Connection>::Backend>>> =
        MIGRATIONS.migrations().map_err(failed)?;
    let versions = migrations
        .iter()
        .map(|migration| migration.name().version().to_string());
    Ok(versions.collect())
}

/// Those that were applied to the database.
fn applied(conn: &mut Connection) -> Result<BTreeSet<String>, StoreError> {
    let applied = conn.applied_migrations().map_err(failed)?;
    Ok(applied.iter().map(ToString::to_string).collect())
}

/// Applies the migrations that are missing and makes the directory's row. Runs under a lock, in a
/// transaction, so that of many processes that start at once one does it.
pub(in crate::store) fn prepare(
    conn: &mut Connection,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let known = known()?;
    let newest_unknown = applied(conn)?
        .into_iter()
        .filter(|version| !known.contains(version))
        .max();
    if let Some(found) = newest_unknown {
        let known = known.into_iter().max().unwrap_or_default();
        return Err(StoreError::NewerVersion { found, known });
    }
    conn.run_pending_migrations(MIGRATIONS).map_err(failed)?;

    let rows: i64 = directory::table.count().get_result(conn)?;
    if rows == 0 {
        let mut secret = vec![0; 32];
        getrandom::fill(&mut secret)
            .map_err(|error| StoreError::Other(format!("no random numbers: {error}")))?;
        diesel::insert_into(directory::table)
            .values(DirectoryRow {
                directory_id: Uuid::new_v4().to_string(),
                revision: 0,
                secret,
                created_at: time(now),
            })
            .execute(conn)?;
    }
    Ok(())
}

fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> StoreError {
    match error.downcast::<diesel::result::Error>() {
        Ok(error) => (*error).into(),
        Err(error) => StoreError::Other(error.to_string()),
    }
}
