//! Whether the server lives, and whether to send requests to it.

use actix_web::{HttpResponse, get, http::header::CACHE_CONTROL, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{State, problem::Problem};

/// What a probe reads.
#[derive(Serialize, ToSchema)]
pub struct Health {
    #[schema(value_type = String, example = "ok")]
    status: &'static str,
    /// The version of the program.
    #[schema(value_type = String, example = "0.1.0")]
    version: &'static str,
}

/// Whether the process lives
///
/// 200 as long as it answers at all. To be asked by whoever restarts it.
#[utoipa::path(
    tag = "operations",
    operation_id = "healthz",
    responses((status = 200, description = "It lives", body = Health)),
)]
#[get("/healthz")]
pub async fn healthz() -> HttpResponse {
    answer("ok")
}

/// Whether to send requests here
///
/// 200 once the directory is loaded, and until the server is told to stop. To be asked by a load
/// balancer.
#[utoipa::path(
    tag = "operations",
    operation_id = "readyz",
    responses(
        (status = 200, description = "Send requests", body = Health),
        (status = 503, response = Problem),
    ),
)]
#[get("/readyz")]
pub async fn readyz(state: Data<State>) -> Result<HttpResponse, Problem> {
    state.readiness.check().map_err(Problem::unavailable)?;
    Ok(answer("ready"))
}

fn answer(status: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(Health {
            status,
            version: env!("CARGO_PKG_VERSION"),
        })
}
