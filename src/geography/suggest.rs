//! What may have been meant by a text that doesn't mean one place, the likeliest first.

use std::cmp::Reverse;
use std::collections::HashSet;

use serde::Serialize;

use super::fold::fold;
use super::gazetteer::Gazetteer;
use super::names::Named;
use super::places::State;
use super::reading::{bearing, beside_zip, parts, trailing_states, zip_code};
use super::resolve::PlaceFault;

/// How many candidates the fault of an ambiguous text offers. No name is borne by as many places.
const MOST_NAMESAKES: usize = 50;
/// How many candidates the fault of an unknown text offers: they are guesses.
const MOST_GUESSES: usize = 20;

/// A place that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// What to send back: it resolves to this place and no other.
    pub near: String,
    pub label: String,
}

/// What places are put in order by: those of the home state, then the largest, by the number of their ZIPs, then by name
/// and state.
pub(super) fn likelihood(
    gazetteer: &Gazetteer,
    named: Named,
    home: Option<&State>,
) -> impl Ord + use<> {
    let (name, state, size) = match named {
        Named::Town(id) => {
            let town = gazetteer.town(id);
            (town.name, town.state, town.zips)
        }
        Named::County(fips) => gazetteer
            .county(fips)
            .map_or(("", "", 0), |county| (county.name, county.state, 0)),
    };
    let elsewhere = home.is_none_or(|home| home.code != state);
    (elsewhere, Reverse(size), name, state, named)
}

/// The fault of a text that means several places.
pub(super) fn ambiguous(
    gazetteer: &Gazetteer,
    mut places: Vec<Named>,
    home: Option<&State>,
) -> PlaceFault {
    places.sort_by_cached_key(|named| likelihood(gazetteer, *named, home));
    places.dedup();
    let candidates = places
        .iter()
        .filter_map(|named| candidate(gazetteer, *named));
    let (candidates, more) = cut(candidates, MOST_NAMESAKES);
    PlaceFault::Ambiguous { candidates, more }
}

/// The fault of a text that means nothing, with what may have been meant: a ZIP without its leading zero, the ZIP or
/// the town of an address, the beginning of a name, a slip of the finger, or the name in another state.
pub(super) fn unknown(gazetteer: &Gazetteer, text: &str, home: Option<&State>) -> PlaceFault {
    if let Some(zip) = zip_code(&format!("0{text}")).and_then(|code| candidate_zip(gazetteer, code))
    {
        return PlaceFault::Unknown {
            candidates: vec![zip],
            more: false,
        };
    }
    let (place, zip) = match beside_zip(text) {
        Some((_, "")) => (text, None),
        Some((code, state)) if gazetteer.state_by_name(state).is_some() => {
            ("", candidate_zip(gazetteer, code))
        }
        // Five digits at the beginning of anything longer are the number of a house.
        Some((code, place)) if text.starts_with(place) => (place, candidate_zip(gazetteer, code)),
        _ => (text, None),
    };
    let found = similar(gazetteer, place, home);
    let candidates = found
        .iter()
        .filter_map(|named| candidate(gazetteer, *named));
    let (candidates, more) = cut(zip.into_iter().chain(candidates), MOST_GUESSES);
    PlaceFault::Unknown { candidates, more }
}

/// The first of them, and whether there are more.
fn cut(mut candidates: impl Iterator<Item = Candidate>, most: usize) -> (Vec<Candidate>, bool) {
    let first = candidates.by_ref().take(most).collect();
    (first, candidates.next().is_some())
}

/// What the last name in a text may be meant for.
fn similar(gazetteer: &Gazetteer, text: &str, home: Option<&State>) -> Vec<Named> {
    let parts = parts(text);
    let (name, state) = match parts.as_slice() {
        [.., name, last] if let Some(state) = gazetteer.state_by_name(last) => {
            (fold(name), Some(state))
        }
        _ => {
            let folded = fold(text);
            let (name, state) = trailing_states(gazetteer, &folded)
                .next()
                .map_or((folded.as_str(), None), |(name, state)| (name, Some(state)));
            (name.to_owned(), state)
        }
    };
    if name.is_empty() {
        return Vec::new();
    }
    let likeliest_first = |mut found: Vec<Named>| {
        found.sort_by_cached_key(|named| likelihood(gazetteer, *named, home));
        found
    };
    let mut found = likeliest_first(bearing(gazetteer, &name, state));
    if found.is_empty() {
        let fips = state.map(|state| state.fips);
        let begun = gazetteer.names().beginning(&name);
        let begun = begun.filter(|(_, of, _)| fips.is_none_or(|fips| fips == *of));
        found = likeliest_first(begun.map(|(_, _, named)| named).collect());
        found.extend(likeliest_first(gazetteer.names().nearly(&name, fips)));
    }
    if found.is_empty() {
        found = likeliest_first(bearing(gazetteer, &name, None));
    }
    // A place with two names that are alike is offered once.
    let mut offered = HashSet::new();
    found.retain(|named| offered.insert(*named));
    found
}

fn candidate(gazetteer: &Gazetteer, named: Named) -> Option<Candidate> {
    let label = match named {
        Named::Town(id) => gazetteer.town(id).label().to_owned(),
        Named::County(fips) => gazetteer.county(fips)?.label(),
    };
    Some(Candidate {
        near: label.clone(),
        label,
    })
}

fn candidate_zip(gazetteer: &Gazetteer, code: u32) -> Option<Candidate> {
    let zip = gazetteer.zip(code)?;
    Some(Candidate {
        near: format!("{:05}", zip.code),
        label: gazetteer.label_of_zip(zip),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_is_cut_says_so() {
        let three = || {
            ["a", "b", "c"].into_iter().map(|name| Candidate {
                near: name.to_owned(),
                label: name.to_owned(),
            })
        };
        assert_eq!((cut(three(), 3).0.len(), cut(three(), 3).1), (3, false));
        assert_eq!((cut(three(), 2).0.len(), cut(three(), 2).1), (2, true));
    }
}
