//! Who is called like an organization that keeps a place from the public. A confidential place is not stored, so that nothing
//! can be compared with it later: what another source gives under a like name, in the same county, may be that place.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value};
use uuid::Uuid;

use super::duplicates::{hash, is_alike, words_of};
use crate::geography::{self, Area, Gazetteer, Point};
use crate::standing::{Claim, RecordKind, RecordRef};
use crate::store::{StoreError, Transaction};
use crate::updates::confidential::says_withheld;

/// Keys that are looked up together.
const BATCH: usize = 2000;

/// Names by their words, each with whose it is.
#[derive(Default)]
pub struct Names {
    names: Vec<(Box<[u64]>, usize)>,
    by_word: HashMap<u64, Vec<usize>>,
}

impl Names {
    pub fn add(&mut self, body: &Map<String, Value>, owner: usize) {
        for words in names_of(body) {
            for word in &words {
                self.by_word
                    .entry(*word)
                    .or_default()
                    .push(self.names.len());
            }
            self.names.push((words, owner));
        }
    }

    /// Who is called so, or with a word more or less.
    pub fn alike(&self, body: &Map<String, Value>) -> BTreeSet<usize> {
        let mut owners = BTreeSet::new();
        if self.names.is_empty() {
            return owners;
        }
        for words in names_of(body) {
            let found = words.iter().filter_map(|word| self.by_word.get(word));
            let known = found.flatten().map(|at| &self.names[*at]);
            let alike = known.filter(|(known, _)| is_alike(known, &words));
            owners.extend(alike.map(|(_, owner)| *owner));
        }
        owners
    }
}

fn names_of(body: &Map<String, Value>) -> impl Iterator<Item = Box<[u64]>> {
    let names = ["name", "alternate_name"].map(|field| body.get(field).and_then(Value::as_str));
    let words = names
        .into_iter()
        .flatten()
        .map(|name| words_of(name).iter().map(hash).collect::<Box<[u64]>>());
    words.filter(|words| !words.is_empty())
}

/// The organizations of the directory that have a confidential place.
#[derive(Default)]
pub struct Keepers {
    names: Names,
    of: Vec<Keeper>,
}

#[derive(Default)]
struct Keeper {
    /// Those who say that it is confidential: they say it of whatever else is.
    sources: BTreeSet<Uuid>,
    /// The counties of the public areas, by FIPS number.
    counties: BTreeSet<u32>,
}

impl Keepers {
    /// Looks up what is withheld, and whose it is.
    pub fn of(tx: &mut Transaction<'_>, gazetteer: &Gazetteer) -> Result<Keepers, StoreError> {
        let mut records: BTreeSet<RecordRef> = BTreeSet::new();
        for source in tx.sources()? {
            for hashes in tx.hashed_same_as(source.id)?.chunks(BATCH) {
                let kinds = [RecordKind::Location, RecordKind::ServiceAtLocation];
                let keys: Vec<_> = hashes
                    .iter()
                    .flat_map(|key| kinds.map(|kind| (source.id, kind, key.as_str())))
                    .collect();
                records.extend(tx.same_as_of(&keys)?.iter().map(|same| same.record));
            }
        }
        let claims = tx.claims_of(&records.into_iter().collect::<Vec<_>>())?;
        let mut withheld: BTreeMap<RecordRef, Keeper> = BTreeMap::new();
        for claim in claims.iter().filter(|claim| says_withheld(claim)) {
            let keeper = withheld.entry(claim.record).or_default();
            keeper.sources.insert(claim.source_id);
            let area = claim.body.get("public_area").and_then(Value::as_str);
            let area = area.and_then(|area| Area::parse(gazetteer, area).ok());
            keeper.counties.extend(match area {
                Some(Area::County(county)) => vec![county],
                Some(Area::Town(town)) => gazetteer.counties_of(town),
                _ => Vec::new(),
            });
        }
        let refers = |claim: &Claim, field: &str, kind| -> Option<RecordRef> {
            let id = claim.body.get(field)?.as_str()?.parse().ok()?;
            Some(RecordRef { kind, id })
        };
        // Whose they are: through what is served there.
        let mut of_services: BTreeMap<RecordRef, BTreeSet<RecordRef>> = BTreeMap::new();
        for claim in &claims {
            let location = refers(claim, "location_id", RecordKind::Location);
            let service = refers(claim, "service_id", RecordKind::Service);
            if let (Some(location), Some(service)) = (location, service) {
                of_services.entry(service).or_default().insert(location);
            }
        }
        let mut of_organizations: BTreeMap<RecordRef, BTreeSet<RecordRef>> = BTreeMap::new();
        for claim in tx.claims_of(&of_services.keys().copied().collect::<Vec<_>>())? {
            let organization = refers(&claim, "organization_id", RecordKind::Organization);
            if let Some(organization) = organization {
                let locations = of_organizations.entry(organization).or_default();
                locations.extend(&of_services[&claim.record]);
            }
        }
        let mut keepers = Keepers::default();
        let mut owners: BTreeMap<RecordRef, usize> = BTreeMap::new();
        for claim in tx.claims_of(&of_organizations.keys().copied().collect::<Vec<_>>())? {
            let owner = *owners.entry(claim.record).or_insert_with(|| {
                let places = of_organizations[&claim.record].iter();
                let mut keeper = Keeper::default();
                for place in places.filter_map(|place| withheld.get(place)) {
                    keeper.sources.extend(&place.sources);
                    keeper.counties.extend(&place.counties);
                }
                keepers.of.push(keeper);
                keepers.of.len() - 1
            });
            keepers.names.add(&claim.body, owner);
        }
        Ok(keepers)
    }

    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Whether another than `source_id` keeps a place under a name like this record's.
    pub fn has_namesake(&self, source_id: Uuid, body: &Map<String, Value>) -> bool {
        let owners = self.names.alike(body);
        let mut keepers = owners.into_iter().map(|owner| &self.of[owner]);
        keepers.any(|keeper| !keeper.sources.is_empty() && !keeper.sources.contains(&source_id))
    }

    /// Whether the location, as its source has it, may be in a county where a place is kept. One that cannot be told may.
    pub fn is_near(&self, location: &Map<String, Value>, gazetteer: &Gazetteer) -> bool {
        let counties = counties(location, gazetteer);
        let mut kept = self.of.iter().map(|keeper| &keeper.counties);
        counties.is_empty()
            || kept.any(|kept| kept.is_empty() || counties.iter().any(|own| kept.contains(own)))
    }
}

fn counties(location: &Map<String, Value>, gazetteer: &Gazetteer) -> Vec<u32> {
    let addresses = location.get("addresses").and_then(Value::as_array);
    let mut counties: Vec<u32> = addresses
        .into_iter()
        .flatten()
        .filter_map(|address| {
            let text = |field: &str| address.get(field)?.as_str();
            let resolved =
                |near: &str| Some(geography::resolve(gazetteer, near, None).ok()?.counties);
            text("postal_code")
                .and_then(resolved)
                .or_else(|| resolved(&format!("{}, {}", text("city")?, text("state_province")?)))
        })
        .flatten()
        .collect();
    let degrees = |field: &str| location.get(field)?.as_f64();
    if let (Some(latitude), Some(longitude)) = (degrees("latitude"), degrees("longitude"))
        && let Ok(point) = Point::new(latitude, longitude)
    {
        counties.extend(gazetteer.county_at(point).map(|county| county.fips));
    }
    counties
}
