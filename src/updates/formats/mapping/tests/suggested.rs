//! A suggested mapping loads as it is.

use super::*;

/// How many records of each kind the suggestion makes of a file, and its text.
fn loaded(csv: &str) -> (BTreeMap<&'static str, usize>, String) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv.as_bytes());
    let mut rows = reader.records().map(|row| row.unwrap());
    let header = rows.next().unwrap();
    let rows: Vec<Vec<String>> = rows
        .take(20)
        .map(|row| row.iter().map(str::to_owned).collect())
        .collect();
    let headers: Vec<&str> = header.iter().collect();
    let text = suggest(&headers, &rows);
    let input = open(mapping(&text), in_memory(csv));
    let kinds = [
        RecordKind::Organization,
        RecordKind::Service,
        RecordKind::Location,
        RecordKind::ServiceAtLocation,
    ];
    let counts = kinds.map(|kind| (kind.as_str(), seen(&input, kind).entries.len()));
    (counts.into_iter().collect(), text)
}

#[test]
fn a_list_of_agencies_and_programs() {
    let (counts, text) = loaded(
        "Agency Name,Program Name,Street Address,City,State,Zip,Phone,Hours of Operation,Website,Eligibility\n\
         Hope,Shelter,1 Main St,Tampa,FL,33602,813-555-0100,24/7,www.example.org,Women\n\
         Hope,Counseling,1 Main St,Tampa,FL,33602,813-555-0100,M-F 9-5,www.example.org,Anyone\n",
    );
    let each = [
        ("organization", 1),
        ("service", 2),
        ("location", 2),
        ("service_at_location", 2),
    ];
    assert_eq!(counts, each.into(), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn a_name_that_several_have_is_no_key_by_itself() {
    let (counts, text) = loaded(
        "Agency Name,Program Name,Street Address,City,State,Zip,Phone\n\
         Hope,Food pantry,1 Main St,Tampa,FL,33602,813-555-0100\n\
         Haven,Food pantry,2 Main St,Tampa,FL,33602,813-555-0101\n\
         Haven,Shelter,3 Main St,Tampa,FL,33602,813-555-0102\n\
         Haven,Shelter,4 Main St,Tampa,FL,33602,813-555-0102\n",
    );
    let each = [
        ("organization", 2),
        ("service", 3),
        ("location", 4),
        ("service_at_location", 4),
    ];
    assert_eq!(counts, each.into(), "{text}");
    assert!(
        text.contains("“Program Name” alone is the same in rows 2 and 3, which differ"),
        "{text}"
    );
    let (_, text) = loaded(
        "Agency Name,Program Name,Phone\nHope,Pantry,813-555-0100\nHope,Pantry,813-555-0101\n",
    );
    assert!(
        text.contains("# not unique: the same in rows 2 and 3"),
        "{text}"
    );
}

#[test]
fn columns_that_only_their_cells_tell() {
    let (counts, text) = loaded(
        "ID,Name,Reach us,When,Where,Category\n\
         1,Clinic,305-555-0100,Mon-Fri 9-5,\"1 Main St, Miami, FL 33101\",health\n\
         2,Desk,305-555-0101,Sat 10-2,\"2 Main St, Miami, FL 33101\",legal\n",
    );
    let each = [
        ("organization", 2),
        ("service", 2),
        ("location", 2),
        ("service_at_location", 2),
    ];
    assert_eq!(counts, each.into(), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn names_that_are_odd() {
    let (counts, text) = loaded(
        "Organization,\"Say \"\"hi\"\"\",Phone,Phone,,Service Areas\nA,x,305-555-0100,,,Lee; Dade\n",
    );
    assert_eq!(counts["organization"], 1, "{text}");
    assert!(text.contains("split = \";\""), "{text}");
}

#[test]
fn nothing_that_is_known() {
    let (counts, text) = loaded("foo,bar\n1,2\n");
    assert_eq!(counts["organization"], 1, "{text}");
    assert!(text.contains("guessed: nothing looks like a key"), "{text}");
}

#[test]
fn the_files_of_florida() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples/florida-legal-aid");
    if !sample.is_dir() {
        return eprintln!("skipped: {} is not there", sample.display());
    }
    for (file, kind) in [
        ("organizations", "organization"),
        ("locations", "location"),
        ("services", "service"),
    ] {
        let (counts, text) =
            loaded(&std::fs::read_to_string(sample.join(format!("{file}.csv"))).unwrap());
        assert!(counts[kind] >= 20, "{counts:?}\n{text}");
    }
}

#[test]
fn a_number_that_may_be_private_is_not_suggested() {
    let (_, text) = loaded(
        "Agency Name,Phone1Number,Phone1IsPrivate,Phone2Number\n\
         Hope,813-336-0100,true,813-336-0101\n\
         Haven,813-336-0102,false,813-336-0103\n",
    );
    let (fields, rest): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| !line.starts_with('#'));
    assert!(!fields.join("\n").contains("Phone1"), "{text}");
    assert!(rest.join("\n").contains("Phone1Number"), "{text}");
}

#[test]
fn a_column_that_keeps_places_gets_a_table_of_its_cells() {
    for (column, cells, table) in [
        (
            "Confidential address",
            ["Yes", "No"],
            "{ \"No\" = false, \"Yes\" = true }",
        ),
        (
            "OK to list address",
            ["N", "Y"],
            "{ \"N\" = true, \"Y\" = false }",
        ),
        ("Location is private", ["x", ""], "{ \"x\" = true }"),
    ] {
        let (counts, text) = loaded(&format!(
            "id,Agency,Program,Phone,Address,{column}\n\
             1,Hope,Shelter,813-336-0100,\"1 Main St, Tampa, FL 33602\",{}\n\
             2,Hope,Legal aid,813-336-0101,\"2 Main St, Tampa, FL 33602\",{}\n",
            cells[0], cells[1]
        ));
        assert_eq!(
            (counts["organization"], counts["location"]),
            (1, 2),
            "{text}"
        );
        let line = format!("withheld = {{ column = \"{column}\", map = {table} }}");
        assert!(text.contains(&line), "{text}");
        // The number is the service's, and what is where is told by both.
        let service = text.split("[[record]]").nth(2).unwrap();
        assert!(service.contains("phones = "), "{text}");
        let placed = text.split("[[record]]").nth(4).unwrap();
        assert!(placed.contains("key = \"id\""), "{text}");
    }
    // What says something else is left alone.
    let (_, text) = loaded(
        "Agency,Program,Address,Private pay\nHope,Legal aid,\"2 Main St, Tampa, FL 33602\",Yes\n",
    );
    assert!(!text.contains("withheld"), "{text}");
}

#[test]
fn beside_a_town_and_a_zip_an_address_is_the_street() {
    for street in [
        "Address",
        "Address 1",
        "Address1",
        "Physical Address",
        "Location Address",
    ] {
        let (counts, text) = loaded(&format!(
            "id,Agency,Program,{street},City,State,Zip,Phone\n\
             1,Hope,Food,12 Oak St,Tampa,FL,33602,813-336-0100\n\
             2,Haven,Legal aid,14 Oak St,Tampa,FL,33602,813-336-0101\n",
        ));
        assert_eq!(counts["location"], 2, "{text}");
        let parts = format!(
            "fields = {{ address_1 = \"{street}\", city = \"City\", state_province = \"State\", postal_code = \"Zip\","
        );
        assert!(text.contains(&parts), "{text}");
    }
    // An address whole stays one.
    let (_, text) = loaded(
        "Agency,Program,Address,Phone\nHope,Food,\"12 Oak St, Tampa, FL 33602\",813-336-0100\n",
    );
    assert!(
        text.contains("{ column = \"Address\", as = \"address\" }"),
        "{text}"
    );
}

#[test]
fn an_export_of_a_call_center() {
    let (counts, text) = loaded(
        "ResourceAgencyNum,PublicName,AgencyDescription,PhysicalAddress1,PhysicalAddress2,PhysicalCity,PhysicalCounty,\
         PhysicalStateProvince,PhysicalPostalCode,PhysicalCountry,PhysicalAddressIsPrivate,Phone1Number,ProviderURL,Latitude,Longitude\n\
         1,Elm,Food,12 Oak St,,Liberty,Clay,MO,64068,US,No,816-436-2201,www.example.org,39.2,-94.4\n\
         2,Oak,Housing,7719 Zanzibarstone Trl,,Liberty,Clay,MO,64068,US,Yes,816-436-2202,www.example.org,39.3,-94.5\n",
    );
    assert_eq!(
        (counts["organization"], counts["location"]),
        (2, 2),
        "{text}"
    );
    insta::assert_snapshot!(text);
}
