//! What waits for a person.

use chrono::TimeDelta;
use nearhelp::standing::FactGroup;
use nearhelp::store::{
    Decision, Held, HeldFilter, HeldState, Hold, JudgedSuggestion, Store, StoreError, Suggestion,
};
use serde_json::json;

use crate::samples::*;

pub fn hold(fingerprint: &str) -> Hold {
    Hold {
        revision: 1,
        at: now(),
        source_id: id(1),
        rule: "crisis_number".to_owned(),
        record: Some(SERVICE),
        group: Some(FactGroup::Phones),
        group_key: "988".to_owned(),
        proposal: json!({"phones": [{"number": "988"}]}),
        fingerprint: fingerprint.to_owned(),
    }
}

fn decision(state: HeldState) -> Decision {
    Decision {
        state,
        at: now() + TimeDelta::days(1),
        by: "ana".to_owned(),
        reason: "We called.".to_owned(),
        remembered_until: None,
    }
}

fn all(store: &Store) -> Vec<Held> {
    let filter = HeldFilter::default();
    store.read(|tx| tx.held(&filter, 0, 100)).unwrap()
}

pub fn held_items_are_numbered_and_decided_once(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let numbers = store.write(|tx| tx.hold(&[hold("a"), hold("b")])).unwrap();
    assert_eq!(numbers, [1, 2]);
    store.rehearse(|tx| tx.hold(&[hold("x")])).unwrap();
    let bare = Hold {
        record: None,
        group: None,
        ..hold("c")
    };
    assert_eq!(
        store
            .write(|tx| tx.hold(std::slice::from_ref(&bare)))
            .unwrap(),
        [3]
    );
    let held = all(&store);
    assert_eq!(held[0].hold, hold("a"));
    assert_eq!(held[2].hold, bare);
    assert_eq!((held[2].number, held[2].state), (3, HeldState::Waiting));
    assert_eq!(held[2].decision, None);

    let decide = |numbers: &[i64], state| store.write(|tx| tx.decide(numbers, &decision(state)));
    assert_eq!(decide(&[1, 2, 404], HeldState::Approved).unwrap(), [1, 2]);
    assert_eq!(decide(&[3, 2], HeldState::Rejected).unwrap(), [3]);
    let held = store.read(|tx| tx.held_with(&[3, 2, 404])).unwrap();
    let states: Vec<_> = held.iter().map(|held| (held.number, held.state)).collect();
    assert_eq!(states, [(2, HeldState::Approved), (3, HeldState::Rejected)]);
    assert_eq!(held[0].decision, Some(decision(HeldState::Approved)));
}

pub fn the_last_words_of_people_are_found(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let of_location = Hold {
        record: Some(LOCATION),
        ..hold("b")
    };
    let later = Decision {
        at: now() + TimeDelta::days(2),
        ..decision(HeldState::Rejected)
    };
    store
        .write(|tx| {
            tx.hold(&[hold("a"), of_location, hold("c"), hold("d"), hold("e")])?;
            tx.decide(&[1, 3], &decision(HeldState::Approved))?;
            tx.decide(&[2], &later)?;
            tx.decide(&[4], &decision(HeldState::Superseded))
        })
        .unwrap();
    let decided = |record, limit| {
        let held = store.read(|tx| tx.decided(record, None, limit)).unwrap();
        held.iter().map(|held| held.number).collect::<Vec<_>>()
    };
    assert_eq!(decided(None, 100), [2, 1, 3]);
    assert_eq!(decided(None, 2), [2, 1]);
    assert_eq!(decided(Some(LOCATION), 100), [2]);
    let source = all(&store)[0].hold.source_id;
    let of = |source| {
        store
            .read(|tx| tx.decided(None, source, 100))
            .unwrap()
            .len()
    };
    assert_eq!((of(Some(source)), of(Some(uuid::Uuid::nil()))), (3, 0));
}

pub fn a_rejection_is_remembered(url: &str) {
    let store = open(url);
    publish_listing(&store);
    store
        .write(|tx| tx.hold(&[hold("a"), hold("b"), hold("c"), hold("d")]))
        .unwrap();
    let rejection = Decision {
        remembered_until: Some(now() + TimeDelta::days(180)),
        ..decision(HeldState::Rejected)
    };
    store
        .write(|tx| {
            tx.decide(&[1], &rejection)?;
            tx.decide(&[2], &decision(HeldState::Rejected))?;
            tx.decide(&[3], &decision(HeldState::Approved))
        })
        .unwrap();
    let before = |days| {
        let now = now() + TimeDelta::days(days);
        let held = store.read(|tx| tx.held_before(&["a", "b", "c", "d", "e"], now));
        let held = held.unwrap().into_iter();
        held.map(|held| held.number).collect::<Vec<_>>()
    };
    assert_eq!(before(179), [1, 4]);
    assert_eq!(before(180), [4]);
}

pub fn held_items_are_found_and_counted(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let other = Hold {
        rule: "moved".to_owned(),
        record: Some(LOCATION),
        group: Some(FactGroup::Place),
        group_key: "moved".to_owned(),
        at: now() - TimeDelta::days(30),
        ..hold("b")
    };
    store
        .write(|tx| {
            tx.hold(&[hold("a"), other.clone(), other.clone()])?;
            tx.decide(&[2], &decision(HeldState::Rejected))
        })
        .unwrap();
    let found = |filter: HeldFilter| {
        let held = store.read(|tx| tx.held(&filter, 0, 100)).unwrap();
        held.iter().map(|held| held.number).collect::<Vec<_>>()
    };
    let any = HeldFilter::default;
    let waiting = HeldFilter {
        state: Some(HeldState::Waiting),
        ..any()
    };
    assert_eq!(found(waiting), [1, 3]);
    let source = |n| HeldFilter {
        source_id: Some(id(n)),
        ..any()
    };
    assert_eq!(found(source(1)), [1, 2, 3]);
    assert_eq!(found(source(2)), [0; 0]);
    let rule = HeldFilter {
        rule: Some("moved".to_owned()),
        ..any()
    };
    assert_eq!(found(rule), [2, 3]);
    let key = HeldFilter {
        group_key: Some("988".to_owned()),
        ..any()
    };
    assert_eq!(found(key), [1]);
    let place = HeldFilter {
        fact_group: Some(FactGroup::Place),
        state: Some(HeldState::Rejected),
        ..any()
    };
    assert_eq!(found(place), [2]);
    let record = HeldFilter {
        record: Some(SERVICE),
        ..any()
    };
    assert_eq!(found(record), [1]);
    let page = store.read(|tx| tx.held(&any(), 1, 1)).unwrap();
    assert_eq!(page.iter().map(|held| held.number).collect::<Vec<_>>(), [2]);

    let counts = |days| {
        let counts = store
            .read(|tx| tx.held_counts(now() + TimeDelta::days(days)))
            .unwrap();
        let counts = counts.into_iter();
        counts
            .map(|c| (c.rule, c.state, c.count, c.oldest))
            .collect::<Vec<_>>()
    };
    let crisis = ("crisis_number".to_owned(), HeldState::Waiting, 1, now());
    let moved = |state| ("moved".to_owned(), state, 1, other.at);
    assert_eq!(
        counts(1),
        [
            crisis.clone(),
            moved(HeldState::Rejected),
            moved(HeldState::Waiting)
        ]
    );
    assert_eq!(counts(2), [crisis, moved(HeldState::Waiting)]);
}

pub fn suggestions_are_few_and_deleted_when_judged(url: &str) {
    let store = open(url);
    publish_listing(&store);
    let suggestion = |n: u128| Suggestion {
        id: id(n),
        at: now() - TimeDelta::seconds(n as i64),
        record: SERVICE,
        body: json!({"text": "It moved."}),
    };
    let kept = store.write(|tx| {
        let mut kept = Vec::new();
        for n in 1..=3 {
            kept.push(tx.suggest(&suggestion(n), 2)?);
        }
        Ok::<_, StoreError>(kept)
    });
    assert_eq!(kept.unwrap(), [true, true, false]);
    let all = || store.read(|tx| tx.suggestions(10)).unwrap();
    assert_eq!(all(), [suggestion(2), suggestion(1)]);
    let found = |n| store.read(|tx| tx.suggestion(id(n))).unwrap();
    assert_eq!(found(2), Some(suggestion(2)));
    let judged = JudgedSuggestion {
        id: id(2),
        record: SERVICE,
        decision: decision(HeldState::Rejected),
    };
    store.write(|tx| tx.judge_suggestion(&judged)).unwrap();
    assert_eq!((found(2), all()), (None, vec![suggestion(1)]));
    let of = |record| store.read(|tx| tx.judged_suggestions(record, 10)).unwrap();
    assert_eq!(of(Some(SERVICE)), [judged]);
    assert_eq!((of(None).len(), of(Some(LOCATION))), (1, vec![]));
}
