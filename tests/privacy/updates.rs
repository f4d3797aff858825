//! What sources say of a confidential place, and what an update makes of it.

use nearhelp::updates::entries::Problem;
use nearhelp::updates::load::Options;
use serde_json::{Value, json};

use crate::common::{
    Directory, Page, Sources, Stored,
    sources::{at, claim, listing},
};

const WHERE: &str = "near=64081";

fn house(location: Value) -> Sources {
    Sources::of([listing("house", json!({}), location)])
}

fn withheld() -> Value {
    json!({"withheld": true, "public_area": "Jackson County, MO"})
}

fn open() -> Value {
    json!({"withheld": false, "latitude": 38.9, "longitude": -94.4,
        "addresses": [{"address_1": "12 Sentinel Street", "city": "Lee's Summit", "state_province": "MO"}]})
}

#[track_caller]
fn assert_hidden(page: &Page) {
    assert_eq!(page.contents().len(), 1);
    let house = page.named("house");
    assert_eq!(house["withheld"], true);
    assert_eq!(house["location"]["latitude"], json!(null));
    assert!(!page.0.to_string().contains("Sentinel"));
}

fn refused(sources: &Sources) -> Vec<Problem> {
    Stored::empty().publish(sources).expect_err("it is refused")
}

#[test]
fn an_update_that_forgets_the_flag_shows_nothing() {
    let stored = Stored::of(&house(withheld()));
    stored.publish(&house(open())).unwrap();
    let app = Directory::serving(stored);
    assert_hidden(&app.anonymous().nearby(WHERE));
}

#[test]
fn another_source_that_comes_later_shows_nothing() {
    let stored = Stored::of(&house(withheld()));
    let place = || [vec![claim("location", "house", open())]];
    let joined = Sources::default()
        .and("directory", "directory", place())
        .same_as("location", "house", "directory", "provider");
    stored.publish(&joined).unwrap();
    // And nothing either when it comes again, without a word on whose entry it is.
    let alone = Sources::default().and("directory", "directory", place());
    stored.publish(&alone).unwrap();
    let app = Directory::serving(stored);
    assert_hidden(&app.anonymous().nearby(WHERE));
}

#[test]
fn another_source_that_the_withheld_entry_is_joined_to_shows_nothing() {
    let stored = Stored::of(&house(withheld()));
    let joined = Sources::default()
        .and(
            "directory",
            "directory",
            [listing("house", json!({}), open())],
        )
        .same_as("location", "house", "provider", "directory");
    stored.publish(&joined).unwrap();
    let app = Directory::serving(stored);
    let page = app.anonymous().nearby(WHERE);
    assert_eq!(page.contents().len(), 2);
    assert!(
        page.contents()
            .iter()
            .all(|house| house["withheld"] == true)
    );
    assert!(!page.0.to_string().contains("Sentinel"));
}

#[test]
fn a_source_takes_back_what_another_published() {
    let stored = Stored::of(&house(open()));
    let joined = Sources::default()
        .and(
            "directory",
            "directory",
            [vec![claim("location", "house", withheld())]],
        )
        .same_as("location", "house", "directory", "provider");
    stored.publish(&joined).unwrap();
    assert_hidden(&Directory::serving(stored).anonymous().nearby(WHERE));
}

#[test]
fn an_address_may_say_so_in_any_of_its_lines() {
    for line in ["attention", "address_1", "address_2", "city"] {
        let mut address = json!({"address_1": "12 Sentinel Street", "city": "Lee's Summit",
            "region": "Jackson County", "state_province": "MO"});
        address[line] = json!("CONFIDENTIAL location");
        let location = json!({"latitude": 38.9, "longitude": -94.4, "addresses": [address]});
        let app = Directory::of(&house(location));
        assert_hidden(&app.anonymous().nearby(WHERE));
    }
}

#[test]
fn what_was_published_with_its_place_is_taken_back() {
    let stored = Stored::of(&house(open()));
    stored.publish(&house(withheld())).unwrap();
    // And again, now that it is known as withheld.
    stored.publish(&house(withheld())).unwrap();
    assert_hidden(&Directory::serving(stored).anonymous().nearby(WHERE));
}

#[test]
fn the_report_counts_the_places_that_it_hid() {
    let stored = Stored::of(&Sources::of([
        listing("house", json!({}), open()),
        at("office", 38.9, -94.4, json!({})),
    ]));
    let hidden = |stored: &Stored| {
        let both = [
            listing("house", json!({}), withheld()),
            at("office", 38.9, -94.4, json!({})),
        ];
        let report = stored.load(&Sources::of(both), Options::default());
        (report.hidden, nearhelp::updates::report::summary(&report))
    };
    let (places, told) = hidden(&stored);
    assert_eq!(places, 1);
    assert!(told.contains("; 1 place hidden\n"), "{told}");
    let (places, told) = hidden(&stored);
    assert_eq!(places, 0);
    assert!(!told.contains("hidden"), "{told}");
}

#[test]
fn a_withheld_place_needs_an_area_wider_than_a_zip() {
    for location in [
        json!({"withheld": true}),
        json!({"withheld": true, "latitude": 38.9, "longitude": -94.4}),
        json!({"withheld": true, "addresses": [{"postal_code": "64081", "state_province": "MO"}]}),
        json!({"withheld": true, "public_area": "64081"}),
        json!({"withheld": true, "public_area": "12 Sentinel Street"}),
    ] {
        let problems = refused(&house(location.clone()));
        assert_eq!(problems.len(), 1, "{location}");
        assert_eq!(problems[0].field, "public_area", "{location}");
    }
}

#[test]
fn a_record_inside_another_is_refused() {
    for (kind, field) in [
        ("service", "service_at_locations"),
        ("service", "organization"),
        ("organization", "locations"),
        ("organization", "services"),
        ("service_at_location", "location"),
    ] {
        let mut claims = at("open", 38.9, -94.4, json!({}));
        let entry = claims.iter_mut().find(|claim| claim["record"] == kind);
        entry.unwrap()["body"][field] = json!([{"location": open()}]);
        let problems = refused(&Sources::of([claims]));
        assert!(
            problems.iter().any(|problem| problem.field == field),
            "{field}"
        );
    }
}

#[test]
fn a_body_that_could_not_be_served_is_not_published() {
    for (kind, field, value) in [
        ("service", "minimum_age", json!("eighteen")),
        ("service", "status", json!("open")),
        ("organization", "phones", json!("816-555-0100")),
        ("location", "location_type", json!("house")),
        ("location", "addresses", json!([["12 Main Street"]])),
    ] {
        let mut claims = at("open", 38.9, -94.4, json!({}));
        let entry = claims.iter_mut().find(|claim| claim["record"] == kind);
        entry.unwrap()["body"][field] = value;
        assert_eq!(refused(&Sources::of([claims])).len(), 1, "{field}");
    }
}

#[test]
fn no_problem_quotes_what_is_withheld() {
    let text = "Sentinel Street";
    let with = |field: &str, value: Value| {
        let mut location = withheld();
        location[field] = value;
        house(location)
    };
    let served = |value: Value| {
        let mut claims = listing("house", json!({}), withheld());
        claims[3]["body"]["service_areas"] = value;
        Sources::of([claims])
    };
    for sources in [
        with("public_area", json!(text)),
        with("phones", json!([{"number": text}])),
        served(json!([{"extent": text, "extent_type": "text"}])),
    ] {
        for problem in refused(&sources) {
            let told = format!("{problem} {problem:?}");
            assert!(!told.contains("Sentinel"), "{told}");
        }
    }
}

#[test]
fn text_where_a_code_belongs_is_dropped() {
    let mut location = withheld();
    location["location_type"] = json!("Sentinel");
    location["phones"] =
        json!([{"number": "816-555-0100", "type": "Sentinel", "extension": "Sentinel"}]);
    location["schedules"] =
        json!([{"timezone": "Sentinel", "byday": "Sentinel", "opens_at": "Sentinel"}]);
    let app = Directory::of(&house(location));
    assert_hidden(&app.anonymous().nearby(WHERE));
}

#[test]
fn text_where_a_list_belongs_is_dropped() {
    let mut location = withheld();
    location["phones"] = json!("12 Sentinel Street");
    location["languages"] = json!(["12 Sentinel Street"]);
    location["schedules"] = json!({"notes": "12 Sentinel Street"});
    let app = Directory::of(&house(location));
    assert_hidden(&app.anonymous().nearby(WHERE));
}

#[test]
fn a_warning_stays_one_without_its_words() {
    let mut location = withheld();
    location["phones"] = json!([{
        "number": "816-555-0100", "type": "voice",
        "before_you_call": "It rings at 12 Sentinel Street.",
    }]);
    let app = Directory::of(&house(location));
    let page = app.anonymous().nearby(WHERE);
    assert_hidden(&page);
    let contact = &page.named("house")["primary_contact"];
    assert_eq!(contact["dial"], "ask_first");
    assert!(contact["before_you_call"].is_string());
}

#[test]
fn a_warning_of_a_service_stays_one_too() {
    let mut claims = listing("house", json!({}), withheld());
    claims[1]["body"]["phones"] = json!([{
        "number": "816-555-0100", "type": "voice",
        "before_you_call": "It rings at 12 Sentinel Street.",
    }]);
    let app = Directory::of(&Sources::of([claims]));
    let page = app.anonymous().nearby(WHERE);
    assert_hidden(&page);
    let contact = &page.named("house")["primary_contact"];
    assert_eq!(contact["dial"], "ask_first");
    assert!(contact["before_you_call"].is_string());
}

#[test]
fn an_answer_says_withheld_as_distinct_from_not_known() {
    let nowhere = listing("nowhere", json!({}), json!({}));
    let app = Directory::of(&Sources::of([
        listing("house", json!({}), withheld()),
        nowhere,
    ]));
    let anyone = app.anonymous();
    let snapshot = app.state.snapshot();
    let mut found = Vec::new();
    for id in snapshot.documents.locations.keys() {
        found.push(anyone.get(&format!("/v1/locations/{id}")).ok()["withheld"].clone());
    }
    found.sort_by_key(Value::to_string);
    assert_eq!(found, [false, true]);
}
