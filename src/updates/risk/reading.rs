//! What of a text may be a number to call: the one reader of texts, which judges nothing.

use std::collections::BTreeSet;

use super::plain::in_plain;
use super::spoken::{Group, groups};
use crate::geography::fold;
use crate::standing::number;

/// Digits of a North American number, without the country's code.
const NATIONAL_DIGITS: usize = 10;
/// Digits of one for whoever lives there, without the area's code.
pub const LOCAL_DIGITS: usize = 7;
/// How many signs part the groups of one number at most.
const MOST_PARTING: usize = 3;

/// The numbers in a text.
#[derive(Default)]
pub struct Read {
    /// All that may be one however it is parted: ten digits in a row, of which those behind the area code may be letters, or a
    /// short code that stands alone. More than there are, to be looked up.
    pub anywhere: BTreeSet<String>,
    /// North American numbers as people write or say them, with letters where hyphens join them: `816 336-2001`,
    /// `1-816-HELP-NOW`.
    pub written: BTreeSet<String>,
    /// Seven digits as people write or say them: `336-2001`.
    pub local: BTreeSet<String>,
    /// Short codes that it says to call or to write to, and what has a digit too many for one: `Text HELP to 23373`. Other short
    /// numbers are a ZIP, a house, a year. What ends in 11 is another service (711 is the relay of the deaf).
    pub codes: BTreeSet<String>,
}

impl Read {
    pub fn is_empty(&self) -> bool {
        let sets = [&self.anywhere, &self.written, &self.local, &self.codes];
        sets.into_iter().all(BTreeSet::is_empty)
    }
}

/// Reads a text, in whatever digits and words.
pub fn read(text: &str) -> Read {
    let plain = in_plain(text);
    let groups = groups(&plain);
    let mut read = Read::default();
    let digits: usize = groups
        .iter()
        .map(|group| match group.is_said {
            true => group.digits.len(),
            false => group.word.bytes().filter(u8::is_ascii_digit).count(),
        })
        .sum();
    if digits < 3 {
        return read;
    }
    anywhere(&groups, &mut read.anywhere);
    for from in 0..groups.len() {
        let run = Run {
            groups: &groups,
            from,
        };
        run.written(&mut read.written);
        run.codes_alone(&mut read.anywhere);
        read.local.extend(run.local());
        read.codes.extend(run.code_to_call());
    }
    read
}

/// Every ten digits in a row, whatever stands between them.
fn anywhere(groups: &[Group], found: &mut BTreeSet<String>) {
    let written = |group: &Group| group.word.to_owned();
    let said = |group: &Group| match group.is_said {
        true => group.digits.to_string(),
        false => group.word.to_owned(),
    };
    let keys: String = groups.iter().map(written).collect();
    let mut rows = vec![keys];
    if groups.iter().any(|group| group.is_said) {
        rows.push(groups.iter().map(said).collect());
    }
    for row in &rows {
        let keys: Vec<char> = row.chars().filter(char::is_ascii_alphanumeric).collect();
        let digits: Vec<char> = keys.iter().copied().filter(char::is_ascii_digit).collect();
        for keys in [keys, digits] {
            for window in keys.windows(NATIONAL_DIGITS) {
                let is_area = window[..3].iter().all(char::is_ascii_digit);
                if is_area && !matches!(window[0], '0' | '1') {
                    let national: String = window
                        .iter()
                        .filter_map(|key| number::keypad_digit(*key))
                        .collect();
                    found.insert(format!("+1{national}"));
                }
            }
        }
    }
}

/// What begins with one group of a text.
struct Run<'a> {
    groups: &'a [Group<'a>],
    from: usize,
}

impl Run<'_> {
    /// Whether the group goes on with the number before it, which is said in words or not.
    fn is_joined(&self, at: usize) -> bool {
        let (Some(before), Some(group)) = (
            at.checked_sub(1).map(|it| &self.groups[it]),
            self.groups.get(at),
        ) else {
            return false;
        };
        let is_said = group.is_said || before.is_said;
        let parts = |c: char| {
            c.is_whitespace() || "-‐‑‒–—−.()/+*_~|·•".contains(c) || is_said && ",;…".contains(c)
        };
        group.parted.chars().count() <= MOST_PARTING && group.parted.chars().all(parts)
    }

    /// The digits from here to each group that goes on with them, up to so many, with where they end.
    fn digits(&self, most: usize) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let mut digits = String::new();
        for (at, group) in self.groups.iter().enumerate().skip(self.from) {
            let goes_on = at == self.from || self.is_joined(at);
            if !goes_on || !group.is_digits() || digits.len() + group.digits.len() > most {
                break;
            }
            digits.push_str(&group.digits);
            found.push((at + 1, digits.clone()));
        }
        found
    }

    /// Whether they are one number by how they are parted: blanks are between others too (`988 24 hours`).
    fn is_one(&self, until: usize) -> bool {
        let run = &self.groups[self.from..until];
        let has_blank = |group: &Group| group.parted.contains(char::is_whitespace);
        is_one_by_one(run)
            || run.iter().any(|group| group.is_said)
            || !run.iter().skip(1).any(has_blank)
    }

    /// Whether no digits stand beside these, which would make another number of them. A word for a digit is another word too
    /// beside digits in figures.
    fn is_whole(&self, until: usize) -> bool {
        let run = &self.groups[self.from..until];
        let is_said = run.iter().any(|group| group.is_said);
        let counts = |group: &Group, parted: &str| {
            let goes_on = !parted.chars().all(char::is_whitespace)
                || group.digits.len() > 2
                || group.digits.len() == 1 && is_one_by_one(run);
            group.is_digits() && (is_said || goes_on && !group.is_said)
        };
        let beside = |group: Option<usize>, joined: usize| {
            let group = group.and_then(|at| self.groups.get(at));
            let parted = self.groups.get(joined).map_or("", |group| group.parted);
            self.is_joined(joined) && group.is_some_and(|group| counts(group, parted))
        };
        !beside(self.from.checked_sub(1), self.from) && !beside(Some(until), until)
    }

    /// The North American numbers that begin here.
    fn written(&self, found: &mut BTreeSet<String>) {
        let mut keys = String::new();
        for (at, group) in self.groups.iter().enumerate().skip(self.from) {
            let piece = if group.is_digits() {
                &group.digits
            } else {
                group.word
            };
            let may_be_keys = keys.len() >= 3 && group.parted == "-" && piece.is_ascii();
            let is_word = !group.is_digits() && !may_be_keys;
            let goes_on = at == self.from || self.is_joined(at);
            if !goes_on || is_word || keys.len() + piece.len() > NATIONAL_DIGITS + 1 {
                break;
            }
            keys.push_str(piece);
            let national = keys.strip_prefix('1').unwrap_or(&keys);
            if national.len() == NATIONAL_DIGITS
                && national[..3].bytes().all(|b| b.is_ascii_digit())
            {
                let digits: String = national.chars().filter_map(number::keypad_digit).collect();
                let starts = [0, 3].map(|at| digits.as_bytes().get(at).copied());
                if starts.into_iter().flatten().all(|digit| digit >= b'2') {
                    found.insert(format!("+1{digits}"));
                }
            }
        }
    }

    /// Three, five or six digits that stand alone, or one by one.
    fn codes_alone(&self, found: &mut BTreeSet<String>) {
        let group = &self.groups[self.from];
        let is_code = |digits: &str| matches!(digits.len(), 3 | 5 | 6);
        if !group.is_said && is_code(group.word) && group.digits == group.word {
            found.insert(group.word.to_owned());
        }
        let one_by_one = self.digits(6).into_iter().filter(|(until, digits)| {
            *until - self.from == digits.len() && is_code(digits) && self.is_whole(*until)
        });
        found.extend(one_by_one.map(|(_, digits)| digits));
    }

    /// Seven digits as one writes them, or that are said or told to be called.
    fn local(&self) -> Option<String> {
        let (until, digits) = self.digits(LOCAL_DIGITS).pop()?;
        let run = &self.groups[self.from..until];
        let is_shaped = match run {
            [exchange, line] if exchange.digits.len() == 3 => {
                let hyphens = ["-", "‐", "‑", "–", "—", ".", "·"];
                hyphens.contains(&line.parted) || self.is_to_call()
            }
            _ => self.is_one(until) && self.is_to_call(),
        };
        let is_said = run.iter().any(|group| group.is_said);
        let is_local = digits.len() == LOCAL_DIGITS
            && digits.as_bytes()[0] >= b'2'
            && (is_shaped || is_said)
            && self.is_whole(until);
        is_local.then_some(digits)
    }

    fn code_to_call(&self) -> Option<String> {
        let mut ends = self.digits(LOCAL_DIGITS);
        ends.retain(|(until, digits)| {
            digits.len() >= 3 && self.is_one(*until) && self.is_whole(*until)
        });
        let (until, digits) = ends.pop().filter(|_| self.is_to_call())?;
        let run = &self.groups[self.from..until];
        let is_parted = run.iter().skip(1).any(|group| group.parted.contains('/'));
        let is_service = digits.len() == 3 && digits.ends_with("11");
        (!is_parted && !is_time(run) && !is_service).then_some(digits)
    }

    /// Whether the words before say to call or to write to it, or that it is a line's.
    fn is_to_call(&self) -> bool {
        const CALL: [&str; 29] = [
            "call", "calling", "dial", "phone", "ring", "llama", "llame", "llamar", "marca",
            "marque", "marcar", "mensaje", "sms", "text", "texting", "texto", "textea", "txt",
            "appelez", "appeler", "composez", "composer", "sonnez", "textez", "texter", "crisis",
            "helpline", "hotline", "lifeline",
        ];
        const TO: [&str; 9] = ["a", "al", "at", "au", "es", "is", "le", "or", "to"];
        // Buses have lines too.
        const OF_HELP: [&str; 4] = ["crisis", "help", "suicide", "support"];
        let words = &self.groups[self.from.saturating_sub(6)..self.from];
        let words: Vec<String> = words.iter().map(|group| fold(group.word)).collect();
        let is_call = |word: &String| CALL.contains(&word.as_str());
        match &words[..] {
            [.., last] if is_call(last) => true,
            [.., of, last] if last == "line" && OF_HELP.contains(&of.as_str()) => true,
            [before @ .., last] if TO.contains(&last.as_str()) => before.iter().any(is_call),
            _ => false,
        }
    }
}

fn is_one_by_one(run: &[Group]) -> bool {
    run.iter().all(|group| group.digits.len() == 1)
}

/// `8-12`, `24-7`, `8.30`.
fn is_time(run: &[Group]) -> bool {
    let [from, to] = run else { return false };
    let is_below = |group: &Group, limit: u32| group.digits.parse().is_ok_and(|it: u32| it < limit);
    is_below(from, 25) && is_below(to, 60)
}

#[cfg(test)]
mod tests;
