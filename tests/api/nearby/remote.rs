//! Hotlines and online services: which are there, and in which order, one rule a test.

use serde_json::{Value, json};

use crate::common::{
    Directory, Sources,
    sources::{claim, line},
};

fn number(number: &str) -> Value {
    json!([{"number": number, "type": "voice"}])
}

fn names(page: &crate::common::Page) -> Vec<&str> {
    page.remote()
        .iter()
        .map(|line| line["name"].as_str().unwrap())
        .collect()
}

#[test]
fn a_line_is_there_where_it_serves_the_origin() {
    let app = Directory::of(&Sources::of([
        line("country", &["United States"], json!({})),
        line("state", &["Missouri"], json!({})),
        line("county", &["Jackson County, MO"], json!({})),
        line("town", &["Lee's Summit, MO"], json!({})),
        line("elsewhere", &["Kansas"], json!({})),
        line("nowhere said", &[], json!({})),
    ]));
    let anyone = app.anonymous();
    let page = anyone.nearby("near=64081");
    assert_eq!(names(&page), ["town", "county", "state", "country"]);
    assert_eq!(page.0["remote_total"], 4);
    assert_eq!(page.0["total_items"], 0);
    assert_eq!(names(&anyone.nearby("near=10001")), ["country"]);
    // Where nobody can say what serves it: what serves the whole country.
    assert_eq!(names(&anyone.nearby("near=0,0")), ["country"]);
}

#[test]
fn a_line_has_no_distance() {
    let app = Directory::of(&Sources::of([line("line", &["MO"], json!({}))]));
    let page = app.anonymous().nearby("near=64081");
    assert_eq!(page.named("line")["distance"], json!(null));
}

#[test]
fn what_may_be_dialled_comes_before_what_needs_a_question_first() {
    let warned = json!([{"number": "816-555-0101", "type": "voice", "before_you_call": "Ask."}]);
    let app = Directory::of(&Sources::of([
        line("a: nothing to call", &["64081"], json!({})),
        line("b: ask first", &["64081"], json!({"phones": warned})),
        line(
            "c: dial",
            &["US"],
            json!({"phones": number("816-555-0102")}),
        ),
    ]));
    let page = app.anonymous().nearby("near=64081");
    assert_eq!(
        names(&page),
        ["c: dial", "b: ask first", "a: nothing to call"]
    );
}

#[test]
fn what_is_open_comes_before_what_may_not_be() {
    let always = json!([{"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "00:00", "closes_at": "23:59"}]);
    let app = Directory::of(&Sources::of([
        line(
            "local",
            &["64081"],
            json!({"phones": number("816-555-0101")}),
        ),
        line(
            "round the clock",
            &["US"],
            json!({"phones": number("816-555-0102"), "schedules": always}),
        ),
    ]));
    let page = app.anonymous().nearby("near=64081");
    assert_eq!(names(&page), ["round the clock", "local"]);
    assert_eq!(page.remote()[0]["hours"]["state"], "open");
    assert_eq!(
        page.remote()[1]["hours"]["text"],
        "Hours not known: call first"
    );
}

#[test]
fn what_serves_the_smaller_area_comes_first_then_the_name_counts() {
    let app = Directory::of(&Sources::of([
        line("b", &["Missouri"], json!({})),
        line("a", &["Missouri"], json!({})),
        // That it also serves a town elsewhere makes it no more local here.
        line("c", &["United States", "Kansas City, KS"], json!({})),
        line("d", &["64081"], json!({})),
    ]));
    let page = app.anonymous().nearby("near=64081");
    assert_eq!(names(&page), ["d", "a", "b", "c"]);
}

#[test]
fn twenty_are_shown_unless_all_are_asked_for() {
    let lines = (0..25).map(|number| line(&format!("{number:02}"), &["MO"], json!({})));
    let app = Directory::of(&Sources::of(lines));
    let anyone = app.anonymous();
    let some = anyone.nearby("near=64081");
    let all = anyone.nearby("near=64081&remote=all");
    assert_eq!(some.0["remote_total"], 25);
    assert_eq!(all.0["remote_total"], 25);
    assert_eq!(all.remote().len(), 25);
    assert_eq!(some.remote(), &all.remote()[..20]);
}

#[test]
fn they_stand_on_the_first_page_only() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let page = anyone.nearby("near=64081&page=2&per_page=5");
    assert_eq!(page.remote(), [json!(null); 0]);
    assert_eq!(page.0["remote_total"], 19);
}

#[test]
fn what_matches_the_filters_comes_first_and_the_hotlines_stay() {
    let app = Directory::seeded();
    let anyone = app.anonymous();
    let everything = anyone.nearby("near=64081&category=hotline");
    let page = anyone.nearby("near=64081&category=hotline.suicide");
    assert_eq!(names(&page)[0], "988 Suicide and Crisis Lifeline");
    assert_eq!(names(&page).len(), names(&everything).len());
    // Who looks for a shelter and finds none can still call.
    let page = anyone.nearby("near=10001&radius=1&category=shelter");
    assert_eq!(names(&page)[0], "National Human Trafficking Hotline");
    let other = anyone.nearby("near=64081&category=benefits");
    assert!(!names(&other).contains(&"KU Health: Integrated care for chronic conditions"));
}

#[test]
fn who_asks_for_another_kind_gets_no_hotlines() {
    let app = Directory::seeded();
    let page = app.anonymous().nearby("near=64081&kind=police&remote=all");
    assert!(page.remote().iter().all(|line| line["kind"] == "police"));
}

#[test]
fn a_report_line_is_there_only_when_asked_for() {
    let app = Directory::of(&Sources::of([
        line("help", &["MO"], json!({})),
        line("report", &["MO"], json!({"kind": "report_line"})),
    ]));
    let anyone = app.anonymous();
    assert_eq!(names(&anyone.nearby("near=64081&remote=all")), ["help"]);
    let page = anyone.nearby("near=64081&kind=report_line");
    assert_eq!(names(&page), ["report"]);
}

#[test]
fn a_keyword_is_part_of_a_text_contact() {
    let phones = json!([{"number": "88788", "type": "text", "keyword": "START"}]);
    let app = Directory::of(&Sources::of([line(
        "line",
        &["MO"],
        json!({"phones": phones}),
    )]));
    let page = app.anonymous().nearby("near=64081");
    let contact = &page.remote()[0]["primary_contact"];
    assert_eq!(contact["kind"], "text");
    assert_eq!(contact["display"], "Text START to 88788");
    assert_eq!(contact["uri"], "sms:88788");
}

/// A provider's line, for which the source `other`, of this kind, gives another number.
fn with_another_number(kind: &str) -> Directory {
    let claimed = claim("service", "line", json!({"phones": number("816-555-0199")}));
    let phones = json!({"phones": number("816-555-0100")});
    let sources = Sources::of([line("line", &["MO"], phones)])
        .and("other", kind, [vec![claimed]])
        .same_as("service", "line", "other", "provider");
    Directory::of(&sources)
}

#[test]
fn a_number_that_loses_is_an_alternative_and_nothing_else() {
    let app = with_another_number("article");
    let page = app.anonymous().nearby("near=64081");
    let phones = page.named("line")["phones"].as_array().unwrap();
    assert_eq!(phones.len(), 1);
    assert_eq!(phones[0]["number"], "+18165550100");
    assert_eq!(phones[0]["dial"], "ok");
    assert_eq!(phones[0]["standing"], "unverified");
    let alternatives = phones[0]["alternatives"].as_array().unwrap();
    assert_eq!(alternatives.len(), 1);
    assert_eq!(alternatives[0]["number"], "+18165550199");
    assert_eq!(alternatives[0]["dial"], "do_not");
    assert_eq!(alternatives[0]["source"], "other");
    assert!(!page.0.to_string().contains("tel:+18165550199"));
}

#[test]
fn equal_sources_that_contradict_each_other_make_a_dispute() {
    let app = with_another_number("provider");
    let page = app.anonymous().nearby("near=64081");
    let contact = &page.named("line")["primary_contact"];
    assert_eq!(contact["dial"], "ask_first");
    assert!(contact["before_you_call"].is_string());
    assert_eq!(page.named("line")["standing"]["phones"], "disputed");
}
