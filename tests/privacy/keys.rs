//! A key is where it was shown, and nowhere else.

use std::fs;

use serde_json::json;

use crate::common::{Binary, run};

#[test]
fn a_key_is_in_no_log_answer_or_file() {
    let levels = "actix_http=trace,actix_web=trace,mio=trace,nearhelp=trace";
    let server = Binary::serve(&["--seed", "none"], &[("NEARHELP_LOG", levels)]);
    let create = ["keys", "create", "--role", "publisher", "--name", "desk"];
    let made = run(server.folder.path(), &create, &[("RUST_LOG", "trace")]);
    assert!(made.status.success(), "{made:?}");
    let key = String::from_utf8(made.stdout)
        .expect("text")
        .trim()
        .to_owned();
    let secret = key.strip_prefix("nh_").expect("a key").to_owned();
    assert_eq!(secret.len(), 64);
    let told = String::from_utf8(made.stderr).expect("text");
    assert!(!told.contains(&secret), "{told}");

    let caller = server.anonymous().with_key(&key);
    let wrong = server.anonymous().with_key(&format!("{key}0"));
    let update = json!({
        "source": {"key": "desk", "name": "Desk", "kind": "directory", "date": null, "url": null},
        "claims": [{"record": "organization", "key": "a", "body": {"name": "A"}}],
    });
    let mut answers = vec![
        caller.post("/v1/updates", update),
        caller.post("/v1/updates", json!("broken")),
        caller.get("/v1/updates"),
        caller.get("/v1/updates/1"),
        caller.get("/v1/history?revision=1"),
        caller.get("/v1/nearby?near=64081"),
        wrong.get("/v1/updates"),
    ];
    assert_eq!(answers[0].status, 201, "{:?}", answers[0]);
    assert_eq!(answers[6].status, 401, "{:?}", answers[6]);
    answers.push(caller.get("/metrics"));
    for answer in &answers {
        assert!(!format!("{answer:?}").contains(&secret), "{answer:?}");
    }
    let folder = server.folder.clone();
    let (status, output) = server.stop();
    assert_eq!(status.code(), Some(0), "{output}");
    assert!(output.contains("POST /v1/updates 201"), "{output}");
    assert!(!output.contains(&secret), "{output}");
    for entry in fs::read_dir(folder.path()).expect("a folder") {
        let file = entry.expect("an entry").path();
        let bytes = fs::read(&file).expect("a file");
        let has = bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes());
        assert!(!has, "{}", file.display());
    }
}

#[test]
fn keys_are_listed_and_revoked_by_id() {
    let server = Binary::serve(&["--seed", "none"], &[]);
    let folder = server.folder.path();
    let create = ["keys", "create", "--role", "editor", "--name", "A desk"];
    let key = String::from_utf8(run(folder, &create, &[]).stdout).expect("text");
    let caller = server.anonymous().with_key(key.trim());
    caller.get("/v1/updates").ok();
    let list = || String::from_utf8(run(folder, &["keys", "list"], &[]).stdout).expect("text");
    let listed = list();
    assert!(listed.contains("editor  A desk  since "), "{listed}");
    let id = listed.split_whitespace().next().expect("an id");
    assert!(run(folder, &["keys", "revoke", id], &[]).status.success());
    caller.get("/v1/updates").problem(401, "unauthorized");
    assert!(list().contains("revoked "), "{}", list());
    assert_eq!(
        run(folder, &["keys", "revoke", id], &[]).status.code(),
        Some(2)
    );
    assert_eq!(
        run(
            folder,
            &["keys", "create", "--role", "king", "--name", "x"],
            &[]
        )
        .status
        .code(),
        Some(2)
    );
}
