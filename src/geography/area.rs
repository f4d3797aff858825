//! The areas that coverage is made of.

use super::gazetteer::Gazetteer;
use super::places::TownId;
use super::point::Point;
use super::reading::{country, means_something_else, places, without_country, zip_code};
use super::resolve::{PlaceFault, checked};
use super::suggest::{ambiguous, unknown};

/// An area that a listing serves. Small enough to be a key; the order is from the least specific to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// The United States with its territories.
    Country,
    /// By two-digit FIPS number.
    State(u32),
    /// By five-digit FIPS number.
    County(u32),
    Town(TownId),
    /// By its five digits as a number.
    Zip(u32),
}

/// How much of an origin an area contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Containment {
    None,
    /// Such as one of the several counties of a ZIP, or the county that a point is near and not inside.
    Part,
    Whole,
}

impl Area {
    /// Reads `64081`, `Lee's Summit, MO`, `Jackson County, MO`, `Missouri`, `MO` or `United States`. A name alone is
    /// the state's before it is a town's: `New York` is the state, `New York, NY` the city.
    ///
    /// # Errors
    /// As [`resolve`](super::resolve()), but a state or the country is not too wide.
    pub fn parse(gazetteer: &Gazetteer, text: &str) -> Result<Self, PlaceFault> {
        let text = checked(text)?;
        if country(text) {
            return Ok(Self::Country);
        }
        let text = without_country(text);
        if let Some(code) = zip_code(text) {
            return gazetteer
                .zip(code)
                .map(|zip| Self::Zip(zip.code))
                .ok_or_else(PlaceFault::unknown);
        }
        if let Some(state) = gazetteer.state_by_name(text) {
            return Ok(Self::State(state.fips));
        }
        match places(gazetteer, text).as_slice() {
            [] => Err(unknown(gazetteer, text, None)),
            [place] if !means_something_else(text) => Ok((*place).into()),
            several => Err(ambiguous(gazetteer, several.to_vec(), None)),
        }
    }

    /// What people call it: `United States`, `Missouri`, `Jackson County, MO`, `Lee's Summit, MO`, `64081`.
    /// [`Area::parse`] reads it back as the same area.
    pub fn label(self, gazetteer: &Gazetteer) -> String {
        match self {
            Self::Country => "United States".to_owned(),
            Self::State(fips) => gazetteer
                .state(fips)
                .map_or(format!("State {fips:02}"), |state| state.name.to_owned()),
            Self::County(fips) => gazetteer
                .county(fips)
                .map_or(format!("County {fips:05}"), |county| county.label()),
            Self::Town(id) => gazetteer.town(id).label().to_owned(),
            Self::Zip(code) => format!("{code:05}"),
        }
    }

    /// How narrow it is, for ranking: 4 for a ZIP, 3 for a town, 2 for a county, 1 for a state, 0 for the country.
    pub fn specificity(self) -> u8 {
        match self {
            Self::Country => 0,
            Self::State(_) => 1,
            Self::County(_) => 2,
            Self::Town(_) => 3,
            Self::Zip(_) => 4,
        }
    }

    /// The fixed point that stands for a county, town or ZIP; the wider ones have none that would help anybody.
    pub fn reference_point(self, gazetteer: &Gazetteer) -> Option<Point> {
        match self {
            Self::Country | Self::State(_) => None,
            Self::County(fips) => gazetteer.county(fips).map(|county| county.reference_point),
            Self::Town(id) => Some(gazetteer.town(id).point),
            Self::Zip(code) => gazetteer.zip(code).map(|zip| zip.point),
        }
    }
}
