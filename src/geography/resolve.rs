//! From what a person typed to where they are.

use thiserror::Error;

use super::fold::half_width;
use super::gazetteer::Gazetteer;
use super::names::Named;
use super::origin::Origin;
use super::point::{Point, PointFault};
use super::reading::{
    beside_zip, country, means_something_else, places, two_numbers, without_country, zip_code,
};
use super::suggest::{Candidate, ambiguous, unknown};

/// The longest text that is read, in characters. No place in the gazetteer is near it.
const LONGEST: usize = 200;
/// What a message says of a list of candidates that was cut.
const CUT: &str = "; the likeliest are given";

/// Why a text is no origin. Its message repeats nothing of the text, which may be where somebody is.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PlaceFault {
    #[error("no place was given")]
    Empty,
    #[error("a place is at most {LONGEST} characters long")]
    TooLong,
    #[error(transparent)]
    OffTheGlobe(#[from] PointFault),
    #[error(
        "a whole state or country is too wide to be near: give a ZIP, a city with its state, or a county with its state"
    )]
    TooWide,
    #[error("several places are called that{}", if *.more { CUT } else { "" })]
    Ambiguous {
        /// The home state's first, then the larger, by the number of their ZIPs.
        candidates: Vec<Candidate>,
        /// Whether there are others that are not given.
        more: bool,
    },
    #[error("no place is known by that name or ZIP{}", if *.more { CUT } else { "" })]
    Unknown {
        /// What begins with it, then what is spelled nearly like it, in the same order; often none.
        candidates: Vec<Candidate>,
        /// Whether there are others that are not given.
        more: bool,
    },
}

impl PlaceFault {
    pub(super) fn unknown() -> Self {
        Self::Unknown {
            candidates: Vec::new(),
            more: false,
        }
    }

    /// The places that may have been meant.
    pub fn candidates(&self) -> &[Candidate] {
        match self {
            Self::Ambiguous { candidates, .. } | Self::Unknown { candidates, .. } => candidates,
            Self::Empty | Self::TooLong | Self::OffTheGlobe(_) | Self::TooWide => &[],
        }
    }
}

/// The origin that a text names: a ZIP or ZIP+4, `City, ST`, `X County, ST`, `City, X County, ST`, `lat,lon` in
/// degrees, or a name that only one place bears. A ZIP may stand before or after its town, its state or both. The state
/// may be spelled out, the country may follow, commas may be missing, and spelling habits don't matter (see `fold`).
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
    let typed = checked(text)?;
    let text = half_width(typed);
    let text = without_country(&text);
    let home = home_state.and_then(|state| gazetteer.state_by_name(state));
    if let Some(code) = zip_code(text) {
        let zip = gazetteer.zip(code).ok_or_else(PlaceFault::unknown)?;
        return Ok(Origin::of_zip(gazetteer, zip, typed));
    }
    if let Some((latitude, longitude)) = two_numbers(text) {
        let mut origin = Origin::of_point(gazetteer, Point::new(latitude, longitude)?);
        typed.clone_into(&mut origin.text);
        return Ok(origin);
    }
    let found = places(gazetteer, text);
    let state = gazetteer.state_by_name(text);
    match (found.as_slice(), state) {
        ([], Some(_)) => Err(PlaceFault::TooWide),
        ([], None) if country(text) => Err(PlaceFault::TooWide),
        ([], None) => {
            with_zip(gazetteer, text, typed).ok_or_else(|| unknown(gazetteer, text, home))
        }
        ([_], None) if means_something_else(text) => Err(ambiguous(gazetteer, found, home)),
        ([place], None) => origin(gazetteer, *place, typed).ok_or_else(PlaceFault::unknown),
        // A town named like a state (Nevada, MO) is not what everybody means by the name alone.
        (several, _) => Err(ambiguous(gazetteer, several.to_vec(), home)),
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

/// `Lee's Summit, MO 64081` or `64081, MO`: the ZIP, if what stands beside it is its state or a place there.
fn with_zip(gazetteer: &Gazetteer, text: &str, typed: &str) -> Option<Origin> {
    let (code, beside) = beside_zip(text)?;
    let of_zip = Origin::of_zip(gazetteer, gazetteer.zip(code)?, typed);
    let in_state = |named: Named| match named {
        Named::Town(id) => gazetteer.town(id).county / 1000,
        Named::County(fips) => fips / 1000,
    };
    let state = gazetteer.state_by_name(beside).map(|state| state.fips);
    let agrees = places(gazetteer, beside)
        .into_iter()
        .map(in_state)
        .chain(state)
        .any(|state| of_zip.counties.iter().any(|county| county / 1000 == state));
    (agrees || beside.is_empty()).then_some(of_zip)
}
