//! The facts that criteria test, from `data/eligibility.json`: what each is asked as, and what may be answered.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// The facts, in the order of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    pub version: String,
    pub poverty_guidelines: PovertyGuidelines,
    pub verdicts: VerdictsInWords,
    pub results: ResultsInWords,
    pub facts: Vec<Fact>,
    pub contradictions: Vec<Contradiction>,
    pub phrases: Phrases,
    #[serde(skip)]
    by_key: HashMap<String, FactId>,
}

/// Words of sources, folded, by which a rule is not all that is asked, or not asked of everybody.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// What sounds like some and means all: a restriction in front of it is none.
    pub everybody: Vec<String>,
    /// A text of nothing but words for all and what stands beside them leaves nobody out.
    pub all: Vec<String>,
    pub beside_all: Vec<String>,
    /// A text of nothing but ages and these says no more than its ages.
    pub beside_ages: Vec<String>,
    /// What is struck out of a sentence first: “must be on time”, “people who need food”. With an “else”, nobody is left out.
    pub neutral: Vec<String>,
    pub restrict: Vec<String>,
    /// Some people, not all, who are left out or let in by words before or after them.
    pub groups: Vec<String>,
    pub before_groups: Vec<String>,
    pub after_groups: Vec<String>,
    /// Younger people than adults, or of whatever age.
    pub young: Vec<String>,
    pub make_exceptions: Vec<String>,
    /// Of an area.
    pub widen: Vec<String>,
}

/// The place of a fact in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(pub u8);

/// Something about a person that a criterion may test.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    pub key: String,
    #[serde(rename = "type")]
    pub kind: FactType,
    /// Of a choice: any number of the options may hold.
    #[serde(default)]
    pub several: bool,
    pub minimum: Option<f64>,
    pub maximum: Option<f64>,
    /// Of a number: it has no fraction.
    #[serde(default)]
    pub whole: bool,
    /// Of a number.
    pub unit: Option<String>,
    /// It can be got, or waived, by tomorrow: that it is lacking never makes `unlikely`.
    #[serde(default)]
    pub can_change: bool,
    /// Whether it may be the next question. What is not is for tools that know the answer.
    #[serde(default = "yes")]
    pub asked: bool,
    /// What makes a criterion on this fact hold in any case, as far as one knows, beside what the criterion says.
    pub implied_unless: Option<Value>,
    /// Where other answers tell it already, it is not asked.
    pub known_if: Option<Value>,
    /// What other answers come to for it, where nothing else was answered to it.
    #[serde(default)]
    pub told: Vec<Told>,
    pub text: Words,
    #[serde(default)]
    pub options: Vec<Choice>,
    /// Asked only where nothing else settles anything, but for what can be got or waived.
    pub sensitive: bool,
    /// What to say before it is asked.
    pub before_answer: Option<Words>,
}

/// An answer that others tell.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    pub is: Value,
    /// Whatever else was answered: who was a child cannot say that nobody made them. Of a yes or no.
    #[serde(default)]
    pub anyway: bool,
    /// What holds of the others.
    #[serde(rename = "if")]
    pub test: Value,
}

/// Answers that cannot both be true.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contradiction {
    /// The fact whose answer is refused.
    pub key: String,
    /// That which says otherwise.
    pub with: String,
    /// What holds of both then.
    pub test: Value,
}

fn yes() -> bool {
    true
}

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactType {
    Number,
    Boolean,
    Choice,
    Place,
}

/// A sentence in the languages that we have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub en: String,
    pub es: String,
}

/// What to say of each verdict.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerdictsInWords {
    pub likely: VerdictInWords,
    pub unknown: VerdictInWords,
    pub unlikely: VerdictInWords,
}

/// A verdict for a person to read.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerdictInWords {
    /// One or two words.
    pub name: Words,
    /// An app must show this beside the verdict.
    pub text: Words,
    /// What to do where one is not sure.
    pub if_unsure: Words,
}

/// How the answers fit a criterion, for a person to read.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResultsInWords {
    pub met: Words,
    pub not_met: Words,
    pub unknown: Words,
}

/// One of the answers to choose from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub value: String,
    pub label: Words,
}

/// What the poverty line is, in US dollars a year.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PovertyGuidelines {
    pub year: u16,
    pub source: String,
    pub unit: String,
    pub contiguous: Guideline,
    pub alaska: Guideline,
    pub hawaii: Guideline,
}

/// For a household of one, and for each person more.
#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guideline {
    pub first_person: f64,
    pub each_more: f64,
}

impl Guideline {
    /// The line of a household of so many people, in dollars a year.
    pub fn dollars(self, household_size: f64) -> f64 {
        self.first_person + self.each_more * (household_size - 1.0)
    }

    /// The household, in people and parts of one, whose line is so many dollars.
    pub fn household_size(self, dollars: f64) -> f64 {
        (dollars - self.first_person) / self.each_more + 1.0
    }
}

impl Vocabulary {
    /// That built into the binary.
    #[expect(
        clippy::expect_used,
        reason = "the file is part of the program and a test reads it"
    )]
    pub fn embedded() -> &'static Vocabulary {
        static EMBEDDED: OnceLock<Vocabulary> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let mut vocabulary: Vocabulary =
                serde_json::from_str(include_str!("../../data/eligibility.json"))
                    .expect("data/eligibility.json is valid");
            let keys = (0u8..).zip(&vocabulary.facts);
            vocabulary.by_key = keys
                .map(|(at, fact)| (fact.key.clone(), FactId(at)))
                .collect();
            vocabulary
        })
    }

    /// The fact of this key.
    pub fn find(&self, key: &str) -> Option<FactId> {
        self.by_key.get(key).copied()
    }

    /// The fact at this place.
    pub fn fact(&self, id: FactId) -> &Fact {
        &self.facts[usize::from(id.0)]
    }

    /// Every fact with its place.
    pub fn all(&self) -> impl Iterator<Item = (FactId, &Fact)> {
        (0u8..).map(FactId).zip(&self.facts)
    }
}

impl Fact {
    /// The set of one option, as a bit.
    pub fn option(&self, value: &str) -> Option<u64> {
        let at = self
            .options
            .iter()
            .position(|option| option.value == value)?;
        Some(1 << at)
    }

    /// What a number may be.
    pub fn range(&self) -> RangeInclusive<f64> {
        self.minimum.unwrap_or(f64::MIN)..=self.maximum.unwrap_or(f64::MAX)
    }
}
