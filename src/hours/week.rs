//! Opening hours as one line that stays true in a file: the days and times themselves, and not what they come to now.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::line::Said;
use super::reading::{DAY, date, frequency, interval, list, optional, weekday};
use super::rule::Frequency;
use super::words::{NOT_KNOWN, checked_in};
use super::{Caveat, OpenState, OpeningHours};
use crate::hsds::Schedule;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// What no week can show: other weeks, other dates, closures.
const OTHER_DAYS: &str = "some days differ: call first";

/// From one second of a day to another, in the place's time; past the next midnight the second is more than a day.
type Window = (u32, u32);

/// What a schedule adds to a week.
struct Weekly {
    /// From Monday.
    days: Vec<usize>,
    window: Window,
    last: Option<NaiveDate>,
}

/// What a file says of the hours, which is true on another day too; `None` where there is nothing of the kind.
/// `opening` was made of the schedules.
pub fn kept(
    opening: &OpeningHours,
    schedules: &[Schedule],
    at: DateTime<Utc>,
    caveat: Caveat,
) -> Option<String> {
    if caveat == Caveat::TemporarilyClosed {
        return Some(opening.answer_at(at, caveat).text);
    }
    let now = opening.answer_at(at, Caveat::None);
    let never_changes = now.opens_at.is_none() && now.closes_at.is_none();
    let week = match now.state {
        OpenState::Unknown => return Some(now.text),
        OpenState::Open if never_changes => None,
        _ => match week(opening, schedules, at.date_naive()) {
            Week::Unknown => return Some(NOT_KNOWN.to_owned()),
            Week::Known(week) => Some(week),
            Week::Nothing => None,
        },
    };
    match (caveat, week) {
        (Caveat::Stale { checked }, Some(week)) => Some(format!(
            "Was {week} when {}: call first",
            checked_in(checked)
        )),
        (Caveat::Stale { .. }, None) => Some(opening.answer_at(at, caveat).text),
        (_, Some(week)) => Some(week),
        (_, None) => never_changes.then_some(now.text),
    }
}

/// What the schedules say of a week.
enum Week {
    /// `Mon-Fri 9:00-17:00; Sat 10:00-14:00`
    Known(String),
    /// They say something, and nobody can tell what.
    Unknown,
    /// Nothing of the present.
    Nothing,
}

/// The week as the schedules have it on `today`. What is not the same every week is only said to be so.
fn week(opening: &OpeningHours, schedules: &[Schedule], today: NaiveDate) -> Week {
    let mut windows: [Vec<Window>; 7] = Default::default();
    let mut last: Option<NaiveDate> = None;
    let (mut has_others, mut has_unknown) = (false, false);
    for schedule in schedules
        .iter()
        .filter(|schedule| !is_over(schedule, today))
    {
        let said = opening.said_by(schedule);
        has_unknown |= said == Said::Unknown;
        let Some(weekly) = weekly(schedule, said, today) else {
            has_others = true;
            continue;
        };
        for day in weekly.days {
            windows[day].push(weekly.window);
        }
        last = match (last, weekly.last) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    for day in &mut windows {
        day.sort_unstable();
        day.dedup();
    }
    let mut parts = runs(&windows);
    if parts.is_empty() && has_unknown {
        return Week::Unknown;
    }
    parts.extend(last.map(|last| format!("until {last}")));
    parts.extend(has_others.then(|| OTHER_DAYS.to_owned()));
    match parts.is_empty() {
        true => Week::Nothing,
        false => Week::Known(parts.join("; ")),
    }
}

/// Days one after the other that have the same hours, in one part each.
fn runs(windows: &[Vec<Window>; 7]) -> Vec<String> {
    let mut parts = Vec::new();
    let mut from = 0;
    while from < 7 {
        let same = windows[from..].iter().take_while(|w| **w == windows[from]);
        let to = from + same.count();
        if !windows[from].is_empty() {
            let days = match to - from {
                7 => "Daily".to_owned(),
                1 => DAYS[from].to_owned(),
                _ => format!("{}-{}", DAYS[from], DAYS[to - 1]),
            };
            let times: Vec<String> = windows[from].iter().map(|w| shown(*w)).collect();
            parts.push(format!("{days} {}", times.join(", ")));
        }
        from = to;
    }
    parts
}

fn is_over(schedule: &Schedule, today: NaiveDate) -> bool {
    let ends = [&schedule.valid_to, &schedule.until];
    let mut ends = ends.into_iter().filter_map(|end| optional(end, date).ok()?);
    ends.any(|end| end < today)
}

/// The schedule, which says `said` of its days, as a part of every week from today on; `None` where it is not that.
fn weekly(schedule: &Schedule, said: Said, today: NaiveDate) -> Option<Weekly> {
    let Said::Open { opens, closes } = said else {
        return None;
    };
    let none = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    let limits = [
        &schedule.bymonthday,
        &schedule.byyearday,
        &schedule.byweekno,
    ];
    if !limits.into_iter().all(none) || schedule.count.is_some() || interval(schedule) != Ok(1) {
        return None;
    }
    let start = optional(&schedule.dtstart, date).ok()?;
    let from = optional(&schedule.valid_from, date).ok()?;
    if start.max(from).is_some_and(|from| from > today) {
        return None;
    }
    let named = list(&schedule.byday, weekday).ok()?;
    if named.iter().any(|(ordinal, _)| ordinal.is_some()) {
        return None;
    }
    let named: Vec<usize> = named.into_iter().map(|(_, day)| day).collect();
    let days = match (optional(&schedule.freq, frequency).ok()?, &named[..], start) {
        (Some(Frequency::Monthly | Frequency::Yearly), _, _) => return None,
        (_, [_, ..], _) => named,
        (Some(Frequency::Daily), [], _) => (0..7).collect(),
        (Some(Frequency::Weekly), [], Some(start)) => {
            vec![start.weekday().num_days_from_monday() as usize]
        }
        _ => return None,
    };
    let valid_to = optional(&schedule.valid_to, date).ok()?;
    let until = optional(&schedule.until, date).ok()?;
    Some(Weekly {
        days,
        window: (opens, closes),
        last: match (valid_to, until) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        },
    })
}

/// `9:00-17:00`, `22:00-6:00`, `24 hours`.
fn shown((opens, closes): Window) -> String {
    if opens + DAY == closes {
        return "24 hours".to_owned();
    }
    let closes = if closes > DAY { closes - DAY } else { closes };
    let clock = |seconds: u32| format!("{}:{:02}", seconds / 3600, seconds / 60 % 60);
    format!("{}-{}", clock(opens), clock(closes))
}
