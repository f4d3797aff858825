//! What a criterion comes to for a verdict: its logic without its words.

use chrono::{Days, NaiveDate};

use super::answers::Answers;
use super::criterion::{Criterion, Test};
use super::truth::Truth;
use super::vocabulary::{FactId, Vocabulary};
use crate::geography::Gazetteer;
use crate::standing::SourceKind;

/// A required criterion, ready to be asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    test: Test,
    unless: Option<Test>,
    bars: Bars,
}

/// When a rule may make `unlikely`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bars {
    Never,
    /// From its day up to this one, after which it is stale.
    Between(NaiveDate, NaiveDate),
    Always,
}

/// Why a criterion never makes `unlikely`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It rests on an article alone.
    Article,
    /// One of two words is wrong, nobody knows which: it lets nobody in either.
    Disputed,
    /// The words beside it make exceptions.
    Waived,
    /// Nobody has said so since.
    Stale(NaiveDate),
    /// Nobody can have said so yet: its date is wrong.
    Ahead(NaiveDate),
}

impl Criterion {
    /// Whether it is too weakly founded to stand against somebody. A word holds for `stale_days`.
    pub fn doubt(&self, today: NaiveDate, stale_days: u32) -> Option<Doubt> {
        let kind = self.source.as_ref().map(|source| source.kind);
        let is_stale = |_: &NaiveDate| self.fresh_until(stale_days).is_some_and(|day| day < today);
        if self.disputed {
            Some(Doubt::Disputed)
        } else if kind == Some(SourceKind::Article) {
            Some(Doubt::Article)
        } else if self.waived {
            Some(Doubt::Waived)
        } else if let Some(date) = self.date.filter(|date| *date > today) {
            Some(Doubt::Ahead(date))
        } else {
            self.date.filter(is_stale).map(Doubt::Stale)
        }
    }

    fn fresh_until(&self, stale_days: u32) -> Option<NaiveDate> {
        self.date?.checked_add_days(Days::new(stale_days.into()))
    }

    /// What the verdict makes of it, given after how many days a word is too old to stand against somebody.
    pub fn rule(&self, stale_days: u32) -> Rule {
        let doubt = self.doubt(NaiveDate::MIN, stale_days);
        if doubt == Some(Doubt::Disputed) {
            return Rule {
                test: Test::Ask,
                unless: None,
                bars: Bars::Never,
            };
        }
        let weak = matches!(doubt, Some(Doubt::Article | Doubt::Waived));
        Rule {
            test: self.test.clone(),
            unless: match (self.unless.clone(), implied_unless(&self.test)) {
                // Whom a source names as an exception does not say that others in the same need are turned away.
                (Some(own), Some(implied)) => Some(Test::Any(vec![own, implied])),
                (own, implied) => own.or(implied),
            },
            bars: match self.date.zip(self.fresh_until(stale_days)) {
                _ if weak => Bars::Never,
                Some((from, until)) => Bars::Between(from, until),
                None => Bars::Always,
            },
        }
    }
}

impl Rule {
    /// Whether it lets the person in, and false only where it may stand against somebody.
    pub fn truth(&self, answers: &Answers, today: NaiveDate, gazetteer: &Gazetteer) -> Truth {
        let bars = match self.bars {
            Bars::Never => false,
            Bars::Between(from, until) => (from..=until).contains(&today),
            Bars::Always => true,
        };
        match self.plainly(answers, gazetteer) {
            Truth::False if !bars => Truth::Unknown,
            truth => truth,
        }
    }

    /// Whether it lets the person in, however it is founded.
    pub fn plainly(&self, answers: &Answers, gazetteer: &Gazetteer) -> Truth {
        let truth = self.test.truth(answers, gazetteer);
        match &self.unless {
            Some(unless) if truth != Truth::True => truth.or(unless.truth(answers, gazetteer)),
            _ => truth,
        }
    }

    /// Calls `see` with every fact that it depends on.
    pub fn facts(&self, see: &mut dyn FnMut(FactId)) {
        self.test.facts(see);
        if let Some(unless) = &self.unless {
            unless.facts(see);
        }
    }

    pub(super) fn tests(&self) -> impl Iterator<Item = &Test> {
        std::iter::once(&self.test).chain(&self.unless)
    }
}

/// What the vocabulary says beside a criterion: survivors are often served whatever their papers.
fn implied_unless(test: &Test) -> Option<Test> {
    let vocabulary = Vocabulary::embedded();
    let mut implied = None;
    test.facts(&mut |fact| {
        if let Some(unless) = &vocabulary.fact(fact).implied_unless
            && implied.is_none()
        {
            implied = Test::read(unless, Gazetteer::embedded()).ok();
        }
    });
    implied
}
