//! From what a person typed to where they are.

use serde::Serialize;
use thiserror::Error;

use super::area::Area;
use super::fold::fold;
use super::gazetteer::Gazetteer;
use super::names::Named;
use super::origin::Origin;
use super::places::State;
use super::point::{Point, PointFault};
use super::reading::{bearing, country, parts, places, trailing_states, two_numbers, zip_code};

/// The longest text that is read, in characters. No place in the gazetteer is near it.
const LONGEST: usize = 200;
/// How many candidates a fault offers.
const MOST_CANDIDATES: usize = 20;

/// Why a text is no origin. Its message repeats no more of the text than a state or a number off the globe: the text
/// may be where somebody is.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PlaceFault {
    #[error("no place was given")]
    Empty,
    #[error("a place is at most {LONGEST} characters long")]
    TooLong,
    #[error(transparent)]
    OffTheGlobe(#[from] PointFault),
    #[error(
        "{name} is too wide to be near: give a ZIP, a city with its state, or a county with its state"
    )]
    TooWide { name: String },
    #[error("several places are called that")]
    Ambiguous { candidates: Vec<Candidate> },
    /// The candidates, if any, are spelled nearly like it.
    #[error("no place is known by that name or ZIP")]
    Unknown { candidates: Vec<Candidate> },
}

/// A place that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// What to send back: it resolves to this place and no other.
    pub near: String,
    pub label: String,
}

impl PlaceFault {
    pub(super) fn unknown() -> Self {
        Self::Unknown {
            candidates: Vec::new(),
        }
    }

    /// The places that may have been meant.
    pub fn candidates(&self) -> &[Candidate] {
        match self {
            Self::Ambiguous { candidates } | Self::Unknown { candidates } => candidates,
            Self::Empty | Self::TooLong | Self::OffTheGlobe(_) | Self::TooWide { .. } => &[],
        }
    }
}

/// The origin that a text names: a ZIP or ZIP+4, `City, ST`, `X County, ST`, `City, X County, ST`, `lat,lon` in
/// degrees, or a name that only one place bears. The state may be spelled out, commas may be missing, and spelling
/// habits don't matter (see `fold`).
///
/// `home_state`, a postal code or a name, orders the candidates of a fault. It never chooses among places.
///
/// # Errors
/// Anything that does not mean one place; see [`PlaceFault`].
pub fn resolve(
    gazetteer: &Gazetteer,
    text: &str,
    home_state: Option<&str>,
) -> Result<Origin, PlaceFault> {
    let text = checked(text)?;
    let home = home_state.and_then(|state| gazetteer.state_by_name(state));
    if let Some(code) = zip_code(text) {
        let zip = gazetteer.zip(code).ok_or_else(PlaceFault::unknown)?;
        return Ok(Origin::of_zip(gazetteer, zip, text));
    }
    if let Some((latitude, longitude)) = two_numbers(text) {
        let mut origin = Origin::of_point(gazetteer, Point::new(latitude, longitude)?);
        text.clone_into(&mut origin.text);
        return Ok(origin);
    }
    let found = places(gazetteer, text);
    let state = gazetteer.state_by_name(text);
    match (found.as_slice(), state) {
        ([], Some(state)) => Err(PlaceFault::TooWide {
            name: state.name.to_owned(),
        }),
        ([], None) if country(text) => Err(PlaceFault::TooWide {
            name: Area::Country.label(gazetteer),
        }),
        ([], None) => with_zip(gazetteer, text).ok_or_else(|| unknown(gazetteer, text, home)),
        ([place], None) => origin(gazetteer, *place, text).ok_or_else(PlaceFault::unknown),
        // A town named like a state (Nevada, MO) is not what everybody means by the name alone.
        (several, _) => Err(ambiguous(gazetteer, several, home)),
    }
}

/// A text of sensible length without blanks around it.
pub(super) fn checked(text: &str) -> Result<&str, PlaceFault> {
    let text = text.trim();
    if text.is_empty() {
        Err(PlaceFault::Empty)
    } else if text.chars().nth(LONGEST).is_some() {
        Err(PlaceFault::TooLong)
    } else if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        Err(PlaceFault::unknown())
    } else {
        Ok(text)
    }
}

fn origin(gazetteer: &Gazetteer, place: Named, text: &str) -> Option<Origin> {
    match place {
        Named::Town(id) => Some(Origin::of_town(gazetteer.town(id), text)),
        Named::County(fips) => Some(Origin::of_county(gazetteer.county(fips)?, text)),
    }
}

/// `Lee's Summit, MO 64081`: the ZIP, if what stands before it is a place of the same state.
fn with_zip(gazetteer: &Gazetteer, text: &str) -> Option<Origin> {
    let (place, code) = text.rsplit_once([' ', ','])?;
    let zip = gazetteer.zip(zip_code(code)?)?;
    let of_zip = Origin::of_zip(gazetteer, zip, text);
    let in_state = |area: Area| match area {
        Area::Town(id) => Some(gazetteer.town(id).county / 1000),
        Area::County(fips) => Some(fips / 1000),
        Area::Country | Area::State(_) | Area::Zip(_) => None,
    };
    let agrees = places(gazetteer, place.trim_end_matches([' ', ',']))
        .into_iter()
        .filter_map(|named| in_state(named.into()))
        .any(|state| of_zip.counties.iter().any(|county| county / 1000 == state));
    agrees.then_some(of_zip)
}

/// The fault of a text that means several places.
pub(super) fn ambiguous(
    gazetteer: &Gazetteer,
    places: &[Named],
    home: Option<&State>,
) -> PlaceFault {
    PlaceFault::Ambiguous {
        candidates: candidates(gazetteer, places.iter().copied(), home),
    }
}

/// The fault of a text that means nothing, with what may have been meant: a ZIP without its leading zero, the ZIP or
/// the town of an address, a slip of the finger, or the name in another state.
pub(super) fn unknown(gazetteer: &Gazetteer, text: &str, home: Option<&State>) -> PlaceFault {
    if let Some(zip) = candidate_zip(gazetteer, &format!("0{text}")) {
        return PlaceFault::Unknown {
            candidates: vec![zip],
        };
    }
    let (place, zip) = match text.rsplit_once([' ', ',']) {
        Some((place, code)) if zip_code(code).is_some() => (place, candidate_zip(gazetteer, code)),
        _ => (text, None),
    };
    let found = similar(gazetteer, place).into_iter();
    let candidates = zip
        .into_iter()
        .chain(candidates(gazetteer, found, home))
        .take(MOST_CANDIDATES);
    PlaceFault::Unknown {
        candidates: candidates.collect(),
    }
}

fn candidate_zip(gazetteer: &Gazetteer, text: &str) -> Option<Candidate> {
    let zip = gazetteer.zip(zip_code(text)?)?;
    Some(Candidate {
        near: format!("{:05}", zip.code),
        label: gazetteer.label_of_zip(zip),
    })
}

/// What the last name in a text may be meant for.
fn similar(gazetteer: &Gazetteer, text: &str) -> Vec<Named> {
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
    let mut found = bearing(gazetteer, &name, state);
    if found.is_empty() {
        found = gazetteer
            .names()
            .nearly(&name, state.map(|state| state.fips));
    }
    if found.is_empty() {
        found = bearing(gazetteer, &name, None);
    }
    found
}

/// The home state's first, then by state and label.
fn candidates(
    gazetteer: &Gazetteer,
    places: impl Iterator<Item = Named>,
    home: Option<&State>,
) -> Vec<Candidate> {
    let mut found: Vec<(bool, &str, String)> = places
        .filter_map(|named| {
            let (state, label) = match named {
                Named::Town(id) => (
                    gazetteer.town(id).state,
                    gazetteer.town(id).label().to_owned(),
                ),
                Named::County(fips) => gazetteer
                    .county(fips)
                    .map(|county| (county.state, county.label()))?,
            };
            Some((home.is_none_or(|home| home.code != state), state, label))
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(MOST_CANDIDATES);
    found
        .into_iter()
        .map(|(_, _, label)| Candidate {
            near: label.clone(),
            label,
        })
        .collect()
}
