//! What a source says: the only thing that is ever written. Records are computed from these.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::hsds::FactGroup;

/// The four HSDS 3.1 objects that stand by themselves; all others live inside one of them.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    Organization,
    Location,
    Service,
    ServiceAtLocation,
}

impl RecordKind {
    /// Parents before children, the order in which foreign keys hold.
    pub const ALL: [RecordKind; 4] = [
        RecordKind::Organization,
        RecordKind::Location,
        RecordKind::Service,
        RecordKind::ServiceAtLocation,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            RecordKind::Organization => "organization",
            RecordKind::Location => "location",
            RecordKind::Service => "service",
            RecordKind::ServiceAtLocation => "service_at_location",
        }
    }

    /// The inverse of [`RecordKind::as_str`].
    pub fn parse(text: &str) -> Option<RecordKind> {
        RecordKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// Names one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordRef {
    pub kind: RecordKind,
    pub id: Uuid,
}

/// What kind of source it is, the least trusted first, so that the derived order is the rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    Article,
    PublicRecord,
    Directory,
    Provider,
}

/// Who said it: a document, a feed, a provider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    pub id: Uuid,
    /// Short and unique; what a maintainer types.
    pub key: String,
    pub name: String,
    pub kind: SourceKind,
    /// The source's own date, never the date of loading.
    pub date: Option<NaiveDate>,
    pub url: Option<String>,
}

/// How the source's word reached us. `Called` and `Provider` are confirmations by us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Document,
    Imported,
    Provider,
    Called,
}

/// A source's word that a fact group of the record, as others have it, is wrong or unsupported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Denial {
    pub group: FactGroup,
    pub why: String,
}

/// One source's word on one record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    pub record: RecordRef,
    pub source_id: Uuid,
    /// Tells a source's several entries on one record apart; the source's own id of its entry, hashed
    /// with the directory's secret where the entry is withheld.
    pub foreign_id: String,
    /// A partial HSDS object with our profile's extension fields.
    pub body: Map<String, Value>,
    pub denies: Vec<Denial>,
    /// The words of the source that the claim rests on.
    pub words: Option<String>,
    pub how: How,
    pub date: Option<NaiveDate>,
}

/// Says which record a source's entry is. A merge is a change of one of these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SameAs {
    pub source_id: Uuid,
    pub foreign_id: String,
    pub record: RecordRef,
}
