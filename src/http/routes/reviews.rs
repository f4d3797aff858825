//! `/v1/reviews`: what waits for a person, and their word on it.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Payload},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::parameters::{OnceHeaders, WriterHeaders};
use crate::{
    http::{
        State,
        extract::{Fields, Number},
        guard::{Caller, Editor, Publisher},
        openapi::{RefusesCallers, RefusesWrites},
        problem::{Fault, Place, Problem},
        writing::{self, Asked, Reply},
    },
    standing::{FactGroup, RecordRef},
    store::{HeldFilter, HeldState, Transaction},
    updates::held::{self, Beside, Decided, Decider, Group, Shown},
};

/// Items that are one question.
#[derive(Serialize, ToSchema)]
struct ReviewGroup {
    /// What to send as `group`, to judge all of it.
    group: String,
    /// Why it waits.
    #[schema(example = "crisis_number")]
    rule: String,
    source_id: Uuid,
    why: String,
    /// Why whoever brought the first of its items did.
    reason: Option<String>,
    /// Of its items.
    numbers: Vec<i64>,
    /// What the first of them is about.
    #[schema(value_type = Option<Object>)]
    record: Option<RecordRef>,
    /// What that is called, as it is or as it would be.
    name: Option<String>,
    /// Whether one word may be said on all.
    judged_together: bool,
}

impl From<Group> for ReviewGroup {
    fn from(group: Group) -> ReviewGroup {
        ReviewGroup {
            group: group.key,
            rule: group.rule,
            source_id: group.source_id,
            why: group.why,
            reason: group.reason,
            numbers: group.numbers,
            record: group.record,
            name: group.name,
            judged_together: group.is_judged_together,
        }
    }
}

/// What waits.
#[derive(Serialize, ToSchema)]
pub struct Reviews {
    /// Question by question, the oldest first.
    contents: Vec<ReviewGroup>,
}

/// What waits for a person
///
/// Grouped: what one source changes in the same way is one question, and so is a crisis number.
#[utoipa::path(
    tag = "maintaining",
    operation_id = "reviews",
    security(("key" = [])),
    params(
        ("rule" = Option<String>, Query, description = "Only what this rule holds", example = "crisis_number"),
        ("source" = Option<String>, Query, description = "Only of this source, by its key"),
    ),
    responses((status = 200, description = "Questions", body = Reviews), (status = 404, response = Problem), RefusesCallers),
)]
#[get("/reviews")]
pub async fn reviews(
    _caller: Caller<Editor>,
    mut fields: Fields,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let rule = fields.take_str("rule");
    let source = fields.take_str("source");
    fields.finish()?;
    writing::read(&state, move |tx| {
        let mut filter = HeldFilter {
            state: Some(HeldState::Waiting),
            rule,
            ..HeldFilter::default()
        };
        if let Some(key) = source {
            let known = writing::known_source(tx, &key)?;
            filter.source_id = Some(known.ok_or_else(|| Problem::not_found("source"))?.id);
        }
        let contents = held::groups(tx, &filter)?
            .into_iter()
            .map(ReviewGroup::from);
        let contents = contents.collect();
        Ok(Reply::new(StatusCode::OK, &Reviews { contents }))
    })
    .await
}

/// One item, and the records that it is about as they are now.
#[derive(Serialize, ToSchema)]
pub struct Review {
    number: i64,
    at: DateTime<Utc>,
    /// `waiting`, `approved`, `rejected` or `superseded`.
    #[schema(value_type = String, example = "waiting")]
    state: HeldState,
    rule: String,
    source_id: Uuid,
    #[schema(value_type = Option<Object>)]
    record: Option<RecordRef>,
    fact_group: Option<FactGroup>,
    /// Whoever loaded it.
    by: Option<String>,
    /// Why they did.
    reason: Option<String>,
    why: Option<String>,
    /// What has to be retyped to approve one's own.
    crisis_numbers: Vec<String>,
    /// What would be done. Null where it was scrubbed.
    proposal: Value,
    /// By whom and why it was decided; of what is `superseded`, whose update, undo or word on another item took it off.
    decision: Option<Value>,
    #[schema(value_type = Vec<Object>)]
    records: Vec<Value>,
    /// Of a probable duplicate, the names, organizations, numbers, addresses and websites of both: `proposed` and `there`.
    #[schema(value_type = Option<Object>)]
    beside: Option<Beside>,
}

impl From<Shown> for Review {
    fn from(shown: Shown) -> Review {
        let held = shown.held;
        let item = shown.item;
        Review {
            number: held.number,
            at: held.hold.at,
            state: held.state,
            rule: held.hold.rule,
            source_id: held.hold.source_id,
            record: held.hold.record,
            fact_group: held.hold.group,
            by: item.as_ref().map(|item| item.by.clone()),
            reason: item.as_ref().and_then(|item| item.reason.clone()),
            why: item.as_ref().map(|item| item.why.clone()),
            crisis_numbers: item
                .iter()
                .flat_map(|item| item.crisis_numbers.iter().cloned())
                .collect(),
            proposal: item
                .as_ref()
                .map(|item| json!(item.proposal))
                .unwrap_or_default(),
            decision: held.decision.map(
                |decision| json!({"at": decision.at, "by": decision.by, "reason": decision.reason}),
            ),
            records: shown.records.iter().map(|record| json!(record)).collect(),
            beside: shown.beside,
        }
    }
}

/// One item that waits, or was decided
#[utoipa::path(
    tag = "maintaining",
    operation_id = "review",
    security(("key" = [])),
    params(("number" = i64, Path, description = "The number of the item", example = 1)),
    responses((status = 200, description = "The item", body = Review), (status = 404, response = Problem), RefusesCallers),
)]
#[get("/reviews/{number}")]
pub async fn review(
    _caller: Caller<Editor>,
    number: Number,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    writing::read(&state, move |tx| {
        let shown = held::show(tx, number.0)?;
        let shown = shown.ok_or_else(|| Problem::not_found("item"))?;
        Ok(Reply::new(StatusCode::OK, &Review::from(shown)))
    })
    .await
}

#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    Approve,
    Reject,
}

/// A person's word.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"decision": "approve", "numbers": [12], "reason": "Called them", "retyped": ["816-555-0100"]}))]
pub struct ReviewDecision {
    decision: Word,
    /// Which items. Either these or `group`.
    #[serde(default)]
    numbers: Vec<i64>,
    /// All items of a question.
    group: Option<String>,
    /// But for these.
    #[serde(default)]
    except: Vec<i64>,
    /// For the history.
    reason: String,
    /// Crisis numbers, typed again by whoever approves their own.
    #[serde(default)]
    retyped: Vec<String>,
}

/// What became of the items.
#[derive(Serialize, ToSchema)]
pub struct ReviewDecided {
    /// The directory's revision after it.
    revision: i64,
    done: Vec<i64>,
    /// What waited for one of `done`, and was decided with it.
    followed: Vec<i64>,
    /// Of `done` those that let a place be known: it is shown once its source gives it again, since it was not kept.
    to_give_again: Vec<i64>,
    /// Places that were shown, and are confidential from this decision on.
    hidden: u64,
    /// What waited and told such a place: it waits no longer, since nothing was left of it without that.
    dropped: u64,
    /// It is so already, or its source says nothing of it any more: nothing was changed, and it no longer waits.
    superseded: Vec<i64>,
    undecided: Vec<Undecided>,
}

/// An item that still waits: itself, or what it comes to now under another number, which `why` gives.
#[derive(Serialize, ToSchema)]
struct Undecided {
    number: i64,
    why: String,
}

impl From<Decided> for ReviewDecided {
    fn from(decided: Decided) -> ReviewDecided {
        let undecided = decided
            .undecided
            .into_iter()
            .map(|(number, why)| Undecided {
                number,
                why: why.to_string(),
            });
        ReviewDecided {
            revision: decided.revision,
            done: decided.done,
            followed: decided.followed,
            to_give_again: decided.to_give_again,
            hidden: decided.hidden,
            dropped: decided.dropped,
            superseded: decided.superseded,
            undecided: undecided.collect(),
        }
    }
}

/// Approve or reject what waits
///
/// What is approved is published in one changeset; what is rejected is remembered. Nobody approves their own change of
/// a crisis number, unless they have logged a call to it (`/v1/verifications`) within seven days and retype it.
#[utoipa::path(
    tag = "maintaining",
    operation_id = "judge",
    security(("key" = [])),
    params(
        WriterHeaders,
        OnceHeaders,
    ),
    request_body = ReviewDecision,
    responses(
        (status = 200, description = "What became of each", body = ReviewDecided),
        RefusesCallers,
        RefusesWrites,
    ),
)]
#[post("/reviews")]
pub async fn judge(
    caller: Caller<Publisher>,
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let now = (state.now)();
    let asked: Asked<ReviewDecision> = Asked::read(&request, payload, caller.key_id, now).await?;
    let judgement = &asked.body;
    if judgement.numbers.is_empty() == judgement.group.is_none() {
        let place = Place::Pointer("/numbers".to_owned());
        let fault = Fault::at(place, "is not given, or together with group");
        return Err(Problem::faults(vec![
            fault.expected("either numbers or group"),
        ]));
    }
    let decider = Decider {
        by: caller.by,
        at: now,
        reason: judgement.reason.clone(),
        api_key_id: Some(caller.key_id),
        retyped: judgement.retyped.clone(),
    };
    let work = move |tx: &mut Transaction<'_>, judgement: &ReviewDecision| {
        let mut numbers = judgement.numbers.clone();
        if let Some(key) = &judgement.group {
            let filter = HeldFilter {
                state: Some(HeldState::Waiting),
                group_key: Some(key.clone()),
                ..HeldFilter::default()
            };
            let groups = held::groups(tx, &filter)?;
            numbers.extend(groups.into_iter().flat_map(|group| group.numbers));
        }
        numbers.retain(|number| !judgement.except.contains(number));
        let decided = match judgement.decision {
            Word::Approve => held::approve(tx, &numbers, &decider)?,
            Word::Reject => held::reject(tx, &numbers, &decider)?,
        };
        Ok(Reply::new(StatusCode::OK, &ReviewDecided::from(decided)))
    };
    asked.write(&state, work).await
}
