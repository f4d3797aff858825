//! How much room a listing has, as far as that can be told at an instant.
//!
//! Beds go within hours. What was reported two hours ago or earlier is not known any more, and neither is
//! what a clock that runs ahead reports from the future: nobody is sent to a bed that is gone.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::hsds::{FactGroup, Service, ServiceCapacity, Standing};

/// From this age on a report says nothing of the present.
const OUT_OF_DATE: TimeDelta = TimeDelta::hours(2);

/// The reports on a listing's service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reports(Vec<Report>);

#[derive(Clone, Debug, PartialEq)]
struct Report {
    unit: String,
    available: f64,
    maximum: Option<f64>,
    description: Option<String>,
    updated: DateTime<Utc>,
    /// Sources of equal trust contradict each other on it.
    is_disputed: bool,
}

/// Room, as it was reported lately.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Capacity {
    pub state: Room,
    /// How many units are free; null where that is not known.
    pub available: Option<f64>,
    /// How many there are in all.
    pub maximum: Option<f64>,
    #[schema(example = "bed")]
    pub unit: String,
    /// Whom or what it is for, as the provider says it.
    pub description: Option<String>,
    /// When it was reported: RFC 3339.
    #[schema(example = "2026-03-04T04:26:07.000Z")]
    pub updated: String,
    /// Of all that was reported, for a person to read.
    #[schema(example = "3 beds free, reported 40 minutes ago")]
    pub text: String,
}

/// What was reported last, for a file that is kept: it says nothing of the present.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reported<'a> {
    /// Null where sources of equal trust contradict each other.
    pub available: Option<f64>,
    pub maximum: Option<f64>,
    pub unit: &'a str,
    pub at: DateTime<Utc>,
}

/// Whether there is room, in the order to tell it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Room {
    Free,
    Full,
    /// Nobody reported it in the last two hours.
    Unknown,
}

impl Reports {
    /// What is reported of a service.
    pub fn of(service: &Service) -> Reports {
        let standing = service.standing.get(&FactGroup::Capacity);
        let is_disputed = standing == Some(&Standing::Disputed);
        let report = |capacity: &ServiceCapacity| {
            Some(Report {
                unit: capacity.unit.name.clone()?,
                available: capacity.available?,
                maximum: capacity.maximum,
                description: capacity.description.clone(),
                updated: capacity.updated_at()?,
                is_disputed,
            })
        };
        Reports(service.capacities.iter().filter_map(report).collect())
    }

    /// Whether anything was ever reported free: what [`Reports::has_room`] is worth asking about.
    pub fn had_room(&self) -> bool {
        self.0.iter().any(|report| report.available > 0.0)
    }

    /// Whether something is known to be free at the instant.
    pub fn has_room(&self, now: DateTime<Utc>) -> bool {
        self.0.iter().any(|report| report.room(now) == Room::Free)
    }

    /// The latest of the reports; of equals the first.
    pub fn latest(&self) -> Option<Reported<'_>> {
        let latest = self.0.iter().rev().max_by_key(|report| report.updated)?;
        Some(Reported {
            available: (!latest.is_disputed).then_some(latest.available),
            maximum: latest.maximum,
            unit: &latest.unit,
            at: latest.updated,
        })
    }

    /// What can be told at the instant; `None` where nothing was ever reported.
    pub fn told(&self, now: DateTime<Utc>) -> Option<Capacity> {
        // Of several kinds of room the one to offer first; the latest of equals.
        let first = self.0.iter().min_by_key(|report| {
            let age = now.signed_duration_since(report.updated);
            (report.room(now), age)
        })?;
        let state = first.room(now);
        let known = self.0.iter().filter(|r| r.room(now) != Room::Unknown);
        let lines: Vec<String> = known.map(|report| report.line(now)).collect();
        Some(Capacity {
            state,
            available: (state != Room::Unknown).then_some(first.available),
            maximum: first.maximum,
            unit: first.unit.clone(),
            description: first.description.clone(),
            updated: first.updated.to_rfc3339_opts(SecondsFormat::Millis, true),
            text: match lines[..] {
                [] => format!("{} not known: call first", capital(&plural(&first.unit))),
                _ => lines.join("; "),
            },
        })
    }
}

impl Report {
    fn room(&self, now: DateTime<Utc>) -> Room {
        let age = now.signed_duration_since(self.updated);
        if self.is_disputed || age < TimeDelta::zero() || age >= OUT_OF_DATE {
            Room::Unknown
        } else if self.available > 0.0 {
            Room::Free
        } else {
            Room::Full
        }
    }

    fn line(&self, now: DateTime<Utc>) -> String {
        let count = match self.available {
            none if none <= 0.0 => format!("No {}", plural(&self.unit)),
            1.0 => format!("1 {}", lower(&self.unit)),
            many => format!("{many} {}", plural(&self.unit)),
        };
        let description = self.description.as_deref().map(str::trim);
        let whose = match description {
            None | Some("") => String::new(),
            Some(text) => format!(" ({})", text.trim_end_matches('.')),
        };
        let age = ago(now.signed_duration_since(self.updated));
        format!("{count} free{whose}, reported {age}")
    }
}

/// "just now", "1 minute ago", "1 hour 20 minutes ago".
fn ago(age: TimeDelta) -> String {
    let some = |count: i64, unit: &str| match count {
        0 => None,
        1 => Some(format!("1 {unit}")),
        _ => Some(format!("{count} {unit}s")),
    };
    let minutes = age.num_minutes();
    let parts = [some(minutes / 60, "hour"), some(minutes % 60, "minute")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts[..] {
        [] => "just now".to_owned(),
        _ => format!("{} ago", parts.join(" ")),
    }
}

/// A unit's name within a sentence: "Bed" is "bed", "SRO" stays.
fn lower(unit: &str) -> String {
    let unit = unit.trim();
    let mut letters = unit.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(unit.chars().skip(1)).collect()
        }
        _ => unit.to_owned(),
    }
}

fn plural(unit: &str) -> String {
    let unit = lower(unit);
    match unit.strip_suffix('y') {
        _ if unit.ends_with('s') => unit,
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{unit}s"),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests;
