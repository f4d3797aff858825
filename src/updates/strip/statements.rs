//! Sentences that say that a place is kept to those who need it, in English and Spanish.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::geography::fold;
use crate::updates::phrases::Phrases;

const SECRET: [&str; 14] = [
    "confidential",
    "undisclosed",
    "nondisclosed",
    "secret",
    "withheld",
    "unlisted",
    "unpublished",
    "confidencial",
    "confidenciales",
    "secreta",
    "secreto",
    "reservada",
    "oculta",
    "discreet",
];
/// Words for a place whose secrecy is the place's: a "confidential counselor" is none.
const PLACE: [&str; 28] = [
    "location",
    "locations",
    "address",
    "addresses",
    "site",
    "place",
    "whereabouts",
    "shelter",
    "shelters",
    "facility",
    "house",
    "housing",
    "home",
    "residence",
    "building",
    "safehouse",
    "street",
    "premises",
    "ubicacion",
    "direccion",
    "domicilio",
    "lugar",
    "sitio",
    "refugio",
    "albergue",
    "casa",
    "localizacion",
    "vivienda",
];
/// What an address or a place is, rather than a house: for words that say less.
const ADDRESS: [&str; 10] = [
    "location",
    "address",
    "whereabouts",
    "addresses",
    "ubicacion",
    "direccion",
    "domicilio",
    "localizacion",
    "directions",
    "lugar",
];
/// Between "confidential" and the place.
const KINDS: [&str; 20] = [
    "and",
    "safe",
    "secure",
    "emergency",
    "physical",
    "street",
    "mailing",
    "domestic",
    "violence",
    "dv",
    "residential",
    "shelter",
    "crisis",
    "transitional",
    "office",
    "undisclosed",
    "y",
    "segura",
    "seguro",
    "or",
];
/// Between the place and what is said of it.
const LINKS: [&str; 48] = [
    "is",
    "are",
    "was",
    "be",
    "being",
    "kept",
    "keep",
    "keeps",
    "remain",
    "remains",
    "must",
    "will",
    "shall",
    "stays",
    "held",
    "strictly",
    "completely",
    "fully",
    "always",
    "of",
    "the",
    "our",
    "this",
    "for",
    "safety",
    "reasons",
    "and",
    "its",
    "their",
    "all",
    "security",
    "to",
    "considered",
    "exact",
    "physical",
    "es",
    "son",
    "se",
    "mantiene",
    "esta",
    "del",
    "de",
    "la",
    "el",
    "en",
    "por",
    "has",
    "been",
];
const NOT: [&str; 13] = [
    "not", "isnt", "arent", "no", "non", "nor", "never", "cannot", "dont", "doesnt", "cant",
    "wont", "longer",
];
const TOLD: [&str; 27] = [
    "disclosed",
    "published",
    "public",
    "listed",
    "given",
    "shared",
    "released",
    "available",
    "provided",
    "revealed",
    "advertised",
    "posted",
    "shown",
    "displayed",
    "publicly",
    "divulgada",
    "divulga",
    "publicada",
    "publica",
    "revelada",
    "revela",
    "disponible",
    "proporciona",
    "comparte",
    "divulged",
    "publicado",
    "divulgado",
];
const TELL: [&str; 27] = [
    "disclose",
    "publish",
    "release",
    "share",
    "give",
    "list",
    "reveal",
    "print",
    "post",
    "advertise",
    "divulge",
    "display",
    "show",
    "divulgamos",
    "publicamos",
    "revelamos",
    "divulga",
    "publica",
    "revela",
    "compartimos",
    "publicar",
    "divulgar",
    "revelar",
    "mostrar",
    "compartir",
    "dar",
    "damos",
];
const ARTICLES: [&str; 26] = [
    "a",
    "an",
    "the",
    "in",
    "at",
    "our",
    "its",
    "their",
    "exact",
    "considered",
    "any",
    "this",
    "un",
    "una",
    "en",
    "es",
    "la",
    "el",
    "su",
    "nuestra",
    "nuestro",
    "physical",
    "street",
    "meeting",
    "specific",
    "se",
];
const CALL: [&str; 12] = [
    "call",
    "contact",
    "phone",
    "ask",
    "inquire",
    "text",
    "llame",
    "llamar",
    "contacte",
    "pregunte",
    "comuniquese",
    "email",
];
const WHEN: [&str; 14] = [
    "upon",
    "on",
    "at",
    "after",
    "only",
    "when",
    "once",
    "during",
    "by",
    "solo",
    "al",
    "following",
    "with",
    "until",
];

/// Every rule is met by one of these words at least, and hardly any text has one.
static TELLING: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lists: [&[&str]; 6] = [
        &SECRET,
        &["private", "hidden", "privada", "disclosed", "anonymous"],
        &["conf", "protected", "protegida", "protegido"],
        &NOT,
        &CALL,
        &TOLD,
    ];
    lists.into_iter().flatten().copied().collect()
});

/// What stands in the line of an address that is not to be told.
static IN_LINE: Phrases = Phrases::anywhere(&[
    "confidential",
    "confidencial",
    "undisclosed",
    "non disclosed",
    "nondisclosed",
    "withheld",
    "unpublished",
    "unlisted",
    "not public",
    "not disclosed",
    "not published",
    "not listed",
    "no divulgad",
    "no publicad",
    "no revelad",
    "private location",
    "private address",
    "secret location",
    "hidden location",
    "hidden address",
    "call for",
    "please call",
    "call agency",
    "call hotline",
    "llame",
    "upon request",
    "on request",
    "redacted",
    "suppressed",
    "domicilio reservado",
    "not for public",
    "not publish",
    "not share",
    "not disclose",
    "not print",
    "not release",
    "not give out",
    "internal only",
    "internal use",
    "office use only",
    "staff only",
    "no publicar",
    "no compartir",
]);
/// What says so where it is all that stands before a house or behind it.
const ALONE: [&str; 6] = [
    "private",
    "hidden",
    "secret",
    "anonymous",
    "privado",
    "privada",
];

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
    let is_private = matches!(words[at], "private" | "hidden" | "privada" | "conf");
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
    let is_protected = || is_one(&["protected", "protegida", "protegido"], word);
    const BY: [&str; 5] = ["by", "with", "from", "por", "against"];
    let is_by = rest.clone().next().is_some_and(|word| is_one(&BY, word));
    is_one(&["private", "privada", "hidden", "anonymous"], word) && !is_denied(words, at)
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
