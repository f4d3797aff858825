//! Texts of a service or an organization that tell the place of what is withheld.

use std::fs;

use serde_json::{Value, json};

use crate::common::{
    Directory, Sources, Stored,
    sources::{claim, listing},
};

/// A house at 12 N Sentinel Grove St, 64014, as its provider has it.
fn house(service: Value, organization: Value) -> Sources {
    let location = json!({
        "withheld": true, "public_area": "Jackson County, MO",
        "latitude": 38.987_654, "longitude": -94.234_567,
        "addresses": [{"address_1": "12 N Sentinel Grove St", "city": "Blue Springs",
            "state_province": "MO", "postal_code": "64014"}],
    });
    let mut claims = listing("house", service, location);
    let body = claims[0]["body"].as_object_mut().unwrap();
    body.extend(organization.as_object().unwrap().clone());
    Sources::of([claims])
}

/// What is served of the house's service, with its organization.
fn served(sources: &Sources) -> Value {
    let app = Directory::of(sources);
    let anyone = app.anonymous();
    let page = anyone.nearby("near=64081");
    let id = page.named("house")["service"]["id"].as_str().unwrap();
    anyone.get(&format!("/v1/services/{id}")).ok()
}

#[test]
fn a_text_that_tells_the_place_is_withheld() {
    for text in [
        "Come to 12 N Sentinel Grove St.",
        "Come to 12 North Sentinel Grove Street",
        "12 SENTINEL GROVE",
        "It is on Sentinel Grove Street",
        "in 64014",
        "in 64014-1234.",
        "at 38.9877, -94.2346",
        "at 38.987654",
    ] {
        let service = json!({
            "description": text, "terms": {"referral": {"text": text}},
            "phones": [{"number": "816-555-0100", "type": "voice", "description": text}],
        });
        let service = served(&house(service, json!({"description": text})));
        assert_eq!(service.get("description"), None, "{text}");
        assert_eq!(service["terms"], json!({"referral": {}}), "{text}");
        assert_eq!(service["phones"][0].get("description"), None, "{text}");
        assert_eq!(service["phones"][0]["number"], "+18165550100", "{text}");
        assert_eq!(service["organization"]["description"], "", "{text}");
    }
}

#[test]
fn a_text_that_does_not_is_kept() {
    for text in [
        "A house for 12 women, open since 1964.",
        "A grove of sentinel trees; call 816-555-0123.",
        "Serves Jackson County and St. Louis.",
    ] {
        let service = served(&house(json!({"description": text}), json!({})));
        assert_eq!(service["description"], text);
    }
}

#[test]
fn an_area_that_is_served_is_no_text() {
    let areas = json!([{"extent": "64014", "extent_type": "text"}]);
    let service = served(&house(json!({"service_areas": areas}), json!({})));
    assert_eq!(service["service_areas"][0]["extent"], "64014");
}

#[test]
fn a_list_of_zips_has_no_hole_where_the_place_is() {
    let areas = |text: &str| {
        json!([
            {"name": "64014", "extent": "64014", "extent_type": "text"},
            {"name": text, "extent": "64081", "extent_type": "text"},
        ])
    };
    let criteria = |text: &str| json!([{"text": text, "test": {"fact": "residence", "within": ["64014", "64081"]}}]);
    let serves = |text: &str| {
        let body = json!({"service_areas": areas(text), "criteria": criteria(text)});
        served(&house(body, json!({})))
    };
    let service = serves("For neighbours.");
    assert_eq!(service["service_areas"][0]["name"], "64014");
    let text = service.to_string();
    let within = r#"\"within\":[\"64014\",\"64081\"]"#;
    assert!(text.contains(within), "{text}");
    // Rules with a text that tells go together, and all areas lose their names; the service stays.
    let service = serves("For neighbours of 64014.");
    assert_eq!(service["name"], "house");
    let text = service.to_string();
    assert!(
        !text.contains("neighbours") && !text.contains("within"),
        "{text}"
    );
    let areas = service["service_areas"].as_array().unwrap();
    let is_unnamed = |area: &Value| area.get("name").is_none();
    assert!(areas.len() == 2 && areas.iter().all(is_unnamed), "{text}");
}

#[test]
fn nothing_of_it_is_on_the_disk() {
    let told = json!({"description": "12 Sentinel Grove", "unknown": ["64014"]});
    let sources = house(told.clone(), told.clone()).and(
        "article",
        "article",
        [vec![json!({
            "record": "service", "key": "house", "body": {"alternate_name": "Sentinel Grove Road"},
            "words": "at 12 Sentinel Grove", "denies": [{"group": "phones", "why": "64014"}],
        })]],
    );
    let stored = Stored::of(&sources.same_as("service", "house", "article", "provider"));
    for file in fs::read_dir(stored.folder.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for told in ["Sentinel", "64014"] {
            assert!(!text.contains(told), "{told}");
        }
    }
}

#[test]
fn the_office_of_the_same_organization_keeps_its_address() {
    let office = json!({"location_type": "physical", "addresses": [{
        "address_1": "1 Main St", "city": "Blue Springs", "state_province": "MO", "postal_code": "64014"}]});
    let sources = house(json!({}), json!({})).and(
        "directory",
        "directory",
        [vec![
            claim("organization", "house", json!({"name": "house"})),
            claim(
                "service",
                "office",
                json!({"organization_id": "house", "name": "office of the house"}),
            ),
            claim("location", "office", office),
            claim(
                "service_at_location",
                "office",
                json!({"service_id": "office", "location_id": "office"}),
            ),
        ]],
    );
    let app = Directory::of(&sources.same_as("organization", "house", "directory", "provider"));
    let page = app.anonymous().nearby("near=64081");
    let address = &page.named("office of the house")["location"]["address"];
    assert_eq!(address["postal_code"], "64014");
}

/// What else the organization of the house has: an office, with a service of its own.
fn with_an_office(office: Value, service: Value) -> Sources {
    let mut claims = vec![
        claim(
            "service",
            "office",
            json!({"organization_id": "house", "name": "office"}),
        ),
        claim(
            "location",
            "office",
            json!({"location_type": "physical", "latitude": 38.91, "longitude": -94.38}),
        ),
        claim(
            "service_at_location",
            "office",
            json!({"service_id": "office", "location_id": "office"}),
        ),
    ];
    for (at, fields) in [(0, service), (1, office)] {
        let body = claims[at]["body"].as_object_mut().unwrap();
        body.extend(fields.as_object().unwrap().clone());
    }
    house(json!({}), json!({})).joined_by(claims)
}

#[test]
fn the_texts_of_whatever_the_organization_has_are_searched() {
    let text = json!({"description": "The shelter is at 12 Sentinel Grove."});
    let app = Directory::of(&with_an_office(text.clone(), text));
    let page = app.anonymous().get("/v1/export?format=hsds-json").text();
    assert!(page.contains("office"));
    assert!(!page.contains("Sentinel"));
}

#[test]
fn the_same_house_given_once_more_as_open_is_withheld_too() {
    for twin in [
        json!({"addresses": [{"address_1": "12 Sentinel Grove Street", "city": "Blue Springs", "state_province": "MO",
            "region": "Jackson County"}]}),
        json!({"latitude": 38.987_66, "longitude": -94.234_57, "addresses": [{"city": "Blue Springs", "state_province": "MO"}]}),
    ] {
        let app = Directory::of(&with_an_office(twin, json!({})));
        let page = app.anonymous().nearby("near=64081");
        assert_eq!(page.named("house: office")["withheld"], true);
        assert!(!page.0.to_string().contains("Sentinel"));
    }
}

#[test]
fn a_flag_of_the_organization_or_of_the_service_is_of_their_places() {
    for (entry, flag) in [
        (0, "PhysicalAddressIsPrivate"),
        (1, "address_is_confidential"),
        (0, "is_confidential"),
        (3, "hide address"),
    ] {
        let mut claims = listing(
            "house",
            json!({}),
            json!({"latitude": 38.9, "longitude": -94.4,
            "addresses": [{"address_1": "12 Sentinel Street", "city": "Lee's Summit", "state_province": "MO"}]}),
        );
        claims[entry]["body"][flag] = json!("Yes");
        claims[1]["body"]["description"] = json!("Come to twelve Sentinel.");
        let app = Directory::of(&Sources::of([claims]));
        let page = app.anonymous().nearby("near=64081");
        assert_eq!(page.named("house")["withheld"], true, "{flag}");
        assert!(!page.0.to_string().contains("Sentinel"), "{flag}");
    }
}
