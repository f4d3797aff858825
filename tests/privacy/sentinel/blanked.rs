//! A place that the update does not give, or does not tie to anybody, and that its texts still tell.

use std::fs;

use serde_json::{Value, json};

use super::{
    Desk,
    feed::HERE,
    later::{house, publish_at},
};
use crate::common::{Sources, sources::claim};

const TEXT: &str = "Come to 4417 Zyxwell Orchard Rd.";

#[track_caller]
fn assert_left_nothing(desk: &Desk) {
    desk.assert_left_nothing("the load");
    desk.assert_exports_without();
}

#[test]
fn a_place_whose_address_goes_with_its_flag_is_searched_for_as_it_was() {
    let blanked = [
        json!({"location_type": "physical", "is_confidential": true, "public_area": "Jackson County, MO"}),
        json!({"location_type": "physical", "is_confidential": true,
            "addresses": [{"address_1": "Confidential", "city": "Independence", "state_province": "MO"}]}),
    ];
    for location in blanked {
        let desk = Desk::new(&HERE);
        publish_at(&desk, &Sources::of([house("house", TEXT)]));
        let mut claims = house("house", TEXT);
        claims[2]["body"] = location;
        publish_at(&desk, &Sources::of([claims]));
        assert_left_nothing(&desk);
    }
}

#[test]
fn a_flag_of_what_has_the_place_hides_it_though_the_update_does_not_have_the_place() {
    for (at, flag) in [
        (0, json!({"PhysicalAddressIsPrivate": true})),
        (1, json!({"PhysicalAddressIsPrivate": true})),
        (3, json!({"PhysicalAddressIsPrivate": true})),
        (3, json!({"is_confidential": true})),
    ] {
        let desk = Desk::new(&HERE);
        let claims = house("house", TEXT);
        publish_at(&desk, &Sources::of([claims.clone()]));
        let mut flagged = claims[at].clone();
        for (column, value) in flag.as_object().expect("a flag") {
            flagged["body"][column] = value.clone();
        }
        // Of a service somewhere, with what it belongs to.
        let update = match at {
            3 => vec![
                claims[0].clone(),
                claims[1].clone(),
                claims[2].clone(),
                flagged,
            ],
            _ => vec![flagged],
        };
        publish_at(&desk, &Sources::of([update]));
        assert_left_nothing(&desk);
    }
}

#[test]
fn an_address_that_says_that_it_is_not_to_be_told_is_not() {
    for line in [
        "DO NOT PUBLISH 4417 Zyxwell Orchard Rd",
        "4417 Zyxwell Orchard Rd (do not share)",
        "4417 Zyxwell Orchard Rd ***SECRET***",
        "INTERNAL ONLY: 4417 Zyxwell Orchard Rd",
        "4417 Zyxwell Orchard Rd, staff only",
        "PRIVATE",
        "Hidden",
    ] {
        let desk = Desk::new(&HERE);
        publish_at(&desk, &Sources::of([house("house", TEXT)]));
        let mut claims = house("house", TEXT);
        claims[2]["body"]["addresses"][0]["address_1"] = json!(line);
        publish_at(&desk, &Sources::of([claims]));
        assert_left_nothing(&desk);
    }
}

/// What remains of a place that was hidden is nothing to search for: its texts are still as they were at their source.
#[test]
fn a_place_that_is_forgotten_is_not_told_by_the_next_load_either() {
    let desk = Desk::new(&HERE);
    publish_at(&desk, &Sources::of([house("house", TEXT)]));
    let mut claims = house("house", TEXT);
    claims[2]["body"] = json!({"location_type": "physical", "is_confidential": true, "public_area": "Jackson County, MO"});
    for _ in 0..2 {
        publish_at(&desk, &Sources::of([claims.clone()]));
        assert_left_nothing(&desk);
    }
    // Without the place, and one by one.
    claims.truncate(2);
    publish_at(&desk, &Sources::of([claims.clone()]));
    assert_left_nothing(&desk);
    for one in claims {
        publish_at(&desk, &Sources::of([vec![one]]));
        assert_left_nothing(&desk);
    }
}

#[test]
fn where_the_same_organization_is_in_the_open_may_be_told() {
    let office = "Ask at 900 Grand Blvd.";
    let desk = Desk::new(&HERE);
    let mut claims = house("house", office);
    claims[2]["body"] = json!({"location_type": "physical", "is_confidential": true, "public_area": "Jackson County, MO"});
    claims.extend([
        claim("location", "office", json!({"location_type": "physical", "name": "Office", "withheld": false,
            "addresses": [{"address_1": "900 Grand Boulevard", "city": "Kansas City", "state_province": "MO",
                "postal_code": "64106", "country": "US", "address_type": "physical"}]})),
        claim("service_at_location", "r", json!({"service_id": "s", "location_id": "office"})),
    ]);
    for _ in 0..2 {
        publish_at(&desk, &Sources::of([claims.clone()]));
        let server = desk.serve();
        let text = server.anonymous().get("/v1/services").text().to_owned();
        assert!(text.contains(office), "{text}");
        server.stop();
    }
}

#[test]
fn a_place_of_nobody_known_is_searched_for_in_all_texts_of_its_source() {
    let desk = Desk::new(&HERE);
    let mut claims = house("house", TEXT);
    claims[2]["body"]["is_confidential"] = json!(true);
    claims.pop();
    publish_at(&desk, &Sources::of([claims]));
    assert_left_nothing(&desk);
}

#[test]
fn a_nested_place_without_an_id_or_with_another_is_searched_for() {
    let named = [(None, None), (Some("x"), None), (Some("x"), Some("y"))];
    for (id, referred) in named {
        let desk = Desk::new(&HERE);
        let mut placed = json!({"id": "p", "location": {
            "location_type": "physical", "is_confidential": true, "name": "House",
            "addresses": [{"address_1": "4417 Zyxwell Orchard Rd", "city": "Independence", "state_province": "MO",
                "postal_code": "64055", "country": "US", "address_type": "physical"}],
        }});
        if let Some(id) = id {
            placed["location"]["id"] = json!(id);
        }
        if let Some(id) = referred {
            placed["location_id"] = json!(id);
        }
        let feed: Value = json!([{"id": "s", "name": "Beds", "status": "active", "description": TEXT,
            "organization": {"id": "o", "name": "Harbor Help", "description": TEXT},
            "service_areas": [{"extent": "4417 Zyxwell Orchard Rd", "extent_type": "text"}],
            "service_at_locations": [placed]}]);
        let file = desk.feeds.path().join("feed.json");
        fs::write(&file, feed.to_string()).expect("a file");
        let file = file.to_str().expect("a path");
        desk.run(&["check", file, "--source", "Feed"]);
        desk.run(&["load", file, "--source", "Feed", "--by", "Ana"]);
        desk.assert_exports_without();
    }
}

#[test]
fn an_address_of_no_location_is_searched_for_beside_a_confidential_one() {
    for (owner, organization) in [("", "1"), ("27", "1"), ("21", "9")] {
        let desk = Desk::new(&HERE);
        let folder = desk.feeds.path().join("package");
        fs::create_dir_all(&folder).expect("a folder");
        let write = |name: &str, text: String| {
            fs::write(folder.join(name), text).expect("a file");
        };
        write(
            "organizations.csv",
            format!("id,name,description\n1,Harbor Help,{TEXT}\n"),
        );
        write(
            "services.csv",
            format!("id,organization_id,name,status,description\n11,1,Beds,active,{TEXT}\n"),
        );
        write(
            "locations.csv",
            format!(
                "id,organization_id,name,location_type,is_confidential\n21,{organization},House,physical,true\n"
            ),
        );
        write(
            "services_at_location.csv",
            "id,service_id,location_id\n41,11,22\n".to_owned(),
        );
        write(
            "addresses.csv",
            format!(
                "id,location_id,address_1,city,state_province,postal_code\n31,{owner},4417 Zyxwell Orchard Rd,Independence,MO,64055\n"
            ),
        );
        let folder = folder.to_str().expect("a path");
        desk.run(&["load", folder, "--source", "Feed", "--by", "Ana"]);
        desk.assert_exports_without();
    }
}

#[test]
fn an_attribute_of_the_address_hides_it() {
    let desk = Desk::new(&HERE);
    let folder = desk.feeds.path().join("package");
    fs::create_dir_all(&folder).expect("a folder");
    for (name, text) in [
        ("organizations.csv", format!("id,name,description\n1,Harbor Help,{TEXT}\n")),
        ("services.csv", "id,organization_id,name,status\n11,1,Beds,active\n".to_owned()),
        ("locations.csv", "id,name,location_type\n21,House,physical\n".to_owned()),
        ("services_at_location.csv", "id,service_id,location_id\n41,11,21\n".to_owned()),
        ("addresses.csv", "id,location_id,address_1,city,state_province,postal_code\n31,21,4417 Zyxwell Orchard Rd,Independence,MO,64055\n".to_owned()),
        ("attributes.csv", "id,link_id,link_entity,label,value\n51,31,address,Confidential,yes\n".to_owned()),
    ] {
        fs::write(folder.join(name), text).expect("a file");
    }
    let folder = folder.to_str().expect("a path");
    desk.run(&["load", folder, "--source", "Feed", "--by", "Ana"]);
    desk.assert_exports_without();
}

#[test]
fn the_same_house_as_a_record_of_its_own_is_taken_back() {
    let desk = Desk::new(&HERE);
    publish_at(&desk, &Sources::of([house("house", "Beds.")]));
    let mut claims = house("annex", "Beds.");
    claims[2]["body"]["withheld"] = json!(true);
    claims[2]["body"]["public_area"] = json!("Jackson County, MO");
    claims.remove(3);
    claims.push(claim(
        "service_at_location",
        "q",
        json!({"service_id": "s", "location_id": "annex"}),
    ));
    publish_at(&desk, &Sources::of([claims]));
    assert_left_nothing(&desk);
}
