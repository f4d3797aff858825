//! Whole feeds of others, through the built program.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::common::{Binary, run};
use crate::harness::examples;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Runs it in the folder: how it ended, and what it printed.
fn nearhelp(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = run(folder, arguments, &[]);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code();
    assert!(
        matches!(code, Some(0 | 1)),
        "{code:?}: {}",
        text(&output.stderr)
    );
    (code, text(&output.stdout))
}

#[track_caller]
fn report(folder: &Path, arguments: &[&str]) -> Value {
    let (_, stdout) = nearhelp(folder, arguments);
    let report: Value = serde_json::from_str(&stdout).expect("a report");
    let count = |field: &str| report[field].as_u64().expect(field);
    let accounted = ["added", "changed", "unchanged", "held", "rejected"];
    let sum: u64 = accounted.iter().map(|field| count(field)).sum();
    assert_eq!(count("read"), sum, "{report:#}");
    report
}

fn of_code<'a>(report: &'a Value, code: &str) -> Vec<&'a Value> {
    let problems = report["problems"].as_array().expect("problems");
    problems
        .iter()
        .filter(|problem| problem["code"] == code)
        .collect()
}

#[test]
fn florida_is_loaded_row_for_row_and_answers_in_miami() {
    let feed = root("../shared/samples/florida-legal-aid");
    if !feed.exists() {
        eprintln!("skipped: ../shared/samples is not there");
        return;
    }
    let folder = std::sync::Arc::new(TempDir::new().expect("a folder"));
    let (feed, mapping) = (
        feed.display().to_string(),
        root("examples/florida-legal-aid.toml")
            .display()
            .to_string(),
    );
    let with = |command: &[&'static str]| -> Vec<String> {
        let rest = [
            feed.as_str(),
            "--mapping",
            &mapping,
            "--source",
            "Florida legal aid",
        ];
        command
            .iter()
            .copied()
            .chain(rest)
            .map(str::to_owned)
            .collect()
    };
    let call = |arguments: &[String]| {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        nearhelp(folder.path(), &arguments)
    };
    let (code, checked) = call(&with(&["check"]));
    assert_eq!(code, Some(1));
    insta::assert_snapshot!("florida_checked", checked);

    let arguments = with(&["load", "--json"]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let loaded = report(folder.path(), &arguments);
    assert!(of_code(&loaded, "criterion_wrong").is_empty());
    let again = report(folder.path(), &arguments);
    assert_eq!(again["changeset"], Value::Null, "{again:#}");

    let server = Binary::serve_in(folder, &["--seed", "none"], &[]);
    let caller = server.anonymous();
    let page = caller.nearby("near=33130&category=legal&per_page=5");
    let nearest = page.contents().iter().map(|listing| {
        let state = &listing["location"]["address"]["state_province"];
        state.as_str().unwrap_or_default().to_owned()
    });
    assert!(
        nearest.clone().count() > 0 && nearest.into_iter().all(|state| state == "FL"),
        "{:#}",
        page.0
    );
    let body = serde_json::json!({"near": "33130", "category": "legal"});
    let verdicts = caller.post("/v1/eligibility", body);
    assert!(verdicts.status < 500, "{verdicts:?}");
}

#[test]
fn the_official_examples_load_and_their_broken_keys_are_told() {
    let Some(examples) = examples() else { return };
    let folder = TempDir::new().expect("a folder");
    let package = examples.join("csv").display().to_string();
    let loaded = report(
        folder.path(),
        &["load", "--json", &package, "--source", "csv"],
    );
    assert!(
        !of_code(&loaded, "dangling_reference").is_empty(),
        "{loaded:#}"
    );
    // Its numbers are none of here, and its only point is not on Earth: they are left out, and what they are of stays.
    assert!(!of_code(&loaded, "phone_impossible").is_empty());
    assert!(!of_code(&loaded, "point_impossible").is_empty());
    assert!(loaded["left_out"].as_u64() >= Some(3), "{loaded:#}");
    let sum = ["added", "changed", "unchanged", "held", "rejected"].map(|of| loaded[of].as_u64());
    let sum: u64 = sum.into_iter().flatten().sum();
    assert_eq!(loaded["read"], sum, "{loaded:#}");
    assert!(loaded["added"].as_u64() >= Some(3), "{loaded:#}");
    for file in [
        "service_list",
        "organization_full",
        "service_at_location_full",
    ] {
        let path = examples.join(format!("{file}.json")).display().to_string();
        let loaded = report(folder.path(), &["load", "--json", &path, "--source", file]);
        assert_ne!(loaded["read"], 0, "{file}: {loaded:#}");
    }
}

#[test]
fn of_a_feed_of_the_first_version_almost_all_is_published() {
    let folder = TempDir::new().expect("a folder");
    let feed = root("tests/data/feed-1x").display().to_string();
    let loaded = report(
        folder.path(),
        &["load", "--json", &feed, "--source", "feed"],
    );
    let count = |field: &str| loaded[field].as_u64().expect(field);
    let kept_back = count("held") + count("rejected");
    assert!(
        kept_back * 20 <= count("read"),
        "{kept_back} of {}: {loaded:#}",
        count("read")
    );
}

/// An organization with a service that has these numbers.
fn with_phones(folder: &TempDir, numbers: &[&str]) -> Vec<String> {
    let mut rows = "id,organization_id,service_id,number,type\n".to_owned();
    for (at, number) in numbers.iter().enumerate() {
        rows += &format!("p{at},,s,{number},voice\n");
    }
    let package = folder.path().join("package");
    fs::create_dir_all(&package).expect("a folder");
    for (file, text) in [
        ("organizations.csv", "id,name\no,Lantern Desk\n"),
        (
            "services.csv",
            "id,organization_id,name,status\ns,o,Advice,active\n",
        ),
        ("phones.csv", &rows),
    ] {
        fs::write(package.join(file), text).expect("a file");
    }
    let package = package.display().to_string();
    ["load", "--json", &package, "--source", "desk"]
        .map(str::to_owned)
        .into()
}

#[test]
fn a_number_that_cannot_be_read_is_left_out_of_its_record_and_told() {
    let folder = TempDir::new().expect("a folder");
    let load = |numbers: &[&str]| {
        let arguments = with_phones(&folder, numbers);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        report(folder.path(), &arguments)
    };
    load(&["816-336-0111"]);
    let loaded = load(&["12", "816-336-0122"]);
    assert_eq!(
        (&loaded["left_out"], &loaded["changed"]),
        (&1.into(), &1.into()),
        "{loaded:#}"
    );
    assert_eq!(loaded["rejected"], 0, "{loaded:#}");
    let told = of_code(&loaded, "phone_impossible");
    assert_eq!(told[0]["severity"], "left_out");
    assert_eq!(
        (&told[0]["row"], &told[0]["value"]),
        (&2.into(), &"12".into()),
        "{told:#?}"
    );
    // What the source had said before does not stand for what cannot be read.
    load(&["12"]);
    let exported = run(folder.path(), &["export", "--format", "hsds-json"], &[]);
    let exported = String::from_utf8_lossy(&exported.stdout).into_owned();
    assert!(exported.contains("Advice"), "{exported}");
    assert!(
        !exported.contains("336-01") && !exported.contains("33601"),
        "{exported}"
    );
}
