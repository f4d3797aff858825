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
        extract::Revision,
        guard::{Caller, Publisher},
        openapi::{RefusesCallers, RefusesWrites},
        problem::{Problem, ProblemKind},
        writing::{Asked, Refused, Reply},
    },
    store::Transaction,
    updates::undo::{Undo, UndoError, Undone, plan, run},
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
/// What was before it is published as a new changeset, which can be undone too. A record that was changed or verified later is left
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
    let asked: Asked<Wish> = Asked::read(&request, payload, caller.key_id, now).await?;
    let what = Undo {
        changeset: revision.0,
        strict: asked.body.strict,
        dry_run: false,
    };
    let person = caller.person(now, asked.body.reason.clone());
    let gazetteer = state.gazetteer;
    let store = state.store.clone();
    let store = store.ok_or_else(|| Problem::internal("a directory without a store"))?;
    let planned = {
        let person = person.clone();
        web::block(move || plan(&store, gazetteer, &what, &person)).await
    };
    let planned = planned.map_err(|_| Problem::internal("an undo that was cut off"))?;
    let left = planned.map_err(refused)?;
    let work = move |tx: &mut Transaction<'_>, _: &Wish| {
        let undone = run(tx, gazetteer, &what, &person, left).map_err(refused)?;
        Ok(Reply::new(StatusCode::OK, &undone))
    };
    asked.write(&state, work).await
}

fn refused(error: UndoError) -> Refused {
    match error {
        UndoError::Unknown(_) => Problem::not_found("changeset").into(),
        UndoError::Conflicts(_) => Problem::new(ProblemKind::Conflict, error.to_string()).into(),
        UndoError::Store(error) => error.into(),
    }
}
