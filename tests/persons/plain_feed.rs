//! A feed of HSDS that knows nothing of criteria: two ages and an area are enough for a verdict.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::Page;
use crate::mirror;

const TABLES: [(&str, &str); 5] = [
    ("organizations.csv", "id,name,description\no,House,Help\n"),
    (
        "services.csv",
        "id,organization_id,name,status,minimum_age,maximum_age\ns,o,Beds,active,12,17\n",
    ),
    (
        "locations.csv",
        "id,location_type,latitude,longitude\nl,physical,38.92,-94.39\n",
    ),
    (
        "service_at_locations.csv",
        "id,service_id,location_id\np,s,l\n",
    ),
    (
        "service_areas.csv",
        "id,service_id,extent,extent_type\na,s,\"Jackson County, MO\",text\n",
    ),
];

#[test]
fn two_ages_and_an_area_give_verdicts() {
    let feed = TempDir::new().expect("a folder");
    for (name, table) in TABLES {
        fs::write(feed.path().join(name), table).expect("a table");
    }
    let server = mirror::loaded(feed.path(), &["--source", "a feed"]);
    let caller = server.anonymous();
    let told = |answers: &Value| {
        let body = json!({"near": "64081", "answers": answers});
        let page = Page(caller.post("/v1/eligibility", body.clone()).ok());
        let folded = Page(caller.post("/v1/nearby", body).ok());
        let verdict = page.named("House: Beds")["verdict"].clone();
        let folded = &folded.named("House: Beds")["eligibility"]["screening"];
        assert_eq!(folded["verdict"], verdict);
        (verdict, page.0["next_question"]["key"].clone())
    };
    let here = "64081";
    for (answers, verdict, next) in [
        (json!({}), "unknown", json!("residence")),
        (json!({"residence": here}), "unknown", json!("age")),
        (
            json!({"residence": here, "age": 11.99}),
            "unlikely",
            Value::Null,
        ),
        (json!({"residence": here, "age": 12}), "likely", Value::Null),
        (
            json!({"residence": here, "age": 17.997}),
            "likely",
            Value::Null,
        ),
        (
            json!({"residence": here, "age": 18}),
            "unlikely",
            Value::Null,
        ),
        (json!({"age": 15}), "unknown", json!("residence")),
        (
            json!({"residence": "63141", "age": 15}),
            "unlikely",
            Value::Null,
        ),
        (json!({"residence": "63141"}), "unlikely", Value::Null),
        (
            json!({"residence": "declined", "age": "declined"}),
            "unknown",
            Value::Null,
        ),
    ] {
        assert_eq!(told(&answers), (json!(verdict), next), "{answers}");
    }
}

#[test]
fn the_same_rule_twice_is_there_twice_in_a_mirror() {
    let adults = json!({"text": "18 or older.", "test": {"fact": "age", "at_least": 18}});
    let feed = json!([{
        "id": "1a2b3c4d-0000-4000-8000-000000000001", "name": "Beds", "status": "active",
        "organization": {"id": "1a2b3c4d-0000-4000-8000-000000000002", "name": "House", "description": "Help"},
        "criteria": [adults, adults],
    }]);
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("feed.json");
    fs::write(&file, feed.to_string()).expect("a file");
    let server = mirror::loaded(&file, &["--source", "a feed"]);
    let own = mirror::criteria(&server);
    assert_eq!(own.len(), 2);
    for mirror in mirror::of(&server) {
        assert_eq!(mirror::criteria(&mirror.server), own, "{}", mirror.format);
    }
}

#[test]
fn words_of_younger_people_keep_the_least_age_from_turning_them_away() {
    for (words, verdict) in [
        ("Beds and meals.", "unlikely"),
        ("Unaccompanied minors are taken.", "unknown"),
    ] {
        let feed = TempDir::new().expect("a folder");
        for (name, table) in TABLES {
            fs::write(feed.path().join(name), table).expect("a table");
        }
        let services = format!(
            "id,organization_id,name,description,status,minimum_age\ns,o,Beds,{words},active,18\n"
        );
        fs::write(feed.path().join("services.csv"), services).expect("a table");
        let server = mirror::loaded(feed.path(), &["--source", "a feed"]);
        let body = json!({"near": "64081", "answers": {"residence": "64081", "age": 17}});
        let page = Page(server.anonymous().post("/v1/eligibility", body).ok());
        assert_eq!(page.named("House: Beds")["verdict"], verdict, "{words}");
    }
}
