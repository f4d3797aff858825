//! Whether a test holds for what was answered.

use super::answers::{Answer, Answers};
use super::criterion::{Bounds, Test};
use super::truth::Truth;
use super::vocabulary::{FactId, Guideline, Vocabulary};
use crate::geography::Gazetteer;

/// FIPS numbers of the states with poverty lines of their own.
const ALASKA: u32 = 2;
const HAWAII: u32 = 15;

impl Test {
    /// Kleene's truth of it. One more answer may make an unknown true or false, and never anything else.
    ///
    /// What can change is never a reason against somebody: where it would make the whole false it is unknown.
    pub fn truth(&self, answers: &Answers, gazetteer: &Gazetteer) -> Truth {
        self.signed(answers, gazetteer, Truth::False)
    }

    /// `against` is what would count against the person here: true inside a `not`.
    fn signed(&self, answers: &Answers, gazetteer: &Gazetteer, against: Truth) -> Truth {
        let inner = |test: &Test| test.signed(answers, gazetteer, against);
        let (fact, truth) = match self {
            Test::All(tests) => return Truth::all(tests.iter().map(inner)),
            Test::Any(tests) => return Truth::any(tests.iter().map(inner)),
            Test::Not(test) => return !test.signed(answers, gazetteer, !against),
            Test::OpenToAll => return Truth::True,
            Test::Ask => return Truth::Unknown,
            Test::Number(fact, bounds) => (*fact, number(*fact, *bounds, answers)),
            Test::Boolean(fact, is) => match answers.get(*fact) {
                Some(Answer::Boolean(answer)) => (*fact, Truth::from(answer == is)),
                _ => return Truth::Unknown,
            },
            Test::Choice(fact, options) => match answers.get(*fact) {
                Some(Answer::Choice(chosen)) => (*fact, Truth::from(chosen & options != 0)),
                _ => return Truth::Unknown,
            },
            Test::Within(fact, areas) => match answers.get(*fact) {
                Some(Answer::Place(home)) => {
                    let lies_in = |area| home.lies_in(area, gazetteer);
                    (*fact, Truth::any(areas.iter().copied().map(lies_in)))
                }
                _ => return Truth::Unknown,
            },
        };
        if truth == against && Vocabulary::embedded().fact(fact).can_change {
            return Truth::Unknown;
        }
        truth
    }
}

fn number(fact: FactId, bounds: Bounds, answers: &Answers) -> Truth {
    if let Some(number) = answers.number(fact) {
        return bounds.contain(number).into();
    }
    let percents = match Vocabulary::embedded().find("income_percent") {
        Some(id) if id == fact => income_percents(answers),
        _ => Vec::new(),
    };
    let mut truths = percents
        .into_iter()
        .map(|percent| Truth::from(bounds.contain(percent)));
    let first = truths.next().unwrap_or(Truth::Unknown);
    // Where the lines of several states are possible, they have to agree.
    match truths.all(|truth| truth == first) {
        true => first,
        false => Truth::Unknown,
    }
}

/// The income in percent of each poverty line that may be theirs.
fn income_percents(answers: &Answers) -> Vec<f64> {
    let vocabulary = Vocabulary::embedded();
    let number = |key| answers.number(vocabulary.find(key)?);
    let (Some(size), Some(income)) = (number("household_size"), number("household_income")) else {
        return Vec::new();
    };
    let percent = |line: Guideline| 100.0 * income / line.dollars(size);
    poverty_lines(answers).into_iter().map(percent).collect()
}

/// Those that may be theirs: of the state where they live, or of all.
pub(super) fn poverty_lines(answers: &Answers) -> Vec<Guideline> {
    let vocabulary = Vocabulary::embedded();
    let home = vocabulary
        .find("residence")
        .and_then(|id| answers.residence(id));
    let lines = &vocabulary.poverty_guidelines;
    match home.and_then(|home| home.state()) {
        Some(ALASKA) => vec![lines.alaska],
        Some(HAWAII) => vec![lines.hawaii],
        Some(_) => vec![lines.contiguous],
        None => vec![lines.contiguous, lines.alaska, lines.hawaii],
    }
}
