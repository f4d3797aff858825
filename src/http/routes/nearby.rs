//! `/v1/nearby`: the headline question.

use actix_web::{HttpResponse, get, post, web::Data};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::private_head;
use crate::{
    export::geojson::FeatureCollection,
    export::page::{self, Format, ListingLine},
    hsds::Standing,
    http::{
        State, caching,
        extract::{Fields, ask},
        openapi::{RefusesBodies, RefusesParameters},
        problem::Problem,
    },
    snapshot::nearby::NearbyPage,
};

/// A question: what is near a place. Give either `near`, or `lat` with `lon`.
// For the document alone: `ask::nearby` reads the fields, and a test of the examples holds the two together.
#[derive(Deserialize, Serialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"near": "64081", "category": ["shelter"], "radius": "25mi"}))]
pub struct NearbyParameters {
    /// Where from: a ZIP, `City, ST`, `X County, ST`, or `latitude,longitude` in degrees. Either this, or `lat` with `lon`.
    #[param(example = "64081", min_length = 1, max_length = 200)]
    #[schema(min_length = 1, max_length = 200)]
    near: Option<String>,
    /// Degrees north (WGS 84); with `lon`.
    #[param(minimum = -90, maximum = 90)]
    #[schema(minimum = -90, maximum = 90)]
    lat: Option<f64>,
    /// Degrees east (WGS 84); with `lat`.
    #[param(minimum = -180, maximum = 180)]
    #[schema(minimum = -180, maximum = 180)]
    lon: Option<f64>,
    /// Metres, or a length with its unit: `25mi`, `40km`. Where nothing is inside, the nearest beyond it are shown and `widened` is true.
    #[param(
        example = "25mi",
        pattern = r"^\s*[0-9.][0-9.eE+]*\s*([mM][iI]|[kK][mM]|[mM])?\s*$"
    )]
    #[schema(value_type = Option<Length>)]
    radius: Option<String>,
    /// Codes of the category taxonomy, any of them; each includes those below it.
    #[param(explode, example = json!(["shelter"]))]
    category: Option<Vec<String>>,
    /// Codes of the audience taxonomy, any of them.
    #[param(explode)]
    audience: Option<Vec<String>>,
    /// What a service is for, any of them: `help` unless said otherwise.
    #[param(explode)]
    kind: Option<Vec<String>>,
    /// Codes of any taxonomy, any of them.
    #[param(explode)]
    attribute: Option<Vec<String>>,
    /// Languages by code or English name, any of them.
    #[param(explode, example = json!(["es"]))]
    language: Option<Vec<String>>,
    /// Words of what is said of accessibility, any of them.
    #[param(explode, example = json!(["wheelchair"]))]
    accessibility: Option<Vec<String>>,
    /// Ids of organizations, any of them.
    #[param(explode)]
    organization: Option<Vec<Uuid>>,
    /// `free`: what is known to cost nothing.
    cost: Option<Free>,
    /// `none`: what is known to ask for no document.
    documents: Option<NoDocuments>,
    /// `now`: what is known to have room, reported in the last two hours. What is not known is left out; the hotlines stay.
    capacity: Option<Now>,
    /// How the numbers stand. The hotlines that serve the place stay in `remote` whatever their numbers' standing.
    standing: Option<Standing>,
    /// `yes`: only what covers the origin, wholly or partly.
    serves_origin: Option<Yes>,
    /// `west,south,east,north` in degrees. The distance stays that from the origin.
    #[param(example = "-95,38.5,-94,39.5")]
    #[schema(value_type = Option<Corners>)]
    bbox: Option<String>,
    /// Words: stemmed, typing errors forgiven, synonyms known; a phone number in any writing. They filter; the order stays distance unless `sort` says `relevance`.
    #[param(example = "protective order", min_length = 1, max_length = 500)]
    #[schema(min_length = 1, max_length = 500)]
    q: Option<String>,
    /// `now` or an instant (RFC 3339): what is known to be closed then is left out, what is open comes first, what is not known follows and says so.
    #[param(example = "now")]
    #[schema(example = "now")]
    open: Option<String>,
    /// `exclude`, with `open`: what is not known to be open is left out too. The hotlines that serve the place stay in `remote`, and each says its own `hours`.
    unknown_hours: Option<Unknowns>,
    /// The order of what has a place.
    sort: Option<Order>,
    /// What to count the result by: how many listings have each value, over all pages of `contents` and all of `remote`. The hotlines are in `remote` whatever is filtered, and so are counted too.
    #[param(explode, example = json!(["category", "language"]))]
    facets: Option<Vec<String>>,
    /// `all`: every line, not only the first 20.
    remote: Option<All>,
    /// In the body of a POST alone: what the person answered, by the keys of `/v1/eligibility/questions`. Each listing then has a verdict.
    #[param(ignore)]
    #[schema(value_type = Option<Object>)]
    answers: Option<serde_json::Map<String, serde_json::Value>>,
    /// From 1.
    #[param(minimum = 1, maximum = 1_000_000, default = 1)]
    #[schema(minimum = 1, maximum = 1_000_000, default = 1)]
    page: Option<u64>,
    /// How many listings.
    #[param(minimum = 1, maximum = 100, default = 20)]
    #[schema(minimum = 1, maximum = 100, default = 20)]
    per_page: Option<u64>,
    /// What the answer is written as. Without it the header `Accept` says so, and without that it is JSON.
    format: Option<PageFormat>,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum PageFormat {
    Json,
    Geojson,
    Csv,
    Ndjson,
}

/// A length: metres, or a text with a unit.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
enum Length {
    Metres(f64),
    #[schema(example = "25mi")]
    Written(String),
}

/// West, south, east, north in degrees, as text or as an array.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
enum Corners {
    #[schema(example = "-95,38.5,-94,39.5")]
    Written(String),
    Degrees([f64; 4]),
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Unknowns {
    Include,
    Exclude,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Free {
    Free,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Now {
    Now,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum NoDocuments {
    None,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    Distance,
    Name,
    Relevance,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Yes {
    Yes,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum All {
    All,
}

/// The nearest help, and the lines that serve the place
///
/// Nearest first by the WGS 84 geodesic. A withheld place has no coordinates: it stands in the order at the fixed
/// reference point of its public area. Use the POST form where a query string would be logged on its way.
///
/// An app must show `before_you_call` beside a number whose `dial` is `ask_first`, and never offer a number whose
/// `dial` is `do_not`.
///
/// `format`, or without it the header `Accept`, says what the answer is written as. In every format both lists are in
/// it, and a listing says which it is of. In CSV and ndjson the totals are headers; in GeoJSON they are members of the
/// collection.
#[utoipa::path(
    tag = "search",
    operation_id = "nearby",
    params(NearbyParameters),
    responses(
        (status = 200, description = "A page of the answer",
            headers(
                ("Total-Items" = u64, description = "`total_items`, in CSV and ndjson"),
                ("Total-Pages" = u64, description = "`total_pages`, in CSV and ndjson"),
                ("Page-Number" = u64, description = "`page_number`, in CSV and ndjson"),
                ("Remote-Total" = u64, description = "`remote_total`, in CSV and ndjson"),
                ("Widened" = bool, description = "`widened`, in CSV and ndjson"),
                ("Origin-Covered" = bool, description = "`origin.covered`, in CSV and ndjson"),
            ),
            content(
                (NearbyPage<'_> = "application/json"),
                (FeatureCollection = "application/geo+json"),
                (String = "text/csv"),
                (ListingLine<'_> = "application/x-ndjson"),
            ),
        ),
        RefusesParameters,
    ),
)]
#[get("/nearby")]
pub async fn by_query(fields: Fields, state: Data<State>) -> Result<HttpResponse, Problem> {
    nearby(fields, &state)
}

/// The nearest help, asked without leaving an address behind
///
/// The same fields as GET takes, as a JSON object: where somebody is stays out of every log of addresses.
#[utoipa::path(
    tag = "search",
    operation_id = "nearby_private",
    request_body = NearbyParameters,
    responses(
        (status = 200, description = "A page of the answer",
            headers(
                ("Total-Items" = u64, description = "`total_items`, in CSV and ndjson"),
                ("Total-Pages" = u64, description = "`total_pages`, in CSV and ndjson"),
                ("Page-Number" = u64, description = "`page_number`, in CSV and ndjson"),
                ("Remote-Total" = u64, description = "`remote_total`, in CSV and ndjson"),
                ("Widened" = bool, description = "`widened`, in CSV and ndjson"),
                ("Origin-Covered" = bool, description = "`origin.covered`, in CSV and ndjson"),
            ),
            content(
                (NearbyPage<'_> = "application/json"),
                (FeatureCollection = "application/geo+json"),
                (String = "text/csv"),
                (ListingLine<'_> = "application/x-ndjson"),
            ),
        ),
        RefusesBodies,
    ),
)]
#[post("/nearby")]
pub async fn by_body(fields: Fields, state: Data<State>) -> Result<HttpResponse, Problem> {
    nearby(fields, &state)
}

fn nearby(mut fields: Fields, state: &State) -> Result<HttpResponse, Problem> {
    let formats = Format::ALL.map(|format| (format.as_str(), format.media_type(), format));
    let format = fields.take_format(&formats).unwrap_or_default();
    let ask = ask::nearby(fields, state)?;
    let snapshot = state.snapshot();
    let page = snapshot.nearby(&ask, state.gazetteer);
    let mut head = private_head(&snapshot);
    head.content_type(format.media_type())
        .insert_header(caching::BY_FORMAT);
    if format.has_no_envelope() {
        // Nothing of where it was asked from: headers end in logs.
        head.insert_header(("Total-Items", page.total_items))
            .insert_header(("Total-Pages", page.total_pages))
            .insert_header(("Page-Number", page.page_number))
            .insert_header(("Remote-Total", page.remote_total))
            .insert_header(("Widened", page.widened.to_string()))
            .insert_header(("Origin-Covered", page.origin.covered.to_string()));
    }
    let body = page::write(page, format)
        .map_err(|_| Problem::internal("a page that cannot be written"))?;
    Ok(head.body(body))
}
