use super::*;

#[test]
fn has_the_states_the_district_and_the_territories() {
    assert_eq!(gazetteer().states().len(), 56);
    assert_eq!(
        gazetteer().state_by_name("d.c.").map(|state| state.name),
        Some("District of Columbia")
    );
    assert_eq!(
        gazetteer()
            .state_by_name("new  mexico")
            .map(|state| state.code),
        Some("NM")
    );
    // `MT` is also the short form of Mount.
    assert_eq!(
        gazetteer().state_by_name("MT").map(|state| state.name),
        Some("Montana")
    );
}

#[test]
fn has_the_towns_around_the_people_it_is_for() {
    for town in [
        "Kansas City, MO",
        "Independence, MO",
        "St. Joseph, MO",
        "Oak Grove, MO",
        "Lee's Summit, MO",
        "Creve Coeur, MO",
        "Lake Lotawana, MO",
        "Lone Jack, MO",
        "Greenwood, MO",
        "Joplin, MO",
        "Columbia, MO",
        "Springfield, MO",
        "New York, NY",
        "New York City, NY",
        "Washington, DC",
        "San Juan, PR",
        "Charlotte Amalie, VI",
        "Dededo, GU",
    ] {
        assert_eq!(at(town).kind, OriginKind::Place, "{town}");
    }
}

#[test]
fn finds_every_county_from_its_reference_point() {
    for county in gazetteer().counties() {
        let found = gazetteer()
            .county_at(county.reference_point)
            .map(|found| found.fips);
        assert_eq!(found, Some(county.fips), "{}", county.label());
    }
}

#[test]
fn knows_a_county_by_its_full_name() {
    let fips = |name, state| {
        gazetteer()
            .county_by_name(name, state)
            .map(|county| county.fips)
    };
    assert_eq!(fips("Jackson County", "MO"), Some(29095));
    assert_eq!(fips("St. Louis city", "MO"), Some(29510));
    assert_eq!(fips("saint louis county", "Missouri"), Some(29189));
    assert_eq!(fips("Orleans Parish", "LA"), Some(22071));
    assert_eq!(fips("Jackson", "MO"), None);
}

#[test]
fn tells_an_independent_city_from_the_county_around_it() {
    let county = |latitude, longitude| {
        gazetteer()
            .county_at(point(latitude, longitude))
            .map(County::label)
    };
    assert_eq!(
        county(38.6270, -90.1994).as_deref(),
        Some("St. Louis city, MO")
    );
    assert_eq!(
        county(38.6609, -90.4226).as_deref(),
        Some("St. Louis County, MO")
    );
    assert_eq!(
        county(37.2710, -79.9414).as_deref(),
        Some("Roanoke city, VA")
    );
    assert_eq!(
        county(38.8823, -77.1711).as_deref(),
        Some("Falls Church city, VA")
    );
}

#[test]
fn has_no_county_at_sea_or_abroad() {
    for (latitude, longitude) in [
        (0.0, 0.0),
        (30.0, -60.0),
        (48.85, 2.35),
        (90.0, 0.0),
        (-90.0, 180.0),
        (43.65, -79.38),
    ] {
        assert!(
            gazetteer().county_at(point(latitude, longitude)).is_none(),
            "{latitude}, {longitude}"
        );
        assert!(
            gazetteer().state_at(point(latitude, longitude)).is_none(),
            "{latitude}, {longitude}"
        );
    }
}

#[test]
fn takes_the_water_s_edge_for_land() {
    let county = |latitude, longitude| {
        gazetteer()
            .county_at(point(latitude, longitude))
            .map(County::label)
    };
    // Atlantic City's centre, which the outlines leave in the sea; and a kilometre and more out.
    assert_eq!(
        county(39.36428, -74.42293).as_deref(),
        Some("Atlantic County, NJ")
    );
    assert_eq!(county(39.33, -74.41), None);
}

#[test]
fn agrees_with_the_counties_that_towns_are_known_to_be_in() {
    let disagree = |town: &&Town| {
        gazetteer().county_at(town.point).map(|county| county.fips) != Some(town.county)
    };
    // The outlines are coarse: one town in a hundred is too near to a line for them.
    assert!(gazetteer().towns().iter().filter(disagree).count() * 100 < gazetteer().towns().len());
}

#[test]
fn knows_a_zip_by_its_town_or_else_its_county() {
    let label = |code| {
        gazetteer()
            .zip(code)
            .map(|zip| gazetteer().label_of_zip(zip))
    };
    assert_eq!(label(64086).as_deref(), Some("64086, Lee's Summit, MO"));
    assert_eq!(label(10001).as_deref(), Some("10001, New York, NY"));
    // Kansas City spreads over four counties. St. Louis does not, though letters to 63141 bear its name.
    assert_eq!(label(64155).as_deref(), Some("64155, Kansas City, MO"));
    assert_eq!(label(63105).as_deref(), Some("63105, Clayton, MO"));
    assert_eq!(label(63141).as_deref(), Some("63141, Creve Coeur, MO"));
    // Too small for the list of cities: known by its post office alone.
    assert_eq!(label(63638).as_deref(), Some("63638, Ellington, MO"));
    let remote = gazetteer()
        .zips()
        .iter()
        .find(|zip| gazetteer().towns_of_zip(zip).is_empty())
        .unwrap();
    let county = gazetteer().county(remote.counties[0]).unwrap().label();
    assert_eq!(
        gazetteer().label_of_zip(remote),
        format!("{:05}, {county}", remote.code)
    );
}

#[test]
fn knows_the_counties_that_a_town_of_one_may_be_in() {
    let around = |county: &str| -> Vec<String> {
        let county = gazetteer().county_by_name(county, "MO").unwrap();
        let counties = gazetteer().counties_around(county.fips).into_iter();
        let names = counties.map(|fips| gazetteer().county(fips).unwrap().name.to_owned());
        names.collect()
    };
    let kansas_city = ["Clay County", "Jackson County", "Platte County"];
    assert_eq!(around("Jackson County"), kansas_city);
    assert_eq!(around("Clay County"), ["Clay County"]);
    // Letters to the county bear the city's name.
    let both = ["St. Louis County", "St. Louis city"];
    assert_eq!(around("St. Louis city"), both);
}

#[test]
fn has_aliases_that_are_the_name_of_no_other_town_there() {
    for line in include_str!("../../../data/gazetteer/aliases.tsv").lines() {
        let (alias, label) = line.split_once('\t').unwrap();
        let state = label.rsplit_once(", ").unwrap().1;
        assert_eq!(at(&format!("{alias}, {state}")).name, label, "{alias}");
    }
}

#[test]
fn knows_time_zones() {
    let zone = |latitude, longitude| gazetteer().time_zone(point(latitude, longitude));
    assert_eq!(zone(39.0997, -94.5786), Some("America/Chicago"));
    assert_eq!(zone(33.4484, -112.0740), Some("America/Phoenix"));
    assert_eq!(zone(18.4655, -66.1057), Some("America/Puerto_Rico"));
    assert!(gazetteer().time_zone_version().starts_with("20"));
}

#[test]
fn has_each_zip_in_counties_that_it_knows() {
    for zip in gazetteer().zips() {
        assert!(
            !zip.counties.is_empty()
                && zip
                    .counties
                    .iter()
                    .all(|&fips| gazetteer().county(fips).is_some()),
            "{}",
            zip.code
        );
    }
}
