//! The only place that knows Diesel: the directory's truth, in SQLite or PostgreSQL.
//!
//! Everything is written by [`Store::publish`]: a [`Changeset`] in one transaction, with its
//! history. [`changeset`] has the types of that, [`error`] what can go wrong, `schema` the tables,
//! and `statements` what is said to the database, once for both backends.

mod address;
pub mod changeset;
pub mod error;
#[cfg(feature = "postgres")]
mod postgres;
mod rows;
mod schema;
mod sqlite;
mod text;

use std::fmt;

use chrono::{DateTime, Utc};

use address::Address;
pub use changeset::{Change, Changed, Changeset, Directory, Published, Records, Subject, Trace};
pub use error::StoreError;

use crate::standing::{Claim, RecordRef, Resolution, SameAs, Source};

/// A directory's database. Cheap to clone: clones share one pool of connections.
#[derive(Clone)]
pub struct Store {
    pool: Pool,
}

#[derive(Clone)]
enum Pool {
    Sqlite(sqlite::Pool),
    #[cfg(feature = "postgres")]
    Postgres(postgres::Pool),
}

/// Runs a statement on the backend that there is, in a transaction that is `reading` or `writing`.
macro_rules! run {
    ($store:ident, $way:ident, $module:ident::$statement:ident $(, $argument:expr)*) => {
        match &$store.pool {
            Pool::Sqlite(pool) => sqlite::$way(pool, |conn| {
                sqlite::statements::$module::$statement(conn $(, $argument)*)
            }),
            #[cfg(feature = "postgres")]
            Pool::Postgres(pool) => postgres::$way(pool, |conn| {
                postgres::statements::$module::$statement(conn $(, $argument)*)
            }),
        }
    };
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
        Ok(Store { pool })
    }

    pub fn directory(&self) -> Result<Directory, StoreError> {
        run!(self, reading, read::directory)
    }

    /// Publishes a changeset whole, or not at all, and returns the new revision; without a change,
    /// a record or a removal there is none, and the current one is returned.
    ///
    /// [`StoreError::Moved`] where the revision is no longer the one that was planned on, also
    /// when there is nothing to change: there might be now.
    pub fn publish(&self, changeset: &Changeset) -> Result<i64, StoreError> {
        run!(self, writing, write::publish, changeset)
    }

    pub fn sources(&self) -> Result<Vec<Source>, StoreError> {
        run!(self, reading, read::sources)
    }

    pub fn claims(&self) -> Result<Vec<Claim>, StoreError> {
        run!(self, reading, read::claims)
    }

    pub fn claims_of(&self, records: &[RecordRef]) -> Result<Vec<Claim>, StoreError> {
        run!(self, reading, read::claims_of, records)
    }

    pub fn same_as(&self) -> Result<Vec<SameAs>, StoreError> {
        run!(self, reading, read::same_as)
    }

    pub fn resolutions(&self) -> Result<Vec<Resolution>, StoreError> {
        run!(self, reading, read::resolutions)
    }

    /// All records and tombstones, and the revision that they are of.
    pub fn records(&self) -> Result<Records, StoreError> {
        self.records_since(0)
    }

    /// The records that changed, or were withdrawn, after `revision`.
    pub fn records_since(&self, revision: i64) -> Result<Records, StoreError> {
        run!(self, reading, read::records_since, revision)
    }

    /// The last `limit` changesets, the newest first.
    pub fn changesets(&self, limit: u32) -> Result<Vec<Published>, StoreError> {
        run!(self, reading, read::changesets, limit)
    }

    /// The changes that made `revision`, in their order.
    pub fn changes_in(&self, revision: i64) -> Result<Vec<Changed>, StoreError> {
        run!(self, reading, read::changes_in, revision)
    }

    /// Shows what every change up to the revision `until` left behind to `see`, with the change's
    /// revision, the oldest first and without holding them all.
    pub fn traces(&self, until: i64, see: &mut dyn FnMut(i64, Trace)) -> Result<(), StoreError> {
        run!(self, reading, read::traces, until, see)
    }

    /// The changes that named `record`, the oldest first.
    pub fn changes_of(&self, record: RecordRef) -> Result<Vec<Changed>, StoreError> {
        run!(self, reading, read::changes_of, record)
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
