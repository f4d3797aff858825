//! Each filter with its meaning, and all of them together.

use serde_json::{Value, json};

use super::{contents, id_of, names};
use crate::common::{
    Caller, Directory, Sources,
    sources::{at, claim, line, listing, serves},
};

/// Lee's Summit is 64081; Columbia is some 200 km east of it.
fn sources() -> Sources {
    let shelter = json!({"categories": ["shelter.emergency"], "audiences": ["youth"], "description": "Beds for a night"});
    let jackson =
        json!({"categories": ["legal"], "service_areas": serves(&["Jackson County, MO"])});
    let boone = json!({"categories": ["shelter"], "service_areas": serves(&["Boone County, MO"])});
    let withheld = json!({"withheld": true, "public_area": "Jackson County, MO"});
    Sources::of([
        at("Beds", 38.92, -94.40, shelter),
        at("Law", 38.95, -94.38, jackson),
        at("Columbia", 38.95, -92.33, boone),
        line(
            "Line",
            &["United States"],
            json!({"kind": "report_line", "status": "inactive"}),
        ),
        listing("Hidden", json!({}), withheld),
    ])
}

fn term(anyone: &Caller, code: &str) -> Value {
    let terms = contents(anyone, "/v1/taxonomy_terms?per_page=100");
    let term = terms.into_iter().find(|term| term["code"] == code);
    term.expect("a term of that code")
}

fn term_id(anyone: &Caller, code: &str) -> String {
    term(anyone, code)["id"].as_str().expect("an id").to_owned()
}

#[test]
fn all_kinds_and_statuses_are_in_the_lists() {
    let app = Directory::of(&sources());
    let anyone = app.anonymous();
    let all = ["Beds", "Columbia", "Hidden", "Law", "Line"];
    assert_eq!(names(&anyone, "/v1/services"), all);
    assert_eq!(names(&anyone, "/v1/organizations"), all);
    assert_eq!(names(&anyone, "/v1/service_at_locations"), all);
    assert_eq!(contents(&anyone, "/v1/locations").len(), 5);
}

#[test]
fn a_term_includes_those_below_it() {
    let app = Directory::of(&sources());
    let anyone = app.anonymous();
    for (code, expected) in [
        ("shelter", vec!["Beds", "Columbia"]),
        ("shelter.emergency", vec!["Beds"]),
        ("youth", vec!["Beds"]),
        ("report_line", vec!["Line"]),
    ] {
        let id = term_id(&anyone, code);
        for list in ["services", "organizations", "service_at_locations"] {
            let found = names(&anyone, &format!("/v1/{list}?taxonomy_term_id={id}"));
            assert_eq!(found, expected, "{list} {code}");
        }
        let locations = contents(&anyone, &format!("/v1/locations?taxonomy_term_id={id}"));
        assert_eq!(locations.len(), expected.len(), "{code}");
    }
    let unknown = "/v1/services?taxonomy_term_id=00000000-0000-4000-8000-00000000ffff";
    assert!(names(&anyone, unknown).is_empty());
}

#[test]
fn a_taxonomy_is_any_of_its_terms() {
    let app = Directory::of(&sources());
    let anyone = app.anonymous();
    let category = id_of(&anyone, "taxonomies", "Category");
    let kind = id_of(&anyone, "taxonomies", "Kind");
    let found = names(&anyone, &format!("/v1/services?taxonomy_id={category}"));
    assert_eq!(found, ["Beds", "Columbia", "Law"]);
    let found = names(
        &anyone,
        &format!("/v1/service_at_locations?taxonomy_id={kind}"),
    );
    assert_eq!(found.len(), 5);
}

#[test]
fn an_organization_has_its_services() {
    let app = Directory::of(&sources());
    let anyone = app.anonymous();
    let id = id_of(&anyone, "organizations", "Law");
    for list in ["services", "service_at_locations"] {
        let found = names(&anyone, &format!("/v1/{list}?organization_id={id}"));
        assert_eq!(found, ["Law"], "{list}");
    }
    let locations = format!("/v1/locations?organization_id={id}");
    assert_eq!(contents(&anyone, &locations).len(), 1);
}

#[test]
fn search_looks_for_words_however_they_are_written() {
    let app = Directory::of(&sources());
    let anyone = app.anonymous();
    for search in ["BEDS", "night%20for", "bedz"] {
        let found = names(&anyone, &format!("/v1/services?search={search}"));
        assert!(found.contains(&"Beds".to_owned()), "{search}: {found:?}");
    }
    assert!(names(&anyone, "/v1/services?search=zzzqqq").is_empty());
    assert_eq!(names(&anyone, "/v1/organizations?search=law"), ["Law"]);
    assert_eq!(names(&anyone, "/v1/taxonomies?search=audience").len(), 1);
    let terms = contents(&anyone, "/v1/taxonomy_terms?search=shelter");
    assert!(!terms.is_empty());
}

#[test]
fn search_finds_what_belongs_to_no_listing() {
    let app = Directory::of(&Sources::of([
        listing("Shelter", json!({"description": "Beds."}), json!({})),
        vec![
            claim(
                "organization",
                "Quilters",
                json!({"name": "Quilters", "description": "Blankets."}),
            ),
            claim("organization", "Riverside", json!({"name": "Riverside"})),
            claim(
                "service",
                "Bus passes",
                json!({"organization_id": "Riverside", "name": "Bus passes",
                "phones": [{"number": "816-555-0177", "type": "voice"}]}),
            ),
        ],
    ]));
    let anyone = app.anonymous();
    for (list, search, expected) in [
        ("services", "bus%20pass", &["Bus passes"][..]),
        ("services", "riverside", &["Bus passes"]),
        ("services", "816-555-0177", &["Bus passes"]),
        ("organizations", "bus%20passes", &["Riverside"]),
        ("organizations", "quilters", &["Quilters"]),
        ("organizations", "blanket", &["Quilters"]),
        ("services", "quilters", &[]),
        ("service_at_locations", "bus", &[]),
        ("services", "beds", &["Shelter"]),
    ] {
        let found = names(&anyone, &format!("/v1/{list}?search={search}"));
        assert_eq!(found, expected, "{list}: {search}");
    }
}

/// Everything in a test is written at one instant.
#[test]
fn modified_after_includes_the_instant() {
    let app = Directory::of(&sources());
    let anyone = app.anonymous();
    for list in ["services", "service_at_locations", "locations"] {
        for (since, expected) in [
            ("2026-03-04T05:06:07Z", 5),
            ("2026-03-04T05:06:07", 5),
            ("2026-03-04T06:06:07%2B01:00", 5),
            ("2026-03-04", 5),
            ("2026-03-04T05:06:07.001Z", 0),
            ("2026-03-05", 0),
            ("2999-01-01T00:00:00Z", 0),
        ] {
            let path = format!("/v1/{list}?modified_after={since}");
            assert_eq!(contents(&anyone, &path).len(), expected, "{path}");
        }
    }
    let service = &contents(&anyone, "/v1/services")[0];
    assert_eq!(service["last_modified"], "2026-03-04T05:06:07.000Z");
}

#[test]
fn a_postcode_is_within_coverage_where_that_is_known() {
    let app = Directory::of(&sources());
    let anyone = app.anonymous();
    let at = |query: &str| names(&anyone, &format!("/v1/service_at_locations?{query}"));
    assert_eq!(at("postcode=64081"), ["Beds", "Hidden", "Law", "Line"]);
    assert_eq!(
        at("postcode=65201-1234"),
        ["Beds", "Columbia", "Hidden", "Line"]
    );
    // A line is nowhere, so it is not within any distance.
    assert_eq!(at("postcode=64081&proximity=5000"), ["Beds"]);
    assert_eq!(
        at("postcode=64081&proximity=100mi"),
        ["Beds", "Hidden", "Law"]
    );
    let body = json!({"postcode": "64081", "proximity": 5000});
    let page = anyone.post("/v1/service_at_locations", body).ok();
    assert_eq!(page["total_items"], 1);
}

#[test]
fn the_filters_hold_together() {
    let app = Directory::of(&sources());
    let anyone = app.anonymous();
    let shelter = term_id(&anyone, "shelter");
    let body =
        json!({"taxonomy_term_id": shelter, "search": "columbia", "modified_after": "2026-01-01"});
    let page = anyone.post("/v1/services", body).ok();
    assert_eq!(page["contents"][0]["name"], "Columbia");
    assert_eq!(page["total_items"], 1);
    let law = id_of(&anyone, "organizations", "Law");
    let both = format!("/v1/services?taxonomy_term_id={shelter}&organization_id={law}");
    assert!(names(&anyone, &both).is_empty());
}

#[test]
fn terms_are_found_by_their_tree() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    let category = id_of(&anyone, "taxonomies", "Category");
    let all = |query: &str| contents(&anyone, &format!("/v1/taxonomy_terms?per_page=100&{query}"));
    let top = all("top_only=true");
    assert!(!top.is_empty() && top.iter().all(|term| term.get("parent_id").is_none()));
    assert_eq!(all("top_only=false"), all(""));
    let ours = all(&format!("taxonomy_id={category}"));
    assert!(
        ours.len() > 10
            && ours
                .iter()
                .all(|term| term["taxonomy_id"] == category.as_str())
    );
    let shelter = term_id(&anyone, "shelter");
    let below = all(&format!("parent_id={shelter}"));
    assert!(
        !below.is_empty()
            && below
                .iter()
                .all(|term| term["parent_id"] == shelter.as_str())
    );
    assert!(all(&format!("parent_id={shelter}&top_only=true")).is_empty());
    let whole = anyone.get(&format!("/v1/taxonomy_terms/{shelter}")).ok();
    assert_eq!(whole, term(&anyone, "shelter"));
    let taxonomy = anyone.get(&format!("/v1/taxonomies/{category}")).ok();
    assert_eq!(taxonomy, whole["taxonomy_detail"]);
}
