//! The built program, a file a command.

#[path = "../common/mod.rs"]
mod common;

mod cases;
mod daylight_saving;
mod duplicates;
mod maintaining;
mod month;
mod near;
mod pipes;
mod screen;
mod serve;

use std::{path::Path, process::Output};

use common::run;

/// `nearhelp ARGUMENTS` in `folder`: how it ended, and what it printed where.
fn nearhelp(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = run(folder, arguments, &[]);
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn the_help_says_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let (code, stdout, stderr) = nearhelp(folder.path(), &["--help"]);
    assert_eq!(code, Some(0));
    assert_eq!(stderr, "");
    // What a terminal is given to line things up is no part of what is said.
    let lines: Vec<&str> = stdout.lines().map(str::trim_end).collect();
    insta::assert_snapshot!("help", lines.join("\n"));
}
