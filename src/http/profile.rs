//! Our profile of HSDS as JSON merge patches (RFC 7396), and our objects as JSON Schemas.
//!
//! Both are made from the types that are served, by way of the OpenAPI document, so that there is no
//! second list of fields: a field is of our profile where its description says so. The standard's own
//! schemas have another licence and are no part of the program; a test compares ours with them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::openapi;

/// How the description of a field says that HSDS does not have it.
const MARK: &str = "(Profile.)";

const COMPONENTS: &str = "#/components/schemas/";

/// The objects of HSDS that are served, by the names of its schemas, and by ours.
pub const OBJECTS: [(&str, &str); 17] = [
    ("accessibility", "Accessibility"),
    ("address", "Address"),
    ("attribute", "Attribute"),
    ("cost_option", "CostOption"),
    ("language", "Language"),
    ("location", "Location"),
    ("organization", "Organization"),
    ("phone", "Phone"),
    ("required_document", "RequiredDocument"),
    ("schedule", "Schedule"),
    ("service", "Service"),
    ("service_area", "ServiceArea"),
    ("service_at_location", "ServiceAtLocation"),
    ("service_capacity", "ServiceCapacity"),
    ("taxonomy", "Taxonomy"),
    ("taxonomy_term", "TaxonomyTerm"),
    ("unit", "Unit"),
];

/// What the profile says of one object.
pub struct ObjectProfile {
    /// To be merged into the standard's schema of the object.
    pub patch: Value,
    /// The object as it is served, without a reference to anything outside.
    pub schema: Value,
}

/// The profile, by the names of the standard's schemas.
pub static PROFILE: LazyLock<BTreeMap<&'static str, ObjectProfile>> = LazyLock::new(|| {
    let document: Value = serde_json::from_str(&openapi::json()).unwrap_or_default();
    let components = &document["components"]["schemas"];
    OBJECTS
        .into_iter()
        .map(|(object, component)| {
            let profile = ObjectProfile {
                patch: patch(components, component),
                schema: schema(components, component),
            };
            (object, profile)
        })
        .collect()
});

fn schema(components: &Value, component: &str) -> Value {
    let mut reachable = BTreeSet::new();
    reach(components, &components[component], &mut reachable);
    let mut schema = Map::new();
    schema.insert(
        "$schema".to_owned(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    schema.insert("title".to_owned(), json!(component));
    if let Value::Object(members) = plain(&components[component], &|name| definition(name)) {
        schema.extend(members);
    }
    define(components, &reachable, &mut schema, &|name| {
        definition(name)
    });
    Value::Object(schema)
}

fn patch(components: &Value, component: &str) -> Value {
    let refer = |name: &str| match OBJECTS.iter().find(|(_, ours)| *ours == name) {
        // As the standard's schemas refer to each other.
        Some((object, _)) => format!("{object}.json"),
        None => definition(name),
    };
    let properties = components[component]["properties"].as_object();
    let ours: Map<String, Value> = properties
        .into_iter()
        .flatten()
        .filter(|(_, property)| description(property).is_some_and(|text| text.contains(MARK)))
        .map(|(name, property)| (name.clone(), property.clone()))
        .collect();
    let mut patch = Map::new();
    if ours.is_empty() {
        return Value::Object(patch);
    }
    let ours = json!({"properties": ours});
    let mut reachable = BTreeSet::new();
    reach_types(components, &ours, &mut reachable);
    if let Value::Object(members) = plain(&ours, &refer) {
        patch.extend(members);
    }
    define(components, &reachable, &mut patch, &refer);
    Value::Object(patch)
}

fn definition(name: &str) -> String {
    format!("#/$defs/{name}")
}

fn define(
    components: &Value,
    names: &BTreeSet<String>,
    into: &mut Map<String, Value>,
    refer: &dyn Fn(&str) -> String,
) {
    if !names.is_empty() {
        let definitions: Map<String, Value> = names
            .iter()
            .map(|name| (name.clone(), plain(&components[name], refer)))
            .collect();
        into.insert("$defs".to_owned(), Value::Object(definitions));
    }
}

/// The components that `value` refers to, directly or not.
fn reach(components: &Value, value: &Value, reached: &mut BTreeSet<String>) {
    for name in references(value) {
        if reached.insert(name.clone()) {
            reach(components, &components[&name], reached);
        }
    }
}

/// As [`reach`], but for the objects of HSDS, which have schemas of their own.
fn reach_types(components: &Value, value: &Value, reached: &mut BTreeSet<String>) {
    for name in references(value) {
        let is_object = OBJECTS.iter().any(|(_, ours)| *ours == name);
        if !is_object && reached.insert(name.clone()) {
            reach_types(components, &components[&name], reached);
        }
    }
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str);
            let own = own.and_then(|text| text.strip_prefix(COMPONENTS));
            let inner = members.values().flat_map(references);
            own.map(str::to_owned).into_iter().chain(inner).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// The description of a property, which stands beside its reference where it has one.
fn description(property: &Value) -> Option<&str> {
    let own = property.get("description").and_then(Value::as_str);
    own.or_else(|| {
        let choices = property.get("oneOf")?.as_array()?;
        choices.iter().find_map(description)
    })
}

/// A schema with its references as `refer` has them, without marks, and without the nulls of fields that
/// are left out instead.
fn plain(schema: &Value, refer: &dyn Fn(&str) -> String) -> Value {
    match schema {
        Value::Object(members) => {
            let required: Vec<&str> = members
                .get("required")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let mut plain_members = Map::new();
            for (name, member) in members {
                let member = match (name.as_str(), member) {
                    ("$ref", Value::String(text)) => {
                        let component = text.strip_prefix(COMPONENTS);
                        json!(component.map_or_else(|| text.clone(), refer))
                    }
                    ("description", Value::String(text)) => {
                        json!(text.replace(MARK, "").trim())
                    }
                    ("properties", Value::Object(properties)) => properties
                        .iter()
                        .map(|(name, property)| {
                            let property = plain(property, refer);
                            let is_left_out = !required.contains(&name.as_str());
                            let property = if is_left_out {
                                without_null(property)
                            } else {
                                property
                            };
                            (name.clone(), property)
                        })
                        .collect(),
                    (_, member) => plain(member, refer),
                };
                plain_members.insert(name.clone(), member);
            }
            Value::Object(plain_members)
        }
        Value::Array(items) => items.iter().map(|item| plain(item, refer)).collect(),
        other => other.clone(),
    }
}

fn without_null(mut property: Value) -> Value {
    if let Some(Value::Array(types)) = property.get_mut("type") {
        types.retain(|one| one != "null");
        if let [one] = types.as_slice() {
            property["type"] = one.clone();
        }
    }
    if let Some(Value::Array(choices)) = property.get_mut("oneOf") {
        choices.retain(|one| one != &json!({"type": "null"}));
        if let [one] = choices.as_slice() {
            return one.clone();
        }
    }
    property
}
