//! `POST /v1/updates`.

use std::thread;

use nearhelp::store::{HeldFilter, Role, StoreError};
use serde_json::{Value, json};

use super::{post, update};
use crate::common::{
    Directory, Stored,
    sources::{claim, listing},
};

fn names(directory: &Directory) -> Vec<String> {
    let page = directory.anonymous().get("/v1/organizations").ok();
    let contents = page["contents"].as_array().expect("contents").iter();
    let mut names: Vec<String> = contents
        .map(|record| record["name"].as_str().expect("a name").to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn an_update_is_published_reported_and_served_at_once() {
    let directory = Directory::serving(Stored::empty());
    let publisher = directory.keyed(Role::Publisher);
    let answer = post(
        &publisher,
        "/v1/updates?reason=weekly",
        &[],
        &update("a", "Hope House"),
    );
    assert_eq!(answer.status, 201, "{answer:?}");
    let report = answer.json();
    assert_eq!(
        (&report["read"], &report["added"]),
        (&json!(1), &json!(1)),
        "{report}"
    );
    assert_eq!(names(&directory), ["Hope House"]);
    let made = publisher
        .get(answer.header("location").expect("a location"))
        .ok();
    assert_eq!(made["reason"], "weekly");
    assert_eq!(
        made["changes"][2]["after"]["body"]["name"], "Hope House",
        "{made}"
    );
    // The same again is nothing new.
    let again = post(&publisher, "/v1/updates", &[], &update("a", "Hope House"));
    assert_eq!(again.ok()["unchanged"], 1);
    assert_eq!(again.header("location"), None);
}

#[test]
fn a_dry_run_changes_nothing() {
    let directory = Directory::serving(Stored::empty());
    let publisher = directory.keyed(Role::Publisher);
    let report = post(
        &publisher,
        "/v1/updates?dry_run=true",
        &[],
        &update("a", "A"),
    )
    .ok();
    assert_eq!(report["added"], 1);
    assert!(names(&directory).is_empty());
    assert_eq!(publisher.get("/v1/updates").ok()["contents"], json!([]));
}

#[test]
fn what_an_editor_sends_waits_whole() {
    let directory = Directory::serving(Stored::empty());
    let editor = directory.keyed(Role::Editor);
    let body = json!({
        "source": {"key": "desk", "name": "Desk", "kind": "directory", "date": null, "url": null},
        "claims": listing("Hope House", json!({}), json!({})),
    });
    let answer = post(&editor, "/v1/updates", &[], &body);
    let report = answer.json();
    assert_eq!(
        (&report["held"], &report["rejected"]),
        (&json!(4), &json!(0)),
        "{report}"
    );
    // What belongs to a draft waits for it.
    let rules = &report["held_by_rule"];
    assert_eq!(
        (&rules["draft"], &rules["waits_for_parent"]),
        (&json!(2), &json!(2))
    );
    assert!(names(&directory).is_empty());
    let held = directory
        .store()
        .read(|tx| -> Result<_, StoreError> { tx.held(&HeldFilter::default(), 0, 100) });
    // With the item to read that every new source has.
    assert_eq!(held.unwrap().len(), 5);
    for query in ["full=true", "kind=provider"] {
        post(&editor, &format!("/v1/updates?{query}"), &[], &body).problem(403, "forbidden");
    }
}

#[test]
fn a_form_brings_a_csv_and_its_mapping() {
    let directory = Directory::serving(Stored::empty());
    let publisher = directory.keyed(Role::Publisher);
    let mapping = "[source]\nkey = \"list\"\nname = \"A list\"\nkind = \"directory\"\n\n[file.list]\npath = \"list.csv\"\n\n[[record]]\nkind = \"organization\"\nfile = \"list\"\nkey = \"Id\"\nfields.name = \"Name\"\n";
    let form = |mapping: &str| {
        let part = |head: &str, text: &str| {
            format!("--x\r\ncontent-disposition: form-data; {head}\r\n\r\n{text}\r\n")
        };
        let file = part(
            "name=\"file\"; filename=\"list.csv\"",
            "Id,Name\n1,Hope House\n",
        );
        format!("{file}{}--x--\r\n", part("name=\"mapping\"", mapping)).into_bytes()
    };
    let headers = [("content-type", "multipart/form-data; boundary=x")];
    let answer = publisher.send("POST", "/v1/updates", &headers, form(mapping));
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(names(&directory), ["Hope House"]);
    let wrong = mapping.replace("\"Name\"", "\"Nam\"");
    let problem = publisher.send("POST", "/v1/updates", &headers, form(&wrong));
    let problem = problem.problem(400, "update-refused");
    let place = problem["errors"][0]["file"].as_str().unwrap();
    assert!(place.starts_with("mapping:"), "{problem}");
}

#[test]
fn what_a_source_is_called_gives_no_number_and_tells_no_place() {
    let directory = Directory::serving(Stored::empty());
    let publisher = directory.keyed(Role::Publisher);
    let hidden = json!({
        "location_type": "physical", "withheld": true, "public_area": "Clay County, MO",
        "addresses": [{"address_1": "4417 Quartz Street", "city": "Liberty", "state_province": "MO",
            "postal_code": "64068", "country": "US", "address_type": "physical"}],
    });
    let send = |name: &str, url: Option<&str>| {
        let update = json!({
            "source": {"key": "desk", "name": name, "kind": "directory", "date": null, "url": url},
            "claims": [claim("organization", "a", json!({"name": "Desk"})), claim("location", "b", hidden.clone())],
        });
        post(&publisher, "/v1/updates", &[], &update)
    };
    for (name, url) in [
        ("Desk Call 888-373-7881", None),
        ("Desk, 4417 Quartz Street", None),
        ("Desk", Some("https://desk.example/888-373-7881")),
        ("Desk", Some("https://desk.example/4417-quartz-street")),
    ] {
        let refused = send(name, url).problem(400, "update-refused").to_string();
        assert!(
            !refused.contains("Quartz") && !refused.contains("7881"),
            "{refused}"
        );
        assert_eq!(names(&directory), [""; 0]);
    }
    let answer = send(
        "Desk 2026",
        Some("https://desk.example/list/2026-03-04?id=64068123"),
    );
    assert_eq!(answer.status, 201, "{answer:?}");
}

#[test]
fn what_cannot_be_read_names_the_file_and_the_place() {
    let directory = Directory::serving(Stored::empty());
    let publisher = directory.keyed(Role::Publisher);
    let send = |media: &str, path: &str, body: &[u8]| {
        publisher.send("POST", path, &[("content-type", media)], body.to_vec())
    };
    send("application/xml", "/v1/updates", b"<a/>").problem(415, "unsupported-media-type");
    send("application/json", "/v1/updates", b"").problem(400, "update-refused");
    let csv = send("text/csv", "/v1/updates", b"Id,Name\n1,A\n").problem(400, "update-refused");
    assert_eq!(csv["errors"][0]["file"], "the body");
    send("application/zip", "/v1/updates", b"PK\x03\x04x").problem(400, "update-refused");
    send("application/json", "/v1/updates?sources=x", b"{}").problem(400, "invalid-parameter");
    let wrong = json!({
        "source": {"key": "desk", "name": "Desk", "kind": "directory", "date": null, "url": null},
        "claims": [claim("organization", "a", json!({"description": "no name"}))],
    });
    let refused = post(&publisher, "/v1/updates?strict=true", &[], &wrong);
    let refused = refused.problem(400, "update-refused");
    assert!(refused["errors"][0]["file"].is_string(), "{refused}");
    let report = post(&publisher, "/v1/updates", &[], &wrong).json();
    assert_eq!(report["rejected"], 1);
    let too_large = format!(
        "POST /v1/updates HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        64 * 1024 * 1024 + 1
    );
    let patience = std::time::Duration::from_secs(5);
    let (key, _) = directory.new_key(Role::Publisher);
    let keyed = too_large.replace(
        "\r\n\r\n",
        &format!("\r\nauthorization: Bearer {key}\r\n\r\n"),
    );
    let answer = crate::common::raw(directory.address, keyed.as_bytes(), patience);
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    // Without a key nothing of it is read.
    let answer = crate::common::raw(directory.address, too_large.as_bytes(), patience);
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
}

#[test]
fn fifty_identical_posts_at_once_have_one_effect_and_one_reply() {
    let directory = Directory::serving(Stored::empty());
    let (key, _) = directory.new_key(Role::Publisher);
    let replies: Vec<Value> = thread::scope(|scope| {
        let ask = || {
            let caller = directory.anonymous().with_key(&key);
            let headers = [("idempotency-key", "the one")];
            let answer = post(&caller, "/v1/updates", &headers, &update("a", "A"));
            assert_eq!(answer.status, 201, "{answer:?}");
            answer.json()
        };
        let threads: Vec<_> = (0..50).map(|_| scope.spawn(ask)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("an answer"))
            .collect()
    });
    assert!(replies.iter().all(|reply| *reply == replies[0]));
    let publisher = directory.anonymous().with_key(&key);
    let made = publisher.get("/v1/updates").ok();
    assert_eq!(made["contents"].as_array().unwrap().len(), 1);
    let headers = [("idempotency-key", "the one")];
    let other = post(&publisher, "/v1/updates", &headers, &update("a", "B"));
    other.problem(422, "idempotency-key-reused");
    let elsewhere = post(
        &publisher,
        "/v1/updates?reason=x",
        &headers,
        &update("a", "A"),
    );
    elsewhere.problem(422, "idempotency-key-reused");
    // Another key's requests are its own.
    let another = directory.keyed(Role::Publisher);
    assert_eq!(
        post(&another, "/v1/updates", &headers, &update("a", "B")).status,
        201
    );
}

#[test]
fn a_source_is_the_same_in_capitals() {
    let directory = Directory::serving(Stored::empty());
    let publisher = directory.keyed(Role::Publisher);
    let mut named = update("a", "Hope House");
    let made = post(&publisher, "/v1/updates?source=Desk", &[], &named);
    assert_eq!(made.status, 201, "{made:?}");
    // A file that does not say whose it is.
    named =
        json!([{"id": "s1", "name": "Beds", "organization": {"id": "o1", "name": "Second House"}}]);
    for source in ["desk", "Desk", "DESK"] {
        let path = format!("/v1/updates?source={source}");
        let report = post(&publisher, &path, &[], &named).json();
        let is_first = source == "desk";
        assert_eq!(report["unchanged"] == 0, is_first, "{source}: {report}");
    }
    for source in ["desk", "Desk"] {
        let history = publisher.get(&format!("/v1/history?revision=1&source={source}"));
        assert_ne!(history.ok()["total_items"], 0, "{source}");
        publisher.get(&format!("/v1/reviews?source={source}")).ok();
    }
    publisher
        .get("/v1/history?revision=1&source=Desks")
        .problem(404, "not-found");
}
