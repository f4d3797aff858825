//! The examples of `docs/api.md` on mirrors work as they stand.

use std::process::{Command, Stdio};

use nearhelp::geography::Gazetteer;
use nearhelp::http::{State, router};
use nearhelp::snapshot::Snapshot;

use crate::common::{Directory, quick};
use crate::world::seeded;

const PAGE: &str = include_str!("../../docs/api.md");

/// The examples in `language` in the section on mirrors.
fn examples(language: &str) -> Vec<&'static str> {
    let section = PAGE
        .split("\n## ")
        .find(|section| section.starts_with("Mirror the directory"));
    let fence = format!("```{language}\n");
    let blocks = section.expect("the section").split(fence.as_str()).skip(1);
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
    let programs = [("bash", "-c", "sh"), ("python3", "-c", "python")];
    for (program, flag, language) in programs {
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
                .args([flag, &here])
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
            if language == "python" {
                assert_eq!(printed, format!("{records} records\n"));
            }
        }
    }
    assert!(folder.path().join("nearhelp-1.geojson").exists());
    assert!(folder.path().join("directory.csv").exists());
}
