//! Hours as people write them.

use proptest::prelude::*;

use super::super::written;
use super::*;

/// What is written, and what it means: days, opens, closes, one for each schedule. Nothing where it stays text.
type Case = (
    &'static str,
    &'static [(&'static str, &'static str, &'static str)],
);

const WEEK: &str = "MO,TU,WE,TH,FR,SA,SU";
const WORKDAYS: &str = "MO,TU,WE,TH,FR";
const ALWAYS: &[(&str, &str, &str)] = &[(WEEK, "00:00", "23:59")];
const NINE_TO_FIVE: &[(&str, &str, &str)] = &[(WORKDAYS, "09:00", "17:00")];

const CASES: &[Case] = &[
    // Day and night.
    ("24/7", ALWAYS),
    ("24/7/365", ALWAYS),
    ("24 hours", ALWAYS),
    ("24 Hours", ALWAYS),
    ("24 hrs", ALWAYS),
    ("Open 24 hours", ALWAYS),
    ("Open 24 hours a day, 7 days a week", ALWAYS),
    ("24 hours a day, seven days a week", ALWAYS),
    ("24 hours, 7 days a week", ALWAYS),
    ("Around the clock", ALWAYS),
    ("Daily, 24 hours", ALWAYS),
    ("24 hours daily", ALWAYS),
    ("7 days a week, 24 hours a day", ALWAYS),
    ("Mon-Fri 24 hours", &[(WORKDAYS, "00:00", "23:59")]),
    ("Daily midnight to midnight", ALWAYS),
    // The ordinary week.
    ("Mon-Fri 9-5", NINE_TO_FIVE),
    ("M-F 9-5", NINE_TO_FIVE),
    ("Mo-Fr 9-5", NINE_TO_FIVE),
    ("Mon - Fri: 9 - 5", NINE_TO_FIVE),
    ("Mon.–Fri. 9–5", NINE_TO_FIVE),
    ("Monday through Friday, 9:00 a.m. – 5:00 p.m.", NINE_TO_FIVE),
    ("Monday thru Friday 9am-5pm", NINE_TO_FIVE),
    ("Monday to Friday 9 am to 5 pm", NINE_TO_FIVE),
    ("Monday-Friday from 9:00AM until 5:00PM", NINE_TO_FIVE),
    ("Weekdays 9-17", NINE_TO_FIVE),
    ("Weekdays 09:00-17:00", NINE_TO_FIVE),
    ("9am-5pm Monday-Friday", NINE_TO_FIVE),
    ("9-5 M-F", NINE_TO_FIVE),
    ("Mon, Tue, Wed, Thu, Fri 9a-5p", NINE_TO_FIVE),
    ("Hours: Mon-Fri 9-5pm", NINE_TO_FIVE),
    ("Mon-Fri 9am-5", NINE_TO_FIVE),
    ("Mondays-Fridays 9am - 5pm", NINE_TO_FIVE),
    ("Mon-Fri 8-4:30", &[(WORKDAYS, "08:00", "16:30")]),
    ("Mon-Fri 8:30 - 5", &[(WORKDAYS, "08:30", "17:00")]),
    // Some days.
    ("8:30am-7:00pm, Tues, Thur", &[("TU,TH", "08:30", "19:00")]),
    ("Tues & Thurs 10am-2pm", &[("TU,TH", "10:00", "14:00")]),
    ("M, W, F 1pm-4pm", &[("MO,WE,FR", "13:00", "16:00")]),
    ("M/W/F 1-4pm", &[("MO,WE,FR", "13:00", "16:00")]),
    ("Sat and Sun 11-2", &[("SA,SU", "11:00", "14:00")]),
    ("Weekends 10 am - 6 pm", &[("SA,SU", "10:00", "18:00")]),
    ("Wednesdays 6-8pm", &[("WE", "18:00", "20:00")]),
    ("every Monday 6:30pm-8pm", &[("MO", "18:30", "20:00")]),
    ("Sun-Thu 9am-5pm", &[("SU,MO,TU,WE,TH", "09:00", "17:00")]),
    ("Daily 8am-8pm", &[(WEEK, "08:00", "20:00")]),
    ("Every day 8am to 10pm", &[(WEEK, "08:00", "22:00")]),
    ("7 days a week 8-8pm", &[(WEEK, "08:00", "20:00")]),
    ("Daily 7:00-21:00", &[(WEEK, "07:00", "21:00")]),
    // More than one stretch.
    (
        "M-F 8:30 am to 5 pm; Sat 10-2",
        &[(WORKDAYS, "08:30", "17:00"), ("SA", "10:00", "14:00")],
    ),
    (
        "Mon-Thu 9-5, Fri 9-12",
        &[("MO,TU,WE,TH", "09:00", "17:00"), ("FR", "09:00", "12:00")],
    ),
    (
        "Mon 9am-5pm\nTue 10am-6pm",
        &[("MO", "09:00", "17:00"), ("TU", "10:00", "18:00")],
    ),
    (
        "9-5 Mon-Fri, 10-2 Sat",
        &[(WORKDAYS, "09:00", "17:00"), ("SA", "10:00", "14:00")],
    ),
    (
        "Mon, Tue 9-5 | Wed 10-4",
        &[("MO,TU", "09:00", "17:00"), ("WE", "10:00", "16:00")],
    ),
    (
        "Tue 9-12, 1-4",
        &[("TU", "09:00", "12:00"), ("TU", "13:00", "16:00")],
    ),
    (
        "Mon-Fri 8am-noon and 1pm-5pm",
        &[(WORKDAYS, "08:00", "12:00"), (WORKDAYS, "13:00", "17:00")],
    ),
    (
        "Mon-Fri 8am-12pm, 1-5",
        &[(WORKDAYS, "08:00", "12:00"), (WORKDAYS, "13:00", "17:00")],
    ),
    // Noon, midnight and nights.
    ("Sat 9am - noon", &[("SA", "09:00", "12:00")]),
    ("Sat 9 - 12 noon", &[("SA", "09:00", "12:00")]),
    ("Sat noon-4", &[("SA", "12:00", "16:00")]),
    ("Sat 12pm-4pm", &[("SA", "12:00", "16:00")]),
    ("Fri 6pm-midnight", &[("FR", "18:00", "23:59")]),
    ("Fri midnight-6am", &[("FR", "00:00", "06:00")]),
    ("Fri 12am-6am", &[("FR", "00:00", "06:00")]),
    ("Daily 8pm-6am", &[(WEEK, "20:00", "06:00")]),
    ("Fri-Sat 10 p.m. to 2 a.m.", &[("FR,SA", "22:00", "02:00")]),
    ("Daily 9:00-24:00", &[(WEEK, "09:00", "23:59")]),
    ("Daily 20:00-06:00", &[(WEEK, "20:00", "06:00")]),
    // Days of the month.
    (
        "1st and 3rd Tuesday 6pm-8pm",
        &[("1TU,3TU", "18:00", "20:00")],
    ),
    (
        "First Tuesday of the month, 6-8pm",
        &[("1TU", "18:00", "20:00")],
    ),
    (
        "2nd & 4th Saturdays of each month 10am-1pm",
        &[("2SA,4SA", "10:00", "13:00")],
    ),
    (
        "Last Friday of every month 9am-noon",
        &[("-1FR", "09:00", "12:00")],
    ),
    ("6pm-8pm 1st Monday", &[("1MO", "18:00", "20:00")]),
    // Closed days are those that are not named.
    (
        "Mon-Sat 9-5, closed Sunday",
        &[("MO,TU,WE,TH,FR,SA", "09:00", "17:00")],
    ),
    ("Mon-Fri 9-5; Sat & Sun closed", NINE_TO_FIVE),
    (
        "Closed Monday; Tue-Sun 10am-6pm",
        &[("TU,WE,TH,FR,SA,SU", "10:00", "18:00")],
    ),
    // Not sure, or not known: text.
    ("Closed Sunday", &[]),
    ("by appointment", &[]),
    ("Mon-Fri 9-5 by appointment only", &[]),
    ("Mon-Fri 9-5, call first", &[]),
    ("24-hour hotline; office Mon-Fri 9-5", &[]),
    ("24 hours notice", &[]),
    ("9-5", &[]),
    ("9am-5pm", &[]),
    ("Mon-Fri", &[]),
    ("Mon 9am", &[]),
    ("Mon-Fri 7-7", &[]),
    ("Mon-Fri 8-8", &[]),
    ("Mon 1-4", &[]),
    ("Mon 10-12", &[]),
    ("Mon 9am-11", &[]),
    ("Mon 09:00-05:00", &[]),
    ("Mon 9am-9am", &[]),
    ("T 9-5", &[]),
    ("MWF 9-5", &[]),
    ("Mon-Mon 9-5", &[]),
    ("Mon 9-5, Mon 10-4", &[]),
    ("Mon-Fri 9-5, Fri 9-12", &[]),
    ("Mon 9am-5pm 4pm-8pm", &[]),
    ("Mon 9-5 Tue", &[]),
    ("1st Tuesday and Thursday 6-8pm", &[]),
    ("every other Tuesday 6-8pm", &[]),
    ("Mon-Fri 9-5 (closed 12-1)", &[]),
    ("Mon-Fri 9-5 except holidays", &[]),
    ("June-August Mon-Fri 9-5", &[]),
    ("Mon-Fri 9:75-5", &[]),
    ("Mon-Fri 25-5", &[]),
    ("Mon between 9am and 5pm", &[]),
    ("Closed Saturday, Sunday 1pm-5pm", &[]),
    ("call 305-555-0100", &[]),
    ("varies", &[]),
    ("?", &[]),
];

#[test]
fn each_is_read_as_it_is_meant() {
    for (text, expected) in CASES {
        let schedules = written(text);
        if expected.is_empty() {
            assert_eq!(schedules.len(), 1, "{text}");
            assert_eq!(schedules[0].description.as_deref(), Some(*text));
            assert_eq!(schedules[0].opens_at, None, "{text}");
            continue;
        }
        let field = |text: &Option<String>| text.clone().unwrap_or_default();
        let read: Vec<[String; 3]> = schedules
            .iter()
            .map(|schedule| [&schedule.byday, &schedule.opens_at, &schedule.closes_at].map(field))
            .collect();
        let expected: Vec<[String; 3]> = expected
            .iter()
            .map(|(days, opens, closes)| [days, opens, closes].map(|text| (*text).to_owned()))
            .collect();
        assert_eq!(read, expected, "{text}");
    }
}

#[test]
fn an_empty_text_is_no_schedule() {
    assert_eq!(written("  "), []);
}

/// A time as one of the ways to write it with its half of the day.
fn said(minutes: u32, style: u8) -> String {
    let (hour, minute) = (minutes / 60 % 24, minutes % 60);
    let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
    let half = if hour < 12 { "am" } else { "pm" };
    match (style, hour, minute) {
        (0, 12, 0) => "noon".to_owned(),
        (1, _, 0) => format!("{twelve}{half}"),
        (2, ..) => format!("{twelve}:{minute:02} {}.m.", &half[..1]),
        _ => format!("{twelve}:{minute:02} {half}"),
    }
}

proptest! {
    /// What is written in words is open when the same schedule is, and says so in the same words.
    #[test]
    fn words_mean_what_the_schedule_means(
        days in proptest::sample::subsequence((0..7).collect::<Vec<usize>>(), 1..=7),
        opens in 0..96_u32,
        length in 1..95_u32,
        styles in (0..4_u8, 0..4_u8, any::<bool>()),
        after_hours in 0..168_i64,
    ) {
        const NAMES: [&str; 7] = ["Mon", "Tues", "Wednesday", "Thur", "Fri", "Saturdays", "Sun"];
        const CODES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        let (opens, closes) = (opens * 15, (opens + length) * 15 % 1440);
        let named: Vec<&str> = days.iter().map(|day| NAMES[*day]).collect();
        let times = format!("{} - {}", said(opens, styles.0), said(closes, styles.1));
        let text = match styles.2 {
            true => format!("{}: {times}", named.join(", ")),
            false => format!("{times} {}", named.join(" & ")),
        };
        let time = |minutes: u32| Some(format!("{:02}:{:02}", minutes / 60, minutes % 60));
        let codes: Vec<&str> = days.iter().map(|day| CODES[*day]).collect();
        let schedule = Schedule {
            freq: Some("WEEKLY".to_owned()),
            byday: Some(codes.join(",")),
            opens_at: time(opens),
            closes_at: time(closes),
            ..Schedule::default()
        };
        let at = instant("2025-11-10T00:00:00Z") + chrono::TimeDelta::hours(after_hours);
        let answer = |schedules: &[Schedule]| {
            OpeningHours::parse(schedules, CHICAGO, at).answer_at(at, Caveat::None)
        };
        prop_assert_eq!(answer(&written(&text)), answer(&[schedule]), "{}", text);
    }

    /// Whatever is written, nothing is lost and nothing falls over.
    #[test]
    fn any_text_is_read_or_kept(text in "[ -~–\\n]{0,40}|([mtwfs] ?|mon|tue|-|,|;|[0-9]{1,2}|:|am|pm|to|closed|1st| ){0,12}") {
        let schedules = written(&text);
        prop_assert_eq!(schedules.is_empty(), text.trim().is_empty());
        for schedule in &schedules {
            prop_assert!(schedule.opens_at.is_some() != schedule.description.is_some());
        }
    }
}
