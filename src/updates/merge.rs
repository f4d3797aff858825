//! What a source said before and what it says now: a field that is left out stays as it was.

use serde_json::{Map, Value};

use super::risk::beside::is_virtual;
use super::strip;
use crate::standing::RecordKind;

/// Where a point that an address was given stands in the body.
const POINT: [&str; 3] = ["latitude", "longitude", "precision"];

/// `new` laid over `old`. `null` clears a field, and so does an empty list; both bodies are normalised.
///
/// A point belongs to its address: where `new` has the same addresses as `old`, a more exact point that was
/// known stays; where it has others, no old point does. What becomes virtual has neither any more.
pub fn merge(
    kind: RecordKind,
    old: Option<&Map<String, Value>>,
    mut new: Map<String, Value>,
) -> Map<String, Value> {
    let is_nothing =
        |value: &Value| value.is_null() || value.as_array().is_some_and(|items| items.is_empty());
    let Some(old) = old else {
        new.retain(|_, value| !is_nothing(value));
        return new;
    };
    let has_moved = new
        .get("addresses")
        .is_some_and(|now| old.get("addresses") != Some(now));
    let is_derived = |body: &Map<String, Value>| {
        let precision = body.get("precision").and_then(Value::as_str);
        matches!(precision, Some("postal_code" | "city" | "county"))
    };
    let keeps_point = !has_moved && is_derived(&new) && !is_derived(old);
    let says_excluded = new.contains_key("excluded");
    let mut merged = old.clone();
    leave_place(kind, &mut merged, &new);
    if has_moved {
        merged.retain(|field, _| !POINT.contains(&field.as_str()));
    }
    for (field, value) in new {
        if keeps_point && POINT.contains(&field.as_str()) && old.contains_key(&field) {
            continue;
        }
        if is_nothing(&value) {
            merged.shift_remove(&field);
        } else {
            merged.insert(field, value);
        }
    }
    // Concluded from what else is said, so that it goes with that.
    if !says_excluded
        && merged.shift_remove("excluded").is_some()
        && strip::is_excluded(kind, &merged)
    {
        merged.insert("excluded".to_owned(), Value::Bool(true));
    }
    merged
}

/// Takes the address and the point out of what `new` makes virtual: a line is at no place.
pub fn leave_place(kind: RecordKind, old: &mut Map<String, Value>, new: &Map<String, Value>) {
    let becomes_virtual = kind == RecordKind::Location && is_virtual(new) && !is_virtual(old);
    if becomes_virtual {
        old.retain(|field, _| field != "addresses" && !POINT.contains(&field.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn merged(old: Value, new: Value) -> Value {
        let object = |value: Value| value.as_object().cloned();
        Value::Object(merge(
            RecordKind::Location,
            object(old).as_ref(),
            object(new).unwrap_or_default(),
        ))
    }

    #[test]
    fn what_is_left_out_stays_and_null_clears() {
        let old = json!({"name": "Old", "email": "a@b.org", "phones": [{"number": "+1"}]});
        assert_eq!(
            merged(old, json!({"name": "New", "email": null})),
            json!({"name": "New", "phones": [{"number": "+1"}]})
        );
        assert_eq!(
            merged(json!({}), json!({"email": null, "phones": []})),
            json!({})
        );
    }

    #[test]
    fn what_becomes_virtual_is_at_no_place() {
        let old = json!({"location_type": "physical", "addresses": [{"city": "A"}], "latitude": 1.5, "longitude": 2.5});
        let line = json!({"location_type": "virtual"});
        assert_eq!(merged(old.clone(), line.clone()), line);
        assert_eq!(
            merged(old.clone(), json!({"location_type": "postal"}))["latitude"],
            1.5
        );
        let said = json!({"location_type": "virtual", "addresses": [{"city": "B"}]});
        assert_eq!(merged(old, said.clone()), said);
    }

    #[test]
    fn a_point_stays_with_its_address_and_goes_with_it() {
        let exact = json!({"addresses": [{"city": "A"}], "latitude": 1.5, "longitude": 2.5, "precision": "address"});
        let same = json!({"addresses": [{"city": "A"}], "latitude": 1.0, "longitude": 2.0, "precision": "city"});
        assert_eq!(merged(exact.clone(), same), exact);
        let moved = json!({"addresses": [{"city": "B"}]});
        assert_eq!(merged(exact.clone(), moved.clone()), moved);
        assert_eq!(merged(exact.clone(), json!({"name": "x"}))["latitude"], 1.5);
    }
}
