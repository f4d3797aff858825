//! A place that was public, and is confidential from one update on.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use nearhelp::{
    hsds::FactGroup,
    standing::{How, RecordKind, RecordRef, Resolution, Verification},
    store::{
        ApiKey, Change, Decision, Header, HeldState, Hold, JudgedSuggestion, Operation, Reply,
        Role, Store, StoreError, Suggestion,
    },
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Desk, everything, feed,
    feed::{Flag, Format, HERE},
    files,
};
use crate::common::{
    Sources,
    sources::{NOW, claim, publish},
};

/// Long enough for a server on a busy machine to notice a publish.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Puts the place wherever people and other programs may have put it: notes, decisions, what waits, what was
/// answered.
pub fn plant(desk: &Desk, secret: &str) {
    let store = open(desk);
    let records = all(&store);
    let place = |kind| records.iter().filter(move |record| record.kind == kind);
    store
        .write(|tx| -> Result<(), StoreError> {
            tx.begin(Header {
                expected_revision: None,
                at: *NOW,
                by: format!("a person at {secret}"),
                api_key_id: None,
                how: Operation::Edit,
                reason: format!("They are at {secret}"),
                source_id: None,
            })?;
            let source = tx.sources()?.remove(0).id;
            for record in &records {
                tx.apply(&[
                    Change::PutVerification(Verification {
                        record: *record,
                        group: FactGroup::Place,
                        how: How::Called,
                        date: NOW.date_naive(),
                        value: "fingerprint".to_owned(),
                        by: "a person".to_owned(),
                        at: *NOW,
                        note: Some(format!("They said: {secret}")),
                    }),
                    Change::PutResolution(Resolution {
                        record: *record,
                        group: FactGroup::Place,
                        preferred: source,
                        reason: format!("It is at {secret}"),
                        by: "a person".to_owned(),
                        at: *NOW,
                    }),
                ])?;
            }
            tx.finish(None)?;
            let held = |record: RecordRef, number: usize| Hold {
                revision: 1,
                at: *NOW,
                source_id: source,
                rule: "moved".to_owned(),
                record: Some(record),
                group: Some(FactGroup::Place),
                group_key: format!("key {number}"),
                proposal: json!({"after": {"address_1": secret}}),
                fingerprint: format!("fingerprint {number}"),
            };
            let holds: Vec<Hold> = records
                .iter()
                .enumerate()
                .map(|(n, record)| held(*record, n))
                .collect();
            tx.hold(&holds)?;
            for record in place(RecordKind::Location).chain(place(RecordKind::Service)) {
                tx.suggest(
                    &Suggestion {
                        id: Uuid::new_v4(),
                        at: *NOW,
                        record: *record,
                        body: json!({"text": secret}),
                    },
                    100,
                )?;
                tx.judge_suggestion(&JudgedSuggestion {
                    id: Uuid::new_v4(),
                    record: *record,
                    decision: Decision {
                        state: HeldState::Rejected,
                        at: *NOW,
                        by: "Ana".to_owned(),
                        reason: format!("They are at {secret}."),
                        remembered_until: None,
                    },
                })?;
            }
            let key = ApiKey {
                id: Uuid::from_u128(9),
                name: "a program".to_owned(),
                role: Role::Publisher,
                hash: [9; 32],
                created_at: *NOW,
                revoked_at: None,
                rate_limit_per_minute: None,
            };
            tx.add_api_key(&key)?;
            tx.keep_reply(&Reply {
                api_key_id: key.id,
                key: "once".to_owned(),
                fingerprint: "f".to_owned(),
                status: 200,
                body: json!({"address_1": secret}).to_string(),
                at: *NOW,
            })
        })
        .expect("it is written");
}

fn open(desk: &Desk) -> Store {
    let path = desk.state.path().join("nearhelp.db");
    Store::open(&format!("sqlite://{}", path.display()), *NOW).expect("a store")
}

fn all(store: &Store) -> Vec<RecordRef> {
    let mut records = Vec::new();
    let read = store.read(|tx| tx.each_record(&mut |record| records.push(record.record)));
    read.expect("records");
    records
}

fn location_ids(page: &Value) -> Vec<String> {
    let contents = page["contents"].as_array().expect("contents");
    contents
        .iter()
        .map(|record| record["id"].as_str().expect("an id").to_owned())
        .collect()
}

/// Loaded in the open and changed there, served, spoken of, and then flagged: while the server runs.
#[track_caller]
fn is_taken_back(format: Format) {
    let desk = Desk::new(&HERE);
    for name in ["Harbor Help", "Harbor Help and Homes"] {
        let open = desk.write(name, format, &feed(Flag::Missing, name));
        let loaded = desk.run_openly(&super::given(&["load"], &open));
        // Links that are none are left out.
        assert!(
            matches!(loaded.code, Some(0 | 1)),
            "{}{}",
            loaded.stdout,
            loaded.stderr
        );
    }
    plant(&desk, "4417 Zyxwell Orchard Rd");
    let database = fs::read(desk.state.path().join("nearhelp.db")).expect("a database");
    assert!(desk.has_trace(&database), "a place in the open is kept");

    let server = desk.serve();
    let caller = server.anonymous();
    assert!(
        everything(&caller)
            .iter()
            .any(|(_, answer)| desk.has_trace(answer))
    );
    let before = location_ids(&caller.get("/v1/locations").ok());

    let flagged = desk.write(
        "flagged",
        format,
        &feed(Flag::AfterTheAddress, "Harbor Help"),
    );
    let report = desk.with(&["load", "--json"], &flagged).json();
    assert_eq!(report["rejected"], 0, "{report:#}");
    let names: Vec<_> = files(desk.state.path());
    assert!(
        names.iter().any(|file| file.ends_with("nearhelp.db-wal")),
        "the server has it open: {names:?}"
    );

    let since = Instant::now();
    let after = loop {
        let ids = location_ids(&caller.get("/v1/locations").ok());
        if ids != before || since.elapsed() > PATIENCE {
            break ids;
        }
        thread::sleep(Duration::from_millis(100));
    };
    desk.assert_served_without(&server);
    // Of two locations one is another, whose id nobody can compute.
    let gone: Vec<&String> = before.iter().filter(|id| !after.contains(id)).collect();
    let new: Vec<&String> = after.iter().filter(|id| !before.contains(id)).collect();
    assert_eq!((gone.len(), new.len()), (1, 1), "{before:?} {after:?}");
    let version = |id: &str| Uuid::parse_str(id).expect("an id").get_version_num();
    assert_eq!((version(gone[0]), version(new[0])), (5, 4));
    assert_eq!(
        caller.get(&format!("/v1/locations/{}", new[0])).ok()["withheld"],
        true
    );
    assert_ne!(
        caller.get(&format!("/v1/locations/{}", gone[0])).status,
        200
    );
    let changes = caller.get("/v1/changes?limit=1000").ok();
    let changed = changes["contents"].as_array().expect("contents");
    let change = changed
        .iter()
        .find(|change| change["id"] == gone[0].as_str())
        .expect("a change");
    assert_eq!(change["record"], Value::Null, "{change:#}");
    drop(server);

    desk.assert_exports_without();
    let again = desk.with(&["load", "--json"], &flagged).json();
    assert_eq!(again["changeset"], Value::Null, "{again:#}");
    // What was withheld once stays so, whatever the feed forgets.
    let open = desk.write("forgets", format, &feed(Flag::Missing, "Harbor Help"));
    desk.with(&["load"], &open);
    desk.assert_exports_without();
}

#[test]
fn a_place_in_a_source_file_is_taken_back() {
    is_taken_back(Format::Source);
}

#[test]
fn a_place_in_flat_json_is_taken_back() {
    is_taken_back(Format::Flat);
}

#[test]
fn a_place_in_nested_json_is_taken_back() {
    is_taken_back(Format::Nested);
}

#[test]
fn a_place_in_a_package_is_taken_back() {
    is_taken_back(Format::Tabular3);
}

#[test]
fn a_place_in_a_package_of_the_first_version_is_taken_back() {
    is_taken_back(Format::Tabular1);
}

#[test]
fn a_place_in_a_mapped_list_is_taken_back() {
    is_taken_back(Format::Mapped);
}

/// The house as another source has it: of one organization, in words of its own.
pub fn house(key: &str, description: &str) -> Vec<Value> {
    let place = json!({
        "location_type": "physical", "latitude": 39.071_938, "longitude": -94.388_467,
        "addresses": [{"address_1": "4417 Zyxwell Orchard Road", "city": "Independence", "state_province": "MO", "postal_code": "64055"}],
    });
    vec![
        claim(
            "organization",
            "o",
            json!({"name": "Harbor Help", "description": description}),
        ),
        claim(
            "service",
            "s",
            json!({"organization_id": "o", "name": "Beds", "description": description}),
        ),
        claim("location", key, place),
        claim(
            "service_at_location",
            "p",
            json!({"service_id": "s", "location_id": key}),
        ),
    ]
}

fn flagged() -> Vec<Value> {
    let mut claims = house("house", "Beds.");
    claims[2]["body"]["is_confidential"] = json!(true);
    claims
}

/// The house, confidential from the first.
pub fn plant_flagged(desk: &Desk) {
    publish_at(desk, &Sources::of([flagged()]));
}

#[track_caller]
pub fn publish_at(desk: &Desk, sources: &Sources) {
    if let Err(problems) = publish(&open(desk), sources, &mut Uuid::new_v4) {
        panic!("{problems:#?}");
    }
}

#[test]
fn what_other_sources_say_of_the_place_is_taken_back_with_it() {
    let desk = Desk::new(&HERE);
    let mut joined = Sources::of([house("house", "At 4417 Zyxwell Orchard Rd.")]).and(
        "third",
        "article",
        [house("house", "Near Zyxwell Orchard and 5th.")],
    );
    for (kind, key) in [
        ("organization", "o"),
        ("service", "s"),
        ("location", "house"),
        ("service_at_location", "p"),
    ] {
        joined = joined.same_as(kind, key, "third", "provider");
    }
    publish_at(&desk, &joined);
    publish_at(&desk, &Sources::of([flagged()]));
    desk.assert_left_nothing("the flag");
    desk.assert_exports_without();
}

#[test]
fn the_same_house_under_another_name_is_taken_back_with_it() {
    let desk = Desk::new(&HERE);
    let mut twice = house("house", "Beds.");
    let mut twin = house("annex", "Beds.").remove(2);
    twin["body"]["name"] = json!("Intake");
    twice.push(twin);
    twice.push(claim(
        "service_at_location",
        "q",
        json!({"service_id": "s", "location_id": "annex"}),
    ));
    publish_at(&desk, &Sources::of([twice]));
    // The update says nothing of the twin.
    publish_at(&desk, &Sources::of([flagged()]));
    desk.assert_left_nothing("the flag");
    desk.assert_exports_without();
}

#[test]
fn what_the_house_is_publicly_called_stays_with_whoever_says_it() {
    const CALLED: &str = "Harbor Bell House";
    let desk = Desk::new(&HERE);
    let named = |mut claims: Vec<Value>| {
        for claim in claims.iter_mut().take(3) {
            claim["body"]["name"] = json!(CALLED);
        }
        claims
    };
    let text = format!("{CALLED} has beds.");
    let joined = Sources::of([named(house("house", "At 4417 Zyxwell Orchard Rd."))])
        .and("third", "article", [named(house("house", &text))])
        .same_as("organization", "o", "third", "provider")
        .same_as("service", "s", "third", "provider");
    publish_at(&desk, &joined);
    publish_at(&desk, &Sources::of([named(flagged())]));
    desk.assert_left_nothing("the flag");
    desk.assert_exports_without();
    let mut said = Vec::new();
    for claim in open(&desk).claims().expect("claims") {
        if claim.body.get("description") == Some(&json!(text)) {
            assert_eq!(claim.body.get("name"), Some(&json!(CALLED)));
            said.push(claim.record.kind);
        }
    }
    assert_eq!(said, [RecordKind::Organization, RecordKind::Service]);
}

#[test]
fn why_a_number_was_blocked_tells_no_place_that_is_confidential_later() {
    let desk = Desk::new(&HERE);
    publish_at(&desk, &Sources::of([house("house", "Beds.")]));
    let why = "They are at 4417 Zyxwell Orchard Rd now";
    for arguments in [
        [
            "number",
            "block",
            "816-336-0142",
            "--by",
            "Ana",
            "--reason",
            why,
        ],
        [
            "number",
            "block",
            "816-336-0143",
            "--by",
            "Ana",
            "--reason",
            "Private",
        ],
        [
            "number",
            "called",
            "816-336-0142",
            "--by",
            "Ana",
            "--note",
            "Quiet",
        ],
        [
            "number",
            "unblock",
            "816-336-0142",
            "--by",
            "Ana",
            "--reason",
            "Again",
        ],
        [
            "number",
            "block",
            "816-336-0142",
            "--by",
            "Ana",
            "--reason",
            why,
        ],
    ] {
        let ended = desk.run_openly(&arguments);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    }
    publish_at(&desk, &Sources::of([flagged()]));
    desk.assert_left_nothing("the flag");
    // What tells nothing stays.
    let told = desk.run(&["number", "816-336-0143"]).stdout;
    assert!(told.contains("Private"), "{told}");
    let undone = desk.run(&["undo", "5", "--by", "Ana", "--reason", "Again"]);
    assert_eq!(undone.code, Some(0), "{}{}", undone.stdout, undone.stderr);
}

#[test]
fn an_office_nearby_keeps_its_own_place() {
    let desk = Desk::new(&HERE);
    let mut with_office = house("house", "Beds.");
    let office = json!({
        "location_type": "physical", "name": "Office", "latitude": 39.1, "longitude": -94.41,
        "addresses": [{"address_1": "12 Public Square", "city": "Independence", "state_province": "MO", "postal_code": "64055"}],
    });
    with_office.push(claim("location", "office", office.clone()));
    with_office.push(claim(
        "service_at_location",
        "q",
        json!({"service_id": "s", "location_id": "office"}),
    ));
    publish_at(&desk, &Sources::of([with_office]));
    publish_at(&desk, &Sources::of([flagged()]));
    let store = open(&desk);
    let mut offices = Vec::new();
    store
        .read(|tx| {
            tx.each_record(&mut |record| {
                if record.body.get("name") == Some(&json!("Office")) {
                    offices.push(record.body);
                }
            })
        })
        .expect("records");
    assert_eq!(offices.len(), 1);
    assert_eq!(offices[0]["addresses"], office["addresses"]);
    assert_eq!(offices[0]["latitude"], office["latitude"]);
}

#[test]
fn a_text_that_came_before_the_place_was_known_is_taken_back() {
    let desk = Desk::new(&HERE);
    let text = "Come to 4417 Zyxwell Orchard Rd.";
    let early = house("house", text).drain(..2).collect();
    publish_at(&desk, &Sources::of([early]));
    let mut claims = flagged();
    claims[0]["body"]["description"] = json!(text);
    publish_at(&desk, &Sources::of([claims]));
    desk.assert_left_nothing("the flag");
    desk.assert_exports_without();
}

/// Another source brought the house while it was in the open, and a person has yet to say whether it is the same.
#[test]
fn a_duplicate_that_waits_is_not_joined_to_a_house_that_is_hidden_meanwhile() {
    let desk = Desk::new(&HERE);
    publish_at(&desk, &Sources::of([house("house", "Beds.")]));
    let file = desk.feeds.path().join("second.json");
    let second = |claims: Vec<Value>| {
        let source = json!({"key": "second", "name": "second", "kind": "directory", "date": null, "url": null});
        let written = json!({"source": source, "claims": claims});
        fs::write(&file, written.to_string()).expect("a file");
    };
    second(house("again", "Come to 4417 Zyxwell Orchard Rd."));
    let load = ["load", "--json", file.to_str().expect("a path")];
    let why = ["--reason", "They are at 4417 Zyxwell Orchard Rd now"];
    let report = desk.run_openly(&[&load[..], &why].concat()).json();
    let duplicates = report["held_by_rule"]["duplicate"].as_u64();
    assert!(duplicates > Some(0), "{report:#}");
    publish_at(&desk, &Sources::of([flagged()]));
    desk.assert_left_nothing("the flag");
    let waiting = || {
        let questions = desk.run(&["review", "--json"]).json();
        let questions = questions["contents"].as_array().expect("contents").clone();
        let numbers = questions
            .iter()
            .flat_map(|it| it["numbers"].as_array().cloned());
        numbers
            .flatten()
            .map(|it| it.to_string())
            .collect::<Vec<_>>()
    };
    let approve = |number: &str| {
        let said = [
            "review", "approve", number, "--by", "Bo", "--reason", "The same",
        ];
        desk.run(&said);
    };
    waiting().iter().for_each(|number| approve(number));
    desk.assert_exports_without();
    // Given again it is judged as what comes after the place was hidden.
    desk.run(&load);
    desk.assert_exports_without();
    waiting().iter().for_each(|number| approve(number));
    desk.assert_exports_without();
    desk.assert_served_without(&desk.serve());
}
