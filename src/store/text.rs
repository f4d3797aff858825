//! How values are written as text, and read back. What does not read back is named by its kind
//! alone: an error never quotes what is stored.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::StoreError;
use crate::standing::{RecordKind, RecordRef};

fn unreadable(what: &str) -> StoreError {
    StoreError::Other(format!("a stored {what} cannot be read"))
}

/// Text as it is. The character NUL, which PostgreSQL cannot keep, is refused here for both backends;
/// within JSON it is written `\u0000`, and kept.
pub(super) fn plain(text: &str) -> Result<String, StoreError> {
    match text.contains('\0') {
        true => Err(StoreError::Nul),
        false => Ok(text.to_owned()),
    }
}

pub(super) fn json<T: Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| unreadable("object"))
}

pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| unreadable("object"))
}

/// A variant's name as serde has it, bare.
pub(super) fn word<T: Serialize>(value: T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => Ok(word),
        _ => Err(unreadable("word")),
    }
}

pub(super) fn from_word<T: for<'a> Deserialize<'a>>(word: &str) -> Result<T, StoreError> {
    let word: StrDeserializer<'_, ValueError> = word.into_deserializer();
    T::deserialize(word).map_err(|_| unreadable("word"))
}

/// To the nanosecond and of one width, so that it reads back exactly and sorts as it reads.
pub(super) fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Nanos, true)
}

pub(super) fn from_time(text: &str) -> Result<DateTime<Utc>, StoreError> {
    let at = DateTime::parse_from_rfc3339(text).map_err(|_| unreadable("time"))?;
    Ok(at.to_utc())
}

pub(super) fn date(date: Option<NaiveDate>) -> Option<String> {
    date.map(|date| date.to_string())
}

pub(super) fn from_date(text: Option<String>) -> Result<Option<NaiveDate>, StoreError> {
    text.as_deref().map(from_day).transpose()
}

pub(super) fn from_day(text: &str) -> Result<NaiveDate, StoreError> {
    text.parse().map_err(|_| unreadable("date"))
}

pub(super) fn from_id(text: &str) -> Result<Uuid, StoreError> {
    text.parse().map_err(|_| unreadable("id"))
}

pub(super) fn from_record(kind: &str, id: &str) -> Result<RecordRef, StoreError> {
    Ok(RecordRef {
        kind: RecordKind::parse(kind).ok_or_else(|| unreadable("kind of record"))?,
        id: from_id(id)?,
    })
}
