//! A page of `/v1/nearby` says the same in every format.

use std::collections::BTreeSet;

use nearhelp::geography::Gazetteer;
use nearhelp::http::{State, router};
use nearhelp::snapshot::Snapshot;
use nearhelp::store::Store;
use serde_json::{Value, json};

use crate::common::{Answer, Directory, quick};
use crate::formats::{assert_no_formulas, assert_told, meant, nasty, rows, string};
use crate::world::seeded;

const QUESTIONS: [&str; 5] = [
    "near=64081&remote=all&per_page=100",
    "near=64081&per_page=3&page=2",
    "near=63141&open=now&radius=25mi&facets=category",
    "near=64081&page=1000000",
    "near=0,0&category=shelter&radius=1",
];

/// Each question's page with the same in another format, of both directories.
fn each(format: &str, check: impl Fn(&Value, &Answer)) {
    let (seed, _folder) = seeded();
    for store in [&nasty().store, &seed] {
        let app = serving(store);
        let anyone = app.anonymous();
        for question in QUESTIONS {
            let page = anyone.get(&format!("/v1/nearby?{question}")).ok();
            let answer = anyone.get(&format!("/v1/nearby?{question}&format={format}"));
            assert_eq!(answer.status, 200, "{answer:?}");
            check(&page, &answer);
        }
    }
}

fn serving(store: &Store) -> Directory {
    let epoch = chrono::DateTime::UNIX_EPOCH;
    let snapshot = Snapshot::load(store, Gazetteer::embedded(), epoch).unwrap();
    Directory::start(State::new(snapshot, None), quick(), router::routes)
}

/// The listings of a page, in the order of the other formats, with the names of their lists.
fn listings(page: &Value) -> Vec<(&'static str, &Value)> {
    let of = |list: &'static str| {
        let listings = page[list].as_array().unwrap().iter();
        listings.map(move |listing| (list, listing))
    };
    of("remote").chain(of("contents")).collect()
}

#[track_caller]
fn assert_counted(page: &Value, answer: &Answer) {
    for (header, pointer) in [
        ("total-items", "/total_items"),
        ("total-pages", "/total_pages"),
        ("page-number", "/page_number"),
        ("remote-total", "/remote_total"),
        ("widened", "/widened"),
        ("origin-covered", "/origin/covered"),
    ] {
        let expected = page.pointer(pointer).unwrap().to_string();
        assert_eq!(answer.header(header), Some(expected.as_str()), "{header}");
    }
}

#[test]
fn the_csv_read_back_is_the_json() {
    each("csv", |page, answer| {
        assert_counted(page, answer);
        let expected = listings(page);
        let rows = rows(&answer.body);
        assert_eq!(rows.len(), expected.len());
        for (row, (list, listing)) in rows.iter().zip(&expected) {
            assert_eq!(row["list"], *list);
            assert_eq!(row["id"], string(&listing["id"]));
            assert_told(row, listing);
            assert_eq!(row["hours"], string(&listing["hours"]["text"]));
            for (column, pointer) in [
                ("distance_metres", "/distance/metres"),
                ("distance", "/distance/text"),
                ("serves_origin", "/serves_origin"),
                ("hours_state", "/hours/state"),
                ("opens_at", "/hours/opens_at"),
                ("closes_at", "/hours/closes_at"),
            ] {
                let value = listing.pointer(pointer).unwrap_or(&Value::Null);
                let cell = meant(&row[column]);
                match value.as_f64() {
                    Some(number) => assert_eq!(cell.parse(), Ok(number), "{column}"),
                    None => assert_eq!(cell, string(value), "{column}"),
                }
            }
        }
        assert_no_formulas(rows);
    });
}

#[test]
fn the_lines_are_the_json_one_by_one() {
    each("ndjson", |page, answer| {
        assert_counted(page, answer);
        let text = answer.text();
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
        let lines: Vec<Value> = lines.collect();
        let expected: Vec<Value> = listings(page)
            .into_iter()
            .map(|(list, listing)| {
                let mut line = listing.clone();
                line["list"] = json!(list);
                line
            })
            .collect();
        assert_eq!(lines, expected);
    });
}

#[test]
fn the_geojson_is_the_json_on_a_map() {
    each("geojson", |page, answer| {
        let map = answer.json();
        assert_eq!(map["type"], "FeatureCollection");
        // What the page says besides its lists are members of the collection.
        for (name, member) in page.as_object().unwrap() {
            if name != "remote" && name != "contents" {
                assert_eq!(&map[name], member, "{name}");
            }
        }
        let expected = listings(page);
        let features = map["features"].as_array().unwrap();
        assert_eq!(features.len(), expected.len());
        for (feature, (list, listing)) in features.iter().zip(&expected) {
            assert_eq!(feature["id"], listing["id"]);
            assert_eq!(feature["properties"]["list"], *list);
            for (property, pointer) in [
                ("name", "/name"),
                ("contact_uri", "/primary_contact/uri"),
                ("before_you_call", "/primary_contact/before_you_call"),
                ("distance_metres", "/distance/metres"),
                ("hours_state", "/hours/state"),
            ] {
                let expected = listing.pointer(pointer).unwrap_or(&Value::Null);
                assert_eq!(&feature["properties"][property], expected, "{property}");
            }
            let location = &listing["location"];
            let geometry = match &location["latitude"] {
                Value::Null => Value::Null,
                latitude => {
                    json!({"type": "Point", "coordinates": [location["longitude"], latitude]})
                }
            };
            assert_eq!(feature["geometry"], geometry);
            let is_nowhere = *list == "remote" || listing["withheld"] == true;
            assert!(!is_nowhere || geometry.is_null());
        }
    });
}

/// Who is beyond every place still has the hotlines, in a spreadsheet too.
#[test]
fn every_format_has_the_hotlines() {
    let (seed, _folder) = seeded();
    let app = serving(&seed);
    let question = "near=64081&category=shelter&radius=1";
    let names: BTreeSet<String> = {
        let page = app.anonymous().nearby(question);
        page.remote()
            .iter()
            .map(|line| string(&line["name"]))
            .collect()
    };
    assert!(names.contains("National Human Trafficking Hotline"));
    for format in ["csv", "ndjson", "geojson"] {
        let answer = app
            .anonymous()
            .get(&format!("/v1/nearby?{question}&format={format}"));
        for name in &names {
            assert!(answer.text().contains(name.as_str()), "{format}: {name}");
        }
    }
}
