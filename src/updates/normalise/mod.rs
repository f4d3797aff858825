//! Brings what a source says into one form: numbers, places, areas, codes.

mod criteria;
mod forms;
mod kept_back;
mod links;
mod private;

use chrono::DateTime;
use serde_json::{Map, Value, json};

use super::strip;
use crate::geography::{self, Area, Gazetteer, Point, fold};
use crate::hsds::taxonomy::Taxonomies;
use crate::hsds::{Precision, caution};
use crate::standing::{RecordKind, number};

pub use forms::sure_numbers;
pub use kept_back::KeptBack;

/// The fault of a withheld location that says no area.
pub const AREA_MISSING: &str = "public_area_missing";

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
    private::contacts(body, &mut faults);
    kept.email = private::email(body, "", &mut faults);
    forms::texts(body);
    links::links(body, &mut faults);
    phones(body, &mut faults, &mut kept);
    areas(body, gazetteer, &mut faults);
    schedules(body, &mut faults);
    match kind {
        RecordKind::Location => {
            forms::addresses(body, gazetteer);
            place(body, gazetteer, &mut faults);
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

/// The phones of a record.
fn phones(body: &mut Map<String, Value>, faults: &mut Vec<Fault>, kept: &mut KeptBack) {
    let all_are_private = strip::private::keeper(body, &strip::private::PHONES).is_some();
    kept.all_phones = all_are_private;
    // Of cells with several numbers those behind the first.
    let mut more = Vec::new();
    retain(body, "phones", |at, phone| {
        let Value::Object(phone) = phone else {
            return true;
        };
        let path = format!("phones/{at}");
        if let Some(fault) = private::phone(phone, path, all_are_private) {
            if fault.code == private::PHONE_PRIVATE {
                kept.phones.push(Value::Object(phone.clone()));
            }
            faults.push(fault);
            return false;
        }
        take_caution(phone);
        forms::extension(phone);
        let written = phone
            .get("number")
            .and_then(Value::as_str)
            .unwrap_or_default();
        match number::normalise(written) {
            Ok(number) => {
                phone.insert("number".to_owned(), Value::String(number));
                true
            }
            Err(fault) => {
                let (sure, is_all) = forms::sure_numbers(written);
                if !is_all || sure.is_empty() {
                    let shown: Vec<String> = sure.iter().map(|it| number::display(it)).collect();
                    let (code, detail) = match shown.is_empty() {
                        true => ("phone_impossible", fault.to_string()),
                        false => (
                            "several_numbers",
                            format!("has more than {}, which is taken", shown.join(" and ")),
                        ),
                    };
                    faults.push(Fault {
                        code,
                        field: format!("phones/{at}/number"),
                        detail,
                        expected: "one number such as 816-555-0100 in each phone",
                        loses: Loses::Part,
                    });
                }
                let phones = sure.into_iter().map(|number| {
                    let mut phone = phone.clone();
                    phone.insert("number".to_owned(), Value::String(number));
                    phone
                });
                let mut phones: Vec<_> = phones.collect();
                if phones.is_empty() {
                    return false;
                }
                *phone = phones.remove(0);
                more.extend(phones.into_iter().map(|mut phone| {
                    phone.shift_remove("id");
                    Value::Object(phone)
                }));
                true
            }
        }
    });
    if let Some(Value::Array(phones)) = body.get_mut("phones") {
        let is_new = |new: &Value| phones.iter().all(|old| old["number"] != new["number"]);
        let more: Vec<Value> = more.into_iter().filter(is_new).collect();
        phones.extend(more);
    }
}

/// The number of a phone as its source has it, where it can be read.
pub fn read_number(phone: &Map<String, Value>) -> Option<String> {
    let of = |phone: &Map<String, Value>| number::normalise(phone.get("number")?.as_str()?).ok();
    of(phone).or_else(|| {
        // With an extension behind it.
        let mut phone = phone.clone();
        forms::extension(&mut phone);
        of(&phone)
    })
}

/// Takes out of the description the caution that leads it wherever we serve it, so that what was read from us and
/// comes back says it once.
fn take_caution(phone: &mut Map<String, Value>) {
    let text = |field: &str| phone.get(field).and_then(Value::as_str);
    let (Some(sentence), Some(description)) = (text("before_you_call"), text("description")) else {
        return;
    };
    match caution::without(sentence, description).map(str::to_owned) {
        Some(left) => phone.insert("description".to_owned(), Value::String(left)),
        None => phone.remove("description"),
    };
}

/// Where an area has no extent its name is one, if a gazetteer has it: plain HSDS says “Missouri” and no more. A town by
/// its name alone is none: “Midwest” is in Wyoming.
fn name_as_extent(service_area: &mut Map<String, Value>, gazetteer: &Gazetteer) {
    if ["extent", "extent_type"]
        .iter()
        .any(|member| service_area.contains_key(*member))
    {
        return;
    }
    let name = service_area.get("name").and_then(Value::as_str);
    let is_named_alone = |area: &Area| match (area, name) {
        (Area::Town(id), Some(name)) => fold(name) == fold(gazetteer.town(*id).name),
        _ => false,
    };
    let area = name.and_then(|name| Area::parse(gazetteer, name).ok());
    if let Some(area) = area.filter(|area| !is_named_alone(area)) {
        let extent = Value::String(area.label(gazetteer));
        service_area.insert("extent".to_owned(), extent);
        service_area.insert("extent_type".to_owned(), "text".into());
    }
}

fn areas(body: &mut Map<String, Value>, gazetteer: &Gazetteer, faults: &mut Vec<Fault>) {
    for (at, service_area) in objects(body, "service_areas").into_iter().enumerate() {
        name_as_extent(service_area, gazetteer);
        if service_area.get("extent_type").and_then(Value::as_str) != Some("text") {
            continue;
        }
        let extent = service_area
            .get("extent")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        match Area::parse(gazetteer, &extent) {
            Ok(area) => {
                service_area.insert("extent".to_owned(), Value::String(area.label(gazetteer)));
            }
            Err(_) => {
                faults.push(Fault {
                    code: "area_unknown",
                    field: format!("service_areas/{at}/extent"),
                    detail: format!("“{extent}” is in no gazetteer, and stays as words"),
                    expected: "a ZIP, “Town, ST”, “X County, ST”, a state, or “United States”",
                    loses: Loses::Part,
                });
                service_area.shift_remove("extent");
                service_area.shift_remove("extent_type");
                service_area
                    .entry("name")
                    .or_insert_with(|| Value::String(extent));
            }
        }
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

/// Gives an open location that has no point that of its ZIP, its town or its county, in that order.
fn place(body: &mut Map<String, Value>, gazetteer: &Gazetteer, faults: &mut Vec<Fault>) {
    if body.get("withheld") == Some(&Value::Bool(true)) {
        if !body.contains_key("public_area") {
            faults.push(Fault {
                code: AREA_MISSING,
                field: "public_area".to_owned(),
                detail: "a withheld location needs an area that it may be said to be in".to_owned(),
                expected: "a county, such as “Jackson County, MO”",
                loses: Loses::Record,
            });
        }
        return;
    }
    let degrees = |field: &str| body.get(field).and_then(Value::as_f64);
    if body.contains_key("latitude") || body.contains_key("longitude") {
        let point = degrees("latitude").zip(degrees("longitude"));
        match point.map(|(latitude, longitude)| Point::new(latitude, longitude)) {
            Some(Ok(_)) => {
                body.entry("precision").or_insert(json!(Precision::Address));
                return;
            }
            _ if is_nothing(body.get("latitude")) && is_nothing(body.get("longitude")) => {}
            _ => faults.push(Fault {
                code: "point_impossible",
                field: "latitude, longitude".to_owned(),
                // West of 90 degrees, where most of the country is, swapped ones are none at all.
                detail: match point.is_some_and(|(a, b)| Point::new(b, a).is_ok()) {
                    true => "not a point on Earth, but one the other way round".to_owned(),
                    false => "not a point on Earth".to_owned(),
                },
                expected: "both, in WGS 84 degrees",
                loses: Loses::Part,
            }),
        }
        for field in ["latitude", "longitude", "precision"] {
            body.insert(field.to_owned(), Value::Null);
        }
    }
    let placed = body
        .get("addresses")
        .and_then(Value::as_array)
        .and_then(|addresses| addresses.iter().find_map(|a| place_of(a, gazetteer)));
    if let Some((point, precision)) = placed {
        body.insert("latitude".to_owned(), json!(point.latitude()));
        body.insert("longitude".to_owned(), json!(point.longitude()));
        body.insert("precision".to_owned(), json!(precision));
    }
}

fn is_nothing(value: Option<&Value>) -> bool {
    value.is_none_or(Value::is_null)
}

fn place_of(address: &Value, gazetteer: &Gazetteer) -> Option<(Point, Precision)> {
    let text = |field: &str| address.get(field)?.as_str();
    let found = |near: &str, precision| {
        let origin = geography::resolve(gazetteer, near, None).ok()?;
        Some((origin.point, precision))
    };
    let in_state = |name: &str| Some(format!("{name}, {}", text("state_province")?));
    text("postal_code")
        .and_then(|zip| found(zip, Precision::PostalCode))
        .or_else(|| found(&in_state(text("city")?)?, Precision::City))
        .or_else(|| found(&in_state(text("region")?)?, Precision::County))
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
