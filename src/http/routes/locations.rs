//! `/v1/locations`.

use actix_web::{HttpResponse, get, post, web::Data};

use super::{
    parameters::{ListParameters, LocationsAsked, RecordParameters, TermParameters},
    single,
};
use crate::{
    hsds::Location,
    http::{
        State,
        extract::{Fields, Id, list},
        list::{Page, records},
        openapi::{RefusesBodies, RefusesParameters},
        problem::Problem,
    },
    standing::RecordKind,
};

/// Locations, or what may be said of withheld ones
///
/// With their one-to-one fields; whole with `full`. Every filter has to hold. Not of the standard, in its manner.
#[utoipa::path(
    tag = "records",
    operation_id = "locations",
    params(ListParameters, TermParameters, RecordParameters),
    responses(
        (status = 200, description = "A page, in the order of ids", content((Page<Location> = "application/json"), (String = "application/x-ndjson"))),
        RefusesParameters,
    ),
)]
#[get("/locations")]
pub async fn locations(fields: Fields, state: Data<State>) -> Result<HttpResponse, Problem> {
    list_locations(fields, &state)
}

/// Locations, asked without leaving an address behind
///
/// The same fields as GET takes, as a JSON object.
#[utoipa::path(
    tag = "records",
    operation_id = "locations_private",
    request_body = LocationsAsked,
    responses(
        (status = 200, description = "A page, in the order of ids", content((Page<Location> = "application/json"), (String = "application/x-ndjson"))),
        RefusesBodies,
    ),
)]
#[post("/locations")]
pub async fn locations_private(
    fields: Fields,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    list_locations(fields, &state)
}

fn list_locations(fields: Fields, state: &State) -> Result<HttpResponse, Problem> {
    let ask = list::locations(fields)?;
    let snapshot = state.snapshot();
    let found = snapshot.list(RecordKind::Location, &ask.asked);
    Ok(if ask.full {
        records(snapshot, found, ask.part, |documents, id| {
            documents.whole_location(id)
        })
    } else {
        records(snapshot, found, ask.part, |documents, id| {
            documents.basic_location(id)
        })
    })
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
    Ok(single(&snapshot, RecordKind::Location, id, &record))
}
