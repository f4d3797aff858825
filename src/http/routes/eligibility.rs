//! `/v1/eligibility`: which doors may open, and the questions that tell.

use actix_web::{HttpResponse, get, post, web::Data};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{private_head, public};
use crate::{
    eligibility::{
        Answers, FactType, Vocabulary,
        vocabulary::{Choice, ResultsInWords, VerdictsInWords, Words},
    },
    http::{
        State,
        extract::{Fields, ask},
        openapi::{RefusesBodies, RefusesParameters},
        problem::Problem,
    },
    snapshot::screen::ScreenPage,
};

/// Every question that may be asked.
#[derive(Serialize, ToSchema)]
pub struct Questions {
    /// Of the vocabulary.
    #[schema(example = "1")]
    version: &'static str,
    /// What to say of a verdict.
    #[schema(value_type = VerdictsInWords)]
    verdicts: &'static VerdictsInWords,
    /// What to say of the `result` of a criterion.
    #[schema(value_type = ResultsInWords)]
    results: &'static ResultsInWords,
    #[schema(value_type = Vec<Question>)]
    contents: Vec<Question>,
}

/// A question. Each can be skipped: `unknown`, `declined` and no answer mean the same.
#[derive(Serialize, ToSchema)]
struct Question {
    #[schema(value_type = String, example = "age")]
    key: &'static str,
    #[serde(rename = "type")]
    kind: FactType,
    /// Of a choice: an array of any number of the options is an answer too.
    several: bool,
    /// The least that a number may be.
    minimum: Option<f64>,
    /// The most that a number may be.
    maximum: Option<f64>,
    /// Of a number: it has no fraction.
    whole: bool,
    #[schema(value_type = Option<String>, example = "years")]
    unit: Option<&'static str>,
    #[schema(value_type = Words)]
    text: &'static Words,
    #[schema(value_type = Vec<Choice>)]
    options: &'static [Choice],
    /// To be asked only where nothing else settles anything, but for what can be got or waived.
    sensitive: bool,
    /// What to say before it is asked.
    #[schema(value_type = Option<Words>)]
    before_answer: Option<&'static Words>,
}

/// The questions, in plain words
///
/// In English and Spanish, each with its answers; and in both what to say of a verdict. Ask only what `/v1/eligibility` says is worth asking, and say `before_answer` first.
#[utoipa::path(
    tag = "eligibility",
    operation_id = "eligibility_questions",
    responses((status = 200, description = "The questions", body = Questions), RefusesParameters),
)]
#[get("/eligibility/questions")]
pub async fn questions(mut fields: Fields, state: Data<State>) -> Result<HttpResponse, Problem> {
    fields.keep_names_private();
    fields.finish()?;
    let vocabulary = Vocabulary::embedded();
    let contents = vocabulary.facts.iter().map(|fact| Question {
        key: &fact.key,
        kind: fact.kind,
        several: fact.several,
        minimum: fact.minimum,
        maximum: fact.maximum,
        whole: fact.whole,
        unit: fact.unit.as_deref(),
        text: &fact.text,
        options: &fact.options,
        sensitive: fact.sensitive,
        before_answer: fact.before_answer.as_ref(),
    });
    let questions = Questions {
        version: &vocabulary.version,
        verdicts: &vocabulary.verdicts,
        results: &vocabulary.results,
        contents: contents.collect(),
    };
    Ok(public(&state.snapshot(), &questions))
}

/// Who asks, and from where. Give either `near`, or `lat` with `lon`.
// For the document alone: `ask::screen` reads the fields.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"near": "64081", "answers": {"gender": "woman", "with_children": true, "age": "declined"}}))]
pub struct ScreenParameters {
    /// Where from: a ZIP, `City, ST`, `X County, ST`, or `latitude,longitude` in degrees.
    #[schema(min_length = 1, max_length = 200)]
    near: Option<String>,
    /// Degrees north (WGS 84); with `lon`.
    #[schema(minimum = -90, maximum = 90)]
    lat: Option<f64>,
    /// Degrees east (WGS 84); with `lat`.
    #[schema(minimum = -180, maximum = 180)]
    lon: Option<f64>,
    /// By the keys of `/v1/eligibility/questions`. Nothing of it is stored or logged.
    #[schema(value_type = Option<Object>)]
    answers: Option<Map<String, Value>>,
    /// As in `/v1/nearby`.
    #[schema(value_type = Option<String>)]
    radius: Option<Value>,
    /// Codes of the category taxonomy, any of them; each includes those below it.
    category: Option<Vec<String>>,
    /// Codes of the audience taxonomy, any of them.
    audience: Option<Vec<String>>,
    /// What a service is for, any of them: `help` unless said otherwise.
    kind: Option<Vec<String>>,
    /// Codes of any taxonomy, any of them.
    attribute: Option<Vec<String>>,
    /// Languages by code or English name, any of them.
    language: Option<Vec<String>>,
    /// Words of what is said of accessibility, any of them.
    accessibility: Option<Vec<String>>,
    /// Ids of organizations, any of them.
    organization: Option<Vec<uuid::Uuid>>,
    /// `free`: what is known to cost nothing.
    cost: Option<String>,
    /// `none`: what is known to ask for no document.
    documents: Option<String>,
    /// How the numbers stand.
    standing: Option<crate::hsds::Standing>,
    /// `all`: every line, not only the first 20.
    remote: Option<String>,
    /// From 1.
    #[schema(minimum = 1, maximum = 1_000_000, default = 1)]
    page: Option<u64>,
    /// How many listings.
    #[schema(minimum = 1, maximum = 100, default = 20)]
    per_page: Option<u64>,
}

/// Which doors may open, and the one question worth asking next
///
/// Each nearby listing with a verdict: `likely`, `unknown` or `unlikely`, never "no", since the provider decides. By band of
/// distance (10, 25, 50, 100 miles, beyond), then verdict, then distance. Hotlines stay within reach whatever is answered.
///
/// Answers are taken in the body alone; nothing is stored, logged or counted.
#[utoipa::path(
    tag = "eligibility",
    operation_id = "eligibility",
    request_body = ScreenParameters,
    responses((status = 200, description = "A page of the answer", body = ScreenPage<'_>), RefusesBodies),
)]
#[post("/eligibility")]
pub async fn screen(fields: Fields, state: Data<State>) -> Result<HttpResponse, Problem> {
    let ask = ask::screen(fields, &state)?;
    let snapshot = state.snapshot();
    let nothing = Answers::default();
    let answers = ask.answers.as_ref().unwrap_or(&nothing);
    let page = snapshot.screen(&ask, answers, state.gazetteer);
    Ok(private_head(&snapshot).json(&page))
}
