//! What two sources both have is listed once when everything that waits is approved.

use serde_json::{Value, json};

use super::held::phones;
use super::*;
use crate::common::sources::claim;

/// One organization with one service at one place, whose entries have keys with this letter.
fn house(
    letter: &str,
    place: &str,
    street: &str,
    number: Option<&str>,
    has_owner: bool,
) -> Vec<Value> {
    let key = |of: &str| format!("{letter}{of}");
    let address = json!({"address_1": street, "city": "Liberty", "state_province": "MO", "postal_code": "64068",
        "country": "US", "address_type": "physical"});
    let mut location = json!({"name": place, "location_type": "physical", "withheld": false,
        "addresses": [address], "latitude": 39.2461, "longitude": -94.4191});
    if place.is_empty() {
        location.as_object_mut().expect("an object").remove("name");
    }
    if has_owner {
        location["organization_id"] = json!(key("o"));
    }
    let mut service = json!({"name": "Counseling", "organization_id": key("o")});
    if let Some(number) = number {
        service["phones"] = phones(&[number]);
    }
    vec![
        claim(
            "organization",
            &key("o"),
            json!({"name": "Juniper House Center"}),
        ),
        claim("service", &key("s"), service),
        claim("location", &key("l"), location),
        claim(
            "service_at_location",
            &key("p"),
            json!({"service_id": key("s"), "location_id": key("l")}),
        ),
    ]
}

#[test]
fn what_is_approved_all_at_once_is_listed_once() {
    let number = Some("816-555-0190");
    let known = || house("a", "Juniper House", "12 Main Street", number, true);
    for (come, locations, places) in [
        (
            house("b", "Juniper House", "12 Main Street", number, true),
            1,
            1,
        ),
        // Nothing tells before the organization is merged that its service and place are there already.
        (house("c", "Main office", "12 Main St", None, true), 1, 1),
        // The place is there before the service is: it stays, and is listed once.
        (house("d", "", "12 Main St", None, false), 2, 1),
        // Another place of theirs.
        (
            house("e", "Main office", "400 Oak Street", None, true),
            2,
            2,
        ),
    ] {
        let stored = Stored::of(&Sources::default().and("one", "directory", [known()]));
        let two = Sources::default().and("two", "directory", [come]);
        load(&stored, &two);
        for _ in 0..4 {
            approve(&stored, &numbers(&stored));
        }
        assert_eq!(waiting(&stored), []);
        let count = |kind: &str| {
            let of_kind = records(&stored).into_iter();
            of_kind.filter(|it| it.record.kind.as_str() == kind).count()
        };
        assert_eq!((count("organization"), count("service")), (1, 1));
        assert_eq!(
            count("service_at_location"),
            places,
            "{:#?}",
            records(&stored)
        );
        assert_eq!(count("location"), locations);
        // And stays so.
        let report = load(&stored, &two);
        assert_eq!(
            (report.changeset, report.unchanged, report.held),
            (None, 4, 0),
            "{report:?}"
        );
    }
}

#[test]
fn a_service_like_one_of_what_was_merged_may_be_another() {
    let stored = Stored::of(&Sources::default().and(
        "one",
        "directory",
        [house("a", "Juniper House", "12 Main Street", None, true)],
    ));
    let two = Sources::default().and(
        "two",
        "directory",
        [house("b", "Main office", "400 Oak Street", None, true)],
    );
    load(&stored, &two);
    let organization: Vec<i64> = waiting(&stored)
        .iter()
        .filter(|held| held.hold.rule == "duplicate")
        .map(|held| held.number)
        .collect();
    approve(&stored, &organization);
    let asked: Vec<Held> = waiting(&stored)
        .into_iter()
        .filter(|held| held.hold.rule == "duplicate")
        .collect();
    assert_eq!(asked.len(), 1, "{:?}", waiting(&stored));
    reject(&stored, &[asked[0].number]);
    assert_eq!(waiting(&stored), []);
    let services = records(&stored)
        .into_iter()
        .filter(|it| it.record.kind.as_str() == "service");
    assert_eq!(services.count(), 2);
    let report = load(&stored, &two);
    assert_eq!((report.changeset, report.held), (None, 0), "{report:?}");
}

#[test]
fn a_number_of_an_organization_of_another_name_is_told() {
    let with = |letter: &str, name: &str| {
        let mut claims = house(letter, name, "12 Main Street", Some("816-555-0190"), true);
        claims[0]["body"]["name"] = json!(name);
        claims
    };
    for (name, is_told) in [
        ("Juniper House Center", false),
        ("The Juniper House Centers, Inc.", false),
        ("Elm Clinic", true),
    ] {
        let one = Sources::default().and("one", "directory", [with("a", "Juniper House Center")]);
        let stored = Stored::of(&one);
        let two = Sources::default().and("two", "directory", [with("b", name)]);
        let report = load(&stored, &two);
        let told = report.problems_by_code.contains_key("number_of_another");
        assert_eq!(told, is_told, "{name}: {report:?}");
    }
}
