//! Health, readiness, the stop, the documents, and what holds of every answer.

use std::{
    thread::{sleep, spawn},
    time::{Duration, Instant},
};

use actix_web::{HttpResponse, rt, web};
use nearhelp::http::{State, limits::Limits, openapi, router};
use serde_json::Value;

use crate::common::{Binary, Directory, run};

#[test]
fn health_and_readiness() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    assert_eq!(anyone.get("/healthz").ok()["status"], "ok");
    let zones = &anyone.get("/healthz").ok()["time_zones"];
    for of in ["rules", "boundaries"] {
        // A year and a letter.
        let version = zones[of].as_str().expect("a version");
        let (year, letter) = version.split_at(4);
        assert!(
            year.parse::<u32>().is_ok_and(|year| year >= 2025),
            "{zones}"
        );
        assert!(letter.len() == 1 && letter >= "a", "{zones}");
    }
    assert_eq!(anyone.get("/readyz").ok()["status"], "ready");
    app.state.readiness.set_stopping();
    anyone.get("/readyz").problem(503, "unavailable");
    assert_eq!(anyone.get("/healthz").ok()["status"], "ok");
}

#[test]
fn every_answer_has_the_safe_headers_and_no_others_of_note() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    for path in ["/healthz", "/none", "/docs", "/docs/", "/openapi.json"] {
        let answer = anyone.get(path);
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            answer.header("referrer-policy"),
            Some("no-referrer"),
            "{path}"
        );
        assert_eq!(answer.header("server"), None, "{path}");
        assert_eq!(answer.header("set-cookie"), None, "{path}");
    }
}

#[test]
fn unknown_addresses_and_methods() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    anyone.get("/none").problem(404, "not-found");
    anyone.get("/healthz/").problem(404, "not-found");
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let answer = anyone.send(method, "/healthz", &[], Vec::new());
        answer.problem(405, "method-not-allowed");
        assert_eq!(answer.header("allow"), Some("GET, HEAD"));
    }
}

#[test]
fn head_is_get_without_the_body() {
    let app = Directory::empty();
    let answer = app.anonymous().send("HEAD", "/healthz", &[], Vec::new());
    assert_eq!(answer.status, 200);
    assert!(answer.body.is_empty());
    let length = app.anonymous().get("/healthz").body.len().to_string();
    assert_eq!(answer.header("content-length"), Some(length.as_str()));
}

#[test]
fn problems_explain_themselves() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    let kind = anyone.get("/none").json()["type"].clone();
    let page = anyone.get(kind.as_str().unwrap());
    assert_eq!(page.status, 200);
    assert!(page.text().starts_with("## not-found\n"), "{}", page.text());
    anyone.get("/problems/none").problem(404, "not-found");
}

#[test]
fn the_document_is_served_and_the_page_asks_no_other_host() {
    let app = Directory::empty();
    let anyone = app.anonymous();
    let served = anyone.get("/openapi.json");
    assert_eq!(served.text(), openapi::json());
    assert_eq!(anyone.get("/docs").header("location"), Some("/docs/"));
    let page = anyone.get("/docs/");
    let policy = page.header("content-security-policy").unwrap_or_default();
    assert!(policy.starts_with("default-src 'self';"), "{policy}");
    let start = anyone.get("/docs/swagger-initializer.js").text();
    for text in [page.text(), start.clone()] {
        assert!(
            !text.contains("http://") && !text.contains("https://"),
            "{text}"
        );
    }
    assert!(start.contains(r#""validatorUrl": "none""#), "{start}");
}

#[test]
fn a_panic_is_a_500_and_the_server_lives() {
    let app = Directory::with_routes(|config| {
        async fn fails() -> HttpResponse {
            panic!("on purpose")
        }
        config.route("/fails", web::get().to(fails));
    });
    let anyone = app.anonymous();
    for _ in 0..20 {
        let problem = anyone.get("/fails").problem(500, "internal");
        assert!(!problem.to_string().contains("on purpose"));
    }
    anyone.get("/healthz").ok();
}

#[test]
fn a_stop_answers_what_is_in_flight() {
    let app = Directory::start(
        State::default(),
        Limits {
            notice: Duration::from_millis(500),
            ..Limits::default()
        },
        |config| {
            router::routes(config);
            async fn slow() -> &'static str {
                rt::time::sleep(Duration::from_secs(2)).await;
                "done"
            }
            config.route("/slow", web::get().to(slow));
        },
    );
    let caller = app.anonymous();
    let waiting = spawn(move || caller.get("/slow").text());
    sleep(Duration::from_millis(500));
    app.begin_stop();
    sleep(Duration::from_millis(200));
    app.anonymous().get("/readyz").problem(503, "unavailable");
    assert_eq!(waiting.join().unwrap(), "done");
    let start = Instant::now();
    drop(app);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn the_program_starts_says_where_and_stops_with_0() {
    let program = Binary::serve(&[], &[]);
    program.anonymous().get("/readyz").ok();
    let start = Instant::now();
    let (status, output) = program.stop();
    assert_eq!(status.code(), Some(0), "{output}");
    assert!(start.elapsed() < Duration::from_secs(11));
    assert!(output.contains("GET /readyz 200"), "{output}");
}

#[test]
fn a_taken_port_is_one_clear_line_and_exit_code_3() {
    let first = Binary::serve(&[], &[]);
    let address = first.address.to_string();
    let second = run(first.folder.path(), &["--listen", &address], &[]);
    assert_eq!(second.status.code(), Some(3));
    let errors = String::from_utf8(second.stderr).unwrap();
    assert_eq!(errors.lines().count(), 1, "{errors}");
    assert!(errors.contains("the port is taken"), "{errors}");
    assert!(second.stdout.is_empty());
}

#[test]
fn wrong_usage_is_exit_code_2() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["--listen", "nowhere"][..],
        &["--nothing"],
        &["nothing"],
        &["serve", "--home-state", "Missouri"],
        &["serve", "--seed", "x"],
    ] {
        let output = run(folder.path(), arguments, &[]);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn the_environment_sets_what_flags_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let environment = [("NEARHELP_LISTEN", "nowhere")];
    let output = run(folder.path(), &["serve"], &environment);
    assert_eq!(output.status.code(), Some(2));
    // A setting of the server is nothing to another command.
    let environment = [("NEARHELP_LISTEN", "127.0.0.1:1")];
    let output = run(folder.path(), &["openapi"], &environment);
    assert_eq!(output.status.code(), Some(0));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["info"]["title"], "nearhelp");
}
