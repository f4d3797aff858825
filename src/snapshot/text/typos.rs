//! Words of the vocabulary that were meant by a mistyped one.

use std::sync::OnceLock;

use fst::{Automaton, IntoStreamer, Streamer};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder};

use super::index::Index;

/// More words than this are not tried for one.
const MOST: usize = 32;
/// Longer words are not taken as mistyped: nobody's word is, and an automaton grows with its word.
const LONGEST: usize = 24;

/// The words that are the fewest edits from `word`, and how many edits that is: at most one from three letters, two
/// from eight; swapped neighbours are one. Numbers are not mistyped words.
pub fn alike(index: &Index, word: &str) -> Vec<(u32, u8)> {
    let letters = word.chars().count();
    let most = match letters {
        3..8 => 1,
        8..=LONGEST => 2,
        _ => 0,
    };
    if word.contains(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    (1..=most)
        .map(|edits| within(index, word, edits))
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

fn within(index: &Index, word: &str, edits: u8) -> Vec<(u32, u8)> {
    let automaton = Edits(automata(edits).build_dfa(word));
    let mut stream = index.vocabulary.search(automaton).into_stream();
    let mut found = Vec::new();
    while let Some((_, number)) = stream.next() {
        found.push(number as u32);
    }
    found.sort_by_key(|number| {
        let known = &index.words[*number as usize];
        std::cmp::Reverse(known.postings.listings.len())
    });
    found.truncate(MOST);
    found.into_iter().map(|number| (number, edits)).collect()
}

/// The tables that automata are made from; they cost milliseconds, once.
fn automata(edits: u8) -> &'static LevenshteinAutomatonBuilder {
    static ONE: OnceLock<LevenshteinAutomatonBuilder> = OnceLock::new();
    static TWO: OnceLock<LevenshteinAutomatonBuilder> = OnceLock::new();
    let built = if edits == 1 { &ONE } else { &TWO };
    built.get_or_init(|| LevenshteinAutomatonBuilder::new(edits, true))
}

/// The automaton as `fst` wants it.
struct Edits(DFA);

impl Automaton for Edits {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != levenshtein_automata::SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}
