//! Which pages of other hosts may read the answers: all of them.

use actix_cors::Cors;
use actix_web::http::{
    Method,
    header::{ACCEPT, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER},
};

/// How long a browser may remember what is allowed, in seconds.
const REMEMBERED: usize = 86_400;

/// Reading is open to any page, with GET, HEAD and POST, and without credentials, of which there are none.
pub fn open_for_reading() -> Cors {
    Cors::default()
        .allow_any_origin()
        .send_wildcard()
        .allowed_methods([Method::GET, Method::HEAD, Method::POST])
        .allowed_headers([ACCEPT, CONTENT_TYPE, IF_NONE_MATCH])
        .expose_headers([ETAG, RETRY_AFTER])
        .expose_headers(["directory-revision", "ratelimit", "ratelimit-policy"])
        .max_age(REMEMBERED)
}
