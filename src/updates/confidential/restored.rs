//! What an undo would bring back of whoever keeps a place that was hidden since: it may be that place, or tell it, and nobody
//! is asked.

use serde_json::Value;

use super::houses::claims_around;
use super::open::opened_places;
use super::{parents, says_withheld, shows};
use crate::geography::Gazetteer;
use crate::standing::{Claim, RecordKind};
use crate::store::{StoreError, Transaction};
use crate::updates::risk::keepers::{Keepers, hashed};
use crate::updates::risk::place::has_place;
use crate::updates::survey::says_open;
use crate::updates::told::{Place, is_any_text};

/// Whoever keeps a place that was hidden by a changeset, or after it.
pub struct HiddenSince(Keepers);

impl HiddenSince {
    pub fn of(
        tx: &mut Transaction<'_>,
        gazetteer: &Gazetteer,
        changeset: i64,
    ) -> Result<HiddenSince, StoreError> {
        // What was in the open beside a place that is kept is no secret.
        let mut let_be = opened_places(tx)?;
        for claim in hashed(tx)?.iter().filter(|claim| says_withheld(claim)) {
            let changes = tx.changes_of(claim.record)?;
            let first = changes.first().map(|change| change.changeset.revision);
            if first.is_some_and(|first| first < changeset) {
                let_be.insert(claim.record);
            }
        }
        Ok(HiddenSince(Keepers::of(tx, gazetteer, &let_be)?))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a claim, as it would be again, may be of such a place, or tell one.
    pub fn may_be_in(
        &self,
        tx: &mut Transaction<'_>,
        gazetteer: &Gazetteer,
        claim: &Claim,
    ) -> Result<bool, StoreError> {
        let around = match claim.record.kind {
            RecordKind::Location => {
                let is_open = shows(claim) && !says_open(&claim.body) && has_place(&claim.body);
                if !is_open || !self.0.is_near(&claim.body, gazetteer) {
                    return Ok(false);
                }
                claims_around(tx, claim.record)?
            }
            _ if !tells(&Place::default(), claim) => return Ok(false),
            _ => claims_above(tx, claim)?,
        };
        Ok(around.iter().any(|it| self.is_theirs(it, claim)))
    }

    /// Whether something that a claim is about, or belongs to, is such a keeper's.
    fn is_theirs(&self, it: &Claim, claim: &Claim) -> bool {
        let keepers = &self.0;
        let mut of = keepers.namesakes_of(&it.body);
        of.extend(keepers.keeper_of(it.record));
        match claim.record.kind {
            RecordKind::Location => !of.is_empty() || !keepers.numbers_in(&it.body).is_empty(),
            // But for where they are in the open.
            _ => of
                .into_iter()
                .any(|keeper| tells(keepers.place_of(keeper), claim)),
        }
    }
}

fn tells(place: &Place, claim: &Claim) -> bool {
    let body = Value::Object(claim.body.clone());
    is_any_text(&body, &mut |text| place.is_in(text))
}

/// A claim, and what is claimed of what it belongs to.
fn claims_above(tx: &mut Transaction<'_>, claim: &Claim) -> Result<Vec<Claim>, StoreError> {
    let mut claims = vec![claim.clone()];
    for (field, kind) in [
        ("service_id", RecordKind::Service),
        ("organization_id", RecordKind::Organization),
    ] {
        let above = parents(claims.iter(), field, kind);
        claims.extend(tx.claims_of(&above)?);
    }
    Ok(claims)
}
