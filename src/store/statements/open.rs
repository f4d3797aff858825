//! From an empty or older database to one that this program knows.

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

/// Applies the migrations that are missing and makes the directory's row. Runs under a lock, in a
/// transaction, so that of many processes that start at once one does it.
pub(in crate::store) fn prepare(
    conn: &mut Connection,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let migrations: Vec<Box<dyn Migration<<Connection as diesel::Connection>::Backend>>> =
        MIGRATIONS.migrations().map_err(failed)?;
    let known: Vec<String> = migrations
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect();
    let applied = conn.applied_migrations().map_err(failed)?;
    let newest_unknown = applied
        .iter()
        .map(ToString::to_string)
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
