//! `/v1/history`: who changed what, when and why. A withheld place is never in it, since none is ever written.

use actix_web::{HttpResponse, get, http::StatusCode, web::Data};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    http::{
        State,
        extract::Fields,
        guard::{Caller, Editor},
        openapi::RefusesCallers,
        problem::{Fault, Problem},
        writing::{self, Reply},
    },
    standing::{RecordKind, RecordRef},
    store::{Changed, Operation, Published, Subject},
    updates::history::{DecisionMade, decisions},
};

/// Words of people on what waited, in one answer.
const DECISIONS: u32 = 100;

/// Who published, when and why.
#[derive(Serialize, ToSchema)]
pub struct ChangesetMade {
    #[schema(example = 17)]
    pub revision: i64,
    pub at: DateTime<Utc>,
    /// `seed`, `load`, `edit`, `review`, `resolve`, `verify`, `block`, `merge` or `undo`.
    #[schema(value_type = String, example = "load")]
    how: Operation,
    /// The person, or else the key's name.
    #[schema(example = "Ana")]
    by: String,
    api_key_id: Option<Uuid>,
    reason: String,
    source_id: Option<Uuid>,
    /// The counts of the update's report.
    report: Option<Value>,
}

impl From<Published> for ChangesetMade {
    fn from(made: Published) -> ChangesetMade {
        ChangesetMade {
            revision: made.revision,
            at: made.at,
            how: made.how,
            by: made.by,
            api_key_id: made.api_key_id,
            reason: made.reason,
            source_id: made.source_id,
            report: made.report,
        }
    }
}

/// One thing that was written, before and after.
#[derive(Serialize, ToSchema)]
pub struct ChangeMade {
    revision: i64,
    at: DateTime<Utc>,
    by: String,
    reason: String,
    /// `source`, `claim`, `same_as`, `resolution`, `verification` or `block`.
    #[schema(value_type = String, example = "claim")]
    subject: Subject,
    /// Of which record, where it is of one: `kind` and `id`.
    #[schema(value_type = Option<Object>)]
    record: Option<RecordRef>,
    before: Option<Value>,
    after: Option<Value>,
}

impl From<Changed> for ChangeMade {
    fn from(change: Changed) -> ChangeMade {
        ChangeMade {
            revision: change.changeset.revision,
            at: change.changeset.at,
            by: change.changeset.by,
            reason: change.changeset.reason,
            subject: change.subject,
            record: change.record,
            before: change.before,
            after: change.after,
        }
    }
}

/// A part of the history.
#[derive(Serialize, ToSchema)]
pub struct HistoryPage {
    total_items: usize,
    page_number: usize,
    total_pages: usize,
    /// Of a record the newest first, of a revision in their order.
    contents: Vec<ChangeMade>,
    /// The last 100 words of people on what waited, the newest first: of the record, or without one of all. What was
    /// rejected is here alone. Of a revision none.
    decisions: Vec<DecisionMade>,
}

/// Who changed what, when and why
///
/// Of one record (`kind` and `id`), or of one revision; without either, who approved and rejected what lately. The
/// changesets themselves are at `/v1/updates`.
#[utoipa::path(
    tag = "maintaining",
    operation_id = "history",
    security(("key" = [])),
    params(
        ("kind" = Option<String>, Query, description = "With `id`: `organization`, `location`, `service` or `service_at_location`", example = "service"),
        ("id" = Option<String>, Query, format = Uuid, description = "The id of a record"),
        ("revision" = Option<u64>, Query, description = "The revision that was made"),
        ("source" = Option<String>, Query, description = "Only what this source says, by its key"),
        ("page" = Option<u64>, Query, description = "Which page, from 1", minimum = 1),
        ("per_page" = Option<u64>, Query, description = "How many on a page: 20 unless said otherwise", minimum = 1, maximum = 100),
    ),
    responses((status = 200, description = "Changes", body = HistoryPage), (status = 404, response = Problem), RefusesCallers),
)]
#[get("/history")]
pub async fn history(
    _caller: Caller<Editor>,
    mut fields: Fields,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let kinds = RecordKind::ALL.map(|kind| (kind.as_str(), kind));
    let kind = fields.take_choice("kind", &kinds);
    let id = fields.take_id("id");
    let revision = fields.take_u64("revision", 1..=i64::MAX as u64);
    let source = fields.take_str("source");
    let page = fields.take_u64("page", 1..=1_000_000).unwrap_or(1) as usize;
    let per_page = fields.take_u64("per_page", 1..=100).unwrap_or(20) as usize;
    let record = kind.zip(id).map(|(kind, id)| RecordRef { kind, id });
    let asks = usize::from(record.is_some()) + usize::from(revision.is_some());
    let is_half = record.is_none() && (kind.is_some() || id.is_some());
    if (asks > 1 || is_half) && !fields.is_faulty("id") && !fields.is_faulty("kind") {
        let fault = Fault::at(
            fields.place("id"),
            "is not given together with what it needs",
        );
        fields.fault(fault.expected("either kind and id, or revision, or none of them"));
    }
    fields.finish()?;
    writing::read(&state, move |tx| {
        let source = match source {
            Some(key) => {
                let known = writing::known_source(tx, &key)?;
                Some(known.ok_or_else(|| Problem::not_found("source"))?.id)
            }
            None => None,
        };
        let mut changes = match (record, revision) {
            (Some(record), _) => {
                let mut changes = tx.changes_of(record)?;
                changes.reverse();
                changes
            }
            (None, Some(revision)) => tx.changes_in(i64::try_from(revision).unwrap_or(i64::MAX))?,
            (None, None) => Vec::new(),
        };
        if let Some(source) = source {
            changes.retain(|change| speaks(change, source));
        }
        // Those that made a revision are in it.
        let decisions = match revision {
            Some(_) => Vec::new(),
            None => decisions(tx, record, source, DECISIONS)?,
        };
        let total_items = changes.len();
        let contents = changes
            .into_iter()
            .skip((page - 1) * per_page)
            .take(per_page);
        let answer = HistoryPage {
            total_items,
            page_number: page,
            total_pages: total_items.div_ceil(per_page),
            contents: contents.map(ChangeMade::from).collect(),
            decisions,
        };
        Ok(Reply::new(StatusCode::OK, &answer))
    })
    .await
}

/// Whether it is a word of this source.
fn speaks(change: &Changed, source: Uuid) -> bool {
    let source = source.to_string();
    [&change.before, &change.after]
        .into_iter()
        .flatten()
        .any(|value| {
            let said_by = value.get("source_id").and_then(Value::as_str);
            said_by == Some(source.as_str())
        })
}
