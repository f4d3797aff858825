//! The numbers of a claim: crisis numbers that come, change or go, and blocked ones that return.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value, json};

use super::numbers::{self, crisis_change};
use super::{Case, Holding, Part, Rule, one};
use crate::standing::{FactGroup, Record, group_of, number};

/// Holds crisis numbers, and blocked ones that return, field by field. Where the phones are held anyway, all of them are.
/// `is_of_line` says of which numbers nobody has judged that they are a hotline's: of a hotline (`is_line`) of all.
pub(super) fn hold(
    case: &Case,
    is_line: bool,
    is_of_line: &dyn Fn(&str) -> bool,
    blocked: &HashSet<String>,
    contradictions: &BTreeMap<FactGroup, String>,
) -> Vec<Holding> {
    let old_body = case.old.map(|old| &old.body);
    let mut fields: BTreeSet<&String> = case.new.body.keys().collect();
    fields.extend(old_body.into_iter().flat_map(Map::keys));
    let mut holdings = Vec::new();
    for field in fields {
        let old = old_body.and_then(|body| body.get(field));
        let new = case.new.body.get(field);
        let mut both = [old, new].into_iter().flatten();
        if both.all(|value| numbers::phones(value).is_empty()) {
            continue;
        }
        let group = group_of(case.new.record.kind, field);
        let part = |before: Option<&Value>, after: Option<&Value>| Part::Group {
            group,
            before: one(field, before),
            after: one(field, after),
        };
        let (unblocked, returned) = without_returned(blocked, old, new);
        let mut stays = unblocked.clone();
        let mut change = crisis_change(field, old, unblocked.as_ref(), is_of_line);
        if field == "phones" {
            change = as_served(case, change, is_of_line);
            if contradictions.contains_key(&group) && change.is_some() {
                stays = old.cloned();
            }
        }
        if let Some(change) = change {
            let why = format!(
                "{} of a hotline or like a crisis number: {}",
                match is_line {
                    true => "numbers",
                    false => "a number",
                },
                said(&change.gone, &change.come)
            );
            if stays == unblocked {
                stays = change.stays;
            }
            holdings.push(Holding {
                rule: Rule::CrisisNumber,
                part: part(stays.as_ref(), unblocked.as_ref()),
                why,
                // Whoever says it, and of what: a crisis number is asked about once.
                question: Some(json!([change.gone, change.come])),
            });
        }
        if !returned.is_empty() {
            // What goes with it may be what it takes the place of.
            let mut with = items(stays.as_ref());
            let gone = items(old).into_iter();
            let mut stay = with.clone();
            stay.extend(gone.filter(|phone| !numbers::has_contact(&with, phone)));
            let stays = (!stay.is_empty()).then_some(Value::Array(stay));
            let numbers = returned
                .iter()
                .filter_map(|phone| phone.get("number")?.as_str());
            let shown: Vec<String> = numbers.map(number::display).collect();
            with.extend(returned);
            holdings.push(Holding {
                rule: Rule::BlockedNumber,
                part: part(stays.as_ref(), Some(&Value::Array(with))),
                why: format!("blocked, and said again: {}", shown.join(", ")),
                question: Some(json!(shown)),
            });
        }
    }
    holdings
}

/// The phones without the blocked numbers that were not there before, and those.
fn without_returned(
    blocked: &HashSet<String>,
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
        number(phone).is_some_and(|number| blocked.contains(&number) && !before.contains(&number))
    };
    let (returned, kept): (Vec<Value>, Vec<Value>) = new.iter().cloned().partition(is_returned);
    ((!kept.is_empty()).then_some(Value::Array(kept)), returned)
}

/// A change of the claim, seen from what is served: a crisis number that is served already may be said
/// again, and none may go because another claim comes.
fn as_served(
    case: &Case,
    change: Option<numbers::Waiting>,
    is_of_line: &dyn Fn(&str) -> bool,
) -> Option<numbers::Waiting> {
    let served =
        |record: Option<&Record>| record.and_then(|record| record.body.get("phones")).cloned();
    let (present, proposed) = (served(case.present), served(Some(case.proposed)));
    let of_served = crisis_change("phones", present.as_ref(), proposed.as_ref(), is_of_line);
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
