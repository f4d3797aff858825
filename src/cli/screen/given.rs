//! Answers out of a file or standard input, for a program: nothing is asked.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, Read},
    path::Path,
};

use serde_json::Value;

use super::{
    Failure,
    words::{self, Language},
};
use crate::{
    eligibility::{Answers, Fault},
    geography::Gazetteer,
    http::extract::body,
};

/// More than all questions can be answered with.
const MOST_BYTES: u64 = 65_536;

/// The answers in the file, `-` being standard input. `None` where something is wrong with them, which is told by then:
/// what it is, and nothing of what was answered.
pub fn answers(
    path: &Path,
    gazetteer: &Gazetteer,
    language: Language,
) -> Result<Option<Answers>, Failure> {
    let wrong = |what: &str| eprintln!("nearhelp: --answers: {what}");
    if path.as_os_str() != "-" && !path.exists() {
        // Not named: by a slip it may be the answers.
        wrong("there is no such file; answers come in a file, or in standard input as “-”");
        return Ok(None);
    }
    let (Value::Object(given), repeated) = read(path)? else {
        wrong(language.pick(words::NO_OBJECT));
        return Ok(None);
    };
    if !repeated.is_empty() {
        let repeated = repeated.iter().map(|pointer| Answers::known_part(pointer));
        for pointer in repeated.collect::<BTreeSet<_>>() {
            let key = match pointer.trim_start_matches('/') {
                "" => language.pick(words::SOMETHING),
                key => key,
            };
            wrong(&format!("{key} {}", language.pick(words::TWICE)));
        }
        return Ok(None);
    }
    match Answers::read(&given, gazetteer) {
        Ok(answers) => Ok(Some(answers)),
        Err(faults) => {
            for fault in faults {
                wrong(&sentence(&fault, language));
            }
            Ok(None)
        }
    }
}

fn sentence(fault: &Fault, language: Language) -> String {
    let Fault {
        field,
        detail,
        expected,
    } = fault;
    match language {
        Language::Es => words::answer_in_spanish(field),
        Language::En if field.is_empty() => format!("{detail}; expected {expected}"),
        Language::En => format!("{field} {detail}; expected {expected}"),
    }
}

/// The JSON in the file, with the keys that are in it more than once. A fault says where, and nothing of what.
fn read(path: &Path) -> Result<(Value, BTreeSet<String>), Failure> {
    let failed = |error| Failure::new(format!("--answers: {error}"));
    let source: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(failed)?)
    };
    let mut text = Vec::new();
    let read = source.take(MOST_BYTES).read_to_end(&mut text);
    read.map_err(failed)?;
    // What is no JSON is no object, which is reported as wrong usage.
    Ok(body::with_repeated(&text).unwrap_or_default())
}
