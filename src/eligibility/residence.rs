//! Where a person lives, and which areas that surely is in, or surely not.
//!
//! An origin is a point with the areas that contain it for certain. That a place is in no such list does not mean that
//! who lives there lives outside: a town reaches into the counties around its point, a county has towns in it.

use super::truth::Truth;
use crate::geography::{Area, Containment, Gazetteer, Origin, OriginKind, Point};

/// How far from its point a town may reach: Houston and Jacksonville do not reach farther.
const TOWN_REACH_METRES: f64 = 40_000.0;
/// The rings around a town's point on which counties are looked up.
const RINGS_METRES: [f64; 4] = [5_000.0, 12_000.0, 24_000.0, TOWN_REACH_METRES];
/// Two places farther from each other than this do not overlap, whatever they are.
const APART_METRES: f64 = 2.0 * TOWN_REACH_METRES;
/// Another town is another town, but not where one may be a part of the other, as Brooklyn is of New York.
const ONE_TOWN_METRES: f64 = 10_000.0;
const METRES_PER_DEGREE: f64 = 111_320.0;

/// Where a person lives.
pub struct Residence {
    origin: Origin,
    /// The counties that a town may reach into, its own included; of anything else those that it is in.
    counties: Vec<u32>,
    /// It is a town that lies in several counties: nobody can tell which of them somebody lives in.
    is_in_several: bool,
}

impl Residence {
    /// Of a place that somebody says to live in.
    pub fn of(origin: Origin, gazetteer: &Gazetteer) -> Residence {
        let mut counties = origin.counties.clone();
        let is_town = origin.kind == OriginKind::Place;
        let is_in_several = is_town
            && origin.areas().iter().any(|area| match area {
                (Area::Town(id), _) => gazetteer.counties_of(*id).len() > 1,
                _ => false,
            });
        if origin.kind == OriginKind::Place {
            let state = counties.first().map(|county| county / 1000);
            counties.extend(
                state
                    .into_iter()
                    .flat_map(|state| around(origin.point, state, gazetteer)),
            );
            counties.sort_unstable();
            counties.dedup();
        }
        Residence {
            origin,
            counties,
            is_in_several,
        }
    }

    /// The two-digit FIPS number of the state that it is in, where that is certain.
    pub fn state(&self) -> Option<u32> {
        self.origin.areas().iter().find_map(|of| match of {
            (Area::State(fips), Containment::Whole) => Some(*fips),
            _ => None,
        })
    }

    /// A town or a county, of which a ZIP says more.
    pub fn is_wide(&self) -> bool {
        matches!(self.origin.kind, OriginKind::Place | OriginKind::County)
    }

    /// Whether it lies in the area: wholly, surely not at all, or one cannot tell.
    pub fn lies_in(&self, area: Area, gazetteer: &Gazetteer) -> Truth {
        match self.origin.containment(area) {
            Containment::Whole if self.is_in_several && matches!(area, Area::County(_)) => {
                return Truth::Unknown;
            }
            Containment::Whole => return Truth::True,
            Containment::Part => return Truth::Unknown,
            // At sea and abroad nobody can tell.
            Containment::None if self.counties.is_empty() => return Truth::Unknown,
            Containment::None => {}
        }
        let is_point = self.origin.kind == OriginKind::Point;
        let may_be = match area {
            Area::Country | Area::State(_) => false,
            Area::County(fips) => self.counties.contains(&fips),
            Area::Town(id) => {
                let town = gazetteer.town(id);
                let same_state = self.counties.iter().any(|c| c / 1000 == town.county / 1000);
                same_state
                    && match self.origin.kind {
                        OriginKind::County => around(town.point, town.county / 1000, gazetteer)
                            .iter()
                            .any(|county| self.counties.contains(county)),
                        OriginKind::Place => self.is_within(ONE_TOWN_METRES, town.point),
                        OriginKind::Zip | OriginKind::Point => {
                            self.is_within(APART_METRES, town.point)
                        }
                    }
            }
            Area::Zip(code) => gazetteer.zip(code).is_some_and(|zip| {
                let shares = zip.counties.iter().any(|c| self.counties.contains(c));
                match self.origin.kind {
                    OriginKind::Zip => false,
                    OriginKind::County => shares,
                    OriginKind::Place | OriginKind::Point => {
                        self.is_within(APART_METRES, zip.point) && (shares || is_point)
                    }
                }
            }),
        };
        if may_be { Truth::Unknown } else { Truth::False }
    }

    fn is_within(&self, metres: f64, point: Point) -> bool {
        self.origin.point.geodesic_metres(point) <= metres
    }
}

/// The counties of a state, by its two-digit FIPS number, at and around a point.
fn around(point: Point, state: u32, gazetteer: &Gazetteer) -> Vec<u32> {
    let (latitude, longitude) = (point.latitude(), point.longitude());
    let degrees_east = METRES_PER_DEGREE * latitude.to_radians().cos().max(0.01);
    let on_rings = RINGS_METRES.iter().flat_map(|metres| {
        (0..8).filter_map(move |eighth| {
            let (sin, cos) = (f64::from(eighth) * std::f64::consts::FRAC_PI_4).sin_cos();
            let north = latitude + metres * cos / METRES_PER_DEGREE;
            Point::new(north, longitude + metres * sin / degrees_east).ok()
        })
    });
    let mut counties: Vec<u32> = std::iter::once(point)
        .chain(on_rings)
        .filter_map(|point| Some(gazetteer.county_at(point)?.fips))
        .filter(|county| county / 1000 == state)
        .collect();
    counties.sort_unstable();
    counties.dedup();
    counties
}
