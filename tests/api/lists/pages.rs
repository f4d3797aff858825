//! Pages, streams, and how much of a record they have.

use serde_json::{Value, json};

use super::{LISTS, contents, id_of};
use crate::common::{
    Directory, Sources,
    sources::{at, listing},
};

#[test]
fn pages_are_parts_of_one_order() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for list in LISTS {
        let mut ids: Vec<String> = Vec::new();
        let (mut page, mut is_last) = (0, false);
        while !is_last {
            page += 1;
            let found = anyone
                .get(&format!("/v1/{list}?page={page}&per_page=7"))
                .ok();
            let items = found["contents"].as_array().unwrap();
            assert_eq!(found["page_number"], page);
            assert_eq!(found["size"], items.len());
            assert_eq!(found["first_page"], page == 1);
            assert_eq!(found["empty"], false);
            ids.extend(
                items
                    .iter()
                    .map(|item| item["id"].as_str().unwrap().to_owned()),
            );
            is_last = found["last_page"].as_bool().unwrap();
            assert_eq!(is_last, found["total_items"] == ids.len());
            assert_eq!(is_last, found["total_pages"] == page);
        }
        assert!(ids.is_sorted_by(|a, b| a < b), "{list}");
        let past = anyone.get(&format!("/v1/{list}?page=1000000")).ok();
        assert_eq!(
            (&past["empty"], &past["contents"]),
            (&json!(true), &json!([]))
        );
        assert_eq!(past["total_items"], ids.len());
    }
}

#[test]
fn nothing_is_one_empty_page() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    let page = anyone.get("/v1/services").ok();
    assert_eq!(
        page,
        json!({"total_items": 0, "total_pages": 0, "page_number": 1, "size": 0, "first_page": true,
            "last_page": true, "empty": true, "contents": []})
    );
    assert_eq!(anyone.get("/v1/services?minimal=true").ok(), page);
    assert_eq!(anyone.get("/v1/services?format=ndjson").text(), "");
}

#[test]
fn ndjson_is_everything_a_line_each() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for list in LISTS {
        let answer = anyone.get(&format!("/v1/{list}?format=ndjson&page=3&per_page=2"));
        assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
        let text = answer.text();
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert!(text.ends_with('\n'));
        assert_eq!(
            lines[..20.min(lines.len())],
            contents(&anyone, &format!("/v1/{list}"))
        );
        let page = anyone.get(&format!("/v1/{list}?format=json")).ok();
        assert_eq!(page["total_items"], lines.len());
        let posted = anyone.post(&format!("/v1/{list}"), json!({"format": "ndjson"}));
        assert_eq!(posted.text(), text);
    }
}

#[test]
fn minimal_is_ids_and_dates_on_one_page() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let page = anyone.get("/v1/services?minimal=true").ok();
    let items = page["contents"].as_array().unwrap();
    assert!(items.len() > 20);
    assert_eq!(page["total_pages"], 1);
    for item in items {
        let fields: Vec<&String> = item.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["id", "modified_date"]);
    }
    assert_eq!(
        contents(&anyone, "/v1/services?minimal=true&per_page=5"),
        items[..5]
    );
}

#[test]
fn full_is_what_the_own_address_has() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for list in [
        "services",
        "organizations",
        "service_at_locations",
        "locations",
    ] {
        for item in contents(&anyone, &format!("/v1/{list}?full=true&per_page=5")) {
            let id = item["id"].as_str().unwrap();
            assert_eq!(anyone.get(&format!("/v1/{list}/{id}")).ok(), item);
        }
        // What there can be many of is left out.
        for item in contents(&anyone, &format!("/v1/{list}?per_page=100")) {
            for (field, value) in item.as_object().unwrap() {
                let is_code = ["categories", "audiences"].contains(&field.as_str());
                assert!(!value.is_array() || is_code, "{list}: {field}");
            }
        }
    }
}

#[test]
fn an_organization_has_its_services_simple_or_whole() {
    let app = Directory::of(&Sources::of([at("Beds", 38.92, -94.40, json!({}))]));
    let anyone = app.anonymous();
    let id = id_of(&anyone, "organizations", "Beds");
    let path = format!("/v1/organizations/{id}");
    let simple = anyone.get(&path).ok();
    assert_eq!(simple["services"][0]["name"], "Beds");
    assert!(simple["services"][0].get("service_at_locations").is_none());
    assert_eq!(simple["locations"][0]["latitude"], 38.92);
    let whole = anyone.get(&format!("{path}?full_service=true")).ok();
    let place = &whole["services"][0]["service_at_locations"][0];
    assert_eq!(place["location"], whole["locations"][0]);
    let listed = contents(&anyone, "/v1/organizations?full_service=true");
    assert_eq!(listed, [whole]);
}

#[test]
fn a_withheld_place_is_nowhere_in_any_list() {
    let withheld = json!({"withheld": true, "public_area": "Jackson County, MO"});
    let app = Directory::of(&Sources::of([listing("House", json!({}), withheld)]));
    let anyone = app.anonymous();
    for path in [
        "locations",
        "locations?full=true",
        "locations?format=ndjson",
        "service_at_locations",
        "service_at_locations?full=true",
        "services?full=true",
        "organizations?full_service=true",
    ] {
        let text = anyone.get(&format!("/v1/{path}")).text();
        for field in ["latitude", "longitude", "address"] {
            assert!(!text.contains(field), "{path}: {text}");
        }
        assert!(
            text.contains("Jackson County, MO") || path == "organizations",
            "{path}"
        );
    }
}

#[test]
fn what_is_of_the_person_is_not_kept() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let kept = "public, max-age=60";
    for (path, expected) in [
        ("services", kept),
        ("taxonomy_terms?top_only=true", kept),
        ("services?format=ndjson", kept),
        ("services?search=shelter", "no-store"),
        ("service_at_locations?postcode=64081", "no-store"),
    ] {
        let answer = anyone.get(&format!("/v1/{path}"));
        assert_eq!(answer.header("cache-control"), Some(expected), "{path}");
    }
    let answer = anyone.post("/v1/services", json!({}));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}
