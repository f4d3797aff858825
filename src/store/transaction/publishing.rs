//! A changeset, written part by part.

use serde_json::Value;

use super::Transaction;
use crate::standing::{Record, RecordRef};
use crate::store::text::time;
use crate::store::{Change, Changeset, Header, StoreError};

/// The changeset that is being written.
pub(super) struct Publishing {
    pub(super) header: Header,
    revision: i64,
    /// Of the next change in the history.
    position: i64,
    pub(super) has_head: bool,
}

impl Transaction<'_> {
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
}

pub(super) fn not_begun() -> StoreError {
    StoreError::Other("a part of a changeset that was not begun".to_owned())
}

pub(super) fn unfinished() -> StoreError {
    StoreError::Other("a changeset was begun and not finished".to_owned())
}
