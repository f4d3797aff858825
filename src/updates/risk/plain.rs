//! The digits of a text in plain ones, however they are written: in other scripts, as HTML references, in words.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

/// The text with the digits of other scripts and of typography, and HTML character references, as plain ones.
pub fn in_plain(text: &str) -> Cow<'_, str> {
    let mut plain = Cow::Borrowed(text);
    if !text.is_ascii() {
        let composed = ComposingNormalizerBorrowed::new_nfkc().normalize(text);
        plain = Cow::Owned(composed.chars().map(latin_digit).collect());
    }
    if plain.contains('&') {
        plain = Cow::Owned(without_references(&plain));
    }
    plain
}

/// Digits in a row, of which some are words, that may be a number.
const SPELLED: usize = 7;

/// The text with words for digits as digits, where at least seven digits with such words among them stand in a row.
/// Nothing where none do.
pub fn digit_words(text: &str) -> Option<String> {
    let mut plain = String::new();
    let mut done = 0;
    // Since the row began: where that was, its digits, and how many of them come of words.
    let (mut from, mut row, mut spelled) = (0, String::new(), 0);
    let mut end_of_row = |until: usize, from: usize, row: &str, spelled: usize| {
        if spelled > 0 && row.len() >= SPELLED {
            plain.push_str(&text[done..from]);
            plain.push_str(row);
            done = until;
        }
    };
    let (mut at, mut until) = (0, 0);
    for piece in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let start = at;
        at += piece.len();
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        if word.is_empty() {
            continue;
        }
        let is_digits = word.bytes().all(|b| b.is_ascii_digit());
        let digits = match is_digits {
            true => Some(word),
            false => digits_of_word(word),
        };
        let Some(digits) = digits else {
            end_of_row(until, from, &row, spelled);
            row.clear();
            spelled = 0;
            continue;
        };
        if row.is_empty() {
            from = start;
        }
        row.push_str(digits);
        spelled += usize::from(!is_digits);
        until = start + word.len();
    }
    end_of_row(until, from, &row, spelled);
    (done > 0).then(|| plain + &text[done..])
}

/// The digits that an English or Spanish word stands for as people say a number: `one eight hundred`.
fn digits_of_word(word: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 25] = [
        ("zero", "0"),
        ("oh", "0"),
        ("o", "0"),
        ("one", "1"),
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("hundred", "00"),
        ("cero", "0"),
        ("uno", "1"),
        ("dos", "2"),
        ("tres", "3"),
        ("cuatro", "4"),
        ("cinco", "5"),
        ("seis", "6"),
        ("siete", "7"),
        ("ocho", "8"),
        ("nueve", "9"),
        ("ochocientos", "800"),
        ("novecientos", "900"),
    ];
    let mut words = WORDS.into_iter();
    words.find_map(|(name, digits)| name.eq_ignore_ascii_case(word).then_some(digits))
}

/// The digit of another script as people there write it; those of typography are normalised before.
fn latin_digit(c: char) -> char {
    const ZEROS: [u32; 4] = [0x0660, 0x06f0, 0x0966, 0x09e6];
    let value = ZEROS
        .into_iter()
        .filter_map(|zero| u32::from(c).checked_sub(zero))
        .find(|value| *value < 10);
    value
        .and_then(|value| char::from_digit(value, 10))
        .unwrap_or(c)
}

/// HTML character references as blanks, for their digits and names are none of a number: `&#45;` is a hyphen.
fn without_references(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let name = rest.split_once(';').map(|(name, _)| name);
        let is_reference = |name: &&str| {
            let name = name.strip_prefix('#').unwrap_or(name);
            (1..=10).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        plain.push(' ');
        if let Some(name) = name.filter(is_reference) {
            let code =
                name.strip_prefix('#')
                    .and_then(|code| match code.strip_prefix(['x', 'X']) {
                        Some(hex) => u32::from_str_radix(hex, 16).ok(),
                        None => code.parse().ok(),
                    });
            plain.extend(code.and_then(char::from_u32));
            rest = &rest[name.len() + 1..];
        }
    }
    plain.push_str(rest);
    plain
}
