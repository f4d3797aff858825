//! Which of the numbers in a text may be wrong.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use super::{Numbers, in_texts};
use crate::updates::risk::numbers::{
    apart, digits_apart, is_one_digit_off, known_crisis_numbers, looks_like, says_hotline,
};
use crate::updates::risk::reading::{LOCAL_DIGITS, read};

/// Digits of the short codes that are neither a ZIP nor a house.
const CODE_ALONE: usize = 6;

/// What is known where a text of one record is judged.
pub struct Doubt<'a> {
    pub known: &'a Numbers,
    /// Its numbers that do not wait.
    pub own: HashSet<&'a str>,
    /// Its numbers that lost to another.
    pub lost_here: HashSet<&'a str>,
    pub blocked: &'a HashSet<String>,
    /// What the update gives to hotlines, or waits as theirs.
    pub coming: &'a HashSet<String>,
    /// It is a hotline, or shown as one's.
    pub is_line: bool,
}

impl Doubt<'_> {
    /// The numbers in the texts of a value that may be wrong.
    pub fn of(&self, value: &Value) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        in_texts(value, &mut |text| {
            let read = read(text);
            // “Our hotline is 816-555-0100.”
            if self.is_line || !read.written.is_empty() && says_hotline(text) {
                let numbers = read.written.into_iter().chain(read.codes.iter().cloned());
                found.extend(numbers.filter(|number| !self.is_of_line(number)));
            }
            let anywhere = read.anywhere.into_iter();
            found.extend(anywhere.filter(|number| self.is_doubtful(number)));
            let codes = read.codes.into_iter();
            found.extend(codes.filter(|code| self.is_miswritten(code)));
            let local = read.local.into_iter();
            found.extend(local.filter(|number| self.is_doubtful_locally(number)));
        });
        found
    }

    /// Whether it is this hotline's, another's, or known.
    fn is_of_line(&self, number: &str) -> bool {
        self.own.contains(number) || self.known.is_of_a_line(number)
    }

    /// Of all that may be a number.
    fn is_doubtful(&self, number: &str) -> bool {
        if self.blocked.contains(number) {
            return true;
        }
        if self.own.contains(number) {
            return false;
        }
        if self.lost_here.contains(number) || self.known.lost.contains(number) {
            return true;
        }
        // Five digits are a ZIP too, and three a house number.
        let may_be = number.starts_with('+') || number.len() == CODE_ALONE;
        let is_like = || {
            may_be && (looks_like(number).is_some() || self.is_one_off_a_line(number))
                || number.len() == CODE_ALONE && self.is_code_of_line(number)
        };
        !self.known.is_judged(number)
            && (self.known.waiting.contains(number) || self.coming.contains(number) || is_like())
    }

    /// Of a code that is to be called: whether one digit makes that of a hotline of it.
    fn is_miswritten(&self, code: &str) -> bool {
        let is_one_off = |known: &&str| apart(known, code) == Some(1);
        let is_right = self.own.contains(code) || self.known.is_judged(code);
        !is_right && (known_crisis_numbers().iter().any(is_one_off) || self.is_code_of_line(code))
    }

    fn is_one_off_a_line(&self, number: &str) -> bool {
        let lines = &self.known.of_lines;
        !lines.is_empty() && is_one_digit_off(number, |line| lines.contains(line))
    }

    fn is_code_of_line(&self, code: &str) -> bool {
        let mut lines = self.known.of_lines.iter();
        lines.any(|line| apart(line, code) == Some(1))
    }

    /// Of seven digits: those of a hotline are its own or another's; others may be no number that `is_doubtful`.
    fn is_doubtful_locally(&self, number: &str) -> bool {
        let ends = |known: &str| known.len() > LOCAL_DIGITS && known.ends_with(number);
        let is_of = |known: &str| local(known) == Some(number);
        let mut lost = self.known.lost.iter().map(String::as_str);
        let mut lost_here = self.lost_here.iter();
        let is_own = self.own.iter().any(|own| is_of(own));
        if self.blocked.iter().any(|blocked| ends(blocked)) {
            return true;
        }
        if self.is_line {
            return !is_own && !self.known.is_of_a_line(number);
        }
        if is_own {
            return false;
        }
        if lost_here.any(|lost| ends(lost)) || lost.any(ends) {
            return true;
        }
        let mut not_yet = self.known.waiting.iter().chain(self.coming);
        let is_like = |line: &str| {
            let end = line.len().checked_sub(LOCAL_DIGITS).filter(|at| *at > 0);
            let end = end.and_then(|at| line.get(at..));
            end.is_some_and(|end| digits_apart(end, number).is_some_and(|apart| apart < 2))
        };
        !self.known.served_locally.contains(number)
            && (not_yet.any(|number| ends(number)) || self.known.lines().any(is_like))
    }
}

/// What whoever lives there dials of a North American number; of one that is free of charge nobody dials less than all.
pub fn local(number: &str) -> Option<&str> {
    let (area, local) = number.strip_prefix("+1")?.split_at_checked(3)?;
    let area = area.as_bytes();
    let is_toll_free = area[0] == b'8' && area[1] == area[2];
    (!is_toll_free && local.len() == LOCAL_DIGITS).then_some(local)
}
