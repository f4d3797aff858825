//! Confidential places of which nobody says where they are: what whoever keeps one has in the open may be it. It is
//! withheld until a person has said that it is an open office.

mod kin;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::houses::is_own;
use super::{Pass, Read, says_open};
use crate::geography::Gazetteer;
use crate::standing::RecordKind;
use crate::updates::names::Name;
use crate::updates::risk::counties::{in_area, of_location};
use crate::updates::risk::namesakes::Names;
use crate::updates::risk::place::has_place;
use crate::updates::strip;
use crate::updates::told::Place;
use kin::{By, Kin};

/// Whoever keeps such a place, as an update has them.
#[derive(Default)]
pub struct Unknown {
    names: Names,
    of: Vec<Keeper>,
    /// The organizations, and the services there: of some the update does not have the organization.
    owners: BTreeMap<Name, usize>,
    /// Locations of theirs that the update says are public.
    pub open: BTreeSet<Name>,
}

/// What one organization, or a service whose organization the update does not have, is known by.
#[derive(Default)]
struct Keeper {
    /// Where its confidential places are, by FIPS number; nothing where a county is not known.
    counties: Option<BTreeSet<u32>>,
    numbers: BTreeSet<String>,
    /// What is at its confidential places, and the numbers of these and of what is there.
    services: BTreeSet<Name>,
    numbers_there: BTreeSet<String>,
}

impl Unknown {
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// What they and their services are called by their sources, with whose it is.
    pub fn owners(&self) -> impl Iterator<Item = (&Name, usize)> {
        self.owners.iter().map(|(name, keeper)| (name, *keeper))
    }

    /// Those that are called like this organization.
    pub fn alike(&self, organization: &Map<String, Value>) -> BTreeSet<usize> {
        self.names.alike(organization)
    }

    /// Whether an organization with these numbers may be this one: one is the same, or there is none to compare.
    pub fn may_be(&self, keeper: usize, numbers: &BTreeSet<String>) -> bool {
        let own = &self.of[keeper].numbers;
        own.is_empty() || numbers.is_empty() || !own.is_disjoint(numbers)
    }

    /// The numbers of each, and of what is at its places, but for those that everybody gives.
    pub fn own_numbers(&self) -> impl Iterator<Item = (&String, usize)> {
        let keepers = self.of.iter().enumerate();
        let numbers = keepers.flat_map(|(at, keeper)| {
            let all = keeper.numbers.union(&keeper.numbers_there);
            all.map(move |number| (number, at))
        });
        numbers.filter(|(number, _)| is_own(number))
    }

    /// Whether what an organization has beside its own place may be that place: a service is at both, or a number; or
    /// nobody knows what is at the place. Else it is taken for an office.
    pub fn has_in_common(
        &self,
        keeper: usize,
        service: Option<&Name>,
        numbers: &BTreeSet<String>,
    ) -> bool {
        let own = &self.of[keeper];
        own.services.is_empty()
            || service.is_some_and(|service| own.services.contains(service))
            || !own.numbers_there.is_disjoint(numbers)
    }

    /// What is at confidential places, as its sources call it.
    pub fn services(&self) -> impl Iterator<Item = &Name> {
        self.of.iter().flat_map(|keeper| &keeper.services)
    }

    /// Whether this location may be the place that this one keeps: it has one, and is in its county.
    pub fn may_be_at(
        &self,
        keeper: usize,
        location: &Map<String, Value>,
        gazetteer: &Gazetteer,
    ) -> bool {
        has_place(location) && {
            let here = of_location(location, gazetteer);
            let kept = self.of[keeper].counties.as_ref();
            here.is_empty() || kept.is_none_or(|kept| !here.is_disjoint(kept))
        }
    }

    fn add(&mut self, owner: Name, counties: &Counties) -> &mut Keeper {
        let of = &mut self.of;
        let at = *self.owners.entry(owner).or_insert_with(|| {
            of.push(Keeper {
                counties: Some(BTreeSet::new()),
                ..Keeper::default()
            });
            of.len() - 1
        });
        let known = &mut of[at].counties;
        match (counties, known.as_mut()) {
            (Some(more), Some(known)) => known.extend(more),
            _ => *known = None,
        }
        &mut of[at]
    }

    /// What is at such places, and how it can be reached.
    fn add_service(
        &mut self,
        owner: Name,
        service: &Name,
        there: Vec<(&Nowhere, BTreeSet<String>)>,
        body: &Map<String, Value>,
    ) {
        for (place, numbers) in there {
            let keeper = self.add(owner.clone(), &place.counties);
            keeper.services.insert(service.clone());
            keeper.numbers_there.extend(numbers);
            keeper.numbers_there.extend(place.numbers.clone());
            keeper.numbers_there.extend(numbers_of(body));
        }
    }
}

/// In which counties a place may be, where that is known.
type Counties = Option<BTreeSet<u32>>;

/// A confidential place that nobody gives.
struct Nowhere {
    counties: Counties,
    organization: Option<Name>,
    numbers: BTreeSet<String>,
}

/// Numbers as far as they can be compared: the last ten digits.
pub fn numbers_of(body: &Map<String, Value>) -> impl Iterator<Item = String> {
    let phones = body.get("phones").and_then(Value::as_array);
    let numbers = phones.into_iter().flatten();
    let numbers = numbers.filter_map(|phone| phone.get("number")?.as_str());
    numbers.filter_map(|number| {
        let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
        let from = digits.len().checked_sub(10)?;
        Some(digits[from..].iter().collect())
    })
}

impl Pass<'_> {
    /// Withholds what may be a confidential place that the update does not give: other locations of whoever keeps it
    /// that have something in common with it, or of who is called so and has a number of theirs. What is said to be public, or a person let be known, is not.
    pub fn doubt_beside_unknown(&mut self, read: &mut Read, gazetteer: &Gazetteer) {
        let places = self.unknown_places(read, gazetteer);
        if places.is_empty() {
            return;
        }
        let mut unknown = self.who_keeps(read, &places);
        let kin = self.kin(read, &mut unknown);
        self.doubt_places_of(read, gazetteer, &mut unknown, &kin);
        self.survey.unknown = unknown;
    }

    /// Locations that are plainly confidential and of which neither the update nor the directory has the house.
    fn unknown_places(&self, read: &mut Read, gazetteer: &Gazetteer) -> BTreeMap<Name, Nowhere> {
        let mut unknown: BTreeMap<Name, Nowhere> = BTreeMap::new();
        let mut given: BTreeSet<Name> = BTreeSet::new();
        read(RecordKind::Location, &mut |source, entry| {
            let name = self.first(source, RecordKind::Location, &entry.key);
            let survey = &self.survey;
            if !survey.withheld.contains(&name)
                || survey.doubtful.contains(&name)
                || self.suspects.contains(&name)
                || entry
                    .body
                    .get("location_type")
                    .is_some_and(|it| it == "virtual")
            {
                return;
            }
            let mut known = self.places.get(&name).into_iter().flatten();
            if !Place::of(&entry.body).is_of_unknown_house()
                || known.any(|known| !known.is_of_unknown_house())
            {
                given.insert(name);
                return;
            }
            let stripped = strip::strip(&entry.body, gazetteer);
            let area = stripped.get("public_area").and_then(Value::as_str);
            let counties = area.map(|area| in_area(area, gazetteer));
            let nowhere = Nowhere {
                counties: counties.filter(|counties| !counties.is_empty()),
                organization: self.organization(source, entry),
                numbers: numbers_of(&entry.body).collect(),
            };
            unknown.insert(name, nowhere);
        });
        unknown.retain(|name, _| !given.contains(name));
        unknown
    }

    /// Whose they are: through what is served there, or as they say themselves.
    fn who_keeps(&self, read: &mut Read, places: &BTreeMap<Name, Nowhere>) -> Unknown {
        let mut unknown = Unknown::default();
        for place in places.values() {
            if let Some(organization) = &place.organization {
                let keeper = unknown.add(organization.clone(), &place.counties);
                keeper.numbers_there.extend(place.numbers.clone());
            }
        }
        let mut services: BTreeMap<Name, Vec<(&Nowhere, BTreeSet<String>)>> = BTreeMap::new();
        read(RecordKind::ServiceAtLocation, &mut |source, entry| {
            let place = self.location(source, entry);
            if let Some(place) = place.and_then(|place| places.get(&place))
                && let Some(service) = self.service(source, entry)
            {
                let numbers = numbers_of(&entry.body).collect();
                services.entry(service).or_default().push((place, numbers));
            }
        });
        read(RecordKind::Service, &mut |source, entry| {
            let name = self.first(source, RecordKind::Service, &entry.key);
            if let Some(organization) = self.organization(source, entry) {
                let there = services.remove(&name).unwrap_or_default();
                unknown.add_service(organization, &name, there, &entry.body);
            }
        });
        // Those of which only the directory knows whose they are.
        for (service, there) in services {
            unknown.add_service(service.clone(), &service, there, &Map::new());
        }
        unknown
    }

    fn doubt_places_of(
        &mut self,
        read: &mut Read,
        gazetteer: &Gazetteer,
        unknown: &mut Unknown,
        kin: &BTreeMap<Name, Kin>,
    ) {
        let mut services: BTreeMap<Name, (&Kin, BTreeSet<String>)> = BTreeMap::new();
        read(RecordKind::Service, &mut |source, entry| {
            let organization = self.organization(source, entry);
            if let Some(kin) = organization.and_then(|name| kin.get(&name)) {
                let numbers = numbers_of(&entry.body).collect();
                services.insert(
                    self.first(source, RecordKind::Service, &entry.key),
                    (kin, numbers),
                );
            }
        });
        let mut placed: BTreeMap<Name, BTreeSet<usize>> = BTreeMap::new();
        let mut beside: BTreeMap<Name, BTreeSet<usize>> = BTreeMap::new();
        read(RecordKind::ServiceAtLocation, &mut |source, entry| {
            let Some(service) = self.service(source, entry) else {
                return;
            };
            if let Some((kin, numbers)) = services.get(&service)
                && let Some(location) = self.location(source, entry)
            {
                let numbers = numbers.iter().cloned().chain(numbers_of(&entry.body));
                let numbers: BTreeSet<String> = numbers.collect();
                let is_it = |keeper: &usize| match kin.by {
                    By::Own => unknown.has_in_common(*keeper, Some(&service), &numbers),
                    By::Name => true,
                    By::Number => numbers.is_empty() || !numbers.is_disjoint(&kin.numbers),
                };
                let (these, others): (BTreeSet<usize>, BTreeSet<usize>) =
                    kin.of.iter().copied().partition(is_it);
                placed.entry(location.clone()).or_default().extend(these);
                if kin.by == By::Own {
                    beside.entry(location).or_default().extend(others);
                }
            }
        });
        read(RecordKind::Location, &mut |source, entry| {
            let name = self.first(source, RecordKind::Location, &entry.key);
            let mut of = placed.get(&name).cloned().unwrap_or_default();
            let mut own = beside.get(&name).cloned().unwrap_or_default();
            let organization = self.organization(source, entry);
            if let Some(kin) = organization.and_then(|name| kin.get(&name)) {
                match kin.by {
                    By::Own => own.extend(&kin.of),
                    By::Name => of.extend(&kin.of),
                    By::Number => {}
                }
            }
            let numbers = numbers_of(&entry.body).collect();
            own.retain(|keeper| unknown.has_in_common(*keeper, None, &numbers));
            of.extend(own);
            if of.is_empty() {
                return;
            }
            if says_open(&entry.body) {
                unknown.open.insert(name);
                return;
            }
            let mut keepers = of.iter();
            if !self.survey.withheld.contains(&name)
                && !(self.known.is_opened)(&(
                    source.to_owned(),
                    RecordKind::Location,
                    entry.key.clone(),
                ))
                && keepers.any(|keeper| unknown.may_be_at(*keeper, &entry.body, gazetteer))
            {
                self.doubt_until_judged(name);
            }
        });
    }
}
