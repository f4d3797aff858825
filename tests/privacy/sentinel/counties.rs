//! A confidential house in a town that lies in several counties, or beyond the county that its name stands for. The address
//! is not kept, and what is known later is a county.

use std::fs;

use serde_json::{Value, json};

use super::{Desk, feed::HERE, flagged::is_shown};

/// Towns with a ZIP that is in another county than their centre. That of Creve Coeur bears the name of St. Louis by post.
const TOWNS: [[&str; 3]; 6] = [
    ["Kansas City", "MO", "64155"],
    ["Kansas City", "MO", "64151"],
    ["Gladstone", "MO", "64118"],
    ["St. Louis", "MO", "63141"],
    ["Austin", "TX", "78717"],
    ["Aurora", "CO", "80012"],
];

fn at(key: &str, [city, state, zip]: [&str; 3], is_confidential: bool) -> Value {
    let mut location = json!({"id": format!("{key}-l"), "location_type": "physical",
        "addresses": [{"address_1": "4417 Zyxwell Orchard Road", "city": city, "state_province": state,
            "postal_code": zip, "country": "US", "address_type": "physical"}]});
    if is_confidential {
        location["is_confidential"] = json!(true);
    }
    json!({"id": format!("{key}-s"), "name": "Counseling", "status": "active",
        "phones": [{"number": "816-555-0142"}],
        "organization": {"id": "o", "name": "Harbor Help", "description": "Help"},
        "service_at_locations": [{"id": format!("{key}-p"), "location": location}]})
}

fn load(desk: &Desk, source: &str, services: &[Value]) -> Value {
    let path = desk.feeds.path().join(format!("{source}.json"));
    fs::write(&path, json!(services).to_string()).expect("a file");
    let path = path.display().to_string();
    desk.run_openly(&["load", "--json", "--source", source, &path])
        .json()
}

#[track_caller]
fn assert_is_asked(desk: &Desk, report: &Value, what: &str) {
    let asked = &report["held_by_rule"]["confidential_to_public"];
    assert_eq!(*asked, 1, "{what}: {report:#}");
    assert!(!is_shown(desk), "{what}");
}

/// As feeds do that number anew each month, and as another list has it.
#[test]
fn the_house_under_another_key_waits_in_whatever_county_its_town_is() {
    for town in TOWNS {
        for source in ["county", "state"] {
            let desk = Desk::new(&HERE);
            load(&desk, "county", &[at("a", town, true)]);
            let report = load(&desk, source, &[at("b", town, false)]);
            assert_is_asked(&desk, &report, &format!("{town:?}, {source}"));
        }
    }
}

/// By post a suburb's letters bear the name of the city, in another county.
#[test]
fn the_house_waits_under_the_other_name_of_its_town() {
    for [named, called] in [
        [["Kansas City", "MO", "64118"], ["Gladstone", "MO", "64118"]],
        [["St. Louis", "MO", "63141"], ["Creve Coeur", "MO", "63141"]],
    ] {
        for [hidden, open] in [[named, called], [called, named]] {
            let desk = Desk::new(&HERE);
            load(&desk, "county", &[at("a", hidden, true)]);
            let report = load(&desk, "state", &[at("b", open, false)]);
            assert_is_asked(&desk, &report, &format!("{open:?}"));
        }
    }
}

/// Where the flag comes without a street, before the house, after it and beside it.
#[test]
fn what_may_be_the_place_waits_in_whatever_county_its_town_is() {
    for town in TOWNS {
        let open = at("b", town, false);
        let mut flagged = at("a", town, true);
        let location = &mut flagged["service_at_locations"][0]["location"];
        location["addresses"][0]["address_1"] = json!("Confidential");

        let desk = Desk::new(&HERE);
        load(&desk, "county", &[flagged.clone(), open.clone()]);
        assert!(!is_shown(&desk), "{town:?}");

        for source in ["county", "state"] {
            let desk = Desk::new(&HERE);
            load(&desk, source, std::slice::from_ref(&open));
            assert!(is_shown(&desk));
            let report = load(&desk, "county", std::slice::from_ref(&flagged));
            assert_eq!(report["hidden"], 1, "{town:?}: {report:#}");
            assert!(!is_shown(&desk), "{town:?}");
            desk.assert_left_nothing(source);
        }
    }
}

/// Far enough to be no other word for the same.
#[test]
fn an_office_in_another_county_stays() {
    for (hidden, open) in [
        (["Liberty", "MO", "64068"], ["Lee's Summit", "MO", "64081"]),
        (["Kansas City", "MO", "64155"], ["Columbia", "MO", "65201"]),
        (["Creve Coeur", "MO", "63141"], ["Festus", "MO", "63028"]),
    ] {
        let desk = Desk::new(&HERE);
        load(&desk, "county", &[at("a", hidden, true)]);
        let report = load(&desk, "county", &[at("b", open, false)]);
        assert_eq!(report["held"], 0, "{open:?}: {report:#}");
        assert!(is_shown(&desk));
    }
}
