//! Whoever loads what a directory exports has its criteria byte for byte, and its verdicts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use crate::common::{Binary, run};

/// Of the formats of an export those that say everything, with the name of the file.
const FORMATS: [(&str, &str); 2] = [("hsds-json", "export.json"), ("hsds-tabular", "export.zip")];

/// A server with what another exported.
pub struct Mirror {
    pub format: &'static str,
    pub server: Binary,
}

pub fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Runs the built program in the folder.
fn nearhelp(folder: &Path, arguments: &[&str]) {
    let output = run(folder, arguments, &[]);
    let told = String::from_utf8_lossy(&output.stderr);
    // 1 is problems in the input, which are the feed's own.
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{arguments:?}: {told}"
    );
}

/// A server with the file and nothing else.
pub fn loaded(file: &Path, arguments: &[&str]) -> Binary {
    let folder = Arc::new(TempDir::new().expect("a folder"));
    let file = file.display().to_string();
    nearhelp(folder.path(), &[&["load", &file], arguments].concat());
    Binary::serve_in(folder, &["--seed", "none"], &[])
}

/// The mirrors of what a server has, one of each format.
pub fn of(server: &Binary) -> Vec<Mirror> {
    let mirror = |(format, file): &(&'static str, &str)| {
        let folder = server.folder.path();
        nearhelp(folder, &["export", "--format", format, "--output", file]);
        let source = ["--source", "mirror", "--kind", "directory"];
        Mirror {
            format,
            server: loaded(&folder.join(file), &source),
        }
    };
    FORMATS.iter().map(mirror).collect()
}

/// Of each criterion that is exported the service, the sentence, the term, and its bytes.
pub fn criteria(server: &Binary) -> Vec<[String; 4]> {
    let export = server.anonymous().get("/v1/export?format=hsds-json").ok();
    let mut found = Vec::new();
    for service in export.as_array().expect("services") {
        for attribute in service["attributes"].as_array().into_iter().flatten() {
            if attribute["link_type"] == "eligibility" {
                assert_eq!(attribute["link_id"], service["id"]);
                let term = &attribute["taxonomy_term"]["code"];
                let (label, value) = (&attribute["label"], &attribute["value"]);
                let texts = [&service["name"], label, term, value];
                found.push(texts.map(|text| text.as_str().expect("a text").to_owned()));
            }
        }
    }
    found.sort();
    found
}
