//! What is shown beside a hotline, and becomes its own by a link alone: the numbers of its organization, and of where it is
//! offered. Nobody has judged them as a hotline's when they came.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::numbers::is_hotline;
use super::{Case, Holding, Part, Rule};
use crate::standing::{FactGroup, RecordKind, RecordRef, number, numbers as numbers_of};

#[derive(Default)]
pub struct Beside {
    /// The numbers of what has some, but for services at locations.
    called: HashMap<Uuid, BTreeSet<String>>,
    /// Of each hotline what is shown with it now, and so was judged.
    of_lines: HashMap<Uuid, BTreeSet<String>>,
    virtual_locations: HashSet<Uuid>,
}

impl Beside {
    /// Sees a record of the directory: parents before children.
    pub fn see(&mut self, record: RecordRef, body: &Map<String, Value>) {
        let RecordRef { kind, id } = record;
        if kind != RecordKind::ServiceAtLocation {
            self.learn(record, body, &BTreeSet::new());
            if kind == RecordKind::Service && is_hotline(kind, body) {
                let mut shown = self.numbers(Some(id));
                shown.extend(self.numbers(refers(body, "organization_id")));
                self.of_lines.insert(id, shown);
            }
            return;
        }
        let (service, location) = (refers(body, "service_id"), refers(body, "location_id"));
        let Some(service) = service else { return };
        if location.is_some_and(|location| self.is_virtual(&location)) {
            let own = self.numbers(Some(service));
            self.of_lines.entry(service).or_insert(own);
        }
        let of_location = self.numbers(location);
        if let Some(shown) = self.of_lines.get_mut(&service) {
            shown.extend(of_location);
            shown.extend(numbers_of(body).into_iter().map(str::to_owned));
        }
    }

    /// Knows what a record of the update is called by too, but for the numbers that wait.
    pub(super) fn learn(
        &mut self,
        record: RecordRef,
        body: &Map<String, Value>,
        waiting: &BTreeSet<String>,
    ) {
        if record.kind == RecordKind::ServiceAtLocation {
            return;
        }
        let numbers = numbers_of(body).into_iter().map(str::to_owned);
        let mut numbers = numbers.filter(|n| !waiting.contains(n)).peekable();
        if numbers.peek().is_some() {
            self.called.entry(record.id).or_default().extend(numbers);
        }
        if record.kind == RecordKind::Location {
            match body.get("location_type").is_some_and(|it| it == "virtual") {
                true => self.virtual_locations.insert(record.id),
                false => self.virtual_locations.remove(&record.id),
            };
        }
    }

    /// Whether what is offered there is a line.
    pub(super) fn is_virtual(&self, location: &Uuid) -> bool {
        self.virtual_locations.contains(location)
    }

    /// Holds the link of a line to what has numbers that are not its own yet.
    pub(super) fn hold(&self, case: &Case, is_line: bool) -> Option<Holding> {
        let (kind, proposed) = (case.new.record.kind, &case.proposed.body);
        let present = case.present.map(|present| &present.body);
        let is_as_it_was = |field: &&str| {
            present.is_some_and(|present| present.get(*field) == proposed.get(*field))
        };
        let (links, line) = match kind {
            RecordKind::ServiceAtLocation if is_line => (
                &["service_id", "location_id"][..],
                refers(proposed, "service_id")?,
            ),
            RecordKind::Service if is_hotline(kind, proposed) => {
                (&["organization_id"][..], case.new.record.id)
            }
            _ => return None,
        };
        if links.iter().all(is_as_it_was) {
            return None;
        }
        let mut numbers: BTreeSet<String> = links
            .iter()
            .filter(|field| **field != "service_id")
            .flat_map(|field| self.numbers(refers(proposed, field)))
            .collect();
        let judged = self.of_lines.get(&line);
        if kind == RecordKind::ServiceAtLocation {
            if present.is_some() {
                numbers.extend(numbers_of(proposed).into_iter().map(str::to_owned));
            }
            if judged.is_none() {
                numbers.extend(self.numbers(Some(line)));
            }
        }
        numbers.retain(|number| !judged.is_some_and(|judged| judged.contains(number)));
        if numbers.is_empty() {
            return None;
        }
        let said: Vec<String> = numbers.iter().map(|n| number::display(n)).collect();
        let why = format!("it would give a hotline a number: {}", said.join(", "));
        // The same question as where the number comes with the hotline.
        let question = Some(json!([[], numbers]));
        match present {
            Some(_) => {
                let held = Holding::of_group(case, Rule::CrisisNumber, FactGroup::Identity, why)?;
                Some(Holding { question, ..held })
            }
            None => Some(Holding {
                rule: Rule::CrisisNumber,
                part: Part::Claim,
                why,
                question,
            }),
        }
    }

    fn numbers(&self, of: Option<Uuid>) -> BTreeSet<String> {
        let known = of.and_then(|id| self.called.get(&id));
        known.cloned().unwrap_or_default()
    }
}

fn refers(body: &Map<String, Value>, field: &str) -> Option<Uuid> {
    body.get(field)?.as_str()?.parse().ok()
}
