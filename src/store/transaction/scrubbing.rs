//! What may not be kept goes from all that is written.

use serde_json::Value;
use uuid::Uuid;

use super::Transaction;
use super::publishing::not_begun;
use crate::standing::{RecordRef, Source};
use crate::store::{Held, Kept, StoreError, Subject};

/// What stands for a reason, a note or a name that may not be kept.
pub const NOT_KEPT: &str = "Not kept: it may tell a confidential place.";

impl Transaction<'_> {
    /// Passes all that is written of these records, now and in the history, through `rewrite`, in the
    /// shape that a change's `after` has; the keys may change, but must stay unlike each other.
    /// Keeps of what was proposed for them what `kept` says, and deletes what was suggested, and every stored reply. It
    /// makes no revision. Returns how many items wait no longer.
    ///
    /// What was overwritten is gone from SQLite's files when [`super::Store::write`] returns.
    pub fn rewrite_claims_and_history(
        &mut self,
        records: &[RecordRef],
        rewrite: &mut dyn FnMut(Subject, Value) -> Value,
        kept: &mut dyn FnMut(&Held) -> Kept,
    ) -> Result<u64, StoreError> {
        self.has_scrubbed = true;
        on!(self, scrub::rewrite, records, rewrite, kept)
    }

    /// Keeps of what a source has waiting that is of no one record what `kept` says; returns how many items wait no longer.
    pub fn rewrite_held_of_no_record(
        &mut self,
        source_id: Uuid,
        kept: &mut dyn FnMut(&Held) -> Kept,
    ) -> Result<u64, StoreError> {
        self.has_scrubbed = true;
        on!(self, scrub::of_no_record, source_id, kept)
    }

    /// Passes all that the history has of sources through `rewrite`. It makes no revision.
    pub fn rewrite_sources(
        &mut self,
        rewrite: &mut dyn FnMut(Source) -> Source,
    ) -> Result<(), StoreError> {
        self.has_scrubbed = true;
        on!(self, scrub::sources, rewrite)
    }

    /// Takes out the reason of this changeset where it `tells` something that may not be kept.
    fn rewrite_own_reason(
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
