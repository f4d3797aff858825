//! A flag in one update, and the place that it is about in a later one that has none.

use std::fs;

use serde_json::{Value, json};

use super::{Desk, feed::HERE};

/// Each record by itself, as feeds have them that send what is new.
fn parts() -> [(&'static str, Value); 4] {
    [
        (
            "organizations",
            json!({"id": "o", "name": "Harbor Help", "description": "Help"}),
        ),
        (
            "services",
            json!({"id": "s", "organization_id": "o", "name": "Counseling", "status": "active"}),
        ),
        (
            "locations",
            json!({"id": "l", "name": "Orchard", "location_type": "physical",
                "latitude": 39.071_938, "longitude": -94.388_467,
                "addresses": [{"address_1": "4417 Zyxwell Orchard Road", "city": "Independence",
                    "state_province": "MO", "postal_code": "64055", "country": "US",
                    "address_type": "physical"}]}),
        ),
        (
            "service_at_locations",
            json!({"id": "p", "service_id": "s", "location_id": "l"}),
        ),
    ]
}

/// An update of the county with these records of them, one of which has the flag.
fn load(desk: &Desk, kinds: &[&str], flagged: Option<&str>) -> Value {
    let parts = parts().into_iter();
    let parts = parts.filter(|(kind, _)| kinds.contains(kind));
    let feed: serde_json::Map<String, Value> = parts
        .map(|(kind, mut record)| {
            if flagged == Some(kind) {
                record["address_is_confidential"] = json!(true);
            }
            (kind.to_owned(), json!([record]))
        })
        .collect();
    let path = desk.feeds.path().join("county.json");
    fs::write(&path, Value::Object(feed).to_string()).expect("a file");
    let path = path.display().to_string();
    let load = ["load", "--json", "--source", "county", &path];
    desk.run_openly(&load).json()
}

const ALL: [&str; 4] = [
    "organizations",
    "services",
    "locations",
    "service_at_locations",
];

pub fn is_shown(desk: &Desk) -> bool {
    let export = desk.run_openly(&["export", "--format", "hsds-json"]).stdout;
    export.contains("Zyxwell")
}

#[test]
fn without_a_flag_the_place_is_shown() {
    let desk = Desk::new(&HERE);
    load(&desk, &ALL[..2], None);
    load(&desk, &ALL[2..], None);
    assert!(is_shown(&desk));
}

#[test]
fn a_place_that_comes_after_the_flag_is_withheld() {
    for flagged in &ALL[..2] {
        let desk = Desk::new(&HERE);
        load(&desk, &ALL[..2], Some(flagged));
        let report = load(&desk, &ALL[2..], None);
        assert_eq!(
            report["problems_by_code"]["perhaps_confidential"], 1,
            "{flagged}: {report:#}"
        );
        desk.assert_exports_without();
        // Whether it is public waits for a person, whose word stands.
        let report = load(&desk, &ALL[2..], None);
        assert_eq!(
            report["held_by_rule"],
            json!({"confidential_to_public": 1}),
            "{flagged}: {report:#}"
        );
        assert_eq!(report["changeset"], Value::Null);
        desk.assert_exports_without();
        let by = ["--by", "Ana", "--reason", "It is the office"];
        let listed = desk.run(&["review", "--json"]).json();
        assert_eq!(listed["contents"][1]["rule"], "confidential_to_public");
        let approved = desk.run(&[&["review", "approve", "2"][..], &by].concat());
        assert_eq!(approved.code, Some(0), "{} {listed:#}", approved.stderr);
        load(&desk, &ALL[2..], None);
        load(&desk, &ALL, None);
        assert!(is_shown(&desk), "{flagged}");
    }
}

/// What is said of it comes in whole again, with no flag.
#[test]
fn a_place_that_comes_with_an_unflagged_copy_is_withheld() {
    let desk = Desk::new(&HERE);
    load(&desk, &ALL[..2], Some("services"));
    load(&desk, &ALL, None);
    desk.assert_exports_without();
}

/// As the first is refused, for want of its place, with the only word that the place is confidential.
#[test]
fn a_flag_of_a_place_that_nobody_has_yet_is_kept() {
    let desk = Desk::new(&HERE);
    let report = load(
        &desk,
        &["organizations", "services", "service_at_locations"],
        Some("service_at_locations"),
    );
    assert_eq!(report["rejected"], 1, "{report:#}");
    load(&desk, &ALL[2..], None);
    desk.assert_exports_without();
}

/// It is refused, for without an address nobody can say in which county it is.
#[test]
fn the_flag_of_a_place_that_was_refused_is_kept() {
    let desk = Desk::new(&HERE);
    let [_, _, (_, mut location), _] = parts();
    let known = location.as_object_mut().expect("a location");
    known.retain(|field, _| matches!(field.as_str(), "id" | "location_type"));
    known.insert("is_confidential".to_owned(), json!(true));
    let path = desk.feeds.path().join("refused.json");
    fs::write(&path, json!({"locations": [location]}).to_string()).expect("a file");
    let path = path.display().to_string();
    let refused = || {
        desk.run(&["load", "--json", "--source", "county", &path])
            .json()
    };
    let report = refused();
    assert_eq!(
        report["problems_by_code"],
        json!({"public_area_missing": 1}),
        "{report:#}"
    );
    // The second time nothing is new.
    assert_eq!(refused()["changeset"], Value::Null);
    load(&desk, &ALL, None);
    desk.assert_exports_without();
}

#[test]
fn an_undo_does_not_forget_the_flag() {
    let desk = Desk::new(&HERE);
    let report = load(&desk, &ALL[..2], Some("organizations"));
    let changeset = report["changeset"].to_string();
    desk.run_openly(&["undo", &changeset, "--by", "Ana", "--reason", "wrong file"]);
    load(&desk, &ALL, None);
    desk.assert_exports_without();
}

/// Whoever knows that it is public says so.
#[test]
fn a_place_that_is_said_to_be_public_is_shown() {
    let desk = Desk::new(&HERE);
    load(&desk, &ALL[..2], Some("services"));
    let path = desk.feeds.path().join("public.json");
    let [_, _, (_, mut location), (_, placed)] = parts();
    location["withheld"] = json!(false);
    fs::write(
        &path,
        json!({"locations": [location], "service_at_locations": [placed]}).to_string(),
    )
    .expect("a file");
    let path = path.display().to_string();
    desk.run_openly(&["load", "--json", "--source", "county", &path]);
    assert!(is_shown(&desk));
}

/// Over HTTP, record by record, each by its id.
#[test]
fn a_place_that_is_written_for_a_flagged_organization_is_withheld() {
    let desk = Desk::new(&HERE);
    let made = desk.run_openly(&["keys", "create", "--role", "publisher", "--name", "Desk"]);
    let server = desk.serve();
    let caller = server.anonymous().with_key(made.stdout.trim());
    let id = |number: u8| format!("7c5e3f0e-8c5e-4a53-9f0b-1d2f6f1f7a{number:02}");
    let put = |kind: &str, number: u8, mut body: Value| {
        body["id"] = json!(id(number));
        let path = format!("/v1/{kind}/{}", id(number));
        let json = [("content-type", "application/json")];
        let answer = caller.send("PUT", &path, &json, body.to_string().into_bytes());
        assert_eq!(answer.status, 201, "{answer:?}");
    };
    let [
        (_, mut organization),
        (_, mut service),
        (_, location),
        (_, mut placed),
    ] = parts();
    organization["address_is_confidential"] = json!("yes");
    service["organization_id"] = json!(id(1));
    (placed["service_id"], placed["location_id"]) = (json!(id(2)), json!(id(4)));
    put("organizations", 1, organization);
    put("services", 2, service);
    let mut whose = location.clone();
    whose["organization_id"] = json!(id(1));
    put("locations", 3, whose);
    desk.assert_served_without(&server);
    drop(server);
    desk.assert_exports_without();
    // Of a place that does not say whose it is, as soon as it is the service's.
    let server = desk.serve();
    let caller = server.anonymous().with_key(made.stdout.trim());
    let json = [("content-type", "application/json")];
    for (kind, number, mut body) in [
        ("locations", 4, location),
        ("service_at_locations", 5, placed),
    ] {
        body["id"] = json!(id(number));
        let path = format!("/v1/{kind}/{}", id(number));
        let answer = caller.send("PUT", &path, &json, body.to_string().into_bytes());
        assert_eq!(answer.status, 201, "{answer:?}");
    }
    drop(server);
    desk.assert_exports_without();
}
