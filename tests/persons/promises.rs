//! Interviews against the seed: what each question promises is what its answers settle, however they go on.

use serde_json::{Map, Value, json};

use crate::common::{Caller, Directory, Page};

/// The whole neighbourhood that a question is about: what is within 100 miles, and all lines.
fn screened(caller: &Caller, answers: &Map<String, Value>) -> Page {
    let body = json!({"near": "64081", "answers": answers, "radius": "100mi", "per_page": 100, "remote": "all"});
    let page = Page(caller.post("/v1/eligibility", body).ok());
    assert_eq!(page.0["total_pages"], 1);
    page
}

fn unknown(page: &Page) -> usize {
    let listings = page.contents().iter().chain(page.remote());
    listings
        .filter(|listing| listing["verdict"] == "unknown")
        .count()
}

/// All answers to a question, where they can be counted.
fn answers_to(question: &Value) -> Vec<Value> {
    match question["type"].as_str().expect("a type") {
        "boolean" => vec![json!(true), json!(false)],
        "choice" => {
            let options = question["options"].as_array().expect("options").iter();
            options.map(|option| option["value"].clone()).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn a_question_settles_what_it_promises() {
    let app = Directory::seeded();
    let caller = app.anonymous();
    let questions = caller.get("/v1/eligibility/questions").ok();
    let questions = questions["contents"].as_array().expect("questions");
    let (mut kept, mut led_on) = (0, 0);
    // Who says yes, who says no, who says now this and now that.
    for way in [vec![0], vec![1], vec![0, 1], vec![1, 0, 0]] {
        let mut given = Map::new();
        for turn in 0..40 {
            let page = screened(&caller, &given);
            let next = &page.0["next_question"];
            let Some(key) = next["key"].as_str() else {
                break;
            };
            assert_eq!(next["of"], unknown(&page), "{key} after {given:?}");
            assert!(
                next["settles"].as_u64() >= Some(1),
                "{key} after {given:?}: {next}"
            );
            assert!(!given.contains_key(key), "{key} twice");
            let question = questions.iter().find(|q| q["key"] == key).expect(key);
            let answers = answers_to(question);
            if !answers.is_empty() && next["more_questions"] == 0 {
                let settles = |answer: &Value| {
                    let mut more = given.clone();
                    more.insert(key.to_owned(), answer.clone());
                    unknown(&page) - unknown(&screened(&caller, &more))
                };
                let settled: usize = answers.iter().map(settles).sum();
                let mean = settled * 1000 / answers.len();
                assert_eq!(
                    next["settles"],
                    ((mean + 500) / 1000).max(1),
                    "{key} after {given:?}"
                );
                kept += 1;
            }
            led_on += usize::from(next["more_questions"] != 0);
            let which = way[turn % way.len()];
            let answer = match question["type"].as_str() {
                Some("place") => json!("64081"),
                Some("number") => {
                    [question["maximum"].clone(), question["minimum"].clone()][which].clone()
                }
                _ => answers[which].clone(),
            };
            given.insert(key.to_owned(), answer);
        }
    }
    assert!(kept >= 5 && led_on >= 3, "{kept} kept, {led_on} led on");
}

#[test]
fn who_was_hurt_by_nobody_is_not_asked_whether_they_want_a_judge() {
    let app = Directory::seeded();
    let mut given = Map::new();
    for fact in [
        "made_to_work",
        "made_to_have_sex",
        "hurt_by_partner",
        "hurt_by_family",
        "sexually_assaulted",
    ] {
        given.insert(fact.to_owned(), json!(false));
    }
    loop {
        let page = screened(&app.anonymous(), &given);
        let Some(key) = page.0["next_question"]["key"].as_str() else {
            break;
        };
        assert_ne!(key, "wants_protective_order", "{given:?}");
        given.insert(key.to_owned(), json!("unknown"));
    }
}

#[test]
fn who_says_no_to_all_is_asked_of_two_harms_at_most() {
    let app = Directory::seeded();
    let caller = app.anonymous();
    for near in ["64081", "63141"] {
        let mut given = Map::from_iter([("residence".to_owned(), json!(near))]);
        let mut sensitive = Vec::new();
        loop {
            let body = json!({"near": near, "answers": given});
            let page = caller.post("/v1/eligibility", body).ok();
            let next = &page["next_question"];
            let Some(key) = next["key"].as_str() else {
                break;
            };
            if next["sensitive"] == true {
                sensitive.push(key.to_owned());
            }
            // What is no question of yes or no has no no.
            let with = |answer: Value| {
                let mut more = given.clone();
                more.insert(key.to_owned(), answer);
                more
            };
            let no = with(json!(false));
            let body = json!({"near": near, "answers": no});
            let is_answer = caller.post("/v1/eligibility", body).status == 200;
            given = if is_answer {
                no
            } else {
                with(json!("unknown"))
            };
        }
        assert!((1..=2).contains(&sensitive.len()), "{near}: {sensitive:?}");
    }
}
