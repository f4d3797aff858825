//! What the API is: its document, its page, and the pages that explain problems.

use std::sync::LazyLock;

use actix_web::{
    HttpResponse, get,
    http::header::{CACHE_CONTROL, ETag, EntityTag, LOCATION},
    web::{Bytes, Path},
};
use flate2::Compression;

use crate::http::{
    caching,
    compression::{Compressed, gzip},
    openapi,
    problem::Problem,
};

/// The document does not change while the program runs, and so is written, hashed and compressed once.
static DOCUMENT: LazyLock<Document> = LazyLock::new(|| {
    let json = openapi::json();
    Document {
        tag: caching::tag_of(json.as_bytes()),
        compressed: gzip(json.as_bytes(), Compression::best())
            .ok()
            .map(Bytes::from),
        json,
    }
});

struct Document {
    json: String,
    tag: EntityTag,
    compressed: Option<Bytes>,
}

/// The texts that explain problems, one `## slug` each.
const PROBLEMS: &str = include_str!("../../../docs/problems.md");

const FOR_AN_HOUR: (actix_web::http::header::HeaderName, &str) =
    (CACHE_CONTROL, "public, max-age=3600");

/// This API as an OpenAPI 3.1 document
///
/// The same as `nearhelp openapi` prints. `/docs` shows it to people.
#[utoipa::path(
    tag = "documentation",
    operation_id = "openapi",
    responses((status = 200, description = "The document", body = serde_json::Value, content_type = "application/json")),
)]
#[get("/openapi.json")]
pub async fn document() -> HttpResponse {
    let document: &'static Document = &DOCUMENT;
    let mut head = HttpResponse::Ok();
    head.content_type("application/json")
        .insert_header(FOR_AN_HOUR)
        .insert_header(ETag(document.tag.clone()));
    if let Some(bytes) = &document.compressed {
        head.extensions_mut().insert(Compressed(bytes.clone()));
    }
    head.body(document.json.as_str())
}

/// What a type of problem means
///
/// The `type` of every error answer is an address of this form.
#[utoipa::path(
    tag = "documentation",
    operation_id = "problem",
    params(("slug" = String, Path, description = "The last part of a problem's `type`", example = "invalid-parameter")),
    responses(
        (status = 200, description = "The explanation, in Markdown", body = String, content_type = "text/plain"),
        (status = 404, response = Problem),
    ),
)]
#[get("/problems/{slug}")]
pub async fn problem(slug: Path<String>) -> Result<HttpResponse, Problem> {
    let text = section(PROBLEMS, &slug).ok_or_else(|| Problem::not_found("type of problem"))?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header(FOR_AN_HOUR)
        .body(text))
}

/// Whoever comes by the bare address wants to know what this is.
#[get("/")]
pub async fn root() -> HttpResponse {
    HttpResponse::TemporaryRedirect()
        .insert_header((LOCATION, "/docs/"))
        .finish()
}

/// The page itself lives under `/docs/`, with its files.
#[get("/docs")]
pub async fn to_ui() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((LOCATION, "/docs/"))
        .finish()
}

/// The section of `page` under the heading `## slug`.
fn section(page: &'static str, slug: &str) -> Option<&'static str> {
    let heading = format!("## {slug}");
    let start = page
        .match_indices("## ")
        .map(|(at, _)| at)
        .find(|at| page[*at..].lines().next() == Some(heading.as_str()))?;
    let text = &page[start..];
    let end = text[3..].find("\n## ").map_or(text.len(), |end| end + 4);
    Some(&text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::problem::ProblemKind;

    #[test]
    fn every_kind_has_its_section_and_every_section_its_kind() {
        for kind in ProblemKind::ALL {
            let text = section(PROBLEMS, kind.slug()).unwrap_or_default();
            let status = format!("Status {}.", kind.status().as_u16());
            assert!(text.contains(&status), "{}: {status}", kind.slug());
        }
        let sections = PROBLEMS.lines().filter(|line| line.starts_with("## "));
        assert_eq!(sections.count(), ProblemKind::ALL.len());
    }

    #[test]
    fn a_section_ends_where_the_next_begins() {
        let text = section(PROBLEMS, "not-found").unwrap();
        assert!(text.starts_with("## not-found\n"));
        assert!(!text.contains("## method"));
        assert_eq!(section(PROBLEMS, "not"), None);
        assert_eq!(section(PROBLEMS, ""), None);
    }
}
