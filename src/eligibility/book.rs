//! The rules of many listings, each kept and asked once: a hundred thousand listings have a few hundred rules.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::answers::Answers;
use super::criteria::{Criteria, Verdict};
use super::rule::Rule;
use super::truth::Truth;
use crate::geography::Gazetteer;

/// Rules, and the sets of them that listings have.
#[derive(Default)]
pub struct RuleBook {
    pub(super) rules: Vec<Rule>,
    pub(super) sets: Vec<RuleSet>,
    rule_numbers: HashMap<String, u32>,
    set_numbers: HashMap<RuleSet, u32>,
}

/// The rules that all have to let a person in.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct RuleSet {
    pub says_who: bool,
    pub rules: Vec<u32>,
}

impl RuleBook {
    /// The number of the set of rules that these criteria are.
    pub fn enter(&mut self, criteria: &Criteria) -> u32 {
        let mut rules: Vec<u32> = criteria.rules().map(|rule| self.enter_rule(rule)).collect();
        rules.sort_unstable();
        rules.dedup();
        let says_who = criteria.says_who;
        let set = RuleSet { says_who, rules };
        let next = self.sets.len() as u32;
        *self.set_numbers.entry(set).or_insert_with_key(|set| {
            self.sets.push(set.clone());
            next
        })
    }

    fn enter_rule(&mut self, rule: Rule) -> u32 {
        let next = self.rules.len() as u32;
        // Floats have no hash; written out, equal rules are equal texts.
        let key = format!("{rule:?}");
        *self.rule_numbers.entry(key).or_insert_with(|| {
            self.rules.push(rule);
            next
        })
    }

    /// The keys are of use only while rules are entered.
    pub fn close(&mut self) {
        self.rule_numbers = HashMap::new();
        self.set_numbers = HashMap::new();
    }

    /// Of every rule whether it lets the person in.
    pub fn truths(&self, answers: &Answers, today: NaiveDate, gazetteer: &Gazetteer) -> Vec<Truth> {
        let rules = self.rules.iter();
        rules
            .map(|rule| rule.truth(answers, today, gazetteer))
            .collect()
    }

    /// The verdict of every set.
    pub fn verdicts(&self, truths: &[Truth]) -> Vec<Verdict> {
        self.sets.iter().map(|set| set.verdict(truths)).collect()
    }
}

impl RuleSet {
    pub fn verdict(&self, truths: &[Truth]) -> Verdict {
        let truths = self.rules.iter().map(|rule| truths[*rule as usize]);
        Verdict::of(self.says_who, truths)
    }
}
