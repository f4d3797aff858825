//! What the records that a number has to do with are called, and who answers for them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Uses, text};
use crate::standing::{Record, RecordKind, RecordRef};
use crate::store::{StoreError, Transaction};

/// Puts names beside the records that have one now. A service at a location is called as its service is.
pub(super) fn name_all(tx: &mut Transaction<'_>, uses: &mut Uses) -> Result<(), StoreError> {
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

/// The name of the organization that answers for each of the records, given what each belongs to.
pub(super) fn organizations(
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
pub(super) fn parent(record: &Record) -> Option<RecordRef> {
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
