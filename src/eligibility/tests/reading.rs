use serde_json::{Value, json};

use crate::eligibility::Criterion;
use crate::geography::Gazetteer;

fn read(criterion: Value) -> Result<Criterion, Vec<String>> {
    Criterion::read(&criterion, Gazetteer::embedded())
        .map_err(|faults| faults.into_iter().map(|fault| fault.field).collect())
}

fn faults_of(test: Value) -> Vec<String> {
    read(json!({"text": "For some.", "test": test})).expect_err("it is malformed")
}

#[test]
fn every_form_of_a_test_is_read() {
    for test in [
        json!({"open_to_all": true}),
        json!({"ask": true}),
        json!({"fact": "age", "at_least": 18}),
        json!({"fact": "age", "at_least": 12, "below": 18}),
        json!({"fact": "age", "above": 12, "at_most": 17.5}),
        json!({"fact": "pregnant", "is": true}),
        json!({"fact": "gender", "is": "woman"}),
        json!({"fact": "gender", "in": ["woman", "nonbinary"]}),
        json!({"fact": "residence", "within": ["Jackson County, MO", "64081"]}),
        json!({"all": [{"fact": "pregnant", "is": true}, {"any": [{"not": {"fact": "with_pet", "is": true}}]}]}),
    ] {
        let criterion = json!({
            "text": "For some.", "strength": "required", "test": test, "unless": {"fact": "made_to_work", "is": true},
            "source": {"name": "A leaflet", "kind": "article"}, "date": "2024-02-29", "disputed": false,
        });
        let read = read(criterion.clone()).expect("it is right");
        assert_eq!(Value::Object(read.as_json().clone()), criterion);
    }
}

#[test]
fn a_fault_names_its_field() {
    let cases = [
        (json!(null), "test"),
        (json!({}), "test"),
        (json!({"all": []}), "test/all"),
        (
            json!({"any": [{"fact": "age", "at_least": 1}, {"fact": "x", "is": true}]}),
            "test/any/1/fact",
        ),
        (json!({"maybe": true}), "test/maybe"),
        (json!({"ask": false}), "test/ask"),
        (
            json!({"not": {"open_to_all": true}}),
            "test/not/open_to_all",
        ),
        (json!({"fact": "shoe_size", "at_least": 40}), "test/fact"),
        (json!({"fact": "age"}), "test"),
        (json!({"fact": "age", "is": 18}), "test/is"),
        (json!({"fact": "age", "at_least": "18"}), "test/at_least"),
        (json!({"fact": "age", "at_least": -1}), "test/at_least"),
        (json!({"fact": "age", "at_least": 20, "below": 18}), "test"),
        (json!({"fact": "pregnant", "is": "yes"}), "test/is"),
        (json!({"fact": "gender", "is": "women"}), "test/is"),
        (json!({"fact": "gender", "in": []}), "test/in"),
        (
            json!({"fact": "gender", "is": "woman", "in": ["man"]}),
            "test",
        ),
        (
            json!({"fact": "residence", "within": ["Nowhere, ZZ"]}),
            "test/within/0",
        ),
        (
            json!({"fact": "age", "at_least": 18, "years": 2}),
            "test/years",
        ),
    ];
    for (test, field) in cases {
        assert_eq!(faults_of(test.clone()), [field], "{test}");
    }
}

#[test]
fn what_is_around_the_test_is_checked_too() {
    let test = json!({"open_to_all": true});
    for (criterion, field) in [
        (json!({"test": test}), "text"),
        (json!({"text": " ", "test": test}), "text"),
        (json!({"text": "x".repeat(301), "test": test}), "text"),
        (json!({"text": "For all."}), "test"),
        (
            json!({"text": "For all.", "test": test, "strength": "must"}),
            "strength",
        ),
        (
            json!({"text": "For all.", "test": test, "source": "a leaflet"}),
            "source",
        ),
        (
            json!({"text": "For all.", "test": test, "source": {"name": "a", "kind": "rumour"}}),
            "source",
        ),
        (
            json!({"text": "For all.", "test": test, "date": "yesterday"}),
            "date",
        ),
        (
            json!({"text": "For all.", "test": test, "disputed": 1}),
            "disputed",
        ),
        (
            json!({"text": "For all.", "test": test, "unless": {"open_to_all": true}}),
            "unless/open_to_all",
        ),
        (
            json!({"text": "For all.", "test": test, "note": "x"}),
            "note",
        ),
        (json!("For all."), ""),
    ] {
        assert_eq!(
            read(criterion.clone()).expect_err("malformed"),
            [field],
            "{criterion}"
        );
    }
}

#[test]
fn nesting_ends() {
    let mut test = json!({"ask": true});
    for _ in 0..9 {
        test = json!({"not": test});
    }
    assert_eq!(faults_of(test).len(), 1);
}
