//! Who may do what. A route that wants a key says so in its signature: `Caller<Publisher>`. One without a
//! [`Caller`] is for everybody.
//!
//! [`identify`] finds the key of a request before anything else looks at it, in the database each time, so
//! that a revoked key ends at once and everywhere. [`Caller`] is the first parameter of its handler: without
//! a key the answer is 401 and with too small a role 403, whatever else the request has, before its body is read.

pub mod allowance;
mod token;

use std::{
    future::{Ready, ready},
    marker::PhantomData,
};

use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::header::{AUTHORIZATION, HeaderMap},
    middleware::Next,
    web::{self, Data},
};
use chrono::{DateTime, Utc};
use subtle::ConstantTimeEq;
use uuid::Uuid;

pub use token::Token;

use super::{
    State,
    problem::{Problem, ProblemKind},
};
use crate::{
    store::{ApiKey, Role, StoreError},
    updates::person::Person,
};

/// The header in which a program says for which person it writes.
const BY: &str = "by";

/// What that person's name may have, in characters.
const BY_CHARS: usize = 200;

/// The least role that a route demands.
pub trait Demand {
    const ROLE: Role;
}

/// May read what is only for those who keep the directory, and draft.
pub struct Editor;
/// May publish and approve.
pub struct Publisher;

impl Demand for Editor {
    const ROLE: Role = Role::Editor;
}

impl Demand for Publisher {
    const ROLE: Role = Role::Publisher;
}

/// Whoever asks has a key of at least the role `R`.
pub struct Caller<R> {
    pub key_id: Uuid,
    pub key_name: String,
    pub role: Role,
    /// The person who answers for it: as the header `By` says, else the key's name.
    pub by: String,
    demand: PhantomData<R>,
}

impl<R> Caller<R> {
    /// Who decides, and why.
    pub fn person(self, at: DateTime<Utc>, reason: String) -> Person {
        Person {
            by: self.by,
            at,
            reason,
            api_key_id: Some(self.key_id),
        }
    }

    /// Whether what this caller writes stands at once, and does not wait for a publisher.
    pub fn publishes(&self) -> bool {
        self.role >= Role::Publisher
    }
}

impl<R: Demand> FromRequest for Caller<R> {
    type Error = Problem;
    type Future = Ready<Result<Caller<R>, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let extensions = request.extensions();
        let found = match extensions.get::<Identified>() {
            Some(Identified(Ok(key))) if key.role >= R::ROLE => {
                by(request.headers(), key).map(|by| Caller {
                    key_id: key.id,
                    key_name: key.name.clone(),
                    role: key.role,
                    by,
                    demand: PhantomData,
                })
            }
            Some(Identified(Ok(_))) => Err(Problem::new(
                ProblemKind::Forbidden,
                format!("This takes a key of the role {} or above.", word(R::ROLE)),
            )),
            Some(Identified(Err(problem))) => Err(problem.clone()),
            None => Err(Problem::new(
                ProblemKind::Unauthorized,
                "This takes a key, with the header Authorization: Bearer nh_….",
            )),
        };
        ready(found)
    }
}

fn word(role: Role) -> &'static str {
    match role {
        Role::Reader => "reader",
        Role::Editor => "editor",
        Role::Publisher => "publisher",
        Role::Admin => "admin",
    }
}

fn by(headers: &HeaderMap, key: &ApiKey) -> Result<String, Problem> {
    let Some(value) = headers.get(BY) else {
        return Ok(key.name.clone());
    };
    let text = std::str::from_utf8(value.as_bytes()).map(str::trim);
    let is_name = |text: &&str| {
        (1..=BY_CHARS).contains(&text.chars().count()) && !text.chars().any(char::is_control)
    };
    match text.ok().filter(is_name) {
        Some(name) => Ok(name.to_owned()),
        None => Err(Problem::header(BY, "is no name", "1 to 200 characters")),
    }
}

/// What became of the key in a request's head.
pub struct Identified(pub Result<ApiKey, Problem>);

/// Middleware: finds the key that a request came with.
pub async fn identify(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let state = request.app_data::<Data<State>>().cloned();
    if let Some(state) = state
        && let Some(token) = bearer(request.headers())
        && let Some(identified) = look_up(state, token).await
    {
        request.extensions_mut().insert(identified);
    }
    next.call(request).await
}

fn bearer(headers: &HeaderMap) -> Option<Token> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| Token::parse(token.trim()))?
}

/// Nothing where there is no such key, or no longer.
async fn look_up(state: Data<State>, token: Token) -> Option<Identified> {
    let hash = token.hash();
    let store = state.store.clone()?;
    let found = web::block(move || {
        store.read(|tx| -> Result<Option<ApiKey>, StoreError> { tx.api_key_with(&hash) })
    });
    match found.await {
        Ok(Ok(key)) => {
            // The index finds by the hash; that it is the same is not told by how long it takes.
            let key = key.filter(|key| bool::from(key.hash.ct_eq(&hash)));
            key.filter(|key| key.revoked_at.is_none())
                .map(|key| Identified(Ok(key)))
        }
        Ok(Err(error)) => {
            log::error!("a key cannot be looked up: {error}");
            let problem = Problem::unavailable("The directory cannot be read just now.");
            Some(Identified(Err(problem)))
        }
        Err(_) => Some(Identified(Err(Problem::internal(
            "looking up a key failed",
        )))),
    }
}
