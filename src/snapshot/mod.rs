//! The read model: one revision of the directory, immutable, in memory and ready to be asked.
//!
//! [`documents`] has the records, which [`nesting`] puts together as HSDS has them. [`lists`] are the
//! standard's. [`build`] makes listings of the records, [`nearest`] and [`sets`] find them, [`nearby`]
//! answers the headline question.

pub mod build;
pub mod documents;
pub mod listing;
pub mod lists;
pub mod nearby;
pub mod nearest;
pub mod nesting;
pub mod sets;

use std::collections::{BTreeMap, HashSet};

use uuid::Uuid;

use crate::geography::Gazetteer;
use crate::standing::{Record, Source};
use crate::store::{Store, StoreError};
use documents::{Documents, Misshapen};
use listing::Listing;
use lists::Lists;
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
    /// Of each listing its place in the order of names.
    name_ranks: Vec<u32>,
    lists: Lists,
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
        let mut documents = Documents::of(&stored.records, &sources)?;
        documents.date(&stored.modified_at, &stored.left);
        let listings = build::listings(&documents, gazetteer);
        let revision = stored.revision;
        Ok(Snapshot::assemble(revision, documents, listings, gazetteer))
    }

    /// The snapshot of these records, of which it is not known when they were written.
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
        let mut by_name: Vec<usize> = (0..listings.len()).collect();
        by_name.sort_by_cached_key(|&i| (listings[i].name.to_lowercase(), listings[i].id));
        let mut name_ranks = vec![0; listings.len()];
        for (rank, &i) in (0u32..).zip(&by_name) {
            name_ranks[i] = rank;
        }
        let sets = Sets::of(&listings, nearest.len() as u32);
        let lists = Lists::of_all(&documents, &listings);
        Snapshot {
            revision,
            documents,
            listings,
            nearest,
            sets,
            name_ranks,
            lists,
            covered_states,
        }
    }

    /// How many listings there are.
    pub fn len(&self) -> usize {
        self.listings.len()
    }

    pub fn is_empty(&self) -> bool {
        self.listings.is_empty()
    }
}
