//! `search`: which records match words.

use roaring::RoaringBitmap;

use crate::snapshot::Snapshot;
use crate::snapshot::text::Extent;
use crate::standing::RecordKind;

impl Snapshot {
    /// The numbers of the records of a kind that are a part of a listing that matches `text`, as `q` of the
    /// headline question does. A text of nothing but small words asks for nothing in particular, and all match.
    pub fn search(&self, kind: RecordKind, text: &str) -> RoaringBitmap {
        let register = self.lists.of(kind);
        let found = self.text.search(text);
        if found.extent == Extent::NothingAsked {
            return register.all();
        }
        let listings = found.numbers.iter();
        listings
            .filter_map(|number| {
                let listing = &self.listings[number as usize];
                register.number(match kind {
                    RecordKind::Organization => listing.organization.id,
                    RecordKind::Service => listing.service.id,
                    RecordKind::Location => listing.location.id,
                    RecordKind::ServiceAtLocation => listing.id,
                })
            })
            .collect()
    }
}
