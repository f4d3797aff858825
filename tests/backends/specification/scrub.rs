//! A place that must not be known is taken out of everything.

use nearhelp::standing::{FactGroup, How, Verification};
use nearhelp::store::{
    Change, HeldFilter, HeldState, Hold, Kept, Store, StoreError, Subject, Suggestion,
};
use serde_json::{Value, json};

use super::access::{api_key, reply};
use super::review::hold;
use crate::samples::*;

/// What must be found nowhere afterwards.
pub const SECRET: &str = "1417 Vesper Hollow Lane";

/// Publishes a listing whose location has the secret everywhere that it can be.
pub fn plant(store: &Store) {
    publish_listing(store);
    let mut told = claim(
        LOCATION,
        id(1),
        json!({"location_type": "physical", "address": SECRET}),
    );
    told.words = Some(format!("We are at {SECRET}."));
    let mut again = told.clone();
    again.foreign_id = SECRET.to_owned();
    let mut entry = same_as(LOCATION, id(1));
    entry.foreign_id = SECRET.to_owned();
    let mut record = listing_records().remove(2);
    record.body.insert("address".to_owned(), json!(SECRET));
    let mut confirmed = Verification {
        record: LOCATION,
        group: FactGroup::Place,
        how: How::Called,
        date: "2026-03-04".parse().unwrap(),
        value: "abc".to_owned(),
        by: "ana".to_owned(),
        at: now(),
        note: Some(SECRET.to_owned()),
    };
    let mut settled = resolution(LOCATION, id(1));
    settled.reason = SECRET.to_owned();
    let changes = vec![
        Change::PutClaim(told.clone()),
        Change::PutClaim(again),
        Change::PutSameAs(entry),
        Change::PutVerification(confirmed.clone()),
        Change::PutResolution(settled),
    ];
    store
        .publish(&changeset(store, changes, vec![record]))
        .unwrap();
    told.body.insert("address".to_owned(), json!("none"));
    told.words = None;
    confirmed.note = None;
    let changes = vec![Change::PutClaim(told), Change::PutVerification(confirmed)];
    let clean = listing_records().remove(2);
    store
        .publish(&changeset(store, changes, vec![clean]))
        .unwrap();
    let held = Hold {
        record: Some(LOCATION),
        proposal: json!({"address": SECRET}),
        group_key: SECRET.to_owned(),
        fingerprint: SECRET.to_owned(),
        ..hold("")
    };
    let suggestion = Suggestion {
        id: id(1),
        at: now(),
        record: LOCATION,
        body: json!(SECRET),
    };
    store
        .write(|tx| {
            tx.hold(&[held, hold("other")])?;
            tx.suggest(&suggestion, 10)?;
            tx.add_api_key(&api_key(1))?;
            tx.keep_reply(&reply(SECRET))
        })
        .unwrap();
}

/// Takes the secret out of every string.
fn clean(value: Value) -> Value {
    match value {
        Value::String(text) => json!(text.replace(SECRET, "withheld")),
        Value::Array(items) => items.into_iter().map(clean).collect(),
        Value::Object(fields) => fields.into_iter().map(|(k, v)| (k, clean(v))).collect(),
        other => other,
    }
}

pub fn scrub(store: &Store) -> Vec<Subject> {
    let mut seen = Vec::new();
    store
        .write(|tx| {
            let mut rewrite = |subject, value| {
                seen.push(subject);
                clean(value)
            };
            tx.rewrite_claims_and_history(&[LOCATION], &mut rewrite, &mut |_| Kept::Nothing)?;
            Ok(())
        })
        .unwrap_or_else(|error: StoreError| panic!("{error}"));
    store.checkpoint().unwrap();
    seen
}

pub fn scrubbing_rewrites_every_trace(url: &str) {
    let store = open(url);
    plant(&store);
    let (claims, history) = (store.claims().unwrap(), store.changes_of(SERVICE).unwrap());
    assert!(everything(&store).contains(SECRET));
    let seen = scrub(&store);
    for subject in [
        Subject::Claim,
        Subject::SameAs,
        Subject::Resolution,
        Subject::Verification,
    ] {
        assert!(seen.contains(&subject), "{subject:?}");
    }

    let kept = format!(
        "{} {:?} {:?} {:?} {:?} {:?} {:?}",
        everything(&store),
        store.changes_in(1).unwrap(),
        store.changes_in(2).unwrap(),
        store.changes_in(3).unwrap(),
        store.verifications().unwrap(),
        store
            .read(|tx| tx.held(&HeldFilter::default(), 0, 10))
            .unwrap(),
        store.read(|tx| tx.suggestions(10)).unwrap(),
    );
    assert!(!kept.contains(SECRET), "{kept}");
    assert_eq!(store.read(|tx| tx.reply(id(1), "once")).unwrap(), None);

    // As many claims as before, and nothing else was touched.
    let now = store.claims().unwrap();
    assert_eq!(now.len(), claims.len());
    let others = |claim: &&nearhelp::standing::Claim| claim.record != LOCATION;
    assert!(now.iter().filter(others).eq(claims.iter().filter(others)));
    assert_eq!(store.changes_of(SERVICE).unwrap(), history);
    let held = store
        .read(|tx| tx.held(&HeldFilter::default(), 0, 10))
        .unwrap();
    assert_eq!(
        (held[0].state, &held[0].hold.proposal),
        (HeldState::Superseded, &Value::Null)
    );
    assert_eq!(
        (held[1].state, &held[1].hold),
        (HeldState::Waiting, &hold("other"))
    );
    assert_eq!(store.directory().unwrap().revision, 3);
}
