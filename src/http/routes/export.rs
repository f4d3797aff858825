//! `/v1/export`: the whole directory.

use actix_web::{
    HttpResponse, get,
    http::header::{CONTENT_DISPOSITION, CONTENT_ENCODING},
    web::Data,
};

use super::public_head;
use crate::{
    export::{self as formats, Format},
    http::{
        State, caching, extract::Fields, openapi::RefusesParameters, problem::Problem,
        streaming::Streamed,
    },
};

/// The whole directory, as one file
///
/// - `hsds-json` (unless said otherwise): every whole service, an array of HSDS 3.1 objects.
/// - `hsds-tabular`: an HSDS 3.1 tabular data package, a zip of CSV tables with their description.
/// - `csv`: a row for each listing, for spreadsheets. A text that begins like a formula has an apostrophe before it.
/// - `geojson`: a feature for each listing, for maps. A withheld place has no geometry.
/// - `ndjson`: a listing a line, as `/v1/nearby` has them.
///
/// `format`, or without it the header `Accept`, says which.
///
/// No format has coordinates or an address of a withheld place, or a number that must not be dialled among its phones.
#[utoipa::path(
    tag = "mirrors",
    operation_id = "export",
    params(("format" = inline(Option<super::parameters::ExportFormat>), Query, description = "`hsds-json`, `hsds-tabular`, `csv`, `geojson` or `ndjson`", example = "geojson")),
    responses(
        (status = 200, description = "The directory", content(
            (Vec<crate::hsds::Service> = "application/json"),
            (Vec<u8> = "application/zip"),
            (String = "text/csv"),
            (crate::export::geojson::FeatureCollection = "application/geo+json"),
            (crate::snapshot::listing::ListingAnswer<'_> = "application/x-ndjson"),
        )),
        RefusesParameters,
    ),
)]
#[get("/export")]
pub async fn export(mut fields: Fields, state: Data<State>) -> Result<HttpResponse, Problem> {
    let formats = Format::ALL.map(|format| (format.as_str(), format.media_type(), format));
    let format = fields.take_format(&formats);
    fields.finish()?;
    let format = format.unwrap_or(Format::HsdsJson);
    let snapshot = state.snapshot();
    let name = format!("nearhelp-{}.{}", snapshot.revision, format.extension());
    let mut head = public_head(&snapshot);
    head.content_type(format.media_type())
        .insert_header(caching::BY_FORMAT)
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ));
    if format == Format::HsdsTabular {
        // Compressed already.
        head.insert_header((CONTENT_ENCODING, "identity"));
    }
    Ok(head.body(Streamed(formats::export(snapshot, format, (state.now)()))))
}
