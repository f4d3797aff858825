//! Persons against a real feed: legal aid in Florida, whose columns say ages, incomes, service, papers and custody. The
//! criteria are those that `examples/florida-legal-aid.toml` makes of the columns.
//!
//! Some of these programs may take citizens alone. Survivors of trafficking and abuse are often served regardless, so
//! that none of them may be turned away by their papers.

use std::{collections::BTreeMap, ops::ControlFlow, path::Path};

use chrono::NaiveDate;
use nearhelp::{
    eligibility::{Answers, Coverage, Criteria, Grounds},
    geography::Gazetteer,
    hsds::Service,
    standing::RecordKind,
    updates::{
        entries::{Entry, Problem},
        formats::{
            Input, Raw,
            mapping::{MappedInput, Mapping},
        },
        normalise::normalise,
    },
};
use serde_json::{Map, Value, json};

const SAMPLE: &str = "../shared/samples/florida-legal-aid";
const MAPPING: &str = "examples/florida-legal-aid.toml";

const ILAWYER: &str = "iLawyer Clinic, Bay Area Legal Services, Inc.";
const BAY_PINES: &str =
    "Bay Pines VA Medical Legal Partnership Clinic, Bay Area Legal Services, Inc.";
const SENIORS: &str = "Florida Senior Legal Helpline, Bay Area Legal Services, Inc.";
const VETERANS: &str = "Veterans Legal Helpline, Bay Area Legal Services, Inc.";
const YOUNG: &str = "Lawyers for Young Adults Project, Community Law Program";
const AT_HOME: &str =
    "Legal Assistance Project for Victims of Domestic Violence, Community Law Program";
const NAME: &str = "Name Change, Florida Rural Legal Services, Inc.";
const IMMIGRATION: &str = "Immigration, Americans for Immigrant Justice";
const SUPPORT: &str = "Child Support Modification, Florida Legal Services, Inc.";

/// The criteria of every service, as the mapping that we ship makes them, by its name and that of its organization.
fn criteria() -> Option<BTreeMap<String, Criteria>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = root.join(SAMPLE);
    if !sample.is_dir() {
        println!("skipped: {SAMPLE} is not here");
        return None;
    }
    let mapping = std::fs::read_to_string(root.join(MAPPING)).expect(MAPPING);
    let mapping = Mapping::parse(&mapping).expect("a mapping without a fault");
    let input = MappedInput::open(mapping, Raw::Path(sample)).expect("the columns of the mapping");
    let gazetteer = Gazetteer::embedded();
    let entries = |kind| -> BTreeMap<String, Map<String, Value>> {
        let mut entries = BTreeMap::new();
        let mut see = |read: Result<Entry, Problem>| {
            // Rows that are skipped or rejected are the mapping's own tests'.
            if let Ok(mut entry) = read {
                assert_eq!(normalise(kind, &mut entry.body, gazetteer), []);
                entries.insert(entry.key, entry.body);
            }
            ControlFlow::Continue(())
        };
        input.read(kind, &mut see).expect("a table");
        entries
    };
    let organizations = entries(RecordKind::Organization);
    let criteria = entries(RecordKind::Service).into_iter().map(|(key, body)| {
        let organization = body["organization_id"].as_str().expect("an organization");
        let organization = organizations[organization]["name"].as_str();
        let who_is_served = ["minimum_age", "maximum_age", "service_areas", "criteria"];
        let mut service = Map::from_iter([("id".to_owned(), json!(key))]);
        for (field, value) in &body {
            if field == "name" || who_is_served.contains(&field.as_str()) {
                service.insert(field.clone(), value.clone());
            }
        }
        let service: Service = serde_json::from_value(service.into()).expect("a service");
        let (areas, is_partly_read) = Coverage::read(&service.service_areas, gazetteer);
        let coverage = Coverage {
            areas: &areas,
            is_partly_read,
            text: None,
        };
        let name = format!("{}, {}", service.name, organization.expect("a name"));
        (
            name,
            Criteria::of(&service, coverage, Grounds::default(), gazetteer),
        )
    });
    Some(criteria.collect())
}

/// Nobody hurt them.
fn unhurt(mut answers: Value) -> Value {
    for fact in [
        "made_to_work",
        "made_to_have_sex",
        "hurt_by_partner",
        "hurt_by_family",
        "sexually_assaulted",
    ] {
        answers[fact] = json!(false);
    }
    answers
}

/// Who they are, what they answer, which program, what they should be told, and why.
#[rustfmt::skip]
fn persons() -> Vec<(&'static str, Value, &'static str, &'static str, &'static str)> {
    let tampa = "Hillsborough County, FL";
    let pinellas = "Pinellas County, FL";
    let lee = "Lee County, FL";
    vec![
        ("a citizen at the limit", json!({"residence": tampa, "income_percent": 125, "immigration_status": ["citizen"]}), ILAWYER, "likely", "125 % is the limit, and in it"),
        ("a citizen above the limit", json!({"residence": tampa, "income_percent": 126, "immigration_status": ["citizen"]}), ILAWYER, "unlikely", "above 125 %"),
        ("a family of four below the limit", json!({"residence": tampa, "household_size": 4, "household_income": 40000, "immigration_status": ["citizen"]}), ILAWYER, "likely", "the line for four is 32,150 dollars; 125 % are 40,187"),
        ("a family of four above the limit", json!({"residence": tampa, "household_size": 4, "household_income": 41000, "immigration_status": ["citizen"]}), ILAWYER, "unlikely", "above 40,187 dollars"),
        ("a trafficking survivor without papers", json!({"residence": tampa, "income_percent": 40, "immigration_status": ["none"], "made_to_work": true}), ILAWYER, "likely", "the column names victims of trafficking"),
        ("a survivor of a violent partner without papers", json!({"residence": tampa, "income_percent": 40, "immigration_status": ["none"], "hurt_by_partner": true}), ILAWYER, "likely", "the column names survivors of battery"),
        ("someone without papers whom nobody hurt", unhurt(json!({"residence": tampa, "income_percent": 40, "immigration_status": ["none"]})), ILAWYER, "unlikely", "citizens, residents and survivors"),
        ("someone without papers who does not say what was done", json!({"residence": tampa, "income_percent": 40, "immigration_status": ["none"]}), ILAWYER, "unknown", "they may be a survivor"),
        ("someone who declines to speak of papers", json!({"residence": tampa, "income_percent": 40, "immigration_status": "declined"}), ILAWYER, "unknown", "a question declined is neither yes nor no"),
        ("a citizen from another state", json!({"residence": "Atlanta, GA", "income_percent": 40, "immigration_status": ["citizen"]}), ILAWYER, "unlikely", "one county of Florida"),

        ("a veteran", json!({"residence": pinellas, "income_percent": 100, "veteran": true, "military_status": "honorable", "immigration_status": ["citizen"]}), BAY_PINES, "likely", "all of it fits"),
        ("a trafficking survivor without papers who is a veteran", json!({"residence": pinellas, "income_percent": 100, "veteran": true, "military_status": "honorable", "immigration_status": ["none"], "made_to_have_sex": true}), BAY_PINES, "unknown", "the column has citizens and residents alone, and survivors are often served regardless"),
        ("someone who never served", json!({"residence": pinellas, "veteran": false}), BAY_PINES, "unlikely", "veterans"),
        ("a veteran of 59 discharged dishonorably", json!({"residence": tampa, "age": 59.99, "income_percent": 90, "veteran": true, "military_status": "dishonorable", "immigration_status": ["citizen"]}), VETERANS, "likely", "up to 59, and such a discharge is in the column"),
        ("a veteran discharged dishonorably", json!({"residence": pinellas, "income_percent": 100, "veteran": true, "military_status": "dishonorable", "immigration_status": ["citizen"]}), BAY_PINES, "unknown", "such a discharge is not in the column, but they may be somebody's family"),
        ("a veteran discharged dishonorably, and nobody's family", json!({"residence": pinellas, "income_percent": 100, "veteran": true, "military_status": "dishonorable", "military_family": false, "immigration_status": ["citizen"]}), BAY_PINES, "unlikely", "such a discharge is not in the column"),
        ("a veteran with a general discharge", json!({"residence": pinellas, "income_percent": 100, "veteran": true, "military_status": "general", "military_family": false, "immigration_status": ["citizen"]}), BAY_PINES, "unknown", "no column of the feed has a word for it: ask them"),
        ("a veteran on the 60th birthday", json!({"residence": tampa, "age": 60, "veteran": true}), VETERANS, "unlikely", "up to 59"),

        ("a citizen on the 60th birthday", json!({"residence": "Miami, FL", "age": 60, "income_percent": 299, "immigration_status": ["citizen"]}), SENIORS, "likely", "from 60, up to 300 %, all counties"),
        ("a citizen of 59 and 364 days", json!({"residence": "Miami, FL", "age": 59.997, "income_percent": 299, "immigration_status": ["citizen"]}), SENIORS, "unlikely", "from 60"),
        ("a trafficking survivor of 70 without papers", json!({"residence": "Miami, FL", "age": 70, "income_percent": 50, "immigration_status": ["none"], "made_to_work": true}), SENIORS, "likely", "the column names victims of trafficking"),

        ("a citizen of 23 on probation", json!({"residence": pinellas, "age": 23.9, "income_percent": 100, "immigration_status": ["citizen"], "justice_status": ["probation"]}), YOUNG, "likely", "up to 23; probation is in the column"),
        ("a citizen of 24", json!({"residence": pinellas, "age": 24, "income_percent": 100, "immigration_status": ["citizen"], "justice_status": ["none"]}), YOUNG, "unlikely", "up to 23"),
        ("a citizen of 20 in jail", json!({"residence": pinellas, "age": 20, "income_percent": 100, "immigration_status": ["citizen"], "justice_status": ["jail"]}), YOUNG, "unlikely", "jail is not in the column"),
        ("a trafficking survivor of 17 without papers", json!({"residence": pinellas, "age": 17, "income_percent": 0, "immigration_status": ["none"], "justice_status": ["none"], "made_to_have_sex": true}), YOUNG, "unknown", "citizens alone, says the column; survivors are often served regardless"),
        ("someone hurt by a partner, without papers", json!({"residence": pinellas, "immigration_status": ["none"], "hurt_by_partner": true}), AT_HOME, "unknown", "a project for them, whose column has citizens alone"),

        ("a trafficking survivor without papers who wants another name", json!({"residence": lee, "income_percent": 150, "immigration_status": ["none"], "made_to_have_sex": true, "justice_status": ["none"]}), NAME, "likely", "the column names victims of trafficking"),
        ("a citizen on probation who wants another name", json!({"residence": lee, "income_percent": 150, "immigration_status": ["citizen"], "justice_status": ["probation"]}), NAME, "unlikely", "no conditions, says the column"),
        ("someone without papers in Miami whom nobody hurt", unhurt(json!({"residence": "Miami-Dade County, FL", "income_percent": 100, "immigration_status": ["none"]})), IMMIGRATION, "unknown", "the column has “Not Eligible”, which only they can explain"),
        ("a trafficking survivor without papers in Miami", json!({"residence": "Miami-Dade County, FL", "income_percent": 100, "immigration_status": ["none"], "made_to_work": true}), IMMIGRATION, "likely", "the column names victims of trafficking, whatever it says beside that"),
        ("a survivor of a violent partner without papers in Miami", json!({"residence": "Miami-Dade County, FL", "income_percent": 100, "immigration_status": ["none"], "hurt_by_partner": true}), IMMIGRATION, "likely", "the column names survivors of battery"),
        ("a man in jail in Orange County", json!({"residence": "Orange County, FL", "gender": "man", "justice_status": ["jail"]}), SUPPORT, "likely", "it is for people who serve a sentence in jail"),
        ("a man out on bond in Orange County", json!({"residence": "Orange County, FL", "gender": "man", "justice_status": ["bond"]}), SUPPORT, "unlikely", "as above"),
    ]
}

#[test]
fn each_person_is_told_what_the_columns_say() {
    let Some(criteria) = criteria() else { return };
    let persons = persons();
    assert!(persons.len() >= 20);
    let gazetteer = Gazetteer::embedded();
    let mut wrong = Vec::new();
    for (who, answers, name, expected, why) in persons {
        let answers = Answers::read(answers.as_object().expect("answers"), gazetteer).expect(who);
        let criteria = criteria.get(name).unwrap_or_else(|| panic!("no {name}"));
        let judgement = criteria.judge(&answers, NaiveDate::MIN, gazetteer);
        if judgement.verdict.as_str() != expected {
            wrong.push(format!(
                "{who}, {name}: {expected}, since {why}; told {judgement:#?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_survivor_is_turned_away_by_papers() {
    let Some(criteria) = criteria() else { return };
    let gazetteer = Gazetteer::embedded();
    assert!(criteria.len() > 120, "{} services", criteria.len());
    let mut asked = 0;
    for (name, criteria) in &criteria {
        for survived in [
            "made_to_work",
            "made_to_have_sex",
            "hurt_by_partner",
            "hurt_by_family",
            "sexually_assaulted",
        ] {
            // Whether the rest was said to be so, or not, or nothing was said of it.
            for nothing_else in [false, true] {
                for status in ["none", "other_visa", "asylum_seeker"] {
                    let mut answers = json!({"immigration_status": [status]});
                    if nothing_else {
                        answers = unhurt(answers);
                    }
                    answers[survived] = json!(true);
                    let answers = answers.as_object().expect("answers");
                    let answers = Answers::read(answers, gazetteer).expect("answers");
                    let judgement = criteria.judge(&answers, NaiveDate::MIN, gazetteer);
                    let told = judgement.verdict.as_str();
                    assert_ne!(
                        told, "unlikely",
                        "{survived}, {status}, {name}: {judgement:#?}"
                    );
                    let of_papers = judgement.criteria.iter();
                    asked += of_papers
                        .filter(|judged| judged.text.contains("immigration"))
                        .count();
                }
            }
        }
    }
    assert!(asked > 1000, "{asked} tests of papers");
}
