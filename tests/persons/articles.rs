//! What one article says never closes a door.

use nearhelp::hsds::Kind;
use serde_json::{Map, Value, json};

use crate::common::{Directory, Page};

/// Answers that between them are against every test: each option of each question, in runs of all questions at once.
fn answers() -> Vec<Value> {
    let app = Directory::empty();
    let questions = app.anonymous().get("/v1/eligibility/questions").ok();
    let questions = questions["contents"].as_array().expect("questions");
    let options = |question: &Value| -> Vec<Value> {
        match question["type"].as_str().expect("a type") {
            "boolean" => vec![json!(false), json!(true)],
            "number" => {
                let (least, most) = (question["minimum"].clone(), question["maximum"].clone());
                // Whole, which every number may be.
                vec![least, most, json!(17), json!(40)]
            }
            "place" => [
                "64081",
                "Creve Coeur, MO",
                "Springfield, MO",
                "Chicago, IL",
                "Anchorage, AK",
            ]
            .map(Value::from)
            .to_vec(),
            _ => {
                let options = question["options"].as_array().expect("options").iter();
                options.map(|option| option["value"].clone()).collect()
            }
        }
    };
    let most = questions
        .iter()
        .map(|question| options(question).len())
        .max();
    let run = |at: usize| -> Value {
        let given: Map<String, Value> = questions
            .iter()
            // Income is told in one way or the other.
            .filter(|question| question["key"] != "income_percent")
            // Nor do they contradict each other.
            .filter(|question| match question["key"].as_str() {
                Some("youngest_child_age") => at % 2 == 1,
                Some("military_status" | "oldest_child_age") => false,
                _ => true,
            })
            .map(|question| {
                let options = options(question);
                let key = question["key"].as_str().expect("a key");
                (key.to_owned(), options[at % options.len()].clone())
            })
            .collect();
        given.into()
    };
    (0..most.expect("questions")).map(run).collect()
}

#[test]
fn an_article_alone_never_makes_unlikely() {
    let app = Directory::seeded();
    let caller = app.anonymous();
    let (mut articles, mut unlikely) = (0, 0);
    for answers in answers() {
        for near in ["64081", "63141"] {
            let body = json!({"near": near, "answers": answers, "kind": Kind::ALL.map(Kind::as_str), "per_page": 100, "remote": "all"});
            let page = Page(caller.post("/v1/eligibility", body).ok());
            for listing in page.contents().iter().chain(page.remote()) {
                let criteria = listing["criteria"].as_array().expect("criteria");
                let is_article = |c: &&Value| c["source"]["kind"] == "article";
                let required = criteria.iter().filter(|c| c["strength"] == "required");
                for criterion in required.clone().filter(is_article) {
                    articles += 1;
                    assert_ne!(criterion["result"], "not_met", "{}", listing["name"]);
                }
                if listing["verdict"] == "unlikely" {
                    unlikely += 1;
                    let other = required.clone().find(|c| c["result"] == "not_met");
                    let other = other.unwrap_or_else(|| panic!("{listing:#}"));
                    assert_ne!(other["source"]["kind"], "article", "{}", listing["name"]);
                }
            }
        }
    }
    // The test would say nothing of a seed without criteria.
    assert!(articles > 100 && unlikely > 10, "{articles} {unlikely}");
}
