//! What of an update has to wait for a person: the parts that can do harm if they are wrong.

use serde_json::{Map, Value};

use crate::standing::{Claim, FactGroup, Record, Source};

/// Why a part waits. The words are stable: they are in the store and in reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// A number of a hotline, or one that looks like a known crisis number, is added, changed or gone.
    CrisisNumber,
    /// The key that it came with may only draft.
    Draft,
}

impl Rule {
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::CrisisNumber => "crisis_number",
            Rule::Draft => "draft",
        }
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
}

/// A part that waits: the fields of one group as they stay, and as they would be.
#[derive(Clone, Debug, PartialEq)]
pub struct Holding {
    pub rule: Rule,
    /// Nothing where all of the claim waits.
    pub group: Option<FactGroup>,
    pub before: Map<String, Value>,
    pub after: Map<String, Value>,
    /// For the person who judges.
    pub why: String,
}

impl Holding {
    /// All of a claim that a publisher has to see first.
    pub fn draft() -> Holding {
        Holding {
            rule: Rule::Draft,
            group: None,
            before: Map::new(),
            after: Map::new(),
            why: "A key of the role editor drafts; somebody who publishes has to see it.".to_owned(),
        }
    }
}

/// Knows what is risky in this directory.
pub struct Judge {}

impl Judge {
    /// The parts of the claim that have to wait.
    pub fn judge(&self, _case: &Case) -> Vec<Holding> {
        Vec::new()
    }
}
