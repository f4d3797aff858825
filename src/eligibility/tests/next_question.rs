//! What is asked next.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{answers, of_service, of_tests, today};
use crate::eligibility::{
    Answers, Criteria, NextQuestion, RuleBook, Unsettled, Verdict, Vocabulary,
};
use crate::geography::{Gazetteer, resolve};

/// The question over these listings.
pub(super) fn asked(listings: &[Criteria], answers: &Answers) -> Option<NextQuestion> {
    let gazetteer = Gazetteer::embedded();
    let mut book = RuleBook::default();
    let of: Vec<u32> = listings
        .iter()
        .map(|criteria| book.enter(criteria))
        .collect();
    let truths = book.truths(answers, today(), gazetteer);
    let verdicts = book.verdicts(&truths);
    let mut sets: HashMap<u32, u64> = HashMap::new();
    for set in of
        .into_iter()
        .filter(|set| verdicts[*set as usize] == Verdict::Unknown)
    {
        *sets.entry(set).or_default() += 1;
    }
    let near = resolve(gazetteer, "64081", None).expect("a place");
    book.next_question(Unsettled {
        answers,
        today: today(),
        gazetteer,
        near: &near,
        truths: &truths,
        sets: sets.into_iter().collect(),
    })
}

/// The question over these listings, by key, with what it settles and of how many.
fn next(listings: &[Criteria], given: Value) -> Option<(&'static str, u64, u64)> {
    asked(listings, &answers(given)).map(|next| (key(next), next.settles, next.of))
}

fn key(next: NextQuestion) -> &'static str {
    &Vocabulary::embedded().fact(next.fact).key
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
fn papers_are_asked_of_whom_nothing_else_tells() {
    let papers = json!({"fact": "immigration_status", "in": ["citizen", "permanent_resident"]});
    let survivors = json!({"any": [{"fact": "made_to_work", "is": true}, {"fact": "hurt_by_partner", "is": true}]});
    let aid = of_service(json!({"criteria": [
        {"text": "Citizens; survivors without papers.", "test": papers, "unless": survivors},
    ]}));
    let asked = |given| next(std::slice::from_ref(&aid), given).map(|(key, ..)| key);
    assert_eq!(asked(json!({})), Some("made_to_work"));
    let no_work = json!({"made_to_work": false});
    assert_eq!(asked(no_work), Some("hurt_by_partner"));
    let neither = json!({"made_to_work": false, "hurt_by_partner": false});
    assert_eq!(asked(neither), Some("immigration_status"));
    let skipped = json!({"made_to_work": "declined", "hurt_by_partner": "declined"});
    assert_eq!(asked(skipped), Some("immigration_status"));
}

#[test]
fn who_sent_you_comes_after_what_is_plain_and_before_what_hurts() {
    let sent = || of_tests([json!({"fact": "referred_by", "is": "advocate"})]);
    let assaulted = || boolean("sexually_assaulted");
    let listings = [sent(), assaulted(), assaulted(), boolean("without_home")];
    let asked = |given| next(&listings, given).map(|(key, ..)| key);
    assert_eq!(asked(json!({})), Some("without_home"));
    assert_eq!(asked(json!({"without_home": false})), Some("referred_by"));
    let sent = json!({"without_home": false, "referred_by": ["advocate"]});
    assert_eq!(asked(sent), Some("sexually_assaulted"));
    // Nor is anybody led on by what can be got or waived.
    let referral = json!({"text": "A rule.", "test": {"fact": "referred_by", "is": "advocate"}});
    let house = of_service(json!({"criteria": [referral, article("made_to_work")]}));
    assert_eq!(next(std::slice::from_ref(&house), json!({})), None);
    let survivor = json!({"made_to_work": true});
    assert_eq!(next(&[house], survivor), Some(("referred_by", 1, 1)));
}

#[test]
fn what_hurts_is_not_asked_for_what_needs_two_answers_more() {
    let of = |facts: &[&str]| {
        let rules: Vec<Value> = facts.iter().map(|fact| article(fact)).collect();
        of_service(json!({"criteria": rules}))
    };
    let three = of(&["made_to_work", "pregnant", "moving_to_get_away"]);
    assert_eq!(next(std::slice::from_ref(&three), json!({})), None);
    let told = json!({"made_to_work": true});
    let one_more = asked(&[three], &answers(told)).expect("a question");
    assert_eq!(
        (key(one_more), one_more.more_questions),
        ("moving_to_get_away", 1)
    );
    // A plain one may lead there.
    let two = of(&["with_children", "made_to_work", "moving_to_get_away"]);
    let first = asked(&[two], &answers(json!({}))).expect("a question");
    assert_eq!((key(first), first.more_questions), ("with_children", 2));
}

#[test]
fn what_ends_a_row_by_one_no_comes_before_each_harm_in_turn() {
    let harms = ["made_to_work", "hurt_by_partner", "stalked"];
    let harmed: Vec<Value> = (harms.iter())
        .map(|harm| json!({"fact": harm, "is": true}))
        .collect();
    let source = json!({"name": "A leaflet", "kind": "article"});
    let harmed = json!({"text": "For victims.", "test": {"any": harmed}, "source": source});
    let listing = of_service(json!({"criteria": [harmed, article("moving_to_get_away")]}));
    let listings = [listing];
    let asked = |given| next(&listings, given).map(|(key, ..)| key);
    assert_eq!(asked(json!({})), Some("moving_to_get_away"));
    assert_eq!(asked(json!({"moving_to_get_away": false})), None);
    let moving = json!({"moving_to_get_away": true});
    assert_eq!(asked(moving), Some("made_to_work"));
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

fn article(fact: &str) -> Value {
    let source = json!({"name": "A leaflet", "kind": "article"});
    json!({"text": "A rule.", "test": {"fact": fact, "is": true}, "source": source})
}

#[test]
fn a_question_that_settles_nothing_comes_only_where_it_leads_on() {
    // Neither settles anything by itself, since an article never stands against somebody.
    let both = of_service(json!({"criteria": [article("made_to_work"), article("with_children")]}));
    let first = asked(std::slice::from_ref(&both), &answers(json!({}))).expect("a question");
    assert_eq!((key(first), first.settles), ("with_children", 1));
    assert_eq!(first.more_questions, 1);
    let given = json!({"with_children": true});
    let second = asked(std::slice::from_ref(&both), &answers(given)).expect("a question");
    assert_eq!((key(second), second.settles), ("made_to_work", 1));
    assert_eq!(second.more_questions, 0);
    // After a no, nothing settles it any more, and the other is not asked.
    for no in ["with_children", "made_to_work"] {
        assert_eq!(next(std::slice::from_ref(&both), json!({no: false})), None);
    }
}

#[test]
fn nobody_is_asked_what_only_the_provider_can_say() {
    let asks = of_service(json!({"criteria": [
        article("wants_protective_order"), {"text": "Only they know.", "test": {"ask": true}},
    ]}));
    assert_eq!(next(&[asks], json!({})), None);
}

#[test]
fn what_other_answers_tell_is_not_asked() {
    let youngest = || of_tests([json!({"fact": "youngest_child_age", "below": 6})]);
    assert!(next(&[youngest()], json!({})).is_some());
    assert_eq!(next(&[youngest()], json!({"with_children": false})), None);
    for (fact, given) in [
        ("with_children", json!({"youngest_child_age": 3})),
        ("traded_sex", json!({"made_to_have_sex": true})),
        ("losing_home", json!({"without_home": true})),
        ("veteran", json!({"military_status": "honorable"})),
    ] {
        assert_eq!(next(&[boolean(fact)], given), None, "{fact}");
    }
}

#[test]
fn what_may_overrule_an_answer_is_asked() {
    let denied = json!({"made_to_have_sex": false});
    let asked = |more: Value| {
        let mut given = denied.clone();
        given
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        next(&[boolean("made_to_have_sex")], given).map(|(fact, ..)| fact)
    };
    assert_eq!(asked(json!({})), Some("traded_sex"));
    assert_eq!(asked(json!({"traded_sex": false})), None);
    let traded = json!({"traded_sex": true, "age": 30});
    assert_eq!(asked(traded), Some("traded_sex_under_18"));
    let grown = json!({"traded_sex": true, "age": 30, "traded_sex_under_18": false});
    assert_eq!(asked(grown), None);
}

#[test]
fn the_state_is_asked_where_the_poverty_line_depends_on_it() {
    let listings = [of_tests([
        json!({"fact": "income_percent", "at_most": 125}),
    ])];
    // Below the line of Alaska and above that of the others.
    let given = json!({"household_size": 1, "household_income": 21_000});
    assert_eq!(next(&listings, given), Some(("residence", 1, 1)));
}

#[test]
fn nobody_can_live_outside_of_the_country() {
    let within = json!([{"fact": "residence", "within": ["United States"]}]);
    let listings = [of_tests(within.as_array().expect("tests").clone())];
    assert_eq!(next(&listings, json!({})), Some(("residence", 1, 1)));
    let area = json!([{"extent": "United States", "extent_type": "text"}]);
    let national = of_service(json!({"service_areas": area, "criteria": [
        {"text": "All.", "test": {"open_to_all": true}},
    ]}));
    assert_eq!(super::verdict(&national, json!({})), "likely");
    assert_eq!(
        super::verdict(&national, json!({"residence": "52.5,13.4"})),
        "likely"
    );
}
