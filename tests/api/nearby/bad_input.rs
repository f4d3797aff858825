//! What is refused: each with the parameter or pointer named, and what would be right.

use std::time::Duration;

use serde_json::{Value, json};

use crate::common::{Answer, Directory, raw};

/// The one fault of a refusal, which has to say what would be right.
#[track_caller]
fn fault(answer: &Answer) -> Value {
    let problem = answer.problem(400, "invalid-parameter");
    let faults = problem["errors"].as_array().expect("errors").clone();
    let [fault] = faults.as_slice() else {
        panic!("{problem}")
    };
    assert!(fault["expected"].is_string(), "{problem}");
    fault.clone()
}

#[test]
fn a_fault_in_a_query_names_its_parameter_and_what_would_be_right() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for (query, parameter) in [
        ("lat=91&lon=0", "lat"),
        ("lat=-90.1&lon=0", "lat"),
        ("lat=NaN&lon=0", "lat"),
        ("lat=&lon=0", "lat"),
        ("lat=38,9&lon=0", "lat"),
        ("lat=0&lon=1e308", "lon"),
        ("lat=0&lon=180.1", "lon"),
        ("lat=0&lon=inf", "lon"),
        ("lat=38.9", "lon"),
        ("lon=-94.4", "lat"),
        ("near=64081&lat=38.9&lon=-94.4", "near"),
        ("near=64081&lat=38.9", "near"),
        ("", "near"),
        ("near=", "near"),
        ("near=%20", "near"),
        ("near=%00", "near"),
        ("near=640%0081", "near"),
        ("near=00000", "near"),
        ("near=91,0", "near"),
        ("near=Springfield", "near"),
        ("near=Missouri", "near"),
        ("near=nowhere", "near"),
        ("near=64081&radius=-1", "radius"),
        ("near=64081&radius=0", "radius"),
        ("near=64081&radius=5parsecs", "radius"),
        ("near=64081&radius=NaN", "radius"),
        ("near=64081&radius=inf", "radius"),
        ("near=64081&radius=1e308mi", "radius"),
        ("near=64081&radius=mi", "radius"),
        ("near=64081&radius=", "radius"),
        ("near=64081&per_page=0", "per_page"),
        ("near=64081&per_page=101", "per_page"),
        ("near=64081&per_page=1000000", "per_page"),
        ("near=64081&per_page=ten", "per_page"),
        ("near=64081&page=0", "page"),
        ("near=64081&page=-1", "page"),
        ("near=64081&page=1.5", "page"),
        ("near=64081&page=1000001", "page"),
        ("near=64081&page=1000000000000", "page"),
        ("near=64081&page=10%5E12", "page"),
        ("near=64081&bbox=1,2,3", "bbox"),
        ("near=64081&bbox=1,2,3,4,5", "bbox"),
        ("near=64081&bbox=a,b,c,d", "bbox"),
        ("near=64081&bbox=NaN,0,1,1", "bbox"),
        ("near=64081&bbox=-181,0,1,1", "bbox"),
        ("near=64081&bbox=0,-91,1,1", "bbox"),
        ("near=64081&bbox=0,2,1,1", "bbox"),
        ("near=64081&bbox=", "bbox"),
        ("near=64081&category=sheltr", "category"),
        ("near=64081&category=", "category"),
        ("near=64081&audience=survivor", "audience"),
        ("near=64081&kind=hotline", "kind"),
        ("near=64081&serves_origin=maybe", "serves_origin"),
        ("near=64081&remote=some", "remote"),
    ] {
        let fault = fault(&anyone.get(&format!("/v1/nearby?{query}")));
        assert_eq!(fault["parameter"], parameter, "{query}: {fault}");
    }
}

#[test]
fn a_fault_in_a_body_is_pointed_to() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for (body, pointer) in [
        (json!({"lat": 91, "lon": 0}), "/lat"),
        (json!({"lat": "38.9", "lon": 0}), "/lat"),
        // Programs write null for what they have not.
        (json!({"lat": null, "lon": 0}), "/lat"),
        (json!({"lat": 0, "lon": 1e308}), "/lon"),
        (json!({"lat": 38.9}), "/lon"),
        (json!({"near": "64081", "lat": 38.9, "lon": -94.4}), "/near"),
        (json!({}), "/near"),
        (json!({"near": ""}), "/near"),
        (json!({"near": "\u{0}"}), "/near"),
        (json!({"near": "00000"}), "/near"),
        (json!({"near": 64081}), "/near"),
        (json!({"near": ["64081"]}), "/near"),
        (json!({"near": "Springfield"}), "/near"),
        (json!({"near": "64081", "radius": -1}), "/radius"),
        (json!({"near": "64081", "radius": "5parsecs"}), "/radius"),
        (json!({"near": "64081", "radius": {"mi": 5}}), "/radius"),
        (json!({"near": "64081", "per_page": 0}), "/per_page"),
        (json!({"near": "64081", "per_page": "20"}), "/per_page"),
        (json!({"near": "64081", "page": 0}), "/page"),
        (
            json!({"near": "64081", "page": 1_000_000_000_000_u64}),
            "/page",
        ),
        (json!({"near": "64081", "page": 1.5}), "/page"),
        (json!({"near": "64081", "bbox": "1,2,3"}), "/bbox"),
        (
            json!({"near": "64081", "category": ["shelter", "sheltr"]}),
            "/category/1",
        ),
        (json!({"near": "64081", "kind": [1]}), "/kind/0"),
        (
            json!({"near": "64081", "serves_origin": true}),
            "/serves_origin",
        ),
    ] {
        let problem = anyone
            .post("/v1/nearby", body.clone())
            .problem(400, "invalid-parameter");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{body}");
        assert_eq!(problem["errors"].as_array().unwrap().len(), 1, "{problem}");
    }
}

#[test]
fn every_fault_is_told_at_once() {
    let app = Directory::empty();
    let answer = app
        .anonymous()
        .get("/v1/nearby?near=00000&radius=x&page=0&per_page=0&bbox=x&category=x&kind=x&a=b");
    assert_eq!(
        answer.faults(),
        [
            "a", "bbox", "category", "kind", "near", "page", "per_page", "radius"
        ]
    );
}

#[test]
fn a_parameter_given_twice_is_a_fault_unless_it_may_be() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for name in ["near", "radius", "page", "per_page", "bbox", "remote"] {
        let answer = anyone.get(&format!("/v1/nearby?near=64081&{name}=1&{name}=1"));
        assert!(answer.faults().contains(&name.to_owned()), "{name}");
    }
    anyone.nearby("near=64081&category=legal&category=shelter&kind=help&kind=police");
}

#[test]
fn an_unknown_parameter_is_a_fault_and_those_of_later_are_unknown() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    for name in ["neer", "Near", "format"] {
        let answer = anyone.get(&format!("/v1/nearby?near=64081&{name}=x"));
        assert_eq!(answer.faults(), [name]);
        let answer = anyone.post("/v1/nearby", json!({"near": "64081", name: "x"}));
        // A body may have answers: no member is repeated that is none of a search.
        let told = match name {
            "format" => "/format",
            _ => "",
        };
        assert_eq!(answer.faults(), [told]);
    }
}

#[test]
fn an_unknown_category_is_answered_with_those_spelled_like_it() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    for (written, meant) in [
        ("sheltr", "shelter"),
        ("shelter.emergancy", "shelter.emergency"),
        ("Legal", "legal"),
        ("health.sti", "health.sti_testing"),
    ] {
        let fault = fault(&anyone.get(&format!("/v1/nearby?near=64081&category={written}")));
        let candidates = fault["candidates"].as_array().cloned().unwrap_or_default();
        assert!(candidates.contains(&json!(meant)), "{written}: {fault}");
    }
}

#[test]
fn an_ambiguous_place_is_answered_with_candidates_that_can_be_sent_back() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for name in ["Springfield", "Jackson", "St. Louis", "washington county"] {
        let answer = anyone.post("/v1/nearby", json!({"near": name}));
        let problem = answer.problem(400, "invalid-parameter");
        let candidates = problem["errors"][0]["candidates"].as_array().unwrap();
        assert!(candidates.len() > 1, "{name}: {problem}");
        for candidate in candidates {
            assert!(candidate["label"].is_string(), "{candidate}");
            let again = json!({"near": candidate["near"]});
            let page = anyone.post("/v1/nearby", again).ok();
            assert_eq!(page["origin"]["text"], candidate["near"]);
        }
    }
}

#[test]
fn springfield_is_missouris_too() {
    let app = Directory::empty();
    let fault = fault(&app.anonymous().get("/v1/nearby?near=Springfield"));
    let candidates = fault["candidates"].as_array().unwrap();
    let near: Vec<&Value> = candidates.iter().map(|c| &c["near"]).collect();
    assert!(near.contains(&&json!("Springfield, MO")), "{near:?}");
}

#[test]
fn a_query_of_100_kb_is_refused() {
    let app = Directory::empty();
    let long = "a".repeat(100_000);
    let request = format!("GET /v1/nearby?near={long} HTTP/1.1\r\nHost: x\r\n\r\n");
    let answer = raw(app.address, request.as_bytes(), Duration::from_secs(5));
    assert!(answer.starts_with("HTTP/1.1 414 "), "{answer}");
    let body = json!({"near": long});
    app.anonymous()
        .post("/v1/nearby", body)
        .problem(413, "body-too-large");
}

#[test]
fn a_text_within_the_address_but_too_long_for_a_place_is_a_fault() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    for length in [201, 501, 8000] {
        let long = "a".repeat(length);
        let answer = anyone.get(&format!("/v1/nearby?near={long}"));
        assert_eq!(answer.faults(), ["near"], "{length}");
        assert!(!answer.text().contains("aaaa"));
    }
}

#[test]
fn a_body_has_to_be_a_json_object() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    let json = [("content-type", "application/json")];
    for body in ["near=64081", "[]", "\"64081\"", "{\"near\": ", "\u{0}"] {
        let answer = anyone.send("POST", "/v1/nearby", &json, body.into());
        answer.problem(400, "invalid-body");
    }
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let answer = anyone.send("POST", "/v1/nearby", &form, b"near=64081".to_vec());
    answer.problem(415, "unsupported-media-type");
}

#[test]
fn a_refusal_repeats_nothing_of_the_question() {
    let app = Directory::empty();
    let answer = app.anonymous().get(
        "/v1/nearby?near=xyzzy&radius=xyzzy&bbox=xyzzy&category=xyzzy&kind=xyzzy&remote=xyzzy",
    );
    answer.problem(400, "invalid-parameter");
    assert!(!answer.text().contains("xyzzy"), "{}", answer.text());
}

/// An app may log what it is answered, and where somebody is must not be in it.
#[test]
fn no_fault_repeats_where_somebody_is() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for (near, said) in [
        ("91.7,-94.25", ["91.7", "94.25"]),
        ("38.91,-194.25", ["38.91", "194.25"]),
        ("-94.25,38.91", ["94.25", "38.91"]),
        ("Missouri", ["Missouri", "MO"]),
        ("12 Larch Lane, Nowhereville", ["Larch", "Nowhereville"]),
        ("00417", ["00417", "0041"]),
    ] {
        let field = json!({"near": near});
        let answers = [
            anyone.post("/v1/nearby", field.clone()),
            anyone.post("/v1/eligibility", field.clone()),
            anyone.post("/v1/pathways/leaving-trafficking", field),
        ];
        for answer in answers {
            let (_, text) = (fault(&answer), answer.text());
            assert!(
                said.iter().all(|part| !text.contains(part)),
                "{near}: {text}"
            );
        }
    }
    let postcode = anyone.post("/v1/service_at_locations", json!({"postcode": "00417"}));
    fault(&postcode);
    assert!(!postcode.text().contains("00417"), "{postcode:?}");
    for (key, value) in [
        ("age", json!(417)),
        ("lives_in", json!("Nowhereville")),
        ("immigration", json!("visitor")),
    ] {
        let answers = json!({"near": "64081", "answers": {key: value}});
        let answer = anyone.post("/v1/eligibility", answers);
        assert_eq!(answer.status, 400, "{key}");
        for said in ["417", "Nowhereville", "visitor"] {
            assert!(!answer.text().contains(said), "{answer:?}");
        }
    }
}
