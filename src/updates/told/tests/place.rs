use serde_json::json;

use super::{assert_silent, assert_tells, place, place_of};

#[test]
fn an_address_that_says_that_it_is_confidential_is_searched_for_too() {
    for line in [
        "12 Elm Grove (CONFIDENTIAL)",
        "Confidential - 12 Elm Grove",
        "12 Elm Grove - do not publish, confidential",
        "CONFIDENTIAL: 12 Elm Grove St",
        "12 Elm Grove not public",
    ] {
        assert_tells(&place(line), &["Come to 12 Elm Grove."]);
    }
}

#[test]
fn a_house_is_found_by_what_is_left_of_its_address() {
    let known = place_of(json!({
        "name": "Thornapple Annex",
        "latitude": 39.246_123_4,
        "longitude": -94.419_123_4,
        "addresses": [{"address_1": "7314 Quillfeather Lane"}],
    }));
    assert_tells(
        &known,
        &[
            "7314 Quillfeather",
            "Quillfeather Lane 7314",
            "Quill-feather Lane",
            "Quill Feather Ln",
            "write to thornapple7314@example.org",
            "39°14'46\"N 94°25'9\"W",
            "N39 14.767 W94 25.148",
        ],
    );
    assert_silent(
        &known,
        &["an apple annex", "a quill, a feather, a lane", "7314"],
    );
}

#[test]
fn the_name_of_the_building_is_found_where_it_is_one() {
    let known = place_of(json!({"name": "Riverside Tower", "alternate_name": "The Old Mill"}));
    assert_tells(
        &known,
        &[
            "In the Riverside Tower.",
            "riverside-tower",
            "behind the old mill",
        ],
    );
    assert_silent(&known, &["by the river", "a tower", "old"]);
    // A word of its own beside what a building is, whatever the order.
    for name in ["Thornapple Annex", "Thornapple House", "Thornapple"] {
        let known = place_of(json!({ "name": name }));
        assert_tells(
            &known,
            &[
                "in the annex of Thornapple",
                "Thornapple's east wing",
                "the Thornapple building",
            ],
        );
        assert_silent(&known, &["Thornapple", "an annex", "a house of our own"]);
        let mut public = known.clone();
        public.forget_names_in("Thornapple Legal Aid");
        assert_silent(&public, &["the annex of Thornapple"]);
    }
    assert_silent(
        &place_of(json!({"name": "Main Office"})),
        &["Call the main office."],
    );
    assert_silent(
        &place_of(json!({"name": "Confidential shelter"})),
        &["a confidential shelter"],
    );
}

#[test]
fn a_link_that_hides_where_it_goes_is_found() {
    assert_tells(
        &place("12 Elm St"),
        &[
            "https://goo.gl/abc",
            "https://apple.co/maps",
            "see bit.ly/x",
            "http://t.co/a",
        ],
    );
    assert_silent(
        &place("12 Elm St"),
        &[
            "https://start.co/help",
            "https://example.org/goo.gl",
            "bit.lying",
        ],
    );
    let known = place_of(
        json!({"latitude": 38.91234, "longitude": -94.40321, "postal_code": "64081-1234"}),
    );
    assert_tells(
        &known,
        &[
            "https://example.org/38-91234/94-40321",
            "ZIP 6 4 0 8 1-1234",
            "640 81",
        ],
    );
    assert_silent(&known, &["816-408-1123", "1-800-656-4673"]);
}
