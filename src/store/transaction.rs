//! One transaction: all that is read and written, on either backend.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::error::Stop;
#[cfg(feature = "postgres")]
use super::postgres;
use super::text::time;
use super::{
    ApiKey, Call, Change, Changed, Changeset, Decision, Directory, Header, Held, HeldCount,
    HeldFilter, Hold, JudgedSuggestion, NewlyHeld, Published, QuietUpdate, Records, Reply,
    StoreError, Subject, Suggestion, Trace, sqlite,
};
use crate::standing::{
    BlockedNumber, Claim, Record, RecordKind, RecordRef, Resolution, SameAs, Source, Verification,
};

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

/// What stands for a reason that may not be kept.
const NOT_KEPT: &str = "Not kept: it named a confidential place.";

/// The changeset that is being written.
struct Publishing {
    header: Header,
    revision: i64,
    /// Of the next change in the history.
    position: i64,
    has_head: bool,
}

/// Says something to the backend that there is.
macro_rules! on {
    ($self:ident, $module:ident::$statement:ident $(, $argument:expr)*) => {
        match &mut $self.conn {
            Connection::Sqlite(conn) => sqlite::statements::$module::$statement(conn $(, $argument)*),
            #[cfg(feature = "postgres")]
            Connection::Postgres(conn) => {
                postgres::statements::$module::$statement(conn $(, $argument)*)
            }
        }
    };
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
            Some(_) => Err(unfinished().into()),
            None => Ok(done),
        }
    }

    /// Begins a changeset, which is then written in any number of parts and finished. Returns the
    /// revision that it makes if anything changes.
    ///
    /// [`StoreError::Moved`] where the revision is not the expected one.
    pub fn begin(&mut self, header: Header) -> Result<i64, StoreError> {
        if self.publishing.is_some() {
            return Err(unfinished());
        }
        let revision = on!(self, publish::next, header.expected_revision)?;
        self.publishing = Some(Publishing {
            header,
            revision,
            position: 0,
            has_head: false,
        });
        Ok(revision)
    }

    /// Makes changes, in their order. A source that a claim names may come in a later part.
    pub fn apply(&mut self, changes: &[Change]) -> Result<(), StoreError> {
        if changes.is_empty() {
            return Ok(());
        }
        let (revision, _) = self.head()?;
        let Some(publishing) = &mut self.publishing else {
            return Err(not_begun());
        };
        let first = publishing.position;
        publishing.position += i64::try_from(changes.len()).unwrap_or(i64::MAX);
        on!(self, apply::apply, revision, first, changes)
    }

    /// Writes the records that the changes make, computed again. The last of several with one id
    /// counts. A parent may come in a later part.
    pub fn put_records(&mut self, records: &[Record]) -> Result<(), StoreError> {
        if records.is_empty() {
            return Ok(());
        }
        let (revision, at) = self.head()?;
        on!(self, records::put, revision, &at, records)
    }

    /// Makes tombstones of the records that no claim supports any more.
    pub fn withdraw(&mut self, records: &[RecordRef]) -> Result<(), StoreError> {
        if records.is_empty() {
            return Ok(());
        }
        let (revision, at) = self.head()?;
        on!(self, records::withdraw, revision, &at, records)
    }

    /// Ends the changeset, with the counts of the update, and returns the directory's revision: the
    /// same as before where nothing was written, of which only an update with counts is kept.
    pub fn finish(&mut self, report: Option<&Value>) -> Result<i64, StoreError> {
        let publishing = self.publishing.take().ok_or_else(not_begun)?;
        if !publishing.has_head {
            if let Some(report) = report {
                on!(self, publish::nothing, &publishing.header, report)?;
            }
            return Ok(publishing.revision - 1);
        }
        on!(self, publish::finish, publishing.revision, report)?;
        Ok(publishing.revision)
    }

    /// Publishes a changeset that is held in memory whole.
    pub fn publish(&mut self, set: &Changeset) -> Result<i64, StoreError> {
        self.begin(Header {
            expected_revision: Some(set.expected_revision),
            at: set.at,
            by: set.by.clone(),
            api_key_id: None,
            how: set.how,
            reason: set.reason.clone(),
            source_id: set.source_id,
        })?;
        self.apply(&set.changes)?;
        self.put_records(&set.records)?;
        self.withdraw(&set.removed)?;
        self.finish(None)
    }

    /// The revision and time of the changeset, once its head is written.
    fn head(&mut self) -> Result<(i64, String), StoreError> {
        let publishing = self.publishing.as_mut().ok_or_else(not_begun)?;
        let (revision, at) = (publishing.revision, time(publishing.header.at));
        if !publishing.has_head {
            publishing.has_head = true;
            on!(self, publish::head, revision, &publishing.header)?;
        }
        Ok((revision, at))
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
        on!(self, records::children_of, records)
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

    /// Keeps items for a person to judge, and returns their numbers.
    pub fn hold(&mut self, holds: &[Hold]) -> Result<Vec<i64>, StoreError> {
        on!(self, review::hold, holds)
    }

    /// Up to `limit` held items with a number above `after`, by number.
    pub fn held(
        &mut self,
        filter: &HeldFilter,
        after: i64,
        limit: u32,
    ) -> Result<Vec<Held>, StoreError> {
        on!(self, review::held, filter, after, limit)
    }

    /// Shows every held item that fits, by number, without holding them all.
    pub fn each_held(
        &mut self,
        filter: &HeldFilter,
        see: &mut dyn FnMut(Held),
    ) -> Result<(), StoreError> {
        const PAGE: u32 = 1000;
        let mut after = 0;
        loop {
            let page = self.held(filter, after, PAGE)?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = last.number;
            page.into_iter().for_each(&mut *see);
        }
    }

    /// The last `limit` items that people approved or rejected, the last word first; of this record and source,
    /// where they are given.
    pub fn decided(
        &mut self,
        record: Option<RecordRef>,
        source_id: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<Held>, StoreError> {
        on!(self, review::decided, record, source_id, limit)
    }

    /// The held items with these numbers.
    pub fn held_with(&mut self, numbers: &[i64]) -> Result<Vec<Held>, StoreError> {
        on!(self, review::held_with, numbers)
    }

    /// The items with these fingerprints that wait, or were rejected and are remembered at `now`.
    pub fn held_before(
        &mut self,
        fingerprints: &[&str],
        now: DateTime<Utc>,
    ) -> Result<Vec<Held>, StoreError> {
        on!(self, review::held_before, fingerprints, now)
    }

    /// Decides those of the items that still wait, and returns their numbers: the others were decided
    /// by somebody else.
    pub fn decide(&mut self, numbers: &[i64], decision: &Decision) -> Result<Vec<i64>, StoreError> {
        on!(self, review::decide, numbers, decision)
    }

    /// How many items wait, and how many were held or decided from `since` on.
    pub fn held_counts(&mut self, since: DateTime<Utc>) -> Result<Vec<HeldCount>, StoreError> {
        on!(self, review::counts, since)
    }

    /// How many items were held for the first time from `since` on.
    pub fn newly_held(&mut self, since: DateTime<Utc>) -> Result<Vec<NewlyHeld>, StoreError> {
        on!(self, review::newly_held, since)
    }

    /// Keeps a suggestion, unless there are `at_most` already; says whether it did.
    pub fn suggest(&mut self, suggestion: &Suggestion, at_most: u32) -> Result<bool, StoreError> {
        on!(self, review::suggest, suggestion, at_most)
    }

    /// Up to `limit` suggestions, the oldest first.
    pub fn suggestions(&mut self, limit: u32) -> Result<Vec<Suggestion>, StoreError> {
        on!(self, review::suggestions, limit)
    }

    pub fn suggestion(&mut self, id: Uuid) -> Result<Option<Suggestion>, StoreError> {
        on!(self, review::suggestion, id)
    }

    /// Deletes a suggestion, and keeps that and why it was judged.
    pub fn judge_suggestion(&mut self, judged: &JudgedSuggestion) -> Result<(), StoreError> {
        on!(self, review::judge_suggestion, judged)
    }

    /// The last suggestions that were judged, of a record where one is given; the newest first.
    pub fn judged_suggestions(
        &mut self,
        record: Option<RecordRef>,
        limit: u32,
    ) -> Result<Vec<JudgedSuggestion>, StoreError> {
        on!(self, review::judged_suggestions, record, limit)
    }

    pub fn add_api_key(&mut self, key: &ApiKey) -> Result<(), StoreError> {
        on!(self, access::add_key, key)
    }

    /// All keys, those that were revoked too, the oldest first.
    pub fn api_keys(&mut self) -> Result<Vec<ApiKey>, StoreError> {
        on!(self, access::keys)
    }

    /// The key with this hash, revoked or not.
    pub fn api_key_with(&mut self, hash: &[u8; 32]) -> Result<Option<ApiKey>, StoreError> {
        on!(self, access::key_with, hash)
    }

    /// Says whether there was such a key, not yet revoked.
    pub fn revoke_api_key(&mut self, id: Uuid, at: DateTime<Utc>) -> Result<bool, StoreError> {
        on!(self, access::revoke_key, id, at)
    }

    /// Keeps the reply to a request, in the transaction of what the request did.
    pub fn keep_reply(&mut self, reply: &Reply) -> Result<(), StoreError> {
        on!(self, access::keep_reply, reply)
    }

    /// The reply that a key's request with this `Idempotency-Key` was given.
    pub fn reply(&mut self, api_key_id: Uuid, key: &str) -> Result<Option<Reply>, StoreError> {
        on!(self, access::reply, api_key_id, key)
    }

    pub fn forget_replies(&mut self, before: DateTime<Utc>) -> Result<(), StoreError> {
        on!(self, access::forget_replies, before)
    }

    pub fn log_call(&mut self, call: &Call) -> Result<(), StoreError> {
        on!(self, access::log_call, call)
    }

    /// The calls to a number from `since` on, the oldest first.
    pub fn calls_to(
        &mut self,
        number: &str,
        since: DateTime<Utc>,
    ) -> Result<Vec<Call>, StoreError> {
        on!(self, access::calls_to, number, since)
    }

    /// Passes all that is written of these records, now and in the history, through `rewrite`, in the
    /// shape that a change's `after` has; the keys may change, but must stay unlike each other.
    /// Deletes what was proposed and suggested for them, and every stored reply. It makes no revision.
    ///
    /// What was overwritten is gone from SQLite's files when [`super::Store::write`] returns.
    pub fn rewrite_claims_and_history(
        &mut self,
        records: &[RecordRef],
        rewrite: &mut dyn FnMut(Subject, Value) -> Value,
    ) -> Result<(), StoreError> {
        self.has_scrubbed = true;
        on!(self, scrub::rewrite, records, rewrite)
    }

    /// Takes out the reason of this changeset where it `tells` something that may not be kept.
    pub fn rewrite_own_reason(
        &mut self,
        tells: &mut dyn FnMut(&str) -> bool,
    ) -> Result<(), StoreError> {
        let publishing = self.publishing.as_mut().ok_or_else(not_begun)?;
        let header = &mut publishing.header;
        let mut is_told = false;
        for words in [&mut header.reason, &mut header.by] {
            if tells(words) {
                NOT_KEPT.clone_into(words);
                is_told = true;
            }
        }
        if is_told && publishing.has_head {
            on!(self, scrub::reasons, NOT_KEPT, tells)?;
        }
        Ok(())
    }

    /// Takes out the reasons of all changesets, decisions and blocked numbers, and the notes of calls, that `tells`
    /// something that may not be kept. As with [`Transaction::rewrite_claims_and_history`] they are gone from SQLite's files.
    pub fn rewrite_reasons(
        &mut self,
        tells: &mut dyn FnMut(&str) -> bool,
    ) -> Result<(), StoreError> {
        self.has_scrubbed = true;
        self.rewrite_own_reason(tells)?;
        on!(self, scrub::reasons, NOT_KEPT, tells)
    }
}

fn not_begun() -> StoreError {
    StoreError::Other("a part of a changeset that was not begun".to_owned())
}

fn unfinished() -> StoreError {
    StoreError::Other("a changeset was begun and not finished".to_owned())
}
