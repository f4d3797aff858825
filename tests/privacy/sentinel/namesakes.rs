//! The place of a confidential house, given as open under a like name: by another source, or twice in one file.

use std::fs;

use serde_json::{Value, json};

use super::{Desk, Ended, feed::HERE, later::plant_flagged};

/// A service of this organization at the very house, with no word on whether that is public.
pub fn at_the_house(key: &str, organization: &str, flag: Option<bool>) -> Value {
    let mut location = json!({"id": format!("{key}-l"), "location_type": "physical",
        "latitude": 39.071_938, "longitude": -94.388_467,
        "addresses": [{"address_1": "4417 Zyxwell Orchard Road", "city": "Independence",
            "state_province": "MO", "postal_code": "64055", "country": "US", "address_type": "physical"}]});
    if let Some(flag) = flag {
        location["is_confidential"] = json!(flag);
        location["public_area"] = json!("Jackson County, MO");
    }
    json!({"id": format!("{key}-s"), "name": "Counseling", "status": "active",
        "organization": {"id": format!("{key}-o"), "name": organization, "description": "Help"},
        "service_at_locations": [{"id": format!("{key}-p"), "location": location}]})
}

/// The arguments that load it, as the county has it.
fn county(desk: &Desk, services: &[Value]) -> Vec<String> {
    let path = desk.feeds.path().join("county.json");
    fs::write(&path, json!(services).to_string()).expect("a file");
    let path = path.display().to_string();
    [
        "load",
        "--json",
        "--source",
        "county",
        "--kind",
        "directory",
        &path,
    ]
    .map(str::to_owned)
    .to_vec()
}

pub fn loaded(desk: &Desk, services: &[Value], run: fn(&Desk, &[&str]) -> Ended) -> Value {
    let arguments = county(desk, services);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    run(desk, &arguments).json()
}

#[test]
fn another_sources_like_name_does_not_give_the_place() {
    for name in [
        "Harbor Help",
        "The Harbor Help Inc.",
        "Harbor Help of Independence",
    ] {
        let desk = Desk::new(&HERE);
        plant_flagged(&desk);
        let mut anew = at_the_house("c", name, None);
        anew["description"] = json!("Ring at 4417 Zyxwell Orchard Road.");
        let report = loaded(&desk, &[anew], Desk::run);
        assert_eq!(
            report["problems_by_code"]["text_withheld"], 1,
            "{name}: {report:#}"
        );
        let asked = &report["held_by_rule"]["confidential_to_public"];
        assert_eq!(*asked, 1, "{name}: {report:#}");
        let waiting = desk.run(&["review"]).stdout;
        assert!(waiting.contains("keeps a place confidential"), "{waiting}");
        desk.assert_exports_without();
    }
}

/// As feeds do that number anew each month.
#[test]
fn the_same_house_under_another_key_of_its_own_source_waits() {
    let desk = Desk::new(&HERE);
    loaded(
        &desk,
        &[at_the_house("a", "Harbor Help", Some(true))],
        Desk::run,
    );
    let mut anew = at_the_house("a", "Harbor Help", None);
    anew["service_at_locations"][0]["id"] = json!("q");
    anew["service_at_locations"][0]["location"]["id"] = json!("m");
    let report = loaded(&desk, &[anew], Desk::run);
    let asked = &report["held_by_rule"]["confidential_to_public"];
    assert_eq!(*asked, 1, "{report:#}");
    desk.assert_exports_without();
}

#[test]
fn a_like_name_in_one_file_does_not_give_the_place() {
    let desk = Desk::new(&HERE);
    let services = [
        at_the_house("a", "Harbor Help", Some(true)),
        at_the_house("b", "Harbor Help of Independence", None),
    ];
    let report = loaded(&desk, &services, Desk::run);
    assert_eq!(
        report["problems_by_code"]["perhaps_confidential"], 1,
        "{report:#}"
    );
    desk.assert_exports_without();
}

#[test]
fn another_agency_at_the_address_stays() {
    let is_there = |desk: &Desk| {
        let export = desk.run_openly(&["export", "--format", "hsds-json"]).stdout;
        export.contains("4417 Zyxwell Orchard Road")
    };
    let legal = at_the_house("b", "Bay Legal Aid", None);
    // By itself, where another source keeps the place; and in one file.
    let desk = Desk::new(&HERE);
    plant_flagged(&desk);
    let report = loaded(&desk, std::slice::from_ref(&legal), Desk::run_openly);
    assert_eq!(report["held"], 0, "{report:#}");
    assert!(is_there(&desk));
    let desk = Desk::new(&HERE);
    let services = [at_the_house("a", "Harbor Help", Some(true)), legal];
    loaded(&desk, &services, Desk::run_openly);
    assert!(is_there(&desk));
    // And who is called so in another county.
    let desk = Desk::new(&HERE);
    plant_flagged(&desk);
    let mut far = at_the_house("c", "Harbor Help", None);
    let location = &mut far["service_at_locations"][0]["location"];
    location["latitude"] = json!(38.627);
    location["longitude"] = json!(-90.199);
    location["addresses"][0]["city"] = json!("St. Louis");
    location["addresses"][0]["postal_code"] = json!("63101");
    let report = loaded(&desk, &[far], Desk::run_openly);
    let rules = &report["held_by_rule"];
    assert_eq!(rules["confidential_to_public"], Value::Null, "{report:#}");
}

/// What another source has in the open under a like name, before anybody says that it is confidential.
#[test]
fn a_like_name_in_the_open_goes_with_the_place() {
    for (name, is_placed) in [("Harbor Help", true), ("The Harbor Help Inc.", false)] {
        let desk = Desk::new(&HERE);
        let mut open = at_the_house("c", name, None);
        open["description"] = json!("Ring at 4417 Zyxwell Orchard Road.");
        if !is_placed {
            open["service_at_locations"] = json!([]);
        }
        loaded(&desk, &[open], Desk::run_openly);
        plant_flagged(&desk);
        desk.assert_exports_without();
        desk.assert_left_nothing(name);
    }
}
