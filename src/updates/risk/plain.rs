//! The digits of a text in plain ones, however they are written: in other scripts, as HTML references, in words.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

/// The text with the digits of other scripts and of typography, and HTML character references, as plain ones.
pub fn in_plain(text: &str) -> Cow<'_, str> {
    let mut plain = Cow::Borrowed(text);
    if plain.contains('&') {
        plain = Cow::Owned(without_references(&plain));
    }
    if !plain.is_ascii() {
        let composed = ComposingNormalizerBorrowed::new_nfkc().normalize(&plain);
        plain = Cow::Owned(composed.chars().map(latin_digit).collect());
    }
    plain
}

/// Digits of a short code.
const LEAST_CODE: usize = 3;
const MOST_CODE: usize = 6;

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
    let mut until = 0;
    // “Double” or “triple”, and where it stands.
    let mut times: Option<(usize, usize)> = None;
    for (start, word) in words_of(text) {
        if let Some(count) = times_of(word) {
            times = Some((count, start));
            continue;
        }
        let is_digits = word.bytes().all(|b| b.is_ascii_digit());
        let digits = match is_digits {
            true => Some(word),
            // A month, where it begins.
            false if word.eq_ignore_ascii_case("sept") && spelled == 0 => None,
            false => digits_of_word(word),
        };
        let times = times.take();
        let Some(digits) = digits else {
            end_of_row(until, from, &row, spelled);
            row.clear();
            spelled = 0;
            continue;
        };
        let times = times.filter(|_| digits.len() == 1);
        if row.is_empty() {
            from = times.map_or(start, |(_, from)| from);
        }
        row.push_str(&digits.repeat(times.map_or(1, |(count, _)| count)));
        spelled += usize::from(!is_digits || times.is_some());
        until = start + word.len();
    }
    end_of_row(until, from, &row, spelled);
    (done > 0).then(|| plain + &text[done..])
}

/// How often the digit stands there that follows the word.
fn times_of(word: &str) -> Option<usize> {
    let mut words = [("double", 2), ("doble", 2), ("triple", 3)].into_iter();
    words.find_map(|(name, times)| name.eq_ignore_ascii_case(word).then_some(times))
}

/// A code that is parted digit by digit, `2-3-3-7-3-3`, in one piece. Nothing where none is.
pub fn joined_codes(text: &str) -> Option<String> {
    let mut joined = String::new();
    let mut done = 0;
    let (mut from, mut until, mut code) = (0, 0, String::new());
    let mut end_of_code = |from: usize, until: usize, code: &str| {
        if (LEAST_CODE..=MOST_CODE).contains(&code.len()) {
            joined.push_str(&text[done..from]);
            joined.push_str(code);
            done = until;
        }
    };
    for (start, word) in words_of(text) {
        let is_digit = word.len() == 1 && word.bytes().all(|b| b.is_ascii_digit());
        let parted = &text[until..start];
        let is_joined = !code.is_empty()
            && parted.chars().count() == 1
            && parted.chars().all(|c| "-‐‑–. ·".contains(c));
        if !(is_digit && is_joined) {
            end_of_code(from, until, &code);
            code.clear();
            from = start;
        }
        if is_digit {
            code.push_str(word);
            until = start + word.len();
        }
    }
    end_of_code(from, until, &code);
    (done > 0).then(|| joined + &text[done..])
}

/// The words of a text, each with where it begins.
fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(|c: char| !c.is_alphanumeric())
        .map(move |word| {
            let start = at;
            at += word.len();
            at += text[at..].chars().next().map_or(0, char::len_utf8);
            (start, word)
        })
        .filter(|(_, word)| !word.is_empty())
}

/// The digits that an English, Spanish or French word stands for as people say a number: `one eight hundred`.
fn digits_of_word(word: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 37] = [
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
        ("zéro", "0"),
        ("un", "1"),
        ("une", "1"),
        ("deux", "2"),
        ("trois", "3"),
        ("quatre", "4"),
        ("cinq", "5"),
        ("sept", "7"),
        ("huit", "8"),
        ("neuf", "9"),
        ("cent", "00"),
        ("cents", "00"),
    ];
    let is_it = |name: &str| {
        name.eq_ignore_ascii_case(word) || (!word.is_ascii() && word.to_lowercase() == name)
    };
    let mut words = WORDS.into_iter();
    words.find_map(|(name, digits)| is_it(name).then_some(digits))
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

/// HTML character references as what they stand for, those with a name as blanks: `&#45;` is a hyphen. As browsers do, a
/// number is read without its `;` too.
fn without_references(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some((c, behind)) = numbered(rest) {
            plain.push(c);
            rest = behind;
            continue;
        }
        plain.push(' ');
        let is_name = |name: &str| {
            (1..=10).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        if let Some((name, behind)) = rest.split_once(';')
            && is_name(name)
        {
            rest = behind;
        }
    }
    plain.push_str(rest);
    plain
}

/// The character of a reference by its number, `#45;` or `#x2d`, and what stands behind it.
fn numbered(text: &str) -> Option<(char, &str)> {
    let code = text.strip_prefix('#')?;
    let (digits, radix) = match code.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (code, 10),
    };
    let end = digits.find(|c: char| !c.is_digit(radix));
    let (code, behind) = digits.split_at(end.unwrap_or(digits.len()));
    let c = char::from_u32(u32::from_str_radix(code, radix).ok()?)?;
    Some((c, behind.strip_prefix(';').unwrap_or(behind)))
}
