//! The rules of opening hours, as tables that read like their specification.
//!
//! All instants are in November and December 2025 unless a rule needs another time.

mod answers;
mod clocks;
mod closures;
mod days;
mod faults;
mod offered;
mod properties;
mod recurrence;
mod week;
mod writing;

use chrono::{DateTime, Utc};

use super::{Caveat, Hours, OpenState, OpeningHours, Tz};
use crate::hsds::Schedule;

const CHICAGO: Option<Tz> = Some(Tz::America__Chicago);
const WEEKDAYS: &str = "MO,TU,WE,TH,FR";
const EVERY_DAY: &str = "MO,TU,WE,TH,FR,SA,SU";

/// One line of a table: of these schedules, in this zone, at this instant, this is the answer.
struct Case {
    of: &'static str,
    schedules: Vec<Schedule>,
    zone: Option<Tz>,
    at: &'static str,
    answer: Hours,
}

/// A case in Chicago.
fn case<const N: usize>(
    of: &'static str,
    schedules: [Schedule; N],
    at: &'static str,
    answer: Hours,
) -> Case {
    Case {
        of,
        schedules: schedules.to_vec(),
        zone: CHICAGO,
        at,
        answer,
    }
}

impl Case {
    fn zone(mut self, zone: Option<Tz>) -> Case {
        self.zone = zone;
        self
    }
}

/// Asks every case of a table three times: near the instant that the hours were made for, far from
/// it, and with the schedules in another order. Reports all that fail.
fn check<const N: usize>(cases: [Case; N]) {
    let mut failures = Vec::new();
    for case in &cases {
        let at = instant(case.at);
        let mut reversed = case.schedules.clone();
        reversed.reverse();
        let far = at - chrono::TimeDelta::days(100);
        for (how, schedules, around) in [
            ("near", &case.schedules, at),
            ("far", &case.schedules, far),
            ("reversed", &reversed, at),
        ] {
            let hours = OpeningHours::parse(schedules, case.zone, around);
            let answer = hours.answer_at(at, Caveat::None);
            assert_eq!(
                hours.state_at(at, Caveat::None),
                answer.state,
                "{}",
                case.of
            );
            if answer != case.answer {
                failures.push(format!(
                    "{} ({how}):\n  expected {:?}\n  found    {answer:?}",
                    case.of, case.answer
                ));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect(text).to_utc()
}

/// Open until `closes_at`, or for good with "".
fn open(closes_at: &str, text: &str) -> Hours {
    answer(OpenState::Open, "", closes_at, text)
}

/// Closed until `opens_at`, or nobody knows until when with "".
fn closed(opens_at: &str, text: &str) -> Hours {
    answer(OpenState::Closed, opens_at, "", text)
}

fn unknown() -> Hours {
    answer(OpenState::Unknown, "", "", "Hours not known: call first")
}

fn answer(state: OpenState, opens_at: &str, closes_at: &str, text: &str) -> Hours {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Hours {
        state,
        opens_at: some(opens_at),
        closes_at: some(closes_at),
        text: text.to_owned(),
    }
}

/// On these days of every week. `hours` is `09:00-17:00`, or nothing.
fn weekly(byday: &str, hours: &str) -> Schedule {
    Schedule {
        freq: some("WEEKLY"),
        byday: some(byday),
        ..times(hours)
    }
}

fn monthly(byday: &str, hours: &str) -> Schedule {
    Schedule {
        freq: some("MONTHLY"),
        ..weekly(byday, hours)
    }
}

fn times(hours: &str) -> Schedule {
    let (opens_at, closes_at) = hours.split_once('-').unwrap_or_default();
    Schedule {
        opens_at: some(opens_at),
        closes_at: some(closes_at),
        ..Schedule::default()
    }
}

/// A note on some dates, without times.
fn note(description: &str, from: &str, to: &str) -> Schedule {
    times("").about(description).valid(from, to)
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

impl Schedule {
    fn valid(self, from: &str, to: &str) -> Schedule {
        Schedule {
            valid_from: some(from),
            valid_to: some(to),
            ..self
        }
    }

    fn from(self, dtstart: &str) -> Schedule {
        Schedule {
            dtstart: some(dtstart),
            ..self
        }
    }

    fn until(self, until: &str) -> Schedule {
        Schedule {
            until: some(until),
            ..self
        }
    }

    fn every(self, interval: f64) -> Schedule {
        Schedule {
            interval: Some(interval),
            ..self
        }
    }

    fn count(self, count: f64) -> Schedule {
        Schedule {
            count: Some(count),
            ..self
        }
    }

    fn about(self, description: &str) -> Schedule {
        Schedule {
            description: some(description),
            ..self
        }
    }
}
