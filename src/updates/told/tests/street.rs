use serde_json::json;

use super::{assert_silent, assert_tells, place, place_of};

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
    assert_silent(
        &place("PO Box 771").as_given(),
        &["816-771-0100", "771 calls"],
    );
    let mut known = place("12 Cedar Creek Rd");
    known.forget_names_in("Cedar Creek House");
    assert_silent(&known, &["Cedar Creek House has beds."]);
    assert_tells(&known, &["12 Cedar Creek", "Cedar Creek Rd"]);
}
