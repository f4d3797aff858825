//! The records that claims make.

use std::collections::{BTreeMap, HashSet};

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::{Connection, IDS, ROWS, Streaming, ids_of};
use crate::standing::{Record, RecordKind, RecordRef};
use crate::store::rows::RecordRow;
use crate::store::schema::{directory, location, organization, service, service_at_location};
use crate::store::text::{from_id, from_json, from_time};
use crate::store::{Records, StoreError};

/// Writes records, parents before children. A record that comes back is withdrawn no longer.
pub(in crate::store) fn put(
    conn: &mut Connection,
    revision: i64,
    at: &str,
    records: &[Record],
) -> Result<(), StoreError> {
    // By reference, so that each is there once: PostgreSQL refuses a row twice in one statement.
    let records: BTreeMap<RecordRef, _> = records
        .iter()
        .map(|record| (record.record, record))
        .collect();
    for kind in RecordKind::ALL {
        let rows = records
            .values()
            .filter(|record| record.record.kind == kind)
            .map(|record| RecordRow::try_from(*record))
            .collect::<Result<Vec<_>, _>>()?;
        macro_rules! put {
            ($table:ident, $($parent:ident),*) => {{
                let mut there: HashSet<String> = HashSet::new();
                for rows in rows.chunks(IDS) {
                    let ids = rows.iter().map(|row| &row.id);
                    let found = $table::table
                        .select($table::id)
                        .filter($table::id.eq_any(ids))
                        .load::<String>(conn)?;
                    there.extend(found);
                }
                let (mut new, mut old) = (Vec::new(), Vec::new());
                for row in rows {
                    let is_there = there.contains(&row.id);
                    let value = (
                        $table::id.eq(row.id),
                        $($table::$parent.eq(row.$parent),)*
                        $table::body.eq(row.body),
                        $table::facts.eq(row.facts),
                        $table::revision.eq(revision),
                        $table::modified_at.eq(at.to_owned()),
                    );
                    match is_there {
                        true => old.push(value),
                        false => new.push(value),
                    }
                }
                insert!(conn, $table, new);
                for rows in old.chunks(ROWS) {
                    diesel::insert_into($table::table)
                        .values(rows)
                        .on_conflict($table::id)
                        .do_update()
                        .set((
                            $($table::$parent.eq(excluded($table::$parent)),)*
                            $table::body.eq(excluded($table::body)),
                            $table::facts.eq(excluded($table::facts)),
                            $table::revision.eq(excluded($table::revision)),
                            $table::modified_at.eq(excluded($table::modified_at)),
                            $table::withdrawn_at.eq(None::<String>),
                        ))
                        .execute(conn)?;
                }
            }};
        }
        match kind {
            RecordKind::Organization => put!(organization,),
            RecordKind::Location => put!(location,),
            RecordKind::Service => put!(service, organization_id),
            RecordKind::ServiceAtLocation => put!(service_at_location, service_id, location_id),
        }
    }
    Ok(())
}

/// Makes tombstones. What is withdrawn already, or was never a record, stays as it is.
pub(in crate::store) fn withdraw(
    conn: &mut Connection,
    revision: i64,
    at: &str,
    records: &[RecordRef],
) -> Result<(), StoreError> {
    for kind in RecordKind::ALL {
        for ids in ids_of(kind, records).chunks(IDS) {
            macro_rules! bury {
                ($table:ident) => {
                    diesel::update($table::table.filter($table::id.eq_any(ids)))
                        .filter($table::withdrawn_at.is_null())
                        .set((
                            $table::body.eq("{}"),
                            $table::facts.eq("{}"),
                            $table::revision.eq(revision),
                            $table::modified_at.eq(at),
                            $table::withdrawn_at.eq(at),
                        ))
                        .execute(conn)?
                };
            }
            match kind {
                RecordKind::Organization => bury!(organization),
                RecordKind::Location => bury!(location),
                RecordKind::Service => bury!(service),
                RecordKind::ServiceAtLocation => bury!(service_at_location),
            };
        }
    }
    Ok(())
}

pub(in crate::store) fn since(conn: &mut Connection, revision: i64) -> Result<Records, StoreError> {
    let mut found = Records {
        revision: directory::table.select(directory::revision).first(conn)?,
        ..Records::default()
    };
    for kind in RecordKind::ALL {
        macro_rules! stored {
            ($table:ident) => {
                $table::table
                    .select((
                        $table::id,
                        $table::body,
                        $table::facts,
                        $table::revision,
                        $table::modified_at,
                        $table::withdrawn_at,
                    ))
                    .filter($table::revision.gt(revision))
                    .order($table::id)
                    .load::<(String, String, String, i64, String, Option<String>)>(conn)?
            };
        }
        let rows = match kind {
            RecordKind::Organization => stored!(organization),
            RecordKind::Location => stored!(location),
            RecordKind::Service => stored!(service),
            RecordKind::ServiceAtLocation => stored!(service_at_location),
        };
        for (id, body, facts, revision, modified_at, withdrawn_at) in rows {
            let record = RecordRef {
                kind,
                id: from_id(&id)?,
            };
            found.revisions.insert(record, revision);
            if withdrawn_at.is_some() {
                found.withdrawn.push(record);
            } else {
                found.modified_at.insert(record, from_time(&modified_at)?);
                found.records.push(Record {
                    record,
                    body: from_json(&body)?,
                    facts: from_json(&facts)?,
                });
            }
        }
    }
    let left = service_at_location::table
        .select((
            service_at_location::service_id,
            service_at_location::modified_at,
        ))
        .filter(service_at_location::revision.gt(revision))
        .filter(service_at_location::withdrawn_at.is_not_null())
        .order(service_at_location::id)
        .load::<(String, String)>(conn)?;
    for (service, at) in left {
        found.left.push((from_id(&service)?, from_time(&at)?));
    }
    Ok(found)
}

type Stored = (String, String, String);

fn record(kind: RecordKind, (id, body, facts): Stored) -> Result<Record, StoreError> {
    Ok(Record {
        record: RecordRef {
            kind,
            id: from_id(&id)?,
        },
        body: from_json(&body)?,
        facts: from_json(&facts)?,
    })
}

/// Those of the named records that are not withdrawn.
pub(in crate::store) fn of(
    conn: &mut Connection,
    records: &[RecordRef],
) -> Result<Vec<Record>, StoreError> {
    let mut found = Vec::new();
    for kind in RecordKind::ALL {
        for ids in ids_of(kind, records).chunks(IDS) {
            macro_rules! stored {
                ($table:ident) => {
                    $table::table
                        .select(($table::id, $table::body, $table::facts))
                        .filter($table::id.eq_any(ids))
                        .filter($table::withdrawn_at.is_null())
                        .order($table::id)
                        .load::<Stored>(conn)?
                };
            }
            let rows = match kind {
                RecordKind::Organization => stored!(organization),
                RecordKind::Location => stored!(location),
                RecordKind::Service => stored!(service),
                RecordKind::ServiceAtLocation => stored!(service_at_location),
            };
            for row in rows {
                found.push(record(kind, row)?);
            }
        }
    }
    Ok(found)
}

/// The revision that last wrote a record, withdrawn or not.
pub(in crate::store) fn revision_of(
    conn: &mut Connection,
    record: RecordRef,
) -> Result<Option<i64>, StoreError> {
    let id = record.id.to_string();
    macro_rules! revision {
        ($table:ident) => {
            $table::table
                .find(&id)
                .select($table::revision)
                .first(conn)
                .optional()?
        };
    }
    Ok(match record.kind {
        RecordKind::Organization => revision!(organization),
        RecordKind::Location => revision!(location),
        RecordKind::Service => revision!(service),
        RecordKind::ServiceAtLocation => revision!(service_at_location),
    })
}

/// Whether records that are not withdrawn belong to this one.
pub(in crate::store) fn has_children(
    conn: &mut Connection,
    record: RecordRef,
) -> Result<bool, StoreError> {
    let id = record.id.to_string();
    macro_rules! any {
        ($table:ident, $parent:ident) => {
            $table::table
                .select($table::id)
                .filter($table::$parent.eq(&id))
                .filter($table::withdrawn_at.is_null())
                .first::<String>(conn)
                .optional()?
                .is_some()
        };
    }
    Ok(match record.kind {
        RecordKind::Organization => any!(service, organization_id),
        RecordKind::Location => any!(service_at_location, location_id),
        RecordKind::Service => any!(service_at_location, service_id),
        RecordKind::ServiceAtLocation => false,
    })
}

pub(in crate::store) fn each(
    conn: &mut Connection,
    kind: RecordKind,
    see: &mut dyn FnMut(Record),
) -> Result<(), StoreError> {
    macro_rules! stream {
        ($table:ident) => {
            for row in $table::table
                .select(($table::id, $table::body, $table::facts))
                .filter($table::withdrawn_at.is_null())
                .order($table::id)
                .load_iter::<Stored, Streaming>(conn)?
            {
                see(record(kind, row?)?);
            }
        };
    }
    match kind {
        RecordKind::Organization => stream!(organization),
        RecordKind::Location => stream!(location),
        RecordKind::Service => stream!(service),
        RecordKind::ServiceAtLocation => stream!(service_at_location),
    }
    Ok(())
}

/// The services of organizations, and what is at locations or is a service somewhere: those that are there, or those that
/// were withdrawn.
pub(in crate::store) fn children_of(
    conn: &mut Connection,
    records: &[RecordRef],
    is_withdrawn: bool,
) -> Result<Vec<RecordRef>, StoreError> {
    let mut children = Vec::new();
    macro_rules! children {
        ($parent:expr, $kind:expr, $table:ident, $column:ident) => {
            for ids in ids_of($parent, records).chunks(IDS) {
                let ids: Vec<String> = $table::table
                    .select($table::id)
                    .filter($table::$column.eq_any(ids))
                    .filter($table::withdrawn_at.is_not_null().eq(is_withdrawn))
                    .order($table::id)
                    .load(conn)?;
                for id in ids {
                    children.push(RecordRef {
                        kind: $kind,
                        id: from_id(&id)?,
                    });
                }
            }
        };
    }
    use RecordKind::{Location, Organization, Service, ServiceAtLocation};
    children!(Organization, Service, service, organization_id);
    children!(
        Location,
        ServiceAtLocation,
        service_at_location,
        location_id
    );
    children!(Service, ServiceAtLocation, service_at_location, service_id);
    Ok(children)
}

/// The records of one kind that were withdrawn, by id.
pub(in crate::store) fn withdrawn(
    conn: &mut Connection,
    kind: RecordKind,
) -> Result<Vec<RecordRef>, StoreError> {
    macro_rules! withdrawn {
        ($table:ident) => {
            $table::table
                .select($table::id)
                .filter($table::withdrawn_at.is_not_null())
                .order($table::id)
                .load::<String>(conn)?
        };
    }
    let ids = match kind {
        RecordKind::Organization => withdrawn!(organization),
        RecordKind::Location => withdrawn!(location),
        RecordKind::Service => withdrawn!(service),
        RecordKind::ServiceAtLocation => withdrawn!(service_at_location),
    };
    let records = ids.iter().map(|id| {
        Ok(RecordRef {
            kind,
            id: from_id(id)?,
        })
    });
    records.collect()
}
