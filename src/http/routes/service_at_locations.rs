//! `/v1/service_at_locations`.

use actix_web::{HttpResponse, get, post, web::Data};

use super::{
    parameters::{
        ListParameters, PostcodeParameters, RecordParameters, ServiceAtLocationsAsked,
        TermParameters,
    },
    single,
};
use crate::{
    hsds::ServiceAtLocation,
    http::{
        State,
        extract::{Fields, Id, list},
        list::{Page, records},
        openapi::{RefusesBodies, RefusesParameters},
        problem::Problem,
    },
    standing::RecordKind,
};

/// Services at locations, of every kind and status
///
/// With their one-to-one fields, their service and their location; whole with `full`. Every filter has to hold.
#[utoipa::path(
    tag = "records",
    operation_id = "service_at_locations",
    params(ListParameters, TermParameters, RecordParameters, PostcodeParameters),
    responses(
        (status = 200, description = "A page, in the order of ids", content((Page<ServiceAtLocation> = "application/json"), (String = "application/x-ndjson"))),
        RefusesParameters,
    ),
)]
#[get("/service_at_locations")]
pub async fn service_at_locations(
    fields: Fields,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    list_places(fields, &state)
}

/// Services at locations, asked without leaving an address behind
///
/// The same fields as GET takes, as a JSON object.
#[utoipa::path(
    tag = "records",
    operation_id = "service_at_locations_private",
    request_body = ServiceAtLocationsAsked,
    responses(
        (status = 200, description = "A page, in the order of ids", content((Page<ServiceAtLocation> = "application/json"), (String = "application/x-ndjson"))),
        RefusesBodies,
    ),
)]
#[post("/service_at_locations")]
pub async fn service_at_locations_private(
    fields: Fields,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    list_places(fields, &state)
}

fn list_places(fields: Fields, state: &State) -> Result<HttpResponse, Problem> {
    let ask = list::service_at_locations(fields, state)?;
    let snapshot = state.snapshot();
    let found = snapshot.list(RecordKind::ServiceAtLocation, &ask.asked);
    Ok(if ask.full {
        records(snapshot, found, ask.part, |documents, id| {
            documents.whole_service_at_location(id)
        })
    } else {
        records(snapshot, found, ask.part, |documents, id| {
            documents.basic_service_at_location(id)
        })
    })
}

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
    Ok(single(
        &snapshot,
        RecordKind::ServiceAtLocation,
        id,
        &record,
    ))
}
