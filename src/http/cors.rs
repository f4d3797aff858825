//! Which pages of other hosts may read the answers: all of them. None may write.

use std::sync::LazyLock;

use actix_cors::Cors;
use actix_web::{
    Error, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ResourceDef, ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{
            ACCEPT, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, CONTENT_TYPE,
            HeaderName, HeaderValue, IF_NONE_MATCH, ORIGIN,
        },
    },
    middleware::Next,
};
use utoipa::openapi::path::Operation;

use super::{caching, openapi, problem::Problem};

/// The headers that such a page may read besides the usual ones. (actix-cors would write them in an
/// order that differs from process to process.)
pub const EXPOSED: &str = "directory-revision, etag, origin-covered, page-number, ratelimit, ratelimit-policy, record-revision, remote-total, retry-after, total-items, total-pages, widened";

/// Middleware, before CORS: pages of other hosts have no business with what only maintainers use, nor with
/// writing. Without its `Origin` such a request gets no leave that a browser would go by. What adds up to writing is
/// told by the OpenAPI document, so that there is no second list.
pub async fn closed_for_writing(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let is_closed = CLOSED
        .iter()
        .any(|address| address.is_match(request.path()));
    let changes = [Method::PUT, Method::PATCH, Method::DELETE];
    if is_closed || changes.contains(request.method()) {
        request.headers_mut().remove(ORIGIN);
        // Without it, it is no preflight either.
        request.headers_mut().remove(ACCESS_CONTROL_REQUEST_METHOD);
    }
    next.call(request).await
}

/// The addresses of which GET or POST takes a key.
static CLOSED: LazyLock<Vec<ResourceDef>> = LazyLock::new(|| {
    let document = openapi::document();
    let closed = document.paths.paths.iter().filter(|(_, item)| {
        let takes_key = |operation: &Operation| operation.security.is_some();
        [&item.get, &item.post].into_iter().flatten().any(takes_key)
    });
    closed
        .map(|(path, _)| ResourceDef::new(path.as_str()))
        .collect()
});

/// What such a page may do, and the headers that it may send beside those that every page may.
const METHODS: [Method; 3] = [Method::GET, Method::HEAD, Method::POST];
const SENT: [HeaderName; 3] = [ACCEPT, CONTENT_TYPE, IF_NONE_MATCH];

/// Middleware, around CORS: a preflight that the library refuses gets a problem like everything that is refused. None
/// may be kept: a copy of one says who meant to ask what. (A browser remembers what is allowed without it.)
pub async fn explained(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_preflight = request.method() == Method::OPTIONS;
    let mut response = next.call(request).await?;
    if is_preflight {
        let (name, value) = caching::PRIVATE;
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    if !is_preflight || response.status() != StatusCode::BAD_REQUEST {
        return Ok(response.map_into_boxed_body());
    }
    let asked = response.request().headers();
    let method = asked.get(ACCESS_CONTROL_REQUEST_METHOD);
    let is_allowed = METHODS
        .iter()
        .any(|m| method.is_some_and(|method| method == m.as_str()));
    let (header, expected) = if is_allowed {
        let names = SENT.each_ref().map(HeaderName::as_str);
        (
            ACCESS_CONTROL_REQUEST_HEADERS,
            format!("any of: {}", names.join(", ")),
        )
    } else {
        let names = METHODS.each_ref().map(Method::as_str);
        (
            ACCESS_CONTROL_REQUEST_METHOD,
            format!("one of: {}", names.join(", ")),
        )
    };
    let fault = "is not open to pages of other hosts";
    let problem = Problem::header(header.as_str(), fault, &expected);
    Ok(response.into_response(problem.error_response()))
}

/// How long a browser may remember what is allowed, in seconds.
const REMEMBERED: usize = 86_400;

/// Reading is open to any page, with GET, HEAD and POST, and without credentials, of which there are none.
pub fn open_for_reading() -> Cors {
    Cors::default()
        .allow_any_origin()
        .send_wildcard()
        .allowed_methods(METHODS)
        .allowed_headers(SENT)
        .max_age(REMEMBERED)
}
