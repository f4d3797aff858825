mod evaluating;
mod kleene;
mod laws;
mod next_question;
mod promises;
mod reading;
mod residence;
mod vocabulary;
mod words;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{Answers, Coverage, Criteria, Grounds};
use crate::geography::Gazetteer;
use crate::hsds::Service;

fn answers(given: Value) -> Answers {
    let given = given.as_object().expect("an object");
    Answers::read(given, Gazetteer::embedded()).expect("right answers")
}

fn today() -> NaiveDate {
    "2026-03-04".parse().expect("a day")
}

/// The criteria of a service without a place of its own.
fn of_service(service: Value) -> Criteria {
    let service: Service = serde_json::from_value(service).expect("a service");
    let gazetteer = Gazetteer::embedded();
    let (areas, is_partly_read) = Coverage::read(&service.service_areas, gazetteer);
    let coverage = Coverage {
        areas: &areas,
        is_partly_read,
        text: None,
    };
    Criteria::of(&service, coverage, Grounds::default(), gazetteer)
}

fn of_tests(tests: impl IntoIterator<Item = Value>) -> Criteria {
    let criteria = tests
        .into_iter()
        .map(|test| json!({"text": "A rule.", "test": test}));
    of_service(json!({"criteria": criteria.collect::<Vec<_>>()}))
}

fn verdict(criteria: &Criteria, given: Value) -> &'static str {
    let verdict = criteria.verdict(&answers(given), today(), Gazetteer::embedded());
    verdict.as_str()
}
