//! Who may do what.

use nearhelp::{
    http::openapi,
    store::{Role, StoreError},
};
use serde_json::Value;

use super::{JSON, post, update};
use crate::common::{Directory, Stored, sources::NOW};

/// Every route for maintainers, and the least role that it takes.
const ROUTES: [(&str, &str, Role); 24] = [
    ("POST", "/v1/updates", Role::Editor),
    ("GET", "/v1/updates", Role::Editor),
    ("GET", "/v1/updates/{revision}", Role::Editor),
    ("GET", "/v1/history", Role::Editor),
    ("PUT", "/v1/organizations/{id}", Role::Editor),
    ("PATCH", "/v1/organizations/{id}", Role::Editor),
    ("DELETE", "/v1/organizations/{id}", Role::Editor),
    ("PUT", "/v1/services/{id}", Role::Editor),
    ("PATCH", "/v1/services/{id}", Role::Editor),
    ("DELETE", "/v1/services/{id}", Role::Editor),
    ("PUT", "/v1/locations/{id}", Role::Editor),
    ("PATCH", "/v1/locations/{id}", Role::Editor),
    ("DELETE", "/v1/locations/{id}", Role::Editor),
    ("PUT", "/v1/service_at_locations/{id}", Role::Editor),
    ("PATCH", "/v1/service_at_locations/{id}", Role::Editor),
    ("DELETE", "/v1/service_at_locations/{id}", Role::Editor),
    ("GET", "/v1/reviews", Role::Editor),
    ("GET", "/v1/reviews/{number}", Role::Editor),
    ("POST", "/v1/reviews", Role::Publisher),
    ("POST", "/v1/undo/{revision}", Role::Publisher),
    ("GET", "/v1/verifications", Role::Editor),
    ("POST", "/v1/verifications", Role::Publisher),
    ("GET", "/v1/suggestions", Role::Editor),
    ("POST", "/v1/suggestions/{id}", Role::Editor),
];

#[test]
fn the_table_has_every_route_that_takes_a_key() {
    let document: Value = serde_json::from_str(&openapi::json()).unwrap();
    let mut keyed = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation.get("security").is_some() {
                keyed.push((method.to_uppercase(), path.clone()));
            }
        }
    }
    let mut expected: Vec<(String, String)> = ROUTES
        .iter()
        .map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    keyed.sort();
    expected.sort();
    assert_eq!(keyed, expected);
}

#[test]
fn every_route_takes_its_role_and_tells_nobody_else_what_is_there() {
    let directory = Directory::serving(Stored::empty());
    let anyone = directory.anonymous();
    let roles = [Role::Reader, Role::Editor, Role::Publisher, Role::Admin];
    let callers = roles.map(|role| (role, directory.keyed(role)));
    for (method, pattern, least) in ROUTES {
        for id in ["00000000-0000-4000-8000-000000000001", "nothing", "1"] {
            let path = pattern
                .replace("{id}", id)
                .replace("{revision}", id)
                .replace("{number}", id);
            let ask =
                |caller: &crate::common::Caller| caller.send(method, &path, &[JSON], Vec::new());
            let refused = ask(&anyone);
            refused.problem(401, "unauthorized");
            assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
            for (role, caller) in &callers {
                let answer = ask(caller);
                if *role < least {
                    answer.problem(403, "forbidden");
                } else {
                    assert!(![401, 403].contains(&answer.status), "{role:?}: {answer:?}");
                    assert_eq!(
                        answer.header("cache-control"),
                        Some("no-store"),
                        "{answer:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn what_is_no_key_is_none() {
    let directory = Directory::serving(Stored::empty());
    let (key, _) = directory.new_key(Role::Publisher);
    for wrong in [
        format!("Bearer {}", key.to_uppercase()),
        format!("Bearer {key}0"),
        format!("Bearer {}", &key[..key.len() - 1]),
        format!("Bearer nh_{}", "0".repeat(64)),
        format!("Basic {key}"),
        key.clone(),
        String::new(),
    ] {
        let headers = [("authorization", wrong.as_str())];
        let answer = directory
            .anonymous()
            .send("GET", "/v1/updates", &headers, Vec::new());
        answer.problem(401, "unauthorized");
    }
    directory.anonymous().with_key(&key).get("/v1/updates").ok();
    // The scheme's name has no case.
    let headers = [("authorization", format!("bearer {key}"))];
    let headers = headers
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    directory
        .anonymous()
        .send("GET", "/v1/updates", &headers, Vec::new())
        .ok();
}

#[test]
fn a_revoked_key_ends_at_once() {
    let directory = Directory::serving(Stored::empty());
    let (key, id) = directory.new_key(Role::Publisher);
    let caller = directory.anonymous().with_key(&key);
    caller.get("/v1/updates").ok();
    let revoked = directory
        .store()
        .write(|tx| -> Result<bool, StoreError> { tx.revoke_api_key(id, *NOW) });
    assert!(revoked.unwrap());
    caller.get("/v1/updates").problem(401, "unauthorized");
}

#[test]
fn the_person_is_in_the_history_or_else_the_key() {
    let directory = Directory::serving(Stored::empty());
    let (key, id) = directory.new_key(Role::Publisher);
    let publisher = directory.anonymous().with_key(&key);
    assert_eq!(
        post(&publisher, "/v1/updates", &[], &update("a", "A")).status,
        201
    );
    let by = [("by", "Ana")];
    assert_eq!(
        post(&publisher, "/v1/updates", &by, &update("b", "B")).status,
        201
    );
    let updates = publisher.get("/v1/updates").ok();
    for (at, by) in ["Ana", "the publisher"].into_iter().enumerate() {
        assert_eq!(updates["contents"][at]["by"], by);
        assert_eq!(updates["contents"][at]["api_key_id"], id.to_string());
    }
    let nobody = post(&publisher, "/v1/updates", &[("by", " ")], &update("c", "C"));
    assert_eq!(
        nobody.problem(400, "invalid-parameter")["errors"][0]["header"],
        "by"
    );
}
