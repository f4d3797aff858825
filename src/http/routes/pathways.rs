//! `/v1/pathways`: ways out in stages, each with what is near.

use actix_web::{
    HttpResponse, get, post,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

use super::{
    nearby::{Free, NoDocuments},
    private_head, public,
};
use crate::{
    http::{
        State,
        extract::{Fields, ask},
        openapi::{RefusesBodies, RefusesParameters},
        problem::Problem,
    },
    snapshot::pathways::{Pathway, PathwayAnswer},
};

/// Every pathway.
#[derive(Serialize, ToSchema)]
pub struct Pathways {
    contents: &'static [Pathway],
}

/// A question: what there is for each stage near a place. Give either `near`, or `lat` with `lon`.
// For the document alone: `ask::pathway` reads the fields.
#[derive(Deserialize, Serialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"near": "64081", "per_stage": 3, "answers": {"without_home": true, "age": "declined"}}))]
pub struct PathwayParameters {
    /// Where from: a ZIP, `City, ST`, `X County, ST`, or `latitude,longitude` in degrees.
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
    /// As in `/v1/nearby`. A stage with nothing inside shows the nearest beyond, and its `widened` is true.
    #[param(example = "25mi")]
    #[schema(example = "25mi")]
    radius: Option<String>,
    /// How many listings at places, and how many others, a stage shows at most. Lines are shown whatever it says.
    #[param(minimum = 1, maximum = 20, default = 3)]
    #[schema(minimum = 1, maximum = 20, default = 3)]
    per_stage: Option<u64>,
    /// Languages by code or English name, any of them. The hotlines stay, those that match first.
    #[param(explode, example = json!(["es"]))]
    language: Option<Vec<String>>,
    /// Words of what is said of accessibility, any of them.
    #[param(explode, example = json!(["wheelchair"]))]
    accessibility: Option<Vec<String>>,
    /// `free`: what is known to cost nothing.
    cost: Option<Free>,
    /// `none`: what is known to ask for no document.
    documents: Option<NoDocuments>,
    /// In the body of a POST alone: what the person answered, by the keys of `/v1/eligibility/questions`. Each listing then has a verdict.
    #[param(ignore)]
    #[schema(value_type = Option<Object>)]
    answers: Option<Map<String, Value>>,
}

/// Ways out, in stages
///
/// What each is called and which categories its stages have, in English and Spanish.
#[utoipa::path(
    tag = "search",
    operation_id = "pathways",
    responses((status = 200, description = "The pathways", body = Pathways), RefusesParameters),
)]
#[get("/pathways")]
pub async fn pathways(fields: Fields, state: Data<State>) -> Result<HttpResponse, Problem> {
    fields.finish()?;
    let contents = Pathway::all();
    Ok(public(&state.snapshot(), &Pathways { contents }))
}

/// A way out as it looks from a place
///
/// For each stage the nearest listings, and the lines and services that reach the place from afar. A stage where nobody
/// can be called says so and names a line. Use the POST form where a query string would be logged on its way.
#[utoipa::path(
    tag = "search",
    operation_id = "pathway",
    params(
        ("id" = String, Path, description = "Of the pathway", example = "leaving-trafficking"),
        PathwayParameters,
    ),
    responses(
        (status = 200, description = "The stages", body = PathwayAnswer<'_>),
        (status = 404, response = Problem),
        RefusesParameters,
    ),
)]
#[get("/pathways/{id}")]
pub async fn by_query(
    id: Path<String>,
    fields: Fields,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    pathway(&id, fields, &state)
}

/// A way out, asked without leaving an address behind
///
/// The same fields as GET takes, as a JSON object, and the person's answers: listings then have verdicts, those that are
/// likely first within each band of distance (10, 25, 50, 100 miles, beyond), those that are unlikely last.
#[utoipa::path(
    tag = "search",
    operation_id = "pathway_private",
    params(("id" = String, Path, description = "Of the pathway", example = "leaving-trafficking")),
    request_body = PathwayParameters,
    responses(
        (status = 200, description = "The stages", body = PathwayAnswer<'_>),
        (status = 404, response = Problem),
        RefusesBodies,
    ),
)]
#[post("/pathways/{id}")]
pub async fn by_body(
    id: Path<String>,
    fields: Fields,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    pathway(&id, fields, &state)
}

fn pathway(id: &str, fields: Fields, state: &State) -> Result<HttpResponse, Problem> {
    let pathway = Pathway::find(id).ok_or_else(|| Problem::not_found("pathway"))?;
    let ask = ask::pathway(fields, state)?;
    let snapshot = state.snapshot();
    let answer = snapshot.pathway(pathway, &ask, state.gazetteer);
    Ok(private_head(&snapshot).json(&answer))
}
