//! Which days a rule is about.

use super::*;

#[test]
fn of_the_week() {
    check([
        case(
            "every second week, counted from the first date: the first",
            [weekly("TU", "09:00-17:00").every(2.0).from("2025-11-11")],
            "2025-11-25T10:00:00-06:00",
            open("2025-11-25T17:00:00-06:00", "Open until 5 pm"),
        ),
        case(
            "every second week: the week between",
            [weekly("TU", "09:00-17:00").every(2.0).from("2025-11-11")],
            "2025-11-18T10:00:00-06:00",
            closed(
                "2025-11-25T09:00:00-06:00",
                "Closed today, opens Tuesday, November 25 at 9 am",
            ),
        ),
        case(
            "weeks begin on Monday: the Sunday after a Tuesday is of the same week",
            [weekly("TU,SU", "09:00-17:00").every(2.0).from("2025-11-11")],
            "2025-11-16T10:00:00-06:00",
            open("2025-11-16T17:00:00-06:00", "Open until 5 pm"),
        ),
        case(
            "unless they begin on Sunday (wkst)",
            [Schedule {
                wkst: some("SU"),
                ..weekly("TU,SU", "09:00-17:00").every(2.0).from("2025-11-11")
            }],
            "2025-11-16T10:00:00-06:00",
            closed(
                "2025-11-23T09:00:00-06:00",
                "Closed today, opens Sunday, November 23 at 9 am",
            ),
        ),
        case(
            "without days: the weekday of the first date",
            [weekly("", "09:00-17:00").from("2025-11-04")],
            "2025-11-25T10:00:00-06:00",
            open("2025-11-25T17:00:00-06:00", "Open until 5 pm"),
        ),
        case(
            "before the first date",
            [weekly("MO", "09:00-17:00").from("2026-01-01")],
            "2025-11-24T10:00:00-06:00",
            closed(
                "2026-01-05T09:00:00-06:00",
                "Closed today, opens Monday, January 5, 2026 at 9 am",
            ),
        ),
        case(
            "weeks of the year (byweekno)",
            [Schedule {
                byweekno: some("48"),
                ..weekly("MO", "09:00-17:00")
            }],
            "2025-11-24T10:00:00-06:00",
            open("2025-11-24T17:00:00-06:00", "Open until 5 pm"),
        ),
        case(
            "week 1 of 2026 begins in December",
            [Schedule {
                byweekno: some("1"),
                ..weekly("MO", "09:00-17:00")
            }],
            "2025-12-29T10:00:00-06:00",
            open("2025-12-29T17:00:00-06:00", "Open until 5 pm"),
        ),
        case(
            "where weeks begin on Sunday, week 1 of 2026 is a week later",
            [Schedule {
                byweekno: some("1"),
                wkst: some("SU"),
                ..weekly("SU", "09:00-17:00")
            }],
            "2026-01-04T10:00:00-06:00",
            open("2026-01-04T17:00:00-06:00", "Open until 5 pm"),
        ),
        case(
            "the last week of 2025 is the one before",
            [Schedule {
                byweekno: some("-1"),
                ..weekly("MO", "09:00-17:00")
            }],
            "2025-12-22T10:00:00-06:00",
            open("2025-12-22T17:00:00-06:00", "Open until 5 pm"),
        ),
        case(
            "no frequency, but days: weekly",
            [Schedule {
                freq: None,
                ..weekly("MO", "09:00-17:00")
            }],
            "2025-11-24T10:00:00-06:00",
            open("2025-11-24T17:00:00-06:00", "Open until 5 pm"),
        ),
        case(
            "small letters, spaces and a trailing comma",
            [Schedule {
                freq: some("weekly"),
                ..weekly(" mo, tu ,", "9:00-17:00")
            }],
            "2025-11-24T10:00:00-06:00",
            open("2025-11-24T17:00:00-06:00", "Open until 5 pm"),
        ),
    ]);
}

#[test]
fn of_the_month() {
    let in_month = |bymonthday: &str| Schedule {
        bymonthday: some(bymonthday),
        ..monthly("", "09:00-17:00")
    };
    let until_five = |day: &str| open(&format!("{day}T17:00:00-06:00"), "Open until 5 pm");
    check([
        case(
            "the first Monday",
            [monthly("1MO", "09:00-17:00")],
            "2025-12-01T10:00:00-06:00",
            until_five("2025-12-01"),
        ),
        case(
            "not the second",
            [monthly("1MO", "09:00-17:00")],
            "2025-12-08T10:00:00-06:00",
            closed(
                "2026-01-05T09:00:00-06:00",
                "Closed today, opens Monday, January 5, 2026 at 9 am",
            ),
        ),
        case(
            "the last Friday",
            [monthly("-1FR", "09:00-17:00")],
            "2025-11-28T10:00:00-06:00",
            until_five("2025-11-28"),
        ),
        case(
            "the second and the fourth Tuesday",
            [monthly("2TU,4TU", "09:00-17:00")],
            "2025-11-25T10:00:00-06:00",
            until_five("2025-11-25"),
        ),
        case(
            "the fifth Saturday, which most months lack",
            [monthly("5SA", "09:00-17:00")],
            "2025-11-22T10:00:00-06:00",
            closed(
                "2025-11-29T09:00:00-06:00",
                "Closed today, opens Saturday, November 29 at 9 am",
            ),
        ),
        case(
            "every Monday, said by the month",
            [monthly("MO", "09:00-17:00")],
            "2025-11-24T10:00:00-06:00",
            until_five("2025-11-24"),
        ),
        case(
            "the 1st and the 15th",
            [in_month("1,15")],
            "2025-12-15T10:00:00-06:00",
            until_five("2025-12-15"),
        ),
        case(
            "the last day",
            [in_month("-1")],
            "2025-11-30T10:00:00-06:00",
            until_five("2025-11-30"),
        ),
        case(
            "the last day of a February with 29",
            [in_month("-1")],
            "2024-02-29T10:00:00-06:00",
            until_five("2024-02-29"),
        ),
        case(
            "the 31st, in a month of 30: not the 30th",
            [in_month("31")],
            "2025-11-30T10:00:00-06:00",
            closed(
                "2025-12-31T09:00:00-06:00",
                "Closed today, opens Wednesday, December 31 at 9 am",
            ),
        ),
        case(
            "Friday the 13th",
            [Schedule {
                bymonthday: some("13"),
                ..monthly("FR", "09:00-17:00")
            }],
            "2026-02-13T10:00:00-06:00",
            until_five("2026-02-13"),
        ),
        case(
            "every third month, counted from the first date",
            [monthly("1MO", "09:00-17:00").every(3.0).from("2025-09-01")],
            "2025-12-01T10:00:00-06:00",
            until_five("2025-12-01"),
        ),
        case(
            "without days: the day of the first date",
            [monthly("", "09:00-17:00").from("2025-10-24")],
            "2025-11-24T10:00:00-06:00",
            until_five("2025-11-24"),
        ),
        case(
            "days of the year, from its end (byyearday)",
            [Schedule {
                byyearday: some("-1"),
                ..monthly("", "09:00-17:00")
            }],
            "2025-12-31T10:00:00-06:00",
            until_five("2025-12-31"),
        ),
        case(
            "the 366th day, in a leap year alone",
            [Schedule {
                byyearday: some("366"),
                ..monthly("", "09:00-17:00")
            }],
            "2024-12-31T10:00:00-06:00",
            until_five("2024-12-31"),
        ),
    ]);
}

#[test]
fn that_end() {
    let until_five = || open("2025-11-24T17:00:00-06:00", "Open until 5 pm");
    let course = || weekly("MO,WE", "09:00-17:00").from("2025-11-12");
    check([
        case(
            "on the last day (until)",
            [weekly("MO", "09:00-17:00").until("2025-11-24")],
            "2025-11-24T10:00:00-06:00",
            until_five(),
        ),
        case(
            "the last day may be written as RFC 5545 has it",
            [weekly("MO", "09:00-17:00").until("20251124T235959Z")],
            "2025-11-24T10:00:00-06:00",
            until_five(),
        ),
        case(
            "after `until` nobody has said what comes next",
            [weekly("MO", "09:00-17:00").until("2025-11-23")],
            "2025-11-24T10:00:00-06:00",
            unknown(),
        ),
        case(
            "unless another schedule goes on",
            [
                weekly("MO", "09:00-17:00").until("2025-11-23"),
                weekly("TU", "09:00-17:00"),
            ],
            "2025-11-24T10:00:00-06:00",
            closed(
                "2025-11-25T09:00:00-06:00",
                "Closed today, opens tomorrow at 9 am",
            ),
        ),
        case(
            "the fourth of four",
            [course().count(4.0)],
            "2025-11-24T10:00:00-06:00",
            until_five(),
        ),
        case(
            "after the third of three",
            [course().count(3.0)],
            "2025-11-24T10:00:00-06:00",
            unknown(),
        ),
        case(
            "a single event, without a rule",
            [times("09:00-17:00").from("2025-11-24")],
            "2025-11-24T10:00:00-06:00",
            until_five(),
        ),
        case(
            "after `valid_to` nothing is known, says HSDS",
            [weekly("MO", "09:00-17:00").valid("", "2025-11-23")],
            "2025-11-24T10:00:00-06:00",
            unknown(),
        ),
        case(
            "nor before `valid_from`",
            [weekly("MO", "09:00-17:00").valid("2025-12-01", "")],
            "2025-11-24T10:00:00-06:00",
            unknown(),
        ),
        case(
            "on the last valid day, it is not said that it opens when nothing is known of",
            [weekly("MO", "09:00-17:00").valid("", "2025-11-24")],
            "2025-11-24T18:00:00-06:00",
            closed("", "Closed, next hours not known: call first"),
        ),
        case(
            "the hours of the winter follow those of the summer",
            [
                weekly("MO", "09:00-20:00").valid("", "2025-10-31"),
                weekly("MO", "09:00-17:00").valid("2025-11-01", ""),
            ],
            "2025-11-24T10:00:00-06:00",
            until_five(),
        ),
        case(
            "a first Saturday beside the week, from July to November (HSDS has this example)",
            [
                weekly("MO,TU,WE,TH", "09:00-12:00").valid("2020-04-01", "2020-12-20"),
                monthly("1SA", "09:00-17:00")
                    .from("2020-07-04")
                    .until("2020-11-07"),
            ],
            "2020-08-01T10:00:00-05:00",
            open("2020-08-01T17:00:00-05:00", "Open until 5 pm"),
        ),
    ]);
}
