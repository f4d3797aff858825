//! What a service asks of a person: written as a field of its own, or as the attributes as which it is exported.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Fault, Loses};
use crate::eligibility::{Criterion, Ground, contradicting_sentences};
use crate::geography::Gazetteer;
use crate::hsds::FactGroup;
use crate::hsds::taxonomy::Taxonomies;

const CRITERION: &str = "a criterion as docs/eligibility.md has it";
const GROUND: &str = "a ground as docs/eligibility.md has it";

/// The codes of our terms for criteria and grounds by the ids under which they are exported.
static TERMS: LazyLock<HashMap<String, &str>> = LazyLock::new(|| {
    let ours = &Taxonomies::embedded().criterion;
    let terms = ours.terms.iter();
    terms
        .map(|term| (ours.term_id(&term.code).to_string(), term.code.as_str()))
        .collect()
});

/// The code of the attribute where it is one of ours.
fn code(attribute: &Value) -> Option<&'static str> {
    let term = attribute.get("taxonomy_term_id");
    let nested = attribute.pointer("/taxonomy_term/id");
    let mut ids = term.into_iter().chain(nested).filter_map(Value::as_str);
    ids.find_map(|id| TERMS.get(id).copied())
}

/// Takes criteria and grounds out of the attributes, and checks all of them.
pub fn criteria(body: &mut Map<String, Value>, gazetteer: &Gazetteer, faults: &mut Vec<Fault>) {
    take_attributes(body, faults);
    if let Some(criteria) = body.get("criteria")
        && let Err(wrong) = Criterion::read_all(criteria, gazetteer)
    {
        faults.extend(wrong.into_iter().map(|fault| {
            let fault = fault.inside("criteria");
            Fault {
                code: "criterion_wrong",
                field: fault.field,
                detail: format!("{}, but should be {}", fault.detail, fault.expected),
                expected: CRITERION,
                loses: Loses::Record,
            }
        }));
    }
    for (one, other) in contradicting_sentences(body) {
        faults.push(Fault {
            code: "criteria_contradict",
            field: "criteria".to_owned(),
            detail: format!("“{one}” and “{other}” cannot both be meant: neither decides anything"),
            expected: "one rule on it, or an exception in its `unless`",
            loses: Loses::Nothing,
        });
    }
    for field in FactGroup::ALL
        .into_iter()
        .filter_map(FactGroup::ground_field)
    {
        let told = body.get(field).map(Ground::deserialize);
        if let Some(Err(_)) = told {
            faults.push(Fault {
                code: "ground_wrong",
                field: field.to_owned(),
                detail: "does not say whose word it is".to_owned(),
                expected: GROUND,
                loses: Loses::Record,
            });
        }
    }
}

fn take_attributes(body: &mut Map<String, Value>, faults: &mut Vec<Fault>) {
    let Some(Value::Array(attributes)) = body.get_mut("attributes") else {
        return;
    };
    let mut criteria = Vec::new();
    let mut grounds = Map::new();
    for (at, attribute) in attributes.iter().enumerate() {
        let Some(code) = code(attribute) else {
            continue;
        };
        let value = attribute.get("value").and_then(Value::as_str);
        let read = value.map(serde_json::from_str::<Value>);
        match (code, read) {
            ("ground", Some(Ok(Value::Object(told)))) => grounds.extend(told),
            ("ground", _) => faults.push(Fault {
                code: "ground_wrong",
                field: format!("attributes/{at}/value"),
                detail: "is no JSON object".to_owned(),
                expected: GROUND,
                loses: Loses::Record,
            }),
            (_, Some(Ok(criterion))) => criteria.push(criterion),
            // It told a hidden place, and is gone: that something is asked stays.
            ("required", None) if attribute.get("value").is_none() => {
                criteria.push(Criterion::not_shown());
            }
            ("preferred" | "priority", None) if attribute.get("value").is_none() => {}
            _ => faults.push(Fault {
                code: "criterion_wrong",
                field: format!("attributes/{at}/value"),
                detail: "is no JSON".to_owned(),
                expected: CRITERION,
                loses: Loses::Record,
            }),
        }
    }
    attributes.retain(|attribute| code(attribute).is_none());
    if attributes.is_empty() {
        body.remove("attributes");
    }
    if !criteria.is_empty() {
        let own = body.entry("criteria").or_insert_with(|| json!([]));
        if let Value::Array(own) = own {
            criteria.retain(|criterion| !own.contains(criterion));
            own.extend(criteria);
        }
    }
    // A group that this version does not know says nothing to it.
    for group in FactGroup::ALL {
        if let Some(field) = group.ground_field()
            && let Some(told) = grounds.remove(group.as_str())
        {
            body.insert(field.to_owned(), told);
        }
    }
}
