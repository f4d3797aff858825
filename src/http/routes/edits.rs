//! PUT, PATCH and DELETE of single records.

use actix_web::{
    HttpRequest, HttpResponse, delete,
    http::{StatusCode, header::IF_MATCH},
    patch, put,
    web::{Data, Payload},
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::parameters::{EditParameters, WriterHeaders};
use crate::{
    http::{
        State,
        extract::{Fields, Id, body},
        guard::{Caller, Editor},
        openapi::{RefusesCallers, RefusesEdits, RefusesWrites},
        problem::{Fault, Place, Problem, ProblemKind},
        writing::{self, Refused, Reply},
    },
    standing::{RecordKind, RecordRef},
    store::Operation,
    updates::{
        edit::{Edit, EditError, What, edit},
        load::Author,
        report::Report,
    },
};

/// What a request says besides its body.
struct Ask {
    record: RecordRef,
    source: Option<String>,
    reason: String,
    seen: Option<i64>,
}

impl Ask {
    fn read(request: &HttpRequest, kind: RecordKind, id: Id) -> Result<Ask, Problem> {
        let mut fields = Fields::from_query(request.query_string());
        let source = fields.take_str("source");
        let reason = fields.take_str("reason");
        fields.finish()?;
        Ok(Ask {
            record: RecordRef { kind, id: id.0 },
            source,
            reason: reason.unwrap_or_else(|| "An edit over HTTP".to_owned()),
            seen: seen(request)?,
        })
    }
}

/// The revision that `If-Match` names. Weak tags never match (RFC 9110, 13.1.1), nor does one that was never ours.
pub(super) fn seen(request: &HttpRequest) -> Result<Option<i64>, Problem> {
    let Some(value) = request.headers().get(IF_MATCH) else {
        return Ok(None);
    };
    let text = value.to_str().map(str::trim).unwrap_or_default();
    let (is_weak, quoted) = match text.strip_prefix("W/") {
        Some(quoted) => (true, quoted),
        None => (false, text),
    };
    let tag = quoted
        .strip_prefix('"')
        .and_then(|tag| tag.strip_suffix('"'))
        .filter(|tag| !tag.contains('"'));
    match tag {
        Some(tag) if !is_weak => Ok(Some(tag.parse().unwrap_or(-1))),
        Some(_) => Ok(Some(-1)),
        None => Err(Problem::header(
            "If-Match",
            "is not one entity tag",
            "the Record-Revision of the record, such as \"17\"",
        )),
    }
}

async fn write(
    caller: Caller<Editor>,
    state: Data<State>,
    ask: Ask,
    what: What,
) -> Result<HttpResponse, Problem> {
    let at = (state.now)();
    let gazetteer = state.gazetteer;
    let is_new = matches!(what, What::Put(_)) && ask.seen.is_none();
    writing::write(&state, move |tx| {
        let (source, _) = writing::source(tx, ask.source, &caller.key_name)?;
        let draft = !caller.publishes();
        let author = Author {
            at,
            by: caller.by,
            reason: ask.reason,
            api_key_id: Some(caller.key_id),
            how: Operation::Edit,
        };
        let asked = Edit {
            record: ask.record,
            source,
            what,
            seen: ask.seen,
            author,
            draft,
        };
        let (report, revision) = edit(tx, gazetteer, asked, &mut Uuid::new_v4).map_err(refused)?;
        let item = report.waits.first();
        let (status, location) = match (is_new, revision, item) {
            (true, None, Some(item)) => (StatusCode::ACCEPTED, Some(format!("/v1/reviews/{item}"))),
            _ => {
                let is_made = is_new && report.changeset.is_some();
                let changeset = report.changeset;
                let location = changeset.map(|revision| format!("/v1/updates/{revision}"));
                let status = match is_made {
                    true => StatusCode::CREATED,
                    false => StatusCode::OK,
                };
                (status, location)
            }
        };
        Ok(Reply {
            location,
            record_revision: revision,
            ..Reply::new(status, &report)
        })
    })
    .await
}

pub(super) fn refused(error: EditError) -> Refused {
    let body = |pointer: &str, detail: &str, expected: &str| {
        let place = Place::Pointer(pointer.to_owned());
        Problem::faults(vec![Fault::at(place, detail).expected(expected)])
    };
    Refused::Problem(match error {
        EditError::NotFound => Problem::not_found("record"),
        EditError::Unseen => Problem::new(
            ProblemKind::PreconditionRequired,
            "The record is there: send its Record-Revision as If-Match.",
        ),
        EditError::Moved => Problem::new(
            ProblemKind::PreconditionFailed,
            "The record is of another revision than If-Match says: read it again.",
        ),
        EditError::NotRandom => Problem::faults(vec![
            Fault::at(Place::Parameter("id".to_owned()), "is no random UUID")
                .expected("a UUID of version 4 for a new record"),
        ]),
        EditError::OtherId => body("/id", "is not the id of the address", "the same, or none"),
        EditError::NothingSaid => Problem::new(
            ProblemKind::Conflict,
            "The source says nothing of this record: name the source that does.",
        ),
        EditError::HasChildren => Problem::new(
            ProblemKind::Conflict,
            "Other records belong to this one: they go first.",
        ),
        EditError::Dangling(field) => body(
            &format!("/{field}"),
            "refers to a record that is not there",
            "the id of a record of this directory",
        ),
        EditError::Rejected(report) => writing::of_report("The record is not right.", &report),
        EditError::Load(error) => return error.into(),
    })
}

async fn object(request: &HttpRequest, payload: Payload) -> Result<Map<String, Value>, Problem> {
    let object = body::read(request, payload).await?.into_object();
    object.ok_or_else(|| Problem::body("The body is not right.", "has a member twice", "each once"))
}

macro_rules! edits {
    ($kind:ident, $path:literal, $name:literal, $put:ident, $patch:ident, $delete:ident, $example:expr) => {
        #[utoipa::path(
            tag = "maintaining",
            summary = concat!("Say all that a source says of ", $name),
            description = "An HSDS object without nested records, whose references are ids of this directory. It is the word of one source, and the record is made of the words of all. A new record takes a random id. What holds for updates holds here: a confidential place is stripped, what is risky waits, and all of it with a key of the role `editor`.",
            security(("key" = [])),
            params(
                ("id" = String, Path, format = Uuid, description = "The id of the record", example = "a3b7cf5e-9a2d-4d6c-8d1f-4f0f6f3f2b10"),
                EditParameters,
                ("If-Match" = Option<String>, Header, nullable = false, pattern = r#"^\s*(W/)?"[^"]*"\s*$"#, description = "The `Record-Revision` that you have seen, in quotation marks; of a record that is there it has to be given", example = "\"17\""),
                WriterHeaders,
            ),
            request_body(content = Object, description = "An HSDS object", example = $example),
            responses(
                (status = 200, description = "The report of the one entry; `Record-Revision` has the record's revision after it", body = Report),
                (status = 201, description = "It is new", body = Report),
                (status = 202, description = "It is new, and all of it waits for a person: `waits` has the numbers of its items, and `Location` is the first of them", body = Report),
                RefusesCallers, RefusesWrites, RefusesEdits,
            ),
        )]
        #[put($path)]
        pub async fn $put(caller: Caller<Editor>, id: Id, request: HttpRequest, payload: Payload, state: Data<State>) -> Result<HttpResponse, Problem> {
            let ask = Ask::read(&request, RecordKind::$kind, id)?;
            let body = object(&request, payload).await?;
            write(caller, state, ask, What::Put(body)).await
        }

        #[utoipa::path(
            tag = "maintaining",
            summary = concat!("Change some of ", $name),
            description = "A merge patch (RFC 7396) on the record as it is: `null` takes a field away, a list is replaced whole. Of each fact group that it touches (phones, hours, place …) the source says all from then on.",
            security(("key" = [])),
            params(
                ("id" = String, Path, format = Uuid, description = "The id of the record", example = "a3b7cf5e-9a2d-4d6c-8d1f-4f0f6f3f2b10"),
                EditParameters,
                ("If-Match" = String, Header, pattern = r#"^\s*(W/)?"[^"]*"\s*$"#, description = "The `Record-Revision` that you have seen, in quotation marks", example = "\"17\""),
                WriterHeaders,
            ),
            request_body(content = Object, content_type = "application/merge-patch+json", example = json!({"email": "help@example.org", "url": null})),
            responses(
                (status = 200, description = "The report of the one entry; `Record-Revision` has the record's revision after it", body = Report),
                RefusesCallers, RefusesWrites, RefusesEdits,
            ),
        )]
        #[patch($path)]
        pub async fn $patch(caller: Caller<Editor>, id: Id, request: HttpRequest, payload: Payload, state: Data<State>) -> Result<HttpResponse, Problem> {
            let ask = Ask::read(&request, RecordKind::$kind, id)?;
            let body = object(&request, payload).await?;
            write(caller, state, ask, What::Patch(body)).await
        }

        #[utoipa::path(
            tag = "maintaining",
            summary = concat!("Take back what a source says of ", $name),
            description = "Where no other source says anything of it, the record is withdrawn, and stays as a tombstone. What belongs to it goes first. A hotline or a crisis number that would go with it waits for another person: the report says so under `held_by_rule`.",
            security(("key" = [])),
            params(
                ("id" = String, Path, format = Uuid, description = "The id of the record", example = "a3b7cf5e-9a2d-4d6c-8d1f-4f0f6f3f2b10"),
                EditParameters,
                ("If-Match" = String, Header, pattern = r#"^\s*(W/)?"[^"]*"\s*$"#, description = "The `Record-Revision` that you have seen, in quotation marks", example = "\"17\""),
                WriterHeaders,
            ),
            responses(
                (status = 200, description = "The report; without a `Record-Revision` the record is withdrawn", body = Report),
                (status = 409, response = Problem),
                RefusesCallers, RefusesEdits,
            ),
        )]
        #[delete($path)]
        pub async fn $delete(caller: Caller<Editor>, id: Id, request: HttpRequest, state: Data<State>) -> Result<HttpResponse, Problem> {
            let ask = Ask::read(&request, RecordKind::$kind, id)?;
            write(caller, state, ask, What::Delete).await
        }
    };
}

edits!(
    Organization,
    "/organizations/{id}",
    "an organization",
    put_organization,
    patch_organization,
    delete_organization,
    json!({"name": "Hope House", "email": "help@example.org"})
);
edits!(
    Service,
    "/services/{id}",
    "a service",
    put_service,
    patch_service,
    delete_service,
    json!({"name": "Shelter", "organization_id": "a3b7cf5e-9a2d-4d6c-8d1f-4f0f6f3f2b10"})
);
edits!(
    Location,
    "/locations/{id}",
    "a location",
    put_location,
    patch_location,
    delete_location,
    json!({"location_type": "physical", "name": "Office", "latitude": 38.9, "longitude": -94.4})
);
edits!(
    ServiceAtLocation,
    "/service_at_locations/{id}",
    "a service at a location",
    put_service_at_location,
    patch_service_at_location,
    delete_service_at_location,
    json!({"service_id": "a3b7cf5e-9a2d-4d6c-8d1f-4f0f6f3f2b10", "location_id": "b3b7cf5e-9a2d-4d6c-8d1f-4f0f6f3f2b10"})
);
