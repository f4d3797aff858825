//! `/v1/undo`: a changeset, put back.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    post,
    web::{self, Data, Payload},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::parameters::{OnceHeaders, WriterHeaders};
use crate::{
    http::{
        State,
        extract::{Revision, body},
        guard::{Caller, Publisher},
        openapi::{RefusesCallers, RefusesWrites},
        problem::{Problem, ProblemKind},
        writing::{self, Idempotency, Refused, Reply, Request},
    },
    store::Transaction,
    updates::{
        person::Person,
        undo::{Undo, UndoError, Undone, plan, run},
    },
};

/// Why, and how.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "The wrong file"}))]
pub struct Wish {
    /// For the history.
    reason: String,
    /// One record that cannot be put back refuses all.
    #[serde(default)]
    strict: bool,
}

/// Undo a changeset
///
/// What was before it is published as a new changeset, which can be undone too. A record that was changed later is left
/// as it is and told under `conflicts`; a place that is confidential now does not come back.
#[utoipa::path(
    tag = "maintaining",
    operation_id = "undo",
    security(("key" = [])),
    params(
        ("revision" = i64, Path, description = "The changeset, by the revision that it made", example = 1),
        WriterHeaders,
        OnceHeaders,
    ),
    request_body = Wish,
    responses(
        (status = 200, description = "What became of it", body = Undone),
        (status = 404, response = Problem),
        (status = 409, response = Problem),
        RefusesCallers,
        RefusesWrites,
    ),
)]
#[post("/undo/{revision}")]
pub async fn undo(
    caller: Caller<Publisher>,
    revision: Revision,
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let now = (state.now)();
    let idempotency = Idempotency::of(&request, caller.key_id, now)?;
    let asked = Request::of(&request);
    let wish: Wish = body::read_as(&request, payload).await?;
    let what = Undo {
        changeset: revision.0,
        strict: wish.strict,
        dry_run: false,
    };
    let person = Person {
        by: caller.by,
        at: now,
        reason: wish.reason.clone(),
        api_key_id: Some(caller.key_id),
    };
    let gazetteer = state.gazetteer;
    let store = state.store.clone();
    let store = store.ok_or_else(|| Problem::internal("a directory without a store"))?;
    let planned = {
        let person = person.clone();
        web::block(move || plan(&store, gazetteer, &what, &person)).await
    };
    let planned = planned.map_err(|_| Problem::internal("an undo that was cut off"))?;
    let left = planned.map_err(refused)?;
    writing::write(&state, move |tx| {
        let directory = tx.directory()?;
        let print = |_: &mut Transaction<'_>| Ok(asked.fingerprint(&directory, &wish));
        idempotency.once(tx, print, |tx| {
            let undone = run(tx, gazetteer, &what, &person, left.clone()).map_err(refused)?;
            Ok(Reply::new(StatusCode::OK, &undone))
        })
    })
    .await
}

fn refused(error: UndoError) -> Refused {
    match error {
        UndoError::Unknown(_) => Problem::not_found("changeset").into(),
        UndoError::Conflicts(_) => Problem::new(ProblemKind::Conflict, error.to_string()).into(),
        UndoError::Store(error) => error.into(),
    }
}
