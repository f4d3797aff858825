//! From HSDS schedules to whether a place is open.

mod clock;
mod closure;
mod line;
mod opening;
mod plan;
mod reading;
mod rule;
#[cfg(test)]
mod tests;
mod timeline;
mod timetables;
mod words;

pub use chrono_tz::Tz;
pub use opening::OpeningHours;
pub use timetables::Timetables;

use chrono::{DateTime, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use crate::hsds::Schedule;

/// Whether a listing is open at the instant asked about, in the order to offer them in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OpenState {
    Open,
    Unknown,
    Closed,
}

/// The hours of a listing, for a person and for a program.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Hours {
    pub state: OpenState,
    /// When it opens next, where it is closed and that is known: RFC 3339, with the place's offset.
    pub opens_at: Option<String>,
    /// When it closes: RFC 3339, with the place's offset; null where it does not within a week.
    pub closes_at: Option<String>,
    #[schema(example = "Hours not known: call first")]
    pub text: String,
}

/// Why the schedules are not the last word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Caveat {
    #[default]
    None,
    /// They were confirmed too long ago, on that day: unknown, with what they were.
    Stale { checked: Option<NaiveDate> },
    /// The service's HSDS status or the directory says so.
    TemporarilyClosed,
}
