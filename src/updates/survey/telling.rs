//! Who may not tell which place: whoever keeps it, all that they have, and whoever is called like them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{Called, Pass, Read};
use crate::standing::RecordKind;
use crate::updates::entries::Row;
use crate::updates::names::{Name, canonical_of};
use crate::updates::told::{Place, Told};

impl Pass<'_> {
    /// Who may not tell which place: the services there, their organizations, and all that these have.
    pub(super) fn find_told(&mut self, read: &mut Read, place_of: &dyn Fn(usize) -> Place) {
        let rows = self.read_places(read);
        let mut places: Vec<Place> = Vec::new();
        let mut of_location: BTreeMap<Name, Vec<usize>> = BTreeMap::new();
        for (name, known) in std::mem::take(&mut self.places) {
            for place in known {
                of_location
                    .entry(name.clone())
                    .or_default()
                    .push(places.len());
                places.push(place);
            }
        }
        let mut told: BTreeMap<Name, Vec<usize>> = BTreeMap::new();
        let add = |told: &mut BTreeMap<Name, Vec<usize>>, name: Name, known: &[usize]| {
            let list = told.entry(name).or_default();
            list.extend(known);
            list.sort_unstable();
            list.dedup();
        };
        // What is read from its row is about it, whatever else says so.
        for kind in [RecordKind::Organization, RecordKind::Service] {
            if rows.is_empty() {
                break;
            }
            read(kind, &mut |source, entry| {
                let location = entry.at.row().and_then(|row| rows.get(&row));
                if let Some(known) = location.and_then(|location| of_location.get(location)) {
                    add(&mut told, self.first(source, kind, &entry.key), known);
                }
            });
        }
        // Up: from the place to the service, and to the organization.
        read(RecordKind::ServiceAtLocation, &mut |source, entry| {
            let known = self
                .location(source, entry)
                .and_then(|location| of_location.get(&location));
            if let (Some(known), Some(service)) = (known, self.service(source, entry)) {
                add(&mut told, service, known);
            }
        });
        read(RecordKind::Location, &mut |source, entry| {
            let name = self.first(source, RecordKind::Location, &entry.key);
            if let (Some(known), Some(organization)) =
                (of_location.get(&name), self.organization(source, entry))
            {
                add(&mut told, organization, known);
            }
        });
        read(RecordKind::Service, &mut |source, entry| {
            let name = self.first(source, RecordKind::Service, &entry.key);
            if let (Some(known), Some(organization)) =
                (told.get(&name).cloned(), self.organization(source, entry))
            {
                add(&mut told, organization, &known);
            }
        });
        for (name, known) in std::mem::take(&mut self.of_secretive) {
            let from = places.len();
            places.extend(known);
            add(&mut told, name, &(from..places.len()).collect::<Vec<_>>());
        }
        let of_keepers = self.of_keepers(&told, &mut places, place_of);
        for (name, place) in &of_keepers {
            add(&mut told, name.clone(), &[*place]);
        }
        for (name, known) in self.namesakes(read, &told) {
            add(&mut told, name, &known);
        }
        let is_sure = |location: &&Name| {
            !self.survey.doubtful.contains(*location) && !self.suspects.contains(*location)
        };
        let sure = of_location.keys().filter(is_sure);
        let sure: BTreeSet<usize> = sure
            .flat_map(|location| &of_location[location])
            .copied()
            .collect();
        self.survey.secretive = self.called(read, &told, &|at| {
            sure.contains(&at) && places[at].has_street()
        });
        let mut lost = self.of_nobody_known(read, &told, &of_location, &mut places);
        for source in std::mem::take(&mut self.of_nobody) {
            lost.entry(source).or_insert_with(|| {
                places.push(Place::default());
                vec![places.len() - 1]
            });
        }
        for kind in RecordKind::ALL {
            if lost.is_empty() {
                break;
            }
            read(kind, &mut |source, entry| {
                if let Some(known) = lost.get(source) {
                    add(&mut told, self.first(source, kind, &entry.key), known);
                }
            });
        }
        // Down: from the organization to its other services, and to all their places.
        read(RecordKind::Service, &mut |source, entry| {
            let organization = self.organization(source, entry);
            if let Some(known) =
                organization.and_then(|organization| told.get(&organization).cloned())
            {
                add(
                    &mut told,
                    self.first(source, RecordKind::Service, &entry.key),
                    &known,
                );
            }
        });
        read(RecordKind::ServiceAtLocation, &mut |source, entry| {
            let service = self.service(source, entry);
            if let Some(known) = service.and_then(|service| told.get(&service).cloned()) {
                let name = self.first(source, RecordKind::ServiceAtLocation, &entry.key);
                add(&mut told, name, &known);
                if let Some(location) = self.location(source, entry) {
                    add(&mut told, location, &known);
                }
            }
        });
        self.find_twins(read, &mut told, &mut places);
        let aliases = self
            .canonical
            .keys()
            .filter(|name| self.survey.keys.has(name));
        let here: HashSet<Name> = aliases
            .map(|name| canonical_of(self.canonical, name))
            .collect();
        for (name, place) in of_keepers {
            let is_here = self.survey.keys.has(&name) || here.contains(&name);
            if !is_here && told.get(&name).is_some_and(|known| *known == [place]) {
                told.remove(&name);
            }
        }
        self.forget_public_names(read, &told, &mut places);
        self.survey.told = Told::new(places, told);
        for kind in [RecordKind::Organization, RecordKind::Service] {
            read(kind, &mut |source, entry| {
                let first = self.first(source, kind, &entry.key);
                if self.survey.told.tells(&first, &entry.key) {
                    self.survey.unnamed.insert(first);
                }
            });
        }
    }

    /// What belongs to whoever keeps a place, with the place as far as it is still known: of those of whom the update
    /// does not give a place itself.
    fn of_keepers(
        &self,
        told: &BTreeMap<Name, Vec<usize>>,
        places: &mut Vec<Place>,
        place_of: &dyn Fn(usize) -> Place,
    ) -> Vec<(Name, usize)> {
        let mut names: BTreeMap<usize, Vec<&Name>> = BTreeMap::new();
        let kept = self.kept.iter();
        for (name, keeper) in
            kept.chain(self.called_like.iter().map(|(name, keeper)| (name, keeper)))
        {
            if self.concerned.contains(keeper) {
                names.entry(*keeper).or_default().push(name);
            }
        }
        let given = |name: &&Name| told.get(*name).into_iter().flatten().copied();
        names.retain(|keeper, names| {
            let given: BTreeSet<usize> = names.iter().flat_map(given).collect();
            let is_given = given.iter().any(|at| !places[*at].is_of_unknown_house());
            // Of a house that is given the point may not be, nor the ZIP.
            for at in given.into_iter().filter(|_| is_given) {
                places[at].leave_open(&place_of(*keeper));
            }
            !is_given
        });
        let mut found = Vec::new();
        for (keeper, names) in names {
            found.extend(names.into_iter().map(|name| (name.clone(), places.len())));
            places.push(place_of(keeper));
        }
        found
    }

    /// The places of which the update does not say whose they are, by their sources: locations that no organization in
    /// it has, and addresses of no location. Nobody knows whose texts they are in.
    fn of_nobody_known(
        &self,
        read: &mut Read,
        told: &BTreeMap<Name, Vec<usize>>,
        of_location: &BTreeMap<Name, Vec<usize>>,
        places: &mut Vec<Place>,
    ) -> BTreeMap<String, Vec<usize>> {
        let mut known: BTreeSet<usize> = BTreeSet::new();
        read(RecordKind::Organization, &mut |source, entry| {
            let name = self.first(source, RecordKind::Organization, &entry.key);
            known.extend(told.get(&name).into_iter().flatten());
        });
        let mut lost: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut secretive: BTreeSet<String> = BTreeSet::new();
        let mut loose: Vec<(String, Place)> = Vec::new();
        read(RecordKind::Location, &mut |source, entry| {
            let name = self.first(source, RecordKind::Location, &entry.key);
            if self.survey.withheld.contains(&name) {
                secretive.insert(source.to_owned());
                let own = of_location.get(&name).into_iter().flatten();
                let is_lost = |at: &&usize| !known.contains(at) && places[**at].has_street();
                let unknown = own.filter(is_lost);
                loose.extend(unknown.map(|at| (source.to_owned(), places[*at].clone())));
            }
            if entry.key.is_empty() && entry.body.keys().all(|field| field == "addresses") {
                loose.push((source.to_owned(), Place::of(&entry.body)));
            }
        });
        for (source, place) in loose {
            if secretive.contains(&source) {
                lost.entry(source).or_default().push(places.len());
                // Every address, point and ZIP of the source could be of a house that nobody gives.
                places.push(place.as_given());
            }
        }
        lost
    }

    /// Organizations that are called like those that may not tell a place: they may be the same under another key, and
    /// may not tell it either.
    fn namesakes(
        &self,
        read: &mut Read,
        told: &BTreeMap<Name, Vec<usize>>,
    ) -> Vec<(Name, Vec<usize>)> {
        let kind = RecordKind::Organization;
        let secretive = self.called(read, told, &|_| true);
        let mut namesakes = Vec::new();
        read(kind, &mut |source, entry| {
            let name = self.first(source, kind, &entry.key);
            let alike = secretive.alike(&entry.body);
            let places: Vec<usize> = alike.flat_map(|name| &told[name]).copied().collect();
            if !places.is_empty() && !told.contains_key(&name) {
                namesakes.push((name, places));
            }
        });
        namesakes
    }

    /// Organizations that may not tell one of these places.
    fn called(
        &self,
        read: &mut Read,
        told: &BTreeMap<Name, Vec<usize>>,
        is_one: &dyn Fn(usize) -> bool,
    ) -> Called {
        let mut called = Called::default();
        read(RecordKind::Organization, &mut |source, entry| {
            let name = self.first(source, RecordKind::Organization, &entry.key);
            let known = told.get(&name).into_iter().flatten();
            if known.into_iter().any(|at| is_one(*at)) {
                called.add(&entry.body, name);
            }
        });
        called
    }

    /// What is given of withheld locations; returns by their rows which they are.
    fn read_places(&mut self, read: &mut Read) -> HashMap<Row, Name> {
        let mut rows = HashMap::new();
        read(RecordKind::Location, &mut |source, entry| {
            let name = self.first(source, RecordKind::Location, &entry.key);
            if self.survey.withheld.contains(&name) {
                rows.extend(entry.at.row().map(|row| (row, name.clone())));
                self.places
                    .entry(name)
                    .or_default()
                    .push(Place::of(&entry.body));
            }
        });
        rows
    }

    /// A location of the same organization, or of one that is called alike, that is given as open with the very place of a withheld one would tell
    /// it: it is withheld too.
    fn find_twins(
        &mut self,
        read: &mut Read,
        told: &mut BTreeMap<Name, Vec<usize>>,
        places: &mut [Place],
    ) {
        let mut found = false;
        read(RecordKind::Location, &mut |source, entry| {
            let name = self.first(source, RecordKind::Location, &entry.key);
            if let Some(organization) = self.organization(source, entry)
                && let Some(known) = told.get(&organization).cloned()
            {
                told.entry(name.clone()).or_default().extend(known);
            }
            let own = (source.to_owned(), RecordKind::Location, entry.key.clone());
            if self.survey.withheld.contains(&name) || (self.known.is_opened)(&own) {
                return;
            }
            let Some(known) = told.get(&name) else {
                return;
            };
            let own = Place::of(&entry.body);
            if known.iter().any(|at| own.is_same_as(&places[*at])) {
                found = true;
                self.survey.doubtful.insert(name.clone());
                self.survey.withheld.insert(name);
                return;
            }
            for at in known {
                places[*at].leave_open(&own);
            }
        });
        if found {
            self.find_served_there(read);
        }
    }

    /// What a record is publicly called is no secret, though the building be called the same.
    fn forget_public_names(
        &self,
        read: &mut Read,
        told: &BTreeMap<Name, Vec<usize>>,
        places: &mut [Place],
    ) {
        for kind in [RecordKind::Organization, RecordKind::Service] {
            read(kind, &mut |source, entry| {
                let name = self.first(source, kind, &entry.key);
                let names = ["name", "alternate_name"];
                let names = names
                    .iter()
                    .filter_map(|field| entry.body.get(*field)?.as_str());
                for public_name in names {
                    for place in told.get(&name).into_iter().flatten() {
                        places[*place].forget_names_in(public_name);
                    }
                }
            });
        }
    }
}
