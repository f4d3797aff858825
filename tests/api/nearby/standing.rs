//! What was confirmed, and what becomes of that with time. The clock stands at 2026-03-04T05:06:07Z.

use nearhelp::{config::Ages, geography::Gazetteer, http::State, http::router, snapshot::Snapshot};
use serde_json::{Value, json};

use crate::common::{
    Directory, Sources, Stored, quick,
    sources::{NOW, at, line},
};

fn service(number: &str) -> Value {
    json!({"kind": "help", "phones": [{"number": number, "type": "voice"}],
        "schedules": [{"freq": "DAILY", "opens_at": "00:00", "closes_at": "23:59"}]})
}

fn hotline(name: &str, number: &str) -> Vec<Value> {
    let phones = json!([{"number": number, "type": "voice"}]);
    line(
        name,
        &["Missouri"],
        json!({"kind": "help", "categories": ["hotline"], "phones": phones}),
    )
}

/// A place and a hotline each, called on three days, and a place that nobody called.
fn sources() -> Sources {
    Sources::default()
        .and(
            "new",
            "provider",
            [
                at("new", 38.91, -94.41, service("816-555-0101")),
                hotline("new line", "816-555-0111"),
            ],
        )
        .called_on("2025-12-05")
        .and(
            "middling",
            "provider",
            [
                at("middling", 38.91, -94.40, service("816-555-0102")),
                hotline("middling line", "816-555-0112"),
            ],
        )
        .called_on("2025-08-01")
        .and(
            "old",
            "provider",
            [at("old", 38.91, -94.39, service("816-555-0103"))],
        )
        .called_on("2025-03-03")
        .and(
            "nobody",
            "provider",
            [at("nobody", 38.91, -94.38, service("816-555-0104"))],
        )
}

#[test]
fn a_confirmation_ages_by_what_it_is_of() {
    let app = Directory::of(&sources());
    let page = app.anonymous().nearby("near=38.91,-94.41");
    for (name, phones, hours) in [
        ("new", "verified", "verified"),
        ("middling", "verified", "stale"),
        ("old", "stale", "stale"),
        ("nobody", "unverified", "unverified"),
    ] {
        let listing = page.named(name);
        assert_eq!(listing["standing"]["phones"], phones, "{name}");
        assert_eq!(listing["phones"][0]["standing"], phones, "{name}");
        assert_eq!(listing["standing"]["hours"], hours, "{name}");
    }
    assert_eq!(page.named("new line")["standing"]["phones"], "verified");
    assert_eq!(page.named("middling line")["standing"]["phones"], "stale");
}

#[test]
fn a_stale_number_is_a_plain_sentence_and_no_warning() {
    let app = Directory::of(&sources());
    let anyone = app.anonymous();
    let page = anyone.nearby("near=38.91,-94.41");
    let phone = &page.named("old")["phones"][0];
    assert_eq!(phone["checked"], "Last checked March 3, 2025");
    assert_eq!(
        (&phone["dial"], &phone["before_you_call"]),
        (&json!("ok"), &Value::Null)
    );
    assert_eq!(page.named("nobody")["phones"][0]["checked"], Value::Null);
    let id = page.named("old")["service"]["id"].as_str().unwrap();
    let service = anyone.get(&format!("/v1/services/{id}")).ok();
    assert_eq!(service["last_checked"]["phones"], "2025-03-03");
    assert_eq!(service["phones"][0]["last_checked"], "2025-03-03");
    assert_eq!(service["standing"]["phones"], "stale");
}

#[test]
fn stale_hours_are_unknown_with_what_they_were() {
    let app = Directory::of(&sources());
    let anyone = app.anonymous();
    let page = anyone.nearby("near=38.91,-94.41&open=now");
    assert_eq!(page.named("new")["hours"]["state"], "open");
    let hours = &page.named("middling")["hours"];
    assert_eq!(hours["state"], "unknown");
    assert_eq!(
        hours["text"],
        "Was open 24 hours when checked in August 2025: call first"
    );
    let strictly = anyone.nearby("near=38.91,-94.41&open=now&unknown_hours=exclude");
    assert_eq!(strictly.0["total_items"], 2);
}

#[test]
fn stale_can_be_filtered_for_and_counted() {
    let app = Directory::of(&sources());
    let page = app
        .anonymous()
        .nearby("near=38.91,-94.41&standing=stale&facets=standing");
    let contents = page.contents();
    assert_eq!((contents.len(), &contents[0]["name"]), (1, &json!("old")));
    // The hotline that is not stale stays, whatever is filtered for.
    let counts = &page.0["facets"]["standing"];
    assert_eq!(
        counts,
        &json!([{"value": "stale", "count": 2}, {"value": "verified", "count": 1}])
    );
}

#[test]
fn what_was_checked_lately_comes_before_its_equals() {
    let twins = Sources::default()
        .and(
            "a",
            "provider",
            [
                at("Abbey pantry", 38.91, -94.41, service("816-555-0103")),
                hotline("Abbey line", "816-555-0113"),
            ],
        )
        .and(
            "b",
            "provider",
            [
                at("Brook pantry", 38.91, -94.41, service("816-555-0102")),
                hotline("Brook line", "816-555-0112"),
            ],
        )
        .called_on("2025-03-03")
        .and(
            "c",
            "provider",
            [
                at("Creek pantry", 38.91, -94.41, service("816-555-0101")),
                hotline("Creek line", "816-555-0111"),
            ],
        )
        .called_on("2026-03-01");
    let app = Directory::of(&twins);
    let anyone = app.anonymous();
    let page = anyone.nearby("near=38.91,-94.41&q=pantry&sort=relevance");
    let names: Vec<&Value> = page
        .contents()
        .iter()
        .map(|listing| &listing["name"])
        .collect();
    assert_eq!(names, ["Creek pantry", "Brook pantry", "Abbey pantry"]);
    let names: Vec<&Value> = page
        .remote()
        .iter()
        .map(|listing| &listing["name"])
        .collect();
    assert_eq!(names, ["Creek line", "Brook line", "Abbey line"]);
}

#[test]
fn for_how_long_a_confirmation_holds_is_a_setting() {
    let stored = Stored::of(&sources());
    let ages = Ages {
        stale_hotline_days: 10,
        stale_hours_days: 1_000,
        stale_days: 1_000,
    };
    let snapshot = Snapshot::load_aged(&stored.store, Gazetteer::embedded(), *NOW, &ages).unwrap();
    let app = Directory::start(State::new(snapshot, None), quick(), router::routes);
    let page = app.anonymous().nearby("near=38.91,-94.41");
    assert_eq!(page.named("old")["standing"]["phones"], "verified");
    assert_eq!(page.named("old")["hours"]["state"], "open");
    assert_eq!(page.named("new line")["standing"]["phones"], "stale");
}
