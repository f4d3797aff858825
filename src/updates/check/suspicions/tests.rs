use super::*;
use serde_json::json;

#[track_caller]
fn assert_codes(kind: RecordKind, body: Value, expected: &[&str]) {
    let today = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
    let map = serde_json::from_value(body.clone()).unwrap();
    let codes: Vec<_> = suspicions(kind, &map, today, Gazetteer::embedded())
        .iter()
        .map(|fault| fault.code)
        .collect();
    assert_eq!(codes, expected, "{body}");
}

#[test]
fn a_place_is_where_its_address_says() {
    let at = |latitude: f64, longitude: f64| {
        json!({"latitude": latitude, "longitude": longitude, "precision": "address",
            "addresses": [{"address_1": "1 Main St", "city": "Kansas City", "state_province": "MO", "postal_code": "64108"}]})
    };
    for (body, expected) in [
        (at(39.08, -94.58), &[][..]),
        (at(-94.58, 39.08), &["point_swapped"]),
        (at(39.08, 94.58), &["point_sign_lost"]),
        (at(0.0, 0.0), &["point_zero"]),
        (at(39.0, -94.0), &["point_coarse"]),
        (at(40.71, -74.0), &["point_outside_state"]),
    ] {
        assert_codes(RecordKind::Location, body, expected);
    }
}

#[test]
fn an_address_agrees_with_itself() {
    let address = |address: Value| json!({"addresses": [address]});
    assert_codes(
        RecordKind::Location,
        address(json!({"address_1": "1 Main St"})),
        &["city_missing"],
    );
    for (city, codes) in [
        ("PO Box 4", &["city_missing"][..]),
        ("P. O. Box 4", &["city_missing"]),
        ("64068", &["city_missing"]),
        ("210 Main St", &["city_missing"]),
        ("29 Palms", &[]),
        ("Boxborough", &[]),
    ] {
        let body = address(json!({"address_1": "1 Main St", "city": city}));
        assert_codes(RecordKind::Location, body, codes);
    }
    assert_codes(
        RecordKind::Location,
        address(json!({"city": "Kansas City", "state_province": "MO", "postal_code": "10001"})),
        &["zip_not_of_state"],
    );
    assert_codes(
        RecordKind::Location,
        json!({"withheld": true, "name": "TEST", "latitude": 0.0, "longitude": 0.0}),
        &[],
    );
}

#[test]
fn what_cannot_be_is_told() {
    for (body, code) in [
        (
            json!({"name": "Default Office (for testing)"}),
            "name_placeholder",
        ),
        (json!({"name": "N/A"}), "name_placeholder"),
        (json!({"name": "HOPE HOUSE SHELTER"}), "name_capitals"),
        (
            json!({"phones": [{"number": "+18165550144"}]}),
            "phone_fictitious",
        ),
        (
            json!({"phones": [{"number": "+18169999999"}]}),
            "phone_repeated",
        ),
        (
            json!({"phones": [{"number": "+18164741234", "type": "voice", "description": "Fax"}]}),
            "phone_is_fax",
        ),
        (
            json!({"minimum_age": 24, "maximum_age": 18}),
            "ages_reversed",
        ),
        (json!({"minimum_age": 1990}), "age_impossible"),
        (json!({"minimum_age": 18, "maximum_age": 0}), "age_no_limit"),
        (
            json!({"schedules": [{"opens_at": "17:00", "closes_at": "10:00"}]}),
            "hours_reversed",
        ),
        (json!({"schedules": [{"byday": "MO,XX"}]}), "byday_unknown"),
        (
            json!({"schedules": [{"valid_from": "2026-02-30"}]}),
            "date_impossible",
        ),
        (
            json!({"schedules": [{"valid_from": "2026-03-01", "valid_to": "2026-02-01"}]}),
            "dates_reversed",
        ),
        (
            json!({"criteria": [{"date": "2026-03-04"}, {"date": "2026-03-05"}]}),
            "date_ahead",
        ),
        (json!({"cost_ground": {"date": "2027-01-01"}}), "date_ahead"),
    ] {
        assert_codes(RecordKind::Service, body, &[code]);
    }
    assert_codes(
        RecordKind::Organization,
        json!({"year_incorporated": 2190}),
        &["year_impossible"],
    );
}

#[test]
fn what_is_right_is_not_suspected() {
    assert_codes(
        RecordKind::Service,
        json!({"name": "YWCA", "phones": [{"number": "+18164741234", "type": "voice"}, {"number": "988"}],
            "minimum_age": 18, "url": "https://example.org/help", "email": "help@example.org",
            "schedules": [{"freq": "WEEKLY", "byday": "MO,-1FR", "opens_at": "20:00", "closes_at": "06:00"},
                {"opens_at": "71582789:00", "closes_at": "06:00"}]}),
        &[],
    );
}
