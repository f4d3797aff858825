//! Telephone numbers: how they are written down, shown and dialled.

use phonenumber::{Mode, country};

/// Why a text is no telephone number.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "not a telephone number that can exist: E.164, a US number, or a short code of 3 to 6 digits"
)]
pub struct NumberFault;

/// The longest short code, in digits (CTIA short codes have 5 or 6, N11 and 988 have 3).
const SHORT_CODE_DIGITS: std::ops::RangeInclusive<usize> = 3..=6;

/// Reads a number as people write it in the United States, with or without country code, with
/// letters for digits (`816-474-TIPS`), or a short code. Gives E.164, or the short code's digits.
pub fn normalise(written: &str) -> Result<String, NumberFault> {
    let written = written.trim();
    let digits: String = written.chars().filter_map(keypad_digit).collect();
    if written.chars().any(|c| !is_number_character(c)) || digits.is_empty() {
        return Err(NumberFault);
    }
    let has_letters = written.chars().any(|c| c.is_ascii_alphabetic());
    if has_letters
        && !written
            .trim_start_matches(['+', '('])
            .starts_with(|c: char| c.is_ascii_digit())
    {
        return Err(NumberFault);
    }
    // In one piece only: in several it is a number of which a part is missing.
    if written == digits && SHORT_CODE_DIGITS.contains(&digits.len()) {
        return Ok(digits);
    }
    let plus = if written.starts_with('+') { "+" } else { "" };
    // Nearly all of a directory's numbers need no metadata.
    let national = digits.strip_prefix('1').unwrap_or(&digits);
    let is_whole = plus.is_empty() || digits.len() == 11;
    if is_whole && national.len() == 10 && !national.starts_with(['0', '1']) {
        return Ok(format!("+1{national}"));
    }
    by_metadata(&format!("{plus}{digits}"))
}

fn by_metadata(digits: &str) -> Result<String, NumberFault> {
    let number = phonenumber::parse(Some(country::US), digits).map_err(|_| NumberFault)?;
    // North American numbers have ten digits and start with 2 to 9; the carriers' metadata is no help
    // with the numbers kept for fiction, which tests use.
    let national = number.national().value().to_string();
    let is_north_american = number.code().value() == 1;
    if is_north_american && (national.len() != 10 || national.starts_with(['0', '1'])) {
        return Err(NumberFault);
    }
    Ok(number.format().mode(Mode::E164).to_string())
}

/// A normalised number as people read it: `816-555-0100`, `+44 20 7946 0018`, `988`.
pub fn display(number: &str) -> String {
    if !number.starts_with('+') {
        return number.to_owned();
    }
    // Nearly all of a directory's numbers, and always three, three and four digits.
    if let Some(national) = number.strip_prefix("+1")
        && let (Some(area), Some(exchange), Some(line)) =
            (national.get(..3), national.get(3..6), national.get(6..))
        && line.len() == 4
    {
        return format!("{area}-{exchange}-{line}");
    }
    match phonenumber::parse(None, number) {
        Ok(parsed) => parsed.format().mode(Mode::International).to_string(),
        Err(_) => number.to_owned(),
    }
}

fn is_number_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '(' | ')' | ' ' | '/' | '\u{a0}')
}

/// The digit of a key (ITU-T E.161).
pub fn keypad_digit(c: char) -> Option<char> {
    Some(match c.to_ascii_uppercase() {
        digit @ '0'..='9' => digit,
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_told_without_the_metadata_is_what_they_tell(digits in r"(\+?1)?[0-9]{9,11}") {
            prop_assert_eq!(normalise(&digits), by_metadata(&digits));
        }
    }

    #[test]
    fn every_way_of_writing_a_number_gives_the_same_number() {
        for written in [
            "816-461-4673",
            "(816) 461-4673",
            "816.461.4673",
            "1-816-461-4673",
            "+1 816 461 4673",
            "816-461-HOPE",
            "8164614673",
        ] {
            assert_eq!(
                normalise(written).as_deref(),
                Ok("+18164614673"),
                "{written}"
            );
        }
    }

    #[test]
    fn short_codes_stay_short() {
        assert_eq!(normalise("988").as_deref(), Ok("988"));
        assert_eq!(normalise("847411").as_deref(), Ok("847411"));
    }

    #[test]
    fn what_cannot_be_a_number_is_refused() {
        for written in [
            "",
            "call us",
            "12",
            "816-461",
            "1234567",
            "116-461-4673",
            "816-461-46731",
            "816 461 4673 <",
        ] {
            assert_eq!(normalise(written), Err(NumberFault), "{written}");
        }
    }

    #[test]
    fn numbers_are_shown_as_people_write_them() {
        assert_eq!(display("+18883737888"), "888-373-7888");
        assert_eq!(display("+442079460018"), "+44 20 7946 0018");
        assert_eq!(display("988"), "988");
    }
}
