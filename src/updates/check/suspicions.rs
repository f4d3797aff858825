//! What is probably wrong: it is taken, and a person should look. The codes are in docs/updates.md.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::geography::{Gazetteer, Point, State, zip_code};
use crate::hsds::FactGroup;
use crate::standing::RecordKind;
use crate::updates::normalise::{Fault, Loses, is_box};

const PLACEHOLDERS: [&str; 12] = [
    "test",
    "tbd",
    "tba",
    "n a",
    "na",
    "none",
    "unknown",
    "default",
    "placeholder",
    "xxx",
    "do not use",
    "null",
];
const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// What looks wrong in a normalised body. Of a withheld entry nothing is said: what is left of it was checked when
/// it was stripped.
pub fn suspicions(
    kind: RecordKind,
    body: &Map<String, Value>,
    today: NaiveDate,
    gazetteer: &Gazetteer,
) -> Vec<Fault> {
    let mut found = Found(Vec::new());
    if body.get("withheld") == Some(&Value::Bool(true)) {
        return found.0;
    }
    names(body, &mut found);
    phones(body, &mut found);
    schedules(body, &mut found);
    match kind {
        RecordKind::Location => place(body, gazetteer, &mut found),
        RecordKind::Service => {
            ages(body, &mut found);
            dates(body, today, &mut found);
        }
        RecordKind::Organization => year(body, today, &mut found),
        RecordKind::ServiceAtLocation => {}
    }
    found.0
}

struct Found(Vec<Fault>);

impl Found {
    fn add(
        &mut self,
        code: &'static str,
        field: impl Into<String>,
        detail: impl Into<String>,
        expected: &'static str,
    ) {
        self.0.push(Fault {
            code,
            field: field.into(),
            detail: detail.into(),
            expected,
            loses: Loses::Nothing,
        });
    }
}

fn items<'a>(
    body: &'a Map<String, Value>,
    field: &str,
) -> impl Iterator<Item = (usize, &'a Map<String, Value>)> {
    let list = body.get(field).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .enumerate()
        .filter_map(|(at, item)| Some((at, item.as_object()?)))
}

fn text<'a>(fields: &'a Map<String, Value>, field: &str) -> Option<&'a str> {
    fields
        .get(field)?
        .as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

fn names(body: &Map<String, Value>, found: &mut Found) {
    let Some(name) = body.get("name").and_then(Value::as_str) else {
        return;
    };
    let folded = crate::geography::fold(name);
    let is_placeholder = PLACEHOLDERS.contains(&folded.as_str()) || folded.contains("for testing");
    if folded.is_empty() || is_placeholder {
        found.add(
            "name_placeholder",
            "name",
            "stands for a name and is none",
            "what people call it",
        );
    } else if name.len() > 8 && !name.contains(char::is_lowercase) && name.contains(' ') {
        found.add(
            "name_capitals",
            "name",
            "is in capitals",
            "small letters, as it is written elsewhere",
        );
    }
}

fn phones(body: &Map<String, Value>, found: &mut Found) {
    for (at, phone) in items(body, "phones") {
        let number = text(phone, "number").unwrap_or_default();
        let field = format!("phones/{at}/number");
        let national = number.strip_prefix("+1").unwrap_or_default();
        if national.get(3..8) == Some("55501") {
            found.add(
                "phone_fictitious",
                field.as_str(),
                "555-01xx is kept for fiction",
                "a number that rings somewhere",
            );
        }
        let mut digits = national.get(3..).unwrap_or_default().chars();
        let first = digits.next();
        if first.is_some() && digits.all(|digit| Some(digit) == first) {
            found.add(
                "phone_repeated",
                field.as_str(),
                "is one digit again and again",
                "a number that rings somewhere",
            );
        }
        let words = text(phone, "description")
            .map(crate::geography::fold)
            .unwrap_or_default();
        if words.split(' ').any(|word| word == "fax")
            && text(phone, "type").is_none_or(|kind| kind == "voice")
        {
            found.add(
                "phone_is_fax",
                format!("phones/{at}/type"),
                "is called a fax and offered for a call",
                "the type `fax`",
            );
        }
    }
}

fn schedules(body: &Map<String, Value>, found: &mut Found) {
    for (at, schedule) in items(body, "schedules") {
        let field = |name: &str| format!("schedules/{at}/{name}");
        let minutes = |name: &str| {
            let (hours, rest) = text(schedule, name)?.split_once(':')?;
            let (hours, minutes): (u8, u8) = (hours.parse().ok()?, rest.get(..2)?.parse().ok()?);
            Some(u32::from(hours) * 60 + u32::from(minutes))
        };
        let is_12_hour = |name: &&str| {
            text(schedule, name).is_some_and(|time| time.to_lowercase().ends_with(['m', '.']))
        };
        if let Some(name) = ["opens_at", "closes_at"]
            .iter()
            .copied()
            .find(|it| is_12_hour(it))
        {
            found.add(
                "hours_reversed",
                field(name),
                "is no time of 24 hours, so nobody can tell whether it closes before it opens",
                "24 hours, such as `17:00` for 5:00 PM",
            );
        } else if let (Some(opens), Some(closes)) = (minutes("opens_at"), minutes("closes_at")) {
            // What is open into the night closes by the morning.
            if closes < opens && (closes > 9 * 60 || opens < 12 * 60) {
                found.add(
                    "hours_reversed",
                    field("closes_at"),
                    "closes before it opens",
                    "a time after `opens_at`",
                );
            }
        }
        let is_day = |day: &str| {
            WEEKDAYS
                .iter()
                .any(|known| day.trim().to_uppercase().ends_with(known))
        };
        if text(schedule, "byday").is_some_and(|days| !days.split(',').all(is_day)) {
            found.add(
                "byday_unknown",
                field("byday"),
                "has something that is no day",
                "days such as MO,TU",
            );
        }
        for name in ["valid_from", "valid_to", "dtstart", "until"] {
            let is_impossible = |date: &str| {
                let day = date.get(..10).and_then(|day| day.parse::<NaiveDate>().ok());
                day.is_none()
                    && date
                        .get(..8)
                        .and_then(|day| NaiveDate::parse_from_str(day, "%Y%m%d").ok())
                        .is_none()
            };
            if text(schedule, name).is_some_and(is_impossible) {
                found.add(
                    "date_impossible",
                    field(name),
                    "is no day of a calendar",
                    "a date such as 2026-01-31",
                );
            }
        }
        if let (Some(from), Some(to)) = (text(schedule, "valid_from"), text(schedule, "valid_to"))
            && to < from
        {
            found.add(
                "dates_reversed",
                field("valid_to"),
                "is before `valid_from`",
                "a date after `valid_from`",
            );
        }
    }
}

fn ages(body: &Map<String, Value>, found: &mut Found) {
    let age = |field: &str| body.get(field).and_then(Value::as_f64);
    for field in ["minimum_age", "maximum_age"] {
        if age(field).is_some_and(|age| !(0.0..=120.0).contains(&age)) {
            found.add("age_impossible", field, "is no age", "years from 0 to 120");
        }
    }
    let maximum = age("maximum_age");
    if maximum == Some(0.0) {
        found.add(
            "age_no_limit",
            "maximum_age",
            "is 0, and is taken for no limit",
            "an age, or none",
        );
    }
    if age("minimum_age")
        .zip(maximum.filter(|age| *age != 0.0))
        .is_some_and(|(least, most)| least > most)
    {
        found.add(
            "ages_reversed",
            "maximum_age",
            "is under `minimum_age`",
            "an age over `minimum_age`",
        );
    }
}

/// Of criteria, and of whose word they are: nobody has said anything on a day that is to come.
fn dates(body: &Map<String, Value>, today: NaiveDate, found: &mut Found) {
    let of_criteria = items(body, "criteria").map(|(at, of)| (format!("criteria/{at}/date"), of));
    let grounds = FactGroup::ALL
        .into_iter()
        .filter_map(FactGroup::ground_field);
    let of_grounds =
        grounds.filter_map(|field| Some((format!("{field}/date"), body.get(field)?.as_object()?)));
    let is_ahead = |of: &Map<String, Value>| {
        let date = text(of, "date").and_then(|date| date.parse::<NaiveDate>().ok());
        date.is_some_and(|date| date > today)
    };
    for (field, _) in of_criteria.chain(of_grounds).filter(|(_, of)| is_ahead(of)) {
        found.add(
            "date_ahead",
            field,
            "is in the future, so that it stands against nobody until then",
            "the day on which it was said",
        );
    }
}

fn year(body: &Map<String, Value>, today: NaiveDate, found: &mut Found) {
    use chrono::Datelike;
    let year = body.get("year_incorporated").and_then(Value::as_f64);
    if year.is_some_and(|year| year > f64::from(today.year()) || year < 1600.0) {
        found.add(
            "year_impossible",
            "year_incorporated",
            "is no year of the past",
            "four digits",
        );
    }
}

/// The state that the addresses are in, by the first that says one.
fn addresses<'g>(
    body: &Map<String, Value>,
    gazetteer: &'g Gazetteer,
    found: &mut Found,
) -> Option<&'g State> {
    let mut stated = None;
    for (at, address) in items(body, "addresses") {
        let city = text(address, "city");
        let detail = match city {
            None => "an address without a town",
            Some(_) => "is no town",
        };
        if city.is_some_and(is_no_town) || city.is_none() && text(address, "address_1").is_some() {
            found.add(
                "city_missing",
                format!("addresses/{at}/city"),
                detail,
                "the town",
            );
        }
        let state =
            text(address, "state_province").and_then(|state| gazetteer.state_by_name(state));
        stated = stated.or(state);
        let zip = text(address, "postal_code")
            .and_then(|zip| zip_code(zip.get(..5)?))
            .and_then(|code| gazetteer.zip(code));
        if let (Some(zip), Some(state)) = (zip, state)
            && zip
                .counties
                .iter()
                .all(|county| county / 1000 != state.fips)
        {
            found.add(
                "zip_not_of_state",
                format!("addresses/{at}/postal_code"),
                format!("is no ZIP of {}", state.name),
                "the ZIP of the address",
            );
        }
    }
    stated
}

/// A box, digits alone, or a street. 29 Palms is a town.
fn is_no_town(city: &str) -> bool {
    let begins_with_number = city.starts_with(|c: char| c.is_ascii_digit());
    is_box(city)
        || !city.contains(char::is_alphabetic)
        || begins_with_number && city.split_whitespace().count() > 2
}

/// Where its point lies, by the state that its addresses name.
fn place(body: &Map<String, Value>, gazetteer: &Gazetteer, found: &mut Found) {
    let stated = addresses(body, gazetteer, found);
    let degrees = |field: &str| body.get(field).and_then(Value::as_f64);
    let Some((latitude, longitude)) = degrees("latitude").zip(degrees("longitude")) else {
        return;
    };
    let field = "latitude, longitude";
    let is_derived = body
        .get("precision")
        .and_then(Value::as_str)
        .is_some_and(|precision| precision != "address");
    if latitude == 0.0 || longitude == 0.0 {
        found.add(
            "point_zero",
            field,
            "zero stands for a point that is not known",
            "no point, or the true one",
        );
        return;
    }
    if !is_derived && latitude.fract() == 0.0 && longitude.fract() == 0.0 {
        found.add(
            "point_coarse",
            field,
            "is given in whole degrees",
            "at least four decimals",
        );
    }
    let Some(state) = stated else {
        return;
    };
    let is_there = |latitude: f64, longitude: f64| {
        let point = Point::new(latitude, longitude).ok();
        point
            .and_then(|point| gazetteer.state_at(point))
            .is_some_and(|at| at.fips == state.fips)
    };
    if is_there(latitude, longitude) {
        return;
    }
    if is_there(longitude, latitude) {
        found.add(
            "point_swapped",
            field,
            "latitude and longitude are in each other's place",
            "latitude first",
        );
    } else if is_there(latitude, -longitude) || is_there(-latitude, longitude) {
        found.add(
            "point_sign_lost",
            field,
            "lies in the stated state but for its sign",
            "a longitude below zero",
        );
    } else if is_there(longitude, -latitude) || is_there(-longitude, latitude) {
        found.add(
            "point_swapped",
            field,
            "latitude and longitude are in each other's place, and a sign is lost",
            "latitude first",
        );
    } else {
        found.add(
            "point_outside_state",
            field,
            format!("is not in {}", state.name),
            "the point of the address",
        );
    }
}

#[cfg(test)]
mod tests;
