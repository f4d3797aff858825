//! Where a text has a street.

use super::super::alike::{is_short_for, is_written};
use super::super::common::{is_common, is_region};
use super::super::road::Road;
use super::super::words::{SUFFIXES, words};
use super::{BESIDE, Street, is_direction, is_suffix};

/// What stands before a street where something is on it.
const ON: [&str; 7] = ["on", "off", "along", "onto", "en", "sobre", "por"];
/// What makes a county, a town or a holiday of the name before it.
const NO_STREET: [&str; 6] = ["co", "county", "counties", "city", "day", "weekend"];
/// So many letters are a word that is nobody else's, unless it is common.
const LONG: usize = 8;

/// What joins two streets at their corner.
const JOINS: [&str; 6] = ["and", "at", "y", "x", "near", "con"];
const CORNERS: [&str; 8] = [
    "corner",
    "intersection",
    "esquina",
    "between",
    "entre",
    "cross",
    "block",
    "off",
];

/// Words of a street's name, before the one for street.
const MOST_WORDS: usize = 4;
/// Words for street that are as often about something else.
const OF_OTHER_THINGS: [&str; 9] = [
    "ct", "loop", "park", "path", "pike", "pl", "row", "sq", "way",
];
/// What a road is called that is known by its number.
const ROADS: [&str; 6] = ["co", "cr", "hwy", "rte", "state", "us"];
/// Words for street before its name.
const FIRST: [&str; 4] = ["calle", "camino", "avenida", "paseo"];
/// What stands before an address: its street may have no word for street.
const AT: [&str; 4] = ["at", "located", "address", "en"];
/// Numbers that are called.
const LINES: [&str; 5] = ["211", "311", "711", "911", "988"];
/// What follows a number that is of no house.
const OF_NO_HOUSE: [&str; 50] = [
    "a", "adults", "am", "and", "any", "anytime", "ext", "are", "at", "bed", "beds", "by",
    "children", "day", "days", "families", "for", "free", "from", "hour", "hours", "hr", "hrs",
    "in", "is", "kids", "legal", "men", "miles", "minutes", "months", "nights", "of", "on", "or",
    "people", "per", "percent", "pm", "the", "through", "to", "week", "weeks", "who", "with",
    "women", "year", "years", "youth",
];

/// The words of a text, in the forms in which a street is searched for.
pub struct Searched {
    words: Vec<String>,
    /// Without blanks and marks; where each word starts and ends in it.
    squashed: String,
    bounds: Vec<usize>,
}

impl Searched {
    pub fn of(reading: &str) -> Searched {
        let words = words(reading);
        let mut squashed = String::new();
        let mut bounds = vec![0];
        for word in &words {
            squashed.push_str(word);
            bounds.push(squashed.len());
        }
        Searched {
            words,
            squashed,
            bounds,
        }
    }

    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Whether the words are in it one after another.
    pub fn has(&self, name: &[String]) -> bool {
        self.words.windows(name.len()).any(|window| window == name)
    }

    /// Whether words of the text are this one when they are written together: `6 4 0 8 1`.
    pub fn has_joined(&self, word: &str) -> bool {
        let mut found = self.squashed.match_indices(word);
        found.any(|(at, _)| self.is_bound(at) && self.is_bound(at + word.len()))
    }

    fn is_bound(&self, at: usize) -> bool {
        self.bounds.binary_search(&at).is_ok()
    }

    /// Whatever may be the address of a house: a number, up to four words and one for street; or a number and a road
    /// that has one.
    pub fn houses(&self) -> impl Iterator<Item = String> {
        let is_number = |word: &str| word.len() <= 6 && word.bytes().all(|b| b.is_ascii_digit());
        let words = self.words.as_slice();
        let numbers = (0..words.len()).filter(move |at| is_number(&words[*at]));
        numbers.filter_map(move |number| {
            let rest = &words[number + 1..];
            let street = &rest[..rest.len().min(MOST_WORDS + 2)];
            let is_one_of = |list: &[&str], word: Option<&String>| {
                word.is_some_and(|word| list.contains(&word.as_str()))
            };
            let first = street.first();
            let end = if is_one_of(&ROADS, first) {
                Road::of(street).map(|_| street.len())
            } else if is_one_of(&FIRST, first) && street.len() > 1 {
                Some(2)
            } else {
                let is_at = is_one_of(&AT, words[..number].last())
                    && (3..=5).contains(&words[number].len())
                    && !is_one_of(&LINES, Some(&words[number]))
                    && first.is_some_and(|word| is_name(word));
                end_of_street(street, is_number).or(is_at.then_some(1))
            }?;
            Some(words[number..=number + end].join(" "))
        })
    }
}

fn is_name(word: &str) -> bool {
    word.len() > 2 && word.chars().all(char::is_alphabetic) && !OF_NO_HOUSE.contains(&word)
}

/// How many words they are with the one for street; nothing where they are about something else.
fn end_of_street(words: &[String], is_number: impl Fn(&str) -> bool) -> Option<usize> {
    let mut own = 0;
    for (before, word) in words.iter().enumerate().take(MOST_WORDS + 1) {
        let is_of_others = OF_OTHER_THINGS.contains(&word.as_str()) && before > 2;
        // "12 steps, St. Louis"
        let is_saint = word == "st" && words.get(before..before + 2).is_some_and(is_region);
        if is_suffix(word) && own > 0 && !is_of_others && !is_saint {
            return Some(before + 1);
        }
        if is_number(word) || OF_NO_HOUSE.contains(&word.as_str()) {
            return None;
        }
        own += usize::from(!is_direction(word) && !is_suffix(word));
    }
    None
}

impl Street {
    pub fn is_in(&self, text: &Searched) -> bool {
        self.names.iter().any(|name| {
            let is_whole = name.last().is_some_and(|word| is_suffix(word)) && name.len() > 1;
            self.stands_in(name, is_whole, text)
        }) || self
            .squashed
            .iter()
            .any(|name| self.is_squashed_in(name, text))
            || self.is_joined_in(text)
            || self.is_beside_number(text)
            || self.is_on(text)
            || self.is_alone_in(text)
            || self
                .road
                .as_ref()
                .is_some_and(|road| road.is_in(&text.words))
    }

    /// Its number within two words of any word of its name, or of its initials.
    fn is_beside_number(&self, text: &Searched) -> bool {
        let words = &text.words;
        let is_own = |word: &String| {
            self.is_initials(word)
                || self
                    .own
                    .iter()
                    .any(|own| is_written(word, own) || is_short_for(word, own))
        };
        (0..words.len()).filter(|at| is_own(&words[*at])).any(|at| {
            let around = words[at.saturating_sub(3)..at]
                .iter()
                .chain(words[at + 1..].iter().take(3));
            around.into_iter().any(|word| self.numbers.contains(word))
        })
    }

    /// "Hollow Lane", "MLK Blvd", "on Zarzamora": a word of its name with its word for street behind it, and all of a
    /// name of one word behind a word for being there.
    fn is_on(&self, text: &Searched) -> bool {
        let words = &text.words;
        (0..words.len()).any(|at| {
            let word = &words[at];
            let is_own = self
                .own
                .iter()
                .any(|own| own.len() > 3 && is_written(word, own));
            let mut after = words[at + 1..]
                .iter()
                .skip_while(|word| BESIDE.contains(&word.as_str()));
            let next = after.next();
            let is_street = next.is_some_and(|next| self.suffixes.contains(next));
            let is_whole = (self.own.len() == 1 && is_own) || self.is_initials(word);
            let mut before = words[..at]
                .iter()
                .rev()
                .skip_while(|word| is_direction(word));
            let is_there = before
                .next()
                .is_some_and(|word| ON.contains(&word.as_str()));
            let is_other = next.is_some_and(|next| NO_STREET.contains(&next.as_str()));
            ((is_own || self.is_initials(word)) && is_street) || (is_whole && is_there && !is_other)
        })
    }

    /// All words of its name in their order, or a long one that is in no other name.
    pub(super) fn is_alone_in(&self, text: &Searched) -> bool {
        if self.is_public {
            return false;
        }
        let own = &self.own;
        let words = &text.words;
        // A line without a number and a word for street may be no street.
        let is_address = !self.numbers.is_empty() || !self.suffixes.is_empty();
        let is_rare = |word: &String| is_address && word.len() >= LONG && !is_common(word);
        let has_rare = own
            .iter()
            .filter(|own| is_rare(own))
            .any(|own| words.iter().any(|word| is_written(word, own)));
        let letters = own.iter().map(String::len).sum::<usize>();
        if own.len() < 2 || letters < 7 {
            return has_rare;
        }
        let is_name = |at: usize, window: &[String]| {
            let pairs = || window.iter().zip(own);
            let is_like =
                pairs().all(|(word, own)| is_written(word, own) || is_short_for(word, own));
            let is_sure = pairs().any(|(word, own)| is_written(word, own) && own.len() > 2);
            let next = words.get(at + own.len());
            let is_other = next.is_some_and(|next| NO_STREET.contains(&next.as_str()));
            let is_street = words[..at]
                .last()
                .is_some_and(|word| is_direction(word) || ON.contains(&word.as_str()));
            is_like && is_sure && !is_other && (is_street || !is_region(own))
        };
        let joined = own.concat();
        let is_joined =
            |word: &String| joined.len() > 7 && word.contains(&joined) && !is_region(own);
        has_rare
            || words
                .windows(own.len())
                .enumerate()
                .any(|(at, window)| is_name(at, window))
            || words.iter().any(is_joined)
    }

    /// "Quill-feather Lane": all of its name with the word for street, parted elsewhere.
    fn is_joined_in(&self, text: &Searched) -> bool {
        let has_suffix =
            |name: &&Vec<String>| name.len() > 1 && name.last().is_some_and(|word| is_suffix(word));
        self.names.iter().filter(has_suffix).any(|name| {
            let joined = name.concat();
            joined.len() > 8 && text.has_joined(&joined)
        })
    }

    fn is_initials(&self, word: &str) -> bool {
        word.len() > 2 && self.initials.starts_with(word)
    }

    /// Its name with its number beside it, with a word for street behind it, or at a corner.
    fn stands_in(&self, name: &[String], is_whole: bool, text: &Searched) -> bool {
        let words = &text.words;
        let count = name.len();
        words.windows(count).enumerate().any(|(at, window)| {
            if !is_named(window, name) {
                return false;
            }
            let only_generic = name
                .iter()
                .all(|word| is_suffix(word) || is_direction(word));
            let mut before = words[..at]
                .iter()
                .rev()
                .skip_while(|word| is_direction(word));
            // "12A Elm", "12 1/2 Elm", "12 block of Elm".
            let is_after_number = before
                .by_ref()
                .take(3)
                .any(|word| self.numbers.contains(word));
            let mut after = words[at + count..]
                .iter()
                .skip_while(|word| is_direction(word));
            let next = after.next();
            let is_before_number = next.is_some_and(|word| self.numbers.contains(word));
            let is_street = next.is_some_and(|word| is_suffix(word)) && !only_generic;
            let is_alone = self.numbers.is_empty() && count > 1;
            is_after_number
                || is_before_number
                || is_street
                || is_alone
                || (is_whole && !only_generic)
                || (!only_generic && is_at_corner(words, at, count))
        })
    }

    /// `12elmst`, `sentinelgrovestreet`.
    fn is_squashed_in(&self, name: &str, text: &Searched) -> bool {
        let directions = [
            "", "n", "s", "e", "w", "ne", "nw", "se", "sw", "north", "south", "east", "west",
        ];
        let numbered = self.numbers.iter().any(|number| {
            directions.iter().any(|direction| {
                let needle = format!("{number}{direction}{name}");
                needle.len() >= 5
                    && text.squashed.match_indices(&needle).any(|(at, _)| {
                        let follows_digit =
                            text.squashed[..at].ends_with(|c: char| c.is_ascii_digit());
                        let end = at + needle.len();
                        // A number that goes on before is another number, unless it is a word of its own.
                        (!follows_digit || text.is_bound(at))
                            && (text.is_bound(end) || begins_with_suffix(&text.squashed[end..]))
                    })
            })
        });
        let is_ending = name.len() >= 5
            && text.words.iter().any(|word| {
                let rest = word.strip_prefix(name);
                rest.is_some_and(|rest| !rest.is_empty() && is_suffix(&words(rest).concat()))
            });
        numbered || is_ending
    }
}

fn is_named(window: &[String], name: &[String]) -> bool {
    window
        .iter()
        .zip(name)
        .all(|(a, b)| a == b || bare_ordinal(a) == bare_ordinal(b))
}

/// "5 St" is "5th St".
fn bare_ordinal(word: &str) -> &str {
    let bare = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|suffix| word.strip_suffix(suffix));
    let is_number = |text: &&str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    bare.filter(is_number).unwrap_or(word)
}

/// "Elm and 5th", "Elm and Oak St", "the corner of Elm".
fn is_at_corner(words: &[String], at: usize, count: usize) -> bool {
    let is_corner = words[at.saturating_sub(3)..at]
        .iter()
        .any(|word| CORNERS.contains(&word.as_str()));
    let is_street = |words: &[String]| {
        let first = words
            .iter()
            .position(|word| !is_direction(word))
            .unwrap_or(0);
        let words = &words[first..];
        words
            .first()
            .is_some_and(|word| bare_ordinal(word) != word.as_str())
            || words.iter().take(3).skip(1).any(|word| is_suffix(word))
    };
    let after = &words[at + count..];
    let joins = |word: Option<&String>| word.is_some_and(|word| JOINS.contains(&word.as_str()));
    let street_after = joins(after.first()) && is_street(&after[1..]);
    let before = &words[..at];
    let street_before = joins(before.last()) && {
        let before = &before[..before.len() - 1];
        before
            .last()
            .is_some_and(|word| bare_ordinal(word) != word.as_str() || is_suffix(word))
    };
    is_corner || street_after || street_before
}

fn begins_with_suffix(rest: &str) -> bool {
    let longs = [
        "street",
        "avenue",
        "road",
        "drive",
        "lane",
        "court",
        "boulevard",
        "place",
        "circle",
        "terrace",
    ];
    SUFFIXES
        .iter()
        .chain(&longs)
        .any(|suffix| rest.starts_with(suffix))
}
