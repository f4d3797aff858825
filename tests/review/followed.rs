//! What waits whole brings what belongs to it when it is approved: no number of a hotline comes with that unasked.

use serde_json::{Value, json};

use super::beside::{DESK, hotline, link, place};
use super::held::{RIGHT, phones};
use super::*;
use crate::common::sources::claim;

const ASKED: &str = "+18163360177";

/// The link that is served of the hotline, if any.
fn linked(stored: &Stored) -> bool {
    let mut records = records(stored).into_iter();
    records.any(|record| record.body.get("service_id").is_some())
}

/// That the only item that waits is about this number, for which somebody else is asked; and what is there once it is
/// approved.
fn asks_anew(stored: &Stored, is_there: &dyn Fn(&Stored) -> bool) {
    let waits = waiting(stored);
    assert_eq!(rules(stored), ["crisis_number"], "{waits:#?}");
    assert_eq!(item(&waits[0]).crisis_numbers, [ASKED.to_owned()].into());
    assert!(item(&waits[0]).why.contains("816-336-0177"), "{waits:#?}");
    assert!(!is_there(stored));
    let asked = numbers(stored);
    let own = write(stored, |tx| {
        nearhelp::updates::held::approve(tx, &asked, &somebody("a test"))
    });
    assert!(own.done.is_empty(), "{own:?}");
    let decided = approve(stored, &asked);
    assert_eq!(decided.done, asked, "{decided:?}");
    assert!(is_there(stored));
    assert!(waiting(stored).is_empty());
}

fn of_rule(stored: &Stored, rule: &str) -> Vec<i64> {
    let mut waits = waiting(stored);
    waits.retain(|held| held.hold.rule == rule);
    waits.iter().map(|held| held.number).collect()
}

/// As a phone and in a text.
fn with_number(record: &Value) -> [Value; 2] {
    let said = [
        ("phones", phones(&[DESK])),
        ("description", json!(format!("Call {DESK}."))),
    ];
    said.map(|(field, value)| {
        let mut record = record.clone();
        record["body"][field] = value;
        record
    })
}

#[test]
fn a_link_that_waited_for_its_place() {
    let drafts = with_number(&place("physical", &[])).map(|there| (there, true));
    // What looks like a home of survivors keeps its numbers.
    let mut home = place("physical", &[DESK]);
    home["body"]["name"] = json!("Safe house for women");
    for (there, is_draft) in drafts.into_iter().chain([(home, false)]) {
        let stored = Stored::of(&hotline(&[RIGHT]));
        let options = Options {
            draft: is_draft,
            ..Options::default()
        };
        let file = Sources::of([vec![there, link("line", "desk")]]);
        stored.load(&file, options);
        let place = numbers(&stored)[0];
        assert_eq!(approve(&stored, &[place]).done, [place]);
        asks_anew(&stored, &linked);
    }
}

/// In the directory of another source, with the number or without.
fn known(record: Value) -> Sources {
    let organization = claim(
        "organization",
        "ours",
        json!({"name": "Juniper Help Network"}),
    );
    Sources::default().and("one", "directory", [vec![organization, record]])
}

fn hotline_of(other: &str, numbers: &[&str]) -> Sources {
    let organization = claim("organization", "line", json!({"name": other}));
    let service = claim(
        "service",
        "line",
        json!({"organization_id": "line", "name": "line", "categories": ["hotline"], "phones": phones(numbers)}),
    );
    Sources::default().and("two", "directory", [vec![organization, service]])
}

#[test]
fn a_link_to_a_place_that_another_has_with_a_number() {
    let mut there = place("physical", &[]);
    there["body"]["name"] = json!("Juniper House");
    let known_there = |there: &Value| {
        let mut there = there.clone();
        there["body"]["organization_id"] = json!("ours");
        known(there)
    };
    for other in with_number(&there) {
        for apart in [false, true] {
            // The number is of the place that is there, or of the one that comes.
            let (has, comes) = if apart {
                (there.clone(), other.clone())
            } else {
                (other.clone(), there.clone())
            };
            let stored = Stored::of(&known_there(&has));
            let hotline = hotline_of("The line", &[RIGHT]);
            stored.publish(&hotline).expect("it is right");
            let more = vec![comes, link("line", "desk")];
            let more = Sources::default().and("two", "directory", [more]);
            load(&stored, &more);
            let duplicate = of_rule(&stored, "duplicate");
            assert_eq!(duplicate.len(), 1, "{:#?}", waiting(&stored));
            let decided = match apart {
                false => approve(&stored, &duplicate),
                true => reject(&stored, &duplicate),
            };
            assert_eq!(decided.done, duplicate, "{decided:?}");
            asks_anew(&stored, &linked);
        }
    }
}

#[test]
fn a_hotline_of_an_organization_that_another_has_with_a_number() {
    let organization = claim(
        "organization",
        "ours",
        json!({"name": "Northland Help Network"}),
    );
    for organization in with_number(&organization) {
        let one = Sources::default().and("one", "directory", [vec![organization]]);
        let stored = Stored::of(&one);
        load(&stored, &hotline_of("Northland Help Network", &[]));
        let duplicate = of_rule(&stored, "duplicate");
        assert_eq!(approve(&stored, &duplicate).done, duplicate);
        asks_anew(&stored, &|stored| {
            named(stored, "service", "line").is_some()
        });
    }
}
