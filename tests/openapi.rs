//! The OpenAPI document: as committed, whole, and useful.

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use nearhelp::http::openapi;
use serde_json::Value;

/// The committed document is a review's view of what changes for the API's users.
#[test]
fn the_committed_document_is_the_present_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/openapi.json");
    let committed = fs::read_to_string(path).unwrap_or_default();
    let present = openapi::json();
    let differs = committed
        .lines()
        .zip(present.lines())
        .find(|(old, new)| old != new);
    assert!(
        committed == present,
        "openapi/openapi.json is not the present document (first difference: {differs:?}). Update it:\n\n    cargo run -- openapi > openapi/openapi.json\n"
    );
}

#[test]
fn every_operation_can_be_used_without_asking() {
    let document = document();
    let mut ids = BTreeSet::new();
    for (name, operation) in operations(&document) {
        let has_text = |value: &Value| value.as_str().is_some_and(|text| !text.trim().is_empty());
        assert!(has_text(&operation["summary"]), "{name}: no summary");
        assert!(has_text(&operation["tags"][0]), "{name}: no tag");
        let id = operation["operationId"].as_str().unwrap_or_default();
        assert!(
            !id.is_empty() && ids.insert(id.to_owned()),
            "{name}: operationId `{id}`"
        );
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let named = format!("{name}: {}", parameter["name"]);
            assert!(
                has_text(&parameter["description"]),
                "{named}: no description"
            );
        }
        let takes_input =
            operation.get("parameters").is_some() || operation.get("requestBody").is_some();
        if takes_input {
            let input = [&operation["parameters"], &operation["requestBody"]];
            let has_example = input.into_iter().any(|value| shows(&document, value));
            assert!(has_example, "{name}: no example of what it takes");
        } else {
            assert!(
                has_text(&operation["description"]),
                "{name}: no description"
            );
        }
    }
}

#[test]
fn every_operation_says_how_it_fails() {
    let document = document();
    for (name, operation) in operations(&document) {
        let responses = operation["responses"].as_object().expect("responses");
        assert!(responses.contains_key("500"), "{name}: no 500");
        let takes = |place: &str| {
            let parameters = operation["parameters"].as_array();
            parameters.is_some_and(|all| all.iter().any(|one| one["in"] == place))
        };
        for (needed, status) in [
            (takes("path"), "404"),
            (takes("query"), "400"),
            (operation.get("requestBody").is_some(), "400"),
            (operation.get("requestBody").is_some(), "415"),
        ] {
            assert!(
                !needed || responses.contains_key(status),
                "{name}: no {status}"
            );
        }
        for (status, response) in responses {
            if status.starts_with(['4', '5']) {
                let whole = resolve(&document, response);
                let problem = &whole["content"]["application/problem+json"]["schema"];
                assert_eq!(
                    problem["$ref"], "#/components/schemas/Problem",
                    "{name}: {status}"
                );
            }
        }
    }
}

/// With `python3`, whose `jsonschema` comes with the readers that `.ci/run` installs.
#[test]
fn every_example_is_of_its_schema() {
    let modules = "import jsonschema, referencing";
    let python = Command::new("python3").args(["-c", modules]).output();
    if !python.is_ok_and(|output| output.status.success()) {
        println!("skipped: needs python3 with jsonschema and referencing");
        return;
    }
    let (holds, told) = check_examples(&document());
    assert!(holds, "{told}");
    let mut wrong = document();
    let parameters = "/components/schemas/NearbyParameters/example/radius";
    *wrong.pointer_mut(parameters).expect("an example") = Value::Bool(true);
    let (holds, told) = check_examples(&wrong);
    assert!(!holds && told.contains("NearbyParameters"), "{told}");
}

fn check_examples(document: &Value) -> (bool, String) {
    let mut checking = Command::new("python3")
        .args(["-c", include_str!("data/openapi_examples.py")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3");
    let mut stdin = checking.stdin.take().expect("stdin");
    stdin
        .write_all(document.to_string().as_bytes())
        .expect("it reads");
    drop(stdin);
    let output = checking.wait_with_output().expect("an end");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.success(), told)
}

/// Generators of clients drop what is composed, and every answer that has it: a problem is plain objects.
#[test]
fn a_problem_is_made_of_plain_objects() {
    let document = document();
    for name in ["Problem", "Fault"] {
        let schema = &document["components"]["schemas"][name];
        assert_eq!(schema["type"], "object", "{name}");
        for composed in ["allOf", "anyOf", "oneOf"] {
            assert!(schema.get(composed).is_none(), "{name} {composed}");
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    walk(&document, &mut |value| {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            let target = document.pointer(reference.trim_start_matches('#'));
            assert!(target.is_some(), "{reference}");
        }
    });
}

#[test]
fn the_document_names_its_licence_and_no_other_host() {
    let document = document();
    assert_eq!(
        document["info"]["license"]["identifier"],
        "MIT OR Apache-2.0"
    );
    assert!(document["info"]["contact"]["name"].is_string());
    assert_eq!(document["servers"][0]["url"], "/");
}

fn document() -> Value {
    serde_json::from_str(&openapi::json()).expect("JSON")
}

/// Each operation, with its method and path.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let found: Vec<(String, &Value)> = paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().expect("methods").iter();
            methods.map(move |(method, operation)| (format!("{method} {path}"), operation))
        })
        .collect();
    assert!(!found.is_empty());
    found
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => document
            .pointer(reference.trim_start_matches('#'))
            .unwrap_or(value),
        None => value,
    }
}

/// Whether there is an example in `value`, or in what it refers to.
fn shows(document: &Value, value: &Value) -> bool {
    let mut found = false;
    walk(value, &mut |part| {
        let whole = resolve(document, part);
        let names = ["example", "examples", "default"];
        found |= names.iter().any(|name| whole.get(name).is_some());
    });
    found
}

fn walk(value: &Value, visit: &mut impl FnMut(&Value)) {
    visit(value);
    match value {
        Value::Object(members) => members.values().for_each(|member| walk(member, visit)),
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        _ => {}
    }
}
