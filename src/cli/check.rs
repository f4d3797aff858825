//! `nearhelp check`

use chrono::Utc;
use clap::Args;

use super::{Exit, Failure, update};
use crate::updates::{
    formats::{Raw, mapping},
    load::Options,
    report,
};

/// Tell every problem of an update and what it would do, and write nothing
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    file: update::File,

    /// The problems as a table for a spreadsheet
    #[arg(long, conflicts_with = "json")]
    csv: bool,

    /// Print a first mapping for a CSV, made from its headers and its first rows, and do nothing else
    #[arg(long, conflicts_with_all = ["json", "csv", "mapping"])]
    suggest_mapping: bool,
}

/// Ends with 1 where the file has a problem.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let file = &arguments.file;
    if arguments.suggest_mapping {
        return match mapping::suggest_for(&Raw::Path(file.file.clone())) {
            Ok(mapping) => {
                print!("{mapping}");
                Ok(Exit::Done)
            }
            Err(refusal) => {
                eprintln!("nearhelp: {refusal}");
                Ok(Exit::Problems)
            }
        };
    }
    let now = Utc::now();
    let store = update::rehearsed(&file.database, now)?;
    let task = update::Task {
        options: Options {
            full: file.full,
            dry_run: true,
            ..Options::default()
        },
        by: "nearhelp check".to_owned(),
        reason: "a check".to_owned(),
        at: now,
    };
    let report = match update::run(&store, file, task)? {
        Ok(report) => report,
        Err(exit) => return Ok(exit),
    };
    match arguments.csv {
        true => print!("{}", report::csv(&report).map_err(Failure::new)?),
        false => update::print(&report, file.json)?,
    }
    Ok(match report.has_problems() {
        true => Exit::Problems,
        false => Exit::Done,
    })
}
