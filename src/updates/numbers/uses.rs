//! Who uses a number, who said so and when: records, claims, texts, what waits, and calls.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{NumberError, block_of, has, phones_with, sources};
use crate::standing::{
    BlockedNumber, FactGroup, How, Record, RecordKind, RecordRef, SourceKind, Standing, number,
};
use crate::store::{
    Decision, HeldFilter, HeldState, Operation, StoreError, Subject, Trace, Transaction,
};
use crate::updates::risk::texts;

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

/// A change that brought the number, or took it away.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moved {
    pub changeset: i64,
    pub at: DateTime<Utc>,
    pub by: String,
    pub reason: String,
    /// Nothing where the number itself was blocked or unblocked.
    pub record: Option<RecordRef>,
    pub name: Option<String>,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Came,
    Went,
    Blocked,
    Unblocked,
}

impl What {
    pub fn as_str(self) -> &'static str {
        match self {
            What::Came => "came",
            What::Went => "went",
            What::Blocked => "blocked",
            What::Unblocked => "unblocked",
        }
    }
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
    let name_of = |id: &Uuid| sources.get(id).map(|source| source.name.clone());
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
    let mut uses = Uses {
        display: number::display(&number),
        blocked: block_of(tx, &number)?,
        records: Vec::new(),
        alternatives: Vec::new(),
        claims: Vec::new(),
        texts: in_texts(tx, &number)?,
        held: waiting.into_iter().map(|(item, _)| item).collect(),
        rejected: rejected.collect(),
        changes: changes(tx, &number)?,
        calls: calls(tx, &number)?,
        number,
    };
    let number = uses.number.clone();
    let mut parents: BTreeMap<RecordRef, RecordRef> = BTreeMap::new();
    tx.each_record(&mut |record| {
        let mut is_used = false;
        let mut found = |source: Option<Uuid>, standing| {
            is_used = true;
            Use {
                record: record.record,
                name: text(&record.body, "name"),
                organization: None,
                source: source.and_then(|id| name_of(&id)),
                standing,
            }
        };
        if has(&record.body, &number) {
            let phones = record.facts.get(&FactGroup::Phones);
            uses.records.push(found(
                phones.map(|fact| fact.source_id),
                phones.map(|fact| fact.standing),
            ));
        }
        for fact in record.facts.values() {
            for alternative in &fact.alternatives {
                if has(&alternative.fields, &number) && !has(&record.body, &number) {
                    let lost = found(Some(alternative.source_id), Some(fact.standing));
                    uses.alternatives.push(lost);
                }
            }
        }
        if is_used && let Some(parent) = parent(&record) {
            parents.insert(record.record, parent);
        }
    })?;
    let answering = organizations(tx, parents)?;
    for found in uses.records.iter_mut().chain(&mut uses.alternatives) {
        found.organization = answering.get(&found.record).cloned();
    }
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

/// The records with a text that has the number.
pub fn in_texts(tx: &mut Transaction<'_>, number: &str) -> Result<Vec<Use>, StoreError> {
    let mut found = Vec::new();
    let mut parents: BTreeMap<RecordRef, RecordRef> = BTreeMap::new();
    tx.each_record(&mut |record| {
        if is_in_texts(&Value::Object(record.body.clone()), number) {
            parents.extend(Some(record.record).zip(parent(&record)));
            found.push(Use {
                record: record.record,
                name: text(&record.body, "name"),
                organization: None,
                source: None,
                standing: None,
            });
        }
    })?;
    let answering = organizations(tx, parents)?;
    for found in &mut found {
        found.organization = answering.get(&found.record).cloned();
    }
    Ok(found)
}

/// Puts names beside the records that have one now. A service at a location is called as its service is.
fn name_all(tx: &mut Transaction<'_>, uses: &mut Uses) -> Result<(), StoreError> {
    let rejected = uses.rejected.iter_mut().map(|rejected| &mut rejected.item);
    let waiting = uses.held.iter_mut().chain(rejected);
    let waiting = waiting.map(|item| (item.record, &mut item.name));
    let claims = uses
        .claims
        .iter_mut()
        .map(|said| (Some(said.record), &mut said.name));
    let changes = uses
        .changes
        .iter_mut()
        .map(|moved| (moved.record, &mut moved.name));
    let unnamed: Vec<(RecordRef, &mut Option<String>)> = waiting
        .chain(claims)
        .chain(changes)
        .filter_map(|(record, name)| Some((record?, name)))
        .collect();
    let records: BTreeSet<RecordRef> = unnamed.iter().map(|(record, _)| *record).collect();
    let records = tx.records_of(&records.into_iter().collect::<Vec<_>>())?;
    let service = |record: &Record| match record.record.kind {
        RecordKind::ServiceAtLocation => parent(record),
        _ => None,
    };
    let services: BTreeSet<RecordRef> = records.iter().filter_map(service).collect();
    let services = tx.records_of(&services.into_iter().collect::<Vec<_>>())?;
    let services: BTreeMap<RecordRef, &Record> =
        services.iter().map(|it| (it.record, it)).collect();
    let names: BTreeMap<RecordRef, String> = records
        .iter()
        .filter_map(|record| {
            let called = |record: &Record| text(&record.body, "name");
            let of_service = || called(services.get(&service(record)?)?);
            Some((record.record, called(record).or_else(of_service)?))
        })
        .collect();
    for (record, name) in unnamed {
        if let Some(known) = names.get(&record) {
            *name = Some(known.clone());
        }
    }
    Ok(())
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
        if phones_with(proposal, number) || is_in_texts(proposal, number) {
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

/// When sources gave the number to records or took it away, and when it was blocked or not any more.
fn changes(tx: &mut Transaction<'_>, number: &str) -> Result<Vec<Moved>, StoreError> {
    let mut records = BTreeSet::new();
    let revision = tx.directory()?.revision;
    tx.traces(0, revision, &mut |_, trace| {
        if let Trace::Claim(claim) = trace
            && has(&claim.body, number)
        {
            records.insert(claim.record);
        }
    })?;
    let mut changes = Vec::new();
    for record in records {
        changes.extend(tx.changes_of(record)?);
    }
    for changeset in tx.changesets(i32::MAX.unsigned_abs())? {
        if matches!(
            changeset.how,
            Operation::Block | Operation::Unblock | Operation::Undo
        ) {
            let of_blocks = tx.changes_in(changeset.revision)?.into_iter();
            changes.extend(of_blocks.filter(|changed| changed.subject == Subject::Block));
        }
    }
    let mut moved: Vec<Moved> = changes
        .into_iter()
        .filter_map(|changed| {
            let is_block = changed.subject == Subject::Block;
            let is_there = |value: &Option<Value>| match value {
                Some(value) if is_block => {
                    value.get("number").and_then(Value::as_str) == Some(number)
                }
                Some(value) => phones_with(value, number),
                None => false,
            };
            let what = match (is_there(&changed.before), is_there(&changed.after)) {
                (false, true) if is_block => What::Blocked,
                (true, false) if is_block => What::Unblocked,
                (false, true) => What::Came,
                (true, false) => What::Went,
                _ => return None,
            };
            Some(Moved {
                changeset: changed.changeset.revision,
                at: changed.changeset.at,
                by: changed.changeset.by,
                reason: changed.changeset.reason,
                record: changed.record,
                name: None,
                what,
            })
        })
        .collect();
    moved.sort_by_key(|moved| std::cmp::Reverse(moved.changeset));
    Ok(moved)
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

/// The name of the organization that answers for each of the records, given what each belongs to.
fn organizations(
    tx: &mut Transaction<'_>,
    mut parents: BTreeMap<RecordRef, RecordRef>,
) -> Result<BTreeMap<RecordRef, String>, StoreError> {
    let mut names = BTreeMap::new();
    // A service at a location is its service's, and that one its organization's.
    while !parents.is_empty() {
        let wanted: BTreeSet<RecordRef> = parents.values().copied().collect();
        let found: BTreeMap<RecordRef, Record> = tx
            .records_of(&wanted.into_iter().collect::<Vec<_>>())?
            .into_iter()
            .map(|record| (record.record, record))
            .collect();
        let mut higher = BTreeMap::new();
        for (record, of) in parents {
            let Some(of) = found.get(&of) else { continue };
            match of.record.kind {
                RecordKind::Organization => names.extend(Some(record).zip(text(&of.body, "name"))),
                _ => higher.extend(Some(record).zip(parent(of))),
            }
        }
        parents = higher;
    }
    Ok(names)
}

/// What a record belongs to; an organization to itself.
fn parent(record: &Record) -> Option<RecordRef> {
    let named = |field: &str, kind| {
        let id = record.body.get(field)?.as_str()?.parse().ok()?;
        Some(RecordRef { kind, id })
    };
    match record.record.kind {
        RecordKind::Organization => Some(record.record),
        RecordKind::ServiceAtLocation => named("service_id", RecordKind::Service),
        RecordKind::Service | RecordKind::Location => {
            named("organization_id", RecordKind::Organization)
        }
    }
}

/// Whether a text has the number, with its area's code or without. Short codes are in too many.
fn is_in_texts(value: &Value, number: &str) -> bool {
    number.starts_with("+1") && texts::has(value, number)
}

fn text_at(value: &Value, pointer: &str) -> Option<String> {
    Some(value.pointer(pointer)?.as_str()?.to_owned())
}

fn text(body: &Map<String, Value>, field: &str) -> Option<String> {
    Some(body.get(field)?.as_str()?.to_owned())
}
