//! HSDS 3.x JSON: an object, an array, a page, ndjson or an object of lists, with records nested in one another as the standard
//! nests them. Each record comes out once, as an entry of its own.

mod copies;
mod items;
mod nested;

use std::iter::repeat_n;
use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use super::shape::{entry, problem};
use super::text::Text;
use super::{Input, Refusal, See};
use crate::standing::RecordKind;
use crate::updates::entries::{Entry, Position, ReadAt, Severity};
use copies::{Copies, Copy};
use items::Items;
use nested::{Found, Remark};

/// A JSON file.
pub struct JsonInput {
    text: Text,
    copies: OnceLock<Copies>,
}

/// A record as it stands in the file, or why there is none.
enum Read {
    Record(Found, Option<u64>),
    Fault(&'static str, &'static str, Option<u64>),
}

impl JsonInput {
    /// Of a file of HSDS JSON, which is read when it is asked for.
    pub fn new(text: Text) -> JsonInput {
        JsonInput {
            text,
            copies: OnceLock::new(),
        }
    }

    fn records(&self, see: &mut dyn FnMut(Read) -> ControlFlow<()>) -> Result<(), Refusal> {
        self.text.read(|read| {
            let mut items = Items::new(read, &self.text.name);
            let mut found = Vec::new();
            while let Some(item) = items.next()? {
                let line = item.line;
                let no_object = ("not_json", "is no object");
                let mut strange = 0;
                let fault = match serde_json::from_slice(item.bytes) {
                    Ok(Value::Object(record)) => match nested::lists_apart(record, &mut found) {
                        Ok(count) => {
                            strange = count;
                            None
                        }
                        Err(record) => match nested::kind_of(&record) {
                            Some(kind) => {
                                nested::apart(kind, record, &mut found);
                                None
                            }
                            None => {
                                Some(("unknown_record", "is no record of HSDS that is kept here"))
                            }
                        },
                    },
                    Ok(_) => Some(no_object),
                    Err(_) => Some(("not_json", "cannot be read as JSON")),
                };
                let records = found.drain(..).map(|found| Read::Record(found, line));
                let faults = fault.into_iter().chain(repeat_n(no_object, strange));
                let faults = faults.map(|(code, detail)| Read::Fault(code, detail, line));
                for read in records.chain(faults) {
                    if see(read).is_break() {
                        return Ok(());
                    }
                }
            }
            Ok(())
        })
    }

    /// Which of the copies of each record is the one to take.
    fn copies(&self) -> Result<&Copies, Refusal> {
        if self.copies.get().is_none() {
            let mut copies = Copies::default();
            self.records(&mut |read| {
                if let Read::Record(
                    Found {
                        kind,
                        key: Some(key),
                        body,
                        ..
                    },
                    _,
                ) = read
                {
                    copies.note(kind, &key, &body);
                }
                ControlFlow::Continue(())
            })?;
            let _ = self.copies.set(copies);
        }
        Ok(self.copies.get_or_init(Copies::default))
    }
}

impl Input for JsonInput {
    fn read(&self, kind: RecordKind, see: &mut See) -> Result<(), Refusal> {
        let mut reading = self.copies()?.reading();
        let mut is_told = false;
        self.records(&mut |read| {
            let (found, line) = match read {
                Read::Record(found, line) => (found, line),
                // What has no kind is told with the first kind that is read, and lists of what is not kept once.
                Read::Fault(code, detail, line) if kind == RecordKind::ALL[0] => {
                    let severity = match code {
                        "unknown_record" if std::mem::replace(&mut is_told, true) => {
                            return ControlFlow::Continue(());
                        }
                        "unknown_record" => Severity::Warning,
                        _ => Severity::Error,
                    };
                    let at = self.position(line);
                    let expected = "organizations, services, locations, services at locations";
                    return see(Err(problem(severity, code, kind, at, "", detail, expected)));
                }
                Read::Fault(..) => return ControlFlow::Continue(()),
            };
            if found.kind != kind {
                return ControlFlow::Continue(());
            }
            for (field, remark) in &found.remarks {
                let (severity, code, detail, expected) = match remark {
                    Remark::Torn => (
                        Severity::Warning,
                        "contradictory_reference",
                        "is not the record that this one is nested with",
                        "the same in both places",
                    ),
                    Remark::NoRecord => (
                        Severity::LeftOut,
                        "misshapen",
                        "has something in it that is no record, which is left out",
                        "an object with an id, or a list of such objects",
                    ),
                    Remark::LeftOut => (
                        Severity::Warning,
                        "left_out",
                        "is left out",
                        "the service's own `program`, which is kept",
                    ),
                };
                let at = self.position(line);
                see(Err(problem(
                    severity, code, kind, at, field, detail, expected,
                )))?;
            }
            let Some(key) = found.key else {
                let at = self.position(line);
                let (detail, expected) = ("is missing", "an id by which to know the record again");
                let severity = Severity::Error;
                return see(Err(problem(
                    severity,
                    "id_missing",
                    kind,
                    at,
                    "id",
                    detail,
                    expected,
                )));
            };
            match reading.meet(kind, &key, &found.body) {
                Copy::Taken => {}
                Copy::Same => return ControlFlow::Continue(()),
                Copy::Differs { field, is_taken } => {
                    let at = self.position(line);
                    let detail = "is not the same in all places where the file has this record";
                    let expected = "one value; that of the fullest copy is taken";
                    let (severity, code) = (Severity::Warning, "contradictory_copies");
                    see(Err(problem(
                        severity, code, kind, at, &field, detail, expected,
                    )))?;
                    if !is_taken {
                        return ControlFlow::Continue(());
                    }
                }
            }
            see(Ok(self.entry(kind, key, found.body, line)))
        })
    }

    /// All copies of a record.
    fn survey(&self, kind: RecordKind, see: &mut dyn FnMut(Entry)) -> Result<(), Refusal> {
        self.records(&mut |read| {
            let nameless = || (kind == RecordKind::Location).then(String::new);
            if let Read::Record(found, line) = read
                && found.kind == kind
                && let Some(key) = found.key.or_else(nameless)
            {
                see(self.entry(kind, key, found.body, line));
            }
            ControlFlow::Continue(())
        })
    }

    fn size(&self) -> Option<u64> {
        self.text.size()
    }
}

impl JsonInput {
    fn entry(
        &self,
        kind: RecordKind,
        key: String,
        body: Map<String, Value>,
        line: Option<u64>,
    ) -> Entry {
        let at = ReadAt {
            file: Arc::clone(&self.text.name),
            row: line,
            ..ReadAt::default()
        };
        entry(kind, key, body, at)
    }

    fn position(&self, line: Option<u64>) -> Position {
        Position {
            file: Arc::clone(&self.text.name),
            row: line,
            column: None,
        }
    }
}
