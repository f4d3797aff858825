//! Our profile of HSDS: what is beyond the standard, and the objects as they are served.

use actix_web::{HttpResponse, get, web::Path};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{
    caching,
    problem::Problem,
    profile::{ObjectProfile, PROFILE},
};

/// What the profile is of, and where its parts are.
#[derive(Serialize, ToSchema)]
struct Profile {
    #[schema(value_type = String, example = "nearhelp")]
    name: &'static str,
    /// Of HSDS, which is extended.
    #[schema(value_type = String, example = "3.1")]
    extends: &'static str,
    #[schema(value_type = String)]
    description: &'static str,
    objects: Vec<ProfileOfObject>,
}

#[derive(Serialize, ToSchema)]
struct ProfileOfObject {
    /// As the standard's schemas are named.
    #[schema(value_type = String, example = "phone")]
    object: &'static str,
    /// The JSON merge patch for the standard's schema; null where nothing is added to it.
    #[schema(example = "/v1/profile/phone")]
    patch: Option<String>,
    /// The object as it is served, as a JSON Schema.
    #[schema(example = "/v1/schema/phone")]
    schema: String,
}

/// Our profile of HSDS
///
/// Which objects have fields beyond HSDS 3.1. Whoever knows none of them still gets HSDS.
#[utoipa::path(
    tag = "documentation",
    operation_id = "profile",
    responses((status = 200, description = "Where the parts of the profile are", body = Profile)),
)]
#[get("/profile")]
pub async fn index() -> HttpResponse {
    let objects = PROFILE.iter().map(|(object, of)| ProfileOfObject {
        object,
        patch: adds(of).then(|| format!("/v1/profile/{object}")),
        schema: format!("/v1/schema/{object}"),
    });
    HttpResponse::Ok()
        .insert_header(caching::PUBLIC)
        .json(Profile {
            name: "nearhelp",
            extends: "3.1",
            description: "HSDS with what somebody in danger has to know: what a service is for, whether a number may be dialled and what the call sets off, who says so, and that a place is confidential.",
            objects: objects.collect(),
        })
}

/// What is added to an object
///
/// A JSON merge patch (RFC 7396) for the standard's schema of the object.
#[utoipa::path(
    tag = "documentation",
    operation_id = "profile_of_object",
    params(("object" = String, Path, description = "The name of the standard's schema", example = "phone")),
    responses(
        (status = 200, description = "The patch", body = serde_json::Value, content_type = "application/merge-patch+json"),
        (status = 404, response = Problem),
    ),
)]
#[get("/profile/{object}")]
pub async fn profile_of_object(object: Path<String>) -> Result<HttpResponse, Problem> {
    let profile = PROFILE.get(object.as_str()).filter(|profile| adds(profile));
    let profile = profile.ok_or_else(|| Problem::not_found("profile of an object"))?;
    Ok(HttpResponse::Ok()
        .insert_header(caching::PUBLIC)
        .content_type("application/merge-patch+json")
        .body(profile.patch.to_string()))
}

/// An object as it is served
///
/// A JSON Schema (2020-12) of its own: those of HSDS that we serve, and those of our profile.
#[utoipa::path(
    tag = "documentation",
    operation_id = "schema_of_object",
    params(("object" = String, Path, description = "The name of the standard's schema", example = "phone")),
    responses(
        (status = 200, description = "The schema", body = serde_json::Value, content_type = "application/schema+json"),
        (status = 404, response = Problem),
    ),
)]
#[get("/schema/{object}")]
pub async fn schema_of_object(object: Path<String>) -> Result<HttpResponse, Problem> {
    let profile = PROFILE.get(object.as_str());
    let profile = profile.ok_or_else(|| Problem::not_found("schema"))?;
    Ok(HttpResponse::Ok()
        .insert_header(caching::PUBLIC)
        .content_type("application/schema+json")
        .body(profile.schema.to_string()))
}

fn adds(profile: &ObjectProfile) -> bool {
    profile.patch.get("properties").is_some()
}
