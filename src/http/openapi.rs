//! The OpenAPI document, made from the routes themselves, and its page.

use std::collections::BTreeMap;

use actix_web::App;
use serde_json::{Map, Value};
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
    limits::TEXT_CHARS,
    problem::{Candidate, FaultDocument, Problem},
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
        (name = "eligibility", description = "Who can be helped: questions, verdicts, and the next question"),
        (name = "records", description = "The lists and records of HSDS 3.1"),
        (name = "mirrors", description = "The whole directory, and what changed in it"),
        (name = "maintaining", description = "For those who keep the directory: updates, single records, reviews, history. Each takes a key"),
        (name = "documentation", description = "What the API is, for programs and their authors"),
        (name = "operations", description = "For those who run a server"),
    ),
    components(schemas(Problem, FaultDocument, Candidate), responses(Problem)),
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
    for (path, item) in &mut document.paths.paths {
        if let Some(operation) = &mut item.get
            && is_public(path, operation)
        {
            let unchanged = Response::new("What `If-None-Match` names is still so");
            operation
                .responses
                .responses
                .entry("304".to_owned())
                .or_insert(RefOr::T(unchanged));
        }
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
    const WRITTEN: &str = "the document has only strings, numbers and lists";
    let mut document = serde_json::to_value(document()).expect(WRITTEN);
    say_what_is_refused(&mut document);
    let schemas = document["components"]["schemas"].as_object_mut();
    schemas
        .into_iter()
        .flat_map(Map::values_mut)
        .for_each(any_of_these);
    let mut json = serde_json::to_string_pretty(&document).expect(WRITTEN);
    json.push('\n');
    json
}

/// A record may have the shape of two kinds, which `oneOf` forbids: a whole service has all that a minimal one has.
fn any_of_these(schema: &mut Value) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    let is_reference = |value: &Value| value.get("$ref").is_some();
    let kinds = schema.get("oneOf").and_then(Value::as_array);
    if kinds.is_some_and(|kinds| kinds.iter().all(is_reference))
        && let Some(kinds) = schema.remove("oneOf")
    {
        schema.insert("anyOf".to_owned(), kinds);
    }
}

/// What `Fields` refuses of every text: nothing in it, controls in it, too long.
const TEXT: &str =
    r"^\s*[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f])?\s*$";

/// Adds to what is taken what `Fields` refuses everywhere, so that no route has to repeat it.
fn say_what_is_refused(document: &mut Value) {
    let mut bodies = Vec::new();
    let paths = document["paths"].as_object_mut();
    for operation in paths
        .into_iter()
        .flat_map(Map::values_mut)
        .filter_map(Value::as_object_mut)
        .flat_map(Map::values_mut)
    {
        let parameters = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            if parameter["in"] == "query" {
                bound(&mut parameter["schema"]);
            }
        }
        let body = operation.pointer("/requestBody/content/application~1json/schema/$ref");
        bodies.extend(body.and_then(Value::as_str).map(str::to_owned));
    }
    bodies.sort_unstable();
    bodies.dedup();
    while let Some(reference) = bodies.pop() {
        let Some(body) = document.pointer_mut(reference.trim_start_matches('#')) else {
            continue;
        };
        let members = body.get_mut("properties").and_then(Value::as_object_mut);
        members
            .into_iter()
            .flat_map(Map::values_mut)
            .for_each(bound);
        if let Some(parts) = body["allOf"].as_array() {
            let parts = parts.iter().filter_map(|part| part["$ref"].as_str());
            bodies.extend(parts.map(str::to_owned));
            // A part does not know the members of the others.
            body["unevaluatedProperties"] = Value::Bool(false);
        }
    }
}

/// Says of a text, or of each in a list, what is refused; unless its schema says more already.
fn bound(schema: &mut Value) {
    let is = |wanted: &str| match &schema["type"] {
        Value::Array(types) => types.iter().any(|one| one == wanted),
        one => one == wanted,
    };
    if is("array") {
        bound(&mut schema["items"]);
    } else if is("string")
        && ["format", "enum", "pattern"]
            .iter()
            .all(|name| schema.get(name).is_none())
    {
        let bounds = [
            ("minLength", Value::from(1)),
            ("maxLength", Value::from(TEXT_CHARS)),
            ("pattern", Value::from(TEXT)),
        ];
        for (name, value) in bounds {
            if schema.get(name).is_none() {
                schema[name] = value;
            }
        }
    }
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

/// Whether the answer is the same for everybody and so has an entity tag (see [`super::caching`]).
fn is_public(path: &str, operation: &Operation) -> bool {
    let tags = operation.tags.iter().flatten();
    let is_whole = |tag: &String| matches!(tag.as_str(), "records" | "mirrors" | "documentation");
    // The root says the present, and the whole directory is a stream.
    let has_none = matches!(path, "/v1" | "/v1/" | "/v1/export");
    matches!(path, "/v1/pathways" | "/v1/eligibility/questions")
        || !has_none && tags.into_iter().any(is_whole)
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

/// The further refusals of a route that changes a single record, for `responses(…)`.
pub struct RefusesEdits;

impl IntoResponses for RefusesEdits {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&["404", "412", "428"])
    }
}

fn refusals(statuses: &[&str]) -> BTreeMap<String, RefOr<Response>> {
    statuses
        .iter()
        .map(|status| ((*status).to_owned(), problem()))
        .collect()
}
