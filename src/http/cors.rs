//! Which pages of other hosts may read the answers: all of them.

use actix_cors::Cors;
use actix_web::http::{
    Method,
    header::{ACCEPT, CONTENT_TYPE, IF_NONE_MATCH},
};

/// The headers that such a page may read besides the usual ones. (actix-cors would write them in an
/// order that differs from process to process.)
pub const EXPOSED: &str = "directory-revision, etag, origin-covered, page-number, ratelimit, ratelimit-policy, record-revision, remote-total, retry-after, total-items, total-pages, widened";

/// How long a browser may remember what is allowed, in seconds.
const REMEMBERED: usize = 86_400;

/// Reading is open to any page, with GET, HEAD and POST, and without credentials, of which there are none.
pub fn open_for_reading() -> Cors {
    Cors::default()
        .allow_any_origin()
        .send_wildcard()
        .allowed_methods([Method::GET, Method::HEAD, Method::POST])
        .allowed_headers([ACCEPT, CONTENT_TYPE, IF_NONE_MATCH])
        .max_age(REMEMBERED)
}
