//! PostgreSQL, through a libpq that is inside the binary.

use chrono::{DateTime, Utc};
use diesel::connection::{Connection as _, SimpleConnection};
use diesel::prelude::*;
use diesel::r2d2::{self, ConnectionManager, CustomizeConnection};
use diesel::{ConnectionError, PgConnection};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use super::StoreError;
use super::error::Stop;
use super::schema::directory;

#[expect(
    clippy::duplicate_mod,
    reason = "SQLite loads it too: the statements are written once and compiled for each backend"
)]
#[path = "statements/mod.rs"]
pub(super) mod statements;

/// Loads row by row, without holding them all.
type Streaming = diesel::pg::PgRowByRowLoadingMode;

/// Rows in one statement that inserts them: it takes 65535 parameters, and a row has up to 17.
const ARRAY: usize = 1000;

pub(super) type Connection = PgConnection;

pub(super) type Pool = r2d2::Pool<ConnectionManager<Connection>>;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// As long as SQLite waits. A publisher that hangs loses its transaction, and with it the lock.
const ON_EVERY_CONNECTION: &str = "SET lock_timeout = '30s';
SET idle_in_transaction_session_timeout = '60s';";

/// Held while the tables are made, when there is no row to lock yet. The number is the
/// letters of `nearhelp`.
const MAKING: &str = "SELECT pg_advisory_xact_lock(7954871460825492592)";

/// The snapshots answer the questions, so that few connections do.
const CONNECTIONS: u32 = 4;

pub(super) fn open(url: &str, now: DateTime<Utc>) -> Result<Pool, StoreError> {
    // Not through the pool, which would try again for half a minute and then tell nothing.
    let mut conn = Connection::establish(url).map_err(|error| StoreError::CannotOpen {
        place: "the PostgreSQL database".to_owned(),
        why: why(&error),
    })?;
    conn.batch_execute(ON_EVERY_CONNECTION)?;
    conn.transaction(|conn| {
        conn.batch_execute(MAKING)?;
        match statements::open::is_prepared(conn)? {
            true => Ok(()),
            false => statements::open::prepare(conn, now),
        }
    })?;

    Ok(Pool::builder()
        .max_size(CONNECTIONS)
        .min_idle(Some(0))
        .connection_customizer(Box::new(Timeouts))
        .build_unchecked(ConnectionManager::new(url)))
}

/// Runs `work` in a transaction that sees one state of the database.
pub(super) fn reading<T, E>(
    pool: &Pool,
    work: impl FnOnce(&mut Connection) -> Result<T, Stop<T, E>>,
) -> Result<T, Stop<T, E>> {
    pool.get()
        .map_err(StoreError::from)?
        .build_transaction()
        .repeatable_read()
        .read_only()
        .run(work)
}

/// Runs `work` in a transaction that holds the write lock from its beginning: the directory's row.
pub(super) fn writing<T, E>(
    pool: &Pool,
    work: impl FnOnce(&mut Connection) -> Result<T, Stop<T, E>>,
) -> Result<T, Stop<T, E>> {
    Connection::transaction(&mut *pool.get().map_err(StoreError::from)?, |conn| {
        directory::table
            .select(directory::revision)
            .for_update()
            .load::<i64>(conn)?;
        work(conn)
    })
}

/// What libpq says of a connection that failed, where that is safe to show: what it says of a URL
/// that it cannot read quotes the URL, and so perhaps the password.
fn why(error: &ConnectionError) -> String {
    match error {
        ConnectionError::BadConnection(text)
            if text.starts_with("connection to server")
                || text.starts_with("could not translate host name") =>
        {
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        _ => "its URL is not one that libpq can read (special characters are written as %XX)"
            .to_owned(),
    }
}

#[derive(Debug)]
struct Timeouts;

impl CustomizeConnection<Connection, r2d2::Error> for Timeouts {
    fn on_acquire(&self, conn: &mut Connection) -> Result<(), r2d2::Error> {
        conn.batch_execute(ON_EVERY_CONNECTION)
            .map_err(r2d2::Error::QueryError)
    }
}
