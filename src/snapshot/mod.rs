//! The read model: one revision of the directory, immutable, in memory and ready to be asked.
//!
//! [`documents`] has the whole records, [`build`] makes listings of them, [`nearest`] and [`sets`] find
//! them, [`nearby`] answers the headline question, [`feed`] says what changed since a cursor.

pub mod build;
pub mod documents;
pub mod feed;
pub mod listing;
pub mod nearby;
pub mod nearest;
pub mod sets;

use std::collections::{BTreeMap, HashSet};

use uuid::Uuid;

use crate::geography::Gazetteer;
use crate::standing::{Record, Source};
use crate::store::{Store, StoreError};
use documents::{Documents, Misshapen};
use feed::{Feed, Ties};
use listing::{Listing, ListingAnswer, ServesOrigin};
use nearest::NearestIndex;
use sets::Sets;

/// One revision of the directory.
pub struct Snapshot {
    pub revision: i64,
    pub documents: Documents,
    /// By listing number: those with a place first, in the order of the nearest index.
    listings: Vec<Listing>,
    nearest: NearestIndex,
    sets: Sets,
    feed: Feed,
    /// States with a placed listing, by two-digit FIPS number.
    covered_states: HashSet<u32>,
}

/// Why there is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Misshapen(#[from] Misshapen),
}

impl Snapshot {
    /// The snapshot of the store's present revision.
    pub fn load(store: &Store, gazetteer: &Gazetteer) -> Result<Snapshot, SnapshotError> {
        let stored = store.records()?;
        let sources: BTreeMap<Uuid, Source> =
            store.sources()?.into_iter().map(|s| (s.id, s)).collect();
        let mut ties = Ties::default();
        store.traces(stored.revision, &mut |revision, trace| {
            ties.see(revision, trace);
        })?;
        let mut snapshot = Snapshot::of(stored.revision, &stored.records, &sources, gazetteer)?;
        let directory_id = store.directory()?.directory_id;
        snapshot.feed = Feed::of(directory_id, &stored, ties, &snapshot.documents);
        Ok(snapshot)
    }

    /// The snapshot of these records, whose history is not known: its feed of changes is empty.
    pub fn of(
        revision: i64,
        records: &[Record],
        sources: &BTreeMap<Uuid, Source>,
        gazetteer: &Gazetteer,
    ) -> Result<Snapshot, Misshapen> {
        let documents = Documents::of(records, sources)?;
        let listings = build::listings(&documents, gazetteer);
        Ok(Snapshot::assemble(revision, documents, listings, gazetteer))
    }

    /// A directory of nothing.
    pub fn empty() -> Snapshot {
        Snapshot::assemble(0, Documents::default(), Vec::new(), Gazetteer::embedded())
    }

    /// The snapshot of ready-made listings.
    pub fn assemble(
        revision: i64,
        documents: Documents,
        listings: Vec<Listing>,
        gazetteer: &Gazetteer,
    ) -> Snapshot {
        let (placed, mut unplaced): (Vec<Listing>, Vec<Listing>) = listings
            .into_iter()
            .partition(|listing| listing.place.order_point().is_some());
        let places: Vec<_> = placed
            .iter()
            .filter_map(|listing| Some((listing.id, listing.place.order_point()?)))
            .collect();
        let (nearest, order) = NearestIndex::build(&places);
        let mut slots: Vec<Option<Listing>> = placed.into_iter().map(Some).collect();
        let mut listings: Vec<Listing> = order.iter().filter_map(|&i| slots[i].take()).collect();
        listings.append(&mut unplaced);
        let covered_states = listings
            .iter()
            .filter_map(|listing| nearby::state_of(listing, gazetteer))
            .collect();
        let sets = Sets::of(&listings, nearest.len() as u32);
        Snapshot {
            revision,
            documents,
            listings,
            nearest,
            sets,
            feed: Feed::default(),
            covered_states,
        }
    }

    /// The numbers of all listings that a search may show, by their ids.
    pub fn searchable(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = (0u32..)
            .zip(&self.listings)
            .filter(|(_, listing)| listing.searchable)
            .map(|(number, _)| number)
            .collect();
        numbers.sort_unstable_by_key(|number| self.listings[*number as usize].id);
        numbers
    }

    /// The listing of a number, as the answer to no question: without distance and origin.
    pub fn listing(&self, number: u32) -> Option<ListingAnswer<'_>> {
        let listing = self.listings.get(number as usize)?;
        Some(listing.answer(None, ServesOrigin::Unknown))
    }

    /// How many listings there are.
    pub fn len(&self) -> usize {
        self.listings.len()
    }

    pub fn is_empty(&self) -> bool {
        self.listings.is_empty()
    }
}
