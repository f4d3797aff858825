//! Telephone numbers in a question, and the listings that have them.

use roaring::RoaringBitmap;

use crate::standing::number;

/// A number is written in at most so many pieces: `+1 (816) 461 46 73`.
const PIECES: usize = 6;
/// Pieces of a question that are looked at.
const PIECES_OF_A_QUESTION: usize = 32;
/// North American numbers; with fewer digits it is a short code, a house number or a ZIP.
const DIGITS_OF_A_NUMBER: usize = 10;
/// With letters for digits, area code and exchange are still digits or the number is one that we know.
const LONGEST: usize = 24;

/// Numbers and their listings, sorted.
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
        numbers.sort_unstable();
        numbers.dedup();
        Numbers(numbers)
    }

    /// A number of the directory as one integer: E.164 and short codes do not meet.
    pub fn code(number: &str) -> Option<u64> {
        let normal = number::normalise(number);
        let number = normal.as_deref().unwrap_or(number);
        let (e164, digits) = match number.strip_prefix('+') {
            Some(digits) => (1, digits),
            None => (0, number),
        };
        let digits: u64 = digits.parse().ok()?;
        digits.checked_mul(2)?.checked_add(e164)
    }

    /// The listings that have the number.
    pub fn listings(&self, code: u64) -> RoaringBitmap {
        let from = self.0.partition_point(|(known, _)| *known < code);
        let same = self.0[from..]
            .iter()
            .take_while(|(known, _)| *known == code);
        same.map(|(_, listing)| *listing).collect()
    }

    /// Takes the telephone numbers out of a question.
    ///
    /// Ten digits are a number, whether we know it or not: other words must not stand in for it. A short code, and
    /// letters for digits, are a number only where somebody has it: "24 hour help" is ten keys on a telephone.
    pub fn part(&self, question: &str) -> Parted {
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
                .find_map(|n| Some((n, self.read(&pieces[at..at + n].join(" "))?)));
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

    fn read(&self, written: &str) -> Option<RoaringBitmap> {
        if written.len() > LONGEST || !written.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let code = Numbers::code(&number::normalise(written).ok()?)?;
        let listings = self.listings(code);
        let digits = written.chars().filter(char::is_ascii_digit).count();
        let spelt = written.contains(|c: char| c.is_ascii_alphabetic());
        (!listings.is_empty() || (digits >= DIGITS_OF_A_NUMBER && !spelt)).then_some(listings)
    }
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
