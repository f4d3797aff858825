//! A place that was confidential, is let be known by a person, and is confidential again.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use super::{
    Desk, everything, feed,
    feed::{Flag, Format, HERE},
    files, given, namesakes,
};
use crate::common::Binary;

/// The item that asks whether the place may be known.
#[track_caller]
fn question(desk: &Desk) -> String {
    let listed = desk.run(&["review", "list", "--json"]).json();
    let groups = listed["contents"].as_array().expect("contents");
    let asked = groups
        .iter()
        .find(|group| group["rule"] == "confidential_to_public")
        .unwrap_or_else(|| panic!("{listed:#}"));
    asked["numbers"][0].to_string()
}

#[track_caller]
fn approve(desk: &Desk) -> String {
    let number = question(desk);
    let arguments = [
        "review",
        "approve",
        &number,
        "--by",
        "Bo",
        "--reason",
        "They moved",
    ];
    let approved = desk.run(&arguments);
    assert_eq!(
        approved.code,
        Some(0),
        "{}{}",
        approved.stdout,
        approved.stderr
    );
    approved.stdout
}

fn is_shown(desk: &Desk, server: &Binary) -> bool {
    let pages = everything(&server.anonymous());
    pages.iter().any(|(_, answer)| desk.has_trace(answer))
}

/// Confidential, and let be known: its source has given the place again. The changeset that showed it.
#[track_caller]
fn opened(desk: &Desk, format: Format) -> (Vec<String>, String) {
    let flagged = desk.write(
        "flagged",
        format,
        &feed(Flag::AfterTheAddress, "Harbor Help"),
    );
    assert_eq!(desk.with(&["load"], &flagged).code, Some(0));
    let open = desk.write("open", format, &feed(Flag::Missing, "Harbor Help"));
    let report = desk.with(&["load", "--json"], &open).json();
    assert_eq!(report["rejected"], 0, "{report:#}");
    let told = approve(desk);
    assert!(
        told.contains("shown once the source gives the place again"),
        "{told}"
    );
    desk.assert_exports_without();

    let shown = desk.run_openly(&given(&["load", "--json"], &open)).json();
    let changeset = shown["changeset"].to_string();
    assert_ne!(changeset, "null", "{shown:#}");
    let server = desk.serve();
    assert!(is_shown(desk, &server), "a person let it be known");
    let again = desk.run_openly(&given(&["load", "--json"], &open)).json();
    assert_eq!(again["changeset"], Value::Null, "{again:#}");
    (open, changeset)
}

/// Another source's copy of it waits, and tells the place.
#[track_caller]
fn has_a_copy_wait(desk: &Desk) {
    let copy = namesakes::at_the_house("c", "Harbor Help", None);
    let report = namesakes::loaded(desk, &[copy], Desk::run_openly);
    assert_ne!(report["held"], 0, "{report:#}");
    let waiting = files(desk.state.path());
    let tells = |path: &PathBuf| desk.has_trace(&fs::read(path).expect("a file"));
    assert!(waiting.iter().any(tells));
}

/// A text that tells the place waits, and nothing else.
#[track_caller]
fn has_a_draft_wait(desk: &Desk, server: &Binary) {
    let made = desk.run_openly(&["keys", "create", "--role", "editor", "--name", "Cy"]);
    let mut words = made.stdout.split_whitespace();
    let key = words.find(|word| word.starts_with("nh_")).expect("a key");
    let editor = server.anonymous().with_key(key);
    let page = editor.get("/v1/organizations").ok();
    let id = page["contents"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let path = format!("/v1/organizations/{id}");
    let seen = editor.get(&path);
    let seen = seen.header("record-revision").expect("a revision");
    let seen = format!("\"{seen}\"");
    let headers = [("content-type", "application/json"), ("if-match", &*seen)];
    let text = json!({"description": "Ring at 4417 Zyxwell Orchard Rd."});
    let answer = editor.send("PATCH", &path, &headers, text.to_string().into_bytes());
    assert_eq!(answer.ok()["held_by_rule"]["draft"], 1, "{answer:?}");
}

/// What showed it is undone, while a server has it open.
#[track_caller]
fn is_undone(format: Format) {
    let desk = Desk::new(&HERE);
    let (open, changeset) = opened(&desk, format);
    let server = desk.serve();
    assert!(is_shown(&desk, &server));
    has_a_copy_wait(&desk);
    has_a_draft_wait(&desk, &server);
    let undone = desk.run(&["undo", &changeset, "--by", "Ana", "--reason", "A mistake"]);
    assert!(
        undone.stdout.contains("published"),
        "{}{}",
        undone.stdout,
        undone.stderr
    );
    let told = "1 item that told it waits no longer";
    assert!(undone.stdout.contains(told), "{}", undone.stdout);
    drop(server);
    let server = desk.serve();
    desk.assert_served_without(&server);
    drop(server);
    desk.assert_exports_without();
    // What was let be known is so no more: it is asked again.
    desk.with(&["load"], &open);
    question(&desk);
    desk.assert_exports_without();
}

/// The source says again that it is confidential.
#[track_caller]
fn is_flagged_again(format: Format) {
    let desk = Desk::new(&HERE);
    let (open, _) = opened(&desk, format);
    let flagged = desk.write(
        "again",
        format,
        &feed(Flag::BeforeTheAddress, "Harbor Help"),
    );
    let report = desk.with(&["load", "--json"], &flagged).json();
    assert_eq!(report["rejected"], 0, "{report:#}");
    desk.assert_exports_without();
    let server = desk.serve();
    desk.assert_served_without(&server);
    drop(server);
    desk.with(&["load"], &open);
    question(&desk);
}

#[test]
fn a_place_in_a_list_which_a_person_let_be_known_is_taken_back_by_an_undo() {
    is_undone(Format::Mapped);
}

#[test]
fn a_place_in_a_package_which_a_person_let_be_known_is_taken_back_by_an_undo() {
    is_undone(Format::Tabular3);
}

#[test]
fn a_place_that_a_person_let_be_known_is_taken_back_by_its_flag() {
    is_flagged_again(Format::Nested);
}

/// Over HTTP, record by record, with the log of the database open.
#[test]
fn a_place_that_is_edited_to_be_confidential_is_taken_back_and_let_be_known_again() {
    let desk = Desk::new(&HERE);
    let made = desk.run_openly(&["keys", "create", "--role", "publisher", "--name", "Desk"]);
    let server = desk.serve();
    let caller = server.anonymous().with_key(made.stdout.trim());
    let id = "7c5e3f0e-8c5e-4a53-9f0b-1d2f6f1f7a10";
    let path = |id: &str| format!("/v1/locations/{id}");
    let open = json!({"location_type": "physical", "withheld": false,
        "latitude": 39.071_938, "longitude": -94.388_467,
        "addresses": [{"address_1": "4417 Zyxwell Orchard Rd", "city": "Independence", "state_province": "MO",
            "postal_code": "64055", "country": "US", "address_type": "physical"}]});
    let write = |method: &str, id: &str, body: &Value| {
        let seen = caller.get(&path(id));
        let seen = seen
            .header("record-revision")
            .map(|seen| format!("\"{seen}\""));
        let mut headers = vec![("content-type", "application/json")];
        if method == "PATCH" {
            headers[0].1 = "application/merge-patch+json";
        }
        headers.extend(seen.iter().map(|seen| ("if-match", seen.as_str())));
        caller.send(method, &path(id), &headers, body.to_string().into_bytes())
    };
    let put = write("PUT", id, &open);
    assert_eq!(put.status, 201, "{put:?}");
    assert!(is_shown(&desk, &server));
    let hide = json!({"withheld": true, "public_area": "Jackson County, MO",
        "addresses": null, "latitude": null, "longitude": null, "precision": null});
    let hidden = write("PATCH", id, &hide);
    assert_eq!(hidden.status, 200, "{hidden:?}");
    desk.assert_left_nothing("the edit");
    desk.assert_served_without(&server);
    let locations = caller.get("/v1/locations").ok();
    let new = locations["contents"][0]["id"].as_str().expect("an id");
    assert_ne!(new, id);

    // Let be known again: asked, approved, and given again.
    let asked = write("PATCH", new, &open).ok();
    assert_eq!(
        asked["held_by_rule"]["confidential_to_public"], 1,
        "{asked:#}"
    );
    let number =
        caller.get("/v1/reviews?rule=confidential_to_public").ok()["contents"][0]["numbers"][0]
            .clone();
    let approved = caller.post(
        "/v1/reviews",
        json!({"decision": "approve", "numbers": [number], "reason": "They moved"}),
    );
    assert_eq!(approved.ok()["to_give_again"], json!([number]));
    desk.assert_served_without(&server);
    assert_eq!(write("PATCH", new, &open).status, 200);
    assert!(is_shown(&desk, &server));
}
