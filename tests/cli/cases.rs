//! A maintainer's cases, which `nearhelp check` runs.

use std::fs;

use serde_json::{Value, json};

use crate::nearhelp;

/// A file of a provider whose service has these cases.
fn source(cases: Value) -> String {
    let service = json!({
        "organization_id": "house", "name": "Beds", "minimum_age": 18,
        "criteria": [{"text": "For women.", "test": {"fact": "gender", "is": "woman"}}],
        "cases": cases,
    });
    let source = json!({
        "source": {"key": "house", "name": "The house", "kind": "provider", "date": null, "url": null},
        "claims": [
            {"record": "organization", "key": "house", "body": {"name": "House"}},
            {"record": "service", "key": "beds", "body": service},
        ],
    });
    source.to_string()
}

#[test]
fn a_case_that_fails_is_told_like_a_compiler_does() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("house.json");
    let check = |cases| {
        fs::write(&file, source(cases)).unwrap();
        nearhelp(folder.path(), &["check", "house.json"])
    };
    let right = json!({"answers": {"age": 17, "gender": "woman"}, "expect": "unlikely"});
    let wrong = json!({"answers": {"age": 18, "gender": "woman"}, "expect": "unlikely"});
    let none = json!({"answers": {"age": "adult"}, "expect": "likely"});
    let (code, stdout, stderr) = check(json!([right]));
    assert_eq!(code, Some(0), "{stdout}{stderr}");
    let (code, stdout, stderr) = check(json!([right, wrong, none]));
    assert_eq!(code, Some(1), "{stderr}");
    insta::assert_snapshot!("a_case_that_fails", stdout);
    assert!(!folder.path().join("nearhelp.db").exists());
}
