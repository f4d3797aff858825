//! Words that people use for one thing, as data: the synonyms of `data/taxonomy.json`, and `data/synonyms.json`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use serde::Deserialize;

use super::words::{fold, stem, words};
use crate::hsds::Kind;
use crate::hsds::taxonomy::{Taxonomies, Taxonomy};

/// A thing that has several names: a term of a taxonomy, or a group of phrases that mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Concept(pub u32);

/// What a word of a question is about; the first weighs most where not all words can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    Need,
    /// For whom.
    Audience,
    /// Equal to other words; that says nothing of what they are about.
    Group,
}

/// A name of a concept.
pub struct Phrase {
    pub words: Vec<PhraseWord>,
    pub concept: Concept,
    /// A text that says it means the concept. The other phrases are only words to ask with: a clinic that mentions
    /// "court" is no legal help.
    pub in_texts: bool,
}

/// A word of a phrase.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PhraseWord {
    /// The word as it is written; an acronym has no other forms.
    Exact(String),
    AnyForm(String),
}

/// All concepts and their names.
pub struct Synonyms {
    pub phrases: Vec<Phrase>,
    /// By concept number.
    about: Vec<About>,
    /// By concept number: the term above it.
    above: Vec<Option<Concept>>,
    /// By taxonomy and code.
    terms: HashMap<(&'static str, String), Concept>,
    stop: HashSet<String>,
    /// Stems.
    soft: HashSet<String>,
}

#[derive(Deserialize)]
struct File {
    groups: Vec<Vec<String>>,
    category: BTreeMap<String, Vec<String>>,
    audience: BTreeMap<String, Vec<String>>,
    stop: Vec<String>,
    soft: Vec<String>,
}

impl Synonyms {
    /// Those built into the binary.
    #[expect(
        clippy::expect_used,
        reason = "the file is part of the program and a test reads it"
    )]
    pub fn embedded() -> &'static Synonyms {
        static EMBEDDED: OnceLock<Synonyms> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let file: File = serde_json::from_str(include_str!("../../../data/synonyms.json"))
                .expect("data/synonyms.json is valid");
            Synonyms::of(&file, Taxonomies::embedded())
        })
    }

    fn of(file: &File, ours: &Taxonomies) -> Synonyms {
        let mut synonyms = Synonyms {
            phrases: Vec::new(),
            about: Vec::new(),
            above: Vec::new(),
            terms: HashMap::new(),
            stop: file.stop.iter().cloned().collect(),
            soft: file
                .soft
                .iter()
                .map(|word| stem(word).into_owned())
                .collect(),
        };
        synonyms.add_terms(&ours.category, "category", &file.category, About::Need);
        synonyms.add_terms(&ours.audience, "audience", &file.audience, About::Audience);
        synonyms.add_terms(&ours.kind, "kind", &BTreeMap::new(), About::Need);
        for group in &file.groups {
            let concept = synonyms.concept(About::Group);
            for phrase in group {
                synonyms.add_phrase(phrase, concept, true);
            }
        }
        synonyms
    }

    fn add_terms(
        &mut self,
        taxonomy: &Taxonomy,
        name: &'static str,
        more: &BTreeMap<String, Vec<String>>,
        about: About,
    ) {
        for term in &taxonomy.terms {
            let concept = self.concept(about);
            // A term stands after the one above it.
            let parent = term.parent.as_ref();
            self.above[concept.0 as usize] = parent.and_then(|code| self.term(name, code));
            self.terms.insert((name, term.code.clone()), concept);
            // Nearly everything is help: the words for it would find all of it.
            if name == "kind" && term.code == Kind::Help.as_str() {
                continue;
            }
            let more = more.get(&term.code).map_or(&[][..], Vec::as_slice);
            for phrase in [&term.name].into_iter().chain(&term.synonyms).chain(more) {
                self.add_phrase(phrase, concept, false);
            }
        }
    }

    fn concept(&mut self, about: About) -> Concept {
        self.about.push(about);
        self.above.push(None);
        Concept(self.about.len() as u32 - 1)
    }

    fn add_phrase(&mut self, phrase: &str, concept: Concept, in_texts: bool) {
        let as_written = phrase.split([' ', '-']).filter(|word| !word.is_empty());
        let mut phrase = Vec::new();
        for written in as_written {
            let acronym = written.len() > 1 && written.chars().all(|c| c.is_ascii_uppercase());
            phrase.extend(words(&fold(written)).map(|word| match acronym {
                true => PhraseWord::Exact(word.text.to_owned()),
                false => PhraseWord::AnyForm(word.text.to_owned()),
            }));
        }
        if !phrase.is_empty() {
            self.phrases.push(Phrase {
                words: phrase,
                concept,
                in_texts,
            });
        }
    }

    /// How many concepts there are; their numbers are below it.
    pub fn len(&self) -> usize {
        self.about.len()
    }

    pub fn is_empty(&self) -> bool {
        self.about.is_empty()
    }

    /// What it is about.
    pub fn about(&self, concept: Concept) -> About {
        self.about[concept.0 as usize]
    }

    /// The term above a term.
    pub fn above(&self, concept: Concept) -> Option<Concept> {
        self.above[concept.0 as usize]
    }

    /// The concept of a category, by its code.
    pub fn category(&self, code: &str) -> Option<Concept> {
        self.term("category", code)
    }

    /// The concept of an audience, by its code.
    pub fn audience(&self, code: &str) -> Option<Concept> {
        self.term("audience", code)
    }

    /// The concept of a kind.
    pub fn kind(&self, kind: Kind) -> Option<Concept> {
        self.term("kind", kind.as_str())
    }

    fn term(&self, taxonomy: &'static str, code: &str) -> Option<Concept> {
        self.terms.get(&(taxonomy, code.to_owned())).copied()
    }

    /// Whether a folded word says nothing of what is asked for.
    pub fn is_stop(&self, word: &str) -> bool {
        self.stop.contains(word)
    }

    /// Whether a folded word only qualifies what is asked for.
    pub fn is_soft(&self, word: &str) -> bool {
        self.soft.contains(stem(word).as_ref())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{File, Synonyms};
    use crate::hsds::taxonomy::Taxonomies;
    use crate::snapshot::text::words::{fold, words};

    fn file() -> File {
        serde_json::from_str(include_str!("../../../data/synonyms.json")).expect("a valid file")
    }

    #[test]
    fn codes_are_those_of_the_taxonomies() {
        let (file, ours) = (file(), Taxonomies::embedded());
        for code in file.category.keys() {
            assert!(ours.category.term(code).is_some(), "category {code}");
        }
        for code in file.audience.keys() {
            assert!(ours.audience.term(code).is_some(), "audience {code}");
        }
    }

    #[test]
    fn words_are_written_as_they_are_compared() {
        let file = file();
        for word in file.stop.iter().chain(&file.soft) {
            let folded = fold(word);
            let folded: Vec<&str> = words(&folded).map(|word| word.text).collect();
            assert_eq!(folded, [word.as_str()]);
        }
        let stop: HashSet<&String> = file.stop.iter().collect();
        assert_eq!(stop.len(), file.stop.len(), "a stop word twice");
    }

    #[test]
    fn no_group_says_the_same_twice_and_none_is_alone() {
        for group in file().groups {
            let distinct: HashSet<String> = group.iter().map(|p| p.to_lowercase()).collect();
            assert!(
                distinct.len() == group.len() && group.len() > 1,
                "{group:?}"
            );
        }
    }

    #[test]
    fn every_term_is_below_its_own() {
        let synonyms = Synonyms::embedded();
        for term in &Taxonomies::embedded().category.terms {
            let concept = synonyms.category(&term.code).expect("a concept");
            let parent = term.parent.as_ref();
            let expected = parent.and_then(|code| synonyms.category(code));
            assert_eq!(synonyms.above(concept), expected, "{}", term.code);
        }
    }

    #[test]
    fn a_phrase_says_something() {
        let synonyms = Synonyms::embedded();
        for phrase in &synonyms.phrases {
            assert!(phrase.words.len() <= 6, "{:?}", phrase.words);
        }
    }
}
