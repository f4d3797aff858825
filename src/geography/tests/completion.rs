use proptest::prelude::*;

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
fn puts_the_larger_town_before_the_smaller() {
    assert_eq!(offered("st")[0], "St. Louis, MO");
    assert_eq!(offered("kan")[..2], ["Kansas City, MO", "Kansas City, KS"]);
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
fn knows_other_names_short_forms_and_boxes() {
    assert_eq!(offered("kcm"), ["Kansas City, MO"]);
    assert_eq!(offered("n. kansas c")[0], "North Kansas City, MO");
    assert_eq!(offered("n. kansas city, m"), ["North Kansas City, MO"]);
    assert_eq!(offered("6405")[0], "64050, Independence, MO");
    assert!(offered("6405").contains(&"64051, Independence, MO".to_owned()));
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
