//! Crisis numbers that everybody knows, and how alike two numbers are.

use std::sync::OnceLock;

/// How many digits of a known crisis number may be wrong before it is another number.
const ALIKE_DIGITS: usize = 2;
/// Digits of the longest short code that was written with one too many.
const MOST_CODE_DIGITS: usize = 7;

/// The numbers in `data/crisis_numbers.txt`: E.164, or a short code's digits.
pub fn known_crisis_numbers() -> &'static [&'static str] {
    static NUMBERS: OnceLock<Vec<&'static str>> = OnceLock::new();
    NUMBERS.get_or_init(|| {
        include_str!("../../../../data/crisis_numbers.txt")
            .lines()
            .filter_map(|line| line.split('#').next().map(str::trim))
            .filter(|number| !number.is_empty())
            .collect()
    })
}

/// The known crisis number that `number` is, or looks like.
pub fn looks_like(number: &str) -> Option<&'static str> {
    let known = known_crisis_numbers().iter().copied();
    known
        .filter_map(|known| Some((apart(known, number)?, known)))
        .filter(|(apart, _)| *apart <= ALIKE_DIGITS)
        .min()
        .map(|(_, known)| known)
}

/// Whether a number that `is_known` is this North American one but for a digit, or for two neighbours that are swapped.
///
/// It is asked of every address and sentence that may be read as a number, so it makes no list of them.
pub fn is_one_digit_off(number: &str, is_known: impl Fn(&str) -> bool) -> bool {
    if !number.starts_with("+1") {
        return false;
    }
    let mut other = number.as_bytes().to_vec();
    let is_other_known = |other: &[u8]| std::str::from_utf8(other).is_ok_and(&is_known);
    (2..other.len()).any(|at| {
        let own = other[at];
        let is_replaced = (b'0'..=b'9').filter(|digit| *digit != own).any(|digit| {
            other[at] = digit;
            is_other_known(&other)
        });
        other[at] = own;
        let is_swapped = at > 2 && other[at - 1] != own && {
            other.swap(at - 1, at);
            let is_known = is_other_known(&other);
            other.swap(at - 1, at);
            is_known
        };
        is_replaced || is_swapped
    })
}

/// How many digits make one number of the other, a missing one of a short code counted.
pub fn apart(known: &str, number: &str) -> Option<usize> {
    digits_apart(known, number).or_else(|| has_one_more(known, number).then_some(1))
}

/// How many digits have to be replaced, or swapped with their neighbour, to make one number of the
/// other. Nothing for numbers of unlike length, which nobody takes for each other.
pub fn digits_apart(a: &str, b: &str) -> Option<usize> {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return None;
    }
    let (mut before, mut apart) = (0, 0);
    for at in 0..a.len() {
        let mut next = apart + usize::from(a[at] != b[at]);
        if at > 0 && a[at] == b[at - 1] && a[at - 1] == b[at] {
            next = next.min(before + 1);
        }
        (before, apart) = (apart, next);
    }
    Some(apart)
}

/// Whether one of two short codes is the other and one digit more. Longer numbers that miss a digit are none at all.
fn has_one_more(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let (short, long) = (short.as_bytes(), long.as_bytes());
    if short.len() + 1 != long.len() || long.len() > MOST_CODE_DIGITS || long[0] == b'+' {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    short[same..] == long[same + 1..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_replaced_or_swapped() {
        for (a, b, apart) in [
            ("+18883737888", "+18883737888", Some(0)),
            ("+18883737888", "+18883738888", Some(1)),
            ("+18883737888", "+18883773888", Some(1)),
            ("+18164614673", "+18164616437", Some(2)),
            ("988", "898", Some(1)),
            ("988", "9880", None),
            ("+18883737888", "988", None),
        ] {
            assert_eq!(digits_apart(a, b), apart, "{a} {b}");
            assert_eq!(digits_apart(b, a), apart, "{b} {a}");
        }
    }

    proptest::proptest! {
        #[test]
        fn one_digit_off_is_one_digit_apart(known in "[2-9][0-9]{2}[2-9][0-9]{6}", at in 0..10_usize, digit in 0..10_u8, swaps: bool) {
            let mut other = known.clone().into_bytes();
            match swaps {
                true => other.swap(at, (at + 1) % 10),
                false => other[at] = b'0' + digit,
            }
            let [known, other] = [known, String::from_utf8(other)?].map(|national| format!("+1{national}"));
            let is_off = is_one_digit_off(&other, |number| number == known);
            proptest::prop_assert_eq!(is_off, digits_apart(&known, &other) == Some(1));
        }
    }

    #[test]
    fn a_number_looks_like_a_crisis_number_within_two_digits() {
        for (number, known) in [
            ("+18883737888", Some("+18883737888")),
            ("+18883738888", Some("+18883737888")),
            ("+18883773888", Some("+18883737888")),
            ("+18883737899", Some("+18883737888")),
            ("+18883737999", None),
            ("+18165550100", None),
            ("988", Some("988")),
            ("998", Some("988")),
            ("88778", Some("88788")),
            ("847411", None),
            ("23373", Some("233733")),
            ("2233733", Some("233733")),
            ("22337333", None),
            ("233733", Some("233733")),
            ("74174", Some("741741")),
            ("887788", Some("88788")),
            ("9888", Some("988")),
            ("9988", Some("988")),
            ("2911", Some("211")),
            ("64081", None),
            ("1988", Some("988")),
            ("2024", None),
        ] {
            assert_eq!(looks_like(number), known, "{number}");
        }
    }
}
