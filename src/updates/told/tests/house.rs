use serde_json::json;

use super::{assert_silent, assert_tells, place, place_of};

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
            "Kansas City, MO 64155",
            "kansas city, mo 64155",
            "in Kansas City 64155",
            "Kansas City, Missouri 64155-1234",
            "4417 – Quartz",
            "4417ocelotstone@x.org",
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
            "RSMo 135.550 and 135.600, sections 67.14 to 67.15",
            "Mail to PO Box 212, Liberty, MO 64068",
            "Text HOME to 85511; in 64155 or 64118, MO 85511",
            "Our 12 Locations, 14 Sites",
            "Call 816-555-0100 – Intake; Room 300 – Ring; 12 – Women",
            "grace2020@x.org, 988lifeline@x.org, 1800help@x.org, 24hours@x.org",
        ],
    );
    assert_silent(&unknown, &[]);
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

#[test]
fn only_a_number_with_a_street_tells_which_house_it_is() {
    for line in [
        "PO Box 212",
        "P.O. Box 55, Kansas City",
        "Mail only: PO Box 55",
        "Post Office Box 55",
        "Apartado Postal 55",
        "General Delivery",
        "c/o YWCA",
        "c/o YWCA, 400 Main St",
        "Suite 200",
        "Building 4, Floor 2",
        "N/A",
        "None",
        "unknown",
        "TBD",
        "Various",
        "See website",
        "Statewide",
        "Multiple locations",
        "12 Locations",
        "Kansas City",
        "Kansas City 64155",
        "Clay County",
        "Rural Route 2",
        "RR 2 Box 14",
        "HC 61 Box 4",
        "PMB 4417",
        "Exit 12",
        "Quillfeather Lane",
        "Highway 50",
        "Confidential, PO Box 55",
    ] {
        assert!(place(line).is_of_unknown_house(), "{line}");
        assert_tells(&place(line), &["The house is at 7719 Zanzibarstone Trl."]);
    }
    for line in [
        "7719 Zanzibarstone Trl",
        "7719 N.E. Zanzibarstone",
        "7719, Zanzibarstone Trl",
        "7719 ZANZIBARSTONE",
        "One Ocelot Plaza",
        "1 Elm St",
        "1200 E 42nd",
        "Calle Luna 12",
        "4417 Highway 33",
        "PO Box 55, 12 Elm St",
        "Confidential: 12 Elm St",
        "12 Elm St, Suite 3",
    ] {
        assert!(!place(line).is_of_unknown_house(), "{line}");
    }
}

#[test]
fn where_post_goes_is_no_house() {
    let mail = json!({"address_1": "400 Main St", "address_type": "postal"});
    for location in [
        json!({"addresses": [mail]}),
        json!({"addresses": [{"address_1": "Confidential"}, mail]}),
        json!({"MailingAddress1": "400 Main St"}),
    ] {
        let known = place_of(location);
        assert!(known.is_of_unknown_house());
        assert_tells(&known, &["400 Main", "at 7719 Zanzibarstone Trl"]);
    }
    let house = json!({"address_1": "12 Elm St", "address_type": "physical"});
    assert!(!place_of(json!({"addresses": [house, mail]})).is_of_unknown_house());
}

#[test]
fn an_address_beside_a_name_is_no_name() {
    for name in [
        "Zinnia, 4421 Pangolinstone Trl",
        "Zinnia 4421 Pangolinstone Trl",
        "Zinnia (4421 Pangolinstone)",
        "Zinnia at 4421 Pangolinstone",
        "4421 Pangolinstone",
        "Zinnia – 4421 Pangolinstone Trl, Kansas City",
    ] {
        let mut unknown = place_of(json!({"public_area": "Clay County, MO"}));
        unknown.forget_names_in(name);
        assert_tells(
            &unknown,
            &[
                name,
                "Come to 4421 Pangolinstone Trl",
                "x.org/4421-pangolinstone-trl",
            ],
        );
    }
    for name in [
        "12 Elm Street House",
        "Fund 150 Quartz",
        "Project 180 Kansas",
    ] {
        let mut unknown = place_of(json!({"public_area": "Clay County, MO"}));
        unknown.forget_names_in(name);
        assert_silent(&unknown, &[name]);
    }
}

#[test]
fn a_house_is_the_same_however_it_is_written() {
    let known = place("7719 Zanzibarstone Trl");
    for line in [
        "7719 N.E. Zanzibarstone Tr.",
        "7719 Zanzibar Stone Trl",
        "7719, Zanzibarstone Trl",
        "7719 Zanzibarston Trl",
        "07719 Zanzibarstone Trl",
        "7719 N Zanzibarstone",
        "7719 Zanzibarstone Trl #3",
        "7719 Zanz Trl",
    ] {
        assert!(place(line).is_same_as(&known), "{line}");
        assert!(known.is_same_as(&place(line)), "{line}");
    }
    for line in [
        "7717 Zanzibarstone Trl",
        "7719 Quillfeather Ln",
        "7719 Zanzibar Heron Trl",
        "Zanzibarstone Trl",
    ] {
        assert!(!place(line).is_same_as(&known), "{line}");
    }
}
