//! A reader that knows HSDS and nothing of ours: whatever route, format or feed it reads, it meets no
//! number that must not be dialled and no coordinates of a withheld place.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use nearhelp::geography::Gazetteer;
use nearhelp::http::{State, openapi, router};
use nearhelp::snapshot::Snapshot;
use nearhelp::store::Store;
use serde_json::Value;

use crate::common::{Directory, quick};
use crate::formats::{nasty, rows};
use crate::tabular::unpacked;
use crate::world::{load, seeded};

/// Numbers that lost wherever they were given, and ids of withheld locations.
struct Forbidden {
    numbers: BTreeSet<String>,
    withheld: BTreeSet<String>,
}

impl Forbidden {
    fn of(snapshot: &Snapshot) -> Forbidden {
        let documents = &snapshot.documents;
        let phones = || {
            documents
                .order
                .iter()
                .flat_map(|record| documents.phones(*record))
        };
        let offered: BTreeSet<&str> = phones().map(|phone| phone.number.as_str()).collect();
        let lost = phones().flat_map(|phone| &phone.alternatives);
        let withheld = documents
            .locations
            .values()
            .filter(|location| location.withheld);
        let forbidden = Forbidden {
            numbers: lost
                .map(|alternative| alternative.number.clone())
                .filter(|number| !offered.contains(number.as_str()))
                .collect(),
            withheld: withheld.map(|location| location.id.to_string()).collect(),
        };
        assert!(!forbidden.numbers.is_empty() && !forbidden.withheld.is_empty());
        forbidden
    }

    /// Walks JSON of any shape.
    fn read(&self, value: &Value, from: &str) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.read(item, from)),
            Value::Object(fields) => {
                let phones = fields.get("phones").and_then(Value::as_array);
                for phone in phones.into_iter().flatten() {
                    self.check_number(phone["number"].as_str().unwrap_or_default(), from);
                    assert_ne!(phone["dial"], "do_not", "{from}");
                }
                for name in [
                    "phone",
                    "other_phones",
                    "contact",
                    "contact_uri",
                    "uri",
                    "display",
                ] {
                    let text = fields.get(name).and_then(Value::as_str);
                    self.check_number(text.unwrap_or_default(), from);
                }
                let id = fields.get("id").and_then(Value::as_str).unwrap_or_default();
                let flag = fields.get("withheld") == Some(&Value::Bool(true));
                if flag || self.withheld.contains(id) {
                    self.check_place(fields.get("location").and_then(Value::as_object), from);
                    self.check_place(Some(fields), from);
                }
                fields.values().for_each(|field| self.read(field, from));
            }
            _ => {}
        }
    }

    fn read_row(&self, row: &BTreeMap<String, String>, from: &str) {
        for column in ["phone", "other_phones", "contact", "contact_uri"] {
            self.check_number(&row[column], from);
        }
        assert_ne!(row["dial"], "do_not", "{from}");
        if row["withheld"] == "true" {
            for column in [
                "latitude",
                "longitude",
                "precision",
                "address_1",
                "address_2",
                "city",
                "region",
                "state_province",
                "postal_code",
            ] {
                assert_eq!(row[column], "", "{from}: {column}");
            }
        }
    }

    fn check_number(&self, text: &str, from: &str) {
        for number in &self.numbers {
            let national = number.trim_start_matches("+1");
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            assert!(!digits.contains(national), "{from}: {text}");
        }
    }

    fn check_place(&self, fields: Option<&serde_json::Map<String, Value>>, from: &str) {
        for field in [
            "latitude",
            "longitude",
            "address",
            "addresses",
            "geometry",
            "address_1",
            "city",
            "postal_code",
            "precision",
        ] {
            let value = fields.and_then(|fields| fields.get(field));
            let is_empty = value
                .is_none_or(|value| value.is_null() || value.as_array().is_some_and(Vec::is_empty));
            assert!(is_empty, "{from}: {field}");
        }
    }
}

/// Every address that can be read, out of the API's own document.
fn addresses(snapshot: &Snapshot) -> Vec<String> {
    let queries = |path: &str| -> &[&str] {
        match path {
            "/v1/nearby" => &[
                "near=64081&remote=all&per_page=100",
                "near=63141&remote=all&kind=police&kind=body",
                "near=64081&remote=all&per_page=100&format=geojson",
                "near=64081&remote=all&per_page=100&format=csv",
                "near=64081&remote=all&per_page=100&format=ndjson",
                "near=63141&remote=all&kind=police&kind=body&format=geojson",
                "near=63141&remote=all&kind=police&kind=body&format=csv",
                "near=63141&remote=all&kind=police&kind=body&format=ndjson",
            ],
            "/v1/places" => &["q=lees"],
            "/v1/changes" => &["limit=1000", "format=ndjson"],
            "/v1/export" => &[
                "format=hsds-json",
                "format=geojson",
                "format=csv",
                "format=ndjson",
            ],
            _ => &[
                "",
                "per_page=100",
                "format=ndjson",
                "full_service=true",
                "minimal=true",
                "full=true",
            ],
        }
    };
    let document = openapi::document();
    let mut found = Vec::new();
    for (path, item) in &document.paths.paths {
        if item.get.is_none() || !path.starts_with("/v1") {
            continue;
        }
        let path = &path.replace("{object}", "service");
        if path.contains("{id}") {
            for record in &snapshot.documents.order {
                if path.contains(&format!("/{}s/", record.kind.as_str())) {
                    found.push(path.replace("{id}", &record.id.to_string()));
                }
            }
        } else {
            found.extend(queries(path).iter().map(|query| format!("{path}?{query}")));
        }
    }
    found
}

fn read_everything(store: &Store) {
    let snapshot = load(store);
    let forbidden = Forbidden::of(&snapshot);
    let served =
        Snapshot::load(store, Gazetteer::embedded(), chrono::DateTime::UNIX_EPOCH).unwrap();
    let app = Directory::start(State::new(served, None), quick(), router::routes);
    let anyone = app.anonymous();
    let (mut read, mut table_rows) = (0, 0);
    for address in addresses(&snapshot) {
        let answer = anyone.get(&address);
        // What a route does not take, it refuses.
        if answer.status != 200 {
            // What needs a question, and what needs a key.
            assert!(matches!(answer.status, 400 | 401), "{address}");
            continue;
        }
        read += 1;
        match answer.header("content-type").expect("a media type") {
            "application/x-ndjson" => {
                for line in answer.text().lines() {
                    forbidden.read(&serde_json::from_str(line).unwrap(), &address);
                }
            }
            csv if csv.starts_with("text/csv") => {
                let rows = rows(&answer.body);
                table_rows += rows.len();
                rows.iter()
                    .for_each(|row| forbidden.read_row(row, &address));
            }
            _ => forbidden.read(&answer.json(), &address),
        }
    }
    assert!(read > snapshot.documents.order.len() && table_rows > 0);
    read_tables(&snapshot, &forbidden);
}

fn read_tables(snapshot: &Arc<Snapshot>, forbidden: &Forbidden) {
    let (_, tables) = unpacked(snapshot);
    for phone in &tables["phone"] {
        forbidden.check_number(&phone["number"], "phones.csv");
        assert_ne!(phone["dial"], "do_not");
    }
    for location in tables["location"]
        .iter()
        .filter(|row| forbidden.withheld.contains(&row["id"]))
    {
        assert_eq!(
            (
                location["latitude"].as_str(),
                location["longitude"].as_str()
            ),
            ("", "")
        );
        assert_eq!(location["name"], "");
    }
    for address in &tables["address"] {
        assert!(!forbidden.withheld.contains(&address["location_id"]));
    }
}

#[test]
fn it_meets_neither_in_the_seed_directory() {
    let (store, _folder) = seeded();
    read_everything(&store);
}

#[test]
fn it_meets_neither_in_a_directory_out_to_break_it() {
    read_everything(&nasty().store);
}
