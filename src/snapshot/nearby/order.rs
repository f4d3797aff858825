//! In which order listings come.

use std::cmp::Reverse;
use std::collections::HashMap;

use roaring::RoaringBitmap;

use super::{Nearby, Sort};
use crate::geography::{Containment, Point};
use crate::hsds::{Dial, FactGroup, Standing};
use crate::snapshot::Snapshot;
use crate::snapshot::text::Matches;

impl Snapshot {
    /// A part of the listings in the order that was asked for, with their distances in metres.
    pub(super) fn window(
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

    /// How well the numbers of a listing stand. What has none is not better than what nobody checked.
    fn standing_of(&self, number: u32) -> Standing {
        let standing = &self.listings[number as usize].standing;
        let of_phones = standing.get(&FactGroup::Phones).copied();
        of_phones.unwrap_or(Standing::Unverified)
    }

    /// What matches all filters first; then what may be dialled, what is open, what is most local, what was
    /// checked; then by name.
    pub(in crate::snapshot) fn remote_order(
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
}
