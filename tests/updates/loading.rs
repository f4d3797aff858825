//! Loads by the built program, and what the directory is after them.

use std::path::{Path, PathBuf};
use std::process::Output;

use diesel::prelude::*;
use nearhelp::standing::{Claim, SameAs};
use nearhelp::store::{Changed, Records, Store};

use crate::common::{package, run, sources::NOW};

/// All that a directory has, but for the times at which it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub records: Records,
    claims: Vec<Claim>,
    same_as: Vec<SameAs>,
    history: Vec<Changed>,
}

impl State {
    /// Of a database that SQLite finds whole.
    pub fn of(database: &Path) -> State {
        let store = Store::open(&url(database), *NOW).expect("it opens");
        let mut conn = SqliteConnection::establish(&database.display().to_string()).unwrap();
        let check = diesel::sql_query("SELECT integrity_check AS word FROM pragma_integrity_check");
        let words: Vec<Check> = check.load(&mut conn).unwrap();
        assert!(matches!(&words[..], [only] if only.word == "ok"));
        let mut records = store.records().unwrap();
        records.modified_at.clear();
        let mut history = store.changes_in(records.revision).unwrap();
        for changed in &mut history {
            changed.changeset.at = *NOW;
        }
        State {
            records,
            claims: store.claims().unwrap(),
            same_as: store.same_as().unwrap(),
            history,
        }
    }

    pub fn revision(&self) -> i64 {
        self.records.revision
    }
}

#[derive(QueryableByName)]
struct Check {
    #[diesel(sql_type = diesel::sql_types::Text)]
    word: String,
}

pub fn url(database: &Path) -> String {
    format!("sqlite://{}", database.display())
}

/// The arguments of a load of `file` into `database`.
pub fn load_of<'a>(file: &'a str, source: &'a str, url: &'a str) -> [&'a str; 6] {
    ["load", file, "--source", source, "--database-url", url]
}

pub fn load(file: &Path, source: &str, database: &Path) -> Output {
    let file = file.display().to_string();
    let arguments = load_of(&file, source, &url(database)).map(str::to_owned);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    run(database.parent().expect("a folder"), &arguments, &[])
}

#[track_caller]
pub fn assert_loads(file: &Path, source: &str, database: &Path) {
    let output = load(file, source, database);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

/// A package of `services` in a folder of its own within `folder`; with a `word` every service says it.
pub fn package(folder: &Path, name: &str, services: usize, word: &str) -> PathBuf {
    let package = folder.join(name);
    std::fs::create_dir(&package).unwrap();
    package::write(&package, services).unwrap();
    let table = package.join("services.csv");
    let text = std::fs::read_to_string(&table).unwrap();
    std::fs::write(&table, text.replace("A bed for the night", word)).unwrap();
    package
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
