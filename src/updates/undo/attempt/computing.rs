//! The records of what was put back, and what of them may not be as it comes out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::super::check::check;
use super::super::super::held::four_eyes::has_called;
use super::super::super::missing;
use super::super::super::person::Person;
use super::super::super::recompute::recompute;
use super::super::super::risk::beside::OfLines;
use super::super::super::risk::numbers::is_hotline;
use super::super::super::risk::shown::Shown;
use super::super::{Reasons, Why};
use super::{Attempt, BATCH, Stopped, parents};
use crate::standing::{Record, RecordKind, RecordRef};
use crate::store::{StoreError, Subject, Transaction};

impl Attempt {
    /// Computes the records again, and sees that all that stand are whole, that none is left alone, and that nobody puts the number of
    /// a hotline back without a call.
    pub fn compute(&mut self, tx: &mut Transaction<'_>, person: &Person) -> Result<(), Stopped> {
        let mut wrong = Reasons::new();
        let mut gone: BTreeSet<RecordRef> = self.touched.clone();
        let (mut come, mut without_place) = (Vec::new(), BTreeMap::new());
        let mut of_lines = OfLines::default();
        let touched: Vec<RecordRef> = self.touched.iter().copied().collect();
        for part in touched.chunks(BATCH as usize) {
            let before = tx.records_of(part)?.into_iter();
            let mut before: BTreeMap<RecordRef, Record> =
                before.map(|record| (record.record, record)).collect();
            let mut unconfirmed = Vec::new();
            let mut with_numbers = Vec::new();
            let mut links: Vec<(RecordRef, RecordRef)> = Vec::new();
            for record in recompute(tx, &self.sources, part)? {
                gone.remove(&record.record);
                let is_withheld = record.body.get("withheld") == Some(&Value::Bool(true));
                let withheld = is_withheld.then_some(record.record.id);
                if !check(
                    std::slice::from_ref(&record),
                    &withheld.into_iter().collect(),
                )
                .is_empty()
                {
                    wrong.insert(record.record, Why::NotWhole);
                }
                let was = before.remove(&record.record);
                let numbers = coming(was.as_ref(), &record);
                let is_put_back = self.put_back.records.contains(&record.record);
                // What has to be hidden is, whoever confirmed it.
                if withheld.is_none() && was.as_ref().is_some_and(|was| is_lost(was, Some(&record)))
                {
                    unconfirmed.push(record.record);
                }
                if !numbers.is_empty() && is_put_back {
                    with_numbers.push((record.record, numbers));
                }
                // What is called where a link leads comes with it.
                let linked = linked_to(&record).filter(|_| is_put_back);
                if linked != was.as_ref().and_then(linked_to) {
                    links.extend(linked.map(|to| (record.record, to)));
                }
                if was.is_none() {
                    come.extend(parents(&record).map(|parent| (parent, record.record)));
                }
            }
            let went = before.values().filter(|was| is_lost(was, None));
            unconfirmed.extend(went.map(|was| was.record));
            for record in unconfirmed {
                if self.put_back.records.contains(&record) && self.is_verified_later(tx, record)? {
                    wrong.insert(record, Why::VerifiedLater);
                }
            }
            let there: Vec<RecordRef> = links.iter().map(|link| link.1).collect();
            let there = tx.records_of(&there)?;
            for (record, to) in links {
                let there = there.iter().find(|it| it.record == to);
                let numbers = there.map(|it| coming(None, it)).unwrap_or_default();
                if !numbers.is_empty() {
                    with_numbers.push((record, numbers));
                }
            }
            for record in not_called(tx, with_numbers, &mut of_lines, person)? {
                wrong.insert(record, Why::NotCalled);
            }
            let places = before.into_values().filter_map(|record| {
                let is_place = record.record.kind == RecordKind::ServiceAtLocation;
                let service = parents(&record).find(|it| it.kind == RecordKind::Service)?;
                is_place.then_some((record.record, service))
            });
            without_place.extend(places);
        }
        if !gone.is_empty() {
            tx.each_record(&mut |record| {
                for parent in parents(&record).filter(|parent| gone.contains(parent)) {
                    wrong.insert(parent, Why::NeededByOthers);
                }
            })?;
        }
        for record in self.left_alone(tx, &come, &without_place)? {
            wrong.entry(record).or_insert(Why::GoesWithLeft);
        }
        // What was left before and is wrong all the same was wrong before.
        wrong.retain(|record, _| !self.left.contains_key(record));
        match wrong.is_empty() {
            true => Ok(()),
            false => Err(Stopped::LeaveToo(wrong)),
        }
    }

    /// Whether a person confirmed something of the record since.
    fn is_verified_later(
        &self,
        tx: &mut Transaction<'_>,
        record: RecordRef,
    ) -> Result<bool, StoreError> {
        let changes = tx.changes_of(record)?;
        Ok(changes.iter().any(|changed| {
            let revision = changed.changeset.revision;
            changed.subject == Subject::Verification
                && (self.changeset + 1..self.revision).contains(&revision)
        }))
    }

    /// Records that would come back without what they belong to, and the places of services that are left, where they would
    /// have none.
    fn left_alone(
        &self,
        tx: &mut Transaction<'_>,
        come: &[(RecordRef, RecordRef)],
        without_place: &BTreeMap<RecordRef, RecordRef>,
    ) -> Result<Vec<RecordRef>, StoreError> {
        let is_left = |record: &RecordRef| self.left.contains_key(record);
        let parents: BTreeSet<RecordRef> = come.iter().map(|it| it.0).filter(is_left).collect();
        let parents = there(tx, parents)?.1;
        let orphans = come.iter().filter(|(parent, _)| parents.contains(parent));
        let mut alone: Vec<RecordRef> = orphans.map(|(_, record)| *record).collect();
        let services: BTreeSet<RecordRef> =
            without_place.values().copied().filter(is_left).collect();
        for service in there(tx, services)?.0 {
            let mut children = tx.children_of(&[service])?.into_iter();
            if !children.any(|child| child.kind == RecordKind::ServiceAtLocation) {
                let its = without_place.iter().filter(|(_, of)| **of == service);
                alone.extend(its.map(|(place, _)| *place));
            }
        }
        Ok(alone)
    }
}

/// Those of the records that are there, and those that are not.
fn there(
    tx: &mut Transaction<'_>,
    records: BTreeSet<RecordRef>,
) -> Result<(BTreeSet<RecordRef>, BTreeSet<RecordRef>), StoreError> {
    let mut there = BTreeSet::new();
    for part in records
        .iter()
        .copied()
        .collect::<Vec<_>>()
        .chunks(BATCH as usize)
    {
        there.extend(tx.records_of(part)?.into_iter().map(|record| record.record));
    }
    let absent = records.difference(&there).copied().collect();
    Ok((there, absent))
}

/// What is shown with a service at a location, or with a service that is a hotline, since it belongs to it.
fn linked_to(record: &Record) -> Option<RecordRef> {
    let RecordRef { kind, .. } = record.record;
    let to = match kind {
        RecordKind::ServiceAtLocation => RecordKind::Location,
        RecordKind::Service if is_hotline(kind, &record.body) => RecordKind::Organization,
        _ => return None,
    };
    parents(record).find(|it| it.kind == to)
}

/// Whether something that a person confirmed is not there any more, or is something else.
fn is_lost(before: &Record, after: Option<&Record>) -> bool {
    let mut facts = before.facts.iter();
    facts.any(|(group, fact)| {
        let after = after.and_then(|after| after.facts.get(group));
        fact.rank.confirmed && !after.is_some_and(|after| after.rank.confirmed)
    })
}

/// The numbers that a record shows and did not show.
fn coming(before: Option<&Record>, after: &Record) -> Shown {
    let mut coming = Shown::of(&after.body);
    if let Some(before) = before {
        coming.leave_out(&Shown::of(&before.body));
    }
    coming
}

/// The hotlines, and records with a number like a crisis number, one of whose numbers this person puts back and has not called.
fn not_called(
    tx: &mut Transaction<'_>,
    coming: Vec<(RecordRef, Shown)>,
    of_lines: &mut OfLines,
    person: &Person,
) -> Result<Vec<RecordRef>, StoreError> {
    let is_line = |tx: &mut Transaction<'_>, records: &[RecordRef]| {
        let lines = missing::lines_in(tx, records)?;
        Ok::<bool, StoreError>(!lines.names.is_empty() || !lines.crisis_numbers.is_empty())
    };
    let records: Vec<RecordRef> = coming.iter().map(|it| it.0).collect();
    let mut not_called = Vec::new();
    if records.is_empty() || !is_line(tx, &records)? {
        return Ok(not_called);
    }
    for (record, shown) in coming {
        if !is_line(tx, &[record])? {
            continue;
        }
        for number in of_lines.unknown(tx, shown)? {
            if !has_called(tx, &number, &person.by, person.at)? {
                not_called.push(record);
                break;
            }
        }
    }
    Ok(not_called)
}
