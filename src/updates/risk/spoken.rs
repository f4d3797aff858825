//! The groups of digits in a text, as written or as people say them: `three thirty-six, oh one double seven`.

use std::borrow::Cow;

/// A word of a text, and what it is of a number.
pub struct Group<'a> {
    /// What stands between it and the word before.
    pub parted: &'a str,
    /// As it stands; of digits said in several words the first.
    pub word: &'a str,
    /// Its digits: those that are written, or that are said. Nothing where it is another word.
    pub digits: Cow<'a, str>,
    pub is_said: bool,
}

impl<'a> Group<'a> {
    fn word(parted: &'a str, word: &'a str) -> Group<'a> {
        Group {
            parted,
            word,
            digits: Cow::Borrowed(""),
            is_said: false,
        }
    }

    pub fn is_digits(&self) -> bool {
        !self.digits.is_empty()
    }
}

/// What a word says of a number.
#[derive(Clone, Copy, PartialEq)]
enum Said {
    Unit(u32),
    Teen(u32),
    Tens(u32),
    /// Several hundreds in one word.
    Hundreds(u32),
    Hundred,
    Thousand,
    /// “Double”, “triple”: so often the digit that follows.
    Times(usize),
    /// What stands between the parts of one number.
    And,
}

/// The words of a text, with digits that are said in words in one group each as people say them: `thirty-six` is one,
/// `three thirty-six` are two. English, Spanish and French.
pub fn groups(text: &str) -> Vec<Group<'_>> {
    let mut groups: Vec<Group> = Vec::new();
    // What was said last, and the “and” behind it.
    let (mut last, mut link) = (None, None);
    let mut times: Option<usize> = None;
    let mut until = 0;
    for (start, word) in words_of(text) {
        let parted = &text[until..start];
        until = start + word.len();
        let is_close = parted.chars().count() == 1 && parted.starts_with([' ', '-', '‐', '‑', '–']);
        let before = groups.last();
        let said = said(word).filter(|said| is_meant(word, *said, before, parted));
        let repeated = times.take();
        if let Some(Said::Times(count)) = said {
            times = Some(count);
        }
        if said == Some(Said::And) && last.is_some() && is_close {
            groups.extend(link.replace(Group::word(parted, word)));
            continue;
        }
        let joined = match (last, said) {
            (Some(last), Some(said)) if is_close => {
                let value = groups.last().and_then(|group| group.digits.parse().ok());
                value.and_then(|value| together(value, last, said, link.is_some()))
            }
            _ => None,
        };
        let link = link.take();
        if let (Some(value), Some(group)) = (joined, groups.last_mut()) {
            group.digits = Cow::Owned(value.to_string());
            last = said.map(|said| if value == 80 { Said::Tens(80) } else { said });
            continue;
        }
        groups.extend(link);
        let written = without_extension(word);
        let digits = match said.filter(|_| written.is_none()) {
            Some(Said::Unit(value) | Said::Teen(value) | Said::Tens(value)) => {
                Cow::Owned(value.to_string())
            }
            Some(Said::Hundreds(value)) => Cow::Owned(value.to_string()),
            Some(Said::Hundred) => Cow::Borrowed("00"),
            Some(Said::Thousand) => Cow::Borrowed("000"),
            Some(Said::Times(_) | Said::And) | None => Cow::Borrowed(written.unwrap_or("")),
        };
        let is_repeated = repeated.is_some() && digits.len() == 1;
        if is_repeated {
            // The word that says how often is no word between digits.
            let parted = groups.pop().map_or(parted, |times| times.parted);
            groups.push(Group {
                parted,
                word,
                digits: Cow::Owned(digits.repeat(repeated.unwrap_or(1))),
                is_said: true,
            });
            last = None;
            continue;
        }
        let is_said = written.is_none() && !digits.is_empty();
        last = said.filter(|_| is_said);
        groups.push(Group {
            parted,
            word,
            digits,
            is_said,
        });
    }
    groups
}

/// The digits that a word is, of `0177x12` those before the extension.
fn without_extension(word: &str) -> Option<&str> {
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (digits, extension) = word.split_once(['x', 'X']).unwrap_or((word, ""));
    (!digits.is_empty() && is_digits(digits) && is_digits(extension)).then_some(digits)
}

/// Whether a word that is another one too stands for digits here.
fn is_meant(word: &str, said: Said, before: Option<&Group>, parted: &str) -> bool {
    let after_said = before.is_some_and(|group| group.is_said);
    match said {
        // A month; the Spanish “or”.
        Said::Unit(7) if word.eq_ignore_ascii_case("sept") => after_said,
        Said::Unit(0) if word.len() == 1 => after_said || parted == "-",
        _ => true,
    }
}

/// The value of what is said with what follows, where both are one: `thirty` and `six`, `quatre` and `vingts`.
fn together(value: u32, last: Said, next: Said, is_linked: bool) -> Option<u32> {
    match (last, next) {
        (Said::Tens(_), Said::Unit(unit @ 1..)) => Some(value + unit),
        (Said::Tens(60 | 80), Said::Teen(more) | Said::Tens(more @ 10)) => Some(value + more),
        (Said::Unit(4), Said::Tens(20)) => Some(80),
        (Said::Unit(1..) | Said::Teen(_) | Said::Tens(_), Said::Hundred) if value < 100 => {
            Some(value * 100)
        }
        (Said::Unit(1..) | Said::Teen(_) | Said::Tens(_), Said::Thousand) if value < 100 => {
            Some(value * 1000)
        }
        (Said::Hundred | Said::Hundreds(_), Said::Teen(more) | Said::Tens(more)) => {
            Some(value + more)
        }
        // “Eight hundred six five six” goes on, “eight hundred and six” does not.
        (Said::Hundred | Said::Hundreds(_), Said::Unit(unit)) if is_linked => Some(value + unit),
        _ => None,
    }
}

fn said(word: &str) -> Option<Said> {
    const LONGEST: usize = 14;
    if word.len() > LONGEST || word.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let word = match word.is_ascii() {
        true => word.to_ascii_lowercase(),
        false => word.to_lowercase(),
    };
    Some(match word.as_str() {
        "zero" | "oh" | "o" | "cero" | "zéro" => Said::Unit(0),
        "one" | "uno" | "un" | "une" => Said::Unit(1),
        "two" | "dos" | "deux" => Said::Unit(2),
        "three" | "tres" | "trois" => Said::Unit(3),
        "four" | "cuatro" | "quatre" => Said::Unit(4),
        "five" | "cinco" | "cinq" => Said::Unit(5),
        "six" | "seis" => Said::Unit(6),
        "seven" | "siete" | "sept" => Said::Unit(7),
        "eight" | "ocho" | "huit" => Said::Unit(8),
        "nine" | "nueve" | "neuf" => Said::Unit(9),
        "ten" | "diez" => Said::Teen(10),
        "dix" => Said::Tens(10),
        "eleven" | "once" | "onze" => Said::Teen(11),
        "twelve" | "doce" | "douze" => Said::Teen(12),
        "thirteen" | "trece" | "treize" => Said::Teen(13),
        "fourteen" | "catorce" | "quatorze" => Said::Teen(14),
        "fifteen" | "quince" | "quinze" => Said::Teen(15),
        "sixteen" | "dieciséis" | "dieciseis" | "seize" => Said::Teen(16),
        "seventeen" | "diecisiete" => Said::Teen(17),
        "eighteen" | "dieciocho" => Said::Teen(18),
        "nineteen" | "diecinueve" => Said::Teen(19),
        "twenty" | "veinte" | "vingt" | "vingts" => Said::Tens(20),
        "veintiuno" | "veintiún" => Said::Teen(21),
        "veintidós" | "veintidos" => Said::Teen(22),
        "veintitrés" | "veintitres" => Said::Teen(23),
        "veinticuatro" => Said::Teen(24),
        "veinticinco" => Said::Teen(25),
        "veintiséis" | "veintiseis" => Said::Teen(26),
        "veintisiete" => Said::Teen(27),
        "veintiocho" => Said::Teen(28),
        "veintinueve" => Said::Teen(29),
        "thirty" | "treinta" | "trente" => Said::Tens(30),
        "forty" | "fourty" | "cuarenta" | "quarante" => Said::Tens(40),
        "fifty" | "cincuenta" | "cinquante" => Said::Tens(50),
        "sixty" | "sesenta" | "soixante" => Said::Tens(60),
        "seventy" | "setenta" | "septante" => Said::Tens(70),
        "eighty" | "ochenta" | "huitante" => Said::Tens(80),
        "ninety" | "noventa" | "nonante" => Said::Tens(90),
        "hundred" | "cent" | "cents" => Said::Hundred,
        "doscientos" => Said::Hundreds(200),
        "trescientos" => Said::Hundreds(300),
        "cuatrocientos" => Said::Hundreds(400),
        "quinientos" => Said::Hundreds(500),
        "seiscientos" => Said::Hundreds(600),
        "setecientos" => Said::Hundreds(700),
        "ochocientos" => Said::Hundreds(800),
        "novecientos" => Said::Hundreds(900),
        "thousand" | "mil" | "mille" => Said::Thousand,
        "double" | "doble" => Said::Times(2),
        "triple" => Said::Times(3),
        "and" | "y" | "et" => Said::And,
        _ => return None,
    })
}

/// The words of a text, each with where it begins; digits that are said and ones in figures apart (`three73`).
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
        .flat_map(|(start, word)| {
            let pieces = said_beside_figures(start, word);
            let whole = pieces.is_empty().then_some((start, word));
            whole.into_iter().chain(pieces)
        })
}

/// The pieces of a word of figures and of words for digits; none of any other, as `24x7`, `2nd` and `0177x12` are.
fn said_beside_figures(start: usize, word: &str) -> Vec<(usize, &str)> {
    let is_digit = |c: char| c.is_ascii_digit();
    if !word.contains(is_digit) || !word.contains(char::is_alphabetic) {
        return Vec::new();
    }
    let (mut pieces, mut at) = (Vec::new(), 0);
    while let Some(first) = word[at..].chars().next() {
        let rest = &word[at..];
        let end = rest.find(|c| is_digit(c) != is_digit(first));
        let piece = &rest[..end.unwrap_or(rest.len())];
        let is_number = is_digit(first)
            || piece.len() > 2
                && matches!(
                    said(piece),
                    Some(Said::Unit(_) | Said::Teen(_) | Said::Tens(_))
                );
        if !is_number {
            return Vec::new();
        }
        pieces.push((start + at, piece));
        at += piece.len();
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_as_people_say_them() {
        for (text, expected) in [
            ("eight one six", "8 1 6"),
            ("three thirty-six, oh one seven seven", "3 36 0 1 7 7"),
            ("three thirty six", "3 36"),
            ("oh one seventy-seven", "0 1 77"),
            ("eight sixteen", "8 16"),
            ("one eight hundred, six five six", "1 800 6 5 6"),
            ("one eight hundred six five six", "1 800 6 5 6"),
            ("eight hundred and six", "806"),
            ("816 three hundred thirty six 0177", "816 336 0177"),
            ("816-336-two thousand", "816 336 2000"),
            ("triple 8, 373, double 8 double 8", "888 373 88 88"),
            ("treinta y seis", "36"),
            ("ochocientos, seis", "800 6"),
            ("trescientos treinta y seis, veintidós", "336 22"),
            ("quatre-vingt-dix-sept", "97"),
            ("soixante-quinze, vingt et un", "75 21"),
            ("le huit cent", "800"),
            ("two o one", "2 0 1"),
            ("988 o 911", "988 911"),
            ("Sept 25 2026", "25 2026"),
            ("Triple rooms", ""),
            ("888 three73 7889, 88eight", "888 3 73 7889 88 8"),
            ("2nd floor, 24x7, 0177x12, 5o 3mi", "24 0177"),
        ] {
            let groups = groups(text);
            let digits = groups.iter().filter(|group| group.is_digits());
            let digits: Vec<&str> = digits.map(|group| group.digits.as_ref()).collect();
            assert_eq!(digits.join(" "), expected, "{text}");
        }
    }
}
