//! What of an update has to wait for a person: the parts that can do harm if they are wrong.
//!
//! [`numbers`] knows crisis numbers, [`phones`] the fields that have them, [`hotline`] hotlines that would not be found any
//! more, [`beside`] what is shown as theirs, [`shown`] the numbers that a record shows, [`lost`] numbers that go, [`texts`] numbers in sentences, which [`reading`] finds, [`contradiction`] what is known
//! better, [`place`] places, [`duplicates`] what is there already, [`ahead`] what has to be known of an update before its
//! first entry, [`namesakes`] who keeps a place; [`judge`] puts the rules together.

pub mod ahead;
pub mod beside;
mod contradiction;
pub mod counties;
pub mod duplicates;
mod hotline;
mod judge;
pub mod keepers;
mod lost;
pub mod namesakes;
pub mod numbers;
mod phones;
pub mod place;
mod plain;
mod reading;
pub mod shown;
mod spoken;
pub mod texts;

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Map, Value};

use crate::standing::{Claim, FactGroup, Record, RecordRef, Source, group_of};

pub use judge::Judge;

/// Why a part waits. The words are stable: they are in the store and in reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// A number of a hotline, or one that looks like a known crisis number, is added, changed or gone.
    CrisisNumber,
    /// What is confidential comes as if it were public.
    ConfidentialToPublic,
    /// It looks like survivors' housing, came with its place, and nobody said whether that is public.
    SurvivorsHousing,
    /// A number that was blocked comes back.
    BlockedNumber,
    /// A text has a number that may be wrong.
    NumberInText,
    /// An update takes away the numbers of too many records.
    LostPhones,
    /// A full update takes back too much, or a hotline.
    Withdrawal,
    /// What is known better, by a call or from the provider itself, would be contradicted.
    Contradiction,
    /// A place moves more than 5 km.
    Moved,
    /// Another source has it already, probably.
    Duplicate,
    /// What it belongs to waits.
    WaitsForParent,
    /// The first update of a source, to read.
    FirstUpdate,
    /// The key that it came with may only draft.
    Draft,
}

impl Rule {
    pub const ALL: [Rule; 13] = [
        Rule::CrisisNumber,
        Rule::ConfidentialToPublic,
        Rule::SurvivorsHousing,
        Rule::BlockedNumber,
        Rule::NumberInText,
        Rule::LostPhones,
        Rule::Withdrawal,
        Rule::Contradiction,
        Rule::Moved,
        Rule::Duplicate,
        Rule::WaitsForParent,
        Rule::FirstUpdate,
        Rule::Draft,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Rule::CrisisNumber => "crisis_number",
            Rule::ConfidentialToPublic => "confidential_to_public",
            Rule::SurvivorsHousing => "survivors_housing",
            Rule::BlockedNumber => "blocked_number",
            Rule::NumberInText => "number_in_text",
            Rule::LostPhones => "lost_phones",
            Rule::Withdrawal => "withdrawal",
            Rule::Contradiction => "contradiction",
            Rule::Moved => "moved",
            Rule::Duplicate => "duplicate",
            Rule::WaitsForParent => "waits_for_parent",
            Rule::FirstUpdate => "first_update",
            Rule::Draft => "draft",
        }
    }

    /// The inverse of [`Rule::as_str`].
    pub fn parse(text: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.as_str() == text)
    }

    /// Whether items of this rule may be judged several at once.
    pub fn is_judged_by_group(self) -> bool {
        !matches!(
            self,
            Rule::ConfidentialToPublic
                | Rule::SurvivorsHousing
                | Rule::Withdrawal
                | Rule::FirstUpdate
        )
    }
}

/// One entry's claim, before it is published.
pub struct Case<'a> {
    pub source: &'a Source,
    /// The same source's claim as it stands.
    pub old: Option<&'a Claim>,
    /// As the update has it; already stripped.
    pub new: &'a Claim,
    /// All other claims on the record.
    pub others: &'a [Claim],
    /// The record as it is.
    pub present: Option<&'a Record>,
    /// The record as it would be.
    pub proposed: &'a Record,
    /// The entry, as it came, is of a withheld place and gives the place, or calls it public.
    pub comes_as_public: bool,
    /// Withheld only because it looks like survivors' housing.
    pub is_suspect: bool,
    /// Of these: another source keeps a place of somebody who is called like its own.
    pub is_namesake: bool,
    /// What else the update says of it makes its numbers those of a hotline.
    pub is_line: bool,
    /// It is served now, and a hotline or a crisis number is not found without it.
    pub carries_line: bool,
    /// So does what is no longer shown only because of what it would belong to.
    pub moves_out_of_sight: bool,
    /// It is one of too many that the update takes numbers from.
    pub loses_phones: bool,
    /// What it belongs to waits.
    pub waits_for: Option<RecordRef>,
}

/// A part that waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Holding {
    pub rule: Rule,
    pub part: Part,
    /// For the person who judges.
    pub why: String,
    /// What makes the question the same as another's, where that is not the change itself.
    pub question: Option<Value>,
}

impl Holding {
    /// Of all that the claim changes in a group; none where that is nothing.
    fn of_group(case: &Case, rule: Rule, group: FactGroup, why: String) -> Option<Holding> {
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

    /// Whether a place may be known that is withheld for where it may be.
    pub fn perhaps_confidential() -> Holding {
        Holding {
            rule: Rule::ConfidentialToPublic,
            part: Part::Public,
            why: "whoever has it keeps a place confidential and does not say where, and this may be it: \
                  approve it if it is an open office"
                .to_owned(),
            question: None,
        }
    }

    /// The same of what is in the house of such a place.
    pub fn in_the_house() -> Holding {
        Holding {
            why: "a place in this house is confidential, and this may be the same: approve it if it is an open office"
                .to_owned(),
            ..Holding::perhaps_confidential()
        }
    }

    /// All of a claim that a publisher has to see first.
    pub fn draft() -> Holding {
        Holding {
            rule: Rule::Draft,
            part: Part::Claim,
            why: "a key of the role editor drafts".to_owned(),
            question: None,
        }
    }
}

/// The fields of a group in which the claims differ, before and after.
fn changed(
    old: Option<&Claim>,
    new: &Claim,
    group: FactGroup,
) -> (Map<String, Value>, Map<String, Value>) {
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

/// A field by itself, where it has a value.
fn one(field: &str, value: Option<&Value>) -> Map<String, Value> {
    value
        .map(|value| (field.to_owned(), value.clone()))
        .into_iter()
        .collect()
}

/// What stays meanwhile of a group in which this field is held, if it is in any.
fn stays_with<'a>(holdings: &'a mut [Holding], field: &str) -> Option<&'a mut Map<String, Value>> {
    holdings
        .iter_mut()
        .find_map(|holding| match &mut holding.part {
            Part::Group { before, after, .. }
                if before.contains_key(field) || after.contains_key(field) =>
            {
                Some(before)
            }
            _ => None,
        })
}

/// What of a claim it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// The fields of one group as they stay, and as they would be. A field that is in only one of them
    /// comes or goes.
    Group {
        group: FactGroup,
        before: Map<String, Value>,
        after: Map<String, Value>,
    },
    /// All of it.
    Claim,
    /// All of it, which is probably this record.
    Duplicate { of: RecordRef, score: u32 },
    /// That its place, which was given and is not kept, may be known.
    Public,
}

/// For sets that would be too large with what is in them; the same in one run of the program.
pub fn hash(of: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// Whether that many of a source's records are more than it loses in ordinary days: 5 %, and never fewer than 5.
pub fn is_too_much(lost: usize, of: usize) -> bool {
    lost > 5 && lost.saturating_mul(20) > of
}

/// What to tell whoever loads, although nothing waits for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub code: &'static str,
    pub field: String,
    pub value: Option<String>,
    pub detail: String,
    pub expected: &'static str,
}
