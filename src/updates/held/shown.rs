//! What waits, as whoever judges it is shown it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;

use super::apply::references;
use super::beside::{Beside, beside};
use super::{Item, Proposal};
use crate::standing::{Claim, Record, RecordKind, RecordRef};
use crate::store::{Held, HeldFilter, HeldState, StoreError, Transaction};
use crate::updates::confidential;
use crate::updates::risk::Rule;

/// Items that are one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub key: String,
    pub rule: String,
    /// Of the first item.
    pub source_id: Uuid,
    /// Of all items, where they say it in other words.
    pub why: String,
    /// Who brought the first item, and why.
    pub by: String,
    pub reason: Option<String>,
    pub numbers: Vec<i64>,
    /// What the first item is about, and its name: as it is, or as it would be.
    pub record: Option<RecordRef>,
    pub name: Option<String>,
    /// Whether one word may be said on all.
    pub is_judged_together: bool,
}

/// An item, and what there is now.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub held: Held,
    /// Nothing where it was scrubbed.
    pub item: Option<Item>,
    /// The records that it is about, as they are now: of a duplicate the one it may be, of a first update
    /// those to read.
    pub records: Vec<Record>,
    /// Of a probable duplicate, what both are known by.
    pub beside: Option<Beside>,
}

/// What waits, question by question, in order of the first item of each.
pub fn groups(tx: &mut Transaction<'_>, filter: &HeldFilter) -> Result<Vec<Group>, StoreError> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    tx.each_held(filter, &mut |held| {
        let item = item_of(&held);
        let group = groups
            .entry(held.hold.group_key.clone())
            .or_insert_with(|| {
                let name = item.as_ref().and_then(|item| match &item.proposal {
                    Proposal::Claim { claim, .. } | Proposal::Duplicate { claim, .. } => {
                        Some(claim.body.get("name")?.as_str()?.to_owned())
                    }
                    _ => None,
                });
                let (why, by, reason) = item
                    .clone()
                    .map(|item| (item.why, item.by, item.reason))
                    .unwrap_or_default();
                Group {
                    key: held.hold.group_key.clone(),
                    rule: held.hold.rule.clone(),
                    source_id: held.hold.source_id,
                    why,
                    by,
                    reason,
                    numbers: Vec::new(),
                    record: held.hold.record,
                    name,
                    is_judged_together: is_judged_by_group(&held),
                }
            });
        // A number that comes takes the place of another here, and of none there.
        if let Some(item) = item.filter(|item| !group.why.contains(&item.why)) {
            group.why = format!("{}; {}", group.why, item.why);
        }
        group.numbers.push(held.number);
    })?;
    let mut groups: Vec<Group> = groups.into_values().collect();
    groups.sort_by_key(|group| group.numbers.first().copied());
    for group in &mut groups {
        if let Some(record) = group.record.filter(|_| group.name.is_none()) {
            group.name = name_of(tx, record)?;
        }
    }
    let mut waiting = BTreeMap::new();
    if groups.iter().any(|group| is_of_place(&group.rule)) {
        waiting = waiting_at(tx)?;
    }
    for group in &mut groups {
        if is_told_as_it_is(&group.rule)
            && let Some(first) = group.numbers.first()
            && let Some(held) = tx.held_with(&[*first])?.pop()
        {
            group.why = why_now(tx, &held, &group.why, &waiting)?;
        }
    }
    Ok(groups)
}

/// What a record is called; a service at a location as its service is.
fn name_of(tx: &mut Transaction<'_>, record: RecordRef) -> Result<Option<String>, StoreError> {
    let Some(present) = tx.records_of(&[record])?.pop() else {
        return Ok(None);
    };
    let text = |field: &str| present.body.get(field).and_then(Value::as_str);
    let service = text("service_id").and_then(|id| id.parse().ok());
    match service {
        Some(id) => {
            let kind = RecordKind::Service;
            name_of(tx, RecordRef { kind, id })
        }
        None => Ok(text("name").map(str::to_owned)),
    }
}

/// The item with this number.
pub fn show(tx: &mut Transaction<'_>, number: i64) -> Result<Option<Shown>, StoreError> {
    let Some(held) = tx.held_with(&[number])?.pop() else {
        return Ok(None);
    };
    let mut item = item_of(&held);
    if let Some(item) = &mut item {
        let waiting = match is_of_place(&held.hold.rule) {
            true => waiting_at(tx)?,
            false => BTreeMap::new(),
        };
        item.why = why_now(tx, &held, &item.why, &waiting)?;
    }
    let mut about: BTreeSet<RecordRef> = held.hold.record.into_iter().collect();
    match item.as_ref().map(|item| &item.proposal) {
        Some(Proposal::Duplicate { of, .. }) => {
            about.insert(*of);
        }
        Some(Proposal::Withdraw { claims, .. }) => {
            about.extend(claims.iter().map(|(record, _)| *record))
        }
        Some(Proposal::Read {
            sample,
            crisis_numbers,
            confidential,
        }) => {
            about.extend(sample);
            about.extend(crisis_numbers.values().flatten());
            about.extend(confidential);
        }
        _ => {}
    }
    let records = tx.records_of(&about.into_iter().collect::<Vec<_>>())?;
    let beside = match item.as_ref().map(|item| &item.proposal) {
        Some(Proposal::Duplicate { claim, of, .. }) => Some(beside(tx, claim, *of)?),
        _ => None,
    };
    Ok(Some(Shown {
        held,
        item,
        records,
        beside,
    }))
}

/// Whether more is said of why an item of this rule waits than was when it was held.
fn is_told_as_it_is(rule: &str) -> bool {
    is_of_place(rule) || Rule::parse(rule) == Some(Rule::WaitsForParent)
}

/// Whether an item of this rule is of a place, which has no name of its own.
fn is_of_place(rule: &str) -> bool {
    let rule = Rule::parse(rule);
    matches!(
        rule,
        Some(Rule::ConfidentialToPublic | Rule::SurvivorsHousing)
    )
}

/// What would be claimed that waits, or was refused, by the record that it is and by the place that it is at.
type Waiting = BTreeMap<RecordRef, Vec<Claim>>;

fn waiting_at(tx: &mut Transaction<'_>) -> Result<Waiting, StoreError> {
    let mut waiting = Waiting::new();
    for claim in confidential::waiting(tx)? {
        let places = references(&claim.body).filter(|of| of.kind == RecordKind::Location);
        for record in places.chain([claim.record]) {
            waiting.entry(record).or_default().push(claim.clone());
        }
    }
    Ok(waiting)
}

/// Why it waits, as things are now.
fn why_now(
    tx: &mut Transaction<'_>,
    held: &Held,
    why: &str,
    waiting: &Waiting,
) -> Result<String, StoreError> {
    match (Rule::parse(&held.hold.rule), claims_held(held)) {
        (Some(Rule::ConfidentialToPublic | Rule::SurvivorsHousing), _) => {
            with_whose(tx, held.hold.record, why, waiting)
        }
        (Some(Rule::WaitsForParent), Some(claim)) if held.state == HeldState::Waiting => {
            let waits_for = waits_for(tx, &claim)?;
            Ok(match waits_for.is_empty() {
                true => "what it belongs to is there now: it is to be decided by itself".to_owned(),
                false => waits_for.join("; "),
            })
        }
        _ => Ok(why.to_owned()),
    }
}

/// What of all that the claim belongs to is not there yet.
fn waits_for(tx: &mut Transaction<'_>, claim: &Claim) -> Result<Vec<String>, StoreError> {
    let mut waits_for = Vec::new();
    for parent in references(&claim.body) {
        if !tx.records_of(&[parent])?.is_empty() {
            continue;
        }
        let filter = HeldFilter {
            record: Some(parent),
            ..HeldFilter::default()
        };
        let (mut numbers, mut is_merged) = (Vec::new(), false);
        tx.each_held(&filter, &mut |held| match held.state {
            HeldState::Waiting if held.hold.group.is_none() => {
                numbers.push(held.number.to_string())
            }
            HeldState::Approved => is_merged = true,
            _ => {}
        })?;
        let kind = parent.kind.as_str().replace('_', " ");
        match (numbers.is_empty(), is_merged) {
            (false, _) => waits_for.push(format!(
                "the {kind} that it belongs to waits: {}",
                numbers.join(", ")
            )),
            (true, true) => {}
            (true, false) => {
                waits_for.push(format!(
                    "the {kind} that it belongs to is not in the directory"
                ));
            }
        }
    }
    Ok(waits_for)
}

/// Why a withheld place waits, after whose it is: it has no name of its own.
fn with_whose(
    tx: &mut Transaction<'_>,
    place: Option<RecordRef>,
    why: &str,
    waiting: &Waiting,
) -> Result<String, StoreError> {
    let place: Vec<RecordRef> = place.into_iter().collect();
    let there = [&tx.children_of(&place)?[..], &place].concat();
    let mut claims = said(tx, &there, waiting)?;
    let of_kind = |claims: &[Claim], kind| -> Vec<RecordRef> {
        let of = claims.iter().flat_map(|claim| references(&claim.body));
        let of: BTreeSet<RecordRef> = of.filter(|of| of.kind == kind).collect();
        of.into_iter().collect()
    };
    let services = of_kind(&claims, RecordKind::Service);
    claims.extend(said(tx, &services, waiting)?);
    let organizations = of_kind(&claims, RecordKind::Organization);
    let mut named = |records: &[RecordRef]| -> Result<String, StoreError> {
        let mut names = BTreeSet::new();
        for record in records {
            let mut of_waiting = waiting.get(record).into_iter().flatten();
            let of_waiting = of_waiting.find_map(|claim| claim.body.get("name")?.as_str());
            names.extend(name_of(tx, *record)?.or_else(|| of_waiting.map(str::to_owned)));
        }
        Ok(names.into_iter().collect::<Vec<_>>().join(", "))
    };
    let (organizations, services) = (named(&organizations)?, named(&services)?);
    Ok(match (organizations.is_empty(), services.is_empty()) {
        (true, true) => why.to_owned(),
        (true, false) => format!("{services}: {why}"),
        (false, true) => format!("{organizations}: {why}"),
        (false, false) => format!("{organizations} ({services}): {why}"),
    })
}

/// What is claimed of the records, or would be, and of what is at them.
fn said(
    tx: &mut Transaction<'_>,
    records: &[RecordRef],
    waiting: &Waiting,
) -> Result<Vec<Claim>, StoreError> {
    let mut claims = tx.claims_of(records)?;
    let would_be = records.iter().filter_map(|record| waiting.get(record));
    claims.extend(would_be.flatten().cloned());
    Ok(claims)
}

pub(super) fn is_judged_by_group(held: &Held) -> bool {
    Rule::parse(&held.hold.rule).is_some_and(Rule::is_judged_by_group)
}

/// What an item would have the directory say: a claim whole.
pub(in crate::updates) fn claims_held(held: &Held) -> Option<Claim> {
    match item_of(held)?.proposal {
        Proposal::Claim { claim, .. } | Proposal::Duplicate { claim, .. } => Some(claim),
        _ => None,
    }
}

pub(super) fn item_of(held: &Held) -> Option<Item> {
    serde_json::from_value(held.hold.proposal.clone()).ok()
}
