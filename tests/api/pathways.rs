//! `/v1/pathways`: for each stage of a way out what is near, and never nothing.

use serde_json::{Value, json};

use crate::common::{
    Caller, Directory, Sources,
    sources::{at, line, listing},
};

const LEAVING: &str = "/v1/pathways/leaving-trafficking";

/// Lee's Summit, MO.
const HERE: (f64, f64) = (38.92, -94.39);

fn stages(pathway: &Value) -> &[Value] {
    pathway["stages"].as_array().expect("stages")
}

#[track_caller]
fn stage<'a>(pathway: &'a Value, id: &str) -> &'a Value {
    let found = stages(pathway).iter().find(|stage| stage["id"] == id);
    found.unwrap_or_else(|| panic!("no stage {id}"))
}

fn names(listings: &Value) -> Vec<&str> {
    let listings = listings.as_array().expect("listings").iter();
    listings
        .map(|l| l["name"].as_str().expect("a name"))
        .collect()
}

fn near(caller: &Caller, pathway: &str, near: &str) -> Value {
    caller.get(&format!("{pathway}?near={near}")).ok()
}

#[test]
fn the_list_has_every_pathway_in_two_languages() {
    let app = Directory::seeded();
    let answer = app.anonymous().get("/v1/pathways");
    assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
    let list = answer.ok();
    let contents = list["contents"].as_array().unwrap();
    let ids: Vec<&str> = contents.iter().map(|p| p["id"].as_str().unwrap()).collect();
    assert_eq!(
        ids,
        [
            "leaving-trafficking",
            "leaving-violence-at-home",
            "young-people"
        ]
    );
    let leaving = &contents[0];
    let of_stages: Vec<&str> = stages(leaving)
        .iter()
        .map(|s| s["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        of_stages,
        [
            "immediate-crisis",
            "legal-protection",
            "stabilization",
            "rebuilding"
        ],
        "the stages that the article names"
    );
    assert!(leaving["name"]["en"].is_string() && leaving["name"]["es"].is_string());
    assert_eq!(
        app.anonymous().get("/v1/pathways?page=2").faults(),
        ["page"]
    );
}

#[test]
fn a_stage_has_what_nearby_has_for_its_categories_in_the_same_form() {
    let app = Directory::seeded();
    let caller = app.anonymous();
    for place in ["64081", "63141"] {
        let pathway = near(&caller, LEAVING, &format!("{place}&per_stage=20"));
        for stage in stages(&pathway) {
            let categories = stage["categories"].as_array().unwrap().iter();
            let filter: String = categories
                .map(|code| format!("&category={}", code.as_str().unwrap()))
                .collect();
            let page = caller.nearby(&format!("near={place}&remote=all&radius=100mi{filter}"));
            let (contents, total) = match page.0["widened"] == true {
                // What is beyond 100 miles is nobody for a stage.
                true => (&json!([]), &json!(0)),
                false => (&page.0["contents"], &page.0["total_items"]),
            };
            // What is at one distance stands by whom it is meant for.
            let by_distance = |listings: &Value| {
                let mut listings = listings.as_array().unwrap().clone();
                let metres = |of: &Value| {
                    let distance = &of["distance"];
                    distance["metres"]
                        .as_f64()
                        .or(distance["area_metres"].as_f64())
                        .unwrap()
                };
                assert!(listings.is_sorted_by(|a, b| metres(a) <= metres(b)));
                listings.sort_by_key(|of| of["id"].to_string());
                listings
            };
            let (told, expected) = (by_distance(&stage["contents"]), by_distance(contents));
            assert_eq!(told, expected, "{place}: {}", stage["id"]);
            assert_eq!(&stage["total_items"], total);
            for listing in stage["remote"].as_array().unwrap() {
                assert!(page.remote().contains(listing), "{place}: {listing}");
            }
            assert_eq!(pathway["origin"], page.0["origin"]);
        }
    }
}

#[test]
fn lines_are_in_the_first_stage_those_for_the_pathway_first() {
    let app = Directory::seeded();
    let caller = app.anonymous();
    for (id, first) in [
        ("leaving-trafficking", "National Human Trafficking Hotline"),
        ("leaving-violence-at-home", "Hope House hotline"),
        ("young-people", "National Runaway Safeline"),
    ] {
        let pathway = near(&caller, &format!("/v1/pathways/{id}"), "64081&per_stage=1");
        let lines = names(&stages(&pathway)[0]["remote"]);
        assert_eq!(lines[0], first, "{id}");
        // All of them, whatever a stage may show: a line that is left out cannot be called.
        for name in [
            "988 Suicide and Crisis Lifeline",
            "211",
            "RAINN sexual assault hotline",
        ] {
            assert!(lines.contains(&name), "{id}: {lines:?}");
        }
        let report = "Missouri Child Abuse and Neglect Hotline";
        for stage in stages(&pathway) {
            assert!(
                !names(&stage["remote"]).contains(&report),
                "a call to it makes a report"
            );
            assert!(stage["contents"].as_array().unwrap().len() <= 1);
        }
    }
}

#[test]
fn the_seed_leaves_no_stage_without_somebody_to_call() {
    let app = Directory::seeded();
    let caller = app.anonymous();
    let list = caller.get("/v1/pathways").ok();
    for id in list["contents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| &p["id"])
    {
        for place in ["64081", "63141", "33602", "10001", "99723", "96799", "0,0"] {
            let path = format!("/v1/pathways/{}", id.as_str().unwrap());
            let pathway = near(&caller, &path, place);
            assert_eq!(pathway["emergency"]["call"], "911");
            for stage in stages(&pathway) {
                let lists = ["contents", "remote", "call"].into_iter();
                let mut all = lists.flat_map(|list| stage[list].as_array().unwrap());
                assert!(
                    all.any(|listing| listing["primary_contact"]["uri"].is_string()),
                    "{id}, {place}: {}",
                    stage["id"]
                );
                assert_eq!(
                    stage["note"].is_null(),
                    stage["call"].as_array().unwrap().is_empty()
                );
            }
        }
    }
}

#[test]
fn a_stage_without_a_listing_says_so_and_names_a_line() {
    let line_of = |name, category: &str| {
        let phones = json!([{"number": "816-555-0100", "type": "voice"}]);
        line(
            name,
            &["United States"],
            json!({"categories": [category], "phones": phones}),
        )
    };
    let app = Directory::of(&Sources::of([
        line_of("trafficking", "hotline.trafficking"),
        line_of("information", "hotline.information"),
        line_of("despair", "hotline.suicide"),
    ]));
    let pathway = near(&app.anonymous(), LEAVING, "64081");
    assert!(stage(&pathway, "immediate-crisis")["note"].is_null());
    for id in ["legal-protection", "stabilization", "rebuilding"] {
        let stage = stage(&pathway, id);
        assert_eq!(stage["total_items"], 0);
        assert_eq!(names(&stage["contents"]), [""; 0]);
        assert!(
            stage["note"]["en"].as_str().unwrap().contains("nobody"),
            "{stage}"
        );
        assert_eq!(names(&stage["call"]), ["trafficking", "information"]);
    }
}

#[test]
fn a_stage_without_a_number_says_so_and_names_a_line() {
    let phones = json!([{"number": "211", "type": "voice"}]);
    let information = json!({"categories": ["hotline.information"], "phones": phones});
    let app = Directory::of(&Sources::of([
        line("information", &["United States"], information),
        at(
            "school",
            HERE.0,
            HERE.1,
            json!({"categories": ["employment.training"]}),
        ),
    ]));
    let pathway = near(&app.anonymous(), LEAVING, "64081");
    let rebuilding = stage(&pathway, "rebuilding");
    assert_eq!(names(&rebuilding["contents"]), ["school"]);
    assert!(
        rebuilding["note"]["en"]
            .as_str()
            .unwrap()
            .contains("no number")
    );
    assert_eq!(names(&rebuilding["call"]), ["information"]);
}

#[test]
fn where_its_own_lines_are_not_known_any_line_is_named() {
    let phones = json!([{"number": "988", "type": "voice"}]);
    let despair = json!({"categories": ["hotline.suicide"], "phones": phones});
    let app = Directory::of(&Sources::of([line("despair", &["United States"], despair)]));
    let pathway = near(&app.anonymous(), LEAVING, "64081");
    assert_eq!(names(&stage(&pathway, "rebuilding")["call"]), ["despair"]);
}

#[test]
fn what_is_likely_from_afar_comes_first_but_a_line_does_not() {
    let rule = json!([{"text": "For anyone.", "test": {"open_to_all": true}}]);
    let of = |name, category: &str, audience: &str, criteria: &Value| {
        let service =
            json!({"categories": [category], "audiences": [audience], "criteria": criteria});
        line(name, &["Missouri"], service)
    };
    let (ours, others) = ("trafficking_survivors", "youth");
    let app = Directory::of(&Sources::of([
        of("our line", "hotline.trafficking", ours, &json!([])),
        of("open line", "hotline.runaway", others, &rule),
        of("our course", "employment.training", ours, &json!([])),
        of("open course", "employment.training", others, &rule),
    ]));
    let body = json!({"near": "64081", "answers": {"residence": "64081"}});
    let pathway = app.anonymous().post(LEAVING, body).ok();
    let remote = |id| names(&stage(&pathway, id)["remote"]);
    assert_eq!(remote("immediate-crisis"), ["our line", "open line"]);
    assert_eq!(remote("rebuilding"), ["open course", "our course"]);
}

/// As the services of one legal aid office are.
#[test]
fn what_is_meant_for_the_pathway_comes_first_at_one_place_and_among_the_likely() {
    let rule = json!([{"text": "For anyone.", "test": {"open_to_all": true}}]);
    let of = |name: &str, miles: f64, audience: &str, criteria: &Value| {
        let service =
            json!({"categories": ["legal.civil"], "audiences": [audience], "criteria": criteria});
        at(name, HERE.0 + miles / 69.0, HERE.1, service)
    };
    let (ours, others, none) = ("trafficking_survivors", "youth", json!([]));
    let mut services = vec![
        of("for us", 0.0, ours, &none),
        of("for us too", 5.0, ours, &rule),
        of("open here", 3.0, others, &rule),
        of("far for us", 15.0, ours, &rule),
    ];
    services.extend((0..6).map(|n| of(&format!("other {n}"), 0.0, others, &none)));
    let app = Directory::of(&Sources::of(services));
    let legal = |pathway: &Value| {
        names(&stage(pathway, "legal-protection")["contents"])
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let told = legal(&near(&app.anonymous(), LEAVING, "64081"));
    assert_eq!(told[0], "for us", "the others are as near: {told:?}");
    assert!(
        told[1].starts_with("other"),
        "nothing farther comes before: {told:?}"
    );
    let body = json!({"near": "64081", "per_stage": 5, "answers": {"age": 30}});
    let told = legal(&app.anonymous().post(LEAVING, body).ok());
    assert_eq!(told[..3], ["for us too", "open here", "for us"], "{told:?}");
    assert!(
        told[3].starts_with("other"),
        "a nearer band comes first: {told:?}"
    );
}

#[test]
fn an_empty_directory_still_says_what_to_do() {
    let app = Directory::empty();
    let pathway = near(&app.anonymous(), LEAVING, "64081");
    assert_eq!(pathway["emergency"]["call"], "911");
    for stage in stages(&pathway) {
        // There is no line to call, and so nobody is told to.
        let note = &stage["note"];
        assert_eq!(note["en"], "We know of nobody for this step here.");
        assert!(!note["es"].as_str().unwrap().contains("Llame"), "{note}");
        assert_eq!(stage["call"], json!([]));
    }
}

#[test]
fn a_line_without_a_number_is_nobody_to_call() {
    let silent = json!({"categories": ["hotline.trafficking"]});
    let app = Directory::of(&Sources::of([line("silent", &["United States"], silent)]));
    let pathway = near(&app.anonymous(), LEAVING, "64081");
    let rebuilding = stage(&pathway, "rebuilding");
    assert_eq!(rebuilding["call"], json!([]));
    assert_eq!(
        rebuilding["note"]["en"],
        "We know of nobody for this step here."
    );
}

#[test]
fn a_radius_that_has_nothing_is_widened_stage_by_stage() {
    let training = json!({"categories": ["employment.training"]});
    let app = Directory::of(&Sources::of([
        at("near", HERE.0, HERE.1, training.clone()),
        at("far", 40.7, -74.0, training),
        at(
            "court",
            HERE.0 + 1.0,
            HERE.1,
            json!({"categories": ["legal.civil"]}),
        ),
    ]));
    let pathway = near(&app.anonymous(), LEAVING, "64081&radius=25mi");
    let rebuilding = stage(&pathway, "rebuilding");
    assert_eq!(
        (names(&rebuilding["contents"]), &rebuilding["widened"]),
        (vec!["near"], &json!(false))
    );
    let legal = stage(&pathway, "legal-protection");
    assert_eq!(
        (names(&legal["contents"]), &legal["widened"]),
        (vec!["court"], &json!(true))
    );
}

#[test]
fn what_is_far_away_is_nobody_for_a_step_and_what_serves_the_place_remains() {
    let app = Directory::seeded();
    let caller = app.anonymous();
    // Florida, Alaska and American Samoa, from a directory of Missouri.
    for place in ["33602", "99723", "96799"] {
        for id in ["leaving-trafficking", "leaving-violence-at-home"] {
            let pathway = near(&caller, &format!("/v1/pathways/{id}"), place);
            for stage in stages(&pathway) {
                assert_eq!(
                    names(&stage["contents"]),
                    [""; 0],
                    "{place}: {}",
                    stage["id"]
                );
                assert_eq!(stage["total_items"], 0);
                if !names(&stage["remote"]).is_empty() {
                    assert!(stage["note"].is_null(), "{place}: {stage}");
                    continue;
                }
                let note = &stage["note"];
                assert_eq!(
                    note["en"],
                    "We know of nobody for this step within 100 miles. Call a line and ask who can help."
                );
                assert!(
                    note["es"].as_str().unwrap().contains("100 millas"),
                    "{note}"
                );
                assert!(!names(&stage["call"]).is_empty(), "{place}: {stage}");
            }
            assert!(
                !names(&stages(&pathway)[0]["remote"]).is_empty(),
                "the lines remain"
            );
        }
    }
}

#[test]
fn who_asks_for_a_wider_radius_gets_it() {
    let phones = json!([{"number": "816-555-0100", "type": "voice"}]);
    let course = json!({"categories": ["employment.training"], "phones": phones});
    // 138 miles to the north.
    let app = Directory::of(&Sources::of([at("course", HERE.0 + 2.0, HERE.1, course)]));
    let caller = app.anonymous();
    for (ask, expected) in [
        ("64081", &[][..]),
        ("64081&radius=50mi", &[]),
        ("64081&radius=200mi", &["course"]),
    ] {
        let pathway = near(&caller, LEAVING, ask);
        let rebuilding = stage(&pathway, "rebuilding");
        assert_eq!(names(&rebuilding["contents"]), expected, "{ask}");
        assert_eq!(rebuilding["note"].is_null(), !expected.is_empty(), "{ask}");
        assert_eq!(rebuilding["widened"], false, "{ask}");
    }
}

#[test]
fn where_all_serve_other_places_it_is_said_and_they_are_shown() {
    let course = |areas: &[&str]| {
        let areas: Vec<Value> = areas
            .iter()
            .map(|area| json!({"extent": area, "extent_type": "text"}))
            .collect();
        json!({
            "categories": ["employment.training"], "service_areas": areas,
            "phones": [{"number": "816-555-0100", "type": "voice"}],
        })
    };
    let elsewhere = || at("elsewhere", HERE.0, HERE.1, course(&["Johnson County, KS"]));
    let app = Directory::of(&Sources::of([elsewhere()]));
    let pathway = near(&app.anonymous(), LEAVING, "64081");
    let rebuilding = stage(&pathway, "rebuilding");
    // Next door, and the provider decides: it is shown.
    assert_eq!(names(&rebuilding["contents"]), ["elsewhere"]);
    assert_eq!(rebuilding["contents"][0]["serves_origin"], "no");
    let note = &rebuilding["note"];
    assert!(
        note["en"].as_str().unwrap().contains("serve other places"),
        "{note}"
    );
    assert!(
        note["es"].as_str().unwrap().contains("otros lugares"),
        "{note}"
    );
    // One that serves the place, or may, is somebody.
    for here in [course(&["Jackson County, MO"]), course(&[])] {
        let app = Directory::of(&Sources::of([
            elsewhere(),
            at("here", HERE.0, HERE.1, here),
        ]));
        let pathway = near(&app.anonymous(), LEAVING, "64081");
        assert!(stage(&pathway, "rebuilding")["note"].is_null());
    }
}

#[test]
fn with_answers_what_is_likely_comes_first_and_what_is_unlikely_last() {
    let rule = |gender: &str| {
        json!({
            "categories": ["employment.training"],
            "phones": [{"number": "816-555-0100", "type": "voice"}],
            "criteria": [{"text": format!("For a {gender}."), "test": {"fact": "gender", "is": gender}}],
        })
    };
    let open = json!({"categories": ["employment.training"]});
    let app = Directory::of(&Sources::of([
        at("men", HERE.0, HERE.1, rule("man")),
        at("anyone", HERE.0, HERE.1 + 0.01, open),
        at("women", HERE.0, HERE.1 + 0.02, rule("woman")),
        at("women far away", HERE.0 + 1.0, HERE.1, rule("woman")),
    ]));
    let caller = app.anonymous();
    let ask = |answers: Value, per_stage: u64| {
        let body = json!({"near": "64081", "per_stage": per_stage, "answers": answers});
        let answer = caller.post(LEAVING, body);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        answer.ok()
    };
    let told = |pathway: &Value| -> Vec<(String, String)> {
        let contents = stage(pathway, "rebuilding")["contents"]
            .as_array()
            .unwrap()
            .iter();
        contents
            .map(|l| {
                let verdict = &l["eligibility"]["screening"]["verdict"];
                (
                    l["name"].as_str().unwrap().to_owned(),
                    verdict.as_str().unwrap().to_owned(),
                )
            })
            .collect()
    };
    let expected = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    };
    let woman = ask(json!({"gender": "woman"}), 4);
    assert_eq!(
        told(&woman),
        expected(&[
            ("women", "likely"),
            ("anyone", "unknown"),
            ("women far away", "likely"),
            ("men", "unlikely"),
        ]),
        "a likely one 70 miles away is behind an unknown one next door"
    );
    assert!(
        woman.get("next_question").is_none(),
        "nothing is left to ask"
    );
    let two = ask(json!({"gender": "woman"}), 2);
    assert_eq!(
        told(&two),
        expected(&[("women", "likely"), ("anyone", "unknown")])
    );
    let nothing = ask(json!({}), 4);
    assert_eq!(nothing["next_question"]["key"], "gender");

    // All that can be called is unlikely: somebody else is named.
    let neither = ask(json!({"gender": "nonbinary"}), 4);
    let rebuilding = stage(&neither, "rebuilding");
    assert!(
        rebuilding["note"]["en"]
            .as_str()
            .unwrap()
            .contains("They decide"),
        "{rebuilding}"
    );
}

#[test]
fn a_filter_leaves_what_suits_and_every_line() {
    let legal = |more: Value| {
        let mut service = json!({"categories": ["legal.civil"]});
        let fields = service.as_object_mut().unwrap();
        fields.extend(more.as_object().unwrap().clone());
        service
    };
    let line_in = |name, code| {
        let phones = json!([{"number": "816-555-0100", "type": "voice"}]);
        let languages = json!([{"code": code}]);
        let service = json!({"categories": ["hotline"], "phones": phones, "languages": languages});
        line(name, &["United States"], service)
    };
    let app = Directory::of(&Sources::of([
        line_in("a line in English", "en"),
        line_in("line in Spanish", "es"),
        at("nearest", HERE.0, HERE.1, legal(json!({}))),
        at(
            "in Spanish and free",
            HERE.0,
            HERE.1 + 0.01,
            legal(json!({"languages": [{"code": "es"}], "cost_options": [{"amount": 0}]})),
        ),
    ]));
    let caller = app.anonymous();
    let lines = |pathway: &Value| -> Vec<String> {
        let names = names(&stages(pathway)[0]["remote"]);
        names.into_iter().map(str::to_owned).collect()
    };
    let plain = near(&caller, LEAVING, "64081");
    assert_eq!(lines(&plain), ["a line in English", "line in Spanish"]);
    for filter in ["language=es", "language=Spanish", "cost=free"] {
        let pathway = near(&caller, LEAVING, &format!("64081&{filter}"));
        let legal = stage(&pathway, "legal-protection");
        assert_eq!(
            names(&legal["contents"]),
            ["in Spanish and free"],
            "{filter}"
        );
        assert_eq!(legal["total_items"], 1);
        assert_eq!(stages(&pathway)[0]["remote_total"], 2);
    }
    let body = json!({"near": "64081", "language": ["es"]});
    let pathway = caller.post(LEAVING, body).ok();
    assert_eq!(lines(&pathway), ["line in Spanish", "a line in English"]);
    let rebuilding = stage(&pathway, "rebuilding");
    assert_eq!(names(&rebuilding["call"]), ["line in Spanish"]);
    let body = json!({"near": "64081", "documents": "none"});
    let pathway = caller.post(LEAVING, body).ok();
    // Nobody for that step, and still somebody to call.
    let legal = stage(&pathway, "legal-protection");
    assert_eq!(names(&legal["contents"]), [""; 0]);
    assert_eq!(names(&legal["call"]), ["a line in English"]);
    assert_eq!(
        caller
            .get(&format!("{LEAVING}?near=64081&cost=cheap"))
            .faults(),
        ["cost"]
    );
}

#[test]
fn without_answers_there_is_no_verdict_and_the_order_is_distance() {
    let app = Directory::seeded();
    let caller = app.anonymous();
    let get = near(&caller, LEAVING, "64081");
    let post = caller.post(LEAVING, json!({"near": "64081"})).ok();
    assert_eq!(get, post);
    assert!(!get.to_string().contains("screening"));
    assert!(get.get("next_question").is_none());
}

#[test]
fn a_number_that_lost_is_never_one_to_dial() {
    let app = Directory::seeded();
    let pathway = near(&app.anonymous(), LEAVING, "63141&per_stage=20");
    let mut alternatives = 0;
    for stage in stages(&pathway) {
        let lists = ["contents", "remote", "call"].into_iter();
        for listing in lists.flat_map(|list| stage[list].as_array().unwrap()) {
            for phone in listing["phones"].as_array().unwrap() {
                assert_ne!(phone["dial"], "do_not", "{listing}");
                assert_ne!(phone["number"], "+18883738888", "{listing}");
                alternatives += phone["alternatives"].as_array().unwrap().len();
            }
            assert_ne!(listing["primary_contact"]["uri"], "tel:+18883738888");
        }
    }
    assert!(alternatives > 0, "the misprint is told of");
}

#[test]
fn a_withheld_place_has_no_coordinates() {
    let shelter = json!({"categories": ["shelter.emergency"]});
    let withheld = json!({"withheld": true, "public_area": "Jackson County, MO"});
    let app = Directory::of(&Sources::of([listing("shelter", shelter, withheld)]));
    let pathway = near(&app.anonymous(), LEAVING, "64081");
    let shelter = &stage(&pathway, "immediate-crisis")["contents"][0];
    assert_eq!(shelter["withheld"], true);
    assert_eq!(shelter["distance"]["basis"], "area");
    assert!(shelter["location"]["latitude"].is_null() && shelter["distance"]["metres"].is_null());
}

#[test]
fn what_is_wrong_is_said_of_every_field() {
    let app = Directory::seeded();
    let caller = app.anonymous();
    for path in [
        "/v1/pathways/none?near=64081",
        "/v1/pathways/%00?near=64081",
    ] {
        caller.get(path).problem(404, "not-found");
    }
    caller
        .post("/v1/pathways/none", json!({"near": "64081"}))
        .problem(404, "not-found");
    for (query, faults) in [
        ("", &["near"][..]),
        ("near=00000", &["near"]),
        ("near=64081&near=63141", &["near"]),
        ("near=64081&lat=38", &["near"]),
        (
            "near=64081&radius=5parsecs&per_stage=0",
            &["per_stage", "radius"],
        ),
        ("near=64081&per_stage=21", &["per_stage"]),
        ("near=64081&page=2&category=legal", &["category", "page"]),
        ("near=64081&answers=1", &["answers"]),
    ] {
        assert_eq!(
            caller.get(&format!("{LEAVING}?{query}")).faults(),
            faults,
            "{query}"
        );
    }
    let body = json!({"near": "64081", "answers": {"age": "old", "shoe_size": 43}});
    assert_eq!(
        caller.post(LEAVING, body).faults(),
        ["/answers", "/answers/age"]
    );
    let ambiguous = caller
        .get(&format!("{LEAVING}?near=Springfield"))
        .problem(400, "invalid-parameter");
    assert!(ambiguous["errors"][0]["candidates"][0]["near"].is_string());
}
