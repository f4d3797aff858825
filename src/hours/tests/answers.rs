//! Windows of a day, nights, and the line that a person reads.

use super::*;

#[test]
fn of_an_office() {
    let office = || [weekly(WEEKDAYS, "09:00-17:00")];
    check([
        case(
            "in the morning",
            office(),
            "2025-11-24T10:00:00-06:00",
            open("2025-11-24T17:00:00-06:00", "Open until 5 pm"),
        ),
        case(
            "as it opens",
            office(),
            "2025-11-24T09:00:00-06:00",
            open("2025-11-24T17:00:00-06:00", "Open until 5 pm"),
        ),
        case(
            "a second before",
            office(),
            "2025-11-24T08:59:59-06:00",
            closed("2025-11-24T09:00:00-06:00", "Closed, opens at 9 am"),
        ),
        case(
            "as it closes",
            office(),
            "2025-11-24T17:00:00-06:00",
            closed(
                "2025-11-25T09:00:00-06:00",
                "Closed, opens tomorrow at 9 am",
            ),
        ),
        case(
            "on Friday night",
            office(),
            "2025-11-28T22:00:00-06:00",
            closed("2025-12-01T09:00:00-06:00", "Closed, opens Monday at 9 am"),
        ),
        case(
            "on Saturday",
            office(),
            "2025-11-29T12:00:00-06:00",
            closed(
                "2025-12-01T09:00:00-06:00",
                "Closed today, opens Monday at 9 am",
            ),
        ),
        case(
            "on Sunday, asked in UTC when it is Monday there",
            office(),
            "2025-12-01T03:00:00Z",
            closed(
                "2025-12-01T09:00:00-06:00",
                "Closed today, opens tomorrow at 9 am",
            ),
        ),
    ]);
}

#[test]
fn of_several_windows_a_day() {
    let kitchen = || {
        [
            weekly(EVERY_DAY, "11:30-13:00"),
            weekly(EVERY_DAY, "17:00-18:30"),
        ]
    };
    check([
        case(
            "at lunch",
            kitchen(),
            "2025-11-24T12:00:00-06:00",
            open("2025-11-24T13:00:00-06:00", "Open until 1 pm"),
        ),
        case(
            "between lunch and supper",
            kitchen(),
            "2025-11-24T13:00:00-06:00",
            closed("2025-11-24T17:00:00-06:00", "Closed, opens at 5 pm"),
        ),
        case(
            "after supper",
            kitchen(),
            "2025-11-24T20:00:00-06:00",
            closed(
                "2025-11-25T11:30:00-06:00",
                "Closed, opens tomorrow at 11:30 am",
            ),
        ),
        case(
            "windows that touch are one",
            [weekly("MO", "09:00-12:00"), weekly("MO", "12:00-17:00")],
            "2025-11-24T10:00:00-06:00",
            open("2025-11-24T17:00:00-06:00", "Open until 5 pm"),
        ),
        case(
            "so are those that overlap",
            [weekly("MO", "09:00-14:00"), weekly("MO", "12:00-17:00")],
            "2025-11-24T10:00:00-06:00",
            open("2025-11-24T17:00:00-06:00", "Open until 5 pm"),
        ),
        case(
            "the same schedule twice is the schedule",
            [weekly("MO", "09:00-14:00"), weekly("MO", "09:00-14:00")],
            "2025-11-24T10:00:00-06:00",
            open("2025-11-24T14:00:00-06:00", "Open until 2 pm"),
        ),
        case(
            "closing at noon",
            [weekly("MO", "09:00-12:00")],
            "2025-11-24T10:00:00-06:00",
            open("2025-11-24T12:00:00-06:00", "Open until noon"),
        ),
        case(
            "opening at noon",
            [weekly("MO", "12:00-18:00")],
            "2025-11-24T10:00:00-06:00",
            closed("2025-11-24T12:00:00-06:00", "Closed, opens at noon"),
        ),
    ]);
}

#[test]
fn of_nights() {
    let shelter = || [weekly("FR,SA", "21:00-07:00")];
    let bar = || [weekly("FR", "18:00-02:00")];
    check([
        case(
            "in the evening",
            shelter(),
            "2025-11-28T22:00:00-06:00",
            open("2025-11-29T07:00:00-06:00", "Open until 7 am tomorrow"),
        ),
        case(
            "past midnight, of the day that it opened",
            bar(),
            "2025-11-29T01:00:00-06:00",
            open("2025-11-29T02:00:00-06:00", "Open until 2 am"),
        ),
        case(
            "past midnight, on a day that it does not open",
            bar(),
            "2025-11-28T01:00:00-06:00",
            closed("2025-11-28T18:00:00-06:00", "Closed, opens at 6 pm"),
        ),
        case(
            "on the day between two nights",
            shelter(),
            "2025-11-29T12:00:00-06:00",
            closed("2025-11-29T21:00:00-06:00", "Closed, opens at 9 pm"),
        ),
        case(
            "on the morning after the last night it is not closed today: it was open",
            shelter(),
            "2025-11-30T09:00:00-06:00",
            closed("2025-12-05T21:00:00-06:00", "Closed, opens Friday at 9 pm"),
        ),
        case(
            "until midnight",
            [weekly(EVERY_DAY, "18:00-00:00")],
            "2025-11-24T20:00:00-06:00",
            open("2025-11-25T00:00:00-06:00", "Open until midnight"),
        ),
        case(
            "24:00 is midnight too",
            [weekly(EVERY_DAY, "18:00-24:00")],
            "2025-11-24T20:00:00-06:00",
            open("2025-11-25T00:00:00-06:00", "Open until midnight"),
        ),
        case(
            "and so is 23:59, so that a night written as two windows is one",
            [weekly("FR", "18:00-23:59"), weekly("SA", "00:00-06:00")],
            "2025-11-28T20:00:00-06:00",
            open("2025-11-29T06:00:00-06:00", "Open until 6 am tomorrow"),
        ),
        case(
            "from nine to nine may be a day and a night, or a slip",
            [weekly("MO", "09:00-09:00")],
            "2025-11-24T20:00:00-06:00",
            unknown(),
        ),
    ]);
}

#[test]
fn of_whole_days() {
    let hotline = || [weekly(EVERY_DAY, "00:00-23:59")];
    let on_weekdays = || [weekly(WEEKDAYS, "00:00-23:59")];
    let at = "2025-11-24T20:00:00-06:00";
    let for_good = || open("", "Open 24 hours");
    check([
        case(
            "HSDS serialises 24 hours as 00:00 to 23:59",
            hotline(),
            at,
            for_good(),
        ),
        case(
            "with seconds",
            [weekly(EVERY_DAY, "00:00:00-23:59:59")],
            at,
            for_good(),
        ),
        case(
            "00:00 to 24:00",
            [weekly(EVERY_DAY, "00:00-24:00")],
            at,
            for_good(),
        ),
        case(
            "00:00 to 00:00",
            [weekly(EVERY_DAY, "00:00-00:00")],
            at,
            for_good(),
        ),
        case(
            "a schedule for the week and one for its end",
            [
                weekly(WEEKDAYS, "00:00-23:59"),
                weekly("SA,SU", "00:00-23:59"),
            ],
            at,
            for_good(),
        ),
        case(
            "daily",
            [Schedule {
                freq: some("DAILY"),
                ..times("00:00-23:59")
            }],
            at,
            for_good(),
        ),
        case("without a zone", hotline(), at, for_good()).zone(None),
        case(
            "without a zone and with dates, on a day inside of them",
            [weekly(EVERY_DAY, "00:00-23:59").valid("2025-01-01", "2025-12-31")],
            at,
            for_good(),
        )
        .zone(None),
        case(
            "without a zone and with dates, on a day that is not the last everywhere",
            [weekly(EVERY_DAY, "00:00-23:59").valid("2025-01-01", "2025-11-24")],
            at,
            unknown(),
        )
        .zone(None),
        case(
            "on weekdays: days that follow each other are one window",
            on_weekdays(),
            at,
            open("2025-11-29T00:00:00-06:00", "Open until Friday at midnight"),
        ),
        case(
            "the evening before the last day",
            on_weekdays(),
            "2025-11-27T20:00:00-06:00",
            open("2025-11-29T00:00:00-06:00", "Open until midnight tomorrow"),
        ),
        case(
            "a whole day on the day after tomorrow begins with that day",
            on_weekdays(),
            "2025-11-29T12:00:00-06:00",
            closed("2025-12-01T00:00:00-06:00", "Closed today, opens Monday"),
        ),
        case(
            "a whole day tomorrow begins at midnight",
            on_weekdays(),
            "2025-11-30T12:00:00-06:00",
            closed(
                "2025-12-01T00:00:00-06:00",
                "Closed today, opens at midnight",
            ),
        ),
        case(
            "a closing more than a week ahead is not worth a word",
            [
                weekly(EVERY_DAY, "00:00-23:59"),
                note("Closed", "2025-12-25", "2025-12-25"),
            ],
            at,
            for_good(),
        ),
        case(
            "a closing within the week is",
            [
                weekly(EVERY_DAY, "00:00-23:59"),
                note("Closed", "2025-12-25", "2025-12-25"),
            ],
            "2025-12-22T20:00:00-06:00",
            open(
                "2025-12-25T00:00:00-06:00",
                "Open until Wednesday at midnight",
            ),
        ),
    ]);
}
