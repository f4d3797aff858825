//! What the history may keep of a place that becomes confidential, and of what may not tell it.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::telling::name_of;
use super::{Hidden, Hiding, Said, anyone, hashed, told_of};
use crate::standing::{RecordKind, RecordRef};
use crate::store::{Held, Kept, StoreError, Subject, Transaction};
use crate::updates::held;
use crate::updates::told::{Place, Told};

/// What may not be told.
pub(super) struct Secret<'a> {
    /// The places as the directory had them.
    told: &'a Told,
    /// The places as the update has them.
    said: &'a Said<'a>,
    /// Locations that are in one of the houses, and that a person or a source wants in the open.
    in_the_open: BTreeSet<RecordRef>,
}

impl<'a> Secret<'a> {
    /// For these records.
    pub(super) fn new(
        tx: &mut Transaction<'_>,
        told: &'a Told,
        said: &'a Said<'a>,
        records: &[RecordRef],
    ) -> Result<Secret<'a>, StoreError> {
        let mut secret = Secret {
            told,
            said,
            in_the_open: BTreeSet::new(),
        };
        let is_place = |record: &RecordRef| record.kind == RecordKind::Location;
        let places: Vec<RecordRef> = records.iter().copied().filter(is_place).collect();
        let claims = tx.claims_of(&places)?.into_iter();
        let there = claims.filter(|claim| secret.is_house_of(claim.record, &claim.body));
        secret.in_the_open = there.map(|claim| claim.record).collect();
        Ok(secret)
    }

    /// Whether a text tells one of the places, whoever's it is.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.told.tells_any(text) || self.said.told.is_some_and(|told| told.tells_any(text))
    }

    /// What may be kept of an item: nothing of a place that is hidden, nor of one that was drafted in the open.
    pub(super) fn kept_of(&self, hidden: &Hidden, held: &Held) -> Kept {
        let Some(record) = held.hold.record else {
            return Kept::All;
        };
        let is_there = matches!(
            record.kind,
            RecordKind::Location | RecordKind::ServiceAtLocation
        );
        let waits = self.said.waiting.contains(&record);
        if hidden.contains_key(&record) || (waits && is_there) {
            return Kept::Nothing;
        }
        let (any, own) = (anyone(record.kind), name_of(record));
        let telling = self.said.telling.told.places_of(&own);
        let mut places: Vec<Place> = self.told.places_of(&any).chain(telling).cloned().collect();
        if let Some(told) = self.said.told.filter(|_| waits) {
            places.extend(told.places().cloned());
        }
        held::hidden::kept(held, &told_of(places))
    }

    fn as_said(&self, record: RecordRef) -> Option<&'a Told> {
        let telling = &self.said.telling;
        telling.records.contains(&record).then_some(&telling.told)
    }

    fn is_told_by(&self, record: RecordRef, text: &str) -> bool {
        let said = self.as_said(record);
        self.told.tells(&anyone(record.kind), text)
            || said.is_some_and(|told| told.tells(&name_of(record), text))
    }

    /// Whether a location, as somebody had it once, was in one of the houses.
    fn is_house_of(&self, record: RecordRef, body: &Map<String, Value>) -> bool {
        let said = self.as_said(record);
        !self.in_the_open.contains(&record)
            && (self.told.is_at(&anyone(record.kind), body)
                || said.is_some_and(|told| told.is_at(&name_of(record), body)))
    }

    fn without(&self, record: RecordRef, body: &Map<String, Value>) -> Map<String, Value> {
        let body = self.told.without(&anyone(record.kind), body);
        match self.as_said(record) {
            Some(told) => told.without(&name_of(record), &body),
            None => body,
        }
    }
}

/// Of the hidden records nothing but that there was something; of what they are about all but the texts that tell the place.
pub(super) fn scrub(
    hiding: &Hiding,
    hidden: &Hidden,
    secret: &Secret,
    subject: Subject,
    value: Value,
) -> Value {
    let Value::Object(mut fields) = value else {
        return value;
    };
    let Some(Ok(record)) = fields.get("record").map(RecordRef::deserialize) else {
        return Value::Object(fields);
    };
    let is_hidden = hidden.contains_key(&record);
    let tells = |value: &Value| match value {
        Value::String(text) => secret.is_told_by(record, text),
        value => secret.is_told_by(record, &value.to_string()),
    };
    let is_told = |field: &str| is_hidden || fields.get(field).is_some_and(tells);
    let words: Vec<(&str, Value)> = match subject {
        Subject::Claim => [("words", Value::Null), ("denies", json!([]))].into(),
        // What was confirmed can be guessed from its fingerprint, as few places as there are.
        Subject::Verification if is_hidden => [("value", json!("")), ("note", Value::Null)].into(),
        Subject::Verification => [("note", Value::Null)].into(),
        Subject::Resolution => [("reason", json!(""))].into(),
        _ => Vec::new(),
    };
    let mut words: Vec<(&str, Value)> = words
        .into_iter()
        .filter(|(field, _)| is_told(field))
        .collect();
    // Who decided stays known, but for what somebody typed in the place of a name.
    if let Some(by) = fields.get("by").and_then(Value::as_str)
        && secret.is_in(by)
    {
        words.push(("by", json!("")));
    }
    let has_telling_key =
        matches!(subject, Subject::Claim | Subject::SameAs) && is_told("foreign_id");
    for (field, nothing) in words {
        fields.insert(field.to_owned(), nothing);
    }
    if subject == Subject::Claim
        && let Some(Value::Object(body)) = fields.get("body")
    {
        let body = match is_hidden || secret.is_house_of(record, body) {
            true => Map::new(),
            false => secret.without(record, body),
        };
        fields.insert("body".to_owned(), Value::Object(body));
    }
    if has_telling_key {
        hash_foreign_id(hiding, &mut fields, record.kind);
    }
    Value::Object(fields)
}

fn hash_foreign_id(hiding: &Hiding, fields: &mut Map<String, Value>, kind: RecordKind) {
    let text = |field: &str| fields.get(field)?.as_str().map(str::to_owned);
    let Some(foreign) = text("foreign_id") else {
        return;
    };
    let source = text("source_id")
        .and_then(|id| id.parse().ok())
        .unwrap_or_default();
    let hash = hashed(hiding, source, kind, &foreign);
    fields.insert("foreign_id".to_owned(), json!(hash));
}
