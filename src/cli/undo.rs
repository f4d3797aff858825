//! `nearhelp undo`

use chrono::Utc;
use clap::Args;

use super::{
    Exit, Failure,
    record::path,
    table::{counted, dropped},
    who::Who,
};
use crate::{
    config::Database,
    geography::Gazetteer,
    updates::undo::{self, Conflict, Undo, UndoError, Undone},
};

/// Put back what was before a changeset, as a new changeset; what was changed later is left and told
#[derive(Args, Debug)]
pub struct Arguments {
    /// The number of the changeset, as `nearhelp history` shows it
    changeset: i64,

    #[command(flatten)]
    who: Who,

    /// Refuse all where one record was changed later
    #[arg(long)]
    strict: bool,

    /// Say what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// The report as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    database: Database,
}

/// Ends with 1 where something was left.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let now = Utc::now();
    let store = super::existing(&arguments.database, now)?;
    let task = Undo {
        changeset: arguments.changeset,
        strict: arguments.strict,
        dry_run: arguments.dry_run,
    };
    let person = arguments.who.person(now);
    let undone = match undo::undo(&store, Gazetteer::embedded(), &task, &person) {
        Ok(undone) => undone,
        Err(UndoError::Store(error)) => return Err(Failure::new(error)),
        Err(error) => {
            if let UndoError::Conflicts(conflicts) = &error {
                conflicts
                    .iter()
                    .for_each(|conflict| eprintln!("{}", line(conflict)));
            }
            return Ok(super::refused(error));
        }
    };
    match arguments.json {
        true => {
            let json = serde_json::to_string_pretty(&undone).map_err(Failure::new)?;
            println!("{json}");
        }
        false => tell(&undone, arguments.dry_run),
    }
    super::scrubbed(&store)?;
    Ok(match undone.conflicts.is_empty() {
        true => Exit::Done,
        false => Exit::Problems,
    })
}

fn tell(undone: &Undone, is_dry_run: bool) {
    for conflict in &undone.conflicts {
        println!("{}", line(conflict));
    }
    println!(
        "changeset {}: {} undone in {}, {} left as they are",
        undone.undone,
        counted(undone.changes, "change"),
        counted(undone.records, "record"),
        undone.conflicts.len()
    );
    if undone.held > 0 {
        let wait = if undone.held == 1 { "waits" } else { "wait" };
        println!("{} of its held items {wait} no longer", undone.held);
    }
    if !undone.waits_again.is_empty() {
        let numbers: Vec<String> = undone.waits_again.iter().map(i64::to_string).collect();
        println!("what was approved waits again: {}", numbers.join(", "));
    }
    if undone.dropped > 0 {
        println!("{}", dropped(undone.dropped));
    }
    match undone.changeset {
        _ if is_dry_run => println!("nothing was written: a dry run"),
        Some(changeset) => println!("published as changeset {changeset}"),
        None => println!(
            "nothing changed: the directory is at revision {}",
            undone.revision
        ),
    }
}

/// `left: service/3f… "Hope Haven" was changed later (changeset 7)`
fn line(conflict: &Conflict) -> String {
    let mut line = "left:".to_owned();
    if let Some(record) = conflict.record {
        line += &format!(" {}", path(record));
    }
    if let Some(name) = &conflict.name {
        line += &format!(" “{name}”");
    }
    line += &format!(" {}", conflict.why.as_str());
    if !conflict.changesets.is_empty() {
        let numbers: Vec<String> = conflict.changesets.iter().map(i64::to_string).collect();
        line += &format!(" (changeset {})", numbers.join(", "));
    }
    line
}
