//! Whole records: `/v1/organizations`, `/services`, `/locations`, `/service_at_locations`, each by id.

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::common::{Directory, Sources, sources::listing};

const KINDS: [&str; 4] = [
    "organizations",
    "services",
    "locations",
    "service_at_locations",
];

/// Every record of a kind, as it is served.
fn all(app: &Directory, kind: &str) -> Vec<Value> {
    let snapshot = app.state.snapshot();
    let documents = &snapshot.documents;
    let mut ids: Vec<Uuid> = match kind {
        "organizations" => documents.organizations.keys().copied().collect(),
        "services" => documents.services.keys().copied().collect(),
        "locations" => documents.locations.keys().copied().collect(),
        _ => documents.service_at_locations.keys().copied().collect(),
    };
    ids.sort_unstable();
    let anyone = app.anonymous();
    ids.iter()
        .map(|id| anyone.get(&format!("/v1/{kind}/{id}")).ok())
        .collect()
}

/// The objects anywhere in `value` that stand under `name`.
fn under<'a>(value: &'a Value, name: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| under(item, name, found)),
        Value::Object(fields) => {
            for (field, value) in fields {
                if field == name {
                    found.extend(value.as_array().into_iter().flatten());
                }
                under(value, name, found);
            }
        }
        _ => {}
    }
}

#[test]
fn an_id_that_nothing_has_is_404() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for kind in KINDS {
        for id in [
            "00000000-0000-4000-8000-00000000ffff",
            "1",
            "none",
            "%00",
            "00000000000040008000000000000001",
            "%7B00000000-0000-4000-8000-000000000001%7D",
            "..%2f..%2fnearby",
        ] {
            let answer = anyone.get(&format!("/v1/{kind}/{id}"));
            answer.problem(404, "not-found");
        }
    }
}

#[test]
fn an_id_of_another_kind_is_404() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let page = anyone.nearby("near=64081");
    let id = page.contents()[0]["service"]["id"].as_str().unwrap();
    anyone.get(&format!("/v1/services/{id}")).ok();
    for kind in ["organizations", "locations", "service_at_locations"] {
        anyone
            .get(&format!("/v1/{kind}/{id}"))
            .problem(404, "not-found");
    }
}

#[test]
fn a_listing_leads_to_its_records() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let page = anyone.nearby("near=64081&remote=all");
    for listing in page.contents().iter().chain(page.remote()) {
        let whole = anyone.get(listing["links"]["self"].as_str().unwrap()).ok();
        assert_eq!(whole["id"], listing["id"]);
        assert_eq!(whole["service"]["id"], listing["service"]["id"]);
        assert_eq!(whole["service"]["name"], listing["service"]["name"]);
        let organization = &whole["service"]["organization"];
        assert_eq!(organization["name"], listing["organization"]["name"]);
        assert_eq!(whole["location"]["id"], listing["location"]["id"]);
    }
}

#[test]
fn a_record_names_its_revision_and_may_be_kept_a_minute() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let page = anyone.nearby("near=64081");
    let answer = anyone.get(page.contents()[0]["links"]["self"].as_str().unwrap());
    assert_eq!(answer.header("directory-revision"), Some("1"));
    assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
}

#[test]
fn phones_hold_only_what_may_be_dialled() {
    let app = Directory::seeded();
    let mut alternatives = 0;
    for kind in KINDS {
        for record in all(&app, kind) {
            let mut phones = Vec::new();
            under(&record, "phones", &mut phones);
            for phone in phones {
                assert!(
                    ["ok", "ask_first"]
                        .iter()
                        .any(|dial| phone["dial"] == *dial)
                );
                assert_ne!(phone["number"], "+18883738888", "{phone}");
                let warned = phone["before_you_call"].is_string();
                assert_eq!(phone["dial"] == "ask_first", warned, "{phone}");
                // For readers of HSDS alone, once.
                let sentence = phone["before_you_call"].as_str().unwrap_or("\0");
                let description = phone["description"].as_str().unwrap_or_default();
                let times = description.matches(sentence).count();
                assert_eq!(times, usize::from(warned), "{phone}");
            }
            let mut rivals = Vec::new();
            under(&record, "alternatives", &mut rivals);
            for rival in &rivals {
                assert_eq!(rival["dial"], "do_not", "{rival}");
                assert!(rival["why"].is_string() && rival["source"].is_string());
            }
            alternatives += rivals.len();
        }
    }
    assert!(alternatives > 0);
}

#[test]
fn a_withheld_location_has_no_place_in_any_record() {
    let app = Directory::seeded();
    let mut seen = 0;
    for location in all(&app, "locations") {
        if location["withheld"] != true {
            continue;
        }
        seen += 1;
        assert!(location["public_area"].is_string(), "{location}");
        for field in [
            "name",
            "description",
            "latitude",
            "longitude",
            "addresses",
            "transportation",
            "accessibility",
        ] {
            assert_eq!(location.get(field), None, "{location}");
        }
    }
    assert_eq!(seen, 4);
}

#[test]
fn a_service_says_what_it_is_in_terms_of_our_taxonomies() {
    let service =
        json!({"categories": ["shelter.emergency"], "audiences": ["youth"], "kind": "help"});
    let app = Directory::of(&Sources::of([listing("house", service, json!({}))]));
    let services = all(&app, "services");
    let attributes = services[0]["attributes"].as_array().unwrap();
    let codes: Vec<&Value> = attributes
        .iter()
        .map(|attribute| &attribute["taxonomy_term"]["code"])
        .collect();
    assert_eq!(codes, ["help", "shelter.emergency", "youth"]);
}

#[test]
fn fields_that_we_do_not_know_are_not_served() {
    let service = json!({"unknown": "x-unknown", "phones": [{"number": "816-555-0100", "unknown": "x-unknown"}]});
    let app = Directory::of(&Sources::of([listing("house", service, json!({}))]));
    for kind in KINDS {
        for record in all(&app, kind) {
            assert!(!record.to_string().contains("unknown\":\"x"), "{record}");
        }
    }
}

/// Validates every record of the seed with the standard's own schemas, which are beside the repository
/// where it is developed.
#[test]
fn whole_records_are_of_hsds_3_1() {
    let hsds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/hsds");
    let validator = hsds.join("check/validate_hsds.py");
    let python = Command::new("python3")
        .args(["-c", "import jsonschema, referencing"])
        .output();
    if !validator.exists() || !python.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: needs ../shared/hsds, and python3 with jsonschema");
        return;
    }
    // The validator finds what a schema refers to beside it, and reads one document.
    let folder = tempfile::tempdir().unwrap();
    for schema in fs::read_dir(hsds.join("schema")).unwrap() {
        let schema = schema.unwrap();
        fs::copy(schema.path(), folder.path().join(schema.file_name())).unwrap();
    }
    let app = Directory::seeded();
    for (kind, schema) in KINDS.into_iter().zip([
        "organization.json",
        "service.json",
        "location.json",
        "service_at_location.json",
    ]) {
        let records = all(&app, kind);
        assert!(records.len() > 10, "{kind}");
        let list = json!({"type": "array", "items": {"$ref": schema}});
        let (schema, data) = (
            folder.path().join("list.json"),
            folder.path().join("data.json"),
        );
        fs::write(&schema, list.to_string()).unwrap();
        fs::write(&data, json!(records).to_string()).unwrap();
        let output = Command::new("python3")
            .args([&validator, &schema, &data])
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        let start: String = told.chars().take(2000).collect();
        assert!(output.status.success(), "{kind}: {start}");
    }
}
