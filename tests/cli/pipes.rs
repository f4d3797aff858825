//! Whoever reads what is printed may have seen enough: `nearhelp load FILE --json | head -1`.

use std::path::Path;

use serde_json::json;

use super::nearhelp;
use crate::common::start;

/// How it ends, and what it says, where nobody reads what it prints.
fn unread(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut child = start(folder, arguments);
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("an output");
    let said = String::from_utf8(output.stderr).expect("text");
    (output.status.code(), said)
}

#[test]
fn a_pipe_that_is_closed_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let hotline = json!({"id": "s", "name": "Northland hotline", "status": "active",
        "phones": [{"number": "816-336-0142", "type": "voice"}],
        "organization": {"id": "o", "name": "Northland", "description": "Help"}});
    std::fs::write(folder.join("said.json"), hotline.to_string()).unwrap();
    let file = ["said.json", "--source", "feed"];
    for (arguments, more) in [
        (&["check"][..], &file[..]),
        (&["check", "--json"], &file),
        (&["load", "--json", "--by", "Ana"], &file),
        (&["history"], &[]),
        (&["review"], &[]),
        (
            &["review", "approve", "1"],
            &["--by", "Bo", "--reason", "Rang it"],
        ),
        (
            &["number", "block", "816-336-0142"],
            &["--by", "Bo", "--reason", "Wrong"],
        ),
        (&["openapi"], &[]),
        (&["undo", "1"], &["--by", "Bo", "--reason", "Wrong"]),
    ] {
        let (code, said) = unread(folder, &[arguments, more].concat());
        assert!(
            matches!(code, Some(0 | 1)),
            "{arguments:?}: {code:?} {said}"
        );
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    }
    // What was to be written is.
    let (_, history, _) = nearhelp(folder, &["history"]);
    for done in ["Loaded said.json", "Rang it", "undoes changeset 1"] {
        assert!(history.contains(done), "{done}: {history}");
    }
}
