//! Standard output and standard error, at every log level.

use std::{env, process::Command, time::Duration};

use actix_web::{HttpResponse, web};
use nearhelp::logging;
use serde_json::json;

use crate::common::{Binary, Directory, raw};

/// What must not be found. The digits are a coordinate's.
const SENTINELS: [&str; 2] = ["sentinel", "7654321"];

#[test]
fn nothing_that_is_asked_is_in_the_log_at_any_level() {
    let levels = "actix_http=trace,actix_web=trace,mio=trace,nearhelp=trace";
    for (setting, level) in [("RUST_LOG", "trace"), ("NEARHELP_LOG", levels)] {
        let program = Binary::serve(&[], &[(setting, level)]);
        ask(&program);
        let (status, output) = program.stop();
        assert_eq!(status.code(), Some(0), "{output}");
        let lower = output.to_lowercase();
        for sentinel in SENTINELS {
            assert!(!lower.contains(sentinel), "{setting}={level}: {output}");
        }
        for line in ["GET /v1/nearby 400", "GET /v1/services/{id} 404", "- - 400"] {
            assert!(output.contains(line), "{setting}={level}: {line}: {output}");
        }
    }
}

/// Puts the sentinels wherever a request has room for them.
fn ask(program: &Binary) {
    let anyone = program.anonymous();
    for path in [
        "/v1/nearby?near=sentinel",
        "/v1/nearby?near=sentinel&near=sentinel&sentinel=1",
        "/v1/nearby?lat=38.7654321&lon=-90.7654321",
        "/v1/nearby?lat=7654321&lon=7654321",
        "/v1/nearby?near=%00sentinel",
        "/v1/nearby?near=%zzsentinel",
        "/v1/nearby?near=63141&category=sentinel",
        "/v1/places?q=sentinel",
        "/v1/services/sentinel",
        "/v1/services/00000000-0000-4000-8000-000007654321",
        "/sentinel/7654321?sentinel",
        "/docs/sentinel",
        "/problems/sentinel",
    ] {
        anyone.get(path);
        anyone.send("DELETE", path, &[("x-sentinel", "sentinel")], Vec::new());
    }
    let headers = [
        ("content-type", "application/json"),
        ("user-agent", "sentinel"),
        ("cookie", "a=sentinel"),
        ("authorization", "Bearer sentinel"),
        ("referer", "http://sentinel/?7654321"),
        ("x-forwarded-for", "203.0.113.7, sentinel"),
    ];
    for body in [
        json!({"near": "sentinel"}).to_string(),
        json!({"lat": 38.7654321, "lon": -90.7654321}).to_string(),
        json!({"sentinel": "sentinel"}).to_string(),
        "{\"near\": sentinel".to_owned(),
        "sentinel".repeat(20_000),
    ] {
        anyone.send("POST", "/v1/nearby", &headers, body.into_bytes());
    }
    let patience = Duration::from_millis(300);
    for request in [
        "SENTINEL /sentinel HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "sentinel\r\n\r\n".to_owned(),
        "GET /?sentinel sentinel HTTP/1.1\r\nHost: sentinel\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: x\r\nsentinel\r\n\r\n".to_owned(),
        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: sentinel\r\n\r\n".to_owned(),
        "POST /v1/nearby HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\nsentinel\r\nsentinel".to_owned(),
        "POST /v1/nearby HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nContent-Type: application/json\r\n\r\nsentinel".to_owned(),
        format!("GET /v1/nearby?near={} HTTP/1.1\r\nHost: x\r\n\r\n", "sentinel".repeat(1100)),
        format!("GET /v1/nearby?near={} HTTP/1.1\r\nHost: x\r\n\r\n", "sentinel".repeat(12_500)),
        format!("GET / HTTP/1.1\r\nHost: x\r\nA: {}\r\n\r\n", "sentinel".repeat(20_000)),
    ] {
        raw(program.address, request.as_bytes(), patience);
    }
}

/// What a panic says may quote what it stumbled over. Nothing of ours panics on purpose, so this test
/// runs itself again as a program with a handler that does.
#[test]
fn a_panic_says_where_and_not_what() {
    const CHILD: &str = "NEARHELP_TEST_CHILD";
    if env::var_os(CHILD).is_some() {
        logging::init();
        let app = Directory::with_routes(|config| {
            async fn fails(query: web::Query<Vec<(String, String)>>) -> HttpResponse {
                panic!("cannot read {query:?}")
            }
            config.route("/fails", web::get().to(fails));
        });
        app.anonymous()
            .get("/fails?near=sentinel")
            .problem(500, "internal");
        return;
    }
    let output = Command::new(env::current_exe().expect("this test"))
        .args([
            "--exact",
            "logs::a_panic_says_where_and_not_what",
            "--nocapture",
        ])
        .env(CHILD, "1")
        .env("RUST_LOG", "trace")
        .output()
        .expect("this test runs");
    let text = String::from_utf8_lossy(&output.stderr) + String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    assert!(
        text.contains("panicked at tests/privacy/logs.rs:"),
        "{text}"
    );
    assert!(
        text.contains("GET /fails 500") || text.contains("GET - 500"),
        "{text}"
    );
    assert!(!text.contains("cannot read"), "{text}");
    assert!(
        !text.contains("near=") && !text.contains("\"sentinel\""),
        "{text}"
    );
}
