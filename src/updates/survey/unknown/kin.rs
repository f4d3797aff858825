//! Whose a confidential place may be that nobody gives: of the organizations of an update, the ones that keep it, are
//! called so, or have a number of theirs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Unknown, numbers_of};
use crate::standing::RecordKind;
use crate::updates::names::Name;
use crate::updates::survey::houses::FEW;
use crate::updates::survey::{Pass, Read};

/// Organizations of the update that may have such a place.
#[derive(Default)]
pub(super) struct Kin {
    /// Whose it may be.
    pub of: BTreeSet<usize>,
    pub by: By,
    pub numbers: BTreeSet<String>,
}

/// What makes an organization kin.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum By {
    /// It is the organization itself.
    Own,
    /// It is called so.
    #[default]
    Name,
    /// It has a number of theirs, as a few at most have.
    Number,
}

impl Pass<'_> {
    /// The organizations themselves, and those that are called so and have a number of theirs.
    pub(super) fn kin(&self, read: &mut Read, unknown: &mut Unknown) -> BTreeMap<Name, Kin> {
        let mut kin: BTreeMap<Name, Kin> = BTreeMap::new();
        let kind = RecordKind::Organization;
        read(kind, &mut |source, entry| {
            let name = self.first(source, kind, &entry.key);
            if let Some(keeper) = unknown.owners.get(&name).copied() {
                unknown.names.add(&entry.body, keeper);
                let own = kin.entry(name).or_default();
                own.of.insert(keeper);
                own.by = By::Own;
                own.numbers.extend(numbers_of(&entry.body));
            }
        });
        read(kind, &mut |source, entry| {
            let name = self.first(source, kind, &entry.key);
            let alike = unknown.alike(&entry.body);
            if !alike.is_empty() && !unknown.owners.contains_key(&name) {
                let like = kin.entry(name).or_default();
                like.of.extend(alike);
                like.numbers.extend(numbers_of(&entry.body));
            }
        });
        read(RecordKind::Service, &mut |source, entry| {
            let organization = self.organization(source, entry);
            if let Some(kin) = organization.and_then(|name| kin.get_mut(&name)) {
                kin.numbers.extend(numbers_of(&entry.body));
            }
            // Of a service whose organization is not here its own numbers are all there is.
            let name = self.first(source, RecordKind::Service, &entry.key);
            if let Some(keeper) = unknown.owners.get(&name) {
                unknown.of[*keeper].numbers.extend(numbers_of(&entry.body));
            }
        });
        for own in kin.values().filter(|kin| kin.by == By::Own) {
            for keeper in &own.of {
                unknown.of[*keeper].numbers.extend(own.numbers.clone());
            }
        }
        for like in kin.values_mut().filter(|kin| kin.by == By::Name) {
            like.of
                .retain(|keeper| unknown.may_be(*keeper, &like.numbers));
        }
        kin.retain(|_, kin| !kin.of.is_empty());
        self.reached(read, unknown, &mut kin);
        kin
    }

    /// Those of other names that have a number of theirs. One that more than a few have is a line for all.
    fn reached(&self, read: &mut Read, unknown: &Unknown, kin: &mut BTreeMap<Name, Kin>) {
        let mut keepers: HashMap<&String, BTreeSet<usize>> = HashMap::new();
        for (number, keeper) in unknown.own_numbers() {
            keepers.entry(number).or_default().insert(keeper);
        }
        let mut whose: BTreeMap<String, BTreeSet<Name>> = BTreeMap::new();
        let kinds = [RecordKind::Organization, RecordKind::Service];
        for kind in kinds.into_iter().filter(|_| !keepers.is_empty()) {
            read(kind, &mut |source, entry| {
                let owner = match kind {
                    RecordKind::Organization => Some(self.first(source, kind, &entry.key)),
                    _ => self.organization(source, entry),
                };
                let Some(owner) = owner.filter(|owner| !kin.contains_key(owner)) else {
                    return;
                };
                for number in numbers_of(&entry.body).filter(|it| keepers.contains_key(it)) {
                    whose.entry(number).or_default().insert(owner.clone());
                }
            });
        }
        for (number, owners) in whose.into_iter().filter(|(_, owners)| owners.len() <= FEW) {
            for owner in owners {
                let reached = kin.entry(owner).or_default();
                reached.by = By::Number;
                reached.of.extend(&keepers[&number]);
                reached.numbers.insert(number.clone());
            }
        }
    }
}
