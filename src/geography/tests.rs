//! What the geography of nearhelp promises, over the whole gazetteer.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

fn gazetteer() -> &'static Gazetteer {
    Gazetteer::embedded()
}

fn at(text: &str) -> Origin {
    resolve(gazetteer(), text, Some("MO")).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
}

fn fault(text: &str) -> PlaceFault {
    resolve(gazetteer(), text, Some("MO")).unwrap_err()
}

fn nears(text: &str) -> Vec<String> {
    fault(text)
        .candidates()
        .iter()
        .map(|candidate| candidate.near.clone())
        .collect()
}

fn area(text: &str) -> Area {
    Area::parse(gazetteer(), text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
}

fn point(latitude: f64, longitude: f64) -> Point {
    Point::new(latitude, longitude).unwrap()
}

mod the_gazetteer {
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
    fn knows_time_zones() {
        let zone = |latitude, longitude| gazetteer().time_zone(point(latitude, longitude));
        assert_eq!(zone(39.0997, -94.5786), Some("America/Chicago"));
        assert_eq!(zone(33.4484, -112.0740), Some("America/Phoenix"));
        assert_eq!(zone(18.4655, -66.1057), Some("America/Puerto_Rico"));
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
}

mod a_label {
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
}

mod resolving {
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
        assert!(matches!(
            fault("Lee's Summit, MO 66101"),
            PlaceFault::Unknown { .. }
        ));
    }

    #[test]
    fn takes_degrees() {
        for typed in ["38.9,-94.4", "38.9, -94.4", "+38.90 -94.40"] {
            let origin = at(typed);
            assert_eq!(
                (origin.kind, origin.name.as_str()),
                (OriginKind::Point, "38.9, -94.4"),
                "{typed}"
            );
            assert_eq!(origin.counties, [29095]);
        }
        assert!(at("0,0").counties.is_empty());
        assert_eq!(
            fault("-94.4,38.9"),
            PlaceFault::OffTheGlobe(PointFault::Latitude(-94.4))
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
        assert_eq!(candidates.len(), 20);
        assert_eq!(
            candidates[..2],
            ["Jackson County, MO", "Jackson County, AL"]
        );
        let homeless = resolve(gazetteer(), "Jackson County", None).unwrap_err();
        assert_eq!(homeless.candidates()[0].near, "Jackson County, AL");
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
        assert_eq!(nears("Lake Lotawana, KS"), ["Lake Lotawana, MO"]);
        assert_eq!(nears("2139"), ["02139"]);
        assert_eq!(fault("Qqqqq"), PlaceFault::Unknown { candidates: vec![] });
    }

    #[test]
    fn has_a_fault_of_its_own_for_each_thing_that_is_no_place() {
        assert_eq!(fault(" \t "), PlaceFault::Empty);
        assert_eq!(fault(&"é".repeat(201)), PlaceFault::TooLong);
        assert_eq!(
            fault("Missouri"),
            PlaceFault::TooWide {
                name: "Missouri".into()
            }
        );
        assert_eq!(
            fault("USA"),
            PlaceFault::TooWide {
                name: "United States".into()
            }
        );
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
}

mod containment {
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
}

mod an_area {
    use super::*;

    #[test]
    fn named_alone_is_the_state_before_it_is_the_town() {
        assert_eq!(area("Missouri"), Area::State(29));
        assert_eq!(area("mo"), Area::State(29));
        assert_eq!(area("New York"), Area::State(36));
        assert!(matches!(area("New York, NY"), Area::Town(_)));
        assert_eq!(area("64081-1234"), Area::Zip(64081));
        assert_eq!(area("U.S.A."), Area::Country);
    }

    #[test]
    fn is_the_more_specific_the_smaller_it_is() {
        let areas = [
            "United States",
            "Missouri",
            "Jackson County, MO",
            "Lee's Summit, MO",
            "64081",
        ]
        .map(area);
        assert!(areas.is_sorted_by_key(|area| area.specificity()) && areas.is_sorted());
    }

    #[test]
    fn that_is_small_has_a_fixed_point() {
        assert_eq!(area("Missouri").reference_point(gazetteer()), None);
        for small in ["Jackson County, MO", "Lee's Summit, MO", "64081"] {
            assert_eq!(
                area(small).reference_point(gazetteer()),
                Some(at(small).point),
                "{small}"
            );
        }
    }
}

mod completion {
    use super::*;

    fn offered(typed: &str) -> Vec<String> {
        complete(gazetteer(), typed, Some("MO"), 5)
            .into_iter()
            .map(|completion| completion.label)
            .collect()
    }

    #[test]
    fn begins_with_the_home_state() {
        assert_eq!(offered("lee's s"), ["Lee's Summit, MO"]);
        assert_eq!(offered("springf")[0], "Springfield, MO");
        assert_eq!(offered("Jackson Cou")[0], "Jackson County, MO");
        assert_eq!(offered("6408")[0], "64080, Pleasant Hill, MO");
    }

    #[test]
    fn takes_the_beginning_of_a_state_too() {
        assert_eq!(offered("Kansas City, k"), ["Kansas City, KS"]);
        assert_eq!(offered("kansas city mo"), ["Kansas City, MO"]);
    }

    #[test]
    fn takes_short_forms_as_they_are_being_typed() {
        assert!(offered("St. Jos").contains(&"Saint Joseph, MO".to_owned()));
        let many = complete(gazetteer(), "st", None, 1_000);
        assert!(
            many.iter().any(|c| c.label.starts_with("Stanton"))
                && many.iter().any(|c| c.label == "St. Louis, MO")
        );
    }

    #[test]
    fn offers_nothing_for_nothing() {
        for typed in ["", "  ", ",", "123456", "qqqq"] {
            assert!(offered(typed).is_empty(), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn resolves_to_what_it_says(typed in "[0-9]{1,4}|[a-zA-Z]{1,3}") {
            for completion in complete(gazetteer(), &typed, Some("MO"), 10) {
                let origin = at(&completion.near);
                prop_assert_eq!((origin.name, origin.kind), (completion.label, completion.kind));
            }
        }
    }
}
