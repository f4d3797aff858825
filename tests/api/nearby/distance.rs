//! How far things are, and what is said of it.

use serde_json::{Value, json};

use crate::common::{
    Directory, Sources,
    sources::{at, listing},
};

const ORIGIN: &str = "lat=38.91&lon=-94.41";

fn distances(page: &crate::common::Page) -> Vec<f64> {
    let of = |listing: &Value| {
        let distance = &listing["distance"];
        let metres = distance["metres"].as_f64();
        metres.or(distance["area_metres"].as_f64())
    };
    page.contents().iter().map(|l| of(l).unwrap()).collect()
}

#[test]
fn the_nearest_is_first_as_the_geodesic_has_it() {
    let app = Directory::of(&Sources::of([
        at("east, 865 m", 38.91, -94.40, json!({})),
        at("north, 1110 m", 38.92, -94.41, json!({})),
        at("here", 38.91, -94.41, json!({})),
        at("west, 1731 m", 38.91, -94.43, json!({})),
    ]));
    let page = app.anonymous().nearby(ORIGIN);
    // In degrees the one in the east and the one in the north would be as far.
    assert_eq!(
        page.names(),
        ["here", "east, 865 m", "north, 1110 m", "west, 1731 m"]
    );
    assert!(distances(&page).is_sorted());
}

#[test]
fn the_antimeridian_is_no_border() {
    let app = Directory::of(&Sources::of([
        at("across", 0.0, -179.99, json!({})),
        at("this side", 0.0, 179.9, json!({})),
    ]));
    let page = app.anonymous().nearby("lat=0&lon=179.99");
    assert_eq!(page.names(), ["across", "this side"]);
}

#[test]
fn what_is_equally_far_is_in_the_order_of_ids() {
    let names: Vec<String> = (0..9).map(|number| format!("number {number}")).collect();
    let same_place = names.iter().map(|name| at(name, 38.9, -94.4, json!({})));
    let app = Directory::of(&Sources::of(same_place));
    let page = app.anonymous().nearby(ORIGIN);
    let ids = page.contents().iter().map(|l| l["id"].as_str().unwrap());
    assert!(ids.is_sorted());
}

#[test]
fn a_distance_says_what_it_was_measured_to() {
    let address = |address: Value| json!({"addresses": [address]});
    let app = Directory::of(&Sources::of([
        listing(
            "by point",
            json!({}),
            json!({"latitude": 38.91, "longitude": -94.39}),
        ),
        listing(
            "by street",
            json!({}),
            json!({"latitude": 38.91, "longitude": -94.38, "precision": "street"}),
        ),
        listing(
            "by ZIP",
            json!({}),
            address(
                json!({"postal_code": "64063", "city": "Lee's Summit", "state_province": "MO"}),
            ),
        ),
        listing(
            "by town",
            json!({}),
            address(
                json!({"address_1": "1 Main St", "city": "Lee's Summit", "state_province": "MO"}),
            ),
        ),
        listing(
            "by county",
            json!({}),
            address(json!({"region": "Jackson County", "state_province": "MO"})),
        ),
        listing(
            "withheld",
            json!({}),
            json!({"withheld": true, "public_area": "Jackson County, MO"}),
        ),
    ]));
    let page = app.anonymous().nearby(ORIGIN);
    for (name, basis, precision, text) in [
        ("by point", "point", json!("address"), "mi, straight line"),
        ("by street", "point", json!("street"), "mi, straight line"),
        (
            "by ZIP",
            "approximate",
            json!("postal_code"),
            "mi, to the middle of its ZIP",
        ),
        (
            "by town",
            "approximate",
            json!("city"),
            "mi, to the middle of its town",
        ),
        (
            "by county",
            "approximate",
            json!("county"),
            "mi, to the middle of its county",
        ),
        ("withheld", "area", json!(null), "in Jackson County, MO"),
    ] {
        let listing = page.named(name);
        let distance = &listing["distance"];
        assert_eq!(distance["basis"], basis, "{name}");
        assert_eq!(listing["location"]["precision"], precision, "{name}");
        let said = distance["text"].as_str().unwrap();
        assert!(said.ends_with(text), "{name}: {said}");
        let about = basis == "approximate";
        assert_eq!(said.starts_with("about "), about, "{name}: {said}");
    }
}

#[test]
fn a_withheld_place_has_an_area_and_no_point() {
    let app = Directory::of(&Sources::of([listing(
        "a house",
        json!({}),
        json!({"withheld": true, "public_area": "Jackson County, MO",
            "latitude": 38.9, "longitude": -94.4, "addresses": [{"address_1": "1 Main St"}]}),
    )]));
    let page = app.anonymous().nearby(ORIGIN);
    let house = page.named("a house");
    assert_eq!(house["withheld"], true);
    assert_eq!(house["distance"]["metres"], json!(null));
    assert!(house["distance"]["area_metres"].is_f64());
    let location = &house["location"];
    assert_eq!(location["public_area"], "Jackson County, MO");
    for field in ["latitude", "longitude", "precision", "address"] {
        assert_eq!(location[field], json!(null), "{field}");
    }
}

#[test]
fn a_distance_is_told_in_miles_as_a_person_says_it() {
    let app = Directory::of(&Sources::of([
        at("30 m", 38.91, -94.409_65, json!({})),
        at("4.6 mi", 38.977, -94.41, json!({})),
        at("34 mi", 39.41, -94.41, json!({})),
    ]));
    let page = app.anonymous().nearby(ORIGIN);
    let text = |name: &str| page.named(name)["distance"]["text"].clone();
    assert_eq!(text("30 m"), "less than 0.1 mi, straight line");
    assert_eq!(text("4.6 mi"), "4.6 mi, straight line");
    assert_eq!(text("34 mi"), "34 mi, straight line");
}

#[test]
fn beyond_fifty_miles_is_far() {
    let app = Directory::of(&Sources::of([
        at("80.4 km", 0.7271, 0.0, json!({})),
        at("80.5 km", 0.7281, 0.0, json!({})),
    ]));
    let page = app.anonymous().nearby("near=0,0");
    let far: Vec<&Value> = page
        .contents()
        .iter()
        .map(|listing| &listing["distance"]["far"])
        .collect();
    assert_eq!(far, [false, true]);
}

#[test]
fn a_radius_leaves_out_what_is_beyond_it() {
    let app = Directory::of(&Sources::of([
        at("1.1 km", 38.92, -94.41, json!({})),
        at("11 km", 39.01, -94.41, json!({})),
    ]));
    let anyone = app.anonymous();
    for (radius, names) in [
        ("2000", &["1.1 km"][..]),
        ("2km", &["1.1 km"]),
        ("1.2mi", &["1.1 km"]),
        ("2000m", &["1.1 km"]),
        ("1%20MI", &["1.1 km"]),
        ("12km", &["1.1 km", "11 km"]),
        ("20037508", &["1.1 km", "11 km"]),
    ] {
        let page = anyone.nearby(&format!("{ORIGIN}&radius={radius}"));
        assert_eq!(page.names(), names, "{radius}");
        assert_eq!(page.0["total_items"], names.len(), "{radius}");
        assert_eq!(page.0["widened"], false, "{radius}");
    }
}

#[test]
fn a_radius_with_nothing_in_it_is_widened() {
    let app = Directory::of(&Sources::of([
        at("near", 38.92, -94.41, json!({})),
        at("farther", 39.01, -94.41, json!({})),
    ]));
    let page = app.anonymous().nearby(&format!("{ORIGIN}&radius=10"));
    assert_eq!(page.0["widened"], true);
    assert_eq!(page.names(), ["near", "farther"]);
}

#[test]
fn nothing_at_all_is_not_widened() {
    let app = Directory::seeded();
    let query = format!("{ORIGIN}&radius=10&category=hotline.runaway");
    let page = app.anonymous().nearby(&query);
    assert_eq!(page.0["widened"], false);
    assert_eq!(page.0["total_items"], 0);
}

#[test]
fn a_radius_keeps_no_line_away() {
    let app = Directory::seeded();
    let page = app.anonymous().nearby("near=64081&radius=1");
    assert_eq!(page.0["widened"], true);
    assert_eq!(
        page.remote()[0]["name"],
        "National Human Trafficking Hotline"
    );
}
