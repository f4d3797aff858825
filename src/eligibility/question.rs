//! The one question worth asking next: the one whose answer is expected to settle most of what is not known.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::answers::{Answer, Answers};
use super::book::RuleBook;
use super::criteria::Verdict;
use super::criterion::{Bounds, Test};
use super::residence::Residence;
use super::truth::Truth;
use super::vocabulary::{Fact, FactId, FactType, Vocabulary};
use crate::geography::{Gazetteer, Origin};

/// The most frequent sets of rules are reckoned with, up to this many.
const SETS: usize = 2_048;
/// Answers that are tried of one question.
const TRIED: usize = 12;
/// Next to a bound that belongs to what is below it.
const A_LITTLE: f64 = 0.001;

/// A question, and how much its answer is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextQuestion {
    pub fact: FactId,
    /// How many listings an answer is expected to settle, each answer being as likely as another.
    pub settles: u64,
    /// How many are not settled.
    pub of: u64,
}

/// What is not known, and where the person is.
pub struct Unsettled<'a> {
    pub answers: &'a Answers,
    pub today: NaiveDate,
    pub gazetteer: &'a Gazetteer,
    /// Where they may live: one of the answers that are tried.
    pub near: &'a Origin,
    /// What [`RuleBook::truths`] makes of the answers.
    pub truths: &'a [Truth],
    /// Sets without a settled verdict, and how many listings have each.
    pub sets: Vec<(u32, u64)>,
}

/// A set of rules whose verdict is open.
struct OpenSet {
    says_who: bool,
    /// Those that are neither met nor failed.
    rules: Vec<u32>,
    /// How many listings have it.
    count: u64,
}

/// What a question promises, best last: settling anything and not being sensitive come before how much.
type Promise = (bool, bool, u64, u64);

impl RuleBook {
    /// The question to ask next; none where no answer would help.
    pub fn next_question(&self, mut unsettled: Unsettled) -> Option<NextQuestion> {
        let of: u64 = unsettled.sets.iter().map(|(_, count)| count).sum();
        let open = self.open_sets(&mut unsettled);
        let mut best: Option<(Promise, FactId)> = None;
        for (fact, rules) in self.open_facts(&open) {
            let Some(asked) = asked_as(fact, unsettled.answers) else {
                continue;
            };
            let promise = self.promise(fact, asked, &rules, &open, &unsettled);
            let helps = promise.2 > 0 || promise.3 > 0;
            if helps && best.is_none_or(|(best, _)| promise > best) {
                best = Some((promise, asked));
            }
        }
        let ((_, _, settled, _), fact) = best?;
        Some(NextQuestion {
            fact,
            // In thousandths.
            settles: if settled == 0 {
                0
            } else {
                ((settled + 500) / 1000).max(1)
            },
            of,
        })
    }

    /// The most frequent sets, each with those of its rules that are open: the others all let the person in.
    fn open_sets(&self, unsettled: &mut Unsettled) -> Vec<OpenSet> {
        let sets = &mut unsettled.sets;
        let most_first = |(set, count): &(u32, u64)| (Reverse(*count), *set);
        if sets.len() > SETS {
            sets.select_nth_unstable_by_key(SETS, most_first);
            sets.truncate(SETS);
        }
        let truths = unsettled.truths;
        let open = sets.iter().map(|(set, count)| {
            let set = &self.sets[*set as usize];
            let rules = set.rules.iter().copied();
            OpenSet {
                says_who: set.says_who,
                rules: rules
                    .filter(|rule| !truths[*rule as usize].is_settled())
                    .collect(),
                count: *count,
            }
        });
        open.collect()
    }

    /// The facts that open rules depend on, each with those rules.
    fn open_facts(&self, open: &[OpenSet]) -> BTreeMap<FactId, BTreeSet<u32>> {
        let rules: BTreeSet<u32> = open.iter().flat_map(|set| &set.rules).copied().collect();
        let mut facts: BTreeMap<FactId, BTreeSet<u32>> = BTreeMap::new();
        for rule in rules {
            self.rules[rule as usize].facts(&mut |fact| {
                facts.entry(fact).or_default().insert(rule);
            });
        }
        facts
    }

    fn promise(
        &self,
        fact: FactId,
        asked: FactId,
        rules: &BTreeSet<u32>,
        open: &[OpenSet],
        unsettled: &Unsettled,
    ) -> Promise {
        let mut is_touched = vec![false; self.rules.len()];
        for rule in rules {
            is_touched[*rule as usize] = true;
        }
        let is_touched = |set: &&OpenSet| set.rules.iter().any(|rule| is_touched[*rule as usize]);
        let touched: Vec<&OpenSet> = open.iter().filter(is_touched).collect();
        let tests = rules
            .iter()
            .flat_map(|rule| self.rules[*rule as usize].tests());
        let tried = answers_to(fact, tests, unsettled);
        let mut truths = unsettled.truths.to_vec();
        let (mut settled, mut resolved) = (0, 0);
        for answer in &tried {
            let answers = unsettled.answers.with(fact, answer.clone());
            for rule in rules {
                let at = *rule as usize;
                truths[at] = self.rules[at].truth(&answers, unsettled.today, unsettled.gazetteer);
            }
            for set in &touched {
                let truths = set.rules.iter().map(|rule| truths[*rule as usize]);
                if Verdict::of(set.says_who, truths.clone()) != Verdict::Unknown {
                    settled += set.count;
                }
                resolved += truths.filter(|truth| truth.is_settled()).count() as u64 * set.count;
            }
        }
        let mean = |sum: u64| sum * 1000 / (tried.len() as u64).max(1);
        let is_sensitive = Vocabulary::embedded().fact(asked).sensitive;
        (settled > 0, !is_sensitive, mean(settled), mean(resolved))
    }
}

/// The question by which one learns of a fact: an income in percent of the poverty line is asked as the people of a
/// household and their dollars. None where it was put already.
fn asked_as(fact: FactId, answers: &Answers) -> Option<FactId> {
    let vocabulary = Vocabulary::embedded();
    if answers.was_asked(fact) {
        return None;
    }
    if vocabulary.fact(fact).asked {
        return Some(fact);
    }
    for key in ["household_size", "household_income"] {
        let part = vocabulary.find(key)?;
        match (answers.was_asked(part), answers.is_answered(part)) {
            (false, _) => return Some(part),
            (true, false) => return None,
            (true, true) => {}
        }
    }
    None
}

/// Answers that differ to the tests, one of each kind.
fn answers_to<'a>(
    fact: FactId,
    tests: impl Iterator<Item = &'a Test>,
    unsettled: &Unsettled,
) -> Vec<Answer> {
    let described = Vocabulary::embedded().fact(fact);
    match described.kind {
        FactType::Boolean => vec![Answer::Boolean(true), Answer::Boolean(false)],
        FactType::Number => numbers(fact, described, tests),
        FactType::Choice => {
            let options = (0..described.options.len()).map(|at| Answer::Choice(1 << at));
            options.collect()
        }
        FactType::Place => {
            let here = Residence::of(unsettled.near.clone(), unsettled.gazetteer);
            vec![Answer::Place(Arc::new(here)), Answer::Elsewhere]
        }
    }
}

/// A number on each side of each bound.
fn numbers<'a>(
    fact: FactId,
    described: &Fact,
    tests: impl Iterator<Item = &'a Test>,
) -> Vec<Answer> {
    let range = described.range();
    let mut numbers = vec![*range.start()];
    for test in tests {
        bounds_of(test, fact, &mut |bounds| {
            numbers.extend(bounds.at_least.into_iter().chain(bounds.below));
            let above = bounds.above.into_iter().chain(bounds.at_most);
            numbers.extend(above.map(|bound| bound + A_LITTLE));
        });
    }
    numbers.retain(|number| range.contains(number));
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.dedup();
    numbers.truncate(TRIED);
    numbers.into_iter().map(Answer::Number).collect()
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
