//! Small directories in the shape of `data/README.md`, written in the test that asks them.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use nearhelp::{
    geography::Gazetteer,
    snapshot::Snapshot,
    store::{Operation, Store},
    updates::{
        entries::{Problem, SameEntry, SourceFile},
        formats::SourceInput,
        load::{Author, LoadError, Options, Part, Update, load},
        report::Report,
        seed,
    },
};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use uuid::Uuid;

/// When everything in a test happens.
pub static NOW: LazyLock<DateTime<Utc>> =
    LazyLock::new(|| "2026-03-04T05:06:07Z".parse().expect("an instant"));

/// Ids that are random elsewhere, counted here, for the update after `revision`.
pub fn counted(revision: i64) -> impl FnMut() -> Uuid {
    let of_update = u128::try_from(revision).expect("a revision") << 96;
    let mut last = 0x0000_0000_0000_4000_8000_0000_0000_0000 | of_update;
    move || {
        last += 1;
        Uuid::from_u128(last)
    }
}

/// A directory in a database of its own.
pub struct Stored {
    pub folder: TempDir,
    pub store: Store,
}

impl Stored {
    pub fn empty() -> Stored {
        let folder = TempDir::new().expect("a folder");
        let url = format!("sqlite://{}/nearhelp.db", folder.path().display());
        let store = Store::open(&url, *NOW).expect("a store");
        Stored { folder, store }
    }

    /// The seed directory.
    pub fn seeded() -> Stored {
        let stored = Stored::empty();
        let gazetteer = Gazetteer::embedded();
        let seeded = seed::seed(&stored.store, gazetteer, *NOW, &mut counted(0));
        assert!(seeded.expect("the seed is right"));
        stored
    }

    /// What `sources` say, by the way that every update goes.
    pub fn of(sources: &Sources) -> Stored {
        let stored = Stored::empty();
        if let Err(problems) = stored.publish(sources) {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            panic!("{problems:#?}");
        }
        stored
    }

    /// One more update.
    pub fn publish(&self, sources: &Sources) -> Result<(), Vec<Problem>> {
        let revision = self.store.directory().expect("a directory").revision;
        publish(&self.store, sources, &mut counted(revision))
    }

    /// An update as anybody loads it: what is risky waits.
    pub fn load(&self, sources: &Sources, options: Options) -> Report {
        let revision = self.store.directory().expect("a directory").revision;
        let loaded = load_as(&self.store, sources, options, &mut counted(revision));
        loaded.expect("it is loaded")
    }

    pub fn snapshot(&self) -> Snapshot {
        Snapshot::load(&self.store, Gazetteer::embedded(), *NOW).expect("a snapshot")
    }
}

/// Publishes what `sources` say in a store, whoever else has it open.
pub fn publish(
    store: &Store,
    sources: &Sources,
    random_id: &mut dyn FnMut() -> Uuid,
) -> Result<(), Vec<Problem>> {
    let options = Options {
        strict: true,
        without_holding: true,
        ..Options::default()
    };
    match load_as(store, sources, options, random_id) {
        Ok(_) => Ok(()),
        // What is wrong, without what follows from it.
        Err(LoadError::Strict(report)) => {
            let mut problems = report.problems;
            problems.retain(|problem| problem.code != "parent_rejected");
            Err(problems)
        }
        Err(error) => panic!("{error}"),
    }
}

fn load_as(
    store: &Store,
    sources: &Sources,
    options: Options,
    random_id: &mut dyn FnMut() -> Uuid,
) -> Result<Report, LoadError> {
    let inputs: Vec<SourceInput> = sources.files().into_iter().map(SourceInput).collect();
    let parts: Vec<Part> = inputs.iter().map(Part::of_source).collect();
    let update = Update {
        parts: &parts,
        same: &sources.same(),
        author: Author {
            at: *NOW,
            by: "a test".to_owned(),
            reason: "a test".to_owned(),
            api_key_id: None,
            how: Operation::Load,
        },
        options,
    };
    load(
        store,
        Gazetteer::embedded(),
        &update,
        random_id,
        &mut |_| (),
    )
}

/// Source files, as JSON.
#[derive(Clone, Default)]
pub struct Sources {
    files: Vec<Value>,
    same: Vec<Value>,
}

impl Sources {
    /// One provider's file.
    pub fn of(claims: impl IntoIterator<Item = Vec<Value>>) -> Sources {
        Sources::default().and("provider", "provider", claims)
    }

    /// One file more: its key, which is its name too, and the kind of source.
    pub fn and(
        mut self,
        key: &str,
        kind: &str,
        claims: impl IntoIterator<Item = Vec<Value>>,
    ) -> Sources {
        let claims: Vec<Value> = claims.into_iter().flatten().collect();
        self.files.push(json!({
            "source": {"key": key, "name": key, "kind": kind, "date": null, "url": null},
            "claims": claims,
        }));
        self
    }

    /// Dates the last file, whose every word was confirmed by a call of that day.
    pub fn called_on(mut self, day: &str) -> Sources {
        let file = self.files.last_mut().expect("a file");
        file["source"]["date"] = json!(day);
        for claim in file["claims"].as_array_mut().expect("claims") {
            claim["how"] = json!("called");
        }
        self
    }

    /// More claims in the first file.
    pub fn joined_by(mut self, claims: Vec<Value>) -> Sources {
        let of_first = self.files[0]["claims"].as_array_mut().expect("claims");
        of_first.extend(claims);
        self
    }

    /// The entry `key` of `source` is the one called the same by the source `is`.
    pub fn same_as(mut self, record: &str, key: &str, source: &str, is: &str) -> Sources {
        self.same.push(json!({
            "record": record, "source": source, "key": key, "is": {"source": is, "key": key},
        }));
        self
    }

    fn files(&self) -> Vec<SourceFile> {
        let file = |file: &Value| serde_json::from_value(file.clone()).expect("a source file");
        self.files.iter().map(file).collect()
    }

    fn same(&self) -> Vec<SameEntry> {
        let same = |same: &Value| serde_json::from_value(same.clone()).expect("a same_as");
        self.same.iter().map(same).collect()
    }
}

/// One entry. `body` is the JSON of an object.
pub fn claim(record: &str, key: &str, body: Value) -> Value {
    json!({"record": record, "key": key, "words": null, "body": body})
}

/// An organization with one service at one location, all called `name`; `service` and `location` are
/// laid over what they need.
pub fn listing(name: &str, service: Value, location: Value) -> Vec<Value> {
    vec![
        claim("organization", name, json!({"name": name})),
        claim(
            "service",
            name,
            over(json!({"organization_id": name, "name": name}), service),
        ),
        claim(
            "location",
            name,
            over(json!({"location_type": "physical"}), location),
        ),
        claim(
            "service_at_location",
            name,
            json!({"service_id": name, "location_id": name}),
        ),
    ]
}

/// A listing at a point.
pub fn at(name: &str, latitude: f64, longitude: f64, service: Value) -> Vec<Value> {
    let location = json!({"latitude": latitude, "longitude": longitude});
    listing(name, service, location)
}

/// A listing without a place, that serves `areas`.
pub fn line(name: &str, areas: &[&str], service: Value) -> Vec<Value> {
    let service = over(json!({"service_areas": serves(areas)}), service);
    listing(name, service, json!({"location_type": "virtual"}))
}

/// Coverage.
pub fn serves(areas: &[&str]) -> Value {
    let areas = areas
        .iter()
        .map(|area| json!({"extent": area, "extent_type": "text"}));
    areas.collect()
}

fn over(mut under: Value, over: Value) -> Value {
    let fields: Map<String, Value> = serde_json::from_value(over).expect("an object");
    under.as_object_mut().expect("an object").extend(fields);
    under
}
