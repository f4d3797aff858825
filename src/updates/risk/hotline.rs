//! A hotline that would not be found any more: no longer one, not shown, of another kind, or for fewer places.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::numbers::{is_hotline, line_categories, looks_like, phones};
use super::{Case, Holding, Part, Rule, beside, changed};
use crate::geography::fold;
use crate::hsds::{Kind, Status};
use crate::standing::{FactGroup, RecordKind};
use crate::updates::strip;

/// Fields of its identity without which a hotline is none, or is not found.
const IDENTITY: [&str; 7] = [
    "alternate_name",
    "categories",
    "kind",
    "location_id",
    "name",
    "service_id",
    "status",
];

/// Fields that name what it belongs to.
const PARENTS: [&str; 3] = ["location_id", "organization_id", "service_id"];

/// Holds what takes a served hotline out of sight, or would give a hotline the numbers that are `brought`. `is_line` are
/// also what is at a virtual location, and what a hotline is offered at.
pub(super) fn hold(
    case: &Case,
    is_line: bool,
    brought: &BTreeSet<String>,
    contradictions: &BTreeMap<FactGroup, String>,
) -> Vec<Holding> {
    let kind = case.new.record.kind;
    let Some(present) = case.present.map(|present| &present.body) else {
        return Vec::new();
    };
    let proposed = &case.proposed.body;
    let mut holdings = Vec::new();
    let is_left_out = |body: &Map<String, Value>| body.get("excluded") == Some(&Value::Bool(true));
    let is_moved = case.moves_out_of_sight
        && PARENTS
            .iter()
            .any(|field| present.get(*field) != proposed.get(*field));
    let is_hidden = is_moved
        || (is_line || case.carries_line) && is_left_out(proposed) && !is_left_out(present);
    let hidden = is_hidden.then_some("a hotline or crisis number would not be shown any more");
    let shown = || {
        becomes_hotline(kind, present, proposed).then_some(
            "it would be a hotline, by its category, kind or name, with whatever numbers there are",
        )
    };
    let lost = || lost_identity(kind, present, proposed, is_line);
    let gives = (!brought.is_empty()).then(|| beside::why(brought));
    let why = hidden.or_else(lost).or_else(shown);
    let of_identity = gives.as_ref().filter(|_| kind != RecordKind::Location);
    if why.is_some() || of_identity.is_some() {
        let (mut before, mut after) = changed(case.old, case.new, FactGroup::Identity);
        // Where all of the group waits anyway, it does so as one.
        if !contradictions.contains_key(&FactGroup::Identity) {
            for fields in [&mut before, &mut after] {
                fields.retain(|field, value| {
                    let is_link = PARENTS.contains(&field.as_str());
                    IDENTITY.contains(&field.as_str())
                        || is_link && (is_hidden || of_identity.is_some())
                        || is_hidden && hides(kind, field, value)
                });
            }
        }
        if before != after {
            holdings.push(Holding {
                rule: Rule::CrisisNumber,
                part: Part::Group {
                    group: FactGroup::Identity,
                    before,
                    after,
                },
                why: why
                    .into_iter()
                    .chain(of_identity.map(String::as_str))
                    .collect::<Vec<_>>()
                    .join("; "),
                question: of_identity.and_then(|_| beside::question(brought)),
            });
        }
    }
    let mut hold = |group, why: &str| {
        holdings.extend(Holding::of_group(
            case,
            Rule::CrisisNumber,
            group,
            why.to_owned(),
        ));
    };
    if (is_line || is_hotline(kind, present)) && is_narrowed(kind, present, proposed) {
        hold(
            FactGroup::Coverage,
            "the hotline would not be found any more in all places that it serves",
        );
    }
    let is_virtual = |body: &Map<String, Value>| text(body, "location_type") == "virtual";
    if kind == RecordKind::Location && is_virtual(present) && !is_virtual(proposed) {
        hold(
            FactGroup::Place,
            "what is offered here would be no line any more, but at a place",
        );
    }
    if let Some(why) = gives.filter(|_| kind == RecordKind::Location) {
        let held = Holding::of_group(case, Rule::CrisisNumber, FactGroup::Place, why);
        let question = beside::question(brought);
        holdings.extend(held.map(|held| Holding { question, ..held }));
    }
    holdings
}

/// Whether it would be shown as a hotline. Nobody has judged its numbers, wherever they stand, as those of one.
fn becomes_hotline(
    kind: RecordKind,
    present: &Map<String, Value>,
    proposed: &Map<String, Value>,
) -> bool {
    !is_hotline(kind, present) && is_hotline(kind, proposed)
}

fn lost_identity(
    kind: RecordKind,
    present: &Map<String, Value>,
    proposed: &Map<String, Value>,
    is_line: bool,
) -> Option<&'static str> {
    let was_hotline = is_hotline(kind, present);
    if was_hotline && present.contains_key("phones") && !is_hotline(kind, proposed) {
        // Its number could be changed unseen by the next update.
        return Some("it would be a hotline no more, by its category, kind or name");
    }
    match kind {
        RecordKind::Service => {
            let is_crisis_number = |phone: &Value| {
                let number = phone.get("number").and_then(Value::as_str);
                number.is_some_and(|number| looks_like(number).is_some())
            };
            let has_crisis_number = || present.values().flat_map(phones).any(is_crisis_number);
            let is_shown = |body: &Map<String, Value>| {
                let status = body.get("status").cloned();
                let status =
                    status.and_then(|status| serde_json::from_value::<Status>(status).ok());
                status.unwrap_or_default().is_searchable()
            };
            let is_line = is_line || was_hotline;
            if (is_line || has_crisis_number()) && is_shown(present) && !is_shown(proposed) {
                return Some("a hotline or crisis number would not be shown any more");
            }
            let of_kind =
                |body: &Map<String, Value>| Kind::parse(text(body, "kind")).unwrap_or_default();
            if is_line && of_kind(present) != of_kind(proposed) {
                return Some("the hotline would be of another kind, and not be found as it was");
            }
            let left: Vec<&str> = line_categories(proposed).collect();
            let loses_category = line_categories(present).any(|code| !left.contains(&code));
            loses_category.then_some("the hotline would not be found by its category any more")
        }
        RecordKind::ServiceAtLocation if is_line => ["service_id", "location_id"]
            .into_iter()
            .any(|field| present.get(field) != proposed.get(field))
            .then_some("the hotline would not be found where it was any more"),
        _ => None,
    }
}

/// Whether an area that is served is served no more. A service at a location that states none has those of the service.
fn is_narrowed(
    kind: RecordKind,
    present: &Map<String, Value>,
    proposed: &Map<String, Value>,
) -> bool {
    let (before, after) = (areas(present), areas(proposed));
    match kind {
        RecordKind::ServiceAtLocation if before.is_empty() => !after.is_empty(),
        RecordKind::ServiceAtLocation if after.is_empty() => false,
        _ => !before.is_subset(&after),
    }
}

fn areas(body: &Map<String, Value>) -> BTreeSet<String> {
    let areas = body.get("service_areas").and_then(Value::as_array);
    let areas = areas.into_iter().flatten();
    let said = |area: &Value| {
        let said = ["extent", "name", "description"]
            .into_iter()
            .find_map(|field| area.get(field)?.as_str().map(fold));
        let kind = area.get("extent_type").and_then(Value::as_str);
        Some(format!("{}: {}", kind.unwrap_or_default(), said?))
    };
    areas.filter_map(said).collect()
}

/// Whether the field says that the record is not to be shown.
fn hides(kind: RecordKind, field: &str, value: &Value) -> bool {
    strip::is_excluded(kind, &Map::from_iter([(field.to_owned(), value.clone())]))
}

fn text<'a>(body: &'a Map<String, Value>, field: &str) -> &'a str {
    body.get(field).and_then(Value::as_str).unwrap_or_default()
}
