//! HSDS JSON.

use nearhelp::standing::RecordKind::{self, Location, Organization, Service, ServiceAtLocation};
use nearhelp::updates::formats::{Raw, Refusal, open};
use serde_json::{Value, json};

use crate::common::run;
use crate::harness::{examples, memory, told};

const KINDS: [RecordKind; 4] = [Organization, Location, Service, ServiceAtLocation];

fn json(value: &Value) -> Raw {
    memory("feed.json", value.to_string().as_bytes())
}

#[test]
fn the_official_examples_come_apart_into_their_records() {
    let Some(examples) = examples() else { return };
    for (file, counts) in [
        ("organization_full.json", [1, 1, 1, 1]),
        ("organization_list.json", [1, 0, 0, 0]),
        ("service_full.json", [1, 1, 1, 1]),
        ("service_list.json", [1, 0, 1, 0]),
        ("service_at_location_full.json", [1, 1, 1, 1]),
        ("service_at_location_list.json", [1, 1, 1, 1]),
        ("location.json", [0, 1, 0, 0]),
    ] {
        let told = told(Raw::Path(examples.join(file))).expect(file);
        let found = KINDS.map(|kind| told.keys(kind).len());
        assert_eq!(found, counts, "{file}");
        for entry in &told.entries {
            for nested in [
                "organization",
                "service",
                "services",
                "location",
                "locations",
            ] {
                assert!(!entry.body.contains_key(nested), "{file}: {nested}");
            }
        }
    }
    for file in [
        "taxonomy_list.json",
        "taxonomy_term.json",
        "taxonomy_term_list.json",
    ] {
        let told = told(Raw::Path(examples.join(file))).expect(file);
        assert!(told.entries.is_empty(), "{file}");
        assert_eq!(told.problems[0].code, "unknown_record", "{file}");
    }
}

#[test]
fn a_record_that_stands_many_times_is_one_entry_and_a_contradiction_is_told() {
    let service =
        |id: &str, organization: Value| json!({"id": id, "name": id, "organization": organization});
    let feed = json!([
        service("s1", json!({"id": "o", "name": "O"})),
        service("s2", json!({"id": "o", "name": "O", "email": "a@b.c"})),
        service("s3", json!({"id": "o", "name": "Not O"})),
    ]);
    let told = told(json(&feed)).unwrap();
    assert_eq!(told.keys(Organization), ["o"]);
    assert_eq!(
        told.body(Organization, "o"),
        json!({"name": "O", "email": "a@b.c"})
    );
    assert_eq!(told.keys(Service), ["s1", "s2", "s3"]);
    assert_eq!(
        told.problems(),
        [("contradictory_copies", "feed.json", None, "name")]
    );
}

#[test]
fn an_object_of_lists_has_the_records_of_each() {
    let feed = json!({
        "organizations": [{"id": "o", "name": "O"}],
        "services": [{"id": "s", "name": "S", "organization_id": "o"}],
        "locations": [{"id": "l", "location_type": "virtual"}],
        "service_at_locations": [{"id": "p", "service_id": "s", "location_id": "l"}],
        "taxonomies": [{"id": "t", "name": "T"}],
    });
    let told = told(json(&feed)).unwrap();
    assert_eq!(
        KINDS.map(|kind| told.keys(kind).join(" ")),
        ["o", "l", "s", "p"]
    );
    assert!(told.problems.is_empty(), "{:?}", told.problems());
}

/// Not even of its source: nothing is published of what says nothing.
#[test]
fn a_file_with_taxonomies_alone_publishes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let feed = json!({"taxonomies": [{"id": "t", "name": "T"}]});
    std::fs::write(folder.path().join("feed.json"), feed.to_string()).expect("a file");
    for _ in 0..2 {
        let load = ["load", "feed.json", "--source", "county", "--json"];
        let output = crate::common::run(folder.path(), &load, &[]);
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        assert_eq!(
            (&report["read"], &report["changeset"], &report["revision"]),
            (&json!(0), &Value::Null, &json!(0)),
            "{report:#}"
        );
    }
}

#[test]
fn what_is_no_record_in_a_list_of_records_is_rejected_and_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    for (feed, read, rejected) in [
        (json!({"organizations": ["x"]}), 1, 1),
        (
            json!({"organizations": [{"id": "o", "name": "O"}, "x", 7], "services": "all"}),
            4,
            3,
        ),
        // One by itself.
        (
            json!({"organizations": [], "locations": {"id": "l", "location_type": "virtual"}}),
            1,
            0,
        ),
    ] {
        std::fs::write(folder.path().join("feed.json"), feed.to_string()).expect("a file");
        let check = [
            "check",
            "feed.json",
            "--source",
            "feed",
            "--kind",
            "directory",
        ];
        let output = run(folder.path(), &check, &[]);
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(text.contains(&format!("{read} read: ")), "{feed} {text}");
        assert!(
            text.contains(&format!(" {rejected} rejected")),
            "{feed} {text}"
        );
        assert_eq!(
            text.contains("error[not_json]"),
            rejected > 0,
            "{feed} {text}"
        );
    }
}

#[test]
fn what_is_only_named_is_no_record_and_takes_only_what_refers_to_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let feed = json!([
        {"id": "s1", "name": "Food", "status": "active", "organization": {"id": "elsewhere"}},
        {"id": "s2", "name": "Beds", "status": "active", "organization": {"id": "o", "name": "House"}},
    ]);
    let package = "id,name,description\no1,,\no2,House,Help\n";
    let write = |file: &str, text: &str| std::fs::write(folder.path().join(file), text);
    write("feed.json", &feed.to_string()).expect("a file");
    std::fs::create_dir(folder.path().join("package")).expect("a folder");
    write("package/organizations.csv", package).expect("a file");
    for (file, printed) in [
        ("feed.json", "dangling_reference"),
        ("package", "missing_field"),
    ] {
        let check = ["check", file, "--source", "feed", "--kind", "directory"];
        let output = run(folder.path(), &check, &[]);
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(text.contains(printed), "{text}");
        assert!(text.contains(" 1 rejected"), "{text}");
    }
}

#[test]
fn a_fault_in_a_line_takes_that_line_only() {
    let lines = "{\"id\": 1, \"name\": \"A\"}\nnonsense\n{\"id\": 2, \"name\": B}\n{\"name\": \"C\"}\n{\"id\": 3, \"name\": \"D\"}";
    let told = told(memory("feed.ndjson", lines.as_bytes())).unwrap();
    assert_eq!(told.keys(Organization), ["1", "3"]);
    assert_eq!(
        told.problems(),
        [
            ("not_json", "feed.ndjson", Some(2), ""),
            ("not_json", "feed.ndjson", Some(3), ""),
            ("id_missing", "feed.ndjson", Some(4), "id"),
        ]
    );
    let at = &told.entry(Organization, "3").at;
    assert_eq!((&*at.file, at.row), ("feed.ndjson", Some(5)));
}

#[test]
fn deep_nesting_and_a_file_without_an_end_are_refused() {
    let deep = format!("[{{\"id\": {}", "[".repeat(1_000_000));
    let refused = told(memory("deep.json", deep.as_bytes())).err();
    assert!(
        matches!(
            refused,
            Some(Refusal::TooLarge {
                what: "nesting",
                ..
            })
        ),
        "{refused:?}"
    );
    let refused = told(memory("short.json", b"[{\"id\": 1}, {\"id\": 2")).err();
    assert!(
        matches!(refused, Some(Refusal::Malformed { .. })),
        "{refused:?}"
    );
}

#[test]
fn what_is_no_update_is_said_to_look_like_what_it_is() {
    for (bytes, looks_like) in [
        (&b""[..], "an empty file"),
        (b"  \n", "an empty file"),
        (b"<html>", "HTML"),
        (b"name,phone\nA,1\n", "needs its mapping"),
        (b"Dear sirs", "a text"),
        (b"\x7fELF\x02\x01\0\0", "not a text"),
    ] {
        let refused = open(memory("it", bytes), None).err().expect(looks_like);
        assert!(refused.to_string().contains(looks_like), "{refused}");
    }
}
