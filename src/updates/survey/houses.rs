//! Which houses of an update may be a place that is kept from the public, by where they are.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value};

use super::{Pass, Read, numbers_of, says_open};
use crate::geography::fold;
use crate::standing::RecordKind;
use crate::updates::names::Name;
use crate::updates::risk::numbers::known_crisis_numbers;
use crate::updates::told::Place;

/// A number that more organizations have is a line for all.
pub const FEW: usize = 2;

/// A house with who is there: what the organizations are called, and all numbers.
#[derive(Clone, Debug, Default)]
pub struct House {
    pub place: Place,
    /// ZIPs and towns, so that most addresses need not be read.
    around: BTreeSet<String>,
    pub whose: BTreeSet<String>,
    pub numbers: BTreeSet<String>,
}

impl House {
    pub fn of(location: &Map<String, Value>) -> House {
        House {
            place: Place::of(location),
            around: around(location),
            whose: BTreeSet::new(),
            numbers: own_numbers_of(location).collect(),
        }
    }

    /// Takes in an organization, a service or a service at the location that is there.
    pub fn take_in(&mut self, kind: RecordKind, body: &Map<String, Value>) {
        self.numbers.extend(own_numbers_of(body));
        if kind == RecordKind::Organization
            && let Some(name) = body.get("name").and_then(Value::as_str)
        {
            self.whose.insert(fold(name));
        }
    }

    /// Which of those at the house of this confidential place may be it under another name: they have a number in common.
    /// Of others nobody could tell that they are there together, until one of them was hidden for the other.
    pub fn perhaps<'a, K>(&self, there: &'a [(K, House)]) -> impl Iterator<Item = &'a K> {
        let own = there
            .iter()
            .filter(|(_, it)| !it.numbers.is_disjoint(&self.numbers));
        let own: Vec<&(K, House)> = own.collect();
        let whose: BTreeSet<&String> = own.iter().flat_map(|(_, house)| &house.whose).collect();
        let are_few = whose
            .iter()
            .filter(|name| !self.whose.contains(**name))
            .count()
            <= FEW;
        own.into_iter().filter(move |_| are_few).map(|(key, _)| key)
    }
}

/// Houses by the ZIPs and towns that they are in: an update may keep thousands, and every location of the directory is
/// looked for among them.
pub struct Around<'a> {
    houses: Vec<&'a House>,
    of: HashMap<&'a str, Vec<usize>>,
    /// Those of which no town is known, which may be anywhere.
    nowhere: Vec<usize>,
}

impl<'a> Around<'a> {
    pub fn new(houses: impl Iterator<Item = &'a House>) -> Around<'a> {
        let houses: Vec<&House> = houses.collect();
        let mut of: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut nowhere = Vec::new();
        for (number, house) in houses.iter().enumerate() {
            for name in &house.around {
                of.entry(name).or_default().push(number);
            }
            if house.around.is_empty() {
                nowhere.push(number);
            }
        }
        Around {
            houses,
            of,
            nowhere,
        }
    }

    /// Whether the location is at one of the houses.
    pub fn has(&self, location: &Map<String, Value>) -> bool {
        let around = around(location);
        let all = 0..if around.is_empty() {
            self.houses.len()
        } else {
            0
        };
        let in_it = around.iter().filter_map(|name| self.of.get(name.as_str()));
        let near = in_it.chain([&self.nowhere]).flatten().copied().chain(all);
        let mut near = near.peekable();
        near.peek().is_some() && {
            let place = Place::of(location);
            near.any(|number| place.is_same_as(&self.houses[number].place))
        }
    }
}

/// The numbers of a record, but for those that everybody gives.
pub fn own_numbers_of(body: &Map<String, Value>) -> impl Iterator<Item = String> {
    numbers_of(body).filter(|number| is_own(number))
}

pub(super) fn is_own(number: &str) -> bool {
    let mut known = known_crisis_numbers().iter();
    !known.any(|known| known.ends_with(number))
}

fn around(location: &Map<String, Value>) -> BTreeSet<String> {
    let addresses = location.get("addresses").and_then(Value::as_array);
    let fields = addresses.into_iter().flatten().flat_map(|address| {
        let zip = address.get("postal_code").and_then(Value::as_str);
        let zip = zip.map(|zip| zip.chars().take(5).collect());
        let town = address.get("city").and_then(Value::as_str).map(fold);
        [zip, town]
    });
    fields.flatten().collect()
}

impl Pass<'_> {
    /// Withholds what else the update has in the very house of a place that it plainly keeps from the public and gives, and
    /// with a number of its own, whatever it is called; but for what is said to be public, or a person let be known.
    pub fn doubt_same_house(&mut self, read: &mut Read) {
        let mut kept: BTreeMap<Name, House> = BTreeMap::new();
        read(RecordKind::Location, &mut |source, entry| {
            let name = self.first(source, RecordKind::Location, &entry.key);
            let is_sure = self.survey.withheld.contains(&name)
                && !self.survey.doubtful.contains(&name)
                && !self.suspects.contains(&name);
            let house = || Some(House::of(&entry.body)).filter(|it| it.place.has_house());
            if is_sure && let Some(house) = house() {
                kept.insert(name, house);
            }
        });
        if kept.is_empty() {
            return;
        }
        let around = Around::new(kept.values());
        let mut there: BTreeMap<Name, House> = BTreeMap::new();
        read(RecordKind::Location, &mut |source, entry| {
            let name = self.first(source, RecordKind::Location, &entry.key);
            let own = (source.to_owned(), RecordKind::Location, entry.key.clone());
            if !self.survey.withheld.contains(&name)
                && !says_open(&entry.body)
                && !(self.known.is_opened)(&own)
                && around.has(&entry.body)
            {
                there.insert(name, House::of(&entry.body));
            }
        });
        self.take_in(read, [&mut kept, &mut there]);
        let there: Vec<(Name, House)> = there.into_iter().collect();
        for house in kept.values() {
            let at_it = |house: &House, other: &House| other.place.is_same_as(&house.place);
            let there = there.iter().filter(|(_, other)| at_it(house, other));
            let there: Vec<(Name, House)> = there.cloned().collect();
            for location in house.perhaps(&there) {
                self.survey.doubtful.insert(location.clone());
                self.survey.withheld.insert(location.clone());
            }
        }
        self.survey.houses = kept;
    }

    /// Who is in these houses.
    fn take_in(&self, read: &mut Read, mut houses: [&mut BTreeMap<Name, House>; 2]) {
        let mut of: BTreeMap<Name, BTreeSet<Name>> = BTreeMap::new();
        for kind in [
            RecordKind::Location,
            RecordKind::ServiceAtLocation,
            RecordKind::Service,
            RecordKind::Organization,
        ] {
            read(kind, &mut |source, entry| {
                let name = self.first(source, kind, &entry.key);
                let (at, parent) = match kind {
                    RecordKind::Location => {
                        let is_one = houses.iter().any(|houses| houses.contains_key(&name));
                        let own = is_one.then(|| BTreeSet::from([name]));
                        (own, self.organization(source, entry))
                    }
                    RecordKind::ServiceAtLocation => {
                        let location = self.location(source, entry);
                        let is_one = |location: &Name| {
                            houses.iter().any(|houses| houses.contains_key(location))
                        };
                        let own = location.filter(is_one).map(|own| BTreeSet::from([own]));
                        (own, self.service(source, entry))
                    }
                    RecordKind::Service => {
                        (of.get(&name).cloned(), self.organization(source, entry))
                    }
                    RecordKind::Organization => (of.get(&name).cloned(), None),
                };
                for location in at.into_iter().flatten() {
                    for houses in &mut houses {
                        if let Some(house) = houses.get_mut(&location) {
                            house.take_in(kind, &entry.body);
                        }
                    }
                    if let Some(parent) = parent.clone() {
                        of.entry(parent).or_default().insert(location);
                    }
                }
            });
        }
    }

    /// Withholds offices of whoever keeps a place where they are new, or move: where to may be the place. `offices` says
    /// where the directory has each in the open. That one was let be known says nothing of another house.
    pub fn doubt_moved(&mut self, read: &mut Read, offices: &BTreeMap<Name, Vec<Place>>) {
        if offices.is_empty() {
            return;
        }
        read(RecordKind::Location, &mut |source, entry| {
            let name = self.first(source, RecordKind::Location, &entry.key);
            if let Some(known) = offices.get(&name)
                && !self.survey.withheld.contains(&name)
                && Place::of(&entry.body).is_elsewhere_than(known)
            {
                self.doubt_until_judged(name);
            }
        });
    }

    /// Withholds the location until a person has said that it is an open office.
    pub(super) fn doubt_until_judged(&mut self, location: Name) {
        self.survey.doubtful.insert(location.clone());
        self.survey.perhaps.insert(location.clone());
        self.survey.withheld.insert(location);
    }
}
