//! The days of a rule, against other readers of RFC 5545.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, TimeDelta};
use proptest::{collection::vec, prelude::*, sample::select};

use super::*;
use crate::hours::{clock::Clock, reading, rule::Rule};

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// `rrule` expands the same rules from their beginning.
    #[test]
    fn agrees_with_another_reader_of_rfc_5545(
        freq in select(vec!["DAILY", "WEEKLY", "MONTHLY"]),
        interval in 1u32..5,
        wkst in select(DAYS.to_vec()),
        days in vec(select(DAYS.to_vec()), 1..4),
        ordinal in select(vec!["", "1", "2", "5", "-1", "-2", "-5"]),
        month_days in vec(select(vec!["1", "13", "29", "31", "-1", "-30"]), 0..3),
        start in 0i64..800,
        end in prop_oneof![
            Just(";UNTIL=20260101T000000Z".to_owned()),
            (1u32..30).prop_map(|count| format!(";COUNT={count}")),
            (20250101u32..20250131).prop_map(|day| format!(";UNTIL={day}T235959Z")),
        ],
    ) {
        let start = NaiveDate::from_ymd_opt(2023, 1, 1).unwrap() + TimeDelta::days(start);
        let is_monthly = freq == "MONTHLY";
        let ordinal = if is_monthly { ordinal } else { "" };
        let days: Vec<String> = days.iter().map(|day| format!("{ordinal}{day}")).collect();
        let month_days = if is_monthly { month_days.join(",") } else { String::new() };
        let by_month_day = if month_days.is_empty() {
            String::new()
        } else {
            format!(";BYMONTHDAY={month_days}")
        };
        let text = format!(
            "DTSTART:{}T120000Z\nRRULE:FREQ={freq};INTERVAL={interval};WKST={wkst};BYDAY={}{by_month_day}{end}",
            start.format("%Y%m%d"), days.join(","),
        );
        let Ok(theirs) = text.parse::<rrule::RRuleSet>() else {
            return Err(TestCaseError::reject("not a rule to them"));
        };
        // The day before UNTIL, whose hour one reader counts and the other does not.
        let last = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
        let theirs: BTreeSet<NaiveDate> = theirs
            .all(2000)
            .dates
            .iter()
            .map(|date| date.date_naive())
            .filter(|date| *date <= last)
            .collect();
        let schedule = Schedule {
            freq: some(freq),
            interval: Some(interval.into()),
            wkst: some(wkst),
            byday: some(&days.join(",")),
            bymonthday: some(&month_days),
            dtstart: some(&start.to_string()),
            until: end.strip_prefix(";UNTIL=").map(str::to_owned),
            count: end.strip_prefix(";COUNT=").and_then(|count| count.parse().ok()),
            ..times("09:00-17:00")
        };
        let ours = rule_of(&schedule);
        let ours: BTreeSet<NaiveDate> = start
            .iter_days()
            .take_while(|day| *day <= last)
            .filter(|day| ours.falls_on(*day))
            .collect();
        prop_assert_eq!(ours, theirs, "{}", text);
    }

    /// Days of the year, which RFC 5545 has in yearly rules.
    #[test]
    fn agrees_about_days_of_the_year(
        numbers in vec(prop_oneof![1i16..=366, -366i16..0], 1..9),
    ) {
        let listed = numbers.iter().map(i16::to_string).collect::<Vec<_>>().join(",");
        let text = format!(
            "DTSTART:20230101T120000Z\nRRULE:FREQ=YEARLY;BYYEARDAY={listed};UNTIL=20250101T000000Z"
        );
        let theirs = text.parse::<rrule::RRuleSet>().expect(&text).all(1000).dates;
        let theirs: BTreeSet<NaiveDate> = theirs.iter().map(|date| date.date_naive()).collect();
        let rule = rule_of(&Schedule {
            freq: some("YEARLY"),
            byyearday: some(&listed),
            ..times("09:00-17:00")
        });
        let ours: BTreeSet<NaiveDate> = NaiveDate::from_ymd_opt(2023, 1, 1)
            .unwrap()
            .iter_days()
            .take_while(|day| day.year() < 2025)
            .filter(|day| rule.falls_on(*day))
            .collect();
        prop_assert_eq!(ours, theirs, "{}", text);
    }

    /// `rrule` 0.14 leaves 1 and 2 January 2022 out of week 52 of 2021. `chrono` knows ISO's weeks,
    /// which begin on Monday.
    #[test]
    fn agrees_about_weeks_of_the_year(number in 1u32..=53, day in 0i64..20_000) {
        let day = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + TimeDelta::days(day);
        let of_year = NaiveDate::from_ymd_opt(day.iso_week().year(), 12, 28).unwrap().iso_week();
        let rule = |number: i64| rule_of(&Schedule {
            byweekno: Some(number.to_string()),
            ..weekly(EVERY_DAY, "09:00-17:00")
        });
        let week = day.iso_week().week();
        prop_assert_eq!(rule(number.into()).falls_on(day), week == number);
        let from_end = i64::from(week) - i64::from(of_year.week()) - 1;
        prop_assert_eq!(rule(-i64::from(number)).falls_on(day), from_end == -i64::from(number));
        prop_assert!(rule(week.into()).falls_on(day) && rule(from_end).falls_on(day));
    }
}

fn rule_of(schedule: &Schedule) -> Rule {
    let clock = Clock::of(&[], CHICAGO, instant("2025-01-01T00:00:00Z")).unwrap();
    reading::line(schedule, &clock).rule
}
