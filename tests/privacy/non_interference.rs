//! A confidential place cannot be found through us: what leaves the system, and what it writes, is the
//! same wherever the place truly is.

use std::{fs, path::Path};

use nearhelp::{
    geography::Gazetteer,
    http::{State, router},
    snapshot::Snapshot,
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};

use crate::{
    common::{Answer, Binary, Caller, Directory, Stored, quick},
    hidden::{EVERY_WAY, Said, Secret},
};

/// Towns of one county, with a ZIP of each.
const TOWNS: [(&str, &str); 5] = [
    ("Lee's Summit", "64081"),
    ("Independence", "64050"),
    ("Blue Springs", "64014"),
    ("Grandview", "64030"),
    ("Greenwood", "64034"),
];

fn secret() -> impl Strategy<Value = Secret> {
    (
        "[A-Za-z0-9 ]{6,20}",
        prop::sample::select(TOWNS.to_vec()),
        38.85..39.2,
        -94.6..-94.1,
    )
        .prop_map(|(text, (town, zip), latitude, longitude)| Secret {
            text: format!("x{text}"),
            town,
            zip,
            latitude,
            longitude,
        })
}

/// What an answer gives away.
fn bytes(answer: &Answer) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let headers = answer.headers.iter();
    let headers = headers.filter(|(name, _)| name != "date").cloned();
    let mut headers: Vec<(String, String)> = headers.collect();
    // The library hashes them with a key of its own.
    headers.sort();
    (answer.status, headers, answer.body.clone())
}

/// Questions that would tell where `secret` is from where `other` is, and all that leads on from them.
fn questions(secret: &Secret, other: &Secret) -> Vec<String> {
    let mut questions = Vec::new();
    for place in [secret, other] {
        let here = format!("lat={}&lon={}", place.latitude, place.longitude);
        questions.push(format!("near={}", place.zip));
        questions.push(here.clone());
        for radius in ["1", "100", "1km", "5mi", "20mi", "50mi"] {
            questions.push(format!("{here}&radius={radius}"));
        }
        let (west, south) = (place.longitude - 0.001, place.latitude - 0.001);
        let (east, north) = (place.longitude + 0.001, place.latitude + 0.001);
        questions.push(format!("{here}&bbox={west},{south},{east},{north}"));
        questions.push(format!("{here}&per_page=1&page=2"));
        for format in ["geojson", "csv", "ndjson"] {
            questions.push(format!("{here}&radius=5mi&format={format}"));
            questions.push(format!("{here}&sort=name&remote=all&format={format}"));
        }
        questions.push(format!("{here}&category=shelter&radius=3km"));
        questions.push(format!("{here}&serves_origin=yes&remote=all"));
        questions.push(format!("{here}&q={}", place.zip));
        questions.push(format!(
            "{here}&q={}&sort=relevance",
            place.town.replace(' ', "+")
        ));
        questions.push(format!(
            "{here}&radius=3km&facets=category,organization,standing"
        ));
    }
    for more in [
        "near=64081&bbox=-94.5,38.5,-94.3,39",
        "near=Jackson+County,+MO&kind=help&kind=police",
        "near=64081&audience=parents",
        "near=64081&page=99",
        "near=64081&q=house&sort=relevance",
        "near=64081&sort=name",
        "near=64081&open=now",
        "near=64081&open=2026-03-04T12:00:00-06:00&unknown_hours=exclude",
        "near=64081&facets=accessibility,attribute,audience,cost,documents,kind,language",
        "near=0,0",
        "near=10001",
        "near=nowhere",
        "near=Springfield",
        "near=64081&category=sheltr",
        "near=64081&radius=-1",
    ] {
        questions.push(more.to_owned());
    }
    questions
}

/// Every address of the directory.
fn addresses(state: &State) -> Vec<String> {
    let snapshot = state.snapshot();
    let documents = &snapshot.documents;
    let organizations = documents.organizations.keys();
    let mut addresses: Vec<String> = organizations
        .map(|id| format!("/v1/organizations/{id}"))
        .collect();
    let services = documents.services.keys();
    addresses.extend(services.map(|id| format!("/v1/services/{id}")));
    let locations = documents.locations.keys();
    addresses.extend(locations.map(|id| format!("/v1/locations/{id}")));
    let placed = documents.service_at_locations.keys();
    addresses.extend(placed.map(|id| format!("/v1/service_at_locations/{id}")));
    addresses.sort();
    addresses
}

fn other_addresses(secret: &Secret) -> Vec<String> {
    let key = secret.text.replace(' ', "%20");
    let zips = ["64081", "64050", secret.zip].into_iter();
    let mut lists: Vec<String> = zips
        .map(|zip| format!("/v1/services?postcode={zip}&proximity=5"))
        .collect();
    for list in [
        "organizations",
        "services",
        "locations",
        "service_at_locations",
    ] {
        lists.push(format!("/v1/{list}?full=true"));
        lists.push(format!("/v1/{list}?format=ndjson"));
        lists.push(format!("/v1/{list}?search={}", secret.zip));
    }
    for format in ["hsds-json", "csv", "geojson", "ndjson"] {
        lists.push(format!("/v1/export?format={format}"));
    }
    let others = vec![
        format!("/v1/locations/{key}%20key"),
        "/v1/locations/00000000-0000-4000-8000-0000000000ff".to_owned(),
        "/v1/places?q=lee".to_owned(),
        "/v1/nearby".to_owned(),
        "/v1/none".to_owned(),
        "/healthz".to_owned(),
        "/readyz".to_owned(),
    ];
    lists.into_iter().chain(others).collect()
}

/// Ways out, from where each place truly is.
fn pathways(secret: &Secret, other: &Secret) -> Vec<String> {
    let mut addresses = vec!["/v1/pathways".to_owned()];
    for place in [secret, other] {
        let here = format!("lat={}&lon={}", place.latitude, place.longitude);
        for id in ["leaving-trafficking", "leaving-violence-at-home", "none"] {
            let zip = place.zip;
            addresses.push(format!("/v1/pathways/{id}?near={zip}&per_stage=20"));
            addresses.push(format!("/v1/pathways/{id}?{here}&radius=1km"));
            addresses.push(format!("/v1/pathways/{id}?{here}&per_stage=1"));
        }
    }
    addresses
}

/// Everything that can be asked.
fn ask_all(caller: &Caller, addresses: &[String], secret: &Secret, other: &Secret) -> Vec<Answer> {
    let nearby = questions(secret, other).into_iter();
    let gets = nearby
        .map(|query| format!("/v1/nearby?{query}"))
        .chain(addresses.iter().cloned())
        .chain(other_addresses(secret))
        .chain(pathways(secret, other))
        .map(|address| caller.get(&address));
    let posts = screens(secret, other).into_iter().flat_map(|body| {
        let paths = [
            "/v1/eligibility",
            "/v1/nearby",
            "/v1/pathways/leaving-trafficking",
        ];
        paths.map(|path| caller.post(path, body.clone()))
    });
    gets.chain(posts).collect()
}

/// Questions of who can be helped, from where `secret` is and where `other` is.
fn screens(secret: &Secret, other: &Secret) -> Vec<Value> {
    let places = [secret, other].into_iter();
    places
        .flat_map(|place| {
            let here = |more: Value| {
                let mut body = json!({"lat": place.latitude, "lon": place.longitude});
                let fields = body.as_object_mut().unwrap();
                fields.extend(more.as_object().unwrap().clone());
                body
            };
            let town = format!("{}, MO", place.town);
            [
                here(json!({})),
                here(json!({"per_page": 1, "page": 2})),
                here(json!({"radius": "1km"})),
                here(json!({"answers": {"residence": place.zip}})),
                here(json!({"answers": {"residence": town, "age": 30}})),
            ]
        })
        .collect()
}

#[test]
fn directories_that_differ_in_the_true_place_alone_answer_as_one() {
    let start = || Directory::start(State::default(), quick(), router::routes);
    let (one, two) = (start(), start());
    let (caller_one, caller_two) = (one.anonymous(), two.anonymous());
    let strategy = (secret(), secret(), prop::sample::select(EVERY_WAY.to_vec()));
    // A failure names directories that are made up, so nothing is kept beside the source.
    let config = Config {
        cases: 8,
        max_shrink_iters: 0,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new(config);
    runner
        .run(&strategy, |(secret, other, said)| {
            let stored = [&secret, &other].map(|secret| Stored::of(&secret.sources(said)));
            one.state.swap(stored[0].snapshot());
            two.state.swap(stored[1].snapshot());
            let known = addresses(&one.state);
            prop_assert_eq!(&known, &addresses(&two.state));
            let answers_one = ask_all(&caller_one, &known, &secret, &other);
            let answers_two = ask_all(&caller_two, &known, &secret, &other);
            for (one, two) in answers_one.iter().zip(&answers_two) {
                prop_assert!(bytes(one) == bytes(two), "{:?}\n{:?}", one, two);
            }
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

/// What must be found nowhere, and the same as numbers.
const SENTINEL: &str = "sentinel";
const FORBIDDEN: [&str; 5] = [SENTINEL, "64014", "Blue Springs", "38.987654", "94.2345678"];

fn marked() -> Secret {
    Secret {
        text: SENTINEL.to_owned(),
        town: "Blue Springs",
        zip: "64014",
        latitude: 38.987_654,
        longitude: -94.234_567_8,
    }
}

#[track_caller]
fn assert_clean(what: &str, bytes: &[u8], said: Said) {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    for forbidden in FORBIDDEN {
        let found = text.find(&forbidden.to_lowercase());
        let around = found.map(|at| {
            let from = at.saturating_sub(120);
            String::from_utf8_lossy(&text.as_bytes()[from..(at + 80).min(text.len())]).into_owned()
        });
        assert!(
            found.is_none(),
            "{said:?}: {forbidden} in {what}: {around:?}"
        );
    }
}

#[track_caller]
fn assert_folder_is_clean(folder: &Path, said: Said) {
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        assert_clean(&path.display().to_string(), &fs::read(&path).unwrap(), said);
        files += 1;
    }
    assert!(files > 0);
}

#[test]
fn nothing_of_the_place_is_answered_written_or_logged() {
    let elsewhere = Secret {
        text: "asked".to_owned(),
        town: "Grandview",
        zip: "64030",
        latitude: 38.9,
        longitude: -94.4,
    };
    for said in EVERY_WAY {
        let stored = Stored::of(&marked().sources(said));
        // With the write-ahead log as it stands.
        assert_folder_is_clean(stored.folder.path(), said);
        let snapshot = Snapshot::load(
            &stored.store,
            Gazetteer::embedded(),
            chrono::DateTime::UNIX_EPOCH,
        )
        .unwrap();
        let known = addresses(&State::new(snapshot, None));
        let url = format!("sqlite://{}/nearhelp.db", stored.folder.path().display());
        let program = Binary::serve(&["--database-url", &url], &[("RUST_LOG", "trace")]);
        for answer in ask_all(&program.anonymous(), &known, &elsewhere, &elsewhere) {
            assert_clean(&format!("{answer:?}"), &answer.body, said);
        }
        let (_, output) = program.stop();
        assert_clean("the output", output.as_bytes(), said);
        drop(stored.store);
        assert_folder_is_clean(stored.folder.path(), said);
    }
}
