//! Whether a schedule without times says that a place is closed.
//!
//! HSDS 3.1 has no field for it. Feeds write a schedule with dates, without times, and with words:
//! "Closed for Thanksgiving". Such words close a place only where no other reading is likely.

use super::line::Span;
use crate::hsds::Schedule;

const LONGEST_NOTE: usize = 500;
const CLOSED: [&str; 3] = ["closed", "closure", "closures"];
/// With one of these, the words may say the opposite, or close a part of the day.
const UNLESS: [&str; 21] = [
    "after",
    "before",
    "between",
    "but",
    "call",
    "early",
    "except",
    "from",
    "half",
    "if",
    "may",
    "might",
    "morning",
    "never",
    "not",
    "only",
    "open",
    "part",
    "partially",
    "unless",
    "until",
];

/// `Closed` alone closes the days of any schedule; in a sentence it closes those of a short one.
pub(super) fn is_said(schedule: &Schedule, span: Span) -> bool {
    let texts = [&schedule.description, &schedule.notes];
    let texts = texts.into_iter().flatten().map(|text| text.trim());
    let mut words: Vec<String> = Vec::new();
    for text in texts {
        if text.len() > LONGEST_NOTE {
            return false;
        }
        let of_text = text.split(|c: char| !c.is_alphabetic());
        words.extend(
            of_text
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase),
        );
    }
    let is = |words: &[&str], word: &String| words.contains(&word.as_str());
    words == ["closed"]
        || span.is_short()
            && words.iter().any(|word| is(&CLOSED, word))
            && !words.iter().any(|word| is(&UNLESS, word))
}
