//! A number becomes a hotline's by a link alone, to what has it: nobody has judged it as one.

use serde_json::{Value, json};

use super::held::{RIGHT, phones};
use super::*;
use crate::common::sources::{at, line, listing};
use crate::common::{Sources, Stored};

pub const DESK: &str = "816-336-0177";

pub fn hotline(numbers: &[&str]) -> Sources {
    let fields = json!({"categories": ["hotline"], "phones": phones(numbers)});
    let mut claims = line("line", &["Missouri"], fields);
    claims.retain(|claim| claim["record"] == "organization" || claim["record"] == "service");
    Sources::of([claims])
}

pub fn place(kind: &str, numbers: &[&str]) -> Value {
    let mut body =
        json!({"organization_id": "line", "location_type": kind, "phones": phones(numbers)});
    if kind == "physical" {
        body["addresses"] = json!([{"address_1": "1 Main St", "city": "Liberty", "state_province": "MO", "postal_code": "64068", "country": "US", "address_type": "physical"}]);
    }
    json!({"record": "location", "key": "desk", "body": body})
}

pub fn link(service: &str, location: &str) -> Value {
    let body = json!({"service_id": service, "location_id": location});
    json!({"record": "service_at_location", "key": "link", "body": body})
}

/// Of what is held to be linked: that it waits, says about which number, and is there once that is approved.
fn asks_for(stored: &Stored, number: &str) {
    let waits = waiting(stored);
    let rules: Vec<&str> = waits.iter().map(|held| held.hold.rule.as_str()).collect();
    assert_eq!(rules, ["crisis_number"]);
    let asked = item(&waits[0]).crisis_numbers;
    assert_eq!(asked.into_iter().collect::<Vec<_>>(), [number]);
    let is_linked = || {
        let mut records = records(stored).into_iter();
        records.any(|record| record.body.get("service_id").is_some())
    };
    assert!(!is_linked());
    // Whoever brought it does not approve it by their word alone.
    let asked = numbers(stored);
    let decided = write(stored, |tx| {
        nearhelp::updates::held::approve(tx, &asked, &somebody("a test"))
    });
    assert!(decided.done.is_empty(), "{decided:?}");
    let decided = approve(stored, &asked);
    assert_eq!(decided.done.len(), 1, "{decided:?}");
    assert!(is_linked());
}

/// A place that gives the number in a text, or to whoever is there.
fn telling(kind: &str, field: &str, value: Value) -> Value {
    let mut place = place(kind, &[]);
    place["body"][field] = value;
    place
}

#[test]
fn the_link_of_a_served_hotline_to_what_has_another_number_waits() {
    let said = format!("Call {DESK}");
    let whoever = json!([{"name": "Desk", "phones": phones(&[DESK])}]);
    let hours = json!([{"freq": "WEEKLY", "byday": "MO", "description": said}]);
    let places = ["virtual", "physical"].into_iter().flat_map(|kind| {
        [
            place(kind, &[DESK]),
            telling(kind, "name", json!(said)),
            telling(kind, "alternate_name", json!(said)),
            telling(kind, "description", json!(said)),
            telling(kind, "url", json!(format!("https://desk.example/{DESK}"))),
            telling(
                kind,
                "transportation",
                json!("Ring 816 336 0177 at the door"),
            ),
            telling(kind, "schedules", hours.clone()),
            telling(kind, "contacts", whoever.clone()),
        ]
    });
    for place in places {
        for own in [&[RIGHT][..], &[]] {
            // In one file, whatever comes first, or after the place.
            let link = link("line", "desk");
            for files in [
                vec![vec![place.clone(), link.clone()]],
                vec![vec![link.clone(), place.clone()]],
                vec![vec![place.clone()], vec![link.clone()]],
            ] {
                let stored = Stored::of(&hotline(own));
                for file in files {
                    load(&stored, &Sources::of([file]));
                }
                asks_for(&stored, "+18163360177");
                let again = Sources::of([vec![place.clone(), link.clone()]]);
                assert_eq!(load(&stored, &again).changeset, None);
            }
        }
    }
}

/// As whoever lives there dials it.
#[test]
fn so_does_a_link_to_what_has_seven_digits_or_a_code() {
    for (said, asked) in [
        ("Call 336-0177.", "3360177"),
        ("Text HELP to 24365.", "24365"),
    ] {
        let stored = Stored::of(&hotline(&[RIGHT]));
        let place = telling("physical", "description", json!(said));
        load(&stored, &Sources::of([vec![place, link("line", "desk")]]));
        asks_for(&stored, asked);
    }
}

#[test]
fn so_does_a_link_to_the_desk_of_another_and_one_that_moves_there() {
    let desk = at("office", 38.9, -94.4, json!({}));
    let desk = desk.into_iter().map(|mut claim| {
        if claim["record"] == "location" {
            claim["body"]["phones"] = phones(&[DESK]);
        }
        claim
    });
    let desk: Vec<Value> = desk.collect();
    let stored = Stored::of(&hotline(&[RIGHT]));
    load(&stored, &Sources::of([desk.clone()]));
    load(&stored, &Sources::of([vec![link("line", "office")]]));
    assert_eq!(rules(&stored), ["crisis_number"]);
    assert_eq!(
        item(&waiting(&stored)[0]).crisis_numbers,
        ["+18163360177".to_owned()].into()
    );
    // Offered without a number first.
    let stored = Stored::of(&hotline(&[RIGHT]));
    let desk = desk.into_iter();
    load(&stored, &Sources::of([desk.collect()]));
    load(
        &stored,
        &Sources::of([vec![place("virtual", &[]), link("line", "desk")]]),
    );
    assert!(rules(&stored).is_empty());
    load(&stored, &Sources::of([vec![link("line", "office")]]));
    assert_eq!(rules(&stored), ["crisis_number"]);
    assert_eq!(
        item(&waiting(&stored)[0]).crisis_numbers,
        ["+18163360177".to_owned()].into()
    );
}

#[test]
fn so_does_a_new_hotline_of_an_organization_that_has_another_number() {
    for (field, value) in [
        ("phones", phones(&[DESK])),
        ("description", json!(format!("Call {DESK}."))),
    ] {
        let mut body = json!({"name": "line"});
        body[field] = value;
        let organization = json!({"record": "organization", "key": "line", "body": body});
        let stored = Stored::empty();
        load(&stored, &Sources::of([vec![organization]]));
        let service = json!({"organization_id": "line", "name": "line", "categories": ["hotline"]});
        let service = json!({"record": "service", "key": "line", "body": service});
        let sources = Sources::of([vec![service]]);
        load(&stored, &sources);
        assert_eq!(rules(&stored), ["crisis_number"], "{field}");
        assert!(named(&stored, "service", "line").is_none());
        assert_eq!(approve(&stored, &numbers(&stored)).done.len(), 1);
        assert!(named(&stored, "service", "line").is_some());
        assert_eq!(load(&stored, &sources).changeset, None);
    }
}

/// The number of what is merged with a hotline's organization is shown with it as well.
#[test]
fn nobody_merges_a_number_into_a_hotline_by_their_word_alone() {
    let body = |more: Value| {
        let mut body = json!({"name": "Northland Help Network"});
        body.as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("an object").clone());
        json!({"record": "organization", "key": "line", "body": body})
    };
    let mut claims = line(
        "line",
        &["Missouri"],
        json!({"categories": ["hotline"], "phones": phones(&[RIGHT])}),
    );
    claims.retain(|claim| claim["record"] == "service");
    claims.push(body(json!({})));
    let stored = Stored::of(&Sources::default().and("one", "directory", [claims]));
    let other = vec![body(json!({"phones": phones(&[DESK])}))];
    load(
        &stored,
        &Sources::default().and("two", "directory", [other]),
    );
    assert_eq!(rules(&stored), ["duplicate"]);
    let asked = numbers(&stored);
    let own = write(&stored, |tx| {
        nearhelp::updates::held::approve(tx, &asked, &somebody("a test"))
    });
    assert!(own.done.is_empty(), "{own:?}");
    assert_eq!(approve(&stored, &asked).done.len(), 1);
}

#[test]
fn what_is_called_there_may_not_become_another_number_meanwhile() {
    let stored = Stored::of(&hotline(&[RIGHT]));
    let link = link("line", "desk");
    load(
        &stored,
        &Sources::of([vec![place("virtual", &[DESK]), link.clone()]]),
    );
    load(
        &stored,
        &Sources::of([vec![place("virtual", &["816-336-0188"]), link]]),
    );
    assert_eq!(rules(&stored), ["crisis_number", "crisis_number"]);
    approve(&stored, &numbers(&stored)[..1]);
    assert!(!format!("{:?}", records(&stored)).contains("8163360188"));
}

#[test]
fn no_link_waits_that_brings_no_number_or_the_hotlines_own() {
    for kind in ["virtual", "physical"] {
        for numbers in [&[][..], &[RIGHT]] {
            let stored = Stored::of(&hotline(&[RIGHT]));
            let place = place(kind, numbers);
            // Its number, where it looks like a crisis number, waits for itself.
            stored
                .publish(&Sources::of([vec![place]]))
                .expect("it is right");
            let report = load(&stored, &Sources::of([vec![link("line", "desk")]]));
            assert_eq!((report.added, report.held), (1, 0), "{kind} {numbers:?}");
        }
        // In its texts neither: its own, one that everybody knows, and that of another hotline.
        for said in ["Call 888-373-7888.", "In danger? 988.", "Or 816-555-0142."] {
            let stored = Stored::of(&hotline(&[RIGHT]));
            let mut other = line("other", &["Missouri"], json!({"categories": ["hotline"]}));
            other[1]["body"]["phones"] = phones(&["816-555-0142"]);
            let place = telling(kind, "description", json!(said));
            let there = Sources::of([vec![place], other]);
            stored.publish(&there).expect("it is right");
            let report = load(&stored, &Sources::of([vec![link("line", "desk")]]));
            assert_eq!((report.added, report.held), (1, 0), "{kind} {said}");
        }
        // Nor of what is no line.
        let stored = Stored::empty();
        let desk = at("office", 38.9, -94.4, json!({"phones": phones(&[DESK])}));
        load(&stored, &Sources::of([desk]));
        let mut there = place("physical", &["816-336-0188"]);
        there["body"]["organization_id"] = json!("office");
        load(&stored, &Sources::of([vec![there, link("office", "desk")]]));
        assert!(rules(&stored).is_empty());
    }
}

/// What is offered at a virtual location is a line, which is listed wherever it serves.
#[test]
fn an_office_that_becomes_a_line_by_its_place_is_judged_as_one() {
    let of = |service: Value, location: Value| listing("desk", service, location);
    let office = json!({"latitude": 39.2461, "longitude": -94.4191, "addresses": [{"address_1": "1 Main St",
        "city": "Liberty", "state_province": "MO", "postal_code": "64068", "country": "US", "address_type": "physical"}]});
    let turned = json!({"location_type": "virtual"});
    for said in [
        json!({"phones": phones(&[DESK])}),
        json!({"description": format!("Call {DESK}.")}),
    ] {
        let all = of(said.clone(), turned.clone());
        let alone: Vec<Value> = all
            .clone()
            .into_iter()
            .filter(|it| it["record"] == "location")
            .collect();
        for file in [all, alone] {
            let stored = Stored::of(&Sources::of([of(said.clone(), office.clone())]));
            load(&stored, &Sources::of([file.clone()]));
            assert_eq!(rules(&stored), ["crisis_number"], "{said}");
            assert_eq!(
                item(&waiting(&stored)[0]).crisis_numbers,
                ["+18163360177".to_owned()].into()
            );
            let place = |stored: &Stored| {
                let mut places = records(stored);
                places.retain(|it| it.record.kind.as_str() == "location");
                places.remove(0).body
            };
            assert_eq!(place(&stored)["location_type"], "physical");
            assert!(place(&stored).contains_key("addresses"));
            assert_eq!(approve(&stored, &numbers(&stored)).done.len(), 1);
            // A line has no street.
            let place = place(&stored);
            assert_eq!(place["location_type"], "virtual");
            for gone in ["addresses", "latitude", "longitude", "precision"] {
                assert!(!place.contains_key(gone), "{gone}");
            }
            let again = load(&stored, &Sources::of([file]));
            assert_eq!((again.changeset, again.held), (None, 0));
        }
    }
}

#[test]
fn so_is_a_new_number_of_what_is_offered_without_a_place() {
    let desk = |number: &str| line("desk", &["Missouri"], json!({"phones": phones(&[number])}));
    for field in ["phones", "description", "contacts"] {
        let stored = Stored::of(&Sources::of([desk(RIGHT)]));
        let mut service = desk(RIGHT);
        service.retain(|claim| claim["record"] == "service");
        service[0]["body"][field] = match field {
            "phones" => phones(&[RIGHT, DESK]),
            "description" => json!(format!("Call {DESK}.")),
            _ => json!([{"name": "Ana", "phones": phones(&[DESK])}]),
        };
        load(&stored, &Sources::of([service]));
        assert_eq!(waiting(&stored).len(), 1, "{field}");
        assert!(
            !format!("{:?}", records(&stored)).contains("336"),
            "{field}"
        );
    }
}
