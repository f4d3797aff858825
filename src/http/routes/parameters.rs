//! The parameters of the lists, for the document. [`crate::http::extract::list`] is what reads them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// What every list takes.
#[derive(Deserialize, Serialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[schema(example = json!({"search": "shelter", "per_page": 50}))]
pub struct ListParameters {
    /// Words, or a phone number: typing errors are forgiven and synonyms known, as with `q` of `/v1/nearby`.
    #[param(example = "shelter")]
    search: Option<String>,
    /// Which page, from 1. One past the end is empty.
    #[param(minimum = 1, maximum = 1_000_000, default = 1)]
    #[schema(minimum = 1, maximum = 1_000_000, default = 1)]
    page: Option<u64>,
    /// How many on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    #[schema(minimum = 1, maximum = 100, default = 20)]
    per_page: Option<u64>,
    /// `ndjson` streams everything, a line each, whatever `page` and `per_page` say.
    format: Option<ListFormat>,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ListFormat {
    Json,
    Ndjson,
}

#[derive(Deserialize, Serialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub struct TermParameters {
    /// With this term of a taxonomy, or one below it. An organization or a location has those of its services.
    taxonomy_term_id: Option<Uuid>,
    /// With any term of this taxonomy.
    taxonomy_id: Option<Uuid>,
}

#[derive(Deserialize, Serialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub struct RecordParameters {
    /// Of this organization.
    organization_id: Option<Uuid>,
    /// Changed then or later: RFC 3339, or a date.
    #[param(example = "2026-03-04T05:06:07Z")]
    modified_after: Option<DateTime<Utc>>,
    /// `true`: whole, as by their ids, and not with one-to-one fields alone.
    #[param(default = false)]
    full: Option<bool>,
}

#[derive(Deserialize, Serialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub struct MinimalParameter {
    /// `true`: `id` and `modified_date` alone, all on one page unless `per_page` is given.
    #[param(default = false)]
    minimal: Option<bool>,
}

#[derive(Deserialize, Serialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub struct PostcodeParameters {
    /// A ZIP. What states its service areas has to cover it, wholly or partly.
    #[param(example = "64081")]
    postcode: Option<String>,
    /// With `postcode`: at most so far from the ZIP's point, in metres or with a unit (`25mi`, `40km`). A
    /// withheld place is at the reference point of its public area.
    #[param(
        example = "40000",
        pattern = r"^\s*[0-9.][0-9.eE+]*\s*([mM][iI]|[kK][mM]|[mM])?\s*$"
    )]
    proximity: Option<String>,
}

#[derive(Deserialize, Serialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub struct FullServiceParameter {
    /// `true`: the organization is whole, and so are its services.
    #[param(default = false)]
    full_service: Option<bool>,
}

#[derive(Deserialize, Serialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub struct FullParameter {
    /// `true`: whole, as by their ids, and not with one-to-one fields alone.
    #[param(default = false)]
    full: Option<bool>,
}

#[derive(Deserialize, Serialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub struct TreeParameters {
    /// Of this taxonomy.
    taxonomy_id: Option<Uuid>,
    /// `true`: only terms that are below no other.
    #[param(default = false)]
    top_only: Option<bool>,
    /// Directly below this term.
    parent_id: Option<Uuid>,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(example = json!({"search": "shelter", "full": true}))]
pub struct ServicesAsked {
    #[serde(flatten)]
    list: ListParameters,
    #[serde(flatten)]
    terms: TermParameters,
    #[serde(flatten)]
    records: RecordParameters,
    #[serde(flatten)]
    minimal: MinimalParameter,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(example = json!({"search": "shelter", "full_service": true}))]
pub struct OrganizationsAsked {
    #[serde(flatten)]
    list: ListParameters,
    #[serde(flatten)]
    terms: TermParameters,
    #[serde(flatten)]
    full: FullParameter,
    #[serde(flatten)]
    full_service: FullServiceParameter,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(example = json!({"postcode": "64081", "proximity": "40000"}))]
pub struct ServiceAtLocationsAsked {
    #[serde(flatten)]
    list: ListParameters,
    #[serde(flatten)]
    terms: TermParameters,
    #[serde(flatten)]
    records: RecordParameters,
    #[serde(flatten)]
    postcode: PostcodeParameters,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(example = json!({"search": "clinic", "full": true}))]
pub struct LocationsAsked {
    #[serde(flatten)]
    list: ListParameters,
    #[serde(flatten)]
    terms: TermParameters,
    #[serde(flatten)]
    records: RecordParameters,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(example = json!({"search": "category"}))]
pub struct TaxonomiesAsked {
    #[serde(flatten)]
    list: ListParameters,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[schema(example = json!({"search": "shelter", "top_only": true}))]
pub struct TaxonomyTermsAsked {
    #[serde(flatten)]
    list: ListParameters,
    #[serde(flatten)]
    tree: TreeParameters,
}

/// What a directory is exported as.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExportFormat {
    HsdsJson,
    HsdsTabular,
    Csv,
    #[serde(rename = "geojson")]
    GeoJson,
    Ndjson,
}

/// What an edit of a single record says besides its body.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "for the document")]
pub struct EditParameters {
    /// Whose word it is, by the source's key; without it, the key's own
    source: Option<String>,
    /// Why, for the history
    reason: Option<String>,
}

/// What [`Caller`](crate::http::guard::Caller) reads of the head of a request.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "for the document")]
pub struct WriterHeaders {
    /// The person who answers for it; without it, the key's name.
    #[param(
        rename = "By",
        example = "Ana",
        min_length = 1,
        max_length = 200,
        pattern = r"^[^\s\x00-\x1f\x7f-\x9f]",
        nullable = false
    )]
    by: Option<String>,
}

/// What [`Idempotency`](crate::http::writing::Idempotency) reads of the head of a request.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "for the document")]
pub struct OnceHeaders {
    /// Any text of your own for this one request: it is done once, however often it is sent within 24 hours.
    #[param(
        rename = "Idempotency-Key",
        min_length = 1,
        max_length = 255,
        pattern = r"^[!-~]+$",
        nullable = false
    )]
    key: Option<String>,
}
