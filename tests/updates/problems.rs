//! Every problem of docs/updates.md, met by a file of our own format, and told as the page says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::common::{run, sources::claim};

/// Told of mappings and tables alone: tests/cli.
const OF_TABLES: [&str; 3] = ["case_untried", "row_header_again", "row_total"];

/// Of each code of the table what becomes of its entry.
fn documented() -> BTreeMap<String, &'static str> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/updates.md");
    let page = fs::read_to_string(page).expect("docs/updates.md");
    let (_, table) = page.split_once("| code | rejects |").expect("the table");
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let mut codes = BTreeMap::new();
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        for code in cells[1].split(", ") {
            let severity = match cells[2] {
                "yes" => "error",
                "the part" => "left_out",
                _ => "warning",
            };
            let code = code.trim_matches('`');
            if !OF_TABLES.contains(&code) {
                codes.insert(code.to_owned(), severity);
            }
        }
    }
    codes
}

/// A claim for each, whose key is the code that it is to meet.
fn faulty() -> Vec<Value> {
    let o = |key: &str, body: Value| claim("organization", key, body);
    let s = |key: &str, field: &str, value: Value| {
        let mut body = json!({"organization_id": "o", "name": "Advice"});
        body[field] = value;
        claim("service", key, body)
    };
    let l = |key: &str, mut body: Value| {
        body["location_type"] = json!("physical");
        claim("location", key, body)
    };
    let phone = |number: &str, more: Value| {
        let mut phone = json!({"number": number, "type": "voice"});
        let phone_fields = phone.as_object_mut().expect("an object");
        phone_fields.extend(more.as_object().expect("an object").clone());
        json!([phone])
    };
    let schedule = |schedule: Value| json!([schedule]);
    let address = |zip: &str| json!([{"address_1": "1 Main St", "city": "Kansas City", "state_province": "MO", "postal_code": zip, "country": "US", "address_type": "physical"}]);
    let at = |latitude: f64, longitude: f64| json!({"latitude": latitude, "longitude": longitude, "addresses": address("64108")});
    vec![
        o("o", json!({"name": "Harbor Help"})),
        o(
            "missing_field",
            json!({"description": "Nobody knows whose."}),
        ),
        o(
            "misshapen",
            json!({"name": "Harbor Help", "description": ["Harbor", "Help"]}),
        ),
        s("nested_record", "organization", json!({"name": "Another"})),
        o("duplicate_key", json!({"name": "Harbor Help"})),
        o("duplicate_key", json!({"name": "Haven"})),
        l(
            "perhaps_confidential",
            json!({"confidential": "see notes", "addresses": [{"address_1": "77 Juniper Way", "city": "Kansas City", "state_province": "MO", "postal_code": "64111"}]}),
        ),
        s(
            "text_withheld",
            "description",
            json!("Come to 77 Juniper Way."),
        ),
        s(
            "criteria_contradict",
            "criteria",
            json!([
                {"text": "From 16.", "test": {"fact": "age", "at_least": 16}},
                {"text": "From 18.", "test": {"fact": "age", "at_least": 18}},
            ]),
        ),
        s(
            "criterion_wrong",
            "criteria",
            json!([{"text": "A rule.", "test": {"fact": "shoe_size", "at_least": 40}}]),
        ),
        s("ground_wrong", "cost_ground", json!("somebody")),
        s(
            "capacity_incomplete",
            "capacities",
            json!([{"available": 3}]),
        ),
        s("dangling_reference", "organization_id", json!("nobody")),
        claim(
            "service",
            "case_fails",
            json!({"organization_id": "o", "name": "Advice", "minimum_age": 18, "cases": [{"answers": {"age": 17}, "expect": "likely"}]}),
        ),
        s("parent_rejected", "organization_id", json!("missing_field")),
        o("nul_character", json!({"name": "A\u{0}B"})),
        l("public_area_missing", json!({"withheld": true})),
        s("phone_impossible", "phones", phone("816-336-01", json!({}))),
        s(
            "phone_private",
            "phones",
            phone("816-336-0142", json!({"is_private": true})),
        ),
        s(
            "private_withdrawn",
            "phones",
            phone("816-336-0143", json!({"is_private": true})),
        ),
        s(
            "phone_not_dialled",
            "phones",
            phone("816-336-0142", json!({"dial": "do_not"})),
        ),
        claim(
            "service",
            "email_private",
            json!({"organization_id": "o", "name": "Advice", "email": "help@example.org", "email_is_private": true}),
        ),
        s(
            "contact_private",
            "contacts",
            json!([{"name": "Ana", "is_private": true}]),
        ),
        s(
            "several_numbers",
            "phones",
            phone("417-862-0142 A or 0143 B", json!({})),
        ),
        s("text_private", "description", json!("Call 816-336-0142.")),
        s(
            "area_unknown",
            "service_areas",
            json!([{"extent": "Middle-earth", "extent_type": "text"}]),
        ),
        l("point_impossible", json!({"latitude": 39.1})),
        s("code_unknown", "categories", json!(["shelter.castle"])),
        s("name_placeholder", "name", json!("TBD")),
        s("name_capitals", "name", json!("HOPE HOUSE ADVICE")),
        s(
            "phone_fictitious",
            "phones",
            phone("816-555-0144", json!({})),
        ),
        s("phone_repeated", "phones", phone("816-222-2222", json!({}))),
        s(
            "phone_is_fax",
            "phones",
            phone("816-474-1234", json!({"description": "Fax"})),
        ),
        s(
            "hours_reversed",
            "schedules",
            schedule(
                json!({"freq": "WEEKLY", "byday": "MO", "opens_at": "17:00", "closes_at": "10:00"}),
            ),
        ),
        s(
            "freq_unknown",
            "schedules",
            schedule(json!({"freq": "SOMETIMES"})),
        ),
        s(
            "byday_unknown",
            "schedules",
            schedule(json!({"freq": "WEEKLY", "byday": "MO,XX"})),
        ),
        s(
            "date_impossible",
            "schedules",
            schedule(json!({"valid_from": "2026-02-30"})),
        ),
        s(
            "dates_reversed",
            "schedules",
            schedule(json!({"valid_from": "2026-03-01", "valid_to": "2026-02-01"})),
        ),
        s(
            "date_ahead",
            "criteria",
            json!([{"text": "For adults.", "test": {"fact": "age", "at_least": 18}, "date": "2190-01-01"}]),
        ),
        o(
            "year_impossible",
            json!({"name": "Harbor Help", "year_incorporated": 2190}),
        ),
        s("url_impossible", "url", json!("https://call us")),
        s("email_impossible", "email", json!("help at example.org")),
        s("age_impossible", "minimum_age", json!(1990)),
        s("age_no_limit", "maximum_age", json!(0)),
        claim(
            "service",
            "ages_reversed",
            json!({"organization_id": "o", "name": "Advice", "minimum_age": 24, "maximum_age": 18}),
        ),
        l(
            "city_missing",
            json!({"addresses": [{"address_1": "1 Main St", "state_province": "MO", "country": "US", "address_type": "physical"}]}),
        ),
        l("zip_not_of_state", json!({"addresses": address("10001")})),
        l(
            "postal_code_impossible",
            json!({"addresses": address("Call 888-373-7881")}),
        ),
        l("point_zero", at(0.0, 0.0)),
        l("point_coarse", at(39.0, -94.0)),
        l(
            "point_swapped",
            json!({"latitude": -77.43, "longitude": 37.54, "addresses": [{"city": "Richmond", "state_province": "VA"}]}),
        ),
        l("point_sign_lost", at(39.08, 94.58)),
        l("point_outside_state", at(40.71, -74.01)),
    ]
}

#[test]
fn every_documented_problem_is_met_and_told() {
    let folder = tempdir().unwrap();
    let write = |claims: Vec<Value>| {
        let source =
            json!({"key": "desk", "name": "Desk", "kind": "directory", "date": null, "url": null});
        let file = json!({"source": source, "claims": claims});
        fs::write(folder.path().join("desk.json"), file.to_string()).unwrap();
    };
    // It was public before.
    let public = json!([{"number": "816-336-0143", "type": "voice"}]);
    write(vec![
        claim("organization", "o", json!({"name": "Harbor Help"})),
        claim(
            "service",
            "private_withdrawn",
            json!({"organization_id": "o", "name": "Advice", "phones": public}),
        ),
    ]);
    let output = run(folder.path(), &["load", "desk.json"], &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    write(faulty());
    let output = run(folder.path(), &["check", "desk.json", "--json"], &[]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");

    let documented = documented();
    assert!(documented.len() > 30, "{documented:?}");
    let problems = report["problems"].as_array().expect("problems");
    for (code, severity) in &documented {
        let found: Vec<&Value> = problems
            .iter()
            .filter(|problem| problem["code"] == code.as_str())
            .collect();
        let own = found.iter().find(|problem| {
            // Of what is withheld there is no key.
            let key = problem["key"].as_str().unwrap_or(code);
            key == code
        });
        let own = own.unwrap_or_else(|| panic!("no {code} of its own: {found:?}"));
        assert_eq!(own["severity"], *severity, "{own:#}");
        for words in ["detail", "expected"] {
            assert!(
                own[words].as_str().is_some_and(|it| !it.is_empty()),
                "{own:#}"
            );
        }
    }
    for problem in problems {
        let code = problem["code"].as_str().expect("a code");
        assert!(documented.contains_key(code), "not documented: {problem:#}");
    }
    // What is withheld is not quoted.
    let doubtful = problems
        .iter()
        .find(|it| it["code"] == "perhaps_confidential");
    let doubtful = doubtful.expect("one");
    assert_eq!(
        (&doubtful["key"], &doubtful["value"]),
        (&Value::Null, &Value::Null)
    );
    assert!(!report.to_string().contains("see notes"), "{doubtful:#}");
    assert!(!report.to_string().contains("Juniper"), "{report:#}");
    // Of two with one key the first stands.
    let twice = problems.iter().filter(|it| it["code"] == "duplicate_key");
    let fields: Vec<&Value> = twice.map(|it| &it["field"]).collect();
    assert_eq!(fields, ["name"]);
}

#[test]
fn a_wrong_phone_of_a_place_is_quoted_where_the_place_is_open() {
    let mapping = "[source]\nkey = \"x\"\nname = \"X\"\nkind = \"directory\"\n[file.rows]\npath = \"rows.csv\"\n\
        [[record]]\nkind = \"organization\"\nkey = \"id\"\nfields = { name = \"name\" }\n\
        [[record]]\nkind = \"location\"\nkey = \"id\"\n[record.fields]\nlocation_type = { text = \"physical\" }\n\
        addresses = { column = \"address\", as = \"address\" }\nphones = { column = \"phone\", as = \"phones\" }\n\
        public_area = \"area\"\nwithheld = { column = \"hidden\", as = \"yes_no\" }\n\
        [[record]]\nkind = \"service\"\nkey = \"id\"\nfields = { name = \"name\", organization_id = \"id\" }\n\
        [[record]]\nkind = \"service_at_location\"\nkey = \"id\"\nfields = { service_id = \"id\", location_id = \"id\" }\n";
    let rows = "id,name,address,phone,area,hidden\n\
        1,Harbor,\"12 Elm St, Liberty, MO 64068\",816-336-01,,no\n\
        2,Quiet,\"77 Juniper Way, Liberty, MO 64068\",816-336-02,\"Clay County, MO\",yes\n";
    let folder = tempdir().expect("a folder");
    fs::write(folder.path().join("rows.toml"), mapping).expect("a mapping");
    fs::write(folder.path().join("rows.csv"), rows).expect("a table");
    let check = ["check", "rows.csv", "--mapping", "rows.toml", "--json"];
    let output = run(folder.path(), &check, &[]);
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let problems = report["problems"].as_array().expect("problems").iter();
    let phones = problems.filter(|problem| problem["code"] == "phone_impossible");
    let told: Vec<(&Value, &Value)> = phones.map(|it| (&it["row"], &it["value"])).collect();
    let (first, second) = (json!(2), json!(3));
    assert_eq!(
        told,
        [(&first, &json!("816-336-01")), (&second, &Value::Null)],
        "{report:#}"
    );
}
