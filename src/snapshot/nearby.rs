//! The headline question: what help is nearest, and which lines serve the place.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use roaring::RoaringBitmap;
use serde::Serialize;
use utoipa::ToSchema;

use super::Snapshot;
use super::listing::{Listing, ListingAnswer, Place};
use super::screen::{NextQuestionAnswer, Screening};
use super::sets::{Facet, serves};
use super::text::{Extent, Matches};
use crate::eligibility::Answers;
use crate::geography::{Area, Containment, Gazetteer, Origin, Point};
use crate::hours::OpenState;
use crate::hsds::taxonomy::Taxonomies;
use crate::hsds::{Dial, FactGroup, Standing};

/// How many remote listings an answer has, unless all are asked for.
pub(super) const REMOTE_SHOWN: usize = 20;

/// The category of the lines that are in every answer.
pub(super) const HOTLINE: &str = "hotline";

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
    /// Where asked for: how many listings, over all pages and all remote ones, have each value. The hotlines are
    /// remote ones whatever is filtered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facets: Option<BTreeMap<&'static str, Vec<FacetCount<'a>>>>,
    /// Where answers were given: the question worth asking next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_question: Option<NextQuestionAnswer>,
    /// Answers were given, so that each listing has a verdict.
    #[serde(skip)]
    pub has_verdicts: bool,
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

/// How many listings have a value.
#[derive(Serialize, ToSchema)]
pub struct FacetCount<'a> {
    #[schema(example = "shelter")]
    pub value: &'a str,
    /// For a person to read, where the value is a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Shelter and housing")]
    pub name: Option<&'a str>,
    pub count: u64,
}

/// What to call in an emergency.
#[derive(Serialize, ToSchema)]
pub struct Emergency {
    #[schema(example = "911")]
    pub call: &'static str,
}

impl Snapshot {
    /// Answers the question from this snapshot alone.
    pub fn nearby<'a>(&'a self, ask: &'a Nearby, gazetteer: &'a Gazetteer) -> NearbyPage<'a> {
        let origin = &ask.origin;
        let mut matching = self.matching(&ask.filters);
        let found = ask.text.as_deref().map(|text| self.text.search(text));
        // A text of nothing but small words asks for nothing in particular.
        let found = found.filter(|found| found.extent != Extent::NothingAsked);
        if let Some(found) = &found {
            matching &= &found.numbers;
        }
        if ask.has_room {
            matching = self.with_room(&matching, ask.now);
        }
        let open = ask.open.map(|only| {
            let open = self.openings.at(ask.at, OpenState::Open);
            match only {
                OpenOnly::Strictly => matching &= &open,
                OpenOnly::ThenUnknown => {
                    matching -= self.openings.at(ask.at, OpenState::Closed);
                }
            }
            open
        });
        let serving = self.serving(origin);
        let (mut placed, unplaced) = self.sets.by_place(&matching);
        let remote = self.remote_of(&ask.filters, &unplaced, &serving);
        if ask.serves_origin {
            placed &= &serving;
        }
        if let Some(bbox) = ask.bbox {
            placed = self.nearest.filter(&placed, |point| bbox.contains(point));
        }
        let (placed, widened) = self.inside_radius(ask, placed);
        let today = ask.at.date_naive();
        let screening = ask
            .answers
            .as_ref()
            .map(|answers| Screening::of(self, answers, today, gazetteer));

        let total = placed.len();
        let skip = (ask.page - 1).saturating_mul(ask.per_page).min(total);
        let take = ask.per_page.min(total - skip) as usize;
        let shown = match open {
            None => self.window(ask, found.as_ref(), &placed, skip, take),
            Some(open) => {
                let (first, then) = (&placed & &open, &placed - &open);
                let mut shown = self.window(ask, found.as_ref(), &first, skip, take);
                let skip = skip.saturating_sub(first.len());
                shown.extend(self.window(ask, found.as_ref(), &then, skip, take - shown.len()));
                shown
            }
        };
        let answer = |number: u32, metres: Option<f64>| {
            let listing = &self.listings[number as usize];
            let mut answer = listing.answer(metres, serves(listing, origin), ask.at, ask.now);
            answer.eligibility.screening = screening.as_ref().map(|s| s.judge(listing));
            answer
        };
        let contents: Vec<ListingAnswer> = shown
            .into_iter()
            .map(|(number, metres)| answer(number, Some(metres)))
            .collect();
        let mut lines = match ask.page {
            1 => self.remote_order(&remote, &matching, found.as_ref(), ask),
            _ => Vec::new(),
        };
        if !ask.remote_all {
            lines.truncate(REMOTE_SHOWN);
        }

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
            facets: (!ask.facets.is_empty()).then(|| self.count(&ask.facets, &(&placed | &remote))),
            remote_total: remote.len() as usize,
            has_verdicts: screening.is_some(),
            next_question: screening.as_ref().and_then(|screening| {
                screening.next_question(&(self.around(ask, &placed) | &remote), ask)
            }),
            remote: lines
                .into_iter()
                .map(|number| answer(number, None))
                .collect(),
            contents,
        }
    }

    /// What is inside the radius, and otherwise, where nothing is, all of it: nobody ends with nothing.
    pub(super) fn inside_radius(
        &self,
        ask: &Nearby,
        placed: RoaringBitmap,
    ) -> (RoaringBitmap, bool) {
        let Some(radius) = ask.radius_metres else {
            return (placed, false);
        };
        let within = self.nearest.within(ask.origin.point, &placed, radius);
        let widened = within.is_empty() && !placed.is_empty();
        (if widened { placed } else { within }, widened)
    }

    /// The listings that a search may show and that have a value of each filter.
    pub(super) fn matching(&self, filters: &[(Facet, Vec<String>)]) -> RoaringBitmap {
        let mut matching = self.sets.searchable().clone();
        for (facet, values) in filters {
            matching &= self.sets.having(*facet, values);
        }
        matching
    }

    /// Those of the listings that are known to have room.
    fn with_room(&self, listings: &RoaringBitmap, now: DateTime<Utc>) -> RoaringBitmap {
        let had_room = (listings & self.sets.had_room()).into_iter();
        had_room
            .filter(|number| self.listings[*number as usize].reports.has_room(now))
            .collect()
    }

    /// What serves the origin. Where nobody can say what serves it, at sea and abroad, that is what serves the
    /// whole country: nobody ends with nothing.
    pub(super) fn serving(&self, origin: &Origin) -> RoaringBitmap {
        match origin.areas() {
            [] => self.sets.covering(Area::Country),
            _ => self.sets.serving(origin),
        }
    }

    /// What serves the origin from no place: what matches, and the hotlines even where they don't. Who filters for
    /// shelters and finds none can still call.
    pub(super) fn remote_of(
        &self,
        filters: &[(Facet, Vec<String>)],
        unplaced: &RoaringBitmap,
        serving: &RoaringBitmap,
    ) -> RoaringBitmap {
        let lines: Vec<(Facet, Vec<String>)> = filters
            .iter()
            .filter(|(facet, _)| *facet == Facet::Kind)
            .cloned()
            .chain([(Facet::Category, vec![HOTLINE.to_owned()])])
            .collect();
        let (_, lines) = self.sets.by_place(&self.matching(&lines));
        (unplaced | lines) & serving
    }

    /// A part of the listings in the order that was asked for, with their distances in metres.
    fn window(
        &self,
        ask: &Nearby,
        found: Option<&Matches>,
        placed: &RoaringBitmap,
        skip: u64,
        take: usize,
    ) -> Vec<(u32, f64)> {
        let origin = ask.origin.point;
        if take == 0 {
            return Vec::new();
        }
        match ask.sort {
            Sort::Name => self.by_name(origin, placed, skip as usize, take),
            Sort::Relevance if let Some(found) = found => {
                // Equals in the order by distance, which is good enough by the angle's chord; at one place
                // by how well their numbers stand.
                let nearness = self.nearest.nearness(origin);
                let tie = |a: u32, b: u32| {
                    let nearer = nearness(a).cmp(&nearness(b));
                    nearer
                        .then_with(|| self.standing_of(a).cmp(&self.standing_of(b)))
                        .then(a.cmp(&b))
                };
                let ranked = found.ranked(placed, tie, skip as usize, take);
                let metres = |(number, _)| (number, self.nearest.metres(origin, number));
                ranked.into_iter().map(metres).collect()
            }
            Sort::Distance | Sort::Relevance => self.nearest.window(origin, placed, skip, take),
        }
    }

    fn by_name(
        &self,
        origin: Point,
        placed: &RoaringBitmap,
        skip: usize,
        take: usize,
    ) -> Vec<(u32, f64)> {
        let mut numbers: Vec<u32> = placed.iter().collect();
        numbers.sort_unstable_by_key(|number| self.name_ranks[*number as usize]);
        let shown = numbers.into_iter().skip(skip).take(take);
        shown
            .map(|number| (number, self.nearest.metres(origin, number)))
            .collect()
    }

    fn count<'a>(
        &'a self,
        facets: &[Facet],
        listings: &RoaringBitmap,
    ) -> BTreeMap<&'static str, Vec<FacetCount<'a>>> {
        let ours = Taxonomies::embedded();
        let name = |facet: Facet, value: &str| {
            let taxonomy = match facet {
                Facet::Category => &ours.category,
                Facet::Audience => &ours.audience,
                Facet::Kind => &ours.kind,
                _ => return None,
            };
            taxonomy.term(value).map(|term| term.name.as_str())
        };
        let counts = facets.iter().map(|facet| {
            let counts = self.sets.count(*facet, listings).into_iter();
            let counts = counts.map(|(value, count)| FacetCount {
                value,
                name: name(*facet, value),
                count,
            });
            (facet.as_str(), counts.collect())
        });
        counts.collect()
    }

    /// How well the numbers of a listing stand. What has none is not better than what nobody checked.
    fn standing_of(&self, number: u32) -> Standing {
        let standing = &self.listings[number as usize].standing;
        let of_phones = standing.get(&FactGroup::Phones).copied();
        of_phones.unwrap_or(Standing::Unverified)
    }

    /// What matches all filters first; then what may be dialled, what is open, what is most local, what was
    /// checked; then by name.
    pub(super) fn remote_order(
        &self,
        remote: &RoaringBitmap,
        matching: &RoaringBitmap,
        found: Option<&Matches>,
        ask: &Nearby,
    ) -> Vec<u32> {
        let origin = &ask.origin;
        let scores: HashMap<u32, u32> = match (found, ask.sort) {
            // Scores are not negative, so that their bits are in their order.
            (Some(found), Sort::Relevance) => found
                .scores(remote)
                .into_iter()
                .map(|(number, score)| (number, score.to_bits()))
                .collect(),
            _ => HashMap::new(),
        };
        let score = |number: u32| scores.get(&number).copied().unwrap_or_default();
        let mut numbers: Vec<u32> = remote.iter().collect();
        numbers.sort_by_cached_key(|number| {
            let listing = &self.listings[*number as usize];
            let contact = listing.primary_contact.as_ref();
            let dial = contact.map(|contact| contact.dial.unwrap_or(Dial::Ok));
            let specificity = listing
                .coverage
                .iter()
                .filter(|area| origin.containment(**area) != Containment::None)
                .map(|area| area.specificity())
                .max();
            (
                !matching.contains(*number),
                Reverse(score(*number)),
                dial.unwrap_or(Dial::DoNot),
                listing.opening.state_at(ask.at, listing.caveat),
                Reverse(specificity),
                self.standing_of(*number),
                self.name_ranks[*number as usize],
            )
        });
        numbers
    }

    pub(super) fn origin_answer<'a>(
        &self,
        origin: &'a Origin,
        gazetteer: &Gazetteer,
    ) -> OriginAnswer<'a> {
        let covered = origin.areas().iter().any(
            |(area, _)| matches!(area, Area::State(fips) if self.covered_states.contains(fips)),
        );
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
