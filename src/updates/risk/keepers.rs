//! Who keeps a place from the public. A confidential place is not stored, so that nothing can be compared with it
//! later: what another source gives under a like name, in the same county, may be that place, and so may be any
//! address that whoever keeps it writes into a text.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::counties::{in_area, of_location};
use super::namesakes::Names;
use crate::geography::Gazetteer;
use crate::standing::{Claim, RecordKind, RecordRef};
use crate::store::{StoreError, Subject, Transaction};
use crate::updates::confidential::{says_withheld, shows};
use crate::updates::names::{Name, source_id};
use crate::updates::survey::{FEW, numbers_of, own_numbers_of};
use crate::updates::told::Place;

/// Keys that are looked up together.
const BATCH: usize = 2000;

/// The organizations of the directory that have a confidential place.
#[derive(Default)]
pub struct Keepers {
    names: Names,
    of: Vec<Keeper>,
    /// The organizations, what they offer, and where that is in the open: by record, and by what sources call them.
    records: BTreeMap<RecordRef, usize>,
    called: HashMap<(Uuid, RecordKind, String), usize>,
    /// How what is at the places, and who keeps them, can be reached.
    numbers: BTreeSet<String>,
    /// In which counties the places may be, by FIPS number; none where one may be in any.
    counties: Option<BTreeSet<u32>>,
    /// The sources of places of which nobody knows whose they are.
    of_nobody: BTreeSet<Uuid>,
}

#[derive(Default)]
struct Keeper {
    /// What is not known of the place, but for where the organization is in the open.
    place: Place,
}

impl Keepers {
    /// Looks up what is withheld, but for `others`, and whose it is.
    pub fn of(
        tx: &mut Transaction<'_>,
        gazetteer: &Gazetteer,
        others: &BTreeSet<RecordRef>,
    ) -> Result<Keepers, StoreError> {
        let claims = hashed(tx)?;
        let mut withheld: BTreeMap<RecordRef, Vec<BTreeSet<u32>>> = BTreeMap::new();
        let is_kept = |claim: &&Claim| says_withheld(claim) && !others.contains(&claim.record);
        for claim in claims.iter().filter(is_kept) {
            let area = claim.body.get("public_area").and_then(Value::as_str);
            let counties = area.map(|area| in_area(area, gazetteer));
            let areas = withheld.entry(claim.record).or_default();
            areas.push(counties.unwrap_or_default());
        }
        // Whose they are: through what is served there.
        let mut of_services: BTreeMap<RecordRef, BTreeSet<RecordRef>> = BTreeMap::new();
        for claim in &claims {
            if let (Some(location), Some(service)) = (location(claim), service(claim)) {
                of_services.entry(service).or_default().insert(location);
            }
        }
        let mut of_organizations: BTreeMap<RecordRef, BTreeSet<RecordRef>> = BTreeMap::new();
        for claim in last_claims(tx, &of_services.keys().copied().collect::<Vec<_>>())? {
            if let Some(organization) = organization(&claim) {
                let locations = of_organizations.entry(organization).or_default();
                locations.extend(&of_services[&claim.record]);
            }
        }
        // Or by the location, where nothing is served there.
        for claim in claims.iter().filter(|claim| says_withheld(claim)) {
            if let Some(organization) = organization(claim) {
                let locations = of_organizations.entry(organization).or_default();
                locations.insert(claim.record);
            }
        }
        let owned: BTreeSet<RecordRef> = of_organizations.values().flatten().copied().collect();
        let of_nobody = claims.iter().filter(is_kept);
        let of_nobody = of_nobody.filter(|claim| !owned.contains(&claim.record));
        let mut keepers = Keepers {
            counties: Some(BTreeSet::new()),
            of_nobody: of_nobody.map(|claim| claim.source_id).collect(),
            ..Keepers::default()
        };
        for (organization, locations) in of_organizations {
            let kept = locations.iter().filter_map(|at| withheld.get(at));
            let areas: Vec<&BTreeSet<u32>> = kept.flatten().collect();
            if areas.is_empty() {
                continue;
            }
            match &mut keepers.counties {
                Some(counties) if areas.iter().all(|area| !area.is_empty()) => {
                    counties.extend(areas.into_iter().flatten());
                }
                counties => *counties = None,
            }
            keepers.records.insert(organization, keepers.of.len());
            keepers.of.push(Keeper::default());
        }
        let is_kept = |claim: &&Claim| {
            let at = location(claim);
            at.is_some_and(|at| withheld.contains_key(&at)) || withheld.contains_key(&claim.record)
        };
        let there = claims.iter().filter(is_kept);
        let numbers = there.flat_map(|claim| own_numbers_of(&claim.body));
        keepers.numbers.extend(numbers);
        let is_there = |service: &&RecordRef| {
            let mut at = of_services[*service].iter();
            at.any(|location| withheld.contains_key(location))
        };
        let services: Vec<RecordRef> = of_services.keys().filter(is_there).copied().collect();
        for claim in last_claims(tx, &services)? {
            keepers.numbers.extend(own_numbers_of(&claim.body));
        }
        keepers.look_down(tx)?;
        Ok(keepers)
    }

    /// From the organizations to what they offer, and to where that is.
    fn look_down(&mut self, tx: &mut Transaction<'_>) -> Result<(), StoreError> {
        let organizations: Vec<RecordRef> = self.records.keys().copied().collect();
        for claim in last_claims(tx, &organizations)? {
            let owner = self.records[&claim.record];
            self.names.add(&claim.body, owner);
            self.numbers.extend(own_numbers_of(&claim.body));
            self.call(&claim, owner);
        }
        let services = tx.children_of(&organizations)?;
        for claim in tx.claims_of(&services)? {
            self.own(&claim, organization(&claim));
        }
        let mut locations = BTreeSet::new();
        let served = tx.children_of(&services)?;
        for claim in tx.claims_of(&served)? {
            self.own(&claim, service(&claim));
            if let (Some(owner), Some(location)) =
                (self.records.get(&claim.record).copied(), location(&claim))
            {
                self.records.entry(location).or_insert(owner);
                locations.insert(location);
            }
        }
        for claim in tx.claims_of(&locations.into_iter().collect::<Vec<_>>())? {
            let owner = self.records[&claim.record];
            self.call(&claim, owner);
            if shows(&claim) {
                self.of[owner].place.leave_open(&Place::of(&claim.body));
            }
        }
        Ok(())
    }

    /// The numbers of theirs that this record has.
    pub fn numbers_in(&self, body: &Map<String, Value>) -> BTreeSet<String> {
        let known = numbers_of(body).filter(|number| self.numbers.contains(number));
        known.collect()
    }

    /// Of these numbers the ones that more than a few organizations of the directory have beside the keepers.
    pub fn shared(
        &self,
        tx: &mut Transaction<'_>,
        numbers: &BTreeSet<&String>,
    ) -> Result<BTreeSet<String>, StoreError> {
        let mut whose: BTreeMap<String, BTreeSet<Uuid>> = BTreeMap::new();
        for kind in [RecordKind::Organization, RecordKind::Service] {
            tx.each_of_kind(kind, &mut |record| {
                let id = |field: &str| record.body.get(field)?.as_str()?.parse().ok();
                let owner = id("organization_id").unwrap_or(record.record.id);
                let (kind, id) = (RecordKind::Organization, owner);
                if !self.records.contains_key(&RecordRef { kind, id }) {
                    let known = numbers_of(&record.body).filter(|number| numbers.contains(number));
                    known.for_each(|number| {
                        whose.entry(number).or_default().insert(owner);
                    });
                }
            })?;
        }
        whose.retain(|_, owners| owners.len() > FEW);
        Ok(whose.into_keys().collect())
    }

    /// Whose what is claimed is, is known by its parent.
    fn own(&mut self, claim: &Claim, parent: Option<RecordRef>) {
        if let Some(owner) = parent.and_then(|parent| self.records.get(&parent).copied()) {
            self.records.insert(claim.record, owner);
            self.call(claim, owner);
        }
    }

    fn call(&mut self, claim: &Claim, owner: usize) {
        let name = (claim.source_id, claim.record.kind, claim.foreign_id.clone());
        self.called.insert(name, owner);
    }

    /// What these sources call what is the keepers', each with whose it is: by a key of their own, or by a record's id.
    pub fn called_by<'a>(
        &'a self,
        sources: &'a [&'a str],
    ) -> impl Iterator<Item = (Name, usize)> + 'a {
        let keys: HashMap<Uuid, &str> = sources.iter().map(|key| (source_id(key), *key)).collect();
        let called = self
            .called
            .iter()
            .filter_map(move |((source, kind, foreign), owner)| {
                let key = keys.get(source)?;
                Some((((*key).to_owned(), *kind, foreign.clone()), *owner))
            });
        let by_id = self.records.iter().flat_map(move |(record, owner)| {
            let name = |key: &&str| ((*key).to_owned(), record.kind, record.id.to_string());
            sources.iter().map(move |key| (name(key), *owner))
        });
        called.chain(by_id)
    }

    /// Who keeps a place and has this record.
    pub fn keeper_of(&self, record: RecordRef) -> Option<usize> {
        self.records.get(&record).copied()
    }

    /// What is not known of the places that one of them keeps.
    pub fn place_of(&self, keeper: usize) -> &Place {
        &self.of[keeper].place
    }

    /// Whether the source with this key has a place of which nobody knows whose it is.
    pub fn has_of_nobody(&self, source: &str) -> bool {
        self.of_nobody.contains(&source_id(source))
    }

    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Those of them that are called like this record.
    pub fn namesakes_of(&self, body: &Map<String, Value>) -> BTreeSet<usize> {
        self.names.alike(body)
    }

    /// Whether the location, as its source has it, may be in a county where a place is kept. One that cannot be told may.
    pub fn is_near(&self, location: &Map<String, Value>, gazetteer: &Gazetteer) -> bool {
        let here = of_location(location, gazetteer);
        let is_kept_in = |kept: &BTreeSet<u32>| !here.is_disjoint(kept);
        here.is_empty() || self.counties.as_ref().is_none_or(is_kept_in)
    }
}

/// What is claimed of whatever is known by a hash, or was last: withheld locations, and what is served there.
pub fn hashed(tx: &mut Transaction<'_>) -> Result<Vec<Claim>, StoreError> {
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
    last_claims(tx, &records.into_iter().collect::<Vec<_>>())
}

/// What is claimed of the records; of one that was taken back, or undone, what was claimed last: who kept a place may
/// have it still.
pub fn last_claims(
    tx: &mut Transaction<'_>,
    records: &[RecordRef],
) -> Result<Vec<Claim>, StoreError> {
    let mut claims = tx.claims_of(records)?;
    let present: BTreeSet<RecordRef> = claims.iter().map(|claim| claim.record).collect();
    for record in records.iter().filter(|record| !present.contains(record)) {
        let mut changes = tx.changes_of(*record)?;
        changes.retain(|change| change.subject == Subject::Claim);
        let last = changes
            .iter()
            .max_by_key(|change| change.changeset.revision);
        let said = last.and_then(|change| change.before.as_ref());
        claims.extend(said.and_then(|said| Claim::deserialize(said).ok()));
    }
    Ok(claims)
}

fn organization(claim: &Claim) -> Option<RecordRef> {
    refers(claim, "organization_id", RecordKind::Organization)
}

fn service(claim: &Claim) -> Option<RecordRef> {
    refers(claim, "service_id", RecordKind::Service)
}

fn location(claim: &Claim) -> Option<RecordRef> {
    refers(claim, "location_id", RecordKind::Location)
}

fn refers(claim: &Claim, field: &str, kind: RecordKind) -> Option<RecordRef> {
    let id = claim.body.get(field)?.as_str()?.parse().ok()?;
    Some(RecordRef { kind, id })
}
