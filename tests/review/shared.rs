//! A number that waits as a hotline's is given to nobody meanwhile, by whatever name.

use serde_json::{Value, json};

use super::held::{RIGHT, phones, served};
use super::*;
use crate::common::sources::{at, line};
use crate::common::{Sources, Stored};

const NEW: &str = "816-336-0177";
const OFFICE: &str = "816-555-0100";

fn hotline(numbers: &[&str]) -> Vec<Value> {
    let fields = json!({"categories": ["hotline.trafficking"], "phones": phones(numbers)});
    line("line", &["Missouri"], fields)
}

/// An office, of which what is of this kind has these numbers.
fn office(kind: &str, numbers: &[&str]) -> Vec<Value> {
    let mut claims = at("office", 38.9, -94.4, json!({}));
    for claim in claims.iter_mut().filter(|claim| claim["record"] == kind) {
        claim["body"]["phones"] = phones(numbers);
    }
    claims
}

fn has_new(stored: &Stored) -> bool {
    format!("{:?}", records(stored)).contains("8163360177")
}

fn questions(stored: &Stored) -> Vec<nearhelp::updates::held::Group> {
    let mut groups = write(stored, |tx| {
        let filter = HeldFilter {
            state: Some(HeldState::Waiting),
            ..HeldFilter::default()
        };
        nearhelp::updates::held::groups(tx, &filter)
    });
    groups.retain(|group| group.rule != "first_update");
    groups
}

#[test]
fn it_waits_wherever_the_update_gives_it_as_the_same_question() {
    for kind in ["organization", "service", "location", "service_at_location"] {
        for claims in [
            [hotline(&[NEW]), office(kind, &[NEW])],
            [office(kind, &[NEW]), hotline(&[NEW])],
        ] {
            let stored = Stored::empty();
            load(&stored, &Sources::of(claims.clone()));
            assert!(!has_new(&stored), "{kind}");
            let questions = questions(&stored);
            assert_eq!(questions.len(), 1, "{kind}: {questions:?}");
            assert_eq!(questions[0].rule, "crisis_number", "{kind}");
            assert_eq!(questions[0].numbers.len(), 2, "{kind}");
            let decided = approve(&stored, &questions[0].numbers);
            assert_eq!(decided.done.len(), 2, "{kind}: {decided:?}");
            assert_eq!(served(&stored, "line"), ["+18163360177"], "{kind}");
            let report = load(&stored, &Sources::of(claims));
            assert_eq!((report.changeset, report.held), (None, 0), "{kind}");
        }
    }
}

/// Whatever it takes the place of.
#[test]
fn where_it_takes_the_place_of_another_it_is_the_same_question() {
    for before in [&[RIGHT][..], &[]] {
        let stored = Stored::of(&Sources::of([
            hotline(&[RIGHT]),
            office("location", before),
        ]));
        let come = Sources::of([hotline(&[NEW]), office("location", &[NEW])]);
        load(&stored, &come);
        let questions = questions(&stored);
        assert_eq!(questions.len(), 1, "{questions:?}");
        assert!(
            questions[0].why.contains("888-373-7888 → 816-336-0177"),
            "{questions:?}"
        );
        assert_eq!(approve(&stored, &questions[0].numbers).done.len(), 2);
        assert_eq!(served(&stored, "line"), ["+18163360177"]);
        assert_eq!(load(&stored, &come).changeset, None);
    }
}

#[test]
fn many_who_have_it_are_one_question() {
    let desks = (0..20).map(|n| {
        let fields = json!({"phones": phones(&[NEW])});
        at(&format!("desk {n}"), 38.9, -94.4, fields)
    });
    let stored = Stored::empty();
    let mut organization = hotline(&[NEW]);
    organization[0]["body"]["phones"] = phones(&[NEW]);
    load(
        &stored,
        &Sources::of(desks.chain([organization]).collect::<Vec<_>>()),
    );
    let questions = questions(&stored);
    assert_eq!(questions.len(), 1, "{questions:?}");
    assert_eq!(approve(&stored, &questions[0].numbers).done.len(), 22);
}

#[test]
fn a_later_update_does_not_bring_it_either() {
    let stored = Stored::empty();
    load(&stored, &Sources::of([hotline(&[NEW])]));
    load(&stored, &Sources::of([office("service", &[NEW, OFFICE])]));
    assert_eq!(served(&stored, "office"), ["+18165550100"]);
    assert_eq!(rules(&stored), ["crisis_number", "crisis_number"]);
    // Nor in a text.
    let mut texts = office("service", &[OFFICE]);
    texts[1]["body"]["description"] = json!(format!("Call {NEW}."));
    let stored = Stored::empty();
    load(&stored, &Sources::of([hotline(&[NEW])]));
    load(&stored, &Sources::of([texts]));
    assert!(!has_new(&stored));
    // Once somebody judged it, it is a number as any other.
    approve(&stored, &numbers(&stored)[..1]);
    load(&stored, &Sources::of([office("service", &[NEW])]));
    assert_eq!(served(&stored, "office"), ["+18163360177"]);
}

#[test]
fn whoever_has_it_already_keeps_it_and_what_it_takes_the_place_of_stays() {
    let stored = Stored::of(&Sources::of([office("service", &[NEW])]));
    let again = Sources::of([office("service", &[NEW]), hotline(&[NEW])]);
    let report = load(&stored, &again);
    assert_eq!(report.held, 1, "{report:?}");
    assert_eq!(served(&stored, "office"), ["+18163360177"]);
    assert!(served(&stored, "line").is_empty());

    let stored = Stored::of(&Sources::of([office("service", &[OFFICE])]));
    load(
        &stored,
        &Sources::of([office("service", &[NEW]), hotline(&[NEW])]),
    );
    assert_eq!(served(&stored, "office"), ["+18165550100"]);
    // What a hotline gives up waits there, and is no new number to anybody.
    let stored = Stored::of(&Sources::of([hotline(&[RIGHT, NEW])]));
    load(
        &stored,
        &Sources::of([hotline(&[RIGHT]), office("service", &[NEW])]),
    );
    assert_eq!(served(&stored, "office"), ["+18163360177"]);
}

#[test]
fn it_is_known_in_a_cell_with_others_and_of_what_is_a_line_by_where_it_is_offered() {
    let both = format!("{NEW} / {OFFICE}");
    let stored = Stored::empty();
    load(
        &stored,
        &Sources::of([office("service", &[NEW]), hotline(&[&both])]),
    );
    assert!(!has_new(&stored));
    let desk = line(
        "desk",
        &["Missouri"],
        json!({"name": "Desk", "phones": phones(&[NEW])}),
    );
    let stored = Stored::empty();
    load(&stored, &Sources::of([office("service", &[NEW]), desk]));
    assert!(!has_new(&stored));
}
