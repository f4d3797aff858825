//! The listings that match a question, and how well.

use roaring::{MultiOps, RoaringBitmap};

use super::index::{Index, Postings};
use super::question::Question;

/// What a number weighs: more than [`super::question::WORDS`] words that say what somebody needs.
const NUMBER: u32 = 100;
/// A listing that is looked up costs as much as so many that are passed in a row.
const LOOK_UP: u64 = 16;

/// How much of a question the matches have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Nothing was asked for: no word that says anything. The text is no filter then.
    NothingAsked,
    /// Every word.
    AllWords,
    /// No listing has every word; these have most.
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
    listings: RoaringBitmap,
    weight: u32,
    /// How rare it is.
    rarity: f32,
}

impl<'a> Matches<'a> {
    pub(super) fn of(index: &'a Index, question: Question) -> Matches<'a> {
        let words: Vec<Word> = question
            .words
            .iter()
            .map(|asked| {
                let words = asked.words.iter();
                let words =
                    words.map(|(word, worth)| (&index.words[*word as usize].postings, *worth));
                let concepts = asked.concepts.iter();
                let concepts =
                    concepts.map(|(concept, worth)| (&index.concepts[concept.0 as usize], *worth));
                let parts: Vec<(&Postings, f32)> = words
                    .chain(concepts)
                    .filter(|(postings, _)| !postings.impacts.is_empty())
                    .collect();
                let listings = parts.iter().map(|(postings, _)| &postings.listings).union();
                Word {
                    rarity: rarity(index.listings, listings.len()),
                    weight: asked.weight,
                    parts,
                    listings,
                }
            })
            .collect();
        let telephone = question.numbers;
        let mut sets: Vec<(&RoaringBitmap, u32)> = Vec::new();
        sets.extend(telephone.iter().map(|listings| (listings, NUMBER)));
        sets.extend(words.iter().map(|word| (&word.listings, word.weight)));
        let (extent, numbers) = matching(&sets, index.listings);
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
                    NUMBER as f32
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

    /// A page of the matches among these listings: the best first, equals by `tie`.
    pub fn ranked<K: Ord>(
        &self,
        among: &RoaringBitmap,
        tie: impl Fn(u32) -> K,
        skip: usize,
        take: usize,
    ) -> Vec<(u32, f32)> {
        let mut scores = self.scores(among);
        let order = |a: &(u32, f32), b: &(u32, f32)| {
            b.1.total_cmp(&a.1).then_with(|| tie(a.0).cmp(&tie(b.0)))
        };
        let end = skip.saturating_add(take).min(scores.len());
        if end < scores.len() {
            scores.select_nth_unstable_by(end, order);
            scores.truncate(end);
        }
        scores.sort_unstable_by(order);
        scores.split_off(skip.min(end))
    }
}

impl Word<'_> {
    fn best_of(&self, number: u32) -> f32 {
        let worths = self.parts.iter();
        let worths = worths.map(|(postings, worth)| worth * postings.impact(number));
        worths.fold(0.0, f32::max)
    }

    /// The same of every listing up to the length of `best`.
    fn best_of_all(&self, best: &mut [f32]) {
        for (postings, worth) in &self.parts {
            let each = worth / 255.0;
            for (number, impact) in postings.listings.iter().zip(&postings.impacts) {
                let Some(best) = best.get_mut(number as usize) else {
                    break;
                };
                *best = best.max(each * f32::from(*impact));
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
fn matching(sets: &[(&RoaringBitmap, u32)], listings: u32) -> (Extent, RoaringBitmap) {
    if sets.is_empty() {
        return (Extent::NothingAsked, RoaringBitmap::new());
    }
    let mut ascending: Vec<&RoaringBitmap> = sets.iter().map(|(set, _)| *set).collect();
    ascending.sort_by_key(|set| set.len());
    let all = ascending.into_iter().intersection();
    if !all.is_empty() {
        return (Extent::AllWords, all);
    }
    let mut weights = vec![0u32; listings as usize];
    let mut whole = 0;
    for (set, weight) in sets.iter().filter(|(set, _)| !set.is_empty()) {
        whole += weight;
        for number in *set {
            weights[number as usize] += weight;
        }
    }
    let most = weights.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return (Extent::NoWords, RoaringBitmap::new());
    }
    let enough = most.min(whole.div_ceil(2));
    let having = (0u32..)
        .zip(&weights)
        .filter(|(_, weight)| **weight >= enough);
    (
        Extent::MostWords,
        having.map(|(number, _)| number).collect(),
    )
}
