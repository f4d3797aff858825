//! A confidential place that its source does not give, while somebody has one of the same organization in the open: it
//! may be the place, or an office.

use serde_json::{Value, json};

use super::{
    Desk,
    feed::HERE,
    flagged::is_shown,
    namesakes::{at_the_house, loaded},
};

const NUMBER: &str = "816-555-0142";
const BY: [&str; 4] = ["--by", "Ana", "--reason", "it is the office"];

/// The same organization, as another source has it: flagged, and with no place.
fn flagged(area: &str, number: Option<&str>) -> Value {
    let mut service = at_the_house("b", "Harbor Help", None);
    service["name"] = json!("Night shelter");
    service["service_at_locations"][0]["location"] = json!({"id": "b-l", "location_type": "physical",
        "is_confidential": true, "public_area": area});
    if let Some(number) = number {
        service["phones"] = json!([{"number": number}]);
    }
    service
}

/// A service of theirs in the open, with this number.
fn open(name: &str) -> Value {
    let mut service = at_the_house("a", name, None);
    service["phones"] = json!([{"number": NUMBER}]);
    service
}

/// Loads as another source than the county.
fn state(desk: &Desk, services: &[Value]) -> Value {
    let path = desk.feeds.path().join("state.json");
    std::fs::write(&path, json!(services).to_string()).expect("a file");
    let path = path.display().to_string();
    desk.run_openly(&["load", "--json", "--source", "state", &path])
        .json()
}

/// The number of the one item that asks whether the place is confidential.
fn asked(desk: &Desk) -> String {
    let listed = desk.run_openly(&["review", "--json"]).json();
    let items = listed["contents"].as_array().expect("contents").iter();
    let asked: Vec<&Value> = items
        .filter(|item| item["rule"] == "confidential_to_public")
        .collect();
    assert_eq!(asked.len(), 1, "{listed:#}");
    asked[0]["numbers"][0].to_string()
}

#[test]
fn what_may_be_the_place_is_withheld_and_asked_about() {
    for (name, number) in [
        ("Harbor Help", Some(NUMBER)),
        ("The Harbor Help Inc.", Some("(816) 555-0142")),
        // There is no number to tell them apart by.
        ("Harbor Help", None),
    ] {
        let desk = Desk::new(&HERE);
        loaded(&desk, &[open(name)], Desk::run_openly);
        assert!(is_shown(&desk));
        let hidden = state(&desk, &[flagged("Jackson County, MO", number)]);
        assert_eq!(hidden["hidden"], 1, "{name}: {hidden:#}");
        desk.assert_exports_without();
        desk.assert_left_nothing(name);
        // Asked about once, however often it comes.
        loaded(&desk, &[open(name)], Desk::run);
        let asked = asked(&desk);
        let listed = desk.run(&["review"]).stdout;
        assert!(listed.contains("Harbor Help"), "{listed}");
        let approved = desk.run(&[&["review", "approve", &asked][..], &BY].concat());
        assert_eq!(approved.code, Some(0), "{}", approved.stderr);
        // And remembered, whoever is loaded again.
        for _ in 0..2 {
            loaded(&desk, &[open(name)], Desk::run_openly);
            assert!(is_shown(&desk), "{name}");
            state(&desk, &[flagged("Jackson County, MO", number)]);
            assert!(is_shown(&desk), "{name}");
        }
    }
}

#[test]
fn what_is_not_the_place_stays() {
    let mut said = open("Harbor Help");
    said["service_at_locations"][0]["location"]["withheld"] = json!(false);
    for (open, flagged) in [
        // In another county, of another name, with another number, said to be public.
        (
            open("Harbor Help"),
            flagged("St. Louis County, MO", Some(NUMBER)),
        ),
        (
            open("Bay Legal Aid"),
            flagged("Jackson County, MO", Some(NUMBER)),
        ),
        (
            open("Harbor Help"),
            flagged("Jackson County, MO", Some("816-555-0199")),
        ),
        (said, flagged("Jackson County, MO", Some(NUMBER))),
    ] {
        let desk = Desk::new(&HERE);
        loaded(&desk, std::slice::from_ref(&open), Desk::run_openly);
        let report = state(&desk, &[flagged]);
        assert_eq!(report["hidden"], 0, "{open:#}: {report:#}");
        assert!(is_shown(&desk), "{open:#}");
    }
}

#[test]
fn in_one_file_too() {
    let desk = Desk::new(&HERE);
    let mut both = open("Harbor Help");
    let places = both["service_at_locations"].as_array_mut().expect("places");
    let mut confidential = flagged("Jackson County, MO", None)["service_at_locations"][0].clone();
    confidential["id"] = json!("c-p");
    confidential["location"]["id"] = json!("c-l");
    places.push(confidential);
    let report = loaded(&desk, std::slice::from_ref(&both), Desk::run);
    assert_eq!(
        report["problems_by_code"]["perhaps_confidential"], 1,
        "{report:#}"
    );
    desk.assert_exports_without();
    let asked = asked(&desk);
    let approved = desk.run(&[&["review", "approve", &asked][..], &BY].concat());
    assert_eq!(approved.code, Some(0), "{}", approved.stderr);
    for _ in 0..2 {
        loaded(&desk, std::slice::from_ref(&both), Desk::run_openly);
        assert!(is_shown(&desk));
    }
}
