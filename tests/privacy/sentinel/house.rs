//! The very house of a confidential place, in the open under a name that is not like its own.

use std::fs;

use serde_json::{Value, json};

use super::{Desk, Ended, feed::HERE, flagged::is_shown, namesakes::at_the_house};

const NUMBER: &str = "816-555-0142";
const SHELTER: &str = "Harbor Help";
const OTHER: &str = "Bay Legal Aid";

fn at(organization: &str, flag: Option<bool>, number: &str) -> Value {
    let mut service = at_the_house(organization, organization, flag);
    service["phones"] = json!([{"number": number}]);
    service
}

fn load(desk: &Desk, source: &str, services: &[Value], run: fn(&Desk, &[&str]) -> Ended) -> Value {
    let path = desk.feeds.path().join(format!("{source}.json"));
    fs::write(&path, json!(services).to_string()).expect("a file");
    let path = path.display().to_string();
    run(desk, &["load", "--json", "--source", source, &path]).json()
}

/// Lets the one place be known that is asked about.
fn approve(desk: &Desk) {
    let listed = desk.run(&["review", "--json"]).json();
    let items = listed["contents"].as_array().expect("contents").iter();
    let asked: Vec<&Value> = items
        .filter(|item| item["rule"] == "confidential_to_public")
        .collect();
    assert_eq!(asked.len(), 1, "{listed:#}");
    let number = asked[0]["numbers"][0].to_string();
    let by = ["--by", "Ana", "--reason", "it is the office"];
    let approved = desk.run(&[&["review", "approve", &number][..], &by].concat());
    assert_eq!(approved.code, Some(0), "{}", approved.stderr);
}

#[test]
fn the_house_under_an_unlike_name_waits_and_is_asked_about_once() {
    let services = [at(OTHER, None, NUMBER), at(SHELTER, Some(true), NUMBER)];
    let desk = Desk::new(&HERE);
    for _ in 0..2 {
        load(&desk, "county", &services, Desk::run);
        desk.assert_exports_without();
    }
    approve(&desk);
    for _ in 0..2 {
        let report = load(&desk, "county", &services, Desk::run_openly);
        assert_eq!(report["held"], 0, "{report:#}");
        assert!(is_shown(&desk));
    }
}

/// Of the same source, and of another.
#[test]
fn the_house_that_was_in_the_open_is_hidden_and_asked_about_once() {
    let (flagged, open) = ([at(SHELTER, Some(true), NUMBER)], [at(OTHER, None, NUMBER)]);
    for source in ["county", "state"] {
        let desk = Desk::new(&HERE);
        load(&desk, "county", &open, Desk::run_openly);
        let report = load(&desk, source, &flagged, Desk::run_openly);
        assert_eq!(report["hidden"], 1, "{report:#}");
        desk.assert_exports_without();
        desk.assert_left_nothing(source);
        load(&desk, "county", &open, Desk::run);
        approve(&desk);
        load(&desk, "county", &open, Desk::run_openly);
        assert!(is_shown(&desk));
        load(&desk, source, &flagged, Desk::run_openly);
        assert!(is_shown(&desk));
    }
}

/// The address is not kept: a later source's is known by the number and the county alone.
#[test]
fn a_later_house_with_the_same_number_waits() {
    for source in ["county", "state"] {
        let desk = Desk::new(&HERE);
        load(
            &desk,
            "county",
            &[at(SHELTER, Some(true), NUMBER)],
            Desk::run,
        );
        let report = load(
            &desk,
            source,
            &[at(OTHER, None, "(816) 555-0142")],
            Desk::run,
        );
        assert_eq!(
            report["held_by_rule"]["confidential_to_public"], 1,
            "{report:#}"
        );
        desk.assert_exports_without();
    }
}

/// A house alone is no sign: nobody could tell that two are there, until one was hidden for the other. Nor is a line for
/// all, whether they are in one building or not.
#[test]
fn a_building_or_a_number_of_many_stays() {
    let shelter = at(SHELTER, Some(true), NUMBER);
    let many = ["Bay Legal Aid", "Oak Clinic", "Elm Pantry"];
    for number in [NUMBER, "816-555-0177"] {
        let services = many.map(|name| at(name, None, number)).to_vec();
        let both = [&services[..], std::slice::from_ref(&shelter)].concat();
        let desk = Desk::new(&HERE);
        let report = load(&desk, "county", &both, Desk::run_openly);
        assert_eq!(report["held"], 0, "{number}: {report:#}");
        assert!(is_shown(&desk));
        let desk = Desk::new(&HERE);
        load(&desk, "state", &services, Desk::run_openly);
        let report = load(
            &desk,
            "county",
            std::slice::from_ref(&shelter),
            Desk::run_openly,
        );
        assert_eq!(report["hidden"], 0, "{number}: {report:#}");
        let desk = Desk::new(&HERE);
        load(&desk, "county", std::slice::from_ref(&shelter), Desk::run);
        let report = load(&desk, "state", &services, Desk::run_openly);
        let asked = &report["held_by_rule"]["confidential_to_public"];
        assert_eq!(*asked, Value::Null, "{number}: {report:#}");
    }
    // Nor is the number that everybody gives.
    let [other, shelter] =
        [(OTHER, None), (SHELTER, Some(true))].map(|(name, flag)| at(name, flag, "800-799-7233"));
    let desk = Desk::new(&HERE);
    load(&desk, "county", &[other, shelter], Desk::run_openly);
    assert!(is_shown(&desk));
}
