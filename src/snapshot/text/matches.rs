//! The listings that match a question, and how well.

use std::cmp::Ordering;

use roaring::{MultiOps, RoaringBitmap};

use super::index::{Index, Postings};
use super::question::{Asked, Question};
use super::synonyms::Concept;

/// What a number weighs: more than [`super::question::WORDS`] words that say what somebody needs.
const NUMBER: u16 = 100;
/// A listing that is looked up costs as much as so many that are passed in a row.
const LOOK_UP: u64 = 16;
/// What the category above is worth of the one that was meant.
const WIDENED: f32 = 0.5;
/// What a word is worth that tells where or how, beside one that tells what.
const LESS: f32 = 0.5;

/// How much of a question the matches have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Nothing was asked for: no word that says anything. The text is no filter then.
    NothingAsked,
    /// Every word; beside a need, its place is no condition.
    AllWords,
    /// No listing has every word; these have most of them, or are of the category above the one that was meant.
    MostWords,
    /// No listing has any of it.
    NoWords,
}

/// The answer to a question.
pub struct Matches<'a> {
    pub extent: Extent,
    /// The listings that match.
    pub numbers: RoaringBitmap,
    words: Vec<Word<'a>>,
    telephone: Vec<RoaringBitmap>,
}

/// A word of the question and what matches it.
struct Word<'a> {
    parts: Vec<(&'a Postings, f32)>,
    /// Those that it is a condition of; none where it only raises what it matches.
    listings: RoaringBitmap,
    weight: u16,
    place: bool,
    /// Nothing has it; these are the listings of the category above the one that was meant.
    widened: bool,
    /// How rare it is, and how much it says.
    rarity: f32,
}

/// What a part of a question matches.
struct Set<'a> {
    listings: &'a RoaringBitmap,
    weight: u16,
    place: bool,
}

impl<'a> Matches<'a> {
    pub(super) fn of(index: &'a Index, question: Question) -> Matches<'a> {
        let words: Vec<Word> = question
            .words
            .iter()
            .map(|asked| Word::of(index, asked))
            .collect();
        let telephone = question.numbers;
        let mut sets: Vec<Set> = Vec::new();
        sets.extend(telephone.iter().map(|listings| Set {
            listings,
            weight: NUMBER,
            place: false,
        }));
        sets.extend(words.iter().map(|word| Set {
            listings: &word.listings,
            weight: word.weight,
            place: word.place,
        }));
        let (mut extent, numbers) = matching(&sets, index.listings);
        if extent == Extent::AllWords && words.iter().any(|word| word.widened) {
            extent = Extent::MostWords;
        }
        Matches {
            extent,
            numbers,
            words,
            telephone,
        }
    }

    /// How well a listing matches; 0 where it does not.
    pub fn score(&self, number: u32) -> f32 {
        self.scores(&RoaringBitmap::from_iter([number]))
            .first()
            .map_or(0.0, |(_, score)| *score)
    }

    /// The matches among these listings with their scores, by ascending number.
    pub fn scores(&self, among: &RoaringBitmap) -> Vec<(u32, f32)> {
        let candidates = &self.numbers & among;
        let mut scores: Vec<(u32, f32)> = candidates.iter().map(|number| (number, 0.0)).collect();
        let Some(highest) = candidates.max() else {
            return scores;
        };
        for listings in &self.telephone {
            for (number, score) in &mut scores {
                *score += if listings.contains(*number) {
                    f32::from(NUMBER)
                } else {
                    0.0
                };
            }
        }
        let mut best: Vec<f32> = Vec::new();
        for word in &self.words {
            let in_a_row: u64 = word.parts.iter().map(|(p, _)| p.listings.len()).sum();
            let one_by_one = candidates.len() * word.parts.len() as u64 * LOOK_UP;
            if one_by_one <= in_a_row {
                for (number, score) in &mut scores {
                    *score += word.rarity * word.best_of(*number);
                }
            } else {
                best.clear();
                best.resize(highest as usize + 1, 0.0);
                word.best_of_all(&mut best);
                for (number, score) in &mut scores {
                    *score += word.rarity * best[*number as usize];
                }
            }
        }
        scores
    }

    /// A page of the matches among these listings: the best first, equals in the order of `tie`, in which no two
    /// listings are equal.
    pub fn ranked(
        &self,
        among: &RoaringBitmap,
        tie: impl Fn(u32, u32) -> Ordering,
        skip: usize,
        take: usize,
    ) -> Vec<(u32, f32)> {
        let scores = self.scores(among);
        let order =
            |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then_with(|| tie(a.0, b.0));
        let end = skip.saturating_add(take).min(scores.len());
        let mut best: Vec<(u32, f32)> = Vec::new();
        // What comes behind the last of those kept so far cannot be on the page; it is most. Equals are judged too:
        // where a question's words are in every listing, all of them are equals.
        let room = end.saturating_mul(4).max(256);
        let mut last: Option<(u32, f32)> = None;
        for scored in scores {
            if last.is_none_or(|last| order(&scored, &last).is_lt()) {
                best.push(scored);
            }
            if best.len() > room && end > 0 {
                best.select_nth_unstable_by(end - 1, order);
                best.truncate(end);
                last = Some(best[end - 1]);
            }
        }
        best.sort_unstable_by(order);
        best.truncate(end);
        best.split_off(skip.min(end))
    }
}

impl<'a> Word<'a> {
    fn of(index: &'a Index, asked: &Asked) -> Word<'a> {
        let of_word = |(word, worth): &(u32, f32)| (&index.words[*word as usize].postings, *worth);
        let of_concept =
            |(concept, worth): &(Concept, f32)| (&index.concepts[concept.0 as usize], *worth);
        let words = asked.words.iter().map(of_word);
        let concepts = asked.concepts.iter().map(of_concept);
        let mut parts: Vec<(&Postings, f32)> = words.chain(concepts).collect();
        parts.retain(|(postings, _)| !postings.impacts.is_empty());
        let widened = parts.is_empty();
        if widened {
            let above = asked.concepts.iter().filter_map(|(concept, worth)| {
                Some((index.synonyms.above(*concept)?, worth * WIDENED))
            });
            let above: Vec<(Concept, f32)> = above.collect();
            parts.extend(above.iter().map(of_concept));
            parts.retain(|(postings, _)| !postings.impacts.is_empty());
        }
        let mut listings = parts.iter().map(|(postings, _)| &postings.listings).union();
        let having = listings.len();
        if asked.unsure {
            listings.clear();
        }
        Word {
            rarity: rarity(index.listings, having) * if asked.weight == 1 { LESS } else { 1.0 },
            weight: asked.weight,
            place: asked.place,
            widened,
            parts,
            listings,
        }
    }

    fn best_of(&self, number: u32) -> f32 {
        let worths = self.parts.iter();
        let worths = worths.map(|(postings, worth)| worth * postings.impact(number));
        worths.fold(0.0, f32::max)
    }

    /// The same of every listing up to the length of `best`.
    fn best_of_all(&self, best: &mut [f32]) {
        for (postings, worth) in &self.parts {
            for (number, impact) in postings.listings.iter().zip(&postings.impacts) {
                let Some(best) = best.get_mut(number as usize) else {
                    break;
                };
                *best = best.max(worth * f32::from(*impact));
            }
        }
    }
}

/// BM25's inverse document frequency.
fn rarity(listings: u32, having: u64) -> f32 {
    let (all, having) = (f64::from(listings), having as f64);
    (1.0 + (all - having + 0.5).max(0.5) / (having + 0.5)).ln() as f32
}

/// The listings of all sets, or else of most of their weight.
fn matching(sets: &[Set], listings: u32) -> (Extent, RoaringBitmap) {
    if sets.is_empty() {
        return (Extent::NothingAsked, RoaringBitmap::new());
    }
    // Beside a need, a place raises the listings that name it and shuts nobody out: a shelter for the county, or
    // one whose place is withheld, serves the town too.
    let need = |set: &Set| !set.place && set.weight > 1 && !set.listings.is_empty();
    let with_need = sets.iter().any(need);
    let mut required: Vec<&RoaringBitmap> = sets
        .iter()
        .filter(|set| !(set.place && with_need))
        .map(|set| set.listings)
        .collect();
    required.sort_by_key(|set| set.len());
    let all = required.into_iter().intersection();
    if !all.is_empty() {
        return (Extent::AllWords, all);
    }
    // Sixteen words and as many numbers stay far below the highest of these.
    let mut weights = vec![0u16; listings as usize];
    let mut whole = 0;
    for set in sets.iter().filter(|set| !set.listings.is_empty()) {
        whole += set.weight;
        for number in set.listings {
            weights[number as usize] += set.weight;
        }
    }
    let most = weights.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return (Extent::NoWords, RoaringBitmap::new());
    }
    let enough = most.min(whole.div_ceil(2));
    let mut having = RoaringBitmap::new();
    for (number, _) in (0u32..)
        .zip(&weights)
        .filter(|(_, weight)| **weight >= enough)
    {
        // They come in order, so that this is an append.
        let _ = having.try_push(number);
    }
    (Extent::MostWords, having)
}
