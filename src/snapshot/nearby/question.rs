//! What may be asked of what is near.

use chrono::{DateTime, Utc};

use crate::eligibility::Answers;
use crate::geography::{Origin, Point};
use crate::snapshot::sets::Facet;

/// How many listings a page has, unless it is said.
pub const PER_PAGE: u64 = 20;

/// A question, checked.
#[derive(Clone, Debug)]
pub struct Nearby {
    pub origin: Origin,
    pub radius_metres: Option<f64>,
    /// Of each facet any of its values.
    pub filters: Vec<(Facet, Vec<String>)>,
    /// Only what serves the origin, wholly or partly.
    pub serves_origin: bool,
    pub bbox: Option<Bbox>,
    /// Words that a listing has to match.
    pub text: Option<String>,
    pub sort: Sort,
    /// The instant of the question.
    pub now: DateTime<Utc>,
    /// The instant that hours are told for.
    pub at: DateTime<Utc>,
    /// Only what is known to have room now.
    pub has_room: bool,
    /// Only what is not known to be closed then, what is open first.
    pub open: Option<OpenOnly>,
    /// What to count the result by.
    pub facets: Vec<Facet>,
    pub remote_all: bool,
    /// What the person answered, where verdicts are wanted.
    pub answers: Option<Answers>,
    /// From 1.
    pub page: u64,
    pub per_page: u64,
}

impl Nearby {
    /// All that there is from an origin, at this instant: the first page, nearest first.
    pub fn of(origin: Origin, now: DateTime<Utc>) -> Nearby {
        Nearby {
            origin,
            radius_metres: None,
            filters: Vec::new(),
            serves_origin: false,
            bbox: None,
            text: None,
            sort: Sort::default(),
            now,
            at: now,
            has_room: false,
            open: None,
            facets: Vec::new(),
            remote_all: false,
            answers: None,
            page: 1,
            per_page: PER_PAGE,
        }
    }
}

/// What to do with listings whose hours are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenOnly {
    /// They follow what is open.
    ThenUnknown,
    /// They are left out.
    Strictly,
}

/// The order of what has a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Distance,
    Name,
    /// How well the text matches.
    Relevance,
}

/// A box in degrees; one whose west is east of its east crosses the antimeridian (RFC 7946).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bbox {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

impl Bbox {
    /// Whether the point is in it or on its edge.
    pub fn contains(self, point: Point) -> bool {
        let (latitude, longitude) = (point.latitude(), point.longitude());
        let in_longitude = if self.west <= self.east {
            (self.west..=self.east).contains(&longitude)
        } else {
            longitude >= self.west || longitude <= self.east
        };
        in_longitude && (self.south..=self.north).contains(&latitude)
    }
}
