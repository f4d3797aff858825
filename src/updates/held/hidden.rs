//! What waits, whoever brought it, and tells a place that becomes confidential: it is dropped, so that no
//! approval brings the place back. Its source's next update is judged as any that comes after the place was hidden.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;
use uuid::Uuid;

use super::Proposal;
use super::shown::item_of;
use crate::standing::{Claim, RecordKind, RecordRef};
use crate::store::{HeldFilter, HeldState, StoreError, Transaction};
use crate::updates::confidential::{self, Hiding, shows};
use crate::updates::risk::Rule;
use crate::updates::told::{Place, Text};

/// Drops what tells it, and hides the house where it is there in the open and belongs to nobody yet: what is served
/// there waits, as a probable duplicate or for one.
pub fn forget(
    tx: &mut Transaction<'_>,
    places: &[&Place],
    hiding: &mut Hiding,
) -> Result<(), StoreError> {
    let mut telling: BTreeSet<RecordRef> = BTreeSet::new();
    let mut joined: BTreeMap<RecordRef, BTreeSet<RecordRef>> = BTreeMap::new();
    tx.each_held(&HeldFilter::default(), &mut |held| {
        let Some(record) = held.hold.record else {
            return;
        };
        let proposal = &held.hold.proposal;
        if !proposal.is_null() {
            let text = proposal.to_string();
            let text = Text::of(&text);
            let tells = places.iter().any(|place| place.is_told_in(&text));
            telling.extend(tells.then_some(record));
        }
        if held.state == HeldState::Waiting
            && let Some(Proposal::Claim { claim, .. }) = item_of(&held).map(|item| item.proposal)
            && let Some(location) = location_of(&claim)
        {
            joined.entry(location).or_default().insert(record);
        }
    })?;
    let is_hidden = |claim: &Claim| {
        let own = Place::of(&claim.body);
        shows(claim) && places.iter().any(|place| own.is_same_as(place))
    };
    let mut claims = tx.claims_of(&joined.keys().copied().collect::<Vec<_>>())?;
    claims.retain(is_hidden);
    let houses: BTreeSet<RecordRef> = claims.into_iter().map(|claim| claim.record).collect();
    telling.extend(houses.iter().flat_map(|house| &joined[house]));
    if !telling.is_empty() {
        let telling: Vec<RecordRef> = telling.into_iter().collect();
        tx.rewrite_claims_and_history(&telling, &mut |_, value| value)?;
    }
    if !houses.is_empty() {
        confidential::hide_again(tx, hiding, houses, &[])?;
    }
    Ok(())
}

/// The keyed hashes under which these sources' places wait, or were refused, as survivors' housing: under another name,
/// or with less said of them, they are no less so.
pub fn housing(tx: &mut Transaction<'_>, sources: &[Uuid]) -> Result<HashSet<String>, StoreError> {
    let mut housing = HashSet::new();
    for source_id in sources {
        for state in [HeldState::Waiting, HeldState::Rejected] {
            let filter = HeldFilter {
                state: Some(state),
                source_id: Some(*source_id),
                rule: Some(Rule::SurvivorsHousing.as_str().to_owned()),
                ..HeldFilter::default()
            };
            tx.each_held(&filter, &mut |held| {
                if let Some(Proposal::Claim { claim, .. }) =
                    item_of(&held).map(|item| item.proposal)
                {
                    housing.insert(claim.foreign_id);
                }
            })?;
        }
    }
    Ok(housing)
}

fn location_of(claim: &Claim) -> Option<RecordRef> {
    let id = claim.body.get("location_id").and_then(Value::as_str)?;
    Some(RecordRef {
        kind: RecordKind::Location,
        id: id.parse().ok()?,
    })
}
