//! `/v1/updates`: what a source says now, in any format that can be loaded.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Payload},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    history::{ChangeMade, ChangesetMade},
    parameters::{OnceHeaders, WriterHeaders},
};
use crate::{
    http::{
        State,
        extract::{Fields, Revision, upload, upload::Upload},
        guard::{Caller, Editor},
        openapi::{RefusesCallers, RefusesWrites},
        problem::{Fault, Place, Problem, ProblemKind},
        writing::{self, Idempotency, Refused, Reply, Request},
    },
    standing::SourceKind,
    store::{Operation, Transaction},
    updates::{
        entries::SourceHeader,
        fingerprint::fingerprint,
        formats::{
            self, Format, Input,
            mapping::{MappedInput, Mapping, MappingError},
        },
        load::{self, Author, Options, Part, Update},
        report::Report,
    },
};

const FORMATS: [(&str, Format); 4] = [
    ("hsds-json", Format::HsdsJson),
    ("hsds-tabular", Format::HsdsTabular),
    ("csv", Format::Csv),
    ("source", Format::Source),
];

const KINDS: [(&str, SourceKind); 4] = [
    ("provider", SourceKind::Provider),
    ("directory", SourceKind::Directory),
    ("public_record", SourceKind::PublicRecord),
    ("article", SourceKind::Article),
];

/// What the query of an update says.
struct Ask {
    source: Option<String>,
    kind: Option<SourceKind>,
    format: Option<Format>,
    reason: String,
    options: Options,
}

impl Ask {
    fn read(request: &HttpRequest) -> Result<Ask, Problem> {
        let mut fields = Fields::from_query(request.query_string());
        let ask = Ask {
            source: fields.take_str("source"),
            kind: fields.take_choice("kind", &KINDS),
            format: fields.take_choice("format", &FORMATS),
            reason: fields
                .take_str("reason")
                .unwrap_or_else(|| "An update over HTTP".to_owned()),
            options: Options {
                full: fields.take_bool("full").unwrap_or(false),
                strict: fields.take_bool("strict").unwrap_or(false),
                dry_run: fields.take_bool("dry_run").unwrap_or(false),
                ..Options::default()
            },
        };
        fields.finish()?;
        Ok(ask)
    }
}

/// Load what a source says
///
/// The same as `nearhelp load`: read, stripped of confidential places, put into form, checked, and published in one
/// changeset but for what has to wait for a person. The report says what became of each entry. With a key of the role
/// `editor` all of it waits. Sending the same with the same `Idempotency-Key` again does nothing more.
#[utoipa::path(
    tag = "maintaining",
    operation_id = "update",
    security(("key" = [])),
    params(
        ("source" = Option<String>, Query, description = "The source's key; where neither this nor the file says whose it is, it is the key's own", example = "missouri-desk"),
        ("kind" = Option<String>, Query, description = "`provider`, `directory`, `public_record` or `article`: how far it is trusted. A source that is not known yet is a `directory`", example = "directory"),
        ("format" = Option<String>, Query, description = "`hsds-json`, `hsds-tabular`, `csv` or `source` (data/README.md); without it, what it looks like"),
        ("full" = Option<bool>, Query, description = "The file has all that the source has: what is not in it is withdrawn. Takes a publisher"),
        ("strict" = Option<bool>, Query, description = "One entry that is wrong refuses all"),
        ("dry_run" = Option<bool>, Query, description = "Only says what it would do"),
        ("reason" = Option<String>, Query, description = "Why, for the history"),
        WriterHeaders,
        OnceHeaders,
    ),
    request_body(
        description = "Up to 64 MiB. A CSV comes as a form, with its mapping (docs/mapping.md) as the part `mapping`",
        content(
            (Object = "application/json", example = json!({"source": {"key": "desk", "name": "Missouri desk", "kind": "directory", "date": "2026-03-04", "url": null}, "claims": [{"record": "organization", "key": "o1", "body": {"name": "Hope House"}}]})),
            (String = "application/x-ndjson"),
            (Vec<u8> = "application/zip"),
            (UpdateForm = "multipart/form-data"),
        ),
    ),
    responses(
        (status = 200, description = "Nothing was published: nothing is new, all of it waits, or it was a dry run", body = Report),
        (status = 201, description = "Published, in the changeset that `Location` names", body = Report),
        RefusesCallers,
        RefusesWrites,
    ),
)]
#[post("/updates")]
pub async fn update(
    caller: Caller<Editor>,
    request: HttpRequest,
    payload: Payload,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let mut ask = Ask::read(&request)?;
    ask.options.draft = !caller.publishes();
    if ask.options.draft && (ask.options.full || ask.kind.is_some()) {
        return Err(Problem::new(
            ProblemKind::Forbidden,
            "`full` and `kind` take a key of the role publisher or above.",
        ));
    }
    let now = (state.now)();
    let idempotency = Idempotency::of(&request, caller.key_id, now)?;
    let asked = Request::of(&request);
    let upload = upload::read(&request, payload).await?;
    let gazetteer = state.gazetteer;
    let is_dry = ask.options.dry_run;
    let work = move |tx: &mut Transaction<'_>| -> Result<Reply, Refused> {
        let input = open(upload, ask.format)?;
        let author = Author {
            at: now,
            by: caller.by.clone(),
            reason: ask.reason.clone(),
            api_key_id: Some(caller.key_id),
            how: Operation::Load,
        };
        let source = source(tx, &ask, &caller, input.source())?;
        let update = Update {
            parts: &[Part {
                source,
                input: &*input,
            }],
            same: &[],
            author,
            options: ask.options,
        };
        let load = |tx: &mut Transaction<'_>| -> Result<Reply, Refused> {
            let report = load::run(tx, gazetteer, &update, &mut Uuid::new_v4, &mut |_| ())?;
            Ok(Reply::of_report(&report))
        };
        if is_dry {
            let reply = load(tx)?;
            return Ok(Reply {
                status: StatusCode::OK.as_u16(),
                location: None,
                ..reply
            });
        }
        let print = |tx: &mut Transaction<'_>| {
            let stripped = fingerprint(tx, gazetteer, &update)?;
            Ok(asked.fingerprint(&tx.directory()?, &stripped))
        };
        idempotency.once(tx, print, load)
    };
    match is_dry {
        true => writing::rehearse(&state, work).await,
        false => writing::write(&state, work).await,
    }
}

/// A CSV and what its columns are.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the document")]
pub struct UpdateForm {
    /// The file, of any format.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The mapping, as TOML.
    mapping: Option<String>,
}

fn open(upload: Upload, format: Option<Format>) -> Result<Box<dyn Input>, Problem> {
    let format = format.or(upload.format);
    let Some(mapping) = upload.mapping else {
        return formats::open(upload.raw, format).map_err(|refusal| writing::of_refusal(&refusal));
    };
    let faulty = |faults: Vec<formats::mapping::MappingFault>| {
        let faults = faults.into_iter().map(|fault| {
            let place = Place::File(format!("mapping:{}, {}", fault.line, fault.key));
            Fault::at(place, fault.detail).expected(fault.expected)
        });
        writing::refused("The mapping is not right.", faults.collect())
    };
    let mapping = Mapping::parse(&mapping).map_err(faulty)?;
    match MappedInput::open(mapping, upload.raw) {
        Ok(input) => Ok(Box::new(input)),
        Err(MappingError::Mapping(faults)) => Err(faulty(faults)),
        Err(MappingError::Input(refusal)) => Err(writing::of_refusal(&refusal)),
    }
}

/// Whose update it is: as the query says, else as the file does, else the key's own.
fn source(
    tx: &mut Transaction<'_>,
    ask: &Ask,
    caller: &Caller<Editor>,
    of_file: Option<&SourceHeader>,
) -> Result<SourceHeader, Refused> {
    if let (Some(asked), Some(of_file)) = (&ask.source, of_file)
        && *asked != of_file.key
        && SourceHeader::key_of(asked) != of_file.key
    {
        let place = Place::Parameter("source".to_owned());
        let fault = Fault::at(place, "is not the source that the file names");
        return Err(Problem::faults(vec![fault.expected("the file's own source, or none")]).into());
    }
    let key = of_file.map(|of_file| of_file.key.clone());
    let key = key.or_else(|| ask.source.clone());
    let (known, is_known) = writing::source(tx, key, &caller.key_name)?;
    let mut header = match of_file {
        // What an editor's file says of a source that is there would stand at once.
        Some(of_file) if caller.publishes() || !is_known => of_file.clone(),
        _ => known,
    };
    if let Some(kind) = ask.kind {
        header.kind = kind;
    }
    Ok(header)
}

/// The last changesets.
#[derive(Serialize, ToSchema)]
pub struct Updates {
    /// The newest first.
    contents: Vec<ChangesetMade>,
}

/// The last changesets
///
/// Who published what, when and why, the newest first, with the counts of each report.
#[utoipa::path(
    tag = "maintaining",
    operation_id = "updates",
    security(("key" = [])),
    params(("limit" = Option<u64>, Query, description = "How many at most", minimum = 1, maximum = 1000, example = 20)),
    responses((status = 200, description = "Changesets", body = Updates), RefusesCallers),
)]
#[get("/updates")]
pub async fn updates(
    _caller: Caller<Editor>,
    mut fields: Fields,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let limit = fields.take_u64("limit", 1..=1000).unwrap_or(20);
    fields.finish()?;
    writing::read(&state, move |tx| {
        let made = tx.changesets(u32::try_from(limit).unwrap_or(u32::MAX))?;
        let contents = made.into_iter().map(ChangesetMade::from).collect();
        Ok(Reply::new(StatusCode::OK, &Updates { contents }))
    })
    .await
}

/// A changeset with all that it changed.
#[derive(Serialize, ToSchema)]
pub struct UpdateMade {
    #[serde(flatten)]
    changeset: ChangesetMade,
    /// In their order; at most 1,000 of them, and `/v1/history` has the rest.
    changes: Vec<ChangeMade>,
}

/// A changeset, its report and its changes
#[utoipa::path(
    tag = "maintaining",
    operation_id = "update_by_revision",
    security(("key" = [])),
    params(("revision" = i64, Path, description = "The revision that it made", example = 1)),
    responses(
        (status = 200, description = "The changeset", body = UpdateMade),
        (status = 404, response = Problem),
        RefusesCallers,
    ),
)]
#[get("/updates/{revision}")]
pub async fn update_by_revision(
    _caller: Caller<Editor>,
    revision: Revision,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    writing::read(&state, move |tx| {
        let made = tx.changeset(revision.0)?;
        let made = made.ok_or_else(|| Problem::not_found("changeset"))?;
        let changes = tx.changes_in(revision.0)?;
        let answer = UpdateMade {
            changeset: made.into(),
            changes: changes
                .into_iter()
                .take(1000)
                .map(ChangeMade::from)
                .collect(),
        };
        Ok(Reply::new(StatusCode::OK, &answer))
    })
    .await
}
