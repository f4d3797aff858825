//! The four HSDS objects that are records of their own.
//!
//! What a record nests of other records is never read out of a source's word on it: it is put there
//! when the record is served, out of those records themselves.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::IgnoredAny};
use utoipa::ToSchema;
use uuid::Uuid;

use super::parts::{
    Accessibility, Address, Attribute, CostOption, Language, Phone, RequiredDocument, Schedule,
    ServiceArea, ServiceCapacity, SourceNote, Terms,
};
use super::{FactGroup, Kind, LocationType, Precision, Standing, Status};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Organization {
    #[serde(default)]
    #[schema(required)]
    pub id: Uuid,
    #[serde(default)]
    #[schema(required)]
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternate_name: Option<String>,
    #[serde(default)]
    #[schema(required)]
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Email)]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub website: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_status: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    /// Where its services are given.
    #[serde(
        default,
        deserialize_with = "ignored",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub locations: Vec<Location>,
    /// As the standard's API has them, though not its schema: whole where `full_service` asks for it, else
    /// with their own fields alone. (Profile.)
    #[serde(
        default,
        deserialize_with = "ignored",
        skip_serializing_if = "Vec::is_empty"
    )]
    #[schema(no_recursion)]
    pub services: Vec<Service>,
    /// When its own fields last changed. (Profile.)
    #[serde(
        default,
        deserialize_with = "ignored",
        skip_serializing_if = "Option::is_none",
        serialize_with = "milliseconds"
    )]
    pub last_modified: Option<DateTime<Utc>>,
    /// Fact group to how well it stands. (Profile.)
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, Standing>)]
    pub standing: BTreeMap<FactGroup, Standing>,
    /// Fact group to the day when we last confirmed it. (Profile.)
    #[serde(
        default,
        deserialize_with = "ignored",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    #[schema(value_type = BTreeMap<String, String>)]
    pub last_checked: BTreeMap<FactGroup, NaiveDate>,
    /// Who says so. (Profile.)
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceNote>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Service {
    #[serde(default)]
    #[schema(required)]
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<Uuid>,
    #[serde(default)]
    #[schema(required)]
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternate_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Email)]
    pub email: Option<String>,
    #[serde(default)]
    #[schema(required)]
    pub status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application_process: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees_description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eligibility_description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_age: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_age: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<String>,
    /// When the service, or anything that is nested in it, last changed.
    #[serde(
        default,
        deserialize_with = "ignored",
        skip_serializing_if = "Option::is_none",
        serialize_with = "milliseconds"
    )]
    pub last_modified: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Schedule>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service_areas: Vec<ServiceArea>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Language>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cost_options: Vec<CostOption>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required_documents: Vec<RequiredDocument>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capacities: Vec<ServiceCapacity>,
    /// What is asked of a person: read here, and served as attributes. (Profile.)
    #[serde(default, skip_serializing)]
    #[schema(ignore)]
    pub criteria: Vec<serde_json::Map<String, serde_json::Value>>,
    /// Kind, categories and audiences as terms of our taxonomies.
    #[serde(
        default,
        deserialize_with = "ignored",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub attributes: Vec<Attribute>,
    #[serde(
        default,
        deserialize_with = "ignored",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(no_recursion)]
    pub organization: Option<Organization>,
    #[serde(
        default,
        deserialize_with = "ignored",
        skip_serializing_if = "Vec::is_empty"
    )]
    #[schema(no_recursion)]
    pub service_at_locations: Vec<ServiceAtLocation>,
    /// What the service is for: not everything in the directory is help. (Profile.)
    #[serde(default)]
    #[schema(required)]
    pub kind: Kind,
    /// Codes of our category taxonomy. (Profile.)
    #[serde(default)]
    #[schema(required)]
    pub categories: Vec<String>,
    /// Codes of our audience taxonomy. (Profile.)
    #[serde(default)]
    #[schema(required)]
    pub audiences: Vec<String>,
    /// Length of stay, referral and the like, each with its `text`. (Profile.)
    #[serde(default, skip_serializing_if = "Terms::is_empty")]
    #[schema(value_type = Object)]
    pub terms: Terms,
    /// Fact group to how well it stands. (Profile.)
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, Standing>)]
    pub standing: BTreeMap<FactGroup, Standing>,
    /// Fact group to the day when we last confirmed it. (Profile.)
    #[serde(
        default,
        deserialize_with = "ignored",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    #[schema(value_type = BTreeMap<String, String>)]
    pub last_checked: BTreeMap<FactGroup, NaiveDate>,
    /// Who says so. (Profile.)
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceNote>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Location {
    #[serde(default)]
    #[schema(required)]
    pub id: Uuid,
    pub location_type: LocationType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternate_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transportation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// How exact the point is. (Profile.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<Precision>,
    /// The place is confidential: there is no point and no address in any format. (Profile.)
    #[serde(default)]
    #[schema(required)]
    pub withheld: bool,
    /// Where a withheld place may be said to be. (Profile.)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_area: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Language>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accessibility: Vec<Accessibility>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Schedule>,
    /// When its own fields last changed. (Profile.)
    #[serde(
        default,
        deserialize_with = "ignored",
        skip_serializing_if = "Option::is_none",
        serialize_with = "milliseconds"
    )]
    pub last_modified: Option<DateTime<Utc>>,
    /// Fact group to how well it stands. (Profile.)
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, Standing>)]
    pub standing: BTreeMap<FactGroup, Standing>,
    /// Fact group to the day when we last confirmed it. (Profile.)
    #[serde(
        default,
        deserialize_with = "ignored",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    #[schema(value_type = BTreeMap<String, String>)]
    pub last_checked: BTreeMap<FactGroup, NaiveDate>,
    /// Who says so. (Profile.)
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceNote>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServiceAtLocation {
    #[serde(default)]
    #[schema(required)]
    pub id: Uuid,
    #[serde(default)]
    #[schema(required)]
    pub service_id: Uuid,
    #[serde(default)]
    #[schema(required)]
    pub location_id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service_areas: Vec<ServiceArea>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Schedule>,
    #[serde(
        default,
        deserialize_with = "ignored",
        skip_serializing_if = "Option::is_none"
    )]
    pub location: Option<Location>,
    /// The service, with its organization: as the standard's API has it, though not its schema. (Profile.)
    #[serde(
        default,
        deserialize_with = "ignored",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(no_recursion)]
    pub service: Option<Box<Service>>,
    /// When it, or anything that is nested in it, last changed. (Profile.)
    #[serde(
        default,
        deserialize_with = "ignored",
        skip_serializing_if = "Option::is_none",
        serialize_with = "milliseconds"
    )]
    pub last_modified: Option<DateTime<Utc>>,
    /// Fact group to how well it stands. (Profile.)
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, Standing>)]
    pub standing: BTreeMap<FactGroup, Standing>,
    /// Fact group to the day when we last confirmed it. (Profile.)
    #[serde(
        default,
        deserialize_with = "ignored",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    #[schema(value_type = BTreeMap<String, String>)]
    pub last_checked: BTreeMap<FactGroup, NaiveDate>,
    /// Who says so. (Profile.)
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceNote>,
}

/// The objects without what there can be many of: what the standard calls one-to-one fields.
impl Organization {
    pub fn basics(&self) -> Organization {
        Organization {
            id: self.id,
            name: self.name.clone(),
            alternate_name: self.alternate_name.clone(),
            description: self.description.clone(),
            email: self.email.clone(),
            website: self.website.clone(),
            legal_status: self.legal_status.clone(),
            last_modified: self.last_modified,
            ..Organization::default()
        }
    }
}

impl Service {
    /// With its kind, categories and audiences, by which a list is sorted out.
    pub fn basics(&self) -> Service {
        Service {
            id: self.id,
            organization_id: self.organization_id,
            name: self.name.clone(),
            alternate_name: self.alternate_name.clone(),
            description: self.description.clone(),
            url: self.url.clone(),
            email: self.email.clone(),
            status: self.status,
            application_process: self.application_process.clone(),
            fees_description: self.fees_description.clone(),
            wait_time: self.wait_time.clone(),
            eligibility_description: self.eligibility_description.clone(),
            minimum_age: self.minimum_age,
            maximum_age: self.maximum_age,
            alert: self.alert.clone(),
            last_modified: self.last_modified,
            kind: self.kind,
            categories: self.categories.clone(),
            audiences: self.audiences.clone(),
            ..Service::default()
        }
    }
}

impl Location {
    pub fn basics(&self) -> Location {
        Location {
            id: self.id,
            location_type: self.location_type,
            name: self.name.clone(),
            alternate_name: self.alternate_name.clone(),
            description: self.description.clone(),
            transportation: self.transportation.clone(),
            latitude: self.latitude,
            longitude: self.longitude,
            precision: self.precision,
            withheld: self.withheld,
            public_area: self.public_area.clone(),
            last_modified: self.last_modified,
            languages: Vec::new(),
            addresses: Vec::new(),
            accessibility: Vec::new(),
            phones: Vec::new(),
            schedules: Vec::new(),
            standing: BTreeMap::new(),
            last_checked: BTreeMap::new(),
            sources: Vec::new(),
        }
    }
}

impl ServiceAtLocation {
    pub fn basics(&self) -> ServiceAtLocation {
        ServiceAtLocation {
            id: self.id,
            service_id: self.service_id,
            location_id: self.location_id,
            description: self.description.clone(),
            last_modified: self.last_modified,
            ..ServiceAtLocation::default()
        }
    }
}

/// Reads over what is not for a source to say.
fn ignored<'de, D: Deserializer<'de>, T: Default>(deserializer: D) -> Result<T, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| T::default())
}

/// HSDS wants milliseconds.
pub(crate) fn milliseconds<S: Serializer>(
    at: &Option<DateTime<Utc>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    at.map(|at| at.to_rfc3339_opts(SecondsFormat::Millis, true))
        .serialize(serializer)
}
