//! The inverted index: from words and concepts to listings, with how much each listing is about them.

use std::collections::{HashMap, HashSet};

use fst::Map;
use roaring::RoaringBitmap;

use super::numbers::Numbers;
use super::synonyms::{Concept, PhraseWord, Synonyms};
use super::words::{Word, fold, stem, words};
use super::{Document, Weight};

/// A document's words beyond these are not indexed.
const WORDS_OF_A_FIELD: usize = 2_000;
/// How fast more of the same word stops to count; see [`impact`].
const SATURATION: f32 = 2.0;

/// The listings that have a word or are of a concept, each with how much it is about it.
#[derive(Default)]
pub struct Postings {
    pub listings: RoaringBitmap,
    /// In the order of `listings`, in 255ths.
    pub impacts: Vec<u8>,
}

impl Postings {
    fn of(entries: &[(u32, u8)]) -> Postings {
        let mut listings = RoaringBitmap::new();
        let mut impacts: Vec<u8> = Vec::with_capacity(entries.len());
        for &(listing, impact) in entries {
            // Entries come by ascending number. The same listing twice adds nothing.
            if listings.try_push(listing).is_ok() {
                impacts.push(impact);
            }
        }
        Postings { listings, impacts }
    }

    /// How much a listing is about it, in 255ths; 0 where it is not.
    pub fn impact(&self, listing: u32) -> f32 {
        if !self.listings.contains(listing) {
            return 0.0;
        }
        let rank = self.listings.rank(listing) as usize;
        f32::from(self.impacts[rank - 1])
    }
}

/// What phrases are made of, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A word of the vocabulary.
    Word(u32),
    Stem(u32),
}

/// A name of a concept, as its words are numbered.
pub struct IndexedPhrase {
    pub keys: Vec<Key>,
    pub concept: Concept,
    in_texts: bool,
}

/// A word of the vocabulary.
pub struct Known {
    pub postings: Postings,
    pub stem: u32,
    /// It is part of a synonym.
    pub in_phrase: bool,
}

/// Everything that a question is asked of.
pub struct Index {
    /// Word to its number; the numbers go by the alphabet, so that a beginning is a range of them.
    pub vocabulary: Map<Vec<u8>>,
    pub words: Vec<Known>,
    stems: HashMap<Box<str>, u32>,
    /// The words of a stem, by its number.
    pub forms: Vec<Vec<u32>>,
    pub phrases: Vec<IndexedPhrase>,
    /// Phrases by their first word.
    pub beginnings: HashMap<Key, Vec<u32>>,
    pub concepts: Vec<Postings>,
    /// The places that listings name, folded, their words apart by one blank.
    pub places: HashSet<Box<str>>,
    pub numbers: Numbers,
    /// One more than the highest listing number.
    pub listings: u32,
    pub synonyms: &'static Synonyms,
}

impl Index {
    /// Of documents whose numbers go up.
    pub fn build(synonyms: &'static Synonyms, documents: impl Iterator<Item = Document>) -> Index {
        let mut builder = Builder::new(synonyms);
        for document in documents {
            builder.add(&document);
        }
        builder.finish()
    }

    /// The number of a word.
    pub fn word(&self, word: &str) -> Option<u32> {
        self.vocabulary.get(word).map(|number| number as u32)
    }

    /// The number of a word's stem.
    pub fn stem(&self, word: &str) -> Option<u32> {
        self.stems.get(stem(word).as_ref()).copied()
    }
}

struct Builder {
    synonyms: &'static Synonyms,
    numbers_of_words: HashMap<Box<str>, u32>,
    words: Vec<Building>,
    stems: HashMap<Box<str>, u32>,
    phrases: Vec<IndexedPhrase>,
    beginnings: HashMap<Key, Vec<u32>>,
    concepts: Vec<Vec<(u32, u8)>>,
    places: HashSet<Box<str>>,
    numbers: Vec<(u64, u32)>,
    listings: u32,
    /// Of the document at hand: how much it has of words and concepts, not yet summed.
    of_words: Vec<(u32, f32)>,
    of_concepts: Vec<(u32, f32)>,
}

#[derive(Default)]
struct Building {
    postings: Vec<(u32, u8)>,
    stem: u32,
    stop: bool,
    in_phrase: bool,
    /// The phrases for texts that begin with it.
    begins: Vec<u32>,
}

impl Builder {
    fn new(synonyms: &'static Synonyms) -> Builder {
        let mut builder = Builder {
            synonyms,
            numbers_of_words: HashMap::new(),
            words: Vec::new(),
            stems: HashMap::new(),
            phrases: Vec::new(),
            beginnings: HashMap::new(),
            concepts: vec![Vec::new(); synonyms.len()],
            places: HashSet::new(),
            numbers: Vec::new(),
            listings: 0,
            of_words: Vec::new(),
            of_concepts: Vec::new(),
        };
        for (number, phrase) in (0u32..).zip(&synonyms.phrases) {
            let keys: Vec<Key> = phrase.words.iter().map(|word| builder.key(word)).collect();
            builder.beginnings.entry(keys[0]).or_default().push(number);
            builder.phrases.push(IndexedPhrase {
                keys,
                concept: phrase.concept,
                in_texts: phrase.in_texts,
            });
        }
        // The words were numbered before all phrases were known.
        for number in 0..builder.words.len() as u32 {
            builder.words[number as usize].begins = builder.begins(number);
        }
        builder
    }

    fn key(&mut self, word: &PhraseWord) -> Key {
        match word {
            PhraseWord::Exact(word) => {
                let number = self.number(word);
                self.words[number as usize].in_phrase = true;
                Key::Word(number)
            }
            PhraseWord::AnyForm(word) => {
                let number = self.number(word);
                self.words[number as usize].in_phrase = true;
                Key::Stem(self.words[number as usize].stem)
            }
        }
    }

    fn stem_number(&mut self, stem: &str) -> u32 {
        let next = self.stems.len() as u32;
        *self.stems.entry(stem.into()).or_insert(next)
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers_of_words.get(word) {
            return *number;
        }
        let number = self.words.len() as u32;
        let building = Building {
            stem: self.stem_number(&stem(word)),
            stop: self.synonyms.is_stop(word),
            ..Building::default()
        };
        self.words.push(building);
        self.numbers_of_words.insert(word.into(), number);
        self.words[number as usize].begins = self.begins(number);
        number
    }

    fn begins(&self, word: u32) -> Vec<u32> {
        let keys = [Key::Word(word), Key::Stem(self.words[word as usize].stem)];
        keys.iter()
            .filter_map(|key| self.beginnings.get(key))
            .flatten()
            .copied()
            .filter(|phrase| self.phrases[*phrase as usize].in_texts)
            .collect()
    }

    fn add(&mut self, document: &Document) {
        self.listings = self.listings.max(document.number + 1);
        for (weight, text) in &document.fields {
            let folded = fold(text);
            let words: Vec<Word> = words(&folded).take(WORDS_OF_A_FIELD).collect();
            self.add_field(*weight, &words);
            if *weight == Weight::Place {
                self.add_places(text);
            }
        }
        for (weight, concept) in &document.concepts {
            self.of_concepts.push((concept.0, weight.strength(1)));
        }
        for number in &document.numbers {
            self.numbers
                .extend(Numbers::code(number).map(|code| (code, document.number)));
        }
        let words = &mut self.words;
        sum(&mut self.of_words, |word, impact| {
            words[word as usize]
                .postings
                .push((document.number, impact));
        });
        let concepts = &mut self.concepts;
        sum(&mut self.of_concepts, |concept, impact| {
            concepts[concept as usize].push((document.number, impact));
        });
    }

    fn add_field(&mut self, weight: Weight, words: &[Word<'_>]) {
        let numbers: Vec<u32> = words.iter().map(|word| self.number(word.text)).collect();
        let strength = weight.strength(words.len());
        for (at, &number) in numbers.iter().enumerate() {
            for phrase in &self.words[number as usize].begins {
                let phrase = &self.phrases[*phrase as usize];
                if self.reads(phrase, &numbers[at..]) {
                    self.of_concepts.push((phrase.concept.0, strength));
                }
            }
            if !self.words[number as usize].stop {
                self.of_words.push((number, strength));
            }
        }
        // What was written in pieces can be asked for in one.
        for (at, word) in words.iter().enumerate().skip(1).filter(|(_, w)| w.joined) {
            let whole = format!("{}{}", words[at - 1].text, word.text);
            let number = self.number(&whole);
            self.of_words.push((number, strength));
        }
    }

    /// `Lee's Summit, Lone Jack` names two.
    fn add_places(&mut self, text: &str) {
        for name in text.split(',') {
            let name = joined(words(&fold(name)).map(|word| word.text));
            if !name.is_empty() && !self.places.contains(name.as_str()) {
                self.places.insert(name.into());
            }
        }
    }

    fn reads(&self, phrase: &IndexedPhrase, words: &[u32]) -> bool {
        phrase.keys.len() <= words.len()
            && phrase.keys.iter().zip(words).all(|(key, word)| match key {
                Key::Word(number) => number == word,
                Key::Stem(stem) => self.words[*word as usize].stem == *stem,
            })
    }

    #[expect(
        clippy::expect_used,
        reason = "the words are sorted and in memory: the vocabulary cannot fail"
    )]
    fn finish(mut self) -> Index {
        let mut sorted: Vec<(Box<str>, u32)> = self.numbers_of_words.drain().collect();
        sorted.sort_unstable();
        let mut ordinals = vec![0u32; sorted.len()];
        for (ordinal, (_, number)) in (0u32..).zip(&sorted) {
            ordinals[*number as usize] = ordinal;
        }
        let entries = (0u64..)
            .zip(&sorted)
            .map(|(at, (word, _))| (word.as_bytes(), at));
        let vocabulary = Map::from_iter(entries).expect("words are sorted");
        let renumbered = |key: Key| match key {
            Key::Word(number) => Key::Word(ordinals[number as usize]),
            stem => stem,
        };
        let mut forms = vec![Vec::new(); self.stems.len()];
        let mut words = Vec::with_capacity(sorted.len());
        for (ordinal, (_, number)) in (0u32..).zip(&sorted) {
            let building = std::mem::take(&mut self.words[*number as usize]);
            forms[building.stem as usize].push(ordinal);
            words.push(Known {
                postings: Postings::of(&building.postings),
                stem: building.stem,
                in_phrase: building.in_phrase,
            });
        }
        let mut phrases = self.phrases;
        for key in phrases.iter_mut().flat_map(|phrase| &mut phrase.keys) {
            *key = renumbered(*key);
        }
        Index {
            vocabulary,
            words,
            stems: self.stems,
            forms,
            phrases,
            beginnings: self
                .beginnings
                .into_iter()
                .map(|(key, phrases)| (renumbered(key), phrases))
                .collect(),
            concepts: self.concepts.iter().map(|c| Postings::of(c)).collect(),
            places: self.places,
            numbers: Numbers::of(self.numbers),
            listings: self.listings,
            synonyms: self.synonyms,
        }
    }
}

/// Words as [`Index::places`] has them.
pub fn joined<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let mut joined = String::new();
    for word in words {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined
}

/// Empties `parts` into one impact for each number in it.
fn sum(parts: &mut Vec<(u32, f32)>, mut give: impl FnMut(u32, u8)) {
    parts.sort_unstable_by_key(|(number, _)| *number);
    for same in parts.chunk_by(|a, b| a.0 == b.0) {
        let strength: f32 = same.iter().map(|(_, strength)| strength).sum();
        give(same[0].0, impact(strength));
    }
    parts.clear();
}

/// BM25's saturation, over the sum of all fields (BM25F): said twice is more than once and less than twice as much.
fn impact(strength: f32) -> u8 {
    (strength / (strength + SATURATION) * 255.0)
        .round()
        .max(1.0) as u8
}
