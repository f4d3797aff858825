//! What an answer is written as, and who says so.

use serde_json::json;

use crate::common::{Answer, Directory};

const JSON: &str = "application/json";
const GEOJSON: &str = "application/geo+json";
const CSV: &str = "text/csv; charset=utf-8; header=present";
const NDJSON: &str = "application/x-ndjson";

/// A question by GET, and the same by POST.
fn both(app: &Directory, format: Option<&str>, accept: Option<&str>) -> [Answer; 2] {
    let mut headers = vec![("content-type", JSON)];
    headers.extend(accept.map(|accept| ("accept", accept)));
    let mut body = json!({"near": "64081"});
    let mut query = "/v1/nearby?near=64081".to_owned();
    if let Some(format) = format {
        body["format"] = json!(format);
        query += &format!("&format={format}");
    }
    let anyone = app.anonymous();
    [
        anyone.send("GET", &query, &headers[1..], Vec::new()),
        anyone.send("POST", "/v1/nearby", &headers, body.to_string().into()),
    ]
}

#[test]
fn the_format_wins_over_what_is_accepted() {
    let app = Directory::seeded();
    for (format, accept, media_type) in [
        (None, None, JSON),
        (None, Some("*/*"), JSON),
        (None, Some("text/csv"), CSV),
        (None, Some("application/geo+json"), GEOJSON),
        (None, Some("application/x-ndjson, */*;q=0.1"), NDJSON),
        (
            None,
            Some("text/csv;q=0.4, application/geo+json;q=0.9"),
            GEOJSON,
        ),
        // As the lists of HSDS, which have no header to say it with.
        (None, Some("image/png"), JSON),
        (None, Some("no media type"), JSON),
        (Some("csv"), Some(JSON), CSV),
        (Some("json"), Some("text/csv"), JSON),
        (Some("geojson"), None, GEOJSON),
        (Some("ndjson"), None, NDJSON),
    ] {
        let [got, posted] = both(&app, format, accept);
        assert_eq!(got.header("content-type"), Some(media_type), "{got:?}");
        assert_eq!(posted.header("content-type"), Some(media_type));
        assert_eq!(got.body, posted.body);
        for answer in [got, posted] {
            assert_eq!(answer.status, 200);
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert!(varies_by(&answer, "accept"), "{answer:?}");
        }
    }
}

#[test]
fn a_compressed_answer_varies_by_both() {
    let app = Directory::seeded();
    let headers = [("accept", "text/csv"), ("accept-encoding", "gzip")];
    let answer = app
        .anonymous()
        .send("GET", "/v1/nearby?near=64081", &headers, Vec::new());
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    for header in ["accept", "accept-encoding"] {
        assert!(varies_by(&answer, header), "{answer:?}");
    }
}

fn varies_by(answer: &Answer, header: &str) -> bool {
    let vary = answer.header("vary").unwrap_or_default();
    vary.split(',').any(|name| name.trim() == header)
}

#[test]
fn a_fault_is_a_problem_in_every_format() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    assert_eq!(
        anyone.get("/v1/nearby?near=64081&format=xml").faults(),
        ["format"]
    );
    let bad = anyone.get("/v1/nearby?near=64081&format=csv&radius=-1&page=0");
    assert_eq!(bad.faults(), ["page", "radius"]);
    let bad = anyone.send("GET", "/v1/nearby", &[("accept", "text/csv")], Vec::new());
    assert_eq!(bad.faults(), ["near"]);
    let bad = anyone.post("/v1/nearby", json!({"near": "64081", "format": 1}));
    bad.problem(400, "invalid-parameter");
}

/// Where somebody is stays out of the headers, which end in logs.
#[test]
fn no_header_says_where_from() {
    let app = Directory::seeded();
    for format in ["json", "geojson", "csv", "ndjson"] {
        for answer in both(&app, Some(format), None) {
            let headers = format!("{:?}", answer.headers);
            assert!(
                !headers.contains("64081") && !headers.contains("Summit"),
                "{headers}"
            );
        }
    }
}
