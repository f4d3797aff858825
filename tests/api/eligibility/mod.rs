//! Who can be helped, over HTTP.

mod criteria;
mod disputes;
mod questions;
mod screening;

use serde_json::{Value, json};

use crate::common::{Directory, Page};

/// What the answers come to near Lee's Summit, MO.
fn screen(app: &Directory, answers: Value) -> Page {
    asked(app, json!({"near": "64081", "answers": answers}))
}

fn asked(app: &Directory, body: Value) -> Page {
    Page(app.anonymous().post("/v1/eligibility", body).ok())
}

/// A service for whom `test` lets in.
fn only(test: Value) -> Value {
    json!({"criteria": [{"text": "A rule.", "test": test}]})
}
