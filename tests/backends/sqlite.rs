//! The specification on SQLite, and what is SQLite's alone: the file and its name.

use std::fs;
use std::path::{MAIN_SEPARATOR, Path};

use nearhelp::store::{Store, StoreError};
use tempfile::TempDir;

use crate::samples::*;
use crate::{model, specification};

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn url(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}

macro_rules! as_tests {
    ($($case:ident,)*) => {$(
        #[test]
        fn $case() {
            let folder = folder();
            specification::$case(&url(&folder.path().join("directory.db")));
        }
    )*};
}
every_case!(as_tests);

#[test]
fn random_changesets_read_back_as_the_model_says() {
    model::agrees(48, || {
        let folder = folder();
        let url = url(&folder.path().join("directory.db"));
        (url, folder)
    });
}

/// Its first start is not over: the file has no log of its own yet.
#[test]
fn a_file_in_which_somebody_writes_is_opened_when_they_are_done() {
    use diesel::connection::{Connection, SimpleConnection};
    let folder = folder();
    let path = folder.path().join("directory.db");
    drop(open(&url(&path)));
    let mut other = diesel::SqliteConnection::establish(&path.display().to_string()).unwrap();
    other
        .batch_execute("PRAGMA journal_mode = DELETE; BEGIN IMMEDIATE")
        .unwrap();
    let opened = std::thread::scope(|scope| {
        let opening = scope.spawn(|| Store::open(&url(&path), now()));
        std::thread::sleep(std::time::Duration::from_millis(300));
        other.batch_execute("COMMIT").unwrap();
        opening.join().unwrap()
    });
    assert_eq!(opened.unwrap().directory().unwrap().revision, 0);
}

/// The reason that a URL cannot be opened, which is one line and not long in coming.
fn why_not(path: &Path) -> String {
    let error = Store::open(&url(path), now()).unwrap_err();
    assert!(matches!(error, StoreError::CannotOpen { .. }), "{error:?}");
    let line = error.to_string();
    assert!(
        line.starts_with(&format!("cannot open {}: ", path.display())),
        "{line}"
    );
    assert!(!line.contains('\n'), "{line}");
    line
}

#[test]
fn a_missing_folder_is_told() {
    let line = why_not(&folder().path().join("none/directory.db"));
    assert!(line.contains("No such file or directory"), "{line}");
}

#[test]
fn a_folder_is_no_file() {
    let line = why_not(folder().path());
    assert!(line.contains("Is a directory"), "{line}");
}

#[test]
fn another_file_is_no_database_and_not_touched() {
    let folder = folder();
    let path = folder.path().join("notes.txt");
    let text = "Not a database. ".repeat(1000);
    fs::write(&path, &text).unwrap();
    let line = why_not(&path);
    assert!(line.contains("file is not a database"), "{line}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// Another program's database that happens to have a table of ours.
#[test]
fn another_database_is_not_touched() {
    let folder = folder();
    let path = folder.path().join("other.db");
    crate::execute(&url(&path), "CREATE TABLE service (name TEXT)");
    let before = fs::read(&path).unwrap();
    let line = why_not(&path);
    assert!(line.contains("another program's database"), "{line}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

/// `/sys` takes no file from anyone, while root may write to any folder that is only marked.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_takes_no_file_is_told() {
    let folder = Path::new("/sys");
    if folder.is_dir() {
        why_not(&folder.join("directory.db"));
    } else {
        println!("skipped: there is no /sys");
    }
}

#[test]
fn the_path_is_what_follows_the_scheme() {
    let folder = folder();
    for name in [
        "a b.db",
        "file:a?mode=memory&cache=shared.db",
        "100%20.db",
        "a#b.db",
        ":memory:",
        "日本.db",
    ] {
        let path = folder.path().join(name);
        let store = open(&url(&path));
        publish_listing(&store);
        assert!(path.is_file(), "{name}");
        drop(store);
        assert_eq!(open(&url(&path)).directory().unwrap().revision, 1, "{name}");
    }
}

#[test]
fn a_path_may_be_relative() {
    let folder = folder();
    let here = std::env::current_dir().unwrap();
    let up = format!("..{MAIN_SEPARATOR}").repeat(here.components().count() - 1);
    let path = folder.path().join("relative.db");
    let relative = Path::new(&up).join(path.strip_prefix("/").unwrap());
    publish_listing(&open(&url(&relative)));
    assert_eq!(open(&url(&path)).directory().unwrap().revision, 1);
}

#[cfg(unix)]
#[test]
fn the_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder();
    let store = open(&url(&folder.path().join("directory.db")));
    publish_listing(&store);
    let mut names = Vec::new();
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", file.file_name());
        names.push(file.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(
        names,
        ["directory.db", "directory.db-shm", "directory.db-wal"]
    );
}

#[cfg(not(feature = "postgres"))]
#[test]
fn postgres_says_how_to_build_it() {
    let error = Store::open("postgres://u:hunter2@host/db", now()).unwrap_err();
    let line = error.to_string();
    assert!(line.contains("--features postgres"), "{line}");
    assert!(!line.contains("hunter2"), "{line}");
}

/// The bytes of the database and its log, as anyone with the files would search them.
#[test]
fn what_was_scrubbed_is_in_no_file() {
    let folder = folder();
    let store = open(&url(&folder.path().join("directory.db")));
    specification::plant(&store);
    let is_somewhere = || {
        fs::read_dir(folder.path()).unwrap().any(|file| {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            let secret = specification::SECRET.as_bytes();
            bytes.windows(secret.len()).any(|window| window == secret)
        })
    };
    assert!(is_somewhere());
    specification::scrub(&store);
    assert!(!is_somewhere());
}

#[test]
fn a_checkpoint_leaves_an_empty_log() {
    let folder = folder();
    let store = open(&url(&folder.path().join("directory.db")));
    publish_listing(&store);
    store.checkpoint().unwrap();
    let log = fs::metadata(folder.path().join("directory.db-wal")).unwrap();
    assert_eq!(log.len(), 0);
}
