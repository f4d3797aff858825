//! What an item comes to where what it is of is another by the time that it is judged: it waits anew, under a number of
//! its own, beside what there is now, and whoever judges it looks again. Nothing that a source said is lost by what
//! became of something else.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::apply::Work;
use super::keys::number_key;
use super::shown::item_of;
use super::{Item, Proposal, Undecided, crisis_numbers, digest, digest_of, fingerprint, named};
use crate::standing::{Claim, FactGroup, group_of};
use crate::store::{Decision, Held, HeldState, Hold, StoreError, Transaction};
use crate::updates::risk::{Rule, beside};

type Fields = Map<String, Value>;

/// The fields in which they differ.
pub(super) fn differing(old: &Fields, new: &Fields) -> BTreeSet<String> {
    let fields = new.keys().chain(old.keys());
    fields
        .filter(|field| old.get(*field) != new.get(*field))
        .cloned()
        .collect()
}

/// These of the fields.
pub(super) fn only(of: &Fields, fields: &BTreeSet<String>) -> Fields {
    let mut only = of.clone();
    only.retain(|field, _| fields.contains(field));
    only
}

/// Of a record's fields those of the fact groups of which the claim says something.
pub(super) fn of_groups(claim: &Claim, body: &Fields) -> Fields {
    let groups = groups(claim);
    let mut of_groups = body.clone();
    of_groups.retain(|field, _| groups.contains(&group_of(claim.record.kind, field)));
    of_groups
}

fn groups(claim: &Claim) -> BTreeSet<FactGroup> {
    let fields = claim.body.keys();
    fields
        .map(|field| group_of(claim.record.kind, field))
        .collect()
}

/// The claim as it is now with the changes; and with all of a fact group of which it says nothing, since a group is
/// taken whole from one source.
pub(super) fn onto(mut proposed: Claim, changes: &BTreeSet<String>, now: &Claim) -> Claim {
    let kind = now.record.kind;
    let groups = groups(now);
    let said = std::mem::replace(&mut proposed.body, now.body.clone());
    for field in changes.iter().filter(|field| !said.contains_key(*field)) {
        proposed.body.shift_remove(field);
    }
    for (field, value) in said {
        if changes.contains(&field) || !groups.contains(&group_of(kind, &field)) {
            proposed.body.insert(field, value);
        }
    }
    proposed
}

/// The same change of a group, of the claim as it is now. Nothing where it is so already.
pub(super) fn group(proposal: &Proposal, now: &Claim, present: String) -> Option<Proposal> {
    let Proposal::Group {
        record,
        source_id,
        foreign_id,
        group,
        before: was,
        after: wanted,
        ..
    } = proposal
    else {
        return None;
    };
    let (mut before, mut after) = (Map::new(), Map::new());
    let fields: BTreeSet<&String> = was.keys().chain(wanted.keys()).collect();
    for field in fields {
        let is = now.body.get(field);
        let becomes = match (was.get(field), wanted.get(field)) {
            (was, wanted) if is == was => wanted.cloned(),
            (was, wanted) if field == "phones" => phones(is, was, wanted),
            (_, wanted) => wanted.cloned(),
        };
        if is != becomes.as_ref() {
            before.extend(is.map(|is| (field.clone(), is.clone())));
            after.extend(becomes.map(|becomes| (field.clone(), becomes)));
        }
    }
    let is_change = !before.is_empty() || !after.is_empty();
    is_change.then(|| Proposal::Group {
        record: *record,
        source_id: *source_id,
        foreign_id: foreign_id.clone(),
        group: *group,
        before,
        after,
        present,
    })
}

/// Number by number: what was to go goes, and what was to come comes.
fn phones(is: Option<&Value>, was: Option<&Value>, wanted: Option<&Value>) -> Option<Value> {
    let list = |value: Option<&Value>| -> Vec<Value> {
        value.and_then(Value::as_array).cloned().unwrap_or_default()
    };
    let (was, wanted) = (list(was), list(wanted));
    let mut phones = list(is);
    phones.retain(|phone| wanted.contains(phone) || !was.contains(phone));
    for phone in wanted.iter().filter(|phone| !was.contains(phone)) {
        if !phones.contains(phone) {
            phones.push(phone.clone());
        }
    }
    (!phones.is_empty()).then_some(Value::Array(phones))
}

/// The same `changes`, or all of the claim where they are not known, of the claim as it is now. Nothing where it is
/// so already.
pub(super) fn claim(
    mut proposed: Claim,
    changes: &BTreeSet<String>,
    now: Option<&Claim>,
) -> Option<Proposal> {
    if let Some(now) = now {
        let all: BTreeSet<String> = proposed.body.keys().cloned().collect();
        let changes = if changes.is_empty() { &all } else { changes };
        proposed = onto(proposed, changes, now);
        if digest_of(&proposed) == digest_of(now) {
            return None;
        }
    }
    let was = now.map_or_else(Map::new, |now| now.body.clone());
    let changes = differing(&was, &proposed.body);
    Some(Proposal::Claim {
        before: only(&was, &changes),
        changes,
        claim: proposed,
        was: now.map(digest_of),
    })
}

impl Work {
    /// Has `proposal` wait in the place of the item: its number, and what becomes of it.
    pub(super) fn again(
        &self,
        tx: &mut Transaction<'_>,
        held: &Held,
        proposal: Proposal,
    ) -> Result<(i64, Undecided), StoreError> {
        let (Some(item), Some(rule)) = (item_of(held), Rule::parse(&held.hold.rule)) else {
            return Ok((held.number, Undecided::NotWaiting));
        };
        let (rule, why) = match &proposal {
            Proposal::Duplicate { .. } => (
                Rule::Duplicate,
                "the record that it belongs to now, which was merged, has one like it".to_owned(),
            ),
            _ => (
                rule,
                format!(
                    "{}; what it is of has changed since it was {}",
                    item.why, held.number
                ),
            ),
        };
        let mut numbers = item.crisis_numbers.clone();
        if rule == Rule::CrisisNumber {
            numbers.extend(crisis_numbers(&proposal));
        }
        let item = Item {
            why,
            crisis_numbers: numbers,
            proposal,
            ..item
        };
        let number = self.instead(tx, held, rule, item, None, "what it is of has changed")?;
        Ok((
            held.number,
            number.map_or(Undecided::NotWaiting, Undecided::Anew),
        ))
    }

    /// Has the item wait as a question about these numbers, which it would show with a hotline. A probable duplicate stays
    /// one, and tells them.
    pub(super) fn ask(
        &self,
        tx: &mut Transaction<'_>,
        held: &Held,
        numbers: BTreeSet<String>,
    ) -> Result<(i64, Undecided), StoreError> {
        let Some(mut item) = item_of(held) else {
            return Ok((held.number, Undecided::NotWaiting));
        };
        let rule = match &mut item.proposal {
            Proposal::Duplicate { .. } => Rule::Duplicate,
            Proposal::Claim { claim, .. } => {
                *claim = self.renamed(claim);
                Rule::CrisisNumber
            }
            _ => Rule::CrisisNumber,
        };
        let asked = beside::question(&numbers).filter(|_| rule == Rule::CrisisNumber);
        let why = beside::why(&numbers);
        item.why = match rule {
            Rule::Duplicate => format!("{}; {why}", item.why),
            _ => format!("{why}; it was {}", held.number),
        };
        item.crisis_numbers.extend(numbers);
        let number = self.instead(tx, held, rule, item, asked, &why)?;
        Ok((
            held.number,
            number.map_or(Undecided::NotWaiting, Undecided::Asked),
        ))
    }

    /// Has an item wait in the place of another: its number.
    fn instead(
        &self,
        tx: &mut Transaction<'_>,
        held: &Held,
        rule: Rule,
        item: Item,
        question: Option<Value>,
        reason: &str,
    ) -> Result<Option<i64>, StoreError> {
        let Some(named) = named(&item.proposal) else {
            return Ok(None);
        };
        let fingerprint = fingerprint(rule, named, &item.proposal, question.as_ref());
        let record = match &item.proposal {
            Proposal::Claim { claim, .. } => Some(claim.record),
            _ => held.hold.record,
        };
        let hold = Hold {
            rule: rule.as_str().to_owned(),
            record,
            group_key: match &question {
                Some(question) => number_key(question),
                // A question of its own: the others of its group are as they were.
                None => digest(&json!([held.hold.group_key, fingerprint])),
            },
            fingerprint,
            proposal: json!(item),
            ..held.hold.clone()
        };
        let number = tx.hold(&[hold])?.pop().unwrap_or(held.number);
        let decision = Decision {
            state: HeldState::Superseded,
            at: self.at,
            by: self.by.clone(),
            reason: format!("{reason}: it waits anew as {number}"),
            remembered_until: None,
        };
        tx.decide(&[held.number], &decision)?;
        Ok(Some(number))
    }
}
