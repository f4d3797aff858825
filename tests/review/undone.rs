//! What an undo may not do by itself: put a hotline's number back, or leave a line without its place.

use nearhelp::geography::Gazetteer;
use nearhelp::store::Call;
use nearhelp::updates::person::Person;
use nearhelp::updates::undo::{self, Conflict, Undo, Undone, Why};
use serde_json::json;
use uuid::Uuid;

use super::beside::{DESK, hotline, link, place};
use super::held::{RIGHT, WRONG, a_line, phones, served};
use super::*;
use crate::common::sources::at;

fn undo(stored: &Stored, changeset: i64) -> Undone {
    let task = Undo {
        changeset,
        strict: false,
        dry_run: false,
    };
    let person = Person {
        by: "Bo".to_owned(),
        at: *NOW,
        reason: "it was wrong".to_owned(),
        api_key_id: None,
    };
    undo::undo(&stored.store, Gazetteer::embedded(), &task, &person).expect("an undo")
}

fn call(stored: &Stored, number: &str) {
    let call = Call {
        id: Uuid::new_v4(),
        number: number.to_owned(),
        by: "Bo".to_owned(),
        at: *NOW,
        note: None,
    };
    write(stored, |tx| tx.log_call(&call));
}

fn reasons(undone: &Undone) -> Vec<Why> {
    let mut whys: Vec<Why> = undone
        .conflicts
        .iter()
        .map(|it: &Conflict| it.why)
        .collect();
    whys.dedup();
    whys
}

#[test]
fn nobody_puts_a_hotlines_number_back_who_has_not_called_it() {
    let wrong = "+18883738888";
    let stored = Stored::of(&a_line(&[RIGHT]));
    load(&stored, &a_line(&[WRONG]));
    let approved = approve(&stored, &numbers(&stored)).revision;
    assert_eq!(served(&stored, "line"), [wrong]);
    // The right one comes back, and so would the wrong one by an undo of that.
    let refused = undo(&stored, approved);
    assert_eq!(reasons(&refused), [Why::NotCalled]);
    assert_eq!(
        (refused.changeset, served(&stored, "line")),
        (None, vec![wrong.to_owned()])
    );
    call(&stored, RIGHT);
    let undone = undo(&stored, approved);
    assert_eq!(reasons(&undone), []);
    assert_eq!(served(&stored, "line"), [RIGHT]);
    let again = undo(&stored, undone.changeset.expect("a changeset"));
    assert_eq!(
        (reasons(&again), again.changeset),
        (vec![Why::NotCalled], None)
    );
    assert_eq!(served(&stored, "line"), [RIGHT]);
}

/// What is called where a link leads comes back with the link.
#[test]
fn a_link_of_a_hotline_comes_back_by_a_call_to_where_it_leads() {
    let mut telling = place("physical", &[]);
    telling["body"]["description"] = json!(format!("Call {DESK}."));
    for place in [place("physical", &[DESK]), telling] {
        let stored = Stored::of(&hotline(&[RIGHT]));
        load(&stored, &Sources::of([vec![place, link("line", "desk")]]));
        let approved = approve(&stored, &numbers(&stored)).revision;
        let undone = undo(&stored, approved).changeset.expect("a changeset");
        let again = undo(&stored, undone);
        assert_eq!(
            (reasons(&again), again.changeset),
            (vec![Why::NotCalled], None)
        );
        call(&stored, "+18163360177");
        assert_eq!(reasons(&undo(&stored, undone)), []);
    }
}

/// A number that goes with its record comes back with it only by a call; an office's by anybody.
#[test]
fn what_was_taken_away_comes_back_whole_or_not_at_all() {
    let stored = Stored::empty();
    let office = at(
        "office",
        38.9,
        -94.4,
        json!({"phones": phones(&["816-555-0100"])}),
    );
    let line = at(
        "line",
        38.9,
        -94.4,
        json!({"categories": ["hotline"], "phones": phones(&["816-555-0142"])}),
    );
    stored
        .publish(&Sources::of([office, line]))
        .expect("an update");
    let before = records(&stored);
    let undone = undo(&stored, 1);
    assert_eq!((reasons(&undone), records(&stored)), (vec![], vec![]));
    let again = undo(&stored, undone.changeset.expect("a changeset"));
    let back = |name: &str| named(&stored, "service", name).is_some();
    assert_eq!((back("office"), back("line")), (true, false));
    assert!(reasons(&again).contains(&Why::NotCalled), "{again:?}");
    let mut placed = records(&stored);
    placed.retain(|record| record.record.kind.as_str() == "service_at_location");
    assert_eq!(placed.len(), 1, "the office's: {placed:?}");
    call(&stored, "+18165550142");
    undo(&stored, undone.changeset.expect("a changeset"));
    assert_eq!(records(&stored), before);
}

#[test]
fn a_line_that_was_approved_since_keeps_its_place() {
    let stored = Stored::of(&a_line(&[RIGHT]));
    let fields = json!({"categories": ["hotline"], "phones": phones(&["816-555-0142"])});
    let office = at(
        "office",
        38.9,
        -94.4,
        json!({"phones": phones(&["816-555-0100"])}),
    );
    let feed = Sources::default().and(
        "feed",
        "directory",
        [at("help line", 38.9, -94.4, fields), office],
    );
    let loaded = load(&stored, &feed).changeset.expect("a changeset");
    approve(&stored, &numbers(&stored));
    let listed = |stored: &Stored| {
        let mut records = records(stored);
        records.retain(|record| {
            format!("{record:?}").contains("help line")
                || record.record.kind.as_str().contains("location")
        });
        records.len()
    };
    assert_eq!(served(&stored, "help line"), ["+18165550142"]);
    let undone = undo(&stored, loaded);
    assert!(reasons(&undone).contains(&Why::ChangedLater), "{undone:?}");
    assert!(reasons(&undone).contains(&Why::GoesWithLeft), "{undone:?}");
    assert_eq!(named(&stored, "service", "office"), None);
    // The two lines', each with its place.
    assert_eq!(listed(&stored), 6, "{:#?}", records(&stored));
    assert_eq!(served(&stored, "help line"), ["+18165550142"]);
}
