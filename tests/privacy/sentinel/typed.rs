//! What people type while a place is hidden already: reasons, notes and names. Whoever types it may know where it is.

use std::fs;

use serde_json::{Value, json};

use super::{
    Desk, Ended,
    feed::HERE,
    namesakes::{at_the_house, loaded},
};

const TOLD: &str = "They are at 4417 Zyxwell Orchard Rd";
const WHO: &str = "Ana, 4417 Zyxwell Orchard Rd";
const NUMBER: &str = "816-336-0142";
/// Of nobody in the directory.
const UNKNOWN: &str = "816-336-0177";

fn harbor(more: Value) -> Value {
    let mut service = at_the_house("a", "Harbor Help", Some(true));
    service["phones"] = json!([{"number": NUMBER}]);
    for (field, value) in more.as_object().expect("fields") {
        service[field] = value.clone();
    }
    service
}

/// The house, confidential from the first, and an office of others.
fn a_desk() -> Desk {
    let desk = Desk::new(&HERE);
    let mut office = at_the_house("b", "Bay Legal Aid", None);
    let there = &mut office["service_at_locations"][0]["location"];
    there["addresses"][0]["address_1"] = json!("12 Main St");
    there["addresses"][0]["postal_code"] = json!("64050");
    there["latitude"] = json!(39.0912);
    there["longitude"] = json!(-94.4155);
    office["name"] = json!("Legal help");
    office["phones"] = json!([{"number": "816-336-0188"}]);
    let report = loaded(&desk, &[harbor(json!({})), office], Desk::run);
    assert_eq!(report["rejected"], 0, "{report:#}");
    desk
}

#[track_caller]
fn done(ended: &Ended) {
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
}

#[test]
fn what_is_typed_of_a_number_of_whoever_keeps_a_place_is_not_kept() {
    let desk = a_desk();
    for number in [NUMBER, UNKNOWN] {
        for who in ["Ana", WHO] {
            let block = ["number", "block", number, "--by", who, "--reason", TOLD];
            done(&desk.run(&block));
            done(&desk.run(&["number", "called", number, "--by", "Ana", "--note", TOLD]));
            done(&desk.run(&["number", "called", number, "--by", who]));
            let unblock = ["number", "unblock", number, "--by", "Ana", "--reason", TOLD];
            done(&desk.run(&unblock));
        }
        let told = desk.run(&["number", number]).stdout;
        assert!(told.contains("Not kept"), "{told}");
    }
}

/// Nobody says it any more, and then nobody says anything of them.
#[test]
fn a_number_that_they_had_is_theirs() {
    let desk = a_desk();
    let others = json!([{"number": "816-336-0143"}]);
    loaded(&desk, &[harbor(json!({ "phones": others }))], Desk::run);
    let why = ["--by", "Ana", "--reason", TOLD];
    let block = |number: &str| desk.run(&[&["number", "block", number][..], &why].concat());
    done(&block(NUMBER));
    for changeset in ["2", "1"] {
        let undone = desk.run(&[&["undo", changeset][..], &why].concat());
        assert!(undone.stdout.contains("published"), "{}", undone.stdout);
    }
    done(&block("816-336-0143"));
    let called = [
        "number",
        "called",
        "816-336-0143",
        "--by",
        "Ana",
        "--note",
        TOLD,
    ];
    done(&desk.run(&called));
    done(&desk.run(&[&["undo", "6"][..], &why].concat()));
}

/// It looks like a home of survivors, and waits without its place.
#[test]
fn what_is_typed_of_what_waits_stripped_is_not_kept() {
    let desk = Desk::new(&HERE);
    let mut shelter = at_the_house("a", "Harbor Help", None);
    shelter["name"] = json!("Safe house");
    shelter["phones"] = json!([{ "number": NUMBER }]);
    let report = loaded(&desk, &[shelter], Desk::run);
    assert_eq!(report["held_by_rule"]["survivors_housing"], 1, "{report:#}");
    let why = ["--by", "Ana", "--reason", TOLD];
    done(&desk.run(&["number", "called", NUMBER, "--by", "Ana", "--note", TOLD]));
    let verify = [
        "verify",
        "Harbor Help",
        "--group",
        "identity",
        "--how",
        "provider",
    ];
    done(&desk.run(&[&verify[..], &["--by", "Ana", "--note", TOLD]].concat()));
    let listed = desk.run(&["review", "--json"]).json();
    let questions = listed["contents"].as_array().expect("contents");
    let of = |rule: &str| {
        let of_rule = questions.iter().find(|it| it["rule"] == rule);
        of_rule.expect("a question")["numbers"][0].to_string()
    };
    let judge = |word: &str, number: &str| {
        done(&desk.run(&[&["review", word, number][..], &why].concat()));
    };
    judge("approve", &of("first_update"));
    judge("reject", &of("survivors_housing"));
    done(&desk.run(&[&["number", "block", NUMBER][..], &why].concat()));
}

#[test]
fn why_somebody_verifies_loads_or_undoes_is_not_kept() {
    let desk = a_desk();
    let why = ["--by", WHO, "--reason", TOLD];
    for (record, group) in [("Harbor Help", "identity"), ("Counseling", "phones")] {
        let verify = ["verify", record, "--group", group, "--how", "called"];
        done(&desk.run(&[&verify[..], &["--by", WHO, "--note", TOLD]].concat()));
    }
    // An update that does not have the place.
    let path = desk.feeds.path().join("county.json");
    let file = path.display().to_string();
    for name in ["Harbor Help and Homes", "Harbor Help"] {
        let organization = json!({"record": "organization", "key": "a-o", "body": {"name": name}});
        let source = json!({"key": "county", "name": "county", "kind": "directory", "date": null, "url": null});
        let update = json!({"source": source, "claims": [organization]});
        fs::write(&path, update.to_string()).expect("a file");
        let load = ["load", "--json", &file];
        let report = desk.run(&[&load[..], &why].concat()).json();
        assert_ne!(report["changeset"], Value::Null, "{report:#}");
    }
    // The last is of what was withdrawn with the first, which nobody has verified since.
    for changeset in ["5", "4", "3", "2", "1", "10"] {
        let undone = desk.run(&[&["undo", changeset][..], &why].concat());
        assert!(undone.stdout.contains("published"), "{}", undone.stdout);
    }
    let history = desk.run(&["history"]).stdout;
    assert_eq!(history.matches("Not kept").count(), 20, "{history}");
}

/// Who brought a crisis number under a name that is not kept may be whoever approves it.
#[test]
fn a_name_that_is_not_kept_is_no_other_pair_of_eyes() {
    let desk = a_desk();
    let changed = harbor(json!({"phones": [{"number": "888-373-7889"}]}));
    let path = desk.feeds.path().join("more.json");
    fs::write(&path, json!([changed]).to_string()).expect("a file");
    let file = path.display().to_string();
    let load = ["load", "--json", "--source", "county", "--by", WHO, &file];
    let report = desk.run(&load).json();
    assert_eq!(report["held_by_rule"]["crisis_number"], 1, "{report:#}");
    let listed = desk.run(&["review", "--json"]).json();
    let questions = listed["contents"].as_array().expect("contents");
    let asked = questions.iter().find(|it| it["rule"] == "crisis_number");
    let asked = asked.expect("a question")["numbers"][0].to_string();
    for who in ["Ana", WHO] {
        let approve = ["review", "approve", &asked, "--by", who, "--reason", "Rang"];
        let approved = desk.run(&approve);
        assert_eq!(approved.code, Some(1), "{}", approved.stdout);
        assert!(approved.stderr.contains("retype"), "{}", approved.stderr);
    }
}

#[test]
fn over_http_nothing_of_it_is_kept_either() {
    let desk = a_desk();
    let made = desk.run(&["keys", "create", "--role", "publisher", "--name", "Bo"]);
    let server = desk.serve();
    let publisher = server.anonymous().with_key(made.stdout.trim());
    let organizations = publisher.get("/v1/organizations").ok();
    let of_them = |of: &Value| of["contents"].as_array().expect("contents").clone();
    let found = of_them(&organizations)
        .into_iter()
        .find(|it| it["name"] == "Harbor Help");
    let id = found.expect("it is there")["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let path = format!("/v1/organizations/{id}");
    let revision = publisher.get(&path);
    let seen = format!(
        "\"{}\"",
        revision.header("record-revision").expect("a revision")
    );
    let ask = |method: &str, path: &str, kind: &str, body: Value| {
        let headers = [("content-type", kind), ("if-match", &*seen), ("by", WHO)];
        let answer = publisher.send(method, path, &headers, body.to_string().into_bytes());
        assert!([200, 201].contains(&answer.status), "{answer:?}");
        desk.assert_clean(
            method,
            format!("{:?}{}", answer.headers, answer.text()).as_bytes(),
        );
        desk.assert_left_nothing(path);
    };
    let reason = TOLD.replace(' ', "+");
    ask(
        "PATCH",
        &format!("{path}?source=county&reason={reason}"),
        "application/merge-patch+json",
        json!({"description": "Beds"}),
    );
    let json = "application/json";
    let source =
        json!({"key": "county", "name": "county", "kind": "directory", "date": null, "url": null});
    let update = json!({"source": source, "claims": [
        {"record": "organization", "key": "a-o", "body": {"name": "Harbor Help", "description": "Help"}}]});
    ask(
        "POST",
        &format!("/v1/updates?reason={reason}"),
        json,
        update,
    );
    let verified = json!({"kind": "organization", "id": id, "group": "identity", "how": "called", "note": TOLD});
    ask("POST", "/v1/verifications", json, verified);
    ask("POST", "/v1/undo/4", json, json!({ "reason": TOLD }));
    let said = json!({"decision": "approve", "numbers": [1], "reason": TOLD});
    ask("POST", "/v1/reviews", json, said);
    let history = publisher.get("/v1/updates").text();
    assert_eq!(history.matches("Not kept").count(), 7, "{history}");
}

#[test]
fn what_is_typed_of_others_stays() {
    let desk = a_desk();
    for (number, why) in [
        ("816-336-0188", "Of the shop at 14 Main St"),
        (NUMBER, "Rings at a shop"),
    ] {
        let block = ["number", "block", number, "--by", "Ana", "--reason", why];
        done(&desk.run(&block));
        let told = desk.run(&["number", number]).stdout;
        assert!(told.contains(why), "{told}");
    }
}
