//! Every command of the README does what the README shows.

mod common;

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use common::Binary;

/// A command, and the lines that it is said to print.
struct Shown {
    command: String,
    output: Vec<String>,
}

#[test]
fn commands_print_what_the_readme_shows() {
    if !has("bash") || !has("curl") {
        println!("skipped: no bash or no curl on this machine");
        return;
    }
    let server = Binary::serve(&[], &[]);
    let program = Path::new(env!("CARGO_BIN_EXE_nearhelp"));
    let folder = program.parent().expect("the program is in a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    copy(
        &in_repository("examples"),
        &server.folder.path().join("examples"),
    );
    let (shown, _) = readme();
    assert!(shown.len() >= 7, "the README shows what users ask");
    for Shown { command, output } in shown {
        let here = command.replace("127.0.0.1:8080", &server.address.to_string());
        let ran = Command::new("bash")
            .args(["-c", &here])
            .current_dir(server.folder.path())
            .env("PATH", format!("{}:{path}", folder.display()))
            .stdin(Stdio::null())
            .output()
            .expect("bash runs");
        // 1 is what a command ends with that has told problems of its input.
        let has_told = command.starts_with("nearhelp ") && ran.status.code() == Some(1);
        assert!(ran.status.success() || has_told, "{command}: {ran:?}");
        let printed = String::from_utf8(ran.stdout).expect("text");
        assert_shows(&command, &output, &printed);
    }
}

/// Building and testing are not done from within a test: CI runs these.
#[test]
fn commands_for_cargo_are_run_by_ci() {
    let ci = fs::read_to_string(in_repository(".ci/run")).expect(".ci/run");
    let (_, plain) = readme();
    assert!(!plain.is_empty());
    for command in plain {
        assert!(ci.contains(&command), ".ci/run does not run `{command}`");
    }
}

/// `…` alone on a line stands for any lines.
#[track_caller]
fn assert_shows(command: &str, expected: &[String], printed: &str) {
    let printed: Vec<&str> = printed.lines().collect();
    let mut from = 0;
    let parts: Vec<&[String]> = expected.split(|line| line == "…").collect();
    for (at, part) in parts.iter().enumerate() {
        let found = (from..=printed.len().saturating_sub(part.len()))
            .take_while(|start| at > 0 || *start == 0)
            .find(|start| part.iter().zip(&printed[*start..]).all(|(a, b)| a == b));
        let Some(start) = found else {
            panic!(
                "{command}\n\nshows\n\n{}\n\nprints\n\n{}",
                part.join("\n"),
                printed.join("\n")
            );
        };
        from = start + part.len();
    }
    let is_whole = parts.len() == 1;
    assert!(
        !is_whole || from == printed.len(),
        "{command} prints more than the README shows"
    );
}

/// The commands with their output, and those without.
fn readme() -> (Vec<Shown>, Vec<String>) {
    let text = fs::read_to_string(in_repository("README.md")).expect("README.md");
    let (mut shown, mut plain): (Vec<Shown>, Vec<String>) = (Vec::new(), Vec::new());
    for block in text.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        let has_prompts = block.starts_with("$ ");
        for line in block.lines() {
            match (line.strip_prefix("$ "), has_prompts) {
                (Some(command), _) => shown.push(Shown {
                    command: command.to_owned(),
                    output: Vec::new(),
                }),
                (None, true) => {
                    let last = shown.last_mut().expect("a command comes first");
                    last.output.push(line.to_owned());
                }
                (None, false) => plain.push(line.to_owned()),
            }
        }
    }
    (shown, plain)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
    }
}

fn in_repository(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn has(program: &str) -> bool {
    let found = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    found.is_ok_and(|status| status.success())
}
