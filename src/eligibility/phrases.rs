//! What a source says in words beside its rules. Words are never a rule; they only keep a rule from being taken for
//! all that is asked, or for what is asked of everybody.

use super::vocabulary::Vocabulary;
use crate::geography::fold;

/// Before a phrase these turn it round: “no exceptions”.
const NOT: [&str; 3] = ["no", "not", "without"];

/// Whether they leave somebody out: “for survivors of domestic violence”.
pub fn restrict(text: &str) -> bool {
    says(text, &Vocabulary::embedded().phrases.restrict)
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
    sentences.map(str::trim).find(|sentence| restrict(sentence))
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
    let folded = format!(" {} ", fold(text));
    let everybody = &Vocabulary::embedded().phrases.everybody;
    let text = everybody.iter().fold(folded, |text, all| {
        text.replace(&format!(" {all} "), " all ")
    });
    phrases.iter().any(|phrase| {
        text.match_indices(&format!(" {phrase} ")).any(|(at, _)| {
            let before = text[..at].rsplit(' ').next().unwrap_or_default();
            !NOT.contains(&before)
        })
    })
}
