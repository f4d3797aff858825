//! What an update did, or would do: the same for the command line, HTTP and the history.

mod csv;
mod text;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::standing::{Claim, RecordKind};
use crate::updates::entries::{Position, Problem, Severity};

pub use csv::csv;
pub use text::{summary, text};

/// Problems that a report lists; the rest of a bad file is counted by code.
const LISTED: usize = 10_000;

/// The codes of a row that is no record: a mapping leaves it out on purpose, or it is the header again or a total.
const SKIPPED: [&str; 3] = ["row_skipped", "row_header_again", "row_total"];

/// Members that are not read, and are told by name.
const NAMED_UNREAD: usize = 100;

/// Of every entry that was read it says what became of it:
/// `read = added + changed + unchanged + held + rejected`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// The revision that the update made; nothing where it made none.
    pub changeset: Option<i64>,
    /// The directory's revision after it.
    pub revision: i64,
    pub read: u64,
    pub added: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// Entries of the source that a full update did not have.
    pub missing: u64,
    /// Places that were shown before, and are confidential from this update on.
    #[serde(default)]
    pub hidden: u64,
    /// Where the update has them, in a file with rows. What their source calls them may tell where they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden_at: Vec<Position>,
    /// What waited and told such a place: it waits no longer, since nothing was left of it without that.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub dropped: u64,
    /// Entries of which at least a part waits for a person.
    pub held: u64,
    pub rejected: u64,
    /// Parts of entries that are not as they should be: the rest of their entries is taken.
    #[serde(default)]
    pub left_out: u64,
    /// Rows that are no entries: a mapping leaves them out on purpose, or they are the header again or a total.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skipped: u64,
    /// The parts that wait, as many items to judge: the sum of `held_by_rule`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub items: u64,
    /// How many questions these are, as `/v1/reviews` has them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub questions: u64,
    /// Of an edit of one record, the numbers of its items: `/v1/reviews/{number}`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<i64>,
    /// Waiting parts by the rule that holds them.
    pub held_by_rule: BTreeMap<String, u64>,
    /// Parts left out because a person rejected the same before, by rule.
    pub remembered: BTreeMap<String, u64>,
    /// Members of records that nothing here reads (`service.phonez`), and how many records have each.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unread: BTreeMap<String, u64>,
    /// Services at no location, here or in the directory: no search by place shows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unplaced: Option<Unplaced>,
    pub problems: Vec<Problem>,
    /// How many there are of each code, those that are not listed included.
    pub problems_by_code: BTreeMap<String, u64>,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// Services at no location.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unplaced {
    pub services: u64,
    /// What its source calls the first of them, where that may be told.
    pub first: Option<String>,
    /// Where that is.
    #[serde(flatten)]
    pub position: Position,
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Added,
    Changed,
    Unchanged,
    Held,
    Rejected,
}

impl Outcome {
    /// Of an entry whose source said `old` of it before.
    pub fn of(old: Option<&Claim>) -> Outcome {
        match old {
            None => Outcome::Added,
            Some(_) => Outcome::Changed,
        }
    }
}

impl Report {
    pub fn count(&mut self, outcome: Outcome) {
        self.read += 1;
        *match outcome {
            Outcome::Added => &mut self.added,
            Outcome::Changed => &mut self.changed,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Held => &mut self.held,
            Outcome::Rejected => &mut self.rejected,
        } += 1;
    }

    /// A part waits by this rule.
    pub fn waits(&mut self, rule: String) {
        self.items += 1;
        *self.held_by_rule.entry(rule).or_default() += 1;
    }

    /// A record has this member, which nothing reads.
    pub fn not_read(&mut self, record: RecordKind, member: &str) {
        let name = format!("{}.{member}", record.as_str());
        if self.unread.len() < NAMED_UNREAD || self.unread.contains_key(&name) {
            *self.unread.entry(name).or_default() += 1;
        }
    }

    pub fn tell(&mut self, problem: Problem) {
        if problem.severity == Severity::LeftOut {
            self.left_out += 1;
        }
        if SKIPPED.contains(&problem.code.as_str()) {
            self.skipped += 1;
        }
        *self
            .problems_by_code
            .entry(problem.code.clone())
            .or_default() += 1;
        // An error is worth more than the ten thousandth warning.
        if self.problems.len() < LISTED {
            self.problems.push(problem);
        } else if problem.severity != Severity::Warning
            && let Some(warning) = self
                .problems
                .iter_mut()
                .rev()
                .take(LISTED / 10)
                .find(|listed| listed.severity == Severity::Warning)
        {
            *warning = problem;
        }
    }

    /// The numbers alone, for the history.
    pub fn counts(&self) -> Value {
        let mut counts = json!(self);
        if let Some(fields) = counts.as_object_mut() {
            fields.retain(|field, _| {
                !matches!(
                    field.as_str(),
                    "problems" | "unplaced" | "hidden_at" | "waits" | "changeset" | "revision"
                )
            });
        }
        counts
    }

    /// Whether anything in the file is wrong, warnings included.
    pub fn has_problems(&self) -> bool {
        !self.problems_by_code.is_empty()
    }
}
