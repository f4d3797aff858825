//! Keeping the directory, over HTTP.

mod drafts;
mod edits;
mod keys;
mod numbers;
mod people;
mod updates;
mod waiting;

use serde_json::{Value, json};

use crate::common::{Answer, Caller};

const JSON: (&str, &str) = ("content-type", "application/json");

/// A source file in our own format, with one organization.
fn update(key: &str, name: &str) -> Value {
    json!({
        "source": {"key": "desk", "name": "Missouri desk", "kind": "directory", "date": "2026-03-04", "url": null},
        "claims": [{"record": "organization", "key": key, "body": {"name": name}}],
    })
}

fn post(caller: &Caller, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
    let mut all = vec![JSON];
    all.extend(headers);
    caller.send("POST", path, &all, body.to_string().into_bytes())
}
