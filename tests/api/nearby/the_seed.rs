//! What the seed directory answers: the places and the numbers of the five articles.

use std::collections::BTreeSet;

use nearhelp::standing::number;
use serde_json::{Value, json};

use crate::common::{Directory, Page};

/// The kinds that are not help.
const OTHER_KINDS: &str =
    "kind=report_line&kind=tip_line&kind=police&kind=court_programme&kind=training&kind=body";

fn organizations(page: &Page) -> Vec<&str> {
    page.contents()
        .iter()
        .map(|listing| listing["organization"]["name"].as_str().unwrap())
        .collect()
}

#[test]
fn lees_summit_has_its_own_help_first_then_the_countys_then_the_rest() {
    let app = Directory::seeded();
    let page = app.anonymous().nearby("near=64081");
    let order = organizations(&page);
    let in_town = BTreeSet::from([
        "Lee's Summit Social Services",
        "Jackson County Health Department",
        "Verge Legal Services",
        "Saint Luke's East Hospital",
    ]);
    assert_eq!(order[..5].iter().copied().collect::<BTreeSet<_>>(), in_town);
    let in_county = BTreeSet::from(["Hope Haven of Missouri", "SAFE Coalition"]);
    assert_eq!(
        order[5..8].iter().copied().collect::<BTreeSet<_>>(),
        in_county
    );
    assert_eq!(order.len(), 14);
    assert_eq!(order[13], "Lydia's House");
}

#[test]
fn creve_coeur_has_its_own_help_first_then_the_countys_then_the_citys() {
    let app = Directory::seeded();
    let page = app.anonymous().nearby("near=63141");
    let order = organizations(&page);
    assert_eq!(order[0], "Preferred Family Healthcare");
    let in_county = BTreeSet::from([
        "St. Louis County Sexual Health Clinic",
        "Queen's Haven",
        "Barnes-Jewish West County Hospital",
    ]);
    assert_eq!(
        order[1..5].iter().copied().collect::<BTreeSet<_>>(),
        in_county
    );
    assert_eq!(order[5], "Lydia's House");
}

#[test]
fn new_york_is_not_covered_and_still_has_the_national_lines() {
    let app = Directory::seeded();
    let page = app.anonymous().nearby("near=10001");
    assert_eq!(page.0["origin"]["covered"], false);
    let lines: Vec<&Value> = page.remote().iter().map(|line| &line["name"]).collect();
    assert_eq!(
        lines,
        [
            "National Human Trafficking Hotline",
            "211",
            "988 Suicide and Crisis Lifeline",
            "National Domestic Violence Hotline",
            "National Runaway Safeline",
            "RAINN sexual assault hotline",
        ]
    );
    for listing in page.contents() {
        assert_eq!(listing["distance"]["far"], true, "{}", listing["name"]);
    }
}

#[test]
fn the_national_hotline_is_the_first_line_everywhere() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for near in ["64081", "63141", "10001", "99501", "Jackson+County,+MO"] {
        let page = anyone.nearby(&format!("near={near}"));
        let first = &page.remote()[0];
        assert_eq!(
            first["name"], "National Human Trafficking Hotline",
            "{near}"
        );
        assert_eq!(first["primary_contact"]["uri"], "tel:+18883737888");
        assert_eq!(first["primary_contact"]["dial"], "ok");
        assert_eq!(first["serves_origin"], "yes", "{near}");
    }
}

#[test]
fn hope_haven_is_found_by_its_county_and_its_number_asks_first() {
    let app = Directory::seeded();
    let page = app.anonymous().nearby("near=64081");
    let shelter = page.named("Hope Haven of Missouri: Emergency shelter");
    assert_eq!(shelter["withheld"], true);
    assert_eq!(shelter["distance"]["text"], "in Jackson County, MO");
    assert_eq!(shelter["standing"]["identity"], "disputed");
    let contact = &shelter["primary_contact"];
    assert_eq!(contact["display"], "816-461-4673");
    assert_eq!(contact["dial"], "ask_first");
    assert_eq!(
        contact["before_you_call"],
        "Public records give this number to Hope House. Ask who you have reached."
    );
    // With its rightful owner it may be dialled.
    let owner = &page.named("Hope House hotline")["primary_contact"];
    assert_eq!(owner["display"], "816-461-4673");
    assert_eq!(owner["dial"], "ok");
}

#[test]
fn the_misprint_is_a_do_not_alternative_and_nothing_else() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let hotline = anyone.nearby("near=64081").remote()[0].clone();
    assert_eq!(hotline["phones"][0]["number"], "+18883737888");
    let alternatives = hotline["phones"][0]["alternatives"].as_array().unwrap();
    assert_eq!(alternatives.len(), 1);
    assert_eq!(alternatives[0]["number"], "+18883738888");
    assert_eq!(alternatives[0]["dial"], "do_not");
    for query in [
        "near=64081&remote=all",
        &format!("near=64081&remote=all&{OTHER_KINDS}"),
    ] {
        let text = anyone.nearby(query).0.to_string();
        assert!(!text.contains("tel:+18883738888"), "{query}");
        assert!(!text.contains("888-373-8888"), "{query}");
        let given = text.matches("+18883738888").count();
        let denied = text
            .matches(r#"{"number":"+18883738888","dial":"do_not""#)
            .count();
        assert_eq!(given, denied, "{query}");
    }
}

#[test]
fn the_child_abuse_line_is_a_report_line_and_says_so_before_the_call() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let page = anyone.nearby("near=64081&kind=report_line");
    assert_eq!(page.0["remote_total"], 1);
    let line = &page.remote()[0];
    assert_eq!(line["kind"], "report_line");
    let contact = &line["primary_contact"];
    assert_eq!(contact["uri"], "tel:+18003923738");
    assert_eq!(contact["dial"], "ask_first");
    let sentence = contact["before_you_call"].as_str().unwrap();
    assert!(sentence.contains("report"), "{sentence}");
    let default = anyone.nearby("near=64081&remote=all").0.to_string();
    assert!(!default.contains("8003923738"));
}

#[test]
fn no_police_and_no_tip_line_is_in_a_default_answer() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    for near in ["64081", "63141", "10001"] {
        let page = anyone.nearby(&format!("near={near}&remote=all&per_page=100"));
        for listing in page.contents().iter().chain(page.remote()) {
            assert_eq!(listing["kind"], "help", "{near}: {}", listing["name"]);
        }
        let text = page.0.to_string();
        for number in ["3147374600", "8164748477", "847411"] {
            assert!(!text.contains(number), "{near}: {number}");
        }
    }
}

/// Read out of the articles by eye: article, number.
const PRINTED: [(&str, &str); 9] = [
    ("002", "(888) 373-8888"),
    ("003", "314-737-4600"),
    ("003, 004", "1-888-373-7888"),
    ("004", "888-373-7888"),
    ("004", "816-524-4949"),
    ("004", "816-461-4673"),
    ("004", "1-800-392-3738"),
    ("004", "816-474-TIPS"),
    ("004", "847411"),
];

#[test]
fn every_number_printed_in_the_articles_is_in_the_directory() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let mut known = BTreeSet::new();
    for kinds in ["kind=help", OTHER_KINDS] {
        for near in ["64081", "63141"] {
            let page = anyone.nearby(&format!("near={near}&remote=all&per_page=100&{kinds}"));
            let listings = page.contents().iter().chain(page.remote());
            for phone in listings.flat_map(|l| l["phones"].as_array().unwrap()) {
                let alternatives = phone["alternatives"].as_array().unwrap();
                for phone in alternatives.iter().chain([phone]) {
                    known.insert(phone["number"].as_str().unwrap().to_owned());
                }
            }
        }
    }
    for (article, printed) in PRINTED {
        let number = number::normalise(printed).unwrap();
        assert!(known.contains(&number), "{article}: {printed}: {known:?}");
    }
}

#[test]
fn nothing_is_verified_and_no_hours_are_invented() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let mut always_open = BTreeSet::new();
    for kinds in ["kind=help", OTHER_KINDS] {
        let page = anyone.nearby(&format!("near=64081&remote=all&per_page=100&{kinds}"));
        for listing in page.contents().iter().chain(page.remote()) {
            let standing = listing["standing"].as_object().unwrap();
            assert!(standing.values().all(|s| s != "verified"), "{listing}");
            if listing["hours"]["state"] == "open" {
                always_open.insert(listing["name"].as_str().unwrap().to_owned());
            }
        }
    }
    assert_eq!(
        always_open.into_iter().collect::<Vec<_>>(),
        [
            "Hope Haven of Missouri: Hope Haven hotline",
            "National Human Trafficking Hotline"
        ]
    );
}

#[test]
fn housing_and_meeting_places_of_survivors_are_withheld() {
    let app = Directory::seeded();
    let page = app.anonymous().nearby("near=64081&per_page=100");
    let withheld: BTreeSet<&str> = page
        .contents()
        .iter()
        .filter(|listing| listing["withheld"] == true)
        .map(|listing| listing["organization"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        withheld.into_iter().collect::<Vec<_>>(),
        [
            "Hope Haven of Missouri",
            "Lydia's House",
            "Queen's Haven",
            "SAFE Coalition"
        ]
    );
}

#[test]
fn an_example_of_each_number_may_be_sent_to_a_phone() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let page = anyone.nearby("near=64081&remote=all&kind=tip_line");
    let texts: Vec<&Value> = page
        .remote()
        .iter()
        .map(|line| &line["primary_contact"])
        .filter(|contact| contact["uri"] == "sms:847411")
        .collect();
    assert_eq!(texts.len(), 1);
    assert_eq!(texts[0]["keyword"], json!("LSMO"));
    assert_eq!(texts[0]["display"], "Text LSMO to 847411");
}

#[test]
fn a_search_reads_what_fingers_and_other_keyboards_make_of_it() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    // One letter short: the name that has both words comes before the one that has one of them.
    let page = anyone.nearby("near=64081&q=hop+haven&sort=relevance");
    let names = organizations(&page);
    assert_eq!(
        names,
        [
            "Hope Haven of Missouri",
            "Hope Haven of Missouri",
            "Queen's Haven"
        ]
    );
    // What a short code spells, and digits of full width, are that number.
    for q in [
        "BEFREE",
        "befree",
        "233733",
        "%EF%BC%92%EF%BC%93%EF%BC%93%EF%BC%97%EF%BC%93%EF%BC%93",
    ] {
        let services = anyone.get(&format!("/v1/services?search={q}")).ok();
        assert_eq!(services["total_items"], 1, "{q}");
        assert_eq!(
            services["contents"][0]["name"], "National Human Trafficking Hotline",
            "{q}"
        );
    }
    let wide = "%EF%BC%96%EF%BC%94%EF%BC%90%EF%BC%98%EF%BC%91";
    let page = anyone.nearby(&format!("near={wide}"));
    assert_eq!(page.names(), anyone.nearby("near=64081").names());
    let places = anyone.get(&format!("/v1/places?q={wide}")).ok();
    assert_eq!(places, anyone.get("/v1/places?q=64081").ok());
}
