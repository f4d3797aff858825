//! What the building is called, and where a text has that.

use super::super::common::is_common;
use super::super::street::Searched;
use super::super::words::{readings, words};
use super::Place;
use crate::updates::strip;

/// Words that name no building by themselves.
const GENERIC: [&str; 40] = [
    "the",
    "a",
    "of",
    "and",
    "at",
    "for",
    "main",
    "office",
    "site",
    "location",
    "house",
    "home",
    "center",
    "centre",
    "shelter",
    "safe",
    "emergency",
    "program",
    "services",
    "service",
    "crisis",
    "family",
    "women",
    "womens",
    "campus",
    "headquarters",
    "hq",
    "administrative",
    "admin",
    "confidential",
    "undisclosed",
    "n",
    "s",
    "e",
    "w",
    "downtown",
    "county",
    "domestic",
    "violence",
    "bldg",
];
/// What a building is, or a part of one.
const BUILDINGS: [&str; 20] = [
    "annex",
    "annexe",
    "building",
    "bldg",
    "wing",
    "hall",
    "tower",
    "house",
    "home",
    "lodge",
    "manor",
    "cottage",
    "apartments",
    "apts",
    "villa",
    "villas",
    "floor",
    "suite",
    "campus",
    "basement",
];

impl Place {
    /// The building by its name, or by a word of its own near one for a building or near the rest: "the annex of
    /// Thornapple".
    pub(super) fn has_building(&self, text: &Searched) -> bool {
        let words = text.words();
        self.buildings.iter().any(|name| {
            let is_own = |word: &String| {
                // "Thornapple's"
                let stem = word.strip_suffix('s').unwrap_or(word);
                name.iter().any(|own| own == word || own == stem)
                    && word.len() > 4
                    && !GENERIC.contains(&word.as_str())
                    && !self.public_words.contains(word)
                    && !is_common(word)
            };
            let is_building = |word: &String, other: &String| {
                word != other && (BUILDINGS.contains(&other.as_str()) || is_own(other))
            };
            (name.len() > 1 && text.has(name))
                || (0..words.len()).any(|at| {
                    let around = &words[at.saturating_sub(3)..words.len().min(at + 4)];
                    is_own(&words[at]) && around.iter().any(|other| is_building(&words[at], other))
                })
        })
    }

    /// `thornapple7314@`: a word of the building's name beside the number of the house.
    pub(super) fn is_numbered_in(&self, text: &Searched) -> bool {
        let is_own = |word: &String| {
            let mut names = self.buildings.iter();
            let is_own = word.len() > 3 && !GENERIC.contains(&word.as_str());
            is_own && names.any(|name| name.contains(word))
        };
        let is_number = |word: &String| self.streets.iter().any(|street| street.has_number(word));
        let is_pair = |a: &String, b: &String| is_number(a) && is_own(b);
        let mut pairs = text.words().windows(2);
        !self.buildings.is_empty()
            && pairs.any(|pair| is_pair(&pair[0], &pair[1]) || is_pair(&pair[1], &pair[0]))
    }
}

/// What a building is called, where that is a name of its own.
pub fn building(name: &str) -> Option<Vec<String>> {
    if strip::says_confidential(name) {
        return None;
    }
    let words = words(readings(name).first()?);
    let own = words
        .iter()
        .filter(|word| !GENERIC.contains(&word.as_str()) && word.len() > 2);
    (own.count() > 0).then_some(words)
}
