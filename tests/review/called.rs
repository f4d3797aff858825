//! A number that is called a hotline's, by whatever says so.

use serde_json::{Value, json};

use super::*;
use crate::common::sources::at;

/// An office with this phone, and this text.
fn office(phone: Value, description: &str) -> Sources {
    let mut claims = at("office", 38.9, -94.4, json!({}));
    let service = claims.iter_mut().find(|claim| claim["record"] == "service");
    let body = &mut service.expect("a service")["body"];
    body["phones"] = json!([phone]);
    body["description"] = json!(description);
    Sources::of([claims])
}

fn phone(fields: Value) -> Value {
    let mut phone = json!({"number": "816-336-0177"});
    for (field, value) in fields.as_object().into_iter().flatten() {
        phone[field] = value.clone();
    }
    phone
}

fn served(stored: &Stored) -> String {
    format!("{:?}", records(stored))
}

#[test]
fn a_number_that_is_called_so_waits() {
    for fields in [
        json!({"description": "Hotline"}),
        json!({"description": "Crisis"}),
        json!({"description": "24-Hour Crisis"}),
        json!({"name": "Emergency"}),
        json!({"name": "Teléfono de emergencia"}),
        json!({"type": "Hotline"}),
        json!({"department": "Crisis hotline"}),
        json!({"number": "816-336-0177 (crisis line)"}),
        json!({"description": "Hotlines"}),
    ] {
        let stored = Stored::empty();
        load(&stored, &office(phone(fields.clone()), "Help."));
        assert_eq!(rules(&stored), ["crisis_number"], "{fields}");
        assert!(!served(&stored).contains("8163360177"), "{fields}");
    }
    let stored = Stored::empty();
    load(
        &stored,
        &office(phone(json!({"description": "Office"})), "Help."),
    );
    assert_eq!(rules(&stored), [""; 0]);
}

#[test]
fn a_number_that_is_called_so_from_now_on_waits_and_stays_what_it_was() {
    let stored = Stored::empty();
    load(
        &stored,
        &office(phone(json!({"description": "Office"})), "Help."),
    );
    let hotline = office(phone(json!({"description": "24-hour hotline"})), "Help.");
    load(&stored, &hotline);
    assert_eq!(rules(&stored), ["crisis_number"]);
    let meanwhile = served(&stored);
    assert!(meanwhile.contains("8163360177") && !meanwhile.contains("24-hour hotline"));
    assert_eq!(approve(&stored, &numbers(&stored)).done.len(), 1);
    assert!(served(&stored).contains("24-hour hotline"));
    assert_eq!(load(&stored, &hotline).changeset, None);
}

#[test]
fn a_text_that_calls_a_number_so_waits_unless_it_is_theirs_or_known() {
    let say = "Our 24-hour hotline is";
    for (number, expected) in [
        ("816-436-2201", &["number_in_text"][..]),
        ("816-336-0177", &[]),
        ("1-888-373-7888", &[]),
    ] {
        let stored = Stored::empty();
        let text = format!("{say} {number}.");
        load(
            &stored,
            &office(phone(json!({"description": "Office"})), &text),
        );
        assert_eq!(rules(&stored), expected, "{number}");
        assert_eq!(
            served(&stored).contains(say),
            expected.is_empty(),
            "{number}"
        );
    }
}
