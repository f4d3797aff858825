use super::*;

fn object(value: Value) -> Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

#[test]
fn addresses_get_one_form() {
    let mut body = object(
        json!({"addresses": [{"address_1": " 12  Elm St ", "state_province": "missouri",
        "postal_code": "640141234", "country": "U.S.A."}, {"state_province": "Ma.", "postal_code": 2134}]}),
    );
    addresses(&mut body, Gazetteer::embedded());
    let formed = json!([{"address_1": "12 Elm St", "state_province": "MO", "postal_code": "64014-1234",
        "country": "US"}, {"state_province": "MA", "postal_code": "02134"}]);
    assert_eq!(body["addresses"], formed);
}

#[test]
fn what_is_abroad_or_no_zip_stays() {
    let written = json!([{"state_province": "ON", "postal_code": "K1A 0B1", "country": "CA"},
        {"state_province": "Somewhere", "postal_code": "none"}]);
    let mut body = object(json!({ "addresses": written }));
    addresses(&mut body, Gazetteer::embedded());
    assert_eq!(body["addresses"], written);
}

#[test]
fn addresses_of_the_web_get_their_scheme() {
    for (written, formed) in [
        ("www.example.org", "https://www.example.org"),
        (" HTTP://example.org/a b ", "http://example.org/a%20b"),
        ("example.org/help", "https://example.org/help"),
        ("ask us", "ask us"),
        ("help@example.org", "help@example.org"),
    ] {
        assert_eq!(url(written), formed);
    }
}

#[test]
fn an_extension_leaves_the_number() {
    for (written, number, expected) in [
        ("816-555-0100 x12", "816-555-0100", json!(12)),
        ("816-555-0100 ext. 12", "816-555-0100", json!(12)),
        ("(816) 555-0100, Extension 7", "(816) 555-0100", json!(7)),
        ("816-555-0100 #3", "816-555-0100", json!(3)),
        ("816-474-TEXT", "816-474-TEXT", Value::Null),
    ] {
        let (mut phone, mut faults) = (object(json!({"number": written})), Vec::new());
        extension(&mut phone, 0, &mut faults);
        assert_eq!(
            (
                &phone["number"],
                phone.get("extension").unwrap_or(&Value::Null)
            ),
            (&json!(number), &expected)
        );
        assert_eq!(faults, []);
    }
}

#[test]
fn several_numbers_in_one_cell_are_named() {
    for written in [
        "816-555-0100, 816-555-0101",
        "816-555-0100 or 816-555-0101",
        "816-555-0100 / 816-555-0101",
    ] {
        let (mut phone, mut faults) = (object(json!({"number": written})), Vec::new());
        extension(&mut phone, 0, &mut faults);
        assert_eq!(
            faults[0].detail,
            "several numbers in one: 816-555-0100 and 816-555-0101"
        );
    }
}

#[test]
fn languages_get_their_codes() {
    let mut body = object(
        json!({"languages": [{"name": "Español"}, {"name": "Klingon"}, {"name": "x", "code": "so"}]}),
    );
    languages(&mut body);
    let codes: Vec<_> = body["languages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l.get("code").cloned())
        .collect();
    assert_eq!(codes, [Some(json!("es")), None, Some(json!("so"))]);
}
