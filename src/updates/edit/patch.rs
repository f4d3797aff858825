//! PATCH: the record as it is, with what a merge patch changes of it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::hsds::FactGroup;
use crate::standing::{Record, RecordKind, group_of};
use crate::updates::check;
use crate::updates::merge::leave_place;
use crate::updates::strip;

/// All fields of the groups that the patch touches, patched.
pub(super) fn patched(record: &Record, patch: &Map<String, Value>) -> Map<String, Value> {
    let kind = record.record.kind;
    let unknown: BTreeSet<&str> = check::unknown(kind, patch).collect();
    let known = patch.keys().filter(|it| !unknown.contains(it.as_str()));
    let mut touched: BTreeSet<FactGroup> = known.map(|field| group_of(kind, field)).collect();
    if kind == RecordKind::Location && strip::is_confidential(patch) {
        // A flag is about the place, whatever it is called, and its county is what may be told.
        touched.insert(FactGroup::Place);
    }
    let fields = record.body.iter();
    let mut target: Map<String, Value> = fields
        .filter(|(field, _)| touched.contains(&group_of(kind, field)))
        .map(|(field, value)| (field.clone(), value.clone()))
        .collect();
    leave_place(kind, &mut target, patch);
    for (field, value) in patch {
        let mut merged = target.shift_remove(field).unwrap_or_default();
        merge_patch(&mut merged, value);
        target.insert(field.clone(), merged);
    }
    target
}

/// RFC 7396, but that `null` at the top stays, for the source to say that there is nothing.
fn merge_patch(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(fields) = target else {
        return;
    };
    for (field, value) in patch {
        if value.is_null() {
            fields.shift_remove(field);
        } else {
            merge_patch(fields.entry(field.clone()).or_insert(Value::Null), value);
        }
    }
}
