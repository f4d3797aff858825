//! What cannot be read makes its days unknown: never closed, and never a panic.

use super::*;

const MONDAY: &str = "2025-11-24T10:00:00-06:00";

#[test]
fn are_never_closed() {
    let week = || weekly(WEEKDAYS, "09:00-17:00");
    check([
        case("nothing is known", [], MONDAY, unknown()),
        case(
            "an empty schedule",
            [Schedule::default()],
            MONDAY,
            unknown(),
        ),
        case("days without times", [weekly("MO", "")], MONDAY, unknown()),
        case(
            "days without times, on another day",
            [weekly("TU", "")],
            MONDAY,
            closed("", "Closed today, next hours not known: call first"),
        ),
        case(
            "from nine until nine, which is all day or a slip",
            [weekly(EVERY_DAY, "09:00-09:00")],
            MONDAY,
            unknown(),
        ),
        case(
            "from midnight until midnight is all day",
            [weekly(EVERY_DAY, "00:00-00:00")],
            MONDAY,
            open("", "Open 24 hours"),
        ),
        case(
            "an opening without a closing",
            [weekly("MO", "09:00-")],
            MONDAY,
            unknown(),
        ),
        case(
            "a closing without an opening",
            [weekly("MO", "-17:00")],
            MONDAY,
            unknown(),
        ),
        case(
            "words for a time",
            [weekly("MO", "nine-five")],
            MONDAY,
            unknown(),
        ),
        case(
            "half past twenty-five",
            [weekly("MO", "09:00-25:30")],
            MONDAY,
            unknown(),
        ),
        case(
            "an opening at the end of the day",
            [weekly("MO", "24:00-24:00")],
            MONDAY,
            unknown(),
        ),
        case(
            "weekly, on no day",
            [weekly("", "09:00-17:00")],
            MONDAY,
            unknown(),
        ),
        case(
            "monthly, on no day",
            [monthly("", "09:00-17:00")],
            MONDAY,
            unknown(),
        ),
        case(
            "no frequency, no day",
            [times("09:00-17:00").valid("2025-01-01", "2025-12-31")],
            MONDAY,
            unknown(),
        ),
        case(
            "a day that is none",
            [weekly("TU,XX", "09:00-17:00")],
            MONDAY,
            unknown(),
        ),
        case(
            "a first Monday of the week",
            [weekly("1MO", "09:00-17:00")],
            MONDAY,
            unknown(),
        ),
        case(
            "another frequency",
            [Schedule {
                freq: some("HOURLY"),
                ..week()
            }],
            MONDAY,
            unknown(),
        ),
        case(
            "an interval of 0",
            [week().from("2025-01-01").every(0.0)],
            MONDAY,
            unknown(),
        ),
        case(
            "half an interval",
            [week().from("2025-01-01").every(0.5)],
            MONDAY,
            unknown(),
        ),
        case(
            "no number",
            [week().from("2025-01-01").every(f64::NAN)],
            MONDAY,
            unknown(),
        ),
        case(
            "every second week, from when?",
            [weekly("MO", "09:00-17:00").every(2.0)],
            MONDAY,
            unknown(),
        ),
        case(
            "a count from nowhere",
            [week().count(5.0)],
            MONDAY,
            unknown(),
        ),
        case(
            "a date that is none",
            [week().valid("2025-02-30", "")],
            MONDAY,
            unknown(),
        ),
        case(
            "dates in reverse",
            [week().valid("2025-12-31", "2025-01-01")],
            MONDAY,
            unknown(),
        ),
        case(
            "ending before it begins",
            [week().from("2025-12-31").until("2025-01-01")],
            MONDAY,
            unknown(),
        ),
        case(
            "a week that is none",
            [Schedule {
                byweekno: some("54"),
                ..week()
            }],
            MONDAY,
            unknown(),
        ),
    ]);
}

#[test]
fn leave_what_is_certain() {
    let week = || weekly(WEEKDAYS, "09:00-17:00");
    let until_five = || open("2025-11-24T17:00:00-06:00", "Open until 5 pm");
    check([
        case(
            "the hours of the week, beside a Saturday that cannot be read",
            [week(), weekly("SA", "by appointment-")],
            MONDAY,
            until_five(),
        ),
        case(
            "that Saturday",
            [week(), weekly("SA", "by appointment-")],
            "2025-11-29T10:00:00-06:00",
            unknown(),
        ),
        case(
            "before that Saturday it is not said that it opens on Monday",
            [week(), weekly("SA", "by appointment-")],
            "2025-11-28T18:00:00-06:00",
            closed("", "Closed, next hours not known: call first"),
        ),
        case(
            "no end at all (9999-12-31), no beginning (0001-01-01)",
            [week().valid("0001-01-01", "9999-12-31")],
            MONDAY,
            until_five(),
        ),
        case(
            "empty texts are absent ones",
            [Schedule {
                valid_to: Some(String::new()),
                until: Some(" ".to_owned()),
                wkst: Some(String::new()),
                ..week()
            }],
            MONDAY,
            until_five(),
        ),
        case(
            "a count beyond all years",
            [week().from("2025-01-01").count(1e300)],
            MONDAY,
            until_five(),
        ),
    ]);
}

/// None of these may take long: each is asked three times here.
#[test]
fn cost_no_more_than_honest_schedules() {
    let all_days: Vec<String> = (1..=366).map(|day| day.to_string()).collect();
    let long_list = vec!["1"; 100_000].join(",");
    let many = (0..128).map(|first| {
        weekly("MO", "01:00-02:00").valid("2000-01-01", &format!("{}-01-01", 2030 + first % 70))
    });
    let crowd = |schedules: Vec<Schedule>| Case {
        of: "many schedules",
        schedules,
        zone: CHICAGO,
        at: MONDAY,
        answer: unknown(),
    };
    let started = std::time::Instant::now();
    check([
        case(
            "every day of the year, one by one",
            [Schedule {
                byyearday: some(&all_days.join(",")),
                ..monthly("", "09:00-17:00")
            }],
            MONDAY,
            open("2025-11-24T17:00:00-06:00", "Open until 5 pm"),
        ),
        case(
            "a list without end",
            [Schedule {
                byyearday: some(&long_list),
                ..monthly("", "09:00-17:00")
            }],
            MONDAY,
            unknown(),
        ),
        case(
            "a day that never comes",
            [Schedule {
                bymonthday: some("31"),
                ..monthly("", "09:00-17:00")
            }
            .every(12.0)
            .from("2025-02-01")],
            MONDAY,
            closed("", "Closed: call to ask when it opens"),
        ),
        case(
            "counting days that never come",
            [Schedule {
                bymonthday: some("31"),
                ..monthly("", "09:00-17:00")
            }
            .every(12.0)
            .from("1900-02-01")
            .count(1e9)],
            MONDAY,
            closed("", "Closed: call to ask when it opens"),
        ),
        crowd(many.clone().chain(many.clone()).collect()),
    ]);
    let crowd = OpeningHours::parse(&many.collect::<Vec<_>>(), CHICAGO, instant(MONDAY));
    crowd.answer_at(instant("2026-05-05T12:00:00Z"), Caveat::None);
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}
