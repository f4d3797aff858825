//! Which records an answer about a record depends on, so that the feed shows it again when any of
//! them changes.
//!
//! What is served of a record is more than its own fields: records are nested in it, the names and
//! dates of sources are in it, and whether a number may be dialled depends on whoever else is said to
//! have it. The present records do not tell what depended on what before, and a withdrawn one has no
//! body; the history does. So a tie, once made, stays: a record may be shown again without need, and
//! is never left out.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::standing::{Record, RecordKind, RecordRef, numbers};
use crate::store::Trace;

/// Fields that name another record, and its kind.
const REFERENCES: [(&str, RecordKind); 3] = [
    ("organization_id", RecordKind::Organization),
    ("service_id", RecordKind::Service),
    ("location_id", RecordKind::Location),
];

/// All that records ever had to do with one another.
#[derive(Default)]
pub struct Ties {
    records: HashMap<RecordRef, Tie>,
    /// The revision that last changed each source.
    sources: HashMap<Uuid, i64>,
}

#[derive(Default)]
struct Tie {
    /// The revision that last wrote or named the record.
    revision: i64,
    /// Who ever spoke of it.
    sources: Vec<Uuid>,
    /// What it was ever said to be called on.
    numbers: Vec<Box<str>>,
    /// What it ever was a part of.
    parents: Vec<RecordRef>,
    /// It was not to be shown at some time.
    excluded: bool,
}

impl Ties {
    /// Takes in what a change of `revision` left behind.
    pub fn see(&mut self, revision: i64, trace: Trace) {
        match trace {
            Trace::Source(source) => {
                self.sources.insert(source.id, revision);
            }
            Trace::Claim(claim) => {
                self.wrote(claim.record, revision);
                let tie = self.records.entry(claim.record).or_default();
                add(&mut tie.sources, claim.source_id);
                tie.read(&claim.body);
            }
            Trace::Record(record) => self.wrote(record, revision),
        }
    }

    /// Takes in that `revision` wrote the record or its tombstone.
    pub fn wrote(&mut self, record: RecordRef, revision: i64) {
        let tie = self.records.entry(record).or_default();
        tie.revision = tie.revision.max(revision);
    }

    /// Takes in a record as it is.
    pub fn is(&mut self, record: &Record) {
        let tie = self.records.entry(record.record).or_default();
        tie.read(&record.body);
        for fact in record.facts.values() {
            add(&mut tie.sources, fact.source_id);
            for alternative in &fact.alternatives {
                add(&mut tie.sources, alternative.source_id);
                tie.read(&alternative.fields);
            }
        }
    }

    /// Whether the record was ever said to have a number that is none of `present`.
    pub fn had_others(&self, record: RecordRef, present: &[&str]) -> bool {
        let tie = self.records.get(&record);
        tie.is_some_and(|tie| {
            let mut numbers = tie.numbers.iter();
            numbers.any(|number| !present.contains(&&**number))
        })
    }

    /// For each record the last revision that may have changed what is served of it.
    pub fn revisions(&self) -> HashMap<RecordRef, i64> {
        let alone: HashMap<RecordRef, i64> = self
            .records
            .iter()
            .map(|(record, tie)| (*record, self.alone(tie)))
            .collect();
        let answering = self.answering(&alone);
        let mut of_number: HashMap<&str, i64> = HashMap::new();
        for (record, tie) in &self.records {
            for number in &tie.numbers {
                raise(&mut of_number, &**number, answering[record]);
            }
        }
        let judged = self.records.iter().map(|(record, tie)| {
            // Who answers for a record matters for its numbers, and for nothing else.
            let numbers = tie.numbers.iter().map(|number| of_number[&**number]);
            (*record, numbers.fold(alone[record], i64::max))
        });
        let mut revisions = self.nested(judged.collect());
        for location in self.locations_that_may_be_left_out() {
            raise(&mut revisions, location, answering[&location]);
        }
        revisions
    }

    /// A location is shown or not with what is given there, of which nothing else is part of its answer.
    fn locations_that_may_be_left_out(&self) -> HashSet<RecordRef> {
        let excluded = self.records.iter().filter(|(_, tie)| tie.excluded);
        let mut concerned: HashSet<RecordRef> = excluded.map(|(record, _)| *record).collect();
        if concerned.is_empty() {
            return concerned;
        }
        for kind in [RecordKind::Service, RecordKind::ServiceAtLocation] {
            let children = self
                .of_kind(kind)
                .filter(|(_, parents)| parents.iter().any(|parent| concerned.contains(parent)));
            let children: Vec<RecordRef> = children.map(|(record, _)| *record).collect();
            concerned.extend(children);
        }
        let placed = self.of_kind(RecordKind::ServiceAtLocation);
        let there = placed.filter(|(record, _)| concerned.contains(record));
        let of_placed = there.flat_map(|(_, parents)| parents.iter().copied());
        let of_organization = self
            .of_kind(RecordKind::Location)
            .filter(|(_, parents)| parents.iter().any(|parent| concerned.contains(parent)));
        of_placed
            .chain(of_organization.map(|(record, _)| *record))
            .filter(|record| record.kind == RecordKind::Location)
            .collect()
    }

    /// By its own fields and the sources that they come from.
    fn alone(&self, tie: &Tie) -> i64 {
        let sources = tie.sources.iter().filter_map(|id| self.sources.get(id));
        sources.copied().fold(tie.revision, i64::max)
    }

    /// By who answers for the record: a service's organization, and for a location the services there.
    fn answering(&self, alone: &HashMap<RecordRef, i64>) -> HashMap<RecordRef, i64> {
        let mut answering = alone.clone();
        // Children after their parents; a location last, since it is answered for by what is given there.
        for kind in [RecordKind::Service, RecordKind::ServiceAtLocation] {
            for (record, parents) in self.of_kind(kind) {
                for parent in parents.iter().filter(|p| p.kind != RecordKind::Location) {
                    let revision = answering.get(parent).copied().unwrap_or_default();
                    raise(&mut answering, *record, revision);
                }
            }
        }
        for (record, parents) in self.of_kind(RecordKind::Location) {
            for parent in parents {
                let revision = alone.get(parent).copied().unwrap_or_default();
                raise(&mut answering, *record, revision);
            }
        }
        for (record, parents) in self.of_kind(RecordKind::ServiceAtLocation) {
            for location in parents.iter().filter(|p| p.kind == RecordKind::Location) {
                let revision = answering[record];
                raise(&mut answering, *location, revision);
            }
        }
        answering
    }

    /// By what is nested in the record: a service has its organization and its places, and a place has
    /// all that its service has.
    fn nested(&self, judged: HashMap<RecordRef, i64>) -> HashMap<RecordRef, i64> {
        let mut nested = judged.clone();
        for (record, parents) in self.of_kind(RecordKind::Service) {
            for parent in parents {
                let revision = judged.get(parent).copied().unwrap_or_default();
                raise(&mut nested, *record, revision);
            }
        }
        for (record, parents) in self.of_kind(RecordKind::ServiceAtLocation) {
            for location in parents.iter().filter(|p| p.kind == RecordKind::Location) {
                let revision = judged.get(location).copied().unwrap_or_default();
                raise(&mut nested, *record, revision);
            }
            for service in parents.iter().filter(|p| p.kind == RecordKind::Service) {
                let revision = nested[record];
                raise(&mut nested, *service, revision);
            }
        }
        for (record, parents) in self.of_kind(RecordKind::ServiceAtLocation) {
            for service in parents.iter().filter(|p| p.kind == RecordKind::Service) {
                let revision = nested.get(service).copied().unwrap_or_default();
                raise(&mut nested, *record, revision);
            }
        }
        nested
    }

    fn of_kind(&self, kind: RecordKind) -> impl Iterator<Item = (&RecordRef, &[RecordRef])> {
        self.records
            .iter()
            .filter(move |(record, _)| record.kind == kind)
            .map(|(record, tie)| (record, tie.parents.as_slice()))
    }
}

impl Tie {
    fn read(&mut self, body: &Map<String, Value>) {
        self.excluded |= body.get("excluded") == Some(&Value::Bool(true));
        for number in numbers(body) {
            if self.numbers.iter().all(|known| **known != *number) {
                self.numbers.push(number.into());
            }
        }
        for (field, kind) in REFERENCES {
            let id = body.get(field).and_then(Value::as_str);
            if let Some(id) = id.and_then(|id| id.parse().ok()) {
                add(&mut self.parents, RecordRef { kind, id });
            }
        }
    }
}

fn add<T: PartialEq>(to: &mut Vec<T>, item: T) {
    if !to.contains(&item) {
        to.push(item);
    }
}

fn raise<K: Eq + std::hash::Hash>(revisions: &mut HashMap<K, i64>, key: K, to: i64) {
    let revision = revisions.entry(key).or_insert(to);
    *revision = to.max(*revision);
}
