//! The mapping of `examples/florida-legal-aid.toml` against the sample that it was written for.

use super::*;
use crate::geography::Gazetteer;
use crate::updates::normalise::normalise;

const KINDS: [RecordKind; 4] = [
    RecordKind::Organization,
    RecordKind::Location,
    RecordKind::Service,
    RecordKind::ServiceAtLocation,
];

fn florida() -> Option<MappedInput> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/florida-legal-aid");
    if !sample.is_dir() {
        eprintln!("skipped: {} is not there", sample.display());
        return None;
    }
    let text = include_str!("../../../../../examples/florida-legal-aid.toml");
    Some(open(mapping(text), Raw::Path(sample)))
}

fn told(seen: &Seen, file: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for problem in seen
        .problems
        .iter()
        .filter(|problem| &*problem.position.file == file)
    {
        let of = format!("{}: {}", problem.code, problem.detail);
        *counts.entry(of).or_insert(0) += 1;
    }
    counts
}

#[test]
fn every_row_is_accounted_for() {
    let Some(input) = florida() else {
        return;
    };
    let rows = |seen: &Seen, file: &str| {
        let entries = seen
            .entries
            .iter()
            .filter(|entry| &*entry.at.file == file)
            .count();
        let without = ["row_skipped", "row_rejected", "row_shifted"];
        let problems = seen
            .problems
            .iter()
            .filter(|problem| &*problem.position.file == file);
        let lost = problems
            .filter(|problem| without.contains(&problem.code.as_str()))
            .count();
        (entries, lost)
    };

    let organizations = seen(&input, RecordKind::Organization);
    assert_eq!(rows(&organizations, "organizations.csv"), (20, 0));
    assert_eq!(
        told(&organizations, "organizations.csv"),
        [("out_of_range: is out of range".to_owned(), 1)].into()
    );

    let locations = seen(&input, RecordKind::Location);
    assert_eq!(rows(&locations, "locations.csv"), (79, 299));
    let reasons = [
        ("phone_impossible: has an impossible number in it", 1),
        ("row_rejected: a test row or one out of use", 10),
        (
            "row_skipped: a ZIP and no address: a code of the case system",
            1,
        ),
        (
            "row_skipped: a jail, a court or a place of detention: lawyers go there, and nobody finds help there",
            11,
        ),
        (
            "row_skipped: a place where children live: it is not published",
            4,
        ),
        (
            "row_skipped: a shelter or a house that people live in: it is not published",
            6,
        ),
        (
            "row_skipped: an office of another organization, which gives its own address",
            1,
        ),
        ("row_skipped: no address: a code of the case system", 248),
        (
            "row_skipped: the case system's own default, and no office",
            18,
        ),
    ];
    let reasons = reasons.map(|(reason, count)| (reason.to_owned(), count));
    assert_eq!(told(&locations, "locations.csv"), reasons.into());

    let services = seen(&input, RecordKind::Service);
    assert_eq!(rows(&services, "services.csv"), (134, 1));
    let unplaced = locations
        .entries
        .iter()
        .filter(|entry| &*entry.at.file == "services.csv")
        .count();
    assert_eq!(unplaced, 30);
    // Each service is at one location, and nowhere else.
    let placed = seen(&input, RecordKind::ServiceAtLocation);
    let keys = |seen: &Seen| -> BTreeSet<String> {
        seen.entries.iter().map(|entry| entry.key.clone()).collect()
    };
    assert_eq!(placed.entries.len(), 134);
    assert_eq!(keys(&placed), keys(&services));
    let places = keys(&locations);
    for entry in &placed.entries {
        assert!(
            places.contains(entry.body["location_id"].as_str().unwrap()),
            "{}",
            entry.key
        );
    }
    let unused: Vec<(&str, &str)> = input.unused().collect();
    assert_eq!(
        unused,
        [
            ("locations", "location_url"),
            ("locations", "organization_uuid"),
            ("services", "service_program")
        ]
    );
}

#[test]
fn every_entry_can_be_normalised() {
    let Some(input) = florida() else {
        return;
    };
    for kind in KINDS {
        for mut entry in seen(&input, kind).entries {
            let (faults, _) = normalise(kind, &mut entry.body, Gazetteer::embedded());
            assert_eq!(faults, [], "{kind:?} {}", entry.key);
            let is_office = entry.body.get("addresses").is_some();
            assert_eq!(
                is_office,
                entry.body.contains_key("latitude"),
                "{}",
                entry.key
            );
        }
    }
}

#[test]
fn no_place_where_children_or_survivors_live_is_in_it() {
    let Some(input) = florida() else {
        return;
    };
    let all: String = KINDS
        .into_iter()
        .flat_map(|kind| seen(&input, kind).entries)
        .map(|entry| Value::Object(entry.body).to_string())
        .collect();
    for place in [
        "Sterling Drive",
        "NE 4th Street",
        "NW 47th Avenue",
        "Tequesta",
        "Transition House",
    ] {
        assert!(!all.contains(place), "{place}");
    }
}

#[test]
fn who_names_trafficking_is_found_by_it() {
    let Some(input) = florida() else {
        return;
    };
    let services = seen(&input, RecordKind::Service).entries;
    let meant = |code: &str| {
        let has = |entry: &&Entry| {
            let codes = entry.body.get("audiences").and_then(Value::as_array);
            codes.is_some_and(|codes| codes.contains(&json!(code)))
        };
        services.iter().filter(has).count()
    };
    assert_eq!(meant("trafficking_survivors"), 37);
}

#[test]
fn a_list_that_names_survivors_never_turns_one_away() {
    let Some(input) = florida() else {
        return;
    };
    let mut asked = 0;
    for entry in seen(&input, RecordKind::Service).entries {
        for criterion in entry
            .body
            .get("criteria")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let text = criterion["test"].to_string();
            assert!(
                criterion["text"]
                    .as_str()
                    .is_some_and(|text| text.chars().count() <= 300),
                "{}",
                entry.key
            );
            if !text.contains("immigration_status") {
                continue;
            }
            asked += 1;
            let unless = criterion["unless"].to_string();
            if text.contains("trafficking_survivor") {
                assert!(
                    unless.contains("made_to_work") && unless.contains("made_to_have_sex"),
                    "{}",
                    entry.key
                );
            }
        }
    }
    // The other four take people beyond their list: their test is to ask.
    assert_eq!(asked, 46);
}

#[test]
fn some_of_them_in_full() {
    let Some(input) = florida() else {
        return;
    };
    let body = |kind, key: &str| {
        let entry = seen(&input, kind)
            .entries
            .into_iter()
            .find(|entry| entry.key == key);
        entry.map(|entry| entry.body)
    };
    let senior_line = body(RecordKind::Location, "5bd38b56-8924-48c7-984e-a89bac1e02dd");
    insta::assert_json_snapshot!("a_line", senior_line);
    let office = body(RecordKind::Location, "5bd38b56-b9c4-4a99-9f3a-a89bac1e02dd");
    insta::assert_json_snapshot!("an_office", office);
    let veterans = body(RecordKind::Service, "5b96834b-d6e8-4c41-bc9d-b2b5ac1e02dd");
    insta::assert_json_snapshot!("for_veterans", veterans);
    let immigration = body(RecordKind::Service, "5bc27d12-1b1c-40b5-a798-76cbd0502002");
    insta::assert_json_snapshot!("immigration", immigration);
    let aid = body(RecordKind::Service, "5b4f6132-3e8c-4d79-9c56-f2e6ac1e02dd");
    insta::assert_json_snapshot!("general_legal_aid", aid);
}
