//! A street of an address; [`search`] finds it in a text.

mod search;

use super::alike::{is_short_for, is_written};
use super::road::Road;
use super::words::{DIRECTIONS, SUFFIXES, UNITS, long_forms, readings, words};

pub use search::Searched;

/// What a name has beside its own words.
const BESIDE: [&str; 16] = [
    "jr", "sr", "ii", "iii", "rev", "the", "of", "de", "del", "la", "las", "los", "el", "calle",
    "avenida", "old",
];
/// Between the first and the last number of one address: more is a stretch of a street.
const LONGEST_RANGE: u32 = 60;

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

    /// Whether the word is the number of its house, and of few others.
    pub fn has_number(&self, word: &String) -> bool {
        word.len() > 2 && self.numbers.contains(word)
    }

    /// Whether it is neither a box at the post nor a part of a house alone: "Suite 4".
    pub fn is_house(&self) -> bool {
        let is_unit = |name: &Vec<String>| match name.as_slice() {
            [unit] => UNITS.contains(&unit.as_str()),
            [unit, which] => UNITS.contains(&unit.as_str()) && which.len() == 1,
            _ => false,
        };
        !self.road.as_ref().is_some_and(Road::is_box) && !self.names.iter().any(is_unit)
    }

    /// What a record is publicly called tells no street by itself.
    pub fn forget_in(&mut self, public_name: &Searched) {
        self.is_public |= self.is_alone_in(public_name);
    }

    /// Whether a number of the other is one of its own, or lies in its range: `7312-7316`, `7312-16`.
    fn has_house_of(&self, other: &Street) -> bool {
        let number = |text: &String| text.parse::<u32>().ok();
        let range = match self.numbers.as_slice() {
            [first, last] => {
                let head = first.len().checked_sub(last.len());
                let head = head.and_then(|at| first.get(..at)).unwrap_or_default();
                number(first).zip(number(&format!("{head}{last}")))
            }
            _ => None,
        };
        let range = range
            .filter(|(first, last)| (1..=LONGEST_RANGE).contains(&last.saturating_sub(*first)));
        let is_within = |house: &String| {
            let house = number(house);
            range.is_some_and(|(first, last)| house.is_some_and(|it| (first..=last).contains(&it)))
        };
        // "07719": what spreadsheets add.
        let is_number = |house: &String| {
            let mut own = self.numbers.iter().map(number);
            own.any(|own| own.is_some() && own == number(house))
        };
        let mut houses = other.numbers.iter();
        houses.any(|house| self.numbers.contains(house) || is_number(house) || is_within(house))
    }

    /// Whether two addresses are of one house.
    pub fn is_same_house(&self, other: &Street) -> bool {
        let shares_name = || self.names.iter().any(|name| other.names.contains(name));
        let shares_road = || self.road.is_some() && self.road == other.road;
        self.shares_number(other) && (shares_name() || shares_road())
    }

    /// The same where the one may be written as a text would have the other: with a typing error, short, parted elsewhere.
    pub fn may_be_same_house(&self, other: &Street) -> bool {
        let is_alike = |a: &String, b: &String| {
            is_written(a, b) || is_written(b, a) || is_short_for(a, b) || is_short_for(b, a)
        };
        let is_name = || {
            let (own, its) = (&self.own, &other.own);
            !own.is_empty()
                && (is_alike(&own.concat(), &its.concat())
                    || (own.len() == its.len() && own.iter().zip(its).all(|(a, b)| is_alike(a, b))))
        };
        self.is_same_house(other) || (self.shares_number(other) && is_name())
    }

    fn shares_number(&self, other: &Street) -> bool {
        self.has_house_of(other) || other.has_house_of(self)
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
