//! A full update: what the source had and the file has not is the source's word no more.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;

use super::batch::Context;
use super::held;
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
        let hold = held::withdrawal(source_id, claims, why, crisis_numbers, &context.loading);
        return context.memory.take_other(tx, &mut context.report, hold);
    }
    take_back(tx, &context.sources, source_id, &missing)
}

/// Why the lot has to wait, and the crisis numbers in it: it is more than a source loses in ordinary days, or a
/// hotline is in it.
fn too_much(
    tx: &mut Transaction<'_>,
    missing: &[(RecordRef, String)],
    total: usize,
) -> Result<Option<(String, BTreeSet<String>)>, StoreError> {
    let mut lines: BTreeSet<String> = BTreeSet::new();
    let mut crisis_numbers: BTreeSet<String> = BTreeSet::new();
    for batch in missing.chunks(BATCH) {
        let records: Vec<RecordRef> = batch.iter().map(|(record, _)| *record).collect();
        let records = tx.records_of(&records)?;
        let placed = placed_lines(tx, &records)?;
        for record in records {
            let is_line = numbers::is_hotline(record.record.kind, &record.body)
                || service_of(&record).is_some_and(|service| placed.contains_key(&service));
            let of_record: Vec<&str> = record
                .body
                .values()
                .flat_map(numbers::phones)
                .filter_map(|phone| phone.get("number")?.as_str())
                .filter(|number| is_line || numbers::looks_like(number).is_some())
                .collect();
            if is_line || !of_record.is_empty() {
                let service = service_of(&record).and_then(|service| placed.get(&service));
                let name = service.unwrap_or(&record).body.get("name");
                let name = name.and_then(Value::as_str);
                lines.insert(name.unwrap_or("(no name)").to_owned());
            }
            crisis_numbers.extend(of_record.into_iter().map(str::to_owned));
        }
    }
    let is_many = is_too_much(missing.len(), total);
    Ok((is_many || !lines.is_empty()).then(|| {
        let lines: Vec<String> = lines.into_iter().collect();
        let hotlines = match lines.is_empty() {
            true => String::new(),
            false => format!("; hotlines among them: {}", lines.join(", ")),
        };
        let why = format!(
            "the file does not have {} of the source's {total}{hotlines}",
            missing.len()
        );
        (why, crisis_numbers)
    }))
}

/// The hotlines that are offered at one of these: without it they are not found.
fn placed_lines(
    tx: &mut Transaction<'_>,
    records: &[Record],
) -> Result<BTreeMap<RecordRef, Record>, StoreError> {
    let services: BTreeSet<RecordRef> = records.iter().filter_map(service_of).collect();
    let services = tx.records_of(&services.into_iter().collect::<Vec<_>>())?;
    Ok(services
        .into_iter()
        .filter(|service| numbers::is_hotline(service.record.kind, &service.body))
        .map(|service| (service.record, service))
        .collect())
}

fn service_of(record: &Record) -> Option<RecordRef> {
    let id = record.body.get("service_id")?.as_str()?.parse().ok()?;
    let kind = RecordKind::Service;
    Some(RecordRef { kind, id })
}

/// Removes what the source says of these, children first, and computes what is left.
pub fn take_back(
    tx: &mut Transaction<'_>,
    sources: &BTreeMap<Uuid, Source>,
    source_id: Uuid,
    missing: &[(RecordRef, String)],
) -> Result<(), StoreError> {
    for batch in missing.chunks(BATCH) {
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
    Ok(())
}
