//! Criteria in updates, in HSDS, and back.

use nearhelp::updates::load::Options;
use serde_json::{Value, json};

use super::{only, screen};
use crate::common::{
    Directory, Sources, Stored,
    sources::{at, claim, listing, serves},
};

const HERE: (f64, f64) = (38.92, -94.39);

fn adults() -> Value {
    json!({"fact": "age", "at_least": 18})
}

/// The only service.
fn whole_service(app: &Directory) -> Value {
    let list = app.anonymous().get("/v1/services").ok();
    let id = list["contents"][0]["id"].as_str().expect("an id");
    app.anonymous().get(&format!("/v1/services/{id}")).ok()
}

/// The attributes of the only service that are criteria.
fn exported(app: &Directory) -> Vec<Value> {
    let service = whole_service(app);
    assert_eq!(service.get("criteria"), None, "HSDS has no such field");
    let attributes = service["attributes"].as_array().expect("attributes");
    let is_criterion = |a: &&Value| a["link_type"] == "eligibility";
    attributes.iter().filter(is_criterion).cloned().collect()
}

#[test]
fn criteria_survive_being_exported_and_loaded_again() {
    let criteria = json!([
        {"text": "For adults — all of them.", "test": adults()},
        {"text": "For adults.", "strength": "required", "test": {"fact": "income_percent", "at_most": 18.5}},
        {"strength": "priority", "test": {"not": {"fact": "with_pet", "is": true}}, "text": "No pets first.",
         "unless": {"fact": "with_service_animal", "is": true}, "date": "2025-12-01", "source": {"kind": "article", "name": "“A”"}},
    ]);
    let first = Directory::of(&Sources::of([at(
        "aid",
        HERE.0,
        HERE.1,
        json!({"criteria": criteria}),
    )]));
    let exported_first = exported(&first);
    assert_eq!(exported_first.len(), 3);
    let first_one = &exported_first[0];
    assert_eq!(first_one["label"], "For adults — all of them.");
    assert_eq!(first_one["link_entity"], "service");
    assert_eq!(first_one["taxonomy_term"]["code"], "required");
    assert_eq!(exported_first[2]["taxonomy_term"]["code"], "priority");
    let mirrored = json!({"attributes": exported_first});
    let mirror =
        Sources::default().and("mirror", "directory", [at("aid", HERE.0, HERE.1, mirrored)]);
    let mirror = Directory::of(&mirror);
    let values = |attributes: &[Value]| -> Vec<String> {
        let values = attributes
            .iter()
            .map(|a| a["value"].as_str().expect("a value").to_owned());
        values.collect()
    };
    assert_eq!(values(&exported(&mirror)), values(&exported_first));
    for app in [&first, &mirror] {
        let page = screen(app, json!({"age": 17, "with_pet": true}));
        assert_eq!(page.named("aid")["verdict"], "unlikely");
        assert_eq!(
            page.named("aid")["criteria"][0]["source"]["kind"],
            "provider"
        );
    }
}

#[test]
fn an_articles_word_stays_one_in_a_mirror() {
    let article = Sources::default().and(
        "leaflet",
        "article",
        [at("aid", HERE.0, HERE.1, only(adults()))],
    );
    let attributes = exported(&Directory::of(&article));
    let mirror = Sources::default().and(
        "mirror",
        "provider",
        [at("aid", HERE.0, HERE.1, json!({"attributes": attributes}))],
    );
    let page = screen(&Directory::of(&mirror), json!({"age": 17}));
    assert_eq!(page.named("aid")["verdict"], "unknown");
    assert_eq!(
        page.named("aid")["criteria"][0]["source"],
        json!({"name": "leaflet", "kind": "article", "date": null})
    );
}

/// Ages and areas have no word on whose they are in HSDS: an attribute has it.
#[test]
fn of_an_articles_fields_the_word_stays_one_too_from_mirror_to_mirror() {
    let fields = json!({"minimum_age": 18, "service_areas": serves(&["Jackson County, MO"])});
    let article = Sources::default().and(
        "leaflet",
        "article",
        [at("aid", HERE.0, HERE.1, fields.clone())],
    );
    let told = |app: &Directory| {
        let service = whole_service(app);
        let attributes = service["attributes"].as_array().expect("attributes").iter();
        let grounds = attributes.filter(|a| a["link_type"] == "ground").cloned();
        grounds.collect::<Vec<Value>>()
    };
    let mut app = Directory::of(&article);
    let first = told(&app);
    let values: Vec<&Value> = first.iter().map(|ground| &ground["value"]).collect();
    assert_eq!(
        values,
        [
            r#"{"eligibility":{"source":{"name":"leaflet","kind":"article"}}}"#,
            r#"{"coverage":{"source":{"name":"leaflet","kind":"article"}}}"#,
        ]
    );
    for _ in 0..2 {
        let mut mirrored = fields.clone();
        mirrored["attributes"] = told(&app).into();
        let service = at("aid", HERE.0, HERE.1, mirrored);
        app = Directory::of(&Sources::default().and("mirror", "provider", [service]));
        let values_now: Vec<Value> = told(&app).iter().map(|g| g["value"].clone()).collect();
        assert_eq!(values_now.iter().collect::<Vec<_>>(), values);
        let page = screen(&app, json!({"age": 17, "residence": "New York, NY"}));
        let aid = page.named("aid");
        assert_eq!(aid["verdict"], "unknown", "{aid}");
        for criterion in aid["criteria"].as_array().expect("criteria") {
            assert_eq!(criterion["source"]["name"], "leaflet", "{aid}");
        }
    }
}

#[test]
fn what_a_source_says_of_its_ground_makes_its_word_no_stronger() {
    let mut fields = json!({"minimum_age": 18});
    fields["eligibility_ground"] = json!({"source": {"name": "They", "kind": "provider"}});
    let told = |kind: &str, fields: &Value| {
        let service = at("aid", HERE.0, HERE.1, fields.clone());
        let app = Directory::of(&Sources::default().and("word", kind, [service]));
        screen(&app, json!({"age": 17})).named("aid")["verdict"].clone()
    };
    assert_eq!(told("provider", &fields), "unlikely");
    assert_eq!(told("article", &fields), "unknown");
    fields["eligibility_ground"]["disputed"] = json!(true);
    assert_eq!(told("provider", &fields), "unknown");
    fields["eligibility_ground"] =
        json!({"source": {"name": "They", "kind": "provider"}, "date": "2019-01-01"});
    assert_eq!(told("provider", &fields), "unknown");
    fields["eligibility_ground"] = json!({"source": "They"});
    let update = Sources::of([at("aid", HERE.0, HERE.1, fields)]);
    let problems = Stored::empty().publish(&update).expect_err("no ground");
    assert_eq!(problems[0].field, "eligibility_ground");
}

#[test]
fn what_says_that_it_is_an_articles_stays_so_in_a_better_source() {
    let mut quoted = only(adults());
    quoted["criteria"][0]["source"] = json!({"name": "A leaflet", "kind": "article"});
    let provider =
        Sources::default().and("provider", "provider", [at("aid", HERE.0, HERE.1, quoted)]);
    let page = screen(&Directory::of(&provider), json!({"age": 17}));
    assert_eq!(page.named("aid")["verdict"], "unknown");
    assert_eq!(
        page.named("aid")["criteria"][0]["source"]["kind"],
        "article"
    );
}

#[test]
fn every_export_has_them() {
    let app = Directory::of(&Sources::of([at("aid", HERE.0, HERE.1, only(adults()))]));
    let anyone = app.anonymous();
    let value = exported(&app)[0]["value"]
        .as_str()
        .expect("a value")
        .to_owned();
    let whole = anyone.get("/v1/export?format=hsds-json").ok();
    let attributes = whole[0]["attributes"].as_array().expect("attributes");
    assert!(attributes.iter().any(|a| a["value"] == value.as_str()));
    let feed = anyone.get("/v1/changes").ok().to_string();
    assert!(feed.contains("link_type"));
}

#[test]
fn a_service_is_found_by_what_its_criteria_weigh() {
    let app = Directory::of(&Sources::of([
        at("aid", HERE.0, HERE.1, only(adults())),
        at("other", HERE.0, HERE.1, json!({})),
    ]));
    let terms = app.anonymous().get("/v1/taxonomy_terms?per_page=100").ok();
    let required = terms["contents"]
        .as_array()
        .expect("terms")
        .iter()
        .find(|t| t["code"] == "required");
    let term = required.expect("the term")["id"].as_str().expect("an id");
    let found = app
        .anonymous()
        .get(&format!("/v1/services?taxonomy_term_id={term}"))
        .ok();
    assert_eq!(found["total_items"], 1);
}

#[test]
fn a_fault_names_its_field_and_changes_nothing() {
    let stored = Stored::empty();
    let fields = |service: Value| -> Vec<String> {
        let update = Sources::of([at("aid", HERE.0, HERE.1, service)]);
        let problems = stored.publish(&update).expect_err("it is wrong");
        problems.into_iter().map(|problem| problem.field).collect()
    };
    for (service, field) in [
        (json!({"criteria": "adults"}), "criteria"),
        (json!({"criteria": ["adults"]}), "criteria/0"),
        (
            json!({"criteria": [{"text": "Adults.", "test": {"fact": "shoe_size", "at_least": 1}}]}),
            "criteria/0/test/fact",
        ),
        (
            json!({"criteria": [{"text": "Adults.", "test": {"fact": "age", "at_least": "old"}}]}),
            "criteria/0/test/at_least",
        ),
        (
            json!({"criteria": [{"text": "Adults.", "test": {"all": [adults(), {"fact": "gender", "is": true}]}}]}),
            "criteria/0/test/all/1/is",
        ),
        (json!({"criteria": [], "cases": {}}), "cases"),
        (json!({"cases": [{"expect": "no"}]}), "cases/0"),
        (
            json!({"cases": [{"expect": "likely", "answers": {"age": "x"}}]}),
            "cases/0/answers/age",
        ),
        (
            json!({"cases": [{"expect": "likely", "near": "64081", "answers": {"residence": "64081"}}]}),
            "cases/0/near",
        ),
    ] {
        assert_eq!(fields(service.clone()), [field], "{service}");
    }
    assert_eq!(stored.store.directory().expect("a directory").revision, 0);
}

#[test]
fn a_maintainers_cases_are_checked() {
    let stored = Stored::empty();
    let service = |expect: &str| {
        json!({
            "minimum_age": 18, "service_areas": [{"extent": "Missouri", "extent_type": "text"}],
            "criteria": [{"text": "For women.", "test": {"fact": "gender", "is": "woman"}}],
            "cases": [
                {"answers": {"age": 17}, "expect": "unlikely"},
                {"answers": {"age": 30, "gender": "woman"}, "expect": "unknown"},
                {"answers": {"age": 30, "gender": "woman"}, "near": "64081", "expect": expect},
            ],
        })
    };
    let problems = stored.publish(&Sources::of([at(
        "aid",
        HERE.0,
        HERE.1,
        service("unlikely"),
    )]));
    let problems = problems.expect_err("a case fails");
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].field, "cases/2/expect");
    assert!(
        problems[0].detail.contains("come to likely"),
        "{}",
        problems[0]
    );
    stored
        .publish(&Sources::of([at("aid", HERE.0, HERE.1, service("likely"))]))
        .expect("it is right");
}

#[test]
fn an_attribute_that_is_no_criterion_of_ours_stays_what_it_is() {
    let foreign =
        json!([{"taxonomy_term_id": "0f4a2e04-ccb4-4a0e-8e0e-6f0d0f3f9a11", "value": "{}"}]);
    let app = Directory::of(&Sources::of([at(
        "aid",
        HERE.0,
        HERE.1,
        json!({"attributes": foreign}),
    )]));
    assert!(exported(&app).is_empty());
    let broken = exported(&Directory::of(&Sources::of([at(
        "aid",
        HERE.0,
        HERE.1,
        only(adults()),
    )])));
    let mut broken = broken[0].clone();
    broken["value"] = json!("{");
    let update = Sources::of([vec![
        claim("organization", "o", json!({"name": "o"})),
        claim(
            "service",
            "s",
            json!({"organization_id": "o", "name": "s", "attributes": [broken]}),
        ),
    ]]);
    let problems = Stored::empty().publish(&update).expect_err("no JSON");
    assert_eq!(problems[0].field, "attributes/0/value");
}

/// What would turn somebody away has to be known before anybody is told that they fit.
#[test]
fn nobody_fits_a_rule_that_is_not_shown() {
    let women = |text: &str| json!({"text": text, "test": {"fact": "gender", "is": "woman"}});
    // One number looks like that of a hotline and waits, the other text tells a hidden place.
    let held = "Call 888-373-8888.";
    let telling = "Come to 77 Hidden Rd.";
    let hidden = json!({
        "withheld": true, "public_area": "Jackson County, MO",
        "addresses": [{"address_1": "77 Hidden Rd", "city": "Lee's Summit", "state_province": "MO", "postal_code": "64063"}],
    });
    for (words, place) in [
        (held, json!({"latitude": HERE.0, "longitude": HERE.1})),
        (telling, hidden),
    ] {
        let told = |service: Value, answers: Value| {
            let service = listing("aid", service, place.clone());
            let stored = Stored::empty();
            stored.load(&Sources::of([service]), Options::default());
            let app = Directory::serving(stored);
            let page = screen(&app, answers);
            let shown = whole_service(&app).to_string() + &page.0.to_string();
            assert!(!shown.contains(words), "{shown}");
            page.named("aid")["verdict"].clone()
        };
        let ruled =
            json!({"minimum_age": 18, "criteria": [women(&format!("Women only. {words}"))]});
        assert_ne!(
            told(ruled.clone(), json!({"age": 30, "gender": "man"})),
            "likely",
            "{words}"
        );
        assert_eq!(told(ruled, json!({"age": 30})), "unknown", "{words}");
        // So is a paper, and an area.
        for rest in [
            json!({"required_documents": [{"document": format!("A letter. {words}")}]}),
            json!({"service_areas": [{"name": format!("Our neighbours. {words}")}]}),
        ] {
            let mut service = json!({"minimum_age": 18});
            service
                .as_object_mut()
                .unwrap()
                .extend(rest.as_object().unwrap().clone());
            assert_eq!(
                told(service, json!({"age": 30})),
                "unknown",
                "{words} {rest}"
            );
        }
        // An article's word stays one, and bars nobody.
        let article = json!({"name": format!("A leaflet. {words}"), "kind": "article"});
        let ground = json!({"minimum_age": 18, "eligibility_ground": {"source": article}});
        assert_eq!(told(ground, json!({"age": 12})), "unknown", "{words}");
        // So is what a mirror has as attributes.
        let rule = json!({"minimum_age": 18, "criteria": [women("Women only. HERE")]});
        let app = Directory::of(&Sources::of([at("aid", HERE.0, HERE.1, rule)]));
        let attributes = json!(exported(&app)).to_string().replace("HERE", words);
        let attributes: Value = serde_json::from_str(&attributes).unwrap();
        let service = json!({"minimum_age": 18, "attributes": attributes});
        assert_eq!(told(service, json!({"age": 30})), "unknown", "{words}");
        // What only says who comes first turns nobody away.
        let mut first = women(&format!("Women first. {words}"));
        first["strength"] = json!("priority");
        let service = json!({"minimum_age": 18, "criteria": [first]});
        assert_eq!(told(service, json!({"age": 30})), "likely", "{words}");
    }
}

/// While a rule waits, those that were there stand, and the new one is tested without its words.
#[test]
fn a_rule_that_waits_is_added_to_those_that_stand() {
    let rule = |text: &str, test: Value| json!({"text": text, "test": test});
    let of = |criteria: &[Value]| {
        Sources::of([at("aid", HERE.0, HERE.1, json!({"criteria": criteria}))])
    };
    let women = || json!({"fact": "gender", "is": "woman"});
    let stored = Stored::of(&of(&[rule("Adults.", adults())]));
    let later = of(&[
        rule("Adults. Call 888-373-8888.", adults()),
        rule("Women. Call 888-373-8888.", women()),
    ]);
    // Twice, as a nightly update is.
    for _ in 0..2 {
        stored.load(&later, Options::default());
    }
    let app = Directory::serving(stored);
    for (gender, verdict) in [("woman", "likely"), ("man", "unlikely")] {
        let page = screen(&app, json!({"age": 30, "gender": gender}));
        let aid = page.named("aid");
        assert_eq!(aid["verdict"], verdict, "{aid}");
        let texts = aid["criteria"].as_array().expect("criteria").iter();
        let texts: Vec<&str> = texts.filter_map(|rule| rule["text"].as_str()).collect();
        assert_eq!(texts, ["Adults.", "A rule that is not shown here."]);
    }
}

#[test]
fn what_is_said_in_words_alone_makes_nobody_likely() {
    let told = |fields: Value, answers: Value| {
        let app = Directory::of(&Sources::of([at("aid", HERE.0, HERE.1, fields)]));
        screen(&app, answers).named("aid").clone()
    };
    let man = || json!({"age": 30, "gender": "man"});
    let said = |words: &str| json!({"minimum_age": 18, "eligibility_description": words});
    let aid = told(said("Women only."), man());
    assert_eq!(aid["verdict"], "unknown", "{aid}");
    assert!(aid["criteria"].to_string().contains("Women only."), "{aid}");
    assert_eq!(
        told(said("Women only."), json!({"age": 17}))["verdict"],
        "unlikely"
    );
    for words in ["Open to all.", "None", " "] {
        assert_eq!(told(said(words), man())["verdict"], "likely", "{words}");
    }
    // Of what somebody made criteria the words are one more way to say it.
    let mut ruled = only(adults());
    ruled["eligibility_description"] = json!("Adults.");
    assert_eq!(told(ruled, man())["verdict"], "likely");
}

/// Counted in months, or a year of birth; and a region that is called like a town far away.
#[test]
fn what_cannot_be_meant_turns_nobody_away() {
    let told = |fields: Value| {
        let app = Directory::of(&Sources::of([at("aid", HERE.0, HERE.1, fields)]));
        let answers = json!({"age": 30, "residence": "64081"});
        screen(&app, answers).named("aid")["verdict"].clone()
    };
    assert_eq!(told(json!({"minimum_age": 216})), "unknown");
    for region in ["Midwest", "Eastern", "Westside", "Lakes"] {
        let fields = json!({"minimum_age": 18, "service_areas": [{"name": region}]});
        assert_eq!(told(fields), "unknown", "{region}");
    }
    let stated = json!({"minimum_age": 18, "service_areas": [{"name": "Midwest, WY"}]});
    assert_eq!(told(stated), "unlikely");
}
