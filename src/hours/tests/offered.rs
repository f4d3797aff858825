//! What stands around the hours: caveats, how long an answer holds, and sharing.

use chrono::NaiveDate;
use std::sync::Arc;

use super::*;
use crate::hours::Timetables;

fn office() -> OpeningHours {
    let at = instant("2025-11-24T16:00:00Z");
    OpeningHours::parse(&[weekly(WEEKDAYS, "09:00-21:00")], CHICAGO, at)
}

#[test]
fn stale_hours_read_as_what_they_were() {
    let checked = Caveat::Stale {
        checked: NaiveDate::from_ymd_opt(2025, 3, 9),
    };
    let undated = Caveat::Stale { checked: None };
    let at = "2025-11-24T16:00:00Z";
    let always = OpeningHours::parse(&[weekly(EVERY_DAY, "00:00-23:59")], None, instant(at));
    let nothing = OpeningHours::parse(&[], None, instant(at));
    for (hours, at, caveat, text) in [
        (
            &office(),
            at,
            checked,
            "Was open until 9 pm when checked in March 2025: call first",
        ),
        (
            &office(),
            at,
            undated,
            "Was open until 9 pm when last checked: call first",
        ),
        (
            &office(),
            "2025-11-24T06:00:00Z",
            checked,
            "Was closed at this time when checked in March 2025: call first",
        ),
        (
            &always,
            at,
            checked,
            "Was open 24 hours when checked in March 2025: call first",
        ),
        (&nothing, at, checked, "Hours not known: call first"),
    ] {
        let found = hours.answer_at(instant(at), caveat);
        assert_eq!(found, answer(OpenState::Unknown, "", "", text));
        assert_eq!(hours.state_at(instant(at), caveat), OpenState::Unknown);
    }
}

#[test]
fn a_service_that_is_closed_for_now_says_no_hours() {
    let at = instant("2025-11-24T16:00:00Z");
    let found = office().answer_at(at, Caveat::TemporarilyClosed);
    assert_eq!(found, closed("", "Temporarily closed"));
    assert_eq!(
        office().state_at(at, Caveat::TemporarilyClosed),
        OpenState::Closed
    );
}

#[test]
fn equal_hours_are_shared() {
    let mut timetables = Timetables::new(instant("2025-11-24T16:00:00Z"));
    let week = weekly(WEEKDAYS, "09:00-17:00").about("Mondays to Fridays");
    let again = weekly("FR,TH,WE,TU,MO", "9:00-17:00:00");
    let first = timetables.of(std::slice::from_ref(&week), CHICAGO);
    assert!(Arc::ptr_eq(&first, &timetables.of(&[again], CHICAGO)));
    let elsewhere = timetables.of(&[week], Some(Tz::America__Denver));
    assert!(!Arc::ptr_eq(&first, &elsewhere));
}

#[test]
fn open_comes_before_unknown_before_closed() {
    assert!(OpenState::Open < OpenState::Unknown && OpenState::Unknown < OpenState::Closed);
}
