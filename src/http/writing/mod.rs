//! What every write has in common: it runs off the threads that answer, in one transaction with the reply that is
//! kept of it, and what it published is served before it is answered.

mod idempotency;
mod source;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::LOCATION},
    web::{self, Data, Payload},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;

pub use idempotency::{Idempotency, Request};
pub use source::{known_source, source};

use super::{
    State, caching,
    extract::body,
    problem::{Fault, Place, Problem, ProblemKind},
};
use crate::{
    store::{Store, StoreError, Transaction},
    updates::{entries, formats::Refusal, load::LoadError, report::Report},
};

/// How many faults of a refused update its problem names.
const FAULTS: usize = 100;

/// The answer to a write, as it is sent and kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    pub status: u16,
    pub location: Option<String>,
    /// The `Record-Revision` of a single record.
    pub record_revision: Option<i64>,
    pub body: Value,
}

impl Reply {
    pub fn new(status: StatusCode, body: &impl Serialize) -> Reply {
        Reply {
            status: status.as_u16(),
            location: None,
            record_revision: None,
            body: serde_json::to_value(body).unwrap_or_default(),
        }
    }

    /// 201 where something was published, else 200.
    pub fn of_report(report: &Report) -> Reply {
        match report.changeset {
            Some(revision) => Reply {
                location: Some(format!("/v1/updates/{revision}")),
                ..Reply::new(StatusCode::CREATED, report)
            },
            None => Reply::new(StatusCode::OK, report),
        }
    }

    fn into_response(self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = HttpResponse::build(status);
        response.insert_header(caching::PRIVATE);
        if let Some(location) = self.location {
            response.insert_header((LOCATION, location));
        }
        if let Some(revision) = self.record_revision {
            response.insert_header(("Record-Revision", revision));
        }
        match status {
            StatusCode::NO_CONTENT => response.finish(),
            _ => response.json(self.body),
        }
    }
}

/// Why a write was not done. Nothing of it stays.
#[derive(Debug)]
pub enum Refused {
    Problem(Problem),
    Load(LoadError),
    Store(StoreError),
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Refused {
        Refused::Problem(problem)
    }
}

impl From<LoadError> for Refused {
    fn from(error: LoadError) -> Refused {
        match error {
            LoadError::Store(error) => Refused::Store(error),
            error => Refused::Load(error),
        }
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Refused {
        Refused::Store(error)
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        match refused {
            Refused::Problem(problem) => problem,
            Refused::Load(LoadError::Refused(refusal)) => of_refusal(&refusal),
            Refused::Load(LoadError::Strict(report)) => {
                of_report("With `strict`, one entry that is wrong is enough.", &report)
            }
            Refused::Load(LoadError::Store(error)) | Refused::Store(error) => of_store(&error),
        }
    }
}

/// The problem of an update that cannot be read at all.
pub fn of_refusal(refusal: &Refusal) -> Problem {
    let (file, detail, expected) = match refusal {
        Refusal::TooLarge { .. } => {
            return Problem::new(ProblemKind::BodyTooLarge, refusal.to_string());
        }
        Refusal::Malformed {
            file,
            detail,
            expected,
        } => (file, detail.clone(), expected.as_str()),
        Refusal::Unreadable { file, .. } => {
            (file, "cannot be read".to_owned(), "a file that is whole")
        }
    };
    refused(
        "The update cannot be read.",
        vec![Fault::at(Place::File(file.clone()), detail).expected(expected)],
    )
}

/// The problem of an update that was refused whole.
pub fn of_report(detail: &str, report: &Report) -> Problem {
    let errors = report
        .problems
        .iter()
        .filter(|problem| problem.severity != entries::Severity::Warning);
    let faults = errors.take(FAULTS).map(|problem| {
        let position = &problem.position;
        let row = position
            .row
            .map_or_else(String::new, |row| format!(":{row}"));
        let place = Place::File(format!("{}{row}, {}", position.file, problem.field));
        Fault::at(place, problem.detail.clone()).expected(problem.expected.clone())
    });
    refused(detail, faults.collect())
}

pub fn refused(detail: &str, errors: Vec<Fault>) -> Problem {
    let mut problem = Problem::new(ProblemKind::UpdateRefused, detail);
    problem.errors = errors;
    problem
}

fn of_store(error: &StoreError) -> Problem {
    match error {
        StoreError::Busy | StoreError::Moved { .. } => Problem::unavailable(
            "Somebody else is writing, or the database does not answer: try again.",
        ),
        StoreError::Orphan(_) => Problem::new(
            ProblemKind::Conflict,
            "Other records belong to this one: they go first.",
        ),
        StoreError::Nul => refused(
            "The update cannot be kept.",
            vec![Fault::at(
                Place::Pointer(String::new()),
                "has the character NUL (U+0000) in it",
            )],
        ),
        StoreError::Unwritable(_) => {
            log::error!("{error}");
            Problem::unavailable("The directory cannot be written just now. Reading goes on.")
        }
        StoreError::Url(_)
        | StoreError::CannotOpen { .. }
        | StoreError::NewerVersion { .. }
        | StoreError::Other(_) => {
            log::error!("{error}");
            Problem::internal("the store failed a write")
        }
    }
}

/// Runs `work` in one transaction, serves what it published, and answers.
pub async fn write<W>(state: &Data<State>, work: W) -> Result<HttpResponse, Problem>
where
    W: FnOnce(&mut Transaction<'_>) -> Result<Reply, Refused> + Send + 'static,
{
    run(state, |store| store.write(work)).await
}

/// A POST with a JSON body, which is done once, however often it is sent with the same `Idempotency-Key`.
pub struct Asked<T> {
    idempotency: Idempotency,
    request: Request,
    pub body: T,
}

impl<T: DeserializeOwned + Serialize + Send + 'static> Asked<T> {
    pub async fn read(
        request: &HttpRequest,
        payload: Payload,
        api_key_id: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Asked<T>, Problem> {
        Ok(Asked {
            idempotency: Idempotency::of(request, api_key_id, now)?,
            request: Request::of(request),
            body: body::read_as(request, payload).await?,
        })
    }

    /// As [`write`], unless it was done before. What of the body is serialised tells this request from others.
    pub async fn write<W>(self, state: &Data<State>, work: W) -> Result<HttpResponse, Problem>
    where
        W: FnOnce(&mut Transaction<'_>, &T) -> Result<Reply, Refused> + Send + 'static,
    {
        write(state, move |tx| {
            let print = |tx: &mut Transaction<'_>| {
                Ok(self.request.fingerprint(&tx.directory()?, &self.body))
            };
            let work = |tx: &mut Transaction<'_>| work(tx, &self.body);
            self.idempotency.once(tx, print, work)
        })
        .await
    }
}

/// As [`write`], and nothing of it stays.
pub async fn rehearse<W>(state: &Data<State>, work: W) -> Result<HttpResponse, Problem>
where
    W: FnOnce(&mut Transaction<'_>) -> Result<Reply, Refused> + Send + 'static,
{
    run(state, |store| store.rehearse(work)).await
}

/// Runs `work` in one transaction that only reads, and answers.
pub async fn read<W>(state: &Data<State>, work: W) -> Result<HttpResponse, Problem>
where
    W: FnOnce(&mut Transaction<'_>) -> Result<Reply, Refused> + Send + 'static,
{
    run(state, |store| store.read(work)).await
}

async fn run<W>(state: &Data<State>, work: W) -> Result<HttpResponse, Problem>
where
    W: FnOnce(&Store) -> Result<Reply, Refused> + Send + 'static,
{
    let store = state.store.clone();
    let store = store.ok_or_else(|| Problem::unavailable("This server only reads."))?;
    let state = state.clone();
    let done = web::block(move || {
        let reply = work(&store)?;
        if let Err(error) = state.refresh(&store) {
            // It is written. Whoever follows the store tries again.
            log::error!("the directory cannot be read again: {error}");
        }
        Ok::<Reply, Refused>(reply)
    });
    match done.await {
        Ok(Ok(reply)) => Ok(reply.into_response()),
        Ok(Err(refused)) => Err(refused.into()),
        Err(_) => Err(Problem::internal("a write was broken off")),
    }
}
