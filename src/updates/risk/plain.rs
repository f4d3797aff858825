//! The digits of a text in plain ones, however they are written: in other scripts, as HTML references.

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
