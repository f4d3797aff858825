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

/// A mapping of a sheet of services with their least ages.
const MAPPING: &str = r#"
source = { key = "list", name = "A list", kind = "provider" }
[file.list]
[[record]]
kind = "organization"
key = "agency"
fields = { name = "agency" }
[[record]]
kind = "service"
key = "id"
fields = { name = "name", organization_id = "agency", minimum_age = { column = "youngest", as = "number" } }
"#;

#[test]
fn the_cases_of_a_mapping_are_tried() {
    let folder = tempfile::tempdir().unwrap();
    let (csv, mapping) = (
        folder.path().join("list.csv"),
        folder.path().join("list.toml"),
    );
    fs::write(&csv, "id,agency,name,youngest\n17,Hope House,Shelter,18\n").unwrap();
    let check = |cases: &str| {
        fs::write(&mapping, format!("{MAPPING}{cases}")).unwrap();
        let (csv, mapping) = (csv.to_str().unwrap(), mapping.to_str().unwrap());
        nearhelp(folder.path(), &["check", csv, "--mapping", mapping])
    };
    let of = |service: &str, age: u8, expect: &str| {
        format!(
            "[[cases]]\nservice = \"{service}\"\nanswers = {{ age = {age} }}\nexpect = \"{expect}\"\n"
        )
    };
    let right = of("17", 18, "likely") + &of("17", 17, "unlikely");
    let (code, stdout, stderr) = check(&right);
    assert_eq!(code, Some(0), "{stdout}{stderr}");
    let (code, stdout, stderr) = check(&(right + &of("17", 12, "likely")));
    assert_eq!(code, Some(1), "{stdout}{stderr}");
    for told in [
        "case_fails",
        "the mapping:20",
        "the criteria come to unlikely",
        "1 rejected",
    ] {
        assert!(stdout.contains(told), "no {told} in {stdout}");
    }
    let (code, stdout, _) = check(&of("71", 18, "likely"));
    assert_eq!(code, Some(1));
    assert!(
        stdout.contains("case_untried") && stdout.contains("the mapping:12"),
        "{stdout}"
    );
    let (code, _, stderr) = check("[[cases]]\nservise = \"17\"\n");
    assert_eq!(code, Some(1));
    assert!(stderr.contains("“servise” is not known here"), "{stderr}");
}

#[test]
fn a_case_that_is_taken_out_of_a_mapping_is_tried_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let (csv, mapping) = (
        folder.path().join("list.csv"),
        folder.path().join("list.toml"),
    );
    let load = |youngest: u8, cases: &str| {
        let rows = format!("id,agency,name,youngest\n17,Hope House,Shelter,{youngest}\n");
        fs::write(&csv, rows).unwrap();
        fs::write(&mapping, format!("{MAPPING}{cases}")).unwrap();
        let (csv, mapping) = (csv.to_str().unwrap(), mapping.to_str().unwrap());
        nearhelp(folder.path(), &["load", csv, "--mapping", mapping])
    };
    let case = "[[cases]]\nservice = \"17\"\nanswers = { age = 18 }\nexpect = \"likely\"\n";
    let (code, stdout, stderr) = load(18, case);
    assert_eq!(code, Some(0), "{stdout}{stderr}");
    // It stands, and so the change is refused.
    let (_, stdout, _) = load(21, case);
    assert!(stdout.contains("case_fails"), "{stdout}");
    let (code, stdout, stderr) = load(21, "");
    assert_eq!(code, Some(0), "{stdout}{stderr}");
    assert!(stdout.contains("1 changed"), "{stdout}");
}
