//! `nearhelp load`

use chrono::Utc;
use clap::Args;

use super::{Exit, Failure, update};
use crate::{store::Store, updates::load::Options};

/// Only an empty database is filled with the first directory.
const WITHOUT_SEED: &str = "this database was empty, and has only what was loaded: no national hotlines, unless they were among it. \
    To have the built-in directory too, start “nearhelp serve” on a new database once, and load then.";

/// Load an update: what is sure is published as one changeset, what is risky waits for a person
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    file: update::File,

    /// Say what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// Refuse all where one record, or a part of one, is wrong
    #[arg(long)]
    strict: bool,

    /// The person who loads it
    #[arg(
        long,
        env = "NEARHELP_BY",
        value_name = "WHO",
        default_value = "the command line"
    )]
    by: String,

    /// Why, for the history
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

/// Ends with 1 where a record was rejected, or a part of one left out.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let file = &arguments.file;
    let now = Utc::now();
    let store = match arguments.dry_run {
        true => update::rehearsed(&file.database, now)?,
        false => Store::open(file.database.url(), now).map_err(Failure::new)?,
    };
    let name = file.file.file_name().unwrap_or(file.file.as_os_str());
    let task = update::Task {
        options: Options {
            full: file.full,
            strict: arguments.strict,
            dry_run: arguments.dry_run,
            ..Options::default()
        },
        by: arguments.by.clone(),
        reason: match &arguments.reason {
            Some(reason) => reason.clone(),
            None => format!("Loaded {}", name.to_string_lossy()),
        },
        at: now,
    };
    let was_empty = store.directory().map_err(Failure::new)?.revision == 0;
    let report = match update::run(&store, file, task)? {
        Ok(report) => report,
        Err(exit) => return Ok(exit),
    };
    update::print(&report, file.json)?;
    if was_empty && !arguments.dry_run && report.changeset.is_some() {
        eprintln!("nearhelp: {WITHOUT_SEED}");
    }
    if !file.json {
        println!("{}", update::what_was_done(&report, arguments.dry_run));
    }
    super::scrubbed(&store)?;
    Ok(match report.rejected + report.left_out {
        0 => Exit::Done,
        _ => Exit::Problems,
    })
}
