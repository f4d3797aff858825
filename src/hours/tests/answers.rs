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
