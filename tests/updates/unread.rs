//! A member that nothing reads, misspelled or of another standard, is told by its name and counted.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::run;

#[test]
fn a_misspelled_member_is_told_once_with_a_count() {
    let folder = TempDir::new().expect("a folder");
    let service = |id: &str| {
        json!({"id": id, "name": id, "phonez": [{"number": "816-336-0142"}], "is_confidential": "no",
            "minimum_age": 18, "organization": {"id": "o", "name": "House", "description": "Help", "capacity": 4}})
    };
    let withheld = json!({"id": "l", "location_type": "physical", "withheld": true,
        "public_area": "Jackson County, MO", "on_elm_street": "yes"});
    let feed = json!([service("Beds"), service("Meals"), withheld]);
    fs::write(folder.path().join("feed.json"), feed.to_string()).expect("a file");

    let check = [
        "check",
        "feed.json",
        "--source",
        "feed",
        "--kind",
        "directory",
    ];
    let output = run(folder.path(), &[&check[..], &["--json"]].concat(), &[]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let unread = json!({"organization.capacity": 1, "service.phonez": 2});
    assert_eq!(report["unread"], unread, "{report:#}");
    let output = run(folder.path(), &check, &[]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(
        text.contains("not read: service.phonez, in 2 records\n"),
        "{text}"
    );
    assert_eq!(text.matches("not read").count(), 2, "{text}");
    assert_eq!(report["problems_by_code"].get("misshapen"), None);
}
