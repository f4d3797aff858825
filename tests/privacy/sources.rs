//! What a source is called is served with every record: it tells no place that anybody keeps from the public.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::run;

const STREET: &str = "4417 Zyxwell Orchard Rd";

/// A directory that sources load into, each a file of its own.
struct Desk(TempDir);

impl Desk {
    fn new() -> Desk {
        Desk(TempDir::new().expect("a folder"))
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = run(self.0.path(), arguments, &[]);
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (
            output.status.code(),
            text(output.stdout) + &text(output.stderr),
        )
    }

    fn load(&self, source: Value, claims: Value) -> (Option<i32>, String) {
        let file = json!({"source": source, "claims": claims});
        fs::write(self.0.path().join("said.json"), file.to_string()).expect("a file");
        self.run(&["load", "said.json", "--by", "Ana"])
    }

    /// Whether anything that is told, or any file of the directory, has it.
    fn tells(&self, text: &str) -> bool {
        let told = [
            &["export", "--format", "hsds-json"][..],
            &["export", "--format", "csv"],
            &["history", "--json"],
            &["digest", "--since", "7d"],
        ];
        let is_told = told.iter().any(|what| self.run(what).1.contains(text));
        let files = fs::read_dir(self.0.path()).expect("a folder");
        let files = files.map(|file| file.expect("a file").path());
        let mut of_directory = files.filter(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            name.starts_with("nearhelp.db")
        });
        is_told
            || of_directory.any(|path| {
                let bytes = fs::read(path).expect("bytes");
                bytes.windows(text.len()).any(|it| it == text.as_bytes())
            })
    }
}

fn called(key: &str, name: &str, url: Option<&str>) -> Value {
    json!({"key": key, "name": name, "kind": "directory", "date": null, "url": url})
}

fn shelter(is_withheld: bool) -> Value {
    json!([{"record": "organization", "key": "o", "body": {"name": "Harbor Help"}},
        {"record": "location", "key": "l", "body": {"organization_id": "o", "location_type": "physical", "name": "Annex",
            "withheld": is_withheld, "public_area": "Jackson County, MO",
            "addresses": [{"address_1": STREET, "city": "Independence", "state_province": "MO",
                "postal_code": "64055", "country": "US", "address_type": "physical"}]}}])
}

fn advice() -> Value {
    json!([{"record": "organization", "key": "o", "body": {"name": "Legal Aid of Liberty"}}])
}

#[test]
fn a_source_that_tells_a_place_is_refused() {
    let told = [
        called("list", STREET, None),
        called("list", "Those of Zyxwell Orchard Road", None),
        called(
            "list",
            "List",
            Some("https://list.example/4417-zyxwell-orchard-rd"),
        ),
        called("4417-zyxwell-orchard-rd", "List", None),
    ];
    for source in told {
        let desk = Desk::new();
        let (code, said) = desk.load(source.clone(), shelter(true));
        assert_eq!(code, Some(1), "{source}: {said}");
        assert!(
            said.contains("tells a place that is confidential"),
            "{said}"
        );
        assert!(!said.contains("Zyxwell"), "{said}");
        assert!(!desk.tells("Harbor Help"), "{source}");
    }
    // One of an update before, of which nobody knows the street any more.
    let desk = Desk::new();
    assert_eq!(
        desk.load(called("feed", "Feed", None), shelter(true)).0,
        Some(0)
    );
    let (code, said) = desk.load(called("list", STREET, None), advice());
    assert_eq!(code, Some(1), "{said}");
    assert!(!desk.tells("Legal Aid of Liberty"));
    for name in ["2026 Shelter List", "MO 211", "24 Hour Help Directory"] {
        let (code, said) = desk.load(called(name, name, None), advice());
        assert_eq!(code, Some(0), "{name}: {said}");
    }
}

#[test]
fn a_source_that_tells_a_place_is_renamed_once_that_is_hidden() {
    for (name, url) in [
        ("Those of Zyxwell Orchard Road", None),
        (
            "A list",
            Some("https://list.example/4417-Zyxwell-orchard-rd"),
        ),
    ] {
        for is_of_feed in [true, false] {
            let desk = Desk::new();
            let list = called("list", name, url);
            // Open before, or new and confidential.
            if is_of_feed {
                desk.load(called("feed", "Feed", None), shelter(false));
            }
            assert_eq!(desk.load(list.clone(), advice()).0, Some(0));
            assert!(desk.tells("Zyxwell"));
            let (code, said) = desk.load(called("feed", "Feed", None), shelter(true));
            assert_eq!(code, Some(0), "{said}");
            assert!(!desk.tells("Zyxwell"), "{name}");
            assert!(desk.tells("whose name is not shown"), "{name}");
            // It comes again, without the place.
            let (code, said) = desk.load(list, advice());
            assert_eq!(code, Some(0), "{said}");
            assert!(said.contains("nothing changed"), "{said}");
            assert!(!desk.tells("Zyxwell"), "{name}");
            let (code, said) = desk.load(called("list", "Legal aid", None), advice());
            assert_eq!(code, Some(0), "{said}");
            assert!(desk.tells("\"Legal aid\""), "{name}");
        }
    }
}
