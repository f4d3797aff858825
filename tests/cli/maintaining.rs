//! A maintainer's day: load, review, number, verify, undo.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::nearhelp;

const LINE: &str = "816-336-0199";

/// A directory with the example, as changeset 1; the hotline's number waits as item 1.
fn loaded() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let example = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples")
            .join(name);
        path.display().to_string()
    };
    let (csv, mapping) = (example("clay-county.csv"), example("clay-county.toml"));
    let arguments = ["load", &csv, "--mapping", &mapping, "--by", "Ana"];
    let (code, stdout, stderr) = nearhelp(folder.path(), &arguments);
    assert_eq!(code, Some(1), "{stdout}{stderr}");
    assert!(stdout.ends_with("published as changeset 1\n"), "{stdout}");
    folder
}

/// What a command prints that ends well.
#[track_caller]
fn done(folder: &TempDir, arguments: &[&str]) -> String {
    let (code, stdout, stderr) = nearhelp(folder.path(), arguments);
    assert_eq!(code, Some(0), "{arguments:?}: {stdout}{stderr}");
    stdout
}

/// What a command tells that refuses.
#[track_caller]
fn refused(folder: &TempDir, arguments: &[&str]) -> String {
    let (code, stdout, stderr) = nearhelp(folder.path(), arguments);
    assert_eq!(code, Some(1), "{arguments:?}: {stdout}{stderr}");
    stderr
}

#[track_caller]
fn json(folder: &TempDir, arguments: &[&str]) -> Value {
    serde_json::from_str(&done(folder, arguments)).unwrap()
}

fn approve(folder: &TempDir) {
    done(
        folder,
        &[
            "review", "approve", "1", "--by", "Bo", "--reason", "Rang it",
        ],
    );
}

/// The whole directory, in the form that has every field.
fn exported(folder: &TempDir) -> String {
    let formats = ["hsds-json", "csv", "geojson", "ndjson"];
    let exports = formats.map(|format| done(folder, &["export", "--format", format]));
    exports.concat()
}

/// Whether the line's number is anywhere in it, written any way.
fn is_exported(folder: &TempDir) -> bool {
    let digits = exported(folder).replace(['-', '(', ')', ' '], "");
    digits.contains("8163360199")
}

#[test]
fn a_hotlines_number_is_shown_when_a_person_has_approved_it() {
    let folder = loaded();
    assert!(!is_exported(&folder));
    let listed = done(&folder, &["review"]);
    assert!(listed.contains("nothing → 816-336-0199"), "{listed}");
    let shown = done(&folder, &["review", "show", "1"]);
    assert!(shown.contains("loaded by Ana"), "{shown}");
    approve(&folder);
    assert!(is_exported(&folder));
    // It was judged, and is so only once.
    let again = [
        "review", "approve", "1", "--by", "Bo", "--reason", "Rang it",
    ];
    assert!(refused(&folder, &again).contains("no longer waits"));
}

#[test]
fn whoever_brought_a_crisis_number_approves_it_after_a_call_and_types_it_again() {
    let folder = loaded();
    let mut approve = vec!["review", "approve", "1", "--by", "Ana", "--reason", "Mine"];
    assert!(refused(&folder, &approve).contains("somebody else approves it"));
    done(&folder, &["number", "called", LINE, "--by", "Ana"]);
    assert!(refused(&folder, &approve).contains("retype"));
    approve.extend(["--number", "(816) 336-0199"]);
    assert!(done(&folder, &approve).contains("approved: 1"));
}

#[test]
fn a_group_is_judged_but_for_its_exceptions() {
    let folder = loaded();
    let groups = json(&folder, &["review", "--json"]);
    let group = groups["contents"][0]["group"].as_str().unwrap();
    let all = [
        "review",
        "reject",
        "--group",
        &group[..8],
        "--by",
        "Bo",
        "--reason",
        "No",
    ];
    let none = [&all[..], &["--except", "1"]].concat();
    done(&folder, &none);
    assert_eq!(json(&folder, &["review", "--json"]), groups);
    assert!(done(&folder, &all).contains("rejected: 1"));
    assert!(refused(&folder, &all).contains("nothing of a group"));
}

#[test]
fn a_blocked_number_is_nowhere_and_can_come_back() {
    let folder = loaded();
    approve(&folder);
    let uses = json(&folder, &["number", "816 336 0199", "--json"]);
    assert_eq!(uses["records"][0]["organization"], "Northland Help Line");
    assert_eq!(uses["changes"][0]["what"], "came");
    let block = [
        "number",
        "block",
        "816.336.0199",
        "--by",
        "Bo",
        "--reason",
        "Wrong",
    ];
    assert!(done(&folder, &block).contains("blocked 816-336-0199 in 1 records"));
    assert!(refused(&folder, &block).contains("blocked already, by Bo"));
    assert!(!is_exported(&folder));
    let uses = json(&folder, &["number", LINE, "--json"]);
    assert_eq!(uses["records"], json!([]));
    assert_eq!(uses["blocked"]["reason"], "Wrong");
    assert_eq!(uses["claims"].as_array().unwrap().len(), 1);
    let unblock = [
        "number",
        "unblock",
        LINE,
        "--by",
        "Bo",
        "--reason",
        "Right again",
    ];
    done(&folder, &unblock);
    assert!(is_exported(&folder));
    assert!(refused(&folder, &unblock).contains("is not blocked"));
    assert!(refused(&folder, &["number", "nobody"]).contains("not a telephone number"));
}

#[test]
fn what_was_confirmed_is_verified_until_a_source_says_otherwise() {
    let folder = loaded();
    let verify = [
        "verify",
        "Counseling",
        "--group",
        "phones",
        "--how",
        "called",
        "--by",
        "Bo",
    ];
    let told = done(&folder, &verify);
    assert!(told.contains("logged a call to 816-336-0143"), "{told}");
    assert!(told.contains("are verified as of"), "{told}");
    let page = json(&folder, &["near", "64089", "--json"]);
    let contents = page["contents"].as_array().unwrap();
    let standing = |name: &str| {
        let found = contents.iter().find(|it| it["service"]["name"] == name);
        found.unwrap()["phones"][0]["standing"].clone()
    };
    assert_eq!(standing("Counseling"), "verified");
    assert_eq!(standing("Walk-in clinic"), "unverified");
    // It needs no call any more.
    let due = done(&folder, &["review", "--stale", "--csv"]);
    assert!(
        !due.contains("336-0143") && due.contains("336-0142"),
        "{due}"
    );

    let capacity = [&verify[..3], &["capacity"], &verify[4..]].concat();
    assert!(refused(&folder, &capacity).contains("the record has no capacity"));
    let tomorrow = [&verify[..], &["--on", "2999-01-01"]].concat();
    assert!(refused(&folder, &tomorrow).contains("in the future"));
    let unknown = [&["verify", "Nobody"], &verify[2..]].concat();
    assert!(refused(&folder, &unknown).contains("no record"));
}

#[test]
fn the_history_says_who_changed_what() {
    let folder = loaded();
    approve(&folder);
    let listed = done(&folder, &["history"]);
    let lines: Vec<&str> = listed.lines().collect();
    assert!(lines[0].contains("review  Bo: Rang it"), "{listed}");
    assert_eq!(lines[1], "    approved: 1 (crisis_number)", "{listed}");
    assert!(
        lines[2].contains("load  Ana: Loaded clay-county.csv"),
        "{listed}"
    );
    let of_line = json(&folder, &["history", "Help line", "--json"]);
    let field = &of_line["contents"][0]["fields"][0];
    assert_eq!(field["field"], "phones");
    assert_eq!(field["before"], json!(null));
    assert_eq!(field["after"][0]["number"], "+18163360199");
    assert!(refused(&folder, &["history", "Nobody"]).contains("no record"));
    assert!(refused(&folder, &["history", "--source", "nobody"]).contains("no source"));
}

#[test]
fn an_undo_takes_back_all_but_what_was_changed_since() {
    let folder = loaded();
    approve(&folder);
    let undo = ["undo", "1", "--by", "Ana", "--reason", "The wrong file"];
    let strict = [&undo[..], &["--strict"]].concat();
    let told = refused(&folder, &strict);
    assert!(
        told.contains("“Help line” was changed later (changeset 2)"),
        "{told}"
    );
    let (code, stdout, _) = nearhelp(folder.path(), &undo);
    assert_eq!(code, Some(1));
    assert!(stdout.ends_with("published as changeset 3\n"), "{stdout}");
    let export = exported(&folder);
    assert!(export.contains("Northland Help Line") && !export.contains("Riverbend"));
    done(
        &folder,
        &[
            "undo",
            "3",
            "--by",
            "Ana",
            "--reason",
            "The right one after all",
        ],
    );
    assert!(exported(&folder).contains("Riverbend"));
    assert!(
        refused(&folder, &["undo", "9", "--by", "Ana", "--reason", "x"]).contains("no changeset 9")
    );
}

#[test]
fn the_digest_sums_up_each_source() {
    let folder = loaded();
    approve(&folder);
    let digest = json(&folder, &["digest", "--since", "1d", "--json"]);
    let source = &digest["sources"][0];
    assert_eq!(source["name"], "Clay County services");
    assert_eq!(source["read"], 18);
    assert_eq!(source["published"], 17);
    assert_eq!(source["rejected"], 0);
    assert_eq!(source["approved"], 1);
    assert_eq!(source["held"]["crisis_number"], 1);
    assert_eq!(source["waiting"], 1);
    assert_eq!(source["calls_due"], 4);
}

#[test]
fn what_reads_a_directory_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["history"][..],
        &["review"],
        &["number", "988"],
        &["digest"],
    ] {
        let (code, _, stderr) = nearhelp(folder.path(), arguments);
        assert_eq!(code, Some(3), "{arguments:?}");
        assert!(stderr.contains("there is no database"), "{stderr}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_suggestion_is_read_and_deleted() {
    let folder = std::sync::Arc::new(loaded());
    let server = crate::common::Binary::serve_in(folder.clone(), &[], &[]);
    let services = server.anonymous().get("/v1/services").ok();
    let record = services["contents"][0]["id"].clone();
    let said = json!({"kind": "service", "id": record, "wrong": "number", "text": "It is\u{1b}[2J a shop."});
    let answer = server.anonymous().post("/v1/suggestions", said);
    assert_eq!(answer.status, 204, "{answer:?}");
    let found = json(&folder, &["review", "suggestions", "--json"]);
    let id = found["contents"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    assert_eq!(found["contents"][0]["record_id"], record);
    let list = done(&folder, &["review", "suggestions"]);
    assert!(
        list.starts_with(&id) && list.contains("It is [2J a shop."),
        "{list}"
    );
    let delete = ["review", "suggestions", "--delete", &id];
    assert_eq!(done(&folder, &delete), format!("deleted {id}\n"));
    assert_eq!(
        done(&folder, &["review", "suggestions"]),
        "nothing to read\n"
    );
    let (code, stdout, _) = nearhelp(folder.path(), &delete);
    assert_eq!((code, stdout), (Some(1), format!("no suggestion {id}\n")));
}

#[test]
fn a_text_with_a_blocked_number_is_not_approved() {
    let folder = tempfile::tempdir().unwrap();
    let service = json!({"id": "s", "name": "Beds", "status": "active",
        "description": "Ask for Ana at (816) 336-0188, or the hotline at 1-888-373-7889.",
        "organization": {"id": "o", "name": "House", "description": "Help"}});
    std::fs::write(folder.path().join("feed.json"), service.to_string()).unwrap();
    done(
        &folder,
        &[
            "load",
            "feed.json",
            "--source",
            "feed",
            "--kind",
            "directory",
            "--by",
            "Ana",
        ],
    );
    let waiting = json(&folder, &["review", "--json"]);
    let of_text = |group: &&Value| group["rule"] == "number_in_text";
    let group = waiting["contents"]
        .as_array()
        .unwrap()
        .iter()
        .find(of_text)
        .expect("a text");
    let number = group["numbers"][0].to_string();
    let by = ["--by", "Bo", "--reason", "Read it"];
    done(
        &folder,
        &[&["number", "block", "816-336-0188"][..], &by].concat(),
    );
    let approve = [&["review", "approve", &number][..], &by].concat();
    let told = refused(&folder, &approve);
    assert!(told.contains("block"), "{told}");
    assert!(!exported(&folder).contains("336-0188"));
    // It waits still, for the number to be unblocked.
    done(
        &folder,
        &[&["number", "unblock", "816-336-0188"][..], &by].concat(),
    );
    done(&folder, &approve);
    assert!(exported(&folder).contains("336-0188"));
}
