//! What a survivor, an outreach worker or an operator of a 211 line types, and what has to come first.

use nearhelp::hsds::Kind;
use nearhelp::snapshot::text::Extent;

use super::seed::Seed;

const HELP: [Kind; 1] = [Kind::Help];

/// What is typed, and the listing that has to come first in a search for help. Of the seed directory.
const EXPECTED: [(&str, &str); 78] = [
    // By name, however it is written.
    ("Lydias house", "Lydia's House: Transitional housing"),
    ("Lydia’s House", "Lydia's House: Transitional housing"),
    (
        "st lukes",
        "Saint Luke's East Hospital: Second Chance Hiring",
    ),
    (
        "Saint Luke's East",
        "Saint Luke's East Hospital: Second Chance Hiring",
    ),
    ("hope house", "Hope House hotline"),
    ("hope haven", "Hope Haven of Missouri: Hope Haven hotline"),
    ("covered", "Covered: Tattoo removal"),
    ("the covering house", "The Covering House: Outreach kits"),
    ("queens haven", "Queen's Haven: Sober living home"),
    ("hop haven", "Hope Haven of Missouri: Hope Haven hotline"),
    (
        "ku health",
        "KU Health: Integrated care for chronic conditions",
    ),
    (
        "preferred family",
        "Preferred Family Healthcare: Dual-diagnosis treatment",
    ),
    (
        "midwest recovery",
        "Midwest Recovery Centers: Substance use treatment",
    ),
    (
        "jackson county health department",
        "Jackson County Health Department: Anonymous testing",
    ),
    ("safe at home", "State of Missouri: Safe at Home"),
    ("rainn", "RAINN sexual assault hotline"),
    (
        "Missouri Job Centers",
        "Missouri Job Centers: Workforce training",
    ),
    // By a name that an article gave it.
    ("Missouri Crisis Line", "National Human Trafficking Hotline"),
    (
        "Missouri Highway Patrol Human Trafficking Hotline",
        "National Human Trafficking Hotline",
    ),
    // By number.
    ("988", "988 Suicide and Crisis Lifeline"),
    ("BEFREE", "National Human Trafficking Hotline"),
    ("２３３７３３", "National Human Trafficking Hotline"),
    ("211", "211"),
    ("1-888-373-7888", "National Human Trafficking Hotline"),
    ("(888) 373-8888", "National Human Trafficking Hotline"),
    (
        "8008007233 1-800-799-SAFE",
        "National Domestic Violence Hotline",
    ),
    // In a crisis.
    ("suicidal", "988 Suicide and Crisis Lifeline"),
    ("i want to die", "988 Suicide and Crisis Lifeline"),
    ("i want to kill myself", "988 Suicide and Crisis Lifeline"),
    ("suicide prevention", "988 Suicide and Crisis Lifeline"),
    ("ran away from home", "National Runaway Safeline"),
    (
        "human trafficking hotline",
        "National Human Trafficking Hotline",
    ),
    ("traficking hotline", "National Human Trafficking Hotline"),
    ("trata de personas", "National Human Trafficking Hotline"),
    (
        "domestic violence hotline",
        "National Domestic Violence Hotline",
    ),
    ("DV", "National Domestic Violence Hotline"),
    ("domestc violance", "National Domestic Violence Hotline"),
    ("violencia doméstica", "National Domestic Violence Hotline"),
    (
        "i was raped",
        "Barnes-Jewish West County Hospital: SANE program: care after an assault",
    ),
    (
        "rape kit",
        "Barnes-Jewish West County Hospital: SANE program: care after an assault",
    ),
    (
        "SANE",
        "Barnes-Jewish West County Hospital: SANE program: care after an assault",
    ),
    // A place to stay.
    ("shelter", "Hope Haven of Missouri: Emergency shelter"),
    ("shleter", "Hope Haven of Missouri: Emergency shelter"),
    ("refugio", "Hope Haven of Missouri: Emergency shelter"),
    ("safe house", "Hope Haven of Missouri: Emergency shelter"),
    (
        "I need a place to sleep tonight",
        "Hope Haven of Missouri: Emergency shelter",
    ),
    (
        "emergency shelter for women with children",
        "Hope Haven of Missouri: Emergency shelter",
    ),
    (
        "transitional housing",
        "Lydia's House: Transitional housing",
    ),
    (
        "domestic violence shelter",
        "Lydia's House: Transitional housing",
    ),
    ("sober living", "Queen's Haven: Sober living home"),
    ("sober house", "Queen's Haven: Sober living home"),
    (
        "rent help",
        "Lee's Summit Social Services: Case management and housing vouchers",
    ),
    (
        "housing voucher",
        "Lee's Summit Social Services: Case management and housing vouchers",
    ),
    // Health.
    (
        "detox",
        "Preferred Family Healthcare: Dual-diagnosis treatment",
    ),
    (
        "drug rehab",
        "Preferred Family Healthcare: Dual-diagnosis treatment",
    ),
    (
        "suboxone",
        "Preferred Family Healthcare: Dual-diagnosis treatment",
    ),
    (
        "trauma therapy",
        "Midwest Trauma Recovery Center: Trauma therapy",
    ),
    (
        "std test",
        "St. Louis County Sexual Health Clinic: Confidential STI testing",
    ),
    (
        "PrEP",
        "St. Louis County Sexual Health Clinic: PrEP prescriptions and expedited partner therapy",
    ),
    (
        "hiv test",
        "Missouri Department of Health: Take Control: free HIV tests by mail",
    ),
    ("tatoo removal", "Covered: Tattoo removal"),
    ("medicaid", "Missouri Medicaid: Medicaid cover for therapy"),
    // The law.
    (
        "order of protection",
        "Verge Legal Services: Representation for protective orders",
    ),
    (
        "restraining order",
        "Verge Legal Services: Representation for protective orders",
    ),
    (
        "record sealing",
        "Legal Services of Eastern Missouri: Help to clear prostitution convictions",
    ),
    (
        "expungment",
        "Legal Services of Eastern Missouri: Help to clear prostitution convictions",
    ),
    (
        "lawyer for divorce",
        "Legal Services of Eastern Missouri: Civil legal aid",
    ),
    (
        "abogado",
        "Legal Services of Eastern Missouri: Civil legal aid",
    ),
    ("hide my address", "State of Missouri: Safe at Home"),
    // Work, money, children, today.
    ("job training", "Missouri Job Centers: Workforce training"),
    (
        "resume help",
        "Employment Connection: Help with résumés and interviews",
    ),
    (
        "felony friendly jobs",
        "Saint Luke's East Hospital: Second Chance Hiring",
    ),
    ("loan", "Women's Employment Network: Microloans"),
    (
        "TANF",
        "State of Missouri: Temporary Assistance for Needy Families (TANF)",
    ),
    (
        "vocational rehab",
        "State of Missouri: Vocational rehabilitation",
    ),
    (
        "day care in Lee's Summit",
        "Lee's Summit Social Services: Free childcare",
    ),
    ("hygeine kits", "The Covering House: Outreach kits"),
    (
        "help with food for my kids",
        "The Covering House: Outreach kits",
    ),
];

#[test]
fn what_people_mean_comes_first() {
    let seed = Seed::load();
    let mut wrong = Vec::new();
    for (q, expected) in EXPECTED {
        let (_, names) = seed.names(q, &HELP);
        if names.first().map(String::as_str) != Some(expected) {
            wrong.push(format!("{q}: {expected}, not {:?}", names.first()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_number_finds_its_listings_and_no_other() {
    let seed = Seed::load();
    for q in [
        "816-461-HOPE",
        "(816) 461 4673",
        "8164614673",
        "+18164614673",
    ] {
        let (extent, mut names) = seed.names(q, &HELP);
        names.sort();
        assert_eq!(extent, Extent::AllWords, "{q}");
        assert_eq!(
            names,
            [
                "Hope Haven of Missouri: Emergency shelter",
                "Hope Haven of Missouri: Hope Haven hotline",
                "Hope House hotline",
            ],
            "{q}"
        );
    }
    assert_eq!(seed.names("816-461-4674", &HELP).0, Extent::NoWords);
}

#[test]
fn what_is_no_help_is_found_under_its_own_kind() {
    let seed = Seed::load();
    let (_, names) = seed.names("816-474-TIPS", &[Kind::TipLine]);
    assert_eq!(names, ["Greater Kansas City Crime Stoppers tip line"]);
    let (_, names) = seed.names("Missouri Youth Services Helpline", &[Kind::ReportLine]);
    assert_eq!(names, ["Missouri Child Abuse and Neglect Hotline"]);
    let (_, names) = seed.names("text LSMO to 847411", &[Kind::TipLine]);
    assert_eq!(names[0], "Lee's Summit Police Department: Text-a-Tip");
}

#[test]
fn a_town_beside_a_need_shuts_no_withheld_place_out() {
    let seed = Seed::load();
    let (extent, names) = seed.names("emergency shelter in Lee's Summit", &HELP);
    assert_eq!(extent, Extent::AllWords);
    assert_eq!(names[0], "Hope Haven of Missouri: Emergency shelter");
}
