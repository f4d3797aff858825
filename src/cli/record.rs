//! How a person names a record: by its id, or by its name where no other has it.

use std::fmt::Write;

use uuid::Uuid;

use crate::standing::{RecordKind, RecordRef};
use crate::store::{StoreError, Transaction};

/// The record with this id (`ID`, `KIND/ID`) or this exact name; else what to tell the person.
pub fn named(
    tx: &mut Transaction<'_>,
    text: &str,
) -> Result<Result<RecordRef, String>, StoreError> {
    let (kind, id) = match text.split_once('/') {
        Some((kind, id)) => (RecordKind::parse(kind), id),
        None => (None, text),
    };
    if let Ok(id) = id.parse::<Uuid>() {
        let kinds = RecordKind::ALL.into_iter();
        let possible: Vec<RecordRef> = kinds
            .filter(|of| kind.is_none_or(|kind| kind == *of))
            .map(|kind| RecordRef { kind, id })
            .collect();
        let present = tx.records_of(&possible)?;
        if let Some(record) = present.first() {
            return Ok(Ok(record.record));
        }
        // It may have been withdrawn, and have a history.
        for record in possible {
            if !tx.changes_of(record)?.is_empty() {
                return Ok(Ok(record));
            }
        }
        return Ok(Err(format!("there is no record {text}")));
    }
    let mut found = Vec::new();
    tx.each_record(&mut |record| {
        if record.body.get("name").and_then(|name| name.as_str()) == Some(text) {
            found.push(record.record);
        }
    })?;
    Ok(match found[..] {
        [only] => Ok(only),
        [] => Err(format!("there is no record with the id or the name {text}")),
        _ => {
            let mut why = format!("several records are called {text}; which one?");
            for record in found {
                let _ = write!(why, "\n  {}", path(record));
            }
            Err(why)
        }
    })
}

/// `service/3f…`
pub fn path(record: RecordRef) -> String {
    format!("{}/{}", record.kind.as_str(), record.id)
}
