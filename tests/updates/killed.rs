//! A load that is killed, at whatever moment, was never begun or is done; and so is an update over HTTP, which is sent
//! again with its `Idempotency-Key`.

use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};
use uuid::Uuid;

use crate::common::{Binary, connect, raw_on, run, start};
use crate::failing_disk::has_strace;
use crate::loading::{State, assert_loads, load_of, package, url};

const PATIENCE: Duration = Duration::from_secs(60);

/// With its log, where it has one.
fn copy(from: &Path, to: &Path) {
    for end in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", to.display()));
    }
    assert!(!Path::new(&format!("{}-wal", from.display())).exists());
    fs::copy(from, to).unwrap();
}

/// `KILLS` says how often; a build for release (`NEARHELP`) makes many of them short.
#[test]
fn a_load_killed_at_any_moment_is_whole_or_was_never() {
    let kills: u32 = std::env::var("KILLS").map_or(10, |kills| kills.parse().unwrap());
    let folder = tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let first = package(folder.path(), "first", 100, "A bed for the night");
    let second = package(folder.path(), "second", 150, "A bed for the week");
    let source = "Feed";
    assert_loads(&first, source, &at("base.db"));
    let before = State::of(&at("base.db"));
    copy(&at("base.db"), &at("done.db"));
    let begin = Instant::now();
    assert_loads(&second, source, &at("done.db"));
    let took = begin.elapsed();
    let after = State::of(&at("done.db"));
    assert_eq!((before.revision(), after.revision()), (1, 2));

    let (file, database) = (second.display().to_string(), at("live.db"));
    let url = url(&database);
    let (mut whole, mut acknowledged) = (0, 0);
    for _ in 0..kills {
        copy(&at("base.db"), &database);
        let part = f64::from(Uuid::new_v4().as_fields().0) / f64::from(u32::MAX);
        let mut load = start(folder.path(), &load_of(&file, source, &url));
        sleep(took.mul_f64(part * 1.1));
        load.kill().unwrap();
        let output = load.wait_with_output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        let is_acknowledged = output.status.success() || printed.contains("published");

        let state = State::of(&database);
        let is_whole = state.revision() == after.revision();
        let expected = if is_whole { &after } else { &before };
        // Not by assert_eq, which would print all of it.
        assert!(state == *expected, "torn after {part} of {took:?}");
        assert!(is_whole || !is_acknowledged, "lost after {part}");
        whole += u32::from(is_whole);
        acknowledged += u32::from(is_acknowledged);

        // The same load again, by whoever found it dead.
        assert_loads(&second, source, &database);
        assert!(State::of(&database) == after, "not done over after {part}");
    }
    eprintln!("of {kills} killed loads {whole} were done, {acknowledged} acknowledged");
}

/// A folder with an empty directory, and a publisher's key to it.
fn desk() -> (Arc<TempDir>, String) {
    let folder = tempdir().unwrap();
    let create = ["keys", "create", "--role", "publisher", "--name", "Desk"];
    let made = run(folder.path(), &create, &[]);
    let key = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    (Arc::new(folder), key)
}

/// The update of a week, sent with the week as its `Idempotency-Key`: the answer, or the part of it that came.
fn send(stream: TcpStream, key: &str, week: u32) -> String {
    let claims: Vec<Value> = (0..40)
        .map(|n| json!({"record": "organization", "key": format!("{week}-{n}"), "body": {"name": format!("House {n} of week {week}")}}))
        .collect();
    let source =
        json!({"key": "desk", "name": "Desk", "kind": "directory", "date": null, "url": null});
    let body = json!({"source": source, "claims": claims}).to_string();
    let head = format!(
        "POST /v1/updates?reason=week-{week} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
         authorization: Bearer {key}\r\nidempotency-key: week-{week}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    raw_on(stream, (head + &body).as_bytes(), PATIENCE)
}

/// The report of a 201.
#[track_caller]
fn report(answer: &str) -> Value {
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
    serde_json::from_str(body).expect("a report")
}

/// How often the update of a week is in the history.
fn effects(server: &Binary, key: &str, week: u32) -> usize {
    let keyed = server.anonymous().with_key(key);
    let made = keyed.get("/v1/updates?limit=100").ok();
    let contents = made["contents"].as_array().expect("contents").iter();
    contents
        .filter(|made| made["reason"] == format!("week-{week}"))
        .count()
}

/// The first that the server sends is the reply to the update: it is killed when it would, after the commit.
#[test]
fn an_update_whose_server_dies_between_its_commit_and_its_reply_is_done_once() {
    if !has_strace() {
        return;
    }
    let (folder, key) = desk();
    let killing = [
        "strace",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "--trace=sendto",
        "--inject=sendto:signal=SIGKILL:when=1",
    ];
    let server = Binary::serve_under(Arc::clone(&folder), &killing, &["--seed", "none"]);
    assert_eq!(
        send(connect(server.address), &key, 1),
        "",
        "{}",
        server.output()
    );
    drop(server);
    let database = folder.path().join("nearhelp.db");
    let done = State::of(&database);
    assert_eq!(done.revision(), 1);

    let server = Binary::serve_in(Arc::clone(&folder), &["--seed", "none"], &[]);
    let told = report(&send(connect(server.address), &key, 1));
    assert_eq!(
        (&told["changeset"], &told["added"]),
        (&json!(1), &json!(40))
    );
    assert_eq!(report(&send(connect(server.address), &key, 1)), told);
    assert_eq!(effects(&server, &key, 1), 1);
    drop(server);
    assert!(State::of(&database) == done);
}

/// `KILLS` says how often.
#[test]
fn an_update_whose_server_is_killed_at_any_moment_and_that_is_sent_again_is_done_once() {
    let kills: u32 = std::env::var("KILLS").map_or(6, |kills| kills.parse().unwrap());
    let (folder, key) = desk();
    let serve = || Binary::serve_in(Arc::clone(&folder), &["--seed", "none"], &[]);
    let mut server = serve();
    let begin = Instant::now();
    report(&send(connect(server.address), &key, 0));
    let took = begin.elapsed();
    let (mut done, mut acknowledged) = (0, 0);
    for week in 1..=kills {
        // Connected before the moments begin, so that none of them is before there is anything to be sent to.
        let (stream, sent_with) = (connect(server.address), key.clone());
        let sending = spawn(move || send(stream, &sent_with, week));
        let part = f64::from(Uuid::new_v4().as_fields().0) / f64::from(u32::MAX);
        sleep(took.mul_f64(part * 1.2));
        drop(server);
        let answer = sending.join().expect("what came of it");
        server = serve();
        let before = effects(&server, &key, week);
        let told = report(&send(connect(server.address), &key, week));
        assert_eq!(told["added"], 40, "after {part} of {took:?}: {told}");
        assert_eq!(effects(&server, &key, week), 1, "after {part} of {took:?}");
        if answer.ends_with('}') {
            assert_eq!((report(&answer), before), (told, 1));
            acknowledged += 1;
        }
        done += before;
    }
    eprintln!("of {kills} killed updates {done} were done, {acknowledged} acknowledged");
}
