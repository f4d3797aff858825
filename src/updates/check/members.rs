//! Members of a record that are nobody's here: misspelled ones, and those of other standards.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use serde_json::{Map, Value};
use utoipa::PartialSchema;
use utoipa::openapi::{RefOr, Schema};

use crate::hsds::{FactGroup, Location, Organization, Service, ServiceAtLocation};
use crate::standing::RecordKind;
use crate::updates::strip;

/// What a name of a member is told in. What is longer, or has other letters in it, may be a text and not a name.
const LONGEST_NAME: usize = 40;

/// What is read of an entry and is no member of what is served.
const READ: [&str; 6] = [
    "cases",
    "criteria",
    "excluded",
    "unmapped",
    "holiday_schedules",
    "email_is_private",
];

static KNOWN: LazyLock<HashMap<RecordKind, BTreeSet<String>>> = LazyLock::new(|| {
    HashMap::from([
        (RecordKind::Organization, members_of::<Organization>()),
        (RecordKind::Service, members_of::<Service>()),
        (RecordKind::Location, members_of::<Location>()),
        (
            RecordKind::ServiceAtLocation,
            members_of::<ServiceAtLocation>(),
        ),
    ])
});

fn members_of<T: PartialSchema>() -> BTreeSet<String> {
    let grounds = FactGroup::ALL.into_iter();
    let grounds = grounds.filter_map(FactGroup::ground_field);
    let read = READ.into_iter().chain(grounds).map(str::to_owned);
    let own = match T::schema() {
        RefOr::T(Schema::Object(object)) => object.properties,
        _ => Default::default(),
    };
    read.chain(own.into_keys()).collect()
}

/// The members of an entry's body that nothing here reads.
pub fn unread(kind: RecordKind, body: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let known = KNOWN.get(&kind);
    let is_name = |name: &str| {
        name.len() <= LONGEST_NAME
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_- ".contains(c))
    };
    body.keys().map(String::as_str).filter(move |member| {
        known.is_some_and(|known| !known.contains(*member))
            && is_name(member)
            && !strip::is_mark(member)
    })
}
