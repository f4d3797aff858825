//! What a person is shown who judges whether two records are one.

use std::path::Path;

use serde_json::{Value, json};

use super::nearhelp;

/// A source's file of one house: a service with this number at this address, and a place that is kept secret.
fn house(folder: &Path, source: &str, name: &str, number: &str, street: &str) {
    let address = |street: &str, city: &str, zip: &str| json!([{"address_1": street, "city": city, "state_province": "MO", "postal_code": zip, "country": "US", "address_type": "physical"}]);
    let file = json!({
        "source": {"key": source, "name": source, "kind": "directory", "date": null, "url": null},
        "claims": [
            {"record": "organization", "key": "o", "body": {"name": name, "website": "https://house.example"}},
            {"record": "location", "key": "l", "body": {"location_type": "physical", "addresses": address(street, "Liberty", "64068")}},
            {"record": "location", "key": "k", "body": {"location_type": "physical", "withheld": true,
                "public_area": "Greene County, MO", "addresses": address("77 Zyxwell Ln", "Springfield", "65806")}},
            {"record": "service", "key": "v", "body": {"organization_id": "o", "name": "Legal advice",
                "phones": [{"number": number, "type": "voice"}]}},
            {"record": "service_at_location", "key": "a", "body": {"service_id": "v", "location_id": "l"}},
            {"record": "service_at_location", "key": "b", "body": {"service_id": "v", "location_id": "k"}},
        ],
    });
    std::fs::write(folder.join("said.json"), file.to_string()).unwrap();
    nearhelp(folder, &["load", "said.json", "--by", "Cy"]);
}

#[test]
fn a_duplicate_is_shown_with_what_both_are_known_by() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    house(
        folder,
        "one",
        "Harbor Hope House",
        "816-336-0142",
        "210 Main St",
    );
    house(
        folder,
        "two",
        "Hope House Harbor",
        "816-336-0143",
        "12 Elm St",
    );
    let (_, listed, _) = nearhelp(folder, &["review", "--json"]);
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let groups = listed["contents"].as_array().unwrap();
    let mut duplicates = groups.iter().filter(|group| group["rule"] == "duplicate");
    let number = duplicates.next().expect("it waits")["numbers"][0].to_string();
    let (_, shown, _) = nearhelp(folder, &["review", "show", &number]);
    let line = |of: &str| -> Vec<String> {
        let lines = shown
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with(&format!("{of} ")));
        let cells = lines.map(|line| line.split("  ").map(str::trim).filter(|it| !it.is_empty()));
        cells
            .map(|cells| cells.collect::<Vec<_>>().join("|"))
            .collect()
    };
    assert_eq!(
        line("name"),
        ["name|Hope House Harbor|Harbor Hope House"],
        "{shown}"
    );
    assert_eq!(
        line("number"),
        ["number|816-336-0143|816-336-0142"],
        "{shown}"
    );
    assert_eq!(
        line("address"),
        ["address|12 Elm St, Liberty, MO, 64068|210 Main St, Liberty, MO, 64068"],
        "{shown}"
    );
    let site = "https://house.example";
    assert_eq!(
        line("website"),
        [format!("website|{site}|{site}")],
        "{shown}"
    );
    let (_, as_json, _) = nearhelp(folder, &["review", "show", &number, "--json"]);
    assert!(!(shown + &as_json).contains("Zyxwell"));
    let as_json: Value = serde_json::from_str(&as_json).unwrap();
    assert_eq!(
        as_json["beside"]["proposed"]["numbers"],
        json!(["816-336-0143"])
    );
    assert_eq!(
        as_json["beside"]["there"]["numbers"],
        json!(["816-336-0142"])
    );
}
