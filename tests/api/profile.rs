//! The root, and our profile of HSDS.

use std::{fs, path::Path};

use serde_json::Value;

use crate::common::Directory;

#[test]
fn the_root_says_what_this_is() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    let root = anyone.get("/v1/").ok();
    assert_eq!(root, anyone.get("/v1").ok());
    assert_eq!(root["version"], "3.1");
    let base = format!("http://{}", app.address);
    for (field, path) in [("profile", "/v1/profile"), ("openapi_url", "/openapi.json")] {
        assert_eq!(root[field], format!("{base}{path}"));
        anyone.get(path).ok();
    }
    for name in ["GeoNames", "US Census Bureau", "OpenStreetMap"] {
        assert!(root["attribution"].to_string().contains(name), "{name}");
    }
    for field in ["publisher", "license", "description"] {
        assert!(root[field].is_string(), "{field}");
    }
    // Made of a header of the request, so not to be kept for others.
    assert_eq!(anyone.get("/v1/").header("cache-control"), Some("no-store"));
}

#[test]
fn every_object_has_its_schema_and_every_addition_its_patch() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    let index = anyone.get("/v1/profile").ok();
    let objects = index["objects"].as_array().unwrap();
    assert_eq!(objects.len(), 17);
    for object in objects {
        let schema = anyone.get(object["schema"].as_str().unwrap()).ok();
        whole(&schema, &schema);
        let name = object["object"].as_str().unwrap();
        match object["patch"].as_str() {
            None => {
                let path = format!("/v1/profile/{name}");
                anyone.get(&path).problem(404, "not-found");
            }
            Some(path) => {
                let patch = anyone.get(path).ok();
                whole(&patch, &patch);
                for (field, ours) in patch["properties"].as_object().unwrap() {
                    let text = ours["description"].as_str().unwrap_or_default();
                    assert!(
                        text.len() > 10 && !text.contains("(Profile"),
                        "{name}.{field}: {text}"
                    );
                    assert!(schema["properties"].get(field).is_some(), "{name}.{field}");
                }
            }
        }
    }
    anyone.get("/v1/profile/none").problem(404, "not-found");
    anyone.get("/v1/schema/none").problem(404, "not-found");
}

/// Every reference leads to a definition of the document, or to a schema of the standard.
fn whole(document: &Value, value: &Value) {
    match value {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                let inside = reference.strip_prefix('#');
                assert!(
                    inside.map_or(reference.ends_with(".json"), |to| document
                        .pointer(to)
                        .is_some()),
                    "{reference}"
                );
            }
            members.values().for_each(|member| whole(document, member));
        }
        Value::Array(items) => items.iter().for_each(|item| whole(document, item)),
        _ => {}
    }
}

/// Whatever is not of the standard is of the profile, nothing is both, and what both have is alike.
#[test]
fn the_profile_is_what_the_standard_lacks() {
    let standard = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/hsds/schema");
    if !standard.exists() {
        eprintln!("skipped: needs ../shared/hsds");
        return;
    }
    let app = Directory::empty();
    let anyone = app.anonymous();
    for object in anyone.get("/v1/profile").ok()["objects"]
        .as_array()
        .unwrap()
    {
        let name = object["object"].as_str().unwrap();
        let text = fs::read_to_string(standard.join(format!("{name}.json"))).unwrap();
        let theirs: Value = serde_json::from_str(&text).unwrap();
        let ours = anyone.get(&format!("/v1/schema/{name}")).ok();
        let patch = match object["patch"].as_str() {
            Some(path) => anyone.get(path).ok(),
            None => Value::Null,
        };
        for (field, property) in ours["properties"].as_object().unwrap() {
            let is_added = patch["properties"].get(field).is_some();
            let standard = &theirs["properties"][field];
            assert_eq!(is_added, standard.is_null(), "{name}.{field}");
            if !is_added {
                let reference = property["$ref"].as_str();
                let target = reference.and_then(|to| ours.pointer(to.trim_start_matches('#')));
                let kind = &target.unwrap_or(property)["type"];
                let expected = if standard["$ref"].is_string() {
                    "object"
                } else {
                    standard["type"].as_str().unwrap()
                };
                assert_eq!(kind, expected, "{name}.{field}");
                if standard["format"].is_string() {
                    assert_eq!(property["format"], standard["format"], "{name}.{field}");
                }
            }
        }
        let has = |field: &Value| {
            ours["required"]
                .as_array()
                .is_some_and(|all| all.contains(field))
        };
        for field in theirs["required"].as_array().unwrap() {
            assert!(has(field), "{name}: {field} has to be there");
        }
    }
}
