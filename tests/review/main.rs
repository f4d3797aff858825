//! What can do harm waits for a person, and nothing else does.

#[path = "../common/mod.rs"]
mod common;

mod beside;
mod called;
mod followed;
mod held;
mod laws;
mod merged;
mod shared;
mod undone;
mod whose;

use nearhelp::standing::Record;
use nearhelp::store::{Held, HeldFilter, HeldState, StoreError, Transaction};
use nearhelp::updates::held::{Decided, Decider, Item};
use nearhelp::updates::load::Options;
use nearhelp::updates::report::Report;

use crate::common::sources::NOW;
use crate::common::{Sources, Stored};

fn load(stored: &Stored, sources: &Sources) -> Report {
    let report = stored.load(sources, Options::default());
    let sum = report.added + report.changed + report.unchanged + report.held + report.rejected;
    assert_eq!(report.read, sum, "{report:?}");
    report
}

fn load_full(stored: &Stored, sources: &Sources) -> Report {
    let options = Options {
        full: true,
        ..Options::default()
    };
    stored.load(sources, options)
}

fn write<T>(stored: &Stored, work: impl FnMut(&mut Transaction<'_>) -> Result<T, StoreError>) -> T {
    stored.store.write(work).expect("it is written")
}

/// What waits, without the first update that is to be read.
fn waiting(stored: &Stored) -> Vec<Held> {
    let filter = HeldFilter {
        state: Some(HeldState::Waiting),
        ..HeldFilter::default()
    };
    let mut held = write(stored, |tx| tx.held(&filter, 0, 10_000));
    held.retain(|held| held.hold.rule != "first_update");
    held
}

fn rules(stored: &Stored) -> Vec<String> {
    waiting(stored)
        .into_iter()
        .map(|held| held.hold.rule)
        .collect()
}

fn numbers(stored: &Stored) -> Vec<i64> {
    waiting(stored).iter().map(|held| held.number).collect()
}

fn item(held: &Held) -> Item {
    serde_json::from_value(held.hold.proposal.clone()).expect("an item")
}

fn somebody(name: &str) -> Decider {
    Decider {
        by: name.to_owned(),
        at: *NOW,
        reason: "because".to_owned(),
        api_key_id: None,
        retyped: Vec::new(),
    }
}

fn approve(stored: &Stored, numbers: &[i64]) -> Decided {
    write(stored, |tx| {
        nearhelp::updates::held::approve(tx, numbers, &somebody("another"))
    })
}

fn reject(stored: &Stored, numbers: &[i64]) -> Decided {
    write(stored, |tx| {
        nearhelp::updates::held::reject(tx, numbers, &somebody("another"))
    })
}

fn records(stored: &Stored) -> Vec<Record> {
    let mut records = Vec::new();
    write(stored, |tx| {
        records.clear();
        tx.each_record(&mut |record| records.push(record))
    });
    records.sort_by_key(|record| record.record);
    records
}

/// The record of a kind with this name, as text.
fn named(stored: &Stored, kind: &str, name: &str) -> Option<Record> {
    let mut records = records(stored);
    records.retain(|record| {
        record.record.kind.as_str() == kind
            && record.body.get("name").is_some_and(|has| has == name)
    });
    records.pop()
}
