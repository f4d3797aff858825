//! Reviews, verifications, suggestions, and pages of other hosts.

use chrono::DateTime;
use nearhelp::store::Role;
use serde_json::{Value, json};

use super::{post, update};
use crate::common::{Directory, Sources, Stored, sources::line};

#[test]
fn a_publisher_approves_what_an_editor_drafted() {
    let directory = Directory::serving(Stored::empty());
    let editor = directory.keyed(Role::Editor);
    let publisher = directory.keyed(Role::Publisher);
    assert_eq!(
        post(&editor, "/v1/updates", &[], &update("a", "Hope House")).json()["held"],
        1
    );
    let reviews = editor.get("/v1/reviews?rule=draft").ok();
    let question = &reviews["contents"][0];
    let number = question["numbers"][0].as_i64().expect("a number");
    let item = editor.get(&format!("/v1/reviews/{number}")).ok();
    assert_eq!(
        (&item["state"], &item["by"]),
        (&json!("waiting"), &json!("the editor")),
        "{item}"
    );
    let judgement = json!({"decision": "approve", "group": question["group"], "reason": "seen"});
    post(&editor, "/v1/reviews", &[], &judgement).problem(403, "forbidden");
    let headers = [("idempotency-key", "once")];
    let decided = post(&publisher, "/v1/reviews", &headers, &judgement).ok();
    assert_eq!(decided["done"], json!([number]), "{decided}");
    assert_eq!(
        post(&publisher, "/v1/reviews", &headers, &judgement).ok(),
        decided
    );
    let page = directory.anonymous().get("/v1/organizations").ok();
    assert_eq!(page["contents"][0]["name"], "Hope House");
    assert_eq!(
        editor.get(&format!("/v1/reviews/{number}")).ok()["state"],
        "approved"
    );
    editor.get("/v1/reviews/999").problem(404, "not-found");
}

#[test]
fn a_draft_whose_approval_is_undone_waits_again() {
    let directory = Directory::serving(Stored::empty());
    let editor = directory.keyed(Role::Editor);
    let publisher = directory.keyed(Role::Publisher);
    let names = || directory.anonymous().get("/v1/organizations").ok()["contents"].clone();
    post(&editor, "/v1/updates", &[], &update("a", "Hope House")).json();
    let drafts = editor.get("/v1/reviews?rule=draft").ok();
    let first = drafts["contents"][0]["numbers"][0].clone();
    let word = json!({"decision": "approve", "numbers": [first], "reason": "seen"});
    let approved = post(&publisher, "/v1/reviews", &[], &word).ok()["revision"].clone();
    assert_eq!(names()[0]["name"], "Hope House");
    let undo = |revision: &Value| {
        let wish = json!({"reason": "the wrong one"});
        post(&publisher, &format!("/v1/undo/{revision}"), &[], &wish).ok()
    };
    let undone = undo(&approved);
    let numbers = undone["waits_again"].as_array().expect("numbers");
    let [number] = numbers.as_slice() else {
        panic!("{undone}")
    };
    assert_ne!(*number, first);
    let item = |number: &Value| editor.get(&format!("/v1/reviews/{number}")).ok();
    assert_eq!(names(), json!([]));
    // As it was: whose it is, and what it says.
    let waiting = item(number);
    assert_eq!(
        (&waiting["state"], &waiting["by"]),
        (&json!("waiting"), &json!("the editor")),
        "{waiting}"
    );
    assert_eq!(item(&first)["state"], "approved");
    // The undo of that undo approves it once more, and leaves nothing to judge.
    let again = undo(&undone["changeset"]);
    assert_eq!(again["waits_again"], json!([]), "{again}");
    assert_eq!(names()[0]["name"], "Hope House");
    assert_eq!(item(number)["state"], "superseded");
    // And undone once more it waits as it did the first time, which the history says.
    let third = undo(&again["changeset"]);
    let numbers = third["waits_again"].as_array().expect("numbers");
    assert_eq!(numbers.len(), 1, "{third}");
    assert_eq!(names(), json!([]));
    let made = publisher.get("/v1/updates?limit=1").ok()["contents"][0].clone();
    let told = &made["report"];
    assert_eq!(
        (&told["undone"], &told["waits_again"]),
        (&again["changeset"], &third["waits_again"]),
        "{made}"
    );
    let word = json!({"decision": "approve", "numbers": numbers, "reason": "seen"});
    let approved = post(&publisher, "/v1/reviews", &[], &word).ok();
    assert_eq!(approved["done"], third["waits_again"], "{approved}");
}

#[test]
fn a_publisher_undoes_a_changeset() {
    let directory = Directory::serving(Stored::empty());
    let publisher = directory.keyed(Role::Publisher);
    let loaded = post(&publisher, "/v1/updates", &[], &update("a", "Hope House"));
    let revision = loaded.json()["changeset"].as_i64().expect("a changeset");
    let wish = json!({"reason": "the wrong file"});
    let undone = post(&publisher, &format!("/v1/undo/{revision}"), &[], &wish).ok();
    assert_eq!(undone["undone"], revision, "{undone}");
    assert_eq!(undone["conflicts"], json!([]), "{undone}");
    let page = directory.anonymous().get("/v1/organizations").ok();
    assert_eq!(page["contents"], json!([]));
    post(&publisher, "/v1/undo/999", &[], &wish).problem(404, "not-found");
}

#[test]
fn a_judgement_says_which_items_and_why() {
    let directory = Directory::serving(Stored::empty());
    let publisher = directory.keyed(Role::Publisher);
    for body in [
        json!({"decision": "approve", "reason": "x"}),
        json!({"decision": "approve", "numbers": [1], "group": "x", "reason": "x"}),
    ] {
        post(&publisher, "/v1/reviews", &[], &body).problem(400, "invalid-parameter");
    }
    for body in [
        json!({"decision": "approve", "numbers": [1]}),
        json!({"decision": "sentinel", "numbers": [1], "reason": "x"}),
        json!({"decision": "reject", "numbers": [1], "reason": "x", "more": 1}),
    ] {
        let answer = post(&publisher, "/v1/reviews", &[], &body);
        answer.problem(400, "invalid-body");
        assert!(!answer.text().contains("sentinel"), "{answer:?}");
    }
    let none = json!({"decision": "reject", "numbers": [7], "reason": "x"});
    assert_eq!(
        post(&publisher, "/v1/reviews", &[], &none).ok()["undecided"][0]["number"],
        7
    );
}

#[test]
fn what_was_confirmed_is_written_down_with_the_call() {
    let phones = json!({"phones": [{"number": "816-555-0100"}]});
    let directory = Directory::of(&Sources::of([line("Hope Line", &["Missouri"], phones)]));
    let publisher = directory.keyed(Role::Publisher);
    let service = directory.anonymous().get("/v1/services").ok()["contents"][0]["id"].clone();
    let confirmed =
        |group: &str| json!({"kind": "service", "id": service, "group": group, "how": "called"});
    let by = [("by", "Ana")];
    let answer = post(&publisher, "/v1/verifications", &by, &confirmed("phones"));
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.json()["called"], json!(["+18165550100"]));
    let path = format!("/v1/services/{}", service.as_str().unwrap());
    assert_eq!(
        directory.anonymous().get(&path).ok()["standing"]["phones"],
        "verified"
    );
    let problem = post(&publisher, "/v1/verifications", &by, &confirmed("capacity"));
    assert_eq!(
        problem.problem(400, "invalid-parameter")["errors"][0]["pointer"],
        "/group"
    );
    assert_eq!(
        publisher.get("/v1/verifications").ok()["contents"],
        json!([])
    );
    // A call of another day is logged as of that day: it lets nobody approve what is of their own.
    let mut old = confirmed("phones");
    old["date"] = json!("2024-01-02");
    post(&publisher, "/v1/verifications", &by, &old).json();
    let logged = directory.store();
    let calls = logged.read(|tx| tx.calls_to("+18165550100", DateTime::UNIX_EPOCH));
    let days = calls.expect("calls").into_iter();
    let days: Vec<String> = days.map(|call| call.at.date_naive().to_string()).collect();
    assert_eq!(days.first().map(String::as_str), Some("2024-01-02"));
    assert_eq!(days.len(), 2, "{days:?}");
}

#[test]
fn a_suggestion_leaves_no_trace_of_who_made_it() {
    let directory = Directory::of(&Sources::of([line("Hope Line", &["Missouri"], json!({}))]));
    let anyone = directory.anonymous();
    let service = anyone.get("/v1/services").ok()["contents"][0]["id"].clone();
    let said =
        json!({"kind": "service", "id": service, "wrong": "number", "text": "It is a shop's."});
    let headers = [("user-agent", "sentinel")];
    assert_eq!(
        post(&anyone, "/v1/suggestions", &headers, &said).status,
        204
    );
    let editor = directory.keyed(Role::Editor);
    let found = editor.get("/v1/suggestions").ok();
    let suggestion = &found["contents"][0];
    assert_eq!(suggestion["at"], "2026-03-04T05:00:00Z");
    assert_eq!(
        suggestion["body"],
        json!({"wrong": "number", "text": "It is a shop's."})
    );
    assert!(!found.to_string().contains("sentinel") && !found.to_string().contains("127.0.0.1"));
    let path = format!("/v1/suggestions/{}", suggestion["id"].as_str().unwrap());
    let word = json!({"decision": "reject", "reason": "It is theirs"});
    assert_eq!(
        post(&editor, &path, &[("by", "Ana")], &word).ok(),
        json!({"report": null})
    );
    post(&editor, &path, &[], &word).problem(404, "not-found");
    assert_eq!(editor.get("/v1/suggestions").ok()["contents"], json!([]));
    for (file, bytes) in directory.files() {
        let is_there = bytes.windows(14).any(|part| part == b"It is a shop's");
        assert!(!is_there, "{file}");
    }
    let history = format!("/v1/history?kind=service&id={}", service.as_str().unwrap());
    let decisions = editor.get(&history).ok()["decisions"].clone();
    let (id, record) = (&suggestion["id"], json!({"kind": "service", "id": service}));
    assert_eq!(
        decisions,
        json!([{"at": "2026-03-04T05:06:07Z", "by": "Ana", "reason": "It is theirs", "state": "rejected",
            "items": {}, "suggestion": {"id": id, "record": record}}])
    );
    let long =
        json!({"kind": "service", "id": service, "wrong": "other", "text": "x".repeat(1001)});
    post(&anyone, "/v1/suggestions", &[], &long).problem(400, "invalid-parameter");
    let unknown = json!({"kind": "location", "id": service, "wrong": "other"});
    post(&anyone, "/v1/suggestions", &[], &unknown).problem(404, "not-found");
    let answers = (0..10).map(|_| post(&anyone, "/v1/suggestions", &[], &unknown).status);
    assert!(answers.collect::<Vec<_>>().contains(&429));
}

/// Has somebody say that the directory's one line is wrong: the line's path, and the suggestion's.
fn suggested(directory: &Directory) -> (String, String) {
    let anyone = directory.anonymous();
    let service = anyone.get("/v1/services").ok()["contents"][0]["id"].clone();
    let said = json!({"kind": "service", "id": service, "wrong": "number", "text": "sentinel"});
    assert_eq!(post(&anyone, "/v1/suggestions", &[], &said).status, 204);
    let found = directory.keyed(Role::Editor).get("/v1/suggestions").ok();
    let path = |list: &str, id: &Value| format!("/v1/{list}/{}", id.as_str().expect("an id"));
    (
        path("services", &service),
        path("suggestions", &found["contents"][0]["id"]),
    )
}

#[test]
fn a_suggestion_becomes_a_change_in_one_step() {
    let directory = Directory::of(&Sources::of([line("Hope Line", &["Missouri"], json!({}))]));
    let (service, suggestion) = suggested(&directory);
    let publisher = directory.keyed(Role::Publisher);
    let word = json!({"decision": "approve", "reason": "Wrote to them", "source": "provider",
        "change": {"email": "help@example.org", "phones": [{"number": "988"}]}});
    post(&publisher, &suggestion, &[], &word).problem(428, "precondition-required");
    post(&publisher, &suggestion, &[("if-match", "\"0\"")], &word)
        .problem(412, "precondition-failed");
    let mut wrong = word.clone();
    wrong["change"]["organization_id"] = json!("nothing");
    let seen = directory.anonymous().get(&service);
    let seen = format!("\"{}\"", seen.header("record-revision").unwrap());
    let headers = [("if-match", seen.as_str()), ("idempotency-key", "once")];
    post(&publisher, &suggestion, &headers, &wrong).problem(400, "invalid-parameter");
    // What nothing reads would be lost with the suggestion.
    let mut unread = word.clone();
    unread["change"]["emial/to"] = json!("help@example.org");
    let problem = post(&publisher, &suggestion, &headers[..1], &unread);
    let problem = problem.problem(400, "invalid-parameter");
    assert_eq!(
        problem["errors"][0]["pointer"], "/change/emial~1to",
        "{problem}"
    );
    assert_eq!(
        directory.anonymous().get(&service).ok()["email"],
        Value::Null
    );
    let waiting = publisher.get("/v1/suggestions").ok();
    assert_eq!(waiting["contents"].as_array().map(Vec::len), Some(1));

    let done = post(&publisher, &suggestion, &headers, &word);
    let report = done.ok()["report"].clone();
    assert_eq!(
        report["held_by_rule"],
        json!({"crisis_number": 1}),
        "{report:#}"
    );
    let now = directory.anonymous().get(&service);
    assert_eq!(now.ok()["email"], "help@example.org");
    assert_eq!(
        done.header("record-revision"),
        now.header("record-revision")
    );
    assert_eq!(publisher.get("/v1/suggestions").ok()["contents"], json!([]));
    assert_eq!(
        post(&publisher, &suggestion, &headers, &word).ok()["report"],
        report
    );
    post(&publisher, &suggestion, &headers[..1], &word).problem(404, "not-found");

    let made = publisher.get(done.header("location").unwrap()).ok();
    let id = suggestion.rsplit('/').next().unwrap();
    assert_eq!(
        made["reason"],
        format!("Wrote to them (suggestion {id})"),
        "{made:#}"
    );
    let kind_and_id = service.replace("/v1/services/", "kind=service&id=");
    let history = publisher.get(&format!("/v1/history?{kind_and_id}")).ok();
    let decision = &history["decisions"][0];
    assert_eq!(decision["state"], "approved", "{history:#}");
    assert_eq!(decision["suggestion"]["id"], id);
    assert!(!history.to_string().contains("sentinel"));
}

#[test]
fn an_editors_change_of_a_suggestion_waits_and_a_rejection_changes_nothing() {
    let directory = Directory::of(&Sources::of([line("Hope Line", &["Missouri"], json!({}))]));
    let editor = directory.keyed(Role::Editor);
    let (service, suggestion) = suggested(&directory);
    let both = json!({"decision": "reject", "reason": "x", "change": {"email": "a@example.org"}});
    let problem = post(&editor, &suggestion, &[], &both).problem(400, "invalid-parameter");
    assert_eq!(problem["errors"][0]["pointer"], "/change");
    let seen = directory.anonymous().get(&service);
    let seen = format!("\"{}\"", seen.header("record-revision").unwrap());
    let word = json!({"decision": "approve", "reason": "They wrote", "source": "provider", "change": {"email": "a@example.org"}});
    let report = post(&editor, &suggestion, &[("if-match", &seen)], &word).ok()["report"].clone();
    assert_eq!(
        (&report["changeset"], &report["held_by_rule"]),
        (&Value::Null, &json!({"draft": 1})),
        "{report:#}"
    );
    assert_eq!(
        directory.anonymous().get(&service).ok()["email"],
        Value::Null
    );
    // It was put right by itself.
    let (_, suggestion) = suggested(&directory);
    let word = json!({"decision": "approve", "reason": "Blocked the number"});
    assert_eq!(
        post(&editor, &suggestion, &[], &word).ok(),
        json!({"report": null})
    );
}

#[test]
fn what_was_rejected_is_in_the_history() {
    let directory = Directory::of(&Sources::of([line("Hope Line", &["Missouri"], json!({}))]));
    let publisher = directory.keyed(Role::Publisher);
    let service = directory.anonymous().get("/v1/services").ok()["contents"][0]["id"].clone();
    let service = service.as_str().expect("an id");
    let path = format!("/v1/services/{service}");
    let seen = directory.anonymous().get(&path);
    let seen = format!("\"{}\"", seen.header("record-revision").unwrap());
    let headers = [super::JSON, ("if-match", seen.as_str())];
    let change = json!({"phones": [{"number": "988"}]}).to_string();
    let path = format!("{path}?source=provider");
    let report = publisher.send("PATCH", &path, &headers, change.into_bytes());
    assert_eq!(report.ok()["held"], 1);
    let number =
        publisher.get("/v1/reviews?rule=crisis_number").ok()["contents"][0]["numbers"][0].clone();
    let word = json!({"decision": "reject", "numbers": [number], "reason": "A shop answers"});
    post(&publisher, "/v1/reviews", &[("by", "Bo")], &word).ok();
    let told = json!([{"at": "2026-03-04T05:06:07Z", "by": "Bo", "reason": "A shop answers", "state": "rejected",
        "items": {number.to_string(): "crisis_number"}}]);
    for query in [
        format!("?kind=service&id={service}"),
        "?source=provider".to_owned(),
        String::new(),
    ] {
        let history = publisher.get(&format!("/v1/history{query}")).ok();
        assert_eq!(history["decisions"], told, "{query}: {history:#}");
    }
    let of_revision = publisher.get("/v1/history?revision=1").ok();
    assert_eq!(of_revision["decisions"], json!([]));
    publisher
        .get("/v1/history?kind=service")
        .problem(400, "invalid-parameter");
}

#[test]
fn pages_of_other_hosts_get_no_leave_to_write() {
    let directory = Directory::serving(Stored::empty());
    let anyone = directory.anonymous();
    let id = "00000000-0000-4000-8000-000000000001";
    for (method, path) in [
        ("POST", "/v1/updates".to_owned()),
        ("POST", "/v1/reviews".to_owned()),
        ("POST", "/v1/verifications".to_owned()),
        ("POST", "/v1/suggestions".to_owned()),
        ("GET", "/v1/history".to_owned()),
        ("PUT", format!("/v1/services/{id}")),
        ("POST", format!("/v1/suggestions/{id}")),
    ] {
        let origin = ("origin", "https://elsewhere.example");
        let asks = ("access-control-request-method", method);
        for answer in [
            anyone.send("OPTIONS", &path, &[origin, asks], Vec::new()),
            anyone.send(method, &path, &[origin, super::JSON], b"{}".to_vec()),
        ] {
            assert_eq!(
                answer.header("access-control-allow-origin"),
                None,
                "{answer:?}"
            );
        }
    }
}

#[test]
fn one_key_is_one_pair_of_eyes_whatever_names_it_gives() {
    let app = Directory::serving(Stored::empty());
    let (one, other) = (app.keyed(Role::Publisher), app.keyed(Role::Publisher));
    let mut file = super::update("o1", "Lantern Line");
    file["claims"]
        .as_array_mut()
        .unwrap()
        .push(json!({"record": "service", "key": "s1", "body": {
        "name": "Hotline", "organization_id": "o1", "categories": ["hotline.trafficking"],
        "phones": [{"number": "816-336-0199", "type": "voice"}]}}));
    assert_eq!(
        post(&one, "/v1/updates", &[("By", "Ana")], &file).status,
        201
    );
    let asked = one.get("/v1/reviews?rule=crisis_number").ok();
    let number = asked["contents"][0]["numbers"][0].clone();
    let word = json!({"decision": "approve", "numbers": [number], "reason": "Called them"});
    let own = post(&one, "/v1/reviews", &[("By", "Bo")], &word).ok();
    assert_eq!(own["done"], json!([]), "{own:#}");
    let why = own["undecided"][0]["why"].as_str().unwrap();
    assert!(
        why.starts_with("this key brought the number: another key approves it"),
        "{why}"
    );
    let others = post(&other, "/v1/reviews", &[("By", "Bo")], &word).ok();
    assert_eq!(others["done"], json!([number]), "{others:#}");
}
