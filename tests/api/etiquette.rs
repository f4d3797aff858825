//! Caching, compression, other hosts' pages, limits and counts.

use std::{io::Read, num::NonZeroU32};

use nearhelp::http::{State, rate_limit::RateLimit, router};

use crate::common::{Directory, quick};

fn document(app: &Directory, headers: &[(&str, &str)]) -> crate::common::Answer {
    app.anonymous()
        .send("GET", "/openapi.json", headers, Vec::new())
}

#[test]
fn what_is_public_has_a_tag_and_is_not_sent_twice() {
    let app = Directory::empty();
    let first = document(&app, &[]);
    let tag = first.header("etag").expect("a tag").to_owned();
    for sent in [tag.as_str(), "*", &format!("\"other\", {tag}")] {
        let again = document(&app, &[("if-none-match", sent)]);
        assert_eq!(again.status, 304);
        assert_eq!(again.header("etag"), Some(tag.as_str()));
        assert_eq!(again.header("cache-control"), first.header("cache-control"));
        assert!(again.body.is_empty());
    }
    let other = document(&app, &[("if-none-match", "\"other\"")]);
    assert_eq!(other.ok(), first.ok());
}

#[test]
fn the_document_says_where_a_tag_and_a_refusal_are() {
    let app = Directory::empty();
    let paths = document(&app, &[]).json();
    let paths = paths["paths"].as_object().expect("paths");
    let (mut tagged, mut wrong) = (0, Vec::new());
    for (path, item) in paths {
        let operation = &item["get"];
        if operation.is_null() || path.contains('{') || !operation["security"].is_null() {
            continue;
        }
        let statuses = operation["responses"].as_object().expect("responses");
        let answer = app.anonymous().get(path);
        if answer.status == 200 {
            let has_tag = answer.header("etag").is_some();
            if statuses.contains_key("304") != has_tag {
                wrong.push((path, has_tag));
            }
            tagged += usize::from(has_tag);
        }
        let refused = app.anonymous().get(&format!("{path}?Zqxsentinel=1"));
        if !statuses.contains_key(&refused.status.to_string()) {
            wrong.push((path, false));
        }
    }
    assert_eq!(wrong, []);
    assert!(tagged > 8, "{tagged}");
}

#[test]
fn what_depends_on_a_place_is_never_kept() {
    let app = Directory::empty();
    for path in ["/v1/nearby?near=64081", "/v1/places?q=lees", "/v1/nearby"] {
        let answer = app.anonymous().get(path);
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(answer.header("etag"), None, "{path}");
    }
}

#[test]
fn answers_are_compressed_for_those_who_take_it() {
    let app = Directory::empty();
    let plain = document(&app, &[("accept-encoding", "identity")]);
    let small = document(&app, &[("accept-encoding", "gzip")]);
    assert_eq!(plain.header("content-encoding"), None);
    assert_eq!(small.header("content-encoding"), Some("gzip"));
    assert!(
        small
            .header("vary")
            .is_some_and(|vary| vary.contains("accept-encoding"))
    );
    assert!(small.body.len() * 3 < plain.body.len());
    assert_eq!(small.header("etag"), plain.header("etag"));
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&small.body[..])
        .read_to_end(&mut unpacked)
        .expect("gzip");
    assert_eq!(unpacked, plain.body);
}

#[test]
fn what_gets_no_smaller_is_not_compressed() {
    let app = Directory::seeded();
    let ask = |path: &str, encoding: &str| {
        let headers = [("accept-encoding", encoding)];
        app.anonymous().send("GET", path, &headers, Vec::new())
    };
    for (path, encoding, expected) in [
        ("/healthz", "gzip", None),
        ("/v1/places?q=lees", "gzip", None),
        ("/v1/nearby?near=64081", "gzip, br;q=0.5", Some("gzip")),
        ("/v1/nearby?near=64081", "gzip;q=0", None),
        ("/v1/nearby?near=64081", "br, *;q=0", None),
        ("/v1/export?format=csv", "gzip", Some("gzip")),
        ("/v1/changes?format=ndjson", "gzip", Some("gzip")),
        // Deflated within.
        ("/v1/export?format=hsds-tabular", "gzip", None),
        ("/v1/services?full=true", "gzip", Some("gzip")),
    ] {
        let answer = ask(path, encoding);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(
            answer.header("content-encoding"),
            expected,
            "{path} {encoding}"
        );
    }
    // A cache has to know, whichever of the two it gets.
    for encoding in ["gzip", "identity"] {
        let answer = ask("/v1/services", encoding);
        let vary = answer.header("vary").expect("a vary");
        assert!(vary.contains("accept-encoding"), "{encoding}: {vary}");
    }
}

#[test]
fn pages_of_other_hosts_may_read_and_post() {
    let app = Directory::empty();
    let origin = ("origin", "https://app.example");
    let read = app
        .anonymous()
        .send("GET", "/v1/places?q=lees", &[origin], Vec::new());
    assert_eq!(read.header("access-control-allow-origin"), Some("*"));
    assert_eq!(read.header("access-control-allow-credentials"), None);
    let asked = [
        origin,
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let may = app
        .anonymous()
        .send("OPTIONS", "/v1/nearby", &asked, Vec::new());
    assert!(matches!(may.status, 200 | 204), "{}", may.status);
    let methods = may
        .header("access-control-allow-methods")
        .unwrap_or_default();
    assert!(methods.contains("POST"), "{methods}");
    assert_eq!(may.header("cache-control"), Some("no-store"));
    // What the browser's user did wrong has to be readable too.
    let wrong = app
        .anonymous()
        .send("GET", "/v1/nearby", &[origin], Vec::new());
    assert_eq!(wrong.header("access-control-allow-origin"), Some("*"));
}

#[test]
fn a_preflight_that_is_refused_says_why() {
    let app = Directory::empty();
    for (method, headers, header) in [
        ("PUT", "content-type", "access-control-request-method"),
        ("NONSENSE", "content-type", "access-control-request-method"),
        ("POST", "authorization", "access-control-request-headers"),
    ] {
        let asked = [
            ("origin", "https://app.example"),
            ("access-control-request-method", method),
            ("access-control-request-headers", headers),
        ];
        let answer = app
            .anonymous()
            .send("OPTIONS", "/v1/nearby", &asked, Vec::new());
        let problem = answer.problem(400, "invalid-parameter");
        assert_eq!(problem["errors"][0]["header"], header, "{problem}");
        assert!(problem["errors"][0]["expected"].is_string(), "{problem}");
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
}

#[test]
fn what_is_wanted_by_accept_is_answered_where_it_is_to_be_had() {
    let app = Directory::seeded();
    let json = "application/json";
    for (path, accept, expected) in [
        (
            "/v1/services",
            "application/x-ndjson",
            "application/x-ndjson",
        ),
        ("/v1/services", "text/csv", json),
        ("/v1/services", "text/html, */*;q=0.8", json),
        ("/v1/services?format=json", "application/x-ndjson", json),
        (
            "/v1/taxonomies",
            "application/x-ndjson",
            "application/x-ndjson",
        ),
        (
            "/v1/locations",
            "application/x-ndjson;q=0.5, application/json",
            json,
        ),
        (
            "/v1/changes",
            "application/x-ndjson",
            "application/x-ndjson",
        ),
        ("/v1/export", "text/csv", "text/csv"),
        ("/v1/export", "application/geo+json", "application/geo+json"),
        ("/v1/export", "application/x-ndjson", "application/x-ndjson"),
        ("/v1/export", "application/zip", "application/zip"),
        ("/v1/export", "*/*", json),
        ("/v1/export?format=csv", "application/zip", "text/csv"),
        ("/v1/export", r#"text/csv; profile="a,b""#, "text/csv"),
    ] {
        let headers = [("accept", accept)];
        let answer = app.anonymous().send("GET", path, &headers, Vec::new());
        assert_eq!(answer.status, 200, "{path} {accept}");
        let given = answer.header("content-type").expect("a type");
        assert!(given.starts_with(expected), "{path} {accept}: {given}");
        let vary = answer.header("vary").expect("a vary");
        assert!(vary.split(", ").any(|by| by == "accept"), "{path}: {vary}");
    }
}

fn limited(proxy_header: Option<&str>) -> Directory {
    let mut state = State::default();
    let two = NonZeroU32::new(2).expect("two");
    state.rate_limit = Some(RateLimit::new(two, proxy_header).expect("a header's name"));
    Directory::start(state, quick(), router::routes)
}

#[test]
fn a_limit_says_what_is_left_and_then_refuses() {
    let app = limited(None);
    let left: Vec<_> = (0..2)
        .map(|_| app.anonymous().get("/healthz"))
        .map(|answer| answer.header("ratelimit").map(str::to_owned))
        .collect();
    assert_eq!(left[0].as_deref(), Some("\"reading\";r=1;t=0"));
    assert_eq!(left[1].as_deref(), Some("\"reading\";r=0;t=0"));
    let refused = app.anonymous().get("/healthz");
    refused.problem(429, "too-often");
    let wait: u64 = refused
        .header("retry-after")
        .and_then(|s| s.parse().ok())
        .expect("seconds");
    assert!((1..=30).contains(&wait), "{wait}");
    assert_eq!(
        refused.header("ratelimit-policy"),
        Some("\"reading\";q=2;w=60")
    );
}

#[test]
fn a_proxys_header_counts_only_where_there_is_a_proxy() {
    let ask = |app: &Directory, from: &str| {
        let headers = [("x-forwarded-for", from)];
        app.anonymous()
            .send("GET", "/healthz", &headers, Vec::new())
            .status
    };
    let behind = limited(Some("X-Forwarded-For"));
    // A client may write what it likes before what the proxy adds.
    let statuses: Vec<u16> = (0..3)
        .map(|n| ask(&behind, &format!("10.0.0.{n}, 192.0.2.1")))
        .collect();
    assert_eq!(statuses, [200, 200, 429]);
    assert_eq!(ask(&behind, "192.0.2.2"), 200);
    let alone = limited(None);
    let statuses: Vec<u16> = (0..3)
        .map(|n| ask(&alone, &format!("192.0.2.{n}")))
        .collect();
    assert_eq!(statuses, [200, 200, 429]);
}

#[test]
fn without_a_limit_nothing_is_said_of_one() {
    let app = Directory::empty();
    assert_eq!(app.anonymous().get("/healthz").header("ratelimit"), None);
}

#[test]
fn counts_have_routes_and_no_places() {
    let app = Directory::empty();
    app.anonymous().get("/v1/nearby?near=64081");
    app.anonymous()
        .get("/v1/services/6f1d0c2e-5b0a-4a57-9c55-7d1f33a1e0b4");
    app.anonymous().get("/nowhere-in-particular");
    let text = app.anonymous().get("/metrics").text();
    assert!(
        text.contains(
            r#"nearhelp_http_requests_total{method="GET",route="/v1/nearby",status="200"} 1"#
        ),
        "{text}"
    );
    assert!(
        text.contains(r#"route="/v1/services/{id}",status="404"} 1"#),
        "{text}"
    );
    assert!(text.contains("nearhelp_directory_revision 0"), "{text}");
    for private in ["64081", "6f1d0c2e", "nowhere"] {
        assert!(!text.contains(private), "{private}: {text}");
    }
}

#[test]
fn a_contact_for_weaknesses_is_there_where_one_is_set() {
    let app = Directory::empty();
    app.anonymous()
        .get("/.well-known/security.txt")
        .problem(404, "not-found");
    let mut state = State::default();
    state.security_contact = Some("mailto:security@example.org".to_owned());
    let app = Directory::start(state, quick(), router::routes);
    let text = app.anonymous().get("/.well-known/security.txt").text();
    assert!(
        text.starts_with("Contact: mailto:security@example.org\nExpires: 2"),
        "{text}"
    );
}
