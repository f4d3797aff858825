//! What a store does, whichever backend it has. Each takes the URL of an empty database.

mod access;
mod opening;
mod parts;
mod review;
mod scrub;

use std::thread;

use nearhelp::standing::{FactGroup, RecordKind, SameAs, Source};
use nearhelp::store::{Change, Changeset, StoreError, Subject};
use serde_json::{json, to_value};

pub use access::*;
pub use opening::*;
pub use parts::*;
pub use review::*;
pub use scrub::*;

use crate::samples::*;

pub fn every_type_reads_back_as_it_was_written(url: &str) {
    let store = open(url);
    let set = publish_listing(&store);

    assert_eq!(store.sources().unwrap(), [source(1)]);
    let mut claims = listing_claims();
    claims.sort_by_key(|claim| claim.record.kind.as_str());
    assert_eq!(store.claims().unwrap(), claims);
    let of = store
        .claims_of(&[
            SERVICE,
            ORGANIZATION,
            SERVICE,
            record_ref(RecordKind::Location, 99),
        ])
        .unwrap();
    let named: Vec<_> = of.iter().map(|claim| claim.record).collect();
    assert_eq!(named, [ORGANIZATION, SERVICE]);
    assert_eq!(store.same_as().unwrap(), [same_as(ORGANIZATION, id(1))]);
    assert_eq!(store.resolutions().unwrap(), [resolution(SERVICE, id(1))]);

    let found = store.records().unwrap();
    let mut records = listing_records();
    records.sort_by_key(|record| record.record);
    assert_eq!(found.records, records);
    assert_eq!(
        (found.revision, found.withdrawn.as_slice()),
        (1, [].as_slice())
    );

    let history = store.changesets(10).unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].revision, 1);
    assert_eq!(history[0].at, set.at);
    assert_eq!(history[0].by, set.by);
    assert_eq!(history[0].reason, set.reason);
    assert_eq!(history[0].source_id, set.source_id);
}

/// The order of a body's fields is part of what a source said.
pub fn fields_keep_their_order(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let claims = store.claims_of(&[LOCATION]).unwrap();
    let fields: Vec<_> = claims[0].body.keys().map(String::as_str).collect();
    assert_eq!(fields, ["latitude", "longitude", "zeta", "alpha"]);
}

pub fn a_changeset_is_published_whole_or_not_at_all(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let before = everything(&store);

    let mut records = listing_records();
    for record in &mut records {
        record.body.insert("name".to_owned(), json!("changed"));
    }
    // The last to be written: a place for a service at a location that is not there.
    records[0]
        .body
        .insert("location_id".to_owned(), json!(id(404)));
    let changes = vec![
        Change::PutSource(source(2)),
        Change::RemoveClaim {
            record: SERVICE,
            source_id: id(1),
            foreign_id: "row 1".to_owned(),
        },
    ];
    let error = store
        .publish(&changeset(&store, changes, records))
        .unwrap_err();
    assert!(matches!(error, StoreError::Orphan(_)), "{error}");
    assert_eq!(everything(&store), before);

    publish_nothing_more_than(
        &store,
        Change::PutClaim(claim(SERVICE, id(404), json!({"name": "x"}))),
    );
    assert_eq!(everything(&store), before);
}

fn publish_nothing_more_than(store: &nearhelp::store::Store, change: Change) {
    let error = store
        .publish(&changeset(store, vec![change], vec![]))
        .unwrap_err();
    assert!(matches!(error, StoreError::Orphan(_)), "{error}");
}

pub fn a_record_must_name_its_parents(url: &str) {
    let store = open(url);
    publish_listing(&store);
    for value in [json!(null), json!("not an id"), json!(7)] {
        let mut records = listing_records();
        records[1].body.insert("organization_id".to_owned(), value);
        let error = store
            .publish(&changeset(&store, vec![], records))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "something is named that the directory does not have: service {} has no organization_id",
                SERVICE.id
            )
        );
    }
}

pub fn a_plan_on_an_older_revision_is_refused(url: &str) {
    let store = open(url);
    let stale = changeset(&store, vec![Change::PutSource(source(2))], vec![]);
    let nothing = changeset(&store, vec![], vec![]);
    publish_listing(&store);
    for set in [stale, nothing] {
        let error = store.publish(&set).unwrap_err();
        assert!(
            matches!(
                error,
                StoreError::Moved {
                    expected: 0,
                    found: 1
                }
            ),
            "{error}"
        );
    }
    assert_eq!(store.sources().unwrap(), [source(1)]);
}

pub fn nothing_to_publish_makes_no_revision(url: &str) {
    let store = open(url);
    publish_listing(&store);
    assert_eq!(
        store.publish(&changeset(&store, vec![], vec![])).unwrap(),
        1
    );
    assert_eq!(store.changesets(10).unwrap().len(), 1);
}

/// Each publisher has its own store, as each process of many would.
pub fn of_publishers_at_once_one_wins_each_revision(url: &str) {
    const PUBLISHERS: u128 = 4;
    const EACH: u128 = 8;
    open(url);
    thread::scope(|scope| {
        for publisher in 0..PUBLISHERS {
            scope.spawn(move || {
                let store = open(url);
                for n in 0..EACH {
                    let change = Change::PutSource(source(1000 * publisher + n));
                    loop {
                        match store.publish(&changeset(&store, vec![change.clone()], vec![])) {
                            Ok(_) => break,
                            Err(StoreError::Moved { expected, found }) => assert!(found > expected),
                            Err(error) => panic!("{error}"),
                        }
                    }
                }
            });
        }
    });
    let store = open(url);
    let total = i64::try_from(PUBLISHERS * EACH).unwrap();
    assert_eq!(store.directory().unwrap().revision, total);
    let revisions: Vec<_> = store
        .changesets(1000)
        .unwrap()
        .iter()
        .map(|set| set.revision)
        .collect();
    assert_eq!(revisions, (1..=total).rev().collect::<Vec<_>>());
    assert_eq!(
        i64::try_from(store.sources().unwrap().len()).unwrap(),
        total
    );
}

/// Records are in four tables, and the revision in a fifth.
pub fn a_read_sees_one_revision(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let last = 60;
    thread::scope(|scope| {
        scope.spawn(|| {
            for revision in 2..=last {
                let mut records = listing_records();
                for record in &mut records {
                    record.body.insert("revision".to_owned(), json!(revision));
                }
                store.publish(&changeset(&store, vec![], records)).unwrap();
            }
        });
        let reader = open(url);
        loop {
            let found = reader.records().unwrap();
            if found.revision > 1 {
                for record in &found.records {
                    assert_eq!(record.body["revision"], json!(found.revision));
                }
            }
            if found.revision == last {
                break;
            }
        }
    });
}

pub fn the_history_has_before_and_after(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let renamed = Source {
        name: "Renamed".to_owned(),
        url: None,
        ..source(1)
    };
    let moved = same_as(record_ref(RecordKind::Organization, 77), id(1));
    let changes = vec![
        Change::PutSource(renamed.clone()),
        Change::RemoveClaim {
            record: SERVICE,
            source_id: id(1),
            foreign_id: "row 1".to_owned(),
        },
        Change::PutSameAs(moved.clone()),
        Change::RemoveResolution {
            record: SERVICE,
            group: FactGroup::Phones,
        },
    ];
    assert_eq!(
        store.publish(&changeset(&store, changes, vec![])).unwrap(),
        2
    );
    assert_eq!(store.sources().unwrap(), std::slice::from_ref(&renamed));
    assert_eq!(store.same_as().unwrap(), std::slice::from_ref(&moved));
    assert!(store.resolutions().unwrap().is_empty());
    assert!(store.claims_of(&[SERVICE]).unwrap().is_empty());

    let service_claim = &listing_claims()[1];
    let changes = store.changes_in(2).unwrap();
    let told: Vec<_> = changes
        .iter()
        .map(|change| {
            (
                change.subject,
                change.record,
                change.before.clone(),
                change.after.clone(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                Subject::Source,
                None,
                to_value(source(1)).ok(),
                to_value(&renamed).ok()
            ),
            (
                Subject::Claim,
                Some(SERVICE),
                to_value(service_claim).ok(),
                None
            ),
            (
                Subject::SameAs,
                Some(moved.record),
                to_value(same_as(ORGANIZATION, id(1))).ok(),
                to_value(&moved).ok()
            ),
            (
                Subject::Resolution,
                Some(SERVICE),
                to_value(resolution(SERVICE, id(1))).ok(),
                None
            ),
        ]
    );

    let of_service: Vec<_> = store
        .changes_of(SERVICE)
        .unwrap()
        .into_iter()
        .map(|change| {
            (
                change.changeset.revision,
                change.subject,
                change.before.is_some(),
                change.after.is_some(),
            )
        })
        .collect();
    assert_eq!(
        of_service,
        [
            (1, Subject::Claim, false, true),
            (1, Subject::Resolution, false, true),
            (2, Subject::Claim, true, false),
            (2, Subject::Resolution, true, false),
        ]
    );

    let entry = Change::RemoveSameAs {
        source_id: id(1),
        kind: RecordKind::Organization,
        foreign_id: "row 1".to_owned(),
    };
    store
        .publish(&changeset(&store, vec![entry], vec![]))
        .unwrap();
    assert_eq!(store.same_as().unwrap(), Vec::<SameAs>::new());
    let last = store.changesets(1).unwrap();
    assert_eq!((last.len(), last[0].revision), (1, 3));
}

pub fn a_withdrawn_record_is_a_tombstone_until_it_comes_back(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let unknown = record_ref(RecordKind::Location, 404);
    let set = Changeset {
        removed: vec![SERVICE_AT_LOCATION, unknown],
        ..changeset(&store, vec![], vec![])
    };
    assert_eq!(store.publish(&set).unwrap(), 2);
    let since = store.records_since(1).unwrap();
    assert_eq!((since.revision, since.records.len()), (2, 0));
    assert_eq!(since.withdrawn, [SERVICE_AT_LOCATION]);
    assert_eq!(since.left, [(SERVICE.id, set.at)]);
    assert_eq!(store.records().unwrap().records.len(), 3);

    // Again: it is one already, so it is not news.
    let set = Changeset {
        expected_revision: 2,
        ..set
    };
    assert_eq!(store.publish(&set).unwrap(), 3);
    assert!(store.records_since(2).unwrap().withdrawn.is_empty());

    store
        .publish(&changeset(&store, vec![], listing_records()))
        .unwrap();
    let since = store.records_since(3).unwrap();
    assert_eq!((since.records.len(), since.withdrawn.len()), (4, 0));
}

pub fn only_what_changed_is_since_a_revision(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let mut organization = listing_records().remove(3);
    organization
        .body
        .insert("name".to_owned(), json!("New Hope House"));
    let earlier = listing_records().remove(3);
    // Twice in one changeset: the last counts.
    store
        .publish(&changeset(
            &store,
            vec![],
            vec![earlier, organization.clone()],
        ))
        .unwrap();
    assert_eq!(store.records_since(1).unwrap().records, [organization]);
    assert!(store.records_since(2).unwrap().records.is_empty());
}

/// More rows than one statement takes.
pub fn a_big_changeset_is_published(url: &str) {
    let store = open(url);
    let records: Vec<_> = (0..2500)
        .map(|n| {
            let mut record = listing_records().remove(3);
            record.record.id = id(n);
            record
        })
        .collect();
    let mut changes = vec![Change::PutSource(source(1))];
    changes.extend(
        records
            .iter()
            .map(|record| Change::PutClaim(claim(record.record, id(1), json!({"name": "x"})))),
    );
    store
        .publish(&changeset(&store, changes, records.clone()))
        .unwrap();
    assert_eq!(store.records().unwrap().records, records);
    assert_eq!(store.changes_in(1).unwrap().len(), 2501);
    let references: Vec<_> = records.iter().map(|record| record.record).collect();
    assert_eq!(store.claims_of(&references).unwrap().len(), 2500);
}
