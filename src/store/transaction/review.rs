//! What waits for people: held items and suggestions.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Transaction;
use crate::standing::RecordRef;
use crate::store::{
    Decision, Held, HeldCount, HeldFilter, Hold, JudgedSuggestion, NewlyHeld, StoreError,
    Suggestion,
};

impl Transaction<'_> {
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

    /// Deletes a suggestion, and keeps that and why it was judged. What it said is gone from SQLite's files too when
    /// [`super::Store::write`] returns.
    pub fn judge_suggestion(&mut self, judged: &JudgedSuggestion) -> Result<(), StoreError> {
        self.has_scrubbed = true;
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
}
