//! Closed lists of values: HSDS's own and our profile's.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a service is for. Only `help` is in a default search. (Profile.)
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Help that a person can use.
    #[default]
    Help,
    /// A line where a call makes a report to the state.
    ReportLine,
    /// A line that takes tips for the police.
    TipLine,
    /// Police and other law enforcement.
    Police,
    /// A programme that a court or prosecutor sends people to.
    CourtProgramme,
    /// Training for professionals and the public.
    Training,
    /// A coalition or task force.
    Body,
}

impl Kind {
    pub const ALL: [Kind; 7] = [
        Kind::Help,
        Kind::ReportLine,
        Kind::TipLine,
        Kind::Police,
        Kind::CourtProgramme,
        Kind::Training,
        Kind::Body,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Help => "help",
            Kind::ReportLine => "report_line",
            Kind::TipLine => "tip_line",
            Kind::Police => "police",
            Kind::CourtProgramme => "court_programme",
            Kind::Training => "training",
            Kind::Body => "body",
        }
    }

    /// The inverse of [`Kind::as_str`].
    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// HSDS `service.status`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Status {
    #[default]
    #[serde(rename = "active")]
    Active,
    #[serde(rename = "inactive")]
    Inactive,
    #[serde(rename = "defunct")]
    Defunct,
    #[serde(rename = "temporarily closed")]
    TemporarilyClosed,
}

impl Status {
    /// Whether a search may show it: what is inactive or defunct leaves searches.
    pub fn is_searchable(self) -> bool {
        matches!(self, Status::Active | Status::TemporarilyClosed)
    }
}

/// HSDS `location.location_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LocationType {
    Physical,
    Postal,
    Virtual,
}

/// How exact a public point is. (Profile.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    Address,
    Street,
    PostalCode,
    City,
    County,
}

/// Whether a number may be offered for dialling. (Profile.)
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Dial {
    /// May be dialled.
    Ok,
    /// May be dialled once the sentence in `before_you_call` has been read.
    AskFirst,
    /// Must not be dialled: it lost a conflict.
    DoNot,
}

/// Whether a call makes a report. (Profile.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MakesReport {
    Yes,
    No,
    Unknown,
}

/// Who answers a line. (Profile.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnsweredBy {
    Advocate,
    State,
    Police,
    Unknown,
}

/// How well a fact group stands, the best first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Confirmed by us.
    Verified,
    /// Confirmed by us, and too long ago.
    Stale,
    /// Nobody confirmed it.
    Unverified,
    /// Sources contradict each other.
    Disputed,
}

impl Standing {
    pub const ALL: [Standing; 4] = [
        Standing::Verified,
        Standing::Stale,
        Standing::Unverified,
        Standing::Disputed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Verified => "verified",
            Standing::Stale => "stale",
            Standing::Unverified => "unverified",
            Standing::Disputed => "disputed",
        }
    }
}

/// A group of fields that are taken together from one claim, and stand or fall together.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FactGroup {
    Identity,
    Phones,
    Place,
    Hours,
    Eligibility,
    Cost,
    Coverage,
    Capacity,
}

impl FactGroup {
    pub const ALL: [FactGroup; 8] = [
        FactGroup::Identity,
        FactGroup::Phones,
        FactGroup::Place,
        FactGroup::Hours,
        FactGroup::Eligibility,
        FactGroup::Cost,
        FactGroup::Coverage,
        FactGroup::Capacity,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            FactGroup::Identity => "identity",
            FactGroup::Phones => "phones",
            FactGroup::Place => "place",
            FactGroup::Hours => "hours",
            FactGroup::Eligibility => "eligibility",
            FactGroup::Cost => "cost",
            FactGroup::Coverage => "coverage",
            FactGroup::Capacity => "capacity",
        }
    }

    /// The field of a body in which a source says whose word it passes on; criteria are made of these groups.
    pub fn ground_field(self) -> Option<&'static str> {
        match self {
            FactGroup::Eligibility => Some("eligibility_ground"),
            FactGroup::Cost => Some("cost_ground"),
            FactGroup::Coverage => Some("coverage_ground"),
            _ => None,
        }
    }

    /// Whether it is such a field.
    pub fn is_ground_field(field: &str) -> bool {
        let mut grounds = FactGroup::ALL.into_iter();
        grounds.any(|group| group.ground_field() == Some(field))
    }
}
