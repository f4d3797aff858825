//! Typical answers, whole: what a change to them looks like is seen in review.

use insta::assert_json_snapshot;
use serde_json::Value;

use crate::common::{Caller, Directory};

/// A path of a record of the hotline or shelter whose listing is called `name`.
fn record(anyone: &Caller, name: &str, part: &str, route: &str) -> Value {
    let page = anyone.nearby("near=64081&remote=all");
    let id = match part {
        "" => &page.named(name)["id"],
        part => &page.named(name)[part]["id"],
    };
    anyone
        .get(&format!("/v1/{route}/{}", id.as_str().unwrap()))
        .ok()
}

#[test]
fn a_page_of_nearby() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let query = "near=64081&category=shelter&category=hotline.trafficking&per_page=2";
    assert_json_snapshot!("a_page_of_nearby", anyone.nearby(query).0);
}

#[test]
fn a_service_at_a_withheld_location() {
    let app = Directory::seeded();
    let name = "Hope Haven of Missouri: Emergency shelter";
    let whole = record(&app.anonymous(), name, "", "service_at_locations");
    assert_json_snapshot!("a_service_at_a_withheld_location", whole);
}

#[test]
fn a_service() {
    let app = Directory::seeded();
    let name = "National Human Trafficking Hotline";
    let whole = record(&app.anonymous(), name, "service", "services");
    assert_json_snapshot!("a_service", whole);
}

#[test]
fn an_organization() {
    let app = Directory::seeded();
    let name = "Verge Legal Services: Representation for protective orders";
    let whole = record(&app.anonymous(), name, "organization", "organizations");
    assert_json_snapshot!("an_organization", whole);
}

#[test]
fn a_location() {
    let app = Directory::seeded();
    let name = "Preferred Family Healthcare: Dual-diagnosis treatment";
    let whole = record(&app.anonymous(), name, "location", "locations");
    assert_json_snapshot!("a_location", whole);
}

#[test]
fn a_refusal() {
    let app = Directory::seeded();
    let query = "/v1/nearby?near=Springfeild,+MO&radius=5parsecs&category=sheltr&limit=3";
    let problem = app.anonymous().get(query).problem(400, "invalid-parameter");
    assert_json_snapshot!("a_refusal", problem);
}
