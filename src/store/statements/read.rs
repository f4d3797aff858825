//! Who said what of which record. Each runs in a transaction that sees one state.

use std::collections::BTreeMap;

use diesel::prelude::*;
use uuid::Uuid;

use super::{Connection, IDS, Streaming, all, ids_of};
use crate::standing::{Claim, RecordKind, RecordRef, SameAs, Source};
use crate::store::rows::{ClaimRow, DirectoryRow, SameAsRow, SourceRow};
use crate::store::schema::{claim, directory, same_as, source};
use crate::store::text::from_record;
use crate::store::{Directory, StoreError};

pub(in crate::store) fn directory(conn: &mut Connection) -> Result<Directory, StoreError> {
    directory::table
        .select(DirectoryRow::as_select())
        .first(conn)?
        .try_into()
}

pub(in crate::store) fn sources(conn: &mut Connection) -> Result<Vec<Source>, StoreError> {
    let rows = source::table
        .select(SourceRow::as_select())
        .order(source::id)
        .load(conn)?;
    all(rows)
}

pub(in crate::store) fn claims(conn: &mut Connection) -> Result<Vec<Claim>, StoreError> {
    let rows = claim::table
        .select(ClaimRow::as_select())
        .order((
            claim::record_kind,
            claim::record_id,
            claim::source_id,
            claim::foreign_id,
        ))
        .load(conn)?;
    all(rows)
}

pub(in crate::store) fn claims_of(
    conn: &mut Connection,
    records: &[RecordRef],
) -> Result<Vec<Claim>, StoreError> {
    let mut claims = Vec::new();
    for kind in RecordKind::ALL {
        for ids in ids_of(kind, records).chunks(IDS) {
            let rows = claim::table
                .select(ClaimRow::as_select())
                .filter(claim::record_kind.eq(kind.as_str()))
                .filter(claim::record_id.eq_any(ids))
                .order((claim::record_id, claim::source_id, claim::foreign_id))
                .load(conn)?;
            claims.extend(all::<_, Claim>(rows)?);
        }
    }
    Ok(claims)
}

/// Streams, by an index that has the keys, so that no claim is held but the one that is shown.
pub(in crate::store) fn claims_of_source(
    conn: &mut Connection,
    source_id: Uuid,
    see: &mut dyn FnMut(Claim),
) -> Result<(), StoreError> {
    let rows = claim::table
        .select(ClaimRow::as_select())
        .filter(claim::source_id.eq(source_id.to_string()))
        .order((claim::record_kind, claim::record_id, claim::foreign_id))
        .load_iter::<ClaimRow, Streaming>(conn)?;
    for row in rows {
        see(row?.try_into()?);
    }
    Ok(())
}

pub(in crate::store) fn claim_keys_of_source(
    conn: &mut Connection,
    source_id: Uuid,
    see: &mut dyn FnMut(RecordRef, String),
) -> Result<(), StoreError> {
    let rows = claim::table
        .select((claim::record_kind, claim::record_id, claim::foreign_id))
        .filter(claim::source_id.eq(source_id.to_string()))
        .order((claim::record_kind, claim::record_id, claim::foreign_id))
        .load_iter::<(String, String, String), Streaming>(conn)?;
    for row in rows {
        let (kind, id, foreign_id) = row?;
        see(from_record(&kind, &id)?, foreign_id);
    }
    Ok(())
}

pub(in crate::store) fn same_as(conn: &mut Connection) -> Result<Vec<SameAs>, StoreError> {
    let rows = same_as::table
        .select(SameAsRow::as_select())
        .order((
            same_as::source_id,
            same_as::record_kind,
            same_as::foreign_id,
        ))
        .load(conn)?;
    all(rows)
}

/// The foreign ids of a source that are as long as a keyed hash in hexadecimal.
pub(in crate::store) fn hashed_same_as(
    conn: &mut Connection,
    source_id: Uuid,
) -> Result<Vec<String>, StoreError> {
    Ok(same_as::table
        .select(same_as::foreign_id)
        .filter(same_as::source_id.eq(source_id.to_string()))
        .filter(diesel::dsl::sql::<diesel::sql_types::Bool>(
            "length(foreign_id) = 64",
        ))
        .load(conn)?)
}

pub(in crate::store) fn same_as_of(
    conn: &mut Connection,
    entries: &[(Uuid, RecordKind, &str)],
) -> Result<Vec<SameAs>, StoreError> {
    let mut by_kind: BTreeMap<(Uuid, RecordKind), Vec<&str>> = BTreeMap::new();
    for (source_id, kind, foreign_id) in entries {
        let ids = by_kind.entry((*source_id, *kind)).or_default();
        ids.push(foreign_id);
    }
    let mut found = Vec::new();
    for ((source_id, kind), mut ids) in by_kind {
        ids.sort_unstable();
        ids.dedup();
        for ids in ids.chunks(IDS) {
            let rows = same_as::table
                .select(SameAsRow::as_select())
                .filter(same_as::source_id.eq(source_id.to_string()))
                .filter(same_as::record_kind.eq(kind.as_str()))
                .filter(same_as::foreign_id.eq_any(ids))
                .order(same_as::foreign_id)
                .load(conn)?;
            found.extend(all::<_, SameAs>(rows)?);
        }
    }
    Ok(found)
}
