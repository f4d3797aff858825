//! The body of an update: a file as it is, or a form with the file and its mapping. It stays in memory.

use std::{future::poll_fn, pin::pin, sync::Arc};

use actix_multipart::{Multipart, MultipartError};
use actix_web::{
    HttpRequest,
    http::header,
    rt::time::timeout,
    web::{Data, Payload},
};
use futures_core::Stream;

use crate::{
    http::{
        limits::{Limits, UPLOAD_BYTES},
        problem::{Problem, ProblemKind},
    },
    updates::formats::{Format, Raw},
};

/// What a file is called that comes without a name.
const BODY: &str = "the body";

/// An update as it arrived.
pub struct Upload {
    pub raw: Raw,
    /// What the media type says that it is.
    pub format: Option<Format>,
    /// The text of the mapping that came with it.
    pub mapping: Option<String>,
}

/// Which formats a media type can be. Nothing where it can be none.
fn formats(essence: &str) -> Option<Option<Format>> {
    match essence {
        // HSDS or our own: what is in it tells.
        "application/json" | "application/x-ndjson" | "application/ndjson" => Some(None),
        "application/zip" => Some(Some(Format::HsdsTabular)),
        "text/csv" => Some(Some(Format::Csv)),
        _ => None,
    }
}

/// Reads it, within the limits of size and time.
pub async fn read(request: &HttpRequest, payload: Payload) -> Result<Upload, Problem> {
    let declared = request.headers().get(header::CONTENT_LENGTH);
    let declared = declared.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > UPLOAD_BYTES as u64) {
        return Err(too_large());
    }
    let media = request.headers().get(header::CONTENT_TYPE);
    let media = media
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let deadline = request
        .app_data::<Data<Limits>>()
        .map_or_else(|| Limits::default().upload, |limits| limits.upload);
    let reading = async {
        if essence == "multipart/form-data" {
            return form(Multipart::new(request.headers(), payload)).await;
        }
        let format = formats(&essence).ok_or_else(wrong_type)?;
        match payload.to_bytes_limited(UPLOAD_BYTES).await {
            Ok(Ok(bytes)) => Ok(Upload {
                raw: Raw::Memory {
                    name: BODY.to_owned(),
                    bytes: Arc::from(&bytes[..]),
                },
                format,
                mapping: None,
            }),
            Ok(Err(_)) => Err(broken("broke off or is wrongly encoded")),
            Err(_) => Err(too_large()),
        }
    };
    let late = || {
        Problem::new(
            ProblemKind::RequestTooSlow,
            "The body did not arrive in time.",
        )
    };
    timeout(deadline, reading).await.map_err(|_| late())?
}

async fn form(multipart: Multipart) -> Result<Upload, Problem> {
    let mut multipart = pin!(multipart);
    let mut left = UPLOAD_BYTES;
    let (mut file, mut mapping) = (None, None);
    while let Some(field) = poll_fn(|context| multipart.as_mut().poll_next(context)).await {
        let field = field.map_err(|error| unreadable(&error))?;
        let name = field.name().unwrap_or_default().to_owned();
        let disposition = field.content_disposition();
        let file_name = disposition.and_then(|disposition| disposition.get_filename());
        let file_name = file_name.unwrap_or(BODY).to_owned();
        let essence = field
            .content_type()
            .map(|media| media.essence_str().to_owned());
        let mut field = pin!(field);
        let mut bytes = Vec::new();
        while let Some(piece) = poll_fn(|context| field.as_mut().poll_next(context)).await {
            let piece = piece.map_err(|error| unreadable(&error))?;
            left = left.checked_sub(piece.len()).ok_or_else(too_large)?;
            bytes.extend_from_slice(&piece);
        }
        match name.as_str() {
            "file" if file.is_none() => file = Some((file_name, essence, bytes)),
            "mapping" if mapping.is_none() => {
                let text = String::from_utf8(bytes);
                mapping = Some(text.map_err(|_| broken("has a mapping that is not UTF-8"))?);
            }
            _ => return Err(broken("has a part that is not known here, or one twice")),
        }
    }
    let (name, essence, bytes) = file.ok_or_else(|| broken("has no part `file`"))?;
    Ok(Upload {
        raw: Raw::Memory {
            name,
            bytes: Arc::from(bytes),
        },
        // What a browser or curl makes of a file's name is a guess.
        format: essence.and_then(|essence| formats(&essence)).flatten(),
        mapping,
    })
}

fn unreadable(error: &MultipartError) -> Problem {
    match error {
        MultipartError::Payload(_) => broken("broke off or is wrongly encoded"),
        _ => broken("cannot be read as a form"),
    }
}

fn broken(fault: &str) -> Problem {
    Problem::body(
        "The update could not be read.",
        fault,
        "a file, or a form with the parts `file` and `mapping`",
    )
}

fn wrong_type() -> Problem {
    Problem::new(
        ProblemKind::UnsupportedMediaType,
        "An update is application/json, application/x-ndjson, application/zip or text/csv, or a form (multipart/form-data) with the parts `file` and `mapping`.",
    )
}

fn too_large() -> Problem {
    Problem::new(
        ProblemKind::BodyTooLarge,
        "An update over HTTP may have 67,108,864 bytes. Larger ones are for the command line: nearhelp load.",
    )
}
