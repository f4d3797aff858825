//! Which listings are open at an instant.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use roaring::RoaringBitmap;

use super::listing::Listing;
use crate::hours::{Caveat, OpenState, OpeningHours};

/// Listings that have the same hours, so that a question looks at each timetable once.
#[derive(Default)]
pub struct Openings {
    groups: Vec<(Arc<OpeningHours>, Caveat, RoaringBitmap)>,
}

impl Openings {
    /// Of `listings`, numbered as they come.
    pub fn of(listings: &[Listing]) -> Openings {
        let mut openings = Openings::default();
        let mut known: HashMap<*const OpeningHours, Vec<usize>> = HashMap::new();
        for (number, listing) in (0u32..).zip(listings) {
            let groups = known.entry(Arc::as_ptr(&listing.opening)).or_default();
            let same = groups
                .iter()
                .find(|group| openings.groups[**group].1 == listing.caveat);
            let group = match same {
                Some(group) => *group,
                None => {
                    groups.push(openings.groups.len());
                    let opening = Arc::clone(&listing.opening);
                    openings
                        .groups
                        .push((opening, listing.caveat, RoaringBitmap::new()));
                    openings.groups.len() - 1
                }
            };
            openings.groups[group].2.insert(number);
        }
        openings
    }

    /// Those that are in `state` at the instant.
    pub fn at(&self, at: DateTime<Utc>, state: OpenState) -> RoaringBitmap {
        let mut listings = RoaringBitmap::new();
        for (opening, caveat, group) in &self.groups {
            if opening.state_at(at, *caveat) == state {
                listings |= group;
            }
        }
        listings
    }
}
