//! The questions.

use serde_json::json;

use crate::common::Directory;

#[test]
fn every_question_has_what_an_app_needs() {
    let app = Directory::empty();
    let answer = app.anonymous().get("/v1/eligibility/questions");
    assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
    let questions = answer.ok();
    let contents = questions["contents"].as_array().expect("questions");
    assert!(contents.len() > 40);
    for question in contents {
        let key = question["key"].as_str().expect("a key");
        assert!(question["text"]["en"].is_string(), "{key}");
        assert!(question["text"]["es"].is_string(), "{key}");
        let kind = question["type"].as_str().expect("a type");
        assert!(
            ["number", "boolean", "choice", "place"].contains(&kind),
            "{key}"
        );
        let options = question["options"].as_array().expect("options");
        assert_eq!(options.is_empty(), kind != "choice", "{key}");
        assert!(
            options
                .iter()
                .all(|option| option["label"]["es"].is_string())
        );
        assert_eq!(
            question["before_answer"].is_null(),
            question["sensitive"] == false,
            "{key}"
        );
    }
}

#[test]
fn being_young_has_its_warning() {
    let app = Directory::empty();
    let questions = app.anonymous().get("/v1/eligibility/questions").ok();
    let age = &questions["contents"][0];
    assert_eq!(age["key"], "age");
    assert_eq!(age["type"], "number");
    assert_eq!(age["sensitive"], true);
    assert_eq!(
        age["before_answer"]["en"],
        "Some workers must report if someone is under 18. You can skip this."
    );
}

#[test]
fn what_to_say_of_a_verdict_is_there_in_both_languages() {
    let app = Directory::empty();
    let questions = app.anonymous().get("/v1/eligibility/questions").ok();
    for verdict in ["likely", "unknown", "unlikely"] {
        for words in ["name", "text", "if_unsure"] {
            for language in ["en", "es"] {
                let said = &questions["verdicts"][verdict][words][language];
                assert!(said.is_string(), "{verdict}: {words}: {language}");
            }
        }
    }
    assert_eq!(
        questions["verdicts"]["likely"]["text"]["en"],
        "Fits the rules we know. Does not mean that there is room tonight."
    );
    for result in ["met", "not_met", "unknown"] {
        assert!(questions["results"][result]["es"].is_string(), "{result}");
    }
}

#[test]
fn it_takes_nothing() {
    let app = Directory::empty();
    let answer = app.anonymous().get("/v1/eligibility/questions?age=17");
    let problem = answer.problem(400, "invalid-parameter");
    assert_eq!(problem["errors"][0]["parameter"], json!("age"));
}

#[test]
fn a_route_without_parameters_says_that_it_has_none() {
    let app = Directory::empty();
    let answer = app.anonymous().get("/v1/eligibility/questions?x=1");
    let problem = answer.problem(400, "invalid-parameter");
    // Not by its name, which may be an answer.
    assert_eq!(
        problem["errors"],
        json!([{"parameter": "", "detail": "a parameter is not known here",
            "expected": "nothing: this route takes no parameters"}])
    );
}

/// Whichever language a browser asks for: an app picks.
#[test]
fn whatever_asks_asks_in_both_languages() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let asked = [
        "/v1/eligibility",
        "/v1/nearby",
        "/v1/pathways/leaving-trafficking",
    ];
    for path in asked {
        // What is not sensitive is skipped, so that there is something to say before the next.
        let mut answers = json!({});
        let mut said_before = 0;
        for _ in 0..12 {
            let body = json!({"near": "64081", "answers": answers});
            let headers = [
                ("content-type", "application/json"),
                ("accept-language", "es"),
            ];
            let answer = anyone.send("POST", path, &headers, body.to_string().into_bytes());
            let page = answer.ok();
            let Some(key) = page["next_question"]["key"].as_str() else {
                break;
            };
            let next = &page["next_question"];
            let words = ["text", "before_answer"].map(|of| &next[of]);
            said_before += usize::from(!words[1].is_null());
            for words in words.into_iter().filter(|words| !words.is_null()) {
                assert!(
                    words["en"].is_string() && words["es"].is_string(),
                    "{path}: {next}"
                );
                assert_ne!(words["en"], words["es"], "{path}: {key}");
            }
            answers[key] = json!("declined");
        }
        assert!(said_before > 0, "{path}: {answers}");
    }
}
