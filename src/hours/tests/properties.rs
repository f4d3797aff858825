//! What holds of all schedules, against slow twins that are obvious.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, TimeDelta, Timelike};
use chrono_tz::Tz;
use proptest::{collection::vec, option, prelude::*, sample::select};

use super::*;

const ZONES: [Tz; 4] = [
    Tz::America__Chicago,
    Tz::America__Phoenix,
    Tz::Pacific__Kiritimati,
    Tz::Australia__Lord_Howe,
];
const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// Texts such as feeds have, good and bad, and anything at all.
fn wild(good: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    let odd = select(vec![
        "",
        " ",
        "0",
        "-1",
        "99999999999",
        "é-",
        "T",
        "2025-11-31",
        "+",
        "MO-",
        ",",
    ]);
    option::of(prop_oneof![
        8 => select(good).prop_map(str::to_owned),
        1 => odd.prop_map(str::to_owned),
        1 => ".{0,12}",
    ])
}

prop_compose! {
    fn wild_dates()(
        valid_from in wild(&["2025-11-01", "0001-01-01", "2025-12-25", "9999-12-31"]),
        valid_to in wild(&["2025-12-31", "2025-12-25", "9999-12-31", "2024-01-01"]),
        dtstart in wild(&["2025-01-01", "1900-01-01", "20251101T090000Z", "2099-01-01", "1000-01-01"]),
        until in wild(&["2026-06-30", "2025-11-30T00:00:00", "2100-12-31"]),
    ) -> Schedule {
        Schedule { valid_from, valid_to, dtstart, until, ..Schedule::default() }
    }
}

prop_compose! {
    fn wild_schedule()(
        dates in wild_dates(),
        freq in wild(&["WEEKLY", "MONTHLY", "DAILY", "YEARLY"]),
        byday in wild(&["MO,TU", "1MO,-1FR", "SU", "5SA", "MO,TU,WE,TH,FR,SA,SU"]),
        bymonthday in wild(&["1,15", "-1", "31", "29"]),
        byyearday in wild(&["366", "-1,1", "100"]),
        byweekno in wild(&["1,53", "-1"]),
        wkst in wild(&["MO", "SU"]),
        opens_at in wild(&["09:00", "00:00", "22:00", "09:00-05:00", "23:59:59", "10:00Z"]),
        closes_at in wild(&["17:00", "23:59", "02:00", "24:00", "17:00-05:00", "00:00"]),
        numbers in (
            option::of(any::<f64>()),
            option::of(prop_oneof![Just(1.0), Just(2.0), Just(0.0), any::<f64>()]),
            option::of(prop_oneof![Just(1.0), Just(1e18), any::<f64>()]),
        ),
        description in wild(&["Closed", "Closed for the day", "Open by appointment"]),
    ) -> Schedule {
        let (timezone, interval, count) = numbers;
        Schedule {
            freq, byday, bymonthday, byyearday, byweekno, wkst, opens_at, closes_at,
            timezone, interval, count, description, ..dates
        }
    }
}

fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
    let near = (0i64..400 * 86_400).prop_map(|seconds| 1_750_000_000 + seconds);
    prop_oneof![
        8 => near,
        1 => -10_000_000_000i64..10_000_000_000,
        1 => select(vec![DateTime::<Utc>::MIN_UTC.timestamp(), DateTime::<Utc>::MAX_UTC.timestamp()]),
    ]
    .prop_map(|seconds| DateTime::from_timestamp(seconds, 0).unwrap())
}

fn any_caveat() -> impl Strategy<Value = Caveat> {
    let checked = NaiveDate::from_ymd_opt(2025, 3, 9);
    select(vec![
        Caveat::None,
        Caveat::Stale { checked },
        Caveat::TemporarilyClosed,
    ])
}

proptest! {
    #[test]
    fn nothing_panics_and_the_state_is_that_of_the_answer(
        schedules in vec(wild_schedule(), 0..5),
        zone in option::of(select(ZONES.to_vec())),
        around in any_instant(),
        at in any_instant(),
        caveat in any_caveat(),
    ) {
        let hours = OpeningHours::parse(&schedules, zone, around);
        let answer = hours.answer_at(at, caveat);
        prop_assert_eq!(hours.state_at(at, caveat), answer.state);
        // Far from the instant that it was made for, and in another order, it is the same.
        let near = OpeningHours::parse(&schedules, zone, at);
        if (around.year() - at.year()).abs() < 2 {
            let mut reversed = schedules.clone();
            reversed.reverse();
            let far = OpeningHours::parse(&reversed, zone, at);
            prop_assert_eq!(&near, &far);
        }
    }

    #[test]
    fn the_instant_they_are_made_for_makes_no_difference(
        schedules in vec(plain_schedule(), 0..5),
        zone in select(ZONES.to_vec()),
        days in -40i64..40,
        at in any_instant(),
    ) {
        prop_assume!((2025..2027).contains(&at.year()));
        let near = OpeningHours::parse(&schedules, Some(zone), at);
        let far = OpeningHours::parse(&schedules, Some(zone), at + TimeDelta::days(days));
        prop_assert_eq!(near.answer_at(at, Caveat::None), far.answer_at(at, Caveat::None));
    }
}

prop_compose! {
    /// Weekly hours, always or for some days of November and December; half past four at the
    /// earliest, so that no window begins or ends while the clocks are changed.
    fn plain_schedule()(
        days in vec(select(DAYS.to_vec()), 1..5),
        opens in 9u32..46,
        closes in 9u32..48,
        dates in option::of((0i64..50, 0i64..12)),
        is_closure in prop::bool::weighted(0.2),
    ) -> Schedule {
        let time = |half: u32| format!("{:02}:{:02}", half / 2, half % 2 * 30);
        // From nine until nine is unknown, which the twin does not know.
        let closes = if closes == opens { closes + 1 } else { closes };
        let hours = format!("{}-{}", time(opens), time(closes));
        let first = NaiveDate::from_ymd_opt(2025, 10, 25).unwrap();
        let date = |days: i64| (first + TimeDelta::days(days)).to_string();
        match dates {
            Some((from, length)) if is_closure => {
                note("Closed", &date(from), &date(from + length))
            }
            Some((from, length)) => {
                weekly(&days.join(","), &hours).valid(&date(from), &date(from + length))
            }
            None => weekly(&days.join(","), &hours),
        }
    }
}

/// The slow twin: what the schedules of `plain_schedule` say of one day, as half hours from its
/// midnight, or that they contradict each other.
fn half_hours(schedules: &[Schedule], day: NaiveDate) -> Result<BTreeSet<u32>, ()> {
    let text = day.to_string();
    let weekday = DAYS[day.weekday().num_days_from_monday() as usize];
    let dates = |s: &Schedule| {
        let from = s.valid_from.clone().unwrap_or("0".to_owned());
        (from, s.valid_to.clone().unwrap_or("9".to_owned()))
    };
    let of_today: Vec<&Schedule> = schedules
        .iter()
        .filter(|s| dates(s).0 <= text && text <= dates(s).1)
        .filter(|s| s.byday.as_ref().is_none_or(|days| days.contains(weekday)))
        .collect();
    let half = |time: &Option<String>| {
        let (hour, minute) = time.as_deref()?.split_once(':')?;
        Some(hour.parse::<u32>().ok()? * 2 + minute.parse::<u32>().ok()? / 30)
    };
    let covered = |s: &Schedule| -> BTreeSet<u32> {
        match (half(&s.opens_at), half(&s.closes_at)) {
            (Some(opens), Some(closes)) if closes > opens => (opens..closes).collect(),
            (Some(opens), Some(closes)) => (opens..closes + 48).collect(),
            _ => (0..48).collect(),
        }
    };
    let is_replaced = |wide: &&Schedule| {
        of_today.iter().any(|narrow| {
            let ((from, to), (wide_from, wide_to)) = (dates(narrow), dates(wide));
            let within = from >= wide_from && to <= wide_to && (from != wide_from || to != wide_to);
            let same_dates = of_today.iter().filter(|other| dates(other) == dates(wide));
            let mut meets = same_dates.map(|other| covered(other).is_disjoint(&covered(narrow)));
            within && meets.any(|is_disjoint| !is_disjoint)
        })
    };
    let left: Vec<&&Schedule> = of_today.iter().filter(|s| !is_replaced(s)).collect();
    let closures = left.iter().filter(|s| s.opens_at.is_none()).count();
    if closures > 0 && closures < left.len() {
        return Err(());
    }
    Ok(left
        .iter()
        .filter(|s| s.opens_at.is_some())
        .flat_map(|s| covered(s))
        .collect())
}

fn slow_state(schedules: &[Schedule], zone: Tz, at: DateTime<Utc>) -> OpenState {
    let local = at.with_timezone(&zone).naive_local();
    let today = local.date();
    let now = local.hour() * 2 + local.minute() / 30;
    let of_today = half_hours(schedules, today);
    let of_yesterday = half_hours(schedules, today - TimeDelta::days(1));
    let has =
        |day: &Result<BTreeSet<u32>, ()>, half: u32| day.as_ref().is_ok_and(|d| d.contains(&half));
    let text = today.to_string();
    let is_accounted_for = schedules.iter().any(|s| {
        s.valid_from.as_ref().is_none_or(|from| *from <= text)
            && s.valid_to.as_ref().is_none_or(|to| text <= *to)
    });
    if has(&of_today, now) || has(&of_yesterday, now + 48) {
        OpenState::Open
    } else if of_today.is_err() || !is_accounted_for {
        OpenState::Unknown
    } else {
        OpenState::Closed
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Over both changes of the clocks, all the half hours of ten days.
    #[test]
    fn agrees_with_a_slow_twin(
        schedules in vec(plain_schedule(), 1..6),
        zone in select(vec![Tz::America__Chicago, Tz::America__Phoenix, Tz::America__New_York]),
        day in 0i64..50,
    ) {
        let start = instant("2025-10-26T05:00:00Z") + TimeDelta::days(day);
        let hours = OpeningHours::parse(&schedules, Some(zone), start);
        for half in 0..480 {
            let at = start + TimeDelta::minutes(30 * half);
            let slow = slow_state(&schedules, zone, at);
            prop_assert_eq!(hours.state_at(at, Caveat::None), slow, "{} {:?}", at, schedules);
        }
    }
}
