//! The line that a file has.

use super::*;
use crate::hours::kept;

fn schedule(days: &str, opens: &str, closes: &str) -> Schedule {
    Schedule {
        freq: Some("WEEKLY".to_owned()),
        byday: Some(days.to_owned()),
        opens_at: Some(opens.to_owned()),
        closes_at: Some(closes.to_owned()),
        ..Schedule::default()
    }
}

/// On Monday, November 24, 2025 at 10 in the morning.
fn line(schedules: &[Schedule], caveat: Caveat) -> Option<String> {
    let at: DateTime<Utc> = "2025-11-24T16:00:00Z".parse().unwrap();
    let opening = OpeningHours::parse(schedules, CHICAGO, at);
    kept(&opening, schedules, at, caveat)
}

#[test]
fn a_week_is_one_line() {
    let office = || schedule(WEEKDAYS, "09:00", "17:00");
    let dated = |from: &str, to: &str| Schedule {
        valid_from: Some(from.to_owned()),
        valid_to: Some(to.to_owned()),
        ..schedule("SU", "10:00", "12:00")
    };
    let closure = Schedule {
        valid_from: Some("2025-12-25".to_owned()),
        valid_to: Some("2025-12-25".to_owned()),
        description: Some("Closed".to_owned()),
        ..Schedule::default()
    };
    let daily = Schedule {
        byday: None,
        freq: Some("DAILY".to_owned()),
        ..schedule("", "08:30:00", "20:00:00")
    };
    for (schedules, expected) in [
        (vec![office()], "Mon-Fri 9:00-17:00"),
        (
            vec![schedule("SA", "10:00", "14:00"), office()],
            "Mon-Fri 9:00-17:00; Sat 10:00-14:00",
        ),
        (
            vec![
                schedule("MO,WE", "13:00", "17:00"),
                schedule("MO,WE", "9:00", "12:00"),
            ],
            "Mon 9:00-12:00, 13:00-17:00; Wed 9:00-12:00, 13:00-17:00",
        ),
        (vec![daily], "Daily 8:30-20:00"),
        (
            vec![schedule(WEEKDAYS, "22:00", "06:00")],
            "Mon-Fri 22:00-6:00",
        ),
        (
            vec![schedule(WEEKDAYS, "00:00", "23:59")],
            "Mon-Fri 24 hours",
        ),
        // Over, not begun, limited, a closure.
        (
            vec![office(), dated("2025-01-01", "2025-02-01")],
            "Mon-Fri 9:00-17:00",
        ),
        (
            vec![office(), dated("2026-01-01", "2026-02-01")],
            "Mon-Fri 9:00-17:00; some days differ: call first",
        ),
        (
            vec![office(), dated("2025-01-01", "2025-12-31")],
            "Mon-Fri 9:00-17:00; Sun 10:00-12:00; until 2025-12-31",
        ),
        (
            vec![office(), closure],
            "Mon-Fri 9:00-17:00; some days differ: call first",
        ),
    ] {
        assert_eq!(line(&schedules, Caveat::None).as_deref(), Some(expected));
    }
}

/// On Saturday: that the office is closed then is known, and its hours are not.
#[test]
fn a_time_that_may_be_of_another_clock_is_no_line() {
    let utc = || schedule(WEEKDAYS, "15:00Z", "23:00Z");
    let here = || schedule("SA", "10:00-06:00", "14:00-06:00");
    let saturday: DateTime<Utc> = "2025-11-29T18:00:00Z".parse().unwrap();
    let checked = Some("2025-03-04".parse().unwrap());
    for (schedules, caveat, expected) in [
        (vec![utc()], Caveat::None, "Hours not known: call first"),
        (
            vec![utc()],
            Caveat::Stale { checked },
            "Hours not known: call first",
        ),
        (vec![utc()], Caveat::TemporarilyClosed, "Temporarily closed"),
        (
            vec![utc(), here()],
            Caveat::None,
            "Sat 10:00-14:00; some days differ: call first",
        ),
        (
            vec![schedule(WEEKDAYS, "09:00", "09:00")],
            Caveat::None,
            "Hours not known: call first",
        ),
    ] {
        let opening = OpeningHours::parse(&schedules, CHICAGO, saturday);
        let told = kept(&opening, &schedules, saturday, caveat);
        assert_eq!(told.as_deref(), Some(expected));
    }
}

#[test]
fn what_is_not_known_or_always_so_is_said_as_ever() {
    let always = [schedule(EVERY_DAY, "00:00", "23:59")];
    assert_eq!(
        line(&always, Caveat::None).as_deref(),
        Some("Open 24 hours")
    );
    let unread = [schedule("MO", "=1", "whenever")];
    for schedules in [&unread[..], &[]] {
        let told = line(schedules, Caveat::None);
        assert_eq!(told.as_deref(), Some("Hours not known: call first"));
    }
    let office = [schedule(WEEKDAYS, "09:00", "17:00")];
    let told = line(&office, Caveat::TemporarilyClosed);
    assert_eq!(told.as_deref(), Some("Temporarily closed"));
    let checked = Some("2025-03-04".parse().unwrap());
    let told = line(&office, Caveat::Stale { checked });
    assert_eq!(
        told.as_deref(),
        Some("Was Mon-Fri 9:00-17:00 when checked in March 2025: call first")
    );
}
