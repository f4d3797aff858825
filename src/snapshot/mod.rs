//! The read model: one revision of the directory, immutable, in memory and ready to be asked.
//!
//! [`documents`] has the whole records, [`build`] makes listings of them, [`nearest`] and [`sets`] find
//! them, [`text`] finds them by words, [`nearby`] answers the headline question.

pub mod build;
pub mod documents;
pub mod listing;
pub mod nearby;
pub mod nearest;
mod open;
pub mod sets;
pub mod text;

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::geography::Gazetteer;
use crate::standing::{Record, Source};
use crate::store::{Store, StoreError};
use documents::{Documents, Misshapen};
use listing::Listing;
use nearest::NearestIndex;
use open::Openings;
use sets::Sets;
use text::{TextIndex, documents as texts, documents::Asides};

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
    openings: Openings,
    text: TextIndex,
    /// When it was built; hours are told fastest for the week after.
    pub built_at: DateTime<Utc>,
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
    pub fn load(
        store: &Store,
        gazetteer: &Gazetteer,
        now: DateTime<Utc>,
    ) -> Result<Snapshot, SnapshotError> {
        let stored = store.records()?;
        let sources: BTreeMap<Uuid, Source> =
            store.sources()?.into_iter().map(|s| (s.id, s)).collect();
        let snapshot = Snapshot::of(stored.revision, &stored.records, &sources, gazetteer, now)?;
        Ok(snapshot)
    }

    /// The snapshot of these records.
    pub fn of(
        revision: i64,
        records: &[Record],
        sources: &BTreeMap<Uuid, Source>,
        gazetteer: &Gazetteer,
        now: DateTime<Utc>,
    ) -> Result<Snapshot, Misshapen> {
        let documents = Documents::of(records, sources)?;
        let listings = build::listings(&documents, gazetteer, now);
        let asides = Asides::of(records);
        Ok(Snapshot::assemble(
            revision, documents, listings, &asides, gazetteer, now,
        ))
    }

    /// A directory of nothing.
    pub fn empty() -> Snapshot {
        Snapshot::assemble(
            0,
            Documents::default(),
            Vec::new(),
            &Asides::default(),
            Gazetteer::embedded(),
            DateTime::UNIX_EPOCH,
        )
    }

    /// The snapshot of ready-made listings.
    pub fn assemble(
        revision: i64,
        documents: Documents,
        listings: Vec<Listing>,
        asides: &Asides,
        gazetteer: &Gazetteer,
        now: DateTime<Utc>,
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
        let openings = Openings::of(&listings);
        let texts = texts::documents(&listings, &documents, asides, gazetteer);
        let text = TextIndex::build(texts);
        let sets = Sets::of(&listings, nearest.len() as u32);
        Snapshot {
            revision,
            documents,
            listings,
            nearest,
            sets,
            name_ranks,
            openings,
            text,
            built_at: now,
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
