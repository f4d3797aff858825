use std::collections::HashSet;

use super::*;

#[test]
fn of_a_town_resolves_to_that_town() {
    for town in gazetteer().towns() {
        assert_eq!(area(town.label()), Area::Town(town.id), "{}", town.label());
        let origin = at(town.label());
        assert_eq!(
            (origin.point, origin.counties.as_slice()),
            (town.point, [town.county].as_slice()),
            "{}",
            town.label()
        );
    }
}

#[test]
fn of_a_county_resolves_to_that_county() {
    for county in gazetteer().counties() {
        assert_eq!(
            area(&county.label()),
            Area::County(county.fips),
            "{}",
            county.label()
        );
        assert_eq!(
            at(&county.label()).counties,
            [county.fips],
            "{}",
            county.label()
        );
    }
}

#[test]
fn of_any_area_reads_back_as_that_area() {
    let states = gazetteer()
        .states()
        .iter()
        .map(|state| Area::State(state.fips));
    let zips = gazetteer().zips().iter().map(|zip| Area::Zip(zip.code));
    for area in states.chain(zips).chain([Area::Country]) {
        assert_eq!(Area::parse(gazetteer(), &area.label(gazetteer())), Ok(area));
    }
}

#[test]
fn belongs_to_one_town_alone() {
    let labels: HashSet<_> = gazetteer().towns().iter().map(Town::label).collect();
    assert_eq!(labels.len(), gazetteer().towns().len());
}
