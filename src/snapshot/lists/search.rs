//! `search`: which records match words.

use std::collections::HashSet;

use roaring::RoaringBitmap;
use uuid::Uuid;

use crate::snapshot::Snapshot;
use crate::snapshot::documents::Documents;
use crate::snapshot::listing::Listing;
use crate::snapshot::text::documents::{Asides, unlisted};
use crate::snapshot::text::{Extent, TextIndex};
use crate::standing::{RecordKind, RecordRef};

/// The services and organizations that belong to no listing, and their texts. They have an index of their own, so
/// that nothing about them changes what a question for listings finds.
pub struct Unlisted {
    records: Vec<RecordRef>,
    text: TextIndex,
}

impl Unlisted {
    pub fn of(listings: &[Listing], documents: &Documents, asides: &Asides) -> Unlisted {
        let listed: HashSet<Uuid> = listings
            .iter()
            .flat_map(|listing| [listing.service.id, listing.organization.id])
            .collect();
        let is_unlisted = |record: &&RecordRef| match record.kind {
            RecordKind::Organization | RecordKind::Service => !listed.contains(&record.id),
            RecordKind::Location | RecordKind::ServiceAtLocation => false,
        };
        let records = documents.order.iter().filter(is_unlisted);
        let records: Vec<RecordRef> = records.copied().collect();
        let text = TextIndex::build(unlisted(&records, documents, asides));
        Unlisted { records, text }
    }
}

impl Snapshot {
    /// The numbers of the records of a kind that match `text`, or are a part of a listing that does, as `q` of the
    /// headline question has it. A text of nothing but small words asks for nothing in particular, and all match.
    pub fn search(&self, kind: RecordKind, text: &str) -> RoaringBitmap {
        let register = self.lists.of(kind);
        let found = self.text.search(text);
        if found.extent == Extent::NothingAsked {
            return register.all();
        }
        let unlisted = self.unlisted.text.search(text);
        // Where either has every word, what has most of them is none that was meant.
        let has_all = [found.extent, unlisted.extent].contains(&Extent::AllWords);
        let counts = |extent| !has_all || extent == Extent::AllWords;
        let mut numbers = RoaringBitmap::new();
        if counts(found.extent) {
            numbers.extend(found.numbers.iter().filter_map(|number| {
                let listing = &self.listings[number as usize];
                register.number(match kind {
                    RecordKind::Organization => listing.organization.id,
                    RecordKind::Service => listing.service.id,
                    RecordKind::Location => listing.location.id,
                    RecordKind::ServiceAtLocation => listing.id,
                })
            }));
        }
        if counts(unlisted.extent) {
            numbers.extend(unlisted.numbers.iter().filter_map(|number| {
                let record = self.unlisted.records[number as usize];
                let id = match (kind, record.kind) {
                    (RecordKind::Organization, RecordKind::Service) => {
                        self.documents.services.get(&record.id)?.organization_id?
                    }
                    (asked, is) if asked == is => record.id,
                    _ => return None,
                };
                register.number(id)
            }));
        }
        numbers
    }
}
