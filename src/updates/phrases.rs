//! Lists of phrases that are looked for in folded texts, all at once.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

/// A list of folded phrases.
pub struct Phrases {
    list: &'static [&'static str],
    /// Not within other words.
    is_of_words: bool,
    search: OnceLock<AhoCorasick>,
}

impl Phrases {
    /// Phrases that may be a part of a word.
    pub const fn anywhere(list: &'static [&'static str]) -> Phrases {
        Phrases {
            list,
            is_of_words: false,
            search: OnceLock::new(),
        }
    }

    /// Phrases of whole words.
    pub const fn of_words(list: &'static [&'static str]) -> Phrases {
        Phrases {
            list,
            is_of_words: true,
            search: OnceLock::new(),
        }
    }

    /// Whether the text, which is folded, has one of the phrases.
    pub fn is_in(&self, folded: &str) -> bool {
        #[expect(
            clippy::expect_used,
            reason = "a list of a few phrases is not too large"
        )]
        let search = self
            .search
            .get_or_init(|| AhoCorasick::new(self.list).expect("phrases"));
        if !self.is_of_words {
            return search.is_match(folded);
        }
        let is_end = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == b' ');
        let bytes = folded.as_bytes();
        search.find_overlapping_iter(folded).any(|found| {
            let before = found.start().checked_sub(1).map(|at| &bytes[at]);
            is_end(before) && is_end(bytes.get(found.end()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_as_whole_words_or_anywhere() {
        static WORDS: Phrases = Phrases::of_words(&["shelter", "safe house", "house"]);
        static PARTS: Phrases = Phrases::anywhere(&["shelter", "safe house"]);
        for (text, is_word, is_part) in [
            ("shelter", true, true),
            ("a shelter for all", true, true),
            ("shelters", false, true),
            ("a safe house", true, true),
            ("safe houses", false, true),
            ("unsafe house", true, true),
            ("greenhouse", false, false),
            ("", false, false),
        ] {
            assert_eq!(WORDS.is_in(text), is_word, "{text}");
            assert_eq!(PARTS.is_in(text), is_part, "{text}");
        }
    }
}
