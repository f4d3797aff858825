//! Random changesets over a few ids, so that they meet each other often.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use nearhelp::standing::{
    Alternative, BlockedNumber, Claim, Denial, Fact, FactGroup, How, Rank, Record, RecordKind,
    RecordRef, Resolution, SameAs, Source, SourceKind, Standing, Verification,
};
use nearhelp::store::{Change, Changeset, Operation};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::samples::{id, object, source};

const EACH_KIND: u128 = 3;

/// What makes most of the random changesets possible: sources, and records of which some names stay free.
pub fn beginning() -> Changeset {
    let mut records = Vec::new();
    for kind in RecordKind::ALL {
        for n in 0..EACH_KIND - 1 {
            let parent = json!(id(n));
            let body =
                json!({"organization_id": parent, "service_id": parent, "location_id": parent});
            records.push(Record {
                record: RecordRef { kind, id: id(n) },
                body: object(body),
                facts: BTreeMap::new(),
            });
        }
    }
    Changeset {
        expected_revision: 0,
        at: DateTime::UNIX_EPOCH,
        how: Operation::Seed,
        by: "ana".to_owned(),
        reason: "the beginning".to_owned(),
        source_id: None,
        changes: vec![Change::PutSource(source(1)), Change::PutSource(source(2))],
        records,
        removed: Vec::new(),
    }
}

/// A changeset without its revision, and whether it is planned on an older one.
pub fn changeset() -> impl Strategy<Value = (Changeset, bool)> {
    let set = (
        time(),
        text(),
        text(),
        option::weighted(0.3, source_id()),
        vec(change(), 0..6),
        vec(record(), 0..6),
        vec(reference(), 0..3),
    )
        .prop_map(
            |(at, by, reason, source_id, changes, records, removed)| Changeset {
                expected_revision: 0,
                at,
                how: Operation::Load,
                by,
                reason,
                source_id,
                changes,
                records,
                removed,
            },
        );
    (set, prop::bool::weighted(0.05))
}

/// Every record that there can be.
pub fn references() -> impl Iterator<Item = RecordRef> {
    RecordKind::ALL
        .into_iter()
        .flat_map(|kind| (0..EACH_KIND).map(move |n| RecordRef { kind, id: id(n) }))
}

fn reference() -> impl Strategy<Value = RecordRef> {
    select(references().collect::<Vec<_>>())
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => random_source().prop_map(Change::PutSource),
        4 => claim().prop_map(Change::PutClaim),
        2 => (reference(), source_id(), foreign_id()).prop_map(|(record, source_id, foreign_id)| {
            Change::RemoveClaim { record, source_id, foreign_id }
        }),
        2 => (source_id(), foreign_id(), reference()).prop_map(|(source_id, foreign_id, record)| {
            Change::PutSameAs(SameAs { source_id, foreign_id, record })
        }),
        1 => (source_id(), reference(), foreign_id()).prop_map(|(source_id, record, foreign_id)| {
            Change::RemoveSameAs { source_id, kind: record.kind, foreign_id }
        }),
        2 => resolution().prop_map(Change::PutResolution),
        1 => (reference(), group()).prop_map(|(record, group)| {
            Change::RemoveResolution { record, group }
        }),
        2 => verification().prop_map(Change::PutVerification),
        1 => (reference(), group()).prop_map(|(record, group)| {
            Change::RemoveVerification { record, group }
        }),
        1 => block().prop_map(Change::PutBlock),
        1 => number().prop_map(|number| Change::RemoveBlock { number }),
    ]
}

fn random_source() -> impl Strategy<Value = Source> {
    (
        source_id(),
        text(),
        source_kind(),
        option::of(date()),
        option::of(text()),
    )
        .prop_map(|(id, name, kind, date, url)| Source {
            id,
            key: source(id.as_u128()).key,
            name,
            kind,
            date,
            url,
        })
}

fn claim() -> impl Strategy<Value = Claim> {
    (
        reference(),
        source_id(),
        foreign_id(),
        body(),
        vec(
            (group(), text()).prop_map(|(group, why)| Denial { group, why }),
            0..2,
        ),
        option::of(text()),
        how(),
        option::of(date()),
    )
        .prop_map(
            |(record, source_id, foreign_id, body, denies, words, how, date)| Claim {
                record,
                source_id,
                foreign_id,
                body,
                denies,
                words,
                how,
                date,
            },
        )
}

fn resolution() -> impl Strategy<Value = Resolution> {
    (reference(), group(), source_id(), text(), text(), time()).prop_map(
        |(record, group, preferred, reason, by, at)| Resolution {
            record,
            group,
            preferred,
            reason,
            by,
            at,
        },
    )
}

fn verification() -> impl Strategy<Value = Verification> {
    (
        (reference(), group(), how(), date()),
        (text(), text(), time(), option::of(text())),
    )
        .prop_map(
            |((record, group, how, date), (value, by, at, note))| Verification {
                record,
                group,
                how,
                date,
                value,
                by,
                at,
                note,
            },
        )
}

fn block() -> impl Strategy<Value = BlockedNumber> {
    (number(), text(), text(), time()).prop_map(|(number, reason, by, at)| BlockedNumber {
        number,
        reason,
        by,
        at,
    })
}

fn number() -> impl Strategy<Value = String> {
    select(vec!["988", "+18165550100"]).prop_map(str::to_owned)
}

/// Its parents may be there or not.
fn record() -> impl Strategy<Value = Record> {
    let parent = || prop_oneof![20 => 0..EACH_KIND - 1, 1 => Just(EACH_KIND - 1)].prop_map(id);
    (reference(), body(), facts(), parent(), parent(), parent()).prop_map(
        |(record, mut body, facts, organization, service, location)| {
            body.insert("organization_id".to_owned(), json!(organization));
            body.insert("service_id".to_owned(), json!(service));
            body.insert("location_id".to_owned(), json!(location));
            Record {
                record,
                body,
                facts,
            }
        },
    )
}

fn facts() -> impl Strategy<Value = BTreeMap<FactGroup, Fact>> {
    let alternative = (source_id(), any::<[bool; 2]>(), option::of(date()), body()).prop_map(
        |(source_id, [is_equal, rival], date, fields)| Alternative {
            source_id,
            is_equal,
            rival,
            date,
            fields,
        },
    );
    let rank =
        (any::<bool>(), source_kind()).prop_map(|(confirmed, kind)| Rank { confirmed, kind });
    let fact = (
        source_id(),
        rank,
        how(),
        option::of(date()),
        select(vec![
            Standing::Verified,
            Standing::Unverified,
            Standing::Disputed,
        ]),
        vec(text(), 0..2),
        vec(alternative, 0..2),
    )
        .prop_map(
            |(source_id, rank, how, date, standing, doubts, alternatives)| Fact {
                source_id,
                rank,
                how,
                date,
                standing,
                doubts,
                alternatives,
            },
        );
    btree_map(group(), fact, 0..2)
}

fn body() -> impl Strategy<Value = Map<String, Value>> {
    let number = prop::num::f64::NORMAL | prop::num::f64::ZERO | prop::num::f64::SUBNORMAL;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        number.prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(2, 6, 3, |value| {
        prop_oneof![
            vec(value.clone(), 0..3).prop_map(Value::from),
            vec((text(), value), 0..3)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    });
    vec((text(), value), 0..3).prop_map(|fields| fields.into_iter().collect())
}

/// PostgreSQL keeps any text but the character NUL.
fn text() -> impl Strategy<Value = String> {
    "[^\\x00]{0,8}"
}

/// Whose order by bytes is no language's.
fn foreign_id() -> impl Strategy<Value = String> {
    select(vec!["", "a", "B", "ä", "a b", "a-b"]).prop_map(str::to_owned)
}

fn source_id() -> impl Strategy<Value = Uuid> {
    prop_oneof![20 => select(vec![1, 2]), 1 => Just(3)].prop_map(id)
}

fn group() -> impl Strategy<Value = FactGroup> {
    select(vec![
        FactGroup::Identity,
        FactGroup::Phones,
        FactGroup::Hours,
    ])
}

fn source_kind() -> impl Strategy<Value = SourceKind> {
    select(vec![
        SourceKind::Article,
        SourceKind::PublicRecord,
        SourceKind::Directory,
        SourceKind::Provider,
    ])
}

fn how() -> impl Strategy<Value = How> {
    select(vec![
        How::Document,
        How::Imported,
        How::Provider,
        How::Called,
    ])
}

fn date() -> impl Strategy<Value = NaiveDate> {
    (0..100_000).prop_map(|days| NaiveDate::from_epoch_days(days).unwrap())
}

/// To the nanosecond.
fn time() -> impl Strategy<Value = DateTime<Utc>> {
    (0..4_102_444_800_000_000_000_i64).prop_map(DateTime::from_timestamp_nanos)
}
