//! Whom to call next: what was confirmed too long ago, and numbers that nobody ever confirmed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::risk::numbers::is_hotline;
use crate::config::Ages;
use crate::standing::{FactGroup, Record, RecordKind, RecordRef, freshness, numbers};
use crate::store::{StoreError, Transaction};

/// A fact group that somebody should confirm.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Due {
    pub record: RecordRef,
    pub group: FactGroup,
    pub why: Why,
    /// When it was last confirmed.
    pub last_checked: Option<NaiveDate>,
    pub is_hotline: bool,
    pub name: Option<String>,
    pub organization: Option<String>,
    /// What to ring: the record's own numbers, else those of what it belongs to. E.164 or short codes.
    pub numbers: Vec<String>,
    /// The source that it comes from.
    pub source_id: Uuid,
}

/// Why it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It was confirmed too long ago.
    Stale,
    /// Nobody ever confirmed it.
    NeverChecked,
}

impl Why {
    pub fn as_str(self) -> &'static str {
        match self {
            Why::Stale => "stale",
            Why::NeverChecked => "never checked",
        }
    }
}

/// What of a record is told and what it belongs to.
struct Known {
    name: Option<String>,
    numbers: Vec<String>,
    parents: Vec<RecordRef>,
}

/// All that is due on the day: hotlines first, then the oldest first. Where a confidential place is, is
/// nothing to ask on the telephone.
pub fn due(
    tx: &mut Transaction<'_>,
    ages: &Ages,
    today: NaiveDate,
) -> Result<Vec<Due>, StoreError> {
    let mut known: BTreeMap<RecordRef, Known> = BTreeMap::new();
    let mut hotlines: BTreeSet<RecordRef> = BTreeSet::new();
    let mut facts: Vec<(RecordRef, FactGroup, bool, Option<NaiveDate>, Uuid)> = Vec::new();
    tx.each_record(&mut |record| {
        if record.body.get("excluded") == Some(&Value::Bool(true)) {
            return;
        }
        let parents = parents(&record);
        // Services come before what is given where.
        let is_line = is_hotline(record.record.kind, &record.body);
        if is_line || parents.iter().any(|parent| is_line_of(&hotlines, parent)) {
            hotlines.insert(record.record);
            if record.record.kind == RecordKind::ServiceAtLocation {
                let places = parents.iter().filter(|p| p.kind == RecordKind::Location);
                hotlines.extend(places);
            }
        }
        let is_withheld = record.body.get("withheld") == Some(&Value::Bool(true));
        for (group, fact) in &record.facts {
            if is_withheld && *group == FactGroup::Place {
                continue;
            }
            // Which of them is a line is known when all were read: a line's numbers are due sooner.
            let is_stale = |is_line| freshness::is_stale(fact, *group, is_line, ages, today);
            let is_due_number = *group == FactGroup::Phones && !fact.rank.confirmed;
            if is_stale(true) || is_due_number {
                let date = fact.date.filter(|_| fact.rank.confirmed);
                let found = (record.record, *group, is_stale(false), date, fact.source_id);
                facts.push(found);
            }
        }
        let of = Known {
            name: text(&record.body, "name"),
            numbers: numbers(&record.body)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            parents,
        };
        known.insert(record.record, of);
    })?;
    let mut due: Vec<Due> = facts
        .into_iter()
        .filter_map(|(record, group, is_stale, last_checked, source_id)| {
            let is_hotline = hotlines.contains(&record);
            let was_confirmed = last_checked.is_some() || is_stale;
            // What only a line's age makes stale is not due elsewhere.
            if was_confirmed && !is_stale && !is_hotline {
                return None;
            }
            let of = known.get(&record)?;
            Some(Due {
                record,
                group,
                why: match was_confirmed {
                    true => Why::Stale,
                    false => Why::NeverChecked,
                },
                last_checked,
                is_hotline,
                name: of.name.clone().or_else(|| service_name(&known, of)),
                organization: organization(&known, record),
                numbers: to_ring(&known, of),
                source_id,
            })
        })
        .collect();
    due.sort_by(|a, b| {
        let order = |due: &Due| (!due.is_hotline, due.last_checked, due.name.clone());
        order(a)
            .cmp(&order(b))
            .then((a.record, a.group).cmp(&(b.record, b.group)))
    });
    Ok(due)
}

/// A service at a location is a line where its service is; a location is not one for its organization.
fn is_line_of(hotlines: &BTreeSet<RecordRef>, parent: &RecordRef) -> bool {
    parent.kind == RecordKind::Service && hotlines.contains(parent)
}

fn to_ring(known: &BTreeMap<RecordRef, Known>, of: &Known) -> Vec<String> {
    if !of.numbers.is_empty() {
        return of.numbers.clone();
    }
    let mut parents = of.parents.iter().filter_map(|parent| known.get(parent));
    parents
        .find_map(|parent| Some(to_ring(known, parent)).filter(|numbers| !numbers.is_empty()))
        .unwrap_or_default()
}

fn service_name(known: &BTreeMap<RecordRef, Known>, of: &Known) -> Option<String> {
    let service = of.parents.iter().find(|p| p.kind == RecordKind::Service)?;
    known.get(service)?.name.clone()
}

fn organization(known: &BTreeMap<RecordRef, Known>, record: RecordRef) -> Option<String> {
    let of = known.get(&record)?;
    if record.kind == RecordKind::Organization {
        return of.name.clone();
    }
    let mut higher = of.parents.iter().filter(|p| p.kind != RecordKind::Location);
    higher.find_map(|parent| organization(known, *parent))
}

/// What the record belongs to, the nearest first.
fn parents(record: &Record) -> Vec<RecordRef> {
    let named = [
        ("service_id", RecordKind::Service),
        ("location_id", RecordKind::Location),
        ("organization_id", RecordKind::Organization),
    ];
    let ids = named.into_iter().filter_map(|(field, kind)| {
        let id = record.body.get(field)?.as_str()?.parse().ok()?;
        Some(RecordRef { kind, id })
    });
    ids.collect()
}

fn text(body: &Map<String, Value>, field: &str) -> Option<String> {
    Some(body.get(field)?.as_str()?.to_owned())
}
