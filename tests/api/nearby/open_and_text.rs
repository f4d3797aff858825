//! `open` and `q`: what is open at an instant, and what matches words.

use serde_json::{Value, json};

use crate::common::{Directory, Page, Sources};

/// 2026-03-04, a Wednesday, three in the afternoon in Missouri.
const AFTERNOON: &str = "2026-03-04T15:00:00-06:00";
const NIGHT: &str = "2026-03-04T23:30:00-06:00";

fn names(page: &Page) -> Vec<&str> {
    let contents = page.contents().iter();
    contents
        .map(|listing| listing["name"].as_str().unwrap())
        .collect()
}

/// A service at a place a little further east for each step.
fn place(name: &str, step: f64, schedules: Value, description: &str) -> Vec<Value> {
    vec![
        json!({"record": "organization", "key": name, "body": {"name": name}}),
        json!({"record": "service", "key": name, "body": {"organization_id": name, "name": name,
            "kind": "help", "description": description, "schedules": schedules}}),
        json!({"record": "location", "key": name, "body": {"location_type": "physical",
            "latitude": 38.91, "longitude": -94.41 + step / 100.0}}),
        json!({"record": "service_at_location", "key": name,
            "body": {"service_id": name, "location_id": name}}),
    ]
}

fn office(opens_at: &str, closes_at: &str) -> Value {
    json!([{"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR", "opens_at": opens_at, "closes_at": closes_at}])
}

fn directory() -> Directory {
    Directory::of(&Sources::of([
        place("nobody knows", 1.0, json!([]), "Food and showers."),
        place("by day", 2.0, office("09:00", "17:00"), "Legal help."),
        place(
            "by night",
            3.0,
            office("20:00", "06:00"),
            "Beds for the night.",
        ),
    ]))
}

#[test]
fn what_is_open_comes_first_and_what_is_closed_is_left_out() {
    let app = directory();
    let anyone = app.anonymous();
    let page = anyone.nearby(&format!("near=38.91,-94.41&open={AFTERNOON}"));
    assert_eq!(names(&page), ["by day", "nobody knows"]);
    assert_eq!(page.0["total_items"], 2);
    let hours = &page.named("by day")["hours"];
    assert_eq!(hours["state"], "open");
    assert_eq!(hours["text"], "Open until 5 pm");
    assert_eq!(hours["closes_at"], "2026-03-04T17:00:00-06:00");
    assert_eq!(page.named("nobody knows")["hours"]["state"], "unknown");
    let page = anyone.nearby(&format!("near=38.91,-94.41&open={NIGHT}"));
    assert_eq!(names(&page), ["by night", "nobody knows"]);
}

#[test]
fn what_is_not_known_to_be_open_can_be_left_out_too() {
    let app = directory();
    let page = app.anonymous().nearby(&format!(
        "near=38.91,-94.41&open={AFTERNOON}&unknown_hours=exclude"
    ));
    assert_eq!(names(&page), ["by day"]);
}

#[test]
fn pages_run_through_what_is_open_into_what_is_not_known() {
    let app = directory();
    let anyone = app.anonymous();
    let ask = format!("near=38.91,-94.41&open={AFTERNOON}&per_page=1");
    assert_eq!(names(&anyone.nearby(&format!("{ask}&page=1"))), ["by day"]);
    assert_eq!(
        names(&anyone.nearby(&format!("{ask}&page=2"))),
        ["nobody knows"]
    );
    assert!(names(&anyone.nearby(&format!("{ask}&page=3"))).is_empty());
}

#[test]
fn without_open_nothing_is_left_out_and_hours_are_those_of_now() {
    let app = directory();
    let page = app.anonymous().nearby("near=38.91,-94.41");
    assert_eq!(names(&page), ["nobody knows", "by day", "by night"]);
    assert_ne!(
        page.named("by day")["hours"]["text"],
        "Hours not known: call first"
    );
}

#[test]
fn an_instant_that_is_none_is_a_fault() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    for open in ["tomorrow", "2026-03-04", "2026-13-01T00:00:00Z", "25:00"] {
        let answer = anyone.get(&format!("/v1/nearby?near=64081&open={open}"));
        assert_eq!(answer.faults(), ["open"], "{open}");
    }
    let answer = anyone.get("/v1/nearby?near=64081&unknown_hours=exclude");
    assert_eq!(answer.faults(), ["unknown_hours"]);
}

#[test]
fn words_filter_and_the_order_stays_distance() {
    let app = directory();
    let anyone = app.anonymous();
    assert_eq!(
        names(&anyone.nearby("near=38.91,-94.41&q=shower")),
        ["nobody knows"]
    );
    assert_eq!(
        names(&anyone.nearby("near=38.91,-94.41&q=bedz")),
        ["by night"]
    );
    // A text of nothing but small words asks for nothing in particular.
    assert_eq!(names(&anyone.nearby("near=38.91,-94.41&q=the")).len(), 3);
}

#[test]
fn a_number_in_any_writing_finds_whose_it_is() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for written in ["816-461-HOPE", "(816) 461 4673", "8164614673"] {
        let written = written.replace(' ', "%20");
        let page = anyone.nearby(&format!("near=64081&sort=relevance&q={written}"));
        assert_eq!(
            names(&page),
            ["Hope Haven of Missouri: Emergency shelter"],
            "{written}"
        );
        assert_eq!(
            page.remote()[0]["primary_contact"]["display"],
            "816-461-4673",
            "{written}"
        );
    }
    // Whoever has read the misprint finds the right number.
    let page = anyone.nearby("near=64081&sort=relevance&q=888-373-8888");
    assert_eq!(
        page.remote()[0]["name"],
        "National Human Trafficking Hotline"
    );
}

#[test]
fn relevance_needs_a_text() {
    let app = Directory::empty();
    let answer = app.anonymous().get("/v1/nearby?near=64081&sort=relevance");
    assert_eq!(answer.faults(), ["sort"]);
}

#[test]
fn facets_count_the_result() {
    let app = Directory::seeded();
    let page = app
        .anonymous()
        .nearby("near=64081&radius=25mi&facets=category,standing");
    let categories = page.0["facets"]["category"].as_array().unwrap();
    let shelter = categories
        .iter()
        .find(|count| count["value"] == "shelter")
        .unwrap();
    assert_eq!(shelter["name"], "Shelter and housing");
    // The emergency shelter, the residential program, and housing vouchers.
    assert_eq!(shelter["count"], 3);
    let standings = page.0["facets"]["standing"].as_array().unwrap();
    assert!(
        standings.iter().any(|count| count["value"] == "disputed"),
        "{standings:?}"
    );
    let answer = app.anonymous().get("/v1/nearby?near=64081&facets=colour");
    assert_eq!(answer.faults(), ["facets"]);
}
