//! What becomes private is kept nowhere: not in the history, not in what waits or waited, not in a text.

use std::fs;

use serde_json::{Value, json};

use super::{Loaded, PRIVATE, PUBLIC, digits, of_json};

const EMAIL: &str = "ana@house.example";

/// A service with its telephone, an e-mail and these contacts.
fn with_contacts(name: &str, contacts: &Value) -> Value {
    json!({"id": "s", "name": name, "status": "active", "contacts": contacts,
        "phones": [{"number": PUBLIC, "type": "voice"}],
        "organization": {"id": "o", "name": "House", "description": "Help"}})
}

impl Loaded {
    /// Whether any file of the directory has it, however a number is written.
    fn keeps(&self, text: &str) -> bool {
        let files = fs::read_dir(self.0.path()).expect("a folder");
        let files = files.map(|file| file.expect("a file").path());
        let mut of_directory = files.filter(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            name.starts_with("nearhelp.db")
        });
        of_directory.any(|path| {
            let bytes = fs::read(path).expect("bytes");
            let plain: Vec<u8> = bytes
                .into_iter()
                .filter(|byte| !b"-() ".contains(byte))
                .collect();
            plain.windows(text.len()).any(|it| it == text.as_bytes())
        })
    }
}

#[test]
fn a_contact_that_becomes_private_is_kept_nowhere() {
    let bo = json!({"name": "Bo", "email": "bo@house.example"});
    let phone = json!({"number": PRIVATE, "type": "voice"});
    let ana = json!({"id": "c", "name": "Ana Zyxwell", "email": EMAIL, "phones": [phone]});
    let but = |more: Value| {
        let mut contact = ana.clone();
        let fields = contact.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        contact
    };
    let private_phone = json!({"number": PRIVATE, "type": "voice", "is_private": true});
    for (now, gone) in [
        (
            but(json!({"is_private": true})),
            ["Zyxwell", EMAIL, "3360142"].as_slice(),
        ),
        // By what is left of her.
        (
            json!({"name": "ana zyxwell", "is_private": true}),
            &["Zyxwell", EMAIL, "3360142"],
        ),
        (
            json!({"email": EMAIL, "is_private": true}),
            &["Zyxwell", EMAIL, "3360142"],
        ),
        (but(json!({"phones": [private_phone]})), &["3360142"]),
        (
            but(json!({"phones": [], "phone_is_private": "yes"})),
            &["3360142"],
        ),
        (but(json!({"email_is_private": "yes"})), &[EMAIL]),
        (
            but(json!({"email": null, "email_is_private": "yes"})),
            &[EMAIL],
        ),
    ] {
        // A hotline's wait before they are published, and what waited is kept too.
        for name in ["Beds", "House hotline"] {
            let directory = Loaded::new();
            directory.load(&with_contacts(name, &json!([bo, ana])));
            for gone in gone {
                assert!(directory.keeps(gone), "{name}: {gone}");
            }
            let (report, export) = directory.load(&with_contacts(name, &json!([bo, now])));
            for gone in gone {
                assert!(!export.contains(gone), "{name}: {now}: {export}");
                assert!(!directory.keeps(gone), "{name}: {now}: {gone}");
            }
            assert!(!report.to_string().contains("0142"), "{report:#}");
            assert!(directory.keeps("bo@house.example"), "{name}: {now}");
            let is_whole = gone.len() > 1;
            assert_eq!(directory.keeps("Zyxwell"), !is_whole, "{name}: {now}");
        }
    }
}

#[test]
fn what_waits_goes_on_waiting_without_what_became_private() {
    let hotline = |description: &str, more: Value| {
        let mut phones = vec![json!({"number": PUBLIC, "type": "voice"})];
        phones.push(more);
        json!({"id": "s", "name": "House hotline", "status": "active", "phones": phones,
            "description": description,
            "organization": {"id": "o", "name": "House", "description": "Help"}})
    };
    let private = json!({"number": PRIVATE, "type": "voice", "is_private": true});
    let open = json!({"number": PRIVATE, "type": "voice"});
    let directory = Loaded::new();
    let (report, _) = directory.load(&hotline("Day and night", open));
    assert_eq!(report["held_by_rule"]["crisis_number"], 1, "{report:#}");
    let (report, _) = directory.load(&hotline("Day and night", private));
    assert_eq!(report["held_by_rule"]["crisis_number"], 1, "{report:#}");
    assert!(!directory.keeps("3360142"));
    directory.approve_all();
    let (_, export) = directory.load(&hotline(
        "Day and night",
        json!({"number": "", "type": "fax"}),
    ));
    assert!(export.contains(&digits(PUBLIC)), "{export}");
}

#[test]
fn a_text_does_not_tell_an_email_that_is_private() {
    for text in [
        "Write to ana@house.example.",
        "Ask <a href=\"mailto:Ana@House.example?subject=Help\">Ana</a>",
        "ana (at) house (dot) example",
        "ana [at] house.example, or ring",
        "ana at house dot example",
        "ana&#64;house.example",
        "ana arroba house punto example",
    ] {
        let service = |is_private: bool| {
            json!({"id": "s", "name": "Beds", "status": "active", "description": text,
                "email": EMAIL, "email_is_private": if is_private { "yes" } else { "no" },
                "organization": {"id": "o", "name": "House", "description": text}})
        };
        let (report, export) = of_json(&service(true));
        assert!(!export.to_lowercase().contains("ana"), "{text}: {export}");
        assert_eq!(report["problems_by_code"]["email_private"], 1, "{report:#}");
        assert_eq!(report["problems_by_code"]["text_private"], 2, "{report:#}");
        // It becomes so.
        let directory = Loaded::new();
        let (_, export) = directory.load(&service(false));
        assert!(export.to_lowercase().contains("ana"), "{text}: {export}");
        let (_, export) = directory.load(&service(true));
        assert!(!export.to_lowercase().contains("ana"), "{text}: {export}");
        assert!(!directory.keeps(EMAIL), "{text}");
    }
    // Another's, and one that is for the public elsewhere.
    let service = |to: &str| {
        json!({"id": "s", "name": "Beds", "status": "active", "description": to,
            "email": EMAIL, "email_is_private": "yes",
            "organization": {"id": "o", "name": "House", "description": "Help", "email": "office@house.example"}})
    };
    for text in [
        "Write to susana@house.example",
        "office@house.example at any time",
    ] {
        let (report, export) = of_json(&service(text));
        assert!(export.contains(&text.replace(' ', "")), "{export}");
        assert_eq!(
            report["problems_by_code"]["text_private"],
            Value::Null,
            "{report:#}"
        );
    }
}

#[test]
fn a_name_does_not_tell_a_number_that_is_private() {
    for (name, left) in [
        ("Northland 816-336-0142", "Northland"),
        ("Northland (816) 336 0142", "Northland"),
        ("(816) 336-0142: Northland House", "NorthlandHouse"),
        ("816-DEN-0142", "Namenotshown"),
    ] {
        for kind in ["organization", "service", "location"] {
            let feed = |is_private: bool| {
                let mut feed = super::telling(kind, "Open", is_private);
                let of = match kind {
                    "organization" => feed.pointer_mut("/organization"),
                    "location" => feed.pointer_mut("/service_at_locations/0/location"),
                    _ => feed.pointer_mut(""),
                };
                of.expect("an object")["name"] = json!(name);
                feed
            };
            let is_told = |export: &str| export.contains("3360142") || export.contains("DEN0142");
            let (report, export) = of_json(&feed(true));
            assert!(!is_told(&export), "{kind} {name}: {export}");
            let shown = format!("\"name\":\"{left}\"");
            assert!(export.contains(&shown), "{kind} {name}: {export}");
            assert_eq!(report["problems_by_code"]["text_private"], 1, "{report:#}");
            assert_eq!(report["rejected"], 0, "{report:#}");
            let directory = Loaded::new();
            let (_, export) = directory.load(&feed(false));
            assert!(is_told(&export), "{kind} {name}: {export}");
            let (_, export) = directory.load(&feed(true));
            assert!(export.contains(&shown), "{kind} {name}: {export}");
            assert!(
                !directory.keeps("3360142") && !directory.keeps("DEN0142"),
                "{kind} {name}"
            );
        }
    }
}
