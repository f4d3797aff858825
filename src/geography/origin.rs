//! Where the asker is.

use std::fmt;

use serde::Serialize;

use super::area::{Area, Containment};
use super::gazetteer::Gazetteer;
use super::places::{County, Town, Zip};
use super::point::Point;

/// Where the asker is: a point, and the areas that contain it.
///
/// It is a person's whereabouts, so its `Debug` form says nothing but its kind.
#[derive(Clone, PartialEq)]
pub struct Origin {
    /// What was typed; for a point its name.
    pub text: String,
    pub kind: OriginKind,
    /// Such as `64081, Lee's Summit, MO`.
    pub name: String,
    pub point: Point,
    /// FIPS numbers of the counties that it is in: several for some ZIPs, none at sea and abroad. Nor is one here that a
    /// point is only near: its areas have it in part.
    pub counties: Vec<u32>,
    areas: Vec<(Area, Containment)>,
}

/// In what way the asker said where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OriginKind {
    Zip,
    /// A town.
    Place,
    County,
    Point,
}

impl OriginKind {
    /// As it is written in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Zip => "zip",
            Self::Place => "place",
            Self::County => "county",
            Self::Point => "point",
        }
    }
}

impl Origin {
    /// A point, in the county whose outline contains it. It is in no town and no ZIP: those are points themselves. A point
    /// outside of all counties, but within 3 km of one, is partly in that one, its state and the country, and in none for
    /// certain.
    pub fn of_point(gazetteer: &Gazetteer, point: Point) -> Self {
        let name = format!("{}, {}", point.latitude(), point.longitude());
        let counties: Vec<u32> = gazetteer
            .county_at(point)
            .map(|county| county.fips)
            .into_iter()
            .collect();
        let mut areas = areas(&counties, []);
        if counties.is_empty()
            && let Some(county) = gazetteer.county_near(point)
        {
            areas = [
                Area::Country,
                Area::State(county.fips / 1000),
                Area::County(county.fips),
            ]
            .map(|area| (area, Containment::Part))
            .to_vec();
        }
        Self {
            text: name.clone(),
            kind: OriginKind::Point,
            name,
            point,
            counties,
            areas,
        }
    }

    /// A town, in the county that its table gives: outlines never move it across a state line.
    pub fn of_town(town: &Town, text: &str) -> Self {
        let counties = vec![town.county];
        let areas = areas(&counties, [(Area::Town(town.id), Containment::Whole)]);
        let name = town.label().to_owned();
        Self {
            text: text.to_owned(),
            kind: OriginKind::Place,
            name,
            point: town.point,
            counties,
            areas,
        }
    }

    /// A county, at its reference point.
    pub fn of_county(county: &County, text: &str) -> Self {
        let counties = vec![county.fips];
        let areas = areas(&counties, []);
        let (name, point) = (county.label(), county.reference_point);
        Self {
            text: text.to_owned(),
            kind: OriginKind::County,
            name,
            point,
            counties,
            areas,
        }
    }

    /// A ZIP, at its point; partly of the town that its letters bear and of one that is near.
    pub fn of_zip(gazetteer: &Gazetteer, zip: &Zip, text: &str) -> Self {
        let towns = gazetteer.towns_of_zip(zip).into_iter();
        let in_part = towns.map(|town| (Area::Town(town.id), Containment::Part));
        let counties = zip.counties.to_vec();
        let areas = areas(
            &counties,
            in_part.chain([(Area::Zip(zip.code), Containment::Whole)]),
        );
        let (name, point) = (gazetteer.label_of_zip(zip), zip.point);
        Self {
            text: text.to_owned(),
            kind: OriginKind::Zip,
            name,
            point,
            counties,
            areas,
        }
    }

    /// Every area that contains it or a part of it, the widest first.
    pub fn areas(&self) -> &[(Area, Containment)] {
        &self.areas
    }

    /// How much of it an area contains.
    pub fn containment(&self, area: Area) -> Containment {
        self.areas
            .iter()
            .find(|(of, _)| *of == area)
            .map_or(Containment::None, |(_, containment)| *containment)
    }
}

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Origin")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// The country, states and counties of an origin in these counties, then narrower areas.
fn areas(
    counties: &[u32],
    narrower: impl IntoIterator<Item = (Area, Containment)>,
) -> Vec<(Area, Containment)> {
    let mut states: Vec<u32> = counties.iter().map(|county| county / 1000).collect();
    states.sort_unstable();
    states.dedup();
    let share = |among: usize| {
        if among == 1 {
            Containment::Whole
        } else {
            Containment::Part
        }
    };
    let country = (!counties.is_empty()).then_some((Area::Country, Containment::Whole));
    country
        .into_iter()
        .chain(
            states
                .iter()
                .map(|&state| (Area::State(state), share(states.len()))),
        )
        .chain(
            counties
                .iter()
                .map(|&county| (Area::County(county), share(counties.len()))),
        )
        .chain(narrower)
        .collect()
}
