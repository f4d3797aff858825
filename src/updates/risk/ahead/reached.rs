//! Who can be reached by a number of somebody who keeps a place, whatever they are called: another name for the same, or
//! a line that many share.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value};

use crate::geography::fold;
use crate::updates::names::Name;
use crate::updates::risk::hash;
use crate::updates::survey::FEW;

#[derive(Default)]
pub struct Reached {
    /// By the hashes of their names, as the update calls them: those numbers, with what the organization is called.
    whose: HashMap<u64, (u64, BTreeSet<String>)>,
    /// Of each number: who has it, and where in the county of such a place that is.
    by: BTreeMap<String, (BTreeSet<u64>, BTreeSet<Name>)>,
}

impl Reached {
    pub fn see_organization(
        &mut self,
        organization: u64,
        body: &Map<String, Value>,
        numbers: BTreeSet<String>,
    ) {
        if !numbers.is_empty() {
            let called = body.get("name").and_then(Value::as_str).map(fold);
            self.whose.insert(organization, (hash(&called), numbers));
        }
    }

    pub fn see_service(&mut self, service: u64, owner: Option<u64>, mut numbers: BTreeSet<String>) {
        let owner = owner.unwrap_or(service);
        let (called, of_owner) = self.whose.get(&owner).cloned().unwrap_or_default();
        numbers.extend(of_owner);
        if !numbers.is_empty() {
            let called = if called == 0 { owner } else { called };
            self.whose.insert(service, (called, numbers));
        }
    }

    pub fn see_location(&mut self, location: &Name, owner: Option<u64>, numbers: BTreeSet<String>) {
        let own = hash(location);
        self.see_service(own, owner, numbers);
        self.see_placed(own, location.clone(), BTreeSet::new());
    }

    /// A location in the county of such a place, with the numbers of what is there.
    pub fn see_placed(&mut self, what: u64, location: Name, mut numbers: BTreeSet<String>) {
        let (called, of_what) = self.whose.get(&what).cloned().unwrap_or_default();
        numbers.extend(of_what);
        for number in numbers {
            let (who, at) = self.by.entry(number).or_default();
            who.insert(if called == 0 { what } else { called });
            at.insert(location.clone());
        }
    }

    pub fn numbers(&self) -> impl Iterator<Item = &String> {
        self.by.keys()
    }

    /// Where that is, but for the numbers that many have.
    pub fn locations<'a>(
        &'a self,
        shared: &'a BTreeSet<String>,
    ) -> impl Iterator<Item = &'a Name> + 'a {
        let own = self
            .by
            .iter()
            .filter(|(number, (who, _))| who.len() <= FEW && !shared.contains(*number));
        own.flat_map(|(_, (_, locations))| locations)
    }
}
