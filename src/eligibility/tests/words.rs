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
        ("Emancipated minors are accepted.", "unknown"),
        ("Ages 12-17.", "unknown"),
        ("Ages 16+.", "unknown"),
        ("All ages.", "unknown"),
        ("Pregnant minors are accepted.", "unknown"),
        ("Adults and teens.", "unknown"),
        ("Unaccompanied minors.", "unknown"),
        ("We serve everyone regardless of age.", "unknown"),
        ("Survivors of trafficking of any age.", "unknown"),
        ("Se atiende a menores.", "unknown"),
        ("Adults. No minors.", "unlikely"),
        ("Adults. Minors are not accepted.", "unlikely"),
    ] {
        let criteria = of_service(adults("eligibility_description", words));
        assert_eq!(verdict(&criteria, json!({"age": 17})), child, "{words}");
    }
    for (words, child) in [
        ("16 and 17 year olds with parental consent.", "unknown"),
        ("Minors with a guardian are welcome.", "unknown"),
        ("Exceptions are made.", "unknown"),
        ("Youth 16 and up are welcome.", "unknown"),
        ("All ages.", "unknown"),
        (
            "Help for more than 12 years, from 9 to 17 o’clock.",
            "unlikely",
        ),
        ("No minors.", "unlikely"),
        ("Walk-ins are welcome.", "unlikely"),
    ] {
        let criteria = of_service(adults("description", words));
        assert_eq!(verdict(&criteria, json!({"age": 17})), child, "{words}");
    }
    // What lets in the young lets in nobody who is too old, nor somebody too young for what is for the young.
    for (ages, asked, expected) in [
        ([18, 24], 17, "unknown"),
        ([18, 24], 20, "likely"),
        ([18, 24], 30, "unlikely"),
        ([12, 17], 11, "unlikely"),
        ([12, 17], 30, "unlikely"),
    ] {
        let criteria = of_service(json!({
            "minimum_age": ages[0], "maximum_age": ages[1], "description": "A house that is near the old railway station has room to take a few unaccompanied minors.",
        }));
        let verdict = verdict(&criteria, json!({"age": asked}));
        assert_eq!(verdict, expected, "{ages:?}: {asked}");
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
fn a_description_that_names_more_counties_keeps_an_area_from_turning_anybody_away() {
    for (words, elsewhere) in [
        ("Shelter in Orange, Seminole and Osceola County.", "unknown"),
        ("Serves Orange and Osceola Counties.", "unknown"),
        ("Shelter. Orange County, St. Johns County too.", "unknown"),
        ("Shelter in Orange County.", "unlikely"),
        (
            "Ask at the county offices, or at the Elm County.",
            "unlikely",
        ),
    ] {
        let area = json!({"extent": "Orange County, FL", "extent_type": "text"});
        let service = json!({"minimum_age": 18, "description": words, "service_areas": [area]});
        let of = |residence: &str| {
            verdict(
                &of_service(service.clone()),
                json!({"residence": residence, "age": 30}),
            )
        };
        assert_eq!(of("34741"), elsewhere, "{words}");
        assert_eq!(of("32801"), "likely", "{words}");
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
    // By kinds: some people, beside a word that lets in or leaves out.
    for words in [
        "No sex offenders. No men.",
        "Men are not admitted.",
        "We do not accept men.",
        "Men cannot stay here.",
        "Solo mujeres.",
        "Solo para mujeres",
        "Únicamente mujeres",
        "No se admiten hombres",
        "Debe ser mayor de 21 años",
        "A women’s shelter.",
        "Open to all women.",
        "All women are welcome.",
        "Only accepting women",
        "Serving homeless veterans.",
        "Everyone is welcome who has a Medicaid card.",
        "You need a referral from the court.",
        "Must have a referral.",
        "Eligibility: veterans.",
        "Females 18 and up.",
        "Residents must be sober.",
        "Clients: mothers with infants.",
        "Home for Pregnant Women",
        "pregnant women and new moms",
    ] {
        for field in ["name", "description", "alert", "application_process"] {
            let criteria = of_service(adults(field, words));
            assert_eq!(
                verdict(&criteria, json!({"age": 30})),
                "unknown",
                "{field}: {words}"
            );
        }
    }
    for words in [
        "Services are not limited to veterans.",
        "For people who need food.",
        "For victims of crime and anyone else.",
        "Not only women but everybody is welcome.",
        "All ages, genders and backgrounds are welcome.",
        "Walk-ins are welcome.",
        "No ID required.",
        "No referral is required.",
        "Men and women welcome",
        "for men and women",
        "You must be on time. Clients must be willing to call first.",
        "Food must be picked up.",
        "You do not have to be a veteran.",
    ] {
        for field in ["name", "description", "alert", "application_process"] {
            let criteria = of_service(adults(field, words));
            assert_eq!(
                verdict(&criteria, json!({"age": 30})),
                "likely",
                "{field}: {words}"
            );
        }
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
fn words_that_take_everybody_or_repeat_the_age_are_no_open_question() {
    for (service, grown) in [
        (json!({"eligibility_description": "Open to all."}), "likely"),
        (json!({"description": "Open to all."}), "likely"),
        (json!({"eligibility_description": "N/A"}), "unknown"),
        (json!({"description": "Help."}), "unknown"),
        (
            adults("eligibility_description", "Adults 18 and older."),
            "likely",
        ),
        (
            adults("eligibility_description", "Must be 21 or older"),
            "unknown",
        ),
        (
            adults(
                "eligibility_description",
                "All ages, genders and backgrounds are welcome.",
            ),
            "likely",
        ),
        (
            adults(
                "eligibility_description",
                "For victims of crime and anyone else.",
            ),
            "likely",
        ),
        (
            adults("eligibility_description", "Open to all women."),
            "unknown",
        ),
        (
            json!({"eligibility_description": "Open to all.", "description": "Women only."}),
            "unknown",
        ),
    ] {
        let criteria = of_service(service.clone());
        assert_eq!(verdict(&criteria, json!({"age": 30})), grown, "{service}");
    }
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
        (
            json!([
                rule(json!({"open_to_all": true})),
                rule(json!({"fact": "gender", "is": "woman"}))
            ]),
            json!({"age": 30, "gender": "woman"}),
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
