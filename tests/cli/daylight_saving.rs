//! The two nights of the year that are an hour shorter and an hour longer, as a person in Missouri lives
//! through them: the built program under a clock that we set (libfaketime).

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde_json::{Value, json};

use crate::common::{
    Binary, Sources, Stored, run,
    sources::{at, line},
};

const NIGHT: (&str, &str) = ("Night shelter", "Open until 6 am");
const DAY: (&str, &str) = ("Day centre", "Open until 5 pm");

/// Where packages put the library.
fn libfaketime() -> Option<PathBuf> {
    let folders = ["/usr/lib", "/usr/lib64", "/usr/local/lib"];
    let mut folders: Vec<PathBuf> = folders.into_iter().map(PathBuf::from).collect();
    let inner = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    folders.extend(inner.map(|entry| entry.path()));
    let library = |folder: PathBuf| folder.join("faketime/libfaketimeMT.so.1");
    folders.into_iter().map(library).find(|path| path.exists())
}

fn daily(opens_at: &str, closes_at: &str) -> Value {
    json!({"kind": "help",
        "schedules": [{"freq": "DAILY", "opens_at": opens_at, "closes_at": closes_at}]})
}

fn directory() -> Stored {
    let hotline = json!({"kind": "help", "categories": ["hotline"],
        "phones": [{"number": "816-555-0100", "type": "voice"}],
        "schedules": [{"freq": "DAILY", "opens_at": "00:00", "closes_at": "23:59"}]});
    Stored::of(&Sources::of([
        at("Night shelter", 38.91, -94.41, daily("20:00", "06:00")),
        at("Kitchen", 38.91, -94.40, daily("22:00", "01:30")),
        at("Van", 38.91, -94.39, daily("22:00", "02:30")),
        at("Day centre", 38.91, -94.38, daily("09:00", "17:00")),
        line("Hotline", &["Missouri"], hotline),
    ]))
}

fn told(page: &Value) -> Vec<(&str, &str)> {
    let contents = page["contents"].as_array().expect("contents").iter();
    contents
        .map(|listing| {
            assert_eq!(listing["hours"]["state"], "open", "{listing}");
            (
                listing["name"].as_str().expect("a name"),
                listing["hours"]["text"].as_str().expect("a text"),
            )
        })
        .collect()
}

/// Lives through the instants, in UTC, with one server that runs on and a command line of each moment.
fn live_through(library: &Path, night: &[(&str, &[(&str, &str)])]) {
    let stored = directory();
    let folder = stored.folder.path();
    let (clock, library) = (folder.join("clock"), library.display().to_string());
    let set = |instant: &str| fs::write(&clock, instant).expect("a clock");
    let clock_path = clock.display().to_string();
    let environment = [
        ("LD_PRELOAD", library.as_str()),
        ("FAKETIME_TIMESTAMP_FILE", clock_path.as_str()),
        ("FAKETIME_NO_CACHE", "1"),
        // Waiting is done by a clock of its own.
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ("TZ", "UTC"),
    ];
    let url = format!("--database-url=sqlite://{}/nearhelp.db", folder.display());
    set(night[0].0);
    let own = Arc::new(tempfile::tempdir().expect("a folder"));
    let server = Binary::serve_in(own, &["--seed=none", &url], &environment);
    let anyone = server.anonymous();
    for (instant, open) in night {
        set(instant);
        let page = anyone.nearby("near=38.91,-94.41&open=now");
        assert_eq!(told(&page.0), *open, "{instant} UTC");
        assert_eq!(page.named("Hotline")["hours"]["text"], "Open 24 hours");

        let near = |more: &[&str]| {
            let arguments = [&["near", "38.91,-94.41", "--open=now", &url], more].concat();
            let output = run(folder, &arguments, &environment);
            assert!(output.status.success(), "{instant} UTC: {output:?}");
            String::from_utf8(output.stdout).expect("text")
        };
        let printed: Value = serde_json::from_str(&near(&["--json"])).expect("JSON");
        assert_eq!(printed, page.0, "{instant} UTC");
        let table = near(&[]);
        for (name, text) in *open {
            let row = table.lines().find(|row| row.starts_with(name));
            assert!(
                row.is_some_and(|row| row.ends_with(text)),
                "{instant} UTC: {table}"
            );
        }
        assert_eq!(
            open.is_empty(),
            table.contains("No places match."),
            "{table}"
        );
    }
}

#[test]
fn the_night_that_is_an_hour_shorter() {
    let Some(library) = libfaketime() else {
        println!("skipped: no libfaketime on this machine");
        return;
    };
    // At two in the morning of March 8 (08:00 in UTC) it is three. Half past two is half past three.
    let (kitchen, van) = (
        ("Kitchen", "Open until 1:30 am"),
        ("Van", "Open until 3:30 am"),
    );
    live_through(
        &library,
        &[
            ("2026-03-08 07:29:59", &[NIGHT, kitchen, van]),
            ("2026-03-08 07:59:59", &[NIGHT, van]),
            ("2026-03-08 08:00:00", &[NIGHT, van]),
            ("2026-03-08 08:29:59", &[NIGHT, van]),
            ("2026-03-08 08:30:00", &[NIGHT]),
            ("2026-03-08 10:59:59", &[NIGHT]),
            ("2026-03-08 11:00:00", &[]),
            ("2026-03-08 13:59:59", &[]),
            ("2026-03-08 14:00:00", &[DAY]),
        ],
    );
}

#[test]
fn the_night_that_is_an_hour_longer() {
    let Some(library) = libfaketime() else {
        println!("skipped: no libfaketime on this machine");
        return;
    };
    // At two in the morning of November 1 (07:00 in UTC) it is one again. Half past one is the first of the two.
    let (kitchen, van) = (
        ("Kitchen", "Open until 1:30 am"),
        ("Van", "Open until 2:30 am"),
    );
    live_through(
        &library,
        &[
            ("2026-11-01 06:29:59", &[NIGHT, kitchen, van]),
            ("2026-11-01 06:30:00", &[NIGHT, van]),
            ("2026-11-01 06:59:59", &[NIGHT, van]),
            ("2026-11-01 07:15:00", &[NIGHT, van]),
            ("2026-11-01 08:29:59", &[NIGHT, van]),
            ("2026-11-01 08:30:00", &[NIGHT]),
            ("2026-11-01 11:59:59", &[NIGHT]),
            ("2026-11-01 12:00:00", &[]),
            ("2026-11-01 14:59:59", &[]),
            ("2026-11-01 15:00:00", &[DAY]),
        ],
    );
}
