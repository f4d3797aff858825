//! `/v1/places`: what somebody may be about to type.

use serde_json::Value;

use crate::common::Directory;

fn labels(found: &Value) -> Vec<&str> {
    let contents = found["contents"].as_array().unwrap();
    contents
        .iter()
        .map(|place| place["label"].as_str().unwrap())
        .collect()
}

#[test]
fn a_name_is_completed_however_it_is_spelled() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    for typed in [
        "lees%20su",
        "Lee's%20Su",
        "LEE%E2%80%99S+SU",
        "lee's summit, m",
    ] {
        let found = anyone
            .get(&format!("/v1/places?q={}", typed.replace(' ', "+")))
            .ok();
        assert!(
            labels(&found).contains(&"Lee's Summit, MO"),
            "{typed}: {found}"
        );
    }
}

#[test]
fn the_beginning_of_a_zip_is_completed() {
    let app = Directory::empty();
    let found = app.anonymous().get("/v1/places?q=6408").ok();
    let contents = found["contents"].as_array().unwrap();
    assert!(
        contents.iter().any(|place| place["near"] == "64081"),
        "{found}"
    );
    assert!(
        contents.iter().all(|place| place["kind"] == "zip"),
        "{found}"
    );
}

#[test]
fn what_is_offered_can_be_asked_for() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    for typed in ["spring", "st.%20lou", "jackson%20county", "o'f", "630"] {
        let found = anyone.get(&format!("/v1/places?q={typed}&limit=50")).ok();
        let contents = found["contents"].as_array().unwrap();
        assert!(!contents.is_empty(), "{typed}");
        for place in contents {
            let near = serde_json::json!({"near": place["near"]});
            let page = anyone.post("/v1/nearby", near).ok();
            assert_eq!(page["origin"]["kind"], place["kind"], "{place}");
        }
    }
}

#[test]
fn a_limit_is_kept() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    for (query, count) in [("q=san", 10), ("q=san&limit=1", 1), ("q=san&limit=50", 50)] {
        let found = anyone.get(&format!("/v1/places?{query}")).ok();
        assert_eq!(
            found["contents"].as_array().unwrap().len(),
            count,
            "{query}"
        );
    }
}

#[test]
fn what_nothing_begins_with_is_an_empty_list() {
    let app = Directory::empty();
    let found = app.anonymous().get("/v1/places?q=xyzzy").ok();
    assert_eq!(found["contents"], serde_json::json!([]));
}

#[test]
fn a_fault_names_its_parameter() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    for (query, parameter) in [
        ("", "q"),
        ("q=", "q"),
        ("q=%00", "q"),
        ("q=a&q=b", "q"),
        ("q=a&limit=0", "limit"),
        ("q=a&limit=51", "limit"),
        ("q=a&limit=all", "limit"),
        ("q=a&near=b", "near"),
    ] {
        let answer = anyone.get(&format!("/v1/places?{query}"));
        assert_eq!(answer.faults(), [parameter], "{query}");
    }
}

#[test]
fn what_was_typed_is_not_to_be_kept() {
    let app = Directory::empty();
    let answer = app.anonymous().get("/v1/places?q=lees");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}
