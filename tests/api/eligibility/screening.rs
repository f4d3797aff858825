//! Verdicts, their order, and what is within reach whatever is answered.

use serde_json::{Value, json};

use super::{asked, only, screen};
use crate::common::{
    Directory, Page, Sources,
    sources::{at, line, listing, serves},
};

/// Lee's Summit, MO.
const HERE: (f64, f64) = (38.92, -94.39);

fn women() -> Value {
    json!({"fact": "gender", "is": "woman"})
}

fn verdicts(page: &Page) -> Vec<(&str, &str)> {
    let listings = page.contents().iter();
    let texts = listings.map(|listing| (&listing["name"], &listing["verdict"]));
    texts
        .map(|(name, verdict)| (name.as_str().unwrap(), verdict.as_str().unwrap()))
        .collect()
}

#[test]
fn a_listing_has_its_verdict_and_why() {
    let service = json!({
        "phones": [{"number": "816-555-0100", "type": "voice", "before_you_call": "Ask for Ann."}],
        "minimum_age": 18,
        "required_documents": [{"document": "Photo ID"}],
        "criteria": [
            {"text": "For women.", "test": women()},
            {"text": "Mothers come first.", "strength": "priority", "test": {"fact": "with_children", "is": true}},
        ],
    });
    let app = Directory::of(&Sources::of([at("shelter", HERE.0, HERE.1, service)]));
    let page = screen(
        &app,
        json!({"gender": "woman", "age": 30, "with_children": false}),
    );
    let shelter = page.named("shelter");
    assert_eq!(shelter["verdict"], "unknown");
    assert_eq!(shelter["verdict_text"], "We do not know. Ask them.");
    assert_eq!(shelter["documents"], json!(["Photo ID"]));
    assert_eq!(
        shelter["if_unsure"],
        "Ask them about this: Asks for: Photo ID."
    );
    assert_eq!(shelter["contact"]["uri"], "tel:+18165550100");
    assert_eq!(shelter["contact"]["before_you_call"], "Ask for Ann.");
    assert!(shelter["distance"]["metres"].is_number());
    assert!(shelter["id"].is_string() && shelter["service_id"].is_string());
    let told: Vec<(&str, &str, &str)> = shelter["criteria"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| {
            (
                c["text"].as_str().unwrap(),
                c["result"].as_str().unwrap(),
                c["strength"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("For women.", "met", "required"),
            ("Mothers come first.", "not_met", "priority"),
            ("From age 18.", "met", "required"),
            ("Asks for: Photo ID.", "unknown", "required"),
        ]
    );
    assert_eq!(
        shelter["criteria"][0]["source"],
        json!({"name": "provider", "kind": "provider", "date": null})
    );
    assert_eq!(page.0["next_question"]["key"], "documents");
    assert_eq!(page.0["next_question"]["of"], 1);
    assert_eq!(page.0["emergency"]["call"], "911");
    let with_id = screen(
        &app,
        json!({"gender": "woman", "age": 30, "documents": ["photo_id"]}),
    );
    assert_eq!(with_id.named("shelter")["verdict"], "likely");
    assert_eq!(
        with_id.named("shelter")["verdict_text"],
        "Fits the rules we know. Does not mean that there is room tonight."
    );
    assert_eq!(with_id.0["next_question"], json!(null));
}

#[test]
fn the_order_is_band_then_verdict_then_distance() {
    let open = || only(json!({"open_to_all": true}));
    // A degree of latitude is 111 km: bands end at 16, 40, 80 and 161 km.
    let app = Directory::of(&Sources::of([
        at("near, no", HERE.0, HERE.1, only(women())),
        at("near, unknown", HERE.0 + 0.01, HERE.1, json!({})),
        at("near, yes", HERE.0 + 0.1, HERE.1, open()),
        at("nearer, yes", HERE.0 + 0.05, HERE.1, open()),
        at("25 miles, no", HERE.0 + 0.2, HERE.1, only(women())),
        at("25 miles, yes", HERE.0 + 0.3, HERE.1, open()),
        at("50 miles, yes", HERE.0 + 0.6, HERE.1, open()),
        at("100 miles, yes", HERE.0 + 1.0, HERE.1, open()),
        at("beyond, yes", HERE.0 + 3.0, HERE.1, open()),
    ]));
    let answers = json!({"gender": "man"});
    let expected = [
        ("nearer, yes", "likely"),
        ("near, yes", "likely"),
        ("near, unknown", "unknown"),
        ("near, no", "unlikely"),
        ("25 miles, yes", "likely"),
        ("25 miles, no", "unlikely"),
        ("50 miles, yes", "likely"),
        ("100 miles, yes", "likely"),
        ("beyond, yes", "likely"),
    ];
    assert_eq!(verdicts(&screen(&app, answers.clone())), expected);
    for per_page in [1, 2, 4] {
        let mut shown = Vec::new();
        for page in 1..=9 {
            let body =
                json!({"near": "64081", "answers": answers, "per_page": per_page, "page": page});
            let page = asked(&app, body);
            assert_eq!(page.0["total_items"], 9);
            let names = page.names();
            shown.extend(names.iter().map(|name| (*name).to_owned()));
        }
        let names: Vec<&str> = expected.iter().map(|(name, _)| *name).collect();
        assert_eq!(shown, names, "{per_page} a page");
    }
}

#[test]
fn lines_stay_within_reach() {
    let closed =
        json!({"categories": ["hotline"], "criteria": [{"text": "For women.", "test": women()}]});
    let app = Directory::of(&Sources::of([
        line("for women", &["United States"], closed),
        line(
            "for all",
            &["United States"],
            json!({"categories": ["hotline"]}),
        ),
        at(
            "shelter",
            HERE.0,
            HERE.1,
            json!({"categories": ["shelter"]}),
        ),
    ]));
    let body = json!({"near": "64081", "answers": {"gender": "man"}, "category": ["shelter"], "radius": "1mi"});
    let page = asked(&app, body);
    let names: Vec<&str> = page
        .remote()
        .iter()
        .map(|line| line["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["for all", "for women"]);
    assert_eq!(page.remote()[1]["verdict"], "unlikely");
    assert_eq!(page.remote()[0]["distance"], json!(null));
    assert_eq!(page.0["remote_total"], 2);
}

#[test]
fn a_withheld_place_has_no_distance_of_its_own() {
    let location = json!({"withheld": true, "public_area": "Jackson County, MO"});
    let app = Directory::of(&Sources::of([listing("safe house", json!({}), location)]));
    let page = screen(&app, json!({}));
    let house = page.named("safe house");
    assert_eq!(house["withheld"], true);
    assert_eq!(house["distance"]["metres"], json!(null));
    assert_eq!(house["distance"]["basis"], "area");
}

#[test]
fn an_area_counts_by_residence_and_not_by_where_one_stands() {
    let service = json!({"minimum_age": 18, "service_areas": serves(&["Jackson County, MO"])});
    let app = Directory::of(&Sources::of([at("aid", HERE.0, HERE.1, service)]));
    for (answers, verdict) in [
        (json!({"age": 30}), "unknown"),
        (json!({"age": 30, "residence": "64081"}), "likely"),
        (json!({"age": 30, "residence": "63141"}), "unlikely"),
        (
            json!({"age": 30, "residence": "Kansas City, KS"}),
            "unlikely",
        ),
        (json!({"age": 30, "residence": "64147"}), "unknown"),
    ] {
        let page = screen(&app, answers.clone());
        assert_eq!(page.named("aid")["verdict"], verdict, "{answers}");
    }
}

#[test]
fn an_article_makes_nothing_unlikely() {
    let sources = Sources::default().and(
        "article",
        "article",
        [at("home", HERE.0, HERE.1, only(women()))],
    );
    let app = Directory::of(&sources);
    let page = screen(&app, json!({"gender": "man"}));
    let home = page.named("home");
    assert_eq!(home["verdict"], "unknown");
    assert_eq!(
        home["criteria"][0]["reason"],
        "One article says “A rule”: ask them."
    );
    assert_eq!(home["criteria"][0]["source"]["kind"], "article");
}

#[test]
fn what_two_providers_see_otherwise_makes_nothing_unlikely() {
    let men = json!({"fact": "gender", "is": "man"});
    let sources = Sources::of([at("home", HERE.0, HERE.1, only(women()))])
        .and("other", "provider", [at("home", HERE.0, HERE.1, only(men))])
        .same_as("service", "home", "other", "provider")
        .same_as("location", "home", "other", "provider")
        .same_as("organization", "home", "other", "provider")
        .same_as("service_at_location", "home", "other", "provider");
    let app = Directory::of(&sources);
    for gender in ["man", "woman"] {
        let page = screen(&app, json!({"gender": gender}));
        assert_ne!(page.named("home")["verdict"], "unlikely", "{gender}");
    }
}

#[test]
fn the_first_question_needs_no_answer() {
    let app = Directory::of(&Sources::of([at("shelter", HERE.0, HERE.1, only(women()))]));
    let page = asked(&app, json!({"near": "64081"}));
    let next = &page.0["next_question"];
    assert_eq!(next["key"], "gender");
    assert_eq!(next["text"]["en"], "Are you a woman, a man, or neither?");
    assert_eq!((&next["settles"], &next["of"]), (&json!(1), &json!(1)));
    assert_eq!(next["sensitive"], false);
}

#[test]
fn nearby_folds_the_verdicts_in() {
    let app = Directory::of(&Sources::of([
        at("shelter", HERE.0, HERE.1, only(women())),
        line("line", &["Missouri"], json!({"categories": ["hotline"]})),
    ]));
    let anyone = app.anonymous();
    let body = json!({"near": "64081", "answers": {"gender": "man"}});
    let answer = anyone.post("/v1/nearby", body);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let page = Page(answer.ok());
    assert_eq!(
        page.named("shelter")["eligibility"]["screening"]["verdict"],
        "unlikely"
    );
    assert_eq!(
        page.remote()[0]["eligibility"]["screening"]["verdict"],
        "unknown"
    );
    assert_eq!(page.0["next_question"]["key"], "residence");
    let silent = Page(
        anyone
            .post("/v1/nearby", json!({"near": "64081", "answers": {}}))
            .ok(),
    );
    assert_eq!(silent.0["next_question"]["key"], "gender");
    let plain = Page(anyone.post("/v1/nearby", json!({"near": "64081"})).ok());
    assert_eq!(
        plain.named("shelter")["eligibility"],
        json!({"summary": null})
    );
    assert_eq!(plain.0.get("next_question"), None);
}

#[test]
fn answers_belong_into_a_body() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    for query in [
        "answers=sentinel",
        "answers=%7B%22age%22%3A7654321%7D",
        "answers=a&answers=b",
    ] {
        let answer = anyone.get(&format!("/v1/nearby?near=64081&{query}"));
        let problem = answer.problem(400, "invalid-parameter");
        assert_eq!(problem["errors"][0]["parameter"], "answers");
        assert!(
            !problem.to_string().contains("sentinel") && !problem.to_string().contains("7654321")
        );
        let path = format!("/v1/eligibility?{query}");
        anyone.get(&path).problem(405, "method-not-allowed");
        let answer = anyone.post(&path, json!({"near": "64081"}));
        let problem = answer.problem(400, "invalid-parameter");
        assert_eq!(problem["errors"][0]["parameter"], "answers");
        assert!(!problem.to_string().contains("sentinel"));
    }
}

#[test]
fn a_wrong_answer_is_named_and_not_repeated() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    for path in ["/v1/eligibility", "/v1/nearby"] {
        for (answers, pointer) in [
            (json!("sentinel"), "/answers"),
            (json!(["sentinel"]), "/answers"),
            (json!({"sentinel": 1, "shoe/sentinel": 2}), "/answers"),
            (json!({"age": "sentinel"}), "/answers/age"),
            (json!({"age": 131}), "/answers/age"),
            (json!({"age": {"sentinel": 1}}), "/answers/age"),
            (json!({"gender": "sentinel"}), "/answers/gender"),
            (json!({"residence": "sentinelville"}), "/answers/residence"),
        ] {
            let answer = anyone.post(path, json!({"near": "64081", "answers": answers}));
            let problem = answer.problem(400, "invalid-parameter");
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
            assert!(problem["errors"][0]["expected"].is_string(), "{problem}");
            assert!(!problem.to_string().contains("sentinel"), "{problem}");
            assert_eq!(problem["errors"].as_array().unwrap().len(), 1);
        }
    }
}

#[test]
fn an_answer_one_level_too_high_is_told_where_it_belongs() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    for path in [
        "/v1/eligibility",
        "/v1/nearby",
        "/v1/pathways/leaving-trafficking",
    ] {
        for value in [
            json!(true),
            json!("sentinel"),
            json!({"sentinel": 1}),
            json!(null),
        ] {
            let body = json!({"near": "64081", "made_to_have_sex": value, "age": 7_654_321});
            let problem = anyone.post(path, body).problem(400, "invalid-parameter");
            let faults = problem["errors"].as_array().expect("faults");
            for (fault, key) in faults.iter().zip(["age", "made_to_have_sex"]) {
                assert_eq!(fault["pointer"], format!("/{key}"), "{problem}");
                assert!(
                    fault["detail"]
                        .as_str()
                        .unwrap()
                        .contains("belongs into answers"),
                    "{problem}"
                );
            }
            assert_eq!(faults.len(), 2, "{problem}");
            let told = problem.to_string();
            assert!(
                !told.contains("sentinel") && !told.contains("7654321"),
                "{told}"
            );
        }
        // A field that is no question is as unknown as ever, and is not sent there.
        let problem = anyone
            .post(path, json!({"near": "64081", "shoe_size": 9}))
            .problem(400, "invalid-parameter");
        let fault = &problem["errors"][0];
        assert_eq!(fault["pointer"], "", "{problem}");
        assert_eq!(fault["detail"], "has a member that is not known here");
        // A slip of the hand is told by the name that it comes near to.
        let problem = anyone
            .post(path, json!({"near": "64081", "radus": "25mi"}))
            .problem(400, "invalid-parameter");
        let fault = &problem["errors"][0];
        assert_eq!(fault["candidates"], json!(["radius"]), "{problem}");
    }
    // In a query string as well, which is the wrong place twice over.
    let problem = anyone
        .get("/v1/nearby?near=64081&made_to_have_sex=sentinel")
        .problem(400, "invalid-parameter");
    let expected = problem["errors"][0]["expected"].as_str().unwrap();
    assert!(expected.contains("body of a POST"), "{problem}");
    assert!(!problem.to_string().contains("sentinel"), "{problem}");
    // Nor is the name of what is no parameter repeated, since it may be an answer.
    let problem = anyone
        .get("/v1/eligibility/questions?sentinel=1")
        .problem(400, "invalid-parameter");
    assert!(!problem.to_string().contains("sentinel"), "{problem}");
    for path in [
        "/v1/eligibility",
        "/v1/nearby",
        "/v1/pathways/leaving-trafficking",
    ] {
        let answer = anyone.post(
            &format!("{path}?sentinel=1&near=1"),
            json!({"near": "64081"}),
        );
        let problem = answer.problem(400, "invalid-parameter");
        assert!(!problem.to_string().contains("sentinel"), "{problem}");
        let named = |fault: &Value| fault["parameter"] == "near";
        assert!(
            problem["errors"].as_array().unwrap().iter().any(named),
            "{problem}"
        );
    }
    // The filters that are called like questions stay filters.
    let body = json!({"near": "64081", "language": ["es"], "documents": "none"});
    anyone.post("/v1/eligibility", body).ok();
}

#[test]
fn a_question_answered_twice_is_a_fault() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    for path in ["/v1/eligibility", "/v1/nearby"] {
        let body =
            br#"{"near": "64081", "answers": {"gender": "woman", "age": 40, "gender": "man"}}"#;
        let json = [("Content-Type", "application/json")];
        let answer = anyone.send("POST", path, &json, body.to_vec());
        let problem = answer.problem(400, "invalid-parameter");
        assert_eq!(problem["errors"].as_array().unwrap().len(), 1);
        assert_eq!(
            problem["errors"][0]["pointer"], "/answers/gender",
            "{problem}"
        );
    }
}

#[test]
fn what_is_given_twice_under_no_question_is_not_repeated() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    for path in [
        "/v1/eligibility",
        "/v1/nearby",
        "/v1/pathways/leaving-trafficking",
    ] {
        for (answers, pointer) in [
            (r#"{"sentinel": 1, "sentinel": 2}"#, "/answers"),
            (r#"{"age": {"sentinel": 1, "sentinel": 2}}"#, "/answers/age"),
            (r#"{"x": [{"sentinel": 1, "sentinel": 2}]}"#, "/answers"),
        ] {
            let body = format!(r#"{{"near": "64081", "answers": {answers}}}"#);
            let json = [("Content-Type", "application/json")];
            let answer = anyone.send("POST", path, &json, body.into_bytes());
            let problem = answer.problem(400, "invalid-parameter");
            assert!(!problem.to_string().contains("sentinel"), "{problem}");
            let faults = problem["errors"].as_array().expect("faults");
            assert!(
                faults.iter().any(|fault| fault["pointer"] == pointer),
                "{problem}"
            );
        }
    }
}

#[test]
fn answers_that_contradict_each_other_are_a_fault() {
    let app = Directory::empty();
    let answers = json!({"with_children": false, "youngest_child_age": 3});
    let body = json!({"near": "64081", "answers": answers});
    let answer = app.anonymous().post("/v1/eligibility", body);
    let problem = answer.problem(400, "invalid-parameter");
    let fault = &problem["errors"][0];
    assert_eq!(fault["pointer"], "/answers/youngest_child_age");
    assert_eq!(fault["detail"], "contradicts the answer to with_children");
}

#[test]
fn a_state_is_too_wide_to_live_in_and_canada_is_no_town() {
    let app = Directory::empty();
    let caller = app.anonymous();
    for (residence, detail) in [
        ("MO", "is too wide: a whole state or country"),
        ("Canada", "does not name one place"),
        ("street", "does not name one place"),
    ] {
        let body = json!({"near": "64081", "answers": {"residence": residence}});
        let problem = caller
            .post("/v1/eligibility", body)
            .problem(400, "invalid-parameter");
        assert_eq!(problem["errors"][0]["detail"], detail, "{residence}");
    }
    let problem = caller
        .get("/v1/nearby?near=Canada")
        .problem(400, "invalid-parameter");
    assert_eq!(problem["errors"][0]["candidates"][0]["near"], "Canada, KY");
}

#[test]
fn nothing_of_it_may_be_kept() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let answer = anyone.post(
        "/v1/eligibility",
        json!({"near": "64081", "answers": {"age": 17}}),
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("etag"), None);
    assert_eq!(answer.header("set-cookie"), None);
    let answer = anyone.post(
        "/v1/eligibility",
        json!({"near": "64081", "answers": {"age": "x"}}),
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[test]
fn an_area_in_words_alone_is_a_criterion_that_only_they_can_judge() {
    let service = json!({"minimum_age": 18, "service_areas": [{"name": "Eastern metro"}]});
    let app = Directory::of(&Sources::of([at("aid", HERE.0, HERE.1, service)]));
    for residence in ["64081", "99501"] {
        let page = screen(&app, json!({"age": 30, "residence": residence}));
        let aid = page.named("aid");
        assert_eq!(aid["verdict"], "unknown", "{residence}");
        let area = &aid["criteria"][1];
        assert_eq!(area["text"], "Serves Eastern metro.");
        assert_eq!(area["result"], "unknown");
    }
}

#[test]
fn an_area_that_is_only_described_is_shown_so() {
    let areas = json!([{"description": "Serves only residents of Cass County."}]);
    let service = json!({"minimum_age": 18, "service_areas": areas});
    let app = Directory::of(&Sources::of([at("aid", HERE.0, HERE.1, service)]));
    let page = screen(&app, json!({"age": 30, "residence": "64081"}));
    let aid = page.named("aid");
    assert_eq!(aid["verdict"], "unknown");
    let told = "Serves only residents of Cass County.";
    assert_eq!(aid["criteria"][1]["text"], told, "{aid}");
    let page = app.anonymous().nearby("near=64081");
    let told = &page.named("aid")["serves_text"];
    assert_eq!(told, "Serves only residents of Cass County");
}

#[test]
fn nearby_has_the_verdicts_in_every_format() {
    let app = Directory::of(&Sources::of([at("women", HERE.0, HERE.1, only(women()))]));
    let anyone = app.anonymous();
    let ask = |format: &str, answers: Value| {
        let mut body = json!({"near": "64081", "format": format});
        if !answers.is_null() {
            body["answers"] = answers;
        }
        let answer = anyone.post("/v1/nearby", body);
        assert_eq!(answer.status, 200, "{answer:?}");
        String::from_utf8(answer.body).unwrap()
    };
    for (gender, verdict) in [("woman", "likely"), ("man", "unlikely")] {
        let csv = ask("csv", json!({"gender": gender}));
        let mut lines = csv.lines();
        assert!(lines.next().unwrap().ends_with(",capacity_updated,verdict"));
        assert!(lines.next().unwrap().ends_with(&format!(",{verdict}")));
        let geojson: Value =
            serde_json::from_str(&ask("geojson", json!({"gender": gender}))).unwrap();
        assert_eq!(geojson["features"][0]["properties"]["verdict"], verdict);
        let line: Value = serde_json::from_str(&ask("ndjson", json!({"gender": gender}))).unwrap();
        assert_eq!(line["eligibility"]["screening"]["verdict"], verdict);
    }
    for format in ["csv", "geojson", "ndjson"] {
        assert!(!ask(format, Value::Null).contains("verdict"), "{format}");
    }
}
