//! Whether the server lives, and whether to send requests to it.

use actix_web::{HttpResponse, get, web::Data};
use chrono::{SecondsFormat, TimeDelta};
use serde::Serialize;
use utoipa::ToSchema;

use crate::hours;
use crate::http::{State, caching, problem::Problem};

/// What a probe reads.
#[derive(Serialize, ToSchema)]
pub struct Health {
    #[schema(value_type = String, example = "ok")]
    status: &'static str,
    /// The version of the program.
    #[schema(value_type = String, example = "0.1.0")]
    version: &'static str,
    time_zones: TimeZones,
}

/// The releases of the data that hours are told by.
#[derive(Serialize, ToSchema)]
struct TimeZones {
    /// Of the rules, by IANA: when clocks change.
    #[schema(value_type = String, example = "2026a")]
    rules: &'static str,
    /// Of the boundaries: which place has which zone.
    #[schema(value_type = String, example = "2026a")]
    boundaries: &'static str,
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
pub async fn healthz(state: Data<State>) -> HttpResponse {
    answer(&state, "ok")
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
    Ok(answer(&state, "ready"))
}

/// What this process has done, for Prometheus
///
/// OpenMetrics text. No label says who asked, what for, or from where.
#[utoipa::path(
    tag = "operations",
    operation_id = "metrics",
    responses((status = 200, description = "OpenMetrics", body = String, content_type = "application/openmetrics-text")),
)]
#[get("/metrics")]
pub async fn metrics(state: Data<State>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/openmetrics-text; version=1.0.0; charset=utf-8")
        .insert_header(caching::PRIVATE)
        .body(state.metrics.text())
}

/// Where to report a weakness
///
/// RFC 9116; there where the operator has set a contact.
#[utoipa::path(
    tag = "operations",
    operation_id = "security_txt",
    responses(
        (status = 200, description = "The contact", body = String, content_type = "text/plain"),
        (status = 404, response = Problem),
    ),
)]
#[get("/.well-known/security.txt")]
pub async fn security_txt(state: Data<State>) -> Result<HttpResponse, Problem> {
    let contact = state.security_contact.as_ref();
    let contact = contact.ok_or_else(|| Problem::not_found("contact"))?;
    // RFC 9116 wants a day less than a year away; whoever reads it later asks again.
    let expires = ((state.now)() + TimeDelta::days(30)).to_rfc3339_opts(SecondsFormat::Secs, true);
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header(caching::PRIVATE)
        .body(format!(
            "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en\n"
        )))
}

fn answer(state: &State, status: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(caching::PRIVATE)
        .json(Health {
            status,
            version: env!("CARGO_PKG_VERSION"),
            time_zones: TimeZones {
                rules: hours::IANA_TZDB_VERSION,
                boundaries: state.gazetteer.time_zone_version(),
            },
        })
}
