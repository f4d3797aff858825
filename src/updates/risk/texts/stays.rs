//! What stays of a field while a text of it waits.

use serde_json::Value;

use crate::eligibility::reading::{NOT_SHOWN, RULE_NOT_SHOWN};
use crate::standing::FactGroup;

/// What stays of a field while a text of it waits: what was there; but what says whom a service takes never stands for
/// less than the update has, or it would seem to take whoever it turns away.
pub fn stays(
    field: &str,
    old: Option<&Value>,
    new: &Value,
    is_doubtful: &dyn Fn(&Value) -> bool,
) -> Option<Value> {
    match (field, old, new) {
        ("criteria", _, Value::Array(items)) => {
            let mut stay = old.and_then(Value::as_array).cloned().unwrap_or_default();
            for item in items
                .iter()
                .filter(|item| old.is_none() || is_doubtful(item))
            {
                let asks = ["test", "unless", "strength"].map(|part| item.get(part));
                let is_asked = |other: &Value| {
                    ["test", "unless", "strength"].map(|part| other.get(part)) == asks
                };
                if !stay.iter().any(is_asked) {
                    stay.push(without_doubtful(item, RULE_NOT_SHOWN, is_doubtful));
                }
            }
            (!stay.is_empty()).then_some(Value::Array(stay))
        }
        ("cost_options" | "required_documents" | "service_areas", None, _) => {
            Some(without_doubtful(new, NOT_SHOWN, is_doubtful))
        }
        (_, None, _) if FactGroup::is_ground_field(field) => {
            Some(without_doubtful(new, NOT_SHOWN, is_doubtful))
        }
        (_, old, _) => old.cloned(),
    }
}

/// The value with `instead` in place of each text of which `is_doubtful` says so.
fn without_doubtful(value: &Value, instead: &str, is_doubtful: &dyn Fn(&Value) -> bool) -> Value {
    match value {
        Value::Array(items) => items
            .iter()
            .map(|item| without_doubtful(item, instead, is_doubtful))
            .collect(),
        Value::Object(fields) => {
            let fields = fields.iter();
            let left = fields.map(|(field, value)| {
                (field.clone(), without_doubtful(value, instead, is_doubtful))
            });
            Value::Object(left.collect())
        }
        Value::String(_) if is_doubtful(value) => Value::from(instead),
        plain => plain.clone(),
    }
}
