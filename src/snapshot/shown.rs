//! Which records are shown at all: what a source asks not to be shown is kept, and is in no answer.

use std::collections::HashSet;

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::standing::{Record, RecordKind};

/// Fields that name a record without which another is not shown.
const PARENTS: [&str; 3] = ["organization_id", "service_id", "location_id"];

/// Takes out the records that are excluded or that belong to one that is: an organization's services and locations,
/// what is given there, and a location at which nothing else is.
pub fn take_left_out(records: &mut Vec<Record>) -> Vec<Record> {
    let mut hidden: HashSet<Uuid> = records
        .iter()
        .filter(|record| record.body.get("excluded") == Some(&Value::Bool(true)))
        .map(|record| record.record.id)
        .collect();
    if hidden.is_empty() {
        return Vec::new();
    }
    for kind in [
        RecordKind::Service,
        RecordKind::Location,
        RecordKind::ServiceAtLocation,
    ] {
        let children = records.iter().filter(|record| record.record.kind == kind);
        let of_hidden: Vec<Uuid> = children
            .filter(|record| {
                let mut parents = PARENTS.iter().filter_map(|field| id(&record.body, field));
                parents.any(|parent| hidden.contains(&parent))
            })
            .map(|record| record.record.id)
            .collect();
        hidden.extend(of_hidden);
    }
    let placed = records
        .iter()
        .filter(|record| record.record.kind == RecordKind::ServiceAtLocation);
    let (mut used, mut unused) = (HashSet::new(), HashSet::new());
    for record in placed {
        let is_hidden = hidden.contains(&record.record.id);
        let locations = if is_hidden { &mut unused } else { &mut used };
        locations.extend(id(&record.body, "location_id"));
    }
    hidden.extend(unused.difference(&used));
    let is_hidden = |record: &mut Record| hidden.contains(&record.record.id);
    records.extract_if(.., is_hidden).collect()
}

fn id(body: &Map<String, Value>, field: &str) -> Option<Uuid> {
    body.get(field)?.as_str()?.parse().ok()
}
