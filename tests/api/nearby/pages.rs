//! Pages: without gap or repeat, and past the end.

use serde_json::{Value, json};

use crate::common::{Directory, Sources, sources::at};

fn many(count: u32) -> Directory {
    Directory::of(&Sources::of((0..count).map(|number| {
        // Several at each place.
        let latitude = 38.0 + f64::from(number / 3) / 100.0;
        at(&format!("number {number}"), latitude, -94.0, json!({}))
    })))
}

fn ids(contents: &[Value]) -> Vec<String> {
    contents.iter().map(|l| l["id"].to_string()).collect()
}

#[test]
fn pages_together_are_the_whole_without_gap_or_repeat() {
    let app = many(50);
    let anyone = app.anonymous();
    let whole = anyone.nearby("near=64081&per_page=100");
    for per_page in [1, 7, 20, 25, 49, 50] {
        let mut paged = Vec::new();
        for page in 1.. {
            let page = anyone.nearby(&format!("near=64081&per_page={per_page}&page={page}"));
            paged.extend(ids(page.contents()));
            if page.0["last_page"] == true {
                break;
            }
        }
        assert_eq!(paged, ids(whole.contents()), "{per_page}");
    }
}

#[test]
fn pages_within_a_radius_are_those_of_the_radius() {
    let app = many(50);
    let anyone = app.anonymous();
    let whole = anyone.nearby("lat=38.2&lon=-94&radius=5000&per_page=100");
    let total = whole.0["total_items"].as_u64().unwrap();
    assert!((1..50).contains(&total));
    let mut paged = Vec::new();
    for page in 1..=total.div_ceil(4) {
        let query = format!("lat=38.2&lon=-94&radius=5000&per_page=4&page={page}");
        paged.extend(ids(anyone.nearby(&query).contents()));
    }
    assert_eq!(paged, ids(whole.contents()));
}

#[test]
fn an_envelope_counts() {
    let app = many(5);
    let anyone = app.anonymous();
    for (page, size, first, last) in [
        (1, 2, true, false),
        (2, 2, false, false),
        (3, 1, false, true),
    ] {
        let answer = anyone
            .nearby(&format!("near=64081&per_page=2&page={page}"))
            .0;
        assert_eq!(answer["total_items"], 5);
        assert_eq!(answer["total_pages"], 3);
        assert_eq!(answer["page_number"], page);
        assert_eq!(answer["size"], size);
        assert_eq!(answer["first_page"], first);
        assert_eq!(answer["last_page"], last);
        assert_eq!(answer["empty"], false);
    }
}

#[test]
fn twenty_are_on_a_page_unless_said_otherwise() {
    let app = many(50);
    let anyone = app.anonymous();
    assert_eq!(anyone.nearby("near=64081").contents().len(), 20);
    assert_eq!(
        anyone.nearby("near=64081&per_page=100").contents().len(),
        50
    );
}

#[test]
fn past_the_end_is_empty_and_no_fault() {
    let app = many(5);
    let anyone = app.anonymous();
    for page in [2, 1000, 1_000_000] {
        let answer = anyone
            .nearby(&format!("near=64081&page={page}&per_page=100"))
            .0;
        assert_eq!(answer["contents"], json!([]), "{page}");
        assert_eq!(answer["empty"], true, "{page}");
        assert_eq!(answer["last_page"], true, "{page}");
        assert_eq!(answer["total_items"], 5, "{page}");
    }
}

#[test]
fn an_empty_directory_answers() {
    let app = Directory::empty();
    let answer = app.anonymous().nearby("near=64081").0;
    for (field, value) in [
        ("total_items", json!(0)),
        ("total_pages", json!(0)),
        ("empty", json!(true)),
        ("first_page", json!(true)),
        ("last_page", json!(true)),
        ("contents", json!([])),
        ("remote", json!([])),
    ] {
        assert_eq!(answer[field], value, "{field}");
    }
}
