//! Whole records, by their ids.

use actix_web::{HttpResponse, get, web::Data};

use super::public;
use crate::{
    hsds::{Location, Organization, Service, ServiceAtLocation},
    http::{State, extract::Id, problem::Problem},
};

/// A service at a location: what a search returns, whole
///
/// With its service, its organization and its location. A withheld location has no address and no coordinates.
#[utoipa::path(
    tag = "records",
    operation_id = "service_at_location",
    params(("id" = String, Path, format = Uuid, description = "The `id` of a listing", example = "a3b7cf5e-9a2d-5d6c-8d1f-4f0f6f3f2b10")),
    responses(
        (status = 200, description = "HSDS 3.1, with our profile's fields", body = ServiceAtLocation),
        (status = 404, response = Problem),
    ),
)]
#[get("/service_at_locations/{id}")]
pub async fn service_at_location(id: Id, state: Data<State>) -> Result<HttpResponse, Problem> {
    let snapshot = state.snapshot();
    let record = snapshot.documents.whole_service_at_location(id.0);
    let record = record.ok_or_else(|| Problem::not_found("service_at_location"))?;
    Ok(public(&snapshot, &record))
}

/// A service, with its organization and where it is given
#[utoipa::path(
    tag = "records",
    operation_id = "service",
    params(("id" = String, Path, format = Uuid, description = "The id of a service", example = "a3b7cf5e-9a2d-5d6c-8d1f-4f0f6f3f2b10")),
    responses(
        (status = 200, description = "HSDS 3.1, with our profile's fields", body = Service),
        (status = 404, response = Problem),
    ),
)]
#[get("/services/{id}")]
pub async fn service(id: Id, state: Data<State>) -> Result<HttpResponse, Problem> {
    let snapshot = state.snapshot();
    let record = snapshot.documents.whole_service(id.0);
    let record = record.ok_or_else(|| Problem::not_found("service"))?;
    Ok(public(&snapshot, &record))
}

/// An organization
#[utoipa::path(
    tag = "records",
    operation_id = "organization",
    params(("id" = String, Path, format = Uuid, description = "The id of an organization", example = "a3b7cf5e-9a2d-5d6c-8d1f-4f0f6f3f2b10")),
    responses(
        (status = 200, description = "HSDS 3.1, with our profile's fields", body = Organization),
        (status = 404, response = Problem),
    ),
)]
#[get("/organizations/{id}")]
pub async fn organization(id: Id, state: Data<State>) -> Result<HttpResponse, Problem> {
    let snapshot = state.snapshot();
    let record = snapshot.documents.organizations.get(&id.0);
    let record = record.ok_or_else(|| Problem::not_found("organization"))?;
    Ok(public(&snapshot, record))
}

/// A location, or what may be said of a withheld one
#[utoipa::path(
    tag = "records",
    operation_id = "location",
    params(("id" = String, Path, format = Uuid, description = "The id of a location", example = "a3b7cf5e-9a2d-5d6c-8d1f-4f0f6f3f2b10")),
    responses(
        (status = 200, description = "HSDS 3.1, with our profile's fields", body = Location),
        (status = 404, response = Problem),
    ),
)]
#[get("/locations/{id}")]
pub async fn location(id: Id, state: Data<State>) -> Result<HttpResponse, Problem> {
    let snapshot = state.snapshot();
    let record = snapshot.documents.whole_location(id.0);
    let record = record.ok_or_else(|| Problem::not_found("location"))?;
    Ok(public(&snapshot, &record))
}
