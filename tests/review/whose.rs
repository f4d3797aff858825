//! A place has no name of its own, and what waits of it is of nobody yet: whose it is, is told with it.

use serde_json::json;

use nearhelp::updates::held;

use crate::common::sources::listing;
use crate::common::{Sources, Stored};
use crate::{load, write};

fn house(name: &str) -> Vec<serde_json::Value> {
    let service = json!({"name": format!("{name}: night shelter"), "description": "Domestic violence shelter"});
    let location = json!({"addresses": [{"address_1": "12 Sentinel Street", "city": "Lee's Summit",
        "state_province": "MO"}]});
    listing(name, service, location)
}

/// Of each place that waits, why, in the list and by itself.
fn places(stored: &Stored) -> Vec<String> {
    let groups = write(stored, |tx| held::groups(tx, &Default::default()));
    let groups = groups
        .into_iter()
        .filter(|group| group.rule == "survivors_housing");
    groups
        .map(|group| {
            let shown = write(stored, |tx| held::show(tx, group.numbers[0]));
            let item = shown.and_then(|shown| shown.item);
            assert_eq!(item.map(|item| item.why), Some(group.why.clone()));
            group.why
        })
        .collect()
}

#[test]
fn a_house_that_waits_is_told_with_whose_it_is_and_what_is_there() {
    let stored = Stored::empty();
    load(
        &stored,
        &Sources::of([house("Hope House"), house("Fir House")]),
    );
    let mut told = places(&stored);
    told.sort();
    let [fir, hope] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert!(
        fir.starts_with("Fir House (Fir House: night shelter): "),
        "{fir}"
    );
    assert!(
        hope.starts_with("Hope House (Hope House: night shelter): "),
        "{hope}"
    );
}

/// Where all of it waits, since another source may have it.
#[test]
fn a_house_of_an_organization_that_waits_is_told_with_its_name() {
    let at = json!({"name": "Elm", "phones": [{"number": "816-436-2201", "type": "voice"}]});
    let known = || listing("Fir House", at.clone(), json!({"location_type": "virtual"}));
    let stored = Stored::of(&Sources::default().and("one", "directory", [known()]));
    load(
        &stored,
        &Sources::default().and("two", "directory", [house("Fir House")]),
    );
    let waiting = write(&stored, |tx| held::groups(tx, &Default::default()));
    assert!(
        waiting.iter().any(|group| group.rule == "duplicate"),
        "{waiting:?}"
    );
    let told = places(&stored);
    assert!(
        told.iter()
            .all(|why| why.starts_with("Fir House (Fir House: night shelter): ")),
        "{told:?}"
    );
    assert_eq!(told.len(), 1);
}
