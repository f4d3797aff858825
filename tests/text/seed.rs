//! The seed directory, searched.

use std::collections::BTreeMap;

use chrono::Utc;
use nearhelp::geography::Gazetteer;
use nearhelp::hsds::Kind;
use nearhelp::snapshot::build;
use nearhelp::snapshot::documents::Documents;
use nearhelp::snapshot::listing::Listing;
use nearhelp::snapshot::text::documents::{Asides, documents};
use nearhelp::snapshot::text::{Extent, TextIndex};
use nearhelp::store::Store;
use nearhelp::updates::seed;
use uuid::Uuid;

pub struct Seed {
    pub listings: Vec<Listing>,
    pub index: TextIndex,
}

impl Seed {
    pub fn load() -> Seed {
        let gazetteer = Gazetteer::embedded();
        let store = Store::in_memory(Utc::now()).expect("a store");
        seed::seed(&store, gazetteer, Utc::now(), &mut Uuid::new_v4).expect("the seed is sound");
        let stored = store.records().expect("its records").records;
        let sources = store.sources().expect("its sources");
        let sources: BTreeMap<Uuid, _> = sources.into_iter().map(|s| (s.id, s)).collect();
        let records = Documents::of(&stored, &sources).expect("sound records");
        let listings = build::listings(
            &records,
            &nearhelp::config::Ages::default(),
            gazetteer,
            chrono::DateTime::UNIX_EPOCH,
        );
        let asides = Asides::of(&stored);
        let index = TextIndex::build(documents(&listings, &records, &asides, gazetteer));
        Seed { listings, index }
    }

    /// The names of what matches, the best first; help alone, as a search has it, or all kinds.
    pub fn names(&self, q: &str, kinds: &[Kind]) -> (Extent, Vec<String>) {
        let matches = self.index.search(q);
        let among = (0u32..)
            .zip(&self.listings)
            .filter(|(_, listing)| listing.searchable && kinds.contains(&listing.kind))
            .map(|(number, _)| number)
            .collect();
        let name = |number: u32| &self.listings[number as usize].name;
        let by_name = |a, b| name(a).cmp(name(b));
        let ranked = matches.ranked(&among, by_name, 0, 100);
        let names = ranked.into_iter().map(|(number, _)| name(number).clone());
        let names = names.collect();
        (matches.extent, names)
    }
}
