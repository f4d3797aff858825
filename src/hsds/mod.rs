//! The objects of HSDS 3.1 (Open Referral) as plain data, with the few fields of our profile.
//!
//! Every field is optional but for ids: the same types carry what a source says, which is partial, and
//! what is served, which is whole. Fields of our profile are marked so.

pub mod caution;
mod language;
pub mod link;
mod parts;
mod profile;
mod records;
pub mod taxonomy;

pub use language::{LANGUAGES, language_name};
pub use parts::{
    Accessibility, Address, Attribute, CostOption, Language, Phone, PhoneAlternative,
    RequiredDocument, Schedule, ServiceArea, ServiceCapacity, SourceNote, Taxonomy, TaxonomyTerm,
    Unit,
};
pub use profile::{
    AnsweredBy, Dial, FactGroup, Kind, LocationType, MakesReport, Precision, Standing, Status,
};
pub(crate) use records::milliseconds;
pub use records::{Location, Organization, Service, ServiceAtLocation};
