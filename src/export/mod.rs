//! The directory in the formats that other programs read, a file a format.
//!
//! [`flat`] says what is told of a listing in a table; [`csv`] and [`geojson`] write that. Everything is
//! written piece by piece out of a snapshot, so that an export takes no more memory than its largest record.
//! [`page`] writes a page of `/v1/nearby` in the same formats.

pub mod csv;
pub mod flat;
pub mod geojson;
pub mod page;
mod pieces;
mod tabular;

use std::io;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use flat::Kept;
pub use pieces::Pieces;
use pieces::Sequence;
use tabular::Tabular;

use crate::snapshot::Snapshot;
use crate::snapshot::listing::ListingAnswer;
use crate::standing::RecordKind;

/// What a directory can be exported as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Every whole service, as an array of HSDS objects.
    HsdsJson,
    /// An HSDS tabular data package: a zip of CSV tables and their description.
    HsdsTabular,
    /// A row for each listing.
    Csv,
    /// A feature for each listing.
    GeoJson,
    /// A line for each listing.
    Ndjson,
}

impl Format {
    pub const ALL: [Format; 5] = [
        Format::HsdsJson,
        Format::HsdsTabular,
        Format::Csv,
        Format::GeoJson,
        Format::Ndjson,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Format::HsdsJson => "hsds-json",
            Format::HsdsTabular => "hsds-tabular",
            Format::Csv => "csv",
            Format::GeoJson => "geojson",
            Format::Ndjson => "ndjson",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Format::HsdsJson => "application/json",
            Format::HsdsTabular => "application/zip",
            Format::Csv => csv::MEDIA_TYPE,
            Format::GeoJson => geojson::MEDIA_TYPE,
            Format::Ndjson => NDJSON,
        }
    }

    /// How a file of it ends.
    pub fn extension(self) -> &'static str {
        match self {
            Format::HsdsJson => "json",
            Format::HsdsTabular => "zip",
            Format::Csv => "csv",
            Format::GeoJson => "geojson",
            Format::Ndjson => "ndjson",
        }
    }
}

/// The media type of JSON values, one a line.
pub const NDJSON: &str = "application/x-ndjson";

/// The whole of `snapshot` in `format`, in the order of ids.
///
/// Listings, and so `csv`, `geojson` and `ndjson`, are those that a search may show: a row has no place to say
/// that a service is defunct. The HSDS formats have all, with their status.
/// Hours are told for `at`.
pub fn export(snapshot: Arc<Snapshot>, format: Format, at: DateTime<Utc>) -> Pieces {
    match format {
        Format::HsdsJson => hsds_json(snapshot),
        Format::HsdsTabular => Pieces::of(Tabular::of(snapshot)),
        Format::Csv => {
            let rows = Sequence::new(&csv::header(), b"", b"");
            Pieces::of(listings(snapshot, at, rows, csv::row))
        }
        Format::GeoJson => {
            let features = Sequence::new(geojson::OPEN, b",\n", geojson::CLOSE);
            Pieces::of(listings(snapshot, at, features, geojson::write))
        }
        Format::Ndjson => {
            let lines = Sequence::new(b"", b"", b"");
            Pieces::of(listings(snapshot, at, lines, |listing, _, out| {
                json_line(listing, out)
            }))
        }
    }
}

/// The feed of changes from `from` on, at most `limit` of them, a line each.
pub fn changes(snapshot: Arc<Snapshot>, from: usize, limit: usize) -> Pieces {
    let end = snapshot.changes().min(from.saturating_add(limit));
    let mut entries = from..end;
    Pieces::of(Sequence::new(b"", b"", b"").each(move |out| {
        let change = snapshot.change(entries.next()?)?;
        Some(json_line(&change, out))
    }))
}

fn hsds_json(snapshot: Arc<Snapshot>) -> Pieces {
    let mut at = 0;
    let pieces = Sequence::new(b"[", b",\n", b"]\n");
    Pieces::of(pieces.each(move |out| {
        let order = &snapshot.documents.order;
        let rest = order.get(at..)?;
        let ahead = rest.iter().position(|r| r.kind == RecordKind::Service)?;
        at += ahead + 1;
        let service = snapshot.documents.whole(rest[ahead])?;
        Some(json(&service, out))
    }))
}

fn listings(
    snapshot: Arc<Snapshot>,
    at: DateTime<Utc>,
    pieces: Sequence,
    write: fn(&ListingAnswer<'_>, &Kept<'_>, &mut Vec<u8>) -> io::Result<()>,
) -> Sequence {
    let mut numbers = snapshot.searchable().into_iter();
    pieces.each(move |out| {
        let number = numbers.next()?;
        let listing = snapshot.listing(number, at)?;
        let hours = snapshot.kept_hours(number, at);
        let kept = Kept {
            hours: hours.as_deref(),
            room: snapshot.reported_room(number),
        };
        Some(write(&listing, &kept, out))
    })
}

/// A value.
pub(crate) fn json(value: &impl Serialize, out: &mut Vec<u8>) -> io::Result<()> {
    Ok(serde_json::to_writer(out, value)?)
}

/// A value and the end of its line.
pub fn json_line(value: &impl Serialize, out: &mut Vec<u8>) -> io::Result<()> {
    json(value, out)?;
    out.push(b'\n');
    Ok(())
}
