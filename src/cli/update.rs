//! What `nearhelp check` and `nearhelp load` have in common: the file, its source, the report.

use std::{
    fs,
    io::IsTerminal,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum, builder::PossibleValue};
use uuid::Uuid;

use super::{Exit, Failure};
use crate::{
    config::Database,
    geography::Gazetteer,
    standing::{Source, SourceKind},
    store::{Operation, Store, StoreError},
    updates::{
        entries::SourceHeader,
        formats::{
            self, Format, Input, Raw, Refusal,
            mapping::{MappedInput, Mapping, MappingError, MappingFault},
        },
        load::{self, Author, LoadError, Options, Part, Update},
        report::{self, Report},
    },
};

/// How many entries are read between two lines of progress, where there is no terminal.
const ENTRIES_A_LINE: u64 = 100_000;

/// The file of an update, whose it is, and how it is read.
#[derive(Args, Debug)]
pub struct File {
    /// HSDS JSON, an HSDS data package (a folder or a zip), or with --mapping any CSV (a file, or a folder of files)
    pub file: PathBuf,

    /// How the columns of a CSV are read: a TOML file, as docs/mapping.md describes
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,

    /// What the file is, where that does not show
    #[arg(long, value_enum)]
    pub format: Option<Format>,

    /// Who says it: a source of the directory, or a new one
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,

    /// What a new source is; it ranks it
    #[arg(long, value_enum, default_value_t = SourceKind::Directory)]
    pub kind: SourceKind,

    /// The file has all that the source has: what is not in it is withdrawn
    #[arg(long)]
    pub full: bool,

    /// The report as JSON
    #[arg(long)]
    pub json: bool,

    #[command(flatten)]
    pub database: Database,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Format] {
        &[
            Format::Source,
            Format::HsdsJson,
            Format::HsdsTabular,
            Format::Csv,
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Format::Source => "source",
            Format::HsdsJson => "hsds-json",
            Format::HsdsTabular => "hsds-tabular",
            Format::Csv => "csv",
        }))
    }
}

impl ValueEnum for SourceKind {
    fn value_variants<'a>() -> &'a [SourceKind] {
        &[
            SourceKind::Provider,
            SourceKind::Directory,
            SourceKind::PublicRecord,
            SourceKind::Article,
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            SourceKind::Provider => "provider",
            SourceKind::Directory => "directory",
            SourceKind::PublicRecord => "public-record",
            SourceKind::Article => "article",
        }))
    }
}

/// What is done with a file, and for whom.
pub struct Task {
    pub options: Options,
    pub by: String,
    pub reason: String,
    pub at: DateTime<Utc>,
}

/// Why a file was not taken: its own fault, which is told, or the system's.
enum Fault {
    OfInput(String),
    OfSystem(Failure),
}

/// Where an update is tried out: opening a database that is not there would make it, so that an empty one stands for it.
pub fn rehearsed(database: &Database, now: DateTime<Utc>) -> Result<Store, Failure> {
    let url = database.url();
    let is_there = url
        .strip_prefix("sqlite://")
        .is_none_or(|path| Path::new(path).exists());
    let store = match is_there {
        true => Store::open(url, now),
        false => Store::in_memory(now),
    };
    store.map_err(Failure::new)
}

/// Checks or loads the file; a fault of the file's is told on standard error, and there is no report.
pub fn run(store: &Store, file: &File, task: Task) -> Result<Result<Report, Exit>, Failure> {
    match attempt(store, file, task) {
        Ok(report) => Ok(Ok(report)),
        Err(Fault::OfInput(told)) => {
            eprintln!("nearhelp: {told}");
            Ok(Err(Exit::Problems))
        }
        Err(Fault::OfSystem(failure)) => Err(failure),
    }
}

fn attempt(store: &Store, file: &File, task: Task) -> Result<Report, Fault> {
    let mapping = file.mapping.as_deref().map(mapping).transpose()?;
    let raw = Raw::Path(file.file.clone());
    let input: Box<dyn Input> = match mapping {
        Some(mapping) => Box::new(MappedInput::open(mapping, raw)?),
        None => formats::open(raw, file.format)?,
    };
    let source = match (&file.source, input.source()) {
        (Some(name), _) => source_called(&store.sources()?, name, file.kind),
        (None, Some(source)) => source.clone(),
        (None, None) => {
            let detail = "the file does not say who speaks: name it with --source";
            return Err(Fault::OfInput(detail.to_owned()));
        }
    };
    let update = Update {
        parts: &[Part {
            source,
            input: &*input,
        }],
        same: &[],
        author: Author {
            at: task.at,
            by: task.by,
            reason: task.reason,
            api_key_id: None,
            how: Operation::Load,
        },
        options: task.options,
    };
    let mut progress = progress();
    Ok(load::load(
        store,
        Gazetteer::embedded(),
        &update,
        &mut Uuid::new_v4,
        &mut progress,
    )?)
}

/// Says how far it is: on a terminal in one line that changes, elsewhere in a line now and then.
fn progress() -> impl FnMut(u64) {
    let is_terminal = std::io::stderr().is_terminal();
    let mut told = 0;
    move |read| {
        if read / ENTRIES_A_LINE > told {
            told = read / ENTRIES_A_LINE;
            match is_terminal {
                true => eprint!("\r{read} entries read"),
                false => eprintln!("{read} entries read"),
            }
        }
    }
}

fn mapping(path: &Path) -> Result<Mapping, Fault> {
    let told = |why: &dyn std::fmt::Display| Fault::OfInput(format!("{}: {why}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| told(&error))?;
    Mapping::parse(&text).map_err(|faults| told(&in_lines(&faults)))
}

fn in_lines(faults: &[MappingFault]) -> String {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// The source with this key or name, or a new one.
pub fn source_called(known: &[Source], name: &str, kind: SourceKind) -> SourceHeader {
    let found = known
        .iter()
        .find(|source| source.key == name || source.name == name);
    match found {
        Some(source) => SourceHeader::from(source),
        None => SourceHeader::new(name, kind),
    }
}

/// Prints the report as asked for.
pub fn print(report: &Report, as_json: bool) -> Result<(), Failure> {
    match as_json {
        true => {
            let json = serde_json::to_string_pretty(report).map_err(Failure::new)?;
            println!("{json}");
        }
        false => print!("{}", report::text(report)),
    }
    Ok(())
}

/// What a load or an edit came to, in a line.
pub fn what_was_done(report: &Report, is_dry_run: bool) -> String {
    match report.changeset {
        _ if is_dry_run => "nothing was written: a dry run".to_owned(),
        Some(changeset) => format!("published as changeset {changeset}"),
        None => format!(
            "nothing changed: the directory is at revision {}",
            report.revision
        ),
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Fault {
        Fault::OfInput(refusal.to_string())
    }
}

impl From<MappingError> for Fault {
    fn from(error: MappingError) -> Fault {
        Fault::OfInput(match error {
            MappingError::Mapping(faults) => in_lines(&faults),
            MappingError::Input(refusal) => refusal.to_string(),
        })
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        Fault::OfSystem(Failure::new(error))
    }
}

impl From<LoadError> for Fault {
    fn from(error: LoadError) -> Fault {
        match error {
            LoadError::Refused(refusal) => refusal.into(),
            LoadError::Store(error) => error.into(),
            LoadError::Strict(report) => Fault::OfInput(format!(
                "{}nothing was loaded: --strict refuses all for one",
                report::text(&report)
            )),
        }
    }
}
