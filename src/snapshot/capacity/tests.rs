use super::*;
use crate::hsds::Unit;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn capacity(unit: &str, available: f64, updated: &str) -> ServiceCapacity {
    ServiceCapacity {
        unit: Unit {
            name: Some(unit.to_owned()),
            ..Unit::default()
        },
        available: Some(available),
        updated: Some(updated.to_owned()),
        ..ServiceCapacity::default()
    }
}

fn reports(capacities: Vec<ServiceCapacity>) -> Reports {
    Reports::of(&Service {
        capacities,
        ..Service::default()
    })
}

const NOON: &str = "2026-03-04T12:00:00Z";

#[test]
fn what_is_told_of_a_report_by_its_age() {
    use Room::*;
    for (unit, available, now, state, text) in [
        (
            "bed",
            3.0,
            "2026-03-04T12:40:00Z",
            Free,
            "3 beds free, reported 40 minutes ago",
        ),
        (
            "Bed",
            1.0,
            "2026-03-04T12:01:59Z",
            Free,
            "1 bed free, reported 1 minute ago",
        ),
        (
            "beds",
            0.0,
            "2026-03-04T12:00:30Z",
            Full,
            "No beds free, reported just now",
        ),
        (
            "Family",
            2.0,
            "2026-03-04T13:01:00Z",
            Free,
            "2 families free, reported 1 hour 1 minute ago",
        ),
        (
            "SRO",
            4.0,
            "2026-03-04T13:00:00Z",
            Free,
            "4 SROs free, reported 1 hour ago",
        ),
        ("bed", 2.5, NOON, Free, "2.5 beds free, reported just now"),
        (
            "bed",
            3.0,
            "2026-03-04T13:59:59Z",
            Free,
            "3 beds free, reported 1 hour 59 minutes ago",
        ),
        (
            "bed",
            3.0,
            "2026-03-04T14:00:00Z",
            Unknown,
            "Beds not known: call first",
        ),
        (
            "bed",
            0.0,
            "2026-03-05T12:00:00Z",
            Unknown,
            "Beds not known: call first",
        ),
        (
            "bed",
            3.0,
            "2026-03-04T11:59:59Z",
            Unknown,
            "Beds not known: call first",
        ),
    ] {
        let reports = reports(vec![capacity(unit, available, NOON)]);
        let told = reports.told(at(now)).unwrap();
        assert_eq!((told.state, told.text.as_str()), (state, text), "{now}");
        assert_eq!(told.available.is_some(), state != Unknown, "{now}");
        assert_eq!(reports.has_room(at(now)), state == Free, "{now}");
        assert_eq!(told.updated, "2026-03-04T12:00:00.000Z");
    }
}

#[test]
fn an_offset_is_an_offset() {
    let reports = reports(vec![capacity("bed", 3.0, "2026-03-04T06:00:00-06:00")]);
    assert!(reports.has_room(at("2026-03-04T13:00:00Z")));
    assert!(!reports.has_room(at("2026-03-04T11:00:00Z")));
}

#[test]
fn of_several_kinds_of_room_the_free_one_leads_and_none_is_left_out() {
    let women = ServiceCapacity {
        description: Some("Women.".to_owned()),
        ..capacity("bed", 0.0, "2026-03-04T11:50:00Z")
    };
    let families = ServiceCapacity {
        description: Some("Families".to_owned()),
        maximum: Some(4.0),
        ..capacity("room", 1.0, "2026-03-04T11:30:00Z")
    };
    let old = capacity("cot", 9.0, "2026-03-04T09:30:00Z");
    let told = reports(vec![old, women, families]).told(at(NOON)).unwrap();
    assert_eq!(
        (told.state, told.available, told.maximum),
        (Room::Free, Some(1.0), Some(4.0))
    );
    assert_eq!(
        (told.unit.as_str(), told.description.as_deref()),
        ("room", Some("Families"))
    );
    assert_eq!(
        told.text,
        "No beds free (Women), reported 10 minutes ago; 1 room free (Families), reported 30 minutes ago"
    );
}

#[test]
fn what_sources_contradict_each_other_on_is_not_known() {
    let mut service = Service {
        capacities: vec![capacity("bed", 3.0, NOON)],
        ..Service::default()
    };
    service
        .standing
        .insert(FactGroup::Capacity, Standing::Disputed);
    let reports = Reports::of(&service);
    assert!(!reports.has_room(at(NOON)));
    assert_eq!(
        reports.told(at(NOON)).unwrap().text,
        "Beds not known: call first"
    );
}

#[test]
fn nothing_is_told_where_nothing_was_reported() {
    assert_eq!(reports(Vec::new()).told(at(NOON)), None);
}
