//! `/v1/organizations`.

use actix_web::{HttpResponse, get, post, web::Data};

use super::{
    parameters::{
        FullParameter, FullServiceParameter, ListParameters, OrganizationsAsked, TermParameters,
    },
    single,
};
use crate::{
    hsds::Organization,
    http::{
        State,
        extract::{Fields, Id, list},
        list::{Page, records},
        openapi::{RefusesBodies, RefusesParameters},
        problem::Problem,
    },
    standing::RecordKind,
};

/// Organizations
///
/// With their one-to-one fields; whole with `full` or `full_service`. Every filter has to hold.
#[utoipa::path(
    tag = "records",
    operation_id = "organizations",
    params(ListParameters, TermParameters, FullParameter, FullServiceParameter),
    responses(
        (status = 200, description = "A page, in the order of ids", content((Page<Organization> = "application/json"), (String = "application/x-ndjson"))),
        RefusesParameters,
    ),
)]
#[get("/organizations")]
pub async fn organizations(fields: Fields, state: Data<State>) -> Result<HttpResponse, Problem> {
    list_organizations(fields, &state)
}

/// Organizations, asked without leaving an address behind
///
/// The same fields as GET takes, as a JSON object.
#[utoipa::path(
    tag = "records",
    operation_id = "organizations_private",
    request_body = OrganizationsAsked,
    responses(
        (status = 200, description = "A page, in the order of ids", content((Page<Organization> = "application/json"), (String = "application/x-ndjson"))),
        RefusesBodies,
    ),
)]
#[post("/organizations")]
pub async fn organizations_private(
    fields: Fields,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    list_organizations(fields, &state)
}

fn list_organizations(fields: Fields, state: &State) -> Result<HttpResponse, Problem> {
    let ask = list::organizations(fields)?;
    let snapshot = state.snapshot();
    let found = snapshot.list(RecordKind::Organization, &ask.asked);
    let full_service = ask.full_service;
    Ok(if ask.full || full_service {
        records(snapshot, found, ask.part, move |documents, id| {
            documents.whole_organization(id, full_service)
        })
    } else {
        records(snapshot, found, ask.part, |documents, id| {
            documents.basic_organization(id)
        })
    })
}

/// An organization, with its services and where they are given
#[utoipa::path(
    tag = "records",
    operation_id = "organization",
    params(
        ("id" = String, Path, format = Uuid, description = "The id of an organization", example = "a3b7cf5e-9a2d-5d6c-8d1f-4f0f6f3f2b10"),
        FullServiceParameter,
    ),
    responses(
        (status = 200, description = "HSDS 3.1, with our profile's fields", body = Organization),
        RefusesParameters,
        (status = 404, response = Problem),
    ),
)]
#[get("/organizations/{id}")]
pub async fn organization(
    id: Id,
    fields: Fields,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let full_service = list::full_service(fields)?;
    let snapshot = state.snapshot();
    let record = snapshot.documents.whole_organization(id.0, full_service);
    let record = record.ok_or_else(|| Problem::not_found("organization"))?;
    Ok(single(&snapshot, RecordKind::Organization, id, &record))
}
