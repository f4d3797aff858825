//! Telephone numbers in a question, and the listings that have them.

use roaring::RoaringBitmap;

use crate::standing::number;

/// A number is written in at most so many pieces: `+1 (816) 461 46 73`.
const PIECES: usize = 6;
/// Pieces of a question that are looked at.
const PIECES_OF_A_QUESTION: usize = 32;
/// North American numbers; with fewer digits it is a short code, a house number or a ZIP.
const DIGITS_OF_A_NUMBER: usize = 10;
const SHORT_CODE_DIGITS: std::ops::RangeInclusive<usize> = 3..=6;
/// Of the short codes that messages go to, which some spell: BEFREE is 233733.
const SPELT_CODE_LETTERS: std::ops::RangeInclusive<usize> = 5..=6;
/// What is left of such a number without its area code, as people of one area write it.
const DIGITS_OF_A_LOCAL_NUMBER: u32 = 7;
/// The longest way to write one, in bytes.
const LONGEST: usize = 24;

/// Numbers and their listings, sorted by the last seven digits and then by the number, so that both are found.
#[derive(Default)]
pub struct Numbers(Vec<(u64, u32)>);

/// A question taken apart.
pub struct Parted {
    /// The listings of each number in it; none for a number that nobody has.
    pub numbers: Vec<RoaringBitmap>,
    pub rest: String,
}

impl Numbers {
    pub fn of(mut numbers: Vec<(u64, u32)>) -> Numbers {
        numbers.sort_unstable_by_key(|(code, listing)| (local(*code), *code, *listing));
        numbers.dedup();
        Numbers(numbers)
    }

    /// A number of the directory as one integer: E.164 and short codes do not meet.
    pub fn code(number: &str) -> Option<u64> {
        match number.strip_prefix('+') {
            Some(digits) => code(digits, true),
            None if SHORT_CODE_DIGITS.contains(&number.len()) => code(number, false),
            None => Numbers::code_as_typed(number),
        }
    }

    /// A number as people type it. [`number::normalise`] is stricter and takes a hundred times as long; here a number
    /// has only to be compared with those that it has let in.
    fn code_as_typed(written: &str) -> Option<u64> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "+-.()/ ".contains(c);
        let starts = |c: char| c.is_ascii_digit() || c == '+' || c == '(';
        if !written.starts_with(starts) || !written.chars().all(allowed) {
            return None;
        }
        let digits: String = written.chars().filter_map(number::keypad_digit).collect();
        match digits.len() {
            _ if written.starts_with('+') => code(&digits, true),
            10 => code(&format!("1{digits}"), true),
            11 if digits.starts_with('1') => code(&digits, true),
            // In one piece only, as everywhere.
            n if SHORT_CODE_DIGITS.contains(&n) && written == digits => code(&digits, false),
            _ => None,
        }
    }

    /// The listings that have the number.
    pub fn listings(&self, code: u64) -> RoaringBitmap {
        let place = (local(code), code);
        let from = self
            .0
            .partition_point(|(known, _)| (local(*known), *known) < place);
        let same = self.0[from..]
            .iter()
            .take_while(|(known, _)| *known == code);
        same.map(|(_, listing)| *listing).collect()
    }

    /// The listings of the North American numbers that end with these seven digits.
    fn ending(&self, digits: u64) -> RoaringBitmap {
        let from = self.0.partition_point(|(known, _)| local(*known) < digits);
        let same = self.0[from..]
            .iter()
            .take_while(|(known, _)| local(*known) == digits);
        let whole = same.filter(|(known, _)| is_north_american(*known));
        whole.map(|(_, listing)| *listing).collect()
    }

    /// Takes the telephone numbers out of a question.
    ///
    /// Ten digits are a number, whether we know it or not: other words must not stand in for it. A short code, seven
    /// digits without an area code, and letters for digits, are a number only where somebody has it: "24 hour help" is
    /// ten keys on a telephone. Letters alone are one only where they are no word: `hotel` is five keys too.
    pub fn part(&self, question: &str, is_word: impl Fn(&str) -> bool) -> Parted {
        let pieces: Vec<String> = question
            .split_whitespace()
            .take(PIECES_OF_A_QUESTION)
            .map(plain)
            .collect();
        let mut parted = Parted {
            numbers: Vec::new(),
            rest: String::new(),
        };
        let mut at = 0;
        while at < pieces.len() {
            let most = PIECES.min(pieces.len() - at);
            let found = (1..=most)
                .rev()
                .find_map(|n| Some((n, self.read(&pieces[at..at + n].join(" "))?)))
                .or_else(|| Some((1, self.spelt(&pieces[at], &is_word)?)));
            match found {
                Some((n, listings)) => {
                    parted.numbers.push(listings);
                    at += n;
                }
                None => {
                    parted.rest.push_str(&pieces[at]);
                    parted.rest.push(' ');
                    at += 1;
                }
            }
        }
        if !question.ends_with(char::is_whitespace) {
            parted.rest.pop();
        }
        parted
    }

    /// The listings of a short code that is written in letters alone.
    fn spelt(&self, letters: &str, is_word: impl Fn(&str) -> bool) -> Option<RoaringBitmap> {
        if !SPELT_CODE_LETTERS.contains(&letters.len())
            || !letters.bytes().all(|byte| byte.is_ascii_alphabetic())
        {
            return None;
        }
        let digits: String = letters.chars().filter_map(number::keypad_digit).collect();
        let listings = self.listings(code(&digits, false)?);
        (!listings.is_empty() && !is_word(letters)).then_some(listings)
    }

    fn read(&self, written: &str) -> Option<RoaringBitmap> {
        if written.len() > LONGEST || !written.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        if let Some(digits) = local_as_typed(written) {
            return Some(self.ending(digits)).filter(|listings| !listings.is_empty());
        }
        let code = Numbers::code_as_typed(written)?;
        let listings = self.listings(code);
        let digits = written.chars().filter(char::is_ascii_digit).count();
        let spelt = written.contains(|c: char| c.is_ascii_alphabetic());
        (!listings.is_empty() || (digits >= DIGITS_OF_A_NUMBER && !spelt)).then_some(listings)
    }
}

/// Digits, and whether a country code is among them.
fn code(digits: &str, e164: bool) -> Option<u64> {
    let digits: u64 = digits.parse().ok()?;
    digits.checked_mul(2)?.checked_add(u64::from(e164))
}

/// The last seven digits of a number.
fn local(code: u64) -> u64 {
    code / 2 % 10_u64.pow(DIGITS_OF_A_LOCAL_NUMBER)
}

/// `+1` and ten digits.
fn is_north_american(code: u64) -> bool {
    code % 2 == 1 && code / 2 / 10_u64.pow(10) == 1
}

/// `461-4673`, `461 4673`, `461.4673`, `4614673`: a number without its area code.
fn local_as_typed(written: &str) -> Option<u64> {
    let mut parts = written.split(['-', '.', ' ']);
    let lengths = (parts.next()?.len(), parts.next().map(str::len));
    if !matches!(lengths, (3, Some(4)) | (7, None)) || parts.next().is_some() {
        return None;
    }
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let is_whole = digits.len() == DIGITS_OF_A_LOCAL_NUMBER as usize;
    digits.parse().ok().filter(|_| is_whole)
}

/// A piece of a question without the marks that copying a number brings along.
fn plain(piece: &str) -> String {
    let piece = piece.replace(
        ['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}'],
        "-",
    );
    let piece = piece.trim_end_matches([',', '.', ';', '!', '?', ':']);
    piece.strip_prefix("tel:").unwrap_or(piece).to_owned()
}
