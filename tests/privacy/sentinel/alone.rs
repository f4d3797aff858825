//! A confidential place that comes alone, in an update without the records that tell it or are in it.

use std::fs;

use serde_json::{Value, json};

use super::{Desk, Ended, feed::HERE};

pub(super) const STREET: &str = "4417 Zyxwell Orchard Rd";

pub(super) fn organization(name: &str, told: &str) -> Value {
    json!({"record": "organization", "key": "o", "body": {"name": name, "description": told}})
}

pub(super) fn service(key: &str, told: &str) -> Value {
    json!({"record": "service", "key": key, "body": {"name": key, "organization_id": "o",
        "description": told, "phones": [{"number": "816-555-0142"}]}})
}

/// A location in the county; at the house, or at another street.
pub(super) fn location(key: &str, street: &str, withheld: bool) -> Value {
    json!({"record": "location", "key": key, "body": {"location_type": "physical", "organization_id": "o",
        "withheld": withheld.then_some(true), "description": (key == "office").then_some(format!("Not {STREET}")),
        "addresses": [{"address_1": street, "city": "Independence", "state_province": "MO",
            "postal_code": if street == STREET { "64055" } else { "64050" }, "country": "US",
            "address_type": "physical"}]}})
}

pub(super) fn placed(service: &str, location: &str) -> Value {
    json!({"record": "service_at_location", "key": format!("{service}-{location}"),
        "body": {"service_id": service, "location_id": location}})
}

fn load(desk: &Desk, source: &str, claims: &[Value], run: fn(&Desk, &[&str]) -> Ended) -> Value {
    load_as(desk, source, claims, &[], run)
}

pub(super) fn load_as(
    desk: &Desk,
    source: &str,
    claims: &[Value],
    options: &[&str],
    run: fn(&Desk, &[&str]) -> Ended,
) -> Value {
    let mut claims = claims.to_vec();
    for claim in &mut claims {
        let body = claim["body"].as_object_mut().expect("a body");
        body.retain(|_, value| !value.is_null());
    }
    let source_of = json!({"key": source, "name": source, "kind": "directory", "date": "2026-01-01", "url": null});
    let path = desk.feeds.path().join(format!("{source}.json"));
    let update = json!({"source": source_of, "claims": claims});
    fs::write(&path, update.to_string()).expect("a file");
    let path = path.display().to_string();
    run(desk, &[&["load", "--json", &path][..], options].concat()).json()
}

/// Whatever the organization has in the directory, as it is and as it was.
#[test]
fn what_was_told_before_goes_and_does_not_come_back() {
    let told = format!("Ring at {STREET}.");
    let before = [
        organization("Harbor Help", &told),
        service("s", &told),
        service("t", &told),
        location("office", "12 Main St", false),
        placed("t", "office"),
    ];
    let corrected = [
        organization("Harbor Help", "We help."),
        service("s", "Beds."),
        service("t", "Beds."),
    ];
    let house = location("l", STREET, true);
    for (corrected, house) in [
        (&corrected[..0], vec![house.clone()]),
        (&corrected[..0], vec![house.clone(), placed("s", "l")]),
        (&corrected, vec![house.clone()]),
        (&corrected, vec![house, placed("s", "l")]),
    ] {
        let desk = Desk::new(&HERE);
        load(&desk, "county", &before, Desk::run_openly);
        if !corrected.is_empty() {
            load(&desk, "county", corrected, Desk::run_openly);
        }
        load(&desk, "county", &house, Desk::run);
        desk.assert_exports_without();
        desk.run(&["history", "--json"]);
        let by = ["--by", "Ana", "--reason", "the wrong file"];
        desk.run(&[&["undo", "2"][..], &by].concat());
        desk.assert_exports_without();
        let export = desk.run(&["export", "--format", "ndjson"]).stdout;
        assert!(
            corrected.is_empty() || export.contains("12 Main St"),
            "{export}"
        );
    }
}

/// The place came before, and is known by the hash of its key.
#[test]
fn a_service_at_a_place_that_came_before_is_taken() {
    let desk = Desk::new(&HERE);
    let whole = [
        organization("Harbor Help", "We help."),
        service("s", "Beds."),
        location("l", STREET, true),
    ];
    load(&desk, "county", &whole, Desk::run);
    let mut there = placed("s", "l");
    there["body"]["description"] = json!(format!("Ring at {STREET}."));
    let report = load(&desk, "county", &[there], Desk::run);
    assert_eq!(
        (&report["rejected"], &report["added"]),
        (&json!(0), &json!(1)),
        "{report:#}"
    );
    desk.assert_exports_without();
    let export = desk.run(&["export", "--format", "ndjson"]).stdout;
    assert!(export.contains("\"withheld\":true"), "{export}");
}

/// The numbers by which the house is known under another name are those of the directory.
#[test]
fn another_name_at_the_house_is_hidden_too() {
    let desk = Desk::new(&HERE);
    for (source, name, offered) in [
        ("county", "Harbor Help", "Shelter"),
        ("state", "Bay Legal Aid", "Night beds"),
    ] {
        let whole = [
            organization(name, "We help."),
            service(offered, "Beds."),
            location("l", STREET, false),
            placed(offered, "l"),
        ];
        load(&desk, source, &whole, Desk::run_openly);
    }
    load(&desk, "county", &[location("l", STREET, true)], Desk::run);
    desk.assert_exports_without();
    let listed = desk.run(&["review"]).stdout;
    assert!(listed.contains("confidential_to_public"), "{listed}");
}

/// Nothing is served at it that would say whose it is.
#[test]
fn the_organization_of_a_place_is_remembered() {
    let told = format!("Ring at {STREET}.");
    let whole = [
        organization("Harbor Help", "We help."),
        service("s", "Beds."),
    ];
    let whole = [&whole[..], &[location("l", STREET, true)]].concat();
    let texts = [organization("Harbor Help", &told), service("s", &told)];
    for later in [&texts[..], &[location("m", STREET, false)]] {
        let desk = Desk::new(&HERE);
        load(&desk, "county", &whole, Desk::run);
        load(&desk, "county", later, Desk::run);
        desk.assert_exports_without();
    }
}
