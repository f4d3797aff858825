//! The statements, written once. Each backend loads this module for its own `Connection`, since
//! Diesel's types for a statement name the backend.

use super::{ARRAY, Connection, MIGRATIONS, Streaming};
use crate::standing::{RecordKind, RecordRef};
use crate::store::StoreError;

/// Inserts rows that are not there yet, in arrays of one length: Diesel prepares such a statement once, and one
/// `ON CONFLICT` each time.
macro_rules! insert {
    ($conn:ident, $table:ident, $rows:expr) => {{
        let rows = $rows;
        let (arrays, rest) = rows.as_chunks::<{ super::ARRAY }>();
        for rows in arrays {
            diesel::insert_into($table::table)
                .values(rows)
                .execute($conn)?;
        }
        if !rest.is_empty() {
            diesel::insert_into($table::table)
                .values(rest)
                .execute($conn)?;
        }
    }};
}

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

/// Rows in one statement that writes over others: SQLite takes 32766 parameters, and a row has up to 9.
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
