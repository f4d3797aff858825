//! A changeset in parts, in one transaction.

use nearhelp::standing::{BlockedNumber, FactGroup, How, RecordKind, Verification};
use nearhelp::store::{Change, Header, Operation, Store, StoreError, Subject};
use serde_json::{json, to_value};

use crate::samples::*;

pub fn parts_make_one_revision(url: &str) {
    let store = open(url);
    let report = json!({"added": 4});
    let revision = store
        .write(|tx| {
            let revision = tx.begin(header())?;
            tx.apply(&[Change::PutSource(source(1))])?;
            for (claim, record) in listing_claims().into_iter().zip(listing_records()).rev() {
                tx.apply(&[Change::PutClaim(claim)])?;
                tx.put_records(&[record])?;
            }
            assert_eq!(tx.finish(Some(&report))?, revision);
            Ok::<_, StoreError>(revision)
        })
        .unwrap();
    assert_eq!((revision, store.directory().unwrap().revision), (1, 1));
    let changes = store.changes_in(1).unwrap();
    let subjects: Vec<_> = changes.iter().map(|change| change.record).collect();
    let expected = [ORGANIZATION, LOCATION, SERVICE, SERVICE_AT_LOCATION].map(Some);
    assert_eq!(subjects[0], None);
    assert_eq!(subjects[1..], expected);
    let published = &store.changesets(10).unwrap()[0];
    assert_eq!(published.how, Operation::Load);
    assert_eq!(published.report.as_ref(), Some(&report));
    assert_eq!(store.records().unwrap().records.len(), 4);

    // Nothing changed: no revision, whatever is reported.
    let revision = store.write(|tx| {
        tx.begin(header())?;
        tx.apply(&[])?;
        tx.finish(Some(&report))
    });
    assert_eq!(revision.unwrap(), 1);
    assert_eq!(store.changesets(10).unwrap().len(), 1);
}

pub fn a_child_may_come_before_its_parent(url: &str) {
    let store = open(url);
    let publish = |last: usize| {
        store.write(|tx| {
            tx.begin(header())?;
            // Children first, and the source after its claims.
            for record in &listing_records()[..last] {
                tx.put_records(std::slice::from_ref(record))?;
            }
            tx.apply(
                &listing_claims()
                    .into_iter()
                    .map(Change::PutClaim)
                    .collect::<Vec<_>>(),
            )?;
            tx.apply(&[Change::PutSource(source(1))])?;
            tx.finish(None)
        })
    };
    let before = everything(&store);
    let error = publish(3).unwrap_err();
    assert!(matches!(error, StoreError::Orphan(_)), "{error}");
    assert_eq!(everything(&store), before);
    assert_eq!(publish(4).unwrap(), 1);
}

pub fn what_is_begun_is_finished_or_nothing(url: &str) {
    let store = open(url);
    let unfinished = store.write(|tx| {
        tx.begin(header())?;
        tx.apply(&[Change::PutSource(source(1))])
    });
    assert!(matches!(unfinished, Err(StoreError::Other(_))));
    let not_begun = store.write(|tx| tx.apply(&[Change::PutSource(source(1))]));
    assert!(matches!(not_begun, Err(StoreError::Other(_))));
    let moved = store.write(|tx| {
        tx.begin(Header {
            expected_revision: Some(7),
            ..header()
        })
    });
    let expected = matches!(
        moved,
        Err(StoreError::Moved {
            expected: 7,
            found: 0
        })
    );
    assert!(expected, "{moved:?}");
    assert!(store.sources().unwrap().is_empty());
}

pub fn a_rehearsal_leaves_nothing(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let before = everything(&store);
    let seen = store.rehearse(|tx| {
        tx.begin(header())?;
        tx.apply(&[Change::PutSource(source(2))])?;
        tx.withdraw(&[SERVICE_AT_LOCATION])?;
        let revision = tx.finish(None)?;
        Ok::<_, StoreError>((revision, tx.sources()?.len(), tx.directory()?.revision))
    });
    assert_eq!(seen.unwrap(), (2, 2, 2));
    assert_eq!(everything(&store), before);
}

pub fn an_error_of_the_caller_rolls_back(url: &str) {
    #[derive(Debug)]
    enum Mine {
        Store(#[expect(dead_code, reason = "for its Debug")] StoreError),
        Strict,
    }
    impl From<StoreError> for Mine {
        fn from(error: StoreError) -> Mine {
            Mine::Store(error)
        }
    }
    let store = open(url);
    let refused = store.write(|tx| {
        tx.begin(header())?;
        tx.apply(&[Change::PutSource(source(1))])?;
        tx.finish(None)?;
        Err::<(), _>(Mine::Strict)
    });
    assert!(matches!(refused, Err(Mine::Strict)), "{refused:?}");
    assert!(store.sources().unwrap().is_empty());
    publish_listing(&store);
}

pub fn a_batch_reads_what_is_there(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let read = |store: &Store| {
        store.read(|tx| {
            let entries = [
                (id(1), RecordKind::Organization, "row 1"),
                (id(1), RecordKind::Organization, "row 1"),
                (id(1), RecordKind::Service, "row 1"),
                (id(2), RecordKind::Organization, "row 1"),
            ];
            assert_eq!(tx.same_as_of(&entries)?, [same_as(ORGANIZATION, id(1))]);
            let (mut claims, mut keys, mut records) = (Vec::new(), Vec::new(), Vec::new());
            tx.claims_of_source(id(1), &mut |claim| claims.push(claim))?;
            tx.claim_keys_of_source(id(1), &mut |record, foreign| keys.push((record, foreign)))?;
            assert_eq!(claims, tx.claims()?);
            let named = claims.iter().map(|c| (c.record, c.foreign_id.clone()));
            assert_eq!(keys, named.collect::<Vec<_>>());
            tx.claim_keys_of_source(id(2), &mut |_, _| panic!("it has none"))?;
            tx.each_record(&mut |record| records.push(record))?;
            assert_eq!(records, tx.records_since(0)?.records);
            assert_eq!(tx.records_of(&[SERVICE, SERVICE])?, [records[2].clone()]);
            assert_eq!(tx.resolutions_of(&[SERVICE])?, [resolution(SERVICE, id(1))]);
            assert!(tx.resolutions_of(&[LOCATION])?.is_empty());
            Ok::<_, StoreError>(records.len())
        })
    };
    assert_eq!(read(&store).unwrap(), 4);
}

pub fn confirmations_and_blocks_have_a_history(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let confirmed = Verification {
        record: SERVICE,
        group: FactGroup::Phones,
        how: How::Called,
        date: "2026-03-04".parse().unwrap(),
        value: "abc".to_owned(),
        by: "ana".to_owned(),
        at: now(),
        note: None,
    };
    let block = BlockedNumber {
        number: "+18165550100".to_owned(),
        reason: "It is a trap.".to_owned(),
        by: "ana".to_owned(),
        at: now(),
    };
    let put = vec![
        Change::PutVerification(confirmed.clone()),
        Change::PutBlock(block.clone()),
    ];
    store.publish(&changeset(&store, put, vec![])).unwrap();
    assert_eq!(
        store.verifications().unwrap(),
        std::slice::from_ref(&confirmed)
    );
    assert_eq!(
        store.blocked_numbers().unwrap(),
        std::slice::from_ref(&block)
    );
    let of = store.read(|tx| tx.verifications_of(&[SERVICE, LOCATION]));
    assert_eq!(of.unwrap().len(), 1);

    let remove = vec![
        Change::RemoveVerification {
            record: SERVICE,
            group: FactGroup::Phones,
        },
        Change::RemoveBlock {
            number: block.number.clone(),
        },
    ];
    store.publish(&changeset(&store, remove, vec![])).unwrap();
    assert!(store.verifications().unwrap().is_empty());
    assert!(store.blocked_numbers().unwrap().is_empty());
    let changes = store.changes_in(3).unwrap();
    let told: Vec<_> = changes.iter().map(|c| (c.subject, c.record)).collect();
    assert_eq!(
        told,
        [
            (Subject::Verification, Some(SERVICE)),
            (Subject::Block, None)
        ]
    );
    assert_eq!(changes[0].before, to_value(confirmed).ok());
    assert_eq!(changes[1].before, to_value(block).ok());
}

pub fn an_undo_sees_what_was_changed_since(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let claims = store.claims().unwrap();
    let renamed = |name: &str| {
        let claim = claim(SERVICE, id(1), json!({"name": name}));
        vec![Change::PutClaim(claim)]
    };
    store
        .publish(&changeset(&store, renamed("A"), vec![]))
        .unwrap();

    // What revision 2 left behind is there, and what was before it comes back.
    let undo = |revision: i64| {
        store.write(|tx| {
            let (mut before, mut undone, mut moved) = (None, Vec::new(), 0);
            loop {
                let part = tx.last_changes_in(revision, before, 2)?;
                let Some((position, _)) = part.last() else {
                    break;
                };
                before = Some(*position);
                for (_, changed) in &part {
                    let Some(change) = changed.undone()? else {
                        continue;
                    };
                    let now = tx.written(std::slice::from_ref(&change))?;
                    moved += usize::from(now != [changed.after.clone()]);
                    undone.push(change);
                }
            }
            tx.begin(Header {
                how: Operation::Undo,
                ..header()
            })?;
            tx.apply(&undone)?;
            tx.finish(None)?;
            Ok::<_, StoreError>((undone.len(), moved))
        })
    };
    assert_eq!(undo(2).unwrap(), (1, 0));
    assert_eq!(store.claims().unwrap(), claims);
    assert_eq!(store.changesets(1).unwrap()[0].how, Operation::Undo);

    store
        .publish(&changeset(&store, renamed("B"), vec![]))
        .unwrap();
    assert_eq!(undo(2).unwrap(), (1, 1));

    // The first: four claims, a `same_as` and a resolution; the source stays.
    assert_eq!(undo(1).unwrap().0, 6);
    assert!(store.claims().unwrap().is_empty());
    assert!(store.same_as().unwrap().is_empty());
    assert!(store.resolutions().unwrap().is_empty());
}

pub fn the_character_nul_is_refused(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let mut claim = listing_claims().remove(3);
    claim.words = Some("a\0b".to_owned());
    let put = |claim| store.publish(&changeset(&store, vec![Change::PutClaim(claim)], vec![]));
    let error = put(claim.clone()).unwrap_err();
    assert!(matches!(error, StoreError::Nul), "{error}");
    claim.words = None;
    claim.body.insert("name".to_owned(), json!("a\0b"));
    put(claim.clone()).unwrap();
    assert_eq!(store.claims_of(&[ORGANIZATION]).unwrap(), [claim]);
}
