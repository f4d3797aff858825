//! What people say of a place that is confidential: approved, rejected, undone, read in the history, over HTTP and on
//! the command line. Nothing of it shows the place, and nothing brings it back.

use std::{fs, sync::Arc};

use serde_json::{Value, json};

use super::{
    Desk, Ended, Feed, feed,
    feed::{Flag, Format, HERE},
};
use crate::common::{Answer, Binary, Caller};

/// Where maintainers read and judge, over HTTP and on the command line. One server for all of a test.
struct Office {
    desk: Desk,
    server: Binary,
    publisher: Caller,
}

impl Office {
    fn new() -> Office {
        let desk = Desk::new(&HERE);
        let state = Arc::clone(&desk.state);
        let server = Binary::serve_in(state, &["--seed", "none"], &desk.environment());
        let made = desk.run(&["keys", "create", "--role", "publisher", "--name", "Bo"]);
        let mut words = made.stdout.split_whitespace();
        let key = words.find(|word| word.starts_with("nh_")).expect("a key");
        let publisher = server.anonymous().with_key(key);
        Office {
            desk,
            server,
            publisher,
        }
    }

    /// Sends the feed, which is written in the form of a source's file; the answer may be read by anybody.
    #[track_caller]
    fn post(&self, name: &str, feed: &Feed) -> Value {
        let file = self.desk.write(name, Format::Source, feed).remove(0);
        let body = fs::read(file).expect("a file");
        let answer = self.send("/v1/updates", Some(name), body);
        assert!([200, 201].contains(&answer.status), "{answer:?}");
        answer.json()
    }

    /// A wish that is granted.
    #[track_caller]
    fn ask(&self, path: &str, wish: &Value) -> Value {
        self.send(path, None, wish.to_string().into_bytes()).ok()
    }

    fn send(&self, path: &str, once: Option<&str>, body: Vec<u8>) -> Answer {
        let mut headers = vec![("content-type", "application/json"), ("by", "Bo")];
        headers.extend(once.map(|key| ("idempotency-key", key)));
        let answer = self.publisher.send("POST", path, &headers, body);
        self.desk
            .assert_clean(&format!("POST {path}"), format!("{answer:?}").as_bytes());
        answer
    }

    #[track_caller]
    fn judge(&self, decision: &str, number: i64) -> Value {
        let wish = json!({"decision": decision, "numbers": [number], "reason": "Rang them"});
        self.ask("/v1/reviews", &wish)
    }

    #[track_caller]
    fn undo(&self, revision: &Value) -> Value {
        let wish = json!({"reason": "The wrong file"});
        self.ask(&format!("/v1/undo/{revision}"), &wish)
    }

    /// The only item that waits by a rule.
    #[track_caller]
    fn waiting(&self, rule: &str) -> i64 {
        let path = format!("/v1/reviews?rule={rule}");
        let questions = self.publisher.get(&path).ok();
        let numbers = &questions["contents"][0]["numbers"];
        numbers[0]
            .as_i64()
            .unwrap_or_else(|| panic!("no {rule}: {questions}"))
    }

    /// The address of a record of this name, once the server has read it.
    #[track_caller]
    fn wait_for(&self, list: &str, name: &str) -> String {
        let deadline = std::time::Instant::now() + super::later::PATIENCE;
        loop {
            let page = self.server.anonymous().get(&format!("/v1/{list}")).ok();
            let mut records = page["contents"].as_array().expect("contents").iter();
            if let Some(record) = records.find(|record| record["name"] == name) {
                let id = record["id"].as_str().expect("an id");
                return format!("/v1/{list}/{id}");
            }
            assert!(std::time::Instant::now() < deadline, "no {name}: {page}");
        }
    }

    /// How many locations are served.
    fn locations(&self) -> usize {
        let page = self.server.anonymous().get("/v1/locations").ok();
        page["contents"].as_array().expect("contents").len()
    }

    /// Whether a location is served that is withheld.
    fn has_withheld(&self) -> bool {
        let page = self.server.anonymous().get("/v1/locations").ok();
        page.to_string().contains("\"withheld\":true")
    }

    /// Whatever a maintainer reads over HTTP, and what is on the disk; the records that the history names.
    #[track_caller]
    fn assert_told_without(&self, after: &str) -> Vec<(String, String)> {
        let mut records = Vec::new();
        let read = |path: String| -> Answer {
            let answer = self.publisher.get(&path);
            let bytes = format!("{answer:?}").into_bytes();
            self.desk
                .assert_clean(&format!("{path} after {after}"), &bytes);
            answer
        };
        let made = read("/v1/updates?limit=100".to_owned()).ok();
        for changeset in made["contents"].as_array().expect("contents") {
            let revision = &changeset["revision"];
            read(format!("/v1/updates/{revision}")).ok();
            let path = format!("/v1/history?revision={revision}&per_page=100");
            let changes = read(path).ok();
            for change in changes["contents"].as_array().expect("contents") {
                if let (Some(kind), Some(id)) = (
                    change["record"]["kind"].as_str(),
                    change["record"]["id"].as_str(),
                ) {
                    records.push((kind.to_owned(), id.to_owned()));
                }
            }
        }
        records.sort();
        records.dedup();
        for (kind, id) in &records {
            read(format!("/v1/history?kind={kind}&id={id}&per_page=100")).ok();
        }
        for list in ["reviews", "verifications", "suggestions"] {
            read(format!("/v1/{list}")).ok();
        }
        (1..)
            .map(|number| read(format!("/v1/reviews/{number}")).status)
            .find(|status| *status == 404);
        let log = self.server.output();
        self.desk.assert_clean("the log", log.as_bytes());
        self.desk.assert_left_nothing(after);
        records
    }

    /// The same on the command line; a process for each, so that it is not done after every step.
    #[track_caller]
    fn assert_printed_without(&self, after: &str) {
        let mut commands: Vec<Vec<String>> = vec![
            vec!["history".to_owned()],
            vec!["review".to_owned()],
            vec!["review".to_owned(), "--stale".to_owned()],
            vec!["digest".to_owned()],
            vec!["number".to_owned(), "816-555-0142".to_owned()],
        ];
        for (kind, id) in self.assert_told_without(after) {
            commands.push(vec!["history".to_owned(), format!("{kind}/{id}")]);
        }
        for command in commands {
            let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
            self.desk.run(&arguments);
            arguments.push("--json");
            self.desk.run(&arguments);
        }
        for number in 1.. {
            let number = number.to_string();
            let show = ["review", "show", &number];
            if self.desk.run(&show).code != Some(0) {
                break;
            }
            self.desk.run(&[&show[..], &["--json"]].concat());
        }
    }
}

fn shelter(name: &str) -> Feed<'_> {
    Feed {
        is_shelter: true,
        ..feed(Flag::Missing, name)
    }
}

/// Nobody said that the house is confidential: it looks like one, and waits without its place.
#[test]
fn what_is_judged_of_a_shelter_leaves_nothing_of_its_place() {
    let office = Office::new();
    let report = office.post("first", &shelter("Harbor Help"));
    assert_eq!(report["held_by_rule"]["survivors_housing"], 1, "{report}");
    assert_eq!(office.locations(), 1);
    office.assert_told_without("it was held");
    office.judge("reject", office.waiting("survivors_housing"));
    office.assert_told_without("it was rejected");
    let again = office.post("again", &shelter("Harbor Help and Homes"));
    assert_eq!(again["remembered"]["survivors_housing"], 1, "{again}");
    office.undo(&again["changeset"]);
    office.undo(&report["changeset"]);
    assert_eq!(office.locations(), 0);
    office.assert_told_without("the load was undone");

    // Another source has it too, and is believed.
    let mut second = office
        .desk
        .write("second", Format::Flat, &shelter("Harbor Help"));
    second.pop();
    second.push("second".to_owned());
    let loaded = office.desk.with(&["load", "--json"], &second).json();
    assert_eq!(loaded["held_by_rule"]["survivors_housing"], 1, "{loaded:#}");
    let number = office.waiting("survivors_housing").to_string();
    let mut approve = vec!["review", "approve", &number];
    approve.extend(["--by", "Ana", "--reason", "A shelter"]);
    let approved: Ended = office.desk.run(&approve);
    assert_eq!(approved.code, Some(0), "{}", approved.stderr);
    let approval =
        office.publisher.get("/v1/updates?limit=1").ok()["contents"][0]["revision"].clone();
    let served = || {
        let deadline = std::time::Instant::now() + super::later::PATIENCE;
        while !office.has_withheld() && std::time::Instant::now() < deadline {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        assert!(office.has_withheld());
        office.desk.assert_served_without(&office.server);
    };
    served();
    office.assert_told_without("it was approved");
    let undone = office.undo(&approval);
    assert!(!office.has_withheld(), "{undone}");
    office.assert_told_without("the approval was undone");
    office.undo(&undone["changeset"]);
    served();
    office.undo(&loaded["changeset"]);
    office.assert_printed_without("all of it");
    office.desk.assert_exports_without();
}

/// It is known to be confidential, and a later file forgets it.
#[test]
fn what_is_judged_of_a_place_that_comes_as_public_leaves_nothing_of_it() {
    let office = Office::new();
    let loaded = office.post("flagged", &feed(Flag::BeforeTheAddress, "Harbor Help"));
    let forgets = office.post("forgets", &feed(Flag::Missing, "Harbor Help"));
    assert_eq!(
        forgets["held_by_rule"]["confidential_to_public"], 1,
        "{forgets}"
    );
    let number = office.waiting("confidential_to_public");
    office.judge("reject", number);
    office.assert_told_without("it was judged");
    office.undo(&loaded["changeset"]);
    assert_eq!(office.locations(), 0);
    let again = office.post("again", &feed(Flag::Missing, "Harbor Help"));
    assert!(office.has_withheld(), "it stays known: {again}");
    office.assert_printed_without("all of it");
}

/// An editor drafted it in the open: it was never published, and waits with its place until somebody says that it is
/// confidential.
#[test]
fn a_draft_of_a_place_is_scrubbed_when_the_place_becomes_confidential() {
    let office = Office::new();
    let made = office
        .desk
        .run(&["keys", "create", "--role", "editor", "--name", "Cy"]);
    let key = made
        .stdout
        .split_whitespace()
        .find(|word| word.starts_with("nh_"));
    let editor = office.server.anonymous().with_key(key.expect("a key"));
    let open = feed(Flag::Missing, "Harbor Help");
    let open = office.desk.write("open", Format::Source, &open);
    let headers = [("content-type", "application/json")];
    let body = fs::read(&open[0]).expect("a file");
    let drafted = editor.send("POST", "/v1/updates", &headers, body).json();
    assert!(
        drafted["held_by_rule"]["draft"].as_u64() > Some(0),
        "{drafted}"
    );
    assert_eq!(office.locations(), 0);
    let kept = fs::read(office.desk.state.path().join("nearhelp.db-wal")).expect("the log");
    assert!(office.desk.has_trace(&kept), "a draft in the open is kept");
    let flagged = feed(Flag::BeforeTheAddress, "Harbor Help");
    let flagged = office.desk.write("flagged", Format::Source, &flagged);
    let loaded = office.desk.with(&["load", "--json"], &flagged).json();
    assert_eq!(loaded["rejected"], 0, "{loaded:#}");
    office.assert_printed_without("the flag");
}

/// What an editor drafts of the organization and of the house, which is in the open still.
#[test]
fn a_draft_waits_on_without_the_text_that_tells_a_place_that_is_hidden_later() {
    for source in ["feed", "desk"] {
        let office = Office::new();
        let open = feed(Flag::Missing, "Harbor Help");
        let open = office.desk.write("open", Format::Source, &open);
        office.desk.run_openly(&super::given(&["load"], &open));
        let editor = ["keys", "create", "--role", "editor", "--name", "Cy"];
        let made = office.desk.run_openly(&editor).stdout;
        let mut words = made.split_whitespace();
        let key = words.find(|word| word.starts_with("nh_"));
        let editor = office.server.anonymous().with_key(key.expect("a key"));
        office.wait_for("organizations", "Harbor Help");
        let draft = |list: &str, name: &str, patch: Value| {
            let path = office.wait_for(list, name);
            let seen = editor.get(&path);
            let seen = format!(
                "\"{}\"",
                seen.header("record-revision").expect("a revision")
            );
            let kind = "application/merge-patch+json";
            let headers = [("content-type", kind), ("if-match", &*seen)];
            let body = patch.to_string().into_bytes();
            let path = format!("{path}?source={source}");
            let answer = editor.send("PATCH", &path, &headers, body);
            assert_eq!(answer.ok()["held_by_rule"]["draft"], 1, "{answer:?}");
        };
        let told = "Ring at 4417 Zyxwell Orchard Rd.";
        draft(
            "organizations",
            "Harbor Help",
            json!({"email": "new@example.org", "description": told}),
        );
        draft(
            "organizations",
            "Harbor Help",
            json!({"website": "https://example.org/new"}),
        );
        draft(
            "locations",
            "Thistledown Annex",
            json!({"description": told}),
        );
        let house = office.wait_for("locations", "Thistledown Annex");
        let seen = office.publisher.get(&house);
        let seen = format!(
            "\"{}\"",
            seen.header("record-revision").expect("a revision")
        );
        let kind = "application/merge-patch+json";
        let headers = [("content-type", kind), ("if-match", &*seen)];
        let flag = json!({"withheld": true}).to_string().into_bytes();
        let path = format!("{house}?source=feed");
        let hidden = office.publisher.send("PATCH", &path, &headers, flag).ok();
        assert_eq!(hidden["dropped"], 1, "{hidden}");
        let history = office.desk.run(&["history"]).stdout;
        assert!(history.contains("1 dropped"), "{history}");
        office.assert_told_without("the flag");
        // One approval each, of what is left.
        let waiting = office.publisher.get("/v1/reviews?rule=draft").ok();
        let numbers: Vec<i64> = waiting["contents"]
            .as_array()
            .expect("contents")
            .iter()
            .flat_map(|group| group["numbers"].as_array().expect("numbers").clone())
            .filter_map(|number| number.as_i64())
            .collect();
        assert_eq!(numbers.len(), 2, "{waiting}");
        for number in numbers {
            let judged = office.judge("approve", number);
            assert_eq!(judged["done"], json!([number]), "{judged}");
        }
        let path = office.wait_for("organizations", "Harbor Help");
        let now = office.server.anonymous().get(&path).ok();
        // A desk's word stands beside that of the feed.
        let stands = source == "feed";
        assert_eq!(now["website"] == "https://example.org/new", stands, "{now}");
        assert_eq!(now["email"] == "new@example.org", stands, "{now}");
        office.assert_printed_without("all of it");
    }
}

/// It was public, and people have spoken of it, before anybody said that it is confidential.
#[test]
fn undoing_what_made_a_place_confidential_brings_nothing_of_it_back() {
    let office = Office::new();
    let open = feed(Flag::Missing, "Harbor Help");
    let open = office.desk.write("open", Format::Source, &open);
    let loaded = office
        .desk
        .run_openly(&super::given(&["load", "--json"], &open));
    super::later::plant(&office.desk, "4417 Zyxwell Orchard Rd");
    let flagged = office.post("flagged", &feed(Flag::AfterTheAddress, "Harbor Help"));
    office.assert_told_without("the flag");
    let undone = office.undo(&flagged["changeset"]);
    let why = undone["conflicts"][0]["why"].as_str();
    assert_eq!(why, Some("stays_confidential"), "{undone}");
    assert!(office.has_withheld(), "{undone}");
    office.assert_told_without("the flag was undone");
    let first = office.undo(&loaded.json()["changeset"]);
    office.assert_told_without("the load was undone");
    office.undo(&first["changeset"]);
    office.assert_printed_without("all was undone and done again");
    office.desk.assert_exports_without();
}

/// The same, said of one record.
#[test]
fn a_patch_that_makes_a_place_confidential_takes_it_back() {
    patch_takes_it_back(&json!({"withheld": true}), "?source=feed");
}

/// In the name of the key itself, which has not said where it is, and by a feed's own flag.
#[test]
fn a_flag_that_is_patched_takes_a_place_back() {
    patch_takes_it_back(&json!({"is_confidential": "yes"}), "");
}

fn patch_takes_it_back(patch: &Value, source: &str) {
    let office = Office::new();
    let open = feed(Flag::Missing, "Harbor Help");
    let open = office.desk.write("open", Format::Source, &open);
    office.desk.run_openly(&super::given(&["load"], &open));
    let anyone = office.server.anonymous();
    let house = office.wait_for("locations", "Thistledown Annex");
    let seen = anyone.get(&house);
    let seen = format!(
        "\"{}\"",
        seen.header("record-revision").expect("a revision")
    );
    let headers = [("content-type", "application/json"), ("if-match", &*seen)];
    let patch = patch.to_string().into_bytes();
    let path = format!("{house}{source}");
    let answer = office.publisher.send("PATCH", &path, &headers, patch);
    assert!([200, 201].contains(&answer.status), "{answer:?}");
    assert!(office.has_withheld(), "{answer:?}");
    office.assert_printed_without("the patch");
    office.desk.assert_served_without(&office.server);
}
