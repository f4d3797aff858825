//! The tabular data package: its keys hold, and another program finds it valid.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::process::Command;
use std::sync::Arc;

use nearhelp::export::Format;
use nearhelp::snapshot::Snapshot;
use serde_json::Value;

use crate::formats::{nasty, rows};
use crate::world::{exported, load, seeded};

type Rows = Vec<BTreeMap<String, String>>;

/// The descriptor, and each table by its name.
pub fn unpacked(snapshot: &Arc<Snapshot>) -> (Value, BTreeMap<String, Rows>) {
    let bytes = exported(snapshot, Format::HsdsTabular);
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut read = |path: &str| {
        let mut bytes = Vec::new();
        zip.by_name(path)
            .expect(path)
            .read_to_end(&mut bytes)
            .expect("a file");
        bytes
    };
    let package: Value = serde_json::from_slice(&read("datapackage.json")).expect("JSON");
    let resources = package["resources"].as_array().expect("resources").clone();
    let tables = resources
        .iter()
        .map(|resource| {
            let path = resource["path"].as_str().expect("a path");
            let name = resource["name"].as_str().expect("a name");
            (name.to_owned(), rows(&read(path)))
        })
        .collect();
    assert_eq!(zip.len(), resources.len() + 1);
    (package, tables)
}

#[test]
fn every_key_holds() {
    let (seed, _folder) = seeded();
    for snapshot in [nasty().snapshot(), load(&seed)] {
        let (package, tables) = unpacked(&snapshot);
        let ids = |table: &str| -> BTreeSet<&str> {
            tables[table].iter().map(|row| row["id"].as_str()).collect()
        };
        for resource in package["resources"].as_array().unwrap() {
            let name = resource["name"].as_str().unwrap();
            assert_eq!(ids(name).len(), tables[name].len(), "{name}");
            for key in resource["schema"]["foreignKeys"].as_array().unwrap() {
                let column = key["fields"].as_str().unwrap();
                let other = key["reference"]["resource"].as_str().unwrap();
                let known = ids(if other.is_empty() { name } else { other });
                for row in &tables[name] {
                    let value = row[column].as_str();
                    assert!(value.is_empty() || known.contains(value), "{name}.{column}");
                }
            }
        }
        let present = &snapshot.documents;
        assert_eq!(tables["organization"].len(), present.organizations.len());
        assert_eq!(tables["location"].len(), present.locations.len());
        assert!(!tables["phone"].is_empty() && !tables["attribute"].is_empty());
        let with_parents = present.services.values().filter(|service| {
            service
                .organization_id
                .is_some_and(|id| present.organizations.contains_key(&id))
        });
        assert_eq!(tables["service"].len(), with_parents.count());
    }
}

#[test]
fn what_is_in_the_tables_is_what_is_served() {
    let (seed, _folder) = seeded();
    for snapshot in [load(&seed), nasty().snapshot()] {
        assert_tables_are_served(&snapshot);
    }
}

fn assert_tables_are_served(snapshot: &Arc<Snapshot>) {
    let (_, tables) = unpacked(snapshot);
    let documents = &snapshot.documents;
    for row in &tables["service"] {
        let service = &documents.services[&row["id"].parse().unwrap()];
        assert_eq!(row["name"], service.name);
        assert_eq!(
            row["description"],
            service.description.clone().unwrap_or_default()
        );
        let phones = tables["phone"]
            .iter()
            .filter(|phone| phone["service_id"] == row["id"]);
        let numbers: Vec<&str> = phones.map(|phone| phone["number"].as_str()).collect();
        let served: Vec<&str> = service.phones.iter().map(|p| p.number.as_str()).collect();
        assert_eq!(numbers, served);
        let capacities = tables["service_capacity"]
            .iter()
            .filter(|capacity| capacity["service_id"] == row["id"]);
        let told: Vec<(&str, &str)> = capacities
            .map(|capacity| {
                let mut units = tables["unit"].iter();
                let unit = units.find(|unit| unit["id"] == capacity["unit_id"]);
                (unit.unwrap()["name"].as_str(), capacity["updated"].as_str())
            })
            .collect();
        let served: Vec<(&str, &str)> = service
            .capacities
            .iter()
            .map(|c| {
                (
                    c.unit.name.as_deref().unwrap(),
                    c.updated.as_deref().unwrap(),
                )
            })
            .collect();
        assert_eq!(told, served);
        let terms = tables["attribute"]
            .iter()
            .filter(|a| a["link_id"] == row["id"]);
        assert_eq!(terms.count(), service.attributes.len());
    }
}

#[test]
fn frictionless_finds_it_valid() {
    let found = Command::new("python3")
        .args(["-c", "import frictionless"])
        .output();
    if !found.is_ok_and(|output| output.status.success()) {
        println!("skipped: no python3 with frictionless on this machine");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (seed, _folder) = seeded();
    for (name, snapshot) in [("nasty", nasty().snapshot()), ("seed", load(&seed))] {
        let file = folder.path().join(format!("{name}.zip"));
        std::fs::write(&file, exported(&snapshot, Format::HsdsTabular)).unwrap();
        let program = "import sys; from frictionless import validate; r = validate(sys.argv[1]); print(r.flatten(['name', 'type', 'note'])); sys.exit(not r.valid or len(r.tasks) < 17)";
        let ran = Command::new("python3")
            .args(["-c", program])
            .arg(&file)
            .output()
            .unwrap();
        assert!(
            ran.status.success(),
            "{name}: {}{}",
            String::from_utf8_lossy(&ran.stdout),
            String::from_utf8_lossy(&ran.stderr)
        );
    }
}
