//! Verdicts, one rule a test.

use serde_json::{Value, json};

use super::{answers, of_service, of_tests, today, verdict};
use crate::eligibility::{Answers, Coverage, Criteria, CriterionResult, Grounds};
use crate::geography::Gazetteer;
use crate::hsds::Service;

fn by_source(kind: &str, more: Value) -> Value {
    let mut criterion = json!({
        "text": "For women.", "test": {"fact": "gender", "is": "woman"},
        "source": {"name": "A source", "kind": kind},
    });
    let fields = criterion.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    json!({"criteria": [criterion]})
}

#[test]
fn an_age_is_in_years_with_their_fraction() {
    let until_17 = of_service(json!({"maximum_age": 17}));
    let from_18 = of_service(json!({"minimum_age": 18}));
    for (age, young, grown) in [
        (17.0, "likely", "unlikely"),
        (17.5, "likely", "unlikely"),
        (17.0 + 364.0 / 365.0, "likely", "unlikely"),
        (18.0, "unlikely", "likely"),
        (18.01, "unlikely", "likely"),
    ] {
        assert_eq!(verdict(&until_17, json!({"age": age})), young, "{age}");
        assert_eq!(verdict(&from_18, json!({"age": age})), grown, "{age}");
    }
    let infants = of_service(json!({"maximum_age": 0.5}));
    assert_eq!(verdict(&infants, json!({"age": 0.5})), "likely");
    assert_eq!(verdict(&infants, json!({"age": 0.6})), "unlikely");
}

#[test]
fn no_limit_is_no_criterion() {
    let all_ages = of_service(json!({"minimum_age": 0, "maximum_age": 200}));
    assert!(all_ages.list.is_empty());
    assert_eq!(verdict(&all_ages, json!({"age": 30})), "unknown");
}

#[test]
fn no_criterion_is_unknown_and_open_to_all_is_a_criterion() {
    assert_eq!(
        verdict(&of_service(json!({})), json!({"age": 30})),
        "unknown"
    );
    let open = of_tests([json!({"open_to_all": true})]);
    assert_eq!(verdict(&open, json!({})), "likely");
    let unread =
        of_service(json!({"criteria": [{"text": "Of tomorrow.", "test": {"fact": "shoe_size"}}]}));
    assert_eq!(verdict(&unread, json!({"age": 30})), "unknown");
}

#[test]
fn silence_decides_nothing() {
    let women = of_tests([json!({"fact": "gender", "is": "woman"})]);
    for silence in [
        json!({}),
        json!({"gender": null}),
        json!({"gender": "unknown"}),
        json!({"gender": "declined"}),
    ] {
        assert_eq!(verdict(&women, silence), "unknown");
    }
    assert_eq!(verdict(&women, json!({"gender": "woman"})), "likely");
    assert_eq!(verdict(&women, json!({"gender": "man"})), "unlikely");
}

#[test]
fn a_weak_word_never_stands_against_somebody() {
    let man = || json!({"gender": "man"});
    for (service, expected) in [
        (by_source("provider", json!({})), "unlikely"),
        (by_source("article", json!({})), "unknown"),
        (by_source("provider", json!({"disputed": true})), "unknown"),
        (
            by_source("provider", json!({"date": "2025-03-03"})),
            "unknown",
        ),
        (
            by_source("provider", json!({"date": "2025-03-04"})),
            "unlikely",
        ),
        // Nobody has said so on a day that is to come, and no word is fresh for a hundred years.
        (
            by_source("provider", json!({"date": "2026-03-05"})),
            "unknown",
        ),
        (
            by_source("provider", json!({"date": "2126-03-04"})),
            "unknown",
        ),
        (
            by_source("provider", json!({"strength": "preferred"})),
            "unknown",
        ),
        (
            by_source("provider", json!({"strength": "priority"})),
            "unknown",
        ),
    ] {
        let criteria = of_service(service.clone());
        assert_eq!(verdict(&criteria, man()), expected, "{service}");
    }
    let woman = |more: Value, kind| {
        let criteria = of_service(by_source(kind, more));
        verdict(&criteria, json!({"gender": "woman"}))
    };
    assert_eq!(woman(json!({}), "article"), "likely");
    // Of two words one is wrong, and nobody knows which.
    assert_eq!(woman(json!({"disputed": true}), "provider"), "unknown");
}

#[test]
fn a_word_holds_for_as_long_as_a_confirmation() {
    let service = by_source("provider", json!({"date": "2026-01-01"}));
    let service: Service = serde_json::from_value(service).expect("a service");
    let gazetteer = Gazetteer::embedded();
    for (stale_days, expected) in [(61, "unknown"), (62, "unlikely")] {
        let grounds = Grounds {
            stale_days,
            ..Grounds::default()
        };
        let criteria = Criteria::of(&service, Coverage::default(), grounds, gazetteer);
        let told = verdict(&criteria, json!({"gender": "man"}));
        assert_eq!(told, expected, "{stale_days}");
    }
}

#[test]
fn the_reason_is_said() {
    let reason = |service: Value, given: Value| {
        let criteria = of_service(service);
        let judged = criteria.judge(&answers(given), today(), Gazetteer::embedded());
        (judged.criteria[0].result, judged.criteria[0].reason.clone())
    };
    let man = || json!({"gender": "man"});
    let (result, text) = reason(by_source("article", json!({})), man());
    assert_eq!(result, CriterionResult::Unknown);
    assert_eq!(text, "One article says “For women”: ask them.");
    let (_, text) = reason(by_source("provider", json!({"date": "2024-03-04"})), man());
    assert_eq!(
        text,
        "Said on 4 March 2024: ask them whether it is still so."
    );
    let (_, text) = reason(by_source("provider", json!({"disputed": true})), man());
    assert_eq!(text, "Sources do not agree on this: ask them.");
    let (result, _) = reason(
        by_source("provider", json!({"strength": "priority"})),
        man(),
    );
    assert_eq!(result, CriterionResult::NotMet);
    let (result, _) = reason(by_source("provider", json!({})), man());
    assert_eq!(result, CriterionResult::NotMet);
}

#[test]
fn likely_is_no_promise() {
    let open = of_tests([json!({"open_to_all": true})]);
    let judged = open.judge(&Answers::default(), today(), Gazetteer::embedded());
    assert_eq!(
        judged.verdict_text,
        "Fits the rules we know. Does not mean that there is room tonight."
    );
}

#[test]
fn what_can_be_got_never_stands_against_somebody() {
    let papers = json!({"fact": "documents", "is": "photo_id"});
    let with_papers = of_tests([papers.clone(), json!({"open_to_all": true})]);
    assert_eq!(
        verdict(&with_papers, json!({"documents": ["photo_id"]})),
        "likely"
    );
    assert_eq!(verdict(&with_papers, json!({"documents": []})), "unknown");
    assert_eq!(
        verdict(&with_papers, json!({"documents": "none"})),
        "unknown"
    );
    let without = of_tests([json!({"not": papers})]);
    assert_eq!(
        verdict(&without, json!({"documents": ["photo_id"]})),
        "unknown"
    );
    let referred = of_tests([json!({"fact": "referred_by", "is": "advocate"})]);
    assert_eq!(
        verdict(&referred, json!({"referred_by": "none"})),
        "unknown"
    );
}

#[test]
fn required_documents_are_what_to_bring() {
    let service = of_service(json!({"minimum_age": 18, "required_documents": [
        {"document": "Government-issued identification"}, {"document": "A letter from the moon"}, {"document": "None"},
    ]}));
    assert_eq!(
        service.documents,
        ["Government-issued identification", "A letter from the moon"]
    );
    let given = json!({"age": 30, "documents": ["photo_id"]});
    assert_eq!(verdict(&service, given.clone()), "unknown");
    let judged = service.judge(&answers(given), today(), Gazetteer::embedded());
    let results: Vec<_> = judged.criteria.iter().map(|judged| judged.result).collect();
    use CriterionResult::{Met, Unknown};
    assert_eq!(results, [Met, Met, Unknown]);
}

#[test]
fn what_a_rule_asks_for_is_to_bring_too() {
    let either = json!({"any": [{"fact": "documents", "is": "court_papers"}, {"fact": "documents", "is": "police_report"}]});
    assert_eq!(
        of_tests([either]).documents,
        ["Papers from a court", "Police report"]
    );
}

#[test]
fn where_how_much_and_with_what_papers_say_not_who() {
    let area = json!([{"extent": "Missouri", "extent_type": "text"}]);
    let only_an_area = of_service(json!({"service_areas": area}));
    assert_eq!(
        verdict(&only_an_area, json!({"residence": "64081"})),
        "unknown"
    );
    assert_eq!(
        verdict(&only_an_area, json!({"residence": "10001"})),
        "unlikely"
    );
    let and_ages = of_service(json!({"service_areas": area, "minimum_age": 18}));
    assert_eq!(
        verdict(&and_ages, json!({"residence": "64081", "age": 30})),
        "likely"
    );
    assert_eq!(
        verdict(&and_ages, json!({"residence": "declined", "age": 30})),
        "unknown"
    );
    let unread = json!([{"extent": "Missouri", "extent_type": "text"}, {"name": "and wherever the river flows"}]);
    let unread = of_service(json!({"service_areas": unread, "minimum_age": 18}));
    assert_eq!(
        verdict(&unread, json!({"residence": "10001", "age": 30})),
        "unknown"
    );
    assert_eq!(
        verdict(&unread, json!({"residence": "64081", "age": 30})),
        "likely"
    );
}

#[test]
fn ages_that_cannot_be_meant_turn_nobody_away() {
    let no_limit = of_service(json!({"minimum_age": 18, "maximum_age": 0}));
    assert_eq!(verdict(&no_limit, json!({"age": 30})), "likely");
    assert_eq!(verdict(&no_limit, json!({"age": 16})), "unlikely");
    let unlimited = of_service(json!({"minimum_age": 0, "maximum_age": 0}));
    assert!(unlimited.list.is_empty());
    let reversed = of_service(json!({"minimum_age": 60, "maximum_age": 18}));
    for age in [16, 30, 70] {
        assert_eq!(verdict(&reversed, json!({"age": age})), "unknown", "{age}");
    }
}

#[test]
fn an_area_in_words_alone_may_be_anywhere() {
    for area in [
        json!({"name": "Eastern metro"}),
        json!({"description": "Only residents of Cass County"}),
        json!({"name": "Cass", "extent": "{}", "extent_type": "geojson"}),
    ] {
        let in_words = of_service(json!({"service_areas": [area], "minimum_age": 18}));
        for residence in ["64081", "99501"] {
            let given = json!({"residence": residence, "age": 30});
            assert_eq!(verdict(&in_words, given), "unknown", "{area}");
        }
        let too_young = json!({"residence": "64081", "age": 16});
        assert_eq!(verdict(&in_words, too_young), "unlikely", "{area}");
    }
}

#[test]
fn a_price_is_a_question_and_never_a_door_shut() {
    let priced =
        of_service(json!({"minimum_age": 18, "cost_options": [{"amount": 25, "currency": "USD"}]}));
    assert_eq!(
        verdict(&priced, json!({"age": 30, "can_pay": 25})),
        "likely"
    );
    assert_eq!(
        verdict(&priced, json!({"age": 30, "can_pay": 0})),
        "unknown"
    );
    for cost in [
        json!([{"amount": 0}]),
        json!([{"amount": 25}, {"amount": 0}]),
        json!([{"option": "ask"}]),
    ] {
        let free = of_service(json!({"minimum_age": 18, "cost_options": cost}));
        assert_eq!(verdict(&free, json!({"age": 30})), "likely");
    }
}

#[test]
fn papers_to_be_here_are_nothing_against_a_survivor() {
    let citizens = of_tests([json!({"fact": "immigration_status", "is": "citizen"})]);
    let survivor = |yes: bool| {
        json!({"immigration_status": "none", "age": 30, "made_to_work": yes, "traded_sex": false, "made_to_have_sex": false,
            "hurt_by_partner": false, "hurt_by_family": false, "sexually_assaulted": false, "stalked": false,
            "harmed_by_crime": false, "moving_to_get_away": false, "wants_protective_order": false})
    };
    assert_eq!(
        verdict(&citizens, json!({"immigration_status": "citizen"})),
        "likely"
    );
    assert_eq!(
        verdict(&citizens, json!({"immigration_status": "none"})),
        "unknown"
    );
    assert_eq!(verdict(&citizens, survivor(true)), "unknown");
    assert_eq!(verdict(&citizens, survivor(false)), "unlikely");
    // Whoever was harmed by a crime may get a U visa.
    for done in [
        "stalked",
        "harmed_by_crime",
        "moving_to_get_away",
        "wants_protective_order",
    ] {
        let mut told = survivor(false);
        told[done] = json!(true);
        assert_eq!(verdict(&citizens, told), "unknown", "{done}");
    }
    // A status that survivors have says who they are, and so does what was done to a child.
    for status in ["trafficking_survivor", "crime_survivor_family", "vawa"] {
        let mut told = survivor(false);
        told["immigration_status"] = json!(status);
        assert_eq!(verdict(&citizens, told), "unknown", "{status}");
    }
    // Nobody asks an adult when it was.
    for age in [15.0, 17.997, 18.0, 40.0] {
        let mut told = survivor(false);
        (told["age"], told["traded_sex"]) = (json!(age), json!(true));
        assert_eq!(verdict(&citizens, told), "unknown", "{age}");
    }
    let stated = of_service(json!({"criteria": [{
        "text": "Citizens, and survivors without papers.", "test": {"fact": "immigration_status", "is": "citizen"},
        "unless": {"fact": "made_to_work", "is": true},
    }]}));
    assert_eq!(verdict(&stated, survivor(true)), "likely");
    assert_eq!(verdict(&stated, survivor(false)), "unlikely");
    // Whom an exception leaves out may be served all the same.
    let mut hurt = survivor(false);
    hurt["hurt_by_family"] = json!(true);
    assert_eq!(verdict(&stated, hurt), "unknown");
    assert_eq!(
        verdict(&stated, json!({"immigration_status": "none"})),
        "unknown"
    );
}

#[test]
fn an_income_is_a_share_of_the_poverty_line_of_where_one_lives() {
    let poor = of_tests([json!({"fact": "income_percent", "at_most": 125})]);
    // 125 % for one person: 19,562.50 in most states, 24,437.50 in Alaska.
    for (given, expected) in [
        (json!({"income_percent": 125}), "likely"),
        (json!({"income_percent": 126}), "unlikely"),
        (json!({"household_income": 15_000}), "unknown"),
        (json!({"household_size": 1}), "unknown"),
        (
            json!({"household_income": "declined", "household_size": 1}),
            "unknown",
        ),
        (
            json!({"household_income": 15_000, "household_size": 1}),
            "likely",
        ),
        (
            json!({"household_income": 30_000, "household_size": 1}),
            "unlikely",
        ),
        (
            json!({"household_income": 30_000, "household_size": 4}),
            "likely",
        ),
        (
            json!({"household_income": 20_000, "household_size": 1}),
            "unknown",
        ),
        (
            json!({"household_income": 20_000, "household_size": 1, "residence": "64081"}),
            "unlikely",
        ),
        (
            json!({"household_income": 20_000, "household_size": 1, "residence": "99501"}),
            "likely",
        ),
    ] {
        assert_eq!(verdict(&poor, given.clone()), expected, "{given}");
    }
}

#[test]
fn a_wrong_answer_is_named_and_not_repeated() {
    let fault = |given: Value| {
        let given = given.as_object().unwrap();
        let faults = Answers::read(given, Gazetteer::embedded()).expect_err("wrong");
        let [fault] = faults.as_slice() else {
            panic!("{faults:?}")
        };
        for text in [&fault.detail, &fault.expected] {
            assert!(
                !text.contains("sentinel") && !text.contains("7654321"),
                "{text}"
            );
        }
        fault.field.clone()
    };
    for (given, key) in [
        (json!({"sentinel": 7_654_321, "shoe_size": 43}), ""),
        (json!({"age": "sentinel"}), "age"),
        (json!({"age": 7_654_321}), "age"),
        (json!({"age": -1}), "age"),
        (json!({"household_size": 2.5}), "household_size"),
        (json!({"pregnant": "sentinel"}), "pregnant"),
        (json!({"pregnant": 1}), "pregnant"),
        (json!({"gender": "sentinel"}), "gender"),
        (json!({"gender": ["woman"]}), "gender"),
        (json!({"documents": ["photo_id", "sentinel"]}), "documents"),
        (json!({"documents": ["photo_id", "none"]}), "documents"),
        (json!({"residence": "sentinelville"}), "residence"),
        (json!({"residence": "Springfield"}), "residence"),
        (json!({"residence": 64081}), "residence"),
        (
            json!({"income_percent": 100, "household_income": 1}),
            "income_percent",
        ),
    ] {
        assert_eq!(fault(given), key);
    }
}

#[test]
fn a_town_of_several_counties_is_surely_in_none_of_them() {
    for (county, residence, expected) in [
        ("Jackson County, MO", "Kansas City, MO", "unknown"),
        ("Clay County, MO", "Kansas City, MO", "unknown"),
        ("Greene County, MO", "Kansas City, MO", "unlikely"),
        ("Greene County, MO", "Springfield, MO", "likely"),
    ] {
        let criteria = of_tests([json!({"fact": "residence", "within": [county]})]);
        let told = verdict(&criteria, json!({"residence": residence}));
        assert_eq!(told, expected, "{residence} in {county}");
    }
}

#[test]
fn answers_that_contradict_each_other_settle_nothing() {
    let fault = |given: Value| {
        let given = given.as_object().expect("an object");
        let faults = Answers::read(given, Gazetteer::embedded()).expect_err("a fault");
        faults
            .into_iter()
            .map(|fault| (fault.field, fault.detail))
            .collect::<Vec<_>>()
    };
    for (given, field, detail) in [
        (
            json!({"with_children": false, "youngest_child_age": 3}),
            "youngest_child_age",
            "contradicts the answer to with_children",
        ),
        (
            json!({"with_children": false, "oldest_child_age": 3}),
            "oldest_child_age",
            "contradicts the answer to with_children",
        ),
        (
            json!({"youngest_child_age": 9, "oldest_child_age": 3}),
            "youngest_child_age",
            "is more than oldest_child_age",
        ),
        (
            json!({"veteran": false, "military_status": "active"}),
            "military_status",
            "contradicts the answer to veteran",
        ),
        (
            json!({"veteran": true, "military_status": "never"}),
            "military_status",
            "contradicts the answer to veteran",
        ),
    ] {
        assert_eq!(fault(given), [(field.to_owned(), detail.to_owned())]);
    }
    answers(json!({"with_children": false, "youngest_child_age": "unknown", "pregnant": true}));
    answers(json!({"youngest_child_age": 3, "oldest_child_age": 3, "pregnant": true}));
    answers(json!({"veteran": false, "military_status": "never"}));
}

#[test]
fn a_state_is_too_wide_and_another_country_no_town() {
    for (residence, detail) in [
        ("Missouri", "is too wide: a whole state or country"),
        ("USA", "is too wide: a whole state or country"),
        ("Canada", "does not name one place"),
        ("street", "does not name one place"),
    ] {
        let given = json!({"residence": residence});
        let faults = Answers::read(given.as_object().expect("an object"), Gazetteer::embedded());
        assert_eq!(
            faults.expect_err(residence)[0].detail,
            detail,
            "{residence}"
        );
    }
    answers(json!({"residence": "Canada, KY"}));
    answers(json!({"residence": "Street, MD"}));
}

#[test]
fn what_one_answer_tells_of_another_counts() {
    let judged =
        |test: serde_json::Value, given: serde_json::Value| verdict(&of_tests([test]), given);
    let with_children = json!({"fact": "with_children", "is": true});
    assert_eq!(
        judged(with_children, json!({"youngest_child_age": 3})),
        "likely"
    );
    let veteran = json!({"fact": "veteran", "is": true});
    for (status, expected) in [("never", "unlikely"), ("general", "likely")] {
        assert_eq!(
            judged(veteran.clone(), json!({"military_status": status})),
            expected
        );
    }
    let retired = json!({"fact": "military_status", "is": "retired"});
    assert_eq!(judged(retired, json!({"veteran": false})), "unlikely");
    // By federal law a child who traded sex was trafficked.
    let made_to = json!({"fact": "made_to_have_sex", "is": true});
    for (given, expected) in [
        (json!({"age": 15, "traded_sex": true}), "likely"),
        (json!({"age": 19, "traded_sex": true}), "unknown"),
        (json!({"traded_sex": true}), "unknown"),
        // Whatever they say themselves.
        (
            json!({"age": 15, "traded_sex": true, "made_to_have_sex": false}),
            "likely",
        ),
    ] {
        assert_eq!(judged(made_to.clone(), given.clone()), expected, "{given}");
    }
    let traded = json!({"fact": "traded_sex", "is": true});
    assert_eq!(judged(traded, json!({"made_to_have_sex": true})), "likely");
}

/// A town may reach into the counties around it.
#[test]
fn who_names_a_town_is_told_that_a_zip_may_tell() {
    let within = |county: &str| of_tests([json!({"fact": "residence", "within": [county]})]);
    let pinellas = within("Pinellas County, FL");
    let told = |residence: &str| {
        let given = answers(json!({"residence": residence}));
        let judged = pinellas.judge(&given, today(), Gazetteer::embedded());
        (judged.verdict.as_str(), judged.criteria[0].reason.clone())
    };
    let (verdict_of_town, reason) = told("Tampa, FL");
    assert_eq!(verdict_of_town, "unknown");
    assert!(
        reason.starts_with("A ZIP where you live may tell"),
        "{reason}"
    );
    assert_eq!(told("33602").0, "unlikely");
    assert_eq!(told("33701").0, "likely");
    let hillsborough = within("Hillsborough County, FL");
    assert_eq!(
        verdict(&hillsborough, json!({"residence": "Tampa, FL"})),
        "likely"
    );
}
