//! The statements, written once. Each backend loads this module for its own `Connection`, since
//! Diesel's types for a statement name the backend.

use super::{Connection, MIGRATIONS, Streaming};
use crate::standing::{RecordKind, RecordRef};
use crate::store::StoreError;

pub(in crate::store) mod access;
pub(in crate::store) mod apply;
pub(in crate::store) mod decisions;
pub(in crate::store) mod history;
pub(in crate::store) mod open;
pub(in crate::store) mod publish;
pub(in crate::store) mod read;
pub(in crate::store) mod records;
pub(in crate::store) mod review;
pub(in crate::store) mod scrub;

/// Rows in one statement: SQLite takes 32766 parameters, PostgreSQL 65535, and a row has up to 17.
const ROWS: usize = 1000;

/// Ids in one `IN`: a plan grows with them.
const IDS: usize = 1000;

fn all<Row, T: TryFrom<Row, Error = StoreError>>(rows: Vec<Row>) -> Result<Vec<T>, StoreError> {
    rows.into_iter().map(T::try_from).collect()
}

/// The ids of the records of one kind, each once, in order.
fn ids_of(kind: RecordKind, records: &[RecordRef]) -> Vec<String> {
    let mut ids: Vec<String> = records
        .iter()
        .filter(|record| record.kind == kind)
        .map(|record| record.id.to_string())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
