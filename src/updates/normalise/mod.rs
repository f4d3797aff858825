//! Brings what a source says into one form: numbers, places, areas, codes.

mod criteria;
mod forms;
mod kept_back;
mod links;
mod phones;
mod places;
mod private;

use chrono::DateTime;
use serde_json::{Map, Value, json};

use super::strip;
use crate::geography::Gazetteer;
use crate::hsds::taxonomy::Taxonomies;
use crate::standing::RecordKind;

pub use forms::{has_numbers, is_box};
pub use kept_back::KeptBack;
pub use phones::{read_number, read_numbers};
pub use places::AREA_MISSING;

/// A field that cannot be brought into form.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// Of the [`super::entries::Problem`] that it becomes.
    pub code: &'static str,
    pub field: String,
    pub detail: String,
    pub expected: &'static str,
    pub loses: Loses,
}

/// What cannot be taken because of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loses {
    /// Somebody should look at it.
    Nothing,
    /// The field, or the item of a list; it is out of the body.
    Part,
    /// Without it the record would say something else, or could not be kept.
    Record,
}

/// Normalises the body of a stripped entry in place and tells every fault, and what of it is private. What is at fault
/// by itself, or private, is left out of it.
pub fn normalise(
    kind: RecordKind,
    body: &mut Map<String, Value>,
    gazetteer: &Gazetteer,
) -> (Vec<Fault>, KeptBack) {
    let mut faults = Vec::new();
    let mut kept = KeptBack::default();
    if strip::is_excluded(kind, body) {
        body.insert("excluded".to_owned(), Value::Bool(true));
    }
    private::contacts(body, &mut faults, &mut kept);
    kept.email = private::email(body, "", &mut faults);
    forms::texts(body);
    links::links(body, &mut faults);
    phones::phones(body, &mut faults, &mut kept);
    places::areas(body, gazetteer, &mut faults);
    schedules(body, &mut faults);
    match kind {
        RecordKind::Location => {
            forms::addresses(body, gazetteer, &mut faults);
            places::place(body, gazetteer, &mut faults);
        }
        RecordKind::Service => {
            codes(body, &mut faults);
            capacities(body, &mut faults);
            criteria::criteria(body, gazetteer, &mut faults);
        }
        RecordKind::Organization | RecordKind::ServiceAtLocation => {}
    }
    (faults, kept)
}

fn objects<'a>(body: &'a mut Map<String, Value>, field: &str) -> Vec<&'a mut Map<String, Value>> {
    match body.get_mut(field) {
        Some(Value::Array(items)) => items.iter_mut().filter_map(Value::as_object_mut).collect(),
        _ => Vec::new(),
    }
}

/// Keeps the items of a list for which `keep` says so; it is asked with the place of each.
fn retain(
    body: &mut Map<String, Value>,
    field: &str,
    mut keep: impl FnMut(usize, &mut Value) -> bool,
) {
    if let Some(Value::Array(items)) = body.get_mut(field) {
        let mut at = 0;
        items.retain_mut(|item| {
            at += 1;
            keep(at - 1, item)
        });
    }
}

/// HSDS 3.1 has the frequencies `WEEKLY` and `MONTHLY` alone. Every day is every day of the week; of a rule that cannot
/// be written so its dates and words are left, which make its days unknown and never closed.
fn schedules(body: &mut Map<String, Value>, faults: &mut Vec<Fault>) {
    const EVERY_DAY: &str = "MO,TU,WE,TH,FR,SA,SU";
    const OF_THE_RULE: [&str; 13] = [
        "freq",
        "interval",
        "wkst",
        "byday",
        "bymonthday",
        "byyearday",
        "byweekno",
        "dtstart",
        "until",
        "count",
        "opens_at",
        "closes_at",
        "timezone",
    ];
    for (at, schedule) in objects(body, "schedules").into_iter().enumerate() {
        let Some(freq) = schedule.get("freq").and_then(Value::as_str) else {
            continue;
        };
        let freq = freq.trim().to_uppercase();
        let is_every_time = schedule
            .get("interval")
            .is_none_or(|interval| interval.is_null() || interval.as_f64() == Some(1.0));
        let names = |field: &str| {
            let text = schedule.get(field).and_then(Value::as_str);
            text.is_some_and(|text| !text.trim().is_empty())
        };
        let of_each_day = !["bymonthday", "byyearday", "byweekno"]
            .into_iter()
            .any(names);
        match freq.as_str() {
            "" => {
                schedule.shift_remove("freq");
            }
            "WEEKLY" | "MONTHLY" => {
                schedule.insert("freq".to_owned(), json!(freq));
            }
            "DAILY" if is_every_time && of_each_day => {
                if !names("byday") {
                    schedule.insert("byday".to_owned(), json!(EVERY_DAY));
                }
                schedule.insert("freq".to_owned(), json!("WEEKLY"));
            }
            _ => {
                faults.push(Fault {
                    code: "freq_unknown",
                    field: format!("schedules/{at}/freq"),
                    detail: "is no frequency of HSDS 3.1; the days and times are left out"
                        .to_owned(),
                    expected: "WEEKLY or MONTHLY, with its days",
                    loses: Loses::Part,
                });
                schedule.retain(|field, _| !OF_THE_RULE.contains(&field.as_str()));
            }
        }
    }
}

/// Room that nobody can tell the age of must not be offered.
fn capacities(body: &mut Map<String, Value>, faults: &mut Vec<Fault>) {
    retain(body, "capacities", |at, capacity| {
        let known = faults.len();
        let mut missing = |field: &str, detail: &str, expected| {
            faults.push(Fault {
                code: "capacity_incomplete",
                field: format!("capacities/{at}/{field}"),
                detail: detail.to_owned(),
                expected,
                loses: Loses::Part,
            });
        };
        let unit = capacity.get("unit").and_then(|unit| unit.get("name"));
        if unit.is_none_or(|name| name.as_str().is_none_or(|name| name.trim().is_empty())) {
            missing(
                "unit/name",
                "says what is counted, and is missing",
                "a unit, such as “bed”",
            );
        }
        let available = capacity.get("available").and_then(Value::as_f64);
        if available.is_none_or(|available| available < 0.0) {
            missing("available", "not a count", "how many were free, 0 or more");
        }
        let updated = capacity.get("updated").and_then(Value::as_str);
        if updated.is_none_or(|updated| DateTime::parse_from_rfc3339(updated).is_err()) {
            missing(
                "updated",
                "not an instant",
                "when it was reported, such as 2026-03-04T05:06:07Z (RFC 3339)",
            );
        }
        faults.len() == known
    });
}

fn codes(body: &mut Map<String, Value>, faults: &mut Vec<Fault>) {
    let ours = Taxonomies::embedded();
    let lists = [
        ("categories", &ours.category),
        ("audiences", &ours.audience),
    ];
    for (field, taxonomy) in lists {
        retain(body, field, |_, code| {
            let is_known = code
                .as_str()
                .is_some_and(|code| taxonomy.term(code).is_some());
            if !is_known {
                faults.push(Fault {
                    code: "code_unknown",
                    field: field.to_owned(),
                    detail: format!("{code} is no term of this taxonomy"),
                    expected: "a code of data/taxonomy.json",
                    loses: Loses::Part,
                });
            }
            is_known
        });
    }
}

#[cfg(test)]
mod tests;
