//! HSDS tabular data packages.

use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use nearhelp::export::{Format, export};
use nearhelp::standing::RecordKind::{self, Location, Organization, Service, ServiceAtLocation};
use nearhelp::updates::formats::{Raw, Refusal, open};
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

use crate::common::{Stored, package};
use crate::harness::{Told, examples, memory, told};

fn feed() -> Told {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/feed-1x");
    told(Raw::Path(path)).expect("it is read")
}

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn refused(bytes: &[u8]) -> Refusal {
    told(memory("feed.zip", bytes)).err().expect("a refusal")
}

#[test]
fn the_official_package_is_read_and_its_broken_keys_are_told() {
    let Some(examples) = examples() else { return };
    let told = told(Raw::Path(examples.join("csv"))).unwrap();
    for kind in RecordKind::ALL {
        assert_eq!(told.keys(kind).len(), 1, "{kind:?}");
    }
    let service = told.body(Service, "ac148810-d857-441c-9679-408f346de14b");
    assert_eq!(service["minimum_age"], 12);
    assert_eq!(
        service["program"]["name"],
        "Community Mental Health Support"
    );
    assert_eq!(service["service_capacity"][0]["unit"]["name"], "Kilogram");
    assert_eq!(service["contacts"][0]["phones"][0]["extension"], 100);
    assert_eq!(service["phones"][0]["languages"][0]["code"], "ur");
    let dangling = told.problems();
    assert!(
        dangling.contains(&("dangling_reference", "contacts.csv", Some(2), "")),
        "{dangling:?}"
    );
}

#[test]
fn a_feed_of_the_first_version_is_read_whole() {
    let told = feed();
    assert_eq!(told.keys(Organization).len(), 21);
    assert_eq!(told.keys(Location).len(), 40);
    // Sixty, and the short row; the misquoted one and the one with too many cells are left out.
    assert_eq!(told.keys(Service).len(), 61);
    assert_eq!(told.keys(ServiceAtLocation).len(), 60);
    assert!(told.keys(ServiceAtLocation).contains(&"105/205"));
    let casa = told.body(Organization, "21");
    assert_eq!(casa["name"], "Casa de la Señora");
    assert_eq!(casa["description"], "“Mujeres” – ayuda");
    let first = told.body(Organization, "1");
    assert_eq!(first["website"], "http://example.org/1");
    assert_eq!(first["phones"][0]["number"], "(816) 555-0199 x7");
    assert_eq!(first["contacts"][0]["phones"][0]["number"], "816-555-0186");
    assert_eq!(
        told.body(Service, "101"),
        json!({
            "organization_id": "1", "name": "Service 1", "description": "Food, clothes", "status": "active",
            "application_process": "Call, then visit", "eligibility_description": "Women; Any age",
            "phones": [{"number": "816-555-0101", "extension": 12, "type": "voice", "languages": [{"name": "Vietnamese"}]}],
            "languages": [{"name": "Spanish"}],
            "schedules": [
                {"byday": "MO", "opens_at": "09:00", "closes_at": "17:00", "freq": "WEEKLY"},
                {"byday": "WE", "opens_at": "09:00", "closes_at": "17:00", "freq": "WEEKLY"},
                {"byday": "FR", "opens_at": "09:00", "closes_at": "17:00", "freq": "WEEKLY"},
            ],
            "holiday_schedules": [{"closed": "true", "start_date": "2026-12-25", "end_date": "2026-12-25"}],
            "attributes": [{"taxonomy_term_id": "BH-1800", "taxonomy_term": {"name": "Homeless Shelter", "vocabulary": "example"}}],
            "service_areas": [{"name": "Jackson County, MO"}],
            "required_documents": [{"document": "Photo ID"}],
        })
    );
    let site = told.body(Location, "207");
    assert_eq!(site["addresses"][0]["address_1"], "Confidential");
    assert_eq!(site["location_type"], "physical");
    let site = told.body(Location, "201");
    assert_eq!(site["addresses"][0]["address_type"], "physical");
    assert_eq!(site["addresses"][1]["address_type"], "postal");
    assert_eq!(site["accessibility"][0]["description"], "Wheelchair");
}

#[test]
fn the_faults_of_a_feed_are_told_with_their_rows() {
    let told = feed();
    let mut problems = told.problems();
    problems.sort_unstable();
    assert_eq!(
        problems,
        [
            ("dangling_reference", "languages.csv", Some(4), ""),
            ("dangling_reference", "phones.csv", Some(63), ""),
            ("dangling_reference", "physical_addresses.csv", Some(42), ""),
            ("duplicate_id", "organizations.csv", Some(22), "id"),
            ("left_out", "metadata.csv", None, ""),
            ("misquoted", "services.csv", Some(62), ""),
            ("parent_missing", "phones.csv", Some(64), ""),
            ("too_few_cells", "services.csv", Some(64), ""),
            ("too_many_cells", "services.csv", Some(63), ""),
            ("unknown_table", "volunteers.csv", None, ""),
            (
                "unreadable_value",
                "phones.csv",
                Some(3),
                "phones/0/extension"
            ),
            (
                "unreadable_value",
                "regular_schedules.csv",
                Some(77),
                "schedules/0/byday"
            ),
        ]
    );
}

#[test]
fn a_part_is_where_its_row_is_and_a_field_is_called_as_the_file_calls_it() {
    let told = feed();
    let at = &told.entry(Service, "101").at;
    let position = |field| {
        let position = at.position(field);
        (position.file.to_string(), position.row, position.column)
    };
    let is = |file: &str, row, column: &str| (file.to_owned(), Some(row), Some(column.to_owned()));
    assert_eq!(
        position("phones/0/number"),
        is("phones.csv", 2, "Phone Number")
    );
    assert_eq!(
        position("phones/0/languages/0/name"),
        is("languages.csv", 3, "name")
    );
    assert_eq!(
        position("schedules/2/byday"),
        is("regular_schedules.csv", 4, "weekday")
    );
    assert_eq!(position("name"), is("services.csv", 2, "name"));
}

fn exported(stored: &Stored, format: Format) -> Vec<u8> {
    let at: DateTime<Utc> = *crate::common::sources::NOW;
    let pieces = export(Arc::new(stored.snapshot()), format, at);
    pieces.flat_map(|piece| piece.expect("a piece")).collect()
}

/// A body without what only one of the formats has, and without the ids of parts.
fn essence(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(field, value)| {
                ![
                    "id",
                    "terms",
                    "answered_by",
                    "makes_report",
                    "link_id",
                    "link_entity",
                ]
                .contains(&field.as_str())
                    && !value.as_array().is_some_and(Vec::is_empty)
                    && value.as_str() != Some("")
            });
            kept.map(|(field, value)| (field.clone(), essence(value)))
                .collect()
        }
        Value::Array(items) => items.iter().map(essence).collect(),
        Value::Number(number) => json!(number.as_f64()),
        plain => plain.clone(),
    }
}

#[test]
fn our_own_exports_load_again_and_say_the_same() {
    let stored = Stored::seeded();
    let tabular = told(memory(
        "export.zip",
        &exported(&stored, Format::HsdsTabular),
    ))
    .unwrap();
    let json = told(memory("export.json", &exported(&stored, Format::HsdsJson))).unwrap();
    assert_eq!(tabular.problems(), []);
    assert_eq!(json.problems(), []);
    for kind in RecordKind::ALL {
        let keys = json.keys(kind);
        assert!(!keys.is_empty());
        for key in keys {
            let (from_json, from_tables) = (json.body(kind, key), tabular.body(kind, key));
            let (from_json, from_tables) = (essence(&from_json), essence(&from_tables));
            assert_eq!(from_json, from_tables, "{kind:?} {key}");
        }
    }
}

const ORGANIZATIONS: (&str, &str) = ("organizations.csv", "id,name\n1,A\n");

#[test]
fn a_zip_may_have_a_folder_and_archives_in_it_are_said() {
    let zip = zipped(&[
        ("feed/organizations.csv", ORGANIZATIONS.1),
        ("feed/more.zip", "x"),
        ("__MACOSX/feed/organizations.csv", "x"),
    ]);
    let told = told(memory("feed.zip", &zip)).unwrap();
    assert_eq!(told.keys(Organization), ["1"]);
    assert_eq!(told.problems(), [("nested_archive", "more.zip", None, "")]);
}

#[test]
fn paths_that_lead_elsewhere_are_refused() {
    for path in [
        "../organizations.csv",
        "/organizations.csv",
        "a\\organizations.csv",
        "a/../organizations.csv",
    ] {
        let refused = refused(&zipped(&[(path, "id,name\n"), ORGANIZATIONS]));
        assert!(
            matches!(refused, Refusal::Malformed { .. }),
            "{path}: {refused}"
        );
    }
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    zip.add_symlink("organizations.csv", "/etc/passwd", options)
        .unwrap();
    let refused_link = refused(&zip.finish().unwrap().into_inner());
    assert!(
        refused_link.to_string().contains("leads out"),
        "{refused_link}"
    );
}

#[test]
fn two_files_of_one_name_are_refused() {
    let two = zipped(&[ORGANIZATIONS, ("Organizations.csv", "id,name\n2,B\n")]);
    assert!(refused(&two).to_string().contains("two files"));
    // The same name, which a zip's writer would not write: made of another of the same length.
    let mut same = zipped(&[ORGANIZATIONS, ("organizationz.csv", "id,name\n2,B\n")]);
    while let Some(at) = same.windows(13).position(|name| name == b"organizationz") {
        same[at + 12] = b's';
    }
    assert!(refused(&same).to_string().contains("two files"));
}

#[test]
fn bombs_are_refused() {
    let bomb = "0".repeat(64 << 20);
    let refused_ratio = refused(&zipped(&[ORGANIZATIONS, ("phones.csv", &bomb)]));
    assert!(
        matches!(refused_ratio, Refusal::TooLarge { .. }),
        "{refused_ratio}"
    );
    let names: Vec<String> = (0..300).map(|at| format!("{at}.csv")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert!(matches!(refused(&zipped(&many)), Refusal::TooLarge { .. }));
    assert!(matches!(
        refused(b"PK\x03\x04 and nothing"),
        Refusal::Malformed { .. }
    ));
    assert!(matches!(refused(&zipped(&[])), Refusal::Malformed { .. }));
}

#[test]
fn an_empty_folder_is_said_to_have_no_tables() {
    let folder = tempfile::tempdir().unwrap();
    let refused = told(Raw::Path(PathBuf::from(folder.path()))).err().unwrap();
    assert!(refused.to_string().contains("has no table"), "{refused}");
}

#[test]
fn a_generated_package_is_read_whole() {
    let folder = tempfile::tempdir().unwrap();
    package::write(folder.path(), 500).unwrap();
    let told = told(Raw::Path(folder.path().to_owned())).unwrap();
    assert_eq!(told.problems(), []);
    assert_eq!(
        RecordKind::ALL.map(|kind| told.keys(kind).len()),
        [50, 500, 500, 500]
    );
    let service = told.body(Service, "s499");
    assert_eq!(service["phones"][0]["number"], "+18165550499");
    assert_eq!(service["service_areas"].as_array().unwrap().len(), 1);
}

/// Prints the rate and the peak of memory: `cargo test --release --test updates a_million -- --ignored --nocapture`.
#[test]
#[ignore = "a million services take their time"]
fn a_million_services_are_read_in_a_gigabyte() {
    let services = std::env::var("SERVICES").map_or(1_000_000, |n| n.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    package::write(folder.path(), services).unwrap();
    let begin = std::time::Instant::now();
    let input = open(Raw::Path(folder.path().to_owned()), None).unwrap();
    let mut entries = 0;
    for kind in RecordKind::ALL {
        let mut see = |read: Result<_, _>| {
            assert!(read.is_ok());
            entries += 1;
            ControlFlow::Continue(())
        };
        input.read(kind, &mut see).unwrap();
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    let peak = peak.and_then(|line| line.split_whitespace().nth(1));
    let peak_kib: u64 = peak.map_or(0, |kib| kib.parse().unwrap());
    let (size, took) = (input.size().unwrap() >> 20, begin.elapsed());
    eprintln!("{entries} entries of {size} MiB in {took:?}, at most {peak_kib} KiB");
    assert_eq!(entries, 3 * services + services.div_ceil(10));
    assert!(peak_kib < 1 << 20, "{peak_kib} KiB");
}
