//! What a source says in words beside its rules, or against them.

use serde_json::{Value, json};

use super::{answers, of_service, today, verdict};
use crate::geography::Gazetteer;

/// Adults, and words beside that.
fn adults(field: &str, words: &str) -> Value {
    json!({"minimum_age": 18, field: words})
}

#[test]
fn words_that_make_exceptions_keep_a_rule_from_turning_anybody_away() {
    for (words, child) in [
        ("Adults 18+. Minors with a guardian are welcome.", "unknown"),
        ("Adults. Younger people case by case.", "unknown"),
        ("Adults; some exceptions.", "unknown"),
        ("Se hacen excepciones.", "unknown"),
        ("Adults 18 and over. No exceptions.", "unlikely"),
        ("Adults 18 and over.", "unlikely"),
        ("All", "unlikely"),
    ] {
        let criteria = of_service(adults("eligibility_description", words));
        assert_eq!(verdict(&criteria, json!({"age": 17})), child, "{words}");
    }
    let own_words = |text: &str| {
        let rule = json!({"text": text, "test": {"fact": "gender", "is": "woman"}});
        let criteria = of_service(json!({"criteria": [rule]}));
        let judged = criteria.judge(
            &answers(json!({"gender": "man"})),
            today(),
            Gazetteer::embedded(),
        );
        (judged.verdict.as_str(), judged.criteria[0].reason.clone())
    };
    assert_eq!(own_words("Women.").0, "unlikely");
    let (verdict, reason) = own_words("Women. Exceptions may be made.");
    assert_eq!(verdict, "unknown");
    assert_eq!(reason, "Their own words make exceptions: ask them.");
}

#[test]
fn words_that_widen_an_area_keep_it_from_turning_anybody_away() {
    for (words, elsewhere) in [
        (
            json!({"description": "People from elsewhere are taken when there is room"}),
            "unknown",
        ),
        (
            json!({"name": "Jackson County and surrounding counties"}),
            "unknown",
        ),
        (
            json!({"name": "Jackson County", "description": "All of Jackson County"}),
            "unlikely",
        ),
    ] {
        let mut area = json!({"extent": "Jackson County, MO", "extent_type": "text"});
        area.as_object_mut()
            .unwrap()
            .extend(words.as_object().unwrap().clone());
        let criteria = of_service(json!({"minimum_age": 18, "service_areas": [area]}));
        let of = |residence: &str| verdict(&criteria, json!({"residence": residence, "age": 30}));
        assert_eq!(of("10001"), elsewhere, "{words}");
        assert_eq!(of("64081"), "likely", "{words}");
    }
}

#[test]
fn a_description_that_leaves_somebody_out_is_asked_about() {
    for (words, grown) in [
        (
            "A warm place. Legal help for survivors of domestic violence.",
            "unknown",
        ),
        ("Wills for people with HIV", "unknown"),
        ("Women only.", "unknown"),
        ("Applicants must be at least 60 years old", "unknown"),
        (
            "Assisting homeless clients to apply for benefits",
            "unknown",
        ),
        // What it gives, how one gets it and how it is paid for leaves nobody out.
        (
            "Free civil legal advice in divorce, eviction and benefits. By appointment only.",
            "likely",
        ),
        (
            "A free clinic on Tuesdays. Bring an ID if you have one; cash only.",
            "likely",
        ),
        ("Beds for men and women, with meals.", "likely"),
        (
            "Appointments must be made by phone. We help with rent and food.",
            "likely",
        ),
    ] {
        let criteria = of_service(adults("description", words));
        assert_eq!(verdict(&criteria, json!({"age": 30})), grown, "{words}");
        assert_eq!(
            verdict(&criteria, json!({"age": 17})),
            "unlikely",
            "{words}"
        );
    }
    // The sentence is shown, and only where nobody made a rule of it.
    let words = "A warm place. Legal help for survivors.";
    let criteria = of_service(adults("description", words));
    assert_eq!(criteria.list[1].text, "Legal help for survivors.");
    let mut written = adults("description", words);
    written["criteria"] =
        json!([{"text": "For survivors.", "test": {"fact": "hurt_by_partner", "is": true}}]);
    let given = json!({"age": 30, "hurt_by_partner": true});
    assert_eq!(verdict(&of_service(written), given), "likely");
}

#[test]
fn rules_of_one_source_that_contradict_each_other_decide_nothing() {
    let rule = |test: Value| json!({"text": "A rule.", "test": test});
    let age = |bounds: Value| {
        let mut test = json!({"fact": "age"});
        test.as_object_mut()
            .unwrap()
            .extend(bounds.as_object().unwrap().clone());
        rule(test)
    };
    for (criteria, given) in [
        (json!([age(json!({"at_least": 16}))]), json!({"age": 17})),
        (json!([age(json!({"below": 14}))]), json!({"age": 30})),
        (
            json!([
                rule(json!({"fact": "gender", "is": "woman"})),
                rule(json!({"fact": "gender", "is": "man"}))
            ]),
            json!({"age": 30, "gender": "man"}),
        ),
        (
            json!([
                rule(json!({"fact": "with_pet", "is": true})),
                rule(json!({"fact": "with_pet", "is": false}))
            ]),
            json!({"age": 30, "with_pet": true}),
        ),
    ] {
        let service = json!({"minimum_age": 18, "criteria": criteria});
        assert_eq!(
            verdict(&of_service(service.clone()), given),
            "unknown",
            "{service}"
        );
    }
    // The same twice, an upper and a lower limit, and what has exceptions do not.
    for (criteria, given, expected) in [
        (
            json!([age(json!({"at_least": 18}))]),
            json!({"age": 17}),
            "unlikely",
        ),
        (
            json!([age(json!({"at_most": 60}))]),
            json!({"age": 30}),
            "likely",
        ),
        (
            json!([{"text": "A rule.", "strength": "preferred", "test": {"fact": "age", "at_least": 60}}]),
            json!({"age": 30}),
            "likely",
        ),
    ] {
        let service = json!({"minimum_age": 18, "criteria": criteria});
        assert_eq!(
            verdict(&of_service(service.clone()), given),
            expected,
            "{service}"
        );
    }
}
