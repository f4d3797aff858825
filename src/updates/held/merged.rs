//! What comes to records that were merged by a decision: under their ids, and once.

use serde_json::{Map, Value, json};

use super::Proposal;
use super::apply::{Work, references};
use super::shown::item_of;
use crate::standing::{Claim, RecordKind, RecordRef, compute};
use crate::store::{HeldFilter, HeldState, StoreError, Transaction};
use crate::updates::batch::REFERENCES;
use crate::updates::missing;
use crate::updates::recompute::decisions_of;
use crate::updates::risk::duplicates::{street, words_of};

/// Of 100: one organization, and one name or address.
pub(super) const SCORE: u32 = 90;

/// What there is already of what comes.
pub(super) enum There {
    /// The same service at the same place, or at one with its address.
    Same(RecordRef),
    /// A service of the same name, or a place with the same address.
    Perhaps(RecordRef),
}

impl Work {
    /// What a merged record that the claim belongs to has of other sources that is the same.
    pub(super) fn there_already(
        &self,
        tx: &mut Transaction<'_>,
        claim: &Claim,
    ) -> Result<Option<There>, StoreError> {
        let renamed = self.renamed(claim);
        if renamed.body == claim.body || !tx.claims_of(&[claim.record])?.is_empty() {
            return Ok(None);
        }
        let parents: Vec<RecordRef> = references(&renamed.body).collect();
        let mut there = tx.children_of(&parents)?;
        if claim.record.kind == RecordKind::Location {
            // Where an organization's services are offered.
            let placed = tx.children_of(&there)?;
            let placed = tx.records_of(&placed)?;
            there.extend(placed.iter().flat_map(|placed| references(&placed.body)));
        }
        there.retain(|record| record.kind == claim.record.kind);
        there.sort_unstable();
        there.dedup();
        for present in tx.records_of(&there)? {
            let is_same = match claim.record.kind {
                RecordKind::ServiceAtLocation => {
                    let field = |field: &str| (present.body.get(field), renamed.body.get(field));
                    let (service, other) = field("service_id");
                    let (location, at) = field("location_id");
                    service == other && (location == at || is_one_place(tx, location, at)?)
                }
                _ => is_alike(claim.record.kind, &present.body, &renamed.body),
            };
            let of = present.record;
            if is_same && !is_said_by(tx, of, claim)? {
                return Ok(Some(match claim.record.kind {
                    RecordKind::ServiceAtLocation => There::Same(of),
                    _ => There::Perhaps(of),
                }));
            }
        }
        Ok(None)
    }

    /// Finds out which records those are that the claim belongs to, where they were merged by a decision before this.
    pub(super) fn learn_merged(
        &mut self,
        tx: &mut Transaction<'_>,
        claim: &Claim,
    ) -> Result<(), StoreError> {
        for parent in references(&claim.body) {
            if self.arrived.contains_key(&parent) || !tx.records_of(&[parent])?.is_empty() {
                continue;
            }
            let filter = HeldFilter {
                state: Some(HeldState::Approved),
                record: Some(parent),
                ..HeldFilter::default()
            };
            let mut merged = Vec::new();
            tx.each_held(&filter, &mut |held| {
                if let Some(Proposal::Duplicate { claim, .. }) =
                    item_of(&held).map(|it| it.proposal)
                {
                    merged.push((claim.source_id, claim.record.kind, claim.foreign_id));
                }
            })?;
            let keys: Vec<_> = merged
                .iter()
                .map(|(source, kind, key)| (*source, *kind, key.as_str()))
                .collect();
            if let Some(same) = tx.same_as_of(&keys)?.pop() {
                self.arrived.insert(parent, same.record);
            }
        }
        Ok(())
    }

    /// The claim with its references to what was merged put right.
    pub(super) fn renamed(&self, claim: &Claim) -> Claim {
        let mut claim = claim.clone();
        for (field, kind) in REFERENCES {
            let id = claim
                .body
                .get(field)
                .and_then(Value::as_str)
                .and_then(|id| id.parse().ok());
            if let Some(arrived) = id.and_then(|id| self.arrived.get(&RecordRef { kind, id })) {
                claim.body.insert(field.to_owned(), json!(arrived.id));
            }
        }
        claim
    }

    /// The hotlines and crisis numbers that would not be shown any more if the claim were one on this record.
    pub(super) fn hidden_lines(
        &self,
        tx: &mut Transaction<'_>,
        claim: &Claim,
        of: RecordRef,
    ) -> Result<Option<String>, StoreError> {
        let mut claims = tx.claims_of(&[of])?;
        claims.push(Claim {
            record: of,
            ..self.renamed(claim)
        });
        let Some(merged) = compute(&claims, &self.sources, &decisions_of(tx, &[of])?) else {
            return Ok(None);
        };
        let parents: Vec<RecordRef> = references(&merged.body).collect();
        let is_hidden = merged.body.get("excluded") == Some(&Value::Bool(true))
            || missing::is_any_hidden(tx, &parents)?;
        if !is_hidden || missing::is_any_hidden(tx, &[of])? {
            return Ok(None);
        }
        let lines = missing::lines_in(tx, &[of])?;
        Ok((!lines.names.is_empty()).then(|| lines.named()))
    }
}

/// Whether the source of the claim says something of this record already: then it knows two.
fn is_said_by(
    tx: &mut Transaction<'_>,
    record: RecordRef,
    claim: &Claim,
) -> Result<bool, StoreError> {
    let said = tx.claims_of(&[record])?;
    Ok(said.iter().any(|other| other.source_id == claim.source_id))
}

/// Whether two locations have one address: a source without names for places has one of its own for each.
fn is_one_place(
    tx: &mut Transaction<'_>,
    a: Option<&Value>,
    b: Option<&Value>,
) -> Result<bool, StoreError> {
    let kind = RecordKind::Location;
    let ids = [a, b].into_iter().flatten().filter_map(Value::as_str);
    let ids = ids.filter_map(|id| {
        Some(RecordRef {
            kind,
            id: id.parse().ok()?,
        })
    });
    let places = tx.records_of(&ids.collect::<Vec<_>>())?;
    Ok(match &places[..] {
        [a, b] => is_alike(kind, &a.body, &b.body),
        _ => false,
    })
}

/// Of one organization: services by their names, places by their streets.
fn is_alike(kind: RecordKind, a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
    let name = |body: &Map<String, Value>| {
        words_of(body.get("name").and_then(Value::as_str).unwrap_or_default())
    };
    let address = |body: &Map<String, Value>| {
        let of_first = body
            .get("addresses")
            .and_then(|all| all.get(0)?.get("address_2"));
        Some((street(body.get("addresses")?)?, of_first.cloned()))
    };
    match kind {
        RecordKind::Service => !name(a).is_empty() && name(a) == name(b),
        RecordKind::Location => address(a).is_some() && address(a) == address(b),
        RecordKind::Organization | RecordKind::ServiceAtLocation => false,
    }
}
