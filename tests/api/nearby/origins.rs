//! Where a question may be asked from.

use serde_json::{Value, json};

use crate::common::Directory;

#[test]
fn a_zip_with_four_digits_more_is_that_zip() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let (five, nine) = (
        anyone.nearby("near=64081"),
        anyone.nearby("near=64081-1234"),
    );
    assert_eq!(nine.0["origin"]["name"], five.0["origin"]["name"]);
    assert_eq!(nine.contents(), five.contents());
}

#[test]
fn a_town_is_the_same_in_every_spelling() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for (spellings, name) in [
        (
            &[
                "Lee's Summit, MO",
                "Lees Summit, mo",
                "Lee’s Summit,MO",
                "LEE'S SUMMIT MISSOURI",
                "  lee's  summit ,  mo ",
                "Lee%27s Summit, MO",
            ][..],
            "Lee's Summit, MO",
        ),
        (
            &["Saint Louis, MO", "St. Louis, MO", "st louis mo"],
            "St. Louis, MO",
        ),
        (&["Saint Joseph, MO", "St. Joseph, MO"], "Saint Joseph, MO"),
    ] {
        for spelling in spellings {
            let query = spelling.replace(' ', "+").replace('’', "%E2%80%99");
            let page = anyone.nearby(&format!("near={query}"));
            assert_eq!(page.0["origin"]["name"], name, "{spelling}");
            assert_eq!(page.0["origin"]["kind"], "place", "{spelling}");
        }
    }
}

#[test]
fn a_county_is_an_origin() {
    let app = Directory::seeded();
    let page = app.anonymous().nearby("near=Jackson+County,+MO");
    let origin = &page.0["origin"];
    assert_eq!(origin["kind"], "county");
    assert_eq!(origin["counties"], json!(["Jackson County, MO"]));
}

#[test]
fn st_louis_city_is_not_st_louis_county() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let counties =
        |near: &str| anyone.nearby(&format!("near={near}")).0["origin"]["counties"].clone();
    assert_eq!(counties("St.+Louis,+MO"), json!(["St. Louis city, MO"]));
    assert_eq!(
        counties("St.+Louis+County,+MO"),
        json!(["St. Louis County, MO"])
    );
}

#[test]
fn a_point_may_be_written_in_near_or_in_two_parameters() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let written = anyone.nearby("near=38.9,-94.4");
    let two = anyone.nearby("lat=38.9&lon=-94.4");
    assert_eq!(written.0["origin"]["kind"], "point");
    assert_eq!(written.contents(), two.contents());
    assert_eq!(written.remote(), two.remote());
    assert_eq!(
        written.0["origin"]["counties"],
        json!(["Jackson County, MO"])
    );
}

#[test]
fn the_whole_globe_is_answered() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for query in [
        "near=0,0",
        "lat=90&lon=0",
        "lat=-90&lon=0",
        "lat=90&lon=180",
        "lat=0&lon=180",
        "lat=0&lon=-180",
        "lat=-0.0&lon=-0.0",
        "lat=+51.5&lon=0",
        "lat=1e-320&lon=0",
    ] {
        let query = query.replace('+', "%2B");
        let page = anyone.nearby(&query);
        assert_eq!(page.0["total_items"], 14, "{query}");
        assert_eq!(page.0["origin"]["covered"], false, "{query}");
        assert_eq!(page.0["origin"]["counties"], json!([]), "{query}");
    }
}

#[test]
fn a_place_that_the_directory_does_not_cover_says_so() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let covered =
        |near: &str| anyone.nearby(&format!("near={near}")).0["origin"]["covered"].clone();
    assert_eq!(covered("64081"), true);
    assert_eq!(covered("10001"), false);
    // Kansas is within sight of Lee's Summit, and is another state.
    assert_eq!(covered("66101"), false);
}

#[test]
fn a_post_asks_what_a_get_asks() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for (query, body) in [
        ("near=64081", json!({"near": "64081"})),
        ("lat=38.9&lon=-94.4", json!({"lat": 38.9, "lon": -94.4})),
        (
            "near=64081&radius=25mi&category=shelter&category=legal&audience=trafficking_survivors",
            json!({"near": "64081", "radius": "25mi", "category": ["shelter", "legal"], "audience": ["trafficking_survivors"]}),
        ),
        (
            "near=63141&radius=40000&kind=police&kind=help&serves_origin=yes&remote=all&page=2&per_page=3",
            json!({"near": "63141", "radius": 40_000, "kind": ["police", "help"], "serves_origin": "yes", "remote": "all", "page": 2, "per_page": 3}),
        ),
        (
            "near=63141&bbox=-95,38,-90,39.5",
            json!({"near": "63141", "bbox": "-95,38,-90,39.5"}),
        ),
        (
            "near=64081&category=legal",
            json!({"near": "64081", "category": "legal"}),
        ),
    ] {
        let got = anyone.get(&format!("/v1/nearby?{query}"));
        let posted = anyone.post("/v1/nearby", body);
        got.ok();
        assert_eq!(got.text(), posted.text(), "{query}");
    }
}

#[test]
fn an_answer_names_its_revision_and_is_not_to_be_kept() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for answer in [
        anyone.get("/v1/nearby?near=64081"),
        anyone.post("/v1/nearby", json!({"near": "64081"})),
    ] {
        assert_eq!(answer.header("directory-revision"), Some("1"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("set-cookie"), None);
        assert_eq!(answer.header("etag"), None);
    }
}

#[test]
fn every_answer_has_the_emergency_number() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for query in ["near=64081", "near=0,0", "near=64081&page=9&kind=police"] {
        let page = anyone.nearby(query);
        assert_eq!(page.0["emergency"], json!({"call": "911"}), "{query}");
        let text = page.0["contents"].to_string() + &page.0["remote"].to_string();
        assert!(!text.contains("tel:911"), "{query}");
    }
    let empty: Value = Directory::empty().anonymous().nearby("near=64081").0;
    assert_eq!(empty["emergency"]["call"], "911");
}
