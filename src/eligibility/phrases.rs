//! What a source says in words beside its rules. Words are never a rule; they only keep a rule from being taken for
//! all that is asked, or for what is asked of everybody.

use super::vocabulary::Vocabulary;
use crate::geography::fold;

/// Before a phrase these turn it round: “no exceptions”.
const NOT: [&str; 5] = ["no", "not", "without", "dont", "sin"];
/// What a group is not told across: “for food in winter, and women”.
const BETWEEN: [&str; 12] = [
    "and", "or", "of", "in", "with", "from", "to", "at", "on", "y", "o", "de",
];
/// A group at the head of so few words is all that they say: “Pregnant women and new moms.”
const FEW: usize = 6;
/// Words of the young let in nobody to what is for the young.
const ADULT: f64 = 18.0;
/// No age of a person who asks is below it.
const LEAST_AGE: f64 = 5.0;

/// Whether they leave somebody out: “for survivors of domestic violence”.
pub fn restrict(text: &str) -> bool {
    restricting_sentence(text).is_some()
}

/// Whether they let in people who are younger than an age, or of whatever age.
pub fn let_in_younger(text: &str, than: f64) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').collect();
    let phrases = &Vocabulary::embedded().phrases.young;
    let denies =
        |after: &[&str]| matches!(after, ["are" | "is", "not", ..] | ["not" | "cannot", ..]);
    let is_young = (0..words.len()).any(|at| {
        let is_denied = at > 0 && NOT.contains(&words[at - 1]);
        let said = phrases.iter().any(|phrase| {
            let phrase: Vec<&str> = phrase.split(' ').collect();
            words[at..].starts_with(&phrase) && !denies(&words[at + phrase.len()..])
        });
        said && !is_denied
    });
    than >= ADULT && is_young || ages_in(&words).any(|age| (LEAST_AGE..than).contains(&age))
}

/// The numbers that are ages by the words around them: “ages 12-17”, “16 and up”, “16 and 17 year olds”.
fn ages_in<'a>(words: &'a [&'a str]) -> impl Iterator<Item = f64> + 'a {
    (0..words.len()).filter_map(|at| {
        let age: f64 = words[at].parse().ok()?;
        let before = &words[at.saturating_sub(4)..at];
        let after = &words[at + 1..words.len().min(at + 5)];
        let is_denied = before.iter().any(|word| {
            [
                "under", "below", "younger", "than", "over", "no", "not", "menores",
            ]
            .contains(word)
        });
        let is_age = before
            .iter()
            .any(|word| ["age", "ages", "aged", "youth", "edad", "edades"].contains(word))
            || after.windows(2).any(|two| {
                matches!(
                    two,
                    [
                        "and" | "or" | "y" | "o",
                        "up" | "older" | "over" | "above" | "mayores" | "mas"
                    ] | ["year" | "years", "old" | "olds"]
                        | ["anos", "de" | "o" | "en"]
                )
            });
        (is_age && !is_denied).then_some(age)
    })
}

/// Whether all that they say is everybody: “All ages, genders and backgrounds are welcome.”
pub fn mean_anybody(text: &str) -> bool {
    let folded = with_all(&fold(text));
    let words: Vec<&str> = folded.split_whitespace().collect();
    let is_else = words.windows(2).any(|two| {
        matches!(
            two,
            ["anyone" | "anybody" | "everyone" | "everybody", "else"]
        )
    });
    let phrases = &Vocabulary::embedded().phrases;
    let is_all = |word: &&str| phrases.all.iter().any(|all| all == word);
    let is_beside = |word: &str| phrases.beside_all.iter().any(|beside| beside == word);
    is_else || words.iter().any(is_all) && words.iter().all(|word| is_all(word) || is_beside(word))
}

/// Whether all that they say is an age, which is one of these: “Adults 18 and older.”
pub fn mean_ages(text: &str, ages: [Option<f64>; 2]) -> bool {
    let beside = &Vocabulary::embedded().phrases.beside_ages;
    let folded = fold(text);
    let mut numbers = 0;
    let is_plain = folded.split(' ').all(|word| match word.parse::<f64>() {
        Ok(number) => {
            numbers += 1;
            ages.contains(&Some(number))
        }
        Err(_) => beside.iter().any(|beside| beside == word),
    });
    is_plain && numbers > 0
}

/// Whether they let somebody in beside the rules: “exceptions case by case”.
pub fn make_exceptions(text: &str) -> bool {
    says(text, &Vocabulary::embedded().phrases.make_exceptions)
}

/// Whether they widen an area: “and surrounding counties”.
pub fn widen(text: &str) -> bool {
    let phrases = &Vocabulary::embedded().phrases;
    says(text, &phrases.widen) || says(text, &phrases.make_exceptions)
}

/// The first sentence that leaves somebody out.
pub fn restricting_sentence(text: &str) -> Option<&str> {
    let sentences = text
        .split(['\n', ';'])
        .flat_map(|line| line.split_inclusive(". "));
    sentences
        .map(str::trim)
        .find(|sentence| restricts(sentence))
}

fn restricts(sentence: &str) -> bool {
    let phrases = &Vocabulary::embedded().phrases;
    let folded = with_all(&fold(sentence));
    let neutral = phrases.neutral.iter().map(|words| format!(" {words} "));
    let found: Vec<String> = neutral.filter(|words| folded.contains(words)).collect();
    let takes_all = |words: &String| words.ends_with(" else ") || words.starts_with(" not ");
    if found.iter().any(takes_all) {
        return false;
    }
    let left = found
        .iter()
        .fold(folded, |text, words| text.replace(words, " "));
    says(&left, &phrases.restrict) || names_a_group(&left)
}

/// Whether some people are let in or left out by the words beside them: “men are not admitted”, “open to all women”.
fn names_a_group(folded: &str) -> bool {
    let phrases = &Vocabulary::embedded().phrases;
    let words: Vec<&str> = folded.split_whitespace().collect();
    let is_group = |word: &str| phrases.groups.iter().any(|group| group == word);
    let are_beside = |words: &[&str]| {
        words
            .iter()
            .all(|word| !BETWEEN.contains(word) && word.parse::<f64>().is_err())
    };
    let groups = (0..words.len()).filter(|at| is_group(words[*at]));
    for at in groups {
        let (before, after) = (&words[..at], &words[at + 1..]);
        let gaps = |of: &[&str]| 0..=of.len().min(2);
        let is_before = gaps(before).any(|gap| {
            let (head, between) = before.split_at(before.len() - gap);
            are_beside(between)
                && phrases.before_groups.iter().any(|cue| {
                    let cue: Vec<&str> = cue.split(' ').collect();
                    head.ends_with(&cue)
                })
        });
        let is_after = phrases.after_groups.iter().any(|cue| {
            let cue: Vec<&str> = cue.split(' ').collect();
            after.starts_with(&cue)
        });
        let is_all_said = at <= 1 && words.len() <= FEW;
        if is_before || is_after || is_all_said {
            return true;
        }
    }
    false
}

/// The counties that a text names: “in Orange, Seminole and Osceola County”.
pub fn counties_in(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare = |word: &str| {
        let trimmed = word.trim_matches(|c: char| !c.is_alphanumeric());
        trimmed.to_owned()
    };
    let mut counties = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if !["county", "counties"].contains(&bare(word).to_lowercase().as_str()) {
            continue;
        }
        let mut name: Vec<String> = Vec::new();
        for word in words[..at].iter().rev() {
            let is_joint = ["and", "or", "&", "y"].contains(word);
            let is_name = word.starts_with(char::is_uppercase);
            let ends_before = is_joint || word.ends_with(',');
            if ends_before && !name.is_empty() {
                name.reverse();
                counties.push(name.join(" "));
                name = Vec::new();
            }
            if is_joint {
                continue;
            }
            // A sentence before ends there: “… in Florida. Orange County”; “St. Johns” does not.
            let is_end = word.ends_with(['.', ':', ';']) && word.chars().count() > 3;
            if !is_name || is_end {
                break;
            }
            name.push(bare(word));
        }
        if !name.is_empty() {
            name.reverse();
            counties.push(name.join(" "));
        }
    }
    counties
}

/// A text of at most so many characters.
pub fn shortened(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        None => text.to_owned(),
        Some(_) => text.chars().take(characters - 1).chain(['…']).collect(),
    }
}

/// Whether one of the phrases, folded, is in the text as whole words, is not denied, and does not go on to all: “for men
/// and women”.
fn says(text: &str, phrases: &[String]) -> bool {
    let text = with_all(&fold(text));
    phrases.iter().any(|phrase| {
        text.match_indices(&format!(" {phrase} ")).any(|(at, _)| {
            let before = text[..at].rsplit(' ').next().unwrap_or_default();
            !NOT.contains(&before)
        })
    })
}

/// Folded words, with “all” for what sounds like some and means all.
fn with_all(folded: &str) -> String {
    let everybody = &Vocabulary::embedded().phrases.everybody;
    let text = format!(" {folded} ");
    everybody
        .iter()
        .fold(text, |text, all| text.replace(&format!(" {all} "), " all "))
}
