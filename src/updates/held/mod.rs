//! What waits for a person: a part of a claim, as it stays and as it would be.
//!
//! [`without_groups`] takes it out of a claim, [`memory`] knows what waits or was rejected already, [`first`] gathers the first
//! update of a source to read, [`groups`] and [`show`] say what waits, [`approve`] and [`reject`] are what a person's word does, [`again`] what an undo of it does, [`anew`] what becomes of it when what it is of is another by then, [`merged`] what comes to a record that was merged, [`beside`] what a probable duplicate is judged by, [`public`] what it lets be known, [`hidden`] what becomes of it when a place is hidden.

pub mod again;
mod anew;
mod apply;
mod beside;
mod decide;
pub mod first;
pub mod four_eyes;
pub mod hidden;
mod keys;
pub mod memory;
mod merged;
pub mod public;
mod shown;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::names::keyed_hash;
use super::risk::{Holding, Part, Rule, numbers};
use crate::standing::{Claim, FactGroup, Record, RecordRef, group_of, number};
use crate::store::{Directory, Hold};

pub(super) use apply::references;
pub use beside::{Beside, KnownBy};
pub use decide::{Decided, Decider, Undecided, approve, reject};
pub use four_eyes::{FourEyes, four_eyes};
use keys::{digest, fingerprint, group_key, named};
pub use memory::waiting_lines;
pub(super) use shown::claims_held;
pub use shown::{Group, Shown, groups, show};

/// A held item as it is kept: what is proposed, by whom, and why it waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Whoever loaded the update.
    pub by: String,
    /// The key of the API that it came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key_id: Option<Uuid>,
    /// Why whoever brought it did; of an item of one record, with which it is taken out where it tells a place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why it waits.
    pub why: String,
    /// The crisis numbers that it changes: those that come, else those that go, else those of the hotline that it changes.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub crisis_numbers: BTreeSet<String>,
    pub proposal: Proposal,
}

/// What would be done if a person approved it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Proposal {
    /// Fields of one group of a source's claim: as they are, and as they would be. One that is in only
    /// one of them comes or goes.
    Group {
        record: RecordRef,
        source_id: Uuid,
        foreign_id: String,
        group: FactGroup,
        before: Map<String, Value>,
        after: Map<String, Value>,
        /// Fingerprint of the group as it was served when this was proposed.
        present: String,
    },
    /// A source's claim whole.
    Claim {
        claim: Claim,
        /// Fingerprint of the claim that it takes the place of.
        was: Option<String>,
        /// The fields that it changes, of that claim or else of the record.
        #[serde(default)]
        changes: BTreeSet<String>,
        /// These as they are.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        before: Map<String, Value>,
    },
    /// A source's claim whole, on the record of others that it probably is.
    Duplicate {
        claim: Claim,
        of: RecordRef,
        /// Of 100.
        score: u32,
    },
    /// That the source says nothing more of these: record, and keyed hash of the foreign id, which may come
    /// to tell a place.
    Withdraw {
        source_id: Uuid,
        claims: Vec<(RecordRef, String)>,
    },
    /// That a withheld place may be known. The address that was given is not kept.
    Public {
        record: RecordRef,
        source_id: Uuid,
        foreign_id: String,
        address_given: bool,
    },
    /// Nothing: records of a first update, to read. What they say is read from the store.
    Read {
        sample: Vec<RecordRef>,
        crisis_numbers: BTreeMap<String, BTreeSet<RecordRef>>,
        confidential: Vec<RecordRef>,
    },
}

/// Who loads, and when.
#[derive(Clone, Debug)]
pub struct Loading {
    pub at: DateTime<Utc>,
    pub by: String,
    pub api_key_id: Option<Uuid>,
    pub reason: Option<String>,
}

/// Whether all of the claim waits.
pub fn is_whole(holdings: &[Holding]) -> bool {
    let mut parts = holdings.iter().map(|holding| &holding.part);
    parts.any(|part| matches!(part, Part::Claim | Part::Duplicate { .. }))
}

/// The claim with the fields of held groups as they stay.
pub fn without_groups(new: &Claim, holdings: &[Holding]) -> Claim {
    let mut claim = new.clone();
    for holding in holdings {
        if let Part::Group { before, after, .. } = &holding.part {
            for field in after.keys().filter(|field| !before.contains_key(*field)) {
                claim.body.shift_remove(field);
            }
            claim.body.extend(before.clone());
        }
    }
    claim
}

/// All of the claim as one holding, for what cannot be published without a part that waits.
pub fn whole(holdings: &[Holding]) -> Option<Holding> {
    let first = holdings.iter().min_by_key(|holding| holding.rule)?;
    let why: Vec<&str> = holdings
        .iter()
        .map(|holding| holding.why.as_str())
        .collect();
    Some(Holding {
        rule: first.rule,
        part: Part::Claim,
        why: why.join("; "),
        question: first
            .question
            .clone()
            .filter(|_| first.rule == Rule::NumberInText),
    })
}

/// The items of one claim, which takes the place of another or is one more on a record. `record` is what would be served
/// while its held groups wait.
pub fn holds(
    (old, served): (Option<&Claim>, Option<&Record>),
    new: &Claim,
    holdings: Vec<Holding>,
    record: Option<&Record>,
    loading: &Loading,
) -> Vec<Hold> {
    let parted = without_groups(new, &holdings);
    let named = (new.source_id, new.record.kind, new.foreign_id.as_str());
    holdings
        .into_iter()
        .map(|holding| {
            let (proposal, group) = match holding.part {
                Part::Group {
                    group,
                    before,
                    after,
                } => {
                    let proposal = Proposal::Group {
                        record: new.record,
                        source_id: new.source_id,
                        foreign_id: new.foreign_id.clone(),
                        group,
                        before,
                        after,
                        present: present(record, group),
                    };
                    (proposal, Some(group))
                }
                Part::Claim => {
                    let was = match (old, served) {
                        (Some(old), _) => old.body.clone(),
                        (None, Some(served)) => anew::of_groups(&parted, &served.body),
                        (None, None) => Map::new(),
                    };
                    let changes = anew::differing(&was, &parted.body);
                    let proposal = Proposal::Claim {
                        before: anew::only(&was, &changes),
                        changes,
                        claim: parted.clone(),
                        was: old.map(digest_of),
                    };
                    (proposal, None)
                }
                Part::Duplicate { of, score } => (
                    Proposal::Duplicate {
                        claim: parted.clone(),
                        of,
                        score,
                    },
                    None,
                ),
                Part::Public => {
                    let proposal = Proposal::Public {
                        record: new.record,
                        source_id: new.source_id,
                        foreign_id: new.foreign_id.clone(),
                        address_given: true,
                    };
                    (proposal, None)
                }
            };
            let crisis_numbers = match holding.rule {
                // Of a hotline that would not be found any more, the ones that it has.
                Rule::CrisisNumber => {
                    let mut changed = crisis_numbers(&proposal);
                    // By a link those of what it leads to.
                    changed.extend(strings(holding.question.as_ref().and_then(|it| it.get(1))));
                    match changed.is_empty() {
                        true => record
                            .map(|record| &record.body)
                            .into_iter()
                            .chain([&new.body])
                            .flat_map(numbers_of)
                            .collect(),
                        false => changed,
                    }
                }
                Rule::NumberInText => strings(holding.question.as_ref()),
                _ => BTreeSet::new(),
            };
            let group_key = group_key(holding.rule, new, &proposal, holding.question.as_ref());
            Hold {
                // Known when the update is over.
                revision: 0,
                at: loading.at,
                source_id: new.source_id,
                rule: holding.rule.as_str().to_owned(),
                record: Some(new.record),
                group,
                group_key,
                fingerprint: fingerprint(holding.rule, named, &proposal, holding.question.as_ref()),
                proposal: json!(Item {
                    by: loading.by.clone(),
                    api_key_id: loading.api_key_id,
                    reason: loading.reason.clone(),
                    why: holding.why,
                    crisis_numbers,
                    proposal,
                }),
            }
        })
        .collect()
}

/// Finds a claim again without keeping what its source calls it.
pub fn hashed(
    directory: &Directory,
    source_id: Uuid,
    record: RecordRef,
    foreign_id: &str,
) -> String {
    let name = (source_id.to_string(), record.kind, foreign_id.to_owned());
    keyed_hash(directory, &name)
}

/// All that a full update does not have, as one item with its list; or what is taken back of one `record`.
pub fn withdrawal(
    source_id: Uuid,
    record: Option<RecordRef>,
    claims: Vec<(RecordRef, String)>,
    why: String,
    crisis_numbers: BTreeSet<String>,
    loading: &Loading,
) -> Hold {
    let rule = Rule::Withdrawal.as_str();
    let fingerprint = digest(&json!([rule, source_id, claims]));
    Hold {
        revision: 0,
        at: loading.at,
        source_id,
        rule: rule.to_owned(),
        record,
        group: None,
        group_key: digest(&json!([rule, source_id, record])),
        fingerprint,
        proposal: json!(Item {
            by: loading.by.clone(),
            api_key_id: loading.api_key_id,
            reason: loading.reason.clone().filter(|_| record.is_some()),
            why,
            crisis_numbers,
            proposal: Proposal::Withdraw { source_id, claims },
        }),
    }
}

/// Fingerprint of a group as it is served.
pub fn present(record: Option<&Record>, group: FactGroup) -> String {
    let fields: Map<String, Value> = record
        .into_iter()
        .flat_map(|record| {
            let kind = record.record.kind;
            record
                .body
                .iter()
                .filter(move |(field, _)| group_of(kind, field) == group)
        })
        .map(|(field, value)| (field.clone(), value.clone()))
        .collect();
    crate::standing::fingerprint(&fields)
}

pub fn digest_of(claim: &Claim) -> String {
    digest(&json!([
        crate::standing::fingerprint(&claim.body),
        claim.denies
    ]))
}

/// The crisis numbers that a proposal changes: those that come, else those that go; of a claim whole, all.
fn crisis_numbers(proposal: &Proposal) -> BTreeSet<String> {
    match proposal {
        Proposal::Group { before, after, .. } => {
            let (before, after) = (numbers_of(before), numbers_of(after));
            let come: BTreeSet<String> = after.difference(&before).cloned().collect();
            match come.is_empty() && before != after {
                true => before.difference(&after).cloned().collect(),
                // The number is the same: what goes with it is not.
                false if come.is_empty() => after,
                false => come,
            }
        }
        Proposal::Claim { claim, .. } | Proposal::Duplicate { claim, .. } => {
            numbers_of(&claim.body)
        }
        _ => BTreeSet::new(),
    }
}

fn numbers_of(body: &Map<String, Value>) -> BTreeSet<String> {
    let phones = body.values().flat_map(numbers::phones);
    // Those inside contacts are kept as they were written.
    let number = |written: &str| number::normalise(written).unwrap_or_else(|_| written.to_owned());
    phones
        .filter_map(|phone| Some(number(phone.get("number")?.as_str()?)))
        .collect()
}

fn strings(list: Option<&Value>) -> BTreeSet<String> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items
        .filter_map(|item| Some(item.as_str()?.to_owned()))
        .collect()
}
