//! `nearhelp serve`: what it does with the database, and how it fails.

use std::{
    fs,
    path::Path,
    sync::Arc,
    thread::sleep,
    time::{Duration, Instant},
};

use diesel::connection::{Connection, SimpleConnection};
use nearhelp::store::Store;
use serde_json::json;
use uuid::Uuid;

use crate::{
    common::{
        Binary, Sources,
        sources::{NOW, at, publish},
    },
    nearhelp,
};

fn database(folder: &Path) -> String {
    folder.join("nearhelp.db").display().to_string()
}

#[track_caller]
fn assert_fails_with_one_line(folder: &Path, url: &str, words: &str) {
    let arguments = ["serve", "--listen=127.0.0.1:0", "--database-url", url];
    let (code, stdout, stderr) = nearhelp(folder, &arguments);
    assert_eq!((code, stdout.as_str()), (Some(3), ""), "{url}: {stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.contains(words), "{stderr}");
}

#[test]
fn a_second_start_reuses_the_database_and_its_ids() {
    let first = Binary::serve(&[], &[]);
    let folder = Arc::clone(&first.folder);
    // Some ids of the seed are random.
    let before = first.anonymous().nearby("near=64081&remote=all").0;
    let (_, output) = first.stop();
    assert!(output.contains("loaded the seed directory"), "{output}");
    let second = Binary::serve_in(folder, &[], &[]);
    assert_eq!(second.anonymous().nearby("near=64081&remote=all").0, before);
    let (_, output) = second.stop();
    assert!(!output.contains("loaded the seed directory"), "{output}");
    assert!(output.contains("revision 1"), "{output}");
}

#[test]
fn it_prints_three_addresses_that_open() {
    let server = Binary::serve(&[], &[]);
    let caller = server.anonymous();
    let base = format!("http://{}", server.address);
    let paths: Vec<String> = server
        .output()
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.strip_prefix(&base))
        .map(|rest| rest.split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(paths.len(), 3, "{}", server.output());
    for path in paths {
        assert_eq!(caller.get(&path).status, 200, "{path}");
    }
}

#[test]
fn seed_none_starts_with_nothing_and_stays_so() {
    let server = Binary::serve(&["--seed", "none"], &[]);
    let page = server.anonymous().nearby("near=64081").0;
    assert_eq!(page["total_items"], 0);
    assert_eq!(page["remote_total"], 0);
    assert_eq!(page["emergency"]["call"], "911");
    let store = Store::open(
        &format!("sqlite://{}", database(server.folder.path())),
        *NOW,
    );
    assert_eq!(store.unwrap().directory().unwrap().revision, 0);
}

#[test]
fn a_directory_that_has_something_is_never_seeded() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let url = format!("sqlite://{}", database(folder.path()));
    let store = Store::open(&url, *NOW).unwrap();
    let ours = Sources::of([at("ours", 38.9, -94.4, json!({}))]);
    publish(&store, &ours, &mut Uuid::new_v4).unwrap();
    let server = Binary::serve_in(folder, &[], &[]);
    assert_eq!(server.anonymous().nearby("near=64081").names(), ["ours"]);
}

#[test]
fn a_publish_by_another_process_is_served_without_a_restart() {
    let server = Binary::serve(&[], &[]);
    let url = format!("sqlite://{}", database(server.folder.path()));
    let store = Store::open(&url, *NOW).unwrap();
    let news = Sources::of([at("news", 38.91, -94.41, json!({}))]);
    publish(&store, &news, &mut Uuid::new_v4).unwrap();
    let caller = server.anonymous();
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let answer = caller.get("/v1/nearby?near=64081&radius=20mi");
        let revision = answer.header("directory-revision").unwrap().to_owned();
        let has_news = answer.text().contains("\"news\"");
        // An answer is of one revision, whichever.
        assert_eq!(has_news, revision == "2", "{revision}");
        if has_news {
            break;
        }
        assert!(Instant::now() < deadline, "{}", server.output());
        sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_stop_is_heard_as_soon_as_it_says_that_it_listens() {
    let (status, output) = Binary::serve(&["--seed", "none"], &[]).stop();
    assert!(status.success(), "{status}: {output}");
}

#[test]
fn after_a_stop_the_file_alone_is_the_directory() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let server = Binary::serve_in(Arc::clone(&folder), &["--seed", "none"], &[]);
    let url = format!("sqlite://{}", database(folder.path()));
    let ours = Sources::of([at("ours", 38.9, -94.4, json!({}))]);
    // Open until after the stop: else closing it would write the log into the file.
    let store = Store::open(&url, *NOW).unwrap();
    publish(&store, &ours, &mut Uuid::new_v4).unwrap();
    let (status, output) = server.stop();
    assert!(status.success(), "{status}: {output}");
    let copy = folder.path().join("copy.db");
    fs::copy(database(folder.path()), &copy).unwrap();
    let copied = Store::open(&format!("sqlite://{}", copy.display()), *NOW).unwrap();
    assert_eq!(copied.directory().unwrap().revision, 1);
}

#[test]
fn a_database_of_a_newer_version_is_one_line_and_exit_code_3() {
    let folder = tempfile::tempdir().unwrap();
    let path = database(folder.path());
    let url = format!("sqlite://{path}");
    drop(Store::open(&url, *NOW).unwrap());
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')";
    let mut connection = diesel::SqliteConnection::establish(&path).unwrap();
    connection.batch_execute(newer).unwrap();
    assert_fails_with_one_line(folder.path(), &url, "of a newer nearhelp");
}

#[test]
fn a_folder_that_cannot_be_written_is_one_line_and_exit_code_3() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    // Whoever runs the tests: nobody can make a file in a file, or in a folder that is not there.
    for url in ["sqlite://file/nearhelp.db", "sqlite://none/nearhelp.db"] {
        assert_fails_with_one_line(folder.path(), url, "cannot open");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let letter = folder.path().join("letter.db");
    fs::write(&letter, "Dear reader,").unwrap();
    assert_fails_with_one_line(folder.path(), "sqlite://letter.db", "cannot open");
    assert_eq!(fs::read_to_string(&letter).unwrap(), "Dear reader,");
}

#[test]
fn a_taken_port_leaves_no_database_behind() {
    let first = Binary::serve(&[], &[]);
    let folder = tempfile::tempdir().unwrap();
    let listen = format!("--listen={}", first.address);
    let (code, stdout, stderr) = nearhelp(folder.path(), &["serve", &listen]);
    assert_eq!((code, stdout.as_str()), (Some(3), ""));
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.contains("the port is taken"), "{stderr}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_key_that_asks_too_often_waits_and_nobody_else_does() {
    let server = Binary::serve(&["--seed", "none", "--rate-limit", "100"], &[]);
    let key = |limit: &[&str]| {
        let create = ["keys", "create", "--role", "publisher", "--name", "Desk"];
        let (code, stdout, _) = nearhelp(server.folder.path(), &[&create, limit].concat());
        assert_eq!(code, Some(0));
        server.anonymous().with_key(stdout.trim())
    };
    let (hasty, another) = (key(&["--rate-limit", "3"]), key(&["--rate-limit", "3"]));
    let free = key(&[]);
    let anyone = server.anonymous();
    for left in [2, 1, 0] {
        let answer = hasty.get("/v1/updates");
        answer.ok();
        assert_eq!(answer.header("ratelimit-policy"), Some("\"key\";q=3;w=60"));
        let expected = format!("\"key\";r={left};t=0");
        assert_eq!(answer.header("ratelimit"), Some(expected.as_str()));
    }
    // Whatever it asks: a refused write is not done.
    let house = json!({
        "source": {"key": "desk", "name": "Desk", "kind": "directory", "date": null, "url": null},
        "claims": [{"record": "organization", "key": "o", "body": {"name": "Hope House"}}],
    });
    for refused in [
        hasty.post("/v1/updates", house.clone()),
        hasty.get("/v1/services"),
    ] {
        refused.problem(429, "too-often");
        let wait = refused.header("retry-after").expect("how long");
        let seconds: u64 = wait.parse().expect("seconds");
        assert!((1..=20).contains(&seconds), "{wait}");
        let expected = format!("\"key\";r=0;t={wait}");
        assert_eq!(refused.header("ratelimit"), Some(expected.as_str()));
    }
    for _ in 0..20 {
        let answer = free.get("/v1/updates");
        assert_eq!(answer.ok()["contents"], json!([]), "nothing was written");
        assert_eq!(answer.header("ratelimit"), None);
        let reading = anyone.get("/v1/services");
        reading.ok();
        assert!(
            reading
                .header("ratelimit")
                .is_some_and(|it| it.contains("reading"))
        );
    }
    let other = another.get("/v1/updates");
    assert_eq!(other.header("ratelimit"), Some("\"key\";r=2;t=0"));
    // A key that is none is counted as the stranger it is.
    let stranger = server
        .anonymous()
        .with_key("nh_nothing")
        .get("/v1/services");
    assert!(
        stranger
            .header("ratelimit")
            .is_some_and(|it| it.contains("reading"))
    );
}
