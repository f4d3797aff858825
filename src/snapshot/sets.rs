//! Every filter as a set of listing numbers.

use std::collections::HashMap;
use std::hash::Hash;

use roaring::RoaringBitmap;

use super::listing::{Listing, ServesOrigin};
use crate::geography::{Area, Containment, Origin};
use crate::hsds::Kind;
use crate::hsds::taxonomy::{Taxonomies, Taxonomy};

/// The sets of one snapshot.
#[derive(Default)]
pub struct Sets {
    /// Those at a place: the numbers of the nearest index.
    placed: RoaringBitmap,
    /// Those that a search may show.
    searchable: RoaringBitmap,
    kinds: HashMap<Kind, RoaringBitmap>,
    /// By code; a term's set has the listings of the terms below it too.
    categories: HashMap<&'static str, RoaringBitmap>,
    audiences: HashMap<&'static str, RoaringBitmap>,
    coverage: HashMap<Area, RoaringBitmap>,
}

impl Sets {
    /// The sets of `listings`, numbered as they come, of which the first `placed` have a place.
    pub fn of(listings: &[Listing], placed: u32) -> Sets {
        let ours = Taxonomies::embedded();
        let mut sets = Sets::default();
        sets.placed.insert_range(0..placed);
        for (number, listing) in (0u32..).zip(listings) {
            if listing.searchable {
                sets.searchable.insert(number);
            }
            insert(&mut sets.kinds, listing.kind, number);
            insert_terms(
                &mut sets.categories,
                &ours.category,
                &listing.categories,
                number,
            );
            insert_terms(
                &mut sets.audiences,
                &ours.audience,
                &listing.audiences,
                number,
            );
            for area in &listing.coverage {
                insert(&mut sets.coverage, *area, number);
            }
        }
        sets
    }

    /// The listings of any of the kinds, and of any of the categories and audiences where some are given.
    pub fn matching(
        &self,
        kinds: &[Kind],
        categories: &[String],
        audiences: &[String],
    ) -> RoaringBitmap {
        let mut matching = any(&self.kinds, kinds.iter());
        matching &= &self.searchable;
        if !categories.is_empty() {
            matching &= any(&self.categories, categories.iter().map(String::as_str));
        }
        if !audiences.is_empty() {
            matching &= any(&self.audiences, audiences.iter().map(String::as_str));
        }
        matching
    }

    /// Those of `listings` that stand in the order by distance, and those that don't.
    pub fn by_place(&self, listings: &RoaringBitmap) -> (RoaringBitmap, RoaringBitmap) {
        (listings & &self.placed, listings - &self.placed)
    }

    /// The listings whose coverage contains the origin or part of it.
    pub fn serving(&self, origin: &Origin) -> RoaringBitmap {
        any(&self.coverage, origin.areas().iter().map(|(area, _)| area))
    }
}

/// Whether the listing's coverage contains the origin.
pub fn serves(listing: &Listing, origin: &Origin) -> ServesOrigin {
    if listing.coverage.is_empty() {
        return ServesOrigin::Unknown;
    }
    let most = listing
        .coverage
        .iter()
        .map(|area| origin.containment(*area))
        .max()
        .unwrap_or(Containment::None);
    // A ZIP over several counties is wholly covered where all of them are.
    let all_counties = !origin.counties.is_empty()
        && origin
            .counties
            .iter()
            .all(|county| listing.coverage.contains(&Area::County(*county)));
    match most {
        Containment::Whole => ServesOrigin::Yes,
        Containment::Part if all_counties => ServesOrigin::Yes,
        Containment::Part => ServesOrigin::Partly,
        Containment::None => ServesOrigin::No,
    }
}

fn insert<K: Eq + Hash>(sets: &mut HashMap<K, RoaringBitmap>, key: K, number: u32) {
    sets.entry(key).or_default().insert(number);
}

fn insert_terms(
    sets: &mut HashMap<&'static str, RoaringBitmap>,
    taxonomy: &'static Taxonomy,
    codes: &[String],
    number: u32,
) {
    for code in codes.iter().flat_map(|code| taxonomy.with_ancestors(code)) {
        insert(sets, code, number);
    }
}

fn any<'k, K, Q>(
    sets: &HashMap<K, RoaringBitmap>,
    keys: impl Iterator<Item = &'k Q>,
) -> RoaringBitmap
where
    K: Eq + Hash + std::borrow::Borrow<Q>,
    Q: Eq + Hash + ?Sized + 'k,
{
    let mut union = RoaringBitmap::new();
    for set in keys.filter_map(|key| sets.get(key)) {
        union |= set;
    }
    union
}
