//! An office in the open that moves to the street of the house that its organization keeps.

use serde_json::{Value, json};

use super::{
    Desk,
    feed::HERE,
    flagged::is_shown,
    namesakes::{at_the_house, loaded},
};

const BY: [&str; 4] = ["--by", "Ana", "--reason", "it is the office"];
const HOUSE: &str = "4417 Zyxwell Orchard Rd";

/// The office of whoever keeps the house, with a service and a number of its own.
fn office(street: &str) -> Value {
    let mut office = at_the_house("b", "Harbor Help", None);
    let zip = if street == HOUSE { "64055" } else { "64050" };
    office["organization"]["id"] = json!("a-o");
    office["phones"] = json!([{"number": "816-555-0143"}]);
    let location = &mut office["service_at_locations"][0]["location"];
    *location = json!({"id": "b-l", "location_type": "physical", "addresses": [{"address_1": street,
        "city": "Independence", "state_province": "MO", "postal_code": zip, "country": "US",
        "address_type": "physical"}]});
    office
}

/// A desk that has the house, withheld, and the office in the open.
fn beside_the_house() -> Desk {
    let desk = Desk::new(&HERE);
    let mut house = at_the_house("a", "Harbor Help", Some(true));
    house["phones"] = json!([{"number": "816-555-0142"}]);
    let report = loaded(&desk, &[house, office("12 Main St")], Desk::run);
    assert_eq!(report["held"], 0, "{report:#}");
    assert_eq!(places(&desk), ["12 Main St"]);
    desk
}

/// The locations that are published with a street.
fn located(desk: &Desk) -> Vec<Value> {
    let export = desk.run_openly(&["export", "--format", "ndjson"]).stdout;
    let lines = export.lines().map(|line| {
        let listing: Value = serde_json::from_str(line).expect("JSON");
        listing["location"].clone()
    });
    let has_street = |location: &Value| location["address"]["address_1"].is_string();
    lines.filter(has_street).collect()
}

fn places(desk: &Desk) -> Vec<String> {
    let street = |location: Value| location["address"]["address_1"].as_str().map(str::to_owned);
    located(desk).into_iter().filter_map(street).collect()
}

/// The numbers of the items that ask whether a place may be known.
fn asked(desk: &Desk) -> Vec<String> {
    let listed = desk.run(&["review", "--json"]).json();
    let items = listed["contents"].as_array().expect("contents").iter();
    let items = items.filter(|item| item["rule"] == "confidential_to_public");
    let numbers = items.flat_map(|item| item["numbers"].as_array().expect("numbers"));
    numbers.map(Value::to_string).collect()
}

/// Lets the one place be known that is asked about.
fn approve(desk: &Desk) {
    let numbers = asked(desk);
    assert_eq!(numbers.len(), 1, "{numbers:?}");
    let approved = desk.run(&[&["review", "approve", &numbers[0]][..], &BY].concat());
    assert_eq!(approved.code, Some(0), "{}", approved.stderr);
}

#[test]
fn an_office_that_moves_to_the_house_waits_until_it_is_judged() {
    let desk = beside_the_house();
    for _ in 0..2 {
        let report = loaded(&desk, &[office(HOUSE)], Desk::run);
        assert_eq!(report["held"], 1, "{report:#}");
        desk.assert_exports_without();
    }
    approve(&desk);
    // It is remembered of this house.
    for _ in 0..2 {
        loaded(&desk, &[office(HOUSE)], Desk::run_openly);
        assert!(is_shown(&desk));
    }
}

/// That one house was an open office says nothing of the next.
#[test]
fn an_office_that_moves_on_is_asked_about_again() {
    let desk = beside_the_house();
    loaded(&desk, &[office("100 Pearl Ave")], Desk::run);
    assert!(places(&desk).is_empty());
    approve(&desk);
    loaded(&desk, &[office("100 Pearl Ave")], Desk::run);
    assert_eq!(places(&desk), ["100 Pearl Ave"]);
    loaded(&desk, &[office(HOUSE)], Desk::run);
    desk.assert_exports_without();
    assert_eq!(asked(&desk).len(), 1);
}

#[test]
fn what_is_no_move_is_published() {
    for street in [
        "12 Main Street",
        "12 MAIN ST.",
        "12 Main St, Suite 4",
        "12 Main St #3",
    ] {
        let desk = beside_the_house();
        let report = loaded(&desk, &[office(street)], Desk::run);
        assert_eq!(report["held"], 0, "{street}: {report:#}");
        assert_eq!(places(&desk), [street]);
    }
    let desk = beside_the_house();
    let mut second = office("12 Main St");
    let address = &mut second["service_at_locations"][0]["location"]["addresses"][0];
    address["address_2"] = json!("Suite 4");
    let report = loaded(&desk, &[second], Desk::run);
    assert_eq!(report["held"], 0, "{report:#}");
    // Said to be public, it is.
    let mut said = office("100 Pearl Ave");
    said["service_at_locations"][0]["location"]["withheld"] = json!(false);
    loaded(&desk, &[said], Desk::run);
    assert_eq!(places(&desk), ["100 Pearl Ave"]);
    // And in another county it is not the house.
    let mut far = office("100 Pearl Ave");
    let address = &mut far["service_at_locations"][0]["location"]["addresses"][0];
    (address["city"], address["postal_code"]) = (json!("St. Louis"), json!("63101"));
    loaded(&desk, &[far], Desk::run);
    assert!(asked(&desk).is_empty());
}

/// The location alone: by PATCH, and by a suggestion that was found right.
#[test]
fn the_address_that_a_person_writes_waits_too() {
    for by_suggestion in [false, true] {
        let desk = beside_the_house();
        let office = located(&desk).remove(0);
        let id = office["id"].as_str().expect("an id");
        let made = desk.run_openly(&["keys", "create", "--role", "publisher", "--name", "Desk"]);
        let server = desk.serve();
        let keyed = server.anonymous().with_key(made.stdout.trim());
        let path = format!("/v1/locations/{id}");
        let there = server.anonymous().get(&path);
        let revision = there.header("record-revision").expect("a revision");
        let change = json!({"addresses": [{"address_1": HOUSE, "city": "Independence",
            "state_province": "MO", "postal_code": "64055", "country": "US", "address_type": "physical"}]});
        let seen = format!("\"{revision}\"");
        let json = [
            ("content-type", "application/json"),
            ("if-match", seen.as_str()),
        ];
        let answer = if by_suggestion {
            let said = json!({"kind": "location", "id": id, "wrong": "place", "text": "It is old"});
            server.anonymous().send(
                "POST",
                "/v1/suggestions",
                &json[..1],
                said.to_string().into(),
            );
            let listed = keyed.get("/v1/suggestions").ok();
            let suggestion = listed["contents"][0]["id"].as_str().expect("an id");
            let path = format!("/v1/suggestions/{suggestion}");
            let judged = json!({"decision": "approve", "reason": "called", "change": change});
            keyed.send("POST", &path, &json, judged.to_string().into())
        } else {
            let json = [("content-type", "application/merge-patch+json"), json[1]];
            keyed.send("PATCH", &path, &json, change.to_string().into())
        };
        assert!((200..300).contains(&answer.status), "{answer:?}");
        desk.assert_served_without(&server);
        drop(server);
        desk.assert_exports_without();
        assert_eq!(asked(&desk).len(), 1, "{by_suggestion}");
    }
}
