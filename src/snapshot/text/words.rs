//! How text becomes words: folded, cut at what is no letter or digit, stemmed.

use std::borrow::Cow;
use std::sync::OnceLock;

use icu_normalizer::DecomposingNormalizerBorrowed;
use snowball_stemmers_rs::{Algorithm, Stemmer};

/// A word has at most as many letters; the rest of a longer one does not count.
pub const LONGEST_WORD: usize = 32;

/// A word and how it was joined to the one before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word<'a> {
    pub text: &'a str,
    /// Written in one piece with the word before: the `in` of `drop-in`.
    pub joined: bool,
}

/// The words of a text that [`fold`] gave, in its order.
pub fn words(folded: &str) -> impl Iterator<Item = Word<'_>> {
    folded.split_ascii_whitespace().flat_map(|piece| {
        let parts = piece.split('-').filter(|part| !part.is_empty());
        parts.enumerate().map(|(at, part)| Word {
            text: whole(part),
            joined: at > 0,
        })
    })
}

/// The stem that a folded word shares with its other forms.
pub fn stem(word: &str) -> Cow<'_, str> {
    static ENGLISH: OnceLock<Stemmer> = OnceLock::new();
    // AIDS is no plural of aid, which lawyers give.
    if word == "aids" || !word.is_ascii() {
        return Cow::Borrowed(word);
    }
    ENGLISH
        .get_or_init(|| Stemmer::create(Algorithm::English))
        .stem(word)
}

/// Lower case, no accents, no apostrophes; `-` where a word was written in pieces, a blank between words.
///
/// `Lydia’s House` and `lydias house` have the same words then; so have `St. Joseph` and `Saint Joseph`, `Résumé` and
/// `resume`, `S.A.N.E.` and `SANE`, `A & B` and `A and B`.
pub fn fold(text: &str) -> String {
    let decomposed = decompose(text);
    let mut folded = String::with_capacity(decomposed.len() + 8);
    // How many letters there are since the last mark of any kind.
    let mut run = 0;
    for c in decomposed.chars() {
        match c {
            'a'..='z' | '0'..='9' => folded.push(c),
            'A'..='Z' => folded.push(c.to_ascii_lowercase()),
            '\'' | '`' | '´' | '‘' | '’' | '‛' | 'ʻ' | 'ʼ' | '′' => continue,
            // Combining marks: the accents that were taken from their letters. Soft hyphens, joiners.
            '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' => continue,
            // Initials: S.A.N.E., U.S.
            '.' if run == 1 && folded.ends_with(|c: char| c.is_ascii_lowercase()) => {
                run = 0;
                continue;
            }
            '-' | ':' | '\u{2010}'..='\u{2013}' | '\u{2212}' => {
                folded.push('-');
                run = 0;
                continue;
            }
            '&' => folded.push_str(" and "),
            c if c.is_alphanumeric() => fold_letter(c, &mut folded),
            _ => folded.push(' '),
        }
        run = if c.is_alphanumeric() { run + 1 } else { 0 };
    }
    folded
}

/// A text in compatibility decomposition (NFKD): accents apart from their letters, digits of full width as digits.
pub fn decompose(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    // These would come apart into letters.
    let text = text.replace(['™', '℠'], " ");
    let nfkd = DecomposingNormalizerBorrowed::new_nfkd();
    Cow::Owned(nfkd.normalize(&text).into_owned())
}

fn fold_letter(c: char, folded: &mut String) {
    match c {
        'ß' | 'ẞ' => folded.push_str("ss"),
        'æ' | 'Æ' => folded.push_str("ae"),
        'œ' | 'Œ' => folded.push_str("oe"),
        'ø' | 'Ø' => folded.push('o'),
        'ł' | 'Ł' => folded.push('l'),
        'đ' | 'Đ' => folded.push('d'),
        // A capital may come apart again: İ.
        c => folded.extend(c.to_lowercase().filter(|c| c.is_alphanumeric())),
    }
}

/// A word without its short form, and cut to [`LONGEST_WORD`].
fn whole(word: &str) -> &str {
    match word {
        "st" | "ste" | "sainte" => "saint",
        "mt" => "mount",
        "ft" => "fort",
        _ => match word.char_indices().nth(LONGEST_WORD) {
            Some((end, _)) => &word[..end],
            None => word,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_WORD, fold, stem, words};

    fn told(text: &str) -> String {
        let words: Vec<String> = words(&fold(text))
            .map(|word| {
                if word.joined {
                    format!("+{}", word.text)
                } else {
                    word.text.to_owned()
                }
            })
            .collect();
        words.join(" ")
    }

    #[test]
    fn one_text_has_one_form_however_it_is_typed() {
        for typed in [
            "Lydia's House",
            "Lydia’s house",
            "LYDIAS  HOUSE",
            "lydiaʼs house!",
        ] {
            assert_eq!(told(typed), "lydias house", "{typed}");
        }
        for typed in ["St. Luke's", "Saint Lukes", "ST LUKE’S"] {
            assert_eq!(told(typed), "saint lukes", "{typed}");
        }
        assert_eq!(told("Résumé"), told("re\u{301}sume"));
        assert_eq!(told("Food & Shelter"), told("food and shelter"));
        assert_eq!(told("S.A.N.E. exam (U.S.)"), "sane exam us");
        assert_eq!(told("Straße, Ærø, ofﬁce"), "strasse aero office");
        assert_eq!(told("Covered™ care"), "covered care");
    }

    #[test]
    fn pieces_know_that_they_were_one() {
        assert_eq!(told("drop-in center"), "drop +in center");
        assert_eq!(told("re:Start Initiative"), "re +start initiative");
        assert_eq!(told("- a list: of things -"), "a list of things");
        assert_eq!(told("dual‑diagnosis"), "dual +diagnosis");
    }

    #[test]
    fn a_sentence_ends_where_it_ends() {
        assert_eq!(told("Free testing.The clinic"), "free testing the clinic");
        assert_eq!(told("Call J. Smith. Now"), "call j smith now");
    }

    #[test]
    fn words_have_a_length() {
        let long = "é".repeat(1000);
        let cut: usize = words(&fold(&long)).map(|w| w.text.chars().count()).sum();
        assert_eq!(cut, LONGEST_WORD);
        assert_eq!(words(&fold("…!? — ' ’")).count(), 0);
    }

    #[test]
    fn forms_share_a_stem() {
        assert_eq!(stem("shelters"), stem("shelter"));
        assert_eq!(stem("counseling"), stem("counseled"));
        assert_eq!(stem("lydias"), stem("lydia"));
        assert_ne!(stem("aids"), stem("aid"));
    }
}
