//! Opening hours as a line that a person can read, in the place's time.

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Timelike, Utc,
};

use super::clock::Clock;
use super::{Caveat, Hours, OpenState};

pub(super) const NOT_KNOWN: &str = "Hours not known: call first";

/// What is so at an instant, and what comes next, in seconds of the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Outlook {
    /// Without `closes`, for a week at least.
    Open {
        closes: Option<i64>,
    },
    Closed {
        /// Whether it is open at any time of the day.
        opens_today: bool,
        opens: Option<i64>,
        /// Whether what comes next is not known.
        then_unknown: bool,
    },
    Unknown,
}

/// The answer at `at`. Without a clock nothing may be said of times.
pub(super) fn hours(
    outlook: Outlook,
    clock: Option<&Clock>,
    at: DateTime<Utc>,
    caveat: Caveat,
) -> Hours {
    let local = |instant: i64| clock.map(|clock| clock.local(instant));
    let now = local(at.timestamp());
    let mut hours = Hours {
        state: OpenState::Unknown,
        opens_at: None,
        closes_at: None,
        text: NOT_KNOWN.to_owned(),
    };
    let when = |instant: Option<i64>| Some((instant.and_then(local)?, now?));
    match (caveat, outlook) {
        (Caveat::TemporarilyClosed, _) => {
            hours.state = OpenState::Closed;
            hours.text = "Temporarily closed".to_owned();
        }
        (_, Outlook::Unknown) => {}
        (Caveat::Stale { checked }, Outlook::Open { closes }) => {
            let was = match when(closes) {
                None => "open 24 hours".to_owned(),
                Some((closes, now)) if closes - now <= TimeDelta::days(1) => {
                    format!("open until {}", time(closes.time()))
                }
                Some(_) => "open at this time".to_owned(),
            };
            hours.text = format!("Was {was} when {}: call first", checked_in(checked));
        }
        (Caveat::Stale { checked }, Outlook::Closed { .. }) => {
            let checked = checked_in(checked);
            hours.text = format!("Was closed at this time when {checked}: call first");
        }
        (Caveat::None, Outlook::Open { closes }) => {
            hours.state = OpenState::Open;
            hours.text = match when(closes) {
                None => "Open 24 hours".to_owned(),
                Some((closes, now)) => format!("Open until {}", closing(closes, now)),
            };
            hours.closes_at = closes.and_then(local).map(rfc_3339);
        }
        (
            Caveat::None,
            Outlook::Closed {
                opens_today,
                opens,
                then_unknown,
            },
        ) => {
            let closed = if opens_today {
                "Closed"
            } else {
                "Closed today"
            };
            hours.state = OpenState::Closed;
            hours.text = match when(opens) {
                Some((opens, now)) => format!("{closed}, opens {}", opening(opens, now)),
                None if then_unknown => format!("{closed}, next hours not known: call first"),
                None => "Closed: call to ask when it opens".to_owned(),
            };
            hours.opens_at = opens.and_then(local).map(rfc_3339);
        }
    }
    hours
}

fn rfc_3339(time: DateTime<FixedOffset>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// "9 pm", "2 am tomorrow", "Monday at 5 pm". Midnight belongs to the day that it ends.
fn closing(closes: DateTime<FixedOffset>, now: DateTime<FixedOffset>) -> String {
    let is_midnight = closes.time() == NaiveTime::MIN;
    let day = closes.date_naive() - TimeDelta::days(i64::from(is_midnight));
    let time = time(closes.time());
    match days_from(now, day) {
        0 => time,
        1 => format!("{time} tomorrow"),
        _ => format!("{} at {time}", weekday(day)),
    }
}

/// "at 8 am", "tomorrow at noon", "Monday at 8:30 am", "Friday, January 2, 2026 at 9 am". A day that
/// opens with its midnight just "opens Monday": "at midnight" would send people on either night.
fn opening(opens: DateTime<FixedOffset>, now: DateTime<FixedOffset>) -> String {
    let day = opens.date_naive();
    let is_midnight = opens.time() == NaiveTime::MIN;
    let time = format!("at {}", time(opens.time()));
    let day = match days_from(now, day) {
        0 => return time,
        1 if is_midnight => return time,
        1 => "tomorrow".to_owned(),
        2..=6 => weekday(day).to_owned(),
        _ if day.year() == now.year() => format!("{}, {} {}", weekday(day), month(day), day.day()),
        _ => format!(
            "{}, {} {}, {}",
            weekday(day),
            month(day),
            day.day(),
            day.year()
        ),
    };
    if is_midnight {
        day
    } else {
        format!("{day} {time}")
    }
}

fn days_from(now: DateTime<FixedOffset>, day: NaiveDate) -> i64 {
    (day - now.date_naive()).num_days()
}

/// "9 pm", "8:30 am", "noon", "midnight".
fn time(time: NaiveTime) -> String {
    let (is_afternoon, hour) = time.hour12();
    let half = if is_afternoon { "pm" } else { "am" };
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "noon".to_owned(),
        (_, 0) => format!("{hour} {half}"),
        (_, minute) => format!("{hour}:{minute:02} {half}"),
    }
}

pub(super) fn checked_in(checked: Option<NaiveDate>) -> String {
    match checked {
        Some(day) => format!("checked in {} {}", month(day), day.year()),
        None => "last checked".to_owned(),
    }
}

fn weekday(day: NaiveDate) -> &'static str {
    const NAMES: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    NAMES[day.weekday().num_days_from_monday() as usize]
}

fn month(day: NaiveDate) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES[day.month0() as usize]
}
