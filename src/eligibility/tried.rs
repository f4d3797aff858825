//! The answers to a question that differ to the tests, one of each kind. Each is one that can be given.

use std::sync::Arc;

use super::answers::{Answer, Answers};
use super::criterion::{Bounds, Test};
use super::evaluate::poverty_lines;
use super::question::Unsettled;
use super::residence::Residence;
use super::vocabulary::{Fact, FactId, FactType, Vocabulary};
use crate::geography::{Area, Gazetteer, Origin};

/// Answers that are tried of one question.
const TRIED: usize = 12;
/// Next to a bound that belongs to what is below it.
const A_LITTLE: f64 = 0.001;
/// People of a household, where nothing but the poverty line tells one number from another.
const SIZES: [f64; 3] = [1.0, 2.0, 4.0];
/// The largest household that the guidelines list; hardly anybody has a larger one.
const LARGEST: f64 = 8.0;

/// What was answered, with one answer more to `fact`, in each way that differs to `tests`.
pub(super) fn answers_to(
    fact: FactId,
    tests: &[&Test],
    answers: &Answers,
    unsettled: &Unsettled,
) -> Vec<Answers> {
    let described = Vocabulary::embedded().fact(fact);
    let tried = match described.kind {
        FactType::Boolean => vec![Answer::Boolean(true), Answer::Boolean(false)],
        FactType::Number => {
            let numbers = numbers(fact, described, tests, answers);
            numbers.into_iter().map(Answer::Number).collect()
        }
        FactType::Choice => {
            let options = (0..described.options.len()).map(|at| Answer::Choice(1 << at));
            options.collect()
        }
        FactType::Place => {
            let here = Some(unsettled.near.clone());
            let elsewhere = elsewhere(fact, tests, unsettled.near, unsettled.gazetteer);
            let places = here.into_iter().chain(elsewhere);
            places
                .map(|place| Answer::Place(Arc::new(Residence::of(place, unsettled.gazetteer))))
                .collect()
        }
    };
    let with = |answer| answers.with(fact, answer);
    tried.into_iter().map(with).collect()
}

/// The other half of what an income in percent takes, where `fact` is the first.
pub(super) fn completed_by(fact: FactId, tests: &[&Test], answers: &Answers) -> Option<FactId> {
    let vocabulary = Vocabulary::embedded();
    let [size, income, percent] =
        ["household_size", "household_income", "income_percent"].map(|key| vocabulary.find(key));
    let is_open = |other: FactId| !answers.was_asked(other);
    let is_half = Some(fact) == size && is_open(income?) && is_open(percent?);
    let depends = |test: &&Test| percent.is_some_and(|percent| test.mentions(percent));
    (is_half && tests.iter().any(depends)).then_some(income?)
}

/// A number on each side of each bound.
fn numbers(fact: FactId, described: &Fact, tests: &[&Test], answers: &Answers) -> Vec<f64> {
    let range = described.range();
    let mut numbers = vec![*range.start()];
    let up_to = |bound: f64| match described.whole {
        true => bound.ceil(),
        false => bound,
    };
    let beyond = |bound: f64| match described.whole {
        true => bound.floor() + 1.0,
        false => bound + A_LITTLE,
    };
    let mut sides = |bounds: Bounds, times: f64| {
        let from = bounds.at_least.into_iter().chain(bounds.below);
        numbers.extend(from.map(|bound| up_to(bound * times)));
        let above = bounds.above.into_iter().chain(bounds.at_most);
        numbers.extend(above.map(|bound| beyond(bound * times)));
    };
    for test in tests {
        bounds_of(test, fact, &mut |bounds| sides(bounds, 1.0));
    }
    let vocabulary = Vocabulary::embedded();
    let [size, income, percent] =
        ["household_size", "household_income", "income_percent"].map(|key| vocabulary.find(key));
    if let (Some(size), Some(percent)) = (size, percent) {
        if Some(fact) == income
            && let Some(people) = answers.number(size)
        {
            for line in poverty_lines(answers) {
                let dollars_of_one_percent = line.dollars(people) / 100.0;
                for test in tests {
                    bounds_of(test, percent, &mut |bounds| {
                        sides(bounds, dollars_of_one_percent);
                    });
                }
            }
        }
        if fact == size && tests.iter().any(|test| test.mentions(percent)) {
            numbers.extend(SIZES);
            // With a known income the line is crossed at a size of its own.
            let income = income.and_then(|income| answers.number(income));
            let lines = poverty_lines(answers).into_iter();
            for (line, dollars) in lines.flat_map(|line| income.map(|dollars| (line, dollars))) {
                let mut cross = |percent: f64| {
                    let people = line.household_size(dollars / percent * 100.0).floor();
                    let sizes = [people, people + 1.0].into_iter();
                    numbers.extend(sizes.filter(|size| *size <= LARGEST));
                };
                for test in tests {
                    bounds_of(test, percent, &mut |bounds| {
                        bounds.all().for_each(&mut cross);
                    });
                }
            }
        }
    }
    numbers.retain(|number| range.contains(number));
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.dedup();
    let count = numbers.len();
    if count > TRIED {
        // From all over the range, the least and the most among them.
        numbers = (0..TRIED)
            .map(|at| numbers[at * (count - 1) / (TRIED - 1)])
            .collect();
    }
    numbers
}

fn bounds_of(test: &Test, fact: FactId, see: &mut dyn FnMut(Bounds)) {
    match test {
        Test::All(tests) | Test::Any(tests) => {
            tests.iter().for_each(|test| bounds_of(test, fact, see));
        }
        Test::Not(test) => bounds_of(test, fact, see),
        Test::Number(tested, bounds) if *tested == fact => see(*bounds),
        _ => {}
    }
}

/// A county in a state where none of the tested areas is, nor the person now.
fn elsewhere(
    fact: FactId,
    tests: &[&Test],
    near: &Origin,
    gazetteer: &Gazetteer,
) -> Option<Origin> {
    let mut states: Vec<u32> = near.counties.iter().map(|county| county / 1000).collect();
    for test in tests {
        areas_of(test, fact, &mut |area| match area {
            Area::Country => {}
            Area::State(state) => states.push(state),
            Area::County(county) => states.push(county / 1000),
            Area::Town(town) => states.push(gazetteer.town(town).county / 1000),
            Area::Zip(code) => {
                let zip = gazetteer.zip(code).into_iter();
                states.extend(zip.flat_map(|zip| zip.counties.iter().map(|county| county / 1000)));
            }
        });
    }
    let mut counties = gazetteer.counties().iter();
    let county = counties.find(|county| !states.contains(&(county.fips / 1000)))?;
    Some(Origin::of_county(county, ""))
}

fn areas_of(test: &Test, fact: FactId, see: &mut dyn FnMut(Area)) {
    match test {
        Test::All(tests) | Test::Any(tests) => {
            tests.iter().for_each(|test| areas_of(test, fact, see));
        }
        Test::Not(test) => areas_of(test, fact, see),
        Test::Within(tested, areas) if *tested == fact => areas.iter().copied().for_each(see),
        _ => {}
    }
}
