//! What narrows an answer: categories, audiences, kinds, coverage, boxes.

use nearhelp::hsds::Kind;
use serde_json::json;

use crate::common::{
    Directory, Sources,
    sources::{at, line, serves},
};

fn sorted(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names
}

fn filed() -> Directory {
    let of = |name, categories: &[&str], audiences: &[&str]| {
        let service = json!({"categories": categories, "audiences": audiences});
        at(name, 38.9, -94.4, service)
    };
    Directory::of(&Sources::of([
        of(
            "shelter",
            &["shelter.emergency"],
            &["trafficking_survivors"],
        ),
        of("housing", &["shelter"], &["parents"]),
        of("lawyer", &["legal.civil"], &["trafficking_survivors"]),
        of("nothing said", &[], &[]),
    ]))
}

#[test]
fn a_category_includes_those_below_it_and_not_those_above() {
    let app = filed();
    let anyone = app.anonymous();
    let under = |code: &str| {
        let page = anyone.nearby(&format!("near=64081&category={code}"));
        sorted(page.names()).join(", ")
    };
    assert_eq!(under("shelter"), "housing, shelter");
    assert_eq!(under("shelter.emergency"), "shelter");
    assert_eq!(under("shelter.transitional"), "");
}

#[test]
fn several_of_one_filter_widen_and_several_filters_narrow() {
    let app = filed();
    let anyone = app.anonymous();
    for (query, names) in [
        (
            "category=shelter&category=legal",
            &["housing", "lawyer", "shelter"][..],
        ),
        (
            "audience=parents&audience=trafficking_survivors",
            &["housing", "lawyer", "shelter"],
        ),
        ("audience=trafficking_survivors", &["lawyer", "shelter"]),
        (
            "category=shelter&audience=trafficking_survivors",
            &["shelter"],
        ),
        ("category=legal&audience=parents", &[]),
        ("", &["housing", "lawyer", "nothing said", "shelter"]),
    ] {
        let page = anyone.nearby(format!("near=64081&{query}").trim_end_matches('&'));
        assert_eq!(sorted(page.names()), names, "{query}");
    }
}

#[test]
fn only_help_is_in_a_search_that_names_no_kind() {
    let kinds = Kind::ALL.map(Kind::as_str);
    let placed = kinds.map(|kind| at(kind, 38.9, -94.4, json!({"kind": kind})));
    let lines = kinds.map(|kind| line(&format!("{kind} line"), &["MO"], json!({"kind": kind})));
    let app = Directory::of(&Sources::of(placed.into_iter().chain(lines)));
    let anyone = app.anonymous();
    assert_eq!(anyone.nearby("near=64081").names(), ["help", "help line"]);
    for kind in kinds {
        let page = anyone.nearby(&format!("near=64081&kind={kind}"));
        assert_eq!(page.names(), [kind.to_owned(), format!("{kind} line")]);
        assert_eq!(page.contents()[0]["kind"], kind);
    }
    let page = anyone.nearby("near=64081&kind=police&kind=tip_line");
    assert_eq!(
        sorted(page.names()),
        ["police", "police line", "tip_line", "tip_line line"]
    );
}

#[test]
fn what_is_inactive_or_defunct_leaves_searches() {
    let statuses = ["active", "inactive", "defunct", "temporarily closed"];
    let app = Directory::of(&Sources::of(
        statuses.map(|status| at(status, 38.9, -94.4, json!({"status": status}))),
    ));
    let page = app.anonymous().nearby("near=64081");
    assert_eq!(sorted(page.names()), ["active", "temporarily closed"]);
}

fn covering() -> Directory {
    let covers =
        |name, areas: &[&str]| at(name, 38.9, -94.4, json!({"service_areas": serves(areas)}));
    Directory::of(&Sources::of([
        covers("the country", &["United States"]),
        covers("the state", &["Missouri"]),
        covers("the county", &["Jackson County, MO"]),
        covers("the town", &["Lee's Summit, MO"]),
        covers("the ZIP", &["64081"]),
        covers("another county", &["Clay County, MO"]),
        covers(
            "this and another county",
            &["Clay County, MO", "Jackson County, MO"],
        ),
        covers("another state", &["Kansas"]),
        at("nothing said", 38.9, -94.4, json!({})),
    ]))
}

#[test]
fn a_listing_says_whether_it_serves_the_origin() {
    let app = covering();
    let anyone = app.anonymous();
    let page = anyone.nearby("near=64081");
    for (name, serves) in [
        ("the country", "yes"),
        ("the state", "yes"),
        ("the county", "yes"),
        // A ZIP is not a part of a town: its letters say so, and its edges are elsewhere.
        ("the town", "partly"),
        ("the ZIP", "yes"),
        ("another county", "no"),
        ("this and another county", "yes"),
        ("another state", "no"),
        ("nothing said", "unknown"),
    ] {
        assert_eq!(page.named(name)["serves_origin"], serves, "{name}");
    }
    assert_eq!(
        page.named("the county")["serves_text"],
        "Jackson County, MO"
    );
    assert_eq!(page.named("nothing said")["serves_text"], json!(null));
    let page = anyone.nearby("near=Lee's+Summit,+MO");
    assert_eq!(page.named("the town")["serves_origin"], "yes");
}

#[test]
fn a_zip_over_several_counties_is_partly_in_each() {
    let app = covering();
    // Most of Greenwood is in Jackson County, the rest in Cass County.
    let page = app.anonymous().nearby("near=64034");
    let counties = page.0["origin"]["counties"].as_array().unwrap().len();
    assert!(counties > 1, "{}", page.0["origin"]);
    assert_eq!(page.named("the county")["serves_origin"], "partly");
    assert_eq!(page.named("the state")["serves_origin"], "yes");
}

#[test]
fn serves_origin_yes_keeps_what_serves_it_wholly_or_partly() {
    let app = covering();
    let page = app.anonymous().nearby("near=64081&serves_origin=yes");
    assert_eq!(
        sorted(page.names()),
        [
            "the ZIP",
            "the country",
            "the county",
            "the state",
            "the town",
            "this and another county"
        ]
    );
}

#[test]
fn a_box_keeps_what_is_inside_it_and_leaves_the_distance_alone() {
    let app = Directory::of(&Sources::of([
        at("inside", 38.9, -94.4, json!({})),
        at("on the edge", 39.0, -94.5, json!({})),
        at("outside", 39.1, -94.4, json!({})),
    ]));
    let anyone = app.anonymous();
    let page = anyone.nearby("near=63141&bbox=-94.5,38.5,-94,39");
    assert_eq!(sorted(page.names()), ["inside", "on the edge"]);
    let all = anyone.nearby("near=63141");
    assert_eq!(page.named("inside"), all.named("inside"));
}

#[test]
fn a_box_may_cross_the_antimeridian() {
    let app = Directory::of(&Sources::of([
        at("west of it", -17.0, 179.0, json!({})),
        at("east of it", -17.0, -179.0, json!({})),
        at("on it", -17.0, 180.0, json!({})),
        at("on the other side of the world", -17.0, 0.0, json!({})),
    ]));
    let anyone = app.anonymous();
    let page = anyone.nearby("near=0,0&bbox=178,-20,-178,-10");
    assert_eq!(sorted(page.names()), ["east of it", "on it", "west of it"]);
    let page = anyone.nearby("near=0,0&bbox=-180,-90,180,90");
    assert_eq!(page.names().len(), 4);
}

#[test]
fn a_box_keeps_no_line_away() {
    let app = Directory::seeded();
    let page = app.anonymous().nearby("near=64081&bbox=0,0,1,1");
    assert_eq!(page.contents().len(), 0);
    assert_eq!(page.0["remote_total"], 19);
}
