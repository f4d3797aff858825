//! `/v1/taxonomies` and `/v1/taxonomy_terms`: the words that the directory sorts by. They change with
//! the program alone.

use actix_web::{HttpResponse, get, post};
use serde::Serialize;

use super::parameters::{self, ListParameters, TaxonomyTermsAsked, TreeParameters};
use crate::{
    hsds::{Taxonomy, TaxonomyTerm},
    http::{
        caching,
        extract::{Fields, Id, list},
        list::{Page, answer},
        openapi::{RefusesBodies, RefusesParameters},
        problem::Problem,
    },
    snapshot::lists::{TaxonomiesAsked, TermsAsked},
};

/// Taxonomies
///
/// What services are sorted by: categories, audiences, kinds.
#[utoipa::path(
    tag = "records",
    operation_id = "taxonomies",
    params(ListParameters),
    responses(
        (status = 200, description = "A page, in the order of ids", content((Page<Taxonomy> = "application/json"), (String = "application/x-ndjson"))),
        RefusesParameters,
    ),
)]
#[get("/taxonomies")]
pub async fn taxonomies(fields: Fields) -> Result<HttpResponse, Problem> {
    list_taxonomies(fields)
}

/// Taxonomies, asked without leaving an address behind
///
/// The same fields as GET takes, as a JSON object.
#[utoipa::path(
    tag = "records",
    operation_id = "taxonomies_private",
    request_body = parameters::TaxonomiesAsked,
    responses(
        (status = 200, description = "A page, in the order of ids", content((Page<Taxonomy> = "application/json"), (String = "application/x-ndjson"))),
        RefusesBodies,
    ),
)]
#[post("/taxonomies")]
pub async fn taxonomies_private(fields: Fields) -> Result<HttpResponse, Problem> {
    list_taxonomies(fields)
}

fn list_taxonomies(fields: Fields) -> Result<HttpResponse, Problem> {
    let (asked, part) = list::taxonomies(fields)?;
    let found = asked.found();
    Ok(answer(None, part, found.len() as u64, |skip| {
        found.into_iter().skip(skip as usize)
    }))
}

/// A taxonomy
#[utoipa::path(
    tag = "records",
    operation_id = "taxonomy",
    params(("id" = String, Path, format = Uuid, description = "The id of a taxonomy", example = "a3b7cf5e-9a2d-5d6c-8d1f-4f0f6f3f2b10")),
    responses(
        (status = 200, description = "HSDS 3.1", body = Taxonomy),
        (status = 404, response = Problem),
    ),
)]
#[get("/taxonomies/{id}")]
pub async fn taxonomy(id: Id) -> Result<HttpResponse, Problem> {
    let all = TaxonomiesAsked::default().found();
    let found = all.into_iter().find(|taxonomy| taxonomy.id == id.0);
    one(found.ok_or_else(|| Problem::not_found("taxonomy"))?)
}

/// Terms of the taxonomies
///
/// Each with its taxonomy. Every filter has to hold.
#[utoipa::path(
    tag = "records",
    operation_id = "taxonomy_terms",
    params(ListParameters, TreeParameters),
    responses(
        (status = 200, description = "A page, in the order of ids", content((Page<TaxonomyTerm> = "application/json"), (String = "application/x-ndjson"))),
        RefusesParameters,
    ),
)]
#[get("/taxonomy_terms")]
pub async fn taxonomy_terms(fields: Fields) -> Result<HttpResponse, Problem> {
    list_terms(fields)
}

/// Terms of the taxonomies, asked without leaving an address behind
///
/// The same fields as GET takes, as a JSON object.
#[utoipa::path(
    tag = "records",
    operation_id = "taxonomy_terms_private",
    request_body = TaxonomyTermsAsked,
    responses(
        (status = 200, description = "A page, in the order of ids", content((Page<TaxonomyTerm> = "application/json"), (String = "application/x-ndjson"))),
        RefusesBodies,
    ),
)]
#[post("/taxonomy_terms")]
pub async fn taxonomy_terms_private(fields: Fields) -> Result<HttpResponse, Problem> {
    list_terms(fields)
}

fn list_terms(fields: Fields) -> Result<HttpResponse, Problem> {
    let (asked, part) = list::taxonomy_terms(fields)?;
    let found = asked.found();
    Ok(answer(None, part, found.len() as u64, |skip| {
        found.into_iter().skip(skip as usize)
    }))
}

/// A term of a taxonomy
#[utoipa::path(
    tag = "records",
    operation_id = "taxonomy_term",
    params(("id" = String, Path, format = Uuid, description = "The id of a term", example = "a3b7cf5e-9a2d-5d6c-8d1f-4f0f6f3f2b10")),
    responses(
        (status = 200, description = "HSDS 3.1", body = TaxonomyTerm),
        (status = 404, response = Problem),
    ),
)]
#[get("/taxonomy_terms/{id}")]
pub async fn taxonomy_term(id: Id) -> Result<HttpResponse, Problem> {
    let all = TermsAsked::default().found();
    let found = all.into_iter().find(|term| term.id == id.0);
    one(found.ok_or_else(|| Problem::not_found("taxonomy_term"))?)
}

fn one(body: impl Serialize) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().insert_header(caching::PUBLIC).json(body))
}
