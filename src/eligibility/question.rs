//! The one question worth asking next: the one whose answer is expected to settle most of what is not known.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use chrono::NaiveDate;

use super::answers::Answers;
use super::book::RuleBook;
use super::criteria::Verdict;
use super::criterion::Test;
use super::rule::Rule;
use super::tried;
use super::truth::Truth;
use super::vocabulary::{FactId, Vocabulary};
use crate::geography::{Gazetteer, Origin};

/// The most frequent sets of rules are reckoned with, up to this many.
const SETS: usize = 2_048;
/// How many questions in a row are reckoned with where none alone settles anything.
const IN_A_ROW: usize = 4;
/// How many answers are tried in all to find such a row.
const STEPS: usize = 5_000;

/// A question, and how much its answer is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextQuestion {
    pub fact: FactId,
    /// How many listings it settles, never none: the mean over its answers, each being as likely as another, rounded, and
    /// 1 at least. Where no question settles anything by itself, how many it may make likely with `more_questions` more.
    pub settles: u64,
    /// How many more questions that takes; mostly none.
    pub more_questions: u64,
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

/// When a question comes, last first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// What other answers let it be without: who was harmed is mostly served whatever their papers.
    Last,
    /// What hurts.
    Hurts,
    /// What can be got or waived, whose lack says little.
    Late,
    Early,
}

/// What a question promises, best last: when it comes, how many listings it settles, that it is of what lasts, and how
/// many rules it settles.
type Promise = (Turn, u64, bool, u64);

impl RuleBook {
    /// The question to ask next; none where no answer would settle anything.
    pub fn next_question(&self, mut unsettled: Unsettled) -> Option<NextQuestion> {
        let of: u64 = unsettled.sets.iter().map(|(_, count)| count).sum();
        let open = self.open_sets(&mut unsettled);
        self.alone(&open, &unsettled, of)
            .or_else(|| self.in_a_row(&open, &unsettled, of))
    }

    /// The question that settles most by itself.
    fn alone(&self, open: &[OpenSet], unsettled: &Unsettled, of: u64) -> Option<NextQuestion> {
        let mut best: Option<(Promise, NextQuestion)> = None;
        for (fact, rules) in self.open_questions(open, unsettled) {
            let (settled, resolved, more_questions) = self.worth(fact, rules, open, unsettled);
            let promise = (turn(fact), settled, lasts(fact), resolved);
            if settled > 0 && best.is_none_or(|(best, _)| promise > best) {
                let question = NextQuestion {
                    fact,
                    settles: ((settled + 500) / 1000).max(1),
                    more_questions,
                    of,
                };
                best = Some((promise, question));
            }
        }
        best.map(|(_, question)| question)
    }

    /// The most frequent sets, each with those of its rules that are open: the others all let the person in.
    fn open_sets(&self, unsettled: &mut Unsettled) -> Vec<OpenSet> {
        let sets = &mut unsettled.sets;
        let most_first = |(set, count): &(u32, u64)| (Reverse(*count), *set);
        if sets.len() > SETS {
            sets.select_nth_unstable_by_key(SETS, most_first);
            sets.truncate(SETS);
        }
        sets.sort_unstable_by_key(most_first);
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

    /// The questions that open rules depend on, each with those rules.
    fn open_questions(
        &self,
        open: &[OpenSet],
        unsettled: &Unsettled,
    ) -> BTreeMap<FactId, BTreeSet<u32>> {
        let rules: BTreeSet<u32> = open.iter().flat_map(|set| &set.rules).copied().collect();
        let mut questions: BTreeMap<FactId, BTreeSet<u32>> = BTreeMap::new();
        for rule in rules {
            self.rules[rule as usize].facts(&mut |fact| {
                // With what may overrule the answer that there is.
                for fact in [fact].into_iter().chain(unsettled.answers.pending(fact)) {
                    if let Some(asked) = asked_as(fact, unsettled.answers, unsettled.gazetteer) {
                        questions.entry(asked).or_default().insert(rule);
                    }
                }
            });
        }
        questions
    }

    /// The means over the answers of how many listings and rules one settles, in thousandths, and how many more
    /// questions that takes.
    fn worth(
        &self,
        fact: FactId,
        mut rules: BTreeSet<u32>,
        open: &[OpenSet],
        unsettled: &Unsettled,
    ) -> (u64, u64, u64) {
        let tests = |rules: &BTreeSet<u32>| {
            let rules = rules.iter();
            rules
                .flat_map(|rule| self.rules[*rule as usize].tests())
                .collect::<Vec<&Test>>()
        };
        let mut tried = tried::answers_to(fact, &tests(&rules), unsettled.answers, unsettled);
        let mut more_questions = 0;
        if let Some(income) = tried::completed_by(fact, &tests(&rules), unsettled.answers) {
            // The size of a household says nothing without its income.
            for rule in open.iter().flat_map(|set| &set.rules) {
                let depends = |test: &Test| test.mentions(income);
                if self.rules[*rule as usize].tests().any(depends) {
                    rules.insert(*rule);
                }
            }
            let tests = tests(&rules);
            let both = |sized: &Answers| tried::answers_to(income, &tests, sized, unsettled);
            tried = tried.iter().flat_map(both).collect();
            more_questions = 1;
        }
        let mut is_touched = vec![false; self.rules.len()];
        for rule in &rules {
            is_touched[*rule as usize] = true;
        }
        let is_touched = |set: &&OpenSet| set.rules.iter().any(|rule| is_touched[*rule as usize]);
        let touched: Vec<&OpenSet> = open.iter().filter(is_touched).collect();
        let mut truths = unsettled.truths.to_vec();
        let (mut settled, mut resolved) = (0, 0);
        for answers in &tried {
            for rule in &rules {
                truths[*rule as usize] = self.truth(*rule, answers, unsettled);
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
        (mean(settled), mean(resolved), more_questions)
    }

    fn truth(&self, rule: u32, answers: &Answers, unsettled: &Unsettled) -> Truth {
        self.rules[rule as usize].truth(answers, unsettled.today, unsettled.gazetteer)
    }

    /// Where no question settles anything by itself: the first of the fewest that may together make listings likely. Nobody
    /// is led from question to question in order to be turned away, nor asked what hurts where more than one answer more is
    /// needed. What can end a row by one answer comes before what is one way of many to go on, so that nobody tells of each
    /// harm in turn where a milder no would have spared them all.
    fn in_a_row(&self, open: &[OpenSet], unsettled: &Unsettled, of: u64) -> Option<NextQuestion> {
        let mut steps = STEPS;
        for length in 2..=IN_A_ROW {
            let mut worth: BTreeMap<FactId, (bool, u64)> = BTreeMap::new();
            for set in open.iter().filter(|set| set.says_who) {
                let row = self.row(&set.rules, unsettled.answers, length, unsettled, &mut steps);
                for fact in row.into_iter().flatten() {
                    let (can_end, count) = worth.entry(fact).or_default();
                    *can_end |= self.can_end(set, fact, unsettled);
                    *count += set.count;
                }
            }
            let askable = |fact: &FactId| {
                // An income comes after the size of the household.
                (length == 2 || !is_sensitive(*fact))
                    && asked_as(*fact, unsettled.answers, unsettled.gazetteer) == Some(*fact)
            };
            let worth = worth.into_iter().filter(|(fact, _)| askable(fact));
            let best = worth.max_by_key(|(fact, worth)| (turn(*fact), *worth, Reverse(*fact)));
            if let Some((fact, (_, settles))) = best {
                return Some(NextQuestion {
                    fact,
                    settles,
                    more_questions: length as u64 - 1,
                    of,
                });
            }
        }
        None
    }

    /// Whether there is an answer after which a rule of the set can no longer be met, so that nothing leads on.
    fn can_end(&self, set: &OpenSet, fact: FactId, unsettled: &Unsettled) -> bool {
        let rules = || set.rules.iter().map(|rule| &self.rules[*rule as usize]);
        let tests: Vec<&Test> = rules().flat_map(Rule::tests).collect();
        let fails = |answered: &Answers| {
            rules().any(|rule| rule.plainly(answered, unsettled.gazetteer) == Truth::False)
        };
        let tried = tried::answers_to(fact, &tests, unsettled.answers, unsettled);
        tried.iter().any(fails)
    }

    /// Questions, `length` at most, with answers by which all the rules let the person in. None of them is of what can be
    /// got or waived.
    fn row(
        &self,
        rules: &[u32],
        answers: &Answers,
        length: usize,
        unsettled: &Unsettled,
        steps: &mut usize,
    ) -> Option<Vec<FactId>> {
        let truths = rules
            .iter()
            .map(|rule| self.truth(*rule, answers, unsettled));
        let open: Vec<u32> = (rules.iter().copied().zip(truths))
            .filter(|(_, truth)| *truth != Truth::True)
            .map(|(rule, _)| rule)
            .collect();
        let Some(first) = open.first() else {
            return Some(Vec::new());
        };
        if length == 0 {
            return None;
        }
        let mut facts = BTreeSet::new();
        self.rules[*first as usize].facts(&mut |fact| {
            facts.extend(asked_as(fact, answers, unsettled.gazetteer));
        });
        let mut facts: Vec<FactId> = facts.into_iter().filter(|fact| lasts(*fact)).collect();
        facts.sort_by_key(|fact| is_sensitive(*fact));
        let tests: Vec<&Test> = (open.iter())
            .flat_map(|rule| self.rules[*rule as usize].tests())
            .collect();
        for fact in facts {
            for answered in tried::answers_to(fact, &tests, answers, unsettled) {
                *steps = steps.checked_sub(1)?;
                if let Some(mut row) = self.row(&open, &answered, length - 1, unsettled, steps) {
                    row.push(fact);
                    return Some(row);
                }
            }
        }
        None
    }
}

fn is_sensitive(fact: FactId) -> bool {
    Vocabulary::embedded().fact(fact).sensitive
}

/// Whether it cannot be got or waived by tomorrow.
fn lasts(fact: FactId) -> bool {
    !Vocabulary::embedded().fact(fact).can_change
}

fn turn(fact: FactId) -> Turn {
    let is_implied = Vocabulary::embedded().fact(fact).implied_unless.is_some();
    match (is_sensitive(fact), lasts(fact)) {
        _ if is_implied => Turn::Last,
        (true, _) => Turn::Hurts,
        (false, false) => Turn::Late,
        (false, true) => Turn::Early,
    }
}

/// The question by which one learns of a fact: an income in percent of the poverty line is asked as the people of a
/// household, their dollars, and the state whose line it is. None where it was put already, or is known from others.
fn asked_as(fact: FactId, answers: &Answers, gazetteer: &Gazetteer) -> Option<FactId> {
    let vocabulary = Vocabulary::embedded();
    if answers.was_asked(fact) {
        return None;
    }
    if vocabulary.fact(fact).asked {
        let known_if = known_if()[usize::from(fact.0)].as_ref();
        let is_known = known_if.is_some_and(|test| test.truth(answers, gazetteer) == Truth::True);
        return (!is_known).then_some(fact);
    }
    let parts = ["household_size", "household_income", "residence"];
    let parts: Vec<FactId> = parts
        .iter()
        .filter_map(|key| vocabulary.find(key))
        .collect();
    let is_silent = |part: &FactId| answers.was_asked(*part) && !answers.is_answered(*part);
    if parts.iter().take(2).any(is_silent) {
        return None;
    }
    parts.into_iter().find(|part| !answers.was_asked(*part))
}

/// Of each fact what it is known by, beside its own answer.
fn known_if() -> &'static [Option<Test>] {
    static KNOWN_IF: OnceLock<Vec<Option<Test>>> = OnceLock::new();
    KNOWN_IF.get_or_init(|| {
        let facts = Vocabulary::embedded().facts.iter();
        let tests =
            facts.map(|fact| Test::read(fact.known_if.as_ref()?, Gazetteer::embedded()).ok());
        tests.collect()
    })
}
