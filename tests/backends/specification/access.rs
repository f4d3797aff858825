//! Keys, replies and calls.

use chrono::TimeDelta;
use nearhelp::store::{ApiKey, Call, Header, Reply, Role, StoreError};

use crate::samples::*;

pub fn api_key(n: u128) -> ApiKey {
    ApiKey {
        id: id(n),
        name: format!("key {n}"),
        role: Role::Publisher,
        hash: [n as u8; 32],
        created_at: now(),
        revoked_at: None,
        rate_limit_per_minute: Some(60),
    }
}

pub fn reply(body: &str) -> Reply {
    Reply {
        api_key_id: id(1),
        key: "once".to_owned(),
        fingerprint: "abc".to_owned(),
        status: 201,
        body: body.to_owned(),
        at: now(),
    }
}

pub fn a_key_is_found_by_its_hash_until_it_is_revoked(url: &str) {
    let store = open(url);
    store
        .write(|tx| {
            tx.add_api_key(&api_key(1))?;
            tx.add_api_key(&api_key(2))
        })
        .unwrap();
    let with = |n: u8| store.read(|tx| tx.api_key_with(&[n; 32])).unwrap();
    assert_eq!(with(1), Some(api_key(1)));
    assert_eq!(with(3), None);
    assert!(!format!("{:?}", api_key(1)).contains("hash"));

    let revoke = |n| store.write(|tx| tx.revoke_api_key(id(n), now())).unwrap();
    assert_eq!([revoke(1), revoke(1), revoke(3)], [true, false, false]);
    assert_eq!(with(1).unwrap().revoked_at, Some(now()));
    assert_eq!(store.read(|tx| tx.api_keys()).unwrap().len(), 2);
    // A hash is one key's alone.
    let same = ApiKey {
        id: id(4),
        ..api_key(2)
    };
    assert!(store.write(|tx| tx.add_api_key(&same)).is_err());

    let published = store.write(|tx| {
        tx.begin(Header {
            api_key_id: Some(id(2)),
            source_id: None,
            ..header()
        })?;
        tx.apply(&[nearhelp::store::Change::PutSource(source(1))])?;
        tx.finish(None)?;
        tx.changeset(1)
    });
    assert_eq!(published.unwrap().unwrap().api_key_id, Some(id(2)));
}

pub fn a_reply_is_kept_until_it_is_forgotten(url: &str) {
    let store = open(url);
    store
        .write(|tx| {
            tx.add_api_key(&api_key(1))?;
            tx.keep_reply(&reply("{}"))
        })
        .unwrap();
    let kept = |n, key| store.read(|tx| tx.reply(id(n), key)).unwrap();
    assert_eq!(kept(1, "once"), Some(reply("{}")));
    assert_eq!((kept(1, "twice"), kept(2, "once")), (None, None));
    assert!(store.write(|tx| tx.keep_reply(&reply("again"))).is_err());
    store.write(|tx| tx.forget_replies(now())).unwrap();
    assert!(kept(1, "once").is_some());
    let later = now() + TimeDelta::nanoseconds(1);
    store.write(|tx| tx.forget_replies(later)).unwrap();
    assert_eq!(kept(1, "once"), None);
}

pub fn calls_are_found_by_number(url: &str) {
    let store = open(url);
    let call = |n: u128, number: &str| Call {
        id: id(n),
        number: number.to_owned(),
        by: "ana".to_owned(),
        at: now() + TimeDelta::days(n as i64),
        note: (n > 1).then(|| "They answered.".to_owned()),
    };
    store
        .write(|tx| {
            tx.log_call(&call(2, "988"))?;
            tx.log_call(&call(1, "988"))?;
            tx.log_call(&call(3, "911"))
        })
        .unwrap();
    let calls = |days| {
        let since = now() + TimeDelta::days(days);
        let calls = store.read(|tx| tx.calls_to("988", since));
        calls.unwrap_or_else(|error: StoreError| panic!("{error}"))
    };
    assert_eq!(calls(0), [call(1, "988"), call(2, "988")]);
    assert_eq!(calls(2), [call(2, "988")]);
    assert!(calls(3).is_empty());
}
