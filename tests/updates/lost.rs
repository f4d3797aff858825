//! Numbers that a list loses in many rows at once, by the built program: they wait for a person, as one question.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::run;

const MAPPING: &str = r#"
    [file.offices]
    [[record]]
    kind = "organization"
    key.column = "Name"
    fields.name.column = "Name"
    fields.description.text = "Help"
    [[record]]
    kind = "service"
    key.column = "Name"
    fields.name.column = "Name"
    fields.organization_id.column = "Name"
    fields.status.value = "active"
    [[record.part]]
    of = "phones"
    item = { column = "Phone", as = "phones" }
    [[record.part]]
    of = "phones"
    item = { column = "Other", as = "phones" }
"#;

#[test]
fn a_column_of_numbers_that_is_spoiled_takes_none_away() {
    let folder = TempDir::new().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text);
    write("offices.toml", MAPPING).expect("a mapping");
    let load = |phone: &dyn Fn(usize) -> String| -> (Value, String) {
        let row = |n| format!("Office {n},{},816-336-0{}\n", phone(n), 200 + n);
        let rows: String = (0..9).map(row).collect();
        write("offices.csv", &format!("Name,Phone,Other\n{rows}")).expect("a table");
        let arguments = ["load", "offices.csv", "--mapping", "offices.toml", "--json"];
        let source = ["--source", "feed", "--kind", "directory"];
        let output = run(folder.path(), &[&arguments[..], &source].concat(), &[]);
        let report = serde_json::from_slice(&output.stdout);
        let report = report.unwrap_or_else(|_| panic!("{output:?}"));
        let output = run(folder.path(), &["export", "--format", "hsds-json"], &[]);
        let export = String::from_utf8(output.stdout).expect("UTF-8");
        (report, export.replace(['-', '(', ')', ' '], ""))
    };
    let has = |export: &str, n: usize| export.contains(&format!("816336{}", 1000 + n));
    let right = |n: usize| format!("816-336-{}", 1000 + n);
    let (_, export) = load(&right);
    assert!((0..9).all(|n| has(&export, n)), "{export}");

    let (report, export) = load(&|_| "#NAME?".to_owned());
    assert_eq!(report["held_by_rule"]["lost_phones"], 9, "{report:#}");
    assert_eq!(report["left_out"], 9, "{report:#}");
    // As many records, as many items, and one thing to judge.
    let counts = ["held", "items", "questions"].map(|count| report[count].as_u64());
    assert_eq!(counts, [Some(9), Some(9), Some(1)], "{report:#}");
    assert!((0..9).all(|n| has(&export, n)), "{export}");
    let output = run(folder.path(), &["review"], &[]);
    let listed = String::from_utf8(output.stdout).expect("UTF-8");
    let questions = listed.matches("lost_phones").count();
    assert_eq!(questions, 1, "{listed}");

    // One is told, and goes.
    let one = |n: usize| {
        if n == 4 {
            "#NAME?".to_owned()
        } else {
            right(n)
        }
    };
    let (report, export) = load(&one);
    assert_eq!(
        (&report["held"], &report["left_out"]),
        (&0.into(), &1.into())
    );
    assert!((0..9).all(|n| has(&export, n) == (n != 4)), "{export}");
}

#[test]
fn a_number_that_a_mapping_says_to_leave_out_is_counted_and_gone() {
    let folder = TempDir::new().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text);
    let phones = r#"as = "phones""#;
    let mapping = MAPPING.replace(phones, &format!(r#"{phones}, if_wrong = "leave out""#));
    write("offices.toml", &mapping).expect("a mapping");
    let load = |phone: &str, more: &[&str]| {
        let table = format!("Name,Phone,Other\nOffice,{phone},816-336-0200\n");
        write("offices.csv", &table).expect("a table");
        let arguments = ["load", "offices.csv", "--mapping", "offices.toml"];
        let output = run(
            folder.path(),
            &[&arguments[..], &["--source", "feed"], more].concat(),
            &[],
        );
        let told = String::from_utf8(output.stdout).expect("UTF-8");
        (output.status.code(), told)
    };
    assert_eq!(load("816-336-0201", &[]).0, Some(0));
    let (code, told) = load("816-336-02", &["--strict"]);
    assert_eq!(code, Some(1), "{told}");
    let (code, told) = load("816-336-02", &[]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("1 part left out"), "{told}");
    let output = run(folder.path(), &["export", "--format", "hsds-json"], &[]);
    let export = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(
        !export.contains("336-0201") && export.contains("0200"),
        "{export}"
    );
}
