//! Which format an update is in, by what is in it.

use std::io::{BufRead, Read};
use std::sync::Arc;

use super::json::JsonInput;
use super::text::{Bytes, Text, unreadable};
use super::{Format, Input, Raw, Refusal, SourceInput, TabularInput};

/// How much is looked at.
const BEGINNING: u64 = 4096;
/// A source file is written by a person.
const SOURCE_BYTES: u64 = 64 << 20;

/// Reads what an update is given as, in `format` or else in the one that it looks like.
pub fn open(raw: Raw, format: Option<Format>) -> Result<Box<dyn Input>, Refusal> {
    let text = match raw {
        Raw::Path(path) => {
            let name = path.file_name().unwrap_or(path.as_os_str());
            if path.is_dir() {
                let name = name.to_string_lossy();
                return Ok(Box::new(TabularInput::folder(&path, &name)?));
            }
            Text::new(&name.to_string_lossy(), Bytes::Path(path.clone()))
        }
        Raw::Memory { name, bytes } => Text::new(&name, Bytes::Memory(bytes)),
    };
    let found = recognised(&text)?;
    let format = format.or(found.format);
    match format {
        Some(Format::Source) => source(&text),
        Some(Format::HsdsJson) => Ok(Box::new(JsonInput::new(text))),
        Some(Format::HsdsTabular) => Ok(Box::new(TabularInput::zip(&text.bytes, &text.name)?)),
        Some(Format::Csv) => Err(Refusal::Malformed {
            file: text.name.to_string(),
            detail: "a CSV cannot be read by itself".to_owned(),
            expected: "a mapping file that says what its columns are".to_owned(),
        }),
        None => Err(Refusal::Malformed {
            file: text.name.to_string(),
            detail: format!("looks like {}", found.looks_like),
            expected: "HSDS JSON (object, array, page, ndjson), an HSDS tabular data package (zip or folder), \
                       a source file of data/README.md, or a CSV with its mapping"
                .to_owned(),
        }),
    }
}

struct Found {
    format: Option<Format>,
    looks_like: &'static str,
}

fn recognised(text: &Text) -> Result<Found, Refusal> {
    let found = |format, looks_like| Found { format, looks_like };
    let beginning = text.read(|read| {
        let mut beginning = Vec::new();
        let read = read.take(BEGINNING).read_to_end(&mut beginning);
        read.map_err(|error| unreadable(&text.name, error))?;
        Ok(beginning)
    })?;
    let words = String::from_utf8_lossy(&beginning);
    let words = words.trim_start();
    Ok(match words.chars().next() {
        None => found(None, "an empty file"),
        Some('{') => {
            let first_key = words[1..].trim_start();
            if first_key.starts_with("\"source\"") || first_key.starts_with("\"claims\"") {
                found(Some(Format::Source), "a source file")
            } else {
                found(Some(Format::HsdsJson), "JSON")
            }
        }
        Some('[') => found(Some(Format::HsdsJson), "JSON"),
        Some('P')
            if beginning.starts_with(b"PK\x03\x04") || beginning.starts_with(b"PK\x05\x06") =>
        {
            found(Some(Format::HsdsTabular), "a zip")
        }
        Some('<') => found(None, "XML or HTML"),
        Some(_) if words.contains('\0') => found(None, "a file of a program, not a text"),
        Some(_)
            if words
                .lines()
                .next()
                .is_some_and(|line| line.contains([',', ';', '\t'])) =>
        {
            found(None, "a CSV, which needs its mapping")
        }
        Some(_) => found(None, "a text"),
    })
}

fn source(text: &Text) -> Result<Box<dyn Input>, Refusal> {
    let name = Arc::clone(&text.name);
    if text.size().is_some_and(|size| size > SOURCE_BYTES) {
        return Err(Refusal::TooLarge {
            file: name.to_string(),
            what: "a source file",
            limit: format!("{SOURCE_BYTES} bytes"),
        });
    }
    let file = text.read(|read: &mut dyn BufRead| {
        serde_json::from_reader(read).map_err(|fault| Refusal::Malformed {
            file: name.to_string(),
            // What serde_json says may quote what is there.
            detail: format!(
                "line {}, column {}: is not as a source file is",
                fault.line(),
                fault.column()
            ),
            expected: "the shape that data/README.md describes".to_owned(),
        })
    })?;
    Ok(Box::new(SourceInput(file)))
}
