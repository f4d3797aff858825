//! What can go wrong in the store, for a caller to act on: each variant is a case in which the
//! caller does something else. One line each, in words for the person who runs the directory,
//! without a password and without a word of a record.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL is not one that this build can open.
    #[error("database URL: {0}")]
    Url(String),
    #[error("cannot open {place}: {why}")]
    CannotOpen { place: String, why: String },
    /// A later version of the program wrote this database. Nothing was touched.
    #[error(
        "this database is of a newer nearhelp (it has migration {found}, this one knows up to {known}): run that version, or a later one"
    )]
    NewerVersion { found: String, known: String },
    /// Somebody else published since the plan was made: plan again.
    #[error(
        "the directory has moved on from revision {expected} to {found}: plan the update again"
    )]
    Moved { expected: i64, found: i64 },
    /// The write lock, or a connection, was not to be had in time. Nothing was written.
    #[error("the database is busy or does not answer: try again")]
    Busy,
    /// A claim without its source, a service without its organization. Nothing was written.
    #[error("something is named that the directory does not have: {0}")]
    Orphan(String),
    /// A text that PostgreSQL could not keep. Nothing was written.
    #[error("a text has the character NUL (U+0000), which cannot be kept: take it out")]
    Nul,
    /// The disk is full or fails, or the file may only be read. Nothing was written; reading goes on.
    #[error("the database cannot be written: {0}")]
    Unwritable(String),
    #[error("database: {0}")]
    Other(String),
}

/// Diesel has no kind for a lock that was not to be had, so its text tells.
const BUSY: [&str; 3] = [
    "database is locked",
    "database table is locked",
    "canceling statement due to lock timeout",
];

/// Beginnings of what the backends say when the disk is full or fails, or must not be written. They
/// name files and blocks, never what is in them.
const UNWRITABLE: [&str; 7] = [
    "database or disk is full",
    "disk I/O error",
    "attempt to write a readonly database",
    "could not extend file",
    "could not write to file",
    "could not fsync file",
    "could not create file",
];

/// Why the work of a transaction is not committed.
pub(super) enum Stop<T, E> {
    /// As the caller asked from the beginning.
    OnPurpose(T),
    Caller(E),
    Database(StoreError),
}

impl<T, E> From<DieselError> for Stop<T, E> {
    fn from(error: DieselError) -> Stop<T, E> {
        Stop::Database(error.into())
    }
}

impl<T, E> From<StoreError> for Stop<T, E> {
    fn from(error: StoreError) -> Stop<T, E> {
        Stop::Database(error)
    }
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> StoreError {
        match &error {
            DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, info) => {
                StoreError::Orphan(info.message().to_owned())
            }
            DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => {
                StoreError::Busy
            }
            DieselError::DatabaseError(_, info) if BUSY.contains(&info.message()) => {
                StoreError::Busy
            }
            DieselError::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, info) => {
                StoreError::Unwritable(info.message().to_owned())
            }
            DieselError::DatabaseError(_, info)
                if UNWRITABLE
                    .iter()
                    .any(|begin| info.message().starts_with(begin)) =>
            {
                StoreError::Unwritable(info.message().to_owned())
            }
            // The commit's own error tells more than that of the rollback after it.
            DieselError::RollbackErrorOnCommit { .. } => match error {
                DieselError::RollbackErrorOnCommit { commit_error, .. } => (*commit_error).into(),
                error => StoreError::Other(error.to_string()),
            },
            _ => StoreError::Other(error.to_string()),
        }
    }
}

/// The pool waited in vain.
impl From<diesel::r2d2::PoolError> for StoreError {
    fn from(_: diesel::r2d2::PoolError) -> StoreError {
        StoreError::Busy
    }
}

#[cfg(test)]
mod tests {
    use diesel::connection::{Connection, SimpleConnection};

    use super::*;

    /// Pins SQLite's words, by which alone it is known.
    #[test]
    fn a_lock_that_another_holds_is_busy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("directory.db");
        let connect = || diesel::SqliteConnection::establish(path.to_str().unwrap()).unwrap();
        let (mut first, mut second) = (connect(), connect());
        first.batch_execute("BEGIN IMMEDIATE").unwrap();
        let error = second.batch_execute("BEGIN IMMEDIATE").unwrap_err();
        assert!(matches!(error.into(), StoreError::Busy));
    }
}
