//! What changed: every record that is or was, once, in the order of the revisions that last changed
//! what is served of it. Whoever replays it has the directory.

mod cursor;
mod ties;

use std::collections::HashSet;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

pub use cursor::{Cursor, CursorFault};
pub use ties::Ties;

use super::Snapshot;
use super::documents::{Documents, Whole};
use crate::standing::{Record, RecordKind, RecordRef};
use crate::store::Records;

/// The feed of one snapshot.
#[derive(Default)]
pub struct Feed {
    directory_id: Uuid,
    /// By revision, then kind, then id.
    entries: Vec<Entry>,
}

struct Entry {
    revision: i64,
    record: RecordRef,
    deleted: bool,
    flags: Flags,
}

/// What a mirror must see to beyond replacing what it has.
#[derive(Clone, Copy, Default)]
struct Flags {
    redact: bool,
    safety: bool,
}

/// A record that changed, in its present form.
#[derive(Serialize, ToSchema)]
pub struct ChangedRecord {
    /// `organization`, `location`, `service` or `service_at_location`.
    #[schema(value_type = String, example = "service")]
    pub kind: &'static str,
    pub id: Uuid,
    /// The last revision that changed it, or anything that is part of its answer.
    pub revision: i64,
    /// It was withdrawn, and `record` is null: delete what you have of it.
    pub deleted: bool,
    /// A confidential place is in it or of its organization, or may have been in what was withdrawn: delete every older copy, in backups too. It may have been public before, or told in a text.
    pub redact: bool,
    /// A number was once given for it that is not offered: make sure that nothing of yours still offers a number that is not in `record`.
    pub safety: bool,
    /// What to send as `since` to go on behind this record.
    pub cursor: String,
    /// As its own address serves it; an organization without its services and locations, which come by themselves.
    pub record: Option<Whole>,
}

impl Feed {
    pub(super) fn of(
        directory_id: Uuid,
        stored: &Records,
        left_out: &[Record],
        mut ties: Ties,
        documents: &Documents,
    ) -> Feed {
        for (record, revision) in &stored.revisions {
            ties.wrote(*record, *revision);
        }
        for record in stored.records.iter().chain(left_out) {
            ties.is(record);
        }
        let revisions = ties.revisions();
        let hiding = hiding(&stored.records, documents);
        let flags = |record| flags(record, &ties, documents, &hiding);
        let present = stored.records.iter().map(|record| Entry {
            revision: revisions[&record.record],
            record: record.record,
            deleted: false,
            flags: with_nested(record.record, documents, &flags),
        });
        let withdrawn = stored.withdrawn.iter().map(|record| Entry {
            // Its own: what it was tied to is nothing to it any more.
            revision: stored.revisions.get(record).copied().unwrap_or_default(),
            record: *record,
            deleted: true,
            flags: gone(flags(*record)),
        });
        // By whatever it is tied to: it may be left out for its organization.
        let left_out = left_out.iter().map(|record| Entry {
            revision: revisions[&record.record],
            record: record.record,
            deleted: true,
            flags: gone(flags(record.record)),
        });
        let mut entries: Vec<Entry> = present.chain(withdrawn).chain(left_out).collect();
        entries.sort_unstable_by_key(|entry| (entry.revision, entry.record));
        Feed {
            directory_id,
            entries,
        }
    }
}

/// The organizations with a confidential place: where one becomes so, it is taken out of all their texts.
fn hiding(records: &[Record], documents: &Documents) -> HashSet<Uuid> {
    let placed = documents.service_at_locations.values();
    let of_services = placed.filter_map(|placed| {
        let location = documents.locations.get(&placed.location_id)?;
        let service = documents.services.get(&placed.service_id)?;
        service.organization_id.filter(|_| location.withheld)
    });
    // A place at which nothing is given says itself whose it is.
    let own = records.iter().filter_map(|record| {
        let location = documents.locations.get(&record.record.id)?;
        let organization = record.body.get("organization_id")?.as_str()?;
        organization.parse().ok().filter(|_| location.withheld)
    });
    of_services.chain(own).collect()
}

/// Of a record by itself.
fn flags(record: RecordRef, ties: &Ties, documents: &Documents, hiding: &HashSet<Uuid>) -> Flags {
    let offered: Vec<&str> = documents
        .phones(record)
        .iter()
        .map(|phone| phone.number.as_str())
        .collect();
    let location = documents.locations.get(&record.id);
    Flags {
        redact: match record.kind {
            RecordKind::Organization => hiding.contains(&record.id),
            RecordKind::Location => location.is_none_or(|l| l.withheld),
            RecordKind::Service | RecordKind::ServiceAtLocation => false,
        },
        safety: ties.had_others(record, &offered),
    }
}

/// Of a record that is gone. Not whether a place of it was public before: that would send whoever looks for it to
/// older copies. So all of them are to be forgotten: any may have had a place in it or in its texts, and what becomes
/// confidential goes too.
fn gone(flags: Flags) -> Flags {
    Flags {
        redact: true,
        ..flags
    }
}

/// Of a record with all that is nested in it.
fn with_nested(
    record: RecordRef,
    documents: &Documents,
    flags: &impl Fn(RecordRef) -> Flags,
) -> Flags {
    let named = |kind, id| RecordRef { kind, id };
    let mut parts = vec![record];
    let service = match record.kind {
        RecordKind::Service => Some(record.id),
        RecordKind::ServiceAtLocation => {
            let placed = documents.service_at_locations.get(&record.id);
            parts.extend(placed.map(|placed| named(RecordKind::Location, placed.location_id)));
            parts.extend(placed.map(|placed| named(RecordKind::Service, placed.service_id)));
            placed.map(|placed| placed.service_id)
        }
        _ => None,
    };
    if let Some(service) = service.and_then(|id| documents.services.get(&id)) {
        let organization = service.organization_id;
        parts.extend(organization.map(|id| named(RecordKind::Organization, id)));
    }
    if record.kind == RecordKind::Service {
        for placed in documents.places(record.id) {
            parts.push(named(RecordKind::ServiceAtLocation, placed.id));
            parts.push(named(RecordKind::Location, placed.location_id));
        }
    }
    parts
        .into_iter()
        .map(flags)
        .fold(Flags::default(), |a, b| Flags {
            redact: a.redact || b.redact,
            safety: a.safety || b.safety,
        })
}

impl Snapshot {
    /// Where in the feed to go on behind `cursor`, from 0; `None` where the cursor is of another
    /// directory, or of a revision that this one does not have (it was restored from a backup).
    pub fn changes_behind(&self, cursor: &Cursor) -> Option<usize> {
        let is_ours = cursor.directory_id == self.feed.directory_id;
        (is_ours && cursor.revision <= self.revision).then(|| {
            let behind = (cursor.revision, cursor.record);
            self.feed
                .entries
                .partition_point(|entry| (entry.revision, entry.record) <= behind)
        })
    }

    /// How many entries the feed has.
    pub fn changes(&self) -> usize {
        self.feed.entries.len()
    }

    /// One entry of the feed.
    pub fn change(&self, at: usize) -> Option<ChangedRecord> {
        let entry = self.feed.entries.get(at)?;
        let cursor = Cursor {
            directory_id: self.feed.directory_id,
            revision: entry.revision,
            record: entry.record,
        };
        Some(ChangedRecord {
            kind: entry.record.kind.as_str(),
            id: entry.record.id,
            revision: entry.revision,
            deleted: entry.deleted,
            redact: entry.flags.redact,
            safety: entry.flags.safety,
            cursor: cursor.to_string(),
            record: if entry.deleted {
                None
            } else {
                self.documents.whole(entry.record)
            },
        })
    }
}
