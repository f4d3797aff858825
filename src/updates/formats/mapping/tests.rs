use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use super::*;

mod faults;
mod florida;
mod rules;
mod suggested;

/// What a reading gives.
struct Seen {
    entries: Vec<Entry>,
    problems: Vec<Problem>,
}

fn seen(input: &dyn Input, kind: RecordKind) -> Seen {
    let mut seen = Seen {
        entries: Vec::new(),
        problems: Vec::new(),
    };
    input
        .read(kind, &mut |read| {
            match read {
                Ok(mut entry) => {
                    // Every service that has no cases says so; the tests are about the rest.
                    entry
                        .body
                        .retain(|field, value| field != "cases" || *value != json!([]));
                    seen.entries.push(entry);
                }
                Err(problem) => seen.problems.push(problem),
            }
            ControlFlow::Continue(())
        })
        .unwrap();
    seen
}

fn mapping(text: &str) -> Mapping {
    Mapping::parse(text).unwrap_or_else(|faults| panic!("{}\n{text}", lines(&faults)))
}

fn lines(faults: &[MappingFault]) -> String {
    let faults: Vec<String> = faults.iter().map(MappingFault::to_string).collect();
    faults.join("\n")
}

fn open(mapping: Mapping, raw: Raw) -> MappedInput {
    match MappedInput::open(mapping, raw) {
        Ok(input) => input,
        Err(MappingError::Mapping(faults)) => panic!("{}", lines(&faults)),
        Err(error) => panic!("{error}"),
    }
}

fn in_memory(csv: &str) -> Raw {
    Raw::Memory {
        name: "rows.csv".to_owned(),
        bytes: Arc::from(csv.as_bytes()),
    }
}
