//! Which answers are compressed: those that get smaller by it (docs/performance.md has what it costs).

use std::io::{self, Write};

use actix_http::encoding::Encoder;
use actix_web::{
    Error, HttpMessage,
    body::{BodySize, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{
        AcceptEncoding, CONTENT_ENCODING, ContentEncoding, Encoding, HeaderValue, VARY,
    },
    middleware::Next,
    web::Bytes,
};
use flate2::{Compression, write::GzEncoder};

/// What fits into one packet with its headers, in bytes.
const SMALL: u64 = 1_024;

/// Up to here, in bytes, it is done at once: to hand it to another thread, as the library does, costs more.
const LARGE: u64 = 64 * 1_024;

/// What an answer's body is compressed, where that is known before it is asked for: put into the extensions of the
/// answer by whoever gives the same body every time.
pub struct Compressed(pub Bytes);

/// Middleware: compresses what is worth it for those who take it.
///
/// Whoever says that they take neither what we have nor plain text gets plain text all the same.
pub async fn compress(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let accepted = request.get_header::<AcceptEncoding>();
    let ours = [Encoding::identity(), Encoding::gzip()];
    let chosen = accepted.and_then(|accepted| accepted.negotiate(ours.iter()));
    let takes_gzip = chosen == Some(Encoding::gzip());
    let mut response = next.call(request).await?;
    // Said by what is compressed already, or is not to be; it is no encoding to tell of.
    let is_plain =
        response.headers().get(CONTENT_ENCODING) == Some(&HeaderValue::from_static("identity"));
    if is_plain {
        response.headers_mut().remove(CONTENT_ENCODING);
    }
    let is_small = match response.response().body().size() {
        BodySize::None => true,
        BodySize::Sized(bytes) => bytes <= SMALL,
        BodySize::Stream => false,
    };
    if is_plain || is_small {
        return Ok(response.map_into_boxed_body());
    }
    if !takes_gzip {
        // Else a cache would keep it for those who do.
        response
            .headers_mut()
            .append(VARY, HeaderValue::from_static("accept-encoding"));
        return Ok(response.map_into_boxed_body());
    }
    let (request, answer) = response.into_parts();
    let (mut answer, body) = answer.into_parts();
    let known = answer.extensions_mut().remove::<Compressed>();
    let is_whole = matches!(body.size(), BodySize::Sized(bytes) if bytes <= LARGE);
    let whole = match (known, body.try_into_bytes()) {
        (Some(Compressed(bytes)), _) => Ok(bytes),
        (None, Ok(bytes)) if is_whole => Ok(Bytes::from(gzip(&bytes, Compression::fast())?)),
        (None, body) => Err(body),
    };
    let body = match whole {
        Ok(compressed) => {
            let headers = answer.headers_mut();
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            headers.append(VARY, HeaderValue::from_static("accept-encoding"));
            BoxBody::new(compressed)
        }
        Err(Ok(bytes)) => BoxBody::new(Encoder::response(
            ContentEncoding::Gzip,
            answer.head_mut(),
            bytes,
        )),
        Err(Err(stream)) => BoxBody::new(Encoder::response(
            ContentEncoding::Gzip,
            answer.head_mut(),
            stream,
        )),
    };
    Ok(ServiceResponse::new(request, answer.set_body(body)))
}

pub fn gzip(bytes: &[u8], level: Compression) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), level);
    encoder.write_all(bytes)?;
    encoder.finish()
}
