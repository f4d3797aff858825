//! A page of `/v1/nearby` in the formats that other programs read.
//!
//! Both lists of the page are in each of them, the remote one first, and every listing says which it is of:
//! who finds no place in a table finds the hotlines there.

use std::io;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::flat::{
    ANSWER_COLUMNS, COLUMNS, Cell, VERDICT_COLUMN, answer_cells, cells, verdict_cell,
};
use super::{NDJSON, csv, geojson, json, json_line};
use crate::snapshot::listing::ListingAnswer;
use crate::snapshot::nearby::NearbyPage;

/// What a page can be written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// The page as it is.
    #[default]
    Json,
    /// A feature for each listing; what the page says besides are foreign members of the collection.
    GeoJson,
    /// A row for each listing.
    Csv,
    /// A line for each listing.
    Ndjson,
}

impl Format {
    /// The one to prefer first.
    pub const ALL: [Format; 4] = [Format::Json, Format::GeoJson, Format::Csv, Format::Ndjson];

    pub fn as_str(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::GeoJson => "geojson",
            Format::Csv => "csv",
            Format::Ndjson => "ndjson",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Format::Json => "application/json",
            Format::GeoJson => geojson::MEDIA_TYPE,
            Format::Csv => csv::MEDIA_TYPE,
            Format::Ndjson => NDJSON,
        }
    }

    /// Whether the listings alone are in it, so that what the page says besides has to be said elsewhere.
    pub fn has_no_envelope(self) -> bool {
        matches!(self, Format::Csv | Format::Ndjson)
    }
}

/// A listing on a line of its own.
#[derive(Serialize, ToSchema)]
pub struct ListingLine<'a> {
    /// The list of the page that it is of: `remote` or `contents`.
    #[schema(example = "contents")]
    list: &'static str,
    #[serde(flatten)]
    listing: &'a ListingAnswer<'a>,
}

/// The bytes of `page` in `format`.
pub fn write(page: NearbyPage<'_>, format: Format) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    match format {
        Format::Json => json(&page, &mut out)?,
        Format::GeoJson => feature_collection(page, &mut out)?,
        Format::Csv => {
            let columns: Vec<&str> = columns(&page).collect();
            out.extend(csv::header_of(&columns));
            for (list, listing) in listings(&page) {
                let cells: Vec<Cell> = all_cells(&page, listing, list).collect();
                csv::row_of(&cells, &mut out)?;
            }
        }
        Format::Ndjson => {
            for (list, listing) in listings(&page) {
                json_line(&ListingLine { list, listing }, &mut out)?;
            }
        }
    }
    Ok(out)
}

fn feature_collection(mut page: NearbyPage<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    let mut features = Vec::new();
    for (list, listing) in listings(&page) {
        let properties = columns(&page).zip(all_cells(&page, listing, list));
        features.push(geojson::feature_of(listing, properties));
    }
    page.remote.clear();
    page.contents.clear();
    let mut collection = serde_json::Map::new();
    collection.insert("type".to_owned(), Value::from("FeatureCollection"));
    if let Value::Object(mut members) = serde_json::to_value(&page)? {
        members.shift_remove("remote");
        members.shift_remove("contents");
        collection.extend(members);
    }
    collection.insert("features".to_owned(), Value::Array(features));
    json(&collection, out)
}

/// Every listing of a page, with the name of its list.
fn listings<'a, 'b>(
    page: &'b NearbyPage<'a>,
) -> impl Iterator<Item = (&'static str, &'b ListingAnswer<'a>)> {
    let remote = page.remote.iter().map(|listing| ("remote", listing));
    let contents = page.contents.iter().map(|listing| ("contents", listing));
    remote.chain(contents)
}

fn columns(page: &NearbyPage<'_>) -> impl Iterator<Item = &'static str> + use<> {
    let verdict = page.has_verdicts.then_some(VERDICT_COLUMN);
    COLUMNS.into_iter().chain(ANSWER_COLUMNS).chain(verdict)
}

fn all_cells<'a>(
    page: &NearbyPage<'_>,
    listing: &'a ListingAnswer<'a>,
    list: &'static str,
) -> impl Iterator<Item = Cell<'a>> + use<'a> {
    let verdict = page.has_verdicts.then(|| verdict_cell(listing));
    cells(listing, Some(&listing.hours.text))
        .into_iter()
        .chain(answer_cells(listing, list))
        .chain(verdict)
}
