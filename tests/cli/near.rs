//! `nearhelp near`.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{
    common::{Binary, Stored},
    nearhelp,
};

fn names(page: &Value) -> Vec<&str> {
    let contents = page["contents"].as_array().unwrap().iter();
    let remote = page["remote"].as_array().unwrap().iter();
    contents
        .chain(remote)
        .map(|listing| listing["name"].as_str().unwrap())
        .collect()
}

#[track_caller]
fn assert_empty(folder: &Path) {
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
}

#[test]
fn without_a_database_it_answers_from_the_seed_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "near",
        "64081",
        "--category=legal",
        "--category=shelter.emergency",
        "--category=hotline.trafficking",
        "--category=hotline.domestic_violence",
        "--radius=25mi",
    ];
    let (code, stdout, stderr) = nearhelp(folder.path(), &arguments);
    assert_eq!(code, Some(0));
    assert_eq!(
        stderr,
        "nearhelp: there is no nearhelp.db here: this is the built-in directory.\n"
    );
    insta::assert_snapshot!("near", stdout);
    assert_empty(folder.path());
}

#[test]
fn what_is_beyond_the_radius_is_said_to_be_so() {
    let folder = tempfile::tempdir().unwrap();
    let (code, stdout, _) = nearhelp(folder.path(), &["near", "10001", "--radius=100mi"]);
    assert_eq!(code, Some(0));
    let beyond = "\nNo place is within 100mi of 10001, New York, NY. Farther than that, the nearest first:\n";
    assert!(stdout.contains(beyond), "{stdout}");
    assert!(!stdout.contains("Places, the nearest first"), "{stdout}");
}

#[test]
fn a_database_that_is_named_and_not_there_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["near", "64081", "--database-url=sqlite://typo.db"];
    let (code, stdout, stderr) = nearhelp(folder.path(), &arguments);
    assert_eq!((code, stdout.as_str()), (Some(3), ""));
    assert_eq!(stderr, "nearhelp: there is no database at typo.db\n");
    assert_empty(folder.path());
}

#[test]
fn a_state_that_is_none_is_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    for command in [&["near", "64081"][..], &["serve", "--listen=127.0.0.1:0"]] {
        let (code, _, stderr) = nearhelp(folder.path(), &[command, &["--home-state=XX"]].concat());
        assert_eq!(code, Some(2), "{command:?}");
        assert!(stderr.contains("XX"), "{stderr}");
    }
}

#[test]
fn json_is_what_the_api_answers() {
    let server = Binary::serve(&[], &[]);
    let database = format!("{}/nearhelp.db", server.folder.path().display());
    let url = format!("--database-url=sqlite://{database}");
    let (code, stdout, _) = nearhelp(
        server.folder.path(),
        &["near", "63141", "--json", "--per-page=5", "--page=1", &url],
    );
    assert_eq!(code, Some(0));
    let printed: Value = serde_json::from_str(&stdout).unwrap();
    let answered = server.anonymous().nearby("near=63141&per_page=5&page=1").0;
    assert_eq!(printed, answered);
}

#[test]
fn filters_are_those_of_the_api() {
    let folder = tempfile::tempdir().unwrap();
    let json = |arguments: &[&str]| -> Value {
        let (code, stdout, stderr) = nearhelp(folder.path(), arguments);
        assert_eq!(code, Some(0), "{stderr}");
        serde_json::from_str(&stdout).unwrap()
    };
    let page = json(&["near", "64081", "--json", "--kind=report_line"]);
    assert_eq!(names(&page), ["Missouri Child Abuse and Neglect Hotline"]);
    let page = json(&["near", "64081", "--json", "--audience=parents"]);
    assert!(names(&page).contains(&"Lee's Summit Social Services: Free childcare"));
    let page = json(&["near", "-38.9,94.4", "--json"]);
    assert_eq!(page["origin"]["kind"], "point");
}

#[test]
fn an_empty_answer_still_says_what_to_do() {
    let stored = Stored::empty();
    let url = format!(
        "--database-url=sqlite://{}/nearhelp.db",
        stored.folder.path().display()
    );
    let (code, stdout, _) = nearhelp(stored.folder.path(), &["near", "64081", &url]);
    assert_eq!(code, Some(0));
    assert!(
        stdout.starts_with("In an emergency call 911.\n"),
        "{stdout}"
    );
    assert!(stdout.contains("No places match."), "{stdout}");
}

#[test]
fn bad_input_is_one_line_a_fault_and_exit_code_2() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, faults) in [
        (&["near", "00000"][..], &["near"][..]),
        (&["near", ""], &["near"]),
        (&["near", "91,0"], &["near"]),
        (
            &["near", "64081", "--radius=5parsecs", "--page=0"],
            &["radius", "page"],
        ),
        (&["near", "64081", "--per-page=1000000"], &["per_page"]),
        (&["near", "64081", "--kind=hotline"], &["kind"]),
    ] {
        let (code, stdout, stderr) = nearhelp(folder.path(), arguments);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{arguments:?}");
        let (faulty, last) = stderr.trim_end().rsplit_once('\n').unwrap();
        assert_eq!(last, "In an emergency call 911.");
        let lines: Vec<&str> = faulty.lines().collect();
        assert_eq!(lines.len(), faults.len(), "{stderr}");
        for (line, fault) in lines.iter().zip(faults) {
            assert!(line.starts_with(&format!("nearhelp: {fault}: ")), "{line}");
            assert!(line.contains("; expected "), "{line}");
        }
        assert_empty(folder.path());
    }
}

#[test]
fn an_ambiguous_place_and_a_misspelled_category_are_told_what_may_be_meant() {
    let folder = tempfile::tempdir().unwrap();
    let (_, _, stderr) = nearhelp(folder.path(), &["near", "Springfield", "--home-state=mo"]);
    let meant = stderr.split("did you mean: ").nth(1).unwrap();
    assert!(meant.starts_with("Springfield, MO"), "{stderr}");
    let (_, _, stderr) = nearhelp(folder.path(), &["near", "64081", "--category=sheltr"]);
    assert!(stderr.contains("did you mean: shelter\n"), "{stderr}");
}

#[test]
fn wrong_usage_is_exit_code_2() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["near"][..],
        &["near", "64081", "63141"],
        &["near", "64081", "--near=63141"],
        &["near", "64081", "--home-state=Missouri"],
    ] {
        let (code, stdout, _) = nearhelp(folder.path(), arguments);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{arguments:?}");
    }
    assert_empty(folder.path());
}

#[test]
fn a_database_that_cannot_be_read_is_one_line_and_exit_code_3() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.db"), "Dear reader,").unwrap();
    for url in ["sqlite://letter.db", "sqlite://.", "oracle://x"] {
        let arguments = ["near", "64081", "--database-url", url];
        let (code, stdout, stderr) = nearhelp(folder.path(), &arguments);
        assert_eq!((code, stdout.as_str()), (Some(3), ""), "{url}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

#[test]
fn every_number_that_needs_a_question_stands_with_its_warning() {
    let warned = json!({"number": "816-336-2000", "type": "voice", "dial": "ask_first",
        "before_you_call": "May now belong to somebody else."});
    let text = json!({"number": "816-336-2055", "type": "text"});
    let too = json!({"number": "816-336-2066", "type": "voice", "dial": "ask_first",
        "before_you_call": "May now belong to somebody else."});
    for (phones, line) in [
        (
            json!([warned, text]),
            "    Before you call 816-336-2000: May now belong to somebody else.\n",
        ),
        (
            json!([warned, too, text]),
            "    Before you call 816-336-2000, 816-336-2066: May now belong to somebody else.\n",
        ),
        (
            json!([warned, too]),
            "    Before you call: May now belong to somebody else.\n",
        ),
    ] {
        let claim =
            |record: &str, body: Value| json!({"record": record, "key": record, "body": body});
        let source = json!({
            "source": {"key": "desk", "name": "Desk", "kind": "directory"},
            "claims": [
                claim("organization", json!({"name": "Quiet Harbor"})),
                claim("service", json!({"name": "River Help Line", "organization_id": "organization", "kind": "help",
                    "categories": ["hotline.domestic_violence"], "phones": phones,
                    "service_areas": [{"extent": "Clay County, MO", "extent_type": "text"}]})),
                claim("location", json!({"location_type": "virtual", "name": "Phone"})),
                claim("service_at_location", json!({"service_id": "service", "location_id": "location"})),
            ],
        });
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("desk.json"), source.to_string()).unwrap();
        let run = |arguments: &[&str]| {
            let (code, stdout, stderr) = nearhelp(folder.path(), arguments);
            assert_eq!(code, Some(0), "{stderr}");
            stdout
        };
        run(&["load", "desk.json"]);
        run(&["review", "approve", "2", "--by=Bo", "--reason=Called them."]);
        let printed = run(&["near", "64068"]);
        assert!(printed.contains("816-336-2000"), "{printed}");
        assert_eq!(printed.matches("Before you call").count(), 1, "{printed}");
        assert!(printed.contains(line), "{printed}");
    }
}
