//! What is answered.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::snapshot::listing::ListingAnswer;
use crate::snapshot::screen::NextQuestionAnswer;

/// A page of the answer.
#[derive(Serialize, ToSchema)]
pub struct NearbyPage<'a> {
    /// Of the placed listings; the remote ones have a count of their own.
    pub total_items: u64,
    pub total_pages: u64,
    pub page_number: u64,
    /// Of this page.
    pub size: usize,
    pub first_page: bool,
    pub last_page: bool,
    pub empty: bool,
    pub origin: OriginAnswer<'a>,
    /// Nothing was inside the radius, so that the nearest beyond it are shown.
    pub widened: bool,
    pub emergency: Emergency,
    /// Where asked for: how many listings, over all pages and all remote ones, have each value. The hotlines are
    /// remote ones whatever is filtered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facets: Option<BTreeMap<&'static str, Vec<FacetCount<'a>>>>,
    /// Where answers were given: the question worth asking next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_question: Option<NextQuestionAnswer>,
    /// Answers were given, so that each listing has a verdict.
    #[serde(skip)]
    pub has_verdicts: bool,
    pub remote_total: usize,
    /// Hotlines and online services that serve the origin; on page 1 only.
    pub remote: Vec<ListingAnswer<'a>>,
    /// Nearest first.
    pub contents: Vec<ListingAnswer<'a>>,
}

/// Where the question was taken to be asked from.
#[derive(Serialize, ToSchema)]
pub struct OriginAnswer<'a> {
    #[schema(example = "64081")]
    pub text: &'a str,
    #[schema(value_type = String, example = "zip")]
    pub kind: &'static str,
    pub name: &'a str,
    /// WGS 84 degrees.
    pub latitude: f64,
    pub longitude: f64,
    #[schema(example = json!(["Jackson County, MO"]))]
    pub counties: Vec<String>,
    /// False where this directory has no place at all in the origin's state.
    pub covered: bool,
}

/// How many listings have a value.
#[derive(Serialize, ToSchema)]
pub struct FacetCount<'a> {
    #[schema(example = "shelter")]
    pub value: &'a str,
    /// For a person to read, where the value is a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Shelter and housing")]
    pub name: Option<&'a str>,
    pub count: u64,
}

/// What to call in an emergency.
#[derive(Serialize, ToSchema)]
pub struct Emergency {
    #[schema(example = "911")]
    pub call: &'static str,
}
