//! Cells of the row of a confidential place that no mapping names.

use std::fs;

use super::{Desk, feed::HERE};

/// Reads the name and what says that the place is confidential.
const LEAST: &str = r#"
[source]
key = "county"
name = "County"
kind = "directory"
[file.rows]
path = "rows.csv"
[[record]]
kind = "organization"
key = "Name"
fields = { name = "Name", description = "About" }
[[record]]
kind = "location"
key = "Name"
fields = { location_type = { text = "physical" }, withheld = { column = "Conf", as = "yes_no" }, public_area = { text = "Jackson County, MO" } }
"#;
/// Reads the address too, and what is offered there.
const MORE: &str = r#"
[[record.part]]
of = "addresses"
fields = { address_1 = "Street", city = "City", state_province = { value = "MO" }, postal_code = "Zip", country = { value = "US" }, address_type = { value = "physical" } }
[[record]]
kind = "service"
key = "Name"
fields = { name = "Name", organization_id = "Name", kind = { text = "help" } }
[[record]]
kind = "service_at_location"
key = "Name"
fields = { service_id = "Name", location_id = "Name" }
"#;

fn desk(mapping: &str, header: &str, rows: &[&str]) -> (Desk, Vec<String>) {
    let desk = Desk::new(&HERE);
    let (csv, toml) = (
        desk.feeds.path().join("rows.csv"),
        desk.feeds.path().join("map.toml"),
    );
    fs::write(&csv, format!("{header}\n{}\n", rows.join("\n"))).expect("a file");
    fs::write(&toml, mapping).expect("a file");
    let named = [
        csv.display().to_string(),
        "--mapping".to_owned(),
        toml.display().to_string(),
    ];
    (desk, named.into())
}

#[test]
fn what_nothing_reads_is_not_kept_beside_a_confidential_place() {
    let whole = format!("{LEAST}{MORE}");
    for (mapping, header, cells) in [
        (
            LEAST,
            "About,Conf,PhysicalAddress1,PhysicalPostalCode,PhysicalAddressIsPrivate",
            "Helps.,,4417 Zyxwell Orchard Rd,64055,Yes",
        ),
        (
            LEAST,
            "About,StreetNumber,StreetName,Conf",
            "Helps.,4417,Zyxwell Orchard Rd,y",
        ),
        (
            LEAST,
            "About,Conf",
            "\"Come to 4417 Zyxwell Orchard Rd, 39.07193, -94.38846.\",y",
        ),
        (
            whole.as_str(),
            "About,Street,City,Zip,Conf,Lat,Lon",
            "Helps.,,Independence,,y,39.071938,-94.388467",
        ),
        (
            whole.as_str(),
            "About,Street,City,Zip,Conf,Landmark,Directions",
            "Helps.,12 Elm St,Independence,,y,Thistledown Annex,Second left after Zyxwell Orchard",
        ),
    ] {
        let header = format!("Name,{header}");
        let (desk, feed) = desk(mapping, &header, &[&format!("Oak House,{cells}")]);
        let checked = desk.with(&["check"], &feed);
        assert!(
            checked.stdout.contains(" read: "),
            "{}{}",
            checked.stdout,
            checked.stderr
        );
        desk.with(&["load"], &feed);
        desk.assert_exports_without();
        desk.run(&["history", "--json"]);
    }
}

#[test]
fn other_rows_keep_theirs() {
    let rows = ["Oak House,Helps.,y,blue", "Elm House,Helps.,n,green"];
    let (desk, feed) = desk(LEAST, "Name,About,Conf,Colour", &rows);
    let loaded = desk.with(&["load"], &feed);
    assert_eq!(loaded.code, Some(0), "{}{}", loaded.stdout, loaded.stderr);
    let exported = desk.run(&["history", "Elm House", "--json"]).stdout;
    assert!(exported.contains("green"), "{exported}");
    let exported = desk.run(&["history", "Oak House", "--json"]).stdout;
    assert!(!exported.contains("blue"), "{exported}");
}
