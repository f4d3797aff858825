//! The first pass over an update: which of its entries are withheld, and what may not be told because of them.
//!
//! It has to be done before any entry is taken, since a flag may come after what it is about. What it keeps grows
//! with what is withheld, and by sixteen bytes for each key.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::entries::Entry;
use super::names::{Name, canonical_of};
use super::risk::namesakes::Names;
use super::strip::{self, Secrecy};
use super::told::{Place, Told};
use crate::standing::RecordKind;

/// Shows every entry of one kind to the one who asks, with the key of its source. It is asked several times, and has
/// to show the same each time.
pub type Read<'a> = dyn FnMut(RecordKind, &mut dyn FnMut(&str, &Entry)) + 'a;

/// What has to be known of an update before any of its entries is taken.
#[derive(Default)]
pub struct Survey {
    /// The canonical names of withheld locations, and of what is served there.
    pub withheld: BTreeSet<Name>,
    /// Of these the ones that are withheld to be safe, for no flag or plain statement: a person should look.
    pub doubtful: BTreeSet<Name>,
    /// Of organizations and services those whose own key tells such a place: the key is not kept.
    pub unnamed: BTreeSet<Name>,
    pub told: Told,
    pub keys: Keys,
}

/// Which keys an update has, without the keys.
#[derive(Default)]
pub struct Keys {
    seen: HashSet<[u8; 16]>,
    twice: HashSet<[u8; 16]>,
}

impl Keys {
    fn add(&mut self, name: &Name) {
        let hash = hash(name);
        if !self.seen.insert(hash) {
            self.twice.insert(hash);
        }
    }

    /// Whether the update has an entry of this name.
    pub fn has(&self, name: &Name) -> bool {
        self.seen.contains(&hash(name))
    }

    /// Whether it has several.
    pub fn is_duplicate(&self, name: &Name) -> bool {
        self.twice.contains(&hash(name))
    }

    pub fn len(&self) -> usize {
        self.seen.len()
    }

    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }
}

fn hash((source, kind, key): &Name) -> [u8; 16] {
    let digest = Sha256::digest(format!("{source}\0{}\0{key}", kind.as_str()).as_bytes());
    let mut short = [0; 16];
    short.copy_from_slice(&digest[..16]);
    short
}

impl Survey {
    /// Whether what the source calls the entry of this canonical name is not kept: it may tell a place.
    pub fn is_unnamed(&self, first: &Name) -> bool {
        self.withheld.contains(first) || self.unnamed.contains(first)
    }
}

/// A survey on its way.
pub struct Pass<'a> {
    canonical: &'a HashMap<Name, Name>,
    /// What is whose of those who keep a place in the directory, by canonical name, and of whom the update has any.
    kept: &'a HashMap<Name, usize>,
    concerned: BTreeSet<usize>,
    /// Organizations, services and what is a service somewhere that keep their places, and locations of which a
    /// service there says so.
    secretive: BTreeSet<Name>,
    survey: Survey,
    /// Of withheld locations, each as the directory and every source has it.
    places: BTreeMap<Name, Vec<Place>>,
    /// What may be told of none of them by whoever keeps them, where the update says no more of that.
    of_secretive: BTreeMap<Name, Vec<Place>>,
}

impl<'a> Pass<'a> {
    /// Reads all that there is: `see` is shown it too, parents before children. `canonical` says which entries are the
    /// same; `is_known_as_withheld` whether the directory has the entry as withheld: what was withheld once stays so;
    /// `kept` what belongs to whoever keeps a place there, by their number.
    pub fn over(
        read: &mut Read,
        canonical: &'a HashMap<Name, Name>,
        is_known_as_withheld: &dyn Fn(&Name) -> bool,
        kept: &'a HashMap<Name, usize>,
        see: &mut dyn FnMut(&str, &Entry),
    ) -> Pass<'a> {
        let mut pass = Pass {
            canonical,
            kept,
            concerned: BTreeSet::new(),
            secretive: BTreeSet::new(),
            survey: Survey::default(),
            places: BTreeMap::new(),
            of_secretive: BTreeMap::new(),
        };
        pass.find_withheld(read, is_known_as_withheld, see);
        pass
    }

    /// Withholds locations of the update, by their canonical names, for another reason.
    pub fn withhold(&mut self, locations: &BTreeSet<Name>) {
        self.survey.withheld.extend(locations.iter().cloned());
    }

    /// The withheld locations as far as they are known, by their canonical names.
    pub fn withheld(&self) -> &BTreeSet<Name> {
        &self.survey.withheld
    }

    /// Who keeps places from the public by what the update says, by canonical names; the places may not be in it.
    pub fn secretive(&self) -> &BTreeSet<Name> {
        &self.secretive
    }

    /// What the directory has in the open of those who [keep their places](Pass::secretive).
    pub fn know_of(&mut self, secretive: BTreeMap<Name, Vec<Place>>) {
        self.of_secretive = secretive;
    }

    /// What is known of withheld locations beside what the update says of them.
    pub fn know(&mut self, places: BTreeMap<Name, Vec<Place>>) {
        self.places = places;
    }

    /// Finds what may not be told of the withheld places, and of those that are kept: `place_of` says what there is to
    /// know of the latter. An update without any is read no further.
    pub fn finish(mut self, read: &mut Read, place_of: &dyn Fn(usize) -> Place) -> Survey {
        self.find_served_there(read);
        let is_of_known = !self.concerned.is_empty() || !self.of_secretive.is_empty();
        if !self.survey.withheld.is_empty() || is_of_known {
            self.find_told(read, place_of);
        }
        self.survey
    }

    fn first(&self, source: &str, kind: RecordKind, key: &str) -> Name {
        canonical_of(self.canonical, &(source.to_owned(), kind, key.to_owned()))
    }

    fn reference(
        &self,
        source: &str,
        body: &Map<String, Value>,
        field: &str,
        kind: RecordKind,
    ) -> Option<Name> {
        Some(self.first(source, kind, body.get(field)?.as_str()?))
    }

    fn organization(&self, source: &str, entry: &Entry) -> Option<Name> {
        self.reference(
            source,
            &entry.body,
            "organization_id",
            RecordKind::Organization,
        )
    }

    fn service(&self, source: &str, entry: &Entry) -> Option<Name> {
        self.reference(source, &entry.body, "service_id", RecordKind::Service)
    }

    fn location(&self, source: &str, entry: &Entry) -> Option<Name> {
        self.reference(source, &entry.body, "location_id", RecordKind::Location)
    }

    /// Every location that says so, that is known, or whose service or organization says so.
    fn find_withheld(
        &mut self,
        read: &mut Read,
        is_known_as_withheld: &dyn Fn(&Name) -> bool,
        see: &mut dyn FnMut(&str, &Entry),
    ) {
        let mut secretive: BTreeSet<Name> = BTreeSet::new();
        // What a service at a location says of the location is read after it.
        let mut flagged: BTreeSet<Name> = BTreeSet::new();
        for kind in RecordKind::ALL {
            read(kind, &mut |source, entry| {
                see(source, entry);
                let name = (source.to_owned(), kind, entry.key.clone());
                if !entry.key.is_empty() {
                    self.survey.keys.add(&name);
                }
                let first = canonical_of(self.canonical, &name);
                let parent = match kind {
                    RecordKind::Organization => None,
                    RecordKind::Location | RecordKind::Service => self.organization(source, entry),
                    RecordKind::ServiceAtLocation => self.service(source, entry),
                };
                if !self.kept.is_empty() {
                    let names = parent.iter().chain([&first]);
                    let keepers = names.filter_map(|name| self.kept.get(name));
                    self.concerned.extend(keepers.copied());
                }
                let is_of_secretive = parent.is_some_and(|parent| secretive.contains(&parent));
                let is_known = || is_known_as_withheld(&name) || is_known_as_withheld(&first);
                if kind == RecordKind::Location {
                    let secrecy = strip::secrecy(&entry.body);
                    if secrecy == Secrecy::Doubtful && !is_of_secretive {
                        self.survey.doubtful.insert(first.clone());
                    }
                    if is_of_secretive || secrecy > Secrecy::Open || is_known() {
                        self.survey.withheld.insert(first);
                    }
                    return;
                }
                let is_secretive = is_of_secretive
                    || strip::keeps_its_places(kind, &entry.body)
                    || secretive.contains(&first);
                if is_secretive {
                    if kind == RecordKind::ServiceAtLocation {
                        flagged.extend(self.location(source, entry));
                        self.secretive.insert(first.clone());
                    } else {
                        secretive.insert(first.clone());
                    }
                }
                if is_known() {
                    match kind {
                        RecordKind::ServiceAtLocation => self.survey.withheld.insert(first),
                        _ => self.survey.unnamed.insert(first),
                    };
                }
            });
        }
        if !flagged.is_empty() {
            // Those that this update has.
            read(RecordKind::Location, &mut |source, entry| {
                let first = self.first(source, RecordKind::Location, &entry.key);
                if flagged.contains(&first) {
                    self.survey.doubtful.remove(&first);
                    self.survey.withheld.insert(first);
                }
            });
        }
        self.secretive.extend(secretive);
        self.secretive.extend(flagged);
        // An entry that is not in this update may be what one of its entries is said to be the same as.
        let joined = self.canonical.iter().flat_map(|(name, is)| [name, is]);
        let known = joined.filter(|name| is_known_as_withheld(name));
        self.survey
            .withheld
            .extend(known.map(|name| canonical_of(self.canonical, name)));
    }

    /// A source's own key for what is served at a withheld place can tell the place.
    fn find_served_there(&mut self, read: &mut Read) {
        if self.survey.withheld.is_empty() {
            return;
        }
        read(RecordKind::ServiceAtLocation, &mut |source, entry| {
            let location = self.location(source, entry);
            if location.is_some_and(|location| self.survey.withheld.contains(&location)) {
                let name = self.first(source, RecordKind::ServiceAtLocation, &entry.key);
                self.survey.withheld.insert(name);
            }
        });
    }

    /// Who may not tell which place: the services there, their organizations, and all that these have.
    fn find_told(&mut self, read: &mut Read, place_of: &dyn Fn(usize) -> Place) {
        self.read_places(read);
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
        let lost = self.of_nobody_known(read, &told, &of_location, &mut places);
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
        for (name, keeper) in self.kept {
            if self.concerned.contains(keeper) {
                names.entry(*keeper).or_default().push(name);
            }
        }
        let gives = |name: &&Name| {
            let given = told.get(*name).into_iter().flatten();
            given
                .into_iter()
                .any(|at| !places[*at].is_of_unknown_house())
        };
        names.retain(|_, names| !names.iter().any(gives));
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
        let mut lost: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let mut secretive: BTreeSet<String> = BTreeSet::new();
        let mut loose: Vec<(String, Place)> = Vec::new();
        read(RecordKind::Location, &mut |source, entry| {
            let name = self.first(source, RecordKind::Location, &entry.key);
            if self.survey.withheld.contains(&name) {
                secretive.insert(source.to_owned());
                let own = of_location.get(&name).into_iter().flatten();
                // Of an unknown house of an unknown organization every address of the source could be.
                let is_lost =
                    |at: &&usize| !known.contains(at) && !places[**at].is_of_unknown_house();
                let unknown: Vec<usize> = own.filter(is_lost).copied().collect();
                if !unknown.is_empty() {
                    lost.entry(source.to_owned()).or_default().extend(unknown);
                }
            }
            if entry.key.is_empty() && entry.body.keys().all(|field| field == "addresses") {
                loose.push((source.to_owned(), Place::of(&entry.body)));
            }
        });
        for (source, place) in loose {
            if secretive.contains(&source) {
                lost.entry(source).or_default().insert(places.len());
                places.push(place);
            }
        }
        let lost = lost.into_iter();
        lost.map(|(source, known)| (source, known.into_iter().collect()))
            .collect()
    }

    /// Organizations that are called like those that may not tell a place: they may be the same under another key, and
    /// may not tell it either.
    fn namesakes(
        &self,
        read: &mut Read,
        told: &BTreeMap<Name, Vec<usize>>,
    ) -> Vec<(Name, Vec<usize>)> {
        let kind = RecordKind::Organization;
        let (mut names, mut known) = (Names::default(), Vec::new());
        read(kind, &mut |source, entry| {
            if let Some(places) = told.get(&self.first(source, kind, &entry.key)) {
                names.add(&entry.body, known.len());
                known.push(places);
            }
        });
        let mut namesakes = Vec::new();
        read(kind, &mut |source, entry| {
            let name = self.first(source, kind, &entry.key);
            let alike = names.alike(&entry.body).into_iter();
            let places: Vec<usize> = alike.flat_map(|at| known[at]).copied().collect();
            if !places.is_empty() && !told.contains_key(&name) {
                namesakes.push((name, places));
            }
        });
        namesakes
    }

    fn read_places(&mut self, read: &mut Read) {
        read(RecordKind::Location, &mut |source, entry| {
            let name = self.first(source, RecordKind::Location, &entry.key);
            if self.survey.withheld.contains(&name) {
                self.places
                    .entry(name)
                    .or_default()
                    .push(Place::of(&entry.body));
            }
        });
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
            if self.survey.withheld.contains(&name) {
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
