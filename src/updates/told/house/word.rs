//! A word or a number as it stands in a text, and what it may be of.

use super::super::words::{DIRECTIONS, ONES, SUFFIXES, TENS, UNITS, number_in_words, short};

/// What is counted, or when it is, by the start of the word.
const COUNTED: [&str; 85] = [
    "adult",
    "agenc",
    "anytime",
    "apartment",
    "april",
    "august",
    "babies",
    "bed",
    "cent",
    "child",
    "client",
    "count",
    "day",
    "decem",
    "dollar",
    "dollars",
    "famil",
    "febru",
    "friday",
    "girl",
    "grant",
    "guest",
    "home",
    "hour",
    "hrs",
    "individual",
    "januar",
    "july",
    "june",
    "kid",
    "legal",
    "location",
    "march",
    "meal",
    "men",
    "mile",
    "minute",
    "monday",
    "month",
    "night",
    "novem",
    "octo",
    "office",
    "people",
    "participant",
    "percent",
    "person",
    "resident",
    "saturday",
    "septem",
    "site",
    "state",
    "step",
    "student",
    "sunday",
    "survivor",
    "thursday",
    "tuesday",
    "unit",
    "units",
    "veteran",
    "victim",
    "volunteer",
    "wednesday",
    "week",
    "women",
    "year",
    "youth",
    "años",
    "anos",
    "camas",
    "dias",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "horas",
    "noches",
    "personas",
    "meses",
    "mujeres",
];
/// What joins a number to what follows it, or begins the next sentence.
const BESIDE: [&str; 34] = [
    "and", "any", "are", "but", "by", "call", "for", "free", "from", "has", "have", "if", "is",
    "may", "or", "our", "per", "please", "that", "then", "they", "this", "through", "to", "we",
    "who", "will", "with", "you", "para", "por", "hasta", "entre", "con",
];

/// A word or a number as it is written, and what stands before it.
pub struct Word<'a> {
    pub text: &'a str,
    pub before: &'a str,
    pub short: String,
    /// Digits, if they may be those of a house.
    pub number: Option<String>,
}

impl Word<'_> {
    pub fn is_direction(&self) -> bool {
        DIRECTIONS.contains(&self.short.as_str())
    }

    pub fn is_one_of(&self, list: &[&str]) -> bool {
        list.contains(&self.short.as_str())
    }

    pub fn is_suffix(&self) -> bool {
        self.is_one_of(&SUFFIXES)
    }

    pub fn is_capital(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }

    pub fn is_ordinal(&self) -> bool {
        self.short.starts_with(|c: char| c.is_ascii_digit()) && self.number.is_none()
    }

    pub fn is_counted(&self) -> bool {
        let text = self.text.to_lowercase();
        let is_form = |stem: &str| text.strip_prefix(stem).is_some_and(|end| end.len() < 5);
        COUNTED.iter().any(|stem| is_form(stem)) || matches!(text.as_str(), "am" | "pm" | "hr")
    }

    /// A word that can be the name of a street.
    pub fn is_name(&self) -> bool {
        let is_word = self.text.chars().count() > 2 && self.text.chars().all(char::is_alphabetic);
        let is_own = !self.is_counted() && !self.is_one_of(&BESIDE) && !self.is_one_of(&UNITS);
        self.is_ordinal() || (is_word && is_own)
    }

    pub fn is_blank(&self) -> bool {
        !self.before.is_empty()
            && self
                .before
                .chars()
                .all(|c| c.is_whitespace() || "-+_/=".contains(c))
    }
}

/// The words of a text as they stand there; a number in words is one.
pub fn words(written: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut end = 0;
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’');
    while let Some(start) = written[end..].find(char::is_alphanumeric) {
        let (before, rest) = written[end..].split_at(start);
        let is_digit = rest.starts_with(|c: char| c.is_ascii_digit());
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let whole = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let is_ordinal = matches!(
            rest[digits..whole].to_lowercase().as_str(),
            "st" | "nd" | "rd" | "th"
        );
        let part = rest
            .find(|c: char| !is_part(c) || c.is_ascii_digit())
            .unwrap_or(rest.len());
        let length = match is_digit {
            true if is_ordinal => whole,
            true => digits,
            false => part,
        };
        let text = &rest[..length];
        let number = (is_digit && !is_ordinal).then(|| text.to_owned());
        let short = short(&text.to_lowercase().replace(['\'', '’'], ""));
        end += start + length;
        words.push(Word {
            text,
            before,
            short,
            number,
        });
    }
    in_digits(words)
}

/// `four four one seven` to `4417`
fn in_digits(words: Vec<Word>) -> Vec<Word> {
    let is_number = |word: &&Word| {
        let word = word.short.as_str();
        ONES.contains(&word)
            || (!word.is_empty() && TENS.contains(&word))
            || matches!(word, "hundred" | "thousand")
    };
    let mut left = Vec::with_capacity(words.len());
    let mut words = words.into_iter().peekable();
    while let Some(mut word) = words.next() {
        if is_number(&&word) {
            let mut said = vec![word.short.clone()];
            while let Some(next) = words.next_if(|next| is_number(&next)) {
                said.push(next.short);
            }
            let (value, used) = number_in_words(&said);
            word.number = (used == said.len()).then(|| value.to_string());
        }
        left.push(word);
    }
    left
}
