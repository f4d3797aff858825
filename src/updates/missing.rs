//! A full update: what the source had and the file has not is the source's word no more.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;

use super::batch::{Context, REFERENCES};
use super::entries::{Position, Problem, Severity};
use super::held;
use super::names::is_hash;
use super::recompute::recompute;
use super::risk::{is_too_much, numbers};
use crate::standing::{Record, RecordKind, RecordRef, Source};
use crate::store::{Change, StoreError, Transaction};

/// Claims that are taken back together.
const BATCH: usize = 2000;

/// Takes back what the source with this id and key says of records that the update does not have.
pub fn withdraw(
    tx: &mut Transaction<'_>,
    context: &mut Context,
    source_id: Uuid,
    source_key: &str,
) -> Result<(), StoreError> {
    let mut missing: Vec<(RecordRef, String)> = Vec::new();
    let mut total = 0;
    let (keys, withheld) = (&context.survey.keys, &context.withheld_ids);
    tx.claim_keys_of_source(source_id, &mut |record, foreign_id| {
        total += 1;
        let name = (source_key.to_owned(), record.kind, foreign_id);
        if !keys.has(&name) && !withheld.contains(&name.2) {
            let foreign_id = name.2;
            missing.push((record, foreign_id));
        }
    })?;
    context.report.missing += missing.len() as u64;
    // Children before parents, so that no record stands without what it belongs to.
    missing.sort_by(|a, b| b.cmp(a));
    if context.judge.is_some()
        && let Some((why, crisis_numbers)) = too_much(tx, &missing, total)?
    {
        let claims = missing
            .into_iter()
            .map(|(record, foreign_id)| {
                let hash = held::hashed(&context.directory, source_id, record, &foreign_id);
                (record, hash)
            })
            .collect();
        let hold = held::withdrawal(
            source_id,
            None,
            claims,
            why,
            crisis_numbers,
            &context.loading,
        );
        return context.memory.take_other(tx, &mut context.report, hold);
    }
    let needed = take_back(tx, &context.sources, source_id, &missing)?;
    for (record, foreign_id) in missing
        .into_iter()
        .filter(|(record, _)| needed.contains(record))
    {
        context.report.tell(Problem {
            severity: Severity::Warning,
            code: "needed_by_others".to_owned(),
            source: source_key.to_owned(),
            record: record.kind,
            key: Some(foreign_id).filter(|key| !is_hash(key)),
            position: Position::default(),
            field: String::new(),
            value: None,
            detail: "is not in the file, and stays, since other records belong to it".to_owned(),
            expected: "it, or nothing that belongs to it".to_owned(),
        });
    }
    Ok(())
}

/// Why the lot has to wait, and the crisis numbers in it: it is more than a source loses in ordinary days, or a
/// hotline is in it.
fn too_much(
    tx: &mut Transaction<'_>,
    missing: &[(RecordRef, String)],
    total: usize,
) -> Result<Option<(String, BTreeSet<String>)>, StoreError> {
    let records: Vec<RecordRef> = missing.iter().map(|(record, _)| *record).collect();
    let lines = lines_in(tx, &records)?;
    let is_many = is_too_much(missing.len(), total);
    Ok((is_many || !lines.names.is_empty()).then(|| {
        let hotlines = match lines.names.is_empty() {
            true => String::new(),
            false => format!("; hotlines among them: {}", lines.named()),
        };
        let why = format!(
            "the file does not have {} of the source's {total}{hotlines}",
            missing.len()
        );
        (why, lines.crisis_numbers)
    }))
}

/// Hotlines and crisis numbers that go with records.
#[derive(Default)]
pub struct Lines {
    /// What is called so has one.
    pub names: BTreeSet<String>,
    pub crisis_numbers: BTreeSet<String>,
}

impl Lines {
    pub fn named(&self) -> String {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        names.join(", ")
    }

    /// Whether the record is a hotline or has a crisis number; with `all` each of its numbers is one.
    fn see(&mut self, record: &Record, all: bool) -> bool {
        let all = all || numbers::is_hotline(record.record.kind, &record.body);
        let phones = record.body.values().flat_map(numbers::phones);
        let of_record: Vec<String> = phones
            .filter_map(|phone| phone.get("number")?.as_str())
            .filter(|number| all || numbers::looks_like(number).is_some())
            .map(str::to_owned)
            .collect();
        let is_line = all || !of_record.is_empty();
        if is_line && record.record.kind != RecordKind::ServiceAtLocation {
            let name = record.body.get("name").and_then(Value::as_str);
            self.names.insert(name.unwrap_or("(no name)").to_owned());
        }
        self.crisis_numbers.extend(of_record);
        is_line
    }
}

/// The hotlines and crisis numbers of these records as they are served, and those that are not found without them:
/// a hotline is offered at its location, and belongs to its organization.
pub fn lines_in(tx: &mut Transaction<'_>, records: &[RecordRef]) -> Result<Lines, StoreError> {
    let mut lines = Lines::default();
    for batch in records.chunks(BATCH) {
        let records = tx.records_of(batch)?;
        let parents = batch.iter().filter(|record| {
            matches!(record.kind, RecordKind::Organization | RecordKind::Location)
        });
        let children = tx.children_of(&parents.copied().collect::<Vec<_>>())?;
        let children = tx.records_of(&children)?;
        let services: BTreeSet<RecordRef> = records
            .iter()
            .chain(&children)
            .filter_map(|record| match record.record.kind {
                RecordKind::Service => Some(record.record),
                _ => service_of(record),
            })
            .collect();
        let services = tx.records_of(&services.into_iter().collect::<Vec<_>>())?;
        let mut of_lines = BTreeSet::new();
        for service in services {
            if lines.see(&service, false) {
                of_lines.insert(service.record);
            }
        }
        for record in records {
            let is_of_line = service_of(&record).is_some_and(|service| of_lines.contains(&service));
            lines.see(&record, is_of_line);
        }
    }
    Ok(lines)
}

/// Whether one of the records is kept and not shown, or belongs to what is.
pub fn is_any_hidden(tx: &mut Transaction<'_>, records: &[RecordRef]) -> Result<bool, StoreError> {
    let mut records = tx.records_of(records)?;
    while !records.is_empty() {
        if records
            .iter()
            .any(|record| record.body.get("excluded") == Some(&Value::Bool(true)))
        {
            return Ok(true);
        }
        let parents: BTreeSet<RecordRef> = records.iter().flat_map(parents).collect();
        records = tx.records_of(&parents.into_iter().collect::<Vec<_>>())?;
    }
    Ok(false)
}

/// What the record belongs to.
fn parents(record: &Record) -> impl Iterator<Item = RecordRef> + '_ {
    REFERENCES.into_iter().filter_map(|(field, kind)| {
        let id = record.body.get(field)?.as_str()?.parse().ok()?;
        // A record is of a kind before it: else one that names itself would be asked for without end.
        (kind < record.record.kind).then_some(RecordRef { kind, id })
    })
}

fn service_of(record: &Record) -> Option<RecordRef> {
    let id = record.body.get("service_id")?.as_str()?.parse().ok()?;
    let kind = RecordKind::Service;
    Some(RecordRef { kind, id })
}

/// Removes what the source says of these, children first, and computes what is left. What other records belong to that stay
/// stays with them, and is returned.
pub fn take_back(
    tx: &mut Transaction<'_>,
    sources: &BTreeMap<Uuid, Source>,
    source_id: Uuid,
    missing: &[(RecordRef, String)],
) -> Result<BTreeSet<RecordRef>, StoreError> {
    let needed = needed_by_others(tx, source_id, missing)?;
    let going: Vec<&(RecordRef, String)> = missing
        .iter()
        .filter(|(record, _)| !needed.contains(record))
        .collect();
    for batch in going.chunks(BATCH) {
        let changes: Vec<Change> = batch
            .iter()
            .map(|(record, foreign_id)| Change::RemoveClaim {
                record: *record,
                source_id,
                foreign_id: foreign_id.clone(),
            })
            .collect();
        tx.apply(&changes)?;
        let records: BTreeSet<RecordRef> = batch.iter().map(|(record, _)| *record).collect();
        recompute(tx, sources, &records.into_iter().collect::<Vec<_>>())?;
    }
    Ok(needed)
}

/// Of what would be withdrawn, since nobody else says anything of it, that to which records belong that stay.
fn needed_by_others(
    tx: &mut Transaction<'_>,
    source_id: Uuid,
    missing: &[(RecordRef, String)],
) -> Result<BTreeSet<RecordRef>, StoreError> {
    let mut going: BTreeSet<RecordRef> = missing.iter().map(|(record, _)| *record).collect();
    let all: Vec<RecordRef> = going.iter().copied().collect();
    let taken: BTreeSet<(RecordRef, &str)> = missing
        .iter()
        .map(|(record, foreign_id)| (*record, foreign_id.as_str()))
        .collect();
    for batch in all.chunks(BATCH) {
        for claim in tx.claims_of(batch)? {
            let is_taken = taken.contains(&(claim.record, claim.foreign_id.as_str()));
            if claim.source_id != source_id || !is_taken {
                going.remove(&claim.record);
            }
        }
    }
    let mut needed = BTreeSet::new();
    loop {
        let mut found = BTreeSet::new();
        for batch in going.iter().copied().collect::<Vec<_>>().chunks(BATCH) {
            let mut children = tx.children_of(batch)?;
            children.retain(|child| !going.contains(child));
            for child in tx.records_of(&children)? {
                found.extend(parents(&child).filter(|parent| going.contains(parent)));
            }
        }
        if found.is_empty() {
            return Ok(needed);
        }
        going.retain(|record| !found.contains(record));
        needed.extend(found);
    }
}
