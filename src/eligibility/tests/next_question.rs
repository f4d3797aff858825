//! What is asked next.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{answers, of_service, of_tests, today};
use crate::eligibility::{Criteria, NextQuestion, RuleBook, Unsettled, Verdict, Vocabulary};
use crate::geography::{Gazetteer, resolve};

/// The question over these listings, by key, with what it settles and of how many.
fn next(listings: &[Criteria], given: Value) -> Option<(&'static str, u64, u64)> {
    let gazetteer = Gazetteer::embedded();
    let mut book = RuleBook::default();
    let of: Vec<u32> = listings
        .iter()
        .map(|criteria| book.enter(criteria))
        .collect();
    let answers = answers(given);
    let truths = book.truths(&answers, today(), gazetteer);
    let verdicts = book.verdicts(&truths);
    let mut sets: HashMap<u32, u64> = HashMap::new();
    for set in of
        .into_iter()
        .filter(|set| verdicts[*set as usize] == Verdict::Unknown)
    {
        *sets.entry(set).or_default() += 1;
    }
    let near = resolve(gazetteer, "64081", None).expect("a place");
    let next = book.next_question(Unsettled {
        answers: &answers,
        today: today(),
        gazetteer,
        near: &near,
        truths: &truths,
        sets: sets.into_iter().collect(),
    });
    next.map(|NextQuestion { fact, settles, of }| {
        (Vocabulary::embedded().fact(fact).key.as_str(), settles, of)
    })
}

fn boolean(fact: &str) -> Criteria {
    of_tests([json!({"fact": fact, "is": true})])
}

#[test]
fn what_settles_most_is_asked() {
    let listings = [
        boolean("without_home"),
        boolean("with_children"),
        boolean("with_children"),
    ];
    assert_eq!(next(&listings, json!({})), Some(("with_children", 2, 3)));
    assert_eq!(
        next(&listings, json!({"with_children": true})),
        Some(("without_home", 1, 1))
    );
    let all = json!({"with_children": true, "without_home": false});
    assert_eq!(next(&listings, all), None);
}

#[test]
fn what_was_declined_is_not_asked_again() {
    let listings = [
        boolean("without_home"),
        boolean("with_children"),
        boolean("with_children"),
    ];
    let next = next(&listings, json!({"with_children": "declined"}));
    assert_eq!(next, Some(("without_home", 1, 3)));
}

#[test]
fn what_hurts_is_asked_last() {
    let listings = [
        boolean("pregnant"),
        boolean("pregnant"),
        boolean("without_home"),
    ];
    assert_eq!(next(&listings, json!({})), Some(("without_home", 1, 3)));
    assert_eq!(
        next(&listings, json!({"without_home": false})),
        Some(("pregnant", 2, 2))
    );
}

#[test]
fn half_an_answer_is_worth_half() {
    // Who has no child is not served; who has one has to be without a home too.
    let both = of_tests([
        json!({"fact": "with_children", "is": true}),
        json!({"fact": "without_home", "is": true}),
    ]);
    let listings = [both.clone(), both, boolean("veteran"), boolean("veteran")];
    assert_eq!(next(&listings, json!({})), Some(("veteran", 2, 4)));
}

#[test]
fn an_income_is_asked_as_people_and_dollars() {
    let listings = [of_tests([
        json!({"fact": "income_percent", "at_most": 125}),
    ])];
    assert_eq!(next(&listings, json!({})), Some(("household_size", 1, 1)));
    let sized = json!({"household_size": 2});
    assert_eq!(next(&listings, sized), Some(("household_income", 1, 1)));
    assert_eq!(next(&listings, json!({"household_size": "declined"})), None);
}

#[test]
fn nobody_is_asked_what_settles_nothing() {
    assert_eq!(next(&[of_service(json!({}))], json!({})), None);
    assert_eq!(next(&[of_tests([json!({"ask": true})])], json!({})), None);
    assert_eq!(
        next(&[of_tests([json!({"open_to_all": true})])], json!({})),
        None
    );
}

#[test]
fn where_one_lives_is_worth_asking() {
    let area = json!([{"extent": "Jackson County, MO", "extent_type": "text"}]);
    let listings = [of_service(json!({"service_areas": area, "criteria": [
        {"text": "All.", "test": {"open_to_all": true}},
    ]}))];
    assert_eq!(next(&listings, json!({})), Some(("residence", 1, 1)));
}
