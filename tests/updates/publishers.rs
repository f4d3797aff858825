//! Several who load at once into one database, while it is served.

use std::process::Output;
use std::thread::sleep;
use std::time::{Duration, Instant};

use diesel::connection::{Connection, SimpleConnection};
use serde_json::json;
use tempfile::tempdir;

use crate::common::{Binary, run, sources::claim, start};
use crate::loading::{State, assert_loads, load, load_of, package, stderr, url};

const BUSY: &str = "nearhelp: the database is busy or does not answer: try again\n";

/// How many records a load says that it added.
fn added(output: &Output) -> usize {
    let printed = String::from_utf8_lossy(&output.stdout);
    let words: Vec<&str> = printed.split_whitespace().collect();
    let at = words.iter().position(|word| word.starts_with("added"));
    words[at.expect("a count") - 1].parse().expect("a number")
}

#[test]
fn two_loads_at_once_are_done_one_after_the_other_and_served() {
    let folder = tempdir().unwrap();
    let database = folder.path().join("nearhelp.db");
    let small = package(folder.path(), "small", 1, "A bed for the night");
    assert_loads(&small, "First", &database);
    let url = url(&database);
    let server = Binary::serve(&["--database-url", &url], &[]);

    let loads = [("north", 60), ("south", 40)].map(|(name, services)| {
        let file = package(folder.path(), name, services, "A bed for the week");
        let file = file.display().to_string();
        (name, start(folder.path(), &load_of(&file, name, &url)))
    });
    let (mut revision, mut records) = (1, 4);
    for (name, load) in loads {
        let output = load.wait_with_output().unwrap();
        match output.status.code() {
            Some(0) => {
                revision += 1;
                // The later of the two may have to wait with what looks the same.
                records += added(&output);
            }
            // It waited for as long as a load may wait.
            Some(3) => assert_eq!(stderr(&output), BUSY),
            _ => panic!("{name}: {output:?}"),
        }
    }
    assert!(revision > 1);
    let state = State::of(&database);
    assert_eq!(
        (state.revision(), state.records.records.len()),
        (revision, records)
    );

    let caller = server.anonymous();
    let deadline = Instant::now() + Duration::from_secs(60);
    let revision = revision.to_string();
    while caller.get("/v1/services").header("directory-revision") != Some(&revision) {
        assert!(Instant::now() < deadline, "{}", server.output());
        sleep(Duration::from_millis(50));
    }
}

/// One on the command line and one over HTTP, a week each at a time: what each has said is there, and in the history.
#[test]
fn a_publisher_on_the_command_line_and_one_over_http_both_have_their_word() {
    const WEEKS: usize = 6;
    let folder = tempdir().unwrap();
    let database = folder.path().join("nearhelp.db");
    let url = url(&database);
    let create = [
        "keys",
        "create",
        "--role",
        "publisher",
        "--name",
        "Desk",
        "--database-url",
        &url,
    ];
    let key = String::from_utf8(run(folder.path(), &create, &[]).stdout).unwrap();
    let server = Binary::serve(&["--seed", "none", "--database-url", &url], &[]);
    let file = |whose: &str, week: usize| {
        let body = json!({"name": format!("House of {whose} in week {week}")});
        json!({
            "source": {"key": whose, "name": whose, "kind": "directory", "date": null, "url": null},
            "claims": [claim("organization", "house", body.clone()), claim("organization", &week.to_string(), body)],
        })
    };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for week in 0..WEEKS {
                let path = folder.path().join("north.json");
                std::fs::write(&path, file("north", week).to_string()).unwrap();
                assert_loads(&path, "north", &database);
            }
        });
        scope.spawn(|| {
            let caller = server.anonymous().with_key(key.trim());
            for week in 0..WEEKS {
                let answer = caller.post("/v1/updates", file("south", week));
                assert_eq!(answer.status, 201, "{answer:?}");
            }
        });
    });
    let state = State::of(&database);
    assert_eq!(state.revision(), 2 * WEEKS as i64);
    for whose in ["north", "south"] {
        let last = format!("House of {whose} in week {}", WEEKS - 1);
        let names = state.records.records.iter().map(|it| &it.body["name"]);
        // What it said of one house last, and of a house of its own in every week.
        assert_eq!(names.filter(|name| **name == last).count(), 2, "{whose}");
    }
    assert_eq!(state.records.records.len(), 2 * (WEEKS + 1));
    let keyed = server.anonymous().with_key(key.trim());
    let made = keyed.get("/v1/updates?limit=100").ok();
    assert_eq!(
        made["contents"].as_array().expect("contents").len(),
        2 * WEEKS
    );
}

#[test]
#[ignore = "waits for half a minute, as long as a load waits"]
fn a_load_that_waited_in_vain_says_so_and_has_done_nothing() {
    let folder = tempdir().unwrap();
    let database = folder.path().join("nearhelp.db");
    let small = package(folder.path(), "small", 1, "A bed for the night");
    assert_loads(&small, "First", &database);
    let before = State::of(&database);
    let mut other = diesel::SqliteConnection::establish(database.to_str().unwrap()).unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    // Who only reads need not wait.
    let server = Binary::serve(&["--database-url", &url(&database)], &[]);
    assert_eq!(server.anonymous().get("/v1/services").status, 200);
    let output = load(&small, "Second", &database);
    assert_eq!(
        (output.status.code(), stderr(&output).as_str()),
        (Some(3), BUSY)
    );
    other.batch_execute("ROLLBACK").unwrap();
    assert!(State::of(&database) == before);
    assert_loads(&small, "Second", &database);
}
