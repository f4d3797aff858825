//! What would go out of sight with an entry: a hotline or a crisis number that it carries.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Context, Known, REFERENCES, source_id};
use crate::standing::{Claim, RecordRef};
use crate::store::{StoreError, Transaction};
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
            let record = [&entry.name, &entry.first].into_iter().find_map(|name| {
                let key = (source_id(&name.0), name.1, self.foreign_id(name));
                let id = *known.same_as.get(&key)?;
                Some(RecordRef { kind: name.1, id })
            });
            let Some(record) = record else { continue };
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
        let named = REFERENCES.into_iter().filter_map(|(field, kind)| {
            let key = entry.body.get(field)?.as_str()?;
            let name = (entry.name.0.clone(), kind, key.to_owned());
            let key = (source_id(&name.0), kind, self.foreign_id(&name));
            let id: Uuid = *known.same_as.get(&key)?;
            let is_said = claims
                .iter()
                .flat_map(parents)
                .any(|parent| parent.id == id);
            (!is_said).then_some(RecordRef { kind, id })
        });
        named.collect()
    }
}

/// What the record belongs to, as one source says.
fn parents(claim: &Claim) -> impl Iterator<Item = RecordRef> + '_ {
    REFERENCES.into_iter().filter_map(|(field, kind)| {
        let id = claim.body.get(field)?.as_str()?.parse().ok()?;
        Some(RecordRef { kind, id })
    })
}

/// Whether it asks not to be shown.
fn is_left_out(body: &Map<String, Value>) -> bool {
    body.get("excluded") == Some(&Value::Bool(true))
}
