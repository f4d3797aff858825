//! The door that every parameter passes, by way of a route that has one of each kind.

use actix_web::{HttpResponse, web};
use nearhelp::http::{extract::Fields, problem::Problem};
use serde_json::json;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::common::Directory;

async fn echo(mut fields: Fields) -> Result<HttpResponse, Problem> {
    let near = fields.take_str("near");
    let lat = fields.take_f64("lat", -90.0..=90.0);
    let page = fields.take_u64("page", 1..=1_000_000);
    let category = fields.take_list("category");
    fields.finish()?;
    Ok(HttpResponse::Ok().json(json!([near, lat, page, category])))
}

fn routes(config: &mut ServiceConfig) {
    config.map(|config| {
        config.service(
            web::resource("/echo")
                .route(web::get().to(echo))
                .route(web::post().to(echo)),
        )
    });
}

#[test]
fn a_get_and_a_post_say_the_same() {
    let app = Directory::with_routes(routes);
    let anyone = app.anonymous();
    let query = "/echo?near=Lee%E2%80%99s%20Summit,+MO&lat=-38.5&page=2&category=a&category=b";
    let body = json!({"near": "Lee’s Summit, MO", "lat": -38.5, "page": 2, "category": ["a", "b"]});
    let expected = json!(["Lee’s Summit, MO", -38.5, 2, ["a", "b"]]);
    assert_eq!(anyone.get(query).ok(), expected);
    assert_eq!(anyone.post("/echo", body).ok(), expected);
    assert_eq!(
        anyone.post("/echo", json!({})).ok(),
        json!([null, null, null, []])
    );
}

#[test]
fn what_is_wrong_in_a_query_is_named_all_at_once() {
    let app = Directory::with_routes(routes);
    let anyone = app.anonymous();
    for (query, places) in [
        ("near=", vec!["near"]),
        ("near=%00", vec!["near"]),
        ("near=a%0Ab", vec!["near"]),
        ("near=%", vec!["near"]),
        ("near=%ff", vec!["near"]),
        ("near=a&near=b", vec!["near"]),
        ("lat=NaN", vec!["lat"]),
        ("lat=91", vec!["lat"]),
        ("lat=1e308", vec!["lat"]),
        ("page=0", vec!["page"]),
        ("page=1000000000000", vec!["page"]),
        ("page=99999999999999999999", vec!["page"]),
        ("neer=x", vec!["neer"]),
        ("lat=x&page=x&near=&x=y", vec!["lat", "near", "page", "x"]),
    ] {
        let answer = anyone.get(&format!("/echo?{query}"));
        assert_eq!(answer.faults(), places, "{query}");
    }
}

#[test]
fn what_is_wrong_in_a_body_is_named_all_at_once() {
    let app = Directory::with_routes(routes);
    let anyone = app.anonymous();
    for (body, places) in [
        (json!({"near": 63141}), vec!["/near"]),
        (json!({"near": "a\u{0}"}), vec!["/near"]),
        (json!({"near": {"a": "b"}}), vec!["/near"]),
        (json!({"lat": "38"}), vec!["/lat"]),
        (json!({"lat": true, "page": 1.5}), vec!["/lat", "/page"]),
        (
            json!({"category": [1, "", "a"]}),
            vec!["/category/0", "/category/1"],
        ),
        (json!({"neer": "x"}), vec!["/neer"]),
    ] {
        assert_eq!(anyone.post("/echo", body).faults(), places);
    }
    let json = [("content-type", "application/json; charset=utf-8")];
    let twice = br#"{"near": "a", "near": "b", "category": "a", "category": "b"}"#;
    let answer = anyone.send("POST", "/echo", &json, twice.to_vec());
    assert_eq!(answer.faults(), ["/category", "/near"]);
    let answer = anyone.send("POST", "/echo?near=a", &json, b"{}".to_vec());
    assert_eq!(answer.faults(), ["near"]);
}

#[test]
fn a_body_has_to_be_a_json_object_and_to_say_so() {
    let app = Directory::with_routes(routes);
    let anyone = app.anonymous();
    let json = [("content-type", "application/json")];
    for body in [
        "[]",
        "null",
        "1",
        "{",
        "{\"near\": sentinel}",
        "\u{feff}{}",
        "{}{}",
        " ",
    ] {
        let answer = anyone.send("POST", "/echo", &json, body.into());
        let problem = answer.problem(400, "invalid-body");
        assert_eq!(problem["errors"][0]["pointer"], "", "{body}");
        assert!(!problem.to_string().contains("sentinel"), "{problem}");
    }
    let answer = anyone.send("POST", "/echo", &json, vec![b'{', b'"', 0xff, b'"']);
    answer.problem(400, "invalid-body");
    for headers in [
        &[][..],
        &[("content-type", "application/x-www-form-urlencoded")],
        &[("content-type", "text/plain")],
    ] {
        let answer = anyone.send("POST", "/echo", headers, b"{}".to_vec());
        answer.problem(415, "unsupported-media-type");
    }
}

#[test]
fn a_problem_repeats_no_value() {
    let app = Directory::with_routes(routes);
    let anyone = app.anonymous();
    let query = "/echo?near=sentinel&near=sentinel&lat=sentinel&page=sentinel&x=sentinel";
    let answer = anyone.get(query);
    assert_eq!(answer.faults(), ["lat", "near", "page", "x"]);
    assert!(!answer.text().contains("sentinel"), "{}", answer.text());
}
