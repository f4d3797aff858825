//! One telephone number through the whole directory: who uses it, and withdrawing it everywhere at once.

mod uses;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::confidential::{self, About};
use super::held::four_eyes::has_called;
use super::person::Person;
use super::recompute::recompute;
use crate::standing::number::{self, NumberFault};
use crate::standing::{BlockedNumber, RecordRef, Source};
use crate::store::{Call, Change, Operation, StoreError, Transaction};

pub use uses::{Called, Moved, Rejected, Said, Use, Uses, Waiting, What, records_about, uses};

/// Records that are computed together.
const BATCH: u32 = 2000;

/// A number that was blocked or unblocked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Blocking {
    pub number: String,
    pub revision: i64,
    /// Records that were computed again.
    pub records: Vec<RecordRef>,
    /// Of a number that was blocked, records with a text that has it still: somebody has to correct those.
    pub texts: Vec<Use>,
}

#[derive(Debug, thiserror::Error)]
pub enum NumberError {
    #[error(transparent)]
    Number(#[from] NumberFault),
    #[error("{} is blocked already, by {} on {}: {}", number::display(&.0.number), .0.by, .0.at.format("%Y-%m-%d"), .0.reason)]
    BlockedAlready(BlockedNumber),
    #[error("{} is not blocked", number::display(.0))]
    NotBlocked(String),
    #[error("whoever puts a number back into service has called it within seven days: no call of {by} to {n} is logged (`nearhelp number called {n} --by …`)", n = number::display(number))]
    NotCalled { by: String, number: String },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Withdraws the number everywhere, in one changeset.
pub fn block(
    tx: &mut Transaction<'_>,
    written: &str,
    person: &Person,
) -> Result<Blocking, NumberError> {
    let number = number::normalise(written)?;
    if let Some(block) = block_of(tx, &number)? {
        return Err(NumberError::BlockedAlready(block));
    }
    let person = &person.discreet(tx, About::Number(&number))?;
    let sources = sources(tx)?;
    let texts = uses::served(tx, &number, &sources)?.texts;
    let how = Operation::Block;
    let change = Change::PutBlock(BlockedNumber {
        number: number.clone(),
        reason: person.reason.clone(),
        by: person.by.clone(),
        at: person.at,
    });
    Ok(Blocking {
        texts,
        ..write(tx, number, change, how, person)?
    })
}

/// Lets sources give the number again, and puts it back where they do. A number is taken away at once by anybody; to put one
/// back asks what it asks to approve one of one's own: a call to it.
pub fn unblock(
    tx: &mut Transaction<'_>,
    written: &str,
    person: &Person,
) -> Result<Blocking, NumberError> {
    let number = number::normalise(written)?;
    if block_of(tx, &number)?.is_none() {
        return Err(NumberError::NotBlocked(number));
    }
    let person = &person.discreet(tx, About::Number(&number))?;
    if !has_called(tx, &number, &person.by, person.at)? {
        let by = person.by.clone();
        return Err(NumberError::NotCalled { by, number });
    }
    let change = Change::RemoveBlock {
        number: number.clone(),
    };
    Ok(write(tx, number, change, Operation::Unblock, person)?)
}

/// Logs that somebody called the number; returns what is kept of that.
pub fn log_call(
    tx: &mut Transaction<'_>,
    written: &str,
    by: &str,
    at: DateTime<Utc>,
    note: Option<&str>,
    id: Uuid,
) -> Result<Call, NumberError> {
    let number = number::normalise(written)?;
    let (mut by, mut note) = (by.to_owned(), note.map(str::to_owned));
    let words = note.iter_mut().chain([&mut by]);
    confidential::discreet(tx, About::Number(&number), words)?;
    let call = Call {
        id,
        number,
        by,
        at,
        note,
    };
    tx.log_call(&call)?;
    Ok(call)
}

fn write(
    tx: &mut Transaction<'_>,
    number: String,
    change: Change,
    how: Operation,
    person: &Person,
) -> Result<Blocking, StoreError> {
    let records = records_with(tx, &BTreeSet::from([number.clone()]))?;
    let records: Vec<RecordRef> = records.into_iter().collect();
    let sources = sources(tx)?;
    tx.begin(person.header(how))?;
    tx.apply(&[change])?;
    for part in records.chunks(BATCH as usize) {
        recompute(tx, &sources, part)?;
    }
    Ok(Blocking {
        number,
        revision: tx.finish(None)?,
        records,
        texts: Vec::new(),
    })
}

/// The records to which any source gives one of the numbers.
pub fn records_with(
    tx: &mut Transaction<'_>,
    numbers: &BTreeSet<String>,
) -> Result<BTreeSet<RecordRef>, StoreError> {
    let mut records = BTreeSet::new();
    for source in tx.sources()? {
        tx.claims_of_source(source.id, &mut |claim| {
            if numbers.iter().any(|number| has(&claim.body, number)) {
                records.insert(claim.record);
            }
        })?;
    }
    Ok(records)
}

fn block_of(tx: &mut Transaction<'_>, number: &str) -> Result<Option<BlockedNumber>, StoreError> {
    let mut blocks = tx.blocked_numbers()?.into_iter();
    Ok(blocks.find(|block| block.number == number))
}

fn sources(tx: &mut Transaction<'_>) -> Result<BTreeMap<Uuid, Source>, StoreError> {
    let sources = tx.sources()?.into_iter();
    Ok(sources.map(|source| (source.id, source)).collect())
}

/// Whether a phone anywhere in the body has the number.
fn has(body: &Map<String, Value>, number: &str) -> bool {
    body.iter().any(|(field, value)| match value {
        Value::Array(items) if field == "phones" => items.iter().any(|phone| {
            let is_it = phone.get("number").and_then(Value::as_str) == Some(number);
            is_it || phones_with(phone, number)
        }),
        value => phones_with(value, number),
    })
}

fn phones_with(value: &Value, number: &str) -> bool {
    match value {
        Value::Object(fields) => has(fields, number),
        Value::Array(items) => items.iter().any(|item| phones_with(item, number)),
        _ => false,
    }
}
