//! The headline question: what help is nearest, and which lines serve the place.

mod order;
mod page;
mod question;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use roaring::RoaringBitmap;

use super::Snapshot;
use super::listing::ListingAnswer;
use super::screen::Screening;
use super::sets::{Facet, serves};
use super::text::Extent;
use crate::geography::{Area, Gazetteer, Origin};
use crate::hours::OpenState;
use crate::hsds::taxonomy::Taxonomies;

pub use page::{Emergency, FacetCount, NearbyPage, OriginAnswer};
pub use question::{Bbox, Nearby, OpenOnly, PER_PAGE, Sort};

/// How many remote listings an answer has, unless all are asked for.
pub(super) const REMOTE_SHOWN: usize = 20;

/// The category of the lines that are in every answer.
pub(super) const HOTLINE: &str = "hotline";

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
        let screening = Screening::wanted(self, ask, gazetteer);

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
        let answer = |number, metres| self.answer(number, metres, ask, screening.as_ref());
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

    /// A listing as it looks to whoever asks, `metres` from there, with a verdict where it is screened.
    pub(super) fn answer<'a>(
        &'a self,
        number: u32,
        metres: Option<f64>,
        ask: &Nearby,
        screening: Option<&Screening>,
    ) -> ListingAnswer<'a> {
        let listing = &self.listings[number as usize];
        let serves = serves(listing, &ask.origin);
        let mut answer = listing.answer(metres, serves, ask.at, ask.now);
        answer.eligibility.screening = screening.map(|screening| screening.judge(listing));
        answer
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
