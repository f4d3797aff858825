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
