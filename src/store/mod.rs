//! The only place that knows Diesel: the directory's truth, in SQLite or PostgreSQL.
//!
//! Everything is read and written in a [`Transaction`], and what the directory says changes by a
//! changeset alone: whole ([`Store::publish`]) or in parts ([`Transaction::begin`]), with its history.
//! [`changeset`] has the types of that, [`review`] what waits for a person, [`access`] keys and calls,
//! [`error`] what can go wrong, `schema` the tables, and `statements` what is said to the database,
//! once for both backends.

pub mod access;
mod address;
pub mod changeset;
pub mod error;
#[cfg(feature = "postgres")]
mod postgres;
pub mod review;
mod rows;
mod schema;
mod sqlite;
mod text;
mod transaction;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};

pub use access::{ApiKey, Call, Reply, Role};
use address::Address;
pub use changeset::{
    Change, Changed, Changeset, Directory, Header, Operation, Published, QuietUpdate, Records,
    Subject, Trace,
};
use error::Stop;
pub use error::StoreError;
pub use review::{
    Decision, Held, HeldCount, HeldFilter, HeldState, Hold, JudgedSuggestion, Kept, NewlyHeld,
    Suggestion,
};
use transaction::Connection;
pub use transaction::{NOT_KEPT, Transaction};

use crate::standing::{BlockedNumber, Claim, RecordRef, Resolution, SameAs, Source, Verification};

/// A directory's database. Cheap to clone: clones share one pool of connections.
#[derive(Clone)]
pub struct Store {
    pool: Pool,
    /// Something was scrubbed, and is still in the log.
    owes_checkpoint: Arc<AtomicBool>,
}

#[derive(Clone)]
enum Pool {
    Sqlite(sqlite::Pool),
    #[cfg(feature = "postgres")]
    Postgres(postgres::Pool),
}

impl Store {
    /// Opens `sqlite://PATH` (the path verbatim) or `postgres://…`; makes what is missing: the
    /// file, the tables, the directory's row.
    pub fn open(url: &str, now: DateTime<Utc>) -> Result<Store, StoreError> {
        let pool = match Address::parse(url)? {
            Address::Sqlite(path) => Pool::Sqlite(sqlite::open(&path, now)?),
            #[cfg(feature = "postgres")]
            Address::Postgres(url) => Pool::Postgres(postgres::open(&url, now)?),
        };
        Ok(Store::on(pool))
    }

    /// A directory that is kept nowhere.
    pub fn in_memory(now: DateTime<Utc>) -> Result<Store, StoreError> {
        Ok(Store::on(Pool::Sqlite(sqlite::in_memory(now)?)))
    }

    fn on(pool: Pool) -> Store {
        Store {
            pool,
            owes_checkpoint: Arc::default(),
        }
    }

    /// Runs `work` in one transaction that holds the write lock from its beginning. An error, its own
    /// or the database's, rolls everything back.
    ///
    /// What it scrubbed ([`Transaction::rewrite_claims_and_history`]) is taken out of SQLite's log before this
    /// returns, or else [`Store::owes_checkpoint`].
    pub fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut has_scrubbed = false;
        let done = self.locked(|conn| Transaction::run(conn, &mut has_scrubbed, work))?;
        if has_scrubbed {
            self.owes_checkpoint.store(true, Ordering::Release);
        }
        self.pay_checkpoint();
        Ok(done)
    }

    /// Whether what was scrubbed is still in the database's log, since somebody read for long, or since the disk
    /// failed: the changeset stands, and every later write tries again.
    pub fn owes_checkpoint(&self) -> bool {
        self.owes_checkpoint.load(Ordering::Acquire)
    }

    /// Tries again what [`Store::owes_checkpoint`].
    pub fn pay_checkpoint(&self) {
        if !self.owes_checkpoint.swap(false, Ordering::AcqRel) {
            return;
        }
        if let Err(error) = self.checkpoint() {
            self.owes_checkpoint.store(true, Ordering::Release);
            log::error!("what was scrubbed is still in the database's log: {error}");
        }
    }

    /// As [`Store::write`], but nothing of it stays: for a dry run.
    pub fn rehearse<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.locked(|conn| Err(Stop::OnPurpose(Transaction::run(conn, &mut false, work)?)))
    }

    /// Runs `work` in one transaction that sees one state and writes nothing.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        ended(match &self.pool {
            Pool::Sqlite(pool) => sqlite::reading(pool, |conn| {
                Transaction::run(Connection::Sqlite(conn), &mut false, work)
            }),
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => postgres::reading(pool, |conn| {
                Transaction::run(Connection::Postgres(conn), &mut false, work)
            }),
        })
    }

    fn locked<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(Connection<'_>) -> Result<T, Stop<T, E>>,
    ) -> Result<T, E> {
        ended(match &self.pool {
            Pool::Sqlite(pool) => sqlite::writing(pool, |conn| work(Connection::Sqlite(conn))),
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => {
                postgres::writing(pool, |conn| work(Connection::Postgres(conn)))
            }
        })
    }

    /// Takes what was overwritten out of SQLite's write-ahead log too. [`StoreError::Busy`] where somebody
    /// reads for so long that it cannot be done now. PostgreSQL's log is not ours to clear.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        match &self.pool {
            Pool::Sqlite(pool) => sqlite::checkpoint(pool),
            #[cfg(feature = "postgres")]
            Pool::Postgres(_) => Ok(()),
        }
    }

    pub fn directory(&self) -> Result<Directory, StoreError> {
        self.read(|tx| tx.directory())
    }

    /// Publishes a changeset whole, or not at all, and returns the new revision; without a change,
    /// a record or a removal there is none, and the current one is returned.
    ///
    /// [`StoreError::Moved`] where the revision is no longer the one that was planned on, also
    /// when there is nothing to change: there might be now.
    pub fn publish(&self, changeset: &Changeset) -> Result<i64, StoreError> {
        self.write(|tx| tx.publish(changeset))
    }

    pub fn sources(&self) -> Result<Vec<Source>, StoreError> {
        self.read(|tx| tx.sources())
    }

    pub fn claims(&self) -> Result<Vec<Claim>, StoreError> {
        self.read(|tx| tx.claims())
    }

    pub fn claims_of(&self, records: &[RecordRef]) -> Result<Vec<Claim>, StoreError> {
        self.read(|tx| tx.claims_of(records))
    }

    pub fn same_as(&self) -> Result<Vec<SameAs>, StoreError> {
        self.read(|tx| tx.same_as())
    }

    pub fn resolutions(&self) -> Result<Vec<Resolution>, StoreError> {
        self.read(|tx| tx.resolutions())
    }

    pub fn verifications(&self) -> Result<Vec<Verification>, StoreError> {
        self.read(|tx| tx.verifications())
    }

    pub fn blocked_numbers(&self) -> Result<Vec<BlockedNumber>, StoreError> {
        self.read(|tx| tx.blocked_numbers())
    }

    /// All records and tombstones, and the revision that they are of.
    pub fn records(&self) -> Result<Records, StoreError> {
        self.records_since(0)
    }

    /// The records that changed, or were withdrawn, after `revision`.
    pub fn records_since(&self, revision: i64) -> Result<Records, StoreError> {
        self.read(|tx| tx.records_since(revision))
    }

    /// The last `limit` changesets, the newest first.
    pub fn changesets(&self, limit: u32) -> Result<Vec<Published>, StoreError> {
        self.read(|tx| tx.changesets(limit))
    }

    /// The changes that made `revision`, in their order.
    pub fn changes_in(&self, revision: i64) -> Result<Vec<Changed>, StoreError> {
        self.read(|tx| tx.changes_in(revision))
    }

    /// What every change after `since` and up to `until` left behind: see [`Transaction::traces`].
    pub fn traces(
        &self,
        since: i64,
        until: i64,
        see: &mut dyn FnMut(i64, Trace),
    ) -> Result<(), StoreError> {
        self.read(|tx| tx.traces(since, until, see))
    }

    /// The changes that named `record`, the oldest first.
    pub fn changes_of(&self, record: RecordRef) -> Result<Vec<Changed>, StoreError> {
        self.read(|tx| tx.changes_of(record))
    }
}

fn ended<T, E: From<StoreError>>(end: Result<T, Stop<T, E>>) -> Result<T, E> {
    match end {
        Ok(done) | Err(Stop::OnPurpose(done)) => Ok(done),
        Err(Stop::Caller(error)) => Err(error),
        Err(Stop::Database(error)) => Err(error.into()),
    }
}

/// Names the backend alone, since a URL may hold a password.
impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.pool {
            Pool::Sqlite(_) => "Store(SQLite)",
            #[cfg(feature = "postgres")]
            Pool::Postgres(_) => "Store(PostgreSQL)",
        })
    }
}
