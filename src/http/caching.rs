//! What may be kept, and for how long.
//!
//! A whole record or a list is the same for everybody and may be kept for a minute. An answer that
//! depends on where somebody is may not be kept at all. Every handler says which of the two it gives.

use actix_web::{
    Error, HttpResponse, HttpResponseBuilder,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{
            CACHE_CONTROL, ETAG, EntityTag, Header, HeaderName, HeaderValue, IfNoneMatch, VARY,
        },
    },
    middleware::Next,
};
use sha2::{Digest, Sha256};

/// For answers that are the same for everybody: a mirror is a minute behind at most.
pub const PUBLIC: (HeaderName, &str) = (CACHE_CONTROL, "public, max-age=60");

/// For answers with an origin, and for everything that is not worth keeping.
pub const PRIVATE: (HeaderName, &str) = (CACHE_CONTROL, "no-store");

/// For answers that come in several formats. With the encoding, since actix-cors keeps only the first of several such
/// headers.
pub const BY_FORMAT: (HeaderName, &str) = (VARY, "accept, accept-encoding");

/// The entity tag of these bytes: a hash, so that it changes exactly when they do, whatever they depend on, and is the
/// same in every process. It is weak, since the same answer may travel compressed or plain.
pub fn tag_of(bytes: &[u8]) -> EntityTag {
    let digest = Sha256::digest(bytes);
    let tag = digest[..16].iter().map(|byte| format!("{byte:02x}"));
    EntityTag::new_weak(tag.collect())
}

/// Middleware: gives what may be kept an entity tag, and answers 304 to whoever has it already.
///
/// The tag is that of the bytes, unless whoever answers has told it already.
pub async fn tag(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let known = IfNoneMatch::parse(&request).ok();
    let mut response = next.call(request).await?;
    let is_public = response
        .headers()
        .get(CACHE_CONTROL)
        .is_some_and(|value| value.as_bytes().starts_with(b"public"));
    if !is_public || response.status() != StatusCode::OK {
        return Ok(response.map_into_boxed_body());
    }
    let (request, answer) = response.into_parts();
    let (head, body) = answer.into_parts();
    let body = match body.try_into_bytes() {
        Ok(body) => body,
        Err(stream) => {
            response = ServiceResponse::new(request, head.set_body(stream));
            return Ok(response.map_into_boxed_body());
        }
    };
    let told = head.headers().get(ETAG).and_then(|tag| tag.to_str().ok());
    let tag = told
        .and_then(|tag| tag.parse().ok())
        .unwrap_or_else(|| tag_of(&body));
    let is_known = match known {
        Some(IfNoneMatch::Any) => true,
        Some(IfNoneMatch::Items(tags)) => tags.iter().any(|other| other.weak_eq(&tag)),
        None => false,
    };
    let mut answer = if is_known {
        let mut builder = HttpResponseBuilder::new(StatusCode::NOT_MODIFIED);
        let mut bare: HttpResponse = builder.finish();
        for (name, value) in head.headers() {
            // A 304 repeats what a 200 would say of the copy, and nothing of the body that it lacks.
            let is_revision = matches!(name.as_str(), "directory-revision" | "record-revision");
            if name == CACHE_CONTROL || name == VARY || is_revision {
                bare.headers_mut().insert(name.clone(), value.clone());
            }
        }
        bare
    } else {
        head.set_body(BoxBody::new(body))
    };
    if let Ok(value) = HeaderValue::from_str(&tag.to_string()) {
        answer.headers_mut().insert(ETAG, value);
    }
    Ok(ServiceResponse::new(request, answer))
}
