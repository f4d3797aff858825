//! A number that was blocked leaves the directory, and mirrors are told.

use nearhelp::updates::numbers;
use nearhelp::updates::person::Person;
use serde_json::json;

use crate::common::sources::{NOW, at};
use crate::common::{Directory, Sources, Stored};

const NUMBER: &str = "+18163360142";

fn person() -> Person {
    Person {
        by: "bo".to_owned(),
        at: *NOW,
        reason: "somebody else answers".to_owned(),
        api_key_id: None,
    }
}

#[test]
fn no_answer_has_it_and_the_feed_says_that_it_went() {
    let phones = |number: &str| json!({"phones": [{"number": number, "type": "voice"}]});
    let stored = Stored::of(&Sources::of([
        at("clinic", 38.9, -94.4, phones(NUMBER)),
        at("school", 38.9, -94.5, phones("+18163360177")),
    ]));
    let before = stored.snapshot().revision;
    let blocked = stored
        .store
        .write(|tx| numbers::block(tx, "816-336-0142", &person()))
        .unwrap();
    assert_eq!(blocked.revision, before + 1);
    assert_eq!(blocked.records.len(), 1);

    let app = Directory::serving(stored);
    let anyone = app.anonymous();
    let feed = anyone.get("/v1/changes").ok();
    for change in feed["contents"].as_array().unwrap() {
        let is_clinic = change["record"].to_string().contains("clinic");
        let is_of_number = change["kind"] == "service" || change["kind"] == "service_at_location";
        assert_eq!(change["safety"], is_clinic && is_of_number, "{change}");
        assert_eq!(
            change["revision"] == blocked.revision,
            is_clinic && is_of_number,
            "{change}"
        );
    }
    for address in [
        "/v1/nearby?near=64081",
        "/v1/services?full=true",
        "/v1/service_at_locations?full=true",
        "/v1/export?format=hsds-json",
        "/v1/export?format=csv",
        "/v1/export?format=geojson",
        "/v1/changes",
    ] {
        let text = anyone.get(address).text().to_owned();
        let digits: String = text.chars().filter(|c| !"-() ".contains(*c)).collect();
        assert!(!digits.contains("8163360142"), "{address}");
        assert!(digits.contains("8163360177"), "{address}");
    }
}
