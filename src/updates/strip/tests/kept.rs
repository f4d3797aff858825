use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::geography::Gazetteer;
use crate::standing::RecordKind;
use crate::updates::strip::{strip, strip_service_at};

fn body(value: Value) -> Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

fn stripped(location: Value) -> Value {
    Value::Object(strip(&body(location), Gazetteer::embedded()))
}

#[test]
fn what_says_nothing_of_the_place_is_kept() {
    let kept = json!({
        "languages": [{"code": "es"}],
        "phones": [{"number": "816-555-0100", "type": "voice", "extension": 12, "keyword": "HOPE",
            "answered_by": "advocate", "makes_report": "no", "languages": [{"code": "pt-BR"}]}],
        "schedules": [{"freq": "WEEKLY", "byday": "MO,-1FR", "bymonthday": "1,15", "opens_at": "09:00",
            "closes_at": "17:00:00-06:00", "dtstart": "2026-01-01", "timezone": -6, "interval": 2, "wkst": "MO"}],
        "location_type": "physical", "withheld": true, "public_area": "Jackson County, MO",
    });
    assert_eq!(stripped(kept.clone()), kept);
}

#[test]
fn the_public_area_is_the_county_of_the_town_there() {
    for (city, zip, region, area) in [
        ("Kansas City", "64106", "", "Jackson County, MO"),
        // Its town lies in several, or the post gives it the name of one beside it.
        ("Kansas City", "64155", "", "Clay County, MO"),
        ("St. Louis", "63141", "", "St. Louis County, MO"),
        ("Kansas City", "64155", "Platte County", "Platte County, MO"),
        // One of them is wrong.
        ("Kansas City", "63141", "", "Jackson County, MO"),
        ("Kansas City", "", "", "Jackson County, MO"),
    ] {
        let address =
            json!({"city": city, "postal_code": zip, "region": region, "state_province": "MO"});
        let stripped = stripped(json!({"addresses": [address]}));
        assert_eq!(stripped["public_area"], area, "{city} {zip} {region}");
    }
}

#[test]
fn a_day_is_one_of_a_year() {
    for (day, is_kept) in [
        ("-1", true),
        ("366", true),
        ("367", false),
        ("-2147483648", false),
    ] {
        let stripped = stripped(json!({"schedules": [{"byyearday": day}]}));
        assert_eq!(
            stripped["schedules"][0].get("byyearday").is_some(),
            is_kept,
            "{day}"
        );
    }
}

/// Every field of HSDS that a text, a number or an id can be in, and some that are of no standard.
fn leaking(leak: &Value) -> Value {
    let all = |fields: &str| -> Map<String, Value> {
        fields
            .split_whitespace()
            .map(|field| (field.to_owned(), leak.clone()))
            .collect()
    };
    let mut part = all(
        "id name description note notes code number type extension keyword answered_by makes_report dial \
         before_you_call freq byday bymonthday byweekno byyearday opens_at closes_at dtstart until valid_from valid_to \
         timezone count interval wkst schedule_link attending_type",
    );
    part.insert(
        "attributes".to_owned(),
        json!([{"value": leak, "link_id": leak}]),
    );
    part.insert("metadata".to_owned(), json!([{"previous_value": leak}]));
    part.insert("phones".to_owned(), json!([{"description": leak}]));
    part.insert(
        "languages".to_owned(),
        json!([{"name": leak, "note": leak, "code": leak, "languages": [{"note": leak}]}, leak, [leak]]),
    );
    let mut location = all(
        "id name alternate_name description transportation url latitude longitude precision public_area \
         location_type external_identifier external_identifier_type organization_id",
    );
    for list in [
        "attributes",
        "metadata",
        "accessibility",
        "addresses",
        "phones",
        "schedules",
        "languages",
    ] {
        location.insert(list.to_owned(), json!([part, leak, [part]]));
    }
    location.insert(
        "external_identifiers".to_owned(),
        json!([{"identifier": leak}]),
    );
    location.insert(
        "contacts".to_owned(),
        json!([{"name": leak, "phones": [part]}]),
    );
    location.insert("unknown".to_owned(), json!({"deep": [[leak]]}));
    location.insert("withheld".to_owned(), json!(true));
    Value::Object(location)
}

#[test]
fn no_field_lets_a_text_through() {
    for leak in [
        json!("12 Sentinel Grove"),
        json!("SentinelGrove"),
        json!("12-Sentinel:Grove"),
        json!("Sentinel,MO"),
    ] {
        let mut location = leaking(&leak);
        location["addresses"][0]["address_1"] = json!("12 Sentinel Grove");
        let stripped = stripped(location).to_string();
        assert!(!stripped.contains("Sentinel"), "{leak}: {stripped}");
    }
}

#[test]
fn no_field_lets_the_number_of_the_place_through() {
    let place = json!({"postal_code": "64014", "address_1": "12 Sentinel Grove"});
    for leak in [
        json!("64014"),
        json!(64014),
        json!(38.987_654),
        json!("38.987654"),
    ] {
        let mut location = leaking(&leak);
        location["latitude"] = json!(38.987_654);
        location["longitude"] = json!(-94.234_567);
        location["addresses"] = json!([place]);
        let stripped = stripped(location).to_string();
        assert!(!stripped.contains("64014"), "{stripped}");
        assert!(!stripped.contains("38.98"), "{stripped}");
    }
}

#[test]
fn what_feeds_call_its_type_is_no_reason_to_lose_it() {
    assert_eq!(
        stripped(json!({"location_type": "confidential"}))["location_type"],
        "physical"
    );
}

#[test]
fn an_exclusion_outlives_the_stripping() {
    assert_eq!(
        stripped(json!({"ExcludeFromWebsite": "Yes"}))["excluded"],
        true
    );
    let placed = strip_service_at(&body(json!({"service_id": "a", "hide_from_public": "y"})));
    assert_eq!(placed["excluded"], true);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!("12 Sentinel Grove")),
        Just(json!("Sentinel")),
        Just(json!(38.987_654)),
        Just(json!(true)),
        Just(Value::Null),
    ];
    let field = prop_oneof![
        "[a-z]{1,8}",
        Just("phones".to_owned()),
        Just("schedules".to_owned()),
        Just("languages".to_owned()),
        Just("number".to_owned()),
        Just("code".to_owned()),
        Just("addresses".to_owned()),
        Just("Sentinel".to_owned()),
    ];
    leaf.prop_recursive(4, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::vec((field.clone(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Whatever a source nests in whatever, only numbers of telephones can have text of its own in them, and these
    /// are refused later where they are none.
    #[test]
    fn nothing_nested_anywhere_gets_through(fields in prop::collection::vec(("[a-z]{1,8}|phones|schedules|languages", any_json()), 0..8)) {
        let mut location: Map<String, Value> = fields.into_iter().collect();
        location.insert("addresses".to_owned(), json!([{"address_1": "12 Sentinel Grove"}]));
        location.insert("latitude".to_owned(), json!(38.987_654));
        for kind in [RecordKind::Location, RecordKind::ServiceAtLocation] {
            let mut stripped = match kind {
                RecordKind::Location => strip(&location, Gazetteer::embedded()),
                _ => strip_service_at(&location),
            };
            for phone in stripped.get_mut("phones").and_then(Value::as_array_mut).into_iter().flatten() {
                phone.as_object_mut().unwrap().remove("number");
            }
            let text = Value::Object(stripped).to_string();
            prop_assert!(!text.contains("Sentinel") && !text.contains("38.98"), "{}", text);
        }
    }
}
