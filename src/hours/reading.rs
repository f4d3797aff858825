//! From the text of an HSDS schedule to a [`Line`]: dates, times, numbers and lists.
//!
//! Everything here comes from strangers. A part that cannot be read never closes anything: the rule
//! is widened until the part does not matter, and what it says of its days becomes "unknown".

use chrono::{Datelike, FixedOffset, NaiveDate};

use super::clock::Clock;
use super::closure;
use super::line::{Line, Said, Validity};
use super::rule::{Frequency, Numbers, Rule, YEARS};
use crate::hsds::Schedule;

/// Longer than any honest list, and a bound on the work that a field can make.
const LONGEST_FIELD: usize = 4096;
/// The seconds of a day on which no clock is changed.
pub(super) const DAY: u32 = 24 * 60 * 60;
const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// A part that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Unreadable;

type Read<T> = Result<T, Unreadable>;

/// A time of day in seconds, with the offset from UTC that was written behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Time {
    pub seconds: u32,
    pub offset: Option<FixedOffset>,
}

/// Reads one schedule of a place with the clock `clock`.
pub(super) fn line(schedule: &Schedule, clock: &Clock) -> Line {
    let Ok(valid) = validity(schedule) else {
        return Line::unknown();
    };
    let (rule, is_clear) = rule(schedule, valid);
    let mut line = Line {
        valid,
        rule,
        said: Said::Unknown,
    };
    match window(schedule, clock) {
        Ok(Some((opens, closes))) if is_clear => line.said = Said::Open { opens, closes },
        Ok(None) if closure::is_said(schedule, line.span()) => {
            // "Closed for the holidays" with dates and no days: each of the dates, whatever the frequency.
            let is_each_date = line.span().is_short() && !line.rule.names_days();
            if is_each_date {
                line.rule.frequency = Frequency::Daily;
                line.rule.interval = 1;
            }
            if is_clear || is_each_date {
                line.said = Said::Closed;
            }
        }
        _ => {}
    }
    line
}

/// The dates of which a schedule says anything. A first date long ago or a last one far ahead is none.
fn validity(schedule: &Schedule) -> Read<Validity> {
    let from = optional(&schedule.valid_from, date)?.filter(|date| date.year() >= *YEARS.start());
    let to = optional(&schedule.valid_to, date)?.filter(|date| date.year() <= *YEARS.end());
    match (from, to) {
        (Some(from), Some(to)) if to < from => Err(Unreadable),
        (Some(from), _) if from.year() > *YEARS.end() => Err(Unreadable),
        (_, Some(to)) if to.year() < *YEARS.start() => Err(Unreadable),
        _ => Ok(Validity { from, to }),
    }
}

/// The days of a schedule, and whether it is clear which they are. Where it is not, they are more.
fn rule(schedule: &Schedule, valid: Validity) -> (Rule, bool) {
    let mut is_clear = true;
    let mut rule = Rule::every_day();

    let in_years = |date: &NaiveDate| date.year() >= *YEARS.start();
    rule.start = lenient(optional(&schedule.dtstart, date), &mut is_clear).filter(in_years);
    rule.last = lenient(optional(&schedule.until, date), &mut is_clear)
        .filter(|date| date.year() <= *YEARS.end());
    if rule
        .start
        .zip(rule.last)
        .is_some_and(|(start, last)| last < start)
    {
        return (Rule::every_day(), false);
    }

    for (ordinal, weekday) in lenient(list(&schedule.byday, weekday), &mut is_clear) {
        rule.weekdays.add(weekday, ordinal);
    }
    rule.month_days = lenient(numbers(&schedule.bymonthday, 31), &mut is_clear);
    rule.year_days = lenient(numbers(&schedule.byyearday, 366), &mut is_clear);
    rule.weeks = lenient(numbers(&schedule.byweekno, 53), &mut is_clear);

    let Ok(stated) = optional(&schedule.freq, frequency) else {
        return (Rule::every_day(), false);
    };
    rule.frequency = stated.unwrap_or_else(|| implied_frequency(&rule));
    if rule.weekdays.have_ordinals() && rule.frequency != Frequency::Monthly {
        rule.weekdays = rule.weekdays.of_every_week();
        is_clear = false;
    }

    match interval(schedule) {
        // HSDS 3.1 on dtstart: "Necessary when using the interval feature".
        Ok(2..) if rule.start.is_none() => is_clear = false,
        Ok(interval) => rule.interval = interval,
        Err(Unreadable) => is_clear = false,
    }
    match optional(&schedule.wkst, weekday) {
        Ok(Some((None, weekday))) => rule.week_start = weekday as u8,
        Ok(None) => {}
        _ if rule.interval == 1 && rule.weeks.is_empty() => {}
        _ => {
            (rule.interval, rule.weeks, is_clear) = (1, Numbers::default(), false);
        }
    }
    if is_clear && !rule.names_days() {
        is_clear = default_days(&mut rule, stated, schedule, valid);
    }
    match count(schedule) {
        Ok(None) => {}
        Ok(Some(count)) if rule.start.is_some() => rule.end_after(count),
        _ => is_clear = false,
    }
    (rule, is_clear)
}

/// Of a schedule that names no days: those that its first date, its only date or its frequency imply.
fn default_days(
    rule: &mut Rule,
    stated: Option<Frequency>,
    schedule: &Schedule,
    valid: Validity,
) -> bool {
    let is_one_date = valid.from.is_some() && valid.from == valid.to;
    match (stated, rule.start) {
        (Some(Frequency::Daily), _) => {}
        (Some(Frequency::Weekly), Some(start)) => {
            let weekday = start.weekday().num_days_from_monday() as usize;
            rule.weekdays.add(weekday, None);
        }
        (Some(Frequency::Monthly), Some(start)) => {
            rule.month_days = [start.day() as i16].into_iter().collect();
        }
        // Without a rule RFC 5545 has one event, at its start.
        (None, Some(start)) if rule.last.is_none() && schedule.count.is_none() => {
            rule.last = Some(start);
        }
        _ if is_one_date && rule.weeks.is_empty() => rule.frequency = Frequency::Daily,
        _ => return false,
    }
    true
}

/// What a schedule without a frequency must mean by its days.
fn implied_frequency(rule: &Rule) -> Frequency {
    if rule.weekdays.have_ordinals() || !rule.month_days.is_empty() {
        Frequency::Monthly
    } else if !rule.weekdays.is_empty() {
        Frequency::Weekly
    } else if !rule.year_days.is_empty() {
        Frequency::Yearly
    } else {
        Frequency::Daily
    }
}

/// The seconds of the day that it opens and closes at; past midnight the second is more than a day.
/// None where neither time is given.
fn window(schedule: &Schedule, clock: &Clock) -> Read<Option<(u32, u32)>> {
    let opens = optional(&schedule.opens_at, time)?;
    let closes = optional(&schedule.closes_at, time)?;
    let (opens, closes) = match (opens, closes) {
        (None, None) => return Ok(None),
        (Some(opens), Some(closes)) if opens.seconds < DAY => (opens, closes),
        _ => return Err(Unreadable),
    };
    let is_ours = |time: Time| time.offset.is_none_or(|offset| clock.uses(offset));
    if !is_ours(opens) || !is_ours(closes) {
        return Err(Unreadable);
    }
    // From nine until nine is no time at all or a whole day: nobody knows. From midnight on it is the day.
    if opens.seconds == closes.seconds && opens.seconds > 0 {
        return Err(Unreadable);
    }
    // HSDS serialises 24 hours as 00:00 to 23:59: the last minute of a day is its end.
    let closes = if closes.seconds >= DAY - 60 {
        DAY
    } else {
        closes.seconds
    };
    let past_midnight = if closes <= opens.seconds { DAY } else { 0 };
    Ok(Some((opens.seconds, closes + past_midnight)))
}

fn lenient<T: Default>(read: Read<T>, is_clear: &mut bool) -> T {
    read.unwrap_or_else(|Unreadable| {
        *is_clear = false;
        T::default()
    })
}

/// An empty text is an absent one.
pub(super) fn optional<T>(
    text: &Option<String>,
    read: impl Fn(&str) -> Read<T>,
) -> Read<Option<T>> {
    match text.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) if text.len() > LONGEST_FIELD => Err(Unreadable),
        Some(text) => read(text).map(Some),
    }
}

pub(super) fn list<T>(text: &Option<String>, read: impl Fn(&str) -> Read<T>) -> Read<Vec<T>> {
    let items = |text: &str| {
        let items = text.split(',').map(str::trim);
        items.filter(|item| !item.is_empty()).map(&read).collect()
    };
    Ok(optional(text, items)?.unwrap_or_default())
}

fn numbers(text: &Option<String>, most: u16) -> Read<Numbers> {
    let number = |text: &str| {
        let number: i16 = text.parse().map_err(|_| Unreadable)?;
        let is_in_range = (1..=most).contains(&number.unsigned_abs());
        is_in_range.then_some(number).ok_or(Unreadable)
    };
    Ok(list(text, number)?.into_iter().collect())
}

pub(super) fn frequency(text: &str) -> Read<Frequency> {
    match text.to_ascii_uppercase().as_str() {
        "DAILY" => Ok(Frequency::Daily),
        "WEEKLY" => Ok(Frequency::Weekly),
        "MONTHLY" => Ok(Frequency::Monthly),
        "YEARLY" => Ok(Frequency::Yearly),
        _ => Err(Unreadable),
    }
}

/// `MO`, `2MO` or `-1FR`: which of the month, and the weekday from Monday as 0.
pub(super) fn weekday(text: &str) -> Read<(Option<i8>, usize)> {
    let at = text.len().checked_sub(2).ok_or(Unreadable)?;
    let (ordinal, name) = text.split_at_checked(at).ok_or(Unreadable)?;
    let weekday = WEEKDAYS
        .iter()
        .position(|known| known.eq_ignore_ascii_case(name))
        .ok_or(Unreadable)?;
    if ordinal.is_empty() {
        return Ok((None, weekday));
    }
    let ordinal: i8 = ordinal.parse().map_err(|_| Unreadable)?;
    let is_in_month = (1..=5).contains(&ordinal.unsigned_abs());
    is_in_month
        .then_some((Some(ordinal), weekday))
        .ok_or(Unreadable)
}

pub(super) fn interval(schedule: &Schedule) -> Read<u32> {
    schedule.interval.map_or(Ok(1), whole_number)
}

fn count(schedule: &Schedule) -> Read<Option<u32>> {
    schedule.count.map(whole_number).transpose()
}

/// A number from 1; larger ones than a century of days are as good as a century.
fn whole_number(number: f64) -> Read<u32> {
    let is_whole = number >= 1.0 && number.fract() == 0.0;
    is_whole.then_some(number.min(1e6) as u32).ok_or(Unreadable)
}

/// `2025-12-24` or `20251224`, and what follows a `T` or a space is the time, which nothing asks for.
pub(super) fn date(text: &str) -> Read<NaiveDate> {
    let day = text.split(['T', 't', ' ']).next().unwrap_or_default();
    let format = if day.contains('-') {
        "%Y-%m-%d"
    } else {
        "%Y%m%d"
    };
    if !matches!(day.len(), 8 | 10) {
        return Err(Unreadable);
    }
    NaiveDate::parse_from_str(day, format).map_err(|_| Unreadable)
}

/// `9:00`, `09:00`, `09:00:00`, `24:00`, each with nothing, `Z`, `-05:00`, `-0500` or `-05` behind it.
pub(super) fn time(text: &str) -> Read<Time> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.'))
        .unwrap_or(text.len());
    let (clock, offset) = text.split_at(end);
    let mut parts = clock.split(':');
    let hour = two_digits(parts.next())?;
    let minute = two_digits(parts.next().filter(|minute| minute.len() == 2))?;
    let second = match parts.next() {
        None => 0,
        Some(second) => two_digits(second.split('.').next())?,
    };
    let seconds = hour * 3600 + minute * 60 + second;
    if parts.next().is_some() || minute > 59 || second > 59 || seconds > DAY {
        return Err(Unreadable);
    }
    Ok(Time {
        seconds,
        offset: time_offset(offset.trim())?,
    })
}

fn time_offset(text: &str) -> Read<Option<FixedOffset>> {
    let Some(sign) = text.chars().next() else {
        return Ok(None);
    };
    let east = match sign {
        'Z' | 'z' if text.len() == 1 => return Ok(FixedOffset::east_opt(0)),
        '+' => 1,
        '-' => -1,
        _ => return Err(Unreadable),
    };
    let digits = text[1..].replace(':', "");
    let (hours, minutes) = digits.split_at_checked(2).ok_or(Unreadable)?;
    let minutes = if minutes.is_empty() {
        0
    } else {
        two_digits(Some(minutes).filter(|minutes| minutes.len() == 2))?
    };
    let seconds = (two_digits(Some(hours))? * 3600 + minutes * 60) as i32;
    let is_on_earth = seconds <= 14 * 3600 && minutes < 60;
    let offset = FixedOffset::east_opt(east * seconds).filter(|_| is_on_earth);
    offset.map(Some).ok_or(Unreadable)
}

fn two_digits(text: Option<&str>) -> Read<u32> {
    let text = text
        .filter(|text| matches!(text.len(), 1 | 2))
        .ok_or(Unreadable)?;
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number
        .then(|| text.parse().ok())
        .flatten()
        .ok_or(Unreadable)
}
