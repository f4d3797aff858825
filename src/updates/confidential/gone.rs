//! What whoever keeps a place had once and has no more. It is in the history, and an undo would bring it back.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::standing::{RecordKind, RecordRef};
use crate::store::{StoreError, Subject, Transaction};

/// What was claimed of a record by any source at any time, the oldest first.
pub(super) fn said_once(
    tx: &mut Transaction<'_>,
    record: RecordRef,
) -> Result<Vec<Map<String, Value>>, StoreError> {
    let mut changes = tx.changes_of(record)?;
    changes.retain(|change| change.subject == Subject::Claim);
    let values = changes
        .into_iter()
        .flat_map(|change| [change.before, change.after])
        .flatten();
    let bodies = values.filter_map(|mut value| match value["body"].take() {
        Value::Object(body) => Some(body),
        _ => None,
    });
    Ok(bodies.collect())
}

/// What these organizations and services had, and where that was: what was withdrawn, and what moved on.
pub(super) fn belonged(
    tx: &mut Transaction<'_>,
    keepers: &[RecordRef],
) -> Result<BTreeSet<RecordRef>, StoreError> {
    let mut ever = |records: &[RecordRef]| -> Result<Vec<RecordRef>, StoreError> {
        Ok([tx.children_of(records)?, tx.withdrawn_children_of(records)?].concat())
    };
    let children = ever(keepers)?;
    let grandchildren = ever(&children)?;
    let mut belonged: BTreeSet<RecordRef> = children.into_iter().chain(grandchildren).collect();
    let is_placed = |record: &&RecordRef| record.kind == RecordKind::ServiceAtLocation;
    let placed: Vec<RecordRef> = belonged.iter().filter(is_placed).copied().collect();
    let location = |id: Uuid| RecordRef {
        kind: RecordKind::Location,
        id,
    };
    for record in placed {
        let said = said_once(tx, record)?;
        belonged.extend(
            said.iter()
                .filter_map(|body| refers(body, "location_id"))
                .map(location),
        );
    }
    for record in tx.withdrawn(RecordKind::Location)? {
        let said = said_once(tx, record)?;
        let mut of = said
            .iter()
            .filter_map(|body| refers(body, "organization_id"));
        if of.any(|id| keepers.iter().any(|keeper| keeper.id == id)) {
            belonged.insert(record);
        }
    }
    Ok(belonged)
}

/// The id of the record that a body refers to in this field.
pub(super) fn refers(body: &Map<String, Value>, field: &str) -> Option<Uuid> {
    body.get(field)?.as_str()?.parse().ok()
}
