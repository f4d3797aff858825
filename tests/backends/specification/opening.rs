//! What a store is when it is opened: new, again, by many at once, by an older program.

use std::thread;

use chrono::TimeDelta;
use nearhelp::store::{Store, StoreError};

use crate::samples::*;

pub fn a_new_directory_is_empty(url: &str) {
    let store = open(url);
    let directory = store.directory().unwrap();
    assert_eq!(directory.revision, 0);
    assert_eq!(directory.directory_id.get_version_num(), 4);
    assert_ne!(directory.secret, [0; 32]);
    assert!(store.sources().unwrap().is_empty());
    assert!(store.records().unwrap().records.is_empty());
    assert!(store.changesets(10).unwrap().is_empty());
}

pub fn a_reopened_directory_is_the_same(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let before = everything(&store);
    let secret = store.directory().unwrap().secret;
    drop(store);
    let store = Store::open(url, now() + TimeDelta::days(1)).unwrap();
    assert_eq!(everything(&store), before);
    assert_eq!(store.directory().unwrap().secret, secret);
}

pub fn processes_that_start_at_once_make_one_directory(url: &str) {
    let ids: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| open(url).directory().unwrap().directory_id))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
}

pub fn a_newer_version_is_refused_and_not_touched(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let before = everything(&store);
    crate::execute(
        url,
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')",
    );
    let error = Store::open(url, now()).unwrap_err();
    assert!(
        matches!(&error, StoreError::NewerVersion { found, .. } if found == "9999"),
        "{error}"
    );
    assert_eq!(everything(&store), before);
}

pub fn nothing_that_is_printed_has_the_secret(url: &str) {
    let store = open(url);
    let directory = store.directory().unwrap();
    let printed = format!("{store:?} {directory:?}");
    assert!(!printed.contains("secret: ["), "{printed}");
    assert!(!printed.contains(url), "{printed}");
}
