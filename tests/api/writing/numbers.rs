//! A number that nobody has judged goes out neither as a link nor in a sentence.

use nearhelp::store::Role;
use serde_json::{Value, json};

use super::edits::write;
use super::post;
use crate::common::{Caller, Directory, Sources, Stored, sources::claim};

/// Every way to read the directory from outside.
const READ: [&str; 9] = [
    "/v1/nearby?near=64106&remote=all",
    "/v1/nearby?near=64106&format=csv",
    "/v1/nearby?near=64106&format=geojson",
    "/v1/services",
    "/v1/organizations?full=true",
    "/v1/locations",
    "/v1/export?format=csv",
    "/v1/export?format=geojson",
    "/v1/export?format=ndjson",
];

fn everything(caller: &Caller) -> String {
    READ.map(|path| {
        let answer = caller.get(path);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer.text()
    })
    .join("\n")
}

fn send(publisher: &Caller, claims: Vec<Value>) -> Value {
    let update = json!({
        "source": {"key": "desk", "name": "Desk", "kind": "directory", "date": null, "url": null},
        "claims": claims,
    });
    let answer = post(publisher, "/v1/updates", &[], &update);
    assert!(matches!(answer.status, 200 | 201), "{answer:?}");
    answer.json()
}

fn over(mut under: Value, over: &Value) -> Value {
    let (Some(fields), Some(more)) = (under.as_object_mut(), over.as_object()) else {
        panic!("objects");
    };
    fields.extend(more.clone());
    under
}

/// A place with an organization and a service, each with more.
fn place(organization: &Value, service: &Value) -> Vec<Value> {
    vec![
        claim(
            "organization",
            "o",
            over(json!({"name": "Quiet Lake"}), organization),
        ),
        claim(
            "service",
            "s",
            over(
                json!({"organization_id": "o", "name": "Quiet Lake advice"}),
                service,
            ),
        ),
        claim(
            "location",
            "l",
            json!({"location_type": "physical", "latitude": 39.1, "longitude": -94.58}),
        ),
        claim(
            "service_at_location",
            "a",
            json!({"service_id": "s", "location_id": "l"}),
        ),
    ]
}

#[test]
fn a_link_that_is_no_page_is_left_out_and_told() {
    for link in [
        "tel:+18883738888",
        "sms:+18883738888",
        "callto:8883738888",
        "whatsapp://send?phone=18883738888",
        "https://wa.me/18883738888",
        "https://api.whatsapp.com/send?phone=18883738888",
        "8883738888",
        "888.373.8888",
        "mailto:help8883738888@example.org",
        "javascript:alert(8883738888)",
        "data:text/html,<script>8883738888</script>",
    ] {
        let directory = Directory::serving(Stored::empty());
        let publisher = directory.keyed(Role::Publisher);
        let claims = place(
            &json!({"website": link, "uri": link, "logo": link}),
            &json!({"url": link, "additional_urls": [{"url": link}, {"url": "https://example.org"}],
                "required_documents": [{"document": "An ID", "uri": link}]}),
        );
        let report = send(&publisher, claims);
        let told = report["problems"].as_array().expect("problems").iter();
        let mut told: Vec<&str> = told
            .filter(|it| it["code"] == "url_impossible" && it["severity"] == "left_out")
            .filter_map(|it| it["field"].as_str())
            .collect();
        told.sort_unstable();
        assert_eq!(
            told,
            [
                "additional_urls/0/url",
                "logo",
                "required_documents/0/uri",
                "uri",
                "url",
                "website"
            ]
            .as_slice(),
            "{link}: {report:#}"
        );
        let text = everything(&directory.anonymous());
        assert!(text.contains("Quiet Lake advice"), "{link}");
        assert!(
            !text.contains("8883738888") && !text.contains("888.373"),
            "{link}"
        );
    }
}

#[test]
fn an_address_for_mail_that_is_a_number_is_left_out() {
    let directory = Directory::serving(Stored::empty());
    let publisher = directory.keyed(Role::Publisher);
    let report = send(
        &publisher,
        place(&json!({}), &json!({"email": "888-373-8888"})),
    );
    assert_eq!(report["left_out"], 1, "{report:#}");
    assert!(!everything(&directory.anonymous()).contains("888-373-8888"));
}

#[test]
fn a_page_stays_a_contact() {
    let directory = Directory::serving(Stored::empty());
    let publisher = directory.keyed(Role::Publisher);
    send(
        &publisher,
        place(
            &json!({"website": "www.example.org"}),
            &json!({"url": "tel:8883738888"}),
        ),
    );
    let page = directory.anonymous().get("/v1/nearby?near=64106").ok();
    let contact = &page["contents"][0]["primary_contact"];
    assert_eq!(contact["uri"], "https://www.example.org", "{contact}");
}

#[test]
fn a_single_record_with_such_a_link_is_refused() {
    let directory = Directory::serving(Stored::empty());
    let publisher = directory.keyed(Role::Publisher);
    send(&publisher, place(&json!({}), &json!({})));
    let page = directory.anonymous().get("/v1/services").ok();
    let path = format!(
        "/v1/services/{}",
        page["contents"][0]["id"].as_str().expect("an id")
    );
    let seen = publisher.get(&path);
    let tag = format!(
        "\"{}\"",
        seen.header("record-revision").expect("a revision")
    );
    let headers = [
        ("content-type", "application/merge-patch+json"),
        ("if-match", tag.as_str()),
    ];
    let body = json!({"url": "tel:+18883738888"}).to_string().into_bytes();
    let answer = publisher.send("PATCH", &path, &headers, body);
    assert_eq!(answer.status, 400, "{answer:?}");
}

#[test]
fn a_number_that_waits_is_in_no_text() {
    let phones = json!([{"number": "888-373-8888", "type": "voice"}]);
    let says = "Call the hotline at 888-373-8888.";
    for (organization, service) in [
        (
            json!({}),
            json!({"name": "Quiet Lake hotline 888-373-8888"}),
        ),
        (json!({}), json!({"description": says, "phones": phones})),
        (json!({}), json!({"description": says})),
        (json!({}), json!({"alert": says, "phones": phones})),
        (
            json!({}),
            json!({"application_process": "Ring (888) 37E-TUTU", "phones": phones}),
        ),
        (
            json!({}),
            json!({"description": "Ring 888-3&#x37;3-8888", "phones": phones}),
        ),
        (
            json!({}),
            json!({"description": "Eight eight eight, three seven three, eight eight eight eight"}),
        ),
        (
            json!({"description": "Marque ocho-ocho-ocho tres siete tres ocho ocho ocho ocho"}),
            json!({}),
        ),
        (
            json!({}),
            json!({"description": "Trafficked? Text HELP to 23373."}),
        ),
        (
            json!({}),
            json!({"phones": [{"number": "816-336-0101", "description": "Or 888-373-8888"}]}),
        ),
        (json!({"description": says}), json!({"phones": phones})),
        (json!({"name": "Quiet Lake 888.373.8888"}), json!({})),
        (json!({"phones": phones}), json!({"fees_description": says})),
        (
            json!({}),
            json!({"url": "https://example.org/888-373-8888"}),
        ),
    ] {
        let directory = Directory::serving(Stored::empty());
        let publisher = directory.keyed(Role::Publisher);
        let report = send(&publisher, place(&organization, &service));
        let rules = &report["held_by_rule"];
        assert!(
            rules["number_in_text"].as_u64() >= Some(1),
            "{organization} {service}: {report:#}"
        );
        let text = everything(&directory.anonymous());
        for written in [
            "888-373-8888",
            "888.373.8888",
            "37E-TUTU",
            "8883738888",
            "&#x37;",
            "seven three",
            "siete tres",
            "23373.",
        ] {
            assert!(
                !text.contains(written),
                "{organization} {service}: {written}"
            );
        }
    }
}

#[test]
fn a_hotlines_own_number_waits_in_its_texts_until_it_is_judged() {
    let directory = Directory::serving(Stored::empty());
    let publisher = directory.keyed(Role::Publisher);
    let line = place(
        &json!({"description": "Our line is 816-336-0177."}),
        &json!({"name": "Quiet Lake hotline", "phones": [{"number": "816-336-0177"}],
            "description": "Ring 816-336-0177, any time."}),
    );
    let report = send(&publisher, line.clone());
    let rules = &report["held_by_rule"];
    assert_eq!(
        (&rules["crisis_number"], &rules["number_in_text"]),
        (&json!(1), &json!(2)),
        "{report:#}"
    );
    assert!(!everything(&directory.anonymous()).contains("336-0177"));
}

#[test]
fn another_number_beside_a_hotline_waits() {
    let line = |service: Value| {
        let phone = json!({"number": "816-336-0177", "type": "voice", "dial": "ok"});
        let body = json!({"name": "Quiet Lake hotline", "phones": [phone]});
        place(&json!({}), &over(body, &service))
    };
    let directory = Directory::serving(Stored::of(&Sources::default().and(
        "desk",
        "directory",
        [line(json!({}))],
    )));
    let publisher = directory.keyed(Role::Publisher);
    let phone = |more: Value| {
        let own = json!({"number": "816-336-0177", "type": "voice", "dial": "ok"});
        json!({"phones": [over(own, &more)]})
    };
    let before = everything(&directory.anonymous());
    for (service, rule) in [
        (
            phone(json!({"before_you_call": "Out of service. Call 816-336-2001"})),
            "crisis_number",
        ),
        (
            phone(json!({"description": "Disconnected; dial (816) 336-2001"})),
            "number_in_text",
        ),
        (
            json!({"description": "The number is new: call 816-336-2001"}),
            "number_in_text",
        ),
        (
            json!({"description": "Text HOPE to 22522 instead"}),
            "number_in_text",
        ),
        (
            json!({"description": "Text HOPE to 741747 24/7"}),
            "number_in_text",
        ),
        (
            json!({"description": "Locally call 336-2001"}),
            "number_in_text",
        ),
        (
            json!({"description": "Three thirty-six, two oh oh one"}),
            "number_in_text",
        ),
        (json!({"description": "816-336-2001x12"}), "number_in_text"),
        (
            json!({"url": "https://example.org/call/8163362001"}),
            "number_in_text",
        ),
    ] {
        let report = send(&publisher, line(service.clone()));
        assert_eq!(
            report["held_by_rule"],
            json!({rule: 1}),
            "{service} {report:#}"
        );
        let served = everything(&directory.anonymous());
        for wrong in [
            "336-2001",
            "ask_first",
            "22522",
            "741747",
            "oh one",
            "3362001",
        ] {
            assert_eq!(served.contains(wrong), before.contains(wrong), "{service}");
        }
    }
    let own = json!({"description": "Call 816-336-0177 ext. 5 (here 336-0177), 24 hours, 365 days, or text HOME to 741741, or 988. In danger dial 911."});
    let report = send(&publisher, line(own));
    assert_eq!(report["held_by_rule"], json!({}), "{report:#}");
}

#[test]
fn what_is_an_ordinary_or_a_known_number_does_not_wait_in_texts() {
    let directory = Directory::serving(Stored::empty());
    let publisher = directory.keyed(Role::Publisher);
    let report = send(
        &publisher,
        place(
            &json!({"description": "In danger call 911 or 888-373-7888, or text HELP to 233733. Office: 816-336-0101, TTY: dial 711. \
                One or two rooms, of three to four beds each."}),
            &json!({"phones": [{"number": "816-336-0101"}], "url": "https://example.org/1998/2024"}),
        ),
    );
    assert_eq!(
        report["held_by_rule"]["number_in_text"],
        Value::Null,
        "{report:#}"
    );
    assert!(everything(&directory.anonymous()).contains("888-373-7888"));
}

#[test]
fn a_blocked_number_comes_back_in_no_text() {
    let directory = Directory::serving(Stored::empty());
    let publisher = directory.keyed(Role::Admin);
    let office = |text: &str| {
        place(
            &json!({}),
            &json!({"phones": [{"number": "816-336-0101"}], "description": text}),
        )
    };
    send(&publisher, office("An office."));
    directory
        .store()
        .write(|tx| {
            let person = nearhelp::updates::person::Person {
                by: "a test".to_owned(),
                reason: "a private person".to_owned(),
                at: *crate::common::sources::NOW,
                api_key_id: None,
            };
            nearhelp::updates::numbers::block(tx, "816-336-0101", &person).expect("it is blocked");
            Ok::<_, nearhelp::store::StoreError>(())
        })
        .expect("it is written");
    let report = send(&publisher, office("Ask at 816-336-0101."));
    assert_eq!(report["held_by_rule"]["number_in_text"], 1, "{report:#}");
    assert!(!everything(&directory.anonymous()).contains("336-0101"));
}

#[test]
fn a_known_misprint_comes_back_in_no_text() {
    let directory = Directory::seeded();
    let publisher = directory.keyed(Role::Publisher);
    let text = "Trafficked? Ring 888-373-8888, day and night.";
    let before = everything(&directory.anonymous()).contains("day and night");
    assert!(!before);
    let report = send(&publisher, place(&json!({}), &json!({"description": text})));
    assert_eq!(report["held_by_rule"]["number_in_text"], 1, "{report:#}");
    assert!(!everything(&directory.anonymous()).contains("day and night"));
}

/// Also where it was served before, and a hotline is offered there by an edit.
#[test]
fn a_place_gives_a_hotline_no_number_by_an_edit() {
    let said = json!({"description": "Desk: 816-336-0188."});
    let mut claims = place(
        &json!({}),
        &json!({"name": "Quiet Lake hotline", "phones": [{"number": "816-336-0177"}]}),
    );
    claims.push(claim(
        "location",
        "desk",
        over(json!({"location_type": "physical"}), &said),
    ));
    let stored = Stored::of(&Sources::default().and("desk", "directory", [claims]));
    let directory = Directory::serving(stored);
    let publisher = directory.keyed(Role::Publisher);
    let page = directory.anonymous().get("/v1/locations").ok();
    let locations = page["contents"].as_array().expect("locations");
    let desk = locations.iter().find(|it| it.get("description").is_some());
    let desk = &desk.expect("the desk")["id"];
    let id = |list: &str| {
        let page = directory.anonymous().get(&format!("/v1/{list}")).ok();
        page["contents"][0]["id"]
            .as_str()
            .expect("an id")
            .to_owned()
    };
    let link = json!({"service_id": id("services"), "location_id": desk});
    let path = "/v1/service_at_locations/0b7c1c52-5b0c-4d8f-9a55-6a8f7f1f3c12";
    let answer = write(&publisher, "PUT", path, None, &link);
    assert!(answer.status < 300, "{answer:?}");
    let report = answer.json();
    assert_eq!(
        report["held_by_rule"],
        json!({"crisis_number": 1}),
        "{report:#}"
    );
    let service = format!("/v1/services/{}?full_service=true", id("services"));
    assert!(
        !directory
            .anonymous()
            .get(&service)
            .text()
            .contains("336-0188")
    );
}
