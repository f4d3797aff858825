//! What a source asks not to be shown is kept and in no answer.

use serde_json::{Value, json};

use crate::common::{
    Directory, Sources, Stored,
    sources::{at, claim},
};

/// An excluded listing beside an open one; `fields` go into the entry of `kind`.
fn two(kind: &str, fields: Value) -> Sources {
    let mut hidden = at(
        "hidden",
        38.9,
        -94.4,
        json!({"phones": [{"number": "816-555-0144", "type": "voice"}]}),
    );
    let entry = hidden
        .iter_mut()
        .find(|claim| claim["record"] == kind)
        .unwrap();
    let body = entry["body"].as_object_mut().unwrap();
    body.extend(fields.as_object().unwrap().clone());
    Sources::of([hidden, at("open", 38.9, -94.4, json!({}))])
}

const PATHS: [&str; 9] = [
    "/v1/nearby?near=64081",
    "/v1/organizations",
    "/v1/services",
    "/v1/locations",
    "/v1/service_at_locations",
    "/v1/export?format=hsds-json",
    "/v1/export?format=csv",
    "/v1/services?search=hidden",
    "/v1/nearby?near=64081&text=hidden",
];

#[test]
fn it_is_in_no_list_count_export_or_search() {
    for kind in ["organization", "service", "location", "service_at_location"] {
        let app = Directory::of(&two(kind, json!({"ExcludeFromWebsite": "Yes"})));
        let anyone = app.anonymous();
        let snapshot = app.state.snapshot();
        assert_eq!(snapshot.len(), 1, "{kind}");
        for path in PATHS {
            let answer = anyone.get(path);
            let text = answer.text();
            // A service is still one though one of its places is not shown.
            let is_gone = matches!(kind, "organization")
                || path.starts_with("/v1/nearby")
                || path.contains("csv");
            if is_gone {
                assert!(
                    !text.contains("0144") && !text.contains("hidden\""),
                    "{kind} {path}: {text}"
                );
            }
        }
        let page = anyone.get("/v1/nearby?near=64081").ok();
        assert_eq!(page["total_items"], 1, "{kind}");
    }
}

#[test]
fn the_feed_says_that_it_is_gone_and_that_it_is_back() {
    let stored = Stored::of(&two("organization", json!({})));
    let before = stored.snapshot();
    stored
        .publish(&two("organization", json!({"do not refer": "yes"})))
        .unwrap();
    let hidden = stored.snapshot();
    // All of it has moved behind what a mirror has read, children too.
    let gone = (0..hidden.changes()).filter_map(|n| hidden.change(n));
    let gone: Vec<_> = gone.filter(|change| change.deleted).collect();
    assert_eq!(gone.len(), 4);
    assert!(gone.iter().all(|change| change.record.is_none()));
    assert!(gone.iter().all(|change| change.revision > before.revision));
    stored
        .publish(&two("organization", json!({"do not refer": "no"})))
        .unwrap();
    let after = stored.snapshot();
    let back = (0..after.changes()).filter_map(|n| after.change(n));
    let back: Vec<_> = back
        .filter(|change| change.revision > hidden.revision)
        .collect();
    assert_eq!(back.len(), 4);
    assert!(back.iter().all(|change| !change.deleted));
}

#[test]
fn any_source_can_ask_for_it() {
    let article = [vec![claim(
        "service",
        "hidden",
        json!({"HideFromPublic": true}),
    )]];
    let sources = two("service", json!({}))
        .and("article", "article", article)
        .same_as("service", "hidden", "article", "provider");
    assert_eq!(Directory::of(&sources).state.snapshot().len(), 1);
}
