use proptest::prelude::*;

use super::*;

#[test]
fn takes_a_city_with_its_state_however_it_is_typed() {
    for typed in [
        "Lee's Summit, MO",
        "Lees Summit, mo",
        "Lee’s Summit,MO",
        "lees summit mo",
        "LEE'S SUMMIT  MISSOURI",
        "City of Lee's Summit, Missouri, USA",
        "Lee's Summit, Jackson County, MO",
    ] {
        let origin = at(typed);
        assert_eq!(origin.name, "Lee's Summit, MO", "{typed}");
        assert_eq!(origin.text, typed);
        assert_eq!(origin.counties, [29095]);
    }
    assert_eq!(at("Kansas City, MO").counties, [29095]);
    assert_eq!(at("kansas city kansas").counties, [20209]);
    assert_eq!(at("Washington DC").name, "Washington, DC");
    assert_eq!(at("Billings, MT").name, "Billings, MT");
    assert_eq!(at("Santa Fe New Mexico").name, "Santa Fe, NM");
    assert_eq!(at("Mayaguez, PR").name, "Mayagüez, PR");
}

#[test]
fn keeps_st_louis_the_town_the_city_and_the_county_apart() {
    for town in [
        "St. Louis, MO",
        "Saint Louis, MO",
        "st louis mo",
        "City of St. Louis, MO",
    ] {
        assert_eq!(
            (at(town).kind, at(town).counties),
            (OriginKind::Place, vec![29510]),
            "{town}"
        );
    }
    let city = at("St. Louis city, MO");
    assert_eq!(
        (city.kind, city.counties.as_slice()),
        (OriginKind::County, [29510].as_slice())
    );
    let county = at("St. Louis County, MO");
    assert_eq!(
        (county.kind, county.counties.as_slice()),
        (OriginKind::County, [29189].as_slice())
    );
}

#[test]
fn takes_a_county_with_its_state() {
    for typed in [
        "Jackson County, MO",
        "jackson county missouri",
        "Jackson Co., MO",
        "jackson co mo",
    ] {
        let origin = at(typed);
        assert_eq!(
            (origin.kind, origin.name.as_str()),
            (OriginKind::County, "Jackson County, MO"),
            "{typed}"
        );
        assert_eq!(
            Some(origin.point),
            gazetteer()
                .county(29095)
                .map(|county| county.reference_point)
        );
    }
    assert_eq!(nears("LaSalle Parish, LA"), ["La Salle Parish, LA"]);
}

#[test]
fn takes_a_zip_with_or_without_its_four_more_digits() {
    for typed in [
        "64081",
        "64081-1234",
        "64081–1234",
        "64081 1234",
        "640811234",
        " 64081 ",
        "Lee's Summit, MO 64081",
    ] {
        let origin = at(typed);
        assert_eq!(
            (origin.kind, origin.name.as_str()),
            (OriginKind::Zip, "64081, Lee's Summit, MO"),
            "{typed}"
        );
        assert_eq!(origin.counties, [29095]);
    }
}

#[test]
fn does_not_choose_between_a_city_and_a_zip_of_another_state() {
    assert_eq!(
        nears("Lee's Summit, MO 66101"),
        ["66101", "Lee's Summit, MO"]
    );
}

#[test]
fn takes_degrees() {
    for typed in ["38.9,-94.4", "38.9, -94.4", "+38.90 -94.40", "38.9, −94.4"] {
        let origin = at(typed);
        assert_eq!(
            (origin.kind, origin.name.as_str()),
            (OriginKind::Point, "38.9, -94.4"),
            "{typed}"
        );
        assert_eq!(origin.counties, [29095]);
    }
    for typed in [
        "38.9N 94.4W",
        "38.9° N, 94.4° W",
        "38.9n,94.4w",
        "38.9º, -94.4º",
        "38.9 N 94.4 W",
    ] {
        assert_eq!(at(typed).name, "38.9, -94.4", "{typed}");
    }
    assert_eq!(at("14.27S 170.7W").name, "-14.27, -170.7");
    for not in ["38.9N -94.4W", "38.9N94.4", "N W", "ºN,W"] {
        assert!(matches!(fault(not), PlaceFault::Unknown { .. }), "{not}");
    }
    assert!(at("0,0").counties.is_empty());
    assert_eq!(
        fault("-94.4,38.9"),
        PlaceFault::OffTheGlobe(PointFault::Latitude)
    );
    assert!(matches!(fault("nan,inf"), PlaceFault::Unknown { .. }));
}

#[test]
fn takes_a_name_alone_only_where_one_place_bears_it() {
    assert_eq!(at("Lake Lotawana").name, "Lake Lotawana, MO");
    assert_eq!(at("St. Louis city").name, "St. Louis city, MO");
    assert!(matches!(fault("Springfield"), PlaceFault::Ambiguous { .. }));
    assert!(matches!(
        fault("Jackson County"),
        PlaceFault::Ambiguous { .. }
    ));
    // One city bears the name, but so does a state.
    assert_eq!(nears("New York"), ["New York, NY"]);
}

#[test]
fn offers_the_home_state_first_and_never_chooses_it() {
    let candidates = nears("Jackson County");
    assert_eq!(candidates.len(), 23);
    assert_eq!(
        candidates[..2],
        ["Jackson County, MO", "Jackson County, AL"]
    );
    let homeless = resolve(gazetteer(), "Jackson County", None).unwrap_err();
    assert_eq!(homeless.candidates()[0].near, "Jackson County, AL");
}

#[test]
fn offers_all_namesakes_and_the_larger_first() {
    let candidates = nears("Springfield");
    assert!(candidates.len() > 25, "{candidates:?}");
    assert_eq!(candidates[0], "Springfield, MO");
    let homeless = resolve(gazetteer(), "springfield", None).unwrap_err();
    let first: Vec<_> = homeless
        .candidates()
        .iter()
        .map(|candidate| candidate.near.as_str())
        .take(4)
        .collect();
    let zips = |label: &str| match area(label) {
        Area::Town(id) => gazetteer().town(id).zips,
        _ => 0,
    };
    assert!(first.is_sorted_by_key(|label| std::cmp::Reverse(zips(label))));
    assert!(first.contains(&"Springfield, MA"), "{first:?}");
    assert_eq!(homeless.to_string(), "several places are called that");
}

#[test]
fn says_where_a_list_is_cut() {
    let PlaceFault::Unknown { candidates, more } = fault("Spr") else {
        panic!("a town is called Spr");
    };
    assert_eq!((candidates.len(), more), (20, true));
    assert_eq!(candidates[0].near, "Springfield, MO");
    assert!(
        fault("Spr")
            .to_string()
            .ends_with("the likeliest are given")
    );
}

#[test]
fn takes_a_zip_beside_its_town_or_state() {
    for typed in [
        "64081, MO",
        "MO 64081",
        "64081 missouri",
        "MO, 64081-1234",
        "64081, USA",
        "64081 MO US",
        "64081,",
        "64081, Lee's Summit, MO",
        "Lee's Summit Missouri 64081 USA",
    ] {
        let origin = at(typed);
        assert_eq!(origin.name, "64081, Lee's Summit, MO", "{typed}");
        assert_eq!(origin.text, typed);
    }
    assert_eq!(nears("64081, KS"), ["64081"]);
    assert_eq!(nears("KS 64081"), ["64081"]);
    // The number of a house.
    assert_eq!(
        nears("12345 Main St, Lee's Summit, MO"),
        ["Lee's Summit, MO"]
    );
}

#[test]
fn takes_the_zips_of_post_office_boxes_at_their_town() {
    for (zip, town) in [
        ("64051", "Independence, MO"),
        ("65102", "Jefferson City, MO"),
        ("63166", "St. Louis, MO"),
        ("64121", "Kansas City, MO"),
        ("64002", "Lee's Summit, MO"),
        ("65899", "Springfield, MO"),
        ("20500", "Washington, DC"),
        // Its county's number is of a newer edition than the outlines.
        ("06101", "Hartford, CT"),
    ] {
        let (origin, town) = (at(zip), at(town));
        assert_eq!(origin.kind, OriginKind::Zip);
        assert_eq!(origin.name, format!("{zip}, {}", town.name));
        assert_eq!(
            (origin.point, &origin.counties),
            (town.point, &town.counties),
            "{zip}"
        );
        assert_eq!(origin.containment(area(&town.name)), Containment::Part);
        assert_eq!(origin.containment(area(zip)), Containment::Whole);
    }
    // Kansas City's town is in Jackson County, and these boxes at its airport in Platte County.
    let airport = at("64195");
    assert_eq!(airport.name, "64195, Kansas City, MO");
    assert_eq!(airport.counties, [29095, 29165]);
    // St. Louis by post, and outside of that city.
    let county = at("63145");
    assert_eq!(county.counties, [29189]);
    assert_eq!(county.containment(area("St. Louis, MO")), Containment::None);
}

#[test]
fn takes_the_country_at_the_end() {
    for typed in [
        "Lee's Summit Missouri USA",
        "Lee's Summit, MO, US",
        "lees summit mo united states",
        "Lee's Summit, MO, United States of America",
    ] {
        let origin = at(typed);
        assert_eq!(origin.name, "Lee's Summit, MO", "{typed}");
        assert_eq!(origin.text, typed);
    }
    assert_eq!(at("38.9,-94.4, USA").kind, OriginKind::Point);
    assert_eq!(area("Missouri, USA"), Area::State(29));
    assert!(matches!(fault("Missouri USA"), PlaceFault::TooWide));
}

#[test]
fn takes_what_places_are_called_there() {
    for (typed, name) in [
        ("KC, MO", "Kansas City, MO"),
        ("KC MO", "Kansas City, MO"),
        ("KCMO", "Kansas City, MO"),
        ("K.C., Kansas", "Kansas City, KS"),
        ("St. Joe, MO", "Saint Joseph, MO"),
        ("Jeff City", "Jefferson City, MO"),
    ] {
        assert_eq!(at(typed).name, name, "{typed}");
    }
    assert_eq!(nears("KC"), ["Kansas City, MO", "Kansas City, KS"]);
    // There are towns of that name elsewhere.
    assert_eq!(nears("St. Joe")[0], "Saint Joseph, MO");
}

#[test]
fn takes_short_forms_where_nothing_bears_them_as_they_stand() {
    for (typed, name) in [
        ("N. Kansas City, MO", "North Kansas City, MO"),
        ("n kansas city mo", "North Kansas City, MO"),
        ("E. St. Louis, IL", "East Saint Louis, IL"),
        ("W. Plains, MO", "West Plains, MO"),
        ("S. Sioux City, NE", "South Sioux City, NE"),
        ("S Coffeyville, OK", "S Coffeyville, OK"),
        ("Ft. Leonard Wood, MO", "Fort Leonard Wood, MO"),
        ("Mt. Vernon, MO", "Mount Vernon, MO"),
        ("Pt. Pleasant, NJ", "Point Pleasant, NJ"),
        ("Pt. Arthur, TX", "Port Arthur, TX"),
        ("Excelsior Spgs., MO", "Excelsior Springs, MO"),
        ("Maryland Hts, MO", "Maryland Heights, MO"),
        ("Raleigh, N. Carolina", "Raleigh, NC"),
        ("charleston w virginia", "Charleston, WV"),
    ] {
        assert_eq!(at(typed).name, name, "{typed}");
    }
}

#[test]
fn offers_what_begins_so_before_what_is_spelled_nearly_so() {
    assert_eq!(nears("Lee's")[0], "Lee's Summit, MO");
    assert_eq!(nears("Lee's, MO")[0], "Lee's Summit, MO");
    assert_eq!(nears("Independ, MO"), ["Independence, MO"]);
}

#[test]
fn tells_namesakes_of_one_state_apart_by_their_county() {
    let candidates = nears("Georgetown, IL");
    assert!(
        candidates.len() > 1 && candidates.iter().all(|near| near.ends_with("County, IL")),
        "{candidates:?}"
    );
    assert_eq!(
        at("georgetown, vermilion county, il").name,
        "Georgetown, Vermilion County, IL"
    );
}

#[test]
fn offers_what_may_have_been_meant_for_what_is_unknown() {
    assert_eq!(nears("Lee Summit, MO"), ["Lee's Summit, MO"]);
    assert_eq!(nears("Indepednence MO"), ["Independence, MO"]);
    assert_eq!(nears("100 Main St, Lee's Summit, MO"), ["Lee's Summit, MO"]);
    assert_eq!(
        nears("100 Main St, Lee's Summit, MO 64081"),
        ["64081", "Lee's Summit, MO"]
    );
    assert_eq!(nears("Lake Lotawana, KS"), ["Lake Lotawana, MO"]);
    assert_eq!(nears("2139"), ["02139"]);
    assert_eq!(fault("Qqqqq"), PlaceFault::unknown());
}

#[test]
fn has_a_fault_of_its_own_for_each_thing_that_is_no_place() {
    assert_eq!(fault(" \t "), PlaceFault::Empty);
    assert_eq!(fault(&"é".repeat(201)), PlaceFault::TooLong);
    assert_eq!(fault("Missouri"), PlaceFault::TooWide);
    assert_eq!(fault("USA"), PlaceFault::TooWide);
    for unknown in ["Lee's\0Summit, MO", "00000", "99999", ",", "''''"] {
        assert!(
            matches!(fault(unknown), PlaceFault::Unknown { .. }),
            "{unknown}"
        );
    }
}

#[test]
fn leaves_the_whereabouts_out_of_debug_output() {
    assert_eq!(format!("{:?}", at("64081")), "Origin { kind: Zip, .. }");
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>(), home in proptest::option::of("[A-Za-z]{2}")) {
        let _ = resolve(gazetteer(), &text, home.as_deref());
        let _ = Area::parse(gazetteer(), &text);
        let _ = complete(gazetteer(), &text, home.as_deref(), 10);
    }

    #[test]
    fn never_panics_near_real_names(text in "[0-9., 'stSTmoMO’é-]{0,12}(, ?[A-Za-z]{2})?( [0-9]{4,6})?") {
        let _ = resolve(gazetteer(), &text, None);
        let _ = Area::parse(gazetteer(), &text);
        let _ = complete(gazetteer(), &text, None, 10);
    }

    #[test]
    fn offers_only_candidates_that_resolve_to_themselves(index in any::<proptest::sample::Index>(), drop in 0..12_usize) {
        let name = index.get(gazetteer().towns()).name;
        let slip: String = name.chars().enumerate().filter(|(at, _)| *at != drop).map(|(_, c)| c).collect();
        for text in [name, &slip] {
            if let Err(fault) = resolve(gazetteer(), text, Some("MO")) {
                for candidate in fault.candidates() {
                    prop_assert_eq!(&at(&candidate.near).name, &candidate.label);
                }
            }
        }
    }
}

#[test]
fn letters_and_digits_of_full_width_are_letters_and_digits() {
    for typed in [
        "６４０８１",
        "６４０８１－１２３４",
        "Ｌｅｅ＇ｓ　Ｓｕｍｍｉｔ，　ＭＯ",
        "Lee's Summit, MO ６４０８１",
    ] {
        let origin = at(typed);
        assert_eq!(origin.counties, [29095], "{typed}");
        assert_eq!(origin.text, typed);
    }
    assert_eq!(
        at("３８．９，－９４．４").counties,
        at("38.9,-94.4").counties
    );
}
