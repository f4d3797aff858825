use serde_json::{Value, json};

use super::{assert_silent, assert_tells, place, place_of};

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
    assert_silent(&known.as_given(), &["8FVC9G8F+6W"]);
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

#[test]
fn any_point_may_be_that_of_a_place_but_where_an_office_is() {
    let texts = [
        "GPS for drivers: 39.27713, -94.55391",
        "plus code 86F77CGW+7F",
        "7CGW+7F Kansas City",
        "39°16'37.7\"N 94°33'14.1\"W",
        "lat 39.27713 lon -94.55391",
        "@39.27713,-94.55391,17z",
        "https://x.org/loc/39.27713/-94.55391",
    ];
    let house = json!([{"address_1": "7719 Zanzibarstone Trl", "postal_code": "64155"}]);
    for (latitude, longitude) in [
        (Value::Null, Value::Null),
        (json!(0), json!(0)),
        (json!(39.3), json!(-94.6)),
        (json!(39.0997), json!(-94.5786)),
    ] {
        let location = json!({"addresses": house, "latitude": latitude, "longitude": longitude});
        assert_tells(&place_of(location), &texts);
    }
    let mut known = place_of(json!({"addresses": house}));
    assert_silent(
        &known,
        &[
            "RSMo 43.6501",
            "sections 67.1401 to 67.1571",
            "Donated 1234.5678, 12.50 and 13.75",
            "39.3",
        ],
    );
    known.leave_open(&place_of(
        json!({"latitude": 39.24611, "longitude": -94.41911}),
    ));
    assert_silent(&known, &["The office: 39.24611, -94.41911"]);
    assert_tells(&known, &["39.24611, -94.41911 or 39.27713, -94.55391"]);
    assert_silent(&known.as_given(), &texts);
}

#[test]
fn a_zip_may_be_that_of_a_place_that_is_given_without() {
    let mut known = place("7719 Zanzibarstone Trl");
    let texts = ["In ZIP 64155.", "Kansas City, MO 64155"];
    assert_tells(&known, &texts);
    known.leave_open(&place_of(json!({"addresses": [{"postal_code": "64155"}]})));
    assert_silent(&known, &texts);
    assert_silent(
        &place_of(json!({"addresses": [{"address_1": "12 Elm St", "postal_code": "64068"}]})),
        &texts,
    );
}
