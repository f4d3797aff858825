//! A maintainer's own tests: what somebody answers, and the verdict that they expect.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::answers::Answers;
use super::criteria::{Coverage, Criteria, Grounds, Verdict};
use super::criterion::Strength;
use super::reading::Fault;
use crate::geography::Gazetteer;
use crate::hsds::Service;

const CASE: &str = "an object with answers and expect, and near if you like";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(default)]
    answers: Map<String, Value>,
    /// Short for the answer `residence`.
    near: Option<String>,
    expect: Verdict,
}

/// What is wrong with the cases of a service, or with its criteria if the cases are right. Nothing is stale to a case,
/// so that it does not fail because time goes by.
pub fn check_cases(
    cases: &Value,
    service: &Service,
    grounds: Grounds,
    gazetteer: &Gazetteer,
) -> Vec<Fault> {
    let Value::Array(cases) = cases else {
        return vec![Fault::new("cases", "is no list", "a list of cases")];
    };
    let (areas, is_partly_read) = Coverage::read(&service.service_areas, gazetteer);
    let coverage = Coverage {
        areas: &areas,
        is_partly_read,
        text: None,
    };
    let criteria = Criteria::of(service, coverage, grounds, gazetteer);
    let faults = (0..).zip(cases).flat_map(|(at, case): (usize, _)| {
        let faults = check(case, &criteria, gazetteer).err().unwrap_or_default();
        let inside = move |fault: Fault| fault.inside(&format!("cases/{at}"));
        faults.into_iter().map(inside)
    });
    faults.collect()
}

fn check(case: &Value, criteria: &Criteria, gazetteer: &Gazetteer) -> Result<(), Vec<Fault>> {
    let mut case = Case::deserialize(case).map_err(|_| vec![Fault::new("", "is no case", CASE)])?;
    if let Some(near) = case.near {
        if case.answers.contains_key("residence") {
            let fault = Fault::new("near", "is given together with residence", "one of the two");
            return Err(vec![fault]);
        }
        case.answers.insert("residence".to_owned(), near.into());
    }
    let answers = Answers::read(&case.answers, gazetteer).map_err(|faults| {
        faults
            .into_iter()
            .map(|fault| fault.inside("answers"))
            .collect::<Vec<_>>()
    })?;
    let judgement = criteria.judge(&answers, NaiveDate::MIN, gazetteer);
    let verdict = judgement.verdict;
    if verdict == case.expect {
        return Ok(());
    }
    let required = judgement.criteria.iter();
    let required = required.filter(|judged| judged.strength == Strength::Required);
    let why: Vec<String> = required
        .map(|judged| format!("“{}” is {}", judged.text, judged.result.as_words()))
        .collect();
    let why = match why.is_empty() {
        true => "there is none".to_owned(),
        false => why.join(", "),
    };
    let detail = format!("the criteria come to {}: {why}", verdict.as_str());
    let expected = format!(
        "{}, or criteria that come to {}",
        verdict.as_str(),
        case.expect.as_str()
    );
    Err(vec![Fault::new("expect", detail, expected)])
}
