//! The read model: one revision of the directory, immutable, in memory and ready to be asked.
//!
//! [`documents`] has the records, which [`nesting`] puts together as HSDS has them. [`lists`] are the
//! standard's. [`build`] makes listings of the records, [`nearest`] and [`sets`] find them, [`text`] finds them by
//! words, [`nearby`] answers the headline question, [`screen`] who can be helped, [`pathways`] what there is for each
//! stage of a way out, [`feed`] says what changed since a cursor.

mod aging;
pub mod build;
pub mod capacity;
pub mod documents;
pub mod feed;
pub mod listing;
pub mod lists;
pub mod nearby;
pub mod nearest;
pub mod nesting;
mod open;
pub mod pathways;
pub mod screen;
pub mod sets;
mod shown;
pub mod text;

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::config::Ages;
use crate::geography::Gazetteer;
use crate::hours;
use crate::standing::{Record, RecordRef, Source};
use crate::store::{Store, StoreError};
use capacity::Reported;
use documents::{Documents, Misshapen};
use feed::{Feed, Ties};
use listing::{Listing, ListingAnswer, Place, ServesOrigin};
use lists::{Lists, Unlisted};
use nearest::NearestIndex;
use open::Openings;
use screen::Screens;
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
    screens: Screens,
    text: TextIndex,
    unlisted: Unlisted,
    /// When it was built; hours are told fastest for the week after.
    pub built_at: DateTime<Utc>,
    feed: Feed,
    lists: Lists,
    /// The revision that last wrote each record.
    record_revisions: BTreeMap<RecordRef, i64>,
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
    /// The snapshot of the store's present revision, its confirmations holding as long as they do by default.
    pub fn load(
        store: &Store,
        gazetteer: &Gazetteer,
        now: DateTime<Utc>,
    ) -> Result<Snapshot, SnapshotError> {
        Snapshot::load_aged(store, gazetteer, now, &Ages::default())
    }

    /// The snapshot of the store's present revision.
    pub fn load_aged(
        store: &Store,
        gazetteer: &Gazetteer,
        now: DateTime<Utc>,
        ages: &Ages,
    ) -> Result<Snapshot, SnapshotError> {
        let mut stored = store.records()?;
        let sources: BTreeMap<Uuid, Source> =
            store.sources()?.into_iter().map(|s| (s.id, s)).collect();
        let mut ties = Ties::default();
        store.traces(0, stored.revision, &mut |revision, trace| {
            ties.see(revision, trace);
        })?;
        let left_out = shown::take_left_out(&mut stored.records);
        let mut documents = Documents::of(&stored.records, &sources)?;
        documents.date(&stored.modified_at, &stored.left);
        documents.age(&stored.records, ages, now.date_naive());
        let directory_id = store.directory()?.directory_id;
        let feed = Feed::of(directory_id, &stored, &left_out, ties, &documents);
        let listings = build::listings(&documents, ages, gazetteer, now);
        let asides = Asides::of(&stored.records);
        let revision = stored.revision;
        let mut snapshot =
            Snapshot::assemble(revision, documents, listings, &asides, gazetteer, now);
        snapshot.feed = feed;
        snapshot.record_revisions = stored.revisions;
        Ok(snapshot)
    }

    /// The snapshot of these records, of which it is not known when they were written: its feed of changes is empty.
    pub fn of(
        revision: i64,
        records: &[Record],
        sources: &BTreeMap<Uuid, Source>,
        gazetteer: &Gazetteer,
        now: DateTime<Utc>,
    ) -> Result<Snapshot, Misshapen> {
        let mut shown = records.to_vec();
        shown::take_left_out(&mut shown);
        let (records, mut documents) = (&shown, Documents::of(&shown, sources)?);
        let ages = Ages::default();
        documents.age(records, &ages, now.date_naive());
        let listings = build::listings(&documents, &ages, gazetteer, now);
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
    fn assemble(
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
            .filter_map(|listing| state_of(listing, gazetteer))
            .collect();
        let mut by_name: Vec<usize> = (0..listings.len()).collect();
        by_name.sort_by_cached_key(|&i| (listings[i].name.to_lowercase(), listings[i].id));
        let mut name_ranks = vec![0; listings.len()];
        for (rank, &i) in (0u32..).zip(&by_name) {
            name_ranks[i] = rank;
        }
        let openings = Openings::of(&listings);
        let screens = Screens::of(&listings);
        let texts = texts::documents(&listings, &documents, asides, gazetteer);
        let text = TextIndex::build(texts);
        let unlisted = Unlisted::of(&listings, &documents, asides);
        let sets = Sets::of(&listings, nearest.len() as u32);
        let lists = Lists::of_all(&documents, &listings);
        Snapshot {
            revision,
            documents,
            listings,
            nearest,
            sets,
            name_ranks,
            openings,
            screens,
            text,
            unlisted,
            built_at: now,
            feed: Feed::default(),
            lists,
            record_revisions: BTreeMap::new(),
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

    /// The listing of a number, as the answer to no question: without distance and origin, its hours told for
    /// `at`. It is to be kept, in a file or a mirror, and so says nothing of what is free.
    pub fn listing(&self, number: u32, at: DateTime<Utc>) -> Option<ListingAnswer<'_>> {
        let listing = self.listings.get(number as usize)?;
        Some(ListingAnswer {
            capacity: None,
            ..listing.answer(None, ServesOrigin::Unknown, at, at)
        })
    }

    /// The hours of a listing as a file has them: its week, which is true on another day too.
    pub fn kept_hours(&self, number: u32, at: DateTime<Utc>) -> Option<String> {
        let listing = self.listings.get(number as usize)?;
        let schedules = build::schedules_of(&self.documents, listing);
        hours::kept(&listing.opening, schedules, at, listing.caveat)
    }

    /// The latest report of room, as it was reported.
    pub fn reported_room(&self, number: u32) -> Option<Reported<'_>> {
        self.listings.get(number as usize)?.reports.latest()
    }

    /// The revision that last wrote a record, for whoever wants to change that one.
    pub fn record_revision(&self, record: RecordRef) -> Option<i64> {
        self.record_revisions.get(&record).copied()
    }

    /// How many listings there are.
    pub fn len(&self) -> usize {
        self.listings.len()
    }

    pub fn is_empty(&self) -> bool {
        self.listings.is_empty()
    }
}

/// The state, by two-digit FIPS number, that a listing is in.
fn state_of(listing: &Listing, gazetteer: &Gazetteer) -> Option<u32> {
    let around = |point| Some(gazetteer.county_at(point)?.fips / 1000);
    match &listing.place {
        Place::None => None,
        Place::Point { point, .. } => {
            let address = listing.location.address.as_ref();
            let stated = address.and_then(|address| address.state_province.as_deref());
            let stated = stated.and_then(|name| gazetteer.state_by_name(name));
            stated.map_or_else(|| around(*point), |state| Some(state.fips))
        }
        Place::Area { reference, .. } => around(*reference),
    }
}
