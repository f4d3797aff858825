//! Which houses of an update may be a place that is kept from the public, by where they are.

use std::collections::{BTreeMap, BTreeSet};

use super::{Pass, Read};
use crate::standing::RecordKind;
use crate::updates::names::Name;
use crate::updates::told::Place;

impl Pass<'_> {
    /// Withholds these offices of whoever keeps a place where they move, as a new one would be: where to may be the
    /// place. `houses` is where the directory has them in the open. That one was let be known says nothing of another house.
    pub fn doubt_moved(
        &mut self,
        read: &mut Read,
        offices: &BTreeSet<Name>,
        houses: &BTreeMap<Name, Vec<Place>>,
    ) {
        if houses.is_empty() {
            return;
        }
        read(RecordKind::Location, &mut |source, entry| {
            let name = self.first(source, RecordKind::Location, &entry.key);
            if let Some(known) = houses.get(&name)
                && offices.contains(&name)
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
