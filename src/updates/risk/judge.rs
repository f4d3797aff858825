//! The rules, put together for one claim.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value, json};

use super::ahead::Ahead;
use super::duplicates::{Clash, Index};
use super::numbers::{self, crisis_change, is_hotline};
use super::place::moved;
use super::texts::Numbers;
use super::{Case, Holding, Notice, Part, Rule, hotline, lost};
use crate::standing::record::contradict;
use crate::standing::{
    Claim, FactGroup, Record, RecordKind, RecordRef, Standing, group_of, number,
    numbers as numbers_of,
};
use crate::store::{StoreError, Transaction};

/// Knows what is risky in this directory and update.
#[derive(Default)]
pub struct Judge {
    pub ahead: Ahead,
    pub blocked: HashSet<String>,
    /// The directory by names and numbers. Nothing before it is first asked for: it costs a walk over all.
    pub index: Option<Index>,
    /// Services of this update that are lines: so are they at their locations.
    lines: HashSet<RecordRef>,
    numbers: Numbers,
}

/// Fields before and after.
type Change = (Map<String, Value>, Map<String, Value>);

impl Judge {
    pub fn new(ahead: Ahead, blocked: HashSet<String>) -> Judge {
        Judge {
            ahead,
            blocked,
            ..Judge::default()
        }
    }

    /// With what the directory says of numbers and hotlines, where a text of the update has a number, a service is
    /// said to be at a place, or an organization or a place has a phone: it costs a walk over all.
    pub fn with_numbers(mut self, tx: &mut Transaction<'_>) -> Result<Judge, StoreError> {
        let ahead = &self.ahead;
        if ahead.has_number_in_text || ahead.has_placed || ahead.has_phone_around {
            self.numbers = Numbers::of(tx)?;
        }
        Ok(self)
    }

    /// The parts of the claim that have to wait; and what to tell.
    pub fn judge(&mut self, case: &Case) -> (Vec<Holding>, Vec<Notice>) {
        if let Some(index) = &mut self.index {
            index.learn(case.new.record, &case.proposed.body);
        }
        let mut holdings = Vec::new();
        holdings.extend(confidential_to_public(case));
        let whole = survivors_housing(case)
            .or_else(|| self.duplicate(case))
            .or_else(|| waits_for_parent(case))
            .or_else(|| denial(case));
        holdings.extend(whole);
        let contradictions = contradictions(case);
        let is_line = self.is_line(case);
        holdings.extend(self.phones(case, is_line, &contradictions));
        lost::hold(case, &mut holdings);
        holdings.extend(hotline::hold(case, is_line, &contradictions));
        let is_held = |holdings: &[Holding], wanted: FactGroup| {
            holdings.iter().any(
                |holding| matches!(&holding.part, Part::Group { group, .. } if *group == wanted),
            )
        };
        if !is_held(&holdings, FactGroup::Place) {
            holdings.extend(moved_far(case));
        }
        for (group, why) in contradictions {
            if !is_held(&holdings, group) {
                holdings.extend(hold_group(case, Rule::Contradiction, group, why));
            }
        }
        let coming = &self.ahead.crisis_numbers;
        self.numbers
            .hold(case, is_line, &self.blocked, coming, &mut holdings);
        (holdings, self.notices(case))
    }

    fn is_line(&mut self, case: &Case) -> bool {
        let record = case.new.record;
        let bodies = [
            Some(&case.new.body),
            case.old.map(|old| &old.body),
            case.present.map(|present| &present.body),
        ];
        let of_line = || {
            let services = bodies.into_iter().flatten();
            services
                .filter_map(|body| body.get("service_id")?.as_str()?.parse().ok())
                .any(|id| {
                    let kind = RecordKind::Service;
                    let service = RecordRef { kind, id };
                    self.lines.contains(&service) || self.numbers.lines.contains(&id)
                })
        };
        let is_line = case.is_line
            || self.numbers.around_lines.contains(&record.id)
            || bodies
                .into_iter()
                .flatten()
                .any(|body| is_hotline(record.kind, body))
            || of_line();
        if is_line && record.kind == RecordKind::Service {
            self.lines.insert(record);
        }
        is_line
    }

    /// Crisis numbers, and blocked ones that return, field by field. Where the phones are held anyway, all
    /// of them are.
    fn phones(
        &self,
        case: &Case,
        is_line: bool,
        contradictions: &BTreeMap<FactGroup, String>,
    ) -> Vec<Holding> {
        let old_body = case.old.map(|old| &old.body);
        let mut fields: BTreeSet<&String> = case.new.body.keys().collect();
        fields.extend(old_body.into_iter().flat_map(Map::keys));
        let mut holdings = Vec::new();
        for field in fields {
            let old = old_body.and_then(|body| body.get(field));
            let new = case.new.body.get(field);
            if [old, new]
                .into_iter()
                .flatten()
                .all(|value| numbers::phones(value).is_empty())
            {
                continue;
            }
            let group = group_of(case.new.record.kind, field);
            let (unblocked, returned) = self.without_returned(old, new);
            let mut stays = unblocked.clone();
            let mut change = crisis_change(field, old, unblocked.as_ref(), is_line);
            if field == "phones" {
                change = as_served(case, change, is_line);
                if contradictions.contains_key(&group) && change.is_some() {
                    stays = old.cloned();
                }
            }
            if let Some(change) = &mut change {
                if stays == unblocked {
                    stays = change.stays.clone();
                }
                let why = format!(
                    "{} of a hotline or like a crisis number: {}",
                    match is_line {
                        true => "numbers",
                        false => "a number",
                    },
                    said(&change.gone, &change.come)
                );
                // Whoever says it, and of what: a crisis number is asked about once.
                let question = Some(json!([change.gone, change.come]));
                let (before, after) = (one(field, stays.as_ref()), one(field, unblocked.as_ref()));
                holdings.push(Holding {
                    rule: Rule::CrisisNumber,
                    part: Part::Group {
                        group,
                        before,
                        after,
                    },
                    why,
                    question,
                });
            }
            if !returned.is_empty() {
                // What goes with it may be what it takes the place of.
                let mut with = items(stays.as_ref());
                let gone = items(old).into_iter();
                let mut stay = with.clone();
                stay.extend(gone.filter(|phone| !numbers::has_contact(&with, phone)));
                stays = (!stay.is_empty()).then_some(Value::Array(stay));
                with.extend(returned.iter().cloned());
                let numbers = returned
                    .iter()
                    .filter_map(|phone| phone.get("number")?.as_str());
                let shown: Vec<String> = numbers.map(number::display).collect();
                holdings.push(Holding {
                    rule: Rule::BlockedNumber,
                    part: Part::Group {
                        group,
                        before: one(field, stays.as_ref()),
                        after: one(field, Some(&Value::Array(with))),
                    },
                    why: format!("blocked, and said again: {}", shown.join(", ")),
                    question: Some(json!(shown)),
                });
            }
        }
        holdings
    }

    /// The phones without the blocked numbers that were not there before, and those.
    fn without_returned(
        &self,
        old: Option<&Value>,
        new: Option<&Value>,
    ) -> (Option<Value>, Vec<Value>) {
        let Some(Value::Array(new)) = new else {
            return (new.cloned(), Vec::new());
        };
        let number = |phone: &Value| Some(phone.get("number")?.as_str()?.to_owned());
        let before: BTreeSet<String> = old
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(number)
            .collect();
        let is_returned = |phone: &Value| {
            number(phone)
                .is_some_and(|number| self.blocked.contains(&number) && !before.contains(&number))
        };
        let (returned, kept): (Vec<Value>, Vec<Value>) = new.iter().cloned().partition(is_returned);
        ((!kept.is_empty()).then_some(Value::Array(kept)), returned)
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

/// A change of the claim, seen from what is served: a crisis number that is served already may be said
/// again, and none may go because another claim comes.
fn as_served(
    case: &Case,
    change: Option<numbers::Waiting>,
    is_line: bool,
) -> Option<numbers::Waiting> {
    let served =
        |record: Option<&Record>| record.and_then(|record| record.body.get("phones")).cloned();
    let (present, proposed) = (served(case.present), served(Some(case.proposed)));
    let of_served = crisis_change("phones", present.as_ref(), proposed.as_ref(), is_line);
    match (change, of_served) {
        (None, None) => None,
        (Some(change), None) => {
            let known: Vec<&Value> = present.iter().flat_map(numbers::phones).collect();
            let is_known = |number: &String| {
                known
                    .iter()
                    .any(|phone| phone.get("number").and_then(Value::as_str) == Some(number))
            };
            // Said again by another, or no longer said by one of several.
            let is_alternative = change.come.iter().any(|number| !is_known(number));
            is_alternative.then_some(change)
        }
        (Some(change), Some(of_served)) if of_served.gone.is_subset(&change.gone) => Some(change),
        (_, Some(of_served)) => Some(numbers::Waiting {
            stays: case.old.and_then(|old| old.body.get("phones")).cloned(),
            ..of_served
        }),
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

fn waits_for_parent(case: &Case) -> Option<Holding> {
    let parent = case.waits_for?;
    Some(Holding {
        rule: Rule::WaitsForParent,
        part: Part::Claim,
        why: format!("the {} that it belongs to waits", parent.kind.as_str()),
        question: Some(json!(parent)),
    })
}

/// Phones that become disputed by nothing but a denial: there is no field to hold.
fn denial(case: &Case) -> Option<Holding> {
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

/// The groups in which what is served would no longer be what is known better; and phones that would
/// become disputed. A lesser word that changes nothing is an alternative, and does not wait.
fn contradictions(case: &Case) -> BTreeMap<FactGroup, String> {
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

fn moved_far(case: &Case) -> Option<Holding> {
    if case.new.record.kind != RecordKind::Location {
        return None;
    }
    let metres = moved(&case.present?.body, &case.proposed.body)?;
    let why = format!("the place moves {:.1} km", metres / 1000.0);
    hold_group(case, Rule::Moved, FactGroup::Place, why)
}

/// Holds all that the claim changes in a group.
pub(super) fn hold_group(
    case: &Case,
    rule: Rule,
    group: FactGroup,
    why: String,
) -> Option<Holding> {
    let (before, after) = changed(case.old, case.new, group);
    (before != after).then_some(Holding {
        rule,
        part: Part::Group {
            group,
            before,
            after,
        },
        why,
        question: None,
    })
}

/// The fields of a group in which the claims differ.
pub(super) fn changed(old: Option<&Claim>, new: &Claim, group: FactGroup) -> Change {
    let old_body = old.map(|old| &old.body);
    let differing =
        |body: &Map<String, Value>, other: Option<&Map<String, Value>>| -> Map<String, Value> {
            body.iter()
                .filter(|(field, _)| group_of(new.record.kind, field) == group)
                .filter(|(field, value)| other.and_then(|other| other.get(*field)) != Some(value))
                .map(|(field, value)| (field.clone(), value.clone()))
                .collect()
        };
    let before = old_body
        .map(|old| differing(old, Some(&new.body)))
        .unwrap_or_default();
    (before, differing(&new.body, old_body))
}

fn one(field: &str, value: Option<&Value>) -> Map<String, Value> {
    value
        .map(|value| (field.to_owned(), value.clone()))
        .into_iter()
        .collect()
}

fn items(list: Option<&Value>) -> Vec<Value> {
    list.and_then(Value::as_array).cloned().unwrap_or_default()
}

fn said(gone: &BTreeSet<String>, come: &BTreeSet<String>) -> String {
    let shown = |numbers: &BTreeSet<String>| {
        let shown: Vec<String> = numbers
            .iter()
            .map(|written| number::display(written))
            .collect();
        if shown.is_empty() {
            "nothing".to_owned()
        } else {
            shown.join(", ")
        }
    };
    if gone == come {
        return format!("{}, with other words, type or extension", shown(come));
    }
    format!("{} → {}", shown(gone), shown(come))
}
