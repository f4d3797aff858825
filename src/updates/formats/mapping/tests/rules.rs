//! What each rule makes of a cell.

use super::*;
use crate::updates::entries::Severity;
use crate::updates::strip;

/// The body of a service whose one mapped column `c` has `cell`, by a mapping with `fields`; else its problem.
fn read(fields: &str, cell: &str) -> Result<Value, Box<Problem>> {
    let text = format!("[file.rows]\n[[record]]\nkind = \"service\"\nkey = \"id\"\n{fields}");
    let quoted = cell.replace('"', "\"\"");
    let input = open(
        mapping(&text),
        in_memory(&format!("id,c\n1,\"{quoted}\"\n")),
    );
    let mut seen = seen(&input, RecordKind::Service);
    match seen.entries.pop() {
        Some(entry) => Ok(Value::Object(entry.body)),
        None => Err(Box::new(seen.problems.remove(0))),
    }
}

fn field(rule: &str, cell: &str) -> Value {
    let body = read(&format!("[record.fields]\nname = {rule}"), cell);
    body.unwrap().get("name").cloned().unwrap_or_default()
}

fn problem(rule: &str, cell: &str) -> Box<Problem> {
    read(&format!("[record.fields]\nname = {rule}"), cell).unwrap_err()
}

/// As in every other format: whoever keeps it confidential may not tell it.
#[test]
fn a_location_may_say_whose_it_is() {
    let text = "[file.rows]\n[[record]]\nkind = \"location\"\nkey = \"id\"\nfields.organization_id = \"c\"\n";
    let input = open(mapping(text), in_memory("id,c\nl,o\n"));
    let seen = seen(&input, RecordKind::Location);
    assert_eq!(seen.entries[0].body["organization_id"], "o");
}

#[test]
fn a_cell_becomes_what_its_rule_says() {
    let cases: &[(&str, &str, Value)] = &[
        (r#""c""#, "  Legal aid ", json!("Legal aid")),
        (r#""c""#, "", json!(null)),
        (r#"{ column = "c" }"#, "a", json!("a")),
        (
            r#"{ columns = ["id", "c"], join = " – " }"#,
            "a",
            json!("1 – a"),
        ),
        (r#"{ columns = ["id", "c"], join = " – " }"#, "", json!("1")),
        (r#"{ text = "No. {id}: {c}" }"#, "a", json!("No. 1: a")),
        (r#"{ text = "No. {id}: {c}" }"#, "", json!(null)),
        (r#"{ text = "help" }"#, "", json!("help")),
        (r#"{ value = true }"#, "", json!(true)),
        (
            r#"{ value = [{ fact = "age" }] }"#,
            "",
            json!([{"fact": "age"}]),
        ),
        (
            r#"{ column = "c", split = ";" }"#,
            "a; b;;a",
            json!(["a", "b"]),
        ),
        (
            r#"{ column = "c", map = { "Yes" = "open", "no" = "" } }"#,
            "YES",
            json!("open"),
        ),
        (
            r#"{ column = "c", map = { "Yes" = "open", "no" = "" } }"#,
            "no",
            json!(null),
        ),
        (
            r#"{ column = "c", map = { "a" = "b" }, other = "keep" }"#,
            "c",
            json!("c"),
        ),
        (
            r#"{ column = "c", map = { "a" = "b" }, other = "drop" }"#,
            "c",
            json!(null),
        ),
        (
            r#"{ column = "c", map = { "a" = "b" }, other = "else" }"#,
            "c",
            json!("else"),
        ),
        (
            r#"{ column = "c", split = ",", map = { "a" = ["x", "y"] }, other = "drop" }"#,
            "a, b",
            json!(["x", "y"]),
        ),
        (r#"{ column = "c", as = "number" }"#, "1,250", json!(1250)),
        (r#"{ column = "c", as = "number" }"#, "$12.50", json!(12.5)),
        (
            r#"{ column = "c", as = "number", map = { "200" = "" }, other = "keep" }"#,
            "200",
            json!(null),
        ),
        (
            r#"{ column = "c", as = "number", map = { "200" = "" }, other = "keep" }"#,
            "60",
            json!(60),
        ),
        (r#"{ column = "c", as = "yes_no" }"#, "Y", json!(true)),
        (
            r#"{ column = "c", as = "date" }"#,
            "2025-11-30",
            json!("2025-11-30"),
        ),
        (
            r#"{ column = "c", as = "date", format = "%m/%d/%Y" }"#,
            "11/30/2025",
            json!("2025-11-30"),
        ),
        (
            r#"{ column = "c", as = "url" }"#,
            "www.example.org/a",
            json!("https://www.example.org/a"),
        ),
        (
            r#"{ column = "c", as = "url" }"#,
            "http://example.org",
            json!("http://example.org"),
        ),
        (r#"{ column = "c", as = "list" }"#, "a", json!(["a"])),
        (
            r#"{ column = "c", as = "languages", split = "," }"#,
            "English, Spanish",
            json!([{"name": "English"}, {"name": "Spanish"}]),
        ),
        (
            r#"{ column = "c", as = "counties", split = ";", state = "FL" }"#,
            "Lee; Palm Beach County; Statewide",
            json!([
            {"name": "Lee", "extent": "Lee County, FL", "extent_type": "text"},
            {"name": "Palm Beach County", "extent": "Palm Beach County, FL", "extent_type": "text"},
            {"name": "Statewide", "extent": "FL", "extent_type": "text"}]),
        ),
        (
            r#"{ column = "c", as = "areas", split = ";", state = "FL" }"#,
            "33101; Miami; Mobile, AL",
            json!([
            {"name": "33101", "extent": "33101", "extent_type": "text"},
            {"name": "Miami", "extent": "Miami, FL", "extent_type": "text"},
            {"name": "Mobile, AL", "extent": "Mobile, AL", "extent_type": "text"}]),
        ),
    ];
    for (rule, cell, expected) in cases {
        assert_eq!(field(rule, cell), *expected, "{rule}: {cell}");
    }
}

#[test]
fn a_cell_at_fault_is_told() {
    let cases = [
        (r#"{ column = "c", as = "number" }"#, "many", "not_a_number"),
        (
            r#"{ column = "c", as = "number", range = [0, 120] }"#,
            "500",
            "out_of_range",
        ),
        (
            r#"{ column = "c", as = "yes_no" }"#,
            "maybe",
            "not_yes_or_no",
        ),
        (
            r#"{ column = "c", as = "date" }"#,
            "11/12/2025",
            "not_a_date",
        ),
        (
            r#"{ column = "c", as = "url" }"#,
            "Age 60 or older",
            "url_impossible",
        ),
        (
            r#"{ column = "c", as = "url" }"#,
            "http://www.browardlegalaid",
            "url_impossible",
        ),
        (
            r#"{ column = "c", as = "phones" }"#,
            "main: 7274-821-0726",
            "phone_impossible",
        ),
        (
            r#"{ column = "c", as = "phones" }"#,
            "ask for Mary",
            "phone_impossible",
        ),
        (
            r#"{ column = "c", as = "address" }"#,
            "State: <b>FL</b>",
            "address_unreadable",
        ),
        (
            r#"{ column = "c", map = { "a" = "b" } }"#,
            "c",
            "value_unknown",
        ),
    ];
    for (rule, cell, code) in cases {
        let problem = problem(rule, cell);
        assert_eq!(
            (problem.code.as_str(), problem.severity),
            (code, Severity::Error),
            "{rule}: {cell}"
        );
        assert_eq!(problem.value.as_deref(), Some(cell));
        assert_eq!(
            (problem.position.row, problem.position.column.as_deref()),
            (Some(2), Some("c"))
        );
    }
}

#[test]
fn a_fault_may_take_its_field_alone() {
    let text = "[file.rows]\n[[record]]\nkind = \"service\"\nkey = \"id\"\nfields = { name = \"id\", url = { column = \"c\", as = \"url\", if_wrong = \"leave out\" } }";
    let seen = seen(
        &open(mapping(text), in_memory("id,c\n1,none yet\n")),
        RecordKind::Service,
    );
    assert_eq!(
        Value::Object(seen.entries[0].body.clone()),
        json!({"name": "1"})
    );
    assert_eq!(seen.problems[0].severity, Severity::LeftOut);
}

#[test]
fn numbers_come_with_their_words_and_voices_first() {
    let rule = r#"{ column = "c", as = "phones" }"#;
    assert_eq!(
        field(
            rule,
            "tdd: 800-955-8771, tollfree: 800-625-2257, main: 352-567-9044, fax: 352-567-9045"
        ),
        json!([
            {"number": "+13525679044", "type": "voice", "description": "main"},
            {"number": "+18006252257", "type": "voice", "description": "tollfree"},
            {"number": "+18009558771", "type": "textphone", "description": "tdd"},
            {"number": "+13525679045", "type": "fax", "description": "fax"},
        ])
    );
    assert_eq!(
        field(rule, "(305) 285-5922 ext. 4; 305.285.5922"),
        json!([{"number": "+13052855922", "type": "voice", "extension": 4}])
    );
    assert_eq!(
        field(rule, "Office 305-285-5922 (weekdays)"),
        json!([{"number": "+13052855922", "type": "voice", "description": "Office, weekdays"}])
    );
    assert_eq!(
        field(rule, "305-285-5922 (fax)"),
        json!([{"number": "+13052855922", "type": "fax", "description": "fax"}])
    );
    // Whichever of them is the fax: it is told when the phone is brought into form, as of any other source.
    let both = "816 336 0156 (fax) 816 336 0157";
    assert_eq!(field(rule, both), json!([{ "number": both }]));
}

#[test]
fn an_address_comes_apart_at_its_commas() {
    let address = |line: &str| {
        let mut read = field(r#"{ column = "c", as = "address", state = "FL" }"#, line)[0].take();
        let object = read.as_object_mut().unwrap();
        object.remove("country");
        object.remove("address_type");
        read
    };
    let cases = [
        (
            "9525 Sterling Drive, Cutler Bay, FL 33157",
            json!({"address_1": "9525 Sterling Drive", "city": "Cutler Bay", "state_province": "FL", "postal_code": "33157"}),
        ),
        (
            "37718 Meridian Ave, Suite 2, Dade City, FL 33525-3715, USA",
            json!({"address_1": "37718 Meridian Ave", "address_2": "Suite 2", "city": "Dade City", "state_province": "FL", "postal_code": "33525-3715"}),
        ),
        (
            "Edgecomb Courthouse, 800 E Twiggs St, Tampa, FL 33602",
            json!({"attention": "Edgecomb Courthouse", "address_1": "800 E Twiggs St", "city": "Tampa", "state_province": "FL", "postal_code": "33602"}),
        ),
        (
            "4343 West Flagler Street, Miami, FL",
            json!({"address_1": "4343 West Flagler Street", "city": "Miami", "state_province": "FL"}),
        ),
        (
            "PO Box 12, Miami, fl, 33101",
            json!({"address_1": "PO Box 12", "city": "Miami", "state_province": "FL", "postal_code": "33101"}),
        ),
        (
            "Fort Pierce, FL",
            json!({"city": "Fort Pierce", "state_province": "FL"}),
        ),
        (
            "Fort Pierce",
            json!({"city": "Fort Pierce", "state_province": "FL"}),
        ),
        ("State: FL", json!({"state_province": "FL"})),
        // Without a comma before the state.
        (
            "210 Main St, Liberty MO",
            json!({"address_1": "210 Main St", "city": "Liberty", "state_province": "MO"}),
        ),
        (
            "210 Main St, Kansas City Mo 64108",
            json!({"address_1": "210 Main St", "city": "Kansas City", "state_province": "MO", "postal_code": "64108"}),
        ),
        (
            "210 Main St, Suite 3, Miami 33101",
            json!({"address_1": "210 Main St", "address_2": "Suite 3", "city": "Miami", "state_province": "FL", "postal_code": "33101"}),
        ),
        (
            "Liberty MO",
            json!({"city": "Liberty", "state_province": "MO"}),
        ),
        // With its name, where it is no town.
        (
            "210 Main St, Liberty, Missouri 64068",
            json!({"address_1": "210 Main St", "city": "Liberty", "state_province": "MO", "postal_code": "64068"}),
        ),
        (
            "210 Main St, Port Washington",
            json!({"address_1": "210 Main St", "city": "Port Washington", "state_province": "FL"}),
        ),
        (
            "210 Main St, Washington",
            json!({"address_1": "210 Main St", "city": "Washington", "state_province": "FL"}),
        ),
        // A box is no town.
        (
            "PO Box 4, MO 64068",
            json!({"address_1": "PO Box 4", "state_province": "MO", "postal_code": "64068"}),
        ),
        (
            "P.O. Box 12345",
            json!({"address_1": "P.O. Box 12345", "state_province": "FL"}),
        ),
    ];
    for (line, expected) in cases {
        assert_eq!(address(line), expected, "{line}");
    }
    for unclear in ["12 Main Street", "210 Main St Liberty MO 64068"] {
        let rule = r#"{ column = "c", as = "address", state = "FL" }"#;
        assert_eq!(problem(rule, unclear).code, "address_unreadable");
    }
}

#[test]
fn hours_become_schedules_or_stay_text() {
    let rule = r#"{ column = "c", as = "hours" }"#;
    assert_eq!(field(rule, "M-F 9-5")[0]["byday"], json!("MO,TU,WE,TH,FR"));
    assert_eq!(
        field(rule, "by appointment"),
        json!([{"description": "by appointment"}])
    );
}

#[test]
fn an_empty_cell_clears_where_the_mapping_says_so() {
    let clears = r#"[record.fields]
name = { column = "c", empty = "clear" }
phones = { column = "c", as = "phones", empty = "clear" }
email = "c""#;
    assert_eq!(
        read(clears, "").unwrap(),
        json!({"name": null, "phones": []})
    );
    let all = "empty = \"clear\"\n[file.rows]\n[[record]]\nkind = \"service\"\nkey = \"id\"\nfields = { email = \"c\" }";
    let seen = seen(
        &open(mapping(all), in_memory("id,c\n1,\n")),
        RecordKind::Service,
    );
    assert_eq!(
        Value::Object(seen.entries[0].body.clone()),
        json!({"email": null})
    );
}

#[test]
fn parts_are_added_where_their_condition_holds() {
    let parts = r#"
[[record.part]]
of = "audiences"
when = { column = "c", contains = "trafficking" }
item = { value = "trafficking_survivors" }
[[record.part]]
of = "criteria"
[record.part.fields]
text = { text = "Up to {c} %." }
test.fact = { value = "income_percent" }
test.at_most = { column = "c", as = "number", if_wrong = "leave out" }"#;
    assert_eq!(
        read(parts, "125").unwrap(),
        json!({"criteria": [{"text": "Up to 125 %.", "test": {"fact": "income_percent", "at_most": 125}}]})
    );
    // A part that lacks one of its fields would say something else, and so would what was known before.
    assert_eq!(
        read(parts, "Human Trafficking").unwrap(),
        json!({"audiences": ["trafficking_survivors"], "criteria": []})
    );
    assert_eq!(
        read(parts, "anti-traffickings").unwrap(),
        json!({"criteria": []})
    );
    assert_eq!(read(parts, "").unwrap(), json!({}));
}

const TWO: &str = r#"
[file.services]
join = { file = "organizations", on = "org", to = "id" }
[file.organizations]
[[record]]
kind = "service"
file = "services"
key = "id"
fields = { name = "name", description = { text = "{name} of {organizations.name}" } }
"#;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn rows_are_joined_by_a_key() {
    let folder = folder(&[
        ("services.csv", "id,name,org\n1,Clinic,a\n2,Line,z\n"),
        ("organizations.csv", "id,name\na,Legal Aid\n"),
    ]);
    let input = open(mapping(TWO), Raw::Path(folder.path().to_owned()));
    let seen = seen(&input, RecordKind::Service);
    let bodies: Vec<Value> = seen
        .entries
        .into_iter()
        .map(|entry| Value::Object(entry.body))
        .collect();
    assert_eq!(
        bodies,
        [
            json!({"name": "Clinic", "description": "Clinic of Legal Aid"}),
            json!({"name": "Line"})
        ]
    );
}

#[test]
fn several_files_are_a_folder() {
    let Err(error) = MappedInput::open(mapping(TWO), in_memory("id\n")) else {
        panic!("one file was taken for two");
    };
    assert!(
        error
            .to_string()
            .contains("a folder with services.csv, organizations.csv"),
        "{error}"
    );
}

#[test]
fn unused_columns_are_told_once_and_kept_by_their_own_names() {
    let text = "[file.rows]\nignore = [\"b\"]\n[[record]]\nkind = \"service\"\nkey = \"id\"\n[[record]]\nkind = \"location\"\nkey = \"id\"";
    let input = open(
        mapping(text),
        in_memory("\u{feff}id,a,b,a\n1,x,y,z\n2,,y,\n"),
    );
    assert_eq!(
        input.unused().collect::<Vec<_>>(),
        [("rows", "a"), ("rows", "a (2)")]
    );
    let kept = |kind| {
        seen(&input, kind)
            .entries
            .into_iter()
            .map(|entry| Value::Object(entry.body))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        kept(RecordKind::Service),
        [json!({"unmapped": {"a": "x", "a (2)": "z"}}), json!({})]
    );
    // Once, and not with every record that the row makes.
    assert_eq!(kept(RecordKind::Location), [json!({}), json!({})]);
}

#[test]
fn a_column_that_keeps_a_place_hides_it_though_it_is_ignored() {
    let text = "[file.rows]\nignore = [\"Note\", \"Do not publish address\", \"ExcludeFromWebsite\"]\n[[record]]\nkind = \"service\"\nkey = \"id\"\n[[record]]\nkind = \"location\"\nkey = \"id\"";
    let input = open(
        mapping(text),
        in_memory(
            "id,Note,Do not publish address,ExcludeFromWebsite\n1,x,\u{2713},\n2,y,no,true\n",
        ),
    );
    let kept = |kind| {
        seen(&input, kind)
            .entries
            .into_iter()
            .map(|entry| Value::Object(entry.body))
            .collect::<Vec<_>>()
    };
    let hides = json!({"unmapped": {"Do not publish address": "\u{2713}"}});
    let excludes = json!({"unmapped": {"ExcludeFromWebsite": "true"}});
    assert_eq!(kept(RecordKind::Location), [hides, excludes.clone()]);
    // Of the row's place, and of no other that the service is at.
    assert_eq!(kept(RecordKind::Service), [json!({}), excludes]);
}

/// One office of several is confidential: the flag is not its organization's.
#[test]
fn a_flag_stays_with_an_organization_whose_row_makes_no_place() {
    let csv = "id,agency,Confidential address\n1,Hope,Yes\n2,Hope,No\n";
    let only = "only = { column = \"id\", is = \"2\" }";
    for (only, expected) in [
        ("", [json!({}), json!({})]),
        (
            only,
            [
                json!({"unmapped": {"Confidential address": "Yes"}}),
                json!({}),
            ],
        ),
    ] {
        let text = format!(
            "[file.rows]\nignore = [\"agency\"]\n[[record]]\nkind = \"organization\"\nkey = \"id\"\n[[record]]\nkind = \"location\"\nkey = \"id\"\n{only}"
        );
        let input = open(mapping(&text), in_memory(csv));
        let kept = seen(&input, RecordKind::Organization).entries.into_iter();
        let kept: Vec<Value> = kept.map(|entry| Value::Object(entry.body)).collect();
        assert_eq!(kept, expected, "{only}");
    }
}

#[test]
fn rows_are_skipped_with_a_reason() {
    let text = r#"
[file.rows]
[[record]]
kind = "service"
key = "id"
skip = [
  { column = "c", contains = "test", reason = "a test row", count = "rejected" },
  { column = "c", is = ["Jail", "Court"], reason = "no place of help" },
  { column = "c", empty = true, reason = "nothing is said" },
]
only = { column = "id", is = "9", not = true }
"#;
    let csv = "id,c\n1,a test\n2,jail\n3,\n4,Courtyard\n5,contested\n9,elsewhere\n";
    let seen = seen(&open(mapping(text), in_memory(csv)), RecordKind::Service);
    let told: Vec<(&str, Severity, u64)> = seen
        .problems
        .iter()
        .map(|problem| {
            (
                problem.detail.as_str(),
                problem.severity,
                problem.position.row.unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("a test row", Severity::Error, 2),
            ("no place of help", Severity::Warning, 3),
            ("nothing is said", Severity::Warning, 4),
        ]
    );
    let keys: Vec<&str> = seen
        .entries
        .iter()
        .map(|entry| entry.key.as_str())
        .collect();
    assert_eq!(keys, ["4", "5"]);
}

#[test]
fn a_row_that_has_moved_is_rejected_and_blank_rows_are_none() {
    let text =
        "[file.rows]\n[[record]]\nkind = \"service\"\nkey = \"id\"\nfields = { name = \"c\" }";
    let seen = seen(
        &open(
            mapping(text),
            in_memory("id,c,\n1,\"two\nlines\",\n,,\n2,a,b\n3,a,,d\n,b\n4,d\n"),
        ),
        RecordKind::Service,
    );
    let told: Vec<(&str, u64)> = seen
        .problems
        .iter()
        .map(|problem| (problem.code.as_str(), problem.position.row.unwrap()))
        .collect();
    assert_eq!(
        told,
        [("row_shifted", 4), ("row_shifted", 5), ("key_missing", 6)]
    );
    let keys: Vec<(&str, Option<u64>)> = seen
        .entries
        .iter()
        .map(|entry| (entry.key.as_str(), entry.at.row))
        .collect();
    assert_eq!(keys, [("1", Some(2)), ("4", Some(7))]);
}

#[test]
fn what_says_the_same_again_is_shown_once() {
    let text = "[file.rows]\n[[record]]\nkind = \"organization\"\nkey = \"org\"\nfields = { name = \"name\" }";
    let input = open(mapping(text), in_memory("org,name\na,A\na,A\na,B\n"));
    assert_eq!(seen(&input, RecordKind::Organization).entries.len(), 2);
}

#[test]
fn problems_of_places_quote_nothing() {
    let text = "[file.rows]\n[[record]]\nkind = \"location\"\nkey = \"id\"\nfields = { addresses = { column = \"c\", as = \"address\" }, phones = { column = \"p\", as = \"phones\" } }";
    let seen = seen(
        &open(
            mapping(text),
            in_memory("id,c,p\nelm-street,\"Confidential, 12 Elm Street\",1\n"),
        ),
        RecordKind::Location,
    );
    // That it is kept from the public is read from the line, and what stands beside it is stripped.
    assert_eq!(seen.entries.len(), 1);
    assert!(strip::secrecy(&seen.entries[0].body) > strip::Secrecy::Open);
    assert!(!seen.problems.is_empty());
    for problem in &seen.problems {
        let told = serde_json::to_string(problem).unwrap().to_lowercase();
        assert!(!told.contains("elm"), "{told}");
    }
}

#[test]
fn the_example_of_the_documentation_reads_its_file() {
    let document = include_str!("../../../../../docs/mapping.md");
    let text = document
        .split("```toml")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let csv = "Agency,ID,Program,Min age,Counties,Address,Phone,Hours,Internal no.\n\
               Hope,1,Shelter,18,Lee; Polk,\"1 Main Street, Miami, FL 33101\",305-555-0100,24/7,9\n";
    let input = open(mapping(text), in_memory(csv));
    assert_eq!(input.source().unwrap().key, "county-list");
    assert_eq!(input.unused().count(), 0);
    let service = &seen(&input, RecordKind::Service).entries[0];
    assert_eq!(service.body["minimum_age"], json!(18));
    let location = &seen(&input, RecordKind::Location).entries[0];
    assert_eq!(location.body["schedules"][0]["closes_at"], json!("23:59"));
    assert_eq!(
        seen(&input, RecordKind::ServiceAtLocation).entries[0].body,
        service_at("1", "1")
    );
}

fn service_at(service: &str, location: &str) -> serde_json::Map<String, Value> {
    let body = json!({"service_id": service, "location_id": location});
    body.as_object().unwrap().clone()
}
