//! What has to be known of an update before its first entry is judged: a place is read before the services
//! that say what it is.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::lost::Lost;
use super::numbers::crisis_numbers;
use super::place::{has_place, looks_like_survivors_housing, speaks_of_harm};
use super::texts;
use crate::standing::RecordKind;
use crate::updates::entries::Entry;
use crate::updates::names::{Name, canonical_of};
use crate::updates::strip;

/// Locations and services, by what other entries say of them.
#[derive(Default)]
pub struct Ahead {
    /// Locations that look like survivors' housing, came with their place, and are not said to be public.
    pub suspects: BTreeSet<Name>,
    /// Numbers that it gives to hotlines, or that look like crisis numbers.
    pub crisis_numbers: HashSet<String>,
    pub has_number_in_text: bool,
    /// What it takes away of numbers.
    pub lost: Lost,
    /// Services at virtual locations. Hashes of names, since there may be many.
    lines: HashSet<u64>,
    organizations_of_harm: HashSet<u64>,
    housing: HashSet<u64>,
    places_without_a_word: HashSet<u64>,
    virtual_locations: HashSet<u64>,
}

impl Ahead {
    /// Whether the service, or what a service at a location is of, is offered without a place.
    pub fn is_line(&self, name: &Name) -> bool {
        self.lines.contains(&hash(name))
    }

    /// Sees an entry of the source with this key: all of them, parents before children.
    pub fn see(&mut self, source: &str, entry: &Entry, canonical: &HashMap<Name, Name>) {
        let named = |kind: RecordKind, key: &str| {
            canonical_of(canonical, &(source.to_owned(), kind, key.to_owned()))
        };
        let refers = |field: &str, kind| Some(named(kind, entry.body.get(field)?.as_str()?));
        let name = named(entry.record, &entry.key);
        let is_of_harm = |ahead: &Ahead| {
            refers("organization_id", RecordKind::Organization).is_some_and(|organization| {
                ahead.organizations_of_harm.contains(&hash(&organization))
            })
        };
        self.crisis_numbers
            .extend(crisis_numbers(entry.record, &entry.body));
        self.lost.see(
            &(source.to_owned(), entry.record, entry.key.clone()),
            &entry.body,
        );
        self.has_number_in_text = self.has_number_in_text || texts::has_number(&entry.body);
        match entry.record {
            RecordKind::Organization => {
                if speaks_of_harm(&entry.body) {
                    self.organizations_of_harm.insert(hash(&name));
                }
            }
            RecordKind::Location => {
                if entry
                    .body
                    .get("location_type")
                    .is_some_and(|kind| kind == "virtual")
                {
                    self.virtual_locations.insert(hash(&name));
                }
                let has_word = entry
                    .body
                    .get("withheld")
                    .is_some_and(|word| !word.is_null());
                if !has_word && has_place(&entry.body) && !strip::is_confidential(&entry.body) {
                    self.places_without_a_word.insert(hash(&name));
                    if looks_like_survivors_housing(&entry.body, is_of_harm(self)) {
                        self.suspects.insert(name);
                    }
                }
            }
            RecordKind::Service => {
                if looks_like_survivors_housing(&entry.body, is_of_harm(self)) {
                    self.housing.insert(hash(&name));
                }
            }
            RecordKind::ServiceAtLocation => {
                let service = refers("service_id", RecordKind::Service);
                let location = refers("location_id", RecordKind::Location);
                let (Some(service), Some(location)) = (service, location) else {
                    return;
                };
                if self.virtual_locations.contains(&hash(&location)) {
                    self.lines.extend([hash(&service), hash(&name)]);
                }
                if self.housing.contains(&hash(&service))
                    && self.places_without_a_word.contains(&hash(&location))
                {
                    self.suspects.insert(location);
                }
            }
        }
    }
}

pub(super) fn hash(name: &Name) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}
