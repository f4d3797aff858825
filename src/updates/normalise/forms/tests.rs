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
    let mut faults = Vec::new();
    addresses(&mut body, Gazetteer::embedded(), &mut faults);
    assert!(faults.is_empty(), "{faults:?}");
    let formed = json!([{"address_1": "12 Elm St", "state_province": "MO", "postal_code": "64014-1234",
        "country": "US"}, {"state_province": "MA", "postal_code": "02134"}]);
    assert_eq!(body["addresses"], formed);
}

#[test]
fn what_is_abroad_or_no_zip_stays() {
    let written = json!([{"state_province": "ON", "postal_code": "K1A 0B1", "country": "CA"},
        {"state_province": "Somewhere", "postal_code": "none"}]);
    let mut body = object(json!({ "addresses": written }));
    let mut faults = Vec::new();
    addresses(&mut body, Gazetteer::embedded(), &mut faults);
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(body["addresses"], written);
}

#[test]
fn a_number_to_call_is_no_postal_code() {
    for (country, code, is_one) in [
        (None, "64064", true),
        (Some("US"), "64064-1234", true),
        (Some("US"), "MO 64064", true),
        (None, "none", true),
        (Some("GB"), "SW1A 1AA", true),
        (Some("CA"), "K1A 0B1", true),
        (Some("JP"), "123-4567", true),
        (Some("BR"), "01310-100", true),
        (Some("MT"), "VLT 1117", true),
        (Some("AI"), "AI-2640", true),
        (None, "Call 888-373-7881", false),
        (None, "888-373-7881", false),
        (Some("CA"), "8883737881", false),
        (Some("US"), "336-0177", false),
        (None, "Call 988", false),
        (Some("GB"), "Text 23373", false),
        (None, "eight eight eight three", false),
    ] {
        let mut body = object(json!({"addresses": [{"postal_code": code, "country": country}]}));
        let mut faults = Vec::new();
        addresses(&mut body, Gazetteer::embedded(), &mut faults);
        let kept = body["addresses"][0].get("postal_code").is_some();
        assert_eq!((kept, faults.is_empty()), (is_one, is_one), "{code}");
    }
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
        let mut phone = object(json!({"number": written}));
        extension(&mut phone);
        assert_eq!(
            (
                &phone["number"],
                phone.get("extension").unwrap_or(&Value::Null)
            ),
            (&json!(number), &expected)
        );
    }
}

#[test]
fn of_several_numbers_in_one_cell_those_are_taken_that_are_sure() {
    for (written, sure, is_all) in [
        (
            "816-555-0100, 816-555-0101",
            &["+18165550100", "+18165550101"][..],
            true,
        ),
        (
            "816-555-0100 or 816-555-0101",
            &["+18165550100", "+18165550101"],
            true,
        ),
        (
            "816-555-0100 / 816-555-0101",
            &["+18165550100", "+18165550101"],
            true,
        ),
        ("816-555-0100 & (816) 555-0100", &["+18165550100"], true),
        ("(817) 555-0100 A or 0101 B", &["+18175550100"], false),
        ("817-555-0100/0101", &["+18175550100"], false),
        (
            "817-555-0100 day, 817-555-0101 night",
            &["+18175550100", "+18175550101"],
            false,
        ),
        // Whose the word is, nobody can tell.
        ("816-555-0100 (fax) 816-555-0101", &[], false),
        ("816-555-0100 TTY 816-555-0101", &[], false),
        ("816-555-0100 (fax)", &["+18165550100"], false),
        ("816-555-0100; fax 816-555-0101", &["+18165550100"], false),
        ("555-0100 or 0101", &[], false),
        ("988 or 911", &[], false),
    ] {
        let (found, all) = sure_numbers(written);
        assert_eq!(
            (
                found
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .as_slice(),
                all
            ),
            (sure, is_all),
            "{written}"
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
