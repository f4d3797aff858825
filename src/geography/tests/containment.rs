use super::*;

fn held(origin: &str, area_text: &str) -> Containment {
    at(origin).containment(area(area_text))
}

#[test]
fn of_a_town_is_whole_in_its_county_state_and_country() {
    for around in [
        "Lee's Summit, MO",
        "Jackson County, MO",
        "Missouri",
        "United States",
    ] {
        assert_eq!(
            held("Lee's Summit, MO", around),
            Containment::Whole,
            "{around}"
        );
    }
    for elsewhere in ["Independence, MO", "Cass County, MO", "Kansas", "64081"] {
        assert_eq!(
            held("Lee's Summit, MO", elsewhere),
            Containment::None,
            "{elsewhere}"
        );
    }
}

#[test]
fn of_a_zip_is_partial_in_a_town_and_in_each_of_several_counties() {
    assert_eq!(held("64155", "Kansas City, MO"), Containment::Part);
    assert_eq!(held("63141", "St. Louis, MO"), Containment::None);
    assert_eq!(held("64081", "64081"), Containment::Whole);
    assert_eq!(held("64081", "Lee's Summit, MO"), Containment::Part);
    assert_eq!(held("64081", "Jackson County, MO"), Containment::Whole);
    let several = gazetteer()
        .zips()
        .iter()
        .find(|zip| zip.code / 1000 == 64 && zip.counties.len() > 1)
        .unwrap();
    let origin = at(&format!("{:05}", several.code));
    for &county in &several.counties {
        assert_eq!(origin.containment(Area::County(county)), Containment::Part);
    }
    assert_eq!(origin.containment(Area::State(29)), Containment::Whole);
}

#[test]
fn of_a_zip_in_two_states_is_partial_in_both() {
    let both = |zip: &&Zip| {
        zip.counties
            .iter()
            .any(|county| county / 1000 != zip.counties[0] / 1000)
    };
    let zip = gazetteer().zips().iter().find(both).unwrap();
    let origin = at(&format!("{:05}", zip.code));
    for county in &zip.counties {
        assert_eq!(
            origin.containment(Area::State(county / 1000)),
            Containment::Part
        );
    }
    assert_eq!(origin.containment(Area::Country), Containment::Whole);
}

#[test]
fn of_a_town_on_a_state_line_stays_in_its_state() {
    for (town, state) in [
        ("Kansas City, MO", "Missouri"),
        ("Kansas City, KS", "Kansas"),
        ("Texarkana, AR", "Arkansas"),
        ("Texarkana, TX", "Texas"),
    ] {
        assert_eq!(held(town, state), Containment::Whole, "{town}");
    }
}

#[test]
fn of_a_point_is_by_outlines_and_in_no_town() {
    assert_eq!(
        held("38.91084, -94.38217", "Jackson County, MO"),
        Containment::Whole
    );
    assert_eq!(
        held("38.91084, -94.38217", "Lee's Summit, MO"),
        Containment::None
    );
    assert_eq!(held("0, 0", "United States"), Containment::None);
    assert!(at("0, 0").areas().is_empty());
}

#[test]
fn of_a_point_just_off_all_outlines_is_partial_in_the_nearest_county() {
    for (off, county) in [
        // The end of Navy Pier, and Alcatraz.
        ("41.8917,-87.5990", "Cook County, IL"),
        ("37.8267,-122.4230", "San Francisco County, CA"),
    ] {
        assert_eq!(held(off, county), Containment::Part, "{off}");
        assert_eq!(held(off, "United States"), Containment::Part, "{off}");
        assert_eq!(at(off).areas().len(), 3);
        // What a listing's coverage of all of its counties would make certain.
        assert!(at(off).counties.is_empty(), "{off}");
    }
}

#[test]
fn of_a_point_across_a_border_river_is_none() {
    for (abroad, place) in [
        ("42.3149,-83.0364", "Windsor, Ontario"),
        ("42.9849,-82.4050", "Sarnia, Ontario"),
        ("44.8860,-66.9400", "Campobello, New Brunswick"),
        ("28.6900,-100.5400", "Piedras Negras, Coahuila"),
    ] {
        assert!(
            at(abroad).areas().is_empty(),
            "{place}: {:?}",
            at(abroad).areas()
        );
    }
}

#[test]
fn agrees_with_the_list_of_areas() {
    for origin in [
        "64081",
        "Lee's Summit, MO",
        "Jackson County, MO",
        "38.9,-94.4",
    ] {
        let origin = at(origin);
        assert!(
            origin
                .areas()
                .is_sorted_by_key(|(area, _)| area.specificity())
        );
        for &(area, containment) in origin.areas() {
            assert_eq!(origin.containment(area), containment);
        }
    }
}
