//! `nearhelp export`

use std::{
    fs::{self, File},
    io::{self, BufWriter, ErrorKind, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::Utc;
use clap::{Args, ValueEnum, builder::PossibleValue};

use super::{Exit, Failure};
use crate::{
    config::{Ages, Database},
    export::{self, Format, Pieces},
    geography::Gazetteer,
    snapshot::Snapshot,
};

/// Write the whole directory to a file, as /v1/export does
#[derive(Args, Debug)]
pub struct Arguments {
    /// What it is written as
    #[arg(long, value_enum, default_value_t = Format::HsdsJson)]
    format: Format,

    /// The file, which is replaced once the new one is whole; without it, standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    database: Database,

    #[command(flatten)]
    ages: Ages,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Format] {
        &Format::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}

/// Exports the present revision of the database.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let now = Utc::now();
    let store = super::existing(&arguments.database, now)?;
    let snapshot = Snapshot::load_aged(&store, Gazetteer::embedded(), now, &arguments.ages)
        .map_err(Failure::new)?;
    let pieces = export::export(Arc::new(snapshot), arguments.format, now);
    match &arguments.output {
        Some(file) => replace(file, pieces)
            .map_err(|error| Failure::new(format!("cannot write {}: {error}", file.display())))?,
        None => match write(io::stdout().lock(), pieces) {
            // A reader that has seen enough, such as `head`, is no failure.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(Failure::new(error)),
            _ => {}
        },
    }
    Ok(Exit::Done)
}

/// Beside the file first, so that a broken export is never taken for a whole one.
fn replace(file: &Path, pieces: Pieces) -> io::Result<()> {
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let written = File::create(&part)
        .and_then(|out| write(BufWriter::new(out), pieces))
        .and_then(|()| fs::rename(&part, file));
    if written.is_err() {
        // It may never have been made.
        let _ = fs::remove_file(&part);
    }
    written
}

fn write(mut out: impl Write, pieces: Pieces) -> io::Result<()> {
    for piece in pieces {
        out.write_all(&piece?)?;
    }
    out.flush()
}
