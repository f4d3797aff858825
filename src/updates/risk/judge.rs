//! The rules, put together for one claim.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::ahead::Ahead;
use super::beside::{self, Beside};
use super::contradiction::{contradictions, denial};
use super::duplicates::{Clash, Index};
use super::numbers::is_hotline;
use super::place::moved;
use super::texts::Numbers;
use super::{Case, Holding, Notice, Part, Rule, hotline, lost, phones};
use crate::standing::{FactGroup, RecordKind, number, numbers as numbers_of};
use crate::store::{StoreError, Transaction};

/// Knows what is risky in this directory and update.
#[derive(Default)]
pub struct Judge {
    pub ahead: Ahead,
    pub blocked: HashSet<String>,
    /// The directory by names and numbers. Nothing before it is first asked for: it costs a walk over all.
    pub index: Option<Index>,
    numbers: Numbers,
}

impl Judge {
    /// Of an update, and of the numbers that were blocked.
    pub fn new(ahead: Ahead, blocked: HashSet<String>) -> Judge {
        Judge {
            ahead,
            blocked,
            ..Judge::default()
        }
    }

    /// With what the directory says of numbers and hotlines, where a text of the update has a number, a service is
    /// said to be at a place, an organization or a place has a phone, or a number may be a hotline's and another's: it
    /// costs a walk over all.
    pub fn with_numbers(mut self, tx: &mut Transaction<'_>) -> Result<Judge, StoreError> {
        let ahead = &self.ahead;
        if ahead.has_number_in_text
            || ahead.has_placed
            || ahead.has_hotline()
            || ahead.has_phone_around
            || ahead.has_shared_number()
        {
            self.numbers = Numbers::of(tx)?;
        }
        Ok(self)
    }

    /// What is shown beside hotlines.
    pub fn beside(&self) -> &Beside {
        &self.numbers.beside
    }

    pub fn beside_mut(&mut self) -> &mut Beside {
        &mut self.numbers.beside
    }

    /// The parts of the claim that have to wait; and what to tell.
    pub fn judge(&mut self, case: &Case) -> (Vec<Holding>, Vec<Notice>) {
        if let Some(index) = &mut self.index {
            index.learn(case.new.record, &case.proposed.body);
        }
        let mut holdings = Vec::new();
        holdings.extend(confidential_to_public(case));
        let is_line = self.is_line(case);
        let is_known = |number: &str| self.numbers.is_of_a_line(number);
        let brought = self.numbers.beside.asked(case, is_line, is_known);
        let whole = survivors_housing(case)
            .or_else(|| self.duplicate(case))
            .or_else(|| linked(case, &brought))
            .or_else(|| waits_for_parent(case))
            .or_else(|| denial(case));
        holdings.extend(whole);
        let contradictions = contradictions(case);
        let (ahead, numbers) = (&self.ahead, &self.numbers);
        let is_of_line =
            |number: &str| is_line || ahead.gives_to_line(number) && !numbers.is_judged(number);
        holdings.extend(phones::hold(
            case,
            is_line,
            &is_of_line,
            &self.blocked,
            &contradictions,
        ));
        lost::hold(case, &mut holdings);
        let is_of = |holding: &Holding, wanted: FactGroup| matches!(&holding.part, Part::Group { group, .. } if *group == wanted);
        holdings.extend(hotline::hold(case, is_line, &brought, &contradictions));
        let is_held = |holdings: &[Holding], wanted: FactGroup| {
            holdings.iter().any(|holding| is_of(holding, wanted))
        };
        if !is_held(&holdings, FactGroup::Place) {
            holdings.extend(moved_far(case));
        }
        for (group, why) in contradictions {
            if !is_held(&holdings, group) {
                holdings.extend(Holding::of_group(case, Rule::Contradiction, group, why));
            }
        }
        let coming = &self.ahead.crisis_numbers;
        self.numbers
            .hold(case, is_line, &self.blocked, coming, &mut holdings);
        // A place that is virtual by this update makes lines of what is offered there.
        if case.new.record.kind == RecordKind::Location {
            let beside = &mut self.numbers.beside;
            beside.see(case.new.record, &case.proposed.body);
        }
        (holdings, self.notices(case))
    }

    fn is_line(&mut self, case: &Case) -> bool {
        let record = case.new.record;
        let bodies = [
            Some(&case.new.body),
            case.old.map(|old| &old.body),
            case.present.map(|present| &present.body),
        ];
        let refers = |field: &'static str| {
            let bodies = bodies.into_iter().flatten();
            bodies.filter_map(|body| body.get(field)?.as_str()?.parse().ok())
        };
        let beside = &self.numbers.beside;
        let is_line = case.is_line
            || beside.is_shown_as_line(&record.id)
            || self.ahead.waiting_around.contains(&record.id)
            || refers("service_id").any(|service: Uuid| beside.is_line(&service))
            || refers("location_id").any(|location: Uuid| beside.is_virtual(&location))
            || bodies
                .into_iter()
                .flatten()
                .any(|body| is_hotline(record.kind, body));
        if is_line && record.kind == RecordKind::Service {
            self.numbers.beside.judge_as_line(record.id);
        }
        is_line
    }

    /// A new record that another source probably has.
    fn duplicate(&self, case: &Case) -> Option<Holding> {
        let is_new = case.old.is_none() && case.others.is_empty();
        let is_withheld = case.new.body.get("withheld") == Some(&Value::Bool(true));
        if !is_new || is_withheld {
            return None;
        }
        let index = self.index.as_ref()?;
        let found = index.probable(case.source.id, case.new.record, &case.new.body)?;
        Some(Holding {
            rule: Rule::Duplicate,
            part: Part::Duplicate {
                of: found.of,
                score: found.score,
            },
            why: format!("{} ({} of 100)", found.reason, found.score),
            question: None,
        })
    }

    fn notices(&self, case: &Case) -> Vec<Notice> {
        let has_new_numbers = numbers_of(&case.new.body).into_iter().any(|number| {
            case.old
                .is_none_or(|old| !numbers_of(&old.body).contains(&number))
        });
        let Some(index) = self.index.as_ref().filter(|_| has_new_numbers) else {
            return Vec::new();
        };
        let name = case.new.body.get("name").and_then(Value::as_str);
        index
            .clashes(case.new.record, &case.new.body, name)
            .into_iter()
            .map(|clash| match clash {
                Clash::OtherName { number } => Notice {
                    code: "number_of_another",
                    field: "phones".to_owned(),
                    detail: format!(
                        "the directory gives {} to an organization of another name",
                        number::display(&number)
                    ),
                    value: Some(number),
                    expected: "a number of this organization; or a word that both share it",
                },
                Clash::NearlySame { number, known } => Notice {
                    code: "number_nearly_the_same",
                    field: "phones".to_owned(),
                    detail: format!(
                        "the directory has {} under this name",
                        number::display(&known)
                    ),
                    value: Some(number),
                    expected: "the same number, or one that nobody takes for it",
                },
            })
            .collect()
    }
}

fn confidential_to_public(case: &Case) -> Option<Holding> {
    (case.comes_as_public && !case.is_suspect).then(|| Holding {
        rule: Rule::ConfidentialToPublic,
        part: Part::Public,
        why: "it is confidential, and came as if it were public".to_owned(),
        question: None,
    })
}

fn survivors_housing(case: &Case) -> Option<Holding> {
    let is_place = case.new.record.kind == RecordKind::Location;
    (case.is_suspect && is_place).then(|| Holding {
        rule: Rule::SurvivorsHousing,
        part: Part::Claim,
        why: match case.is_namesake {
            true => "who is called so has a confidential place, as another source says, and nobody said whether this one is public",
            false => "it looks like survivors' housing, and nobody said whether its place is public",
        }
        .to_owned(),
        question: None,
    })
}

/// What comes with a link, or as one, to what has other numbers.
fn linked(case: &Case, brought: &BTreeSet<String>) -> Option<Holding> {
    let is_new = case.present.is_none() && !brought.is_empty();
    is_new.then(|| Holding {
        rule: Rule::CrisisNumber,
        part: Part::Claim,
        why: beside::why(brought),
        question: beside::question(brought),
    })
}

fn waits_for_parent(case: &Case) -> Option<Holding> {
    let parent = case.waits_for?;
    Some(Holding {
        rule: Rule::WaitsForParent,
        part: Part::Claim,
        why: format!("the {} that it belongs to waits", parent.kind.as_str()),
        question: Some(json!(parent)),
    })
}

fn moved_far(case: &Case) -> Option<Holding> {
    if case.new.record.kind != RecordKind::Location {
        return None;
    }
    let metres = moved(&case.present?.body, &case.proposed.body)?;
    let why = format!("the place moves {:.1} km", metres / 1000.0);
    Holding::of_group(case, Rule::Moved, FactGroup::Place, why)
}
