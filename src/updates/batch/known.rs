//! What is there of all that a batch is about.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;

use super::referring::REFERENCES;
use super::{Context, open_id};
use crate::standing::{Claim, Decisions, RecordKind, RecordRef};
use crate::store::{StoreError, Transaction};
use crate::updates::names::source_id;
use crate::updates::prepared::Prepared;
use crate::updates::recompute::decisions_of;

/// The batch's view of what is there, brought up to date entry by entry.
pub(super) struct Known {
    /// Which record an entry is, by source, kind and foreign id.
    pub(super) same_as: HashMap<(Uuid, RecordKind, String), Uuid>,
    pub(super) claims: BTreeMap<RecordRef, Vec<Claim>>,
    pub(super) decisions: Decisions,
}

impl Context<'_> {
    /// What is there of all that the entries are and refer to.
    pub(super) fn known(
        &mut self,
        tx: &mut Transaction<'_>,
        entries: &[Prepared],
    ) -> Result<Known, StoreError> {
        let mut keys: BTreeSet<(Uuid, RecordKind, String)> = BTreeSet::new();
        for entry in entries {
            let referred = REFERENCES.iter().filter_map(|(field, kind)| {
                let key = entry.raw.body.get(*field)?.as_str()?;
                Some((entry.name.0.clone(), *kind, key.to_owned()))
            });
            for name in [entry.name.clone(), entry.first.clone()]
                .into_iter()
                .chain(referred)
            {
                keys.insert((source_id(&name.0), name.1, self.foreign_id(&name)));
            }
        }
        let asked: Vec<_> = keys
            .iter()
            .map(|(source, kind, foreign)| (*source, *kind, foreign.as_str()))
            .collect();
        let same_as: HashMap<_, _> = tx
            .same_as_of(&asked)?
            .into_iter()
            .map(|same| {
                (
                    (same.source_id, same.record.kind, same.foreign_id),
                    same.record.id,
                )
            })
            .collect();
        let records: BTreeSet<RecordRef> = entries
            .iter()
            .flat_map(|entry| [&entry.name, &entry.first])
            .map(|name| {
                let key = (source_id(&name.0), name.1, self.foreign_id(name));
                let id = same_as.get(&key).copied();
                RecordRef {
                    kind: name.1,
                    id: id.unwrap_or_else(|| open_id(&key)),
                }
            })
            .collect();
        let records: Vec<RecordRef> = records.into_iter().collect();
        let mut claims: BTreeMap<RecordRef, Vec<Claim>> = BTreeMap::new();
        for claim in tx.claims_of(&records)? {
            claims.entry(claim.record).or_default().push(claim);
        }
        Ok(Known {
            same_as,
            claims,
            decisions: decisions_of(tx, &records)?,
        })
    }
}
