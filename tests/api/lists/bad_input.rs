//! What a list refuses.

use serde_json::json;

use super::LISTS;
use crate::common::Directory;

#[test]
fn a_value_that_is_not_right_is_named() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    for list in LISTS {
        for (query, place) in [
            ("search=", "search"),
            ("page=0", "page"),
            ("page=1000001", "page"),
            ("per_page=0", "per_page"),
            ("per_page=101", "per_page"),
            ("format=xml", "format"),
            ("unknown=1", "unknown"),
            ("page=1&page=2", "page"),
        ] {
            let answer = anyone.get(&format!("/v1/{list}?{query}"));
            assert_eq!(answer.faults(), [place], "{list}?{query}");
        }
    }
    for (list, query, place) in [
        ("services", "taxonomy_term_id=1", "taxonomy_term_id"),
        ("services", "taxonomy_id=shelter", "taxonomy_id"),
        (
            "services",
            "organization_id=00000000000040008000000000000001",
            "organization_id",
        ),
        ("services", "modified_after=yesterday", "modified_after"),
        ("services", "modified_after=2026-02-30", "modified_after"),
        ("services", "minimal=1", "minimal"),
        ("services", "full=yes", "full"),
        ("services", "full=true&minimal=true", "minimal"),
        ("services", "postcode=64081", "postcode"),
        ("organizations", "full_service=x", "full_service"),
        (
            "organizations",
            "modified_after=2026-01-01",
            "modified_after",
        ),
        ("service_at_locations", "minimal=true", "minimal"),
        (
            "service_at_locations",
            "postcode=Blue Springs, MO".trim(),
            "postcode",
        ),
        ("service_at_locations", "postcode=00000", "postcode"),
        ("service_at_locations", "proximity=100", "postcode"),
        (
            "service_at_locations",
            "postcode=64081&proximity=-1",
            "proximity",
        ),
        (
            "service_at_locations",
            "postcode=64081&proximity=far",
            "proximity",
        ),
        ("locations", "postcode=64081", "postcode"),
        ("taxonomies", "taxonomy_id=1", "taxonomy_id"),
        ("taxonomy_terms", "top_only=no", "top_only"),
        ("taxonomy_terms", "parent_id=1", "parent_id"),
    ] {
        let query = query.replace(' ', "%20");
        let answer = anyone.get(&format!("/v1/{list}?{query}"));
        assert_eq!(answer.faults(), [place], "{list}?{query}");
    }
}

#[test]
fn a_body_is_read_as_json_has_it() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    for (body, place) in [
        (json!({"full": "true"}), "/full"),
        (json!({"full": 1}), "/full"),
        (json!({"organization_id": 1}), "/organization_id"),
        (json!({"modified_after": 2026}), "/modified_after"),
        (json!({"unknown": 1}), "/unknown"),
    ] {
        let answer = anyone.post("/v1/services", body);
        assert_eq!(answer.faults(), [place]);
    }
    let page = anyone.post("/v1/services", json!({"full": true, "search": null}));
    assert_eq!(page.ok()["empty"], true);
}

#[test]
fn the_address_of_an_organization_has_one_field() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    let path = "/v1/organizations/00000000-0000-4000-8000-000000000001";
    anyone
        .get(&format!("{path}?full_service=true"))
        .problem(404, "not-found");
    let answer = anyone.get(&format!("{path}?full=true"));
    assert_eq!(answer.faults(), ["full"]);
}
