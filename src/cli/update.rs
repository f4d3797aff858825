//! What `nearhelp check` and `nearhelp load` have in common: the file, its source, the report.

use std::{fs, path::PathBuf};

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum, builder::PossibleValue};

use super::{Exit, Failure};
use crate::{
    standing::{Source, SourceKind},
    store::{Operation, Store, StoreError},
    updates::{
        entries::SourceHeader,
        formats::{self, Format, Input, Raw, Refusal, mapping::{Mapping, MappedInput}},
        load::{Author, LoadError},
        report::{self, Report},
    },
};

/// The file of an update, and how it is read.
#[derive(Args, Debug)]
pub struct File {
    /// HSDS JSON, an HSDS data package (a folder or a zip), or with --mapping any CSV (a file or a folder of files)
    pub file: PathBuf,

    /// How the columns of a CSV are read: a TOML file, as docs/mapping.md describes
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,

    /// What the file is, where it does not show
    #[arg(long, value_enum)]
    pub format: Option<Format>,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Format] {
        &[Format::Source, Format::HsdsJson, Format::HsdsTabular, Format::Csv]
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
