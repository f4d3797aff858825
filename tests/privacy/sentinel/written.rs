//! A house that is written over HTTP, record by record, before anything is said to be there: whatever comes after it does
//! not tell it.

use serde_json::{Value, json};

use super::{Desk, feed::HERE};
use crate::common::{Answer, Binary, Caller};

const TOLD: &str = "Ring at 4417 Zyxwell Orchard Road.";

/// Somebody who writes, with the server.
struct Writer {
    desk: Desk,
    server: Binary,
    caller: Caller,
}

fn path(kind: &str, number: u8) -> String {
    format!("/v1/{kind}/7c5e3f0e-8c5e-4a53-9f0b-1d2f6f1f7a{number:02}")
}

fn id(path: &str) -> &str {
    path.rsplit('/').next().expect("an id")
}

impl Writer {
    fn new() -> Writer {
        let desk = Desk::new(&HERE);
        let made = desk.run_openly(&["keys", "create", "--role", "publisher", "--name", "Desk"]);
        let server = desk.serve();
        let caller = server.anonymous().with_key(made.stdout.trim());
        Writer {
            desk,
            server,
            caller,
        }
    }

    fn send(&self, method: &str, path: &str, media: &str, body: &Value) -> Answer {
        let seen = self.caller.get(path);
        let seen = seen.header("record-revision");
        let seen = seen.map(|seen| format!("\"{seen}\""));
        let mut headers = vec![("content-type", media)];
        headers.extend(seen.iter().map(|seen| ("if-match", seen.as_str())));
        let body = body.to_string().into_bytes();
        self.caller.send(method, path, &headers, body)
    }

    #[track_caller]
    fn put(&self, path: &str, body: &Value) -> Value {
        let answer = self.send("PUT", path, "application/json", body);
        assert!([200, 201].contains(&answer.status), "{answer:?}");
        answer.json()
    }

    #[track_caller]
    fn patch(&self, path: &str, body: &Value) -> Value {
        let answer = self.send("PATCH", path, "application/merge-patch+json", body);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }
}

fn house(organization: Option<&str>) -> Value {
    let mut house = json!({"location_type": "physical", "is_confidential": true,
        "addresses": [{"address_1": "4417 Zyxwell Orchard Road", "city": "Independence", "state_province": "MO",
            "postal_code": "64055", "country": "US", "address_type": "physical"}]});
    if let Some(organization) = organization {
        house["organization_id"] = json!(id(organization));
    }
    house
}

fn codes(report: &Value) -> Vec<(&str, &str)> {
    let problems = report["problems"].as_array().into_iter().flatten();
    let told = problems.map(|it| (it["code"].as_str(), it["field"].as_str()));
    told.filter_map(|(code, field)| Some((code?, field?)))
        .collect()
}

#[test]
fn what_is_written_after_the_house_of_an_organization_does_not_tell_it() {
    let writer = Writer::new();
    let [organization, location, service] = [
        path("organizations", 10),
        path("locations", 11),
        path("services", 12),
    ];
    writer.put(
        &organization,
        &json!({"name": "Harbor Help", "description": "Help"}),
    );
    let report = writer.put(&location, &house(Some(&organization)));
    assert_eq!(codes(&report), [("withheld_field", "addresses")]);

    let of = json!({"organization_id": id(&organization), "name": "Counseling", "status": "active", "description": TOLD});
    let report = writer.put(&service, &of);
    assert!(
        codes(&report).contains(&("text_withheld", "description")),
        "{report:#}"
    );
    let report = writer.patch(&organization, &json!({ "description": TOLD }));
    assert!(
        codes(&report).contains(&("text_withheld", "description")),
        "{report:#}"
    );
    // Nor is the house published under another id.
    let mut open = house(Some(&organization));
    open["is_confidential"] = Value::Null;
    let placed = path("service_at_locations", 14);
    writer.put(&path("locations", 13), &open);
    let there = json!({"service_id": id(&service), "location_id": id(&path("locations", 13))});
    writer.send("PUT", &placed, "application/json", &there);
    writer.desk.assert_served_without(&writer.server);
}

/// Nobody knows whose it is: it may be whosever the writer names next.
#[test]
fn what_is_written_after_a_house_of_nobody_yet_does_not_tell_it() {
    let writer = Writer::new();
    let [organization, service] = [path("organizations", 10), path("services", 12)];
    writer.put(&path("locations", 11), &house(None));
    writer.put(
        &organization,
        &json!({"name": "Harbor Help", "description": TOLD}),
    );
    let of = json!({"organization_id": id(&organization), "name": "Counseling", "status": "active", "description": TOLD});
    writer.put(&service, &of);
    writer.patch(&organization, &json!({ "description": TOLD }));
    writer.desk.assert_served_without(&writer.server);
    let report = writer.patch(&service, &json!({"description": "Ask for Ana."}));
    assert_eq!(codes(&report), []);
}
