//! One place in a request that was wrong, and what would be right there.

use serde::Serialize;
use utoipa::ToSchema;

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

impl Place {
    /// The place by itself, for a sentence.
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

/// One place in the request that was wrong: exactly one of `parameter`, `pointer`, `header` and `file` says which.
// For the document alone: a plain object, since generators of clients drop what is composed of several schemas, and
// every problem with it.
#[derive(ToSchema)]
#[schema(as = Fault)]
#[expect(dead_code, reason = "what is sent is a `Fault`")]
pub(in crate::http) struct FaultDocument {
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

impl Candidate {
    /// What to send back.
    pub fn as_str(&self) -> &str {
        match self {
            Candidate::Near { near, .. } => near,
            Candidate::Name(name) => name,
        }
    }
}
