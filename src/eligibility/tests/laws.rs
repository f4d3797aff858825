//! The laws that hold for every criterion and every answer.

use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use serde_json::{Map, Value, json};

use super::{of_service, today};
use crate::eligibility::{Answers, Criteria, Verdict};
use crate::geography::Gazetteer;

/// A value that each fact may have; few, so that tests and answers meet.
pub(super) fn answer_to(fact: &'static str) -> BoxedStrategy<Value> {
    match fact {
        "age" => select(vec![0.0, 12.0, 17.5, 17.997, 18.0, 65.0])
            .prop_map(Value::from)
            .boxed(),
        "income_percent" => select(vec![50, 125, 200, 300])
            .prop_map(Value::from)
            .boxed(),
        "household_income" => select(vec![0, 16_000, 20_000, 90_000])
            .prop_map(Value::from)
            .boxed(),
        "household_size" => (1..5).prop_map(Value::from).boxed(),
        "residence" => select(vec![
            "64081",
            "Kansas City, MO",
            "Jackson County, MO",
            "99501",
            "96813",
        ])
        .prop_map(Value::from)
        .boxed(),
        "gender" => select(vec!["woman", "man"]).prop_map(Value::from).boxed(),
        "immigration_status" => subsequence(vec!["citizen", "refugee"], 0..3)
            .prop_map(Value::from)
            .boxed(),
        "documents" => subsequence(vec!["photo_id", "court_papers"], 0..3)
            .prop_map(Value::from)
            .boxed(),
        _ => any::<bool>().prop_map(Value::from).boxed(),
    }
}

pub(super) const FACTS: [&str; 16] = [
    "age",
    "income_percent",
    "household_income",
    "household_size",
    "residence",
    "gender",
    "immigration_status",
    "documents",
    "made_to_work",
    "made_to_have_sex",
    "traded_sex",
    "traded_sex_under_18",
    "hurt_by_partner",
    "hurt_by_family",
    "sexually_assaulted",
    "pregnant",
];

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({"ask": true})),
        select(vec![12.0, 17.5, 18.0, 65.0])
            .prop_map(|age| json!({"fact": "age", "at_least": age})),
        select(vec![12.0, 18.0]).prop_map(|age| json!({"fact": "age", "below": age})),
        select(vec![100, 125, 200])
            .prop_map(|share| json!({"fact": "income_percent", "at_most": share})),
        Just(json!({"fact": "household_size", "at_least": 3})),
        select(vec![
            "64081",
            "Jackson County, MO",
            "Clay County, MO",
            "Kansas City, MO",
            "Alaska"
        ])
        .prop_map(|area| json!({"fact": "residence", "within": [area]})),
        select(vec!["woman", "man"]).prop_map(|gender| json!({"fact": "gender", "is": gender})),
        Just(json!({"fact": "immigration_status", "in": ["citizen"]})),
        Just(json!({"fact": "documents", "is": "photo_id"})),
        (
            select(vec!["made_to_work", "hurt_by_partner", "pregnant"]),
            any::<bool>()
        )
            .prop_map(|(fact, is)| json!({"fact": fact, "is": is})),
    ]
}

fn test() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        let several = proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            several.clone().prop_map(|tests| json!({"all": tests})),
            several.prop_map(|tests| json!({"any": tests})),
            inner.prop_map(|test| json!({"not": test})),
        ]
    })
}

fn criterion() -> impl Strategy<Value = Value> {
    let source = select(vec!["article", "public_record", "directory", "provider"]);
    let date = select(vec!["2026-01-01", "2019-01-01"]);
    (
        test(),
        proptest::option::of(test()),
        select(vec![
            "required",
            "required",
            "required",
            "preferred",
            "priority",
        ]),
        source,
        date,
        proptest::bool::weighted(0.1),
    )
        .prop_map(|(test, unless, strength, kind, date, disputed)| {
            let mut criterion = json!({
                "text": "A rule.", "test": test, "strength": strength, "date": date,
                "source": {"name": "A source", "kind": kind}, "disputed": disputed,
            });
            if let Some(unless) = unless {
                criterion["unless"] = unless;
            }
            criterion
        })
}

pub(super) fn service() -> impl Strategy<Value = Value> {
    let criteria = proptest::collection::vec(criterion(), 0..4);
    let minimum = proptest::option::of(select(vec![12.0, 18.0]));
    let areas = subsequence(
        vec!["Jackson County, MO", "Clay County, MO", "Alaska"],
        0..3,
    );
    (criteria, minimum, areas).prop_map(|(criteria, minimum, areas)| {
        let areas: Vec<Value> = areas
            .iter()
            .map(|area| json!({"extent": area, "extent_type": "text"}))
            .collect();
        json!({"criteria": criteria, "minimum_age": minimum, "service_areas": areas})
    })
}

/// Answers in some order, each fact once, and of the two ways to tell an income one.
pub(super) fn given() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    let values: Vec<_> = FACTS
        .iter()
        .map(|fact| {
            let silent = select(vec![json!("unknown"), json!("declined"), Value::Null]);
            prop_oneof![4 => answer_to(fact), 1 => silent].prop_map(move |value| (*fact, value))
        })
        .collect();
    (values, any::<bool>())
        .prop_map(|(mut given, percent)| {
            let other = if percent {
                "household_income"
            } else {
                "income_percent"
            };
            given.retain(|(fact, _)| *fact != other);
            given
        })
        .prop_shuffle()
}

pub(super) fn read(given: &[(&'static str, Value)]) -> Answers {
    let members: Map<String, Value> = given
        .iter()
        .map(|(fact, value)| ((*fact).to_owned(), value.clone()))
        .collect();
    Answers::read(&members, Gazetteer::embedded()).expect("right answers")
}

pub(super) fn verdict(criteria: &Criteria, given: &[(&'static str, Value)]) -> Verdict {
    criteria.verdict(&read(given), today(), Gazetteer::embedded())
}

fn is_silent(value: &Value) -> bool {
    [json!("unknown"), json!("declined"), Value::Null].contains(value)
}

/// The law says so of a child, who may not see it so.
#[test]
fn no_answer_denies_what_others_tell_anyway() {
    let made = of_service(
        json!({"criteria": [{"text": "A rule.", "test": {"fact": "made_to_have_sex", "is": true}}]}),
    );
    let child = [("traded_sex", json!(true)), ("age", json!(16))];
    let denied = ("made_to_have_sex", json!(false));
    assert_eq!(verdict(&made, &child), Verdict::Likely);
    assert_eq!(
        verdict(&made, &[&child[..], std::slice::from_ref(&denied)].concat()),
        Verdict::Likely
    );
    // Nor does who was one then.
    let (traded, grown) = (("traded_sex", json!(true)), ("age", json!(30)));
    let [was, was_not] = [true, false].map(|was| ("traded_sex_under_18", json!(was)));
    assert_eq!(
        verdict(&made, &[denied.clone(), traded.clone(), grown.clone(), was]),
        Verdict::Likely
    );
    // Until one knows that it is and was no child, or that nothing was traded.
    for unsettled in [
        vec![],
        vec![grown.clone()],
        vec![traded.clone(), grown.clone()],
        vec![traded.clone(), was_not.clone()],
    ] {
        let given = [std::slice::from_ref(&denied), &unsettled[..]].concat();
        assert_eq!(verdict(&made, &given), Verdict::Unknown, "{unsettled:?}");
    }
    for settled in [
        vec![("traded_sex", json!(false))],
        vec![traded, grown, was_not],
    ] {
        let given = [std::slice::from_ref(&denied), &settled[..]].concat();
        assert_eq!(verdict(&made, &given), Verdict::Unlikely, "{settled:?}");
    }
}

proptest! {
    #[test]
    fn a_settled_verdict_never_flips(service in service(), given in given()) {
        let criteria = of_service(service);
        let mut settled = Verdict::Unknown;
        for answered in 0..=given.len() {
            let now = verdict(&criteria, &given[..answered]);
            prop_assert!(settled == Verdict::Unknown || now == settled, "{settled:?} became {now:?} at {answered}");
            settled = now;
        }
    }

    #[test]
    fn a_missing_answer_never_decides(test in leaf(), is_not in any::<bool>(), mut given in given()) {
        // All is answered but what is asked for, and what that could be told from.
        let tested = test["fact"].as_str().unwrap_or_default().to_owned();
        let tells = |fact: &str| {
            fact == tested
                || (tested == "income_percent" && fact.starts_with("household"))
                || (tested == "made_to_have_sex" && fact.starts_with("traded_sex"))
                || (tested == "traded_sex" && fact == "made_to_have_sex")
        };
        given.retain(|(fact, _)| !tells(fact));
        let test = if is_not { json!({"not": test}) } else { test };
        let criteria = of_service(json!({"criteria": [{"text": "A rule.", "test": test}]}));
        prop_assert_eq!(verdict(&criteria, &given), Verdict::Unknown);
        // Nor does one that was declined.
        if let Some(fact) = FACTS.into_iter().find(|fact| *fact == tested) {
            for silence in ["unknown", "declined"] {
                let given = given.iter().cloned().chain([(fact, json!(silence))]);
                prop_assert_eq!(verdict(&criteria, &given.collect::<Vec<_>>()), Verdict::Unknown);
            }
        }
    }

    #[test]
    fn order_does_not_matter(service in service(), given in given(), from in any::<Index>()) {
        let mut turned = given.clone();
        turned.rotate_left(from.index(given.len()));
        let mut reversed = service.clone();
        if let Some(criteria) = reversed["criteria"].as_array_mut() {
            criteria.reverse();
        }
        let (criteria, reversed) = (of_service(service), of_service(reversed));
        let expected = verdict(&criteria, &given);
        prop_assert_eq!(verdict(&criteria, &turned), expected);
        prop_assert_eq!(verdict(&reversed, &given), expected);
    }

    #[test]
    fn to_decline_is_to_be_silent(service in service(), given in given()) {
        let criteria = of_service(service);
        let answered: Vec<_> = given.iter().filter(|(_, value)| !is_silent(value)).cloned().collect();
        prop_assert_eq!(verdict(&criteria, &given), verdict(&criteria, &answered));
    }

    #[test]
    fn an_article_never_stands_against_somebody(mut service in service(), given in given()) {
        for criterion in service["criteria"].as_array_mut().into_iter().flatten() {
            criterion["source"]["kind"] = json!("article");
        }
        service["minimum_age"] = Value::Null;
        service["service_areas"] = json!([]);
        prop_assert_ne!(verdict(&of_service(service), &given), Verdict::Unlikely);
    }

    #[test]
    fn the_book_says_what_each_says(services in proptest::collection::vec(service(), 1..5), given in given()) {
        let listings: Vec<Criteria> = services.into_iter().map(of_service).collect();
        let mut book = crate::eligibility::RuleBook::default();
        let sets: Vec<u32> = listings.iter().map(|criteria| book.enter(criteria)).collect();
        let truths = book.truths(&read(&given), today(), Gazetteer::embedded());
        let verdicts = book.verdicts(&truths);
        for (criteria, set) in listings.iter().zip(sets) {
            prop_assert_eq!(verdicts[set as usize], verdict(criteria, &given));
        }
    }
}
