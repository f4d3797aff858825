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
const READ: [&str; 4] = [
    "excluded",
    "unmapped",
    "holiday_schedules",
    "email_is_private",
];
/// The same, of a service alone: whom it helps is the same at each of its places, as HSDS has it.
const READ_OF_SERVICES: [&str; 2] = ["cases", "criteria"];
/// Of a location alone: whoever keeps it confidential may not tell it.
const READ_OF_LOCATIONS: [&str; 1] = ["organization_id"];

static KNOWN: LazyLock<HashMap<RecordKind, BTreeSet<String>>> = LazyLock::new(|| {
    HashMap::from([
        (RecordKind::Organization, members_of::<Organization>()),
        (
            RecordKind::Service,
            members_beside::<Service>(&READ_OF_SERVICES),
        ),
        (
            RecordKind::Location,
            members_beside::<Location>(&READ_OF_LOCATIONS),
        ),
        (
            RecordKind::ServiceAtLocation,
            members_of::<ServiceAtLocation>(),
        ),
    ])
});

fn members_beside<T: PartialSchema>(own: &[&str]) -> BTreeSet<String> {
    let own = own.iter().map(|own| (*own).to_owned());
    members_of::<T>().into_iter().chain(own).collect()
}

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

/// The members of an entry's body that nothing here reads, where they may be told.
pub fn unread(kind: RecordKind, body: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let is_name = |name: &&str| {
        name.len() <= LONGEST_NAME
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_- ".contains(c))
    };
    unknown(kind, body).filter(is_name)
}

/// All members of an entry's body that nothing here reads.
pub fn unknown(kind: RecordKind, body: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let known = KNOWN.get(&kind);
    body.keys().map(String::as_str).filter(move |member| {
        known.is_some_and(|known| !known.contains(*member)) && !strip::is_mark(member)
    })
}

/// Leaves out the members that nothing here reads, and the cells of columns that no mapping names, but for those that
/// keep something from the public, and contacts, which may be private themselves.
pub fn leave_out_unread(kind: RecordKind, body: &mut Map<String, Value>) {
    let gone = unknown(kind, body).filter(|member| *member != "contacts");
    let gone: BTreeSet<String> = gone.map(str::to_owned).collect();
    body.retain(|member, _| !gone.contains(member));
    if let Some(Value::Object(cells)) = body.get_mut("unmapped") {
        cells.retain(|column, _| strip::is_mark(column));
        if cells.is_empty() {
            body.shift_remove("unmapped");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn criteria_are_read_of_services_alone() {
        let body = json!({"criteria": [], "cases": [], "coverage_ground": {}});
        let body = body.as_object().expect("an object");
        let of = |kind| unread(kind, body).collect::<BTreeSet<_>>();
        assert!(of(RecordKind::Service).is_empty());
        let placed = of(RecordKind::ServiceAtLocation);
        assert_eq!(placed, BTreeSet::from(["cases", "criteria"]));
    }
}
