//! Single records: PUT, PATCH, DELETE.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use nearhelp::store::Role;
use serde_json::{Value, json};

use super::JSON;
use crate::common::{
    Answer, Caller, Directory, Sources, Stored,
    sources::{at, line, listing},
};

const NEW: &str = "0b7c1c52-5b0c-4d8f-9a55-6a8f7f1f3c11";

pub fn write(caller: &Caller, method: &str, path: &str, seen: Option<i64>, body: &Value) -> Answer {
    let tag = seen.map(|seen| format!("\"{seen}\""));
    let mut headers = vec![JSON];
    headers.extend(tag.as_deref().map(|tag| ("if-match", tag)));
    let body = match body {
        Value::Null => Vec::new(),
        body => body.to_string().into_bytes(),
    };
    caller.send(method, path, &headers, body)
}

pub fn revision(answer: &Answer) -> i64 {
    let revision = answer.header("record-revision");
    revision
        .and_then(|revision| revision.parse().ok())
        .expect("a record's revision")
}

/// The first record of a list.
fn first(directory: &Directory, list: &str) -> String {
    let page = directory.anonymous().get(&format!("/v1/{list}")).ok();
    format!(
        "/v1/{list}/{}",
        page["contents"][0]["id"].as_str().expect("an id")
    )
}

fn hope_house() -> Directory {
    let service = json!({"email": "a@hope.org", "description": "Beds", "phones": [{"number": "816-555-0100"}]});
    Directory::of(&Sources::of([at("Hope House", 38.9, -94.4, service)]))
}

#[test]
fn a_new_record_is_put_and_served() {
    let directory = hope_house();
    let publisher = directory.keyed(Role::Publisher);
    let path = format!("/v1/organizations/{NEW}");
    let answer = write(
        &publisher,
        "PUT",
        &path,
        None,
        &json!({"name": "New House"}),
    );
    assert_eq!(answer.status, 201, "{answer:?}");
    let served = directory.anonymous().get(&path);
    assert_eq!(served.ok()["name"], "New House");
    assert_eq!(revision(&served), revision(&answer));
    let made = publisher
        .get(answer.header("location").expect("a location"))
        .ok();
    assert_eq!(made["how"], "edit");
    // What the source no longer says is gone.
    let body = json!({"name": "New House", "email": "a@b.org"});
    let answer = write(&publisher, "PUT", &path, Some(revision(&answer)), &body);
    assert_eq!(
        (
            answer.status,
            directory.anonymous().get(&path).ok()["email"].clone()
        ),
        (200, json!("a@b.org"))
    );
    let answer = write(
        &publisher,
        "PUT",
        &path,
        Some(revision(&answer)),
        &json!({"name": "New House"}),
    );
    assert_eq!(answer.status, 200);
    assert_eq!(directory.anonymous().get(&path).ok().get("email"), None);
}

#[test]
fn the_version_that_was_seen_has_to_be_said_and_right() {
    let directory = hope_house();
    let publisher = directory.keyed(Role::Publisher);
    let path = first(&directory, "organizations");
    let body = json!({"email": "a@b.org"});
    for method in ["PUT", "PATCH", "DELETE"] {
        write(&publisher, method, &path, None, &body).problem(428, "precondition-required");
        write(&publisher, method, &path, Some(99), &body).problem(412, "precondition-failed");
        for weak in ["W/\"1\"", "\"x\"", "*"] {
            let headers = [JSON, ("if-match", weak)];
            let answer = publisher.send(method, &path, &headers, body.to_string().into_bytes());
            assert!([400, 412].contains(&answer.status), "{answer:?}");
        }
    }
    write(&publisher, "PATCH", &path, Some(1), &body).ok();
}

#[test]
fn a_patch_changes_what_it_names_and_keeps_the_rest() {
    let directory = hope_house();
    let publisher = directory.keyed(Role::Publisher);
    let path = first(&directory, "services");
    let seen = revision(&directory.anonymous().get(&path));
    let kind = "?source=provider";
    let patch = json!({"email": "b@hope.org", "description": null});
    write(
        &publisher,
        "PATCH",
        &format!("{path}{kind}"),
        Some(seen),
        &patch,
    )
    .ok();
    let service = directory.anonymous().get(&path).ok();
    assert_eq!(
        (&service["email"], &service["name"]),
        (&json!("b@hope.org"), &json!("Hope House"))
    );
    assert_eq!(service.get("description"), None, "{service}");
    assert_eq!(service["phones"][0]["number"], "+18165550100");
}

/// The fields of the problems of this code.
/// Whoever's word it would be: nothing is said, and the record stays whose it is.
#[test]
fn a_patch_of_which_nothing_is_read_changes_nothing() {
    let directory = hope_house();
    let publisher = directory.keyed(Role::Publisher);
    let service = first(&directory, "services");
    let before = directory.anonymous().get(&service);
    for source in ["provider", "desk"] {
        let path = format!("{service}?source={source}");
        let seen = Some(revision(&before));
        let misspelled = json!({"phonez": [{"number": "816-555-0142"}]});
        let report = write(&publisher, "PATCH", &path, seen, &misspelled).ok();
        assert_eq!(
            (&report["unchanged"], &report["added"], &report["changeset"]),
            (&json!(1), &json!(0), &Value::Null),
            "{report}"
        );
        assert_eq!(report["unread"], json!({"service.phonez": 1}), "{report}");
        assert_eq!(directory.anonymous().get(&service).ok(), before.ok());
    }
}

fn told(report: &Value, code: &str) -> Vec<String> {
    let problems = report["problems"].as_array().expect("problems").iter();
    let fields = problems.filter(|problem| problem["code"] == code);
    let fields = fields.filter_map(|problem| problem["field"].as_str());
    fields.map(str::to_owned).collect()
}

#[test]
fn a_word_that_another_outranks_is_told_to_be_kept_beside_it() {
    let directory = Directory::serving(Stored::empty());
    let one = directory.keyed(Role::Publisher);
    let other = directory.keyed(Role::Publisher);
    let path = format!("/v1/organizations/{NEW}");
    let body = json!({"name": "New House", "description": "Beds", "wibble": 3});
    let report = write(&one, "PUT", &path, None, &body).json();
    assert_eq!(report["unread"]["organization.wibble"], 1);
    let patch = |caller: &Caller, source: &str, patch: Value| {
        let seen = revision(&directory.anonymous().get(&path));
        write(
            caller,
            "PATCH",
            &format!("{path}{source}"),
            Some(seen),
            &patch,
        )
        .ok()
    };
    // Both are of one rank: one of them is shown, and whoever wrote the other is told.
    let later = patch(&other, "?source=other", json!({"description": "No beds"}));
    let own = patch(&one, "", json!({"description": "Many beds"}));
    let served = directory.anonymous().get(&path).ok();
    let (shown, hidden) = match served["description"].as_str() {
        Some("Many beds") => (&own, &later),
        Some("No beds") => (&later, &own),
        _ => panic!("{served}"),
    };
    assert_eq!(told(hidden, "another_stands"), ["description"], "{hidden}");
    assert_eq!(told(shown, "another_stands"), [""; 0], "{shown}");
    // What was not read before is not told again.
    assert_eq!((later.get("unread"), own.get("unread")), (None, None));
}

#[test]
fn what_is_not_kept_of_a_confidential_place_is_told_and_what_waits_stays() {
    let location = json!({"withheld": true, "public_area": "Jackson County, MO"});
    let directory = Directory::of(&Sources::of([listing("Safe House", json!({}), location)]));
    let publisher = directory.keyed(Role::Publisher);
    let path = first(&directory, "locations");
    let patch = |patch: Value| {
        let seen = revision(&directory.anonymous().get(&path));
        write(&publisher, "PATCH", &path, Some(seen), &patch).ok()
    };
    let asked = |count: usize| {
        let waits = publisher
            .get("/v1/reviews?rule=confidential_to_public")
            .ok();
        assert_eq!(
            waits["contents"].as_array().map(Vec::len),
            Some(count),
            "{waits}"
        );
    };
    let report = patch(json!({"withheld": false}));
    assert_eq!(
        report["held_by_rule"]["confidential_to_public"], 1,
        "{report}"
    );
    asked(1);
    for (body, lost) in [
        (json!({"name": "Sentinel Annex"}), &["name"][..]),
        (
            json!({"latitude": 38.9123, "longitude": -94.4321}),
            &["latitude", "longitude"],
        ),
        (
            json!({"description": "By Sentinel", "languages": [{"code": "es"}]}),
            &["description"],
        ),
        (json!({"phones": [{"number": "816-336-0142"}]}), &[]),
    ] {
        let report = patch(body.clone());
        assert_eq!(told(&report, "withheld_field"), lost, "{body} {report}");
        assert!(!report.to_string().contains("Sentinel"), "{report}");
        assert!(!report.to_string().contains("38.9"), "{report}");
        asked(1);
    }
    // The same source says again that it is.
    patch(json!({"withheld": true}));
    asked(0);
}

#[test]
fn a_confidential_place_cannot_come_in_by_an_edit() {
    let location = json!({"withheld": true, "addresses": [{"address_1": "1 Sentinel St", "city": "Lee's Summit", "state_province": "MO", "postal_code": "64081"}]});
    let directory = Directory::of(&Sources::of([listing("Safe House", json!({}), location)]));
    let publisher = directory.keyed(Role::Publisher);
    let path = first(&directory, "locations");
    let place = json!({"latitude": 38.9123, "longitude": -94.4321, "addresses": [{"address_1": "1 Sentinel St", "address_type": "physical", "city": "Lee's Summit", "state_province": "MO", "postal_code": "64081", "country": "US"}]});
    for source in ["", "?source=provider"] {
        let seen = revision(&directory.anonymous().get(&path));
        let answer = write(
            &publisher,
            "PATCH",
            &format!("{path}{source}"),
            Some(seen),
            &place,
        );
        assert!(!answer.text().contains("Sentinel"), "{answer:?}");
        let served = directory.anonymous().get(&path).ok().to_string();
        assert!(
            !served.contains("Sentinel") && !served.contains("38.9123"),
            "{served}"
        );
    }
    let history =
        publisher.get("/v1/updates?limit=100").text() + &publisher.get("/v1/updates/2").text();
    assert!(
        !history.contains("Sentinel") && !history.contains("38.9123"),
        "{history}"
    );
}

#[test]
fn what_a_source_says_is_taken_back_children_first() {
    let directory = hope_house();
    let publisher = directory.keyed(Role::Publisher);
    let anyone = directory.anonymous();
    let organization = first(&directory, "organizations");
    let delete = |path: &str, query: &str| {
        let seen = revision(&anyone.get(path));
        write(
            &publisher,
            "DELETE",
            &format!("{path}{query}"),
            Some(seen),
            &Value::Null,
        )
    };
    delete(&organization, "").problem(409, "conflict");
    delete(&organization, "?source=provider").problem(409, "conflict");
    for list in ["service_at_locations", "services", "organizations"] {
        let path = first(&directory, list);
        assert_eq!(delete(&path, "?source=provider").ok()["missing"], 1);
        anyone.get(&path).problem(404, "not-found");
    }
}

#[test]
fn what_is_wrong_is_told_by_its_field() {
    let directory = hope_house();
    let publisher = directory.keyed(Role::Publisher);
    let path = format!("/v1/services/{NEW}");
    let dangling = json!({"name": "x", "organization_id": NEW});
    let problem =
        write(&publisher, "PUT", &path, None, &dangling).problem(400, "invalid-parameter");
    assert_eq!(problem["errors"][0]["pointer"], "/organization_id");
    let organization = format!("/v1/organizations/{NEW}");
    write(
        &publisher,
        "PUT",
        &organization,
        None,
        &json!({"email": "a@b.org"}),
    )
    .problem(400, "update-refused");
    write(
        &publisher,
        "PUT",
        &organization,
        None,
        &json!({"id": "x", "name": "x"}),
    )
    .problem(400, "invalid-parameter");
    let other = "/v1/organizations/6006ae35-3b78-5533-b0d6-a0b835795c37";
    write(&publisher, "PUT", other, None, &json!({"name": "x"})).problem(400, "invalid-parameter");
    write(
        &publisher,
        "PATCH",
        &organization,
        Some(1),
        &json!({"name": "x"}),
    )
    .problem(412, "precondition-failed");
    write(&publisher, "DELETE", &organization, None, &Value::Null).problem(404, "not-found");
}

/// Two who write a number each, one more than the one that they saw; `WRITES` says how many together.
#[test]
fn of_two_writers_none_loses_a_word() {
    let writes: u64 = std::env::var("WRITES").map_or(200, |writes| writes.parse().unwrap());
    let turns = writes / 2;
    let directory = hope_house();
    let (key, _) = directory.new_key(Role::Publisher);
    let path = format!("/v1/organizations/{NEW}");
    let publisher = directory.anonymous().with_key(&key);
    assert_eq!(
        write(&publisher, "PUT", &path, None, &json!({"name": "0"})).status,
        201
    );
    let written = AtomicU64::new(0);
    thread::scope(|scope| {
        for method in ["PUT", "PATCH"] {
            let (directory, key, path, written) = (&directory, &key, &path, &written);
            scope.spawn(move || {
                let caller = directory.anonymous().with_key(key);
                for _ in 0..turns {
                    loop {
                        let before = caller.get(path);
                        let count: u64 = before.ok()["name"].as_str().unwrap().parse().unwrap();
                        let next = json!({"name": (count + 1).to_string()});
                        let answer = write(&caller, method, path, Some(revision(&before)), &next);
                        match answer.status {
                            200 => break,
                            412 => continue,
                            _ => panic!("{answer:?}"),
                        }
                    }
                    written.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(written.load(Ordering::Relaxed), 2 * turns);
    assert_eq!(
        directory.anonymous().get(&path).ok()["name"],
        (2 * turns).to_string()
    );
}

/// A crisis line, and an office beside it.
fn crisis_line() -> Directory {
    let service =
        json!({"categories": ["hotline.trafficking"], "phones": [{"number": "888-373-7888"}]});
    let office = at("Hope House", 38.9, -94.4, json!({"email": "a@hope.org"}));
    Directory::of(&Sources::of([
        line("The line", &["Missouri"], service),
        office,
    ]))
}

/// The one of this list that is the line's: by its name, or by the service's.
fn of_the_line(directory: &Directory, list: &str) -> String {
    let page = directory.anonymous().get(&format!("/v1/{list}")).ok();
    let records = page["contents"].as_array().expect("contents");
    let is_of_line = |record: &&Value| record.to_string().contains("The line");
    let record = records.iter().find(is_of_line).expect("the line");
    format!("/v1/{list}/{}", record["id"].as_str().expect("an id"))
}

#[test]
fn a_hotline_that_is_deleted_waits_for_another_person() {
    let directory = crisis_line();
    let publisher = directory.keyed(Role::Publisher);
    let anyone = directory.anonymous();
    let delete = |path: &str| {
        let seen = revision(&anyone.get(path));
        let path = format!("{path}?source=provider");
        write(&publisher, "DELETE", &path, Some(seen), &Value::Null)
    };
    let placed = of_the_line(&directory, "service_at_locations");
    let before = anyone.get(&placed);
    // Asked twice, it waits once.
    for _ in 0..2 {
        let answer = delete(&placed);
        let report = answer.ok();
        assert_eq!(report["held_by_rule"]["withdrawal"], 1, "{report}");
        assert_eq!(report["changeset"], Value::Null, "{report}");
        assert_eq!(revision(&answer), revision(&before));
    }
    assert_eq!(anyone.get(&placed).ok(), before.ok());
    let waiting = publisher.get("/v1/reviews").ok()["contents"].clone();
    assert_eq!(waiting.as_array().map(Vec::len), Some(1), "{waiting}");
    let number = waiting[0]["numbers"][0].clone();
    let shown = publisher.get(&format!("/v1/reviews/{number}")).ok();
    assert_eq!(shown["crisis_numbers"], json!(["+18883737888"]), "{shown}");
    let judge = |caller: &Caller| {
        let word = json!({"decision": "approve", "numbers": [number], "reason": "It is closed"});
        super::post(caller, "/v1/reviews", &[], &word).ok()
    };
    let refused = judge(&publisher);
    assert_eq!(refused["undecided"][0]["number"], number, "{refused}");
    anyone.get(&placed).ok();
    let done = judge(&directory.keyed(Role::Admin));
    assert_eq!(done["done"], json!([number]), "{done}");
    anyone.get(&placed).problem(404, "not-found");
    // The service has the number itself.
    let service = of_the_line(&directory, "services");
    assert_eq!(delete(&service).ok()["held_by_rule"]["withdrawal"], 1);
    anyone.get(&service).ok();
    delete(&of_the_line(&directory, "organizations")).problem(409, "conflict");
}

#[test]
fn what_others_say_of_a_hotline_stays_when_one_word_is_taken_back() {
    let hotline = || {
        let service =
            json!({"categories": ["hotline.trafficking"], "phones": [{"number": "888-373-7888"}]});
        line("The line", &["Missouri"], service)
    };
    let mut both = Sources::of([hotline()]).and("third", "directory", [hotline()]);
    for kind in ["organization", "service", "location", "service_at_location"] {
        both = both.same_as(kind, "The line", "third", "provider");
    }
    let directory = Directory::of(&both);
    let publisher = directory.keyed(Role::Publisher);
    let service = of_the_line(&directory, "services");
    for (source, is_last) in [("third", false), ("provider", true)] {
        let seen = revision(&directory.anonymous().get(&service));
        let path = format!("{service}?source={source}");
        let answer = write(&publisher, "DELETE", &path, Some(seen), &Value::Null);
        let report = match is_last {
            // Others belong to it, and nobody else says anything of it.
            true => answer.problem(409, "conflict"),
            false => answer.ok(),
        };
        assert_eq!(report["changeset"].is_i64(), !is_last, "{report}");
    }
    assert!(
        directory
            .anonymous()
            .get(&service)
            .text()
            .contains("+18883737888")
    );
}

#[test]
fn nobody_takes_a_hotline_out_of_sight_alone() {
    let directory = crisis_line();
    let publisher = directory.keyed(Role::Publisher);
    let anyone = directory.anonymous();
    let service = of_the_line(&directory, "services");
    let placed = of_the_line(&directory, "service_at_locations");
    let office = {
        let page = anyone.get("/v1/locations").ok();
        let places = page["contents"].as_array().expect("contents");
        let office = places
            .iter()
            .find(|place| place["location_type"] == "physical");
        office.expect("the office")["id"].clone()
    };
    let organization = of_the_line(&directory, "organizations");
    let kept = format!("/v1/organizations/{NEW}?source=provider");
    let body = json!({"name": "Not to be shown", "ExcludeFromWebsite": true});
    let answer = write(&publisher, "PUT", &kept, None, &body);
    assert_eq!(answer.status, 201, "{answer:?}");
    for (path, patch) in [
        (&service, json!({"ExcludeFromWebsite": true})),
        (&service, json!({"excluded": true})),
        (&organization, json!({"do_not_refer": "yes"})),
        (&placed, json!({"excluded": true})),
        // It would belong to what is not shown.
        (&service, json!({"organization_id": NEW})),
        (&service, json!({"status": "inactive"})),
        (&service, json!({"service_areas": []})),
        // Which has no number of its own.
        (&placed, json!({"location_id": office})),
    ] {
        let seen = revision(&anyone.get(path));
        let of_provider = format!("{path}?source=provider");
        let report = write(&publisher, "PATCH", &of_provider, Some(seen), &patch).ok();
        assert_eq!(
            report["held_by_rule"]["crisis_number"], 1,
            "{patch} {report}"
        );
        let waiting = publisher.get("/v1/reviews?rule=crisis_number").ok();
        let numbers = &waiting["contents"][0]["numbers"];
        let word =
            |decision| json!({"decision": decision, "numbers": numbers, "reason": "They said so"});
        let refused = super::post(&publisher, "/v1/reviews", &[], &word("approve")).ok();
        assert_eq!(refused["done"], json!([]), "{patch} {refused}");
        assert_eq!(
            refused["undecided"][0]["number"], numbers[0],
            "{patch} {refused}"
        );
        let other = directory.keyed(Role::Admin);
        let done = super::post(&other, "/v1/reviews", &[], &word("reject")).ok();
        assert_eq!(&done["done"], numbers, "{patch} {done}");
    }
}

#[test]
fn a_link_that_gives_a_hotline_a_number_waits_for_another_person() {
    for kind in ["virtual", "physical"] {
        let directory = crisis_line();
        let publisher = directory.keyed(Role::Publisher);
        let anyone = directory.anonymous();
        let of_the_line = |list: &str| {
            let path = of_the_line(&directory, list);
            path.rsplit('/').next().expect("an id").to_owned()
        };
        let body = json!({
            "organization_id": of_the_line("organizations"), "location_type": kind,
            "phones": [{"number": "816-336-0177"}],
        });
        let place = format!("/v1/locations/{NEW}?source=provider");
        let report = write(&publisher, "PUT", &place, None, &body);
        assert_eq!(report.status, 201, "{report:?}");
        let link = "/v1/service_at_locations/00000000-0000-4000-8000-00000000abcd";
        let body = json!({"service_id": of_the_line("services"), "location_id": NEW});
        let put = format!("{link}?source=provider");
        let report = write(&publisher, "PUT", &put, None, &body);
        assert!(report.text().contains(r#""held":1"#), "{report:?}");
        let near = anyone.get("/v1/nearby?near=64081").text().to_owned();
        assert!(!near.contains("+18163360177"), "{near}");
        let waiting = publisher.get("/v1/reviews?rule=crisis_number").ok();
        let number = &waiting["contents"][0]["numbers"][0];
        let shown = publisher.get(&format!("/v1/reviews/{number}")).ok();
        assert_eq!(shown["crisis_numbers"], json!(["+18163360177"]), "{shown}");
        let judge = |caller: &Caller| {
            let word = json!({"decision": "approve", "numbers": [number], "reason": "I called"});
            super::post(caller, "/v1/reviews", &[], &word).ok()
        };
        assert_eq!(judge(&publisher)["done"], json!([]));
        assert_eq!(
            judge(&directory.keyed(Role::Admin))["done"],
            json!([number])
        );
        anyone.get(link).ok();
    }
}

#[test]
fn an_item_says_why_whoever_brought_it_did() {
    let directory = crisis_line();
    let publisher = directory.keyed(Role::Publisher);
    let service = of_the_line(&directory, "services");
    let seen = revision(&directory.anonymous().get(&service));
    let path = format!("{service}?source=provider&reason=Their%20own%20page%20says%20so");
    let patch = json!({"phones": [{"number": "888-373-7889"}]});
    write(&publisher, "PATCH", &path, Some(seen), &patch).ok();
    let waiting = publisher.get("/v1/reviews?rule=crisis_number").ok();
    let question = &waiting["contents"][0];
    assert_eq!(question["reason"], "Their own page says so", "{waiting}");
    let item = publisher
        .get(&format!("/v1/reviews/{}", question["numbers"][0]))
        .ok();
    assert_eq!(item["reason"], "Their own page says so", "{item}");
}
