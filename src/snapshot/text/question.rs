//! What somebody typed, read word by word.

use fst::{IntoStreamer, Streamer};
use roaring::RoaringBitmap;

use super::index::{Index, Key, joined};
use super::synonyms::{About, Concept};
use super::typos;
use super::words::{Word, decompose, fold, words};

/// A question has at most so many characters; what follows does not count.
const LONGEST_QUESTION: usize = 400;
/// Of its words that say something, so many count.
pub const WORDS: usize = 16;
/// Of all its words, so many are looked at for synonyms of several words.
const PIECES: usize = 48;
/// So many unknown words are looked for as mistyped.
const MISTYPED: usize = 4;
/// The commonest words that an unfinished one may become.
const ENDINGS: usize = 64;
/// The longest name of a place.
const WORDS_OF_A_PLACE: usize = 4;
/// With fewer letters, a mistyped word may have been too many words.
const LETTERS_OF_A_SURE_WORD: usize = 4;
/// The shortest beginning that is finished, in letters.
const SHORTEST_BEGINNING: usize = 3;

/// How a word is worth less the less surely it is what was meant.
const STEM: f32 = 0.85;
const SYNONYM: f32 = 0.7;
const UNFINISHED: f32 = 0.5;
const ONE_EDIT: f32 = 0.4;
const TWO_EDITS: f32 = 0.3;

/// A question, read.
pub struct Question {
    pub words: Vec<Asked>,
    /// The listings of each telephone number in it.
    pub numbers: Vec<RoaringBitmap>,
}

/// A word of a question, and everything that matches it, each with what it is worth.
#[derive(Default)]
pub struct Asked {
    pub words: Vec<(u32, f32)>,
    pub concepts: Vec<(Concept, f32)>,
    /// What it weighs where not all words can be had.
    pub weight: u16,
    /// It says where; the origin of a search says it better.
    pub place: bool,
    /// It is mistyped and too short to tell what was meant: it raises what it matches, and is no condition.
    pub unsure: bool,
}

/// A word as typed.
struct Piece {
    text: String,
    stop: bool,
    /// What it may be of the vocabulary.
    readings: Vec<(u32, f32)>,
    unsure: bool,
}

/// Reads what somebody typed by what the listings know. What is longer than it may be is cut.
pub fn read(index: &Index, q: &str) -> Question {
    let q = match q.char_indices().nth(LONGEST_QUESTION) {
        Some((end, _)) => &q[..end],
        None => q,
    };
    let q = decompose(q);
    let parted = index.numbers.part(&q, |letters| is_word(index, letters));
    let unfinished = parted.rest.ends_with(|c: char| !c.is_whitespace());
    let pieces = pieces(index, &parted.rest, unfinished);
    let mut asked: Vec<Option<Asked>> = pieces
        .iter()
        .map(|piece| {
            (!piece.stop).then(|| Asked {
                words: piece.readings.clone(),
                unsure: piece.unsure,
                ..Asked::default()
            })
        })
        .collect();
    join(index, &pieces, &mut asked);
    let concepts = concepts(index, &pieces);
    for (from, to, concept, worth) in concepts {
        for asked in asked[from..to].iter_mut().flatten() {
            asked.concepts.push((concept, worth));
        }
    }
    let places = places(index, &pieces);
    let words = pieces.iter().zip(asked).zip(places);
    let words = words.filter_map(|((piece, asked), place)| {
        let mut asked = asked?;
        asked.place = place;
        asked.weight = weight(index, piece, &asked);
        Some(asked)
    });
    Question {
        words: words.take(WORDS).collect(),
        numbers: parted.numbers,
    }
}

fn pieces(index: &Index, text: &str, unfinished: bool) -> Vec<Piece> {
    let folded = fold(text);
    let words: Vec<Word> = words(&folded).collect();
    let last = words.len().saturating_sub(1);
    let mut mistyped = 0;
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, word) in words.into_iter().take(PIECES).enumerate() {
        let stop = index.synonyms.is_stop(word.text);
        let mut readings = known(index, word.text);
        let mut unsure = false;
        if readings.is_empty() && !stop {
            if unfinished && at == last {
                readings.extend(endings(index, word.text));
            }
            let is_short = word.text.chars().count() < LETTERS_OF_A_SURE_WORD;
            unsure = is_short && readings.is_empty();
            mistyped += 1;
            if mistyped <= MISTYPED && (unsure || !is_short) {
                readings.extend(meant(index, word.text));
            }
        }
        pieces.push(Piece {
            text: word.text.to_owned(),
            stop,
            readings,
            unsure,
        });
    }
    pieces
}

/// Whether letters are all words that the directory or its synonyms have, or words that say nothing.
fn is_word(index: &Index, letters: &str) -> bool {
    let folded = fold(letters);
    words(&folded)
        .all(|word| index.synonyms.is_stop(word.text) || !known(index, word.text).is_empty())
}

/// The word itself and its other forms.
fn known(index: &Index, word: &str) -> Vec<(u32, f32)> {
    let exact = index.word(word);
    let stem = index.stem(word);
    let forms = stem.map_or(&[][..], |stem| &index.forms[stem as usize]);
    forms
        .iter()
        .map(|form| {
            let worth = if Some(*form) == exact { 1.0 } else { STEM };
            (*form, worth)
        })
        .collect()
}

/// The words that begin with it: those of synonyms, then the commonest.
fn endings(index: &Index, beginning: &str) -> Vec<(u32, f32)> {
    if beginning.chars().nth(SHORTEST_BEGINNING - 1).is_none() {
        return Vec::new();
    }
    let first = |from: &[u8]| {
        let mut stream = index.vocabulary.range().ge(from).into_stream();
        let next = stream.next().map(|(_, number)| number as u32);
        next.unwrap_or(index.words.len() as u32)
    };
    let from = first(beginning.as_bytes());
    // No UTF-8 has this byte, so that all that begins with `beginning` sorts before it.
    let to = first(&[beginning.as_bytes(), &[0xff]].concat());
    let mut endings: Vec<u32> = (from..to).collect();
    let order = |number: &u32| {
        let known = &index.words[*number as usize];
        std::cmp::Reverse((known.in_phrase, known.postings.listings.len()))
    };
    if endings.len() > ENDINGS {
        endings.select_nth_unstable_by_key(ENDINGS, order);
        endings.truncate(ENDINGS);
    }
    endings.into_iter().map(|word| (word, UNFINISHED)).collect()
}

/// The words that a mistyped one may be, in all their forms.
fn meant(index: &Index, word: &str) -> Vec<(u32, f32)> {
    let mut meant: Vec<(u32, f32)> = Vec::new();
    for (alike, edits) in typos::alike(index, word) {
        let worth = if edits == 1 { ONE_EDIT } else { TWO_EDITS };
        let stem = index.words[alike as usize].stem as usize;
        let forms = index.forms[stem].iter();
        meant.extend(forms.map(|form| match *form == alike {
            true => (*form, worth),
            false => (*form, worth * STEM),
        }));
    }
    meant
}

/// Two words that the directory writes as one: `hot line`, `re start`.
fn join(index: &Index, pieces: &[Piece], asked: &mut [Option<Asked>]) {
    for (at, pair) in pieces.windows(2).enumerate() {
        let whole = format!("{}{}", pair[0].text, pair[1].text);
        if let Some(word) = index.word(&whole) {
            for asked in asked[at..at + 2].iter_mut().flatten() {
                asked.words.push((word, STEM));
            }
        }
    }
}

/// Each synonym in the question: its first piece, the one after its last, its concept and what that is worth.
fn concepts(index: &Index, pieces: &[Piece]) -> Vec<(usize, usize, Concept, f32)> {
    let mut found = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let mut begun: Vec<u32> = Vec::new();
        for (word, _) in &piece.readings {
            let keys = [
                Key::Word(*word),
                Key::Stem(index.words[*word as usize].stem),
            ];
            let phrases = keys.iter().filter_map(|key| index.beginnings.get(key));
            begun.extend(phrases.flatten());
        }
        begun.sort_unstable();
        begun.dedup();
        for phrase in begun {
            let phrase = &index.phrases[phrase as usize];
            let Some(said) = pieces.get(at..at + phrase.keys.len()) else {
                continue;
            };
            let mut worths = phrase.keys.iter().zip(said).map(|(key, piece)| {
                let worths = piece.readings.iter().filter(|(word, _)| match key {
                    Key::Word(number) => word == number,
                    Key::Stem(stem) => index.words[*word as usize].stem == *stem,
                });
                worths.map(|(_, worth)| *worth).max_by(f32::total_cmp)
            });
            let least = worths.try_fold(1.0_f32, |least, worth| Some(least.min(worth?)));
            if let Some(least) = least {
                // Another form of a synonym is that synonym.
                let least = if least >= STEM { 1.0 } else { least };
                found.push((at, at + said.len(), phrase.concept, SYNONYM * least));
            }
        }
    }
    found
}

/// Which pieces are part of the name of a place.
fn places(index: &Index, pieces: &[Piece]) -> Vec<bool> {
    let mut places = vec![false; pieces.len()];
    for from in 0..pieces.len() {
        for to in from + 1..=pieces.len().min(from + WORDS_OF_A_PLACE) {
            let name = joined(pieces[from..to].iter().map(|piece| piece.text.as_str()));
            if index.places.contains(name.as_str()) {
                places[from..to].fill(true);
            }
        }
    }
    places
}

/// What a word weighs where not all can be had: what somebody needs before for whom, and that before where and how.
fn weight(index: &Index, piece: &Piece, asked: &Asked) -> u16 {
    let about = |about| {
        let mut concepts = asked.concepts.iter();
        concepts.any(|(concept, _)| index.synonyms.about(*concept) == about)
    };
    if asked.place || index.synonyms.is_soft(&piece.text) {
        1
    } else if about(About::Audience) && !about(About::Need) {
        2
    } else {
        4
    }
}
