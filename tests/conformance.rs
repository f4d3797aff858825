//! The standard's crawl over our API. It needs the standard's schemas, which are beside the repository where
//! it is developed, and says so where they are absent.

#[path = "common/mod.rs"]
mod common;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use common::Directory;
use nearhelp::{
    geography::Gazetteer,
    http::{State, router},
    snapshot::Snapshot,
    standing::{self, Claim, Decisions, How, RecordKind, RecordRef, Source, SourceKind},
};
use serde_json::{Map, Value};
use uuid::Uuid;

/// The folder of the standard, or why the crawl is skipped.
fn hsds() -> Result<PathBuf, &'static str> {
    let hsds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/hsds");
    if !hsds.join("check/hsds_api_check.py").exists() {
        return Err("needs ../shared/hsds");
    }
    let modules = "import jsonschema, referencing";
    let python = Command::new("python3").args(["-c", modules]).output();
    if !python.is_ok_and(|output| output.status.success()) {
        return Err("needs python3 with jsonschema and referencing");
    }
    Ok(hsds)
}

fn crawl(app: &Directory, hsds: &Path) {
    let output = Command::new("python3")
        .arg(hsds.join("check/hsds_api_check.py"))
        .arg(format!("http://{}/v1", app.address))
        .arg(hsds.join("schema"))
        .arg("1000")
        .output()
        .expect("python3");
    let told = String::from_utf8_lossy(&output.stdout);
    println!("{told}");
    let last = told.lines().last();
    assert_eq!(
        last,
        Some("FAILURES 0"),
        "{told}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_seed_directory_is_hsds() {
    match hsds() {
        Ok(hsds) => crawl(&Directory::seeded(), &hsds),
        Err(why) => println!("skipped: {why}"),
    }
}

#[test]
fn a_directory_of_the_official_examples_is_hsds() {
    match hsds() {
        Ok(hsds) => {
            let snapshot = examples(&hsds.join("examples"));
            assert_eq!(snapshot.documents.services.len(), 1);
            let state = State::new(snapshot, None);
            let app = Directory::start(state, common::quick(), router::routes);
            crawl(&app, &hsds);
        }
        Err(why) => println!("skipped: {why}"),
    }
}

/// The records of the examples, each as one source's claim.
fn examples(folder: &Path) -> Snapshot {
    let source = Source {
        id: Uuid::from_u128(1),
        key: "examples".to_owned(),
        name: "The official examples".to_owned(),
        kind: SourceKind::Provider,
        date: None,
        url: None,
    };
    let mut claims: BTreeMap<RecordRef, Claim> = BTreeMap::new();
    let mut say = |kind, body: &Map<String, Value>| {
        let id = body["id"].as_str().expect("an id").parse().expect("a UUID");
        let record = RecordRef { kind, id };
        let claim = Claim {
            record,
            source_id: source.id,
            foreign_id: id.to_string(),
            body: body.clone(),
            denies: Vec::new(),
            words: None,
            how: How::Imported,
            date: None,
        };
        claims.insert(record, claim);
        Value::from(id.to_string())
    };
    let object = |value: &Value| value.as_object().cloned().expect("an object");
    for file in ["service_full.json", "service_at_location_full.json"] {
        let text = fs::read_to_string(folder.join(file)).expect("an example");
        let example: Value = serde_json::from_str(&text).expect("JSON");
        // The second is a place whose service is nested in it.
        let service = example.get("service").unwrap_or(&example);
        let mut body = object(service);
        let organization = say(RecordKind::Organization, &object(&service["organization"]));
        body.insert("organization_id".to_owned(), organization);
        let service_id = say(RecordKind::Service, &body);
        let nested = service["service_at_locations"].as_array();
        let places = nested.into_iter().flatten();
        for place in places.chain(example.get("location").map(|_| &example)) {
            let mut body = object(place);
            let location = say(RecordKind::Location, &object(&place["location"]));
            body.insert("location_id".to_owned(), location);
            body.insert("service_id".to_owned(), service_id.clone());
            say(RecordKind::ServiceAtLocation, &body);
        }
    }
    let sources = BTreeMap::from([(source.id, source)]);
    let records: Vec<_> = claims
        .into_values()
        .filter_map(|claim| standing::compute(&[claim], &sources, &Decisions::default()))
        .collect();
    Snapshot::of(
        1,
        &records,
        &sources,
        Gazetteer::embedded(),
        chrono::DateTime::UNIX_EPOCH,
    )
    .expect("a snapshot")
}
