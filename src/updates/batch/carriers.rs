//! What would go out of sight with an entry: a hotline or a crisis number that it carries.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Context, Known};
use crate::standing::{Claim, RecordRef};
use crate::store::{StoreError, Transaction};
use crate::updates::held::references;
use crate::updates::missing;
use crate::updates::prepared::Prepared;

/// Records without which a hotline or a crisis number is not found, and that would not be shown any more.
#[derive(Default)]
pub struct Carriers {
    /// The update says first that they are not to be shown.
    pub asked: BTreeSet<RecordRef>,
    /// They would belong to what is not shown, as they do not now.
    pub moved: BTreeSet<RecordRef>,
}

impl Context<'_> {
    /// Looks up what of the entries that would not be shown any more carries a hotline or a crisis number.
    pub(super) fn carriers_of(
        &self,
        tx: &mut Transaction<'_>,
        known: &Known,
        entries: &[Prepared],
    ) -> Result<Carriers, StoreError> {
        let mut carriers = Carriers::default();
        for entry in entries {
            let Some(record) = self.record_of(known, entry) else {
                continue;
            };
            let claims = known.claims.get(&record).map(Vec::as_slice);
            let is_shown = |claims: &[Claim]| !claims.iter().any(|it| is_left_out(&it.body));
            let Some(claims) = claims.filter(|claims| is_shown(claims)) else {
                continue;
            };
            let to = self.moves_to(known, entry, claims);
            let is_moved = !to.is_empty() && missing::is_any_hidden(tx, &to)? && {
                let from: Vec<RecordRef> = claims.iter().flat_map(parents).collect();
                !missing::is_any_hidden(tx, &from)?
            };
            let is_asked = is_left_out(&entry.body);
            if (is_asked || is_moved) && !missing::lines_in(tx, &[record])?.names.is_empty() {
                if is_asked {
                    carriers.asked.insert(record);
                }
                if is_moved {
                    carriers.moved.insert(record);
                }
            }
        }
        Ok(carriers)
    }

    /// What the entry belongs to that no claim says yet.
    fn moves_to(&self, known: &Known, entry: &Prepared, claims: &[Claim]) -> Vec<RecordRef> {
        let is_said = |to: &RecordRef| claims.iter().flat_map(parents).any(|it| it == *to);
        let to = self.referred(known, entry);
        to.filter(|to| !is_said(to)).collect()
    }
}

/// What the record belongs to, as one source says.
fn parents(claim: &Claim) -> impl Iterator<Item = RecordRef> + '_ {
    references(&claim.body)
}

/// Whether it asks not to be shown.
fn is_left_out(body: &Map<String, Value>) -> bool {
    body.get("excluded") == Some(&Value::Bool(true))
}
