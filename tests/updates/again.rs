//! What we export, loaded again: the caution of a number is said once, however often it goes round.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::run;

const CAUTION: &str = "Calling can start a report to the state.";

fn nearhelp(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments, &[]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {told}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn load(folder: &Path, file: &str, database: &str) -> Value {
    let database = format!("sqlite://{database}.db");
    let arguments = [
        "load",
        file,
        "--source",
        "a",
        "--kind",
        "directory",
        "--json",
    ];
    let report = nearhelp(
        folder,
        &[&arguments[..], &["--database-url", &database]].concat(),
    );
    serde_json::from_str(&report).expect("a report")
}

fn export(folder: &Path, format: &str, database: &str, file: &str) {
    let database = format!("sqlite://{database}.db");
    let to = ["-o", file, "--database-url", &database];
    nearhelp(folder, &[&["export", "--format", format][..], &to].concat());
}

/// The descriptions of the phones of the only service.
fn descriptions(folder: &Path, file: &str) -> Vec<Value> {
    let text = std::fs::read(folder.join(file)).expect("an export");
    let services: Value = serde_json::from_slice(&text).expect("JSON");
    let phones = services[0]["phones"].as_array().expect("phones");
    phones
        .iter()
        .map(|phone| phone["description"].clone())
        .collect()
}

#[test]
fn a_caution_is_in_the_description_once_however_often_it_is_exported_and_loaded() {
    let folder = TempDir::new().expect("a folder");
    let folder = folder.path();
    let phones = json!([
        {"number": "+18165550100", "type": "voice", "makes_report": "yes"},
        {"number": "+18165550101", "type": "voice", "makes_report": "yes", "description": "At night"},
        {"number": "+18165550102", "type": "voice", "description": "In the office"},
    ]);
    let service = json!([{
        "id": "9c5b94b1-35ad-49bb-b118-8e8fc24abf80", "name": "Advice", "status": "active", "phones": phones,
        "organization": {"id": "0b7c1c52-5b0c-4d8f-9a55-6a8f7f1f3c11", "name": "Hope House", "description": "Help"},
    }]);
    std::fs::write(folder.join("own.json"), service.to_string()).expect("written");
    load(folder, "own.json", "first");
    export(folder, "hsds-json", "first", "first.json");
    let expected = [
        json!(CAUTION),
        json!(format!("{CAUTION} At night")),
        json!("In the office"),
    ];
    assert_eq!(descriptions(folder, "first.json"), expected);

    // From directory to directory, and twice into each.
    export(folder, "hsds-tabular", "first", "first.zip");
    for (format, ending) in [("hsds-json", "json"), ("hsds-tabular", "zip")] {
        let mut file = format!("first.{ending}");
        for turn in ["second", "third"] {
            let other = format!("{turn}-{ending}");
            let loaded = load(folder, &file, &other);
            assert_eq!(loaded["rejected"], 0, "{loaded:#}");
            let again = load(folder, &file, &other);
            assert_eq!(again["unchanged"], again["read"], "{format}: {again:#}");
            export(folder, "hsds-json", &other, "told.json");
            assert_eq!(descriptions(folder, "told.json"), expected, "{other}");
            file = format!("{other}.{ending}");
            export(folder, format, &other, &file);
        }
    }
}
