//! What people decided, confirmed and blocked.

use diesel::prelude::*;

use super::{Connection, IDS, all, ids_of};
use crate::standing::{BlockedNumber, RecordKind, RecordRef, Resolution, Verification};
use crate::store::StoreError;
use crate::store::rows::{BlockRow, ResolutionRow, VerificationRow};
use crate::store::schema::{blocked_number, resolution, verification};

macro_rules! of_groups {
    ($all:ident, $of:ident, $table:ident, $row:ident, $type:ident) => {
        pub(in crate::store) fn $all(conn: &mut Connection) -> Result<Vec<$type>, StoreError> {
            let rows = $table::table
                .select($row::as_select())
                .order(($table::record_kind, $table::record_id, $table::fact_group))
                .load(conn)?;
            all(rows)
        }

        pub(in crate::store) fn $of(
            conn: &mut Connection,
            records: &[RecordRef],
        ) -> Result<Vec<$type>, StoreError> {
            let mut found = Vec::new();
            for kind in RecordKind::ALL {
                for ids in ids_of(kind, records).chunks(IDS) {
                    let rows = $table::table
                        .select($row::as_select())
                        .filter($table::record_kind.eq(kind.as_str()))
                        .filter($table::record_id.eq_any(ids))
                        .order(($table::record_id, $table::fact_group))
                        .load(conn)?;
                    found.extend(all::<_, $type>(rows)?);
                }
            }
            Ok(found)
        }
    };
}

of_groups!(
    resolutions,
    resolutions_of,
    resolution,
    ResolutionRow,
    Resolution
);
of_groups!(
    verifications,
    verifications_of,
    verification,
    VerificationRow,
    Verification
);

pub(in crate::store) fn blocks(conn: &mut Connection) -> Result<Vec<BlockedNumber>, StoreError> {
    let rows = blocked_number::table
        .select(BlockRow::as_select())
        .order(blocked_number::number)
        .load(conn)?;
    all(rows)
}

pub(in crate::store) fn blocks_of(
    conn: &mut Connection,
    numbers: &[String],
) -> Result<Vec<BlockedNumber>, StoreError> {
    let mut found = Vec::new();
    for numbers in numbers.chunks(IDS) {
        let rows = blocked_number::table
            .select(BlockRow::as_select())
            .filter(blocked_number::number.eq_any(numbers))
            .load(conn)?;
        found.extend(all::<_, BlockedNumber>(rows)?);
    }
    Ok(found)
}
