//! A confidential place that its source does not give, while somebody has one of the same organization in the open: it
//! may be the place, or an office.

use serde_json::{Value, json};

use super::{
    Desk,
    feed::HERE,
    flagged::is_shown,
    namesakes::{at_the_house, loaded},
};

const NUMBER: &str = "816-555-0142";
const BY: [&str; 4] = ["--by", "Ana", "--reason", "it is the office"];

/// The same organization, as another source has it: flagged, and with no place.
fn flagged(area: &str, number: Option<&str>) -> Value {
    let mut service = at_the_house("b", "Harbor Help", None);
    service["name"] = json!("Night shelter");
    service["service_at_locations"][0]["location"] = json!({"id": "b-l", "location_type": "physical",
        "is_confidential": true, "public_area": area});
    if let Some(number) = number {
        service["phones"] = json!([{"number": number}]);
    }
    service
}

/// A service of theirs in the open, with this number.
fn open(name: &str) -> Value {
    let mut service = at_the_house("a", name, None);
    service["phones"] = json!([{"number": NUMBER}]);
    service
}

/// Loads as another source than the county.
fn state(desk: &Desk, services: &[Value]) -> Value {
    let path = desk.feeds.path().join("state.json");
    std::fs::write(&path, json!(services).to_string()).expect("a file");
    let path = path.display().to_string();
    desk.run_openly(&["load", "--json", "--source", "state", &path])
        .json()
}

/// The number of the one item that asks whether the place is confidential.
fn asked(desk: &Desk) -> String {
    let listed = desk.run_openly(&["review", "--json"]).json();
    let items = listed["contents"].as_array().expect("contents").iter();
    let asked: Vec<&Value> = items
        .filter(|item| item["rule"] == "confidential_to_public")
        .collect();
    assert_eq!(asked.len(), 1, "{listed:#}");
    asked[0]["numbers"][0].to_string()
}

#[test]
fn what_may_be_the_place_is_withheld_and_asked_about() {
    for (name, number) in [
        ("Harbor Help", Some(NUMBER)),
        ("The Harbor Help Inc.", Some("(816) 555-0142")),
        // There is no number to tell them apart by.
        ("Harbor Help", None),
        // The number is the strongest sign, whatever name a list has.
        ("Bay Legal Aid", Some(NUMBER)),
    ] {
        let desk = Desk::new(&HERE);
        loaded(&desk, &[open(name)], Desk::run_openly);
        assert!(is_shown(&desk));
        let hidden = state(&desk, &[flagged("Jackson County, MO", number)]);
        assert_eq!(hidden["hidden"], 1, "{name}: {hidden:#}");
        desk.assert_exports_without();
        desk.assert_left_nothing(name);
        // Asked about once, however often it comes.
        loaded(&desk, &[open(name)], Desk::run);
        let asked = asked(&desk);
        let listed = desk.run(&["review"]).stdout;
        let whose = listed.contains("Harbor Help") || listed.contains(name);
        assert!(whose, "{listed}");
        let approved = desk.run(&[&["review", "approve", &asked][..], &BY].concat());
        assert_eq!(approved.code, Some(0), "{}", approved.stderr);
        // And remembered, whoever is loaded again.
        for _ in 0..2 {
            loaded(&desk, &[open(name)], Desk::run_openly);
            assert!(is_shown(&desk), "{name}");
            state(&desk, &[flagged("Jackson County, MO", number)]);
            assert!(is_shown(&desk), "{name}");
        }
    }
}

#[test]
fn what_is_not_the_place_stays() {
    let mut said = open("Harbor Help");
    said["service_at_locations"][0]["location"]["withheld"] = json!(false);
    for (open, flagged) in [
        // In another county, of another name and number, with another number, said to be public.
        (
            open("Harbor Help"),
            flagged("St. Louis County, MO", Some(NUMBER)),
        ),
        (open("Bay Legal Aid"), flagged("Jackson County, MO", None)),
        (
            open("Harbor Help"),
            flagged("Jackson County, MO", Some("816-555-0199")),
        ),
        (said, flagged("Jackson County, MO", Some(NUMBER))),
    ] {
        let desk = Desk::new(&HERE);
        loaded(&desk, std::slice::from_ref(&open), Desk::run_openly);
        let report = state(&desk, &[flagged]);
        assert_eq!(report["hidden"], 0, "{open:#}: {report:#}");
        assert!(is_shown(&desk), "{open:#}");
    }
}

/// A number that more than two others have is a line for all.
#[test]
fn a_number_of_many_is_no_sign() {
    for in_one_file in [false, true] {
        let mut services: Vec<Value> = ["Bay Legal Aid", "Oak Clinic", "Pine Pantry"]
            .into_iter()
            .enumerate()
            .map(|(at, name)| {
                let mut service = at_the_house(&format!("a{at}"), name, None);
                service["phones"] = json!([{"number": NUMBER}]);
                service["service_at_locations"][0]["location"]["addresses"][0]["address_1"] =
                    json!(format!("{at}12 Main St"));
                service
            })
            .collect();
        let shelter = flagged("Jackson County, MO", Some(NUMBER));
        let desk = Desk::new(&HERE);
        if in_one_file {
            services.push(shelter);
            loaded(&desk, &services, Desk::run_openly);
        } else {
            loaded(&desk, &services, Desk::run_openly);
            let report = state(&desk, &[shelter]);
            assert_eq!(report["hidden"], 0, "{report:#}");
        }
        let export = desk.run_openly(&["export", "--format", "csv"]).stdout;
        assert!(export.contains("212 Main St"), "{in_one_file}: {export}");
    }
}

#[test]
fn under_another_name_with_its_number_in_one_file_too() {
    let desk = Desk::new(&HERE);
    let both = [
        open("Bay Legal Aid"),
        flagged("Jackson County, MO", Some(NUMBER)),
    ];
    loaded(&desk, &both, Desk::run);
    desk.assert_exports_without();
    asked(&desk);
}

#[test]
fn in_one_file_too() {
    let desk = Desk::new(&HERE);
    let mut both = open("Harbor Help");
    let places = both["service_at_locations"].as_array_mut().expect("places");
    let mut confidential = flagged("Jackson County, MO", None)["service_at_locations"][0].clone();
    confidential["id"] = json!("c-p");
    confidential["location"]["id"] = json!("c-l");
    places.push(confidential);
    let report = loaded(&desk, std::slice::from_ref(&both), Desk::run);
    assert_eq!(
        report["problems_by_code"]["perhaps_confidential"], 1,
        "{report:#}"
    );
    desk.assert_exports_without();
    let asked = asked(&desk);
    let approved = desk.run(&[&["review", "approve", &asked][..], &BY].concat());
    assert_eq!(approved.code, Some(0), "{}", approved.stderr);
    for _ in 0..2 {
        loaded(&desk, std::slice::from_ref(&both), Desk::run_openly);
        assert!(is_shown(&desk));
    }
    // A full update has it too: it keeps the key that it was hidden by.
    let whole = desk.feeds.path().join("whole.json");
    std::fs::write(&whole, json!([both]).to_string()).expect("a file");
    let whole = whole.display().to_string();
    for _ in 0..3 {
        let full = ["load", "--json", "--full", "--source", "county", &whole];
        let report = desk.run_openly(&full).json();
        assert_eq!(report["missing"], 0, "{report:#}");
        assert!(is_shown(&desk));
    }
}

/// Most who keep a shelter have an office too: with a service of its own, and another number, it is none.
#[test]
fn an_office_with_nothing_in_common_stays() {
    let mut shelter = flagged("Jackson County, MO", Some("816-555-0188"));
    let mut office = open("Harbor Help");
    shelter["organization"]["id"] = json!("o");
    office["organization"]["id"] = json!("o");
    let desk = Desk::new(&HERE);
    let both = [office.clone(), shelter.clone()];
    let report = loaded(&desk, &both, Desk::run_openly);
    assert_eq!(report["held"], 0, "{report:#}");
    assert!(is_shown(&desk));
    // And whichever comes first.
    let desk = Desk::new(&HERE);
    for services in [&both[..1], &both[1..]] {
        loaded(&desk, services, Desk::run_openly);
    }
    assert!(is_shown(&desk));
    // With a number in common it may be the place.
    shelter["phones"] = json!([{"number": NUMBER}]);
    let desk = Desk::new(&HERE);
    loaded(&desk, &[office, shelter], Desk::run);
    desk.assert_exports_without();
    asked(&desk);
}

/// What it says of the service is of its places.
#[test]
fn a_flag_on_a_service_hides_where_it_is() {
    for (column, value) in [
        ("location_type", json!("confidential")),
        ("confidentiality", json!("high")),
        ("sensitive", json!(true)),
        ("dv_shelter", json!("yes")),
    ] {
        let desk = Desk::new(&HERE);
        let mut service = open("Harbor Help");
        service[column] = value;
        let report = loaded(&desk, &[service], Desk::run);
        assert_eq!(report["rejected"], 0, "{column}: {report:#}");
        desk.assert_exports_without();
    }
}

/// The place is gone, and who kept it is not forgotten.
#[test]
fn a_place_that_was_taken_back_waits_under_another_key() {
    for undone in [false, true] {
        let desk = Desk::new(&HERE);
        let report = loaded(
            &desk,
            &[at_the_house("a", "Harbor Help", Some(true))],
            Desk::run,
        );
        if undone {
            let changeset = report["changeset"].to_string();
            desk.run(&[&["undo", &changeset][..], &BY].concat());
        } else {
            let path = desk.feeds.path().join("other.json");
            let other = at_the_house("z", "Elm Clinic", None);
            let far = json!([{"id": other["id"], "name": "Care", "status": "active",
                "organization": other["organization"]}]);
            std::fs::write(&path, far.to_string()).expect("a file");
            let path = path.display().to_string();
            desk.run(&["load", "--full", "--source", "county", &path]);
        }
        let mut anew = at_the_house("a", "Harbor Help", None);
        anew["service_at_locations"][0]["id"] = json!("q");
        anew["service_at_locations"][0]["location"]["id"] = json!("m");
        let report = loaded(&desk, &[anew], Desk::run);
        let waits = &report["held_by_rule"]["confidential_to_public"];
        assert_eq!(*waits, 1, "{undone}: {report:#}");
        desk.assert_exports_without();
    }
}

/// In a link and in small letters; and no number runs into the next sentence.
#[test]
fn an_address_in_a_link_is_left_out() {
    let desk = Desk::new(&HERE);
    let mut service = flagged("Jackson County, MO", None);
    service["organization"]["website"] = json!("https://harbor.example.org/4417-zyxwell");
    service["organization"]["description"] = json!("Donations: 4417 zyxwell");
    service["url"] = json!("https://harbor.example.org/?at=4417_zyxwell_orchard");
    service["description"] = json!("Open 9 to 5; Elm Street buses stop near the store.");
    let report = loaded(&desk, &[service], Desk::run);
    assert_eq!(report["problems_by_code"]["text_withheld"], 3, "{report:#}");
    desk.assert_exports_without();
    let export = desk.run(&["export", "--format", "hsds-json"]).stdout;
    assert!(export.contains("Elm Street buses"), "{export}");
    assert!(!export.contains("4417"), "{export}");
}

/// A person says that two are one: what the other has in the open may be the place, as if they had come as one.
#[test]
fn what_a_merge_brings_to_whoever_keeps_a_place_is_asked_about() {
    let shelter = flagged("Jackson County, MO", Some("816-555-0199"));
    let mut own = shelter.clone();
    own["organization"]["id"] = json!("a-o");
    // What is offered at the place may have to wait longer than the organization.
    let mut alike = shelter.clone();
    alike["name"] = json!("Counseling");
    // A source that has the flag itself knows what is open.
    for (county, shelter, is_hidden) in [
        (vec![open("Harbor Help")], &shelter, true),
        (vec![open("Harbor Help")], &alike, true),
        (vec![open("Harbor Help"), own], &shelter, false),
    ] {
        let desk = Desk::new(&HERE);
        loaded(&desk, &county, Desk::run_openly);
        let mut other = shelter.clone();
        if !is_hidden {
            other["service_at_locations"] = json!([]);
        }
        state(&desk, &[other]);
        assert!(is_shown(&desk));
        let listed = desk.run_openly(&["review", "--json"]).json();
        let mut items = listed["contents"].as_array().expect("contents").iter();
        let duplicate = items.find(|item| item["rule"] == "duplicate");
        let duplicate = duplicate.expect("a duplicate")["numbers"][0].to_string();
        let merged = desk.run_openly(&[&["review", "approve", &duplicate][..], &BY].concat());
        let waits_anew = merged.stderr.contains("waits anew");
        assert!(merged.code == Some(0) || waits_anew, "{}", merged.stderr);
        let told = "hidden from now on: 1 place\n";
        assert_eq!(merged.stdout.contains(told), is_hidden, "{}", merged.stdout);
        assert_eq!(is_shown(&desk), !is_hidden);
        if !is_hidden {
            continue;
        }
        desk.assert_exports_without();
        desk.assert_left_nothing("a merge");
        let asked = asked(&desk);
        loaded(&desk, &county, Desk::run);
        let approved = desk.run(&[&["review", "approve", &asked][..], &BY].concat());
        assert_eq!(approved.code, Some(0), "{}", approved.stderr);
        loaded(&desk, &county, Desk::run_openly);
        assert!(is_shown(&desk));
        state(&desk, std::slice::from_ref(shelter));
        assert!(is_shown(&desk));
    }
}

/// It says so of all that it has, and nobody gives the place.
#[test]
fn what_a_merge_brings_to_whoever_is_flagged_itself_is_asked_about() {
    let mut shelter = flagged("Jackson County, MO", Some("816-555-0199"));
    shelter["service_at_locations"] = json!([]);
    shelter["organization"]["hide_address"] = json!(true);
    let desk = Desk::new(&HERE);
    loaded(&desk, &[open("Harbor Help")], Desk::run_openly);
    state(&desk, &[shelter]);
    let listed = desk.run_openly(&["review", "--json"]).json();
    let mut items = listed["contents"].as_array().expect("contents").iter();
    let duplicate = items.find(|item| item["rule"] == "duplicate");
    let duplicate = duplicate.expect("a duplicate")["numbers"][0].to_string();
    desk.run_openly(&[&["review", "approve", &duplicate][..], &BY].concat());
    desk.assert_exports_without();
    desk.assert_left_nothing("a merge");
    asked(&desk);
}

/// A row's flag, in a mapping that knows of none, is of the row's place.
#[test]
fn the_other_offices_of_a_mapped_list_stay() {
    let desk = Desk::new(&HERE);
    let path = |name: &str| desk.feeds.path().join(name);
    std::fs::write(
        path("offices.csv"),
        "id,agency,program,address,Confidential address\n\
         1,Harbor Help,Beds,\"4417 Zyxwell Orchard Road, Independence, MO 64055\",Yes\n\
         2,Harbor Help,Advice,\"100 Main Street, Independence, MO 64050\",No\n\
         3,Harbor Help,Law,\"200 Main Street, Independence, MO 64050\",\n",
    )
    .expect("a file");
    let record = |kind: &str, key: &str, fields: &str| {
        format!("[[record]]\nkind = \"{kind}\"\nkey = \"{key}\"\nfields = {{ {fields} }}\n")
    };
    let mapping = [
        "[file.offices]\n".to_owned(),
        record("organization", "agency", "name = \"agency\""),
        record(
            "service",
            "id",
            "organization_id = \"agency\", name = \"program\"",
        ),
        record(
            "location",
            "id",
            "location_type = { text = \"physical\" }, addresses = { column = \"address\", as = \"address\" }",
        ),
        record(
            "service_at_location",
            "id",
            "service_id = \"id\", location_id = \"id\"",
        ),
    ];
    std::fs::write(path("offices.toml"), mapping.concat()).expect("a file");
    let (mapping, file) = (path("offices.toml"), path("offices.csv"));
    let (mapping, file) = (mapping.display().to_string(), file.display().to_string());
    let load = [
        "load",
        "--json",
        "--source",
        "county",
        "--mapping",
        &mapping,
        &file,
    ];
    for _ in 0..2 {
        let report = desk.run(&load).json();
        assert_eq!(report["rejected"], 0, "{report:#}");
        assert_eq!(report["held"], 0, "{report:#}");
        desk.assert_exports_without();
        let export = desk.run(&["export", "--format", "csv"]).stdout;
        for office in ["100 Main Street", "200 Main Street"] {
            assert!(export.contains(office), "{export}");
        }
    }
    let read = desk.run(&["review", "show", "1"]).stdout;
    assert!(read.contains("1 confidential place"), "{read}");
}

/// Whoever writes without a key, or decides, may know where it is.
#[test]
fn what_people_write_of_whoever_keeps_a_place_is_kept_without_an_address() {
    let desk = Desk::new(&HERE);
    loaded(
        &desk,
        &[at_the_house("a", "Harbor Help", Some(true))],
        Desk::run,
    );
    loaded(&desk, &[at_the_house("a", "Harbor Help", None)], Desk::run);
    let asked = asked(&desk);
    let reason = "They are at 4417 Zyxwell Orchard Road";
    let judged = desk.run(&[
        "review", "reject", &asked, "--by", "Ana", "--reason", reason,
    ]);
    assert_eq!(judged.code, Some(0), "{}", judged.stderr);
    let server = desk.serve();
    let anyone = server.anonymous();
    for kind in ["organization", "service", "location"] {
        let page = anyone.get(&format!("/v1/{kind}s")).ok();
        let said = json!({"kind": kind, "id": page["contents"][0]["id"], "wrong": "place", "text": reason});
        let json = [("content-type", "application/json")];
        let sent = anyone.send(
            "POST",
            "/v1/suggestions",
            &json,
            said.to_string().into_bytes(),
        );
        assert_eq!(sent.status, 204, "{sent:?}");
    }
    let said = desk.run(&["review", "suggestions"]).stdout;
    assert_eq!(said.matches("Not kept").count(), 3, "{said}");
    server.stop();
    desk.assert_left_nothing("what was said");
}
