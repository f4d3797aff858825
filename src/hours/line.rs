//! One schedule, read: on which days it says what.

use chrono::{Datelike, NaiveDate};

use super::reading::DAY;
use super::rule::Rule;

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Line {
    pub valid: Validity,
    pub rule: Rule,
    pub said: Said,
}

/// The dates between which a schedule says anything at all, both included: HSDS `valid_from` and
/// `valid_to`. What is so before and after is unknown, not closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Validity {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

/// What a schedule says of its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Said {
    /// Open between two times in seconds from the day's midnight; past the next midnight the second
    /// is more than a day.
    Open {
        opens: u32,
        closes: u32,
    },
    Closed,
    /// Its days without its times, or neither of them for certain.
    Unknown,
}

/// The dates that a schedule is limited to, as days of the common era.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Span {
    pub first: i32,
    pub last: i32,
}

impl Line {
    /// Says of every day that nothing is known.
    pub fn unknown() -> Line {
        Line {
            valid: Validity::default(),
            rule: Rule::every_day(),
            said: Said::Unknown,
        }
    }

    /// Its validity; and a rule that ends is limited to its own dates too. A rule that only begins
    /// is not: `dtstart` is where its days are counted from.
    pub fn span(&self) -> Span {
        let number = |day: NaiveDate| day.num_days_from_ce();
        let start = self.rule.last.and(self.rule.start);
        let first = self.valid.from.max(start).map_or(i32::MIN, number);
        let last = [self.valid.to, self.rule.last].into_iter().flatten().min();
        Span {
            first,
            last: last.map_or(i32::MAX, number),
        }
    }
}

impl Validity {
    pub fn has(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day <= to)
    }
}

impl Said {
    /// The seconds of the day that it is about.
    pub fn extent(self) -> (u32, u32) {
        match self {
            Said::Open { opens, closes } => (opens, closes),
            Said::Closed | Said::Unknown => (0, DAY),
        }
    }
}

impl Span {
    /// Whether it lies within another one, and is not the same.
    pub fn is_narrower(self, other: Span) -> bool {
        self != other && self.first >= other.first && self.last <= other.last
    }

    pub fn has(self, day: i32) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// Whether it is a month or less: the length of a holiday.
    pub fn is_short(self) -> bool {
        i64::from(self.last) - i64::from(self.first) < 31
    }
}
