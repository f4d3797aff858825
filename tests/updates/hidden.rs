//! Whoever checks a file sees which of its places would be hidden.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::run;

const OF: [&str; 3] = ["places.csv", "--mapping", "places.toml"];
const MAPPING: &str = r#"
[source]
key = "desk"
name = "desk"
kind = "directory"

[file.rows]
path = "places.csv"

[[record]]
kind = "organization"
key = "name"
fields = { name = "name" }

[[record]]
kind = "service"
key = "name"
fields = { organization_id = "name", name = "service" }

[[record]]
kind = "location"
key = "name"
fields = { location_type = { text = "physical" }, addresses = { column = "address", as = "address" }, withheld = { column = "hidden", as = "yes_no" } }

[[record]]
kind = "service_at_location"
key = "name"
fields = { service_id = "name", location_id = "name" }
"#;

fn file(hidden: [&str; 3]) -> String {
    let mut csv = "name,service,address,hidden\n".to_owned();
    for (name, hidden) in ["Alder", "Birch", "Cedar"].iter().zip(hidden) {
        csv += &format!("{name} Clinic,Help,\"12 {name} Street, Liberty, MO 64068\",{hidden}\n");
    }
    csv
}

#[test]
fn places_that_a_file_hides_are_named_by_their_rows() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("places.toml"), MAPPING).expect("a file");
    let told = |command: &[&str], csv: String| {
        fs::write(folder.path().join("places.csv"), csv).expect("a file");
        let output = run(folder.path(), &[command, &OF].concat(), &[]);
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let open = told(&["load"], file(["no", "no", "no"]));
    assert!(!open.contains("hidden"), "{open}");
    for command in [&["check"][..], &["load", "--dry-run"]] {
        let text = told(command, file(["no", "yes", "yes"]));
        assert!(text.contains("; 2 places hidden\n"), "{text}");
        assert!(
            text.contains("  hidden from now on: places.csv:3, places.csv:4\n"),
            "{text}"
        );
        assert!(
            !text.contains("Birch") && !text.contains("Street"),
            "{text}"
        );
    }
    let json = told(&["load", "--json"], file(["no", "yes", "yes"]));
    let report: Value = serde_json::from_str(&json).expect("a report");
    assert_eq!(
        report["hidden_at"][1],
        json!({"file": "places.csv", "row": 4, "column": null})
    );
    let again = told(&["check"], file(["no", "yes", "yes"]));
    assert!(!again.contains("hidden"), "{again}");
}
