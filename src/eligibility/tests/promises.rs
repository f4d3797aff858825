//! What the next question promises to settle is what it settles.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use super::laws::{FACTS, given, read, service, verdict};
use super::next_question::asked;
use super::of_service;
use crate::eligibility::{Criteria, Fact, FactType, Verdict, Vocabulary};

type Given = Vec<(&'static str, Value)>;

/// Answers that can be given to a question, one of each kind that the generated criteria tell apart.
fn answers_to(fact: &Fact) -> Vec<Value> {
    match fact.kind {
        FactType::Boolean => vec![json!(true), json!(false)],
        FactType::Choice => fact.options.iter().map(|o| json!(o.value)).collect(),
        FactType::Place => vec![json!("64081"), json!("Autauga County, AL")],
        FactType::Number => match fact.key.as_str() {
            "household_size" => (1..9).map(Value::from).collect(),
            "household_income" => (0..20).map(|at| json!(at * 10_000)).collect(),
            _ => [0.0, 11.9, 12.0, 17.4, 17.5, 17.9, 18.0, 64.9, 65.0, 66.0]
                .map(Value::from)
                .to_vec(),
        },
    }
}

fn fact(key: &str) -> &'static Fact {
    let vocabulary = Vocabulary::embedded();
    vocabulary.fact(vocabulary.find(key).expect(key))
}

fn with(given: &Given, more: &[(&'static str, &Value)]) -> Given {
    let more = more.iter().map(|(key, value)| (*key, (*value).clone()));
    given.iter().cloned().chain(more).collect()
}

/// How many of the listings have a verdict by these answers.
fn settled(open: &[&Criteria], given: &Given) -> u64 {
    let is_settled = |criteria: &&&Criteria| verdict(criteria, given) != Verdict::Unknown;
    open.iter().filter(is_settled).count() as u64
}

/// The questions that were not put.
fn others(given: &Given) -> impl Iterator<Item = &'static str> {
    let was_put = |key: &str| given.iter().any(|(put, _)| *put == key);
    // An income is told in one way alone.
    let is_told = |key: &str| key == "household_income" && was_put("income_percent");
    let keys = FACTS.into_iter().filter(|key| fact(key).asked);
    let keys = keys.filter(|key| !was_put(key) && !is_told(key));
    keys.collect::<Vec<_>>().into_iter()
}

/// A question whose answer alone settles one of the listings. Places are not tried: there are too many.
fn question_that_settles(open: &[&Criteria], given: &Given) -> Option<&'static str> {
    question_of_those(&|_| true, open, given)
}

/// The same, of the questions of one kind.
fn question_of_those(
    is_one: &dyn Fn(&Fact) -> bool,
    open: &[&Criteria],
    given: &Given,
) -> Option<&'static str> {
    let tried = others(given).filter(|key| *key != "residence" && is_one(fact(key)));
    tried.into_iter().find(|key| {
        let answers = answers_to(fact(key));
        answers
            .iter()
            .any(|value| settled(open, &with(given, &[(*key, value)])) > 0)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_promised_is_kept(
        services in proptest::collection::vec(service(), 1..5),
        given in given(),
        up_to in any::<Index>(),
    ) {
        let mut given = given;
        given.truncate(up_to.index(given.len() + 1));
        given.retain(|(_, value)| !value.is_null());
        let listings: Vec<Criteria> = services.into_iter().map(of_service).collect();
        let is_open = |criteria: &&Criteria| verdict(criteria, &given) == Verdict::Unknown;
        let open: Vec<&Criteria> = listings.iter().filter(is_open).collect();
        let Some(next) = asked(&listings, &read(&given)) else {
            prop_assert_eq!(question_that_settles(&open, &given), None);
            return Ok(());
        };
        prop_assert_eq!(next.of, open.len() as u64);
        let asked = Vocabulary::embedded().fact(next.fact);
        let key = FACTS.into_iter().find(|key| *key == asked.key).expect("a fact of these");
        prop_assert!(given.iter().all(|(put, _)| *put != key), "{key} is asked again");
        prop_assert!((1..=next.of).contains(&next.settles), "{next:?}");
        let answers = answers_to(asked);
        let each: Vec<u64> = answers
            .iter()
            .map(|value| settled(&open, &with(&given, &[(key, value)])))
            .collect();
        prop_assert!(next.more_questions <= 1 || !asked.sensitive, "{key} hurts for little");
        if asked.sensitive && next.more_questions == 0 {
            prop_assert!(each.iter().any(|settled| *settled > 0), "{key} settles nothing: {each:?}");
        }
        if asked.sensitive {
            let is_mild = |fact: &Fact| !fact.sensitive;
            prop_assert_eq!(question_of_those(&is_mild, &open, &given), None, "{}", key);
        }
        if asked.can_change {
            let is_plain = |fact: &Fact| !fact.sensitive && !fact.can_change;
            prop_assert_eq!(question_of_those(&is_plain, &open, &given), None, "{}", key);
        }
        if asked.implied_unless.is_some() {
            let is_other = |fact: &Fact| fact.implied_unless.is_none();
            prop_assert_eq!(question_of_those(&is_other, &open, &given), None, "{}", key);
        }
        match (next.more_questions, asked.kind) {
            (0, FactType::Boolean | FactType::Choice) => {
                let mean = each.iter().sum::<u64>() * 1000 / each.len() as u64;
                prop_assert_eq!(next.settles, ((mean + 500) / 1000).max(1), "{}", key);
            }
            (0, FactType::Number | FactType::Place) => {
                let (least, most) = (each.iter().min().copied(), each.iter().max().copied());
                prop_assert!(least <= Some(next.settles) || next.settles == 1, "{key}: {each:?}");
                prop_assert!(most >= Some(next.settles), "{key}: {each:?}");
            }
            (1, _) => {
                let second = |more: &'static str| {
                    let values = answers_to(fact(more));
                    answers.iter().any(|value| {
                        let both = |other| settled(&open, &with(&given, &[(key, value), (more, other)]));
                        values.iter().any(|other| both(other) >= 1)
                    })
                };
                let given_first = with(&given, &[(key, &Value::Null)]);
                prop_assert!(others(&given_first).any(second), "{key}");
            }
            _ => prop_assert_eq!(question_that_settles(&open, &given), None),
        }
    }
}
