//! Every format says of a listing what its JSON says.

use std::collections::BTreeMap;

use nearhelp::export::Format;
use nearhelp::standing::RecordKind;
use serde_json::{Value, json};

use crate::world::{Step, World, exported, id, load, phones, seeded};

/// A directory whose texts are out to break a table.
pub fn nasty() -> World {
    let mut world = World::new();
    let mut steps = Vec::new();
    let names = [
        "=HYPERLINK(\"http://x\",\"y\")",
        "+1 for \"quotes\", commas\r\nand lines",
        "-2+3",
        "@SUM(A1)",
        "\ttab",
        "Ünïcode “Haus”, 家",
        "'apostrophe",
    ];
    for (n, name) in names.iter().enumerate() {
        let n = n as u128;
        let says = |kind, body| Step::Says(0, kind, n, body);
        steps.push(says(
            RecordKind::Organization,
            json!({"name": name, "description": name}),
        ));
        let service = json!({
            "name": name,
            "organization_id": id(RecordKind::Organization, n),
            "categories": ["shelter.emergency"],
            "eligibility_description": name,
            "phones": [
                {"number": "+18165550100", "type": "voice", "languages": [{"code": "es"}]},
                {"number": "741741", "type": "text", "keyword": name},
                {"number": "+18165550101", "type": "voice", "before_you_call": name},
            ],
            "schedules": [{"freq": "WEEKLY", "byday": "MO", "opens_at": "=1", "closes_at": "whenever"}],
            "languages": [{"name": name, "code": "en"}],
            "service_areas": [{"name": name, "extent": "Jackson County, MO", "extent_type": "text"}],
            "cost_options": [{"option": name, "amount": 2.5}],
            "required_documents": [{"document": name}],
            // One id for two units, as a careless source has it.
            "capacities": [
                {"unit": {"id": id(RecordKind::Service, 98), "name": if n.is_multiple_of(2) { "bed" } else { name }},
                    "available": 3, "updated": "2026-03-04T05:06:07Z", "description": name},
                {"unit": {"name": "room"}, "available": 0, "maximum": 4.5, "updated": "2026-03-04T05:06:07Z"},
            ],
        });
        steps.push(says(RecordKind::Service, service));
        let location = if n % 3 == 2 {
            json!({"location_type": "physical", "withheld": true, "public_area": "Jackson County, MO"})
        } else {
            json!({
                "location_type": "physical", "name": name,
                "latitude": 38.9, "longitude": -94.4, "precision": "address",
                "addresses": [{"address_1": name, "city": "Lee's Summit", "postal_code": "64081"}],
                "accessibility": [{"description": name}],
            })
        };
        steps.push(says(RecordKind::Location, location));
        let placed = json!({"service_id": id(RecordKind::Service, n), "location_id": id(RecordKind::Location, n)});
        steps.push(says(RecordKind::ServiceAtLocation, placed));
    }
    // A misprint, which loses to a better source.
    let wrong = json!({"name": "x", "phones": phones(&["+18165550199"])});
    steps.push(Step::Says(1, RecordKind::Organization, 0, wrong));
    let right = json!({"name": "=O", "phones": phones(&["+18165550102"])});
    steps.push(Step::Says(2, RecordKind::Organization, 0, right));
    // The same id in two records, as a careless source has it.
    for n in [0, 1] {
        let twice = json!({"name": "Twice", "organization_id": id(RecordKind::Organization, n),
            "phones": [{"id": id(RecordKind::Service, 99), "number": "988", "languages": [{"code": "fr"}]}]});
        steps.push(Step::Says(0, RecordKind::Service, 20 + n, twice));
    }
    world.publish(&steps);
    // What is left without its parents.
    world.publish(&[
        Step::Says(0, RecordKind::Organization, 3, Value::Null),
        Step::Says(0, RecordKind::Location, 4, Value::Null),
    ]);
    world
}

fn lines(bytes: &[u8]) -> BTreeMap<String, Value> {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    text.lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|listing| (listing["id"].as_str().unwrap().to_owned(), listing))
        .collect()
}

pub fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(bytes);
    reader
        .deserialize()
        .map(|row| row.expect("a row"))
        .collect()
}

/// The text that a cell was made of.
pub fn meant(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) => text,
        _ => cell,
    }
}

pub fn string(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn the_csv_read_back_is_the_json() {
    let world = nasty();
    let (seed, _folder) = seeded();
    for snapshot in [world.snapshot(), load(&seed)] {
        let listings = lines(&exported(&snapshot, Format::Ndjson));
        let csv = exported(&snapshot, Format::Csv);
        assert!(std::str::from_utf8(&csv).is_ok());
        let rows = rows(&csv);
        assert_eq!(rows.len(), listings.len());
        assert!(!rows.is_empty());
        for row in rows {
            let listing = &listings[&row["id"]];
            assert_told(&row, listing);
            let hours = &listing["hours"];
            // What is only true at the moment is no line for a file.
            match hours["state"].as_str() {
                Some("unknown") => assert_eq!(row["hours"], string(&hours["text"])),
                _ => {
                    assert!(!row["hours"].is_empty());
                    assert!(!row["hours"].starts_with("Open until"), "{row:?}");
                    assert!(!row["hours"].contains(", opens "), "{row:?}");
                }
            }
        }
    }
}

/// A row says what its listing does.
#[track_caller]
pub fn assert_told(row: &BTreeMap<String, String>, listing: &Value) {
    for (column, pointer) in [
        ("name", "/name"),
        ("kind", "/kind"),
        ("organization_id", "/organization/id"),
        ("organization", "/organization/name"),
        ("service_id", "/service/id"),
        ("service", "/service/name"),
        ("contact", "/primary_contact/display"),
        ("contact_uri", "/primary_contact/uri"),
        ("withheld", "/withheld"),
        ("public_area", "/location/public_area"),
        ("latitude", "/location/latitude"),
        ("longitude", "/location/longitude"),
        ("precision", "/location/precision"),
        ("address_1", "/location/address/address_1"),
        ("city", "/location/address/city"),
        ("state_province", "/location/address/state_province"),
        ("postal_code", "/location/address/postal_code"),
        ("serves", "/serves_text"),
        ("eligibility", "/eligibility/summary"),
        ("self", "/links/self"),
    ] {
        let expected = string(listing.pointer(pointer).unwrap_or(&Value::Null));
        assert_eq!(meant(&row[column]), expected, "{column}");
    }
    let categories: Vec<String> = listing["categories"]
        .as_array()
        .unwrap()
        .iter()
        .map(string)
        .collect();
    assert_eq!(row["categories"], categories.join("; "));
    let phones = listing["phones"].as_array().unwrap();
    // Intact, as it must be dialled.
    let first = phones.iter().find(|phone| phone["number"] == row["phone"]);
    assert_eq!(first.is_none(), phones.is_empty(), "{row:?}");
    if let Some(first) = first {
        assert_eq!(row["dial"], string(&first["dial"]));
        assert_eq!(
            meant(&row["before_you_call"]),
            string(&first["before_you_call"])
        );
    }
    for other in phones
        .iter()
        .filter(|phone| phone["number"] != row["phone"])
    {
        assert!(
            row["other_phones"].contains(&string(&other["number"])),
            "{row:?}"
        );
        assert!(
            row["other_phones"].contains(&string(&other["before_you_call"])),
            "{row:?}"
        );
    }
}

#[test]
fn no_cell_of_the_csv_is_a_formula() {
    let snapshot = nasty().snapshot();
    assert_no_formulas(rows(&exported(&snapshot, Format::Csv)));
}

pub fn assert_no_formulas(rows: Vec<BTreeMap<String, String>>) {
    for row in rows {
        for (column, cell) in row {
            let is_number = !cell.is_empty()
                && cell
                    .trim_start_matches(['+', '-'])
                    .bytes()
                    .all(|b| b.is_ascii_digit() || b == b'.');
            let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
            assert!(!begins || is_number, "{column}: {cell:?}");
        }
    }
}

#[test]
fn rows_end_as_rfc_4180_wants_it() {
    let csv = exported(&nasty().snapshot(), Format::Csv);
    let text = String::from_utf8(csv).unwrap();
    assert!(text.starts_with("id,name,kind,") && text.ends_with("\r\n"));
}

#[test]
fn the_geojson_is_the_json_on_a_map() {
    let world = nasty();
    let (seed, _folder) = seeded();
    for snapshot in [world.snapshot(), load(&seed)] {
        let listings = lines(&exported(&snapshot, Format::Ndjson));
        let map: Value = serde_json::from_slice(&exported(&snapshot, Format::GeoJson)).unwrap();
        assert_eq!(map["type"], "FeatureCollection");
        let features = map["features"].as_array().unwrap();
        assert_eq!(features.len(), listings.len());
        assert!(
            features
                .iter()
                .any(|feature| feature["geometry"].is_object())
        );
        for feature in features {
            assert_eq!(feature["type"], "Feature");
            let listing = &listings[feature["id"].as_str().unwrap()];
            assert_eq!(feature["properties"]["name"], listing["name"]);
            let (latitude, longitude) = (
                &listing["location"]["latitude"],
                &listing["location"]["longitude"],
            );
            let geometry = if listing["withheld"] == true || latitude.is_null() {
                Value::Null
            } else {
                json!({"type": "Point", "coordinates": [longitude, latitude]})
            };
            assert_eq!(feature["geometry"], geometry);
        }
    }
}
