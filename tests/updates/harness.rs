//! What a reader says of a file, all at once.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nearhelp::standing::RecordKind;
use nearhelp::updates::entries::{Entry, Problem};
use nearhelp::updates::formats::{Input, Raw, Refusal, open};
use serde_json::Value;

/// Entries, parents first, and the problems met.
#[derive(Default)]
pub struct Told {
    pub entries: Vec<Entry>,
    pub problems: Vec<Problem>,
}

pub fn memory(name: &str, bytes: &[u8]) -> Raw {
    Raw::Memory {
        name: name.to_owned(),
        bytes: Arc::from(bytes),
    }
}

pub fn told(raw: Raw) -> Result<Told, Refusal> {
    all(&*open(raw, None)?)
}

pub fn all(input: &dyn Input) -> Result<Told, Refusal> {
    let mut told = Told::default();
    for kind in RecordKind::ALL {
        input.read(kind, &mut |read| {
            match read {
                Ok(entry) => {
                    assert_eq!(entry.record, kind);
                    told.entries.push(entry);
                }
                Err(problem) => told.problems.push(problem),
            }
            ControlFlow::Continue(())
        })?;
    }
    Ok(told)
}

impl Told {
    pub fn keys(&self, kind: RecordKind) -> Vec<&str> {
        let entries = self.entries.iter().filter(|entry| entry.record == kind);
        entries.map(|entry| entry.key.as_str()).collect()
    }

    pub fn entry(&self, kind: RecordKind, key: &str) -> &Entry {
        let found = |entry: &&Entry| entry.record == kind && entry.key == key;
        self.entries.iter().find(found).expect(key)
    }

    pub fn body(&self, kind: RecordKind, key: &str) -> Value {
        Value::Object(self.entry(kind, key).body.clone())
    }

    /// Of each problem its code, file, row and field.
    pub fn problems(&self) -> Vec<(&str, &str, Option<u64>, &str)> {
        let problems = self.problems.iter();
        problems
            .map(|p| {
                (
                    p.code.as_str(),
                    &*p.position.file,
                    p.position.row,
                    p.field.as_str(),
                )
            })
            .collect()
    }
}

/// The official examples, which are not part of the project.
pub fn examples() -> Option<PathBuf> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/hsds/examples");
    if !examples.exists() {
        eprintln!("skipped: ../shared/hsds/examples is not there");
    }
    examples.exists().then_some(examples)
}
