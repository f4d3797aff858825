//! A snapshot that no test names any more would be kept for ever, and believed.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The files of that ending under `folder`.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|end| end == ending) {
            found.push(path);
        }
    }
    found
}

#[test]
fn every_snapshot_is_named_by_a_test() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let code: String = files(&tests, "rs")
        .iter()
        .map(|file| fs::read_to_string(file).expect("a source"))
        .collect();
    let code: String = code.split_whitespace().collect();
    let snapshots = files(&tests, "snap");
    assert!(!snapshots.is_empty());
    for snapshot in snapshots {
        // `binary__module__name.snap`
        let stem = snapshot.file_stem().expect("a name").to_string_lossy();
        let name = stem.rsplit("__").next().expect("a name");
        let used = code.contains(&format!("snapshot!(\"{name}\","));
        assert!(used, "no test names {}", snapshot.display());
    }
}

#[test]
fn no_snapshot_waits_to_be_accepted() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    assert_eq!(files(&tests, "new"), Vec::<PathBuf>::new());
}
