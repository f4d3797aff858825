//! One transaction: all that is read and written, on either backend.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::error::Stop;
#[cfg(feature = "postgres")]
use super::postgres;
use super::{
    Change, Changed, Directory, Published, QuietUpdate, Records, StoreError, Trace, sqlite,
};
use crate::standing::{
    BlockedNumber, Claim, Record, RecordKind, RecordRef, Resolution, SameAs, Source, Verification,
};

/// Says something to the backend that there is.
macro_rules! on {
    ($self:ident, $module:ident::$statement:ident $(, $argument:expr)*) => {
        match &mut $self.conn {
            $crate::store::transaction::Connection::Sqlite(conn) => {
                $crate::store::sqlite::statements::$module::$statement(conn $(, $argument)*)
            }
            #[cfg(feature = "postgres")]
            $crate::store::transaction::Connection::Postgres(conn) => {
                $crate::store::postgres::statements::$module::$statement(conn $(, $argument)*)
            }
        }
    };
}

mod access;
mod publishing;
mod review;
mod scrubbing;

pub use scrubbing::NOT_KEPT;

use publishing::Publishing;

/// A transaction of [`super::Store::write`], [`super::Store::rehearse`] or [`super::Store::read`].
pub struct Transaction<'a> {
    pub(super) conn: Connection<'a>,
    publishing: Option<Publishing>,
    /// Something was taken out of what is kept.
    has_scrubbed: bool,
}

pub(super) enum Connection<'a> {
    Sqlite(&'a mut sqlite::Connection),
    #[cfg(feature = "postgres")]
    Postgres(&'a mut postgres::Connection),
}

impl<'a> Transaction<'a> {
    pub(super) fn run<T, E>(
        conn: Connection<'a>,
        has_scrubbed: &mut bool,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, Stop<T, E>> {
        let mut transaction = Transaction {
            conn,
            publishing: None,
            has_scrubbed: false,
        };
        let done = work(&mut transaction).map_err(Stop::Caller)?;
        *has_scrubbed = transaction.has_scrubbed;
        match transaction.publishing {
            Some(_) => Err(publishing::unfinished().into()),
            None => Ok(done),
        }
    }

    pub fn directory(&mut self) -> Result<Directory, StoreError> {
        on!(self, read::directory)
    }

    pub fn sources(&mut self) -> Result<Vec<Source>, StoreError> {
        on!(self, read::sources)
    }

    pub fn claims(&mut self) -> Result<Vec<Claim>, StoreError> {
        on!(self, read::claims)
    }

    /// The claims on these records, by record.
    pub fn claims_of(&mut self, records: &[RecordRef]) -> Result<Vec<Claim>, StoreError> {
        on!(self, read::claims_of, records)
    }

    /// Shows every claim of a source, by record, without holding them all.
    pub fn claims_of_source(
        &mut self,
        source_id: Uuid,
        see: &mut dyn FnMut(Claim),
    ) -> Result<(), StoreError> {
        on!(self, read::claims_of_source, source_id, see)
    }

    /// Shows the record and foreign id of every claim of a source.
    pub fn claim_keys_of_source(
        &mut self,
        source_id: Uuid,
        see: &mut dyn FnMut(RecordRef, String),
    ) -> Result<(), StoreError> {
        on!(self, read::claim_keys_of_source, source_id, see)
    }

    pub fn same_as(&mut self) -> Result<Vec<SameAs>, StoreError> {
        on!(self, read::same_as)
    }

    /// Which records these entries (source, kind, foreign id) are, where it is known.
    pub fn same_as_of(
        &mut self,
        entries: &[(Uuid, RecordKind, &str)],
    ) -> Result<Vec<SameAs>, StoreError> {
        on!(self, read::same_as_of, entries)
    }

    /// Under which keyed hashes a source's withheld entries are kept; a few others may be among them.
    pub fn hashed_same_as(&mut self, source_id: Uuid) -> Result<Vec<String>, StoreError> {
        on!(self, read::hashed_same_as, source_id)
    }

    pub fn resolutions(&mut self) -> Result<Vec<Resolution>, StoreError> {
        on!(self, decisions::resolutions)
    }

    pub fn resolutions_of(&mut self, records: &[RecordRef]) -> Result<Vec<Resolution>, StoreError> {
        on!(self, decisions::resolutions_of, records)
    }

    pub fn verifications(&mut self) -> Result<Vec<Verification>, StoreError> {
        on!(self, decisions::verifications)
    }

    pub fn verifications_of(
        &mut self,
        records: &[RecordRef],
    ) -> Result<Vec<Verification>, StoreError> {
        on!(self, decisions::verifications_of, records)
    }

    pub fn blocked_numbers(&mut self) -> Result<Vec<BlockedNumber>, StoreError> {
        on!(self, decisions::blocks)
    }

    /// Those of the records that are not withdrawn, parents before children, then by id.
    pub fn records_of(&mut self, records: &[RecordRef]) -> Result<Vec<Record>, StoreError> {
        on!(self, records::of, records)
    }

    /// The services of organizations, and the services at locations of services and of locations.
    pub fn children_of(&mut self, records: &[RecordRef]) -> Result<Vec<RecordRef>, StoreError> {
        on!(self, records::children_of, records, false)
    }

    /// Of these the ones that were withdrawn: what they belonged to last.
    pub fn withdrawn_children_of(
        &mut self,
        records: &[RecordRef],
    ) -> Result<Vec<RecordRef>, StoreError> {
        on!(self, records::children_of, records, true)
    }

    /// The withdrawn records of one kind.
    pub fn withdrawn(&mut self, kind: RecordKind) -> Result<Vec<RecordRef>, StoreError> {
        on!(self, records::withdrawn, kind)
    }

    /// The revision that last wrote a record, withdrawn or not.
    pub fn revision_of(&mut self, record: RecordRef) -> Result<Option<i64>, StoreError> {
        on!(self, records::revision_of, record)
    }

    /// Whether records that are not withdrawn belong to this one.
    pub fn has_children(&mut self, record: RecordRef) -> Result<bool, StoreError> {
        on!(self, records::has_children, record)
    }

    /// The records that changed, or were withdrawn, after `revision`.
    pub fn records_since(&mut self, revision: i64) -> Result<Records, StoreError> {
        on!(self, records::since, revision)
    }

    /// Shows every record that is not withdrawn, parents before children, without holding them all.
    pub fn each_record(&mut self, see: &mut dyn FnMut(Record)) -> Result<(), StoreError> {
        let mut kinds = RecordKind::ALL.into_iter();
        kinds.try_for_each(|kind| self.each_of_kind(kind, see))
    }

    /// The records of one kind, ordered by id; not the withdrawn ones.
    pub fn each_of_kind(
        &mut self,
        kind: RecordKind,
        see: &mut dyn FnMut(Record),
    ) -> Result<(), StoreError> {
        on!(self, records::each, kind, see)
    }

    /// The updates from `since` on that published nothing, the oldest first.
    pub fn quiet_updates(&mut self, since: DateTime<Utc>) -> Result<Vec<QuietUpdate>, StoreError> {
        on!(self, history::quiet_updates, since)
    }

    /// The last `limit` changesets, the newest first.
    pub fn changesets(&mut self, limit: u32) -> Result<Vec<Published>, StoreError> {
        on!(self, history::changesets, limit)
    }

    pub fn changeset(&mut self, revision: i64) -> Result<Option<Published>, StoreError> {
        on!(self, history::changeset, revision)
    }

    /// The changes that made `revision`, in their order.
    pub fn changes_in(&mut self, revision: i64) -> Result<Vec<Changed>, StoreError> {
        on!(self, history::changes_in, revision)
    }

    /// The last `limit` changes of `revision` before the position `before`, the last first, each with
    /// its position: the order in which they are undone.
    pub fn last_changes_in(
        &mut self,
        revision: i64,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<(i64, Changed)>, StoreError> {
        on!(self, history::last_changes_in, revision, before, limit)
    }

    /// The changes that named `record`, the oldest first.
    pub fn changes_of(&mut self, record: RecordRef) -> Result<Vec<Changed>, StoreError> {
        on!(self, history::changes_of, record)
    }

    /// What is written now under the key of each change, in the shape of a change's `after`. Where it
    /// is not what a changeset left behind, a later one has been there.
    pub fn written(&mut self, changes: &[Change]) -> Result<Vec<Option<Value>>, StoreError> {
        on!(self, apply::written, changes)
    }

    /// Shows what every change after the revision `since` and up to `until` left behind to `see`, with
    /// the change's revision, the oldest first and without holding them all.
    pub fn traces(
        &mut self,
        since: i64,
        until: i64,
        see: &mut dyn FnMut(i64, Trace),
    ) -> Result<(), StoreError> {
        on!(self, history::traces, since, until, see)
    }
}
