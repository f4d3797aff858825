use serde_json::{Value, json};

use crate::updates::told::Place;

fn place(address: &str) -> Place {
    place_of(json!({"addresses": [{"address_1": address}]}))
}

fn place_of(location: Value) -> Place {
    Place::of(&serde_json::from_value(location).unwrap())
}

#[track_caller]
fn assert_tells(place: &Place, texts: &[&str]) {
    let missed: Vec<_> = texts.iter().filter(|text| !place.is_in(text)).collect();
    assert!(missed.is_empty(), "not found: {missed:#?}");
}

#[track_caller]
fn assert_silent(place: &Place, texts: &[&str]) {
    let found: Vec<_> = texts.iter().filter(|text| place.is_in(text)).collect();
    assert!(found.is_empty(), "found: {found:#?}");
}

#[test]
fn a_street_is_found_however_it_is_written() {
    assert_tells(
        &place("12 N Elm Grove St, Apt 3"),
        &[
            "12 N Elm Grove St",
            "12 North Elm Grove Street",
            "12 N. Elm Grove St., #3",
            "12 ELM GROVE",
            "12 Elm  Grove",
            "twelve Elm Grove",
            "Twelve North Elm Grove Street",
            "12-Elm-Grove",
            "12, Elm; Grove",
            "12ElmGroveSt",
            "12elmgrove",
            "12NElmGrove",
            "12NorthElmGroveStreet",
            "on Elm Grove Street",
            "Elm Grove St.",
            "Elm Grove 12",
            "12 Élm Grové",
            "12 Elm\u{200b} Grove",
            "１２ Ｅｌｍ Ｇｒｏｖｅ",
            "12 Elm&nbsp;Grove",
            "12 Elm&#32;Grove",
            "12<br>Elm Grove",
            "12 El<b>m</b> Grove",
            "&#49;2 Elm Grove",
            "12%20Elm%20Grove",
            "12+Elm+Grove",
            "https://example.org/?q=12+N+Elm+Grove+St",
            "12%2520Elm%2520Grove",
            "12A Elm Grove",
            "12 1/2 Elm Grove",
            "corner of Elm Grove",
            "Elm Grove and 5th",
            "Elm Grove & Fifth Ave",
            "5th and Elm Grove",
            "Elm Grove at Oak Street",
            "1 2 E l m  G r o v e",
            "<a href=\"/?q=12 Elm Grove\">here</a>",
        ],
    );
    assert_silent(
        &place("12 N Elm Grove St, Apt 3"),
        &[
            "A house for 12 women.",
            "An elm in a grove.",
            "112 Oak St",
            "Groves of elm",
            "Serves Jackson County.",
            "Open since 1912.",
            "12 beds",
            "Room 12",
            "",
            "12",
        ],
    );
}

#[test]
fn ordinals_are_one_in_letters_and_digits() {
    for address in ["500 W 5th Ave", "500 West Fifth Avenue", "500 Fifth"] {
        assert_tells(
            &place(address),
            &[
                "500 W 5th",
                "500 fifth avenue",
                "five hundred Fifth",
                "500 5 Ave",
                "on Fifth Ave",
            ],
        );
    }
    assert_tells(
        &place("31 W 31st St"),
        &[
            "31 W. 31st",
            "thirty-one thirty-first street",
            "31 Thirty First St",
        ],
    );
    assert_tells(&place("5th Street"), &["on 5th Street", "Fifth St"]);
    assert_silent(
        &place("500 W 5th Ave"),
        &["500 people", "the fifth time", "on the 5th of May"],
    );
}

#[test]
fn streets_that_are_named_for_streets_and_saints_are_found() {
    assert_tells(
        &place("12 St Louis Ave"),
        &["12 Saint Louis Avenue", "12 St. Louis", "St. Louis Ave"],
    );
    assert_silent(
        &place("12 St Louis Ave"),
        &["Serves St. Louis County", "in St. Louis, MO"],
    );
    assert_tells(&place("100 Court St"), &["100 Court Street", "100 Court"]);
    assert_tells(
        &place("5 Park Place Blvd"),
        &["5 Park Place", "5 Park Pl Boulevard"],
    );
    assert_tells(
        &place("1200 Highway 63 S"),
        &[
            "1200 Hwy 63",
            "1200 South Highway 63",
            "1200 highway 63 south",
        ],
    );
    assert_tells(
        &place("40 County Road 512"),
        &["40 county rd 512", "40 Co. Rd. 512"],
    );
    assert_tells(&place("12 North Ave"), &["12 North Avenue", "12 N. Ave"]);
    assert_tells(&place("PO Box 1234"), &["P.O. Box 1234", "PO box 1234"]);
    assert_silent(&place("PO Box 1234"), &["Box 12", "a box of 1234 things"]);
    assert_tells(&place("12-14 Elm St"), &["14 Elm", "12 Elm"]);
    assert_tells(
        &place("12 Broadway"),
        &["12 Broadway", "twelve Broadway Street"],
    );
    assert_silent(
        &place("100 Court St"),
        &[
            "100 people a day",
            "court advocacy",
            "in court",
            "the court in town",
        ],
    );
}

#[test]
fn an_address_that_says_that_it_is_confidential_is_searched_for_too() {
    for line in [
        "12 Elm Grove (CONFIDENTIAL)",
        "Confidential - 12 Elm Grove",
        "12 Elm Grove - do not publish, confidential",
        "CONFIDENTIAL: 12 Elm Grove St",
        "12 Elm Grove not public",
    ] {
        assert_tells(&place(line), &["Come to 12 Elm Grove."]);
    }
}

#[test]
fn a_zip_is_found_with_and_without_its_four_digits() {
    let known = place_of(json!({"addresses": [{"postal_code": "64014-1234"}]}));
    assert_tells(
        &known,
        &[
            "in 64014",
            "64014-1234",
            "640141234",
            "MO64014",
            "ZIP: 64014.",
        ],
    );
    assert_silent(&known, &["816-640-1400", "640 beds", "164014"]);
    // What a spreadsheet made of 02134.
    assert_tells(&place_of(json!({"postal_code": 2134})), &["in 02134"]);
}

#[test]
fn coordinates_are_found_however_they_are_written() {
    let known = place_of(json!({"latitude": 38.987_654, "longitude": -94.234_567}));
    assert_tells(
        &known,
        &[
            "38.987654, -94.234567",
            "-94.234567 38.987654",
            "38.988",
            "38.9877",
            "38.9876541",
            "94.2346 W",
            "38.99, -94.23",
            "38,987654",
            "38°59'15.5\"N",
            "38 59 15.5",
            "38 59.259",
            "94° 14' 04\" W",
            "https://maps.example.org/@38.987654,-94.234567,17z",
            "?q=38.987654%2C-94.234567",
            "geo:38.9876,-94.2345",
            "38987654",
            "see https://maps.app.goo.gl/abc",
            "///filled.count.soap",
        ],
    );
    assert_silent(
        &known,
        &[
            "$38.99",
            "38",
            "94.2 percent",
            "816.555.0100",
            "38.5 hours",
            "at 39.1, -94.6",
        ],
    );
}

/// Nobody remembers where the house is: any coordinates may be its own.
#[test]
fn coordinates_of_any_place_are_found() {
    let unknown = place_of(json!({}));
    assert_tells(
        &unknown,
        &[
            "39°14'46\"N 94°25'9\"W",
            "39° 14′ 46.0″ N",
            "39°14.767'",
            "N39 14.767 W94 25.148",
            "39 14.767 N",
            "39-14-46N 94-25-09W",
            "39 deg 14 min N",
            "39.2461, -94.4191",
            "86f76hwj + C9",
        ],
    );
    assert_silent(
        &unknown,
        &[
            "Kept at 68° 24 hours a day",
            "72° in winter",
            "a 45° slope",
            "816-555-0142",
            "10-12-30 women",
            "from 10 12.50 dollars",
            "$10 15.50",
            "open 10 30 n",
            "12 + 35 beds",
        ],
    );
}

#[test]
fn a_house_is_found_by_what_is_left_of_its_address() {
    let known = place_of(json!({
        "name": "Thornapple Annex",
        "latitude": 39.246_123_4,
        "longitude": -94.419_123_4,
        "addresses": [{"address_1": "7314 Quillfeather Lane"}],
    }));
    assert_tells(
        &known,
        &[
            "7314 Quillfeather",
            "Quillfeather Lane 7314",
            "Quill-feather Lane",
            "Quill Feather Ln",
            "write to thornapple7314@example.org",
            "39°14'46\"N 94°25'9\"W",
            "N39 14.767 W94 25.148",
        ],
    );
    assert_silent(
        &known,
        &["an apple annex", "a quill, a feather, a lane", "7314"],
    );
}

#[test]
fn a_plus_code_is_found_long_and_short() {
    // The example of the specification: 7FG49QCJ+2VX is near 20.3701125, 2.782234375.
    let known = place_of(json!({"latitude": 20.370_112_5, "longitude": 2.782_234_375}));
    assert_tells(
        &known,
        &[
            "7FG49QCJ+2VX",
            "9QCJ+2V here",
            "q=7fg49qcj%2B2v",
            "7fg49qcj + 2V",
        ],
    );
    assert_silent(&known, &["8FVC9G8F+6W"]);
}

#[test]
fn the_name_of_the_building_is_found_where_it_is_one() {
    let known = place_of(json!({"name": "Riverside Tower", "alternate_name": "The Old Mill"}));
    assert_tells(
        &known,
        &[
            "In the Riverside Tower.",
            "riverside-tower",
            "behind the old mill",
        ],
    );
    assert_silent(&known, &["by the river", "a tower", "old"]);
    // A word of its own beside what a building is, whatever the order.
    for name in ["Thornapple Annex", "Thornapple House", "Thornapple"] {
        let known = place_of(json!({ "name": name }));
        assert_tells(
            &known,
            &[
                "in the annex of Thornapple",
                "Thornapple's east wing",
                "the Thornapple building",
            ],
        );
        assert_silent(&known, &["Thornapple", "an annex", "a house of our own"]);
        let mut public = known.clone();
        public.forget_names_in("Thornapple Legal Aid");
        assert_silent(&public, &["the annex of Thornapple"]);
    }
    assert_silent(
        &place_of(json!({"name": "Main Office"})),
        &["Call the main office."],
    );
    assert_silent(
        &place_of(json!({"name": "Confidential shelter"})),
        &["a confidential shelter"],
    );
}

#[test]
fn the_middle_of_a_zip_is_no_house() {
    let at = |line: &str, precision: &str| {
        place_of(
            json!({"addresses": [{"address_1": line}], "latitude": 39.25832, "longitude": -94.38965, "precision": precision}),
        )
    };
    let (one, other) = ("77 Opal Ct", "5 Elm St");
    assert!(at(one, "address").is_same_as(&at(other, "address")));
    for coarse in ["postal_code", "city", "county"] {
        assert!(!at(one, coarse).is_same_as(&at(other, coarse)), "{coarse}");
        assert!(!at(one, "address").is_same_as(&at(other, coarse)));
        assert!(at(one, coarse).is_same_as(&at(one, coarse)));
    }
}

#[test]
fn a_range_of_houses_has_those_between() {
    let at = |line: &str| place_of(json!({"addresses": [{"address_1": line}]}));
    let house = at("7314 Quillfeather Lane");
    for (line, is_same) in [
        ("7312-7316 Quillfeather Lane", true),
        ("7312-16 Quillfeather Ln", true),
        ("7314-7320 Quillfeather", true),
        ("7316-7320 Quillfeather Lane", false),
        ("7312-7316 Thornapple Lane", false),
        ("7000-7900 Quillfeather Lane", false),
    ] {
        assert_eq!(at(line).is_same_as(&house), is_same, "{line}");
        assert_eq!(house.is_same_as(&at(line)), is_same, "{line}");
    }
}

#[test]
fn a_street_is_found_however_it_is_shortened() {
    for (street, texts) in [
        (
            "22 US Highway 50",
            &["22 US 50", "22 Highway 50", "22 Hwy 50", "22 E. 50 Hwy"][..],
        ),
        (
            "22 Hwy 50",
            &["22 US-50", "Route 50", "U.S. 50", "Highway No. 50", "MO-50"],
        ),
        ("22 State Route DD", &["22 Route DD", "on Highway DD"]),
        (
            "15 Martin Luther King Jr Blvd",
            &[
                "15 Martin Luther King Blvd",
                "15 MLK Blvd",
                "15 M.L.K.",
                "MLK Boulevard",
            ],
        ),
        ("15 MLK Blvd", &["15 Dr. Martin Luther King Jr. Blvd"]),
        ("80 John F Kennedy Memorial Dr", &["80 JFK", "80 Kennedy"]),
        (
            "1450 County Road 1233",
            &["1450 CR 1233", "C.R. 1233", "county rd. 1233"],
        ),
        (
            "310 Ft Osage Trafficway",
            &["310 Fort Osage Trfy", "310 Fort Osage"],
        ),
        (
            "4411 Zarzamora Hollow Lane",
            &[
                "4411 Zarzamora",
                "4411 Zarzamora Lane",
                "#4411 Zarzamora Hol. Ln",
                "Zarzamora Hollow",
                "Zarza\u{ad}mora Hollow",
                "Zarza&shy;mora Hollow",
                "Zarzamora&nbsp;Hollow",
                "Zarzamora&ensp;Hollow",
                "Zarza\u{2061}mora Hollow",
                "zarzamora_hollow",
                "ZarzamoraHollow",
                "Hollow Lane",
                "https://example.org/4411zarzamora",
                "https://example.org/%5a%61rzamora-hollow",
                "4 4 1 1 Zarzamora",
                "Zarzamora, number 4411",
                "4411 Zarzamorra",
                "4411 Zarzamoar",
            ],
        ),
        (
            "810 West Cedar Creek Rd",
            &["810 W Cedar", "on W. Cedar Creek", "Cedar Crk", "810 Crk"],
        ),
        ("77 Mt Vernon St", &["77 Vernon", "Vernon Street"]),
        (
            "4411 Zarzamora Ave",
            &["4411 Zarzamorra Ave", "on Zarzamora", "near Zarzamora"],
        ),
        ("12 Quincy Ave", &["on Quincy", "12 Quinci"]),
        (
            "PO Box 771",
            &[
                "Apartado 771",
                "Apartado postal 771",
                "Box No. 771",
                "P.O.B. 771",
            ],
        ),
        ("Calle Luna 12", &["12 Luna", "Luna #12"]),
    ] {
        assert_tells(&place(street), texts);
    }
}

#[test]
fn the_name_of_a_street_that_is_a_town_or_a_word_tells_nothing_alone() {
    assert_silent(
        &place("12 Kansas City Rd"),
        &["in Kansas City", "Serves Kansas City, MO."],
    );
    assert_silent(
        &place("12 Jefferson Ave"),
        &["Jefferson County", "in Jefferson City"],
    );
    assert_silent(&place("12 University Ave"), &["The university helps."]);
    assert_silent(
        &place("22 Hwy 50"),
        &["50 beds", "about 50 women", "22 beds"],
    );
    assert_silent(&place("PO Box 771"), &["816-771-0100", "771 calls"]);
    let mut known = place("12 Cedar Creek Rd");
    known.forget_names_in("Cedar Creek House");
    assert_silent(&known, &["Cedar Creek House has beds."]);
    assert_tells(&known, &["12 Cedar Creek", "Cedar Creek Rd"]);
}

#[test]
fn a_link_that_hides_where_it_goes_is_found() {
    assert_tells(
        &place("12 Elm St"),
        &[
            "https://goo.gl/abc",
            "https://apple.co/maps",
            "see bit.ly/x",
            "http://t.co/a",
        ],
    );
    assert_silent(
        &place("12 Elm St"),
        &[
            "https://start.co/help",
            "https://example.org/goo.gl",
            "bit.lying",
        ],
    );
    let known = place_of(
        json!({"latitude": 38.91234, "longitude": -94.40321, "postal_code": "64081-1234"}),
    );
    assert_tells(
        &known,
        &[
            "https://example.org/38-91234/94-40321",
            "ZIP 6 4 0 8 1-1234",
            "640 81",
        ],
    );
    assert_silent(&known, &["816-408-1123", "1-800-656-4673"]);
}

#[test]
fn a_place_of_which_no_house_is_known_may_be_any() {
    let mut unknown = place_of(json!({"public_area": "Jackson County, MO"}));
    assert_tells(
        &unknown,
        &[
            "Come to 12 Elm Grove St.",
            "12 N. Elm Grove Road, Apt 3",
            "4417 zyxwell orchard rd",
            "4417-Zyxwell-Orchard-Road",
            "twelve Elm Avenue",
            "We are at 12345 Highway 63 and at 816-555-0100.",
            "1200 State Route DD",
            "12 St. Louis Ave",
            "12 Broad Street, suite 3",
            "https://example.org/?q=12+Elm+Street",
            "123 Calle Luna",
            "The house is at 4417 Broadway.",
            "Look for 39.0719, -94.3884",
            "86C7 is wrong: 86F73JC6+QJ",
        ],
    );
    assert_silent(
        &unknown,
        &[
            "Reach them at 988 Lifeline, or at 88788 anytime.",
            "At 200 percent of poverty: $12.50 or 1.5 hours",
            "C++ and A+ are no places",
            "Call 816-555-0100, St. Louis.",
            "12 steps, St. Louis County",
            "24 hours a day, all along the way",
            "18 years and over; no drive needed",
            "Serves 12 counties around the parkway",
            "2 nights in a row",
            "Monday to Friday, 9 am to 5 pm, at the court.",
            "Open 24/7. Ask for the way.",
            "The Elm Street house",
            "12 beds on Elm Street",
        ],
    );
    unknown.leave_open(&place("900 Grand Boulevard, Suite 3"));
    unknown.forget_names_in("12 Elm Street House");
    assert_silent(
        &unknown,
        &["Ask at 900 Grand Blvd.", "The 12 Elm St. house"],
    );
    assert_tells(
        &unknown,
        &["900 Grand Blvd. or 901 Grand Blvd.", "14 Elm St."],
    );
}

#[test]
fn the_house_of_an_unknown_place_is_found_however_it_is_said() {
    let mut unknown = place_of(json!({"public_area": "Clay County, MO"}));
    assert_tells(
        &unknown,
        &[
            "Come to 4417 Quartz after dark",
            "COME TO 4417 QUARTZ AFTER DARK",
            "4417 Quartz",
            "4417 N.E. Quartz",
            "4417 North Quartz",
            "4417 W. 5th",
            "44 Quartz",
            "4417B Quartz",
            "4417 El Quartz",
            "4417&nbsp;Quartz",
            "Refugio en la calle Quartz 4417, Liberty.",
            "Venga a la calle Quartz 4417",
            "venga a la calle quartz 4417",
            "Calle de la Quartz, núm. 4417",
            "Calle Quartz #4417",
            "Avenida Quartz número 4417",
            "Quartz Ln 4417",
            "quartz ln 4417",
            "Quartz Ln. 44 after dark",
            "Quartz Lane 4417, ring twice",
            "Quartz Lane, no. 4417",
            "Quartz Lane, house number 4417",
            "5th Street 4417",
            "house 4417 on Quartz Lane",
            "No. 4417 on Quartz Lane",
            "Four four one seven Quartz Lane",
            "Come to four four one seven Quartz",
            "forty-four seventeen Quartz",
            "at 2010 Quartz",
            "https://x.org/4417-quartz",
            "https://x.org/shelters/4417-n-quillfeather/",
            "https://x.org/?page=4417_quartz_lane",
            "x.org/4417quartz",
            "4417 quartz",
            "Donations: 4417 quartz",
            "Donations - 4417 quillfeather lane",
            "ZIP 64068",
            "zip code: 64068-1234",
            "Código postal 64068",
        ],
    );
    assert_silent(
        &unknown,
        &[
            "For 24 Hour help; 12 Step and 30 Day Programs, 18 Years and older",
            "Ages 18 Through 24. Ages 13-17 Girls. Over 65 Medicare",
            "A 501 C 3, 501(c)3 Nonprofit; Form 990 Filing",
            "Call 211 Missouri, 988 Lifeline or 911 Emergency",
            "816-555-0100 Monday, (816) 555-0100 Call, 816 555 0100 Intake",
            "816.555.0100 Ext. 120 Ask for Maria",
            "Founded 1987 Incorporated; since 12 March, 15 de Mayo, 10 January 2024",
            "Open 24/7 Monday; 9:30 Tuesday to 12:30 Wednesday, 10 AM, 10 A.M. Friday",
            "$500 Grants, 1,200 Families, 60% Income, 45 Beds, 12.5 Acres",
            "2024 Annual Gala, in 2023. Services",
            "Highway 63 North, Interstate 435 East, Chapter 13 Bankruptcy, Title 19 Medicaid",
            "They helped 150 in May. 30 Then we moved",
            "Elm Street, 12 beds",
            "Elm Street 9 to 5",
            "Elm Street 10 to 4",
            "Elm Street 816-555-0100",
            "en la calle de 18 a 24 años, en la calle hasta 30 noches",
            "Serves ZIP codes 64068 and 64069.",
            "Twenty Families, Twelve Step",
            "Open 9 to 5; Elm Street",
            "Ages 18 to 64. Main street programs. Is it 12? Main street",
            "https://x.org/2024-annual-report, https://x.org/24-hour-help, https://x.org/988-lifeline",
            "https://x.org/501-c-3, https://x.org/100-survivors, https://x.org/5-things-to-know",
            "Served: 412 survivors",
            "we reached 4417 survivors and 312 homes",
        ],
    );
    unknown.leave_open(&place("900 Grand Boulevard, Suite 300"));
    unknown.forget_names_in("Fund 150 Quartz");
    assert_silent(
        &unknown,
        &[
            "900 Grand",
            "900 Grand Blvd, Suite 300",
            "900 Grand Blvd #300",
            "900 Grand Boulevard, 64106",
            "Grand Boulevard 900",
            "150 Quartz",
        ],
    );
    assert_tells(&unknown, &["901 Grand", "900 Grand or 4417 Quartz"]);
}
