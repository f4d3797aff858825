//! Records from the claims that are there now.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::standing::{Claim, Decisions, Record, RecordRef, Source, compute};
use crate::store::{StoreError, Transaction};

/// Computes the records anew and writes them; those that no claim supports any more are withdrawn.
pub fn recompute(
    tx: &mut Transaction<'_>,
    sources: &BTreeMap<Uuid, Source>,
    records: &[RecordRef],
) -> Result<Vec<Record>, StoreError> {
    let mut by_record: BTreeMap<RecordRef, Vec<Claim>> =
        records.iter().map(|record| (*record, Vec::new())).collect();
    for claim in tx.claims_of(records)? {
        by_record.entry(claim.record).or_default().push(claim);
    }
    let decisions = decisions_of(tx, records)?;
    let mut computed = Vec::new();
    let mut gone = Vec::new();
    for (record, claims) in by_record {
        match compute(&claims, sources, &decisions) {
            Some(record) => computed.push(record),
            None => gone.push(record),
        }
    }
    tx.put_records(&computed)?;
    tx.withdraw(&gone)?;
    Ok(computed)
}

/// What people decided about these records.
pub fn decisions_of(
    tx: &mut Transaction<'_>,
    records: &[RecordRef],
) -> Result<Decisions, StoreError> {
    Ok(Decisions::new(
        tx.resolutions_of(records)?,
        tx.verifications_of(records)?,
        tx.blocked_numbers()?,
    ))
}
