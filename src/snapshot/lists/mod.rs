//! The lists of the standard: every record of a kind, in the order of ids, by the filters of HSDS 3.1.
//!
//! The records of a kind are numbered in the order of their ids, so that a filter is a set of numbers,
//! a page is a part of one, and a stream of everything keeps no more than the set.

mod register;
mod search;
mod terms;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use roaring::RoaringBitmap;
use uuid::Uuid;

use super::Snapshot;
use crate::geography::Origin;
use crate::standing::RecordKind;
pub(super) use register::Lists;
pub(super) use search::Unlisted;
pub use terms::{TaxonomiesAsked, TermsAsked};

/// The filters of a list, each of which has to hold.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub search: Option<String>,
    /// The record, or a service of it, has this term or one below it.
    pub taxonomy_term_id: Option<Uuid>,
    /// The record, or a service of it, has any term of this taxonomy.
    pub taxonomy_id: Option<Uuid>,
    /// It is a service of this organization, or where one is given.
    pub organization_id: Option<Uuid>,
    /// It changed then or later.
    pub modified_after: Option<DateTime<Utc>>,
    /// Of services at locations alone.
    pub postcode: Option<Postcode>,
}

/// Which services at locations are for somebody at a ZIP.
#[derive(Clone, Debug)]
pub struct Postcode {
    /// The ZIP. What states its coverage has to cover it, wholly or partly; what does not state any may.
    pub origin: Origin,
    /// What is farther from the ZIP's point is left out, and so is what has no place. A withheld place is
    /// at the reference point of its area.
    pub within_metres: Option<f64>,
}

/// The records that a list has.
#[derive(Clone, Debug)]
pub struct Found {
    kind: RecordKind,
    numbers: RoaringBitmap,
}

impl Found {
    /// How many there are.
    pub fn total(&self) -> u64 {
        self.numbers.len()
    }
}

impl Snapshot {
    /// The records of a kind that all of the filters let through.
    pub fn list(&self, kind: RecordKind, asked: &Asked) -> Found {
        let register = self.lists.of(kind);
        let mut numbers = register.all();
        let terms = [asked.taxonomy_term_id, asked.taxonomy_id];
        for id in terms.into_iter().flatten() {
            numbers &= register.with_term(id);
        }
        if let Some(id) = asked.organization_id {
            numbers &= register.of_organization(id);
        }
        if let Some(since) = asked.modified_after {
            numbers = register.modified_since(&numbers, since);
        }
        if let Some(postcode) = &asked.postcode {
            numbers &= self.for_postcode(postcode);
        }
        if let Some(text) = &asked.search {
            numbers &= self.search(kind, text);
        }
        Found { kind, numbers }
    }

    /// The ids of what was found, in order, without the first `skip`.
    pub fn ids(self: Arc<Snapshot>, found: Found, skip: u64) -> impl Iterator<Item = Uuid> + Unpin {
        let first = u32::try_from(skip)
            .ok()
            .and_then(|skip| found.numbers.select(skip));
        let mut numbers = match first {
            Some(_) => found.numbers.into_iter(),
            None => RoaringBitmap::new().into_iter(),
        };
        numbers.advance_to(first.unwrap_or_default());
        numbers.map(move |number| self.lists.of(found.kind).id(number))
    }

    fn for_postcode(&self, postcode: &Postcode) -> RoaringBitmap {
        let mut listings = self.sets.serving(&postcode.origin) | self.lists.without_coverage();
        if let Some(radius) = postcode.within_metres {
            let (placed, _) = self.sets.by_place(&listings);
            listings = self.nearest.within(postcode.origin.point, &placed, radius);
        }
        self.lists.records_of_listings(&listings)
    }
}
