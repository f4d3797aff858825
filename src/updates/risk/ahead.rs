//! What has to be known of an update before its first entry is judged: a place is read before the services
//! that say what it is.

mod reached;

use std::collections::{BTreeSet, HashMap, HashSet};

use uuid::Uuid;

use super::hash;
use super::keepers::Keepers;
use super::lost::Lost;
use super::numbers::{given, is_hotline, phones};
use super::place::{has_place, looks_like_survivors_housing, speaks_of_harm};
use super::texts;
use crate::geography::Gazetteer;
use crate::standing::RecordKind;
use crate::store::{StoreError, Transaction};
use crate::updates::entries::Entry;
use crate::updates::names::{Name, canonical_of};
use crate::updates::strip;
use reached::Reached;

/// What waits of hotlines.
#[derive(Default)]
pub struct WaitingLines {
    pub numbers: HashSet<String>,
    /// What it would be linked to: its numbers would be the hotline's.
    pub around: HashSet<Uuid>,
}

/// Locations and services, by what other entries say of them.
#[derive(Default)]
pub struct Ahead {
    /// Locations that look like survivors' housing, came with their place, and are not said to be public.
    pub suspects: BTreeSet<Name>,
    /// Numbers that it gives to hotlines, or that look like crisis numbers; and those that wait as such already.
    pub crisis_numbers: HashSet<String>,
    /// Locations and organizations to which the link of a hotline waits.
    pub waiting_around: HashSet<Uuid>,
    /// It gives a number to a hotline, and one to somebody else; or one that waits already.
    gives_to_lines: bool,
    gives_to_others: bool,
    gives_waiting: bool,
    pub has_number_in_text: bool,
    /// It says where a service is.
    pub has_placed: bool,
    /// It gives an organization or a location a phone.
    pub has_phone_around: bool,
    /// What it takes away of numbers.
    pub lost: Lost,
    /// Locations in a county of such a place, of whoever keeps it, is called like them, or has a number of theirs.
    pub namesakes: BTreeSet<Name>,
    /// Organizations that are called like one who keeps a place, with which.
    pub called_like: Vec<(Name, usize)>,
    /// Who keeps a place from the public.
    pub keepers: Keepers,
    /// Organizations and services that are called so, and locations in a county where such a place is.
    called_so: HashSet<u64>,
    near_kept: HashSet<u64>,
    /// Who is not called so, and has a number of theirs.
    reached: Reached,
    /// Services at virtual locations, and what is around hotlines: whose they are, and where they are offered. Hashes
    /// of names, since there may be many.
    lines: HashSet<u64>,
    hotlines: HashSet<u64>,
    organizations_of_harm: HashSet<u64>,
    housing: HashSet<u64>,
    places_without_a_word: HashSet<u64>,
    virtual_locations: HashSet<u64>,
    /// Numbers of services of an update that has virtual locations; and of those the ones of what is offered there.
    /// Hashes.
    of_services: Vec<(u64, u64)>,
    of_virtual: HashSet<u64>,
}

impl Ahead {
    /// In a directory where these keep places from the public, and this waits of hotlines.
    pub fn beside(keepers: Keepers, waiting: WaitingLines) -> Ahead {
        Ahead {
            keepers,
            crisis_numbers: waiting.numbers,
            waiting_around: waiting.around,
            ..Ahead::default()
        }
    }

    /// Whose these are by their names, they are called so.
    pub fn know_as_keepers<'a>(&mut self, names: impl Iterator<Item = &'a Name>) {
        self.called_so.extend(names.map(hash));
    }

    /// Whether the service, or what a service at a location is of, is offered without a place; or it is around a hotline.
    pub fn is_line(&self, name: &Name) -> bool {
        self.lines.contains(&hash(name))
    }

    /// Sees an entry of the source with this key: all of them, parents before children.
    pub fn see(
        &mut self,
        source: &str,
        entry: &Entry,
        canonical: &HashMap<Name, Name>,
        gazetteer: &Gazetteer,
    ) {
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
        self.see_numbers(entry, &name);
        self.lost.see(
            &(source.to_owned(), entry.record, entry.key.clone()),
            &entry.body,
        );
        self.has_number_in_text = self.has_number_in_text || texts::has_number(&entry.body);
        self.has_phone_around = self.has_phone_around
            || matches!(
                entry.record,
                RecordKind::Organization | RecordKind::Location
            ) && !entry.body.values().all(|value| phones(value).is_empty());
        let owner = refers("organization_id", RecordKind::Organization)
            .filter(|_| !self.keepers.is_empty())
            .map(|organization| hash(&organization));
        match entry.record {
            RecordKind::Organization => {
                let numbers = self.keepers.numbers_in(&entry.body);
                self.reached
                    .see_organization(hash(&name), &entry.body, numbers);
                let alike = self.keepers.namesakes_of(&entry.body).into_iter();
                self.called_like
                    .extend(alike.map(|keeper| (name.clone(), keeper)));
                self.see_name(entry, &name, None);
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
                    self.see_place(entry, &name, owner, gazetteer);
                    if looks_like_survivors_housing(&entry.body, is_of_harm(self)) {
                        self.suspects.insert(name);
                    }
                }
            }
            RecordKind::Service => {
                let numbers = self.keepers.numbers_in(&entry.body);
                self.reached.see_service(hash(&name), owner, numbers);
                self.see_name(entry, &name, owner);
                if is_hotline(entry.record, &entry.body) {
                    self.hotlines.insert(hash(&name));
                    let whose = refers("organization_id", RecordKind::Organization);
                    self.lines.extend(whose.iter().map(hash));
                }
                if looks_like_survivors_housing(&entry.body, is_of_harm(self)) {
                    self.housing.insert(hash(&name));
                }
            }
            RecordKind::ServiceAtLocation => {
                self.has_placed = true;
                let service = refers("service_id", RecordKind::Service);
                let location = refers("location_id", RecordKind::Location);
                let (Some(service), Some(location)) = (service, location) else {
                    return;
                };
                if self.hotlines.contains(&hash(&service)) {
                    self.lines.extend([hash(&name), hash(&location)]);
                }
                if self.virtual_locations.contains(&hash(&location)) {
                    self.lines.extend([hash(&service), hash(&name)]);
                }
                if self.housing.contains(&hash(&service))
                    && self.places_without_a_word.contains(&hash(&location))
                {
                    self.suspects.insert(location.clone());
                }
                if !self.near_kept.contains(&hash(&location)) {
                    return;
                }
                if self.called_so.contains(&hash(&service)) {
                    self.namesakes.insert(location);
                } else {
                    let numbers = self.keepers.numbers_in(&entry.body);
                    self.reached.see_placed(hash(&service), location, numbers);
                }
            }
        }
    }

    /// Takes in the locations that can be reached as a place that somebody keeps, but for those by a number that many have.
    pub fn suspect_reached(&mut self, tx: &mut Transaction<'_>) -> Result<(), StoreError> {
        let numbers: BTreeSet<&String> = self.reached.numbers().collect();
        if numbers.is_empty() {
            return Ok(());
        }
        let shared = self.keepers.shared(tx, &numbers)?;
        self.namesakes
            .extend(self.reached.locations(&shared).cloned());
        Ok(())
    }

    /// Whether the number waits as a hotline's, or the update gives it to one.
    pub fn gives_to_line(&self, number: &str) -> bool {
        self.crisis_numbers.contains(number)
            || !self.of_virtual.is_empty() && self.of_virtual.contains(&hash(number))
    }

    /// Whether it has a hotline.
    pub fn has_hotline(&self) -> bool {
        !self.hotlines.is_empty()
    }

    /// Whether a number may be given to somebody beside a hotline.
    pub fn has_shared_number(&self) -> bool {
        self.gives_waiting || self.gives_to_lines && self.gives_to_others
    }

    fn see_numbers(&mut self, entry: &Entry, name: &Name) {
        let may_be_line = entry.record == RecordKind::Service && !self.virtual_locations.is_empty();
        for (number, is_crisis) in given(entry.record, &entry.body) {
            if may_be_line {
                self.of_services.push((hash(name), hash(number.as_str())));
            }
            if is_crisis {
                self.gives_to_lines = true;
                self.crisis_numbers.insert(number);
            } else {
                self.gives_to_others = true;
                self.gives_waiting |= self.crisis_numbers.contains(&number);
            }
        }
    }

    /// Knows the numbers of what is offered without a place, once all entries are seen.
    pub fn know_virtual(&mut self) {
        let services = std::mem::take(&mut self.of_services).into_iter();
        let virtual_ones = services.filter(|(service, _)| self.lines.contains(service));
        self.of_virtual = virtual_ones.map(|(_, number)| number).collect();
    }

    fn is_called_so(&self, entry: &Entry, owner: Option<u64>) -> bool {
        !self.keepers.is_empty()
            && (owner.is_some_and(|owner| self.called_so.contains(&owner))
                || !self.keepers.namesakes_of(&entry.body).is_empty())
    }

    fn see_name(&mut self, entry: &Entry, name: &Name, owner: Option<u64>) {
        if self.is_called_so(entry, owner) {
            self.called_so.insert(hash(name));
        }
    }

    fn see_place(&mut self, entry: &Entry, name: &Name, owner: Option<u64>, gazetteer: &Gazetteer) {
        if self.keepers.is_empty() || !self.keepers.is_near(&entry.body, gazetteer) {
            return;
        }
        self.near_kept.insert(hash(name));
        let numbers = self.keepers.numbers_in(&entry.body);
        self.reached.see_location(name, owner, numbers);
        // One of theirs that the directory has may move.
        if self.called_so.contains(&hash(name)) || self.is_called_so(entry, owner) {
            self.namesakes.insert(name.clone());
        }
    }
}
