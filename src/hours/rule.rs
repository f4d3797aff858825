//! Which days a schedule is about: the recurrence rules of RFC 5545, asked one day at a time.
//!
//! A rule is never expanded from its beginning: whether it falls on a day is a test of that day's
//! numbers, so what it costs does not depend on what a stranger wrote into it. Only `COUNT` has to
//! be counted, once, when the rule is read.

use chrono::{Datelike, Days, NaiveDate};

/// The years of which anything is known. Outside them every answer is unknown, which bounds counting.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// A set of days. Its parts are limits: a day is in the rule when it passes all of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Rule {
    pub frequency: Frequency,
    /// At least 1; above 1 there is a `start` to count from.
    pub interval: u32,
    pub start: Option<NaiveDate>,
    pub last: Option<NaiveDate>,
    /// The day that weeks begin with, from Monday as 0.
    pub week_start: u8,
    pub weekdays: Weekdays,
    pub month_days: Numbers,
    pub year_days: Numbers,
    pub weeks: Numbers,
}

/// The parts of `BYDAY`: for each weekday from Monday, which of them in the month. Empty is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Weekdays([u16; 7]);

/// A list of numbers counted from the beginning (1, 2 …) or the end (-1, -2 …). Empty is no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Numbers(Box<[i16]>);

impl Weekdays {
    const EVERY: u16 = 1;

    /// Adds every such day (`ordinal` none), or one of the month: the first is 1, the last -1.
    pub fn add(&mut self, weekday: usize, ordinal: Option<i8>) {
        self.0[weekday] |= match ordinal {
            None => Self::EVERY,
            Some(n) if n > 0 => 1 << n.min(5),
            Some(n) => 1 << (8 + n.unsigned_abs().min(5)),
        };
    }

    pub fn is_empty(&self) -> bool {
        self.0 == [0; 7]
    }

    pub fn have_ordinals(&self) -> bool {
        self.0.iter().any(|days| days & !Self::EVERY != 0)
    }

    /// The same days without regard to which of the month they are.
    pub fn of_every_week(&self) -> Weekdays {
        Weekdays(self.0.map(|days| u16::from(days != 0)))
    }

    fn have(&self, day: NaiveDate) -> bool {
        let which = self.0[day.weekday().num_days_from_monday() as usize];
        if which & !Self::EVERY == 0 {
            return which != 0 || self.is_empty();
        }
        let from_start = (day.day() - 1) / 7 + 1;
        let from_end = (days_in_month(day) - day.day()) / 7 + 1;
        which & (Self::EVERY | 1 << from_start | 1 << (8 + from_end)) != 0
    }
}

impl FromIterator<i16> for Numbers {
    fn from_iter<T: IntoIterator<Item = i16>>(numbers: T) -> Self {
        let mut numbers: Vec<i16> = numbers.into_iter().collect();
        numbers.sort_unstable();
        numbers.dedup();
        Numbers(numbers.into_boxed_slice())
    }
}

impl Numbers {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the `number`th of `of` is listed, by either way of counting.
    fn have(&self, number: u32, of: u32) -> bool {
        let listed = |n: i64| i16::try_from(n).is_ok_and(|n| self.0.binary_search(&n).is_ok());
        self.is_empty()
            || listed(i64::from(number))
            || listed(i64::from(number) - i64::from(of) - 1)
    }
}

impl Rule {
    pub fn every_day() -> Rule {
        Rule {
            frequency: Frequency::Daily,
            interval: 1,
            start: None,
            last: None,
            week_start: 0,
            weekdays: Weekdays::default(),
            month_days: Numbers::default(),
            year_days: Numbers::default(),
            weeks: Numbers::default(),
        }
    }

    /// Whether anything but the frequency says which days.
    pub fn names_days(&self) -> bool {
        !(self.weekdays.is_empty() && self.month_days.is_empty() && self.year_days.is_empty())
    }

    /// The weekdays, from Monday, that it has in every week.
    pub fn every_weekday(&self) -> [bool; 7] {
        let is_weekly = matches!(self.frequency, Frequency::Daily | Frequency::Weekly)
            && self.interval == 1
            && self.month_days.is_empty()
            && self.year_days.is_empty()
            && self.weeks.is_empty();
        let any = self.weekdays.is_empty();
        self.weekdays
            .0
            .map(|which| is_weekly && (any || which & Weekdays::EVERY != 0))
    }

    pub fn falls_on(&self, day: NaiveDate) -> bool {
        self.start.is_none_or(|start| day >= start)
            && self.last.is_none_or(|last| day <= last)
            && self.weekdays.have(day)
            && self.in_turn(day)
            && (self.month_days.is_empty() || self.month_days.have(day.day(), days_in_month(day)))
            && (self.year_days.is_empty()
                || self.year_days.have(day.ordinal(), days_in_year(day.year())))
            && self.in_weeks(day)
    }

    /// Ends the rule with the `count`th of its days. Counting stops with the years that are known.
    pub fn end_after(&mut self, count: u32) {
        let Some(start) = self.start else { return };
        let mut left = count;
        let mut day = start;
        while left > 0 && day.year() <= *YEARS.end() && self.last.is_none_or(|last| day <= last) {
            left -= u32::from(self.falls_on(day));
            if left == 0 {
                self.last = Some(day);
            }
            let Some(next) = day.checked_add_days(Days::new(1)) else {
                return;
            };
            day = next;
        }
    }

    /// Whether the day is in one of every `interval` periods, from that of `start`.
    fn in_turn(&self, day: NaiveDate) -> bool {
        let (Some(start), 2..) = (self.start, self.interval) else {
            return true;
        };
        let period = |day: NaiveDate| {
            let month = i64::from(day.year()) * 12 + i64::from(day.month0());
            match self.frequency {
                Frequency::Daily => i64::from(day.num_days_from_ce()),
                // The first day of the common era was a Monday.
                Frequency::Weekly => {
                    (i64::from(day.num_days_from_ce()) - 1 - i64::from(self.week_start))
                        .div_euclid(7)
                }
                Frequency::Monthly => month,
                Frequency::Yearly => i64::from(day.year()),
            }
        };
        (period(day) - period(start)) % i64::from(self.interval) == 0
    }

    /// `BYWEEKNO`. A week belongs to the year that has its fourth day, so that week 1 may begin in December.
    fn in_weeks(&self, day: NaiveDate) -> bool {
        if self.weeks.is_empty() {
            return true;
        }
        let into_week = (day.weekday().num_days_from_monday() + 7 - u32::from(self.week_start)) % 7;
        let fourth = day
            .checked_sub_days(Days::new(into_week.into()))
            .and_then(|first| first.checked_add_days(Days::new(3)));
        fourth.is_some_and(|fourth| {
            let weeks = (days_in_year(fourth.year()) - 1 - fourth.ordinal0() % 7) / 7 + 1;
            self.weeks.have(fourth.ordinal0() / 7 + 1, weeks)
        })
    }
}

fn days_in_month(day: NaiveDate) -> u32 {
    match day.month() {
        2 if day.leap_year() => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_in_year(year: i32) -> u32 {
    let leap = NaiveDate::from_ymd_opt(year, 1, 1).is_some_and(|day| day.leap_year());
    365 + u32::from(leap)
}
