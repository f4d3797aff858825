//! The words of a line of hours: days, times, and what stands between them.

use super::{DAY_MINUTES, NOON};

/// Names of days by the letters that they may be cut to, from Monday.
const NAMES: [&[&str]; 7] = [
    &["monday", "mondays", "mon", "mo", "m"],
    &["tuesday", "tuesdays", "tues", "tue", "tu"],
    &["wednesday", "wednesdays", "weds", "wed", "we", "w"],
    &["thursday", "thursdays", "thurs", "thur", "thu", "th"],
    &["friday", "fridays", "fri", "fr", "f"],
    &["saturday", "saturdays", "sat", "sa"],
    &["sunday", "sundays", "sun", "su"],
];
const ORDINALS: [(&[&str], i8); 6] = [
    (&["1st", "first"], 1),
    (&["2nd", "second"], 2),
    (&["3rd", "third"], 3),
    (&["4th", "fourth"], 4),
    (&["5th", "fifth"], 5),
    (&["last"], -1),
];

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Word {
    Day(usize),
    Days(&'static [usize]),
    Ordinal(i8),
    Time(Time),
    /// Between the two ends of a stretch.
    To,
    /// Between the parts of a list.
    And,
    /// Between one stretch of days with its times and the next.
    Break,
    AllDay,
    Closed,
}

/// A time as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Time {
    pub minutes: u32,
    pub half: Half,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Half {
    /// Am or pm was said.
    Said,
    /// It is of a clock of 24 hours.
    Of24,
    /// From 1:00 to 12:59, of the morning or of the afternoon.
    Open,
}

/// Phrases for all the hours of a day, and for all days, the longest first.
const PHRASES: [(&str, &str); 17] = [
    ("24 hours a day, 7 days a week", " allday daily "),
    ("24 hours a day, seven days a week", " allday daily "),
    ("24 hours a day 7 days a week", " allday daily "),
    ("24 hours, 7 days a week", " allday daily "),
    ("24 hours/7 days", " allday daily "),
    ("24 hours per day", " allday "),
    ("24 hours a day", " allday "),
    ("24-hours", " allday "),
    ("24 hours", " allday "),
    ("24 hrs", " allday "),
    ("24hrs", " allday "),
    ("24/7/365", " allday daily "),
    ("24/7", " allday daily "),
    ("seven days a week", " daily "),
    ("7 days a week", " daily "),
    ("7 days/week", " daily "),
    ("around the clock", " allday "),
];
/// Words that say nothing of when.
const FILLERS: [&str; 12] = [
    "open", "opens", "hours", "from", "at", "on", "the", "are", "of", "month", "each", "every",
];

/// The words of a text; none where one is not known.
pub fn words(text: &str) -> Option<Vec<Word>> {
    let mut text = text.to_lowercase().replace(['–', '—', '‑', '−'], "-");
    for (phrase, word) in PHRASES {
        text = text.replace(phrase, word);
    }
    text = text
        .replace("a.m.", "am")
        .replace("p.m.", "pm")
        .replace("a.m", "am")
        .replace("p.m", "pm");
    text = text
        .replace("every day", "daily")
        .replace("12 noon", "noon")
        .replace("12 midnight", "midnight");
    let mut words: Vec<Word> = Vec::new();
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let end = |is_in: fn(char) -> bool| rest.find(|c| !is_in(c)).unwrap_or(rest.len());
        if first.is_ascii_digit() {
            let (number, after) = rest.split_at(end(|c| c.is_ascii_digit() || c == ':'));
            let (word, after) = number_word(number, after)?;
            words.push(word);
            rest = after;
        } else if first.is_alphabetic() {
            let (name, after) = rest.split_at(end(char::is_alphabetic));
            words.extend(word(name)?);
            rest = after;
        } else {
            match first {
                '-' => words.push(Word::To),
                ',' | '&' | '/' | '+' => words.push(Word::And),
                ';' | '\n' | '|' => words.push(Word::Break),
                ' ' | '\t' | '\r' | '.' | ':' | '(' | ')' | '\u{a0}' | '\u{202f}' => {}
                _ => return None,
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    Some(words)
}

fn word(name: &str) -> Option<Option<Word>> {
    if let Some(day) = NAMES.iter().position(|names| names.contains(&name)) {
        return Some(Some(Word::Day(day)));
    }
    if let Some((_, ordinal)) = ORDINALS.iter().find(|(names, _)| names.contains(&name)) {
        return Some(Some(Word::Ordinal(*ordinal)));
    }
    let said = |minutes| {
        Some(Word::Time(Time {
            minutes,
            half: Half::Said,
        }))
    };
    Some(match name {
        "noon" => said(NOON),
        "midnight" => said(0),
        "to" | "through" | "thru" | "til" | "till" | "until" => Some(Word::To),
        "and" => Some(Word::And),
        "daily" | "everyday" => Some(Word::Days(&[0, 1, 2, 3, 4, 5, 6])),
        "weekdays" | "weekday" => Some(Word::Days(&[0, 1, 2, 3, 4])),
        "weekends" | "weekend" => Some(Word::Days(&[5, 6])),
        "allday" => Some(Word::AllDay),
        "closed" => Some(Word::Closed),
        filler if FILLERS.contains(&filler) => None,
        _ => return None,
    })
}

/// A time or an ordinal, with what is behind its half of the day.
fn number_word<'a>(number: &str, after: &'a str) -> Option<(Word, &'a str)> {
    let letters = |text: &'a str| {
        text.split_at(
            text.find(|c: char| !c.is_alphabetic())
                .unwrap_or(text.len()),
        )
    };
    let (attached, behind) = letters(after);
    let ordinal = format!("{number}{attached}");
    if let Some((_, ordinal)) = ORDINALS
        .iter()
        .find(|(names, _)| names.contains(&ordinal.as_str()))
    {
        return Some((Word::Ordinal(*ordinal), behind));
    }
    let (half, rest) = match attached {
        "" => match letters(after.trim_start()) {
            (half @ ("am" | "pm"), rest) => (half, rest),
            _ => ("", after),
        },
        "am" | "a" => ("am", behind),
        "pm" | "p" => ("pm", behind),
        _ => return None,
    };
    let (hour, minute) = number.split_once(':').unwrap_or((number, "00"));
    let is_number = |text: &str, digits: &[usize]| {
        digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    if !is_number(hour, &[1, 2]) || !is_number(minute, &[2]) {
        return None;
    }
    let (hours, minutes): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    if hours * 60 + minutes > DAY_MINUTES || minutes > 59 {
        return None;
    }
    let (hours, half) = match half {
        "" if hours > 12 || hours == 0 || hour.starts_with('0') => (hours, Half::Of24),
        "" => (hours, Half::Open),
        _ if !(1..=12).contains(&hours) => return None,
        "am" => (hours % 12, Half::Said),
        _ => (hours % 12 + 12, Half::Said),
    };
    let time = Time {
        minutes: hours * 60 + minutes,
        half,
    };
    Some((Word::Time(time), rest))
}
