//! Finding listings by words, as people in need type them.
//!
//! **A word** of a question matches a listing that has it, in another form (`shelters`), or that is of what the word
//! is a synonym of (`rehab`: substance use treatment). A word that neither the directory nor the synonyms know is
//! taken as mistyped (one edit from four letters, two from eight; swapped letters are one edit), and the last one as
//! unfinished (from three letters) too. One of three letters is an edit from too many words: what it may mean is
//! raised, and found by the other words. A known word is never taken as something else: text is a filter, and what
//! it lets through by accident stands in front of the person by distance.
//!
//! **A question** matches the listings that match every word. Words that say nothing (`please help me find a …`) don't
//! count, and a place is no condition beside a need: the origin says where, and a shelter that serves the county, or
//! is withheld, must not be shut out by the name of a town.
//!
//! **Never an empty page for one odd word.** Where nothing is of the category that a word means, those of the category
//! above match (`detox`: all that is for alcohol and drugs). Where no listing has every word, those match that have at
//! least half of what the words weigh, or the most that any has. What somebody needs weighs more than for whom, and
//! that more than where and how. A telephone number weighs more than all words. [`Extent`] says which it was.
//!
//! **Order**: exact before stem before synonym before unfinished before mistyped; names before categories before
//! descriptions; rare words before common ones (BM25F).
//!
//! [`words`] folds and cuts, [`synonyms`] are data, [`index`] is built on each publish, [`question`] reads what was
//! typed, [`matches`] is the answer, [`documents`] says what of a listing can be searched for.

pub mod documents;
pub mod index;
pub mod matches;
mod numbers;
pub mod question;
pub mod synonyms;
mod typos;
pub mod words;

pub use matches::{Extent, Matches};
pub use synonyms::Concept;

use index::Index;
use synonyms::Synonyms;

/// Where a text of a listing stands, by how much that says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// What the listing is called.
    Name,
    /// What its organization is called.
    Organization,
    /// What else it is called, rightly or wrongly.
    OtherName,
    Category,
    /// A category above its own.
    Above,
    Audience,
    Place,
    /// Descriptions and conditions.
    Text,
}

impl Weight {
    /// What a word in a text of `words` words is worth: less in a longer one.
    fn strength(self, words: usize) -> f32 {
        // As many words as such a text usually has.
        let (strength, usual) = match self {
            Weight::Name => (10.0, 4.0),
            Weight::Organization => (6.0, 4.0),
            Weight::OtherName => (6.0, 4.0),
            Weight::Category => (5.0, 2.0),
            Weight::Above => (3.0, 2.0),
            Weight::Audience => (3.0, 3.0),
            Weight::Place => (2.0, 4.0),
            Weight::Text => (1.0, 20.0),
        };
        strength / (0.7 + 0.3 * words as f32 / usual)
    }
}

/// What can be searched for of one listing.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The listing's number.
    pub number: u32,
    pub fields: Vec<(Weight, String)>,
    /// What it is, by the taxonomies.
    pub concepts: Vec<(Weight, Concept)>,
    /// Telephone numbers, E.164 or short codes: those to dial, and those that must not be dialled, so that who has
    /// read a misprint finds what is right.
    pub numbers: Vec<String>,
}

/// The texts of a snapshot's listings, ready to be asked.
pub struct TextIndex(Index);

impl TextIndex {
    /// Documents come by ascending number, each number once.
    pub fn build(documents: impl Iterator<Item = Document>) -> TextIndex {
        TextIndex(Index::build(Synonyms::embedded(), documents))
    }

    /// The listings that match a question. Any text is a question, and costs no more than a long one.
    pub fn search(&self, q: &str) -> Matches<'_> {
        Matches::of(&self.0, question::read(&self.0, q))
    }
}

#[cfg(test)]
mod tests;
