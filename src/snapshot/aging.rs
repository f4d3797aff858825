//! What we confirmed, and whether that is too long ago by now. The store has the confirmation alone: what it is
//! worth changes with the day and with the settings, and so is worked out whenever a snapshot is built.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::documents::Documents;
use crate::config::Ages;
use crate::hsds::{FactGroup, Phone, Service, Standing};
use crate::standing::{Record, RecordKind, RecordRef, freshness};

/// The category of hotlines, and the start of the codes below it.
const HOTLINE: &str = "hotline";

impl Documents {
    /// Says of every fact when we last confirmed it, and that it is stale where that is too long ago.
    pub fn age(&mut self, records: &[Record], ages: &Ages, today: NaiveDate) {
        let hotlines = self.hotlines();
        for record in records {
            let is_hotline = hotlines.contains(&record.record);
            let Some((standing, last_checked, phones)) = self.facts_of(record.record) else {
                continue;
            };
            for (group, fact) in &record.facts {
                if !fact.rank.confirmed {
                    continue;
                }
                if let Some(date) = fact.date {
                    last_checked.insert(*group, date);
                }
                let is_stale = freshness::is_stale(fact, *group, is_hotline, ages, today);
                // What is disputed stays so.
                let age = |standing: &mut Standing| {
                    if is_stale && *standing == Standing::Verified {
                        *standing = Standing::Stale;
                    }
                };
                standing.get_mut(group).map(age);
                if *group == FactGroup::Phones {
                    for phone in &mut *phones {
                        phone.standing.as_mut().map(age);
                        phone.last_checked = fact.date;
                    }
                }
            }
        }
    }

    /// The records that have the numbers of hotlines: their services, where those are given, and whose they are.
    fn hotlines(&self) -> HashSet<RecordRef> {
        let mut hotlines = HashSet::new();
        for service in self.services.values().filter(|service| is_hotline(service)) {
            let mut add = |kind, id| hotlines.insert(RecordRef { kind, id });
            add(RecordKind::Service, service.id);
            if let Some(id) = service.organization_id {
                add(RecordKind::Organization, id);
            }
            for placed in self.places(service.id) {
                add(RecordKind::ServiceAtLocation, placed.id);
                add(RecordKind::Location, placed.location_id);
            }
        }
        hotlines
    }

    /// What a record is called, how its facts stand, and when each was last confirmed.
    pub fn standing_of(&self, record: RecordRef) -> Option<StandingOf<'_>> {
        let id = &record.id;
        Some(match record.kind {
            RecordKind::Organization => {
                let it = self.organizations.get(id)?;
                (Some(&it.name), &it.standing, &it.last_checked)
            }
            RecordKind::Service => {
                let it = self.services.get(id)?;
                (Some(&it.name), &it.standing, &it.last_checked)
            }
            RecordKind::Location => {
                let it = self.locations.get(id)?;
                (it.name.as_deref(), &it.standing, &it.last_checked)
            }
            RecordKind::ServiceAtLocation => {
                let it = self.service_at_locations.get(id)?;
                (None, &it.standing, &it.last_checked)
            }
        })
    }

    fn facts_of(&mut self, record: RecordRef) -> Option<FactsOf<'_>> {
        let id = &record.id;
        Some(match record.kind {
            RecordKind::Organization => {
                let it = self.organizations.get_mut(id)?;
                (&mut it.standing, &mut it.last_checked, &mut it.phones)
            }
            RecordKind::Service => {
                let it = self.services.get_mut(id)?;
                (&mut it.standing, &mut it.last_checked, &mut it.phones)
            }
            RecordKind::Location => {
                let it = self.locations.get_mut(id)?;
                (&mut it.standing, &mut it.last_checked, &mut it.phones)
            }
            RecordKind::ServiceAtLocation => {
                let it = self.service_at_locations.get_mut(id)?;
                (&mut it.standing, &mut it.last_checked, &mut it.phones)
            }
        })
    }
}

/// A name, how each group stands, and when each was last confirmed.
pub type StandingOf<'a> = (
    Option<&'a str>,
    &'a BTreeMap<FactGroup, Standing>,
    &'a BTreeMap<FactGroup, NaiveDate>,
);

/// What a record says of how its facts stand.
type FactsOf<'a> = (
    &'a mut BTreeMap<FactGroup, Standing>,
    &'a mut BTreeMap<FactGroup, NaiveDate>,
    &'a mut Vec<Phone>,
);

fn is_hotline(service: &Service) -> bool {
    let below = |code: &String| {
        let rest = code.strip_prefix(HOTLINE);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    service.categories.iter().any(below)
}
