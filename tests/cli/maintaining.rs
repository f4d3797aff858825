//! A maintainer's day: load, review, number, verify, undo.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::nearhelp;
use crate::common::Binary;

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

/// Whoever loads before they serve has no hotlines, and should hear of it: a database that has something is not filled.
#[test]
fn a_load_into_an_empty_database_says_what_is_not_there() {
    let folder = TempDir::new().unwrap();
    let service = |name: &str| {
        let said = serde_json::json!([{"id": "a", "name": "Harbor", "services": [{"id": "s", "name": name}]}]);
        std::fs::write(folder.path().join("said.json"), said.to_string()).unwrap();
    };
    let load = |more: &[&str]| {
        let arguments = [&["load", "said.json", "--source=Harbor"], more].concat();
        let (code, stdout, stderr) = nearhelp(folder.path(), &arguments);
        assert_eq!(code, Some(0), "{stdout}{stderr}");
        stderr
    };
    let told = "has only what was loaded: no national hotlines";
    service("Advice");
    assert!(!load(&["--dry-run"]).contains(told), "nothing was loaded");
    let first = load(&[]);
    assert!(
        first.contains(told) && first.contains("nearhelp serve"),
        "{first}"
    );
    service("Better advice");
    assert!(!load(&[]).contains(told), "once is enough");
    let server = Binary::serve(&[], &[]);
    let url = format!(
        "--database-url=sqlite://{}/nearhelp.db",
        server.folder.path().display()
    );
    assert!(!load(&[&url]).contains(told), "it was filled");
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
    for name in ["ANA ", "Ána", "a\u{301}na", "A. Na", "Ana"] {
        approve[4] = name;
        assert!(refused(&folder, &approve).contains("somebody else approves it"));
    }
    done(&folder, &["number", "called", LINE, "--by", "Ana"]);
    assert!(refused(&folder, &approve).contains("retype"));
    approve.extend(["--number", "(816) 336-0199"]);
    assert!(done(&folder, &approve).contains("approved: 1"));
}

#[test]
fn what_an_undo_takes_back_waits_again_and_can_be_approved_again() {
    let folder = loaded();
    let before = waiting(&folder);
    approve(&folder);
    let undo = ["undo", "2", "--by", "Cy", "--reason", "Too early"];
    let told = done(&folder, &undo);
    let number = told
        .lines()
        .find_map(|line| line.strip_prefix("what was approved waits again: "));
    let number = number.unwrap_or_else(|| panic!("{told}"));
    assert!(!is_exported(&folder));
    assert_eq!(waiting(&folder), before);
    let again = [
        "review", "approve", number, "--by", "Bo", "--reason", "Rang",
    ];
    assert!(done(&folder, &again).contains(&format!("approved: {number}")));
    assert!(is_exported(&folder));
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

/// A house that waits, the place in it that waits with it, and another house.
fn with_houses() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mapping = "[source]\nkey = \"list\"\nname = \"List\"\nkind = \"directory\"\n[file.rows]\npath = \"rows.csv\"\n\
        [[record]]\nkind = \"organization\"\nkey = \"id\"\nfields = { name = \"name\" }\n\
        [[record]]\nkind = \"service\"\nkey = \"id\"\nfields = { name = \"name\", organization_id = \"id\", kind = { text = \"help\" } }\n\
        [[record]]\nkind = \"location\"\nkey = \"id\"\nfields.location_type = { text = \"physical\" }\n\
        fields.addresses = { column = \"address\", as = \"address\" }\n\
        [[record]]\nkind = \"service_at_location\"\nkey = \"id\"\nfields = { service_id = \"id\", location_id = \"id\" }\n";
    let rows = "id,name,address\n\
        1,Oak Safe House,\"12 Elm Street, Liberty, MO 64068\"\n\
        2,Ash Safe House,\"77 Fir Lane, Liberty, MO 64068\"\n";
    std::fs::write(folder.path().join("rows.toml"), mapping).unwrap();
    std::fs::write(folder.path().join("rows.csv"), rows).unwrap();
    let load = ["load", "rows.csv", "--mapping", "rows.toml", "--by", "Ana"];
    nearhelp(folder.path(), &load);
    folder
}

/// The numbers of what waits by this rule.
fn waits_by(folder: &TempDir, rule: &str) -> Vec<String> {
    let groups = json(folder, &["review", "--json"]);
    let groups = groups["contents"].as_array().unwrap().iter();
    let of_rule = groups.filter(|group| group["rule"] == rule);
    let numbers = of_rule.flat_map(|group| group["numbers"].as_array().unwrap());
    numbers.map(Value::to_string).collect()
}

#[test]
fn several_houses_are_rejected_by_their_numbers_and_approved_one_by_one() {
    let decide = |folder: &TempDir, word: &str, numbers: &[String]| {
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let arguments = [
            &["review", word],
            &numbers[..],
            &["--by", "Bo", "--reason", "Read them"],
        ];
        nearhelp(folder.path(), &arguments.concat())
    };
    let folder = with_houses();
    let houses = waits_by(&folder, "survivors_housing");
    let children = waits_by(&folder, "waits_for_parent");
    assert_eq!((houses.len(), children.len()), (2, 2));
    let (code, told, why) = decide(&folder, "approve", &houses);
    assert_eq!(code, Some(1), "{told}{why}");
    assert!(
        told.contains(&format!("not approved: {}\n", houses.join(", "))),
        "{told}"
    );
    for house in &houses {
        let said =
            format!("{house}: it is judged by itself, never by group: approve {house} alone");
        assert!(why.contains(&said), "{why}");
    }
    assert_eq!(waits_by(&folder, "survivors_housing"), houses);
    // A rejection publishes nothing, whether the child is named with its house or not.
    let named = [&houses[..], &children[..1]].concat();
    let (code, told, why) = decide(&folder, "reject", &named);
    assert_eq!(code, Some(0), "{told}{why}");
    assert!(
        told.contains(&format!("rejected: {}\n", houses.join(", "))),
        "{told}"
    );
    assert!(
        told.contains(&format!("decided with it: {}\n", children.join(", "))),
        "{told}"
    );
    assert!(waits_by(&folder, "survivors_housing").is_empty());
    assert!(waits_by(&folder, "waits_for_parent").is_empty());
}

#[test]
fn a_blocked_number_is_nowhere_and_can_come_back() {
    let folder = loaded();
    approve(&folder);
    let uses = json(&folder, &["number", "816 336 0199", "--json"]);
    assert_eq!(uses["records"][0]["organization"], "Northland Help Line");
    assert_eq!(uses["changes"][0]["what"], "came");
    // Everything that is listed is named.
    let listed = done(&folder, &["number", LINE]);
    let ids = listed.lines().filter(|line| line.contains("service/"));
    assert!(ids.clone().count() >= 3, "{listed}");
    for line in ids {
        assert!(
            line.contains("Help line (service/") || line.contains("help line (service/"),
            "{line}"
        );
    }
    let block = [
        "number",
        "block",
        "816.336.0199",
        "--by",
        "Bo",
        "--reason",
        "Wrong",
    ];
    assert!(done(&folder, &block).contains("blocked 816-336-0199 in 1 record"));
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
    // Away at once, by one person; back only after a call, by an undo too.
    let undo = ["undo", "3", "--by", "Bo", "--reason", "Right again"];
    assert!(refused(&folder, &unblock).contains("no call of Bo to 816-336-0199"));
    let (code, told, _) = nearhelp(folder.path(), &undo);
    assert!(
        code != Some(0) && told.contains("only by whoever has called it"),
        "{told}"
    );
    assert!(!is_exported(&folder));
    // Somebody else's call is none of his, whatever letters his name is written in.
    done(&folder, &["number", "called", LINE, "--by", "Ana"]);
    assert!(refused(&folder, &unblock).contains("no call of Bo"));
    done(&folder, &["number", "called", LINE, "--by", "\u{412}o"]);
    done(&folder, &unblock);
    assert!(is_exported(&folder));
    let last = &json(&folder, &["history", "--json"])["contents"][0];
    assert_eq!(last["how"], "unblock");
    assert!(refused(&folder, &unblock).contains("is not blocked"));
    assert!(refused(&folder, &["number", "nobody"]).contains("not a telephone number"));
}

#[test]
fn a_blocked_number_is_told_with_the_texts_that_have_it_still() {
    let folder = tempfile::tempdir().unwrap();
    let service = json!({"id": "s", "name": "Beds", "status": "active",
        "description": "Ask for Ana at (816) 336-0188.",
        "phones": [{"number": "816-336-0188", "type": "voice"}],
        "organization": {"id": "o", "name": "House", "description": "Call 336-0188 or 816-336-0142."}});
    std::fs::write(folder.path().join("feed.json"), service.to_string()).unwrap();
    let load = ["load", "feed.json", "--source", "feed", "--by", "Ana"];
    done(&folder, &load);
    let by = ["--by", "Bo", "--reason", "Wrong"];
    let told = done(
        &folder,
        &[&["number", "block", "816-336-0188"][..], &by].concat(),
    );
    let (_, texts) = told.split_once("still in the words of").expect("the texts");
    assert!(texts.contains("House: Beds (service/"), "{told}");
    assert!(texts.contains("House (organization/"), "{told}");
    let told = done(
        &folder,
        &[&["number", "block", "816-336-0199"][..], &by].concat(),
    );
    assert!(!told.contains("in the words of"), "{told}");
}

#[test]
fn a_call_of_long_ago_puts_no_number_back() {
    let folder = loaded();
    approve(&folder);
    let of_eve = [
        "Help line",
        "--group",
        "phones",
        "--how",
        "called",
        "--by",
        "Eve",
    ];
    let told = done(
        &folder,
        &[&["verify"], &of_eve[..], &["--on", "2024-01-01"]].concat(),
    );
    assert!(told.contains("logged a call to"), "{told}");
    let uses = json(&folder, &["number", LINE, "--json"]);
    let at = uses["calls"][0]["at"].as_str().expect("a call");
    assert!(at.starts_with("2024-01-01"), "{at}");
    let block = ["number", "block", LINE, "--by", "Bo", "--reason", "Wrong"];
    let unblock = [
        "number", "unblock", LINE, "--by", "Eve", "--reason", "Right",
    ];
    done(&folder, &block);
    assert!(refused(&folder, &unblock).contains("no call of Eve"));
    // One of today counts.
    done(&folder, &["number", "called", LINE, "--by", "Eve"]);
    done(&folder, &unblock);
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
fn an_undo_leaves_what_was_verified_since() {
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
    done(&folder, &verify);
    let undo = ["undo", "1", "--by", "Ana", "--reason", "The wrong file"];
    let strict = [&undo[..], &["--strict"]].concat();
    let told = refused(&folder, &strict);
    assert!(
        told.contains("“Counseling” was verified later (changeset 2)"),
        "{told}"
    );
    let (code, stdout, _) = nearhelp(folder.path(), &undo);
    assert_eq!(code, Some(1), "{stdout}");
    assert!(
        stdout.contains("“Counseling” was verified later (changeset 2)"),
        "{stdout}"
    );
    let export = exported(&folder);
    assert!(
        export.contains("Counseling") && !export.contains("Walk-in clinic"),
        "{export}"
    );
    // Without that it goes.
    let folder = loaded();
    done(&folder, &verify);
    done(
        &folder,
        &["undo", "2", "--by", "Bo", "--reason", "I rang another"],
    );
    nearhelp(folder.path(), &undo);
    assert!(!exported(&folder).contains("Counseling"));
}

#[test]
fn what_an_update_superseded_was_decided_by_nobody() {
    let folder = tempfile::tempdir().unwrap();
    say(&folder, "a", Some("+18163361143"));
    let items = waits_by(&folder, "crisis_number");
    let [item] = &items[..] else {
        panic!("{items:?}")
    };
    say(&folder, "a", Some("+18163361144"));
    let shown = done(&folder, &["review", "show", item]);
    assert!(!shown.contains("\ndecided by"), "{shown}");
    assert!(
        shown.contains("(Cy): a later update superseded it"),
        "{shown}"
    );
    let shown = json(&folder, &["review", "show", item, "--json"]);
    let reason = shown["decision"]["reason"].as_str().unwrap();
    assert_eq!(shown["state"], "superseded");
    assert!(
        reason.starts_with("a later update superseded it"),
        "{reason}"
    );
}

#[test]
fn a_header_in_the_middle_and_a_total_are_no_organizations() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "Agency;Program;Phone;\nElm;Food;816-336-0142;\nAgency;Program;Phone;\n\
        Oak;Clothes;816-336-0143;\nTotal: 2 programs;;;\n";
    let mapping = "[source]\nkey = \"x\"\nname = \"X\"\nkind = \"directory\"\n[file.rows]\npath = \"rows.csv\"\n\
        [[record]]\nkind = \"organization\"\nkey = \"Agency\"\nfields = { name = \"Agency\" }\n\
        [[record]]\nkind = \"service\"\nkey = \"Agency\"\n[record.fields]\n\
        organization_id = \"Agency\"\nname = \"Program\"\nphones = { column = \"Phone\", as = \"phones\" }\n";
    std::fs::write(folder.path().join("rows.csv"), rows).unwrap();
    std::fs::write(folder.path().join("rows.toml"), mapping).unwrap();
    let load = ["load", "rows.csv", "--mapping", "rows.toml", "--by", "Ana"];
    let (_, stdout, stderr) = nearhelp(folder.path(), &load);
    let told = stdout + &stderr;
    for said in [
        "warning[row_header_again]: is the header again",
        "warning[row_total]: is a total",
        "4 read: 4 added, 0 changed, 0 unchanged, 0 held, 0 rejected; 2 more rows skipped",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    let exported = exported(&folder);
    assert!(exported.contains("Oak"), "{exported}");
    assert!(!exported.contains("Total"), "{exported}");
    assert!(!exported.contains("\"Agency\""), "{exported}");
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
    let calls = digest["calls"].as_array().expect("calls");
    assert_eq!(calls.len(), 4);
    let told = done(&folder, &["digest"]);
    let listed = told.split("calls to make\n").nth(1).expect("a list");
    let all = done(&folder, &["review", "--stale"]);
    let trimmed: Vec<&str> = listed.lines().map(str::trim).collect();
    assert_eq!(trimmed, all.lines().map(str::trim).collect::<Vec<_>>());
}

#[test]
fn the_digest_counts_an_item_once_and_tells_a_feed_that_has_stopped_changing() {
    let folder = loaded();
    let example = |name: &str| format!("{}/examples/{name}", env!("CARGO_MANIFEST_DIR"));
    let (csv, mapping) = (example("clay-county.csv"), example("clay-county.toml"));
    for _ in 0..2 {
        let (_, stdout, stderr) = nearhelp(folder.path(), &["load", &csv, "--mapping", &mapping]);
        assert!(stdout.contains("nothing changed"), "{stdout}{stderr}");
    }
    let digest = json(&folder, &["digest", "--json"]);
    let source = &digest["sources"][0];
    assert_eq!(source["held"]["crisis_number"], 1, "{source:#}");
    assert_eq!(source["read"], 18 * 3);
    assert_eq!(
        (&source["changesets"], &source["quiet"]),
        (&json!(1), &json!(2))
    );
    let told = done(&folder, &["digest"]);
    let today = chrono::Utc::now().format("%Y-%m");
    let line = format!("published nothing: 2 updates, the last on {today}");
    assert!(told.contains(&line), "{told}");
    assert!(told.contains("54 records read in 3 updates"), "{told}");
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
fn a_suggestion_is_read_and_judged() {
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
    let change = folder.path().join("change.json");
    let change = change.to_str().unwrap();
    let judge = |word: &str, with: &[&str]| {
        let mut arguments = vec!["review", "suggestions", word, &id];
        arguments.extend(["--by", "Ana", "--reason", "Wrote to them"]);
        arguments.extend(with);
        nearhelp(folder.path(), &arguments)
    };
    let with = ["--change", change, "--source", "Clay County services"];
    for (body, why) in [
        ("[]", "is no JSON object"),
        (
            r#"{"organization_id": "x"}"#,
            "refers to a record that is not there",
        ),
        (
            r#"{"emial": "help@example.org", "email": "help@example.org"}"#,
            "nothing reads emial of the change",
        ),
    ] {
        std::fs::write(change, body).unwrap();
        let (code, _, stderr) = judge("approve", &with);
        assert_eq!(code, Some(1), "{stderr}");
        assert!(stderr.contains(why), "{stderr}");
    }
    std::fs::write(change, r#"{"email": "help@example.org"}"#).unwrap();
    let (code, stdout, stderr) = judge("approve", &with);
    assert_eq!(code, Some(0), "{stdout}{stderr}");
    let told = format!("approved {id}: published as changeset 2\n");
    assert!(stdout.ends_with(&told), "{stdout}");
    assert!(exported(&folder).contains("help@example.org"));
    assert_eq!(
        done(&folder, &["review", "suggestions"]),
        "nothing to read\n"
    );
    let (code, _, stderr) = judge("reject", &[]);
    assert_eq!(code, Some(1));
    assert!(stderr.contains("there is no such suggestion"), "{stderr}");
    let history = done(&folder, &["history", record.as_str().unwrap()]);
    for said in [
        format!("Ana: Wrote to them (suggestion {id})"),
        format!("approved: suggestion {id} on service/"),
    ] {
        assert!(history.contains(&said), "no {said} in {history}");
    }
}

#[test]
fn a_suggestion_that_is_not_right_is_rejected_with_a_reason() {
    let folder = std::sync::Arc::new(loaded());
    let server = crate::common::Binary::serve_in(folder.clone(), &[], &[]);
    let services = server.anonymous().get("/v1/services").ok();
    let record = services["contents"][0]["id"].clone();
    for text in ["one", "two"] {
        let said = json!({"kind": "service", "id": record, "wrong": "closed", "text": text});
        assert_eq!(server.anonymous().post("/v1/suggestions", said).status, 204);
    }
    let found = json(&folder, &["review", "suggestions", "--json"]);
    let ids = [0, 1].map(|at| found["contents"][at]["id"].as_str().unwrap().to_owned());
    let by = ["--by", "Bo", "--reason", "They are open"];
    let reject = |ids: &[&str]| {
        let arguments = [&["review", "suggestions", "reject"], ids, &by].concat();
        nearhelp(folder.path(), &arguments)
    };
    let unknown = "00000000-0000-4000-8000-000000000009";
    let (code, _, stderr) = reject(&[&ids[0], unknown]);
    assert_eq!(code, Some(1));
    assert!(
        stderr.contains(&format!("{unknown}: there is no such suggestion")),
        "{stderr}"
    );
    let (code, stdout, _) = reject(&[&ids[0], &ids[1]]);
    let told = format!("rejected {}\nrejected {}\n", ids[0], ids[1]);
    assert_eq!((code, stdout), (Some(0), told));
    let history = done(&folder, &["history"]);
    for id in &ids {
        assert!(
            history.contains(&format!("rejected: suggestion {id} on")),
            "{history}"
        );
    }
    assert!(history.contains("Bo: They are open"), "{history}");
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
    done(&folder, &["number", "called", "816-336-0188", "--by", "Bo"]);
    done(
        &folder,
        &[&["number", "unblock", "816-336-0188"][..], &by].concat(),
    );
    done(&folder, &approve);
    assert!(exported(&folder).contains("336-0188"));
}

/// A source with an organization and, with a number, the crisis line that it has.
fn say(folder: &TempDir, source: &str, number: Option<&str>) -> String {
    let phones = number.map(|number| json!([{"number": number, "type": "voice"}]));
    let mut line = json!({"organization_id": "o", "name": "Help line"});
    if let Some(phones) = phones {
        line["phones"] = phones;
    }
    let file = json!({
        "source": {"key": source, "name": source, "kind": "directory", "date": null, "url": null},
        "claims": [
            {"record": "organization", "key": "o", "body": {"name": format!("House {source}")}},
            {"record": "service", "key": "v", "body": line},
        ],
    });
    std::fs::write(folder.path().join("said.json"), file.to_string()).unwrap();
    let (_, stdout, _) = nearhelp(folder.path(), &["load", "said.json", "--by", "Cy"]);
    stdout
}

/// What the item of a rule shows that waits after a second load of a line with other fields, when the first was approved.
fn shown_after(rule: &str, fields: [Value; 2]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let load = |line: &Value| {
        let mut service = json!({"organization_id": "o", "name": "Help line"});
        let fields = line.as_object().unwrap().clone();
        service.as_object_mut().unwrap().extend(fields);
        let file = json!({
            "source": {"key": "x", "name": "x", "kind": "directory", "date": null, "url": null},
            "claims": [
                {"record": "organization", "key": "o", "body": {"name": "House"}},
                {"record": "service", "key": "v", "body": service},
            ],
        });
        std::fs::write(folder.path().join("said.json"), file.to_string()).unwrap();
        nearhelp(folder.path(), &["load", "said.json", "--by", "Ana"]);
        let groups = json(&folder, &["review", "--json"]);
        let groups = groups["contents"].as_array().unwrap().clone();
        let of_rule = groups.into_iter().find(|group| group["rule"] == rule);
        of_rule.map(|group| group["numbers"][0].to_string())
    };
    if let Some(number) = load(&fields[0]) {
        let approve = [
            "review", "approve", &number, "--by", "Bo", "--reason", "Rang it",
        ];
        done(&folder, &approve);
    }
    let number = load(&fields[1]).expect("it waits");
    done(&folder, &["review", "show", &number])
}

#[test]
fn a_phone_that_waits_is_shown_whole_and_a_text_around_what_differs() {
    let phones = |extension: Option<u64>| {
        let long = "Answered day and night by people who were there themselves, in any language";
        let line = |number: &str| json!({"number": number, "type": "voice", "description": long});
        let mut first = line("816-336-0199");
        if let Some(extension) = extension {
            first["extension"] = extension.into();
        }
        json!({"phones": [first, line("816-336-0198"), line("816-336-0197")]})
    };
    let shown = shown_after("crisis_number", [phones(None), phones(Some(7))]);
    assert!(!shown.contains("816-336-0199 → 816-336-0199"), "{shown}");
    let lines: Vec<&str> = shown.lines().filter(|it| it.contains("phones: ")).collect();
    let [line] = lines[..] else {
        panic!("one phone: {shown}")
    };
    let (was, becomes) = line.split_once(" → ").unwrap();
    assert!(!was.contains("extension"), "{shown}");
    assert!(becomes.contains("\"extension\":7"), "{shown}");
    assert!(becomes.contains("in any language"), "{shown}");

    let text = |number: &str| {
        let words = "They help whoever asks, at any hour. ".repeat(20);
        json!({"description": format!("{words}Call {number} first. {words}")})
    };
    let texts = [text("us"), text("888-373-7889")];
    let shown = shown_after("number_in_text", texts);
    let line = shown.lines().find(|it| it.contains("description: "));
    let (was, becomes) = line.unwrap().split_once(" → ").unwrap();
    assert!(was.contains("Call us first."), "{shown}");
    assert!(becomes.contains("Call 888-373-7889 first."), "{shown}");
    assert!(becomes.len() < 200, "{shown}");
}

fn waiting(folder: &TempDir) -> usize {
    json(folder, &["review", "--json"])["contents"]
        .as_array()
        .unwrap()
        .len()
}

#[test]
fn an_undo_leaves_what_waits_of_a_later_load_that_published_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let by = ["--by", "Bo", "--reason", "wrong"];
    say(&folder, "a", None);
    say(&folder, "b", None);
    let last = json(&folder, &["history", "--json"])["contents"][0]["revision"].to_string();
    let told = say(&folder, "a", Some("+18163361143"));
    assert!(!told.contains("published as"), "{told}");
    // The first reading of each source, and the number.
    assert_eq!(waiting(&folder), 3, "{told}");
    let undone = done(&folder, &[&["undo", &last][..], &by].concat());
    assert!(
        undone.contains("1 of its held items waits no longer"),
        "{undone}"
    );
    let left = done(&folder, &["review"]);
    assert!(left.contains("816-336-1143"), "{left}");
    assert_eq!(waiting(&folder), 2);
    // Nor does the undo of that undo.
    let number = Some("+18163361144");
    assert!(!say(&folder, "a", number).contains("published as"));
    let (_, stdout, stderr) = nearhelp(folder.path(), &[&["undo", "3"][..], &by].concat());
    assert!(stdout.contains("published as"), "{stdout}{stderr}");
    let left = done(&folder, &["review"]);
    assert!(left.contains("816-336-1144"), "{left}");
    let digest = done(&folder, &["digest"]);
    assert!(digest.contains("changesets undone: 2"), "{digest}");
}

#[test]
fn the_history_tells_which_items_an_undo_took_back() {
    let folder = loaded();
    let by = ["--by", "Bo", "--reason", "wrong"];
    let undone = done(&folder, &[&["undo", "1"][..], &by].concat());
    assert!(
        undone.contains("of its held items wait no longer"),
        "{undone}"
    );
    assert_eq!(waiting(&folder), 0);
    let history = done(&folder, &["history"]);
    assert!(history.contains("wait no longer: 1"), "{history}");
}

#[test]
fn a_region_is_read_as_the_county_where_the_town_and_the_zip_are() {
    for (region, city, zip, area) in [
        ("Jackson", "Blue Springs", "64015", "Jackson County, MO"),
        ("Jackson", "", "64015", "Jackson County, MO"),
        ("Jackson", "Liberty", "64068", "Clay County, MO"),
        ("Clay", "Kansas City", "64155", "Clay County, MO"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let service = json!([{"id": "0b1c2d3e-0000-4000-8000-000000000001", "name": "Emergency help", "status": "active",
            "organization": {"id": "0b1c2d3e-0000-4000-8000-000000000002", "name": "Lantern"},
            "service_at_locations": [{"id": "0b1c2d3e-0000-4000-8000-000000000003",
                "service_id": "0b1c2d3e-0000-4000-8000-000000000001",
                "location_id": "0b1c2d3e-0000-4000-8000-000000000004",
                "location": {"id": "0b1c2d3e-0000-4000-8000-000000000004", "location_type": "physical", "name": "House",
                    "latitude": 38.917_263, "longitude": -94.382_741, "is_confidential": true,
                    "addresses": [{"address_1": "4729 Quillwort Hollow Rd", "city": city, "state_province": "MO",
                        "postal_code": zip, "country": "US", "address_type": "physical", "region": region}]}}]}]);
        std::fs::write(folder.path().join("feed.json"), service.to_string()).unwrap();
        let arguments = [
            "load",
            "feed.json",
            "--source",
            "feed",
            "--kind",
            "directory",
            "--by",
            "Ana",
        ];
        let (_, stdout, stderr) = nearhelp(folder.path(), &arguments);
        let exported = exported(&folder);
        assert!(
            exported.contains(area) && !exported.contains("Cape Girardeau"),
            "{region}, {city}: {stdout}{stderr}{exported}"
        );
        assert!(!exported.contains("Quillwort") && !exported.contains(zip));
    }
}

#[test]
fn a_number_tells_who_rejected_it_and_why() {
    let folder = loaded();
    let by = ["--by", "Bo", "--reason", "It rings nowhere"];
    done(&folder, &[&["review", "reject", "1"][..], &by].concat());
    let told = done(&folder, &["number", LINE]);
    assert!(told.contains("rejected:\n  1 crisis_number"), "{told}");
    assert!(told.contains("by Bo on"), "{told}");
    assert!(told.contains(": It rings nowhere"), "{told}");
}

#[test]
fn a_time_of_twelve_hours_is_told_how_to_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = json!({
        "source": {"key": "a", "name": "A", "kind": "directory", "date": null, "url": null},
        "claims": [
            {"record": "organization", "key": "o", "body": {"name": "Oak House"}},
            {"record": "service", "key": "v", "body": {"organization_id": "o", "name": "Pantry",
                "schedules": [{"freq": "WEEKLY", "byday": "MO", "opens_at": "9:00 AM", "closes_at": "5:00 PM"}]}},
        ],
    });
    std::fs::write(folder.path().join("said.json"), file.to_string()).unwrap();
    let (_, stdout, stderr) = nearhelp(folder.path(), &["check", "said.json"]);
    let told = stdout + &stderr;
    assert!(told.contains("such as `17:00` for 5:00 PM"), "{told}");
    assert!(!told.contains("after `opens_at`"), "{told}");
}

#[test]
fn an_undisclosed_address_of_a_table_asks_for_a_county() {
    let folder = tempfile::tempdir().unwrap();
    let mapping = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/clay-county.toml");
    let table = "id,organization,service,category,phone,address,hours\n\
        1,Oak House,Shelter,health.primary_care,816-474-1234,Undisclosed,Tue 1pm-6pm\n";
    std::fs::write(folder.path().join("clay-county.csv"), table).unwrap();
    let mapping = mapping.display().to_string();
    let arguments = ["check", "clay-county.csv", "--mapping", &mapping];
    let (_, stdout, stderr) = nearhelp(folder.path(), &arguments);
    let told = stdout + &stderr;
    assert!(!told.contains("address_unreadable"), "{told}");
    assert!(told.contains("public_area"), "{told}");
}

#[test]
fn a_column_that_says_to_hide_a_place_hides_it_though_the_mapping_ignores_it() {
    let folder = tempfile::tempdir().unwrap();
    let mapping = "[source]\nkey = \"list\"\nname = \"List\"\nkind = \"directory\"\n\
        [file.rows]\npath = \"rows.csv\"\nignore = [\"Addr. Conf.\"]\n\
        [[record]]\nkind = \"organization\"\nkey = \"Agency\"\nfields = { name = \"Agency\" }\n\
        [[record]]\nkind = \"service\"\nkey = \"Agency\"\nfields = { name = \"Agency\", organization_id = \"Agency\" }\n\
        [[record]]\nkind = \"location\"\nkey = \"Agency\"\n\
        fields.location_type = { text = \"physical\" }\nfields.addresses = { column = \"Address\", as = \"address\", state = \"MO\" }\n\
        [[record]]\nkind = \"service_at_location\"\nkey = \"Agency\"\nfields = { service_id = \"Agency\", location_id = \"Agency\" }\n";
    let rows = "Agency,Address,Addr. Conf.\n\
        Open Door,\"12 Elm Street, Liberty, MO 64068\",\n\
        Quiet House,\"77 Hidden Lane, Liberty, MO 64068\",\u{2713}\n";
    std::fs::write(folder.path().join("rows.toml"), mapping).unwrap();
    std::fs::write(folder.path().join("rows.csv"), rows).unwrap();
    let load = ["load", "rows.csv", "--mapping", "rows.toml", "--by", "Ana"];
    nearhelp(folder.path(), &load);
    let shown = exported(&folder);
    assert!(shown.contains("12 Elm Street"), "{shown}");
    assert!(shown.contains("Quiet House"), "{shown}");
    assert!(!shown.contains("Hidden Lane"), "{shown}");
}

#[test]
fn the_last_row_of_a_file_that_was_cut_off_is_rejected_and_a_cell_keeps_the_number_that_is_sure() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "id,service,phone,kind\n1,Walk-in clinic,(817) 336-0142 A or 0143 B,x\n\
        2,Counseling,816-336-0144 or 816-336-0145,x\n3,Old,816-336-0146,gone\n4,Pro";
    let mapping = "[source]\nkey = \"x\"\nname = \"X\"\nkind = \"directory\"\n[file.rows]\npath = \"rows.csv\"\n\
        [[record]]\nkind = \"organization\"\nkey = { text = \"o\" }\n[record.fields]\nname = { text = \"Riverbend\" }\n\
        [[record]]\nkind = \"service\"\nkey = \"id\"\n[[record.skip]]\ncolumn = \"kind\"\ncontains = [\"gone\"]\nreason = \"closed\"\n\
        [record.fields]\norganization_id = { text = \"o\" }\nname = \"service\"\nphones = { column = \"phone\", as = \"phones\" }\n";
    std::fs::write(folder.path().join("rows.csv"), rows).unwrap();
    std::fs::write(folder.path().join("rows.toml"), mapping).unwrap();
    let load = ["load", "rows.csv", "--mapping", "rows.toml", "--by", "Ana"];
    let (_, stdout, stderr) = nearhelp(folder.path(), &load);
    let told = stdout + &stderr;
    for said in [
        "error[cut_off]",
        "left out[several_numbers]: has more than 817-336-0142, which is taken",
        "1 more row skipped",
        "1 rejected",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    let exported = exported(&folder);
    assert!(!exported.contains("Pro\""), "{exported}");
    for number in ["817-336-0142", "816-336-0144", "816-336-0145"] {
        let uses = done(&folder, &["number", number]);
        assert!(uses.contains("given to"), "{uses}");
    }
}
