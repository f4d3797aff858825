//! Listings as GeoJSON (RFC 7946), for maps.

use std::io;

use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::flat::{Cell, Kept, export_cells, export_columns};
use super::json as write_json;
use crate::geography::Point;
use crate::snapshot::listing::ListingAnswer;

pub const MEDIA_TYPE: &str = "application/geo+json";

/// A collection, for the OpenAPI document. That of `/v1/nearby` also has the members of its page, but for the lists.
#[derive(ToSchema)]
#[expect(dead_code, reason = "what is sent is written feature by feature")]
pub struct FeatureCollection {
    #[schema(example = "FeatureCollection")]
    r#type: String,
    features: Vec<Feature>,
}

/// A listing on a map.
#[derive(ToSchema)]
#[expect(dead_code, reason = "what is sent is written out of its cells")]
pub struct Feature {
    #[schema(example = "Feature")]
    r#type: String,
    /// Of the service_at_location.
    id: Uuid,
    /// Null where the place is withheld, or stated by nobody.
    #[schema(required = true)]
    geometry: Option<Geometry>,
    /// The columns of the CSV.
    #[schema(value_type = Object)]
    properties: Map<String, Value>,
}

/// A point.
#[derive(ToSchema)]
#[expect(dead_code, reason = "as that of a feature")]
pub struct Geometry {
    #[schema(example = "Point")]
    r#type: String,
    /// Longitude and latitude in degrees (WGS 84).
    #[schema(example = json!([-94.4, 38.9]))]
    coordinates: [f64; 2],
}

/// What comes before the features of a collection, and after them; between them are commas.
pub const OPEN: &[u8] = b"{\"type\":\"FeatureCollection\",\"features\":[\n";
/// What ends the collection.
pub const CLOSE: &[u8] = b"\n]}\n";

/// A listing as a feature with these properties, which are the columns of the CSV.
///
/// One whose place is withheld, or stated by nobody, has the geometry null, as RFC 7946 (3.2) has it for what
/// is unlocated; no point stands in for it, since a map would show it.
pub(super) fn feature_of<'a>(
    listing: &ListingAnswer<'_>,
    properties: impl Iterator<Item = (&'static str, Cell<'a>)>,
) -> Value {
    let location = listing.location;
    let degrees = location.latitude.zip(location.longitude);
    let point = degrees
        .filter(|_| !listing.withheld)
        .and_then(|(latitude, longitude)| Point::new(latitude, longitude).ok());
    let geometry = point.map(
        |point| json!({"type": "Point", "coordinates": [point.longitude(), point.latitude()]}),
    );
    let properties: Map<String, Value> = properties
        .map(|(name, cell)| (name.to_owned(), value(cell)))
        .collect();
    json!({
        "type": "Feature",
        "id": listing.id,
        "geometry": geometry,
        "properties": properties,
    })
}

/// Appends the feature of a listing in an export.
pub fn write(listing: &ListingAnswer<'_>, kept: &Kept<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    let properties = export_columns().zip(export_cells(listing, kept));
    write_json(&feature_of(listing, properties), out)
}

fn value(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Text(text) => Value::String(text.into_owned()),
        Cell::Phone(number) => Value::String(number.to_owned()),
        Cell::Number(number) => json!(number),
        Cell::Bool(value) => Value::Bool(value),
        Cell::Empty => Value::Null,
    }
}
