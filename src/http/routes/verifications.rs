//! `/v1/verifications`: what we confirmed ourselves, and whom to call next.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Payload},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::parameters::{OnceHeaders, WriterHeaders};
use crate::{
    hsds::{FactGroup, Standing},
    http::{
        State, caching,
        extract::Fields,
        guard::{Caller, Editor, Publisher},
        openapi::{RefusesCallers, RefusesWrites},
        problem::{Fault, Place, Problem},
        writing::{Asked, Refused, Reply},
    },
    standing::{RecordKind, RecordRef},
    store::Transaction,
    updates::verify::{Confirmation, ConfirmedBy, VerifyError, verify},
};

/// How many calls a list has at most.
const CALLS: usize = 1000;

/// A fact to ask about.
#[derive(Serialize, ToSchema)]
struct Due {
    kind: RecordKind,
    id: Uuid,
    name: Option<String>,
    group: FactGroup,
    /// When we last confirmed it.
    last_checked: Option<NaiveDate>,
}

/// The call list.
#[derive(Serialize, ToSchema)]
pub struct CallList {
    /// What was confirmed longest ago first; at most 1,000.
    contents: Vec<Due>,
}

/// Whom to call next
///
/// What we once confirmed, too long ago by the directory's settings.
#[utoipa::path(
    tag = "maintaining",
    operation_id = "verifications",
    security(("key" = [])),
    responses((status = 200, description = "The call list", body = CallList), RefusesCallers),
)]
#[get("/verifications")]
pub async fn verifications(
    _caller: Caller<Editor>,
    fields: Fields,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    fields.finish()?;
    let snapshot = state.snapshot();
    let mut contents: Vec<Due> = Vec::new();
    for record in &snapshot.documents.order {
        let Some((name, standing, last_checked)) = snapshot.documents.standing_of(*record) else {
            continue;
        };
        let stale = standing
            .iter()
            .filter(|(_, standing)| **standing == Standing::Stale);
        contents.extend(stale.map(|(group, _)| Due {
            kind: record.kind,
            id: record.id,
            name: name.map(str::to_owned),
            group: *group,
            last_checked: last_checked.get(group).copied(),
        }));
    }
    contents.sort_by_key(|due| (due.last_checked, due.kind, due.id));
    contents.truncate(CALLS);
    Ok(HttpResponse::Ok()
        .insert_header(caching::PRIVATE)
        .json(CallList { contents }))
}

/// What was confirmed, and how.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "service", "id": "a3b7cf5e-9a2d-5d6c-8d1f-4f0f6f3f2b10", "group": "phones", "how": "called", "note": "Answered by an advocate"}))]
pub struct Confirmed {
    kind: RecordKind,
    id: Uuid,
    group: FactGroup,
    how: ConfirmedBy,
    /// The day on which it was; without it, today.
    date: Option<NaiveDate>,
    note: Option<String>,
}

/// What was written down.
#[derive(Serialize, ToSchema)]
pub struct ConfirmationMade {
    revision: i64,
    date: NaiveDate,
    /// The numbers to which a call was logged.
    called: Vec<String>,
}

/// Write down what was confirmed
///
/// It holds for what the record says now, and for no other value. A call to the numbers of a group is logged for each.
#[utoipa::path(
    tag = "maintaining",
    operation_id = "verify",
    security(("key" = [])),
    params(
        WriterHeaders,
        OnceHeaders,
    ),
    request_body = Confirmed,
    responses(
        (status = 201, description = "Written down", body = ConfirmationMade),
        (status = 404, response = Problem),
        RefusesCallers,
        RefusesWrites,
    ),
)]
#[post("/verifications")]
pub async fn confirm(
    caller: Caller<Publisher>,
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let at = (state.now)();
    let asked: Asked<Confirmed> = Asked::read(&request, payload, caller.key_id, at).await?;
    let person = caller.person(at, "Confirmed".to_owned());
    let work = move |tx: &mut Transaction<'_>, confirmed: &Confirmed| {
        let confirmation = Confirmation {
            record: RecordRef {
                kind: confirmed.kind,
                id: confirmed.id,
            },
            group: confirmed.group,
            how: confirmed.how,
            date: confirmed.date,
            note: confirmed.note.clone(),
        };
        let made = verify(tx, &confirmation, &person, &mut Uuid::new_v4).map_err(refused)?;
        let answer = ConfirmationMade {
            revision: made.revision,
            date: made.verification.date,
            called: made.called,
        };
        Ok(Reply {
            location: Some(format!("/v1/updates/{}", made.revision)),
            ..Reply::new(StatusCode::CREATED, &answer)
        })
    };
    asked.write(&state, work).await
}

fn refused(error: VerifyError) -> Refused {
    let said = error.to_string();
    let (pointer, expected) = match error {
        VerifyError::Store(error) => return error.into(),
        VerifyError::UnknownRecord => return Problem::not_found("record").into(),
        VerifyError::NoSuchGroup { has, .. } => {
            let has: Vec<&str> = has.iter().map(|group| group.as_str()).collect();
            ("/group", format!("one that it has: {}", has.join(", ")))
        }
        VerifyError::InTheFuture { .. } => ("/date", "today, or a day before".to_owned()),
    };
    let place = Place::Pointer(pointer.to_owned());
    Problem::faults(vec![Fault::at(place, said).expected(expected)]).into()
}
