//! The examples of `docs/api.md` work as they stand.

use std::process::{Command, Stdio};

use nearhelp::geography::Gazetteer;
use nearhelp::http::{State, router};
use nearhelp::snapshot::Snapshot;
use serde_json::Value;

use crate::common::{Directory, quick};
use crate::world::seeded;

const HOTLINE: &str = "National Human Trafficking Hotline";
const PAGE: &str = include_str!("../../docs/api.md");

/// The examples in `language`, in their order.
fn examples(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    let blocks = PAGE.split(fence.as_str()).skip(1);
    blocks
        .filter_map(|block| block.split("```").next())
        .collect()
}

#[test]
fn they_run() {
    let (store, folder) = seeded();
    let snapshot =
        Snapshot::load(&store, Gazetteer::embedded(), chrono::DateTime::UNIX_EPOCH).unwrap();
    let records = snapshot.documents.order.len();
    let app = Directory::start(State::new(snapshot, None), quick(), router::routes);
    let programs = [
        ("bash", &["-c"][..], "sh"),
        ("python3", &["-c"], "python"),
        ("node", &["--input-type=module", "-e"], "js"),
    ];
    for (program, flags, language) in programs {
        let is_there = Command::new(program)
            .arg("--version")
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !is_there {
            println!("skipped: no {program} on this machine");
            continue;
        }
        let found = examples(language);
        assert!(!found.is_empty(), "{language}");
        for example in found {
            let here = example.replace("127.0.0.1:8080", &app.address.to_string());
            let ran = Command::new(program)
                .args(flags)
                .arg(&here)
                .current_dir(folder.path())
                .env("NO_PROXY", "127.0.0.1")
                .output()
                .unwrap();
            let printed = String::from_utf8_lossy(&ran.stdout).into_owned();
            assert!(
                ran.status.success(),
                "{printed}{}",
                String::from_utf8_lossy(&ran.stderr)
            );
            if here.contains("def sync") {
                assert_eq!(printed, format!("{records} records\n"));
            } else if here.contains("near.geojson") {
                let map = std::fs::read(folder.path().join("near.geojson")).unwrap();
                let map: Value = serde_json::from_slice(&map).unwrap();
                assert_eq!(map["type"], "FeatureCollection");
                let table = std::fs::read_to_string(folder.path().join("near.csv")).unwrap();
                assert!(table.contains(HOTLINE), "{table}");
            } else if here.contains("before_you_call") {
                assert!(printed.contains("911") && printed.contains(HOTLINE));
                assert!(printed.contains("Before you call:"), "{printed}");
            } else if here.contains("beside") {
                assert!(printed.contains(" on the map, "), "{printed}");
            } else if !here.contains("-o directory.csv") {
                assert!(printed.contains("ours"), "{printed}");
            }
        }
    }
    assert!(folder.path().join("nearhelp-1.geojson").exists());
    assert!(folder.path().join("directory.csv").exists());
}
