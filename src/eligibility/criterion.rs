//! What a service asks of a person.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::vocabulary::FactId;
use crate::geography::Area;
use crate::standing::SourceKind;

/// A rule of a service: a test, what it weighs, who says so, and a sentence for people. Made by
/// [`Criterion::read`], and so always of the vocabulary.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    /// As it is written down, exported and read again.
    pub(super) json: Map<String, Value>,
    pub text: String,
    pub strength: Strength,
    pub test: Test,
    /// Whoever fits this is served whatever the test says.
    pub unless: Option<Test>,
    pub source: Option<Provenance>,
    pub date: Option<NaiveDate>,
    /// Sources contradict each other on it, or one contradicts itself.
    pub disputed: bool,
    /// The words of the source make exceptions to it.
    pub waived: bool,
}

/// What a criterion weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// Who does not meet it is most likely not served.
    #[default]
    Required,
    /// Meant for such people; others are served too.
    Preferred,
    /// Such people are taken first.
    Priority,
}

impl Strength {
    pub const ALL: [Strength; 3] = [Strength::Required, Strength::Preferred, Strength::Priority];

    pub fn as_str(self) -> &'static str {
        match self {
            Strength::Required => "required",
            Strength::Preferred => "preferred",
            Strength::Priority => "priority",
        }
    }
}

/// Who says so. It travels with the criterion, so that an article's word stays one in every mirror.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    pub name: String,
    #[schema(value_type = String, example = "provider")]
    pub kind: SourceKind,
}

/// What is asked of the answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
    /// Everyone.
    OpenToAll,
    /// Only the provider can say.
    Ask,
    /// A number in bounds.
    Number(FactId, Bounds),
    Boolean(FactId, bool),
    /// One of the options, as bits.
    Choice(FactId, u64),
    /// A place that is wholly in one of the areas.
    Within(FactId, Vec<Area>),
}

/// Bounds of a number; one that is not there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bounds {
    pub at_least: Option<f64>,
    pub above: Option<f64>,
    pub at_most: Option<f64>,
    pub below: Option<f64>,
}

impl Bounds {
    /// Whether all of them hold of the number.
    pub fn contain(self, number: f64) -> bool {
        self.at_least.is_none_or(|bound| number >= bound)
            && self.above.is_none_or(|bound| number > bound)
            && self.at_most.is_none_or(|bound| number <= bound)
            && self.below.is_none_or(|bound| number < bound)
    }

    /// Those that there are.
    pub fn all(self) -> impl Iterator<Item = f64> {
        let bounds = [self.at_least, self.above, self.at_most, self.below];
        bounds.into_iter().flatten()
    }
}

impl Criterion {
    /// One that is required, with nobody's name and no date to it.
    pub(super) fn plain(text: String, test: Test) -> Criterion {
        Criterion {
            json: Map::new(),
            text,
            strength: Strength::Required,
            test,
            unless: None,
            source: None,
            date: None,
            disputed: false,
            waived: false,
        }
    }

    /// As `docs/eligibility.md` has it.
    pub fn as_json(&self) -> &Map<String, Value> {
        &self.json
    }

    /// Says whose word it is where it does not say so itself, and that it is disputed.
    pub fn attributed(
        mut self,
        source: &Provenance,
        date: Option<NaiveDate>,
        disputed: bool,
    ) -> Criterion {
        // What an article says that a provider says is the article's word.
        let is_weaker = |own: &Provenance| {
            source.kind == SourceKind::Article && own.kind != SourceKind::Article
        };
        if self.source.as_ref().is_none_or(is_weaker) {
            self.json.insert("source".to_owned(), json!(source));
            self.source = Some(source.clone());
            if let (None, Some(date)) = (self.date, date) {
                self.json.insert("date".to_owned(), json!(date));
                self.date = Some(date);
            }
        }
        if disputed && !self.disputed {
            self.json.insert("disputed".to_owned(), json!(true));
            self.disputed = true;
        }
        self
    }
}

impl Test {
    /// Calls `see` with every fact that is tested, as often as it is.
    pub fn facts(&self, see: &mut dyn FnMut(FactId)) {
        match self {
            Test::All(tests) | Test::Any(tests) => tests.iter().for_each(|test| test.facts(see)),
            Test::Not(test) => test.facts(see),
            Test::OpenToAll | Test::Ask => {}
            Test::Number(fact, _)
            | Test::Boolean(fact, _)
            | Test::Choice(fact, _)
            | Test::Within(fact, _) => see(*fact),
        }
    }

    /// Whether it tests the fact.
    pub fn mentions(&self, fact: FactId) -> bool {
        let mut found = false;
        self.facts(&mut |tested| found |= tested == fact);
        found
    }
}
