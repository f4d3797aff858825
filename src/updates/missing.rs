//! A full update: what the source had and the file has not is the source's word no more.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::batch::Context;
use super::recompute::recompute;
use crate::standing::RecordRef;
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
    let (keys, withheld) = (&context.survey.keys, &context.withheld_ids);
    tx.claim_keys_of_source(source_id, &mut |record, foreign_id| {
        let name = (source_key.to_owned(), record.kind, foreign_id);
        if !keys.has(&name) && !withheld.contains(&name.2) {
            let foreign_id = name.2;
            missing.push((record, foreign_id));
        }
    })?;
    context.report.missing += missing.len() as u64;
    // Children before parents, so that no record stands without what it belongs to.
    missing.sort_by(|a, b| b.cmp(a));
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
        recompute(
            tx,
            &context.sources,
            &records.into_iter().collect::<Vec<_>>(),
        )?;
    }
    Ok(())
}
