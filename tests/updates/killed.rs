//! A load that is killed, at whatever moment, was never begun or is done.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::Instant;

use tempfile::tempdir;
use uuid::Uuid;

use crate::common::start;
use crate::loading::{State, assert_loads, load_of, package, url};

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
