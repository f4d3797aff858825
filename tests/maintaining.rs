//! Every command of docs/maintaining.md runs.

mod common;

use std::{fs, path::Path, process::Command};

use common::Binary;

#[test]
fn the_commands_of_the_page_run() {
    let has = |program: &str| Command::new(program).arg("--version").output().is_ok();
    if !has("bash") || !has("curl") {
        println!("skipped: no bash or no curl on this machine");
        return;
    }
    let server = Binary::serve(&[], &[]);
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/maintaining.md");
    let page = fs::read_to_string(page).expect("docs/maintaining.md");
    let blocks = page.split("```sh\n").skip(1);
    let blocks: Vec<&str> = blocks
        .filter_map(|block| block.split("```").next())
        .collect();
    assert!(blocks.len() >= 4);
    let script = format!("set -euo pipefail\n{}", blocks.join("\n"));
    let script = script.replace("127.0.0.1:8080", &server.address.to_string());
    let folder = Path::new(env!("CARGO_BIN_EXE_nearhelp"))
        .parent()
        .expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let ran = Command::new("bash")
        .args(["-c", &script])
        .current_dir(server.folder.path())
        .env("PATH", format!("{}:{path}", folder.display()))
        .output()
        .expect("bash runs");
    let printed = String::from_utf8_lossy(&ran.stdout);
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{printed}\n{told}");
    for shown in ["publisher", "New House", "desk@example.org", "weekly"] {
        assert!(printed.contains(shown), "no {shown} in {printed}");
    }
}
