//! Holidays, closures and hours for some dates only.

use super::*;

const THANKSGIVING: &str = "2025-11-27T10:00:00-06:00";

#[test]
fn close_their_days() {
    let week = || weekly(WEEKDAYS, "09:00-17:00");
    let is_closed = || {
        closed(
            "2025-11-28T09:00:00-06:00",
            "Closed today, opens tomorrow at 9 am",
        )
    };
    let on = |text: &str| note(text, "2025-11-27", "2025-11-27");
    check([
        case(
            "a holiday",
            [week(), on("Closed for Thanksgiving")],
            THANKSGIVING,
            is_closed(),
        ),
        case(
            "in other words",
            [week(), on("Thanksgiving: CLOSED")],
            THANKSGIVING,
            is_closed(),
        ),
        case(
            "in the notes",
            [
                week(),
                Schedule {
                    notes: some("Holiday closure"),
                    ..on("Thanksgiving")
                },
            ],
            THANKSGIVING,
            is_closed(),
        ),
        case(
            "with a frequency that feeds write everywhere",
            [
                week(),
                Schedule {
                    freq: some("WEEKLY"),
                    ..on("Closed")
                },
            ],
            THANKSGIVING,
            is_closed(),
        ),
        case(
            "by the dates of the rule",
            [
                week(),
                times("")
                    .about("Closed")
                    .from("2025-11-27")
                    .until("2025-11-27"),
            ],
            THANKSGIVING,
            is_closed(),
        ),
        case(
            "the day before",
            [week(), on("Closed")],
            "2025-11-26T18:00:00-06:00",
            closed("2025-11-28T09:00:00-06:00", "Closed, opens Friday at 9 am"),
        ),
        case(
            "several days",
            [
                week(),
                note("Closed for the holidays", "2025-12-24", "2026-01-01"),
            ],
            "2025-12-29T10:00:00-06:00",
            closed(
                "2026-01-02T09:00:00-06:00",
                "Closed today, opens Friday at 9 am",
            ),
        ),
        case(
            "a night that began before the closure ends as always",
            [weekly(EVERY_DAY, "21:00-07:00"), on("Closed")],
            "2025-11-27T06:00:00-06:00",
            open("2025-11-27T07:00:00-06:00", "Open until 7 am"),
        ),
        case(
            "a day of every week",
            [
                weekly(WEEKDAYS, "09:00-17:00"),
                weekly("SA,SU", "").about("Closed"),
            ],
            "2025-11-29T10:00:00-06:00",
            closed(
                "2025-12-01T09:00:00-06:00",
                "Closed today, opens Monday at 9 am",
            ),
        ),
        case(
            "nothing but a holiday is known: on other days nothing is",
            [on("Closed")],
            "2025-11-24T10:00:00-06:00",
            unknown(),
        ),
    ]);
}

#[test]
fn close_nothing_by_half_a_word() {
    let week = || weekly(WEEKDAYS, "09:00-17:00");
    let on = |text: &str| note(text, "2025-11-27", "2025-11-27");
    check([
        case(
            "not closed",
            [week(), on("Not closed on Thanksgiving")],
            THANKSGIVING,
            unknown(),
        ),
        case(
            "closed until noon",
            [week(), on("Closed until noon")],
            THANKSGIVING,
            unknown(),
        ),
        case(
            "hours that vary",
            [week(), on("Holiday hours vary")],
            THANKSGIVING,
            unknown(),
        ),
        case("no word at all", [week(), on("")], THANKSGIVING, unknown()),
        case(
            "a sentence beside the hours of the week (HSDS has this example)",
            [week().about("Weekdays. Closed on public holidays.")],
            THANKSGIVING,
            open("2025-11-27T17:00:00-06:00", "Open until 5 pm"),
        ),
        case(
            "a sentence for a year",
            [
                week(),
                note("Closed on public holidays", "2025-01-01", "2025-12-31"),
            ],
            THANKSGIVING,
            unknown(),
        ),
        case(
            "open and closed on the same dates",
            [
                on("Closed"),
                times("09:00-12:00").valid("2025-11-27", "2025-11-27"),
            ],
            THANKSGIVING,
            unknown(),
        ),
    ]);
}

#[test]
fn narrower_dates_add_hours_or_replace_them() {
    let week = || weekly(WEEKDAYS, "09:00-17:00");
    let on = |day: &str, hours: &str| times(hours).valid(day, day);
    check([
        case(
            "hours beside the usual are more hours, says HSDS: the usual",
            [week(), on("2025-11-27", "18:00-20:00")],
            THANKSGIVING,
            open("2025-11-27T17:00:00-06:00", "Open until 5 pm"),
        ),
        case(
            "the additional ones",
            [week(), on("2025-11-27", "18:00-20:00")],
            "2025-11-27T19:00:00-06:00",
            open("2025-11-27T20:00:00-06:00", "Open until 8 pm"),
        ),
        case(
            "hours within the usual are instead of them",
            [week(), on("2025-11-27", "10:00-12:00")],
            THANKSGIVING,
            open("2025-11-27T12:00:00-06:00", "Open until noon"),
        ),
        case(
            "of all of the usual, in several windows",
            [
                weekly(WEEKDAYS, "09:00-12:00"),
                weekly(WEEKDAYS, "13:00-17:00"),
                on("2025-11-27", "10:00-12:00"),
            ],
            "2025-11-27T14:00:00-06:00",
            closed(
                "2025-11-28T09:00:00-06:00",
                "Closed, opens tomorrow at 9 am",
            ),
        ),
        case(
            "of a season, on its days alone",
            [
                week(),
                weekly("MO", "10:00-14:00").valid("2025-11-01", "2025-12-31"),
            ],
            "2025-11-25T10:00:00-06:00",
            open("2025-11-25T17:00:00-06:00", "Open until 5 pm"),
        ),
        case(
            "later hours without an end replace earlier ones",
            [
                week().valid("2024-01-01", ""),
                weekly(WEEKDAYS, "08:00-16:00").valid("2025-06-01", ""),
            ],
            THANKSGIVING,
            open("2025-11-27T16:00:00-06:00", "Open until 4 pm"),
        ),
        case(
            "a day inside of a closure",
            [
                week(),
                note("Closed", "2025-11-24", "2025-11-28"),
                on("2025-11-27", "10:00-12:00"),
            ],
            THANKSGIVING,
            open("2025-11-27T12:00:00-06:00", "Open until noon"),
        ),
        case(
            "an hour past midnight is of the day before, and is not replaced",
            [
                weekly(EVERY_DAY, "20:00-02:00"),
                on("2025-11-27", "22:00-23:00"),
            ],
            "2025-11-27T01:00:00-06:00",
            open("2025-11-27T02:00:00-06:00", "Open until 2 am"),
        ),
    ]);
}
