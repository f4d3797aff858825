//! Every filter as a set of listing numbers.

use std::collections::{BTreeMap, HashMap};

use roaring::RoaringBitmap;

use super::listing::{Listing, ServesOrigin};
use crate::geography::{Area, Containment, Origin};
use crate::hsds::FactGroup;
use crate::hsds::taxonomy::{Taxonomies, Taxonomy};

/// What listings can be filtered and counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Facet {
    Accessibility,
    Attribute,
    Audience,
    Category,
    Cost,
    Documents,
    Kind,
    Language,
    Organization,
    Standing,
}

impl Facet {
    pub const ALL: [Facet; 10] = [
        Facet::Accessibility,
        Facet::Attribute,
        Facet::Audience,
        Facet::Category,
        Facet::Cost,
        Facet::Documents,
        Facet::Kind,
        Facet::Language,
        Facet::Organization,
        Facet::Standing,
    ];

    /// As a parameter is named.
    pub fn as_str(self) -> &'static str {
        match self {
            Facet::Accessibility => "accessibility",
            Facet::Attribute => "attribute",
            Facet::Audience => "audience",
            Facet::Category => "category",
            Facet::Cost => "cost",
            Facet::Documents => "documents",
            Facet::Kind => "kind",
            Facet::Language => "language",
            Facet::Organization => "organization",
            Facet::Standing => "standing",
        }
    }
}

/// The sets of one snapshot.
#[derive(Default)]
pub struct Sets {
    /// Those at a place: the numbers of the nearest index.
    placed: RoaringBitmap,
    /// Those that a search may show.
    searchable: RoaringBitmap,
    /// Those that something was once reported free at.
    had_room: RoaringBitmap,
    /// By value. The set of a taxonomy's term has the listings of the terms below it too.
    facets: HashMap<Facet, BTreeMap<String, RoaringBitmap>>,
    coverage: HashMap<Area, RoaringBitmap>,
}

impl Sets {
    /// The sets of `listings`, numbered as they come, of which the first `placed` have a place.
    pub fn of(listings: &[Listing], placed: u32) -> Sets {
        let mut sets = Sets::default();
        sets.placed.insert_range(0..placed);
        for (number, listing) in (0u32..).zip(listings) {
            if listing.searchable {
                sets.searchable.insert(number);
            }
            if listing.reports.had_room() {
                sets.had_room.insert(number);
            }
            for (facet, value) in values(listing) {
                let by_value = sets.facets.entry(facet).or_default();
                by_value.entry(value).or_default().insert(number);
            }
            for area in &listing.coverage {
                sets.coverage.entry(*area).or_default().insert(number);
            }
        }
        sets
    }

    /// The listings that a search may show.
    pub fn searchable(&self) -> &RoaringBitmap {
        &self.searchable
    }

    /// The listings that something was once reported free at, whether or not it is now.
    pub fn had_room(&self) -> &RoaringBitmap {
        &self.had_room
    }

    /// The listings that have any of the facet's values.
    pub fn having(&self, facet: Facet, values: &[String]) -> RoaringBitmap {
        let mut union = RoaringBitmap::new();
        if let Some(by_value) = self.facets.get(&facet) {
            for set in values.iter().filter_map(|value| by_value.get(value)) {
                union |= set;
            }
        }
        union
    }

    /// How many of `listings` have each of the facet's values, the most frequent first; values that none has are left out.
    pub fn count(&self, facet: Facet, listings: &RoaringBitmap) -> Vec<(&str, u64)> {
        let by_value = self.facets.get(&facet).into_iter().flatten();
        let mut counts: Vec<(&str, u64)> = by_value
            .map(|(value, set)| (value.as_str(), set.intersection_len(listings)))
            .filter(|(_, count)| *count > 0)
            .collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        counts
    }

    /// Those of `listings` that stand in the order by distance, and those that don't.
    pub fn by_place(&self, listings: &RoaringBitmap) -> (RoaringBitmap, RoaringBitmap) {
        (listings & &self.placed, listings - &self.placed)
    }

    /// The listings that name the area as what they cover.
    pub fn covering(&self, area: Area) -> RoaringBitmap {
        self.coverage.get(&area).cloned().unwrap_or_default()
    }

    /// The listings whose coverage contains the origin or part of it.
    pub fn serving(&self, origin: &Origin) -> RoaringBitmap {
        let mut union = RoaringBitmap::new();
        for (area, _) in origin.areas() {
            if let Some(set) = self.coverage.get(area) {
                union |= set;
            }
        }
        union
    }
}

/// The facets that a listing has, with their values.
fn values(listing: &Listing) -> Vec<(Facet, String)> {
    let ours = Taxonomies::embedded();
    let mut values = vec![
        (Facet::Kind, listing.kind.as_str().to_owned()),
        (Facet::Organization, listing.organization.id.to_string()),
    ];
    let terms = |taxonomy: &'static Taxonomy, codes: &[String]| -> Vec<&'static str> {
        codes
            .iter()
            .flat_map(|code| taxonomy.with_ancestors(code))
            .collect()
    };
    let categories = terms(&ours.category, &listing.categories);
    let audiences = terms(&ours.audience, &listing.audiences);
    let attributes = categories.iter().chain(&audiences);
    values.extend(attributes.map(|code| (Facet::Attribute, (*code).to_owned())));
    let attributes = listing.attributes.iter().cloned();
    values.extend(attributes.map(|code| (Facet::Attribute, code)));
    values.extend(
        categories
            .into_iter()
            .map(|code| (Facet::Category, code.to_owned())),
    );
    values.extend(
        audiences
            .into_iter()
            .map(|code| (Facet::Audience, code.to_owned())),
    );
    values.extend(
        listing
            .languages
            .iter()
            .map(|code| (Facet::Language, code.clone())),
    );
    let accessibility = listing.accessibility.iter();
    values.extend(accessibility.map(|word| (Facet::Accessibility, word.clone())));
    if listing.is_free {
        values.push((Facet::Cost, "free".to_owned()));
    }
    if listing.needs_no_documents {
        values.push((Facet::Documents, "none".to_owned()));
    }
    if let Some(standing) = listing.standing.get(&FactGroup::Phones) {
        values.push((Facet::Standing, standing.as_str().to_owned()));
    }
    values
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
