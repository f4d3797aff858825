//! Sources that do not agree: of two words of the same trust nobody knows which is right, and neither vanishes.

use serde_json::{Value, json};

use super::{only, screen};
use crate::common::{Directory, Sources, sources::at};

/// What two sources say of the same service.
fn of_two(one: (&str, &Value), other: (&str, &Value)) -> Directory {
    let say = |(_, fields): (&str, &Value)| [at("aid", 38.92, -94.39, fields.clone())];
    let sources = Sources::default()
        .and("one", one.0, say(one))
        .and("other", other.0, say(other));
    let kinds = ["organization", "location", "service", "service_at_location"];
    let sources = kinds.iter().fold(sources, |sources, kind| {
        sources.same_as(kind, "aid", "other", "one")
    });
    Directory::of(&sources)
}

fn verdict(app: &Directory, given: &Value) -> Value {
    screen(app, given.clone()).named("aid")["verdict"].clone()
}

#[test]
fn what_two_sources_of_the_same_trust_say_decides_neither_way() {
    let women = only(json!({"fact": "gender", "is": "woman"}));
    let (child, man) = (json!({"age": 17}), json!({"age": 30, "gender": "man"}));
    for (one, other, given, sentences) in [
        (
            json!({"minimum_age": 18}),
            json!({"minimum_age": 16}),
            &child,
            ["From age 18.", "From age 16."],
        ),
        (
            women.clone(),
            json!({"minimum_age": 18}),
            &man,
            ["A rule.", "From age 18."],
        ),
        (
            json!({"eligibility_description": "Women only"}),
            json!({"minimum_age": 18}),
            &man,
            ["Women only", "From age 18."],
        ),
        (
            json!({"minimum_age": 18}),
            json!({"eligibility_description": "Anyone"}),
            &child,
            ["From age 18.", "From age 18."],
        ),
        (
            json!({"minimum_age": 18}),
            json!({"maximum_age": 60}),
            &child,
            ["From age 18.", "Up to age 60."],
        ),
    ] {
        for (first, second) in [(&one, &other), (&other, &one)] {
            let app = of_two(("directory", first), ("directory", second));
            let page = screen(&app, given.clone());
            let aid = page.named("aid");
            assert_eq!(aid["verdict"], "unknown", "{first} and {second}: {aid:#}");
            let criteria = aid["criteria"].as_array().expect("criteria");
            for sentence in sentences {
                assert!(
                    criteria.iter().any(|c| c["text"] == sentence),
                    "{sentence}: {aid:#}"
                );
            }
            let disagree = "Sources do not agree on this: ask them.";
            assert!(criteria.iter().any(|c| c["reason"] == disagree), "{aid:#}");
            // Whoever mirrors it says the same, by the same sentences.
            let whole = app.anonymous().get("/v1/export?format=hsds-json").ok();
            let service = &whole[0];
            let attributes = service["attributes"].as_array().expect("attributes");
            let is_of_criteria =
                |a: &&Value| a["link_type"] == "eligibility" || a["link_type"] == "ground";
            let attributes: Vec<&Value> = attributes.iter().filter(is_of_criteria).collect();
            let mut mirrored = json!({"attributes": attributes});
            for field in ["minimum_age", "maximum_age", "eligibility_description"] {
                if !service[field].is_null() {
                    mirrored[field] = service[field].clone();
                }
            }
            let mirror =
                Sources::default().and("mirror", "directory", [at("aid", 38.92, -94.39, mirrored)]);
            assert_eq!(verdict(&Directory::of(&mirror), given), "unknown");
        }
    }
}

#[test]
fn a_lesser_word_and_one_that_leaves_nobody_out_disputes_nothing() {
    let (women, woman) = (
        only(json!({"fact": "gender", "is": "woman"})),
        json!({"age": 17, "gender": "woman"}),
    );
    let (sixteen, eighteen) = (json!({"minimum_age": 16}), json!({"minimum_age": 18}));
    let site = json!({"eligibility_description": "See our web site"});
    for (one, other) in [
        (("provider", &sixteen), ("directory", &eighteen)),
        (("directory", &eighteen), ("provider", &sixteen)),
        (("directory", &women), ("directory", &women)),
    ] {
        assert_eq!(
            verdict(&of_two(one, other), &woman),
            "likely",
            "{one:?} and {other:?}"
        );
    }
    // A rule beside words that leave nobody out stands, whichever of the two is shown.
    for (one, other) in [(&women, &site), (&site, &women)] {
        let app = of_two(("directory", one), ("directory", other));
        assert_eq!(verdict(&app, &json!({"gender": "woman"})), "likely");
        assert_eq!(verdict(&app, &json!({"gender": "man"})), "unlikely");
    }
}
