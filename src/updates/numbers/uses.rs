//! Who uses a number, who said so and when: records, claims, texts, what waits, and calls. [`moved`] is when it came and
//! went, [`whose`] what all these are called.

mod moved;
mod whose;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{NumberError, block_of, has, phones_with, sources};
use crate::standing::{
    BlockedNumber, FactGroup, How, RecordRef, Source, SourceKind, Standing, number,
};
use crate::store::{Decision, HeldFilter, HeldState, StoreError, Transaction};
use crate::updates::risk::texts;
use moved::changes;
pub use moved::{Moved, What};
use whose::{name_all, organizations, parent};

/// Everything that has to do with a number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Uses {
    /// E.164, or a short code's digits.
    pub number: String,
    pub display: String,
    pub blocked: Option<BlockedNumber>,
    /// Records that are served with it.
    pub records: Vec<Use>,
    /// Records beside whose number it stands as one that lost.
    pub alternatives: Vec<Use>,
    /// What sources say.
    pub claims: Vec<Said>,
    /// Records with the number in a text.
    pub texts: Vec<Use>,
    /// Waiting items.
    pub held: Vec<Waiting>,
    /// Held items that a person rejected, the oldest first.
    pub rejected: Vec<Rejected>,
    /// When it came to a record or went, the newest first.
    pub changes: Vec<Moved>,
    /// The newest first.
    pub calls: Vec<Called>,
}

/// A record that has the number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Use {
    pub record: RecordRef,
    pub name: Option<String>,
    /// The organization that answers for it.
    pub organization: Option<String>,
    /// The source that it comes from; of a text nothing.
    pub source: Option<String>,
    /// How the record's phones stand; of a text nothing.
    pub standing: Option<Standing>,
}

/// A source's word that a record has the number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Said {
    pub record: RecordRef,
    pub name: Option<String>,
    pub source: String,
    pub kind: SourceKind,
    pub how: How,
    pub date: Option<NaiveDate>,
}

/// A held item with the number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Waiting {
    /// What people call the item by.
    pub number: i64,
    pub rule: String,
    pub record: Option<RecordRef>,
    /// Of the record, as it is or as it would be.
    pub name: Option<String>,
}

/// A held item with the number, and who rejected it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rejected {
    #[serde(flatten)]
    pub item: Waiting,
    pub at: DateTime<Utc>,
    pub by: String,
    pub reason: String,
}

/// A call to the number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Called {
    pub at: DateTime<Utc>,
    pub by: String,
    pub note: Option<String>,
}

/// Everything that has to do with the number, however it is written.
pub fn uses(tx: &mut Transaction<'_>, written: &str) -> Result<Uses, NumberError> {
    let number = number::normalise(written)?;
    let sources = sources(tx)?;
    let waiting = held(tx, &number, HeldState::Waiting)?;
    let rejected = held(tx, &number, HeldState::Rejected)?.into_iter();
    let rejected = rejected.filter_map(|(item, decision)| {
        let Decision { at, by, reason, .. } = decision?;
        Some(Rejected {
            item,
            at,
            by,
            reason,
        })
    });
    let served = served(tx, &number, &sources)?;
    let mut uses = Uses {
        display: number::display(&number),
        blocked: block_of(tx, &number)?,
        records: served.records,
        alternatives: served.alternatives,
        claims: Vec::new(),
        texts: served.texts,
        held: waiting.into_iter().map(|(item, _)| item).collect(),
        rejected: rejected.collect(),
        changes: changes(tx, &number)?,
        calls: calls(tx, &number)?,
        number,
    };
    let number = uses.number.clone();
    for source in sources.values() {
        tx.claims_of_source(source.id, &mut |claim| {
            if has(&claim.body, &number) {
                uses.claims.push(Said {
                    record: claim.record,
                    name: None,
                    source: source.name.clone(),
                    kind: source.kind,
                    how: claim.how,
                    date: claim.date,
                });
            }
        })?;
    }
    name_all(tx, &mut uses)?;
    Ok(uses)
}

/// The records that have to do with a number, or had: of its normal form.
pub fn records_about(
    tx: &mut Transaction<'_>,
    number: &str,
) -> Result<BTreeSet<RecordRef>, StoreError> {
    let uses = match uses(tx, number) {
        Ok(uses) => uses,
        Err(NumberError::Store(error)) => return Err(error),
        Err(_) => return Ok(BTreeSet::new()),
    };
    let used = [&uses.records, &uses.alternatives, &uses.texts];
    let used = used.into_iter().flatten().map(|it| it.record);
    let said = uses.claims.iter().map(|said| said.record);
    let held = uses.held.iter().filter_map(|item| item.record);
    let rejected = uses.rejected.iter().filter_map(|it| it.item.record);
    let moved = uses.changes.iter().filter_map(|moved| moved.record);
    Ok(used
        .chain(said)
        .chain(held)
        .chain(rejected)
        .chain(moved)
        .collect())
}

/// Records that are served with a number: as theirs, as one that lost, and in a text.
#[derive(Default)]
pub struct Served {
    pub records: Vec<Use>,
    pub alternatives: Vec<Use>,
    pub texts: Vec<Use>,
}

/// Walks over all records.
pub fn served(
    tx: &mut Transaction<'_>,
    number: &str,
    sources: &BTreeMap<Uuid, Source>,
) -> Result<Served, StoreError> {
    let mut served = Served::default();
    let mut parents: BTreeMap<RecordRef, RecordRef> = BTreeMap::new();
    tx.each_record(&mut |record| {
        let found = |source: Option<Uuid>, standing| Use {
            record: record.record,
            name: text(&record.body, "name"),
            organization: None,
            source: source.and_then(|id| Some(sources.get(&id)?.name.clone())),
            standing,
        };
        let before = served.len();
        let is_its_own = has(&record.body, number);
        if is_its_own {
            let phones = record.facts.get(&FactGroup::Phones);
            served.records.push(found(
                phones.map(|fact| fact.source_id),
                phones.map(|fact| fact.standing),
            ));
        }
        for fact in record.facts.values() {
            let lost = fact.alternatives.iter();
            let lost = lost.filter(|lost| !is_its_own && has(&lost.fields, number));
            let lost = lost.map(|lost| found(Some(lost.source_id), Some(fact.standing)));
            served.alternatives.extend(lost);
        }
        if is_in_texts(&record.body, number) {
            served.texts.push(found(None, None));
        }
        if served.len() > before {
            parents.extend(Some(record.record).zip(parent(&record)));
        }
    })?;
    let answering = organizations(tx, parents)?;
    for found in served.all_mut() {
        found.organization = answering.get(&found.record).cloned();
    }
    Ok(served)
}

impl Served {
    fn len(&self) -> usize {
        self.records.len() + self.alternatives.len() + self.texts.len()
    }

    fn all_mut(&mut self) -> impl Iterator<Item = &mut Use> {
        let own = self.records.iter_mut().chain(&mut self.alternatives);
        own.chain(&mut self.texts)
    }
}

/// The held items with the number that stand so, each with what was said of it.
fn held(
    tx: &mut Transaction<'_>,
    number: &str,
    state: HeldState,
) -> Result<Vec<(Waiting, Option<Decision>)>, StoreError> {
    let filter = HeldFilter {
        state: Some(state),
        ..HeldFilter::default()
    };
    let mut found = Vec::new();
    tx.each_held(&filter, &mut |held| {
        let proposal = &held.hold.proposal;
        if phones_with(proposal, number)
            || proposal
                .as_object()
                .is_some_and(|it| is_in_texts(it, number))
        {
            let item = Waiting {
                number: held.number,
                rule: held.hold.rule,
                record: held.hold.record,
                name: text_at(proposal, "/proposal/claim/body/name"),
            };
            found.push((item, held.decision));
        }
    })?;
    Ok(found)
}

fn calls(tx: &mut Transaction<'_>, number: &str) -> Result<Vec<Called>, StoreError> {
    let calls = tx.calls_to(number, DateTime::UNIX_EPOCH)?;
    let newest_first = calls.into_iter().rev();
    Ok(newest_first
        .map(|call| Called {
            at: call.at,
            by: call.by,
            note: call.note,
        })
        .collect())
}

/// Whether a text has the number, with its area's code or without. Short codes are in too many.
fn is_in_texts(body: &Map<String, Value>, number: &str) -> bool {
    number.starts_with("+1") && texts::has(body, number)
}

fn text_at(value: &Value, pointer: &str) -> Option<String> {
    Some(value.pointer(pointer)?.as_str()?.to_owned())
}

fn text(body: &Map<String, Value>, field: &str) -> Option<String> {
    Some(body.get(field)?.as_str()?.to_owned())
}
