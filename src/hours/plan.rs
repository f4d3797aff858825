//! All schedules of a place together: what they say of a day.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::clock::Clock;
use super::line::{Line, Said, Span};
use super::reading::{self, DAY};
use super::rule::YEARS;
use super::timeline::Timeline;
use crate::hsds::Schedule;

/// More schedules than any place has; a bound on the work that one listing can make.
const MOST_SCHEDULES: usize = 128;

/// The schedules of a place, with their order and repetitions gone: equal plans give equal answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Plan {
    pub clock: Clock,
    /// Whether the clock is known; otherwise it stands for all clocks of the world.
    pub is_placed: bool,
    lines: Vec<Line>,
}

/// What is known of one day: its windows in seconds from midnight, and whether the rest of it is
/// known to be closed.
#[derive(Default)]
struct Day {
    windows: Vec<(u32, u32)>,
    rest_is_unknown: bool,
}

impl Plan {
    /// None where the schedules say nothing.
    pub fn of(schedules: &[Schedule], zone: Option<Tz>, around: DateTime<Utc>) -> Option<Plan> {
        if schedules.is_empty() || schedules.len() > MOST_SCHEDULES {
            return None;
        }
        let clock = Clock::of(schedules, zone, around);
        let is_placed = clock.is_some();
        let utc = FixedOffset::east_opt(0)?;
        let clock = clock.unwrap_or(Clock::Fixed(utc));
        let lines = schedules
            .iter()
            .map(|schedule| reading::line(schedule, &clock));
        let mut lines: Vec<Line> = lines.collect();
        lines.sort_unstable();
        lines.dedup();
        Some(Plan {
            clock,
            is_placed,
            lines,
        })
    }

    /// Whether it is open day and night, for good, as far as can be seen from `today`.
    pub fn is_always_open(&self, today: NaiveDate) -> bool {
        let began = |day: Option<NaiveDate>| day.is_none_or(|day| day < today - TimeDelta::days(1));
        let mut weekdays = [false; 7];
        for line in &self.lines {
            let whole_day = Said::Open {
                opens: 0,
                closes: DAY,
            };
            let is_endless = line.valid.to.is_none()
                && line.rule.last.is_none()
                && began(line.valid.from)
                && began(line.rule.start);
            if !is_endless || line.said != whole_day {
                return false;
            }
            for (of_line, found) in line.rule.every_weekday().into_iter().zip(&mut weekdays) {
                *found |= of_line;
            }
        }
        weekdays == [true; 7]
    }

    /// The states from the beginning of `first` to the end of `last`, by the place's clocks.
    pub fn timeline(&self, first: NaiveDate, last: NaiveDate) -> Timeline {
        let begins = |day| self.clock.instant(day, 0);
        let mut open = Vec::new();
        let mut unknown = Vec::new();
        let mut day = first - TimeDelta::days(1);
        while day <= last {
            let of_day = self.day(day);
            for (opens, closes) in of_day.windows {
                let (from, to) = (
                    self.clock.instant(day, opens),
                    self.clock.instant(day, closes),
                );
                if from < to {
                    open.push((from, to));
                } else {
                    // A changed clock leaves nothing of it; somebody may be there all the same.
                    let length = i64::from(closes - opens);
                    unknown.push((to - length, from + length));
                }
            }
            let next = day + TimeDelta::days(1);
            if of_day.rest_is_unknown {
                unknown.push((begins(day), begins(next)));
            }
            day = next;
        }
        Timeline::of(begins(first)..begins(day), open, unknown)
    }

    fn day(&self, day: NaiveDate) -> Day {
        if !YEARS.contains(&day.year()) {
            return Day {
                rest_is_unknown: true,
                ..Day::default()
            };
        }
        let number = day.num_days_from_ce();
        let mut said: Vec<(Span, Said)> = self
            .lines
            .iter()
            .map(|line| (line.span(), line))
            .filter(|(span, line)| {
                span.has(number) && line.valid.has(day) && line.rule.falls_on(day)
            })
            .map(|(span, line)| (span, line.said))
            .collect();
        if said.len() > 1 {
            leave_out_replaced(&mut said);
        }

        let closed = said.iter().any(|(_, said)| *said == Said::Closed);
        let unknown = said.iter().any(|(_, said)| *said == Said::Unknown);
        let windows: Vec<(u32, u32)> = said
            .iter()
            .filter(|(_, said)| matches!(said, Said::Open { .. }))
            .map(|(_, said)| said.extent())
            .collect();
        if closed && !windows.is_empty() {
            // Two words of equal weight that cannot both be true.
            return Day {
                windows: Vec::new(),
                rest_is_unknown: true,
            };
        }
        Day {
            windows,
            rest_is_unknown: unknown || !closed && !self.accounts_for(day),
        }
    }

    /// Whether a day on which nothing is said is known to be closed: only while a schedule goes on. After the last of
    /// them nobody has said yet what comes next.
    fn accounts_for(&self, day: NaiveDate) -> bool {
        self.lines.iter().any(|line| {
            line.said != Said::Closed
                && line.valid.has(day)
                && line.rule.last.is_none_or(|last| day <= last)
        })
    }
}

/// A schedule of narrower dates adds its hours to those of wider dates, as HSDS has it ("additional
/// opening hours"), unless the two overlap on that day: nobody adds hours that are there already, so
/// they are instead of the others. A closure, and a day without times, overlap with everything.
fn leave_out_replaced(said: &mut Vec<(Span, Said)>) {
    let overlap = |a: Said, b: Said| {
        let ((a_from, a_to), (b_from, b_to)) = (a.extent(), b.extent());
        a_from < b_to && b_from < a_to
    };
    let mut replaced: Vec<Span> = said
        .iter()
        .filter(|(wide, of_wide)| {
            said.iter().any(|(narrow, of_narrow)| {
                narrow.is_narrower(*wide) && overlap(*of_wide, *of_narrow)
            })
        })
        .map(|(span, _)| *span)
        .collect();
    replaced.dedup();
    said.retain(|(span, _)| !replaced.contains(span));
}
