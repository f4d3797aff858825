//! The feed and the exports over HTTP, and on the command line.

use nearhelp::http::{State, router};
use nearhelp::snapshot::Snapshot;
use serde_json::Value;

use crate::common::{Directory, quick, run};
use crate::world::{exported, load, seeded};
use nearhelp::export::Format;
use nearhelp::geography::Gazetteer;

fn serving(snapshot: Snapshot) -> Directory {
    Directory::start(State::new(snapshot, None), quick(), router::routes)
}

#[test]
fn pages_of_the_feed_are_its_lines() {
    let (store, _folder) = seeded();
    let app = serving(
        Snapshot::load(&store, Gazetteer::embedded(), chrono::DateTime::UNIX_EPOCH).unwrap(),
    );
    let anyone = app.anonymous();
    let mut paged = Vec::new();
    let mut address = "/v1/changes?limit=37".to_owned();
    loop {
        let page = anyone.get(&address).ok();
        let contents = page["contents"].as_array().unwrap();
        paged.extend(contents.clone());
        let next = page["next"].as_str().expect("a cursor");
        assert_eq!(contents.last().unwrap()["cursor"], next);
        address = format!("/v1/changes?limit=37&since={next}");
        if page["more"] == false {
            break;
        }
    }
    let nothing = anyone.get(&address).ok();
    assert_eq!(
        (nothing["more"].clone(), nothing["contents"].clone()),
        (false.into(), Value::Array(vec![]))
    );
    assert!(address.ends_with(nothing["next"].as_str().unwrap()));

    let lines = anyone.get("/v1/changes?format=ndjson");
    assert_eq!(lines.header("content-type"), Some("application/x-ndjson"));
    assert_eq!(lines.header("directory-revision"), Some("1"));
    let text = lines.text();
    let streamed: Vec<Value> = text
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(streamed, paged);
    // Cut off anywhere, it goes on behind the last whole line.
    let cursor = paged[100]["cursor"].as_str().unwrap();
    let rest = anyone
        .get(&format!("/v1/changes?format=ndjson&since={cursor}"))
        .text();
    assert!(text.ends_with(&rest) && rest.lines().count() == paged.len() - 101);
    let some = anyone.get("/v1/changes?format=ndjson&limit=5").text();
    assert_eq!(some.lines().count(), 5);
    // As its own address has it, but for what an organization's has of other records.
    for change in paged.iter().step_by(29) {
        let (kind, id) = (
            change["kind"].as_str().unwrap(),
            change["id"].as_str().unwrap(),
        );
        let mut whole = anyone.get(&format!("/v1/{kind}s/{id}")).ok();
        if kind == "organization" {
            let whole = whole.as_object_mut().unwrap();
            whole.remove("services");
            whole.remove("locations");
        }
        assert_eq!(whole, change["record"]);
    }
}

#[test]
fn a_cursor_of_elsewhere_is_gone_and_any_other_text_is_none() {
    let (store, _folder) = seeded();
    let app = serving(
        Snapshot::load(&store, Gazetteer::embedded(), chrono::DateTime::UNIX_EPOCH).unwrap(),
    );
    let (other, _other_folder) = seeded();
    let other = load(&other);
    let anyone = app.anonymous();
    let foreign = other.change(0).unwrap().cursor;
    let ours = anyone.get("/v1/changes?limit=1").ok()["next"]
        .as_str()
        .unwrap()
        .to_owned();
    // A revision that a restored backup does not have, and another version.
    let ahead = format!("{}ff{}", &ours[..48], &ours[50..]);
    let newer = format!("7f{}", &ours[2..]);
    for gone in [foreign, ahead, newer] {
        anyone
            .get(&format!("/v1/changes?since={gone}"))
            .problem(410, "cursor-gone");
    }
    for wrong in ["x", "0", &ours[..20], "%20"] {
        let answer = anyone.get(&format!("/v1/changes?since={wrong}"));
        assert_eq!(answer.faults(), ["since"], "{wrong}");
    }
    for (query, place) in [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("format=xml", "format"),
        ("cursor=1", "cursor"),
    ] {
        assert_eq!(
            anyone.get(&format!("/v1/changes?{query}")).faults(),
            [place]
        );
    }
}

#[test]
fn an_empty_directory_has_an_empty_feed_and_whole_exports() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    let page = anyone.get("/v1/changes").ok();
    assert_eq!(
        page,
        serde_json::json!({"contents": [], "next": null, "more": false})
    );
    assert_eq!(anyone.get("/v1/export").ok(), Value::Array(vec![]));
    assert_eq!(
        anyone.get("/v1/export?format=geojson").ok()["features"],
        Value::Array(vec![])
    );
    assert_eq!(
        anyone.get("/v1/export?format=csv").text().lines().count(),
        1
    );
    assert_eq!(anyone.get("/v1/export?format=ndjson").text(), "");
}

#[test]
fn an_export_is_a_file_that_may_be_kept() {
    let (store, folder) = seeded();
    let snapshot = load(&store);
    let app = serving(
        Snapshot::load(&store, Gazetteer::embedded(), chrono::DateTime::UNIX_EPOCH).unwrap(),
    );
    let anyone = app.anonymous();
    for format in Format::ALL {
        let name = format.as_str();
        let address = format!("/v1/export?format={name}");
        let answer = anyone.get(&address);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some(format.media_type()));
        assert_eq!(answer.header("directory-revision"), Some("1"));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
        let disposition = format!("attachment; filename=\"nearhelp-1.{}\"", format.extension());
        assert_eq!(
            answer.header("content-disposition"),
            Some(disposition.as_str())
        );
        assert!(answer.body == exported(&snapshot, format), "{name}");

        let head = anyone.send("HEAD", &address, &[], Vec::new());
        assert_eq!((head.status, head.body.len()), (200, 0));

        let file = format!("out.{name}");
        let ran = run(
            folder.path(),
            &["export", "--format", name, "-o", &file],
            &[],
        );
        assert!(ran.status.success(), "{ran:?}");
        assert!(
            std::fs::read(folder.path().join(&file)).unwrap() == answer.body,
            "{name}"
        );
        let ran = run(folder.path(), &["export", "--format", name], &[]);
        assert!(ran.stdout == answer.body, "{name}");
    }
    let files: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|f| f.unwrap().file_name())
        .collect();
    assert!(
        files
            .iter()
            .all(|f| !f.to_string_lossy().ends_with(".part")),
        "{files:?}"
    );
    assert_eq!(anyone.get("/v1/export?format=xlsx").faults(), ["format"]);
    let gzip = anyone.send(
        "GET",
        "/v1/export?format=csv",
        &[("accept-encoding", "gzip")],
        Vec::new(),
    );
    assert_eq!(gzip.header("content-encoding"), Some("gzip"));
}

#[test]
fn an_export_of_nothing_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(folder.path(), &["export", "-o", "x.json"], &[]);
    assert_eq!(ran.status.code(), Some(3));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let ran = run(folder.path(), &["export", "--format", "pdf"], &[]);
    assert_eq!(ran.status.code(), Some(2));
}
