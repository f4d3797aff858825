//! The first pass over an update: which of its entries are withheld, and what may not be told because of them.
//!
//! It has to be done before any entry is taken, since a flag may come after what it is about. What it keeps grows
//! with what is withheld, and by sixteen bytes for each key.

mod houses;
mod telling;
mod unknown;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::entries::Entry;
use super::names::{Name, canonical_of};
use super::risk::namesakes::Names;
use super::strip::{self, Secrecy};
use super::told::{Place, Told};
use crate::standing::RecordKind;
pub use houses::{Around, FEW, House, own_numbers_of};
pub use unknown::{Unknown, numbers_of};

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
    /// Organizations and services that keep their places from the public, and locations of which a service there says
    /// so and that are not in the update: by canonical names.
    pub flagged: BTreeSet<Name>,
    /// The organizations that may not tell a place of which the update says that it is confidential, and where it is.
    pub secretive: Called,
    /// Who keeps a place that nobody gives.
    pub unknown: Unknown,
    /// Locations that may be such a place. Those that only the directory has are not [`doubtful`](Survey::doubtful).
    pub perhaps: BTreeSet<Name>,
    /// Where places are that the update plainly keeps from the public, and gives.
    pub houses: BTreeMap<Name, House>,
    pub told: Told,
    pub keys: Keys,
}

/// Organizations by what they are called.
#[derive(Default)]
pub struct Called {
    names: Names,
    of: Vec<Name>,
}

impl Called {
    pub fn add(&mut self, organization: &Map<String, Value>, name: Name) {
        self.names.add(organization, self.of.len());
        self.of.push(name);
    }

    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// The canonical names of those that are called like this organization.
    pub fn alike(&self, organization: &Map<String, Value>) -> impl Iterator<Item = &Name> {
        let alike = self.names.alike(organization).into_iter();
        alike.map(|at| &self.of[at])
    }
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

/// What the directory knows of an entry.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// It is withheld: what was withheld once stays so.
    pub is_withheld: &'a dyn Fn(&Name) -> bool,
    /// A person let the place be known.
    pub is_opened: &'a dyn Fn(&Name) -> bool,
    /// It keeps its places from the public, or is such a place, by what was said before.
    pub is_flagged: &'a dyn Fn(&Name) -> bool,
}

/// A survey on its way.
pub struct Pass<'a> {
    canonical: &'a HashMap<Name, Name>,
    known: Known<'a>,
    /// What is whose of those who keep a place in the directory, by canonical name, and of whom the update has any.
    kept: &'a HashMap<Name, usize>,
    concerned: BTreeSet<usize>,
    /// Organizations of the update that are called like one of them, with which.
    called_like: Vec<(Name, usize)>,
    /// Organizations, services and what is a service somewhere that keep their places, and locations of which a
    /// service there says so.
    secretive: BTreeSet<Name>,
    /// Locations that the update does not have, of services of which only the directory knows that they keep them.
    of_flagged: BTreeSet<Name>,
    suspects: BTreeSet<Name>,
    survey: Survey,
    /// Of withheld locations, each as the directory and every source has it.
    places: BTreeMap<Name, Vec<Place>>,
    /// What may be told of none of them by whoever keeps them, where the update says no more of that.
    of_secretive: BTreeMap<Name, Vec<Place>>,
    /// Sources of which nothing may tell any house: whose one is that they keep, nobody knows.
    of_nobody: BTreeSet<String>,
}

impl<'a> Pass<'a> {
    /// Reads all that there is: `see` is shown it too, parents before children. `canonical` says which entries are the
    /// same; `kept` what belongs to whoever keeps a place in the directory, by their number.
    pub fn over(
        read: &mut Read,
        canonical: &'a HashMap<Name, Name>,
        known: Known<'a>,
        kept: &'a HashMap<Name, usize>,
        see: &mut dyn FnMut(&str, &Entry),
    ) -> Pass<'a> {
        let mut pass = Pass {
            canonical,
            known,
            kept,
            concerned: BTreeSet::new(),
            called_like: Vec::new(),
            secretive: BTreeSet::new(),
            of_flagged: BTreeSet::new(),
            suspects: BTreeSet::new(),
            survey: Survey::default(),
            places: BTreeMap::new(),
            of_secretive: BTreeMap::new(),
            of_nobody: BTreeSet::new(),
        };
        pass.find_withheld(read, see);
        pass
    }

    /// Withholds locations of the update, by their canonical names, for another reason.
    pub fn withhold(&mut self, locations: &BTreeSet<Name>) {
        self.survey.withheld.extend(locations.iter().cloned());
    }

    /// Withholds locations of the update that nobody says are confidential, until a person has judged them.
    pub fn suspect(&mut self, locations: &BTreeSet<Name>) {
        let is_new = |name: &&Name| !self.survey.withheld.contains(*name);
        self.suspects = locations.iter().filter(is_new).cloned().collect();
        self.withhold(locations);
    }

    /// Has what these organizations of the update tell searched as if they were those whom they are called like.
    pub fn take_for_kept(&mut self, called_like: Vec<(Name, usize)>) {
        self.concerned
            .extend(called_like.iter().map(|(_, keeper)| *keeper));
        self.called_like = called_like;
    }

    /// Lets nothing of these sources tell any house, but for the one that they keep where the update gives it.
    pub fn let_none_tell(&mut self, sources: BTreeSet<String>) {
        self.of_nobody = sources;
    }

    /// The withheld locations as far as they are known, by their canonical names.
    pub fn withheld(&self) -> &BTreeSet<Name> {
        &self.survey.withheld
    }

    /// Who keeps places from the public by what the update says, by canonical names; the places may not be in it.
    pub fn secretive(&self) -> &BTreeSet<Name> {
        &self.secretive
    }

    /// Locations that the update does not have, whose services keep them by what was said before.
    pub fn of_flagged(&self) -> &BTreeSet<Name> {
        &self.of_flagged
    }

    /// What the directory has in the open of those who [keep their places](Pass::secretive).
    pub fn know_of(&mut self, secretive: BTreeMap<Name, Vec<Place>>) {
        self.of_secretive = secretive;
    }

    /// Who keeps a place that nobody gives, once that was [looked for](Pass::doubt_beside_unknown).
    pub fn unknown(&self) -> &Unknown {
        &self.survey.unknown
    }

    /// Withholds locations of the directory that may be such a place, each with who keeps it and where it is in the open.
    pub fn doubt(&mut self, in_the_open: Vec<(Name, Name, Place)>) {
        for (location, keeper, place) in in_the_open {
            self.of_secretive.entry(keeper).or_default().push(place);
            self.survey.withheld.insert(location.clone());
            self.survey.perhaps.insert(location);
        }
    }

    /// What is known of withheld locations beside what the update says of them.
    pub fn know(&mut self, places: BTreeMap<Name, Vec<Place>>) {
        self.places = places;
    }

    /// Finds what may not be told of the withheld places, and of those that are kept: `place_of` says what there is to
    /// know of the latter. An update without any is read no further.
    pub fn finish(mut self, read: &mut Read, place_of: &dyn Fn(usize) -> Place) -> Survey {
        self.find_served_there(read);
        let is_of_known = !self.concerned.is_empty()
            || !self.of_secretive.is_empty()
            || !self.of_nobody.is_empty();
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
    fn find_withheld(&mut self, read: &mut Read, see: &mut dyn FnMut(&str, &Entry)) {
        let mut secretive: BTreeSet<Name> = BTreeSet::new();
        // What a service at a location says of the location is read after it.
        let mut flagged: BTreeSet<Name> = BTreeSet::new();
        // The same, as far as only the directory knows it.
        let mut of_flagged: BTreeSet<Name> = BTreeSet::new();
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
                let is_of_secretive = parent
                    .as_ref()
                    .is_some_and(|parent| secretive.contains(parent));
                let is_of_flagged = parent.as_ref().is_some_and(|parent| {
                    of_flagged.contains(parent) || (self.known.is_flagged)(parent)
                });
                let is_known = || [&name, &first].into_iter().any(self.known.is_withheld);
                if kind == RecordKind::Location {
                    let secrecy = strip::secrecy(&entry.body);
                    if is_of_flagged || (self.known.is_flagged)(&first) {
                        of_flagged.insert(first.clone());
                    }
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
                // A place that came before is known by its hash alone.
                if kind == RecordKind::ServiceAtLocation
                    && let Some(location) = self.location(source, entry)
                    && !self.survey.keys.has(&location)
                    && (self.known.is_withheld)(&location)
                {
                    self.survey.withheld.insert(location);
                }
                if is_of_flagged {
                    of_flagged.insert(match (kind, self.location(source, entry)) {
                        (RecordKind::ServiceAtLocation, Some(location)) => location,
                        _ => first.clone(),
                    });
                }
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
        of_flagged.retain(|name| name.1 == RecordKind::Location && !(self.known.is_opened)(name));
        let mut here: BTreeSet<Name> = BTreeSet::new();
        if !flagged.is_empty() || !of_flagged.is_empty() {
            read(RecordKind::Location, &mut |source, entry| {
                let first = self.first(source, RecordKind::Location, &entry.key);
                if flagged.contains(&first) {
                    self.survey.doubtful.remove(&first);
                    self.survey.withheld.insert(first.clone());
                } else if of_flagged.contains(&first) && !says_open(&entry.body) {
                    let is_new = self.survey.withheld.insert(first.clone());
                    self.survey.doubtful.extend(is_new.then(|| first.clone()));
                }
                here.insert(first);
            });
        }
        self.survey.flagged = secretive.union(&flagged).cloned().collect();
        self.survey.flagged.retain(|name| !here.contains(name));
        self.secretive.extend(secretive);
        self.secretive.extend(flagged);
        self.of_flagged = of_flagged.difference(&here).cloned().collect();
        // An entry that is not in this update may be what one of its entries is said to be the same as.
        let joined = self.canonical.iter().flat_map(|(name, is)| [name, is]);
        let known = joined.filter(|name| (self.known.is_withheld)(name));
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
}

/// Whether the location is said to be public.
pub fn says_open(location: &Map<String, Value>) -> bool {
    location.get("withheld") == Some(&Value::Bool(false))
}
