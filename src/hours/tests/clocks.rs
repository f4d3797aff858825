//! Zones, offsets, and the two nights of a year on which clocks are changed.

use super::*;

const NEW_YORK: Option<Tz> = Some(Tz::America__New_York);

#[test]
fn keep_the_time_of_the_place() {
    let nine_to_five = |hours: &str| [weekly(WEEKDAYS, hours)];
    let with_timezone = |timezone: f64| {
        [Schedule {
            timezone: Some(timezone),
            ..weekly(WEEKDAYS, "09:00-17:00")
        }]
    };
    let at = "2025-11-24T09:30:00-06:00";
    let until_five = || open("2025-11-24T17:00:00-06:00", "Open until 5 pm");
    check([
        case("winter", nine_to_five("09:00-17:00"), at, until_five()),
        case(
            "summer",
            nine_to_five("09:00-17:00"),
            "2025-07-21T09:30:00-05:00",
            open("2025-07-21T17:00:00-05:00", "Open until 5 pm"),
        ),
        case(
            "an hour further east it is not yet five",
            nine_to_five("09:00-17:00"),
            at,
            open("2025-11-24T17:00:00-05:00", "Open until 5 pm"),
        )
        .zone(NEW_YORK),
        case(
            "where clocks are never changed",
            nine_to_five("09:00-17:00"),
            "2025-07-21T09:30:00-07:00",
            open("2025-07-21T17:00:00-07:00", "Open until 5 pm"),
        )
        .zone(Some(Tz::America__Phoenix)),
        case(
            "the zone wins over the offset of the other half of the year",
            [Schedule {
                opens_at: some("09:00-05:00"),
                closes_at: some("17:00-05:00"),
                ..weekly(WEEKDAYS, "")
            }],
            at,
            until_five(),
        ),
        case(
            "and over a numeric time zone",
            with_timezone(-5.0),
            at,
            until_five(),
        ),
        case(
            "whatever it is: many feeds leave it at 0",
            with_timezone(0.0),
            at,
            until_five(),
        ),
        case(
            "a time with an offset that the place never has may be any of two",
            [Schedule {
                opens_at: some("09:00Z"),
                closes_at: some("17:00Z"),
                ..weekly(WEEKDAYS, "")
            }],
            at,
            unknown(),
        ),
        case(
            "a time in UTC, where that is the place's",
            [Schedule {
                opens_at: some("09:00Z"),
                closes_at: some("17:00:00+00:00"),
                ..weekly(WEEKDAYS, "")
            }],
            "2025-11-24T09:30:00Z",
            open("2025-11-24T17:00:00+00:00", "Open until 5 pm"),
        )
        .zone(Some(Tz::Europe__London)),
        case(
            "without a zone, the offset of the times",
            [Schedule {
                opens_at: some("09:00-0600"),
                closes_at: some("17:00-06"),
                ..weekly(WEEKDAYS, "")
            }],
            at,
            until_five(),
        )
        .zone(None),
        case(
            "without a zone, the numeric one",
            with_timezone(-6.0),
            at,
            until_five(),
        )
        .zone(None),
        case("without either", nine_to_five("09:00-17:00"), at, unknown()).zone(None),
        case(
            "without a zone, and with two offsets",
            [
                Schedule {
                    timezone: Some(-6.0),
                    ..weekly("MO", "09:00-17:00")
                },
                Schedule {
                    timezone: Some(-5.0),
                    ..weekly("TU", "09:00-17:00")
                },
            ],
            at,
            unknown(),
        )
        .zone(None),
    ]);
}

/// In Chicago 2025-03-09 has no 02:00 to 03:00.
#[test]
fn lose_an_hour_in_spring() {
    let night = |hours: &str| [weekly(EVERY_DAY, hours)];
    check([
        case(
            "a night across it closes by the new time",
            night("22:00-06:00"),
            "2025-03-09T01:30:00-06:00",
            open("2025-03-09T06:00:00-05:00", "Open until 6 am"),
        ),
        case(
            "a closing that does not come is counted by the old time (RFC 5545, 3.3.5)",
            night("22:00-02:30"),
            "2025-03-09T01:30:00-06:00",
            open("2025-03-09T03:30:00-05:00", "Open until 3:30 am"),
        ),
        case(
            "so is an opening",
            night("02:30-06:00"),
            "2025-03-09T01:30:00-06:00",
            closed("2025-03-09T03:30:00-05:00", "Closed, opens at 3:30 am"),
        ),
        case(
            "of a window that is then over before it begins nothing is left, and it is not closed",
            night("02:30-03:30"),
            "2025-03-09T03:15:00-05:00",
            unknown(),
        ),
        case(
            "nor by the new time",
            night("02:30-03:30"),
            "2025-03-09T03:45:00-05:00",
            unknown(),
        ),
        case(
            "later it is",
            night("02:30-03:30"),
            "2025-03-09T05:00:00-05:00",
            closed(
                "2025-03-10T02:30:00-05:00",
                "Closed today, opens tomorrow at 2:30 am",
            ),
        ),
        case(
            "round the clock is round the clock",
            [
                weekly(EVERY_DAY, "00:00-23:59"),
                note("Closed", "2025-12-25", "2025-12-25"),
            ],
            "2025-03-09T01:59:59-06:00",
            open("", "Open 24 hours"),
        ),
    ]);
}

/// In Chicago 2025-11-02 has 01:00 to 02:00 twice.
#[test]
fn gain_an_hour_in_autumn() {
    let night = |hours: &str| [weekly(EVERY_DAY, hours)];
    check([
        case(
            "a closing that comes twice is the first (RFC 5545, 3.3.5)",
            night("22:00-01:30"),
            "2025-11-02T00:30:00-05:00",
            open("2025-11-02T01:30:00-05:00", "Open until 1:30 am"),
        ),
        case(
            "at the second it is closed",
            night("22:00-01:30"),
            "2025-11-02T01:10:00-06:00",
            closed("2025-11-02T22:00:00-06:00", "Closed, opens at 10 pm"),
        ),
        case(
            "an opening that comes twice is the first",
            night("01:30-06:00"),
            "2025-11-02T01:10:00-06:00",
            open("2025-11-02T06:00:00-06:00", "Open until 6 am"),
        ),
        case(
            "a night across it is an hour longer",
            night("22:00-06:00"),
            "2025-11-02T01:30:00-06:00",
            open("2025-11-02T06:00:00-06:00", "Open until 6 am"),
        ),
        case(
            "the week after begins by the new time",
            [weekly("MO", "09:00-17:00")],
            "2025-11-01T12:00:00-05:00",
            closed(
                "2025-11-03T09:00:00-06:00",
                "Closed today, opens Monday at 9 am",
            ),
        ),
        case(
            "whole days join where midnight comes twice",
            [weekly("SA,SU", "00:00-23:59")],
            "2025-11-01T12:00:00-04:00",
            open("2025-11-03T00:00:00-05:00", "Open until midnight tomorrow"),
        )
        .zone(Some(Tz::America__Havana)),
        case(
            "and where it does not come",
            [weekly("SA,SU", "00:00-23:59")],
            "2025-03-08T12:00:00-05:00",
            open("2025-03-10T00:00:00-04:00", "Open until midnight tomorrow"),
        )
        .zone(Some(Tz::America__Havana)),
    ]);
}
