//! The OpenAPI document, made from the routes themselves, and its page.

use std::collections::BTreeMap;

use actix_web::App;
use utoipa::{
    IntoResponses, Modify, OpenApi,
    openapi::{
        Ref, RefOr, Response,
        path::Operation,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_actix_web::AppExt;
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::{
    problem::{Candidate, Fault, Place, Problem},
    router,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "nearhelp",
        description = "A resource directory for survivors of trafficking and violence: the nearest help, its hotlines, and nothing kept about who asked. In an emergency call 911.",
        contact(name = "The nearhelp authors"),
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "search", description = "What is near, and which lines serve the place"),
        (name = "records", description = "The lists and records of HSDS 3.1"),
        (name = "mirrors", description = "The whole directory, and what changed in it"),
        (name = "maintaining", description = "For those who keep the directory: updates, single records, reviews, history. Each takes a key"),
        (name = "documentation", description = "What the API is, for programs and their authors"),
        (name = "operations", description = "For those who run a server"),
    ),
    components(schemas(Problem, Fault, Place, Candidate), responses(Problem)),
    modifiers(&Keys),
)]
struct Base;

/// How a key is sent.
struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("nh_…")
            .description(Some("A key, as `nearhelp keys create` shows it once."));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("key", SecurityScheme::Http(scheme.build()));
    }
}

/// The document, with what every operation may answer added to each.
pub fn document() -> utoipa::openapi::OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .openapi(Base::openapi())
        .configure(router::routes)
        .split_for_parts();
    for item in document.paths.paths.values_mut() {
        for operation in [
            &mut item.get,
            &mut item.post,
            &mut item.put,
            &mut item.patch,
            &mut item.delete,
        ]
        .into_iter()
        .flatten()
        {
            add_common_answers(operation);
        }
    }
    document
}

/// The document as it is served and committed.
pub fn json() -> String {
    let mut json = document()
        .to_pretty_json()
        .expect("the document has only strings, numbers and lists");
    json.push('\n');
    json
}

/// Swagger UI out of the binary. No validator, which would send the document elsewhere.
pub fn swagger_ui() -> SwaggerUi {
    SwaggerUi::new("/docs/{file:.*}").config(
        Config::new(["/openapi.json"])
            .validator_url("none")
            .query_config_enabled(false)
            .persist_authorization(false),
    )
}

fn add_common_answers(operation: &mut Operation) {
    for status in ["414", "500"] {
        operation
            .responses
            .responses
            .entry(status.to_owned())
            .or_insert_with(problem);
    }
}

fn problem() -> RefOr<Response> {
    RefOr::Ref(Ref::from_response_name("Problem"))
}

/// The refusals of a route that reads parameters, for `responses(…)`.
pub struct RefusesParameters;

/// The refusals of a route that reads a JSON body, for `responses(…)`.
pub struct RefusesBodies;

impl IntoResponses for RefusesParameters {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&["400"])
    }
}

impl IntoResponses for RefusesBodies {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&["400", "408", "413", "415"])
    }
}

/// The refusals of a route that takes a key, for `responses(…)`.
pub struct RefusesCallers;

impl IntoResponses for RefusesCallers {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&["400", "401", "403", "429", "503"])
    }
}

/// The further refusals of a route that writes, for `responses(…)`.
pub struct RefusesWrites;

impl IntoResponses for RefusesWrites {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&["408", "409", "413", "415", "422"])
    }
}

fn refusals(statuses: &[&str]) -> BTreeMap<String, RefOr<Response>> {
    statuses
        .iter()
        .map(|status| ((*status).to_owned(), problem()))
        .collect()
}
