use serde_json::{Value, json};

use super::*;

fn body(value: Value) -> Fields {
    let Value::Object(map) = value else {
        panic!("not an object")
    };
    Fields::new(
        Origin::Body,
        map.into_iter()
            .map(|(name, value)| (name, Raw::Json(value))),
    )
}

/// The faults as `place: detail`.
fn faults(fields: Fields) -> Vec<String> {
    let Err(problem) = fields.finish() else {
        return Vec::new();
    };
    problem
        .errors
        .iter()
        .map(|fault| match &fault.place {
            Place::Parameter(place)
            | Place::Pointer(place)
            | Place::Header(place)
            | Place::File(place) => format!("{place}: {}", fault.detail),
        })
        .collect()
}

#[test]
fn takes_what_is_right() {
    let mut fields =
        Fields::from_query("near=+63141+&lat=38.5&page=3&category=a&category=b&open=now");
    assert_eq!(fields.take_str("near").as_deref(), Some("63141"));
    assert_eq!(fields.take_f64("lat", -90.0..=90.0), Some(38.5));
    assert_eq!(fields.take_u64("page", 1..=10), Some(3));
    assert_eq!(fields.take_list("category"), ["a", "b"]);
    assert_eq!(fields.take_choice("open", &[("now", 7)]), Some(7));
    assert_eq!(fields.take_str("absent"), None);
    assert!(fields.take_list("none").is_empty());
    fields.finish().unwrap();
}

#[test]
fn a_body_has_the_same_fields() {
    let mut fields = body(json!({
        "near": "63141", "lat": 38, "page": 3.0, "category": ["a", "b"], "one": "c", "radius": null
    }));
    assert_eq!(fields.take_str("near").as_deref(), Some("63141"));
    assert_eq!(fields.take_f64("lat", -90.0..=90.0), Some(38.0));
    assert_eq!(fields.take_u64("page", 1..=10), Some(3));
    assert_eq!(fields.take_list("category"), ["a", "b"]);
    assert_eq!(fields.take_list("one"), ["c"]);
    assert_eq!(fields.take_str("radius"), None);
    fields.finish().unwrap();
}

#[test]
fn numbers_are_strict() {
    for (text, why) in [
        ("NaN", "is not a number"),
        ("inf", "is not a number"),
        ("-infinity", "is not a number"),
        ("1e308", "is out of range"),
        ("1e999", "is out of range"),
        ("90.0000001", "is out of range"),
        ("0x10", "is not a number"),
        ("1,5", "is not a number"),
        ("", "is empty"),
        ("%00", "has a control character in it"),
    ] {
        let mut fields = Fields::from_query(&format!("lat={text}"));
        assert_eq!(fields.take_f64("lat", -90.0..=90.0), None);
        assert_eq!(faults(fields), [format!("lat: {why}")], "{text}");
    }
    for (text, why) in [
        ("0", "is out of range"),
        ("-5", "is out of range"),
        ("1000000000000", "is out of range"),
        ("99999999999999999999", "is out of range"),
        ("1.5", "is not a whole number"),
        ("1e3", "is not a whole number"),
        ("-", "is not a whole number"),
        ("%2B1", "is not a whole number"),
    ] {
        let mut fields = Fields::from_query(&format!("page={text}"));
        assert_eq!(fields.take_u64("page", 1..=1_000_000), None);
        assert_eq!(faults(fields), [format!("page: {why}")], "{text}");
    }
    for (value, why) in [
        (json!(1e30), "is out of range"),
        (json!(-1), "is out of range"),
        (json!(1.5), "is not a whole number"),
        (json!("1"), "is not a whole number"),
        (json!([1]), "is not a whole number"),
    ] {
        let mut fields = body(json!({ "page": value }));
        assert_eq!(fields.take_u64("page", 1..=1_000_000), None);
        assert_eq!(faults(fields), [format!("/page: {why}")]);
    }
}

#[test]
fn all_faults_come_at_once_and_without_the_values() {
    let mut fields = Fields::from_query("near=sentinel%01&near=x&lat=sentinel&nera=sentinel&a=%zz");
    fields.take_str("near");
    fields.take_f64("lat", -90.0..=90.0);
    fields.take_str("a");
    let problem = fields.finish().unwrap_err();
    let json = serde_json::to_value(&problem).unwrap();
    assert_eq!(json["errors"][0]["parameter"], "near");
    assert_eq!(json["errors"][1]["parameter"], "lat");
    assert_eq!(json["errors"][2]["parameter"], "a");
    assert_eq!(json["errors"][3]["parameter"], "nera");
    assert_eq!(json["errors"][3]["candidates"], json!(["near"]));
    assert!(!json.to_string().contains("sentinel"), "{json}");
}

#[test]
fn places_in_a_body_are_pointers() {
    let mut fields = body(json!({"category": ["a", 1, ""], "a/b~c": 1}));
    fields.take_list("category");
    assert_eq!(
        faults(fields),
        [
            "/category/1: has to be a string",
            "/category/2: is empty",
            "/a~1b~0c: is not known here"
        ]
    );
}

#[test]
fn a_list_is_bounded() {
    let mut fields = Fields::from_query(&"c=x&".repeat(51));
    assert!(fields.take_list("c").is_empty());
    assert_eq!(faults(fields), ["c: has too many values"]);
}

#[test]
fn choices_name_the_near_ones() {
    let mut fields = Fields::from_query("sort=distnace");
    assert_eq!(
        fields.take_choice("sort", &[("distance", 1), ("name", 2)]),
        None
    );
    let json = serde_json::to_value(fields.finish().unwrap_err()).unwrap();
    assert_eq!(json["errors"][0]["expected"], "one of: distance, name");
    assert_eq!(json["errors"][0]["candidates"], json!(["distance"]));
}
