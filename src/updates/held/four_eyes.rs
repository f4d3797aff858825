//! Nobody approves their own change of a crisis number by their word alone.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use icu_normalizer::DecomposingNormalizerBorrowed;
use unicode_security::skeleton;

use super::{Decider, Item, Proposal};
use crate::standing::number;
use crate::store::{NOT_KEPT, StoreError, Transaction};
use crate::updates::missing;
use crate::updates::risk::Rule;
use crate::updates::risk::beside::OfLines;
use crate::updates::risk::shown::Shown;

/// How old a call may be that lets somebody approve a change of their own (days).
const CALL_DAYS: i64 = 7;

/// Why somebody may not approve a crisis number that they brought themselves.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FourEyes {
    #[error("{by} brought this number: somebody else approves it, or {by} logs a call to {number} made within seven days, and retypes it", number = number::display(number))]
    NotCalled { by: String, number: String },
    #[error("this key brought the number: another key approves it, or {by} logs a call to {number} made within seven days, and retypes it", number = number::display(number))]
    SameKeyNotCalled { by: String, number: String },
    #[error("this number came from {by}, or with the same key: to approve it, retype {number}", number = number::display(number))]
    NotRetyped { by: String, number: String },
    #[error(
        "{by} brought this change of a hotline, or this key did, and there is no number to call: somebody else approves it"
    )]
    NoNumber { by: String },
}

/// Whether `decider` may approve the item of this rule: nobody approves their own change of a crisis number, and no key what came
/// with it, unless they have logged a call to it within seven days and retype it.
pub fn four_eyes(
    tx: &mut Transaction<'_>,
    rule: &str,
    item: &Item,
    decider: &Decider,
) -> Result<Result<(), FourEyes>, StoreError> {
    // Over HTTP anybody may call themselves anything: whoever has the key brought it, by whatever name.
    let has_same_key = item.api_key_id.is_some() && item.api_key_id == decider.api_key_id;
    // Who brought it may be anybody, where their name is not kept.
    let is_same = item.by == NOT_KEPT || may_be_same_person(&item.by, &decider.by);
    if !has_same_key && !is_same {
        return Ok(Ok(()));
    }
    if item.crisis_numbers.is_empty() && rule == Rule::CrisisNumber.as_str() {
        let by = decider.by.clone();
        return Ok(Err(FourEyes::NoNumber { by }));
    }
    let retyped: BTreeSet<String> = decider
        .retyped
        .iter()
        .filter_map(|written| number::normalise(written).ok())
        .collect();
    let brought = brought_to_line(tx, &item.proposal)?;
    for number in item.crisis_numbers.union(&brought) {
        let (by, number) = (decider.by.clone(), number.clone());
        if !has_called(tx, &number, &by, decider.at)? {
            return Ok(Err(match is_same {
                true => FourEyes::NotCalled { by, number },
                false => FourEyes::SameKeyNotCalled { by, number },
            }));
        }
        if !retyped.contains(&number) {
            return Ok(Err(FourEyes::NotRetyped { by, number }));
        }
    }
    Ok(Ok(()))
}

/// The numbers that a merge would show with a hotline: those that its location or its organization does not have.
fn brought_to_line(
    tx: &mut Transaction<'_>,
    proposal: &Proposal,
) -> Result<BTreeSet<String>, StoreError> {
    let Proposal::Duplicate { claim, of, .. } = proposal else {
        return Ok(BTreeSet::new());
    };
    let mut brought = Shown::of(&claim.body);
    for there in tx.records_of(&[*of])? {
        brought.leave_out(&Shown::of(&there.body));
    }
    if brought.is_empty() || missing::lines_in(tx, &[*of])?.names.is_empty() {
        return Ok(BTreeSet::new());
    }
    OfLines::default().unknown(tx, brought)
}

/// Whether this person logged a call to the number within the seven days before.
pub fn has_called(
    tx: &mut Transaction<'_>,
    number: &str,
    by: &str,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let calls = tx.calls_to(number, at - Duration::days(CALL_DAYS))?;
    Ok(calls
        .iter()
        .any(|call| call.by != NOT_KEPT && is_same_person(&call.by, by) && call.at <= at))
}

/// Whether two names may be one person's: “Ana (desk)” is Ana, and whoever is called “Ana” may be Ana Ruiz, who left
/// her surname out. That two people share a first name costs a call at most; Ana Ruiz and Ana Lopez are two.
fn may_be_same_person(a: &str, b: &str) -> bool {
    let words = |name: &'_ str| -> Vec<String> {
        let words = bare(name).split(|c: char| c.is_whitespace() || c == '-');
        let words = words.filter(|word| word.contains(char::is_alphanumeric));
        words.map(str::to_owned).collect()
    };
    let (of_a, of_b) = (words(a), words(b));
    let is_in = |some: &[String], all: &[String]| {
        let mut words = some.iter();
        !some.is_empty() && words.all(|word| all.iter().any(|other| is_written(word, other)))
    };
    is_same_person(a, b) || is_in(&of_a, &of_b) || is_in(&of_b, &of_a)
}

/// Whether two names are one, but for what is added of a desk, a shift or an address.
fn is_same_person(a: &str, b: &str) -> bool {
    is_written(bare(a), bare(b))
}

/// A name without what stands in brackets or behind a comma, a slash, a dash, a colon or @.
fn bare(name: &str) -> &str {
    let ends = [
        " -", "- ", "–", "—", "(", "[", "{", ",", ";", ":", "/", "|", "@",
    ];
    let end = ends.into_iter().filter_map(|end| name.find(end)).min();
    let bare = name[..end.unwrap_or(name.len())].trim();
    match bare.contains(char::is_alphanumeric) {
        true => bare,
        false => name,
    }
}

/// Names are typed by people: “Ána”, “ANA ” and “Ana” are one, and two persons of one name are too. So are names that look the
/// same (UTS 39): “Аna” with a Cyrillic letter is nobody else.
fn is_written(a: &str, b: &str) -> bool {
    let looks = |name: &str| skeleton(name).collect::<String>();
    let seen = |name: &str| folded(&looks(name));
    let folded_looks = |name: &str| looks(&folded(name));
    folded(a) == folded(b) || seen(a) == seen(b) || folded_looks(a) == folded_looks(b)
}

/// The letters and digits of a name, without case, accents and what parts them; of one that has none all of it.
fn folded(name: &str) -> String {
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(name);
    let letters = decomposed.chars().filter(|c| c.is_alphanumeric());
    let folded: String = letters.flat_map(char::to_lowercase).collect();
    match folded.is_empty() {
        true => name.trim().to_owned(),
        false => folded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_is_known_by_every_way_of_writing_a_name() {
        for (a, b) in [
            ("Ana", "Ána"),
            ("Ana", "ANA "),
            // Cyrillic letters, in the place of one, of all, and as capitals.
            ("Ana", "Аna"),
            ("ana", "аna"),
            ("Ana", "Anа"),
            ("Bo", "Вo"),
            ("BO", "ВО"),
            ("Sophie", "Ѕорhie"),
            // Greek, full width, mathematical.
            ("Nora", "Νora"),
            ("Bo", "Ｂｏ"),
            ("Bo", "𝐁𝐨"),
            ("Ana", "A\u{200b}na"),
            ("Али", "АЛИ"),
        ] {
            assert!(is_same_person(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("Ana", "Anna"),
            ("Ana", "Bo"),
            ("Анна", "Ана"),
            ("陈", "王"),
        ] {
            assert!(!is_same_person(a, b), "{a} {b}");
        }
    }

    #[test]
    fn what_is_added_to_a_name_makes_nobody_else_of_it() {
        for other in [
            "Ana (desk)",
            "Ana / desk",
            "Ana, night shift",
            "Ana - desk",
            "Ana – desk",
            "Ána@desk",
            "Аna [2]",
            "ana: desk",
        ] {
            assert!(is_same_person("Ana", other), "{other}");
            assert!(may_be_same_person(other, "Ana Ruiz"), "{other}");
        }
        for (a, b) in [
            ("Ana", "Ana Ruiz"),
            ("Ana M. Ruiz", "Ruiz Ana"),
            ("Ana-Maria", "Ana"),
        ] {
            assert!(
                may_be_same_person(a, b) && may_be_same_person(b, a),
                "{a} {b}"
            );
            assert!(!is_same_person(a, b), "{a} {b}: a call is one person's");
        }
        for (a, b) in [
            ("Ana Ruiz", "Ana Lopez"),
            ("Ana Ruiz (desk)", "Ana Lopez (desk)"),
            ("Ana (desk)", "Bo (desk)"),
            ("Ana", "Anabel"),
            ("(desk)", "(shift)"),
        ] {
            assert!(!may_be_same_person(a, b), "{a} {b}");
        }
    }
}
