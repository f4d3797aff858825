//! A number, an e-mail or a contact that its source marks as private is published by no format: it is left out, told
//! and counted.

mod forgotten;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::run;

const PRIVATE: &str = "816-336-0142";
const PUBLIC: &str = "816-336-0117";

/// Loads it and gives the report, and all that the directory then has for everybody, as one text.
fn loaded(folder: &Path, arguments: &[&str]) -> (Value, String) {
    let url = "sqlite://nearhelp.db";
    let load = ["load", "--source", "feed", "--kind", "directory", "--json"];
    let output = run(
        folder,
        &[&load[..], &["--database-url", url], arguments].concat(),
        &[],
    );
    let report = serde_json::from_slice(&output.stdout);
    let report = report.unwrap_or_else(|_| panic!("{output:?}"));
    (report, exported(folder))
}

fn exported(folder: &Path) -> String {
    let url = "sqlite://nearhelp.db";
    let export = ["export", "--format", "hsds-json", "--database-url", url];
    let output = run(folder, &export, &[]);
    assert!(output.status.success(), "{output:?}");
    let export = String::from_utf8(output.stdout).expect("UTF-8");
    export.chars().filter(|c| !"-() ".contains(*c)).collect()
}

fn digits(number: &str) -> String {
    number.replace('-', "")
}

#[track_caller]
fn assert_only_public((report, export): (Value, String), code: &str) {
    let problems = report["problems"].as_array().expect("problems");
    let own: Vec<&Value> = problems.iter().filter(|it| it["code"] == code).collect();
    assert_eq!(own.len(), 1, "{report:#}");
    assert_eq!(own[0]["severity"], "left_out");
    assert_eq!(report["left_out"], 1, "{report:#}");
    assert!(!report.to_string().contains(PRIVATE), "{report:#}");
    assert!(export.contains(&digits(PUBLIC)), "{export}");
    assert!(!export.contains(&digits(PRIVATE)), "{export}");
}

#[test]
fn a_private_phone_of_a_table() {
    for (column, cell) in [
        ("is_private", "yes"),
        ("private", "1"),
        ("PhoneIsPrivate", "True"),
        ("Unlisted?", "x"),
        ("visibility", "private"),
        ("display_to_public", "no"),
        ("exclude_from_website", "Y"),
    ] {
        let folder = TempDir::new().expect("a folder");
        let package = folder.path().join("package");
        fs::create_dir(&package).expect("a folder");
        let phones =
            format!("id,service_id,number,{column}\n1,s,{PUBLIC},\n2,s,{PRIVATE},{cell}\n");
        let tables = [
            ("organizations.csv", "id,name,description\no,House,Help\n"),
            (
                "services.csv",
                "id,organization_id,name,status\ns,o,Beds,active\n",
            ),
            ("phones.csv", &phones),
        ];
        for (name, table) in tables {
            fs::write(package.join(name), table).expect("a table");
        }
        assert_only_public(loaded(folder.path(), &["package"]), "phone_private");
    }
}

fn of_json(body: &Value) -> (Value, String) {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("feed.json"), body.to_string()).expect("a file");
    loaded(folder.path(), &["feed.json"])
}

#[test]
fn what_is_private_in_json() {
    let service = |more: Value| {
        let mut body = json!({"id": "s", "name": "Beds", "status": "active",
            "organization": {"id": "o", "name": "House", "description": "Help"},
            "phones": [{"number": PUBLIC, "type": "voice"}]});
        let fields = body.as_object_mut().expect("an object");
        for (field, value) in more.as_object().expect("an object") {
            match (fields.get_mut(field), value) {
                (Some(Value::Array(there)), Value::Array(more)) => there.extend(more.clone()),
                _ => drop(fields.insert(field.clone(), value.clone())),
            }
        }
        body
    };
    let phone =
        |field: &str, value: Value| json!({"number": PRIVATE, "type": "voice", field: value});
    let phones = |field: &str, value| service(json!({"phones": [phone(field, value)]}));
    assert_only_public(of_json(&phones("is_private", json!(true))), "phone_private");
    assert_only_public(
        of_json(&phones("confidential", json!("maybe"))),
        "phone_private",
    );
    assert_only_public(
        of_json(&phones("dial", json!("do_not"))),
        "phone_not_dialled",
    );
    // What is a contact's own is not for everybody either.
    let contact = |more: Value| service(json!({"contacts": [more]}));
    let of_contact = json!({"name": "Ana", "phones": [phone("is_private", json!(true))]});
    assert_only_public(of_json(&contact(of_contact)), "phone_private");
    let whole =
        json!({"name": "Ana", "is_private": true, "phones": [phone("type", json!("cell"))]});
    let told = of_json(&contact(whole));
    assert!(!told.1.contains("Ana"), "{}", told.1);
    assert_only_public(told, "contact_private");
    let email = json!({"email": "ana@house.example", "email_is_private": "yes"});
    let told = of_json(&service(email));
    assert!(!format!("{told:?}").contains("ana@house"), "{told:?}");
    assert_only_public(told, "email_private");
}

#[test]
fn a_withheld_place_keeps_no_private_number() {
    let location = json!({"id": "l", "location_type": "physical", "name": "House", "withheld": true,
        "public_area": "Jackson County, MO",
        "phones": [{"number": PUBLIC, "type": "voice"}, {"number": PRIVATE, "type": "voice", "IsPrivate": "t"}]});
    let (report, _) = of_json(&location);
    assert_eq!(report["problems_by_code"]["phone_private"], 1, "{report:#}");
    assert!(!report.to_string().contains(PRIVATE), "{report:#}");
}

#[test]
fn no_is_no_and_silence_says_nothing() {
    for (column, cell) in [
        ("is_private", "no"),
        ("is_private", ""),
        ("public", "yes"),
        ("confidentiality_note", "Calls are"),
    ] {
        let body = json!({"id": "s", "name": "Beds", "organization": {"id": "o", "name": "House"},
            "phones": [{"number": PUBLIC, "type": "voice", column: cell}]});
        let (report, export) = of_json(&body);
        assert_eq!(report["left_out"], 0, "{column}: {report:#}");
        assert!(export.contains(&digits(PUBLIC)), "{column}: {export}");
    }
}

#[test]
fn a_column_that_the_mapping_does_not_know_keeps_its_own_phone() {
    let folder = TempDir::new().expect("a folder");
    let mapping = r#"
        [file.houses]
        [[record]]
        kind = "organization"
        key.column = "Name"
        fields.name.column = "Name"
        fields.description.text = "Help"
        [[record]]
        kind = "service"
        key.column = "Name"
        fields.name.column = "Name"
        fields.organization_id.column = "Name"
        [[record.part]]
        of = "phones"
        fields.number.column = "Phone1Number"
        fields.type.value = "voice"
        [[record.part]]
        of = "phones"
        item = { column = "Phone2Number", as = "phones" }
    "#;
    fs::write(folder.path().join("houses.toml"), mapping).expect("a mapping");
    let rows = format!(
        "Name,Phone1Number,Phone1IsPrivate,Phone2Number,Phone2IsPrivate\n\
         House,{PRIVATE},TRUE,{PUBLIC},FALSE\n"
    );
    fs::write(folder.path().join("houses.csv"), rows).expect("a table");
    let arguments = ["houses.csv", "--mapping", "houses.toml"];
    assert_only_public(loaded(folder.path(), &arguments), "phone_private");
}

/// One directory that a feed is loaded into again and again.
struct Loaded(TempDir);

impl Loaded {
    fn new() -> Loaded {
        Loaded(TempDir::new().expect("a folder"))
    }

    fn load(&self, feed: &Value) -> (Value, String) {
        let folder = self.0.path();
        fs::write(folder.join("feed.json"), feed.to_string()).expect("a file");
        loaded(folder, &["feed.json"])
    }

    fn approve_all(&self) {
        let url = ["--database-url", "sqlite://nearhelp.db"];
        let listed = run(
            self.0.path(),
            &[&["review", "--json"][..], &url].concat(),
            &[],
        );
        let listed: Value = serde_json::from_slice(&listed.stdout).expect("JSON");
        let groups = listed["contents"].as_array().expect("contents");
        let numbers = groups
            .iter()
            .flat_map(|group| group["numbers"].as_array().expect("numbers"));
        for number in numbers {
            let number = number.to_string();
            let approve = [
                "review", "approve", &number, "--by", "Bo", "--reason", "Rang it",
            ];
            let output = run(self.0.path(), &[&approve[..], &url].concat(), &[]);
            assert!(output.status.success(), "{output:?}");
        }
    }
}

fn a_hotline(phones: Value, more: Value) -> Value {
    let mut body = json!({"id": "s", "name": "House hotline", "status": "active", "phones": phones,
        "organization": {"id": "o", "name": "House", "description": "Help"}});
    let fields = body.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    body
}

#[test]
fn a_hotlines_number_that_becomes_private_is_withdrawn_at_once() {
    let open = |number: &str| json!({"number": number, "type": "voice"});
    let private = json!({"number": "(816) 336-0142", "type": "voice", "is_private": true});
    let both = json!([open(PUBLIC), open(PRIVATE)]);
    for (phones, more) in [
        (json!([open(PUBLIC), private]), json!({})),
        // Beside what is wrong with the entry, or waits of it.
        (json!([private]), json!({"description": "\u{0}"})),
        (json!([open("816-336-0118"), private]), json!({})),
        // The number is given no more.
        (json!([]), json!({"phone_is_private": "yes"})),
    ] {
        let directory = Loaded::new();
        directory.load(&a_hotline(both.clone(), json!({})));
        directory.approve_all();
        let (report, export) = directory.load(&a_hotline(both.clone(), json!({})));
        assert_eq!(
            (&report["changed"], &report["held"]),
            (&json!(0), &json!(0))
        );
        assert!(export.contains(&digits(PRIVATE)), "{export}");

        let again = a_hotline(phones, more.clone());
        let (report, export) = directory.load(&again);
        assert!(!export.contains(&digits(PRIVATE)), "{again}: {export}");
        assert!(!report.to_string().contains("336-0142"), "{report:#}");
        assert_eq!(
            report["problems_by_code"]["private_withdrawn"], 1,
            "{report:#}"
        );
        let (report, _) = directory.load(&again);
        assert_eq!(report["changeset"], Value::Null, "{report:#}");
    }
}

#[test]
fn what_is_still_given_to_everybody_is_not_withdrawn() {
    let phone = |extension: Value, is_private: bool| json!({"number": PUBLIC, "type": "voice", "extension": extension, "is_private": is_private});
    let main = json!({"number": PUBLIC, "type": "voice"});
    let directory = Loaded::new();
    let both = json!([main, phone(json!(5), false)]);
    directory.load(&a_hotline(both, json!({})));
    directory.approve_all();
    let (report, export) =
        directory.load(&a_hotline(json!([main, phone(json!(5), true)]), json!({})));
    assert_eq!(report["held"], 0, "{report:#}");
    assert!(export.contains(&digits(PUBLIC)), "{export}");
    assert!(!export.contains("\"extension\":5"), "{export}");
}

#[test]
fn an_email_that_becomes_private_is_withdrawn() {
    for given in [json!({"email": "ana@house.example"}), json!({})] {
        let directory = Loaded::new();
        let open = json!({"email": "ana@house.example"});
        let (_, export) = directory.load(&a_hotline(json!([]), open));
        assert!(export.contains("ana@house"), "{export}");
        let mut private = given;
        private["email_is_private"] = json!("yes");
        let (report, export) = directory.load(&a_hotline(json!([]), private));
        assert!(!export.contains("ana@house"), "{export}");
        assert_eq!(
            report["problems_by_code"]["private_withdrawn"], 1,
            "{report:#}"
        );
    }
}

#[test]
fn a_withheld_place_keeps_the_phones_that_its_own_column_keeps() {
    let location = json!({"id": "l", "location_type": "physical", "name": "House", "withheld": true,
        "public_area": "Jackson County, MO", "phone_is_private": "yes",
        "phones": [{"number": PRIVATE, "type": "voice"}]});
    let (report, export) = of_json(&location);
    assert_eq!(report["problems_by_code"]["phone_private"], 1, "{report:#}");
    assert!(!export.contains(&digits(PRIVATE)), "{export}");
}

/// A list of houses, and what another file says of each.
fn joined(folder: &Path, columns: &str, flags: &str) -> (Value, String) {
    let mapping = r#"
        [file.houses]
        join = { file = "more", on = "Id", to = "House" }
        [file.more]
        [[record]]
        kind = "organization"
        file = "houses"
        key = "Name"
        fields.name.column = "Name"
        fields.description.text = "Help"
        fields.email.column = "more.Email"
        [[record]]
        kind = "location"
        file = "houses"
        key = "Name"
        fields.name.column = "Name"
        fields.location_type.value = "physical"
        fields.addresses = { column = "Street", as = "address" }
        [[record]]
        kind = "service"
        file = "houses"
        key = "Name"
        fields.name.column = "Name"
        fields.organization_id.column = "Name"
        fields.status.value = "active"
        [[record.part]]
        of = "phones"
        item = { column = "Phone1", as = "phones" }
        [[record.part]]
        of = "phones"
        item = { column = "more.Phone2", as = "phones" }
        [[record]]
        kind = "service_at_location"
        file = "houses"
        key = "Name"
        fields.service_id.column = "Name"
        fields.location_id.column = "Name"
    "#;
    fs::write(folder.join("houses.toml"), mapping).expect("a mapping");
    let tables = folder.join("tables");
    fs::create_dir_all(&tables).expect("a folder");
    let houses = format!(
        "Id,Name,Street,Phone1\n1,House,\"4417 Zyxwell Rd, Independence, MO 64055\",{PUBLIC}\n"
    );
    fs::write(tables.join("houses.csv"), houses).expect("a table");
    let more = format!("House,Phone2,Email,{columns}\n1,{PRIVATE},ana@house.example,{flags}\n");
    fs::write(tables.join("more.csv"), more).expect("a table");
    loaded(folder, &["tables", "--mapping", "houses.toml"])
}

#[test]
fn a_column_of_a_joined_file_keeps_its_own_from_the_public() {
    let folder = || TempDir::new().expect("a folder");
    let (report, export) = joined(folder().path(), "Note", "Ring twice");
    assert_eq!(report["left_out"], 0, "{report:#}");
    for shown in [PRIVATE, PUBLIC, "ana@house", "4417"].map(digits) {
        assert!(export.contains(&shown), "{shown}: {export}");
    }

    for (column, flag) in [
        ("Phone2IsPrivate", "TRUE"),
        ("EmailIsPrivate", "yes"),
        ("PhysicalAddressIsPrivate", "1"),
        ("Note", "The address is confidential."),
    ] {
        let (report, export) = joined(folder().path(), column, flag);
        let is_about = |word: &str| column.starts_with(word);
        assert!(export.contains(&digits(PUBLIC)), "{column}: {export}");
        for (word, hidden) in [
            ("Phone2", digits(PRIVATE)),
            ("Email", "ana@house".to_owned()),
        ] {
            assert_eq!(
                export.contains(&hidden),
                !is_about(word),
                "{column}: {export}"
            );
        }
        let is_open = is_about("Phone2") || is_about("Email");
        assert_eq!(export.contains("Zyxwell"), is_open, "{column}: {export}");
        let told = report.to_string();
        assert!(is_open || !told.contains("Zyxwell"), "{column}: {told}");
    }
}

#[test]
fn an_undo_does_not_bring_back_a_number_that_is_private_by_now() {
    let service = |email: &str, phones: Value| {
        json!({"id": "s", "name": "Beds", "status": "active", "email": email, "phones": phones,
            "organization": {"id": "o", "name": "House", "description": "Help"}})
    };
    let public = || json!({"number": PUBLIC, "type": "voice"});
    let number = || json!({"number": PRIVATE, "type": "voice"});
    let private = || json!({"number": PRIVATE, "type": "voice", "is_private": true});
    let (a, b) = ("a@house.example", "b@house.example");
    for loads in [
        // Withdrawn by its source, and later said to be private.
        vec![
            service(a, json!([public(), number()])),
            service(b, json!([public()])),
            service(b, json!([public(), private()])),
        ],
        // The load that said so, with what else it changed.
        vec![
            service(a, json!([public(), number()])),
            service(b, json!([public(), private()])),
        ],
    ] {
        let folder = TempDir::new().expect("a folder");
        let changesets: Vec<Value> = loads
            .iter()
            .map(|body| {
                fs::write(folder.path().join("feed.json"), body.to_string()).expect("a file");
                loaded(folder.path(), &["feed.json"]).0["changeset"].clone()
            })
            .collect();
        let url = ["--database-url", "sqlite://nearhelp.db"];
        let undo = [
            "undo",
            &changesets[1].to_string(),
            "--by",
            "Bo",
            "--reason",
            "Wrong",
        ];
        let output = run(folder.path(), &[&undo[..], &url].concat(), &[]);
        assert!(output.status.success(), "{output:?}");
        let export = exported(folder.path());
        assert!(
            export.contains(a) && export.contains(&digits(PUBLIC)),
            "{export}"
        );
        assert!(!export.contains(&digits(PRIVATE)), "{export}");
    }
}

/// The number of a service that becomes private, and a text of this kind of record that has it.
fn telling(kind: &str, text: &str, is_private: bool) -> Value {
    let phone = json!({"number": PRIVATE, "type": "voice", "is_private": is_private});
    let mut body = json!({"id": "s", "name": "Beds", "status": "active",
        "phones": [{"number": PUBLIC, "type": "voice"}, phone],
        "organization": {"id": "o", "name": "House"},
        "service_at_locations": [{"id": "a", "location": {"id": "l", "location_type": "physical", "name": "Hall"}}]});
    let of = match kind {
        "organization" => body.pointer_mut("/organization"),
        "location" => body.pointer_mut("/service_at_locations/0/location"),
        _ => body.pointer_mut(""),
    };
    of.expect("an object")["description"] = json!(text);
    body
}

#[test]
fn a_text_does_not_tell_a_number_that_is_private() {
    for (kind, text) in [
        ("service", "Call 816-336-0142."),
        ("organization", "Ring 336-0142"),
        ("location", "(816) 336 0142 day and night"),
    ] {
        let is_told = |export: &str| export.contains("3360142");
        // From the first.
        let (report, export) = of_json(&telling(kind, text, true));
        assert!(!is_told(&export), "{kind}: {text}: {export}");
        assert_eq!(report["problems_by_code"]["text_private"], 1, "{report:#}");
        assert!(!report.to_string().contains("0142"), "{report:#}");

        // It becomes private, beside the text or after it; nor does an undo bring it back.
        for again in [text, "Ring the bell."] {
            let directory = Loaded::new();
            let (_, export) = directory.load(&telling(kind, text, false));
            assert!(is_told(&export), "{kind}: {text}: {export}");
            let (report, export) = directory.load(&telling(kind, again, true));
            assert!(!is_told(&export), "{kind}: {text}: {export}");
            assert_eq!(export.contains("bell"), again != text, "{export}");
            let undo = [
                "undo",
                &report["changeset"].to_string(),
                "--by",
                "Bo",
                "--reason",
                "Wrong",
                "--database-url",
                "sqlite://nearhelp.db",
            ];
            let output = run(directory.0.path(), &undo, &[]);
            assert!(output.status.success(), "{output:?}");
            let export = exported(directory.0.path());
            assert!(!is_told(&export), "{kind}: {text}: {export}");
        }
        // The text was all that the update before had.
        let directory = Loaded::new();
        directory.load(&telling(kind, text, false));
        let mut silent = telling(kind, "", true);
        for path in ["", "/organization", "/service_at_locations/0/location"] {
            let of = silent.pointer_mut(path).and_then(Value::as_object_mut);
            of.expect("an object").shift_remove("description");
        }
        let (_, export) = directory.load(&silent);
        assert!(!is_told(&export), "{kind}: {text}: {export}");
    }
}

#[test]
fn a_text_keeps_a_number_that_is_for_the_public_too() {
    let text = format!("Call {PRIVATE}, or 988.");
    let mut service = telling("service", &text, true);
    service["organization"]["phones"] = json!([{"number": PRIVATE, "type": "voice"}]);
    let (report, export) = of_json(&service);
    assert!(export.contains(&digits(&text).replace(' ', "")), "{export}");
    assert_eq!(
        report["problems_by_code"]["text_private"],
        Value::Null,
        "{report:#}"
    );
    // The e-mail of a contact says nothing of the number beside it.
    let text = "Ask at 816-336-0155.";
    let mut service = telling("service", text, true);
    service["contacts"] = json!([{"name": "Ana", "email": "ana@house.example", "email_is_private": "yes",
        "phones": [{"number": "816-336-0155", "type": "voice"}]}]);
    let (_, export) = of_json(&service);
    assert!(export.contains("Askat8163360155."), "{export}");
    // What everybody knows is no secret.
    let mut service = telling("service", "Call 888-373-7888.", true);
    service["phones"][1]["number"] = json!("888-373-7888");
    let (_, export) = of_json(&service);
    assert!(export.contains("Call8883737888."), "{export}");
}
