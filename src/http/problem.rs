//! Every error answer is a [`Problem`] (RFC 9457), whatever went wrong and wherever.
//!
//! The policy: a handler returns `Result<_, Problem>`. What the asker did wrong is told whole and at
//! once, one [`Fault`] for each place. What went wrong on our side is told in one sentence without
//! internals. A problem never repeats a value that was sent, since values are places and answers:
//! it names the parameter and says what would be right. Each kind is explained in `docs/problems.md`.

mod fault;
mod kind;

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use serde::Serialize;
use utoipa::{
    ToResponse, ToSchema,
    openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder},
};

use super::headers;

pub(super) use fault::FaultDocument;
pub use fault::{Candidate, Fault, Place};
pub use kind::ProblemKind;

/// The media type of every error answer.
pub const MEDIA_TYPE: &str = "application/problem+json";

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
