//! From HSDS schedules to whether a place is open.
//!
//! Only one schedule is understood so far, round the clock; every other leaves the state unknown.

use serde::Serialize;
use utoipa::ToSchema;

use crate::hsds::Schedule;

/// Whether a listing is open at the instant asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OpenState {
    Open,
    Unknown,
}

/// The hours of a listing, for a person and for a program.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Hours {
    pub state: OpenState,
    /// When it opens next: RFC 3339.
    pub opens_at: Option<String>,
    /// When it closes: RFC 3339; null where it never does.
    pub closes_at: Option<String>,
    #[schema(example = "Hours not known: call first")]
    pub text: String,
}

/// What `schedules` say of any instant.
pub fn hours(schedules: &[Schedule]) -> Hours {
    let always = schedules.iter().any(is_round_the_clock);
    let (state, text) = if always {
        (OpenState::Open, "Open 24 hours")
    } else {
        (OpenState::Unknown, "Hours not known: call first")
    };
    Hours {
        state,
        opens_at: None,
        closes_at: None,
        text: text.to_owned(),
    }
}

/// HSDS 3.1 serialises 24 hours as 00:00 to 23:59.
fn is_round_the_clock(schedule: &Schedule) -> bool {
    const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let days: Vec<&str> = schedule.byday.as_deref().unwrap_or("").split(',').collect();
    let starts_with =
        |time: &Option<String>, start| time.as_deref().is_some_and(|time| time.starts_with(start));
    let has_no_end = schedule.valid_from.is_none()
        && schedule.valid_to.is_none()
        && schedule.until.is_none()
        && schedule.count.is_none()
        && schedule.interval.is_none_or(|weeks| weeks == 1.0);
    schedule.freq.as_deref() == Some("WEEKLY")
        && DAYS.iter().all(|day| days.contains(day))
        && starts_with(&schedule.opens_at, "00:00")
        && starts_with(&schedule.closes_at, "23:59")
        && has_no_end
}
