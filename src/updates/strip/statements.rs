//! Sentences that say that a place is kept to those who need it, in English and Spanish.

mod words;

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::geography::fold;
use words::{
    ADDRESS, ALONE, ARTICLES, CALL, HIDE, IN_LINE, KINDS, LINKS, NOT, PLACE, PRIVATE, PROTECTED,
    SECRET, TELL, TOLD, WHEN,
};

/// Every rule is met by one of these words at least, and hardly any text has one.
static TELLING: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lists: [&[&str]; 8] = [
        &HIDE,
        &SECRET,
        &PRIVATE,
        &["anonymous", "conf"],
        &PROTECTED,
        &NOT,
        &CALL,
        &TOLD,
    ];
    lists.into_iter().flatten().copied().collect()
});

/// Whether a text says plainly that the place it is about is confidential: "confidential location", "address not
/// published", "call for location". That it is not confidential, or that something else is, says nothing.
pub fn is_said(text: &str) -> bool {
    says(&fold(text))
}

/// The same of a folded text.
pub fn says(folded: &str) -> bool {
    if !folded.split(' ').any(|word| TELLING.contains(word)) {
        return false;
    }
    let words: Vec<&str> = folded.split(' ').collect();
    (0..words.len()).any(|at| {
        secret_place(&words, at)
            || place_is_secret(&words, at)
            || is_not_told(&words, at)
            || is_to_be_hidden(&words, at)
            || must_be_asked_for(&words, at)
            || is_told_later(&words, at)
    })
}

/// Whether the line of an address, or a name of a place, says that there is none to be told.
pub fn is_in_line(line: &str) -> bool {
    says_in_line(&fold(line))
}

/// The same of a folded line.
pub fn says_in_line(folded: &str) -> bool {
    IN_LINE.is_in(folded) || is_alone(folded) || says(folded)
}

/// "PRIVATE", "12 Elm St (private)", "Hidden 12 Elm St"; and no "Hidden Valley Rd".
fn is_alone(folded: &str) -> bool {
    let mut words = folded.split(' ').filter(|word| !word.is_empty());
    let (first, second, last) = (words.next(), words.next(), folded.split(' ').next_back());
    let is_one = |word: Option<&str>| word.is_some_and(|word| ALONE.contains(&word));
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    is_one(last) || (is_one(first) && second.is_none_or(is_number))
}

fn is_one(words: &[&str], word: &str) -> bool {
    words.contains(&word)
}

/// Whether what starts at `at` is denied by the words before it.
fn is_denied(words: &[&str], at: usize) -> bool {
    let before = words[..at]
        .iter()
        .rev()
        .find(|word| !is_one(&ARTICLES, word));
    before.is_some_and(|word| is_one(&NOT, word))
}

/// "Confidential location", "undisclosed, safe house".
fn secret_place(words: &[&str], at: usize) -> bool {
    let is_private = is_one(&PRIVATE, words[at]) || words[at] == "conf";
    if !is_one(&SECRET, words[at]) && !is_private {
        // "Non-disclosed location".
        return words[at] == "disclosed"
            && at > 0
            && words[at - 1] == "non"
            && words.get(at + 1).is_some_and(|word| is_one(&PLACE, word));
    }
    let place = words[at + 1..]
        .iter()
        .take(4)
        .find(|word| !is_one(&KINDS, word) || is_one(&PLACE, word));
    let places: &[&str] = if is_private { &ADDRESS } else { &PLACE };
    place.is_some_and(|word| is_one(places, word)) && !is_denied(words, at)
}

/// "The location of the shelter is kept confidential", "address not published".
fn place_is_secret(words: &[&str], at: usize) -> bool {
    if !is_one(&PLACE, words[at]) {
        return false;
    }
    let mut rest = words[at + 1..]
        .iter()
        .take(8)
        .skip_while(|word| is_one(&LINKS, word) || is_one(&PLACE, word));
    let Some(word) = rest.next() else {
        return false;
    };
    if is_one(&SECRET, word) {
        return !is_denied(words, at);
    }
    if !is_one(&ADDRESS, words[at]) {
        return false;
    }
    // "The location is protected by guards."
    let is_protected = || is_one(&PROTECTED, word);
    const BY: [&str; 5] = ["by", "with", "from", "por", "against"];
    let is_by = rest.clone().next().is_some_and(|word| is_one(&BY, word));
    let is_private = is_one(&PRIVATE, word) || *word == "anonymous";
    is_private && !is_denied(words, at)
        || is_protected() && !is_by && !is_denied(words, at)
        || is_one(&NOT, word)
            && rest
                .find(|word| !is_one(&LINKS, word))
                .is_some_and(|word| is_one(&TOLD, word))
}

/// "We do not publish our address".
fn is_not_told(words: &[&str], at: usize) -> bool {
    is_one(&NOT, words[at])
        && words[at + 1..]
            .iter()
            .take(2)
            .any(|word| is_one(&TELL, word))
        && words[at + 1..]
            .iter()
            .take(7)
            .any(|word| is_one(&ADDRESS, word))
}

/// "Hide address", "withhold the street address".
fn is_to_be_hidden(words: &[&str], at: usize) -> bool {
    let what = words[at + 1..]
        .iter()
        .take(3)
        .find(|word| !is_one(&ARTICLES, word));
    is_one(&HIDE, words[at])
        && !is_denied(words, at)
        && what.is_some_and(|word| is_one(&ADDRESS, word))
}

/// "Call 816-555-0100 for the address".
fn must_be_asked_for(words: &[&str], at: usize) -> bool {
    if !is_one(&CALL, words[at]) {
        return false;
    }
    let after = words[at + 1..]
        .iter()
        .take(8)
        .skip_while(|word| !matches!(**word, "for" | "para"));
    let mut wanted = after
        .skip(1)
        .skip_while(|word| is_one(&ARTICLES, word) || matches!(**word, "obtener" | "saber"));
    wanted
        .next()
        .is_some_and(|word| *word != "directions" && is_one(&ADDRESS, word))
}

/// "Address provided upon intake".
fn is_told_later(words: &[&str], at: usize) -> bool {
    let rest = &words[at + 1..];
    let mut said = rest.iter().take(4).skip_while(|word| is_one(&LINKS, word));
    is_one(&ADDRESS, words[at])
        && said
            .next()
            .is_some_and(|word| is_one(&TOLD, word) && *word != "available")
        && said.next().is_some_and(|word| is_one(&WHEN, word))
}
