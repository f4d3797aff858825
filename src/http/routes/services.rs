//! `/v1/services`.

use actix_web::{HttpResponse, get, post, web::Data};
use utoipa::ToSchema;

use super::{
    parameters::{
        ListParameters, MinimalParameter, RecordParameters, ServicesAsked, TermParameters,
    },
    single,
};
use crate::{
    hsds::Service,
    http::{
        State,
        extract::{Fields, Id, list},
        list::{Page, records},
        openapi::{RefusesBodies, RefusesParameters},
        problem::Problem,
    },
    snapshot::nesting::MinimalService,
    standing::RecordKind,
};

/// A service, as much of it as was asked for.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum ServiceListed {
    Service(Box<Service>),
    Minimal(MinimalService),
}

/// Services, of every kind and status
///
/// With their one-to-one fields and their organization; whole with `full`. Every filter has to hold.
#[utoipa::path(
    tag = "records",
    operation_id = "services",
    params(ListParameters, TermParameters, RecordParameters, MinimalParameter),
    responses(
        (status = 200, description = "A page, in the order of ids", content((Page<ServiceListed> = "application/json"), (String = "application/x-ndjson"))),
        RefusesParameters,
    ),
)]
#[get("/services")]
pub async fn services(fields: Fields, state: Data<State>) -> Result<HttpResponse, Problem> {
    list_services(fields, &state)
}

/// Services, asked without leaving an address behind
///
/// The same fields as GET takes, as a JSON object.
#[utoipa::path(
    tag = "records",
    operation_id = "services_private",
    request_body = ServicesAsked,
    responses(
        (status = 200, description = "A page, in the order of ids", content((Page<ServiceListed> = "application/json"), (String = "application/x-ndjson"))),
        RefusesBodies,
    ),
)]
#[post("/services")]
pub async fn services_private(fields: Fields, state: Data<State>) -> Result<HttpResponse, Problem> {
    list_services(fields, &state)
}

fn list_services(fields: Fields, state: &State) -> Result<HttpResponse, Problem> {
    let ask = list::services(fields)?;
    let snapshot = state.snapshot();
    let found = snapshot.list(RecordKind::Service, &ask.asked);
    Ok(if ask.minimal {
        records(snapshot, found, ask.part, |documents, id| {
            documents.minimal_service(id)
        })
    } else if ask.full {
        records(snapshot, found, ask.part, |documents, id| {
            documents.whole_service(id)
        })
    } else {
        records(snapshot, found, ask.part, |documents, id| {
            documents.basic_service(id)
        })
    })
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
    Ok(single(&snapshot, RecordKind::Service, id, &record))
}
