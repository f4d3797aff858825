//! What every HSDS format has in common: which fields hold what, and which of them are not for a source to say.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::{Map, Number, Value};
use uuid::Uuid;

use crate::hsds::taxonomy::Taxonomies;
use crate::standing::{How, RecordKind};
use crate::updates::entries::{Entry, Position, Problem, ReadAt, Severity};

/// Fields that hold numbers. Some feeds write them as texts.
const NUMBERS: [&str; 12] = [
    "amount",
    "available",
    "count",
    "extension",
    "interval",
    "latitude",
    "longitude",
    "maximum",
    "maximum_age",
    "minimum_age",
    "timezone",
    "year_incorporated",
];
/// Fields that hold texts. Some feeds write them as numbers.
const TEXTS: [&str; 9] = [
    "external_identifier",
    "identifier",
    "location_id",
    "number",
    "organization_id",
    "postal_code",
    "program_id",
    "service_id",
    "tax_id",
];
/// What our own exports say besides what their sources say: computed when a record is served, and so never
/// read back, lest a directory be its own witness.
const SERVED: [&str; 5] = [
    "alternatives",
    "dial",
    "last_modified",
    "sources",
    "standing",
];

/// A problem of which a reader can only say where it is: what is withheld is not known yet, so that neither
/// a key nor a value is told. Who speaks is for the caller to add.
pub fn problem(
    severity: Severity,
    code: &str,
    record: RecordKind,
    position: Position,
    field: &str,
    detail: &str,
    expected: &str,
) -> Problem {
    Problem {
        severity,
        code: code.to_owned(),
        source: String::new(),
        record,
        key: None,
        position,
        field: field.to_owned(),
        value: None,
        detail: detail.to_owned(),
        expected: expected.to_owned(),
    }
}

/// An entry as any file has it: what it says, in nobody's own words, and nothing that it denies.
pub fn entry(kind: RecordKind, key: String, body: Map<String, Value>, at: ReadAt) -> Entry {
    Entry {
        record: kind,
        key,
        words: None,
        body,
        denies: Vec::new(),
        how: How::Imported,
        at,
    }
}

/// An id as a text, also where a feed counts.
pub fn key_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Brings a body, without what it nests of other records, into the shape of its HSDS object.
pub fn shape(body: &mut Map<String, Value>) {
    body.retain(|field, value| {
        // A number that must not be dialled must not become one that may: it is left out later, and told.
        let is_dead = field == "dial" && value == "do_not";
        !value.is_null() && (is_dead || !SERVED.contains(&field.as_str()))
    });
    for (field, value) in body.iter_mut() {
        match value {
            Value::Array(items) => {
                let parts = items.iter_mut().filter_map(Value::as_object_mut);
                for part in parts {
                    shape_part(part);
                }
            }
            Value::Object(part) if field != "terms" => shape_part(part),
            value => scalar(field, value),
        }
    }
    if body.contains_key("attributes") {
        codes(body);
    }
}

fn shape_part(part: &mut Map<String, Value>) {
    // An id that only its source understands is of no use: nothing refers to a part.
    let is_ours = |id: &Value| id.as_str().is_some_and(|id| Uuid::parse_str(id).is_ok());
    if part.get("id").is_some_and(|id| !is_ours(id)) {
        part.remove("id");
    }
    shape(part);
}

fn scalar(field: &str, value: &mut Value) {
    if NUMBERS.contains(&field) {
        if let Some(number) = value.as_str().and_then(number) {
            *value = Value::Number(number);
        }
    } else if TEXTS.contains(&field)
        && let Value::Number(number) = value
    {
        *value = Value::String(number.to_string());
    }
}

pub fn is_number(field: &str) -> bool {
    NUMBERS.contains(&field)
}

/// What stands for the id of a service at a location that has none: the two that it joins.
pub fn joined_key(body: &Map<String, Value>) -> Option<String> {
    let service = body.get("service_id")?.as_str()?;
    let location = body.get("location_id")?.as_str()?;
    Some(format!("{service}/{location}"))
}

/// A number as a person writes it.
pub fn number(text: &str) -> Option<Number> {
    let text = text.trim();
    let whole = text.parse::<i64>().ok().map(Number::from);
    whole.or_else(|| Number::from_f64(text.parse().ok()?))
}

/// Attributes with terms of our taxonomies become our fields again, unless the fields are there; the terms of
/// others stay as they are.
fn codes(body: &mut Map<String, Value>) {
    let Some(Value::Array(attributes)) = body.remove("attributes") else {
        return;
    };
    let mut found: [Vec<Value>; 3] = Default::default();
    let mut foreign = Vec::new();
    for attribute in attributes {
        let known = term_of(&attribute).and_then(|id| terms().get(&id));
        // The terms of criteria are read where criteria are.
        match known.and_then(|(list, code)| Some((found.get_mut(*list)?, code))) {
            Some((list, code)) => list.push(Value::String((*code).to_owned())),
            None => foreign.push(attribute),
        }
    }
    let [categories, audiences, mut kinds] = found;
    for (field, codes) in [("categories", categories), ("audiences", audiences)] {
        if !codes.is_empty() {
            body.entry(field).or_insert(Value::Array(codes));
        }
    }
    if let Some(kind) = kinds.pop() {
        body.entry("kind").or_insert(kind);
    }
    if !foreign.is_empty() {
        body.insert("attributes".to_owned(), Value::Array(foreign));
    }
}

fn term_of(attribute: &Value) -> Option<Uuid> {
    let id = attribute
        .get("taxonomy_term_id")
        .or_else(|| attribute.get("taxonomy_term")?.get("id"));
    Uuid::parse_str(id?.as_str()?).ok()
}

/// Our terms by their ids: which taxonomy each is of (category, audience, kind), and its code.
fn terms() -> &'static HashMap<Uuid, (usize, &'static str)> {
    static TERMS: OnceLock<HashMap<Uuid, (usize, &'static str)>> = OnceLock::new();
    TERMS.get_or_init(|| {
        let taxonomies = Taxonomies::embedded().all().into_iter().enumerate();
        let terms = taxonomies.flat_map(|(list, taxonomy)| {
            let terms = taxonomy.terms.iter();
            terms.map(move |term| (taxonomy.term_id(&term.code), (list, term.code.as_str())))
        });
        terms.collect()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shaped(body: Value) -> Value {
        let Value::Object(mut body) = body else {
            unreachable!("an object")
        };
        shape(&mut body);
        Value::Object(body)
    }

    #[test]
    fn our_terms_become_our_fields_and_other_terms_stay() {
        let ours = Taxonomies::embedded();
        let attribute = |id: Uuid| json!({"taxonomy_term_id": id});
        let foreign = attribute(Uuid::from_u128(7));
        let attributes = json!([
            attribute(ours.kind.term_id("tip_line")),
            foreign,
            attribute(ours.category.term_id("shelter")),
            {"taxonomy_term": {"id": ours.audience.term_id("youth")}},
        ]);
        let code = |taxonomy: &crate::hsds::taxonomy::Taxonomy, code| taxonomy.term(code).is_some();
        assert!(code(&ours.category, "shelter") && code(&ours.audience, "youth"));
        assert_eq!(
            shaped(json!({"attributes": attributes})),
            json!({"kind": "tip_line", "categories": ["shelter"], "audiences": ["youth"], "attributes": [foreign]})
        );
        let attributes = json!([attribute(ours.kind.term_id("tip_line"))]);
        assert_eq!(
            shaped(json!({"kind": "help", "attributes": attributes})),
            json!({"kind": "help"})
        );
    }

    #[test]
    fn what_is_computed_and_what_counts_only_elsewhere_is_not_read() {
        let body = json!({
            "name": "A", "email": null, "standing": {"phones": "verified"}, "sources": [{}], "last_modified": "x",
            "phones": [{"number": "1", "dial": "do_not"}, {"id": 7, "number": 911, "extension": "12", "dial": "ok", "languages": [{"id": "x", "code": "es"}]}],
            "terms": {"stay": {"text": "x", "standing": 1}},
        });
        assert_eq!(
            shaped(body),
            json!({
                "name": "A", "phones": [{"number": "1", "dial": "do_not"}, {"number": "911", "extension": 12, "languages": [{"code": "es"}]}],
                "terms": {"stay": {"text": "x", "standing": 1}},
            })
        );
    }
}
