//! A person's word that a fact group of a record is right, as it stands now.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::confidential::{self, About};
use super::person::Person;
use super::recompute::{decisions_of, recompute};
use crate::standing::{
    FactGroup, How, Record, RecordKind, RecordRef, Source, Verification, compute, fingerprint,
    numbers, record,
};
use crate::store::{Call, Change, Operation, StoreError, Transaction};

/// Fields that name a record which may have the group that another has not.
const PARENTS: [(&str, RecordKind); 3] = [
    ("service_id", RecordKind::Service),
    ("location_id", RecordKind::Location),
    ("organization_id", RecordKind::Organization),
];

/// Whose word it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConfirmedBy {
    /// Somebody called.
    Called,
    /// The provider said so, without being called.
    Provider,
}

impl From<ConfirmedBy> for How {
    fn from(by: ConfirmedBy) -> How {
        match by {
            ConfirmedBy::Called => How::Called,
            ConfirmedBy::Provider => How::Provider,
        }
    }
}

/// What was confirmed.
#[derive(Clone, Debug)]
pub struct Confirmation {
    pub record: RecordRef,
    pub group: FactGroup,
    pub how: ConfirmedBy,
    /// The day on which it was confirmed; without one, today.
    pub date: Option<NaiveDate>,
    pub note: Option<String>,
}

/// A confirmation that was written down.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    pub revision: i64,
    /// The record as it stands now.
    pub record: Record,
    pub verification: Verification,
    /// The numbers to which a call was logged.
    pub called: Vec<String>,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    #[error("there is no such record, or it was withdrawn")]
    UnknownRecord,
    #[error("the record has no {}", group.as_str())]
    NoSuchGroup {
        group: FactGroup,
        has: Vec<FactGroup>,
        /// Records that it belongs to, and that have the group.
        elsewhere: Vec<RecordRef>,
    },
    #[error("{date} is in the future: today is {today}")]
    InTheFuture { date: NaiveDate, today: NaiveDate },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes down that the group's present fields were confirmed; of a call to a group's numbers a call is
/// logged for each, of that day. The confirmation holds for that value, and for no other.
pub fn verify(
    tx: &mut Transaction<'_>,
    confirmation: &Confirmation,
    person: &Person,
    random_id: &mut dyn FnMut() -> Uuid,
) -> Result<Verified, VerifyError> {
    let &Confirmation {
        record: of,
        group,
        how,
        ..
    } = confirmation;
    let today = person.at.date_naive();
    let date = confirmation.date.unwrap_or(today);
    if date > today {
        return Err(VerifyError::InTheFuture { date, today });
    }
    let person = &person.discreet(tx, About::Records(&[of]))?;
    let mut note = confirmation.note.clone();
    confidential::discreet(tx, About::Records(&[of]), &mut note)?;
    let sources: BTreeMap<Uuid, Source> = tx
        .sources()?
        .into_iter()
        .map(|source| (source.id, source))
        .collect();
    let claims = tx.claims_of(&[of])?;
    let decisions = decisions_of(tx, &[of])?;
    let Some(present) = compute(&claims, &sources, &decisions) else {
        return Err(VerifyError::UnknownRecord);
    };
    let Some(fact) = present.facts.get(&group) else {
        return Err(no_such_group(tx, &present, group)?);
    };
    // The claim that stands: what the record has of the group is what it says.
    let standing = claims
        .iter()
        .filter(|claim| claim.source_id == fact.source_id)
        .map(|claim| record::fields(claim, group, &decisions))
        .find(|fields| {
            let mut stated = fields.iter();
            !fields.is_empty()
                && stated.all(|(field, value)| present.body.get(field) == Some(value))
        });
    let Some(fields) = standing else {
        return Err(no_such_group(tx, &present, group)?);
    };
    let verification = Verification {
        record: of,
        group,
        how: how.into(),
        date,
        value: fingerprint(&fields),
        by: person.by.clone(),
        at: person.at,
        note: note.clone(),
    };
    tx.begin(person.header(Operation::Verify))?;
    tx.apply(&[Change::PutVerification(verification.clone())])?;
    let record = recompute(tx, &sources, &[of])?.pop();
    let revision = tx.finish(None)?;
    let mut called = Vec::new();
    if how == ConfirmedBy::Called {
        // Of a call of an earlier day only the day is known: it is as old as it may be.
        let at = match date == today {
            true => person.at,
            false => date.and_time(NaiveTime::MIN).and_utc(),
        };
        for number in numbers(&fields) {
            tx.log_call(&Call {
                id: random_id(),
                number: number.to_owned(),
                by: person.by.clone(),
                at,
                note: note.clone(),
            })?;
            called.push(number.to_owned());
        }
    }
    Ok(Verified {
        revision,
        record: record.ok_or(VerifyError::UnknownRecord)?,
        verification,
        called,
    })
}

fn no_such_group(
    tx: &mut Transaction<'_>,
    record: &Record,
    group: FactGroup,
) -> Result<VerifyError, StoreError> {
    let parents: Vec<RecordRef> = PARENTS
        .into_iter()
        .filter_map(|(field, kind)| {
            let id = record.body.get(field)?.as_str()?.parse().ok()?;
            Some(RecordRef { kind, id })
        })
        .collect();
    let with_it = tx.records_of(&parents)?;
    Ok(VerifyError::NoSuchGroup {
        group,
        has: record.facts.keys().copied().collect(),
        elsewhere: with_it
            .into_iter()
            .filter(|parent| parent.facts.contains_key(&group))
            .map(|parent| parent.record)
            .collect(),
    })
}
