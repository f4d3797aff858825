//! The clock of a place: from its local times to instants, and back.

use chrono::{
    DateTime, Datelike, FixedOffset, MappedLocalTime, NaiveDate, NaiveTime, Offset, TimeDelta,
    TimeZone, Utc,
};
use chrono_tz::{GapInfo, Tz};

use super::reading;
use crate::hsds::Schedule;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Clock {
    /// An IANA zone, with its offsets in winter and in summer.
    Zone(Tz, [FixedOffset; 2]),
    /// The one offset that a place's schedules state, all the year.
    Fixed(FixedOffset),
}

impl Clock {
    /// The zone of the place, whatever offset its schedules state: they are written once, and are
    /// wrong for half of the year. Without a zone, the offset that they agree on.
    pub fn of(schedules: &[Schedule], zone: Option<Tz>, around: DateTime<Utc>) -> Option<Clock> {
        if let Some(zone) = zone {
            let offset = |month| {
                let day = NaiveDate::from_ymd_opt(around.year(), month, 1).unwrap_or_default();
                zone.offset_from_utc_date(&day).fix()
            };
            return Some(Clock::Zone(zone, [offset(1), offset(7)]));
        }
        let mut stated = schedules.iter().flat_map(offsets);
        let first = stated.next()?;
        stated
            .all(|other| other == first)
            .then_some(Clock::Fixed(first))
    }

    /// Whether a time with this offset can be one of this clock: 09:00-05:00 is nine in the morning
    /// in Chicago, all the year. 09:00Z there is either that or three in the morning: nobody knows.
    pub fn uses(&self, offset: FixedOffset) -> bool {
        match self {
            Clock::Zone(_, offsets) => offsets.contains(&offset),
            Clock::Fixed(ours) => *ours == offset,
        }
    }

    /// The instant, in seconds of the Unix epoch, that is so many seconds after a day's midnight by
    /// the clocks. As RFC 5545 (3.3.5) has it, a time that comes twice is the first of the two, and
    /// one that does not come is taken by the offset before the gap: 02:30 is 03:30.
    pub fn instant(&self, day: NaiveDate, seconds: u32) -> i64 {
        let local = day.and_time(NaiveTime::MIN) + TimeDelta::seconds(seconds.into());
        let offset = match self {
            Clock::Fixed(offset) => *offset,
            Clock::Zone(zone, _) => match zone.offset_from_local_datetime(&local) {
                MappedLocalTime::Single(offset) => offset.fix(),
                MappedLocalTime::Ambiguous(first, _) => first.fix(),
                MappedLocalTime::None => GapInfo::new(&local, zone)
                    .and_then(|gap| gap.begin)
                    .map_or_else(
                        || zone.offset_from_utc_datetime(&local).fix(),
                        |(_, offset)| offset.fix(),
                    ),
            },
        };
        local.and_utc().timestamp() - i64::from(offset.local_minus_utc())
    }

    /// What the clocks say at an instant, in seconds of the Unix epoch.
    pub fn local(&self, instant: i64) -> DateTime<FixedOffset> {
        let utc = DateTime::from_timestamp(instant, 0).unwrap_or_default();
        match self {
            Clock::Zone(zone, _) => utc.with_timezone(zone).fixed_offset(),
            Clock::Fixed(offset) => utc.with_timezone(offset),
        }
    }
}

/// The offsets that a schedule states: those behind its times, or its numeric `timezone`.
fn offsets(schedule: &Schedule) -> Vec<FixedOffset> {
    let of_time = |text: &Option<String>| reading::time(text.as_deref()?.trim()).ok()?.offset;
    let of_times: Vec<FixedOffset> = [&schedule.opens_at, &schedule.closes_at]
        .into_iter()
        .filter_map(of_time)
        .collect();
    if !of_times.is_empty() {
        return of_times;
    }
    let hours = schedule.timezone.filter(|hours| hours.abs() <= 14.0);
    let seconds = hours.map(|hours| (hours * 3600.0) as i32);
    seconds
        .and_then(FixedOffset::east_opt)
        .into_iter()
        .collect()
}
