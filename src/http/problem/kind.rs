//! What can go wrong, as stable names.

use actix_web::http::StatusCode;
use serde::{Serialize, Serializer};

/// What went wrong, as a stable name. A test holds this list and `docs/problems.md` together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    InvalidParameter,
    InvalidBody,
    MalformedRequest,
    NotFound,
    MethodNotAllowed,
    RequestTooSlow,
    CursorGone,
    BodyTooLarge,
    UriTooLong,
    UnsupportedMediaType,
    HeadersTooLarge,
    TooOften,
    Unauthorized,
    Forbidden,
    Conflict,
    PreconditionRequired,
    PreconditionFailed,
    IdempotencyKeyReused,
    UpdateRefused,
    Internal,
    Unavailable,
}

impl ProblemKind {
    pub const ALL: [ProblemKind; 21] = [
        ProblemKind::InvalidParameter,
        ProblemKind::InvalidBody,
        ProblemKind::MalformedRequest,
        ProblemKind::NotFound,
        ProblemKind::MethodNotAllowed,
        ProblemKind::RequestTooSlow,
        ProblemKind::CursorGone,
        ProblemKind::BodyTooLarge,
        ProblemKind::UriTooLong,
        ProblemKind::UnsupportedMediaType,
        ProblemKind::HeadersTooLarge,
        ProblemKind::TooOften,
        ProblemKind::Unauthorized,
        ProblemKind::Forbidden,
        ProblemKind::Conflict,
        ProblemKind::PreconditionRequired,
        ProblemKind::PreconditionFailed,
        ProblemKind::IdempotencyKeyReused,
        ProblemKind::UpdateRefused,
        ProblemKind::Internal,
        ProblemKind::Unavailable,
    ];

    /// Its name in the type URI, its title and its status.
    fn row(self) -> (&'static str, &'static str, StatusCode) {
        match self {
            ProblemKind::InvalidParameter => (
                "invalid-parameter",
                "A parameter is not right",
                StatusCode::BAD_REQUEST,
            ),
            ProblemKind::InvalidBody => (
                "invalid-body",
                "The body is not right",
                StatusCode::BAD_REQUEST,
            ),
            ProblemKind::MalformedRequest => (
                "malformed-request",
                "This is not an HTTP request",
                StatusCode::BAD_REQUEST,
            ),
            ProblemKind::NotFound => ("not-found", "There is nothing here", StatusCode::NOT_FOUND),
            ProblemKind::MethodNotAllowed => (
                "method-not-allowed",
                "This method is not for this address",
                StatusCode::METHOD_NOT_ALLOWED,
            ),
            ProblemKind::RequestTooSlow => (
                "request-too-slow",
                "The request took too long to arrive",
                StatusCode::REQUEST_TIMEOUT,
            ),
            ProblemKind::CursorGone => (
                "cursor-gone",
                "This cursor leads nowhere any more",
                StatusCode::GONE,
            ),
            ProblemKind::BodyTooLarge => (
                "body-too-large",
                "The body is too large",
                StatusCode::PAYLOAD_TOO_LARGE,
            ),
            ProblemKind::UriTooLong => (
                "uri-too-long",
                "The address is too long",
                StatusCode::URI_TOO_LONG,
            ),
            ProblemKind::UnsupportedMediaType => (
                "unsupported-media-type",
                "This media type is not understood",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ),
            ProblemKind::HeadersTooLarge => (
                "headers-too-large",
                "The headers are too large",
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            ),
            ProblemKind::TooOften => (
                "too-often",
                "Too many requests",
                StatusCode::TOO_MANY_REQUESTS,
            ),
            ProblemKind::Unauthorized => {
                ("unauthorized", "This takes a key", StatusCode::UNAUTHORIZED)
            }
            ProblemKind::Forbidden => (
                "forbidden",
                "This key may not do that",
                StatusCode::FORBIDDEN,
            ),
            ProblemKind::Conflict => (
                "conflict",
                "The directory is not in the state for this",
                StatusCode::CONFLICT,
            ),
            ProblemKind::PreconditionRequired => (
                "precondition-required",
                "Say which version you change",
                StatusCode::PRECONDITION_REQUIRED,
            ),
            ProblemKind::PreconditionFailed => (
                "precondition-failed",
                "The record has changed since",
                StatusCode::PRECONDITION_FAILED,
            ),
            ProblemKind::IdempotencyKeyReused => (
                "idempotency-key-reused",
                "This Idempotency-Key was for another request",
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            ProblemKind::UpdateRefused => (
                "update-refused",
                "The update is not right",
                StatusCode::BAD_REQUEST,
            ),
            ProblemKind::Internal => (
                "internal",
                "Something broke on our side",
                StatusCode::INTERNAL_SERVER_ERROR,
            ),
            ProblemKind::Unavailable => (
                "unavailable",
                "Not available just now",
                StatusCode::SERVICE_UNAVAILABLE,
            ),
        }
    }

    /// The last part of the type URI, and the heading in `docs/problems.md`.
    pub fn slug(self) -> &'static str {
        self.row().0
    }

    /// The same for every occurrence of the kind.
    pub fn title(self) -> &'static str {
        self.row().1
    }

    /// The status of every occurrence of the kind.
    pub fn status(self) -> StatusCode {
        self.row().2
    }

    /// The `type` of the problem: a relative reference that this server answers too.
    pub fn uri(self) -> String {
        format!("/problems/{}", self.slug())
    }
}

impl Serialize for ProblemKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.uri())
    }
}
