//! What a person answers is their life: it is in no log, metric, error or file.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::common::{Binary, Caller, Directory, Sources, sources::at};

/// What must not be found: a word in every place that an answer has, and digits of a number.
const SENTINELS: [&str; 3] = ["sentinel", "7654321", "3.7182845"];

/// Every address that takes answers.
const ASKED: [&str; 3] = [
    "/v1/eligibility",
    "/v1/nearby",
    "/v1/pathways/leaving-trafficking",
];

fn bodies() -> Vec<Value> {
    let answers = [
        json!({"age": 3.7182845, "made_to_have_sex": true}),
        json!({"age": 7654321}),
        json!({"age": "sentinel"}),
        json!({"sentinel": 7654321}),
        json!({"residence": "sentinelville"}),
        json!({"residence": "sentinel\u{0}"}),
        json!({"gender": "sentinel", "documents": ["sentinel"], "household_income": 7654321}),
        json!("sentinel"),
        json!(["sentinel", 7654321]),
    ];
    let body = |answers| json!({"near": "64081", "answers": answers});
    answers.into_iter().map(body).collect()
}

/// What is no body: broken off, not JSON, not UTF-8, too large, compressed by nobody.
fn malformed() -> Vec<Vec<u8>> {
    let asked = r#"{"near": "64081", "answers": {"residence": "sentinel", "age": 7654321"#;
    vec![
        asked.as_bytes().to_vec(),
        format!("{asked}, sentinel}}}}").into_bytes(),
        b"sentinel".to_vec(),
        [asked.as_bytes(), b"\xff\xfe sentinel\"}}"].concat(),
        format!("{asked}, \"gender\": \"{}\"}}}}", "sentinel".repeat(10_000)).into_bytes(),
    ]
}

fn send_malformed(anyone: &Caller, mut see: impl FnMut(&str, u16, &str)) {
    for path in ASKED {
        for body in malformed() {
            for kind in ["application/json", "text/sentinel"] {
                let headers = [("content-type", kind)];
                let answer = anyone.send("POST", path, &headers, body.clone());
                see(path, answer.status, &answer.text());
            }
        }
    }
}

fn assert_clean(what: &str, text: &str) {
    let lower = text.to_lowercase();
    for sentinel in SENTINELS {
        assert!(!lower.contains(sentinel), "{what}: {sentinel}: {text}");
    }
}

#[test]
fn an_answer_is_in_no_log_metric_or_file() {
    for level in [
        "trace",
        "actix_http=trace,actix_web=trace,mio=trace,nearhelp=trace",
    ] {
        let program = Binary::serve(&[], &[("NEARHELP_LOG", level), ("RUST_LOG", level)]);
        let anyone = program.anonymous();
        for path in ASKED {
            for body in bodies() {
                anyone.post(path, body);
            }
            for query in [
                "answers=sentinel",
                "age=7654321",
                "answers%5Bage%5D=3.7182845",
            ] {
                anyone.get(&format!("{path}?near=64081&{query}"));
                anyone.post(&format!("{path}?{query}"), json!({"near": "64081"}));
            }
        }
        send_malformed(&anyone, |path, _, told| assert_clean(path, told));
        assert_clean("metrics", &anyone.get("/metrics").text());
        assert_files_are_clean(program.folder.path());
        let (status, output) = program.stop();
        assert_eq!(status.code(), Some(0), "{output}");
        assert!(output.contains("POST /v1/eligibility 200"), "{output}");
        assert_clean("log", &output);
    }
}

fn assert_files_are_clean(folder: &Path) {
    let mut read = 0;
    for entry in fs::read_dir(folder).expect("the program's folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            read += 1;
            let bytes = fs::read(&path).expect("a file");
            assert_clean(
                &path.display().to_string(),
                &String::from_utf8_lossy(&bytes),
            );
        }
    }
    assert!(read > 0, "a database is there");
}

/// The names of unknown questions and members are the asker's own words, and no error repeats them either.
#[test]
fn an_answer_is_in_no_error() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let beside = [
        json!({"near": "64081", "I am sentinel": true}),
        json!({"near": "64081", "sentinel": {"age": 7654321}, "7654321": "sentinel"}),
    ];
    for path in ASKED {
        for body in bodies().into_iter().chain(beside.clone()) {
            assert_clean(path, &anyone.post(path, body).text());
        }
        for twice in [
            r#"{"near": "64081", "sentinel": 1, "sentinel": 2}"#,
            r#"{"near": "64081", "sentinel": {"a": 1, "a": 2}}"#,
            r#"{"near": "64081", "answers": {"sentinel": 1, "sentinel": 2}}"#,
        ] {
            let headers = [("content-type", "application/json")];
            let answer = anyone.send("POST", path, &headers, twice.as_bytes().to_vec());
            assert_eq!(answer.status, 400);
            assert_clean(path, &answer.text());
        }
    }
}

#[test]
fn a_body_that_is_none_is_in_no_error() {
    let app = Directory::seeded();
    let mut met = std::collections::BTreeSet::new();
    send_malformed(&app.anonymous(), |path, status, told| {
        met.insert(status);
        assert_clean(path, told);
    });
    assert_eq!(met.into_iter().collect::<Vec<_>>(), [400, 413, 415]);
}

/// Nor does an answer repeat them: the verdict and its reasons are the same for all who fit alike.
#[test]
fn an_answer_is_not_repeated() {
    let service = json!({"minimum_age": 18, "maximum_age": 60});
    let app = Directory::of(&Sources::of([at("aid", 38.92, -94.39, service)]));
    let ask = |age: f64| {
        let body = json!({"near": "64081", "answers": {"age": age}});
        app.anonymous().post("/v1/eligibility", body).text()
    };
    assert_eq!(ask(3.7182845), ask(61.5));
    assert_eq!(ask(18.0), ask(60.9));
}
