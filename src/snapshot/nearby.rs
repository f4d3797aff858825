//! The headline question: what help is nearest, and which lines serve the place.

use std::cmp::Reverse;

use roaring::RoaringBitmap;
use serde::Serialize;
use utoipa::ToSchema;

use super::Snapshot;
use super::listing::{Listing, ListingAnswer, Place};
use super::sets::serves;
use crate::geography::{Containment, Gazetteer, Origin, Point};
use crate::hsds::{Dial, Kind};

/// How many remote listings an answer has, unless all are asked for.
const REMOTE_SHOWN: usize = 20;

/// A question, checked.
#[derive(Clone, Debug)]
pub struct Nearby {
    pub origin: Origin,
    pub radius_metres: Option<f64>,
    /// Any of these; empty for all.
    pub categories: Vec<String>,
    /// Any of these; empty for all.
    pub audiences: Vec<String>,
    /// Any of these.
    pub kinds: Vec<Kind>,
    /// Only what serves the origin, wholly or partly.
    pub serves_origin: bool,
    pub bbox: Option<Bbox>,
    pub remote_all: bool,
    /// From 1.
    pub page: u64,
    pub per_page: u64,
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

/// A page of the answer.
#[derive(Serialize, ToSchema)]
pub struct NearbyPage<'a> {
    /// Of the placed listings; the remote ones have a count of their own.
    pub total_items: u64,
    pub total_pages: u64,
    pub page_number: u64,
    /// Of this page.
    pub size: usize,
    pub first_page: bool,
    pub last_page: bool,
    pub empty: bool,
    pub origin: OriginAnswer<'a>,
    /// Nothing was inside the radius, so that the nearest beyond it are shown.
    pub widened: bool,
    pub emergency: Emergency,
    pub remote_total: usize,
    /// Hotlines and online services that serve the origin; on page 1 only.
    pub remote: Vec<ListingAnswer<'a>>,
    /// Nearest first.
    pub contents: Vec<ListingAnswer<'a>>,
}

/// Where the question was taken to be asked from.
#[derive(Serialize, ToSchema)]
pub struct OriginAnswer<'a> {
    #[schema(example = "64081")]
    pub text: &'a str,
    #[schema(value_type = String, example = "zip")]
    pub kind: &'static str,
    pub name: &'a str,
    /// WGS 84 degrees.
    pub latitude: f64,
    pub longitude: f64,
    #[schema(example = json!(["Jackson County, MO"]))]
    pub counties: Vec<String>,
    /// False where this directory has no place at all in the origin's state.
    pub covered: bool,
}

/// What to call in an emergency.
#[derive(Serialize, ToSchema)]
pub struct Emergency {
    #[schema(example = "911")]
    pub call: &'static str,
}

impl Snapshot {
    /// Answers the question from this snapshot alone.
    pub fn nearby<'a>(&'a self, ask: &'a Nearby, gazetteer: &Gazetteer) -> NearbyPage<'a> {
        let origin = &ask.origin;
        let mut matching = self
            .sets
            .matching(&ask.kinds, &ask.categories, &ask.audiences);
        let serving = self.sets.serving(origin);
        let (_, mut remote) = self.sets.by_place(&matching);
        remote &= &serving;
        if ask.serves_origin {
            matching &= &serving;
        }
        let (mut placed, _) = self.sets.by_place(&matching);
        if let Some(bbox) = ask.bbox {
            placed = self.nearest.filter(&placed, |point| bbox.contains(point));
        }

        let within = ask
            .radius_metres
            .map(|radius| self.nearest.count_within(origin.point, &placed, radius));
        let widened = within == Some(0) && !placed.is_empty();
        let total = within.filter(|_| !widened).unwrap_or(placed.len());
        let skip = (ask.page - 1).saturating_mul(ask.per_page).min(total);
        let take = ask.per_page.min(total - skip) as usize;
        let window = self.nearest.window(origin.point, &placed, skip, take);
        let contents: Vec<ListingAnswer> = window
            .items
            .iter()
            .map(|(number, metres)| {
                let listing = &self.listings[*number as usize];
                listing.answer(Some(*metres), serves(listing, origin))
            })
            .collect();

        let total_pages = total.div_ceil(ask.per_page);
        NearbyPage {
            total_items: total,
            total_pages,
            page_number: ask.page,
            size: contents.len(),
            first_page: ask.page == 1,
            last_page: ask.page >= total_pages,
            empty: contents.is_empty(),
            origin: self.origin_answer(origin, gazetteer),
            widened,
            emergency: Emergency { call: "911" },
            remote_total: remote.len() as usize,
            remote: if ask.page == 1 {
                self.remote(&remote, origin, ask.remote_all)
            } else {
                Vec::new()
            },
            contents,
        }
    }

    /// What may be dialled before what needs a question first, then what is open, then the most local, then by name.
    fn remote<'a>(
        &'a self,
        remote: &RoaringBitmap,
        origin: &Origin,
        all: bool,
    ) -> Vec<ListingAnswer<'a>> {
        let mut listings: Vec<&Listing> = remote
            .iter()
            .map(|number| &self.listings[number as usize])
            .collect();
        listings.sort_by_cached_key(|listing| {
            let contact = listing.primary_contact.as_ref();
            let dial = contact.map(|contact| contact.dial.unwrap_or(Dial::Ok));
            let specificity = listing
                .coverage
                .iter()
                .filter(|area| origin.containment(**area) != Containment::None)
                .map(|area| area.specificity())
                .max();
            (
                dial.unwrap_or(Dial::DoNot),
                listing.hours.state,
                Reverse(specificity),
                listing.name.clone(),
                listing.id,
            )
        });
        if !all {
            listings.truncate(REMOTE_SHOWN);
        }
        listings
            .into_iter()
            .map(|listing| listing.answer(None, serves(listing, origin)))
            .collect()
    }

    fn origin_answer<'a>(&self, origin: &'a Origin, gazetteer: &Gazetteer) -> OriginAnswer<'a> {
        let covered = origin
            .counties
            .iter()
            .any(|county| self.covered_states.contains(&(county / 1000)));
        OriginAnswer {
            text: &origin.text,
            kind: origin.kind.as_str(),
            name: &origin.name,
            latitude: origin.point.latitude(),
            longitude: origin.point.longitude(),
            counties: origin
                .counties
                .iter()
                .filter_map(|fips| gazetteer.county(*fips))
                .map(|county| county.label())
                .collect(),
            covered,
        }
    }
}

/// The state, by two-digit FIPS number, that a listing is in.
pub(super) fn state_of(listing: &Listing, gazetteer: &Gazetteer) -> Option<u32> {
    match &listing.place {
        Place::None => None,
        Place::Point { point, .. } => {
            let address = listing.location.address.as_ref();
            let stated = address.and_then(|address| address.state_province.as_deref());
            match stated.and_then(|name| gazetteer.state_by_name(name)) {
                Some(state) => Some(state.fips),
                None => gazetteer.county_at(*point).map(|county| county.fips / 1000),
            }
        }
        Place::Area { reference, .. } => gazetteer
            .county_at(*reference)
            .map(|county| county.fips / 1000),
    }
}
