//! `/v1/changes`: what a mirror replays.

use actix_web::{HttpResponse, get, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use super::parameters::ListFormat;
use super::public_head;
use crate::{
    export,
    http::{
        State, caching,
        extract::Fields,
        openapi::RefusesParameters,
        problem::{Fault, Problem},
        streaming::Streamed,
    },
    snapshot::feed::{ChangedRecord, Cursor, CursorFault},
};

const LIMIT: u64 = 100;
const LIMIT_MAX: u64 = 1_000;

/// The next of what changed.
#[derive(Serialize, ToSchema)]
pub struct ChangesPage {
    /// By revision, then kind, then id.
    contents: Vec<ChangedRecord>,
    /// What to send as `since` next, now or later; null as long as there is nothing at all.
    #[schema(example = "01…")]
    next: Option<String>,
    /// Whether there is more already.
    more: bool,
}

/// What changed since a cursor
///
/// Every record that is or was, once, in its present form and in the order of the revision that last changed what is
/// served of it. Begin without `since`, keep each record by `kind` and `id`, go on with `next` while there is `more`, and
/// come back with it later. Whoever does so has the directory. A record may come again without a change.
#[utoipa::path(
    tag = "mirrors",
    operation_id = "changes",
    params(
        ("since" = Option<String>, Query, description = "The `next` of the answer before, or the `cursor` of the last record that you have; without it, from the beginning"),
        ("limit" = Option<u64>, Query, description = "How many at most: 100 unless said otherwise, and as `ndjson` all", minimum = 1, maximum = 1000, example = 100),
        ("format" = Option<ListFormat>, Query, description = "`json`, or `ndjson` for a record a line, streamed", example = "json"),
    ),
    responses(
        (status = 200, description = "Records that changed", content((ChangesPage = "application/json"), (ChangedRecord = "application/x-ndjson"))),
        (status = 410, response = Problem),
        RefusesParameters,
    ),
)]
#[get("/changes")]
pub async fn changes(mut fields: Fields, state: Data<State>) -> Result<HttpResponse, Problem> {
    let since = fields.take_str("since");
    let limit = fields.take_u64("limit", 1..=LIMIT_MAX);
    let lines = fields.take_format(&[
        ("json", "application/json", false),
        ("ndjson", export::NDJSON, true),
    ]);
    let cursor = match since.as_deref().map(Cursor::parse).transpose() {
        Ok(cursor) => cursor,
        Err(CursorFault::Foreign) => return Err(Problem::cursor_gone()),
        Err(fault @ CursorFault::Unreadable) => {
            let fault = Fault::at(fields.place("since"), fault.to_string())
                .expected("the `next` or a `cursor` of an earlier answer, as it stands");
            fields.fault(fault);
            None
        }
    };
    fields.finish()?;
    let snapshot = state.snapshot();
    let from = match &cursor {
        Some(cursor) => snapshot
            .changes_behind(cursor)
            .ok_or_else(Problem::cursor_gone)?,
        None => 0,
    };
    let mut head = public_head(&snapshot);
    head.insert_header(caching::BY_FORMAT);
    if lines.unwrap_or(false) {
        let limit = limit.map_or(usize::MAX, |limit| limit as usize);
        return Ok(head
            .content_type(export::NDJSON)
            .body(Streamed(export::changes(snapshot, from, limit))));
    }
    let until = from.saturating_add(limit.unwrap_or(LIMIT) as usize);
    let contents: Vec<ChangedRecord> = (from..until).map_while(|at| snapshot.change(at)).collect();
    let next = contents.last().map(|last| last.cursor.clone()).or(since);
    let more = until < snapshot.changes();
    Ok(head.json(ChangesPage {
        contents,
        next,
        more,
    }))
}
