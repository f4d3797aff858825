//! The opening hours of a place, ready to be asked.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::line::Said;
use super::plan::Plan;
use super::reading;
use super::rule::YEARS;
use super::timeline::Timeline;
use super::words::{self, Outlook};
use super::{Caveat, Hours, OpenState};
use crate::hsds::Schedule;

/// How far ahead an opening is looked for, in days: a seasonal place says when it opens again.
const FARTHEST_OPENING: i64 = 366;
/// How far ahead a closing is looked for: later, its weekday alone would be ambiguous.
const FARTHEST_CLOSING: i64 = 7;
/// Without a place an hour of the day may be any of a stretch this long, either way (UTC-12 to UTC+14).
const ANY_CLOCK: i64 = 14 * 60 * 60;

/// The opening hours of a place: read once, immutable, and cheap to ask near the instant that they
/// were made for. Listings with equal schedules share one (see [`super::Timetables`]).
///
/// ```
/// use chrono::{DateTime, Utc};
/// use nearhelp::hours::{Caveat, OpeningHours, Tz};
/// use nearhelp::hsds::Schedule;
///
/// let office = Schedule {
///     freq: Some("WEEKLY".to_owned()),
///     byday: Some("MO,TU,WE,TH,FR".to_owned()),
///     opens_at: Some("09:00".to_owned()),
///     closes_at: Some("17:00".to_owned()),
///     ..Schedule::default()
/// };
/// let monday: DateTime<Utc> = "2025-11-24T16:00:00Z".parse().unwrap();
/// let hours = OpeningHours::parse(&[office], Some(Tz::America__Chicago), monday);
/// let answer = hours.answer_at(monday, Caveat::None);
/// assert_eq!(answer.text, "Open until 5 pm");
/// assert_eq!(answer.closes_at.as_deref(), Some("2025-11-24T17:00:00-06:00"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct OpeningHours(Known);

#[derive(Clone, Debug, PartialEq)]
enum Known {
    Nothing,
    AlwaysOpen,
    /// The plan, and its states from the day before the instant that it was made for to the eighth
    /// day after, which is all that a week's answers need on that day and the next.
    Plan(Plan, Timeline),
}

impl OpeningHours {
    /// Reads the schedules of a place in the zone `zone`, to be asked mostly about instants near
    /// `around`. Others have the same answers, at the cost of expanding their days each time.
    ///
    /// A schedule that cannot be read makes its days unknown, never closed.
    pub fn parse(schedules: &[Schedule], zone: Option<Tz>, around: DateTime<Utc>) -> OpeningHours {
        Self::of(Plan::of(schedules, zone, around), around)
    }

    pub(super) fn of(plan: Option<Plan>, around: DateTime<Utc>) -> OpeningHours {
        let Some(plan) = plan else {
            return OpeningHours(Known::Nothing);
        };
        let years = (*YEARS.start() + 1)..*YEARS.end();
        let around = around
            .timestamp()
            .clamp(epoch_of(years.start), epoch_of(years.end));
        let today = plan.clock.local(around).date_naive();
        if plan.is_always_open(today) {
            return OpeningHours(Known::AlwaysOpen);
        }
        let timeline = plan.timeline(today - TimeDelta::days(1), today + TimeDelta::days(8));
        OpeningHours(Known::Plan(plan, timeline))
    }

    /// Whether it is open: the cheap question, for filters and order.
    pub fn state_at(&self, at: DateTime<Utc>, caveat: Caveat) -> OpenState {
        match caveat {
            Caveat::None => self.state(at),
            Caveat::Stale { .. } => OpenState::Unknown,
            Caveat::TemporarilyClosed => OpenState::Closed,
        }
    }

    /// Whether it is open, until or from when, and a line that a person can read.
    pub fn answer_at(&self, at: DateTime<Utc>, caveat: Caveat) -> Hours {
        let clock = match &self.0 {
            Known::Plan(plan, _) => Some(&plan.clock),
            Known::Nothing | Known::AlwaysOpen => None,
        };
        words::hours(self.outlook(at), clock, at, caveat)
    }

    /// What one of its schedules says of its days, by the place's clock.
    pub(super) fn said_by(&self, schedule: &Schedule) -> Said {
        match &self.0 {
            Known::Plan(plan, _) if plan.is_placed => reading::line(schedule, &plan.clock).said,
            _ => Said::Unknown,
        }
    }

    fn state(&self, at: DateTime<Utc>) -> OpenState {
        match &self.0 {
            Known::Nothing => OpenState::Unknown,
            Known::AlwaysOpen => OpenState::Open,
            Known::Plan(plan, near) if plan.is_placed => near
                .state(at.timestamp())
                .unwrap_or_else(|| expanded_state(plan, at)),
            Known::Plan(plan, near) => unplaced_state(plan, near, at),
        }
    }

    fn outlook(&self, at: DateTime<Utc>) -> Outlook {
        let state = self.state(at);
        let Known::Plan(plan, near) = &self.0 else {
            return match state {
                OpenState::Open => Outlook::Open { closes: None },
                _ => Outlook::Unknown,
            };
        };
        if state == OpenState::Unknown {
            return Outlook::Unknown;
        }
        let today = plan.clock.local(at.timestamp()).date_naive();
        match state {
            OpenState::Unknown => Outlook::Unknown,
            OpenState::Open if !plan.is_placed => Outlook::Open { closes: None },
            OpenState::Open => {
                let week = plan
                    .clock
                    .instant(today + TimeDelta::days(FARTHEST_CLOSING), 0);
                let closes = leaves(plan, near, state, at, FARTHEST_CLOSING)
                    .map(|(closes, _)| closes)
                    .filter(|closes| *closes <= week);
                Outlook::Open { closes }
            }
            OpenState::Closed => {
                let midnight = |day| plan.clock.instant(day, 0);
                let (from, to) = (midnight(today), midnight(today + TimeDelta::days(1)));
                let opens_today = match near.state(from).and(near.state(to)) {
                    Some(_) => near.opens_between(from, to),
                    None => plan.timeline(today, today).opens_between(from, to),
                };
                let next = leaves(plan, near, state, at, FARTHEST_OPENING);
                Outlook::Closed {
                    opens_today,
                    opens: next
                        .filter(|(_, next)| *next == OpenState::Open)
                        .map(|(opens, _)| opens),
                    then_unknown: next.is_some_and(|(_, next)| next == OpenState::Unknown),
                }
            }
        }
    }
}

/// The first instant after `at` with another state, within so many days.
fn leaves(
    plan: &Plan,
    near: &Timeline,
    state: OpenState,
    at: DateTime<Utc>,
    days: i64,
) -> Option<(i64, OpenState)> {
    let at = at.timestamp();
    let local = |instant| plan.clock.local(instant).date_naive();
    let last = local(at) + TimeDelta::days(days);
    let mut day = local(at);
    if near.state(at).is_some() {
        if let Some(change) = near.leaves(state, at) {
            return Some(change);
        }
        day = local(near.end());
    }
    while day <= last {
        let end = day + TimeDelta::days(7);
        let timeline = plan.timeline(day, end);
        if let Some(change) = timeline.leaves(state, at) {
            return Some(change);
        }
        day = end + TimeDelta::days(1);
    }
    None
}

fn expanded_state(plan: &Plan, at: DateTime<Utc>) -> OpenState {
    if !is_known_year(at) {
        return OpenState::Unknown;
    }
    let today = plan.clock.local(at.timestamp()).date_naive();
    let timeline = plan.timeline(today, today);
    timeline.state(at.timestamp()).unwrap_or(OpenState::Unknown)
}

/// Open where it is open by every clock of the world: a hotline of all hours needs no zone.
fn unplaced_state(plan: &Plan, near: &Timeline, at: DateTime<Utc>) -> OpenState {
    let (from, to) = (at.timestamp() - ANY_CLOCK, at.timestamp() + ANY_CLOCK);
    let is_open_throughout = |timeline: &Timeline| {
        timeline.state(from) == Some(OpenState::Open)
            && timeline.state(to).is_some()
            && timeline
                .leaves(OpenState::Open, from)
                .is_none_or(|(end, _)| end > to)
    };
    let is_open = if near.state(from).and(near.state(to)).is_some() {
        is_open_throughout(near)
    } else {
        let day = |instant| -> NaiveDate { plan.clock.local(instant).date_naive() };
        is_known_year(at) && is_open_throughout(&plan.timeline(day(from), day(to)))
    };
    if is_open {
        OpenState::Open
    } else {
        OpenState::Unknown
    }
}

fn is_known_year(at: DateTime<Utc>) -> bool {
    YEARS.contains(&at.year())
}

fn epoch_of(year: i32) -> i64 {
    NaiveDate::from_ymd_opt(year, 1, 1).map_or(0, |day| {
        day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()
    })
}
