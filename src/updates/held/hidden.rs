//! What waits, whoever brought it, and tells a place that becomes confidential: what tells it is taken out, so that no
//! approval brings the place back, and what cannot be without that is dropped. Its source's next update is judged as any that comes after the place was hidden.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::shown::item_of;
use super::{Item, Proposal, digest, fingerprint, named};
use crate::standing::{Claim, RecordKind, RecordRef};
use crate::store::{Held, HeldFilter, HeldState, Kept, NOT_KEPT, StoreError, Transaction};
use crate::updates::confidential::{self, Hiding, anyone, shows, told_of};
use crate::updates::risk::Rule;
use crate::updates::told::{Place, Told, is_any_text};

/// What of an item tells none of these places: all of it, or what waits on without the texts that do.
pub fn kept(held: &Held, told: &Told) -> Kept {
    if !told.is_told_by(&held.hold.proposal) {
        return Kept::All;
    }
    let item = item_of(held).filter(|_| held.state == HeldState::Waiting);
    let item = item.and_then(|item| without(item, told));
    let left = item.map(|item| (json!(item), item));
    match left.filter(|(proposal, _)| !told.is_told_by(proposal)) {
        Some((proposal, item)) => Kept::Part {
            fingerprint: match (Rule::parse(&held.hold.rule), named(&item.proposal)) {
                (Some(rule), Some(named)) => fingerprint(rule, named, &item.proposal, None),
                _ => digest(&json!([held.number, proposal])),
            },
            proposal,
        },
        None => Kept::Nothing,
    }
}

/// The item without the texts that tell a place; nothing where it is about nothing else.
fn without(mut item: Item, told: &Told) -> Option<Item> {
    match &mut item.proposal {
        Proposal::Group {
            record,
            before,
            after,
            ..
        } => {
            let of = anyone(record.kind);
            let (mut was, mut wanted) = (told.without(&of, before), told.without(&of, after));
            // A text that is taken out would be one that is to go.
            let is_lost = |field: &String| match after.contains_key(field) {
                true => !wanted.contains_key(field),
                false => !was.contains_key(field),
            };
            let lost: Vec<String> = before.keys().chain(after.keys()).cloned().collect();
            for field in lost
                .iter()
                .filter(|field| is_lost(field))
                .cloned()
                .collect::<Vec<_>>()
            {
                was.shift_remove(&field);
                wanted.shift_remove(&field);
            }
            (was != wanted).then_some(())?;
            (*before, *after) = (was, wanted);
        }
        Proposal::Claim {
            claim,
            changes,
            before,
            ..
        } => {
            let is_change = !changes.is_empty();
            let body = told.without(&anyone(claim.record.kind), &claim.body);
            changes.retain(|field| body.contains_key(field) || !claim.body.contains_key(field));
            *before = told.without(&anyone(claim.record.kind), before);
            claim.body = body;
            (!is_change || !changes.is_empty()).then_some(())?;
            forget_words(claim, told);
        }
        Proposal::Duplicate { claim, .. } => {
            claim.body = told.without(&anyone(claim.record.kind), &claim.body);
            forget_words(claim, told);
        }
        Proposal::Withdraw { .. } | Proposal::Public { .. } | Proposal::Read { .. } => {}
    }
    for typed in item.reason.iter_mut().chain([&mut item.by]) {
        if told.tells_any(typed) {
            NOT_KEPT.clone_into(typed);
        }
    }
    item.why += "; what told a confidential place was taken out of it";
    Some(item)
}

fn forget_words(claim: &mut Claim, told: &Told) {
    claim.words = claim.words.take().filter(|words| !told.tells_any(words));
    claim.denies.retain(|denial| !told.tells_any(&denial.why));
}

/// Takes out what tells it, and hides the house where it is there in the open and belongs to nobody yet: what is served
/// there waits, as a probable duplicate or for one.
pub fn forget(
    tx: &mut Transaction<'_>,
    places: &[&Place],
    hiding: &mut Hiding,
) -> Result<(), StoreError> {
    // What nobody knows of a place, any address of anybody might be.
    let known = places.iter().filter(|place| place.has_street());
    let known = known.map(|place| (*place).clone().as_given());
    let told = told_of(known.collect());
    // Most of what waits says the same.
    let mut read: HashMap<String, bool> = HashMap::new();
    let mut telling: BTreeSet<RecordRef> = BTreeSet::new();
    let mut joined: BTreeMap<RecordRef, BTreeSet<RecordRef>> = BTreeMap::new();
    tx.each_held(&HeldFilter::default(), &mut |held| {
        let Some(record) = held.hold.record else {
            return;
        };
        let tells = is_any_text(&held.hold.proposal, &mut |text| {
            let known = read.get(text).copied();
            known.unwrap_or_else(|| {
                let tells = told.tells_any(text);
                read.insert(text.to_owned(), tells);
                tells
            })
        });
        telling.extend(tells.then_some(record));
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
        let mut kept = |held: &Held| kept(held, &told);
        let mut stays = |_, value| value;
        hiding.dropped += tx.rewrite_claims_and_history(&telling, &mut stays, &mut kept)?;
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
