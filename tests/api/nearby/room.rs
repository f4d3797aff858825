//! Beds: what is told of them, and `capacity=now`. The clock stands at 2026-03-04T05:06:07Z.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::common::{
    Directory, Sources, Stored,
    sources::{at, line},
};

fn beds(available: f64, updated: &str) -> Value {
    json!({"kind": "help", "capacities": [
        {"unit": {"name": "Bed"}, "available": available, "maximum": 12, "updated": updated},
    ]})
}

/// Shelters a little further east each, and a hotline.
fn directory() -> Directory {
    let hotline = json!({"kind": "help", "categories": ["hotline"]});
    Directory::of(&Sources::of([
        at("old", 38.91, -94.41, beds(3.0, "2026-03-04T03:06:07Z")),
        at("full", 38.91, -94.40, beds(0.0, "2026-03-04T05:05:07Z")),
        at("ahead", 38.91, -94.39, beds(3.0, "2026-03-04T05:06:08Z")),
        at(
            "free",
            38.91,
            -94.38,
            beds(3.0, "2026-03-03T22:26:07-06:00"),
        ),
        at("silent", 38.91, -94.37, json!({"kind": "help"})),
        line("hotline", &["Missouri"], hotline),
    ]))
}

#[test]
fn what_is_free_is_told_with_its_age_and_what_is_old_is_not_known() {
    let app = directory();
    let page = app.anonymous().nearby("near=38.91,-94.41");
    let capacity = |name| &page.named(name)["capacity"];
    assert_eq!(
        capacity("free"),
        &json!({"state": "free", "available": 3.0, "maximum": 12.0, "unit": "Bed", "description": null,
            "updated": "2026-03-04T04:26:07.000Z", "text": "3 beds free, reported 40 minutes ago"})
    );
    assert_eq!(
        capacity("full")["text"],
        "No beds free, reported 1 minute ago"
    );
    for name in ["old", "ahead"] {
        assert_eq!(capacity(name)["state"], "unknown", "{name}");
        assert_eq!(capacity(name)["available"], Value::Null, "{name}");
        assert_eq!(
            capacity(name)["text"],
            "Beds not known: call first",
            "{name}"
        );
    }
    assert_eq!(capacity("silent"), &Value::Null);
    assert_eq!(capacity("hotline"), &Value::Null);
}

#[test]
fn room_is_that_of_now_whatever_hours_are_asked_for() {
    let app = directory();
    let page = app
        .anonymous()
        .nearby("near=38.91,-94.41&open=2026-03-04T03:10:00Z");
    assert_eq!(page.named("old")["capacity"]["state"], "unknown");
    assert_eq!(page.named("free")["capacity"]["state"], "free");
}

#[test]
fn a_filter_leaves_only_what_has_room_now_and_the_hotlines() {
    let app = directory();
    let anyone = app.anonymous();
    let page = anyone.nearby("near=38.91,-94.41&capacity=now");
    assert_eq!(page.names(), ["free", "hotline"]);
    assert_eq!(page.0["total_items"], 1);
    let body = json!({"near": "38.91,-94.41", "capacity": "now"});
    let posted = anyone.post("/v1/nearby", body).ok();
    assert_eq!(posted, page.0);
    let answer = anyone.get("/v1/nearby?near=64081&capacity=later");
    assert_eq!(answer.faults(), ["capacity"]);
}

#[test]
fn the_record_has_what_was_reported_and_a_file_says_nothing_of_what_is_free() {
    let app = directory();
    let anyone = app.anonymous();
    let page = anyone.nearby("near=38.91,-94.41");
    let id = page.named("old")["service"]["id"].as_str().unwrap();
    let service = anyone.get(&format!("/v1/services/{id}")).ok();
    let capacity = &service["capacities"][0];
    assert_eq!(capacity["available"], 3.0);
    assert_eq!(capacity["updated"], "2026-03-04T03:06:07Z");
    assert_eq!(capacity["unit"]["name"], "Bed");
    // One unit, whoever counts in it.
    let id = page.named("free")["service"]["id"].as_str().unwrap();
    let other = anyone.get(&format!("/v1/services/{id}")).ok();
    assert_eq!(other["capacities"][0]["unit"], capacity["unit"]);
    assert_ne!(other["capacities"][0]["id"], capacity["id"]);
    let lines = anyone.get("/v1/export?format=ndjson").text();
    assert!(lines.contains("\"capacity\":null") && !lines.contains("beds free"));
}

#[test]
fn of_equal_sources_the_latest_report_stands() {
    let early = [at(
        "house",
        38.91,
        -94.41,
        beds(3.0, "2026-03-04T04:00:00Z"),
    )];
    let late = [at(
        "house",
        38.91,
        -94.41,
        beds(0.0, "2026-03-04T05:00:00Z"),
    )];
    for (first, second) in [(early.clone(), late.clone()), (late, early)] {
        let mut sources =
            Sources::of([])
                .and("a", "directory", first)
                .and("b", "directory", second);
        for record in ["organization", "service", "location", "service_at_location"] {
            sources = sources.same_as(record, "house", "b", "a");
        }
        let app = Directory::of(&sources);
        let page = app.anonymous().nearby("near=38.91,-94.41");
        let house = page.named("house");
        assert_eq!(
            house["capacity"]["text"],
            "No beds free, reported 6 minutes ago"
        );
        assert_eq!(house["standing"]["capacity"], "unverified");
    }
}

#[test]
fn a_report_without_an_age_a_count_or_a_unit_is_refused() {
    for (capacity, field) in [
        (
            json!({"unit": {"name": "bed"}, "available": 3}),
            "capacities/0/updated",
        ),
        (
            json!({"unit": {"name": "bed"}, "available": 3, "updated": "yesterday"}),
            "capacities/0/updated",
        ),
        (
            json!({"unit": {"name": "bed"}, "available": -1, "updated": "2026-03-04T04:00:00Z"}),
            "capacities/0/available",
        ),
        (
            json!({"unit": {"name": " "}, "available": 3, "updated": "2026-03-04T04:00:00Z"}),
            "capacities/0/unit/name",
        ),
    ] {
        let service = json!({"capacities": [capacity]});
        let stored = Stored::empty();
        let sources = Sources::of([at("house", 38.91, -94.41, service)]);
        let problems = stored.publish(&sources).unwrap_err();
        let fields: Vec<&str> = problems
            .iter()
            .map(|problem| problem.field.as_str())
            .collect();
        assert_eq!(fields, [field]);
    }
}

#[test]
fn a_table_and_a_map_have_room_as_the_json_has_it() {
    let app = directory();
    let page = app.anonymous().nearby("near=38.91,-94.41");
    let question = "/v1/nearby?near=38.91,-94.41&format=";
    let csv = app.anonymous().get(&format!("{question}csv")).text();
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<BTreeMap<String, String>> =
        rows.deserialize().map(|row| row.expect("a row")).collect();
    let map = app.anonymous().get(&format!("{question}geojson")).ok();
    for name in ["old", "full", "ahead", "free", "silent", "hotline"] {
        let capacity = &page.named(name)["capacity"];
        let row = rows.iter().find(|row| row["name"] == name).expect(name);
        let mut features = map["features"].as_array().expect("features").iter();
        let feature = features
            .find(|f| f["properties"]["name"] == name)
            .expect(name);
        for (column, member) in [
            ("capacity", "state"),
            ("capacity_available", "available"),
            ("capacity_unit", "unit"),
            ("capacity_updated", "updated"),
        ] {
            let told = &capacity[member];
            assert_eq!(&feature["properties"][column], told, "{name} {column}");
            let cell = match told {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                number => number.as_f64().expect("a number").to_string(),
            };
            assert_eq!(row[column], cell, "{name} {column}");
        }
    }
}

/// A file is read later: it has the report and its time, and no word on what is free.
#[test]
fn an_export_has_the_latest_report_with_its_time() {
    let app = directory();
    let csv = app.anonymous().get("/v1/export?format=csv").text();
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<BTreeMap<String, String>> =
        rows.deserialize().map(|row| row.expect("a row")).collect();
    let map = app.anonymous().get("/v1/export?format=geojson").ok();
    for (name, available, reported) in [
        ("old", "3", "2026-03-04T03:06:07.000Z"),
        ("full", "0", "2026-03-04T05:05:07.000Z"),
        ("free", "3", "2026-03-04T04:26:07.000Z"),
    ] {
        let row = rows.iter().find(|row| row["name"] == name).expect(name);
        assert_eq!(row["capacity_available"], available, "{name}");
        assert_eq!(row["capacity_maximum"], "12", "{name}");
        assert_eq!(row["capacity_unit"], "Bed", "{name}");
        assert_eq!(row["capacity_reported"], reported, "{name}");
        let mut features = map["features"].as_array().expect("features").iter();
        let feature = features.find(|f| f["properties"]["name"] == name);
        let properties = &feature.expect(name)["properties"];
        assert_eq!(properties["capacity_maximum"], 12.0, "{name}");
        assert_eq!(properties["capacity_reported"], reported, "{name}");
    }
    for name in ["silent", "hotline"] {
        let row = rows.iter().find(|row| row["name"] == name).expect(name);
        assert_eq!(
            (&*row["capacity_available"], &*row["capacity_reported"]),
            ("", ""),
            "{name}"
        );
    }
    assert!(!rows[0].contains_key("capacity"), "no word on the present");
}
