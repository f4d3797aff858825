//! What waits is not lost by what becomes of something else.

use nearhelp::store::Role;
use serde_json::{Value, json};

use super::{
    edits::{revision, write},
    post,
};
use crate::common::{Caller, Directory, Sources, sources::line};

fn the_line(phone: Value) -> Vec<Value> {
    let service = json!({"categories": ["hotline.trafficking"], "phones": [phone]});
    line("The line", &["Missouri"], service)
}

fn service(directory: &Directory) -> String {
    let page = directory.anonymous().get("/v1/services").ok();
    format!(
        "/v1/services/{}",
        page["contents"][0]["id"].as_str().expect("an id")
    )
}

/// Every number that waits.
fn waiting(caller: &Caller) -> Vec<i64> {
    let groups = caller.get("/v1/reviews").ok()["contents"].clone();
    let groups = groups.as_array().expect("contents").iter();
    let numbers = groups.flat_map(|group| group["numbers"].as_array().expect("numbers").clone());
    numbers.filter_map(|number| number.as_i64()).collect()
}

fn judge(caller: &Caller, numbers: &[i64]) -> Value {
    let word = json!({"decision": "approve", "numbers": numbers, "reason": "Called them"});
    post(caller, "/v1/reviews", &[], &word).ok()
}

fn change(caller: &Caller, service: &str, source: &str, method: &str, body: &Value) -> Value {
    let seen = revision(&caller.get(service));
    write(
        caller,
        method,
        &format!("{service}?source={source}"),
        Some(seen),
        body,
    )
    .ok()
}

#[test]
fn a_number_that_waits_is_not_lost_when_another_source_takes_its_word_back() {
    for (one, other) in [("provider", "third"), ("third", "provider")] {
        let told = json!({"number": "888-373-7888", "description": "Day and night"});
        let mut both = Sources::of([the_line(json!({"number": "888-373-7888"}))]).and(
            "third",
            "provider",
            [the_line(told)],
        );
        for kind in ["organization", "service", "location", "service_at_location"] {
            both = both.same_as(kind, "The line", "third", "provider");
        }
        let directory = Directory::of(&both);
        let (publisher, another) = (
            directory.keyed(Role::Publisher),
            directory.keyed(Role::Admin),
        );
        let service = service(&directory);
        let phones = json!({"phones": [{"number": "816-555-0142"}]});
        let report = change(&publisher, &service, one, "PATCH", &phones);
        assert_eq!(report["held"], 1, "{report}");
        let first = waiting(&publisher);
        change(&another, &service, other, "DELETE", &Value::Null);
        // Its item is of what there was: it waits anew, or is approved.
        let decided = judge(&another, &first);
        assert_eq!(decided["superseded"], json!([]), "{decided}");
        let rest = waiting(&publisher);
        if !rest.is_empty() {
            assert_ne!(rest, first);
            let why = decided["undecided"][0]["why"].to_string();
            assert!(why.contains(&format!("anew as {}", rest[0])), "{decided}");
            // The eyes that it needs are the same.
            assert_eq!(judge(&publisher, &rest)["done"], json!([]));
            assert_eq!(judge(&another, &rest)["done"], json!(rest));
        }
        let now = directory.anonymous().get(&service).text();
        assert!(
            now.contains("+18165550142") && !now.contains("7888"),
            "{now}"
        );
    }
}

/// Whoever's word they are: of a source that says something of the record already, or the key's own.
#[test]
fn two_drafts_of_different_fields_go_by_one_approval_each() {
    for source in ["provider", "desk"] {
        let about =
            json!({"email": "a@desk.org", "url": "https://desk.org/a", "description": "Help"});
        let directory = Directory::of(&Sources::of([line("Desk", &["Missouri"], about)]));
        let (editor, publisher) = (
            directory.keyed(Role::Editor),
            directory.keyed(Role::Publisher),
        );
        let service = service(&directory);
        let draft = |body: Value| {
            let report = change(&editor, &service, source, "PATCH", &body);
            assert_eq!(report["held_by_rule"]["draft"], 1, "{report}");
        };
        draft(json!({"email": "b@desk.org"}));
        draft(json!({"url": "https://desk.org/b"}));
        draft(json!({"fees_description": "Free"}));
        draft(json!({"description": null}));
        let page = publisher.get("/v1/reviews?rule=draft").ok();
        let of = |group: &Value| group["numbers"].as_array().expect("numbers").clone();
        let groups = page["contents"].as_array().expect("contents");
        let drafts: Vec<i64> = groups
            .iter()
            .flat_map(of)
            .filter_map(|number| number.as_i64())
            .collect();
        assert_eq!(drafts.len(), 4, "{page}");
        for number in drafts {
            let decided = judge(&publisher, &[number]);
            assert_eq!(decided["done"], json!([number]), "{decided}");
        }
        let now = directory.anonymous().get(&service).ok();
        assert_eq!(now["fees_description"], "Free", "{source}: {now}");
        // The provider's own word stands before a desk's.
        let by = if source == "provider" { "b" } else { "a" };
        assert_eq!(now["email"], format!("{by}@desk.org"), "{source}: {now}");
        assert_eq!(
            now["url"],
            format!("https://desk.org/{by}"),
            "{source}: {now}"
        );
        assert_eq!(now["description"].is_null(), by == "b", "{source}: {now}");
    }
}

#[test]
fn a_second_draft_says_which_it_takes_the_place_of_and_leaves_the_others() {
    let directory = Directory::of(&Sources::of([line(
        "Desk",
        &["Missouri"],
        json!({"email": "a@desk.org"}),
    )]));
    let (editor, publisher) = (
        directory.keyed(Role::Editor),
        directory.keyed(Role::Publisher),
    );
    let service = service(&directory);
    let draft = |body: Value| change(&editor, &service, "provider", "PATCH", &body);
    draft(json!({"fees_description": "Free"}));
    let free = waiting(&editor);
    draft(json!({"phones": [{"number": "816-555-0142"}]}));
    let phone: Vec<i64> = waiting(&editor)
        .into_iter()
        .filter(|it| !free.contains(it))
        .collect();
    draft(json!({"phones": [{"number": "816-555-0143"}]}));
    let all = waiting(&editor);
    assert_eq!((all.len(), free.len(), phone.len()), (2, 1, 1));
    assert!(
        all.contains(&free[0]) && !all.contains(&phone[0]),
        "{all:?}"
    );
    let later = all
        .iter()
        .copied()
        .find(|it| !free.contains(it))
        .expect("a draft");
    let shown = editor.get(&format!("/v1/reviews/{later}")).ok();
    assert!(
        shown["why"]
            .as_str()
            .expect("why")
            .ends_with(&format!("takes the place of {}", phone[0])),
        "{shown}"
    );
    let replaced = editor.get(&format!("/v1/reviews/{}", phone[0])).ok();
    assert!(replaced.to_string().contains("+18165550142"), "{replaced}");
    let decided = judge(&publisher, &waiting(&publisher));
    assert_eq!(decided["superseded"], json!([]), "{decided}");
    assert!(waiting(&publisher).is_empty());
    let now = directory.anonymous().get(&service).ok();
    assert_eq!(
        (
            &now["fees_description"],
            &now["phones"][0]["number"],
            &now["email"]
        ),
        (&json!("Free"), &json!("+18165550143"), &json!("a@desk.org")),
        "{now}"
    );
}

#[test]
fn a_patch_is_told_whose_words_it_contradicts() {
    let both = [
        ("provider", json!({"minimum_age": 18})),
        ("third", json!({})),
    ];
    let mut sources = Sources::default();
    for (key, fields) in both {
        sources = sources.and(key, "provider", [line("Desk", &["Missouri"], fields)]);
    }
    for kind in ["organization", "service", "location", "service_at_location"] {
        sources = sources.same_as(kind, "Desk", "third", "provider");
    }
    let directory = Directory::of(&sources);
    let publisher = directory.keyed(Role::Publisher);
    let criterion = json!({"criteria": [{"text": "For those under 18.", "strength": "required",
        "test": {"fact": "age", "at_most": 17}}]});
    let report = change(
        &publisher,
        &service(&directory),
        "third",
        "PATCH",
        &criterion,
    );
    let problems = report["problems"].to_string();
    assert!(problems.contains("criteria_contradict"), "{report:#}");
    assert!(
        problems.contains("“provider” says minimum_age, which the patch keeps"),
        "{report:#}"
    );
}
