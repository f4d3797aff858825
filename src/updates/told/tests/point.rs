use serde_json::json;

use super::{assert_silent, assert_tells, place_of};

#[test]
fn a_zip_is_found_with_and_without_its_four_digits() {
    let known = place_of(json!({"addresses": [{"postal_code": "64014-1234"}]}));
    assert_tells(
        &known,
        &[
            "in 64014",
            "64014-1234",
            "640141234",
            "MO64014",
            "ZIP: 64014.",
        ],
    );
    assert_silent(&known, &["816-640-1400", "640 beds", "164014"]);
    // What a spreadsheet made of 02134.
    assert_tells(&place_of(json!({"postal_code": 2134})), &["in 02134"]);
}

#[test]
fn coordinates_are_found_however_they_are_written() {
    let known = place_of(json!({"latitude": 38.987_654, "longitude": -94.234_567}));
    assert_tells(
        &known,
        &[
            "38.987654, -94.234567",
            "-94.234567 38.987654",
            "38.988",
            "38.9877",
            "38.9876541",
            "94.2346 W",
            "38.99, -94.23",
            "38,987654",
            "38°59'15.5\"N",
            "38 59 15.5",
            "38 59.259",
            "94° 14' 04\" W",
            "https://maps.example.org/@38.987654,-94.234567,17z",
            "?q=38.987654%2C-94.234567",
            "geo:38.9876,-94.2345",
            "38987654",
            "see https://maps.app.goo.gl/abc",
            "///filled.count.soap",
        ],
    );
    assert_silent(
        &known,
        &[
            "$38.99",
            "38",
            "94.2 percent",
            "816.555.0100",
            "38.5 hours",
            "at 39.1, -94.6",
        ],
    );
}

/// Nobody remembers where the house is: any coordinates may be its own.
#[test]
fn coordinates_of_any_place_are_found() {
    let unknown = place_of(json!({}));
    assert_tells(
        &unknown,
        &[
            "39°14'46\"N 94°25'9\"W",
            "39° 14′ 46.0″ N",
            "39°14.767'",
            "N39 14.767 W94 25.148",
            "39 14.767 N",
            "39-14-46N 94-25-09W",
            "39 deg 14 min N",
            "39.2461, -94.4191",
            "86f76hwj + C9",
        ],
    );
    assert_silent(
        &unknown,
        &[
            "Kept at 68° 24 hours a day",
            "72° in winter",
            "a 45° slope",
            "816-555-0142",
            "10-12-30 women",
            "from 10 12.50 dollars",
            "$10 15.50",
            "open 10 30 n",
            "12 + 35 beds",
        ],
    );
}

#[test]
fn a_plus_code_is_found_long_and_short() {
    // The example of the specification: 7FG49QCJ+2VX is near 20.3701125, 2.782234375.
    let known = place_of(json!({"latitude": 20.370_112_5, "longitude": 2.782_234_375}));
    assert_tells(
        &known,
        &[
            "7FG49QCJ+2VX",
            "9QCJ+2V here",
            "q=7fg49qcj%2B2v",
            "7fg49qcj + 2V",
        ],
    );
    assert_silent(&known, &["8FVC9G8F+6W"]);
}

#[test]
fn the_middle_of_a_zip_is_no_house() {
    let at = |line: &str, precision: &str| {
        place_of(
            json!({"addresses": [{"address_1": line}], "latitude": 39.25832, "longitude": -94.38965, "precision": precision}),
        )
    };
    let (one, other) = ("77 Opal Ct", "5 Elm St");
    assert!(at(one, "address").is_same_as(&at(other, "address")));
    for coarse in ["postal_code", "city", "county"] {
        assert!(!at(one, coarse).is_same_as(&at(other, coarse)), "{coarse}");
        assert!(!at(one, "address").is_same_as(&at(other, coarse)));
        assert!(at(one, coarse).is_same_as(&at(one, coarse)));
    }
}
