//! What is known better, by a call or from the provider itself, and would be contradicted.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Case, Holding, Part, Rule};
use crate::standing::record::contradict;
use crate::standing::{FactGroup, Record, Standing, group_of};

/// The groups in which what is served would no longer be what is known better; and phones that would
/// become disputed. A lesser word that changes nothing is an alternative, and does not wait.
pub(super) fn contradictions(case: &Case) -> BTreeMap<FactGroup, String> {
    let Some(present) = case.present else {
        return BTreeMap::new();
    };
    let mut found = BTreeMap::new();
    for (group, now) in &present.facts {
        let fields = |record: &Record| -> Map<String, Value> {
            let of_group = record
                .body
                .iter()
                .filter(|(field, _)| group_of(record.record.kind, field) == *group);
            of_group
                .map(|(field, value)| (field.clone(), value.clone()))
                .collect()
        };
        let then = case.proposed.facts.get(group);
        let is_gone = then.is_none();
        let is_lesser = then.is_some_and(|then| then.rank < now.rank);
        if (is_lesser && contradict(*group, &fields(present), &fields(case.proposed)))
            || (is_gone && now.rank.confirmed)
        {
            let by = if now.rank.confirmed {
                "confirmed"
            } else {
                "from a better source"
            };
            found.insert(
                *group,
                format!("what is known is {by}, and would no longer be shown"),
            );
        }
    }
    if is_newly_disputed(case) {
        let why = "the number would be disputed: another source of the same rank says otherwise";
        found
            .entry(FactGroup::Phones)
            .or_insert_with(|| why.to_owned());
    }
    found
}

/// Phones that become disputed by nothing but a denial: there is no field to hold.
pub(super) fn denial(case: &Case) -> Option<Holding> {
    let is_said_anew =
        case.old.is_some_and(|old| old.denies != case.new.denies) || case.old.is_none();
    let denies = case
        .new
        .denies
        .iter()
        .any(|denial| denial.group == FactGroup::Phones);
    (is_said_anew && denies && is_newly_disputed(case)).then(|| Holding {
        rule: Rule::Contradiction,
        part: Part::Claim,
        why: "it denies a number that nobody disputes".to_owned(),
        question: None,
    })
}

fn is_newly_disputed(case: &Case) -> bool {
    let standing = |record: &Record| {
        record
            .facts
            .get(&FactGroup::Phones)
            .map(|fact| fact.standing)
    };
    let before = case.present.and_then(standing);
    before.is_some_and(|before| before != Standing::Disputed)
        && standing(case.proposed) == Some(Standing::Disputed)
}
