//! Hours as people write them, to HSDS schedules: `Mon-Fri 9-5; Sat 10am-2pm`.
//!
//! A text is read as a whole or kept as a whole: half of one would be wrong hours, which are worse than none. What is
//! taken as sure, where the words alone leave it open:
//!
//! - **9-5 without am and pm** is read where it is an ordinary day: it opens from 7 to 11 and closes from 1 to 6, or it
//!   is a morning from 8 or 9 to 12. Behind a window that ends at 12 or 1 (`9-12, 1-4`) comes the afternoon. `7-7`,
//!   `8-8`, `10-12` and `1-4` alone are not sure. Hours from 13, 0 and such as `09:00` are of 24, and so is the other
//!   end of their window.
//! - **One half given**: of the two readings the one that lasts twelve hours at most. `9-5pm` opens in the morning,
//!   `6-8pm` is the evening, `9am-5` closes in the afternoon. `9am-11` may be either, and stays text.
//! - **No days** is no schedule, but for `24/7` and the like: nobody says that a window of no day is of every day.
//! - **A night** (`8pm-6am`) belongs to the day that it opens, as in all our hours.
//! - **Days that are not named** are closed: so it is with HSDS. `Closed Sunday` adds nothing that this does not say.
//! - Holidays, seasons, `by appointment`, `call first`, and every word not known here keep the text.

mod words;

use words::{Half, Time, Word, words};

use crate::hsds::Schedule;

/// Longer than any honest line of hours.
const LONGEST: usize = 500;
const DAY_MINUTES: u32 = 24 * 60;
const NOON: u32 = 12 * 60;
const CODES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
/// The schedules that a text of hours says; where it is not sure what it says, one schedule that has nothing but the
/// text, which leaves the hours unknown. Nothing for an empty text.
///
/// ```
/// let hours = nearhelp::hours::written("Mon-Thu 9am-5pm; Fri 9-noon");
/// assert_eq!(hours[0].byday.as_deref(), Some("MO,TU,WE,TH"));
/// assert_eq!(hours[1].closes_at.as_deref(), Some("12:00"));
/// ```
pub fn written(text: &str) -> Vec<Schedule> {
    let text = text.trim();
    if text.is_empty() {
        return Vec::new();
    }
    parse(text).unwrap_or_else(|| {
        vec![Schedule {
            description: Some(text.to_owned()),
            ..Schedule::default()
        }]
    })
}

/// Days that share their windows.
#[derive(Default)]
struct Group {
    days: Vec<(Option<i8>, usize)>,
    windows: Vec<(u32, u32)>,
    is_closed: bool,
}

fn parse(text: &str) -> Option<Vec<Schedule>> {
    if text.len() > LONGEST {
        return None;
    }
    let words = words(text)?;
    let always = [Word::AllDay, Word::Days(&[0, 1, 2, 3, 4, 5, 6])];
    let said: Vec<Word> = words
        .iter()
        .copied()
        .filter(|word| !matches!(word, Word::And | Word::Break))
        .collect();
    if said == [Word::AllDay] || said == always {
        return Some(vec![schedule(&every_day(), (0, DAY_MINUTES))]);
    }
    let groups = groups(&words)?;
    let mut seen: Vec<(Option<i8>, usize)> = Vec::new();
    let mut schedules = Vec::new();
    for group in &groups {
        for day in &group.days {
            // A day that comes twice has two words on it; “1st Tuesday and Thursday” may be of every week.
            let is_again = |other: &(Option<i8>, usize)| {
                other.1 == day.1 && (other.0 == day.0 || other.0.is_none() || day.0.is_none())
            };
            if seen.iter().any(is_again) || group.days[0].0.is_some() != day.0.is_some() {
                return None;
            }
            seen.push(*day);
        }
        schedules.extend(
            group
                .windows
                .iter()
                .map(|window| schedule(&group.days, *window)),
        );
    }
    (!schedules.is_empty()).then_some(schedules)
}

fn every_day() -> Vec<(Option<i8>, usize)> {
    (0..7).map(|day| (None, day)).collect()
}

fn schedule(days: &[(Option<i8>, usize)], (opens, closes): (u32, u32)) -> Schedule {
    let days: Vec<String> = days
        .iter()
        .map(|(ordinal, day)| {
            let ordinal = ordinal.map_or_else(String::new, |ordinal| ordinal.to_string());
            format!("{ordinal}{}", CODES[*day])
        })
        .collect();
    let is_monthly = days.iter().any(|day| day.len() > 2);
    let time = |minutes: u32| format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
    // HSDS serialises the end of a day as its last minute.
    let closes = match closes {
        DAY_MINUTES => "23:59".to_owned(),
        closes => time(closes),
    };
    Schedule {
        freq: Some(if is_monthly { "MONTHLY" } else { "WEEKLY" }.to_owned()),
        byday: Some(days.join(",")),
        opens_at: Some(time(opens)),
        closes_at: Some(closes),
        ..Schedule::default()
    }
}

/// Days and windows, in either order, but in the same one throughout.
fn groups(words: &[Word]) -> Option<Vec<Group>> {
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = words;
    while !rest.is_empty() {
        let (part, after) = part(rest)?;
        parts.extend(part);
        rest = after;
    }
    let of_days = parts
        .iter()
        .position(|part| matches!(part, Part::Days(_)))?;
    let of_windows = parts
        .iter()
        .position(|part| matches!(part, Part::Window(..) | Part::AllDay));
    let days_first = of_windows.is_none_or(|of_windows| of_days < of_windows);
    let mut groups: Vec<Group> = Vec::new();
    let mut group = Group::default();
    let mut before: Option<Part> = None;
    for part in parts {
        if matches!(part, Part::Break) {
            // “Closed Monday; Tue-Sun 9-5”. With a comma there Tuesday might be closed too.
            if group.is_closed && !group.days.is_empty() {
                groups.push(std::mem::take(&mut group));
                before = None;
            }
            continue;
        }
        let begins = match (&before, &part) {
            (None, _) => false,
            // “Closed Sunday”, and “Sunday closed”.
            (Some(Part::Closed), Part::Days(_)) => !group.days.is_empty(),
            (Some(Part::Closed), _) => true,
            (Some(Part::Days(_)), Part::Days(_)) => false,
            (Some(_), Part::Days(_)) => days_first,
            (Some(Part::Days(_)), Part::Window(..) | Part::AllDay) => !days_first,
            (Some(Part::Days(_)), Part::Closed) => !group.windows.is_empty(),
            (Some(_), Part::Closed) => true,
            (Some(_), _) => false,
        };
        if begins {
            groups.push(std::mem::take(&mut group));
        }
        match &part {
            Part::Break => {}
            Part::Days(days) => group.days.extend(days),
            Part::AllDay => group.windows.push((0, DAY_MINUTES)),
            Part::Closed => group.is_closed = true,
            Part::Window(opens, closes) => {
                let last = group.windows.last().copied();
                group.windows.push(window(*opens, *closes, last)?);
            }
        }
        before = Some(part);
    }
    if before.is_some() {
        groups.push(group);
    }
    let is_whole = |group: &Group| {
        !group.days.is_empty()
            && group.is_closed == group.windows.is_empty()
            && do_not_overlap(&group.windows)
    };
    groups.iter().all(is_whole).then_some(groups)
}

fn do_not_overlap(windows: &[(u32, u32)]) -> bool {
    windows.windows(2).all(|pair| pair[0].1 <= pair[1].0)
}

#[derive(Clone, Debug)]
enum Part {
    Days(Vec<(Option<i8>, usize)>),
    Window(Time, Time),
    AllDay,
    Closed,
    Break,
}

fn part(words: &[Word]) -> Option<(Option<Part>, &[Word])> {
    match words {
        [Word::And, rest @ ..] => Some((None, rest)),
        [Word::Break, rest @ ..] => Some((Some(Part::Break), rest)),
        [Word::AllDay, rest @ ..] => Some((Some(Part::AllDay), rest)),
        [Word::Closed, rest @ ..] => Some((Some(Part::Closed), rest)),
        [Word::Time(opens), Word::To, Word::Time(closes), rest @ ..] => {
            Some((Some(Part::Window(*opens, *closes)), rest))
        }
        [Word::Ordinal(_), ..] => {
            let mut ordinals = Vec::new();
            let mut rest = words;
            while let [Word::Ordinal(_) | Word::And, after @ ..] = rest {
                if let Word::Ordinal(ordinal) = rest[0] {
                    ordinals.push(ordinal);
                }
                rest = after;
            }
            let [Word::Day(day), rest @ ..] = rest else {
                return None;
            };
            let days = ordinals
                .into_iter()
                .map(|ordinal| (Some(ordinal), *day))
                .collect();
            Some((Some(Part::Days(days)), rest))
        }
        [Word::Day(first), Word::To, Word::Day(last), rest @ ..] => {
            // Sunday to Thursday goes over the end of the week.
            let count = (last + 7 - first) % 7;
            let days = (0..=count).map(|n| (None, (first + n) % 7)).collect();
            (count > 0).then_some((Some(Part::Days(days)), rest))
        }
        [Word::Day(day), rest @ ..] => Some((Some(Part::Days(vec![(None, *day)])), rest)),
        [Word::Days(days), rest @ ..] => {
            let days = days.iter().map(|day| (None, *day)).collect();
            Some((Some(Part::Days(days)), rest))
        }
        _ => None,
    }
}

/// The minutes of the day of a window, the second past midnight more than a day. `last` is the window before it.
fn window(opens: Time, closes: Time, last: Option<(u32, u32)>) -> Option<(u32, u32)> {
    let (opens, closes) = match (opens.half, closes.half) {
        // Of two times of one window, both are of the same clock.
        (Half::Of24, Half::Open) => (
            opens,
            Time {
                half: Half::Of24,
                ..closes
            },
        ),
        (Half::Open, Half::Of24) => (
            Time {
                half: Half::Of24,
                ..opens
            },
            closes,
        ),
        _ => (opens, closes),
    };
    let readings = |time: Time| match time.half {
        // 12:30 is half past noon or half past midnight.
        Half::Open => vec![time.minutes % NOON, time.minutes % NOON + NOON],
        Half::Said | Half::Of24 => vec![time.minutes],
    };
    let mut found = Vec::new();
    for from in readings(opens) {
        for to in readings(closes) {
            let to = if to <= from { to + DAY_MINUTES } else { to };
            let length = to - from;
            let is_meant = match (opens.half, closes.half) {
                (Half::Said, Half::Said) => length < DAY_MINUTES || from == 0,
                (Half::Of24, _) | (_, Half::Of24) => length <= 16 * 60 || from == 0,
                (Half::Open, Half::Said) => length <= NOON,
                // “9am-11” may be either eleven; “9am-5” may not.
                (Half::Said, Half::Open) => {
                    length <= NOON && (from == NOON || from / NOON != to / NOON)
                }
                (Half::Open, Half::Open) => is_usual(from, to, last),
            };
            if is_meant {
                found.push((from, to));
            }
        }
    }
    match found[..] {
        [only] => Some(only),
        _ => None,
    }
}

/// Whether two times without am and pm are surely these.
fn is_usual(from: u32, to: u32, last: Option<(u32, u32)>) -> bool {
    let hours = |from: u32, to: u32| from * 60..=to * 60;
    match last {
        None => {
            hours(7, 11).contains(&from) && hours(13, 18).contains(&to)
                || hours(8, 9).contains(&from) && to == NOON
        }
        // The afternoon after a morning that ended at noon or soon after.
        Some((_, end)) => {
            hours(12, 13).contains(&end)
                && from >= end
                && from <= 15 * 60
                && hours(13, 18).contains(&to)
                && from < to
        }
    }
}
