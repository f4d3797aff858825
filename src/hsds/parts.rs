//! HSDS objects that live inside a record.
//!
//! What a source may leave out and HSDS requires is filled in before it is served, and so is required in
//! the schema.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{AnsweredBy, Dial, MakesReport, Standing};

/// A phone number that may be dialled or texted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Phone {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Uuid, required)]
    pub id: Option<Uuid>,
    /// E.164, or a short code.
    pub number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<f64>,
    /// `voice` or `text`, as RFC 6350 has them.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub phone_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Language>,
    /// What to text to the number, where that is part of the contact. (Profile.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyword: Option<String>,
    /// Who answers the line. (Profile.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_by: Option<AnsweredBy>,
    /// Whether a call makes a report to the state. (Profile.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub makes_report: Option<MakesReport>,
    /// A sentence that an app must show beside the number. (Profile.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_you_call: Option<String>,
    /// Whether the number may be dialled at once. Never `do_not` here: such numbers are in `alternatives`. (Profile.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dial: Option<Dial>,
    /// How well the number stands. (Profile.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// The day when we last confirmed it. (Profile.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub last_checked: Option<NaiveDate>,
    /// Numbers that rival this one and lost: never to be dialled. (Profile.)
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<PhoneAlternative>,
}

impl Phone {
    /// Whether the number takes messages rather than calls.
    pub fn is_text(&self) -> bool {
        matches!(self.phone_type.as_deref(), Some("text" | "sms"))
    }
}

/// A number that some source gives and that must not be dialled. (Profile.)
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PhoneAlternative {
    pub number: String,
    /// Always `do_not`.
    pub dial: Dial,
    pub why: String,
    pub source: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Address {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Uuid, required)]
    pub id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attention: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required)]
    pub address_1: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_2: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required)]
    pub city: Option<String>,
    /// The county, where it is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required)]
    pub state_province: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required)]
    pub postal_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required)]
    pub country: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required)]
    pub address_type: Option<String>,
}

/// When a service or place is open: an RFC 5545 rule with local times.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Schedule {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Uuid, required)]
    pub id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dtstart: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wkst: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freq: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byday: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byweekno: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bymonthday: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byyearday: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub schedule_link: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attending_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

/// An area that a service covers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServiceArea {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Uuid, required)]
    pub id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// With `extent_type` `text`: a ZIP, `Town, ST`, `X County, ST`, a state or `United States`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extent_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Language {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Uuid, required)]
    pub id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CostOption {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Uuid, required)]
    pub id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_description: Option<String>,
}

/// How much room a service had when that was reported. It is out of date soon after `updated`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServiceCapacity {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Uuid, required)]
    pub id: Option<Uuid>,
    #[serde(default)]
    #[schema(required)]
    pub unit: Unit,
    /// How many units were free at `updated`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = f64, required)]
    pub available: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it was reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, format = DateTime, required)]
    pub updated: Option<String>,
}

impl ServiceCapacity {
    /// When it was reported; `None` where that is not said, or is no instant.
    pub fn updated_at(&self) -> Option<DateTime<Utc>> {
        let at = DateTime::parse_from_rfc3339(self.updated.as_deref()?).ok()?;
        Some(at.to_utc())
    }

    /// Whether it has all that HSDS requires.
    pub fn is_whole(&self) -> bool {
        self.unit.name.is_some()
            && self.updated_at().is_some()
            && self.available.is_some_and(|available| available >= 0.0)
    }
}

/// What room is counted in: beds, families.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Unit {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Uuid, required)]
    pub id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required, example = "bed")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub uri: Option<String>,
}

/// Namespace of the ids of units; made once, never to change.
const UNITS: Uuid = Uuid::from_u128(0x7c1d_53a8_0e6f_4b92_9d04_b8e7_63f2_1a55);

impl Unit {
    /// An id for a unit that its source gave none: equal units have one.
    pub fn made_id(&self) -> Uuid {
        let parts = [&self.name, &self.scheme, &self.identifier, &self.uri];
        let parts = parts.map(|part| part.as_deref().unwrap_or_default());
        Uuid::new_v5(&UNITS, parts.join("\n").as_bytes())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RequiredDocument {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Uuid, required)]
    pub id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub uri: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Accessibility {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Uuid, required)]
    pub id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub url: Option<String>,
}

/// A taxonomy term that a record has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Attribute {
    pub id: Uuid,
    pub link_id: Uuid,
    /// What it describes: `eligibility` for a criterion, `ground` for whose word fields are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub link_type: Option<String>,
    pub link_entity: String,
    /// Of a criterion or a ground: its JSON, as `docs/eligibility.md` has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub value: Option<String>,
    /// Of a criterion: its sentence, for a person to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub label: Option<String>,
    pub taxonomy_term_id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxonomy_term: Option<TaxonomyTerm>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaxonomyTerm {
    pub id: Uuid,
    /// What the searches take as `category`, `audience` or `kind`.
    #[schema(example = "shelter.emergency")]
    pub code: String,
    pub name: String,
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Uuid>,
    /// The taxonomy's name.
    pub taxonomy: String,
    pub taxonomy_id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxonomy_detail: Option<Taxonomy>,
    /// ISO 639.
    pub language: String,
}

/// A set of terms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Taxonomy {
    pub id: Uuid,
    pub name: String,
    pub description: String,
}

/// Who says so, and of which day that word is. (Profile.)
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SourceNote {
    pub id: Uuid,
    pub name: String,
    /// The source's own date; null where it has none.
    #[schema(value_type = Option<String>, format = Date, required)]
    pub date: Option<chrono::NaiveDate>,
}

/// Programme terms of our profile: each is an object with a `text` and, where stated, its figures.
pub type Terms = serde_json::Map<String, Value>;
