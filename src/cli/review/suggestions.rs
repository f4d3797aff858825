//! What anybody thinks is wrong, to be read and deleted.

use chrono::Utc;
use clap::Args;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    cli::{Exit, Failure, record::path, table, table::Table},
    config::Database,
    store::{StoreError, Suggestion},
};

/// As many as may wait.
const ALL: u32 = 1000;

#[derive(Args, Debug)]
pub struct Suggestions {
    /// Delete the one with this id, which was judged: a correction is an edit of its own; may be repeated
    #[arg(long = "delete", value_name = "ID")]
    judged: Vec<Uuid>,

    /// As JSON
    #[arg(long, conflicts_with = "judged")]
    json: bool,

    #[command(flatten)]
    database: Database,
}

/// Ends with 1 where one to be deleted was not there.
pub fn run(arguments: &Suggestions) -> Result<Exit, Failure> {
    let store = crate::cli::existing(&arguments.database, Utc::now())?;
    if !arguments.judged.is_empty() {
        let judged = &arguments.judged;
        let gone: Result<Vec<bool>, StoreError> =
            store.write(|tx| judged.iter().map(|id| tx.remove_suggestion(*id)).collect());
        let gone = gone.map_err(Failure::new)?;
        let told = judged.iter().zip(&gone).map(|(id, gone)| match gone {
            true => format!("deleted {id}\n"),
            false => format!("no suggestion {id}\n"),
        });
        table::print(&told.collect::<String>())?;
        return Ok(match gone.iter().all(|gone| *gone) {
            true => Exit::Done,
            false => Exit::Problems,
        });
    }
    let found: Result<Vec<Suggestion>, StoreError> = store.read(|tx| tx.suggestions(ALL));
    let found = found.map_err(Failure::new)?;
    table::print(&match arguments.json {
        true => {
            let contents: Vec<Value> = found.iter().map(as_json).collect();
            format!("{:#}\n", json!({ "contents": contents }))
        }
        false => told(&found),
    })
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
