//! What a record has to be before it is published: whole, and of HSDS's shape. What is published has to
//! be served, by every process and from then on.

mod suspicions;

use std::collections::BTreeSet;

use serde::de::{Deserialize, DeserializeOwned};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::entries::{Position, Problem, Severity};
use crate::eligibility::{Ground, Grounds, check_cases};
use crate::geography::Gazetteer;
use crate::hsds::{FactGroup, Location, Organization, Service, ServiceAtLocation};
use crate::standing::{Record, RecordKind};

pub use suspicions::suspicions;

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
fn lacking(record: &Record) -> impl Iterator<Item = Problem> {
    let needed: &[&str] = match record.record.kind {
        RecordKind::Organization => &["name"],
        RecordKind::Service => &["name", "organization_id"],
        RecordKind::Location => &["location_type"],
        RecordKind::ServiceAtLocation => &["service_id", "location_id"],
    };
    needed
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
        RecordKind::Organization => fault::<Organization>(&record.body),
        RecordKind::Service => fault::<Service>(&record.body),
        // That a location has no type is told above.
        RecordKind::Location if !record.body.contains_key("location_type") => None,
        RecordKind::Location => fault::<Location>(&record.body),
        RecordKind::ServiceAtLocation => fault::<ServiceAtLocation>(&record.body),
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
fn fault<T: DeserializeOwned>(body: &Map<String, Value>) -> Option<(String, String)> {
    let told =
        |body: &Map<String, Value>| T::deserialize(body).err().map(|error| error.to_string());
    let fault = told(body)?;
    let is_it = |field: &&String| {
        let mut without = body.clone();
        without.shift_remove(*field);
        told(&without).as_ref() != Some(&fault)
    };
    let field = body.keys().find(is_it).cloned();
    Some((field.unwrap_or_default(), fault))
}
