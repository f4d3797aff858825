//! SQLite: one file, made with mode 0600.

use std::fs::OpenOptions;
use std::path;

use chrono::{DateTime, Utc};
use diesel::SqliteConnection;
use diesel::connection::{Connection as _, SimpleConnection};
use diesel::r2d2::{self, ConnectionManager, CustomizeConnection};
use diesel::result::Error as DieselError;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use super::StoreError;
use super::error::Stop;

#[path = "statements/mod.rs"]
pub(super) mod statements;

/// Loads row by row, without holding them all.
type Streaming = diesel::connection::DefaultLoadingMode;

/// Rows in one statement that inserts them. Several would gain nothing, and need a journal of their own.
const ARRAY: usize = 1;

pub(super) type Connection = SqliteConnection;

pub(super) type Pool = r2d2::Pool<ConnectionManager<Connection>>;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// `busy_timeout` comes first, since the others may have to wait for a lock. `FULL`: `NORMAL` can
/// lose an acknowledged commit on power loss. `secure_delete`: what is removed, or replaced, is
/// overwritten in the file. What SQLite sets aside for a while (statement journals, sorted rows) stays in
/// memory: in a file it would outlive what is scrubbed. The cache, in KiB, fills only with what is read and written.
const ON_EVERY_CONNECTION: &str = "PRAGMA busy_timeout = 30000;
PRAGMA foreign_keys = ON;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -131072;";

/// Kept in the file, so that it is set once the file is known to be ours. The log of a big changeset is
/// cut again, to 64 MiB.
const IN_THE_FILE: &str = "PRAGMA journal_mode = WAL;
PRAGMA journal_size_limit = 67108864;";

/// While something is written: ids are random, and of a big changeset every row is on another page of the indexes.
const MORE_CACHE: &str = "PRAGMA cache_size = -524288";

/// Gives it back.
const LESS_CACHE: &str = "PRAGMA cache_size = -131072; PRAGMA shrink_memory";

/// How often a new file is asked for its log.
const TRIES: u32 = 100;

/// The snapshots answer the questions, so that few connections do.
const CONNECTIONS: u32 = 4;

pub(super) fn open(path: &str, now: DateTime<Utc>) -> Result<Pool, StoreError> {
    let cannot = |why: String| StoreError::CannotOpen {
        place: path.to_owned(),
        why,
    };
    let file = absolute(path).map_err(cannot)?;
    create(&file).map_err(|error| cannot(error.to_string()))?;

    // Not through the pool, which would try again for half a minute and then tell nothing.
    let mut conn = Connection::establish(&file).map_err(|error| cannot(error.to_string()))?;
    conn.batch_execute(ON_EVERY_CONNECTION)
        .map_err(StoreError::from)
        .and_then(|()| is_prepared(&mut conn))
        .and_then(|is_prepared| match is_prepared {
            true => Ok(()),
            false => locked(&mut conn, |conn| {
                has_ours(conn)?;
                statements::open::prepare(conn, now)
            }),
        })
        .and_then(|()| set_in_the_file(&mut conn))
        .map_err(|error| match error {
            StoreError::Other(why) => cannot(why),
            error => error,
        })?;

    Ok(Pool::builder()
        .max_size(CONNECTIONS)
        .min_idle(Some(0))
        .connection_customizer(Box::new(Pragmas))
        .build_unchecked(ConnectionManager::new(file)))
}

/// Of processes that start at once on a new file, one makes the log while others write. SQLite does not wait then, but
/// says at once that it is busy; whoever has waited for the lock may find that the next one has it.
fn set_in_the_file(conn: &mut Connection) -> Result<(), StoreError> {
    for _ in 0..TRIES {
        match conn.batch_execute(IN_THE_FILE).map_err(StoreError::from) {
            Err(StoreError::Busy) => locked(conn, |_| Ok::<(), StoreError>(()))?,
            done => return done,
        }
    }
    Err(StoreError::Busy)
}

/// A database that is gone with its pool. All share its one connection.
pub(super) fn in_memory(now: DateTime<Utc>) -> Result<Pool, StoreError> {
    let pool = Pool::builder()
        .max_size(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connection_customizer(Box::new(Pragmas))
        .build_unchecked(ConnectionManager::new(":memory:"));
    locked(&mut *pool.get()?, |conn| {
        statements::open::prepare(conn, now)
    })?;
    Ok(pool)
}

/// Whether it can be used as it is, which is seen without the lock.
fn is_prepared(conn: &mut Connection) -> Result<bool, StoreError> {
    conn.transaction(|conn| Ok(has_ours(conn)? && statements::open::is_prepared(conn)?))
}

/// Whether the file has our tables yet; refuses one in which another program keeps its own.
fn has_ours(conn: &mut Connection) -> Result<bool, StoreError> {
    #[derive(diesel::QueryableByName)]
    struct Tables {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        all: i64,
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        ours: i64,
    }
    let tables: Tables = diesel::RunQueryDsl::get_result(
        diesel::sql_query(
            "SELECT count(*) AS \"all\", count(*) FILTER (WHERE name = '__diesel_schema_migrations') AS ours \
         FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'",
        ),
        conn,
    )?;
    if tables.all > 0 && tables.ours == 0 {
        return Err(StoreError::Other(
            "it is another program's database".to_owned(),
        ));
    }
    Ok(tables.ours > 0)
}

/// Runs `work` in a transaction that sees one state of the database.
pub(super) fn reading<T, E>(
    pool: &Pool,
    work: impl FnOnce(&mut Connection) -> Result<T, Stop<T, E>>,
) -> Result<T, Stop<T, E>> {
    Connection::transaction(&mut *pool.get().map_err(StoreError::from)?, work)
}

/// Runs `work` in a transaction that holds the write lock from its beginning.
pub(super) fn writing<T, E>(
    pool: &Pool,
    work: impl FnOnce(&mut Connection) -> Result<T, Stop<T, E>>,
) -> Result<T, Stop<T, E>> {
    let mut conn = pool.get().map_err(StoreError::from)?;
    conn.batch_execute(MORE_CACHE).map_err(StoreError::from)?;
    let done = locked(&mut conn, |conn| {
        // Until the commit: a changeset is written in parts, in which a child may come before its parent.
        conn.batch_execute("PRAGMA defer_foreign_keys = ON")?;
        work(conn)
    });
    // What was written stands, whether or not.
    if let Err(error) = conn.batch_execute(LESS_CACHE) {
        log::warn!("the cache of a connection stays large: {error}");
    }
    done
}

/// Writes the log into the database and cuts it to nothing.
pub(super) fn checkpoint(pool: &Pool) -> Result<(), StoreError> {
    #[derive(diesel::QueryableByName)]
    struct Checkpoint {
        #[diesel(sql_type = diesel::sql_types::Integer)]
        busy: i32,
    }
    let done: Checkpoint = diesel::RunQueryDsl::get_result(
        diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)"),
        &mut *pool.get()?,
    )?;
    match done.busy {
        0 => Ok(()),
        _ => Err(StoreError::Busy),
    }
}

fn locked<T, E: From<DieselError>>(
    conn: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    let mut failed = None;
    let ended = conn.immediate_transaction(|conn| {
        work(conn).map_err(|error| {
            failed = Some(error);
            DieselError::RollbackTransaction
        })
    });
    // On a full disk SQLite rolls back by itself, and that there is nothing left to roll back is all
    // that Diesel would tell.
    ended.map_err(|error| failed.unwrap_or_else(|| error.into()))
}

/// SQLite reads a name that begins with `file:` as a URI with options, and Diesel one that begins
/// with `sqlite://`. An absolute path does neither, and outlives a change of the working directory.
fn absolute(path: &str) -> Result<String, String> {
    let file = path::absolute(path).map_err(|error| error.to_string())?;
    file.into_os_string()
        .into_string()
        .map_err(|_| "the working directory's name is not UTF-8".to_owned())
}

/// Makes the file where there is none, for its owner alone; SQLite gives its log the same mode.
/// The system says better than SQLite why a file cannot be opened.
fn create(file: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop)
}

#[derive(Debug)]
struct Pragmas;

impl CustomizeConnection<Connection, r2d2::Error> for Pragmas {
    fn on_acquire(&self, conn: &mut Connection) -> Result<(), r2d2::Error> {
        conn.batch_execute(ON_EVERY_CONNECTION)
            .and_then(|()| conn.batch_execute(IN_THE_FILE))
            .map_err(r2d2::Error::QueryError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_path_is_no_uri() {
        for path in ["file:a?mode=memory", "sqlite://a", ":memory:", "a.db"] {
            let file = absolute(path).unwrap();
            assert!(path::Path::new(&file).is_absolute(), "{file}");
            assert!(
                file.ends_with(path.trim_start_matches("sqlite://")),
                "{file}"
            );
        }
    }

    /// Pins SQLite's words for a disk that is full, and for a file that may only be read; and that the
    /// connection reads and writes again once it can.
    #[test]
    fn what_cannot_be_written_is_told_and_reading_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("directory.db");
        let mut conn = Connection::establish(path.to_str().unwrap()).unwrap();
        conn.batch_execute("CREATE TABLE t (x)").unwrap();
        let fill = "INSERT INTO t VALUES (zeroblob(100000))";
        for (limit, freed, words) in [
            (
                "PRAGMA max_page_count = 3",
                "PRAGMA max_page_count = 1000",
                "database or disk is full",
            ),
            (
                "PRAGMA query_only = ON",
                "PRAGMA query_only = OFF",
                "attempt to write a readonly database",
            ),
        ] {
            conn.batch_execute(limit).unwrap();
            let failed = locked(&mut conn, |conn| -> Result<(), StoreError> {
                Ok(conn.batch_execute(fill)?)
            });
            let error = failed.unwrap_err();
            assert!(
                matches!(&error, StoreError::Unwritable(why) if why == words),
                "{error:?}"
            );
            conn.batch_execute("SELECT * FROM t").unwrap();
            conn.batch_execute(freed).unwrap();
            locked(&mut conn, |conn| conn.batch_execute(fill)).unwrap();
        }
    }
}
