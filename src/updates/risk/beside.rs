//! What is shown beside a hotline, and becomes its own by a link alone: the numbers of its organization and of where it is
//! offered, as phones and in texts. Nobody has judged them as a hotline's when they came.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::Case;
use super::numbers::is_hotline;
use super::shown::Shown;
use super::texts::{self, Numbers};
use crate::standing::{Record, RecordKind, RecordRef};
use crate::store::{StoreError, Transaction};

type Fields = Map<String, Value>;

/// The numbers of all hotlines, walked for where a text first has one: most have none, and it costs a walk over all.
#[derive(Default)]
pub struct OfLines(Option<Numbers>);

impl OfLines {
    /// Of what would be shown with a hotline the numbers that a person has to judge.
    pub fn unknown(
        &mut self,
        tx: &mut Transaction<'_>,
        shown: Shown,
    ) -> Result<BTreeSet<String>, StoreError> {
        if self.0.is_none() && !shown.told.is_empty() {
            self.0 = Some(Numbers::of(tx)?);
        }
        let known = self.0.as_ref();
        let is_known = |number: &str| known.is_some_and(|known| known.is_of_a_line(number));
        Ok(shown.but_known(is_known))
    }
}

/// Which records are lines, and which are shown with hotlines: of those that were seen.
#[derive(Default)]
pub struct Beside {
    /// Services that are hotlines, or are judged as such.
    lines: HashSet<Uuid>,
    /// Services that are offered without a place.
    at_virtual: HashSet<Uuid>,
    virtual_locations: HashSet<Uuid>,
    /// Whose the hotlines are, and where they are offered.
    around: HashSet<Uuid>,
    /// All of the directory was seen.
    is_whole: bool,
    looked_up: LookedUp,
}

/// What is shown, of a few records.
#[derive(Default)]
struct LookedUp {
    by: HashMap<Uuid, Shown>,
    /// With each service: of a line it was judged.
    with: HashMap<Uuid, Shown>,
    lines: HashSet<Uuid>,
    /// Services by where they are offered.
    at: HashMap<Uuid, BTreeSet<Uuid>>,
}

/// What of the directory to look at.
#[derive(Default)]
pub struct Around {
    /// Services that may be lines, with all that is shown with them.
    pub services: BTreeSet<Uuid>,
    /// What they would be linked to: organizations and locations.
    pub to: BTreeSet<RecordRef>,
    /// What is offered there would be a line by that.
    pub turning: BTreeSet<RecordRef>,
}

impl Around {
    pub fn is_empty(&self) -> bool {
        self.services.is_empty() && self.to.is_empty() && self.turning.is_empty()
    }
}

impl Beside {
    /// Sees a record of the directory: parents before children.
    pub fn see(&mut self, record: RecordRef, body: &Fields) {
        let RecordRef { kind, id } = record;
        match kind {
            RecordKind::Organization => {}
            RecordKind::Location => {
                match is_virtual(body) {
                    true => self.virtual_locations.insert(id),
                    false => self.virtual_locations.remove(&id),
                };
            }
            RecordKind::Service => {
                if is_hotline(kind, body) {
                    self.lines.insert(id);
                    self.around.extend(refers(body, "organization_id"));
                }
            }
            RecordKind::ServiceAtLocation => {
                let Some(service) = refers(body, "service_id") else {
                    return;
                };
                let location = refers(body, "location_id");
                if self.lines.contains(&service) {
                    self.around.extend(location);
                }
                if location.is_some_and(|location| self.is_virtual(&location)) {
                    self.at_virtual.insert(service);
                }
            }
        }
    }

    /// All of the directory was seen.
    pub(super) fn has_all(&mut self) {
        self.is_whole = true;
    }

    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Judges a service as a line from now on.
    pub(super) fn judge_as_line(&mut self, service: Uuid) {
        self.lines.insert(service);
    }

    /// Whether the service is a line, or is judged as one.
    pub fn is_line(&self, service: &Uuid) -> bool {
        self.lines.contains(service)
    }

    /// Whether what is offered there is a line.
    pub fn is_virtual(&self, location: &Uuid) -> bool {
        self.virtual_locations.contains(location)
    }

    /// Whether what the record shows is shown as a line's: with a hotline, or by a service without a place.
    pub(super) fn is_shown_as_line(&self, record: &Uuid) -> bool {
        self.around.contains(record) || self.at_virtual.contains(record)
    }

    /// Looks up what these records show, and what is shown with lines by now.
    pub fn look(&mut self, tx: &mut Transaction<'_>, around: &Around) -> Result<(), StoreError> {
        self.looked_up = LookedUp::default();
        let mut services = around.services.clone();
        let turning: Vec<RecordRef> = around.turning.iter().copied().collect();
        let there = tx.children_of(&turning)?;
        let there = tx.records_of(&there)?;
        services.extend(there.iter().filter_map(|it| refers(&it.body, "service_id")));
        let services: Vec<RecordRef> = services.into_iter().map(service).collect();
        let placed = tx.children_of(&services)?;
        let mut records = tx.records_of(&services)?;
        records.extend(tx.records_of(&placed)?);
        let mut parents = around.to.clone();
        for record in &records {
            parents.extend(shown_with(&record.body));
        }
        records.extend(tx.records_of(&parents.into_iter().collect::<Vec<_>>())?);
        records.sort_unstable_by_key(|record| record.record);
        for record in &records {
            self.see(record.record, &record.body);
            let shown = Shown::of(&record.body);
            if !shown.is_empty() {
                self.looked_up.by.insert(record.record.id, shown);
            }
        }
        for record in &records {
            self.learn_with(record);
        }
        Ok(())
    }

    /// Learns what is shown with services: these before what they are at.
    fn learn_with(&mut self, Record { record, body, .. }: &Record) {
        let RecordRef { kind, id } = *record;
        let (service, beside) = match kind {
            RecordKind::Service => (Some(id), refers(body, "organization_id")),
            RecordKind::ServiceAtLocation => {
                (refers(body, "service_id"), refers(body, "location_id"))
            }
            _ => return,
        };
        let Some(service) = service else { return };
        let LookedUp {
            by,
            with,
            lines,
            at,
        } = &mut self.looked_up;
        let is_hotline = is_hotline(kind, body);
        if kind == RecordKind::ServiceAtLocation {
            at.entry(beside.unwrap_or_default())
                .or_default()
                .insert(service);
        } else if is_hotline || self.at_virtual.contains(&id) {
            lines.insert(id);
        }
        // The organization of what is no hotline is not shown as a line's.
        let beside = beside.filter(|_| kind != RecordKind::Service || is_hotline);
        let shown = with.entry(service).or_default();
        for shows in [Some(id), beside].into_iter().flatten() {
            if let Some(numbers) = by.get(&shows) {
                shown.extend(numbers);
            }
        }
    }

    /// The numbers that a line would show by what the record links it to, or that would be a line's by it, and are not
    /// shown with that line by now. `is_line`: the service of one at a location is a line.
    fn brought(
        &self,
        kind: RecordKind,
        id: Uuid,
        (present, proposed): (Option<&Fields>, &Fields),
        is_line: bool,
    ) -> Shown {
        let is_changed = |field: &&str| {
            let to = refers(proposed, field);
            to.is_some() && present.and_then(|present| refers(present, field)) != to
        };
        let looked_up = &self.looked_up;
        let shown = |of: Option<Uuid>| of.and_then(|id| looked_up.by.get(&id));
        let mut brought = Shown::default();
        let mut bring = |shown: Option<&Shown>| shown.into_iter().for_each(|it| brought.extend(it));
        match kind {
            RecordKind::ServiceAtLocation
                if is_line && ["service_id", "location_id"].iter().any(is_changed) =>
            {
                let line = refers(proposed, "service_id").unwrap_or_default();
                bring(shown(refers(proposed, "location_id")));
                if present.is_some() {
                    bring(Some(&Shown::of(proposed)));
                }
                match looked_up.with.get(&line) {
                    Some(with) if looked_up.lines.contains(&line) => brought.leave_out(with),
                    // It becomes one by this, with what it has.
                    _ => bring(shown(Some(line))),
                }
            }
            RecordKind::Service if is_hotline(kind, proposed) => {
                let was_hotline = present.is_some_and(|present| is_hotline(kind, present));
                if is_changed(&"organization_id") || !was_hotline {
                    bring(shown(refers(proposed, "organization_id")));
                }
                match looked_up.with.get(&id) {
                    Some(with) if looked_up.lines.contains(&id) => brought.leave_out(with),
                    with => bring(with),
                }
            }
            RecordKind::Location
                if is_virtual(proposed) && present.is_some_and(|present| !is_virtual(present)) =>
            {
                let there = looked_up.at.get(&id).into_iter().flatten();
                let others = there.filter(|it| !looked_up.lines.contains(*it));
                others.for_each(|it| bring(shown(Some(*it))));
            }
            _ => {}
        }
        brought
    }

    /// The same of a claim that is judged, but for the numbers in texts that are known.
    pub(super) fn asked(
        &self,
        case: &Case,
        is_line: bool,
        is_known: impl Fn(&str) -> bool,
    ) -> BTreeSet<String> {
        let RecordRef { kind, id } = case.new.record;
        let present = case.present.map(|present| &present.body);
        let bodies = (present, &case.proposed.body);
        self.brought(kind, id, bodies, is_line).but_known(is_known)
    }
}

/// The numbers that hotlines would show by what the record is to be, and do not show by now.
pub fn brought(
    tx: &mut Transaction<'_>,
    present: Option<&Record>,
    proposed: &Record,
) -> Result<Shown, StoreError> {
    let RecordRef { kind, id } = proposed.record;
    let bodies = [present, Some(proposed)].into_iter().flatten();
    let parents = || bodies.clone().flat_map(|it| shown_with(&it.body));
    let mut around = Around {
        to: parents().collect(),
        ..Around::default()
    };
    match kind {
        RecordKind::Service => around.services.extend([id]),
        RecordKind::ServiceAtLocation => {
            let services = bodies
                .clone()
                .filter_map(|it| refers(&it.body, "service_id"));
            around.services.extend(services);
        }
        RecordKind::Location => around.turning.extend([proposed.record]),
        RecordKind::Organization => {
            let children = tx.children_of(&[proposed.record])?.into_iter();
            around.services.extend(children.map(|child| child.id));
        }
    }
    let mut beside = Beside::default();
    beside.look(tx, &around)?;
    let location = refers(&proposed.body, "location_id");
    let is_line = refers(&proposed.body, "service_id").is_some_and(|it| beside.is_line(&it))
        || location.is_some_and(|it| beside.is_virtual(&it));
    let of_records = (present.map(|it| &it.body), &proposed.body);
    let mut brought = beside.brought(kind, id, of_records, is_line);
    // What it shows itself is shown with the hotlines that are its own, or are offered there.
    let there = match kind {
        RecordKind::Location => beside.looked_up.at.remove(&id).unwrap_or_default(),
        RecordKind::Organization => around.services,
        RecordKind::Service | RecordKind::ServiceAtLocation => return Ok(brought),
    };
    let own = Shown::of(&proposed.body);
    let lines = there.iter().filter(|service| beside.is_line(service));
    for with in lines.filter_map(|line| beside.looked_up.with.get(line)) {
        let mut own = own.clone();
        own.leave_out(with);
        brought.extend(&own);
    }
    Ok(brought)
}

/// Why something waits that gives a hotline these numbers.
pub fn why(numbers: &BTreeSet<String>) -> String {
    let said: Vec<String> = numbers.iter().map(|number| texts::shown(number)).collect();
    format!("it would give a hotline a number: {}", said.join(", "))
}

/// The same question as where the numbers come with the hotline.
pub fn question(numbers: &BTreeSet<String>) -> Option<Value> {
    Some(json!([[], numbers]))
}

/// What is shown with a service, or with one at a location.
fn shown_with(body: &Fields) -> impl Iterator<Item = RecordRef> {
    let parents = [
        ("organization_id", RecordKind::Organization),
        ("location_id", RecordKind::Location),
    ];
    let parents = parents.map(|(field, kind)| {
        let id = refers(body, field)?;
        Some(RecordRef { kind, id })
    });
    parents.into_iter().flatten()
}

fn service(id: Uuid) -> RecordRef {
    let kind = RecordKind::Service;
    RecordRef { kind, id }
}

/// Whether what is offered at the location is a line.
pub fn is_virtual(location: &Fields) -> bool {
    location
        .get("location_type")
        .is_some_and(|it| it == "virtual")
}

fn refers(body: &Fields, field: &str) -> Option<Uuid> {
    body.get(field)?.as_str()?.parse().ok()
}
