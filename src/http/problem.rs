//! Every error answer is a [`Problem`] (RFC 9457), whatever went wrong and wherever.
//!
//! The policy: a handler returns `Result<_, Problem>`. What the asker did wrong is told whole and at
//! once, one [`Fault`] for each place. What went wrong on our side is told in one sentence without
//! internals. A problem never repeats a value that was sent, since values are places and answers:
//! it names the parameter and says what would be right. Each kind is explained in `docs/problems.md`.

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use serde::{Serialize, Serializer};
use utoipa::{
    ToResponse, ToSchema,
    openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder},
};

use super::headers;

/// The media type of every error answer.
pub const MEDIA_TYPE: &str = "application/problem+json";

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

    /// The last part of the type URI, and the heading in `docs/problems.md`.
    pub fn slug(self) -> &'static str {
        match self {
            ProblemKind::InvalidParameter => "invalid-parameter",
            ProblemKind::InvalidBody => "invalid-body",
            ProblemKind::MalformedRequest => "malformed-request",
            ProblemKind::NotFound => "not-found",
            ProblemKind::MethodNotAllowed => "method-not-allowed",
            ProblemKind::RequestTooSlow => "request-too-slow",
            ProblemKind::CursorGone => "cursor-gone",
            ProblemKind::BodyTooLarge => "body-too-large",
            ProblemKind::UriTooLong => "uri-too-long",
            ProblemKind::UnsupportedMediaType => "unsupported-media-type",
            ProblemKind::HeadersTooLarge => "headers-too-large",
            ProblemKind::TooOften => "too-often",
            ProblemKind::Unauthorized => "unauthorized",
            ProblemKind::Forbidden => "forbidden",
            ProblemKind::Conflict => "conflict",
            ProblemKind::PreconditionRequired => "precondition-required",
            ProblemKind::PreconditionFailed => "precondition-failed",
            ProblemKind::IdempotencyKeyReused => "idempotency-key-reused",
            ProblemKind::UpdateRefused => "update-refused",
            ProblemKind::Internal => "internal",
            ProblemKind::Unavailable => "unavailable",
        }
    }

    /// The same for every occurrence of the kind.
    pub fn title(self) -> &'static str {
        match self {
            ProblemKind::InvalidParameter => "A parameter is not right",
            ProblemKind::InvalidBody => "The body is not right",
            ProblemKind::MalformedRequest => "This is not an HTTP request",
            ProblemKind::NotFound => "There is nothing here",
            ProblemKind::MethodNotAllowed => "This method is not for this address",
            ProblemKind::RequestTooSlow => "The request took too long to arrive",
            ProblemKind::CursorGone => "This cursor leads nowhere any more",
            ProblemKind::BodyTooLarge => "The body is too large",
            ProblemKind::UriTooLong => "The address is too long",
            ProblemKind::UnsupportedMediaType => "This media type is not understood",
            ProblemKind::HeadersTooLarge => "The headers are too large",
            ProblemKind::TooOften => "Too many requests",
            ProblemKind::Unauthorized => "This takes a key",
            ProblemKind::Forbidden => "This key may not do that",
            ProblemKind::Conflict => "The directory is not in the state for this",
            ProblemKind::PreconditionRequired => "Say which version you change",
            ProblemKind::PreconditionFailed => "The record has changed since",
            ProblemKind::IdempotencyKeyReused => "This Idempotency-Key was for another request",
            ProblemKind::UpdateRefused => "The update is not right",
            ProblemKind::Internal => "Something broke on our side",
            ProblemKind::Unavailable => "Not available just now",
        }
    }

    pub fn status(self) -> StatusCode {
        match self {
            ProblemKind::InvalidParameter
            | ProblemKind::InvalidBody
            | ProblemKind::MalformedRequest
            | ProblemKind::UpdateRefused => StatusCode::BAD_REQUEST,
            ProblemKind::NotFound => StatusCode::NOT_FOUND,
            ProblemKind::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            ProblemKind::RequestTooSlow => StatusCode::REQUEST_TIMEOUT,
            ProblemKind::CursorGone => StatusCode::GONE,
            ProblemKind::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            ProblemKind::UriTooLong => StatusCode::URI_TOO_LONG,
            ProblemKind::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ProblemKind::HeadersTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            ProblemKind::TooOften => StatusCode::TOO_MANY_REQUESTS,
            ProblemKind::Unauthorized => StatusCode::UNAUTHORIZED,
            ProblemKind::Forbidden => StatusCode::FORBIDDEN,
            ProblemKind::Conflict => StatusCode::CONFLICT,
            ProblemKind::PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
            ProblemKind::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
            ProblemKind::IdempotencyKeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            ProblemKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            ProblemKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
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

/// An error answer (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Names the kind of problem, and never changes. The address explains it.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "/problems/invalid-parameter")]
    pub kind: ProblemKind,
    /// The same for every problem of this type.
    #[schema(value_type = String, example = "A parameter is not right")]
    title: &'static str,
    /// The HTTP status, repeated.
    #[schema(example = 400)]
    status: u16,
    /// What happened this time, for a person to read.
    #[schema(example = "1 thing has to be put right: per_page.")]
    pub detail: String,
    /// Each place that was wrong. All of them are reported at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, value_type = Vec<FaultDocument>)]
    pub errors: Vec<Fault>,
    /// The methods that the address does have, for the `Allow` header of a 405.
    #[serde(skip)]
    allow: Vec<String>,
}

/// One place in the request that was wrong.
#[derive(Clone, Debug, Serialize)]
pub struct Fault {
    #[serde(flatten)]
    pub place: Place,
    /// What is wrong there. Never repeats the value.
    pub detail: String,
    /// What would be right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What may have been meant. Each can be sent back as it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Candidate>,
}

/// Where in the request a fault is: a query parameter, a JSON pointer (RFC 6901) into the body, a header, or
/// a place in an update.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    Parameter(String),
    Pointer(String),
    Header(String),
    /// A place in an update: its file, with the row where the format has rows, and the field.
    File(String),
}

/// One place in the request that was wrong: exactly one of `parameter`, `pointer`, `header` and `file` says which.
// For the document alone: a plain object, since generators of clients drop what is composed of several schemas, and
// every problem with it.
#[derive(ToSchema)]
#[schema(as = Fault)]
#[expect(dead_code, reason = "what is sent is a `Fault`")]
pub(super) struct FaultDocument {
    /// A parameter of the query.
    #[schema(nullable = false, example = "per_page")]
    parameter: Option<String>,
    /// A JSON pointer (RFC 6901) into the body.
    #[schema(nullable = false)]
    pointer: Option<String>,
    /// A header.
    #[schema(nullable = false)]
    header: Option<String>,
    /// A place in an update: its file, with the row where the format has rows, and the field.
    #[schema(nullable = false)]
    file: Option<String>,
    /// What is wrong there. Never repeats the value.
    #[schema(example = "is out of range")]
    detail: String,
    /// What would be right.
    #[schema(nullable = false, example = "a whole number from 1 to 100")]
    expected: Option<String>,
    /// What may have been meant. Each can be sent back as it is.
    #[schema(nullable = false)]
    candidates: Option<Vec<Candidate>>,
}

/// Something that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Candidate {
    /// A place: `near` can be sent back as it is, `label` is for a person to read.
    Near { near: String, label: String },
    /// A name, such as a category's or a parameter's.
    Name(String),
}

impl Fault {
    /// A fault at `place`. `detail` must not repeat the value that was sent.
    pub fn at(place: Place, detail: impl Into<String>) -> Fault {
        Fault {
            place,
            detail: detail.into(),
            expected: None,
            candidates: Vec::new(),
        }
    }

    /// The whole of it as a sentence, for a terminal.
    pub fn sentence(&self) -> String {
        let mut sentence = format!("{}: {}", self.place.as_str(), self.detail);
        if let Some(expected) = &self.expected {
            sentence += &format!("; expected {expected}");
        }
        let candidates: Vec<&str> = self.candidates.iter().map(Candidate::as_str).collect();
        if !candidates.is_empty() {
            sentence += &format!("; did you mean: {}", candidates.join(" | "));
        }
        sentence
    }

    /// Says what would be right.
    pub fn expected(mut self, expected: impl Into<String>) -> Fault {
        self.expected = Some(expected.into());
        self
    }

    /// Says what may have been meant.
    pub fn candidates(mut self, candidates: impl IntoIterator<Item = Candidate>) -> Fault {
        self.candidates = candidates.into_iter().collect();
        self
    }
}

impl Problem {
    /// A problem of `kind` with one sentence on what happened.
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Problem {
        Problem {
            kind,
            title: kind.title(),
            status: kind.status().as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            allow: Vec::new(),
        }
    }

    /// A cursor that is of another directory, or of a state that this one does not have.
    pub fn cursor_gone() -> Problem {
        Problem::new(
            ProblemKind::CursorGone,
            "The cursor is not of this directory as it is now. Delete what you have, and begin again without `since`.",
        )
    }

    /// Parameters, or fields of a body, that are not right.
    pub fn faults(errors: Vec<Fault>) -> Problem {
        let mut places: Vec<&str> = errors.iter().map(|fault| fault.place.as_str()).collect();
        places.dedup();
        let detail = match errors.len() {
            1 => format!("1 thing has to be put right: {}.", places.join(", ")),
            n => format!("{n} things have to be put right: {}.", places.join(", ")),
        };
        Problem {
            errors,
            ..Problem::new(ProblemKind::InvalidParameter, detail)
        }
    }

    /// A header that is not right.
    pub fn header(name: &str, fault: &str, expected: &str) -> Problem {
        let place = Place::Header(name.to_owned());
        Problem::faults(vec![Fault::at(place, fault).expected(expected)])
    }

    /// A body that cannot be read as what it should be. `fault` is about the whole body.
    pub fn body(detail: &str, fault: &str, expected: &str) -> Problem {
        Problem {
            errors: vec![Fault::at(Place::Pointer(String::new()), fault).expected(expected)],
            ..Problem::new(ProblemKind::InvalidBody, detail)
        }
    }

    /// No route, or no record (`what`: "service", "location" …) by that id.
    pub fn not_found(what: &str) -> Problem {
        Problem::new(
            ProblemKind::NotFound,
            format!("There is no such {what} here."),
        )
    }

    /// The address exists, with other methods.
    pub fn method_not_allowed(allow: Vec<String>) -> Problem {
        Problem {
            detail: format!("This address takes {}.", allow.join(", ")),
            allow,
            ..Problem::new(ProblemKind::MethodNotAllowed, "")
        }
    }

    /// Our own failure. `what` goes to the log, where an operator reads it, and not into the answer;
    /// it is static so that no value of a request can be in it.
    pub fn internal(what: &'static str) -> Problem {
        log::error!("{what}");
        Problem::new(
            ProblemKind::Internal,
            "The fault is ours and has been logged. Trying again later may help. In an emergency call 911.",
        )
    }

    /// More requests from one address than this server allows.
    pub fn too_often() -> Problem {
        Problem::new(
            ProblemKind::TooOften,
            "Wait as long as Retry-After says, in seconds. In an emergency call 911.",
        )
    }

    /// Not now, but perhaps soon.
    pub fn unavailable(detail: &'static str) -> Problem {
        Problem::new(ProblemKind::Unavailable, detail)
    }

    /// The body as bytes, for the one place that answers without actix.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a problem has only strings and numbers")
    }
}

impl Candidate {
    /// What to send back.
    pub fn as_str(&self) -> &str {
        match self {
            Candidate::Near { near, .. } => near,
            Candidate::Name(name) => name,
        }
    }
}

impl Place {
    pub fn as_str(&self) -> &str {
        match self {
            Place::Parameter(name) => name,
            Place::Header(name) => name,
            Place::File(place) => place,
            Place::Pointer(pointer) if pointer.is_empty() => "the body",
            Place::Pointer(pointer) => pointer,
        }
    }
}

/// One component, to which every operation refers.
impl ToResponse<'_> for Problem {
    fn response() -> (&'static str, RefOr<Response>) {
        let example = Problem::faults(vec![
            Fault::at(Place::Parameter("per_page".to_owned()), "is out of range")
                .expected("a whole number from 1 to 100"),
        ]);
        let content = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name("Problem")))
            .example(serde_json::to_value(example).ok())
            .build();
        let response = ResponseBuilder::new()
            .description("What was wrong, and what would be right.")
            .content(MEDIA_TYPE, content);
        ("Problem", RefOr::T(response.build()))
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.title, self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.kind.status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response
            .content_type(MEDIA_TYPE)
            .insert_header((header::CACHE_CONTROL, "no-store"));
        for header in headers::ON_EVERY_ANSWER {
            response.insert_header(header);
        }
        if self.kind == ProblemKind::Unauthorized {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        if !self.allow.is_empty() {
            response.insert_header((header::ALLOW, self.allow.join(", ")));
        }
        response.body(self.to_json())
    }
}
