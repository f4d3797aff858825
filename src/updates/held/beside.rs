//! What a probable duplicate and the record that it may be are known by, side by side: by that a person tells whether
//! they are one. Of an organization also what it offers, and where. A withheld place has no part in it.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

use super::Proposal;
use super::apply::references;
use super::shown::item_of;
use crate::standing::{Claim, Record, RecordKind, RecordRef, number, numbers as numbers_of};
use crate::store::{HeldFilter, HeldState, StoreError, Transaction};

/// Both.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Beside {
    pub proposed: KnownBy,
    pub there: KnownBy,
}

/// What a record is known by.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct KnownBy {
    pub names: BTreeSet<String>,
    /// Of what is no organization, whose it is.
    pub organizations: BTreeSet<String>,
    /// As people read them.
    pub numbers: BTreeSet<String>,
    pub addresses: BTreeSet<String>,
    pub websites: BTreeSet<String>,
}

/// What `claim` and the record that it may be are known by.
pub(super) fn beside(
    tx: &mut Transaction<'_>,
    claim: &Claim,
    of: RecordRef,
) -> Result<Beside, StoreError> {
    let mut waiting = waiting_for(tx, claim)?;
    waiting.push((claim.record, claim.body.clone()));
    let there = tx.children_of(&[of])?;
    let served = tx.children_of(&there)?;
    let records = [vec![of], there, served].concat();
    let there: Vec<_> = tx.records_of(&records)?.into_iter().map(parts).collect();
    Ok(Beside {
        proposed: known_by(tx, claim.record, waiting)?,
        there: known_by(tx, of, there)?,
    })
}

type Of = (RecordRef, Map<String, Value>);

fn parts(record: Record) -> Of {
    (record.record, record.body)
}

/// What of the source waits with the claim: what is offered, and where.
fn waiting_for(tx: &mut Transaction<'_>, claim: &Claim) -> Result<Vec<Of>, StoreError> {
    let filter = HeldFilter {
        state: Some(HeldState::Waiting),
        source_id: Some(claim.source_id),
        ..HeldFilter::default()
    };
    let mut waiting = Vec::new();
    tx.each_held(&filter, &mut |held| {
        if let Some(Proposal::Claim { claim, .. } | Proposal::Duplicate { claim, .. }) =
            item_of(&held).map(|item| item.proposal)
        {
            waiting.push((claim.record, claim.body));
        }
    })?;
    // Parents before children.
    waiting.sort_by_key(|(record, _)| *record);
    let mut own = BTreeSet::from([claim.record]);
    let mut places: BTreeSet<RecordRef> = places_in(&claim.body).collect();
    for (record, body) in &waiting {
        let mut parents = references(body).filter(|parent| parent.kind != RecordKind::Location);
        if parents.any(|parent| own.contains(&parent)) {
            own.insert(*record);
            places.extend(places_in(body));
        }
    }
    own.remove(&claim.record);
    waiting.retain(|(record, _)| own.contains(record) || places.contains(record));
    Ok(waiting)
}

fn places_in(body: &Map<String, Value>) -> impl Iterator<Item = RecordRef> {
    references(body).filter(|parent| parent.kind == RecordKind::Location)
}

/// What the record is known by, with what belongs to it.
fn known_by(
    tx: &mut Transaction<'_>,
    record: RecordRef,
    mut bodies: Vec<Of>,
) -> Result<KnownBy, StoreError> {
    let parents = bodies.iter().flat_map(|(_, body)| references(body));
    let parents: BTreeSet<RecordRef> = parents.collect();
    let (places, owners): (Vec<RecordRef>, Vec<RecordRef>) = parents
        .into_iter()
        .partition(|parent| parent.kind == RecordKind::Location);
    bodies.extend(tx.records_of(&places)?.into_iter().map(parts));
    let mut known = KnownBy::default();
    let text = |body: &Map<String, Value>, field: &str| {
        let text = body.get(field)?.as_str()?.trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    bodies.retain(|(_, body)| body.get("withheld") != Some(&Value::Bool(true)));
    for (of, body) in &bodies {
        if *of == record {
            let names = ["name", "alternate_name"].map(|field| text(body, field));
            known.names.extend(names.into_iter().flatten());
        }
        let numbers = numbers_of(body).into_iter().map(number::display);
        known.numbers.extend(numbers);
        let sites = ["website", "url"].map(|field| text(body, field));
        known.websites.extend(sites.into_iter().flatten());
        let addresses = body.get("addresses").and_then(Value::as_array);
        for address in addresses.into_iter().flatten().filter_map(Value::as_object) {
            let fields = [
                "address_1",
                "address_2",
                "city",
                "state_province",
                "postal_code",
            ];
            let parts: Vec<String> = fields.iter().filter_map(|it| text(address, it)).collect();
            known.addresses.insert(parts.join(", "));
        }
    }
    let organizations = owners
        .into_iter()
        .filter(|owner| owner.kind == RecordKind::Organization && *owner != record);
    for organization in tx.records_of(&organizations.collect::<Vec<_>>())? {
        known.organizations.extend(text(&organization.body, "name"));
    }
    Ok(known)
}
