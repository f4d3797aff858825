//! What a record has to be before it is published: whole, and of HSDS's shape. What is published has to
//! be served, by every process and from then on.

mod members;
mod suspicions;
mod unlisted;

use std::collections::BTreeSet;

use serde::de::{Deserialize, DeserializeOwned};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::entries::{Position, Problem, Severity};
use super::normalise::{Fault, Loses};
use crate::eligibility::{Ground, Grounds, check_cases};
use crate::geography::Gazetteer;
use crate::hsds::{FactGroup, Location, Organization, Service, ServiceAtLocation};
use crate::standing::{Record, RecordKind};

pub use members::{leave_out_unread, unknown, unread};
pub use suspicions::suspicions;
pub use unlisted::Unlisted;

/// What is wrong with the records. Those of `withheld` are not quoted.
pub fn check(records: &[Record], withheld: &BTreeSet<Uuid>) -> Vec<Problem> {
    records
        .iter()
        .flat_map(|record| {
            lacking(record)
                .chain(misshapen(record, withheld))
                .chain(failing(record))
        })
        .collect()
}

/// What HSDS or the store cannot do without.
fn needed(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Organization => &["name"],
        RecordKind::Service => &["name", "organization_id"],
        RecordKind::Location => &["location_type"],
        RecordKind::ServiceAtLocation => &["service_id", "location_id"],
    }
}

fn lacking(record: &Record) -> impl Iterator<Item = Problem> {
    needed(record.record.kind)
        .iter()
        .filter(|field| !record.body.contains_key(**field))
        .map(|field| Problem {
            severity: Severity::Error,
            code: "missing_field".to_owned(),
            source: "all sources together".to_owned(),
            record: record.record.kind,
            key: Some(record.record.id.to_string()),
            position: Position::default(),
            field: (*field).to_owned(),
            value: None,
            detail: "no source gives it".to_owned(),
            expected: "a value from at least one source".to_owned(),
        })
}

fn misshapen(record: &Record, withheld: &BTreeSet<Uuid>) -> Option<Problem> {
    let (field, fault) = match record.record.kind {
        RecordKind::Organization => fault_in::<Organization>(&record.body),
        RecordKind::Service => fault_in::<Service>(&record.body),
        // That a location has no type is told above.
        RecordKind::Location if !record.body.contains_key("location_type") => None,
        RecordKind::Location => fault_in::<Location>(&record.body),
        RecordKind::ServiceAtLocation => fault_in::<ServiceAtLocation>(&record.body),
    }?;
    Some(Problem {
        severity: Severity::Error,
        code: "misshapen".to_owned(),
        source: "all sources together".to_owned(),
        record: record.record.kind,
        key: Some(record.record.id.to_string()),
        position: Position::default(),
        field,
        value: None,
        detail: if withheld.contains(&record.record.id) {
            super::WITHHELD.to_owned()
        } else {
            fault
        },
        expected: "an object of HSDS 3.1".to_owned(),
    })
}

/// Takes out of the body what is not of HSDS's shape by itself: fields, and items of lists.
pub fn leave_out_misshapen(kind: RecordKind, body: &mut Map<String, Value>) -> Vec<Fault> {
    let wrong = |field: &str, value: &Value| {
        let mut probe = Map::new();
        match kind {
            RecordKind::Organization | RecordKind::Service => {
                probe.insert("name".into(), "x".into())
            }
            RecordKind::Location => probe.insert("location_type".into(), "physical".into()),
            RecordKind::ServiceAtLocation => None,
        };
        probe.insert(field.to_owned(), value.clone());
        match kind {
            RecordKind::Organization => fault::<Organization>(&probe),
            RecordKind::Service => fault::<Service>(&probe),
            RecordKind::Location => fault::<Location>(&probe),
            RecordKind::ServiceAtLocation => fault::<ServiceAtLocation>(&probe),
        }
    };
    let mut faults = Vec::new();
    let mut tell = |field: String, detail: String| {
        faults.push(Fault {
            code: "misshapen",
            field,
            detail,
            expected: "a value of HSDS 3.1",
            loses: Loses::Part,
        });
    };
    body.retain(|field, value| {
        if value.is_null() || needed(kind).contains(&field.as_str()) {
            return true;
        }
        let Some(detail) = wrong(field, value) else {
            return true;
        };
        let Value::Array(items) = value else {
            tell(field.clone(), detail);
            return false;
        };
        let mut at = 0;
        items.retain(|item| {
            let detail = wrong(field, &Value::Array(vec![item.clone()]));
            if let Some(detail) = &detail {
                tell(format!("{field}/{at}"), detail.clone());
            }
            at += 1;
            detail.is_none()
        });
        true
    });
    faults
}

/// The cases of a service that do not come out as they say.
fn failing(record: &Record) -> Vec<Problem> {
    let cases = match record.body.get("cases") {
        Some(cases) if record.record.kind == RecordKind::Service => cases,
        _ => return Vec::new(),
    };
    // That it is no service is told above.
    let Ok(service) = Service::deserialize(&record.body) else {
        return Vec::new();
    };
    let ground = |group| Ground::of(record, group, "");
    let [eligibility, cost, coverage] =
        [FactGroup::Eligibility, FactGroup::Cost, FactGroup::Coverage].map(ground);
    let grounds = Grounds {
        eligibility: eligibility.as_ref(),
        cost: cost.as_ref(),
        coverage: coverage.as_ref(),
        ..Grounds::default()
    };
    check_cases(cases, &service, grounds, Gazetteer::embedded())
        .into_iter()
        .map(|fault| Problem {
            severity: Severity::Error,
            code: "case_fails".to_owned(),
            source: "all sources together".to_owned(),
            record: record.record.kind,
            key: Some(record.record.id.to_string()),
            position: Position::default(),
            value: stated(cases, &fault.field),
            field: fault.field,
            detail: fault.detail,
            expected: fault.expected,
        })
        .collect()
}

/// What stands at `cases/1/expect`.
fn stated(cases: &Value, field: &str) -> Option<String> {
    let at = cases.pointer(field.strip_prefix("cases")?)?;
    Some(at.as_str().map_or_else(|| at.to_string(), str::to_owned))
}

/// What is wrong with the shape, and in which field: without it, something else would be wrong, or nothing.
fn fault_in<T: DeserializeOwned>(body: &Map<String, Value>) -> Option<(String, String)> {
    let told = fault::<T>(body)?;
    let is_it = |field: &&String| {
        let mut without = body.clone();
        without.shift_remove(*field);
        fault::<T>(&without).as_ref() != Some(&told)
    };
    let field = body.keys().find(is_it).cloned();
    Some((field.unwrap_or_default(), told))
}

fn fault<T: DeserializeOwned>(body: &Map<String, Value>) -> Option<String> {
    T::deserialize(body).err().map(|error| error.to_string())
}
