//! `/v1/suggestions`: what anybody thinks is wrong. Kept without a trace of who said it, and until it is judged.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Payload},
};
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    edits::{self, seen},
    parameters::{OnceHeaders, WriterHeaders},
    reviews::Word,
};
use crate::{
    http::{
        State,
        extract::{Fields, Id, body, escape},
        guard::{Caller, Editor},
        openapi::{RefusesBodies, RefusesCallers, RefusesEdits, RefusesWrites},
        problem::{Fault, Place, Problem},
        writing::{self, Asked, Refused, Reply},
    },
    standing::{RecordKind, RecordRef},
    store::{self, Transaction},
    updates::{
        report::Report,
        suggestions::{Correction, JudgeError, approve, kept, reject},
    },
};

/// How many may wait: more than somebody will read is somebody's mischief.
const WAITING: u32 = 1000;

/// Of the text, in characters.
const TEXT_CHARS: usize = 1000;

#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Wrong {
    Number,
    Hours,
    Place,
    Closed,
    Eligibility,
    Other,
}

/// Something that may be wrong.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "service", "id": "a3b7cf5e-9a2d-5d6c-8d1f-4f0f6f3f2b10", "wrong": "number", "text": "The number is of a shop."}))]
pub struct Suggested {
    kind: RecordKind,
    id: Uuid,
    wrong: Wrong,
    /// Up to 1,000 characters. Nothing about yourself, please.
    #[schema(max_length = 1000)]
    text: Option<String>,
}

/// Say that something is wrong
///
/// Without an account. Neither who says it is kept nor from where, and when only to the hour. A person reads it, and it is
/// deleted then; it is never shown in public.
#[utoipa::path(
    tag = "search",
    operation_id = "suggest",
    request_body = Suggested,
    responses(
        (status = 204, description = "Thank you"),
        (status = 404, response = Problem),
        (status = 429, response = Problem),
        (status = 503, response = Problem),
        RefusesBodies,
    ),
)]
#[post("/suggestions")]
pub async fn suggest(
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    if !state.suggesting.allows(&request) {
        return Err(Problem::too_often());
    }
    let said: Suggested = body::read_as(&request, payload).await?;
    let text = said.text.as_deref().map(str::trim).unwrap_or_default();
    if text.chars().count() > TEXT_CHARS || text.contains('\0') {
        let fault = Fault::at(
            Place::Pointer("/text".to_owned()),
            "is too long, or no text",
        );
        return Err(Problem::faults(vec![
            fault.expected("up to 1,000 characters"),
        ]));
    }
    let record = RecordRef {
        kind: said.kind,
        id: said.id,
    };
    if state.snapshot().documents.standing_of(record).is_none() {
        return Err(Problem::not_found("record"));
    }
    let now = (state.now)();
    let text = text.to_owned();
    writing::write(&state, move |tx| {
        let text = kept(tx, record, &text)?;
        let suggestion = store::Suggestion {
            id: Uuid::new_v4(),
            at: now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now),
            record,
            body: json!({"wrong": said.wrong, "text": text}),
        };
        if !tx.suggest(&suggestion, WAITING)? {
            return Err(Problem::unavailable("Too many suggestions wait to be read.").into());
        }
        Ok(Reply::new(StatusCode::NO_CONTENT, &Value::Null))
    })
    .await
}

/// What somebody said.
#[derive(Serialize, ToSchema)]
struct Suggestion {
    id: Uuid,
    /// To the hour.
    at: DateTime<Utc>,
    kind: RecordKind,
    record_id: Uuid,
    /// `wrong` and `text`.
    #[schema(value_type = Object)]
    body: Value,
}

/// What waits to be read.
#[derive(Serialize, ToSchema)]
pub struct Suggestions {
    /// The oldest first.
    contents: Vec<Suggestion>,
}

/// What people think is wrong
#[utoipa::path(
    tag = "maintaining",
    operation_id = "suggestions",
    security(("key" = [])),
    params(("limit" = Option<u64>, Query, description = "How many at most", minimum = 1, maximum = 1000, example = 100)),
    responses((status = 200, description = "Suggestions", body = Suggestions), RefusesCallers),
)]
#[get("/suggestions")]
pub async fn suggestions(
    _caller: Caller<Editor>,
    mut fields: Fields,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let limit = fields.take_u64("limit", 1..=1000).unwrap_or(100);
    fields.finish()?;
    writing::read(&state, move |tx| {
        let found = tx.suggestions(u32::try_from(limit).unwrap_or(u32::MAX))?;
        let contents = found.into_iter().map(|suggestion| Suggestion {
            id: suggestion.id,
            at: suggestion.at,
            kind: suggestion.record.kind,
            record_id: suggestion.record.id,
            body: suggestion.body,
        });
        let contents = contents.collect();
        Ok(Reply::new(StatusCode::OK, &Suggestions { contents }))
    })
    .await
}

/// What a maintainer makes of a suggestion.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"decision": "approve", "reason": "Called them", "source": "desk", "change": {"email": "help@example.org"}}))]
pub struct SuggestionDecision {
    decision: Word,
    /// For the history.
    reason: String,
    /// With `approve`: the merge patch (RFC 7396) that puts the record right. Without it, it was put right already.
    #[serde(serialize_with = "unsaid")]
    change: Option<Map<String, Value>>,
    /// Whose word the change becomes, by the source's key; without it, the key's own.
    source: Option<String>,
}

/// It may name a place that is stripped: no fingerprint has it.
fn unsaid<S: Serializer>(_: &Option<Map<String, Value>>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_unit()
}

/// What became of it.
#[derive(Serialize, ToSchema)]
pub struct SuggestionDecided {
    /// Of the change, where there was one.
    report: Option<Report>,
}

/// Approve or reject a suggestion
///
/// What is right of it is written in the same step, as by PATCH on its record: with the `Record-Revision` as `If-Match`;
/// what is risky waits, and all of it with a key of the role `editor`. The suggestion is deleted then, and nothing of it
/// is kept; who judged it and why is in the history.
#[utoipa::path(
    tag = "maintaining",
    operation_id = "judge_suggestion",
    security(("key" = [])),
    params(
        ("id" = String, Path, format = Uuid, description = "The id of the suggestion", example = "a3b7cf5e-9a2d-4d6c-8d1f-4f0f6f3f2b10"),
        ("If-Match" = Option<String>, Header, nullable = false, pattern = r#"^\s*(W/)?"[^"]*"\s*$"#, description = "With a `change`, the `Record-Revision` that you have seen, in quotation marks", example = "\"17\""),
        WriterHeaders,
        OnceHeaders,
    ),
    request_body = SuggestionDecision,
    responses(
        (status = 200, description = "It is judged", body = SuggestionDecided),
        RefusesCallers,
        RefusesWrites,
        RefusesEdits,
    ),
)]
#[post("/suggestions/{id}")]
pub async fn judge_suggestion(
    caller: Caller<Editor>,
    id: Id,
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let now = (state.now)();
    let seen = seen(&request)?;
    let asked: Asked<SuggestionDecision> =
        Asked::read(&request, payload, caller.key_id, now).await?;
    let judgement = &asked.body;
    if judgement.change.is_some() && matches!(judgement.decision, Word::Reject) {
        let place = Place::Pointer("/change".to_owned());
        let fault = Fault::at(place, "is given together with reject");
        return Err(Problem::faults(vec![fault.expected("only with approve")]));
    }
    let gazetteer = state.gazetteer;
    let draft = !caller.publishes();
    let key_name = caller.key_name.clone();
    let person = caller.person(now, judgement.reason.clone());
    let work = move |tx: &mut Transaction<'_>, judgement: &SuggestionDecision| {
        let edited = match judgement.decision {
            Word::Reject => {
                reject(tx, id.0, &person).map_err(refused)?;
                None
            }
            Word::Approve => {
                let correction = match judgement.change.clone() {
                    None => None,
                    Some(change) => Some(Correction {
                        source: writing::source(tx, judgement.source.clone(), &key_name)?.0,
                        change,
                        seen,
                        draft,
                    }),
                };
                approve(tx, gazetteer, id.0, correction, &person, &mut Uuid::new_v4)
                    .map_err(refused)?
            }
        };
        let (report, record_revision) = edited.unzip();
        let changeset = report.as_ref().and_then(|report| report.changeset);
        Ok(Reply {
            location: changeset.map(|revision| format!("/v1/updates/{revision}")),
            record_revision: record_revision.flatten(),
            ..Reply::new(StatusCode::OK, &SuggestionDecided { report })
        })
    };
    asked.write(&state, work).await
}

fn refused(error: JudgeError) -> Refused {
    match error {
        JudgeError::Unknown => Problem::not_found("suggestion").into(),
        JudgeError::NotRead(members) => {
            let fault = |member: &String| {
                let place = Place::Pointer(format!("/change/{}", escape(member)));
                Fault::at(place, "is no member of such a record").expected("one that it has")
            };
            Problem::faults(members.iter().map(fault).collect()).into()
        }
        JudgeError::Edit(error) => edits::refused(error),
    }
}
