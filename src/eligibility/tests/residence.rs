//! A place is excluded only where that is sure.

use crate::eligibility::Residence;
use crate::eligibility::Truth::{self, False, True, Unknown};
use crate::geography::{Area, Gazetteer, resolve};

fn lies_in(residence: &str, area: &str) -> Truth {
    let gazetteer = Gazetteer::embedded();
    let origin = resolve(gazetteer, residence, None).expect(residence);
    let area = Area::parse(gazetteer, area).expect(area);
    Residence::of(origin, gazetteer).lies_in(area, gazetteer)
}

#[test]
fn what_contains_the_whole_is_certain() {
    for (residence, area) in [
        ("64081", "64081"),
        ("64081", "Jackson County, MO"),
        ("64081", "Missouri"),
        ("64081", "United States"),
        ("Lee's Summit, MO", "Lee's Summit, MO"),
        ("Jackson County, MO", "MO"),
        ("38.9,-94.4", "Jackson County, MO"),
    ] {
        assert_eq!(lies_in(residence, area), True, "{residence} in {area}");
    }
}

#[test]
fn what_is_elsewhere_is_certain_too() {
    for (residence, area) in [
        ("64081", "63141"),
        ("64081", "Kansas"),
        ("64081", "St. Louis County, MO"),
        ("64081", "Creve Coeur, MO"),
        ("St. Louis, MO", "Lee's Summit, MO"),
        ("St. Louis, MO", "Jackson County, MO"),
        ("Blue Springs, MO", "Lee's Summit, MO"),
        ("Jackson County, MO", "Creve Coeur, MO"),
        ("Jackson County, MO", "63141"),
        ("Jackson County, MO", "Clay County, MO"),
        ("38.9,-94.4", "Creve Coeur, MO"),
        // No town is moved across a state line.
        ("Kansas City, KS", "Jackson County, MO"),
        ("Wyandotte County, KS", "Kansas City, MO"),
    ] {
        assert_eq!(lies_in(residence, area), False, "{residence} in {area}");
    }
}

#[test]
fn what_may_be_either_is_not() {
    for (residence, area) in [
        // A part of the county, the town, the ZIP.
        ("Jackson County, MO", "Lee's Summit, MO"),
        ("Jackson County, MO", "64081"),
        ("Lee's Summit, MO", "64081"),
        ("64081", "Lee's Summit, MO"),
        ("38.9,-94.4", "Lee's Summit, MO"),
        ("38.9,-94.4", "64081"),
        // Towns reach into the counties around them.
        ("Kansas City, MO", "Clay County, MO"),
        ("Clay County, MO", "Kansas City, MO"),
        // Abroad nobody can tell.
        ("52.5,13.4", "Missouri"),
    ] {
        assert_eq!(lies_in(residence, area), Unknown, "{residence} in {area}");
    }
}
