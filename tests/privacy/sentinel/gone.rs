//! What was at the house in the open once, and had gone or moved before anybody said that the house is confidential.

use serde_json::{Value, json};

use super::alone::{STREET, load_as, location, organization, placed, service};
use super::{Desk, Ended, feed::HERE};

const UNDO: [&str; 6] = ["undo", "2", "--by", "Ana", "--reason", "the wrong file"];

fn load(desk: &Desk, claims: &[Value], options: &[&str], run: fn(&Desk, &[&str]) -> Ended) {
    load_as(desk, "county", claims, options, run);
}

/// An office, and what was at the house.
fn whole() -> Vec<Value> {
    vec![
        organization("Harbor Help", "We help."),
        service("s", "Beds."),
        service("t", &format!("Ring at {STREET}.")),
        location("annex", "12 Main St", false),
        placed("s", "annex"),
        location("l", STREET, false),
        placed("t", "l"),
    ]
}

/// All that went, and that moved.
fn later() -> Vec<(Vec<Value>, &'static [&'static str])> {
    let mut moved = whole();
    moved[2] = service("t", "Beds.");
    moved[5] = location("l", "14 Main St", false);
    // Not so far that it has to wait.
    moved[5]["body"]["addresses"][0]["postal_code"] = Value::Null;
    moved[5]["body"]["latitude"] = json!(39.06);
    moved[5]["body"]["longitude"] = json!(-94.4);
    let mut elsewhere = whole();
    elsewhere[2] = service("t", "Beds.");
    elsewhere[6]["body"]["location_id"] = json!("annex");
    elsewhere.remove(5);
    let mut renamed = whole()[..5].to_vec();
    renamed[0]["key"] = json!("p");
    renamed[1]["key"] = json!("u");
    renamed[1]["body"]["organization_id"] = json!("p");
    renamed[4]["body"]["service_id"] = json!("u");
    renamed.remove(2);
    vec![
        (
            whole()[..2].iter().chain(&whole()[3..5]).cloned().collect(),
            &["--full"],
        ),
        (moved, &[]),
        (elsewhere, &["--full"]),
        (renamed, &["--full"]),
    ]
}

#[test]
fn an_undo_does_not_bring_the_house_back_and_no_byte_of_it_is_left() {
    for (at, (later, options)) in later().into_iter().enumerate() {
        let organization = later[0]["key"].clone();
        let mut house = location("m", STREET, true);
        house["body"]["organization_id"] = organization;
        let mut house = vec![house];
        // Or nothing is served there.
        if at % 2 == 0 {
            house.push(placed(later[1]["key"].as_str().expect("a key"), "m"));
        }
        let desk = Desk::new(&HERE);
        load(&desk, &whole(), &[], Desk::run_openly);
        load(&desk, &later, options, Desk::run_openly);
        load(&desk, &house, &[], Desk::run);
        let undone = desk.run(&UNDO);
        assert!(undone.stderr.is_empty(), "{at}: {}", undone.stderr);
        desk.assert_exports_without();
        desk.run(&["history", "--json"]);
    }
}

/// Nobody knows whether it is the house, and nobody is asked by an undo.
#[test]
fn an_undo_leaves_what_may_be_a_house_that_is_hidden_since() {
    for (at, (later, options)) in later().into_iter().enumerate() {
        let mut house = location("m", STREET, true);
        house["body"]["organization_id"] = later[0]["key"].clone();
        house["body"]["addresses"] = Value::Null;
        house["body"]["public_area"] = json!("Jackson County, MO");
        let desk = Desk::new(&HERE);
        load(&desk, &whole(), &[], Desk::run_openly);
        load(&desk, &later, options, Desk::run_openly);
        load(&desk, &[house], &[], Desk::run_openly);
        let undone = desk.run_openly(&UNDO);
        assert!(undone.stderr.is_empty(), "{at}: {}", undone.stderr);
        let export = desk.run_openly(&["export", "--format", "ndjson"]).stdout;
        assert!(!export.contains("Zyxwell"), "{at}: {export}");
        // One that moved is there, and is hidden itself.
        let is_left = undone.stdout.contains("may be a place");
        assert!(is_left || at == 1, "{at}: {}", undone.stdout);
    }
}

/// What both were in the open beside each other is no secret.
#[test]
fn an_undo_brings_back_an_office_that_was_there_beside_the_house() {
    let desk = Desk::new(&HERE);
    let mut beside = whole();
    beside.retain(|entry| {
        entry["key"] != "t"
            && !entry["key"]
                .as_str()
                .is_some_and(|key| key.starts_with("t-"))
    });
    beside[4] = location("l", STREET, true);
    beside.push(placed("s", "l"));
    let without: Vec<Value> = beside
        .iter()
        .filter(|entry| entry["key"] != "annex" && entry["key"] != "s-annex")
        .cloned()
        .collect();
    load(&desk, &beside, &[], Desk::run);
    load(&desk, &without, &["--full"], Desk::run);
    desk.run(&UNDO);
    let export = desk.run(&["export", "--format", "ndjson"]).stdout;
    assert!(export.contains("12 Main St"), "{export}");
}

/// What another source has of an organization of the same name, and nobody has judged yet; also where the house is not given.
#[test]
fn what_waits_of_one_that_is_called_alike_goes_with_the_house() {
    let told = format!("Ring at {STREET}.");
    let alike = [
        organization("Harbor Help", &told),
        service("Night beds", &told),
        location("l", STREET, false),
        placed("Night beds", "l"),
    ];
    for is_given in [true, false] {
        let mut house = location("m", STREET, true);
        if !is_given {
            house["body"]["addresses"] = Value::Null;
            house["body"]["public_area"] = json!("Jackson County, MO");
        }
        let desk = Desk::new(&HERE);
        load(&desk, &whole()[..2], &[], Desk::run_openly);
        let report = load_as(&desk, "state", &alike, &[], Desk::run_openly);
        assert_eq!(report["held_by_rule"]["duplicate"], 1, "{report:#}");
        load(&desk, &[house, placed("s", "m")], &[], Desk::run);
        let listed = desk.run(&["review", "--json"]).json();
        let items = listed["contents"].as_array().expect("contents").iter();
        let numbers = items.flat_map(|item| item["numbers"].as_array().expect("numbers"));
        for number in numbers.map(Value::to_string) {
            desk.run(&["review", "reject", &number, "--by", "Bo", "--reason", "no"]);
        }
        desk.assert_exports_without();
    }
}

/// The flag is another source's, and reaches the organization by a merge.
#[test]
fn an_undo_does_not_bring_back_what_tells_the_house_of_whoever_was_merged() {
    let desk = Desk::new(&HERE);
    load(&desk, &whole(), &[], Desk::run_openly);
    let (later, options) = later().remove(0);
    load(&desk, &later, options, Desk::run_openly);
    let mut house = location("m", STREET, true);
    house["body"]["addresses"] = Value::Null;
    house["body"]["public_area"] = json!("Jackson County, MO");
    let keeper = [
        organization("Harbor Help", "Beds."),
        service("Night beds", "Beds."),
        house,
        placed("Night beds", "m"),
    ];
    let report = load_as(&desk, "state", &keeper, &[], Desk::run_openly);
    assert_eq!(report["held_by_rule"]["duplicate"], 1, "{report:#}");
    let listed = desk.run_openly(&["review", "--json"]).json();
    let items = listed["contents"].as_array().expect("contents").iter();
    let duplicates = items.filter(|item| item["rule"] == "duplicate");
    for number in duplicates.flat_map(|item| item["numbers"].as_array().expect("numbers")) {
        let number = number.to_string();
        let by = ["--by", "Bo", "--reason", "one"];
        desk.run_openly(&[&["review", "approve", &number][..], &by].concat());
    }
    let undone = desk.run_openly(&UNDO);
    assert!(
        undone.stdout.contains("may be a place"),
        "{}",
        undone.stdout
    );
    let export = desk.run_openly(&["export", "--format", "ndjson"]).stdout;
    assert!(!export.contains("Zyxwell"), "{export}");
}
