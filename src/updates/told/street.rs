//! A street of an address, and where a text has it.

use super::alike::{is_short_for, is_written};
use super::common::{is_common, is_region};
use super::road::Road;
use super::words::{DIRECTIONS, SUFFIXES, UNITS, long_forms, readings, words};

/// What stands before a street where something is on it.
const ON: [&str; 7] = ["on", "off", "along", "onto", "en", "sobre", "por"];
/// What makes a county, a town or a holiday of the name before it.
const NO_STREET: [&str; 6] = ["co", "county", "counties", "city", "day", "weekend"];
/// What a name has beside its own words.
const BESIDE: [&str; 16] = [
    "jr", "sr", "ii", "iii", "rev", "the", "of", "de", "del", "la", "las", "los", "el", "calle",
    "avenida", "old",
];
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

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Street {
    /// Of the house: several where the address has a range.
    numbers: Vec<String>,
    /// Its name in all ways that it may be meant: `st louis` and, in case, `st louis ave`.
    names: Vec<Vec<String>>,
    /// The names without blanks, long and short.
    squashed: Vec<String>,
    /// The words of its name that are its own, in their order.
    own: Vec<String>,
    /// `jfkm`: of a name of three words and more.
    initials: String,
    /// The words for street that it has.
    suffixes: Vec<String>,
    /// Where it is known by a number.
    road: Option<Road>,
    /// A record is publicly called so: the name without more tells nothing.
    is_public: bool,
}

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
}

impl Street {
    /// `12 N Elm Grove St, Apt 3`: number 12, name “elm grove”. Nothing where no name is left.
    pub fn of(line: &str) -> Option<Street> {
        let reading = readings(line).into_iter().next()?;
        // "12 Elm St #3"
        let reading = reading
            .split_once('#')
            .map_or(reading.as_str(), |(street, _)| street);
        let mut rest: Vec<String> = words(reading);
        // "P.O. Box 12"
        if let Some(road) = Road::box_of(&rest) {
            let mut street = Street::new(Vec::new(), Vec::new());
            street.road = Some(road);
            return Some(street);
        }
        let mut numbers = take_numbers(&mut rest);
        if let Some(unit) = rest.iter().position(|word| UNITS.contains(&word.as_str()))
            && unit > 0
        {
            rest.truncate(unit);
        }
        let road = Road::of(&rest);
        // "Calle Luna 12"
        if numbers.is_empty() && road.is_none() && rest.len() > 1 {
            let is_number = |word: &String| word.chars().all(|c| c.is_ascii_digit());
            numbers.extend(rest.pop_if(|word| is_number(word)));
        }
        let mut names = vec![rest.clone()];
        let directions = rest.iter().take_while(|word| is_direction(word)).count();
        rest.drain(..directions);
        while rest.last().is_some_and(|word| is_direction(word)) {
            rest.pop();
        }
        names.push(rest.clone());
        // What follows the last word for street is no part of the name: a floor, a person.
        if let Some(suffix) = rest.iter().rposition(|word| is_suffix(word))
            && suffix > 0
            && !is_numbered_road(&rest, suffix)
        {
            names.push(rest[..suffix].to_vec());
        }
        // A word that is a direction or a street and nothing else is told by what stands around it only.
        names.retain(|name| {
            !name.is_empty() && name.iter().any(|word| word.len() > 1 || name.len() > 1)
        });
        names.dedup();
        let mut street = Street::new(numbers, names);
        street.own = own_words(&rest);
        street.initials = initials(&rest);
        street.suffixes = rest
            .iter()
            .skip(1)
            .filter(|word| is_suffix(word))
            .cloned()
            .collect();
        street.road = road;
        (!street.names.is_empty() || street.road.is_some()).then_some(street)
    }

    fn new(numbers: Vec<String>, names: Vec<Vec<String>>) -> Street {
        let squashed = names.iter().flat_map(|name| squashed(name)).collect();
        Street {
            numbers,
            names,
            squashed,
            own: Vec::new(),
            initials: String::new(),
            suffixes: Vec::new(),
            road: None,
            is_public: false,
        }
    }

    /// What a record is publicly called tells no street by itself.
    pub fn forget_in(&mut self, public_name: &Searched) {
        self.is_public |= self.is_alone_in(public_name);
    }

    /// Whether two addresses are of one house.
    pub fn is_same_house(&self, other: &Street) -> bool {
        let shares_number = self
            .numbers
            .iter()
            .any(|number| other.numbers.contains(number));
        let shares_name = || self.names.iter().any(|name| other.names.contains(name));
        let shares_road = || self.road.is_some() && self.road == other.road;
        shares_number && (shares_name() || shares_road())
    }

    pub fn is_in(&self, text: &Searched) -> bool {
        self.names.iter().any(|name| {
            let is_whole = name.last().is_some_and(|word| is_suffix(word)) && name.len() > 1;
            self.stands_in(name, is_whole, text)
        }) || self
            .squashed
            .iter()
            .any(|name| self.is_squashed_in(name, text))
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
    fn is_alone_in(&self, text: &Searched) -> bool {
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
                rest.is_some_and(|rest| {
                    !rest.is_empty() && is_suffix(&super::words::words(rest).concat())
                })
            });
        numbered || is_ending
    }
}

/// What of a name is its own: no word for street, no direction, no title.
fn own_words(name: &[String]) -> Vec<String> {
    let is_own = |word: &&String| {
        word.chars().all(char::is_alphabetic)
            && word.chars().count() > 2
            && !is_suffix(word)
            && !BESIDE.contains(&word.as_str())
            && !matches!(
                word.as_str(),
                "hwy" | "state" | "interstate" | "farm" | "market"
            )
    };
    name.iter().filter(is_own).cloned().collect()
}

fn initials(name: &[String]) -> String {
    let words = name
        .iter()
        .filter(|word| !is_suffix(word) && !BESIDE.contains(&word.as_str()));
    words.filter_map(|word| word.chars().next()).collect()
}

/// A name without blanks, its words long and short; of a name of many words not all mixtures.
fn squashed(name: &[String]) -> Vec<String> {
    name.iter().fold(vec![String::new()], |begun, word| {
        let forms = if begun.len() > 16 {
            vec![word.as_str()]
        } else {
            long_forms(word)
        };
        let ends = |start: &String| {
            forms
                .iter()
                .map(|form| format!("{start}{form}"))
                .collect::<Vec<_>>()
        };
        begun.iter().flat_map(ends).collect()
    })
}

/// House numbers at the start of an address, which they leave: `12`, `12A`, `12-14`, `12 1/2`. "5th" is a name.
fn take_numbers(words: &mut Vec<String>) -> Vec<String> {
    let is_digits = |word: &String| word.chars().all(|c| c.is_ascii_digit());
    let count = words.iter().take_while(|word| is_digits(word)).count();
    // "100 5 Street" has a name; "12 14" has none.
    let count = if words.get(count).is_none_or(|word| is_suffix(word)) && count > 1 {
        count - 1
    } else {
        count
    };
    let mut numbers: Vec<String> = words.drain(..count).collect();
    // The letter of "12A Elm".
    if !numbers.is_empty()
        && words.len() > 2
        && words[0].len() == 1
        && !is_direction(&words[0])
        && !is_suffix(&words[1])
    {
        words.remove(0);
    }
    // The half of "12 1/2".
    numbers.dedup();
    if numbers.len() == 3 && numbers[1..] == ["1", "2"] {
        numbers.truncate(1);
    }
    numbers
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

/// "Highway 63", "County Road 512": the number is the name.
fn is_numbered_road(words: &[String], suffix: usize) -> bool {
    let is_number = |word: &String| word.starts_with(|c: char| c.is_ascii_digit());
    words.get(suffix + 1).is_some_and(is_number)
        && (matches!(words[suffix].as_str(), "hwy" | "rte")
            || matches!(words[suffix - 1].as_str(), "co" | "state" | "us" | "farm"))
}

fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(&word)
}

fn is_direction(word: &str) -> bool {
    DIRECTIONS.contains(&word)
}
