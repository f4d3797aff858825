//! `/v1/places`: completes what somebody types.

use actix_web::{HttpResponse, get, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    geography,
    http::{State, caching, extract::Fields, openapi::RefusesParameters, problem::Problem},
};

const SHOWN: u64 = 10;
const SHOWN_MAX: u64 = 50;

/// Places that begin with what was typed.
#[derive(Serialize, ToSchema)]
pub struct Places {
    contents: Vec<Place>,
}

/// A place that `near` takes.
#[derive(Serialize, ToSchema)]
#[schema(as = CompletedPlace)]
struct Place {
    /// What to ask `/v1/nearby` for: it means this place and no other.
    #[schema(example = "Lee's Summit, MO")]
    near: String,
    #[schema(example = "Lee's Summit, MO")]
    label: String,
    #[schema(value_type = String, example = "place")]
    kind: &'static str,
}

/// Completes the name of a place, or a ZIP
///
/// ZIPs, towns and counties of the United States that begin with `q`, those of the server's home state first.
#[utoipa::path(
    tag = "search",
    operation_id = "places",
    params(
        ("q" = String, Query, description = "What was typed so far", example = "lees su"),
        ("limit" = Option<u64>, Query, description = "How many at most", minimum = 1, maximum = 50),
    ),
    responses((status = 200, description = "Places, the likeliest first", body = Places), RefusesParameters),
)]
#[get("/places")]
pub async fn places(mut fields: Fields, state: Data<State>) -> Result<HttpResponse, Problem> {
    let typed = fields.take_required_str("q", "what was typed so far, such as lees su");
    let limit = fields.take_u64("limit", 1..=SHOWN_MAX).unwrap_or(SHOWN);
    fields.finish()?;
    let found = geography::complete(
        state.gazetteer,
        &typed.unwrap_or_default(),
        state.home_state.as_deref(),
        limit as usize,
    );
    let contents = found
        .into_iter()
        .map(|place| Place {
            near: place.near,
            label: place.label,
            kind: place.kind.as_str(),
        })
        .collect();
    Ok(HttpResponse::Ok()
        .insert_header(caching::PRIVATE)
        .json(Places { contents }))
}
