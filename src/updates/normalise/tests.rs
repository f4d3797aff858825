use super::*;

fn schedules_of(given: Value) -> (Value, Vec<Fault>) {
    let mut body = Map::from_iter([("schedules".to_owned(), json!([given]))]);
    let (faults, _) = normalise(RecordKind::Service, &mut body, Gazetteer::embedded());
    (body["schedules"][0].take(), faults)
}

#[test]
fn every_day_is_every_day_of_the_week() {
    let week = json!({"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "09:00"});
    for given in [
        json!({"freq": "DAILY", "opens_at": "09:00"}),
        json!({"freq": "daily", "byday": "", "opens_at": "09:00"}),
    ] {
        assert_eq!(schedules_of(given), (week.clone(), Vec::new()));
    }
    let on_mondays = json!({"freq": "WEEKLY", "byday": "MO", "interval": 1});
    let given = json!({"freq": "DAILY", "byday": "MO", "interval": 1});
    assert_eq!(schedules_of(given), (on_mondays, Vec::new()));
    let monthly = json!({"freq": "MONTHLY", "byday": "2MO"});
    assert_eq!(
        schedules_of(json!({"freq": " Monthly", "byday": "2MO"})),
        (monthly, Vec::new())
    );
    assert_eq!(schedules_of(json!({"freq": ""})), (json!({}), Vec::new()));
}

#[test]
fn what_hsds_cannot_say_is_left_out_and_told() {
    for given in [
        json!({"freq": "YEARLY", "byyearday": "-1"}),
        json!({"freq": "DAILY", "interval": 2, "dtstart": "2026-01-01"}),
        json!({"freq": "DAILY", "bymonthday": "1,15"}),
        json!({"freq": "SOMETIMES", "byday": "SA"}),
    ] {
        let mut whole = given;
        whole["opens_at"] = json!("09:00");
        whole["closes_at"] = json!("17:00");
        whole["notes"] = json!("Ring the bell");
        let (left, faults) = schedules_of(whole);
        assert_eq!(left, json!({"notes": "Ring the bell"}));
        let told: Vec<_> = faults
            .iter()
            .map(|fault| (fault.code, &*fault.field))
            .collect();
        assert_eq!(told, [("freq_unknown", "schedules/0/freq")]);
        assert_eq!(faults[0].loses, Loses::Part);
    }
}
