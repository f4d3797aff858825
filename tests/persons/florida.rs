//! Persons against a real feed: legal aid in Florida, whose columns say ages, incomes, service, papers and custody. The
//! criteria are those that `examples/florida-legal-aid.toml` makes of the columns.
//!
//! Some of these programs may take citizens alone. Survivors of trafficking and abuse are often served regardless, so
//! that none of them may be turned away by their papers.

use serde_json::{Value, json};

use crate::common::{Binary, Caller, Page};
use crate::mirror;

const SAMPLE: &str = "../shared/samples/florida-legal-aid";
const MAPPING: &str = "examples/florida-legal-aid.toml";

const ILAWYER: &str = "Bay Area Legal Services, Inc.: iLawyer Clinic";
const BAY_PINES: &str =
    "Bay Area Legal Services, Inc.: Bay Pines VA Medical Legal Partnership Clinic";
const SENIORS: &str = "Bay Area Legal Services, Inc.: Florida Senior Legal Helpline";
const VETERANS: &str = "Bay Area Legal Services, Inc.: Veterans Legal Helpline";
const MISSION: &str =
    "Legal Aid Service of Broward County, Inc.: Mission United - Veterans Pro Bono Project";
const CLINIC: &str =
    "Legal Aid Society of the Orange County Bar Association, Inc.: Veterans Clinic";
const WILLS: &str = "Community Law Program: Wills for Warriors";
const YOUNG: &str = "Community Law Program: Lawyers for Young Adults Project";
const AT_HOME: &str =
    "Community Law Program: Legal Assistance Project for Victims of Domestic Violence";
const NAME: &str = "Florida Rural Legal Services, Inc.: Name Change";
const IMMIGRATION: &str = "Americans for Immigrant Justice: Immigration";
const MANASOTA: &str = "Legal Aid of Manasota: Domestic Violence Victim Assistance";
const HOMELESS: &str =
    "Legal Aid Society of the Orange County Bar Association, Inc.: Homeless Advocacy Project";
const LAST_WILLS: &str =
    "Legal Aid Society of the Orange County Bar Association, Inc.: Wills Clinic";
const HOUSING: &str =
    "Legal Aid Society of the Orange County Bar Association, Inc.: Housing Assistance";
const CRIME: &str = "Florida Rural Legal Services, Inc.: VOCA Grant Project";
const FARMS: &str = "Florida Rural Legal Services, Inc.: Migrant Unit";
const SENIOR_PROJECT: &str = "Florida Rural Legal Services, Inc.: Senior Project";
const TRAFFICKED: &str = "Gulfcoast Legal Services, Inc.: Human Trafficking";
const SUPPORT: &str = "Florida Legal Services, Inc.: Child Support Modification";

/// A server with the feed, as the built program loads it with the mapping that we ship.
fn florida() -> Option<Binary> {
    let (feed, mapping) = (mirror::here(SAMPLE), mirror::here(MAPPING));
    if !feed.is_dir() {
        println!("skipped: {SAMPLE} is not here");
        return None;
    }
    let mapping = mapping.display().to_string();
    Some(mirror::loaded(&feed, &["--mapping", &mapping]))
}

fn screened(caller: &Caller, near: &str, answers: &Value) -> Page {
    let body = json!({"near": near, "answers": answers, "per_page": 100, "remote": "all"});
    Page(caller.post("/v1/eligibility", body).ok())
}

/// Nobody hurt them.
fn unhurt(mut answers: Value) -> Value {
    for fact in [
        "made_to_work",
        "made_to_have_sex",
        "hurt_by_partner",
        "hurt_by_family",
        "sexually_assaulted",
        "stalked",
        "harmed_by_crime",
        "moving_to_get_away",
        "wants_protective_order",
    ] {
        answers[fact] = json!(false);
    }
    if answers["traded_sex"].is_null() {
        answers["traded_sex"] = json!(false);
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
        ("someone without papers whom nobody hurt", unhurt(json!({"residence": tampa, "age": 30, "income_percent": 40, "immigration_status": ["none"]})), ILAWYER, "unlikely", "citizens, residents and survivors"),
        ("someone with a T visa who says that nobody hurt them", unhurt(json!({"residence": tampa, "age": 30, "income_percent": 40, "immigration_status": ["trafficking_survivor"]})), ILAWYER, "likely", "the column names victims of trafficking"),
        ("a child without papers who had sex for a place to stay", unhurt(json!({"residence": tampa, "age": 15, "traded_sex": true, "income_percent": 40, "immigration_status": ["none"]})), ILAWYER, "likely", "federal law counts it as trafficking, which its list names"),
        ("someone of 19 without papers who had sex for a place to stay", unhurt(json!({"residence": tampa, "age": 19, "traded_sex": true, "income_percent": 40, "immigration_status": ["none"]})), ILAWYER, "unknown", "it may have been before 18"),
        ("someone without papers who was robbed", { let mut robbed = unhurt(json!({"residence": tampa, "income_percent": 40, "immigration_status": ["none"]})); robbed["harmed_by_crime"] = json!(true); robbed }, ILAWYER, "unknown", "the victim of a crime may get a U visa"),
        ("someone without papers who is stalked", { let mut stalked = unhurt(json!({"residence": tampa, "income_percent": 40, "immigration_status": ["none"]})); stalked["stalked"] = json!(true); stalked }, ILAWYER, "unknown", "as above"),
        ("someone without papers who seeks an order of protection", { let mut seeks = unhurt(json!({"residence": tampa, "income_percent": 40, "immigration_status": ["none"]})); seeks["wants_protective_order"] = json!(true); seeks }, ILAWYER, "unknown", "nobody seeks one whom nobody threatens"),
        ("someone without papers who does not say what was done", json!({"residence": tampa, "income_percent": 40, "immigration_status": ["none"]}), ILAWYER, "unknown", "they may be a survivor"),
        ("someone who declines to speak of papers", json!({"residence": tampa, "income_percent": 40, "immigration_status": "declined"}), ILAWYER, "unknown", "a question declined is neither yes nor no"),
        ("a citizen from another state", json!({"residence": "Atlanta, GA", "income_percent": 40, "immigration_status": ["citizen"]}), ILAWYER, "unlikely", "one county of Florida"),

        ("a veteran", json!({"residence": pinellas, "income_percent": 100, "veteran": true, "military_status": "honorable", "immigration_status": ["citizen"]}), BAY_PINES, "likely", "all of it fits"),
        ("a trafficking survivor without papers who is a veteran", json!({"residence": pinellas, "income_percent": 100, "veteran": true, "military_status": "honorable", "immigration_status": ["none"], "made_to_have_sex": true}), BAY_PINES, "unknown", "the column has citizens and residents alone, and survivors are often served regardless"),
        ("someone who never served", json!({"residence": pinellas, "veteran": false}), BAY_PINES, "unknown", "veterans; whether they are of the family of one was not asked"),
        ("someone who never served and is of no such family", json!({"residence": pinellas, "veteran": false, "military_family": false}), BAY_PINES, "unlikely", "“legal intake for veterans”"),
        ("a veteran of 59 discharged dishonorably", json!({"residence": tampa, "age": 59.99, "income_percent": 90, "veteran": true, "military_status": "dishonorable", "immigration_status": ["citizen"]}), VETERANS, "likely", "up to 59, and such a discharge is in the column"),
        ("a veteran discharged dishonorably", json!({"residence": pinellas, "income_percent": 100, "veteran": true, "military_status": "dishonorable", "immigration_status": ["citizen"]}), BAY_PINES, "unknown", "such a discharge is not in the column, but they may be somebody's family"),
        ("a veteran discharged dishonorably, and nobody's family", json!({"residence": pinellas, "income_percent": 100, "veteran": true, "military_status": "dishonorable", "military_family": false, "immigration_status": ["citizen"]}), BAY_PINES, "unlikely", "such a discharge is not in the column"),
        ("a veteran with a general discharge", json!({"residence": pinellas, "income_percent": 100, "veteran": true, "military_status": "general", "military_family": false, "immigration_status": ["citizen"]}), BAY_PINES, "unknown", "no column of the feed has a word for it: ask them"),
        ("the daughter of a veteran", json!({"residence": "Fort Lauderdale, FL", "veteran": false, "military_family": true, "income_percent": 90, "immigration_status": ["citizen"]}), MISSION, "likely", "“veteran, immediate family member or dependent”"),
        ("someone who never served, of no such family", json!({"residence": "Fort Lauderdale, FL", "veteran": false, "military_family": false}), MISSION, "unlikely", "as above"),
        ("the husband of a veteran", json!({"residence": "Orlando, FL", "age": 40, "veteran": false, "military_family": true, "immigration_status": ["citizen"]}), CLINIC, "likely", "“and their immediate family”"),
        ("the wife of a veteran", json!({"residence": pinellas, "veteran": false, "military_family": true, "income_percent": 90, "immigration_status": ["citizen"]}), WILLS, "likely", "“and their spouses”"),
        ("the wife of a veteran whose hospital it is", json!({"residence": pinellas, "veteran": false, "military_family": true, "income_percent": 90}), BAY_PINES, "unknown", "nothing is said of families: ask them"),
        ("the wife of a veteran, above the limit", json!({"residence": pinellas, "veteran": false, "military_family": true, "income_percent": 126}), BAY_PINES, "unlikely", "above 125 %"),
        ("a veteran of Tampa with 150 %", json!({"residence": "Tampa, FL", "age": 40, "income_percent": 150, "veteran": true, "military_status": "honorable", "immigration_status": ["citizen"]}), VETERANS, "likely", "200 % in Hillsborough County"),
        ("a veteran of Tampa with 201 %", json!({"residence": "Tampa, FL", "age": 40, "income_percent": 201, "veteran": true, "military_status": "honorable", "immigration_status": ["citizen"]}), VETERANS, "unlikely", "above 200 %"),
        ("a veteran of Pasco County with 150 %", json!({"residence": "Pasco County, FL", "age": 40, "income_percent": 150, "veteran": true, "military_status": "honorable", "immigration_status": ["citizen"]}), VETERANS, "unlikely", "125 % there"),
        ("a veteran on the 60th birthday", json!({"residence": tampa, "age": 60, "veteran": true}), VETERANS, "unlikely", "up to 59"),

        ("a citizen on the 60th birthday", json!({"residence": "Miami, FL", "age": 60, "income_percent": 299, "immigration_status": ["citizen"]}), SENIORS, "likely", "from 60, up to 300 %, all counties"),
        ("a citizen of 59 and 364 days", json!({"residence": "Miami, FL", "age": 59.997, "income_percent": 299, "immigration_status": ["citizen"]}), SENIORS, "unlikely", "from 60"),
        ("a trafficking survivor of 70 without papers", json!({"residence": "Miami, FL", "age": 70, "income_percent": 50, "immigration_status": ["none"], "made_to_work": true}), SENIORS, "likely", "the column names victims of trafficking"),

        ("a citizen of 23 on probation who was never in foster care", json!({"residence": pinellas, "age": 23.9, "in_foster_care": false, "income_percent": 100, "immigration_status": ["citizen"], "justice_status": ["probation"]}), YOUNG, "unknown", "“young adults formerly in foster care”, says the description, and no column"),
        ("a citizen of 23 on probation", json!({"residence": pinellas, "age": 23.9, "in_foster_care": true, "income_percent": 100, "immigration_status": ["citizen"], "justice_status": ["probation"]}), YOUNG, "likely", "up to 23; probation is in the column"),
        ("a citizen of 24", json!({"residence": pinellas, "age": 24, "income_percent": 100, "immigration_status": ["citizen"], "justice_status": ["none"]}), YOUNG, "unlikely", "up to 23"),
        ("a citizen of 20 in jail", json!({"residence": pinellas, "age": 20, "income_percent": 100, "immigration_status": ["citizen"], "justice_status": ["jail"]}), YOUNG, "unlikely", "jail is not in the column"),
        ("a trafficking survivor of 17 without papers", json!({"residence": pinellas, "age": 17, "income_percent": 0, "immigration_status": ["none"], "justice_status": ["none"], "made_to_have_sex": true}), YOUNG, "unknown", "citizens alone, says the column; survivors are often served regardless"),
        ("someone hurt by a partner, without papers", json!({"residence": pinellas, "immigration_status": ["none"], "hurt_by_partner": true}), AT_HOME, "unknown", "a project for them, whose column has citizens alone"),

        ("a trafficking survivor without papers who wants another name", json!({"residence": lee, "income_percent": 150, "immigration_status": ["none"], "made_to_have_sex": true, "justice_status": ["none"]}), NAME, "likely", "the column names victims of trafficking"),
        ("a citizen on probation who wants another name", json!({"residence": lee, "income_percent": 150, "immigration_status": ["citizen"], "justice_status": ["probation"]}), NAME, "unlikely", "no conditions, says the column"),
        ("someone without papers in Miami whom nobody hurt", unhurt(json!({"residence": "Miami-Dade County, FL", "income_percent": 100, "immigration_status": ["none"]})), IMMIGRATION, "unknown", "the column has “Not Eligible”, which only they can explain"),
        ("a trafficking survivor without papers in Miami", json!({"residence": "Miami-Dade County, FL", "income_percent": 100, "immigration_status": ["none"], "made_to_work": true}), IMMIGRATION, "likely", "the column names victims of trafficking, whatever it says beside that"),
        ("a survivor of a violent partner without papers in Miami", json!({"residence": "Miami-Dade County, FL", "income_percent": 100, "immigration_status": ["none"], "hurt_by_partner": true}), IMMIGRATION, "likely", "the column names survivors of battery"),

        // Whom the description alone names.
        ("a citizen of Sarasota whom nobody hurt", unhurt(json!({"residence": "34236", "age": 30, "justice_status": ["none"], "immigration_status": ["citizen"]})), MANASOTA, "unknown", "“victims of domestic violence”, and no column says so"),
        ("a citizen of Sarasota hurt by a partner", json!({"residence": "34236", "age": 30, "hurt_by_partner": true, "justice_status": ["none"], "immigration_status": ["citizen"]}), MANASOTA, "likely", "it is for them"),
        ("a citizen of Orlando with a home", json!({"residence": "32801", "age": 30, "without_home": false, "immigration_status": ["citizen"]}), HOMELESS, "unknown", "“for homeless individuals”"),
        ("a citizen of Orlando without a home", json!({"residence": "32801", "age": 30, "without_home": true, "immigration_status": ["citizen"]}), HOMELESS, "likely", "it is for them"),
        ("a citizen of Orlando who wants a will", json!({"residence": "32801", "age": 30, "immigration_status": ["citizen"]}), LAST_WILLS, "unknown", "“for applicants with HIV/Aids”: nobody asks for that"),
        ("a citizen of Orlando whom a landlord puts out", json!({"residence": "32801", "age": 30, "immigration_status": ["citizen"]}), HOUSING, "likely", "what it handles leaves nobody out"),
        ("a citizen of Fort Myers to whom nothing was done", unhurt(json!({"residence": "33901", "age": 30, "farm_worker": false, "justice_status": ["none"], "immigration_status": ["citizen"]})), CRIME, "unknown", "“the victims of crime”"),
        ("a citizen of Fort Myers who was robbed", json!({"residence": "33901", "age": 30, "harmed_by_crime": true, "justice_status": ["none"], "immigration_status": ["citizen"]}), CRIME, "likely", "it is for them"),
        ("a citizen of Fort Myers who works in town", json!({"residence": "33901", "age": 30, "farm_worker": false, "income_percent": 50, "justice_status": ["none"], "immigration_status": ["citizen"]}), FARMS, "unknown", "“migrant farmworkers”"),
        ("a citizen of Fort Myers who picks fruit", json!({"residence": "33901", "age": 30, "farm_worker": true, "income_percent": 50, "justice_status": ["none"], "immigration_status": ["citizen"]}), FARMS, "likely", "it is for them"),
        ("a citizen of Fort Myers of 30", json!({"residence": "33901", "age": 30, "justice_status": ["none"], "immigration_status": ["citizen"]}), SENIOR_PROJECT, "unknown", "seniors, and some who care for kin"),
        ("a trafficking survivor of Pinellas", json!({"residence": pinellas, "age": 30, "made_to_work": true}), TRAFFICKED, "likely", "it is for them"),
        ("a man in jail in Orange County", json!({"residence": "Orange County, FL", "gender": "man", "justice_status": ["jail"]}), SUPPORT, "likely", "it is for people who serve a sentence in jail"),
        ("a man out on bond in Orange County", json!({"residence": "Orange County, FL", "gender": "man", "justice_status": ["bond"]}), SUPPORT, "unlikely", "as above"),
    ]
}

/// What is wrong with what the server tells them.
fn wrong_verdicts(caller: &Caller) -> Vec<String> {
    let mut wrong = Vec::new();
    for (who, answers, name, expected, why) in persons() {
        // They look for help where they live.
        let near = answers["residence"].as_str().expect(who);
        let page = screened(caller, near, &answers);
        let listing = page.named(name);
        if listing["verdict"] != expected {
            let (verdict, criteria) = (&listing["verdict"], &listing["criteria"]);
            wrong.push(format!(
                "{who}, {name}: {expected}, since {why}; told {verdict}: {criteria:#}"
            ));
        }
    }
    wrong
}

#[test]
fn each_person_is_told_what_the_columns_say() {
    let Some(server) = florida() else { return };
    assert!(persons().len() >= 20);
    let wrong = wrong_verdicts(&server.anonymous());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nearby_has_the_same_verdicts_and_the_same_question() {
    let Some(server) = florida() else { return };
    let caller = server.anonymous();
    for (who, answers, name, ..) in persons() {
        let near = answers["residence"].as_str().expect(who);
        let page = screened(&caller, near, &answers);
        let body = json!({"near": near, "answers": answers, "per_page": 100, "remote": "all"});
        let folded = Page(caller.post("/v1/nearby", body).ok());
        assert_eq!(folded.0["next_question"], page.0["next_question"], "{who}");
        let listing = page.named(name);
        let screening = &folded.named(name)["eligibility"]["screening"];
        for field in ["verdict", "criteria", "documents", "if_unsure"] {
            assert_eq!(screening[field], listing[field], "{who}");
        }
    }
}

#[test]
fn a_mirror_tells_them_the_same_by_the_same_criteria() {
    let Some(server) = florida() else { return };
    let own = mirror::criteria(&server);
    assert!(own.len() > 180, "{} criteria", own.len());
    for mirror in mirror::of(&server) {
        assert_eq!(mirror::criteria(&mirror.server), own, "{}", mirror.format);
        let wrong = wrong_verdicts(&mirror.server.anonymous());
        assert!(wrong.is_empty(), "{}: {}", mirror.format, wrong.join("\n"));
    }
}

#[test]
fn no_survivor_is_turned_away_by_papers() {
    let Some(server) = florida() else { return };
    let caller = server.anonymous();
    let mut asked = 0;
    let mut look = |near: &str, answers: Value| {
        let page = screened(&caller, near, &answers);
        let listings = page.contents().iter().chain(page.remote());
        for listing in listings {
            assert_ne!(
                listing["verdict"], "unlikely",
                "{near}, {answers}: {listing:#}"
            );
            let criteria = listing["criteria"].as_array().expect("criteria").iter();
            let texts = criteria.filter_map(|criterion| criterion["text"].as_str());
            asked += texts.filter(|text| text.contains("immigration")).count();
        }
    };
    for survived in [
        "made_to_work",
        "made_to_have_sex",
        "hurt_by_partner",
        "hurt_by_family",
        "sexually_assaulted",
        "stalked",
        "harmed_by_crime",
        "moving_to_get_away",
        "wants_protective_order",
    ] {
        // Whether the rest was said to be so, or not, or nothing was said of it.
        for nothing_else in [false, true] {
            for status in ["none", "other_visa", "asylum_seeker"] {
                let mut answers = json!({"immigration_status": [status]});
                if nothing_else {
                    answers = unhurt(answers);
                }
                answers[survived] = json!(true);
                look("Orange County, FL", answers);
            }
        }
    }
    // Help that reaches other counties from afar.
    for near in [
        "Miami, FL",
        "Palm Beach County, FL",
        "Broward County, FL",
        "Putnam County, FL",
    ] {
        let mut answers = unhurt(json!({"immigration_status": ["none"]}));
        answers["made_to_work"] = json!(true);
        look(near, answers);
    }
    assert!(asked > 1000, "{asked} tests of papers");
}
