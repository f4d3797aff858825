//! Persons against the seed directory, line by line against the five documents and the public records.
//!
//! `likely` is what the rules that are written down come to. Of room, of rules that nobody wrote down, and of what a
//! provider does in truth no document says anything.

use serde_json::{Value, json};

use crate::common::{Binary, Caller, Directory, Page};
use crate::mirror;

const VERGE: &str = "Verge Legal Services: Representation for protective orders";
const LYDIA: &str = "Lydia's House: Transitional housing";
const SAFE_AT_HOME: &str = "State of Missouri: Safe at Home";
const TRAFFICKING_LINE: &str = "National Human Trafficking Hotline";
const RUNAWAY_LINE: &str = "National Runaway Safeline";
const VIOLENCE_LINE: &str = "National Domestic Violence Hotline";
const CASE_MANAGEMENT: &str = "Lee's Summit Social Services: Case management and housing vouchers";
const CHILDCARE: &str = "Lee's Summit Social Services: Free childcare";
const LEGAL_AID: &str = "Legal Services of Eastern Missouri: Civil legal aid";
const RECORD_RELIEF: &str =
    "Legal Services of Eastern Missouri: Help to clear prostitution convictions";
const EXAM: &str = "Barnes-Jewish West County Hospital: SANE program: care after an assault";
const PREP: &str =
    "St. Louis County Sexual Health Clinic: PrEP prescriptions and expedited partner therapy";
const TREATMENT: &str = "Preferred Family Healthcare: Dual-diagnosis treatment";
const SOBER_LIVING: &str = "Queen's Haven: Sober living home";
const SCHOLARSHIPS: &str = "Community Mental Health Fund: Scholarships for therapy";
const MEDICAID: &str = "Missouri Medicaid: Medicaid cover for therapy";
const HIRING: &str = "Saint Luke's East Hospital: Second Chance Hiring";
const HAVEN: &str = "Hope Haven of Missouri: Emergency shelter";
const LOANS: &str = "Women's Employment Network: Microloans";

const LIKELY: &str = "likely";
const UNKNOWN: &str = "unknown";
const UNLIKELY: &str = "unlikely";

/// Who asks, from where, what they answer, and what they should be told of a listing, and why.
type Person = (
    &'static str,
    &'static str,
    Value,
    &'static [(&'static str, &'static str, &'static str)],
);

/// Every question, answered with `answer`.
fn everything(answer: &str) -> Value {
    let app = Directory::empty();
    let questions = app.anonymous().get("/v1/eligibility/questions").ok();
    let keys = questions["contents"].as_array().expect("questions").iter();
    keys.map(|question| {
        (
            question["key"].as_str().expect("a key").to_owned(),
            json!(answer),
        )
    })
    .collect::<serde_json::Map<String, Value>>()
    .into()
}

/// Hurt at home, and sent by an advocate: all that is written down of Lydia's House.
fn sent_to_lydia(more: Value) -> Value {
    let mut answers = json!({"hurt_by_partner": true, "referred_by": ["advocate"]});
    for (key, value) in more.as_object().expect("answers") {
        answers[key] = value.clone();
    }
    answers
}

const NOTHING_SAID: &[(&str, &str, &str)] = &[
    (
        TRAFFICKING_LINE,
        LIKELY,
        "002: anyone who suspects trafficking; it serves the United States, wherever they live",
    ),
    (
        VERGE,
        UNKNOWN,
        "for trafficking victims seeking protective orders (004): neither is known",
    ),
    (
        LYDIA,
        UNKNOWN,
        "survivors of domestic violence (public record): not known",
    ),
    (
        SAFE_AT_HOME,
        UNKNOWN,
        "victims relocating (004): neither is known",
    ),
    (HAVEN, UNKNOWN, "no document says for whom it is"),
];

#[rustfmt::skip]
fn persons() -> Vec<Person> {
    vec![
        ("someone who answers nothing", "64081", json!({}), NOTHING_SAID),
        ("someone who declines everything", "64081", everything("declined"), NOTHING_SAID),
        ("someone who knows nothing of it", "64081", everything("unknown"), NOTHING_SAID),

        // Trafficking.
        ("a woman who was made to have sex and wants an order of protection", "64081",
            json!({"gender": "woman", "made_to_have_sex": true, "wants_protective_order": true}), &[
            (VERGE, LIKELY, "004: free representation for trafficking victims seeking protective orders"),
            (LYDIA, UNKNOWN, "whether she was hurt at home she was not asked"),
        ]),
        ("a man who was made to work and wants an order of protection", "64081",
            json!({"gender": "man", "made_to_work": true, "wants_protective_order": true}), &[
            (VERGE, LIKELY, "004 says trafficking victims, and neither women nor sex"),
        ]),
        ("a trafficking survivor who wants no order of protection", "64081",
            json!({"made_to_have_sex": true, "wants_protective_order": false}), &[
            (VERGE, UNKNOWN, "one article alone says that one has to seek an order"),
        ]),
        ("someone who was not trafficked and wants an order of protection", "64081",
            json!({"made_to_have_sex": false, "made_to_work": false, "wants_protective_order": true}), &[
            (VERGE, UNKNOWN, "one article alone says that it is for trafficking victims"),
        ]),
        ("a trafficking survivor who was hurt by nobody at home", "63141",
            json!({"made_to_have_sex": true, "hurt_by_partner": false, "hurt_by_family": false}), &[
            (LYDIA, UNKNOWN, "the public record says survivors of domestic violence, 003 says of trafficking: ask them"),
        ]),
        ("a man who was made to work, hurt by nobody at home, sent by an advocate", "63141",
            json!({"gender": "man", "made_to_work": true, "hurt_by_partner": false, "hurt_by_family": false, "referred_by": ["advocate"]}), &[
            (LYDIA, UNKNOWN, "as above, and nothing is said of gender"),
        ]),
        ("someone whom nobody hurt, trafficked or not", "63141",
            json!({"made_to_have_sex": false, "made_to_work": false, "traded_sex": false, "hurt_by_partner": false, "hurt_by_family": false}), &[
            (LYDIA, UNLIKELY, "neither of violence at home nor of trafficking"),
        ]),
        ("a trafficking survivor who would rather not speak of home", "63141",
            json!({"made_to_have_sex": true, "hurt_by_partner": "declined", "hurt_by_family": false}), &[
            (LYDIA, UNKNOWN, "a question declined is neither yes nor no"),
        ]),
        ("a trafficking survivor whose pimp is her partner, sent by an advocate", "63141",
            json!({"made_to_have_sex": true, "hurt_by_partner": true, "referred_by": ["advocate"]}), &[
            (LYDIA, LIKELY, "hurt by a partner, and referred by an advocate"),
        ]),
        ("a trafficking survivor who lives in Creve Coeur", "63141",
            json!({"made_to_have_sex": true, "residence": "63141"}), &[
            (TRAFFICKING_LINE, LIKELY, "002: anyone who suspects trafficking; in the United States"),
            (MEDICAID, UNKNOWN, "004: regardless of income, and nothing of who is enrolled"),
        ]),
        ("a trafficking survivor who lives nowhere", "63141",
            json!({"made_to_have_sex": true, "without_home": true, "residence": "unknown"}), &[
            (TRAFFICKING_LINE, LIKELY, "002: in the United States, and so wherever they stay"),
        ]),
        ("a trafficking survivor who looks for work", "64081",
            json!({"made_to_work": true, "employed": false}), &[
            (HIRING, UNKNOWN, "004: background checks are waived for them; who is hired it does not say"),
        ]),
        ("someone with no record of trafficking who looks for work", "64081",
            json!({"made_to_work": false, "made_to_have_sex": false}), &[
            (HIRING, UNKNOWN, "waiving the check for some is no rule against others"),
        ]),
        ("an adult who traded sex and was made to by nobody", "64081",
            json!({"age": 30, "traded_sex": true, "made_to_have_sex": false, "made_to_work": false, "wants_protective_order": true}), &[
            (VERGE, UNKNOWN, "whether they count as a victim is for a lawyer; one article alone"),
        ]),
        ("an adult who traded sex as a child, and was made to by nobody", "64081",
            json!({"age": 30, "traded_sex": true, "traded_sex_under_18": true, "made_to_have_sex": false, "made_to_work": false, "wants_protective_order": true}), &[
            (VERGE, LIKELY, "federal law: of a child it takes no force, and they were trafficked"),
        ]),
        ("an adult who traded sex as an adult alone, to whom nothing was done", "63141",
            json!({"age": 30, "traded_sex": true, "traded_sex_under_18": false, "made_to_have_sex": false, "made_to_work": false, "hurt_by_partner": false, "hurt_by_family": false}), &[
            (LYDIA, UNKNOWN, "whom 003 means by survivors of trafficking only they can say"),
        ]),

        // Under 18.
        ("a 17-year-old who was trafficked and wants an order of protection", "64081",
            json!({"age": 17.9, "made_to_have_sex": true, "wants_protective_order": true}), &[
            (VERGE, LIKELY, "004 names no age"),
            (SCHOLARSHIPS, UNKNOWN, "004: at-risk youth, with neither age nor risk"),
        ]),
        ("a 16-year-old who traded sex, and was made to by nobody", "64081",
            json!({"age": 16, "traded_sex": true, "made_to_have_sex": false, "made_to_work": false, "wants_protective_order": true}), &[
            (VERGE, LIKELY, "federal law calls them a victim of trafficking, whoever made them"),
        ]),
        ("a 15-year-old who traded sex and wants an order of protection", "64081",
            json!({"age": 15, "traded_sex": true, "wants_protective_order": true}), &[
            (VERGE, LIKELY, "as above"),
        ]),
        ("a 16-year-old who traded sex, and to whom nothing else was done", "63141",
            json!({"age": 16, "traded_sex": true, "made_to_have_sex": false, "made_to_work": false, "hurt_by_partner": false, "hurt_by_family": false,
                "sexually_assaulted": false, "stalked": false, "harmed_by_crime": false, "moving_to_get_away": false, "wants_protective_order": false}), &[
            (LYDIA, UNKNOWN, "federal law calls them a victim of trafficking: ask them"),
            (MEDICAID, UNKNOWN, "as above"),
        ]),
        ("a 17-year-old who ran away from a home where nobody hurt them", "63141",
            json!({"age": 17, "hurt_by_partner": false, "hurt_by_family": false, "without_home": true}), &[
            (LYDIA, UNKNOWN, "survivors of domestic violence; of trafficking they were not asked"),
            (RUNAWAY_LINE, UNKNOWN, "the source says its number, and nothing of who may call"),
            (HAVEN, UNKNOWN, "no document says an age"),
        ]),
        ("a 15-year-old hurt by family, with no referral", "63141",
            json!({"age": 15, "hurt_by_family": true, "referred_by": ["none"]}), &[
            (LYDIA, UNKNOWN, "a referral can be got; of an age no document speaks"),
        ]),
        ("a 14-year-old from a home under strain", "64081",
            json!({"age": 14, "with_guardian": true, "household_size": 4, "household_income": 20000}), &[
            (SCHOLARSHIPS, UNKNOWN, "004 says at-risk youth: what risk is not said"),
        ]),
        ("a 50-year-old who needs therapy", "64081",
            json!({"age": 50}), &[
            (SCHOLARSHIPS, UNKNOWN, "004 alone says youth, and no age: never unlikely"),
        ]),

        // Violence at home.
        ("a woman hurt by her partner, sent by an advocate", "63141",
            sent_to_lydia(json!({"gender": "woman", "age": 34})), &[
            (LYDIA, LIKELY, "public record: survivors of domestic violence, by an advocate's referral"),
            (VIOLENCE_LINE, UNKNOWN, "the source says its number, and nothing of who may call"),
        ]),
        ("a woman hurt by her partner, sent by nobody", "63141",
            json!({"gender": "woman", "hurt_by_partner": true, "referred_by": ["none"]}), &[
            (LYDIA, UNKNOWN, "an advocate's referral can be got tomorrow"),
        ]),
        ("a woman hurt by her partner, sent by the police", "63141",
            json!({"gender": "woman", "hurt_by_partner": true, "referred_by": ["police"]}), &[
            (LYDIA, UNKNOWN, "not an advocate; that too can be got"),
        ]),
        ("a woman hurt by her partner, sent by a hotline and an advocate", "63141",
            json!({"hurt_by_partner": true, "referred_by": ["hotline", "advocate"]}), &[
            (LYDIA, LIKELY, "one of them is an advocate"),
        ]),
        ("a man hurt by his partner, sent by an advocate", "63141",
            sent_to_lydia(json!({"gender": "man"})), &[
            (LYDIA, LIKELY, "no document and no record says women only"),
        ]),
        ("a trans woman hurt by her partner, sent by an advocate", "63141",
            sent_to_lydia(json!({"gender": "woman", "transgender": true})), &[
            (LYDIA, LIKELY, "nothing is said of gender"),
        ]),
        ("a nonbinary person hurt by family, sent by an advocate", "63141",
            json!({"gender": "nonbinary", "hurt_by_family": true, "referred_by": ["advocate"]}), &[
            (LYDIA, LIKELY, "domestic violence is that of family too; nothing is said of gender"),
        ]),
        ("a woman of 68 hurt by her son, sent by an advocate", "63141",
            json!({"gender": "woman", "age": 68, "hurt_by_family": true, "hurt_by_partner": false, "referred_by": ["advocate"]}), &[
            (LYDIA, LIKELY, "domestic violence is that of family too; no age is said"),
        ]),
        ("a mother of three hurt by her partner, sent by an advocate", "64081",
            sent_to_lydia(json!({"gender": "woman", "with_children": true, "youngest_child_age": 1, "oldest_child_age": 12, "household_size": 4, "residence": "Lee's Summit, MO"})), &[
            (LYDIA, LIKELY, "nothing is said of children, for or against"),
            (CHILDCARE, UNKNOWN, "she lives where it serves; whom it takes nobody says"),
            (CASE_MANAGEMENT, UNKNOWN, "as above"),
        ]),
        ("a mother of a boy of 16, sent by an advocate", "63141",
            sent_to_lydia(json!({"with_children": true, "oldest_child_age": 16})), &[
            (LYDIA, LIKELY, "nothing is said of the age of sons"),
        ]),
        ("a pregnant woman of 19, sent by an advocate", "63141",
            sent_to_lydia(json!({"pregnant": true, "age": 19})), &[
            (LYDIA, LIKELY, "nothing is said of pregnancy"),
        ]),
        ("a woman with a dog, sent by an advocate", "63141",
            sent_to_lydia(json!({"with_pet": true, "with_service_animal": false})), &[
            (LYDIA, LIKELY, "no document speaks of animals"),
        ]),
        ("a woman with a dog who was sent by nobody", "64081",
            json!({"with_pet": true, "without_home": true}), &[
            (HAVEN, UNKNOWN, "no document speaks of animals, nor of who is taken in"),
        ]),
        ("a woman in a wheelchair, sent by an advocate", "63141",
            sent_to_lydia(json!({"disability": ["wheelchair"]})), &[
            (LYDIA, LIKELY, "nothing is said of stairs: ask them"),
        ]),
        ("a woman who speaks Spanish alone, sent by an advocate", "63141",
            sent_to_lydia(json!({"language": ["es"]})), &[
            (LYDIA, LIKELY, "nothing is said of languages"),
        ]),
        ("a woman who drinks, sent by an advocate", "63141",
            sent_to_lydia(json!({"uses_drugs_or_alcohol": true, "days_sober": 0})), &[
            (LYDIA, LIKELY, "nothing is said of sobriety"),
        ]),
        ("a survivor on the list of sex offenders, sent by an advocate", "63141",
            sent_to_lydia(json!({"on_sex_offender_list": true})), &[
            (LYDIA, LIKELY, "nothing is said of records"),
        ]),
        ("someone who wants no police, sent by an advocate", "63141",
            sent_to_lydia(json!({"wants_no_police": true, "residence": "63141"})), &[
            (LYDIA, LIKELY, "nobody says that the police are called"),
            (TRAFFICKING_LINE, LIKELY, "nothing ties its calls to the police; 003 and 004 gave it a police name wrongly"),
        ]),

        // Papers and courts.
        ("a trafficking survivor without papers who wants an order of protection", "64081",
            json!({"made_to_work": true, "wants_protective_order": true, "immigration_status": ["none"], "documents": ["none"]}), &[
            (VERGE, LIKELY, "no document asks for papers"),
        ]),
        ("a survivor of violence at home without papers, sent by an advocate", "63141",
            sent_to_lydia(json!({"immigration_status": ["none"], "documents": ["none"]})), &[
            (LYDIA, LIKELY, "nothing is said of immigration"),
            (PREP, UNKNOWN, "003 says that no identification is needed, and not for whom it is"),
        ]),
        ("someone on probation who was trafficked and wants an order of protection", "64081",
            json!({"justice_status": ["probation"], "made_to_have_sex": true, "wants_protective_order": true}), &[
            (VERGE, LIKELY, "nothing is said of probation"),
        ]),
        ("someone on probation who wants a conviction cleared", "63141",
            json!({"justice_status": ["probation"], "has_conviction_to_clear": true, "program_completed": ["none"]}), &[
            (RECORD_RELIEF, UNKNOWN, "that rehabilitation has to be completed (003) the public record does not support"),
        ]),
        ("someone who completed rehabilitation and wants a conviction cleared", "63141",
            json!({"has_conviction_to_clear": true, "program_completed": ["recovery"]}), &[
            (RECORD_RELIEF, UNKNOWN, "low-income people in 21 counties, none of them named: only they can say"),
        ]),
        ("someone poor in St. Louis County with a legal problem", "63141",
            json!({"residence": "63141", "household_size": 3, "household_income": 9000}), &[
            (LEGAL_AID, UNKNOWN, "the record names neither the limit nor the counties"),
        ]),
        ("someone well off in St. Louis County with a legal problem", "63141",
            json!({"residence": "63141", "household_size": 1, "household_income": 400000}), &[
            (LEGAL_AID, UNKNOWN, "the record says low-income and no number: a worker asks them"),
        ]),

        // A new address.
        ("someone stalked who will move, living in Missouri", "64081",
            json!({"stalked": true, "moving_to_get_away": true, "residence": "64081"}), &[
            (SAFE_AT_HOME, LIKELY, "004: victims relocating; the state's own program"),
        ]),
        ("someone who fled Chicago and stays in a motel in St. Louis", "63141",
            json!({"stalked": true, "moving_to_get_away": true, "without_home": true, "residence": "St. Louis, MO"}), &[
            (SAFE_AT_HOME, LIKELY, "where they stay now is in Missouri; of where they fled from nobody asks"),
        ]),
        ("someone who fled and sleeps in a car", "63141",
            json!({"stalked": true, "moving_to_get_away": true, "without_home": true, "residence": "unknown"}), &[
            (SAFE_AT_HOME, UNKNOWN, "a program of Missouri, and they live nowhere now: being near is not living there"),
        ]),
        ("someone stalked who will move and does not say where they live", "64081",
            json!({"stalked": true, "moving_to_get_away": true, "residence": "declined"}), &[
            (SAFE_AT_HOME, UNKNOWN, "a program of Missouri: where they live is not known"),
        ]),
        ("someone stalked who stays, living in Missouri", "64081",
            json!({"stalked": true, "moving_to_get_away": false, "residence": "64081"}), &[
            (SAFE_AT_HOME, UNKNOWN, "that one has to relocate one article alone says"),
        ]),
        ("someone hurt by nothing who will move, living in Missouri", "64081",
            json!({"made_to_work": false, "made_to_have_sex": false, "hurt_by_partner": false, "hurt_by_family": false,
                "sexually_assaulted": false, "stalked": false, "harmed_by_crime": false, "moving_to_get_away": true, "residence": "64081"}), &[
            (SAFE_AT_HOME, UNKNOWN, "victims, one article alone says"),
        ]),
        ("someone stalked who will move, living in Kansas City, Kansas", "64081",
            json!({"stalked": true, "moving_to_get_away": true, "residence": "Kansas City, KS"}), &[
            (SAFE_AT_HOME, UNKNOWN, "a program of the state of Missouri, for people who move: maybe there"),
            (TRAFFICKING_LINE, LIKELY, "the national line serves Kansas too"),
        ]),

        // Towns.
        ("a family in Lake Lotawana that needs a housing voucher", "64081",
            json!({"residence": "Lake Lotawana, MO", "losing_home": true}), &[
            (CASE_MANAGEMENT, UNKNOWN, "one of its four towns; whom it takes nobody says"),
        ]),
        ("a family in Springfield, Missouri, that needs a housing voucher", "64081",
            json!({"residence": "Springfield, MO"}), &[
            (CASE_MANAGEMENT, UNLIKELY, "the public record: four towns, and Springfield is 150 miles away"),
            (CHILDCARE, UNLIKELY, "as above"),
        ]),
        ("a family somewhere in Jackson County", "64081",
            json!({"residence": "Jackson County, MO"}), &[
            (CASE_MANAGEMENT, UNKNOWN, "its towns are there, and others are too"),
        ]),
        ("a man in Springfield, Missouri, who wants a small loan", "64081",
            json!({"residence": "Springfield, MO", "gender": "man"}), &[
            (LOANS, UNKNOWN, "its area is one article's word, and nothing says women only"),
        ]),

        // Health.
        ("a woman assaulted tonight", "63141",
            json!({"gender": "woman", "sexually_assaulted": true}), &[
            (EXAM, UNKNOWN, "003: immediate post-assault care; how soon after is not said, so ask at once"),
        ]),
        ("a man who was not assaulted", "63141",
            json!({"gender": "man", "sexually_assaulted": false}), &[
            (EXAM, UNKNOWN, "one article's word alone"),
        ]),
        ("a man who uses opioids and wants treatment", "63141",
            json!({"gender": "man", "uses_opioids": true, "insurance": ["none"]}), &[
            (TREATMENT, UNKNOWN, "003: gender-specific programs, for whom it does not say"),
        ]),
        ("a woman in recovery who wants a sober place", "63141",
            json!({"gender": "woman", "in_recovery": true, "days_sober": 60}), &[
            (SOBER_LIVING, UNKNOWN, "003: takes part in both programs, which is hers to promise and theirs to judge"),
        ]),
        ("someone who uses now and wants a sober place", "63141",
            json!({"uses_drugs_or_alcohol": true, "in_recovery": false}), &[
            (SOBER_LIVING, UNKNOWN, "one article alone"),
        ]),
    ]
}

/// What is wrong with what a server tells them.
fn wrong_verdicts(caller: &Caller) -> Vec<String> {
    let mut wrong = Vec::new();
    for (who, near, answers, told) in persons() {
        let body = json!({"near": near, "answers": answers, "per_page": 100, "remote": "all"});
        let page = Page(caller.post("/v1/eligibility", body).ok());
        for (name, expected, why) in told {
            let listing = page.named(name);
            if listing["verdict"] != *expected {
                let (verdict, criteria) = (&listing["verdict"], &listing["criteria"]);
                wrong.push(format!(
                    "{who}, {name}: {expected}, since {why}; told {verdict}: {criteria:#}"
                ));
            }
        }
    }
    wrong
}

#[test]
fn each_person_is_told_what_a_careful_worker_would_say() {
    assert!(persons().len() >= 50, "{} persons", persons().len());
    let wrong = wrong_verdicts(&Directory::seeded().anonymous());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_mirror_tells_them_the_same_by_the_same_criteria() {
    let server = Binary::serve(&[], &[]);
    let own = mirror::criteria(&server);
    assert!(own.len() >= 19, "{} criteria", own.len());
    for mirror in mirror::of(&server) {
        assert_eq!(mirror::criteria(&mirror.server), own, "{}", mirror.format);
        let wrong = wrong_verdicts(&mirror.server.anonymous());
        assert!(wrong.is_empty(), "{}: {}", mirror.format, wrong.join("\n"));
    }
}
