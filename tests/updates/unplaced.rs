//! A service that is at no location is in no search by place, and whoever loads it is told.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::run;

fn service(id: &str, more: Value) -> Value {
    let mut service = json!({"id": id, "name": format!("Help {id}"), "organization_id": "o"});
    let fields = service.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    service
}

fn feed(services: &[Value], placed: &[&str]) -> Value {
    let placed = placed
        .iter()
        .map(|id| json!({"id": format!("at-{id}"), "service_id": id, "location_id": "l"}));
    json!({
        "organizations": [{"id": "o", "name": "Helpers", "description": "Help"}],
        "services": services,
        "locations": [{"id": "l", "location_type": "virtual", "name": "By phone"}],
        "service_at_locations": placed.collect::<Vec<_>>(),
    })
}

const OF: [&str; 5] = ["feed.json", "--source", "feed", "--kind", "directory"];

fn told(folder: &TempDir, feed: &Value) -> (Value, String) {
    fs::write(folder.path().join("feed.json"), feed.to_string()).expect("a file");
    let check = [&["check"][..], &OF].concat();
    let json = run(folder.path(), &[&check[..], &["--json"]].concat(), &[]);
    let report: Value = serde_json::from_slice(&json.stdout).expect("a report");
    let text = run(folder.path(), &check, &[]);
    (report, String::from_utf8(text.stdout).expect("UTF-8"))
}

#[test]
fn services_at_no_location_are_told_once_with_the_first() {
    let folder = TempDir::new().expect("a folder");
    let services = [
        service("meals", json!({})),
        service("beds", json!({})),
        service("law", json!({})),
        service("closed", json!({"status": "defunct"})),
        service("hidden", json!({"excluded": true})),
    ];
    let (report, text) = told(&folder, &feed(&services, &["beds"]));
    let unplaced = &report["unplaced"];
    assert_eq!(
        (&unplaced["services"], &unplaced["first"]),
        (&json!(2), &json!("meals")),
        "{report:#}"
    );
    assert_eq!(text.matches("at no location").count(), 1, "{text}");
    assert!(
        text.contains(": 2 services, first feed.json:1 service meals\n"),
        "{text}"
    );
    // It is no problem: another file may have the places.
    assert_eq!(report["problems"], json!([]), "{report:#}");
    // It is taken as ever.
    assert_eq!(
        (&report["rejected"], &report["left_out"]),
        (&json!(0), &json!(0))
    );
}

#[test]
fn a_service_that_is_at_a_location_already_is_not_told() {
    let folder = TempDir::new().expect("a folder");
    let beds = [service("beds", json!({}))];
    let whole = feed(&beds, &["beds"]);
    let (report, _) = told(&folder, &whole);
    assert_eq!(report.get("unplaced"), None, "{report:#}");
    let load = [&["load"][..], &OF].concat();
    let output = run(folder.path(), &load, &[]);
    assert!(output.status.success(), "{output:?}");
    let (again, _) = told(&folder, &json!({"services": beds}));
    assert_eq!(again.get("unplaced"), None, "{again:#}");
}
