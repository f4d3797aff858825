//! Persons against a real feed: legal aid in Florida, whose columns say ages, incomes, service, papers and custody.
//!
//! Some of these programs may take citizens alone. Survivors of trafficking and abuse are often served regardless, so
//! that none of them may be turned away by their papers.

use std::{collections::BTreeMap, fs::File, path::Path};

use chrono::NaiveDate;
use nearhelp::{
    eligibility::{Answers, Coverage, Criteria, Grounds},
    geography::Gazetteer,
    hsds::Service,
};
use serde_json::{Value, json};

const SERVICES: &str = "../shared/samples/florida-legal-aid/services.csv";

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

/// What the columns call a status, and what people are asked.
const STATUSES: [(&str, &str); 31] = [
    ("United States Citizen", "citizen"),
    ("Lawful Permanent Resident", "permanent_resident"),
    ("Refugee", "refugee"),
    ("Asylee", "asylee"),
    ("Conditional Entrant", "conditional_entrant"),
    ("Granted Suspension", "withholding_of_removal"),
    ("Victim of Trafficking", "trafficking_survivor"),
    (
        "Spouse or children of a victim of trafficking",
        "trafficking_survivor_family",
    ),
    (
        "Parents of a victim of trafficking",
        "trafficking_survivor_family",
    ),
    (
        "Unmarried siblings under 18 of a victim of trafficking",
        "trafficking_survivor_family",
    ),
    ("Victim of Criminal Activity", "crime_survivor"),
    (
        "Spouse or children of a victim of criminal",
        "crime_survivor_family",
    ),
    ("Parent of a victim of criminal", "crime_survivor_family"),
    (
        "Unmarried siblings under 18 of a victim of criminal",
        "crime_survivor_family",
    ),
    ("Victim/Survivor of battery", "abuse_survivor"),
    ("Domestic Violence", "abuse_survivor"),
    ("Parent of minor victim", "abuse_survivor_parent"),
    ("VAWA", "vawa"),
    ("Applying for VAWA", "vawa_applicant"),
    ("Married to US Citizen", "pending_through_family"),
    ("Parent of US Citizen", "pending_through_family"),
    ("Unmarried child under 21", "pending_through_family"),
    ("With U.S. Citizen Parent", "citizen_parent"),
    ("Has unmarried U.S. Citizen child", "citizen_child"),
    ("H2A", "h2a"),
    ("Special Agricultural Worker", "special_agricultural_worker"),
    ("Indigent foreign national", "hague_case"),
    ("Retired", "retired"),
    ("Active", "active"),
    ("Discharged Honorabl", "honorable"),
    ("Discharged Dishonorabl", "dishonorable"),
];
const CUSTODY: [(&str, &str); 8] = [
    ("Not in custody", "none"),
    ("Post-Disposition Release - Out on Parole", "parole"),
    ("Post-Disposition Release - Out on Probation", "probation"),
    ("Pretrial detention (bail/bond not", "held_no_bail"),
    ("Pretrial detention (eligible", "held_bail"),
    ("Pretrial release = Out on Bond", "bond"),
    ("Pretrial release = Out on own", "own_recognizance"),
    ("Incarcerated - serving sentence in Jail", "jail"),
];

/// The options that a cell names, and whether it names something else too.
fn options(cell: &str, words: &[(&str, &'static str)]) -> (Vec<&'static str>, bool) {
    let (mut options, mut is_more) = (Vec::new(), false);
    for part in cell
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        match words.iter().find(|(word, _)| part.starts_with(word)) {
            Some((_, option)) => options.push(*option),
            None => is_more = true,
        }
    }
    (options, is_more)
}

/// Of one of the options; what no question has, only they can say.
fn one_of(fact: &str, (options, is_more): (Vec<&str>, bool)) -> Value {
    let test = json!({"fact": fact, "in": options});
    match is_more {
        true => json!({"any": [test, {"ask": true}]}),
        false => test,
    }
}

fn any_true(facts: &[&str]) -> Value {
    let tests = facts.iter().map(|fact| json!({"fact": fact, "is": true}));
    json!({"any": tests.collect::<Vec<_>>()})
}

/// A row as a service of ours.
fn service(row: &BTreeMap<String, String>) -> Service {
    let cell = |name: &str| row.get(name).map_or("", |cell| cell.trim());
    let mut criteria = Vec::new();
    if let Ok(percent) = cell("service_income_limit").parse::<f64>() {
        criteria.push(json!({"text": "A limit of income.", "test": {"fact": "income_percent", "at_most": percent}}));
    }
    if cell("service_require_veteran") == "true" {
        criteria.push(json!({"text": "Veterans.", "test": {"fact": "veteran", "is": true}}));
    }
    let military = cell("service_military_status");
    if !military.is_empty() {
        let test = one_of("military_status", options(military, &STATUSES));
        criteria.push(json!({"text": "Some kinds of service.", "test": test}));
    }
    let papers = cell("service_immigration_status");
    if papers.len() > "false".len() {
        let mut criterion = json!({"text": "Some papers.", "test": one_of("immigration_status", options(papers, &STATUSES))});
        let mut survivors = Vec::new();
        if papers.contains("Victim of Trafficking") {
            survivors.extend(["made_to_work", "made_to_have_sex"]);
        }
        if papers.contains("Victim/Survivor of battery") {
            survivors.extend(["hurt_by_partner", "hurt_by_family", "sexually_assaulted"]);
        }
        // Where the column names no survivors, the vocabulary's own rule stands in.
        if !survivors.is_empty() {
            criterion["unless"] = any_true(&survivors);
        }
        criteria.push(criterion);
    }
    let custody = cell("service_incarceration_status");
    if !custody.is_empty() {
        let test = one_of("justice_status", options(custody, &CUSTODY));
        criteria.push(json!({"text": "Some kinds of custody.", "test": test}));
    }
    let areas = cell("service_areas").split(';').map(str::trim);
    let areas = areas.filter(|area| !area.is_empty());
    let areas = areas.map(|area| json!({"extent": format!("{area}, FL"), "extent_type": "text"}));
    serde_json::from_value(json!({
        "id": cell("service_uuid"),
        "name": cell("service_name"),
        "minimum_age": cell("service_min_age").parse::<f64>().ok(),
        "maximum_age": cell("service_max_age").parse::<f64>().ok(),
        "service_areas": areas.collect::<Vec<_>>(),
        "criteria": criteria,
    }))
    .expect("a service")
}

fn criteria() -> Option<BTreeMap<String, Criteria>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SERVICES);
    let Ok(file) = File::open(path) else {
        println!("skipped: {SERVICES} is not here");
        return None;
    };
    let gazetteer = Gazetteer::embedded();
    let mut all = BTreeMap::new();
    for row in csv::Reader::from_reader(file).deserialize() {
        let row: BTreeMap<String, String> = row.expect("a row");
        let name = format!("{}, {}", row["service_name"], row["organization_name"]);
        let service = service(&row);
        let (areas, is_partly_read) = Coverage::read(&service.service_areas, gazetteer);
        let coverage = Coverage {
            areas: &areas,
            is_partly_read,
            text: None,
        };
        all.insert(
            name,
            Criteria::of(&service, coverage, Grounds::default(), gazetteer),
        );
    }
    Some(all)
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
        ("a veteran discharged dishonorably", json!({"residence": pinellas, "income_percent": 100, "veteran": true, "military_status": "dishonorable", "immigration_status": ["citizen"]}), BAY_PINES, "unlikely", "such a discharge is not in the column"),
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
    let mut asked = 0;
    for (name, criteria) in &criteria {
        for (survived, status) in [
            ("made_to_work", "none"),
            ("made_to_have_sex", "other_visa"),
            ("hurt_by_partner", "asylum_seeker"),
            ("sexually_assaulted", "none"),
        ] {
            let answers = json!({survived: true, "immigration_status": [status]});
            let answers =
                Answers::read(answers.as_object().expect("answers"), gazetteer).expect("answers");
            let judgement = criteria.judge(&answers, NaiveDate::MIN, gazetteer);
            assert_ne!(
                judgement.verdict.as_str(),
                "unlikely",
                "{name}: {judgement:#?}"
            );
            asked += judgement
                .criteria
                .iter()
                .filter(|judged| judged.text == "Some papers.")
                .count();
        }
    }
    assert!(asked > 100, "{asked} tests of papers");
}
