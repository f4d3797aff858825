//! What anybody thinks is wrong: to be read, and to be judged.

use std::{fs, io::read_to_string, io::stdin, path::PathBuf};

use chrono::Utc;
use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    cli::{Exit, Failure, out, record::path, refused, table::Table, update, who::Who},
    config::Database,
    geography::Gazetteer,
    standing::SourceKind,
    store::{StoreError, Suggestion},
    updates::{
        edit::EditError,
        load::LoadError,
        report,
        suggestions::{self, Correction, JudgeError},
    },
};

/// As many as may wait.
const ALL: u32 = 1000;

#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Suggestions {
    #[command(subcommand)]
    command: Option<Command>,

    /// As JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    database: Database,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// It is right: write the change that it leads to, and close it
    Approve(Approve),
    /// It is not right: close it
    Reject(Reject),
}

#[derive(Args, Debug)]
struct Approve {
    /// The id of the suggestion
    id: Uuid,

    /// What of the record changes, as a JSON merge patch: a file, or - for standard input. Without it, somebody has put it right already
    #[arg(long, value_name = "FILE", requires = "source")]
    change: Option<PathBuf>,

    /// Whose word the change becomes: a source of the directory, or a new one
    #[arg(long, value_name = "NAME", requires = "change")]
    source: Option<String>,

    /// The report of the change as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    who: Who,

    #[command(flatten)]
    database: Database,
}

#[derive(Args, Debug)]
struct Reject {
    /// The ids of the suggestions
    #[arg(required = true, value_name = "ID")]
    ids: Vec<Uuid>,

    #[command(flatten)]
    who: Who,

    #[command(flatten)]
    database: Database,
}

/// Ends with 1 where one could not be judged.
pub fn run(arguments: &Suggestions) -> Result<Exit, Failure> {
    match &arguments.command {
        None => list(arguments),
        Some(Command::Approve(of)) => approve(of),
        Some(Command::Reject(of)) => reject(of),
    }
}

fn list(arguments: &Suggestions) -> Result<Exit, Failure> {
    let store = crate::cli::existing(&arguments.database, Utc::now())?;
    let found: Result<Vec<Suggestion>, StoreError> = store.read(|tx| tx.suggestions(ALL));
    let found = found.map_err(Failure::new)?;
    out::print(&match arguments.json {
        true => {
            let contents: Vec<Value> = found.iter().map(as_json).collect();
            format!("{:#}\n", json!({ "contents": contents }))
        }
        false => told(&found),
    })
}

fn approve(arguments: &Approve) -> Result<Exit, Failure> {
    let now = Utc::now();
    let store = crate::cli::existing(&arguments.database, now)?;
    let change = match arguments.change.as_ref().map(patch).transpose() {
        Ok(change) => change,
        Err(why) => return Ok(refused(why)),
    };
    let correction = change.zip(arguments.source.as_ref());
    let (id, person) = (arguments.id, arguments.who.person(now));
    let done = store.write(|tx| {
        let correction = match &correction {
            None => None,
            Some((change, source)) => {
                let record = suggestions::record_of(tx, id)?;
                Some(Correction {
                    source: update::source_called(&tx.sources()?, source, SourceKind::Directory),
                    change: change.clone(),
                    seen: tx.revision_of(record)?,
                    draft: false,
                })
            }
        };
        let gazetteer = Gazetteer::embedded();
        suggestions::approve(tx, gazetteer, id, correction, &person, &mut Uuid::new_v4)
    });
    match done {
        Ok(None) => out::print(&format!("approved {id}\n")),
        Ok(Some((report, _))) => {
            update::print(&report, arguments.json)?;
            if !arguments.json {
                println!("approved {id}: {}", update::what_was_done(&report, false));
            }
            crate::cli::scrubbed(&store)?;
            Ok(Exit::Done)
        }
        Err(error) => not_judged(id, error),
    }
}

/// All of them, or none.
fn reject(arguments: &Reject) -> Result<Exit, Failure> {
    let now = Utc::now();
    let store = crate::cli::existing(&arguments.database, now)?;
    let person = arguments.who.person(now);
    let mut at = None;
    let done = store.write(|tx| {
        arguments.ids.iter().try_for_each(|id| {
            at = Some(*id);
            suggestions::reject(tx, *id, &person)
        })
    });
    match (done, at) {
        (Err(error), Some(id)) => not_judged(id, error),
        (Err(error), None) => Err(Failure::new(error)),
        (Ok(()), _) => {
            let told = arguments.ids.iter().map(|id| format!("rejected {id}\n"));
            out::print(&told.collect::<String>())
        }
    }
}

/// Its own fault is told; what the system failed at is a failure.
fn not_judged(id: Uuid, error: JudgeError) -> Result<Exit, Failure> {
    match error {
        JudgeError::Edit(EditError::Rejected(found)) => {
            eprint!("{}", report::text(&found));
            Ok(refused(format!("{id}: the change is not right")))
        }
        JudgeError::Edit(EditError::Load(LoadError::Store(error))) => Err(Failure::new(error)),
        error => Ok(refused(format!("{id}: {error}"))),
    }
}

/// The merge patch in a file, or else what to tell the person.
fn patch(file: &PathBuf) -> Result<Map<String, Value>, String> {
    let text = match file.as_os_str() == "-" {
        true => read_to_string(stdin()),
        false => fs::read_to_string(file),
    };
    let text = text.map_err(|error| format!("{}: {error}", file.display()))?;
    serde_json::from_str(&text)
        .map_err(|error| format!("{}: is no JSON object: {error}", file.display()))
}

/// As `GET /v1/suggestions` has it.
fn as_json(of: &Suggestion) -> Value {
    json!({"id": of.id, "at": of.at, "kind": of.record.kind, "record_id": of.record.id, "body": of.body})
}

fn told(found: &[Suggestion]) -> String {
    if found.is_empty() {
        return "nothing to read\n".to_owned();
    }
    let mut table = Table::default();
    for of in found {
        let text = |field: &str| {
            of.body
                .get(field)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        // It is somebody's text: no sign of it may steer a terminal.
        let words = text("text").chars();
        let words = words.map(|c| if c.is_control() { ' ' } else { c });
        table.row([
            of.id.to_string(),
            of.at.format("%Y-%m-%d").to_string(),
            path(of.record),
            text("wrong").to_owned(),
        ]);
        table.note(words.collect());
    }
    table.to_string()
}
